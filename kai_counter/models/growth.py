"""Indexes that keep an answer as quick after ten million tickets as on the first day.

Each finds the few rows that are asked for among all there ever were. Hot tables have them only where a sale in cash
writes none of them, with one exception; the tickets and claims of a passenger are found by the booking, whose index
is there already.
"""

from __future__ import annotations

from sqlalchemy import Index, func, text

from kai_counter.models.money import (
    CashMovement,
    Payment,
    PaymentAttempt,
    PaymentReversal,
    Refund,
    RefundOffer,
    Shift,
)
from kai_counter.models.network import Schedule
from kai_counter.models.people import Notification, UserSession
from kai_counter.models.sales import Booking, Sale
from kai_counter.models.tickets import GateScan, PrintJob
from kai_counter.models.trust import Approval, ApprovalRequest

_BARE_PHONE = func.regexp_replace(
    func.regexp_replace(func.left(Booking.contact_phone, 60), "[^0-9]", "", "g"), "^(62|0)", ""
)

GROWTH = (
    # What the broom sweeps (60_timetable.sql): sales that nobody finished, trains on their way.
    Index("ix_sales_open", Sale.created_at, postgresql_where=text("state = 'open'")),
    Index("ix_schedules_running", Schedule.arrives_at,
          postgresql_where=text("status IN ('scheduled', 'delayed')")),
    # A customer who knows a telephone (38_booking_page.sql).
    Index("ix_bookings_contact_phone", _BARE_PHONE, postgresql_where=text("contact_phone IS NOT NULL")),
    # The station's day and month, and the desk of unsettled things: money of one counter and time.
    Index("ix_payment_attempts_outside", PaymentAttempt.counter_id,
          func.coalesce(PaymentAttempt.settled_at, PaymentAttempt.created_at),
          postgresql_where=text("method <> 'cash' AND state IN ('confirmed', 'late_paid')")),
    Index("ix_payment_attempts_watched", PaymentAttempt.counter_id, PaymentAttempt.created_at,
          postgresql_where=text("provider = 'gateway' AND state IN ('cancelled', 'declined')")),
    Index("ix_payment_reversals_done", PaymentReversal.done_at, postgresql_where=text("state = 'done'")),
    Index("ix_payments_origin_id", Payment.origin_id, postgresql_where=text("origin_id IS NOT NULL")),
    Index("ix_refunds_refund_date", Refund.refund_date),
    Index("ix_shifts_closed_at", Shift.counter_id, Shift.closed_at),
    Index("ix_cash_movements_dropped", CashMovement.counter_id, CashMovement.created_at,
          postgresql_where=text("kind = 'drop'")),
    # Offers that still stand, and how many sales of this shift were undone.
    Index("ix_refund_offers_open", RefundOffer.valid_until, postgresql_where=text("state = 'proposed'")),
    Index("ix_refund_offers_undone", RefundOffer.shift_id,
          postgresql_where=text("rule = 'own_mistake' AND state = 'confirmed'")),
    # Papers printed anew lately (those of a sale are found by the sale), and hand-overs among the scans.
    Index("ix_print_jobs_again", PrintJob.counter_id, PrintJob.created_at,
          postgresql_where=text("kind = 'ticket' AND issue_number > 1")),
    Index("ix_gate_scans_handed_over", GateScan.schedule_id, postgresql_where=text("result = 'handed_over'")),
    # Who signed what, when.
    Index("ix_approvals_created_at", Approval.created_at),
    Index("ix_approval_requests_answered", ApprovalRequest.answered_by, ApprovalRequest.answered_at,
          postgresql_where=text("answered_by IS NOT NULL")),
    # Windows of a counter, the bell of a member, one message to many.
    Index("ix_user_sessions_counter_id", UserSession.counter_id, postgresql_where=text("is_active")),
    Index("ix_notifications_sent_at", Notification.user_id, Notification.sent_at),
    Index("ix_notifications_message", Notification.details["message_id"].astext,
          postgresql_where=text("title = 'message'")),
)  # fmt: skip

"""Indexes for what is asked of tables that grow with every sale: a day, a drawer, an open thing among all the closed.

None of them is touched by a sale paid in cash but ix_sales_open, whose entry is the only one of its kind: each names
few rows of its table, or a table that a sale does not write. (models/growth.py says what each is for.)

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_sales_open": "sales (created_at) WHERE state = 'open'",
    "ix_bookings_contact_phone": (
        "bookings (regexp_replace(regexp_replace(left(contact_phone, 60), '[^0-9]', '', 'g'), '^(62|0)', ''))"
        " WHERE contact_phone IS NOT NULL"
    ),
    "ix_payments_origin_id": "payments (origin_id) WHERE origin_id IS NOT NULL",
    "ix_payment_attempts_outside": (
        "payment_attempts (counter_id, coalesce(settled_at, created_at))"
        " WHERE method <> 'cash' AND state IN ('confirmed', 'late_paid')"
    ),
    "ix_payment_attempts_watched": (
        "payment_attempts (counter_id, created_at) WHERE provider = 'gateway' AND state IN ('cancelled', 'declined')"
    ),
    "ix_payment_reversals_done": "payment_reversals (done_at) WHERE state = 'done'",
    "ix_refunds_refund_date": "refunds (refund_date)",
    "ix_refund_offers_open": "refund_offers (valid_until) WHERE state = 'proposed'",
    "ix_refund_offers_undone": "refund_offers (shift_id) WHERE rule = 'own_mistake' AND state = 'confirmed'",
    "ix_print_jobs_again": "print_jobs (counter_id, created_at) WHERE kind = 'ticket' AND issue_number > 1",
    "ix_gate_scans_handed_over": "gate_scans (schedule_id) WHERE result = 'handed_over'",
    "ix_shifts_closed_at": "shifts (counter_id, closed_at)",
    "ix_cash_movements_dropped": "cash_movements (counter_id, created_at) WHERE kind = 'drop'",
    "ix_approvals_created_at": "approvals (created_at)",
    "ix_approval_requests_answered": "approval_requests (answered_by, answered_at) WHERE answered_by IS NOT NULL",
    "ix_user_sessions_counter_id": "user_sessions (counter_id) WHERE is_active",
    "ix_notifications_sent_at": "notifications (user_id, sent_at)",
    "ix_notifications_message": "notifications ((metadata ->> 'message_id')) WHERE title = 'message'",
    "ix_schedules_running": "schedules (arrives_at) WHERE status IN ('scheduled', 'delayed')",
}


def upgrade() -> None:
    for name, what in INDEXES.items():
        op.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {what}")
    _active_sessions("user_id, expires_at")


def downgrade() -> None:
    for name in INDEXES:
        op.execute(f"DROP INDEX IF EXISTS {name}")
    _active_sessions("user_id")


def _active_sessions(columns: str) -> None:
    """Nobody ends the session of a window that was killed; whoever looks for a living one passes the dead ones by."""
    op.execute("DROP INDEX IF EXISTS ix_user_sessions_active")
    op.execute(f"CREATE INDEX ix_user_sessions_active ON user_sessions ({columns}) WHERE is_active")

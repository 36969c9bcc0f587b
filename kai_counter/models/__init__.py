"""Mapped nouns with their own rules: every table of the entity diagram and what a counter adds to it.

No session and no query here; services read through `Database.read`.
"""

from __future__ import annotations

from kai_counter.models import growth as growth  # its indexes join the tables when it is read
from kai_counter.models.base import Base
from kai_counter.models.disruptions import Disruption, DisruptionOffer, SalesChange
from kai_counter.models.money import (
    CashCount,
    CashMovement,
    GatewayKey,
    Payment,
    PaymentAttempt,
    PaymentReversal,
    Refund,
    RefundAccount,
    RefundLine,
    RefundOffer,
    Shift,
)
from kai_counter.models.network import (
    Fare,
    Route,
    RouteStation,
    Rule,
    Schedule,
    ScheduleClass,
    Station,
    Train,
    TrainClass,
)
from kai_counter.models.people import Notification, User, UserProfile, UserSession
from kai_counter.models.sales import Booking, BookingPromotion, Passenger, Promotion, Sale
from kai_counter.models.seats import Seat, SeatClaim, SeatInventory
from kai_counter.models.station_day import BankDeposit, CardBatch, DayTask, SafeHandover, SettlementRow
from kai_counter.models.tickets import ErrorLog, GateScan, Outage, PrintJob, Ticket
from kai_counter.models.trust import (
    Approval,
    ApprovalRequest,
    AuditLog,
    AuditSeal,
    Correction,
    Counter,
    CounterKey,
    Installation,
    InstalledFunction,
)

__all__ = [  # one a line: several people add to it
    "Approval",
    "ApprovalRequest",
    "AuditLog",
    "AuditSeal",
    "BankDeposit",
    "Base",
    "Booking",
    "BookingPromotion",
    "CardBatch",
    "CashCount",
    "CashMovement",
    "Correction",
    "Counter",
    "CounterKey",
    "DayTask",
    "Disruption",
    "DisruptionOffer",
    "ErrorLog",
    "Fare",
    "GateScan",
    "GatewayKey",
    "Installation",
    "InstalledFunction",
    "Notification",
    "Outage",
    "Passenger",
    "Payment",
    "PaymentAttempt",
    "PaymentReversal",
    "PrintJob",
    "Promotion",
    "Refund",
    "RefundAccount",
    "RefundLine",
    "RefundOffer",
    "Route",
    "RouteStation",
    "Rule",
    "SafeHandover",
    "Sale",
    "SalesChange",
    "Schedule",
    "ScheduleClass",
    "Seat",
    "SeatClaim",
    "SeatInventory",
    "SettlementRow",
    "Shift",
    "Station",
    "Ticket",
    "Train",
    "TrainClass",
    "User",
    "UserProfile",
    "UserSession",
]

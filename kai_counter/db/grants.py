"""Who may read and write what without a verb, in one place; `migrate` applies it and a test compares it.

Nobody but the owners writes bookings, money, tickets, seats, fares, rules or staff: those are verbs. Groups are
named without the database's prefix. Row security stands on `session_user`, which no verb and no SET ROLE changes.
"""

from __future__ import annotations

from dataclasses import dataclass

GROUPS = ("clerk", "supervisor", "gate", "admin", "auditor", "operator")
OWNERS = ("owner", "audit", "people")
NETWORK = (
    "stations", "trains", "train_classes", "routes", "route_stations", "schedules", "schedule_classes", "seats",
    "seat_inventory", "fares", "rules",
)  # fmt: skip
"""What every staff member reads whole: nothing in it is about a person."""

MASTER = ("stations", "trains", "train_classes", "routes", "route_stations", "seats")
"""What an administrator changes with SQLAlchemy; never deleted, since tickets point at it."""

UNAUDITED = (
    "alembic_version", "audit_logs", "audit_seals", "error_log", "installation", "installed_functions",
    "seat_inventory", "refund_accounts", "corrections",
)  # fmt: skip
"""Not business data, told by what changes it (the inventory by claims, a correction by its passenger), or not for
the trail (account numbers)."""

OF_A_SALE = (
    "sales", "bookings", "seat_claims", "payment_attempts", "payments", "passengers", "tickets", "print_jobs",
)  # fmt: skip
"""Audited row by row: a sale changes one or a few rows of each, thirty times a minute at every counter."""

NOT_TOLD = ("receipt_sequence", "updated_at")
"""Columns of `counters` that the trail leaves out: a sale moves nothing else there, and calls no trigger."""

AUDIT_TABLES = ("audit_logs", "audit_seals")


@dataclass(frozen=True)
class Grant:
    """`privilege` on a table, or on some of its columns, to groups or owners."""

    table: str
    privilege: str
    to: tuple[str, ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Policy:
    """Which rows the named groups may read; `using` may say {staff} for the prefix of staff logins."""

    name: str
    table: str
    to: tuple[str, ...]
    using: str
    command: str = "SELECT"


def _columns(text: str) -> tuple[str, ...]:
    return tuple(text.split())


READERS = ("supervisor", "auditor")

GRANTS: tuple[Grant, ...] = (
    *(Grant(table, "SELECT", GROUPS) for table in NETWORK),
    *(Grant(table, privilege, ("admin",)) for table in MASTER for privilege in ("INSERT", "UPDATE")),
    Grant("counters", "SELECT", GROUPS, _columns(
        "id code station_id name is_active registered_at revoked_at walking_minutes created_at updated_at")),
    Grant("counter_keys", "SELECT", GROUPS),
    Grant("seat_claims", "SELECT", GROUPS, _columns(
        "booking_id schedule_id seat_id legs state active expires_at counter_id class_id")),
    Grant("installation", "SELECT", GROUPS),
    Grant("alembic_version", "SELECT", GROUPS),  # a counter asks at the door whether it fits (db/fit.py)
    Grant("promotions", "SELECT", ("clerk", "supervisor", "admin", "auditor")),
    # People: oneself; an administrator everybody, without the verifier.
    Grant("users", "SELECT", GROUPS, _columns(
        "id nipp full_name roles station_scope is_active must_change_password is_demo last_login retired_at")),
    Grant("users", "SELECT", ("admin",), _columns(
        "email phone_number date_of_birth gender is_verified created_at updated_at")),
    Grant("user_profiles", "SELECT", GROUPS),
    Grant("user_sessions", "SELECT", ("admin", "auditor"), _columns(
        "id user_id ip_address user_agent login_time last_activity expires_at is_active counter_id shift_id")),
    Grant("notifications", "SELECT", GROUPS),
    # Sales, as numbers: no contact, no name, no identity. Those are shown one booking at a time by a verb.
    Grant("sales", "SELECT", READERS, _columns(
        "id sale_number counter_id shift_id user_id state total tendered change_given receipt_number "
        "paid_by created_at sold_at")),
    Grant("bookings", "SELECT", READERS, _columns(
        "id booking_number user_id schedule_id status total_amount discount_amount final_amount passenger_count "
        "booking_date sale_id counter_id shift_id origin_station_id destination_station_id from_order to_order "
        "expires_at held_at revision price_lines confirmed_at cancelled_at cancel_reason created_at updated_at")),
    Grant("booking_promotions", "SELECT", READERS),
    Grant("payments", "SELECT", READERS),
    Grant("payment_attempts", "SELECT", READERS),
    Grant("payment_reversals", "SELECT", READERS),
    Grant("refunds", "SELECT", READERS),
    # Not the seals of what was asked: an account number can be tried out against one.
    Grant("refund_offers", "SELECT", READERS, _columns(
        "id booking_id state rule overrule_code reason lines exchange paid fee amount valid_until needs_approval "
        "cash_allowed approval_id user_id counter_id shift_id refund_number confirmed_at created_at updated_at")),
    Grant("refund_lines", "SELECT", READERS),
    Grant("disruptions", "SELECT", GROUPS),
    Grant("sales_changes", "SELECT", GROUPS),
    Grant("disruption_offers", "SELECT", READERS),
    Grant("tickets", "SELECT", READERS, _columns(
        "id booking_id passenger_id ticket_number ticket_status check_in_time checked_in_by issue_number "
        "void_reason counter_key_no created_at updated_at")),
    Grant("shifts", "SELECT", READERS),
    Grant("cash_movements", "SELECT", READERS),
    Grant("cash_counts", "SELECT", READERS),
    Grant("approvals", "SELECT", READERS),
    Grant("approval_requests", "SELECT", READERS),
    Grant("print_jobs", "SELECT", READERS),
    Grant("gate_scans", "SELECT", READERS),
    Grant("outages", "SELECT", (*READERS, "operator")),
    Grant("error_log", "SELECT", ("operator", "auditor")),
    Grant("audit_logs", "SELECT", ("auditor",)),
    Grant("audit_seals", "SELECT", ("auditor", "operator")),
    # Owners among themselves: the people verbs write staff, the audit function looks up who it is.
    Grant("users", "SELECT", ("people",)),
    Grant("users", "INSERT", ("people",)),
    Grant("users", "UPDATE", ("people",)),
    Grant("user_profiles", "SELECT", ("people",)),
    Grant("user_profiles", "INSERT", ("people",)),
    Grant("user_sessions", "SELECT", ("people",)),
    Grant("user_sessions", "UPDATE", ("people",), _columns("is_active")),
    Grant("stations", "SELECT", ("people",)),
    Grant("users", "SELECT", ("audit",), _columns("id nipp")),
    Grant("user_sessions", "SELECT", ("audit",), _columns("id user_id counter_id shift_id ip_address user_agent")),
    Grant("audit_logs", "SELECT", ("owner",)),
)  # fmt: skip

_IN_SCOPE = (
    "internal.readable_stations() IS NULL OR {counter} IN (SELECT c.id FROM public.counters c"
    " JOIN public.stations s ON s.id = c.station_id WHERE s.station_code = ANY (internal.readable_stations()))"
)


def _of_my_stations(table: str, counter: str = "counter_id") -> Policy:
    return Policy(f"{table}_of_my_stations", table, READERS, _IN_SCOPE.format(counter=counter))


def _through(table: str, parent: str, column: str) -> Policy:
    """Rows whose parent may be read: the parent's own policy does the asking."""
    return Policy(f"{table}_of_my_stations", table, READERS, f"{column} IN (SELECT p.id FROM public.{parent} p)")


POLICIES: tuple[Policy, ...] = (
    Policy("users_self", "users", GROUPS, "nipp = internal.my_nipp()"),
    Policy("users_all", "users", ("admin", "auditor"), "true"),
    Policy("users_people", "users", ("people",), "true", "ALL"),
    Policy("users_audit", "users", ("audit",), "true"),
    Policy("user_profiles_self", "user_profiles", GROUPS,
           "user_id IN (SELECT u.id FROM public.users u WHERE u.nipp = internal.my_nipp())"),
    Policy("user_profiles_people", "user_profiles", ("people",), "true", "ALL"),
    Policy("user_sessions_all", "user_sessions", ("admin", "auditor", "audit"), "true"),
    Policy("user_sessions_people", "user_sessions", ("people",), "true", "ALL"),
    Policy("notifications_self", "notifications", GROUPS,
           "user_id IN (SELECT u.id FROM public.users u WHERE u.nipp = internal.my_nipp())"),
    _of_my_stations("sales"),
    _of_my_stations("bookings"),
    _of_my_stations("payments"),
    _of_my_stations("payment_attempts"),
    _of_my_stations("payment_reversals"),
    _of_my_stations("shifts"),
    _of_my_stations("cash_movements"),
    _of_my_stations("print_jobs"),
    _of_my_stations("gate_scans"),
    _of_my_stations("approval_requests"),
    _through("booking_promotions", "bookings", "booking_id"),
    _through("tickets", "bookings", "booking_id"),
    _through("refunds", "payments", "payment_id"),
    _of_my_stations("refund_offers"),
    _through("refund_lines", "refund_offers", "offer_id"),
    _through("cash_counts", "shifts", "shift_id"),
)  # fmt: skip

SECURED = (*dict.fromkeys(policy.table for policy in POLICIES), "passengers", "refund_accounts", "corrections")
"""Tables under row security. The last three have no policy and no grant: nobody reads them but through a verb."""

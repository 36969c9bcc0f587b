"""Bring the catalogue to what `grants` promises: table rights, row security, triggers.

Everything is taken away first and given again inside the migration's transaction, so that a grant made by
hand does not survive and nobody sees the gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kai_counter.db.grants import (
    AUDIT_TABLES,
    GRANTS,
    GROUPS,
    NOT_TOLD,
    OF_A_SALE,
    OWNERS,
    POLICIES,
    SECURED,
    UNAUDITED,
    Grant,
)
from kai_counter.db.roles import Names, as_role, run

if TYPE_CHECKING:
    from psycopg import Connection

AUDITED_CHANGES = {
    "INSERT": "REFERENCING NEW TABLE AS new_rows",
    "UPDATE": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "REFERENCING OLD TABLE AS old_rows",
}


@dataclass(frozen=True)
class Trigger:
    """`CREATE <kind> <name> <when> ON public.<table> <rest>`."""

    name: str
    table: str
    when: str
    rest: str
    kind: str = "TRIGGER"

    def statement(self) -> str:
        return f"CREATE {self.kind} {self.name} {self.when} ON public.{self.table} {self.rest}"


_AT_THE_END = "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
_SOLD = "WHEN (NEW.confirmed_at IS NOT NULL)"

EXTRA_TRIGGERS: tuple[Trigger, ...] = (
    Trigger("tr_bookings_covered", "bookings", "AFTER INSERT OR UPDATE OF status, final_amount",
            f"{_AT_THE_END} {_SOLD} EXECUTE FUNCTION internal.booking_is_covered()", "CONSTRAINT TRIGGER"),
    Trigger("tr_payments_cover", "payments", "AFTER INSERT OR UPDATE OR DELETE",
            f"{_AT_THE_END} EXECUTE FUNCTION internal.payment_covers()", "CONSTRAINT TRIGGER"),
    Trigger("tr_refunds_cover", "refunds", "AFTER INSERT OR UPDATE OR DELETE",
            f"{_AT_THE_END} EXECUTE FUNCTION internal.payment_covers()", "CONSTRAINT TRIGGER"),
    # Never more is given back than was paid, whoever writes it (35_refunds.sql).
    Trigger("tr_refunds_limit", "refunds", "BEFORE INSERT OR UPDATE",
            "FOR EACH ROW EXECUTE FUNCTION internal.limit_refunds()"),
    # What belongs to a closed shift stays as it is, whoever asks (41_till.sql, 42_shift_close.sql).
    Trigger("tr_shifts_keep", "shifts", "BEFORE UPDATE OR DELETE",
            "FOR EACH ROW WHEN (OLD.state = 'closed') EXECUTE FUNCTION internal.keep_closed_shift()"),
    Trigger("tr_sales_keep", "sales", "BEFORE UPDATE OR DELETE",
            "FOR EACH ROW WHEN (OLD.state = 'sold') EXECUTE FUNCTION internal.keep_sales()"),
    Trigger("tr_payments_keep", "payments", "BEFORE INSERT OR UPDATE OR DELETE",
            "FOR EACH ROW EXECUTE FUNCTION internal.keep_payments()"),
    Trigger("tr_payment_reversals_keep", "payment_reversals", "BEFORE UPDATE OR DELETE",
            "FOR EACH ROW WHEN (OLD.state = 'done') EXECUTE FUNCTION internal.keep_reversals()"),
    Trigger("tr_refunds_keep", "refunds", "BEFORE INSERT OR UPDATE OR DELETE",
            "FOR EACH ROW EXECUTE FUNCTION internal.keep_refunds()"),
    *(Trigger(f"tr_{table}_keep", table, "BEFORE INSERT OR UPDATE OR DELETE",
              "FOR EACH ROW EXECUTE FUNCTION internal.keep_cash()") for table in ("cash_movements", "cash_counts")),
    *(Trigger(f"tr_{table}_stay", table, "BEFORE TRUNCATE",
              "FOR EACH STATEMENT EXECUTE FUNCTION internal.append_only()")
      for table in ("shifts", "cash_movements", "cash_counts")),
    # What left the safe, who took it over and what a bank said are written once.
    *(Trigger(f"tr_{table}_stay", table, "BEFORE UPDATE OR DELETE OR TRUNCATE",
              "FOR EACH STATEMENT EXECUTE FUNCTION internal.append_only()")
      for table in ("bank_deposits", "safe_handovers", "settlement_rows", "card_batches")),
    # The trail names members without a foreign key.
    Trigger("tr_users_stay", "users", "BEFORE DELETE OR TRUNCATE",
            "FOR EACH STATEMENT EXECUTE FUNCTION internal.keep_members()"),
    # What staff are told by itself (52_notifications.sql).
    Trigger("tr_notifications_ring", "notifications", "AFTER INSERT",
            "FOR EACH STATEMENT EXECUTE FUNCTION internal.ring_bells()"),
    Trigger("tr_payment_attempts_tell", "payment_attempts", "AFTER INSERT OR UPDATE OF state",
            "FOR EACH ROW WHEN (NEW.state IN ('unknown', 'late_paid'))"
            " EXECUTE FUNCTION internal.tell_of_attempt()"),
    Trigger("tr_refunds_tell", "refunds", "AFTER INSERT OR UPDATE OF refund_status",
            "FOR EACH ROW WHEN (NEW.refund_status = 'failed') EXECUTE FUNCTION internal.tell_of_refund()"),
    # What gates must know at once (40_gate.sql).
    Trigger("tr_schedules_gates", "schedules", "AFTER UPDATE OF status, delay_minutes, last_order",
            "FOR EACH ROW WHEN ((OLD.status, OLD.delay_minutes, OLD.last_order)"
            " IS DISTINCT FROM (NEW.status, NEW.delay_minutes, NEW.last_order))"
            " EXECUTE FUNCTION internal.tell_gates()"),
    Trigger("tr_tickets_gates", "tickets", "AFTER UPDATE OF ticket_status, void_reason, issue_number",
            "FOR EACH ROW WHEN (OLD.void_reason IS DISTINCT FROM NEW.void_reason"
            " OR OLD.issue_number <> NEW.issue_number"
            " OR NEW.ticket_status = 'cancelled' AND OLD.ticket_status <> 'cancelled')"
            " EXECUTE FUNCTION internal.tell_gates()"),
    Trigger("tr_counter_keys_gates", "counter_keys", "AFTER INSERT OR UPDATE",
            "FOR EACH STATEMENT EXECUTE FUNCTION internal.tell_gates()"),
)  # fmt: skip
"""Triggers of single tables, such as a deferred check that payments cover a sale."""


def triggers(tables: dict[str, list[str]]) -> list[Trigger]:
    """Every promised trigger for these tables and their columns."""
    found = [
        Trigger(f"tr_{table}_touch", table, "BEFORE UPDATE", "FOR EACH ROW EXECUTE FUNCTION internal.touch()")
        for table, columns in tables.items()
        if "updated_at" in columns
    ]
    found += [
        _audit(table, columns, change)
        for table, columns in tables.items()
        if table not in UNAUDITED
        for change in AUDITED_CHANGES
    ]
    for table in AUDIT_TABLES:
        call = "EXECUTE FUNCTION internal.append_only()"
        found.append(Trigger(f"tr_{table}_append_only", table, "BEFORE UPDATE OR DELETE", f"FOR EACH ROW {call}"))
        found.append(Trigger(f"tr_{table}_keep", table, "BEFORE TRUNCATE", f"FOR EACH STATEMENT {call}"))
    return found + list(EXTRA_TRIGGERS)


def _audit(table: str, columns: list[str], change: str) -> Trigger:
    """Statement by statement; row by row for the tables of a sale, and for the counter whose receipts it counts."""
    when, how = f"AFTER {change}", "FOR EACH ROW EXECUTE FUNCTION internal.audit_row()"
    if table == "counters" and change == "UPDATE":
        when += f" OF {', '.join(column for column in columns if column not in NOT_TOLD)}"
    elif table not in OF_A_SALE:
        how = f"{AUDITED_CHANGES[change]} FOR EACH STATEMENT EXECUTE FUNCTION internal.audit()"
    return Trigger(f"tr_{table}_audit_{change.lower()}", table, when, how)


def apply(connection: Connection[Any], names: Names) -> None:
    """Hand the audit tables over, then rights, policies and triggers."""
    hand_over(connection, names, "audit")
    query = "SELECT tablename, tableowner FROM pg_tables WHERE schemaname = 'public'"
    owners: dict[str, str] = {row[0]: row[1] for row in connection.execute(query)}
    for role in sorted(set(owners.values())):
        as_role(connection, role)
        mine = sorted(table for table, owner in owners.items() if owner == role)
        _apply_grants(connection, names, role, mine)
        _apply_policies(connection, names, mine)
        _apply_triggers(connection, mine)
    for owner in OWNERS:
        as_role(connection, names.role(owner))
        run(connection, "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
    as_role(connection, names.owner)
    run(connection, "REVOKE ALL ON SCHEMA kai, internal FROM PUBLIC")
    run(connection, f"GRANT USAGE ON SCHEMA kai TO {names.groups}")
    run(connection, f"GRANT USAGE ON SCHEMA internal TO {names.roles('audit', 'people')}")
    as_role(connection, None)


def hand_over(connection: Connection[Any], names: Names, to: str) -> None:
    """The audit tables belong to a role of their own; a migration down needs them back."""
    role = names.role(to)
    rows = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename = ANY (%s) AND tableowner <> %s",
        [list(AUDIT_TABLES), role],
    ).fetchall()
    for (table,) in rows:
        if to == "audit":
            run(connection, f"GRANT CREATE ON SCHEMA public TO {role}")
        run(connection, f"ALTER TABLE public.{table} OWNER TO {role}")
        if to == "audit":
            run(connection, f"REVOKE CREATE ON SCHEMA public FROM {role}")


def _apply_grants(connection: Connection[Any], names: Names, owner: str, tables: list[str]) -> None:
    everyone = [names.role(word) for word in (*GROUPS, *OWNERS) if names.role(word) != owner]
    listed = ", ".join(f"public.{table}" for table in tables)
    run(connection, f"REVOKE ALL ON {listed} FROM PUBLIC, {', '.join(everyone)}")
    for grant in GRANTS:
        if grant.table in tables:
            run(connection, grant_statement(grant, names))


def grant_statement(grant: Grant, names: Names) -> str:
    columns = f" ({', '.join(grant.columns)})" if grant.columns else ""
    return f"GRANT {grant.privilege}{columns} ON public.{grant.table} TO {names.roles(*grant.to)}"


def _apply_policies(connection: Connection[Any], names: Names, tables: list[str]) -> None:
    query = "SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public' AND tablename = ANY (%s)"
    for policy, table in connection.execute(query, [tables]).fetchall():
        run(connection, f"DROP POLICY {policy} ON public.{table}")
    for table in SECURED:
        if table in tables:
            run(connection, f"ALTER TABLE public.{table} ENABLE ROW LEVEL SECURITY")
    for policy in POLICIES:
        if policy.table in tables:
            run(
                connection,
                f"CREATE POLICY {policy.name} ON public.{policy.table} FOR {policy.command}"
                f" TO {names.roles(*policy.to)} USING ({policy.using})",
            )


def _apply_triggers(connection: Connection[Any], tables: list[str]) -> None:
    rows = connection.execute(
        "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace AND c.relname = ANY (%s)",
        [tables],
    ).fetchall()
    for name, table in rows:
        run(connection, f"DROP TRIGGER {name} ON public.{table}")
    for trigger in promised_triggers(connection):
        if trigger.table in tables:
            run(connection, trigger.statement())


def promised_triggers(connection: Connection[Any]) -> list[Trigger]:
    """What `triggers` says for the tables there are."""
    rows = connection.execute(
        "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)"
        " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return triggers({row[0]: row[1] for row in rows})

# ruff: noqa: E501  (statements stay as pgbench and psql would show them)
"""What a sale is measured against: the same rows written by plain statements, with nothing to guard them.

How the promise is read ("the same row writes, audit rows included, without locks or checks (pgbench script)"):

UNGUARDED writes into twins of the tables that keep what a table is made of (columns, defaults, identities, keys, foreign
keys, column CHECKs, indexes, fill factors) and the triggers of the trail, so that its rows come about as ours do. It has
none of what makes a sale safe: no seat is locked or asked for, no EXCLUDE (its GiST index stays), no promise that
payments are the price, no closed shift or sold sale that must not change; no session, shift, rule, fare or price is
looked up, no traveller looked at, nothing answered.

BARE writes the same rows, and the trail's by eleven more statements, into twins that have lost their foreign keys,
CHECKs and triggers too: what the disk and the indexes alone cost. No schema would be like that; the figure is printed
beside the other, so that nobody need believe our reading.

Both write as many rows as a sale does: sale, booking, mask, claim, counter's number, attempt, payment, passenger, ticket,
print job, and eleven rows of the trail; counted after each measurement (`rows_written`, in the last line of the bench).
pgbench waits for each statement's answer, so they also pay the round trips that ours does not.
"""

from __future__ import annotations

import re

from psycopg import sql

from tests.bench.world import (
    ATTEMPT,
    BOOKING,
    CLAIM,
    CLASS,
    COUNTER,
    FARE,
    JOB,
    LEGS,
    PASSENGER,
    PAYMENT,
    SALE,
    SCHEDULE,
    SEAT,
    SHIFT,
    STATION,
    TICKET,
    USER,
    World,
    id_of,
)

TWINS = (
    "sales", "bookings", "seat_inventory", "seat_claims", "payment_attempts", "payments", "passengers", "tickets",
    "print_jobs", "counters", "audit_logs",
)  # fmt: skip

# Each sale takes one leg of one seat that nobody else takes: client c of C takes the combinations c, c + C, …
# Neighbouring clients work on the same seat's other legs, so rows and pages are as hot as they get.
PICK = f"""
\\set i :n * :clients + :client
\\set n :n + 1
\\set id :round * 10000000 + :i
\\set which :i % :trains
\\set slot :i / :trains
\\set seat :slot / {LEGS}
\\set leg :slot % {LEGS} + 1
\\set schedule :first + :which
\\set seat_id (:schedule % 50) * 100000 + :seat
"""

LEFT_OUT = "'{password_hash,token_hash,secret_hash,session_token,request_hash,confirm_hash,updated_at,last_activity,receipt_sequence}'::text[]"


def _audit(table: str, key: str, changed: str = "") -> str:
    """The row the trail would get: who, which counter, the new row, or of an update what it changed (old -> new)."""
    action = "update" if changed else "create"
    old, new = changed.split(" -> ") if changed else ("NULL", f"to_jsonb(t) - {LEFT_OUT}")
    return (
        "INSERT INTO bare.audit_logs (id, user_id, entity_type, entity_id, action, old_values, new_values, "
        'counter_id, shift_id, "session_user", txid) SELECT uuidv7(), '
        f"{id_of(USER, ':client')}, '{table}', t.id, '{action}', {old}, {new}, {id_of(COUNTER, ':client')}, "
        f"{id_of(SHIFT, ':client')}, session_user, txid_current()::bigint FROM bare.{table} t WHERE t.id = {key};\n"
    )


def _changed(before: str, columns: str) -> str:
    """What an update's row of the trail holds: the columns it changed, before and after."""
    after = ", ".join(f"'{column}', t.{column}" for column in columns.split())
    return f"jsonb_build_object({before}) -> jsonb_build_object({after})"


def _lines(passenger: str = "") -> str:
    return (
        "jsonb_build_array(jsonb_build_object('kind', 'fare', 'amount', 100000, 'seat_id', "
        f"{id_of(SEAT, ':seat_id')}, 'class_id', {id_of(CLASS, '0')}, 'fare_kind', 'regular', 'sub_class', 'AA', "
        "'class_code', 'EKS', 'class_name', 'Eksekutif', 'coach_label', 'EKS 1', 'seat_number', '1A', 'car_number', 1"
        f"{passenger}))"
    )


DETAILS = (
    "jsonb_build_object('closes_at', now(), 'schedule', jsonb_build_object('schedule_id', "
    f"{id_of(SCHEDULE, ':schedule')}, 'number', :schedule::int, 'train_number', 'B1', 'train_name', 'Bench', "
    "'origin_code', 'Q1', 'origin_name', 'Stasiun 1', 'origin_number', 1, 'origin_timezone', 'Asia/Jakarta', "
    "'destination_code', 'Q2', 'destination_name', 'Stasiun 2', 'destination_number', 2, 'destination_timezone', "
    "'Asia/Jakarta', 'departs_at', now(), 'arrives_at', now(), 'service_date', current_date))"
)

SALE_SOLD = _changed(
    "'state', 'open', 'sale_number', NULL, 'receipt_number', NULL, 'total', 0, 'tendered', NULL, 'change_given', NULL, "
    "'sold_at', NULL",
    "state sale_number receipt_number total tendered change_given sold_at",
)
BOOKING_SOLD = _changed(
    f"'status', 'pending', 'confirmed_at', NULL, 'price_lines', {_lines()}, 'booking_details', {DETAILS}",
    "status confirmed_at price_lines booking_details",
)
CLAIM_SOLD = _changed("'state', 'held', 'passenger_id', NULL, 'expires_at', now()", "state passenger_id expires_at")

_ROWS = f"""
BEGIN;
INSERT INTO bare.sales (id, counter_id, shift_id, user_id)
  VALUES ({id_of(SALE, ":id")}, {id_of(COUNTER, ":client")}, {id_of(SHIFT, ":client")}, {id_of(USER, ":client")});
{_audit("sales", id_of(SALE, ":id"))}
INSERT INTO bare.bookings (id, booking_number, user_id, schedule_id, total_amount, final_amount, passenger_count,
    booking_details, sale_id, counter_id, shift_id, origin_station_id, destination_station_id, from_order, to_order,
    expires_at, held_at, price_lines, request_hash)
  VALUES ({id_of(BOOKING, ":id")}, 'B' || :id, {id_of(USER, ":client")}, {id_of(SCHEDULE, ":schedule")}, {FARE}, {FARE},
    1, {DETAILS}, {id_of(SALE, ":id")}, {id_of(COUNTER, ":client")}, {id_of(SHIFT, ":client")},
    {id_of(STATION, ":leg")}, {id_of(STATION, ":leg + 1")}, :leg, :leg + 1, now() + interval '10 min', now(), {_lines()},
    sha256('x'));
{_audit("bookings", id_of(BOOKING, ":id"))}
UPDATE bare.seat_inventory SET occupied_legs = occupied_legs | (1::bigint << (:leg - 1))
  WHERE schedule_id = {id_of(SCHEDULE, ":schedule")} AND seat_id = {id_of(SEAT, ":seat_id")};
INSERT INTO bare.seat_claims (id, booking_id, schedule_id, seat_id, class_id, legs, expires_at, counter_id)
  VALUES ({id_of(CLAIM, ":id")}, {id_of(BOOKING, ":id")}, {id_of(SCHEDULE, ":schedule")}, {id_of(SEAT, ":seat_id")},
    {id_of(CLASS, "0")}, int4range(:leg, :leg + 1), now() + interval '10 min', {id_of(COUNTER, ":client")});
{_audit("seat_claims", id_of(CLAIM, ":id"))}
COMMIT;
BEGIN;
UPDATE bare.counters SET receipt_sequence = receipt_sequence + 1 WHERE id = {id_of(COUNTER, ":client")};
UPDATE bare.sales SET state = 'sold', sale_number = 'S' || :id, receipt_number = 'R' || :id, total = {FARE},
  tendered = {FARE}, change_given = 0, sold_at = now(), request_hash = sha256('x'), paid_by = 'cash' WHERE id = {id_of(SALE, ":id")};
{_audit("sales", id_of(SALE, ":id"), SALE_SOLD)}
UPDATE bare.bookings SET status = 'confirmed', confirmed_at = now(), price_lines = {_lines(", 'passenger', 1")},
  shift_id = {id_of(SHIFT, ":client")}, total_amount = {FARE}, discount_amount = 0, final_amount = {FARE},
  passenger_count = 1, booking_details = booking_details || jsonb_build_object('not_after', now()),
  contact_name = NULL, contact_phone = NULL, contact_email = NULL, updated_at = now() WHERE id = {id_of(BOOKING, ":id")};
{_audit("bookings", id_of(BOOKING, ":id"), BOOKING_SOLD)}
INSERT INTO bare.payment_attempts (id, sale_id, booking_id, method, amount, state, reference, shift_id, counter_id,
    user_id, settled_at, outcome)
  VALUES ({id_of(ATTEMPT, ":id")}, {id_of(SALE, ":id")}, {id_of(BOOKING, ":id")}, 'cash', {FARE}, 'confirmed', 'r',
    {id_of(SHIFT, ":client")}, {id_of(COUNTER, ":client")}, {id_of(USER, ":client")}, now(), 'sold');
{_audit("payment_attempts", id_of(ATTEMPT, ":id"))}
INSERT INTO bare.payments (id, booking_id, payment_reference, payment_method, payment_status, amount, payment_date,
    shift_id, counter_id, attempt_id, sale_id, tendered, change_given)
  VALUES ({id_of(PAYMENT, ":id")}, {id_of(BOOKING, ":id")}, 'r', 'cash', 'completed', {FARE}, now(),
    {id_of(SHIFT, ":client")}, {id_of(COUNTER, ":client")}, {id_of(ATTEMPT, ":id")}, {id_of(SALE, ":id")}, {FARE}, 0);
{_audit("payments", id_of(PAYMENT, ":id"))}
INSERT INTO bare.passengers (id, booking_id, passenger_name, passenger_dob, passenger_type, identity_number, gender,
    seat_id, ticket_price, identity_type, seq, fare)
  VALUES ({id_of(PASSENGER, ":id")}, {id_of(BOOKING, ":id")}, 'Penumpang Uji', '1990-01-01', 'adult',
    lpad(:id::text, 16, '0'), 'female', {id_of(SEAT, ":seat_id")}, {FARE}, 'nik', 1, {FARE});
{_audit("passengers", id_of(PASSENGER, ":id"))}
UPDATE bare.seat_claims SET state = 'sold', expires_at = NULL, passenger_id = {id_of(PASSENGER, ":id")},
  updated_at = now() WHERE id = {id_of(CLAIM, ":id")};
{_audit("seat_claims", id_of(CLAIM, ":id"), CLAIM_SOLD)}
INSERT INTO bare.tickets (id, booking_id, passenger_id, ticket_number)
  VALUES ({id_of(TICKET, ":id")}, {id_of(BOOKING, ":id")}, {id_of(PASSENGER, ":id")}, 'T' || :id);
{_audit("tickets", id_of(TICKET, ":id"))}
INSERT INTO bare.print_jobs (id, ticket_id, sale_id, booking_id, kind, issue_number, counter_id, user_id)
  VALUES ({id_of(JOB, ":id")}, {id_of(TICKET, ":id")}, {id_of(SALE, ":id")}, {id_of(BOOKING, ":id")}, 'ticket', 1,
    {id_of(COUNTER, ":client")}, {id_of(USER, ":client")});
{_audit("print_jobs", id_of(JOB, ":id"))}
COMMIT;
"""

BARE = PICK + _ROWS
UNGUARDED = PICK + re.sub(r"INSERT INTO bare\.audit_logs.*?;\n", "", _ROWS, flags=re.S).replace("bare.", "plain.")


def make_twins(world: World) -> None:
    """Schema `plain`, unguarded tables as any program would have them; and `bare`, rows and indexes and nothing else."""
    run = world.owner.execute
    for schema in ("plain", "bare"):
        run(f"CREATE SCHEMA {schema}")
        for table in TWINS if schema == "bare" else TWINS[:-1]:  # the trail of `plain` is the real one
            run(
                f"CREATE TABLE {schema}.{table} (LIKE public.{table} INCLUDING DEFAULTS INCLUDING GENERATED "
                f"INCLUDING IDENTITY INCLUDING INDEXES INCLUDING STORAGE {'INCLUDING CONSTRAINTS' * (schema == 'plain')})"
            )
        run(f"ALTER TABLE {schema}.seat_inventory SET (fillfactor = 70)")
        run(f"ALTER TABLE {schema}.seat_claims SET (fillfactor = 70)")
        run(f"ALTER TABLE {schema}.bookings SET (fillfactor = 80)")
        # The exclusion is the guard being measured; its index is not: the same columns stay indexed.
        for row in run(
            "SELECT conname FROM pg_constraint WHERE contype = 'x' AND conrelid = %s::regclass",
            [f"{schema}.seat_claims"],
        ).fetchall():
            run(f"ALTER TABLE {schema}.seat_claims DROP CONSTRAINT {row[0]}")
        run(f"CREATE INDEX ON {schema}.seat_claims USING gist (schedule_id, seat_id, legs) WHERE active")
        run(f"INSERT INTO {schema}.counters OVERRIDING SYSTEM VALUE SELECT * FROM public.counters")
    _keys_and_trail(world)
    for schema in ("plain", "bare"):
        run(f"GRANT USAGE ON SCHEMA {schema} TO kai_clerk")
        run(f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA {schema} TO kai_clerk")
        run(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO kai_clerk")


def _keys_and_trail(world: World) -> None:
    """The foreign keys and the trail's triggers of the real tables, for those in `plain`; and who acts, said once a
    connection, where a verb would say it once a call."""
    run = world.owner.execute
    for table, name, definition in run(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY (%s)",
        [list(TWINS[:-1])],
    ).fetchall():
        there = re.sub(rf"REFERENCES ({'|'.join(TWINS)})\(", r"REFERENCES plain.\1(", definition)
        run(f"ALTER TABLE plain.{table} ADD CONSTRAINT {name} {there}")
    for (definition,) in run(
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgfoid = 'internal.audit_row'::regproc"
        " AND tgrelid::regclass::text = ANY (%s)",
        [list(TWINS[:-1])],
    ).fetchall():
        run(definition.replace(" ON public.", " ON plain."))
    for client in range(world.clerks):
        actor = run(
            f"SELECT jsonb_build_object('login', 'staff_{500000 + client}', 'user_id', {id_of(USER, str(client))}, "
            f"'counter_id', {id_of(COUNTER, str(client))}, 'shift_id', {id_of(SHIFT, str(client))})::text"
        ).fetchone()
        assert actor is not None
        role = sql.Identifier(f"staff_{500000 + client}")
        run(sql.SQL("ALTER ROLE {} SET kai.actor = {}").format(role, sql.Literal(actor[0])))


def open_twins(world: World) -> None:
    """Every schedule that is open in the real tables is open in the twins."""
    for schema in ("plain", "bare"):
        world.owner.execute(
            f"INSERT INTO {schema}.seat_inventory SELECT * FROM public.seat_inventory i WHERE NOT EXISTS "
            f"(SELECT FROM {schema}.seat_inventory b WHERE b.schedule_id = i.schedule_id)"
        )


def rows_written(world: World) -> dict[str, float]:
    """Rows that one sale inserted and updated, and one of each baseline: equal, or the baseline is not a baseline."""
    found = {}
    for name, schema in (("rows_a_sale", "public"), ("rows_unguarded", "plain"), ("rows_bare", "bare")):
        one = world.owner.execute(
            "SELECT sum(n_tup_upd + CASE WHEN relname IN ('seat_inventory', 'counters') THEN 0 ELSE n_tup_ins END)"
            " / nullif(max(n_tup_ins) FILTER (WHERE relname = 'sales'), 0)"
            " FROM pg_stat_user_tables WHERE schemaname = %s AND relname = ANY (%s)",
            [schema, list(TWINS[:-1])],
        ).fetchone()
        trail = "bare" if schema == "bare" else "public"
        told = world.owner.execute(  # of one sale: what its two transactions told the trail
            f"SELECT count(*) FROM {trail}.audit_logs WHERE txid IN (SELECT txid FROM {trail}.audit_logs WHERE entity_id ="
            f" (SELECT id::text FROM {schema}.sales WHERE state = 'sold' LIMIT 1))"
        ).fetchone()
        found[name] = float(one[0] or 0) + told[0] if one and told else 0.0
    return found

# ruff: noqa: E501  (statements stay as pgbench and psql would show them)
"""Sales a second, against the same rows written with nothing to guard them.

Two pgbench scripts, 32 clients each, every client its own login, counter and shift, as in life (one pgbench a login);
prepared protocol, connections warm before counting begins; rounds of both in turn on fresh dates, median of ratios.

Ours: two calls, `kai.hold` and `kai.sell`, for one passenger who pays cash.

The other: plain statements in the same two transactions, into twins of the tables (columns, defaults, identities,
primary keys, indexes, fill factors), and nothing else: no foreign key, CHECK, EXCLUDE (its GiST index stays), trigger,
lock, look-up or answer. It writes the same rows with the same columns filled: sale, booking, mask, claim, counter's
number, attempt, payment, passenger, ticket, print job, and the eleven rows of the trail that ours writes, each as long
as ours to within some per cent (an update's keeps only what changed, as ours does). Ids of the trail: PostgreSQL's own
uuidv7(). pgbench waits for each statement's answer, so it also pays some thirty round trips that ours does not.

How the promise is read ("the same row writes, audit rows included, without locks or checks (pgbench script)"): a
pgbench script is statements, so they are not fused into one call, which would be harsher than the promise; foreign keys
and CHECKs are checks and take locks, so the twins have none, although any schema would; what belongs to writing a row
at all (primary keys, unique and other indexes, TOAST, the commit) is the same on both sides. That the baseline writes
as many rows as a sale is counted after each measurement (`rows_written`, in the last line of the bench).

Where a sale's time goes (sixteen connections in turn, so that none finds its plans in the processor's cache; each guard
taken away in a copy of the database): the trail a fifth, of which its rows alone are most; foreign keys a thirteenth;
CHECKs a twelfth; EXCLUDE and the payments' promise two hundredths each; touching `updated_at` nothing; before its first
write, hold asks for a third of its time and sell for a third of its own.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import psycopg

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

ROUNDS = 5
DATES_OF_HOT = ROUNDS + 1  # each round sells on a date of its own
SECONDS, WARMING = 7, 3  # a run; its first seconds are not counted: each new connection compiles the functions once
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

OURS = (
    PICK
    + f"""
SELECT kai.hold('token-' || :client, {id_of(SALE, ":id")}, {id_of(BOOKING, ":id")}, 1, {id_of(SCHEDULE, ":schedule")},
  :leg, :leg + 1, ARRAY[{id_of(SEAT, ":seat_id")}]);
SELECT kai.sell('token-' || :client, {id_of(SALE, ":id")}, jsonb_build_array(jsonb_build_object(
  'booking_id', {id_of(BOOKING, ":id")}, 'expected_total', {FARE}, 'contact', null,
  'passengers', jsonb_build_array(jsonb_build_object('seq', 1, 'passenger_id', {id_of(PASSENGER, ":id")},
    'ticket_id', {id_of(TICKET, ":id")}, 'print_job_id', {id_of(JOB, ":id")}, 'name', 'Penumpang Uji', 'type', 'adult',
    'identity_type', 'nik', 'identity_number', lpad(:id::text, 16, '3'), 'gender', 'female',
    'birth_date', '1990-01-01', 'seat_id', {id_of(SEAT, ":seat_id")}, 'assistance', jsonb_build_array())))),
  jsonb_build_object('method', 'cash', 'attempt_id', {id_of(ATTEMPT, ":id")}, 'amount', {FARE}, 'tendered', {FARE}));
"""
)


LEFT_OUT = "'{password_hash,token_hash,secret_hash,session_token,request_hash,confirm_hash,updated_at,last_activity,receipt_sequence}'::text[]"


def _audit(table: str, key: str, changed: str = "") -> str:
    """The row the trail would get: who, which counter, the new row, or of an update what it changed (old -> new)."""
    action = "update" if changed else "create"
    old, new = changed.split(" -> ") if changed else ("NULL", f"to_jsonb(t) - {LEFT_OUT}")
    return (
        "INSERT INTO bench.audit_logs (id, user_id, entity_type, entity_id, action, old_values, new_values, "
        'counter_id, shift_id, "session_user", txid) SELECT uuidv7(), '
        f"{id_of(USER, ':client')}, '{table}', t.id, '{action}', {old}, {new}, {id_of(COUNTER, ':client')}, "
        f"{id_of(SHIFT, ':client')}, session_user, txid_current()::bigint FROM bench.{table} t WHERE t.id = {key};\n"
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

UNGUARDED = (
    PICK
    + f"""
BEGIN;
INSERT INTO bench.sales (id, counter_id, shift_id, user_id)
  VALUES ({id_of(SALE, ":id")}, {id_of(COUNTER, ":client")}, {id_of(SHIFT, ":client")}, {id_of(USER, ":client")});
{_audit("sales", id_of(SALE, ":id"))}
INSERT INTO bench.bookings (id, booking_number, user_id, schedule_id, total_amount, final_amount, passenger_count,
    booking_details, sale_id, counter_id, shift_id, origin_station_id, destination_station_id, from_order, to_order,
    expires_at, held_at, price_lines, request_hash)
  VALUES ({id_of(BOOKING, ":id")}, 'B' || :id, {id_of(USER, ":client")}, {id_of(SCHEDULE, ":schedule")}, {FARE}, {FARE},
    1, {DETAILS}, {id_of(SALE, ":id")}, {id_of(COUNTER, ":client")}, {id_of(SHIFT, ":client")},
    {id_of(STATION, ":leg")}, {id_of(STATION, ":leg + 1")}, :leg, :leg + 1, now() + interval '10 min', now(), {_lines()},
    sha256('x'));
{_audit("bookings", id_of(BOOKING, ":id"))}
UPDATE bench.seat_inventory SET occupied_legs = occupied_legs | (1::bigint << (:leg - 1))
  WHERE schedule_id = {id_of(SCHEDULE, ":schedule")} AND seat_id = {id_of(SEAT, ":seat_id")};
INSERT INTO bench.seat_claims (id, booking_id, schedule_id, seat_id, class_id, legs, expires_at, counter_id)
  VALUES ({id_of(CLAIM, ":id")}, {id_of(BOOKING, ":id")}, {id_of(SCHEDULE, ":schedule")}, {id_of(SEAT, ":seat_id")},
    {id_of(CLASS, "0")}, int4range(:leg, :leg + 1), now() + interval '10 min', {id_of(COUNTER, ":client")});
{_audit("seat_claims", id_of(CLAIM, ":id"))}
COMMIT;
BEGIN;
UPDATE bench.counters SET receipt_sequence = receipt_sequence + 1 WHERE id = {id_of(COUNTER, ":client")};
UPDATE bench.sales SET state = 'sold', sale_number = 'S' || :id, receipt_number = 'R' || :id, total = {FARE},
  tendered = {FARE}, change_given = 0, sold_at = now(), request_hash = sha256('x'), paid_by = 'cash' WHERE id = {id_of(SALE, ":id")};
{_audit("sales", id_of(SALE, ":id"), SALE_SOLD)}
UPDATE bench.bookings SET status = 'confirmed', confirmed_at = now(), price_lines = {_lines(", 'passenger', 1")},
  shift_id = {id_of(SHIFT, ":client")}, total_amount = {FARE}, discount_amount = 0, final_amount = {FARE},
  passenger_count = 1, booking_details = booking_details || jsonb_build_object('not_after', now()),
  contact_name = NULL, contact_phone = NULL, contact_email = NULL, updated_at = now() WHERE id = {id_of(BOOKING, ":id")};
{_audit("bookings", id_of(BOOKING, ":id"), BOOKING_SOLD)}
INSERT INTO bench.payment_attempts (id, sale_id, booking_id, method, amount, state, reference, shift_id, counter_id,
    user_id, settled_at, outcome)
  VALUES ({id_of(ATTEMPT, ":id")}, {id_of(SALE, ":id")}, {id_of(BOOKING, ":id")}, 'cash', {FARE}, 'confirmed', 'r',
    {id_of(SHIFT, ":client")}, {id_of(COUNTER, ":client")}, {id_of(USER, ":client")}, now(), 'sold');
{_audit("payment_attempts", id_of(ATTEMPT, ":id"))}
INSERT INTO bench.payments (id, booking_id, payment_reference, payment_method, payment_status, amount, payment_date,
    shift_id, counter_id, attempt_id, sale_id, tendered, change_given)
  VALUES ({id_of(PAYMENT, ":id")}, {id_of(BOOKING, ":id")}, 'r', 'cash', 'completed', {FARE}, now(),
    {id_of(SHIFT, ":client")}, {id_of(COUNTER, ":client")}, {id_of(ATTEMPT, ":id")}, {id_of(SALE, ":id")}, {FARE}, 0);
{_audit("payments", id_of(PAYMENT, ":id"))}
INSERT INTO bench.passengers (id, booking_id, passenger_name, passenger_dob, passenger_type, identity_number, gender,
    seat_id, ticket_price, identity_type, seq, fare)
  VALUES ({id_of(PASSENGER, ":id")}, {id_of(BOOKING, ":id")}, 'Penumpang Uji', '1990-01-01', 'adult',
    lpad(:id::text, 16, '3'), 'female', {id_of(SEAT, ":seat_id")}, {FARE}, 'nik', 1, {FARE});
{_audit("passengers", id_of(PASSENGER, ":id"))}
UPDATE bench.seat_claims SET state = 'sold', expires_at = NULL, passenger_id = {id_of(PASSENGER, ":id")},
  updated_at = now() WHERE id = {id_of(CLAIM, ":id")};
{_audit("seat_claims", id_of(CLAIM, ":id"), CLAIM_SOLD)}
INSERT INTO bench.tickets (id, booking_id, passenger_id, ticket_number)
  VALUES ({id_of(TICKET, ":id")}, {id_of(BOOKING, ":id")}, {id_of(PASSENGER, ":id")}, 'T' || :id);
{_audit("tickets", id_of(TICKET, ":id"))}
INSERT INTO bench.print_jobs (id, ticket_id, sale_id, booking_id, kind, issue_number, counter_id, user_id)
  VALUES ({id_of(JOB, ":id")}, {id_of(TICKET, ":id")}, {id_of(SALE, ":id")}, {id_of(BOOKING, ":id")}, 'ticket', 1,
    {id_of(COUNTER, ":client")}, {id_of(USER, ":client")});
{_audit("print_jobs", id_of(JOB, ":id"))}
COMMIT;
"""
)


def make_twins(world: World) -> None:
    """Tables of the same columns, keys and indexes in schema `bench`, guarded by nothing."""
    run = world.owner.execute
    run("CREATE SCHEMA bench")
    for table in TWINS:
        run(
            f"CREATE TABLE bench.{table} (LIKE public.{table} INCLUDING DEFAULTS INCLUDING GENERATED "
            "INCLUDING IDENTITY INCLUDING INDEXES INCLUDING STORAGE)"
        )
    run("ALTER TABLE bench.seat_inventory SET (fillfactor = 70)")
    run("ALTER TABLE bench.seat_claims SET (fillfactor = 70)")
    run("ALTER TABLE bench.bookings SET (fillfactor = 80)")
    # The exclusion is the guard being measured; its index is not: the same columns stay indexed.
    for row in run(
        "SELECT conname FROM pg_constraint WHERE contype = 'x' AND conrelid = 'bench.seat_claims'::regclass"
    ).fetchall():
        run(f"ALTER TABLE bench.seat_claims DROP CONSTRAINT {row[0]}")
    run("CREATE INDEX ON bench.seat_claims USING gist (schedule_id, seat_id, legs) WHERE active")
    run("INSERT INTO bench.counters OVERRIDING SYSTEM VALUE SELECT * FROM public.counters")
    run("GRANT USAGE ON SCHEMA bench TO kai_clerk")
    run("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA bench TO kai_clerk")
    run("GRANT USAGE ON ALL SEQUENCES IN SCHEMA bench TO kai_clerk")


def one_run(world: World, script: str, round_: int, first: int, trains: int, seconds: float = SECONDS) -> float:
    """Sales a second of all clients together; a client that was refused or failed counts as a failure of the run."""
    parts = psycopg.conninfo.conninfo_to_dict(world.url_of(0))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "script.sql"
        path.write_text(script)
        running = [
            subprocess.Popen(
                [
                    str(world.programs / "pgbench"), "-n", "-c", "1", "-M", "prepared", "-T", str(seconds), "-f", str(path),
                    "-D", f"client={client}", "-D", f"clients={world.clerks}", "-D", "n=0", "-D", f"round={round_}",
                    "-D", f"first={first}", "-D", f"trains={trains}",
                    "-l", "--aggregate-interval=1", f"--log-prefix={folder}/log-{client}",
                    "-h", str(parts["host"]), "-p", str(parts["port"]), "-U", f"staff_{500000 + client}",
                    str(parts["dbname"]),
                ],
                env={**os.environ, "PGPASSWORD": str(parts["password"])},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for client in range(world.clerks)
        ]  # fmt: skip
        said = [process.communicate()[0] for process in running]
        for process, text in zip(running, said, strict=True):
            if process.returncode or "number of failed transactions: 0 " not in text:
                raise RuntimeError(f"pgbench failed:\n{text[-1500:]}")
        return _figure(Path(folder), seconds)


def _figure(folder: Path, seconds: float) -> float:
    """Transactions a second in the whole seconds after the warming ones (pgbench's aggregated log: second, count)."""
    counted: Counter[int] = Counter()
    for log in folder.glob("log-*"):
        for line in log.read_text().splitlines():
            second, transactions = line.split()[:2]
            counted[int(second)] += int(transactions)
    whole = sorted(counted)[min(WARMING, len(counted) - 2) : -1] if len(counted) > 2 else sorted(counted)
    return sum(counted[second] for second in whole) / max(len(whole), 1)


def measure(
    world: World, trains: int, rounds: int = ROUNDS, first: int = 0
) -> tuple[float, list[tuple[float, float]]]:
    """(median ratio ours/unguarded, the rounds). One hot train or fifty; each round sells on fresh dates."""
    pairs: list[tuple[float, float]] = []
    for round_ in range(rounds + 1):
        # schedule numbers: 0, 50, 100 … are dates of the first (large) train; a block of 50 is one date of all
        start = first + round_ * 50
        world.open_schedules(start, trains)
        world.owner.execute(
            "INSERT INTO bench.seat_inventory SELECT * FROM public.seat_inventory i WHERE NOT EXISTS "
            "(SELECT FROM bench.seat_inventory b WHERE b.schedule_id = i.schedule_id)"
        )
        world.settle()
        number = 1 + first // 50 + round_
        order: Iterable[str] = (OURS, UNGUARDED) if round_ % 2 else (UNGUARDED, OURS)
        seconds = 1 if round_ == 0 else SECONDS  # the first warms up and is not counted
        figures = {script: one_run(world, script, number, start, trains, seconds) for script in order}
        if round_:
            pairs.append((figures[OURS], figures[UNGUARDED]))
    return statistics.median(ours / other for ours, other in pairs), pairs


def rows_written(world: World) -> dict[str, float]:
    """Rows that one sale inserted and updated, and one of the baseline: equal, or the baseline is not a baseline."""
    found = {}
    for name, schema in (("rows_a_sale", "public"), ("rows_a_sale_unguarded", "bench")):
        one = world.owner.execute(
            "SELECT sum(n_tup_upd + CASE WHEN relname IN ('seat_inventory', 'counters') THEN 0 ELSE n_tup_ins END)"
            " / nullif(max(n_tup_ins) FILTER (WHERE relname = 'sales'), 0)"
            " FROM pg_stat_user_tables WHERE schemaname = %s AND relname = ANY (%s)",
            [schema, list(TWINS)],
        ).fetchone()
        found[name] = float(one[0] or 0) if one else 0.0
    return found

"""Import, opening and the broom on a real PostgreSQL: all or nothing, safe to repeat, seats and bookings agree."""

from __future__ import annotations

import csv
import secrets
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from kai_counter.db.migrate import migrate
from kai_counter.errors import Refused
from kai_counter.services import timetable
from kai_counter.values.ids import new_id

KEPT = ("Argo Bromo Anggrek", "Argo Semeru", "Bengawan", "Cakrabuana")
DAYS = 2


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample cut down to ten trains, so that a test loads in a second."""
    folder = tmp_path_factory.mktemp("small") / "network"
    shutil.copytree(timetable.sample_folder(), folder)
    rows = (folder / "services.csv").read_text().splitlines(keepends=True)
    (folder / "services.csv").write_text(rows[0] + "".join(r for r in rows if r.split(",")[0] in KEPT))
    numbers = {"1", "1CS", "2", "3", "3CS", "5", "5CS", "6", "121", "124", "281", "282"}
    for name in ("trains.csv", "stop_times.csv", "timing_points.csv", "fares.csv"):
        rows = (folder / name).read_text().splitlines(keepends=True)
        (folder / name).write_text(rows[0] + "".join(r for r in rows[1:] if r.split(",")[0] in numbers))
    return folder


Loaded = tuple[str, timetable.SampleCard, list[tuple[str, float]]]


class Sample:
    """A database with the small sample; `url` is the superuser's."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder

    def rows(self, query: str, *parameters: Any) -> list[Any]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(query.encode(), parameters or None).fetchall()

    def value(self, query: str, *parameters: Any) -> Any:
        return self.rows(query, *parameters)[0][0]

    def run(self, statement: str, *parameters: Any) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode(), parameters or None)


@pytest.fixture(scope="module")
def loaded(server: Any, small: Path) -> Iterator[Loaded]:
    name = f"sample_{secrets.token_hex(4)}"
    migrate(server.url(name))
    said: list[tuple[str, float]] = []
    card = timetable.load_sample(server.url(name), lambda w, s: said.append((w, s)), days=DAYS, folder=small)
    yield name, card, said
    server.drop(name)


@pytest.fixture
def sample(server: Any, loaded: Loaded, small: Path) -> Iterator[Sample]:
    name = f"test_{secrets.token_hex(6)}"
    with server.superuser() as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{loaded[0]}"')
    yield Sample(server.url(name), small)
    server.drop(name)


def test_the_sample_loads_whole(loaded: Loaded, sample: Sample) -> None:
    _, card, said = loaded
    assert [word for word, _ in said] == ["read", "write", "open", "sell", "done"]
    assert [share for _, share in said] == sorted(share for _, share in said)
    assert card.report.stations == 575 == sample.value("SELECT count(*) FROM stations")
    trains = sample.value("SELECT count(*) FROM trains")
    assert card.report.trains == trains == card.opened.schedules / (DAYS + 1)
    assert card.opened.seats == sample.value("SELECT count(*) FROM seat_inventory")
    assert card.opened.seats == (DAYS + 1) * sample.value("SELECT sum(total_capacity) FROM trains")
    assert card.bookings == sample.value("SELECT count(*) FROM bookings") > 100


def test_loading_again_changes_nothing(sample: Sample) -> None:
    card = timetable.load_sample(sample.url, days=DAYS, folder=sample.folder)
    assert (card.opened.schedules, card.opened.seats, card.bookings) == (0, 0, 0)
    assert set(card.report.written.values()) == {0}


def test_real_and_derived_rows_are_told_apart(sample: Sample) -> None:
    for table in ("trains", "train_classes", "route_stations", "fares"):
        kinds = dict(sample.rows(f"SELECT is_derived, count(*) FROM {table} WHERE source <> '' GROUP BY 1"))
        assert set(kinds) == {True, False}, table
        assert sum(kinds.values()) == sample.value(f"SELECT count(*) FROM {table}")


def test_a_train_of_the_other_day_is_dated_by_its_origin(sample: Sample) -> None:
    """Train 3 leaves Pasar Turi at 21.15 and is in Gambir at 05.00 the next morning."""
    for day, departs, arrives in sample.rows(
        "SELECT departure_date, departs_at AT TIME ZONE 'Asia/Jakarta', arrives_at AT TIME ZONE 'Asia/Jakarta' "
        "FROM schedules JOIN trains t ON t.id = train_id WHERE t.train_number = '3'"
    ):
        assert (departs.date(), f"{departs:%H.%M}") == (day, "21.15")
        assert (arrives.date(), f"{arrives:%H.%M}") == (day + timedelta(days=1), "05.00")


def test_the_open_sub_class_follows_the_day_of_the_week(sample: Sample) -> None:
    timetable.open_until(sample.url, 8)
    for day, code, number, sub_class in sample.rows(
        "SELECT s.departure_date, c.code, t.train_number, o.sub_class FROM schedule_classes o "
        "JOIN schedules s ON s.id = o.schedule_id JOIN train_classes c ON c.id = o.class_id "
        "JOIN trains t ON t.id = s.train_id"
    ):
        tier = "C" if day.isoweekday() >= 5 else "A"
        flat = number in ("281", "282")  # subsidised: one price
        assert sub_class == ("C" if flat else {"EKS": "A", "CST": "A", "EKO": "C"}[code] + tier)


def test_every_relation_of_every_open_train_has_its_fare(sample: Sample) -> None:
    missing = sample.value(
        "SELECT count(*) FROM schedules s JOIN schedule_classes o ON o.schedule_id = s.id "
        "JOIN route_stations a ON a.route_id = s.route_id "
        "JOIN route_stations b ON b.route_id = s.route_id AND b.station_order > a.station_order "
        "WHERE NOT EXISTS (SELECT FROM fares f WHERE f.train_id = s.train_id AND f.class_id = o.class_id "
        "AND f.origin_station_id = a.station_id AND f.destination_station_id = b.station_id "
        "AND f.sub_class = o.sub_class AND f.kind = 'regular' AND f.valid_from <= s.departure_date)"
    )
    assert missing == 0


def test_dates_open_once_and_roll_on(sample: Sample) -> None:
    before = sample.value("SELECT count(*) FROM schedules")
    trains = sample.value("SELECT count(*) FROM trains")
    assert timetable.open_until(sample.url, DAYS).schedules == 0
    rolled = timetable.open_until(sample.url, DAYS + 1)
    today = sample.value("SELECT (now() AT TIME ZONE 'Asia/Jakarta')::date")
    assert rolled.until == today + timedelta(days=DAYS + 1)
    assert rolled.schedules == trains == sample.value("SELECT count(*) FROM schedules") - before
    assert sample.value("SELECT count(*) FROM schedules s WHERE NOT EXISTS "
                        "(SELECT FROM seat_inventory i WHERE i.schedule_id = s.id)") == 0  # fmt: skip


def test_no_date_opens_beyond_the_booking_window(sample: Sample) -> None:
    today: date = sample.value("SELECT (now() AT TIME ZONE 'Asia/Jakarta')::date")
    sample.run("UPDATE rules SET value = '4' WHERE name = 'booking_window_days'")
    assert timetable.open_until(sample.url).until == today + timedelta(days=4)
    assert timetable.open_until(sample.url, 300).until == today + timedelta(days=4)


def test_sample_sales_hold_in_every_constraint(sample: Sample) -> None:
    """Loaded past the row triggers, so each thing they would have refused is asked here."""
    assert sample.rows("SELECT * FROM internal.mask_disagreements()") == []
    for name, broken in {
        "foreign key": """
            SELECT count(*) FROM seat_claims c LEFT JOIN bookings b ON b.id = c.booking_id
              LEFT JOIN passengers p ON p.id = c.passenger_id AND p.booking_id = b.id AND p.seat_id = c.seat_id
              LEFT JOIN seat_inventory i ON i.schedule_id = c.schedule_id AND i.seat_id = c.seat_id
                                        AND i.class_id = c.class_id
             WHERE b.id IS NULL OR p.id IS NULL OR i.seat_id IS NULL OR b.schedule_id <> c.schedule_id
                OR c.legs <> int4range(b.from_order, b.to_order) OR c.state <> 'sold'""",
        "stations": """
            SELECT count(*) FROM bookings b JOIN schedules s ON s.id = b.schedule_id
              LEFT JOIN route_stations o ON o.route_id = s.route_id AND o.station_order = b.from_order
                                        AND o.station_id = b.origin_station_id
              LEFT JOIN route_stations d ON d.route_id = s.route_id AND d.station_order = b.to_order
                                        AND d.station_id = b.destination_station_id
             WHERE o.id IS NULL OR d.id IS NULL""",
        "money": """
            SELECT count(*) FROM bookings b
             WHERE b.final_amount <> (SELECT sum(amount) FROM payments p
                                       WHERE p.booking_id = b.id AND p.payment_status = 'completed')
                OR b.final_amount <> (SELECT sum(ticket_price) FROM passengers p WHERE p.booking_id = b.id)
                OR b.final_amount <> (SELECT total FROM sales s WHERE s.id = b.sale_id AND s.state = 'sold')
                OR b.final_amount <> (SELECT sum((l ->> 'amount')::numeric)
                                        FROM jsonb_array_elements(b.price_lines) l)
                OR b.passenger_count <> (SELECT count(*) FROM passengers p WHERE p.booking_id = b.id)
                OR b.passenger_count > 4""",
        "tickets": """
            SELECT count(*) FROM passengers p LEFT JOIN tickets t ON t.passenger_id = p.id
                   AND t.booking_id = p.booking_id AND t.ticket_status = 'active' WHERE t.id IS NULL""",
        "identity": """
            SELECT count(*) - count(DISTINCT identity_number) FROM passengers""",
        "artificial": """
            SELECT count(*) FROM passengers
             WHERE identity_number !~ '^999999[0-9]{10}$' OR passenger_name NOT LIKE 'Penumpang Contoh %'
                OR substr(identity_number, 7, 6) <> to_char(passenger_dob, 'DDMMYY')""",
        "codes": "SELECT count(*) FROM bookings WHERE booking_number !~ '^[A-HJKMNP-Z2-9]{6}[A-HJKMNP-Z]$'",
        "accessible": "SELECT count(*) FROM seat_claims c JOIN seats s ON s.id = c.seat_id WHERE s.is_accessible",
    }.items():
        assert sample.value(broken) == 0, name


def test_some_seats_are_sold_on_part_of_the_route_and_again_after_it(sample: Sample) -> None:
    whole, part = sample.rows(
        "SELECT count(*) FILTER (WHERE upper(c.legs) - lower(c.legs) = s.leg_count), "
        "count(*) FILTER (WHERE upper(c.legs) - lower(c.legs) < s.leg_count) "
        "FROM seat_claims c JOIN schedules s ON s.id = c.schedule_id"
    )[0]
    assert whole > 50 and part > 50
    assert sample.value("SELECT count(*) FROM (SELECT FROM seat_claims GROUP BY schedule_id, seat_id "
                        "HAVING count(*) > 1) twice") > 5  # fmt: skip


def test_mask_disagreements_sees_a_lost_and_a_leaked_bit(sample: Sample) -> None:
    sample.run("UPDATE seat_inventory SET occupied_legs = 0 WHERE (schedule_id, seat_id) = "
               "(SELECT schedule_id, seat_id FROM seat_claims ORDER BY id LIMIT 1)")  # fmt: skip
    sample.run("UPDATE seat_inventory SET occupied_legs = 1 WHERE (schedule_id, seat_id) = "
               "(SELECT schedule_id, seat_id FROM seat_inventory WHERE occupied_legs = 0 AND "
               "(schedule_id, seat_id) NOT IN (SELECT schedule_id, seat_id FROM seat_claims) LIMIT 1)")  # fmt: skip
    found = sample.rows("SELECT occupied_legs, claimed_legs FROM internal.mask_disagreements()")
    assert len(found) == 2 and {(a == 0, b == 0) for a, b in found} == {(True, False), (False, True)}


def test_a_bad_file_leaves_everything_as_it_was(sample: Sample, tmp_path: Path) -> None:
    bad = Path(shutil.copytree(sample.folder, tmp_path / "bad"))
    spoilt = (bad / "trains.csv").read_text().replace("Argo Semeru", "Lain") + '"open,x\n'
    (bad / "trains.csv").write_text(spoilt)
    before = sample.value("SELECT max(updated_at) FROM trains")
    with pytest.raises(Refused) as refused:
        timetable.import_folder(sample.url, bad)
    assert refused.value.code == "timetable_unreadable"
    assert refused.value.facts["file"] == "trains.csv" and refused.value.facts["problem"]
    assert sample.value("SELECT max(updated_at) FROM trains") == before


def test_an_import_that_fails_in_the_database_writes_nothing(sample: Sample, tmp_path: Path) -> None:
    other = Path(shutil.copytree(sample.folder, tmp_path / "other"))
    renamed = (other / "stations.csv").read_text().replace("GMR,Gambir", "GMR,Gambir Baru")
    (other / "stations.csv").write_text(renamed)
    sample.run("ALTER TABLE fares ADD CONSTRAINT ck_test CHECK (amount <> 657001)")
    (other / "fares.csv").write_text((other / "fares.csv").read_text().replace(",656000,", ",657001,", 1))
    with pytest.raises(psycopg.errors.CheckViolation):
        timetable.import_folder(sample.url, other)
    assert sample.value("SELECT station_name FROM stations WHERE station_code = 'GMR'") == "Gambir"


def test_a_newer_timetable_gives_new_dates_a_new_route_and_keeps_old_ones(sample: Sample, tmp_path: Path) -> None:
    newer = Path(shutil.copytree(sample.folder, tmp_path / "newer"))
    for name in ("stop_times.csv", "timing_points.csv"):
        (newer / name).write_text((newer / name).read_text().replace("09:10", "09:20"))
    report = timetable.import_folder(sample.url, newer)
    assert report.written["routes"] == report.written["routes ended"] == 2  # train 1 and its mirror 2
    timetable.open_until(sample.url, DAYS + 1)
    times = dict(sample.rows("SELECT s.departure_date - (now() AT TIME ZONE 'Asia/Jakarta')::date, "
                             "s.departure_time::text FROM schedules s JOIN trains t ON t.id = s.train_id "
                             "WHERE t.train_number = '1'"))  # fmt: skip
    assert times == {0: "09:10:00", 1: "09:10:00", 2: "09:10:00", 3: "09:20:00"}


def test_a_train_that_left_the_timetable_stops_running_and_stays_readable(sample: Sample, tmp_path: Path) -> None:
    fewer = Path(shutil.copytree(sample.folder, tmp_path / "fewer"))
    rows = (fewer / "services.csv").read_text().splitlines(keepends=True)
    (fewer / "services.csv").write_text("".join(r for r in rows if not r.startswith("Cakrabuana")))
    assert timetable.import_folder(sample.url, fewer).written["trains ended"] == 2
    timetable.open_until(sample.url, DAYS + 1)
    assert sample.value("SELECT max(s.departure_date) - (now() AT TIME ZONE 'Asia/Jakarta')::date FROM schedules s "
                        "JOIN trains t ON t.id = s.train_id WHERE t.train_number = '121'") == DAYS  # fmt: skip


def test_the_report_can_be_read_and_kept(sample: Sample, tmp_path: Path) -> None:
    report = timetable.import_folder(sample.url, sample.folder)
    assert report.count("flagged") == 12 and report.count("corrected") >= 3
    assert any(line.startswith("corrected trains.csv:") and "1CS" in line for line in report.lines())
    report.write_csv(tmp_path / "report.csv")
    with (tmp_path / "report.csv").open() as handle:
        assert len(list(csv.DictReader(handle))) == len(report.findings)


def test_the_bulk_load_leaves_a_line_in_the_trail(sample: Sample) -> None:
    assert sample.value("SELECT count(*) FROM audit_logs WHERE entity_type = 'sample_network'") == 1


def test_what_time_ended_is_ended(sample: Sample) -> None:
    gone = sample.value("SELECT schedule_id FROM bookings ORDER BY id LIMIT 1")
    sample.run("UPDATE schedules SET departs_at = now() - interval '2 days', arrives_at = now() - interval '1 day' "
               "WHERE id = %s", gone)  # fmt: skip
    done = timetable.expire_past(sample.url)
    assert done["schedules"] >= 1 and done["tickets"] >= done["bookings"] >= 1
    assert sample.rows("SELECT status, sales_state FROM schedules WHERE id = %s", gone) == [("completed", "closed")]
    assert sample.rows("SELECT DISTINCT status FROM bookings WHERE schedule_id = %s", gone) == [("completed",)]
    assert sample.rows("SELECT DISTINCT t.ticket_status FROM tickets t JOIN bookings b ON b.id = t.booking_id "
                       "WHERE b.schedule_id = %s", gone) == [("expired",)]  # fmt: skip
    assert timetable.expire_past(sample.url) == {"holds": 0, "schedules": 0, "bookings": 0, "tickets": 0}


def test_a_hold_that_ran_out_gives_its_seats_back(fresh_database: Any, selling_clerk: Any, network: Any) -> None:
    seats = [seat.id for seat in network.train.seats[:2]]
    booking = new_id()
    selling_clerk.call("hold", sale_id=new_id(), booking_id=booking, revision=1, schedule_id=network.train.schedule,
                       from_order=1, to_order=3, seats=seats)  # fmt: skip
    selling_clerk.call("expire_past")
    assert fresh_database.value("SELECT status FROM bookings WHERE id = %s", booking) == "pending"
    with fresh_database.owner() as owner:
        owner.execute("UPDATE bookings SET expires_at = now() - interval '1 s' WHERE id = %s", [booking])
        owner.execute("UPDATE seat_claims SET expires_at = now() - interval '1 s' WHERE booking_id = %s", [booking])
    assert selling_clerk.call("expire_past")["holds"] == 1
    assert fresh_database.value("SELECT status FROM bookings WHERE id = %s", booking) == "cancelled"
    assert fresh_database.value("SELECT count(*) FROM seat_inventory WHERE occupied_legs <> 0") == 0
    assert fresh_database.value("SELECT count(*) FROM internal.mask_disagreements()") == 0


def test_only_operators_and_admins_open_dates(fresh_database: Any, admin: Any, clerk: Any) -> None:
    first = admin.call("open_dates")
    assert first["schedules"] > 0 and admin.call("open_dates")["schedules"] == 0
    assert fresh_database.value("SELECT count(*) FROM schedules WHERE departure_date > current_date + 30") > 0
    with pytest.raises(Exception, match=r"permission denied|not_allowed"):
        clerk.call("open_dates")


def test_the_sample_is_found_and_sold_like_any_other(
    fresh_database: Any, selling_clerk: Any, small: Path
) -> None:
    """The made-up bookings answer the look-up, and a free seat of an imported train can be held with its fare."""
    timetable.load_sample(fresh_database.owner_url, days=1, folder=small)
    found = Sample(fresh_database.owner_url, small)
    code, train = found.rows(
        "SELECT b.booking_number, t.train_number FROM bookings b JOIN schedules s ON s.id = b.schedule_id "
        "JOIN trains t ON t.id = s.train_id WHERE b.from_order > 1 ORDER BY b.id LIMIT 1"
    )[0]
    card = selling_clerk.call("find_booking", code=code)
    assert card["schedule"]["train_number"] == train
    assert card["passengers"] and "Penumpang Contoh" not in str(card)
    schedule, seat, stops, fare = found.rows(
        "SELECT i.schedule_id, i.seat_id, s.leg_count + 1, f.amount FROM seat_inventory i "
        "JOIN schedules s ON s.id = i.schedule_id JOIN trains t ON t.id = s.train_id AND t.train_number = '1' "
        "JOIN routes r ON r.id = s.route_id "
        "JOIN schedule_classes o ON o.schedule_id = s.id AND o.class_id = i.class_id "
        "JOIN fares f ON f.class_id = i.class_id AND f.origin_station_id = r.origin_station_id "
        "AND f.destination_station_id = r.destination_station_id AND f.sub_class = o.sub_class "
        "WHERE i.occupied_legs = 0 AND f.kind = 'regular' AND s.departs_at > now() + interval '3 hours' "
        "ORDER BY i.schedule_id LIMIT 1"
    )[0]
    held = selling_clerk.call("hold", sale_id=new_id(), booking_id=new_id(), revision=1, schedule_id=schedule,
                              from_order=1, to_order=stops, seats=[seat])  # fmt: skip
    assert held["seats"][0]["fare"] == fare
    assert fresh_database.value("SELECT count(*) FROM internal.mask_disagreements()") == 0

# ruff: noqa: E501  (requests stay on the line that sends them)
"""The gate's screen in the real window: scans as keys with scan codes, answers, counts, names, sounds."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from gate_window import GATE, GateWindow, World, gate_window, world
from gates import Key as SigningKey
from gates import at_gate, code_of, leaves_in, scan, status_of
from look import grab
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from real_database import COUNTERS, PASSWORD
from till import trains
from wires import Wire

from kai_counter.config import load_settings
from kai_counter.db.server import address
from kai_counter.devices.tones import TONES, wav
from kai_counter.errors import Unavailable
from kai_counter.services import gate as verbs
from kai_counter.ui import gate_words, icons
from kai_counter.ui.gate_words import GateWords
from kai_counter.ui.language import Language
from kai_counter.ui.palettes import PALETTES
from kai_counter.ui.resources import resources
from kai_counter.ui.sounds import OF_KIND, Sounds
from kai_counter.ui.widgets import gate_answer
from kai_counter.values.judgement import RESULTS
from kai_counter.values.ticket_code import TRAINING_KEYS_FROM

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
AT = datetime(2026, 11, 28, 11, 40, tzinfo=UTC)
FACTS: dict[str, Any] = {
    "train_number": "6", "train_name": "Argo Semeru", "platform": "3", "departs_at": AT, "timezone": "Asia/Jakarta", "delay_minutes": 12,
    "from_name": "Gambir", "to_name": "Surabaya Gubeng", "coach_label": "EKS 2", "seat_number": "4A", "name": "R**** W********",
    "type": "adult", "reduction": "veteran", "assistance": ("wheelchair",), "ticket_number": "ABCDEFG-1", "compares_identity": True,
    "service_date": date(2026, 11, 28), "as_of": AT, "reissued_at": AT, "reissued_by": "GMR-02", "document": "T00001234-2", "opens_at": AT,
    "closed_at": AT, "boarded_at": AT, "gate": "Gerbang Selatan", "key_no": 7, "void_reason": "stolen",
}  # fmt: skip


@pytest.fixture
def here(fresh_database: Any) -> Iterator[World]:
    with world(fresh_database) as found:
        yield found


@pytest.fixture
def gate(qtbot: QtBot, fresh_database: Any, here: World, tmp_path: Path) -> Iterator[GateWindow]:
    with gate_window(qtbot, fresh_database, tmp_path) as desk:
        desk.to_gate()
        yield desk


def test_gate_staff_come_to_the_gate_and_see_nothing_of_selling(gate: GateWindow) -> None:
    assert gate.window.workplace is None and gate.window.start_page is None
    assert gate.screen.shown == "work" and gate.screen.bar.name.text().startswith(GATE)
    gate.press(Key.Key_F2)
    assert gate.window.stack.currentWidget() is gate.window.gate_place
    gate.press(Key.Key_F1)
    assert gate.window.gate_place is not None and gate.window.gate_place.sheet.isVisible()
    gate.scan("T1NOTATICKET")
    assert gate.answer.heading == "Not one of our codes" and not gate.window.gate_place.sheet.isVisible()


def test_a_scan_is_answered_boards_and_is_counted(gate: GateWindow, here: World) -> None:
    first = gate.scan(code_of(here.tickets[0], here.key))
    assert (first.kind, first.heading) == ("welcome", "Welcome")
    assert first.seat and first.train.startswith("KA ") and first.foot.endswith("the database says so")
    assert gate.screen.work.side.isHidden()
    grab(gate.window, "gate-welcome", "light", "en")
    assert status_of(here.owner, here.tickets[0])[0] == "used"
    gate.wait(lambda: gate.screen.gating.counts and gate.screen.gating.counts[0].boarded == 1)
    assert gate.screen.gating.counts[0].expected == 4
    again = gate.scan(code_of(here.tickets[0], here.key), start=2_000_000_000)
    assert again.kind == "repeat" and again.heading == "Same ticket, one person"
    gate.screen.work.answer.fade()
    assert gate.screen.work.side.isVisible() and gate.screen.work.answer.last_text().startswith("Same ticket")
    grab(gate.window, "gate-quiet", "light", "en")


def test_refusals_say_what_to_do(gate: GateWindow, here: World) -> None:
    code = code_of(here.tickets[0], here.key)
    forged = gate.scan(code[:100] + ("B" if code[100] == "A" else "A") + code[101:])
    assert (forged.kind, forged.heading) == ("refuse", "Forged or damaged")
    abroad = gate.scan(code_of(here.tickets[0], SigningKey(here.key.private, TRAINING_KEYS_FROM + 1)))
    assert (abroad.kind, abroad.heading) == ("refuse", "Training ticket") and "LATIHAN" in abroad.todo
    grab(gate.window, "gate-training-ticket", "light", "en")
    later = leaves_in(here.owner, here.train, 200)
    gate.renew(lambda box: any(one.departs_at == later for train in box.trains() for one in train.stops))
    early = gate.scan(code_of(here.tickets[1], here.key))
    assert (early.kind, early.heading) == ("refuse", "Too early") and "opens" in early.todo
    grab(gate.window, "gate-refused", "light", "en")
    assert status_of(here.owner, here.tickets[1])[0] == "active"


def test_every_result_has_words_colour_sign_and_sound_in_both_languages(qapp: Any) -> None:
    """Also with no facts at all, and with all of them."""
    said: dict[str, dict[str, GateWords]] = {}
    for code in ("id", "en"):
        language = Language(code)
        said[code] = {}
        for result, kind in RESULTS.items():
            for facts in ({}, FACTS, FACTS | {"why": "key_expired"}, FACTS | {"why": "name"}):
                found = gate_words.said(result, facts)
                assert found.heading and found.todo and "{" not in found.text(), result
            said[code][result] = gate_words.said(result, FACTS)
            assert OF_KIND[kind] in TONES
            assert f"gate_{kind}" in PALETTES["light"] and icons.pixmap(gate_words.sign_of(result), QColor("red"))
        assert "no_such_code" in gate_words.said("no_such_code", {}).text()
        language.set("en")
    same = [result for result in RESULTS if said["id"][result] == said["en"][result]]
    assert same == []
    headings = [words.heading for words in said["en"].values()]
    assert len(set(headings)) == len(headings)


def test_sounds_differ_in_count_and_pitch_and_are_the_ones_that_lie_there() -> None:
    for name in TONES:
        assert (resources() / "sounds" / f"{name}.wav").read_bytes() == wav(name)
    assert len({(times, pitch) for pitch, _, times, _, _ in TONES.values()}) == len(TONES)
    pitch = {name: tone[0] for name, tone in TONES.items()}
    times = {name: tone[2] for name, tone in TONES.items()}
    assert pitch["accepted"] > pitch["look"] > pitch["refused"]
    assert (times["accepted"], times["refused"], times["look"]) == (1, 2, 3)
    assert max(abs(sample) for sample in samples(wav("look", 50))) < max(abs(sample) for sample in samples(wav("look")))


def out_of_reach(*_: Any) -> Any:
    raise Unavailable("database", "away")


def samples(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{(len(data) - 44) // 2}h", data[44:])


def test_a_player_plays_what_was_answered_and_a_muted_gate_is_silent(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = tmp_path / "heard"
    player = tmp_path / "aplay"
    player.write_text(f'#!/bin/sh\necho "$@" >> {heard}\n')
    player.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    sounds = Sounds(tmp_path / "sounds", 60)
    sounds.play("welcome")
    qtbot.waitUntil(lambda: heard.exists() and "accepted-60.wav" in heard.read_text())
    sounds.play("refuse")
    qtbot.waitUntil(lambda: "refused-60.wav" in heard.read_text())
    sounds.muted = True
    sounds.play("look")
    sounds.muted = False
    sounds.play("repeat")
    qtbot.waitUntil(lambda: "tick-60.wav" in heard.read_text())
    assert "look" not in heard.read_text()
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert Sounds(tmp_path / "sounds").player == ""
    Sounds(tmp_path / "sounds").play("look")  # no player, no error


def test_a_torn_ticket_is_found_by_number_seat_and_name_and_must_show_a_document(gate: GateWindow, here: World) -> None:
    ticket = here.tickets[0]
    gate.press(Key.Key_F3)
    gate.wait(lambda: gate.focus.objectName() == "gate.search.code")
    gate.type("nobody of this name")
    gate.press(Key.Key_Return)
    search = gate.screen.pages["search"]
    gate.wait(lambda: bool(search.code.error))
    search.code.set_text("")
    gate.type(ticket["passenger"]["name"])
    gate.press(Key.Key_Return)
    gate.wait(lambda: search.found and gate.focus.objectName().startswith("gate.search.row"))
    grab(gate.window, "gate-search", "light", "en")
    gate.press(Key.Key_Return)
    gate.wait(lambda: gate.is_lit)
    assert (gate.answer.kind, gate.answer.heading) == ("look", "Look at the document")
    assert "R****" in gate.answer.todo
    grab(gate.window, "gate-look", "light", "en")


def test_ones_own_scan_is_taken_back_with_a_reason(gate: GateWindow, here: World) -> None:
    gate.scan(code_of(here.tickets[0], here.key))
    assert status_of(here.owner, here.tickets[0])[0] == "used"
    gate.press(Key.Key_F6)
    recent = gate.screen.pages["recent"]
    gate.wait(lambda: recent.chosen is not None and recent.annul.isVisible())
    grab(gate.window, "gate-recent", "light", "en")
    gate.press(Key.Key_F9)
    gate.wait(lambda: recent.banner.isVisible())
    assert status_of(here.owner, here.tickets[0])[0] == "active" and recent.annul.isHidden()
    gate.press(Key.Key_Escape)
    assert gate.screen.shown == "work"
    again = gate.scan(code_of(here.tickets[0], here.key))
    assert again.heading == "Welcome"


def test_a_supervisor_lets_in_by_a_login_of_their_own(gate: GateWindow, here: World) -> None:
    later = leaves_in(here.owner, here.train, 200)
    gate.renew(lambda box: any(one.departs_at == later for train in box.trains() for one in train.stops))
    assert gate.scan(code_of(here.tickets[0], here.key)).heading == "Too early"
    gate.press(Key.Key_F6)
    recent = gate.screen.pages["recent"]
    gate.wait(lambda: recent.chosen is not None and recent.override.isVisible())
    gate.press(Key.Key_F10)
    gate.type("30001")  # the gate member themselves
    gate.press(Key.Key_Return)
    gate.type(PASSWORD)
    gate.press(Key.Key_Return)
    gate.type("Rombongan sekolah")
    grab(gate.window, "gate-override", "light", "en")
    gate.press(Key.Key_Return)
    gate.wait(lambda: recent.banner.isVisible())
    assert status_of(here.owner, here.tickets[0])[0] == "active"
    recent.nipp.set_text("20001")
    recent.password.setFocus()
    gate.type(PASSWORD)
    gate.press(Key.Key_Return)
    gate.press(Key.Key_Return)
    gate.wait(lambda: gate.screen.shown == "work" and gate.is_lit)
    assert (gate.answer.kind, gate.answer.heading) == ("welcome", "Let in by the supervisor")
    assert status_of(here.owner, here.tickets[0])[0] == "used"
    row = here.owner.execute("SELECT facts ->> 'reason' FROM gate_scans WHERE result = 'overridden'").fetchone()
    assert row == ("Rombongan sekolah",)


def test_what_gates_let_in_against_the_database_is_settled_by_a_supervisor(qtbot: QtBot, fresh_database: Any, here: World, tmp_path: Path) -> None:
    first, second = at_gate(fresh_database), at_gate(fresh_database, counter="GMR-02")
    scan(first, here.tickets[0])
    scan(second, here.tickets[0], facts={"offline": True})
    with gate_window(qtbot, fresh_database, tmp_path, gate_only=True) as desk:
        desk.to_gate("20001")
        desk.wait(desk.screen.bar.conflicts.isVisible)
        assert desk.screen.bar.conflicts.text() == "1 to look into"
        desk.press(Key.Key_F11)
        page = desk.screen.pages["conflicts"]
        desk.wait(lambda: page.chosen is not None)
        grab(desk.window, "gate-conflicts", "light", "en")
        desk.press(Key.Key_Return)
        desk.type("Orang yang sama, dua kali dipindai")
        desk.press(Key.Key_F8)
        desk.wait(lambda: page.cards == () and page.banner.isVisible())
        assert desk.screen.bar.conflicts.isHidden()
    row = here.owner.execute("SELECT settled_note FROM gate_scans WHERE conflict IS NOT NULL").fetchone()
    assert row == ("Orang yang sama, dua kali dipindai",)


def test_supervisors_have_the_gate_in_their_window_and_clerks_do_not(qtbot: QtBot, fresh_database: Any, here: World, tmp_path: Path) -> None:
    second = {"counter_code": "GMR-02", "counter_secret": COUNTERS["GMR-02"]}
    with gate_window(qtbot, fresh_database, tmp_path, **second) as desk:
        desk.sign_in("20001")
        desk.wait(lambda: desk.window.start_page is not None and desk.focus.objectName() == "start.clock")
        desk.press(Key.Key_F8)
        desk.press(Key.Key_Return)
        desk.wait(lambda: desk.window.workplace is not None)
        desk.press(Key.Key_G, modifier=CONTROL)
        desk.wait(lambda: desk.screen.gating.box is not None and desk.screen.gating.box.as_of is not None)
        assert desk.scan(code_of(here.tickets[0], here.key)).heading == "Welcome"
        grab(desk.window, "gate-supervisor", "light", "en")
        hurried: list[bool] = []
        line, news = desk.screen.gating.line, desk.window._news
        assert line is not None and news is not None
        line.hurry = lambda: hurried.append(True)  # type: ignore[method-assign]
        news.gate.emit(here.train.schedule_id)
        desk.wait(lambda: hurried)
        assert desk.window.findChild(QWidget, "nav.gate") is not None
    with gate_window(qtbot, fresh_database, tmp_path / "clerk") as desk:
        desk.to_start()
        desk.press(Key.Key_F8)
        desk.press(Key.Key_Return)
        desk.wait(lambda: desk.window.workplace is not None)
        desk.press(Key.Key_G, modifier=CONTROL)
        assert desk.window.workplace is not None and desk.window.workplace._section == "board"
        assert desk.window.findChild(QWidget, "nav.gate") is None


def test_the_cable_is_cut_in_mid_answer_and_the_gate_goes_on_by_itself(qtbot: QtBot, fresh_database: Any, here: World, tmp_path: Path) -> None:
    here.owner.execute("UPDATE rules SET value = to_jsonb(250) WHERE name = 'gate_patience_ms'")
    parts = urlsplit(address(fresh_database.owner_url))
    wire = Wire(parts.port or 0)
    url = urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.port}", f":{wire.port}")))
    with gate_window(qtbot, fresh_database, tmp_path, database_url=url) as desk:
        desk.to_gate()
        bar, gating = desk.screen.bar, desk.screen.gating
        desk.wait(lambda: bar.line.text() == "Online")
        wire.hold_answer('kai."scan"')
        began = time.monotonic()
        first = desk.scan(code_of(here.tickets[0], here.key))
        assert first.heading == "Welcome" and first.foot.endswith("the database will hear of it")
        assert wire.reached.is_set() and time.monotonic() - began < 5
        wire.pass_only(0)
        wire.cut()
        desk.scan(code_of(here.tickets[1], here.key))
        desk.scan(code_of(here.tickets[2], here.key))
        desk.wait(lambda: bar.line.text().startswith("Offline since"), 20_000)
        assert bar.pending.isVisible() and "to tell" in bar.pending.text()
        desk.screen.work.answer.fade()
        assert "Answers come from the list of" in desk.screen.work.answer.accessibleName()
        grab(desk.window, "gate-offline", "light", "en")
        assert desk.scan(code_of(here.tickets[0], here.key), start=3_000_000_000).kind in ("repeat", "refuse")
        wire.free()
        desk.wait(lambda: bar.line.text() == "Online" and not bar.pending.isVisible(), 40_000)
        desk.wait(lambda: [status_of(here.owner, one)[0] for one in here.tickets[:3]] == ["used"] * 3)
        assert gating.box is not None and not gating.box.journal.aside()
    wire.close()
    used = here.owner.execute("SELECT count(*), count(DISTINCT ticket_id) FROM gate_scans WHERE boards").fetchone()
    assert used == (3, 3)


def test_a_clock_that_is_wrong_is_said_and_a_gate_without_sound_shows_a_badge(gate: GateWindow) -> None:
    gating = gate.screen.gating
    assert gating.box is not None
    assert gate.screen.bar.clock.isHidden()
    gating.box.clock_offset = timedelta(minutes=-3)
    gating._changed.emit(None)
    gate.wait(lambda: gate.screen.bar.clock.isVisible())
    assert gate.screen.bar.clock.text() == "This clock is 3 min fast"
    gate.screen.sounds.muted = False
    gate.press(Key.Key_M, modifier=CONTROL)
    assert gate.screen.sounds.muted and gate.screen.bar.sound.property("kind") == "danger"
    gate.press(Key.Key_Down, modifier=CONTROL)
    gate.wait(lambda: load_settings(gate.window.home).gate.volume == 80)


def test_the_manifest_is_live_printed_and_kept_and_no_shows_give_their_seats_back(qtbot: QtBot, fresh_database: Any, here: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with gate_window(qtbot, fresh_database, tmp_path, gate_only=True) as desk:
        desk.to_gate("20001")
        desk.scan(code_of(here.tickets[0], here.key))
        desk.wait(lambda: bool(desk.screen.gating.counts))
        desk.press(Key.Key_F7)
        page = desk.screen.pages["manifest"]
        desk.wait(lambda: page.card is not None and page.card.boarded == 1)
        assert (page.stops.item(0, 1).text(), page.stops.item(0, 2).text()) == ("4", "1")
        assert page.people.rowCount() == 4 and page.people.item(0, 5).text() == "Boarded" and not page.is_closed
        scan(at_gate(fresh_database), here.tickets[1])  # another gate
        desk.wait(lambda: page.card.boarded == 2)
        grab(desk.window, "gate-manifest", "light", "en")
        before = leaves_in(here.owner, here.train, 2)  # the gate has closed
        desk.renew(lambda box: any(one.departs_at == before for train in box.trains() for one in train.stops))
        desk.wait(lambda: page.is_closed and page.end.release_button.isVisible())
        assert page.stops.item(0, 3).text() == "2"
        printing = desk.window.counter.printing
        desk.press(Key.Key_F9)
        assert page.end.taker.error and not printing.jobs()
        desk.type("Bambang Sutejo, 41207")
        with monkeypatch.context() as away:
            away.setattr(verbs, "hand_over", out_of_reach)
            desk.press(Key.Key_Return)
            desk.wait(lambda: page.banner.isVisible() and "not kept" in page.banner.accessibleName())
        desk.wait(lambda: any(job.kind == "report" for job in printing.jobs()))  # the crew has paper all the same
        assert page.card.handed is None and page.end.taker.text()
        desk.press(Key.Key_F9)
        desk.wait(lambda: page.card.handed is not None)
        assert "Bambang Sutejo, 41207" in page.about.text() and page.about.text().endswith("with 2 of 4")
        desk.wait(lambda: any(job.kind == "report" and job.is_finished for job in printing.jobs()), 20_000)
        desk.press(Key.Key_P, modifier=CONTROL)
        desk.wait(lambda: list(desk.window.home.data.glob("pdf/manifest-*.pdf")))
        desk.press(Key.Key_E, modifier=CONTROL)
        desk.wait(lambda: list(desk.window.home.data.glob("pdf/manifest-*.csv")))
        desk.press(Key.Key_F10)
        assert page.end.reason.error
        desk.type("Gerbang ditutup, dua orang tidak datang")
        desk.press(Key.Key_Return)
        desk.wait(lambda: page.card.lines and sum(line.state == "no_show" for line in page.card.lines) == 2)
        grab(desk.window, "gate-manifest-closed", "light", "en")
    (rows,) = [file.read_text("utf-8-sig").splitlines() for file in desk.window.home.data.glob("pdf/manifest-*.csv")]
    assert len(rows) == 5 and rows[0].startswith("train,date,coach,seat") and ",boarded," in rows[1]


def test_a_gate_started_with_no_network_opens_for_whom_it_knows_and_says_what_it_can_vouch_for(qtbot: QtBot, fresh_database: Any, here: World, tmp_path: Path) -> None:
    parts = urlsplit(address(fresh_database.owner_url))
    wire = Wire(parts.port or 0)
    url = urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.port}", f":{wire.port}")))
    with gate_window(qtbot, fresh_database, tmp_path, database_url=url, gate_only=True) as desk:
        desk.to_gate()
    wire.pass_only(0)
    wire.cut()
    with gate_window(qtbot, fresh_database, tmp_path, database_url=url, gate_only=True) as desk:
        desk.sign_in("30001", "not-this-one")
        desk.wait(lambda: desk.window.sign_in_page.submit_button.isEnabled(), 20_000)
        assert desk.window.gate_place is None
        desk.window.sign_in_page.password.set_text("")
        desk.sign_in("30001")
        desk.wait(lambda: desk.window.gate_place is not None, 20_000)
        desk.wait(lambda: desk.screen.gating.box is not None)
        bar = desk.screen.bar
        desk.wait(lambda: bar.line.text().startswith("Offline since"))
        assert "the list of" in desk.screen.work.answer.accessibleName() and "1 trains" in desk.screen.work.answer.accessibleName()
        first = desk.scan(code_of(here.tickets[0], here.key))
        assert first.heading == "Welcome" and first.foot.endswith("will hear of it")
        box = desk.screen.gating.box
        assert box is not None
        box.as_of = datetime.now(UTC) - timedelta(hours=17)  # yesterday's
        desk.wait(lambda: bar.list.text() == "List 17 h old" and bar.list.kind == "warning")
        wire.free()
        desk.wait(lambda: bar.line.text() == "Online", 40_000)
        desk.wait(lambda: status_of(here.owner, here.tickets[0])[0] == "used")
        assert desk.screen.gating.counter.database.token
    wire.close()


def test_a_key_that_was_withdrawn_lets_nobody_in(gate: GateWindow, here: World, fresh_database: Any) -> None:
    fresh_database.signed_in("90001").call("revoke_key", key_no=here.key.key_no, reason="stolen")
    gate.renew(lambda box: (key := box.key(here.key.key_no)) is not None and key.revoked_at is not None)
    answer = gate.scan(code_of(here.tickets[0], here.key))
    assert (answer.kind, answer.heading) == ("refuse", "Key not valid") and "withdrawn" in answer.todo
    assert status_of(here.owner, here.tickets[0])[0] == "active"


def test_a_gate_takes_the_trains_it_was_told_and_names_itself(gate: GateWindow, here: World) -> None:
    other = trains(here.owner)[1]
    leaves_in(here.owner, other, 50)
    gate.renew(lambda box: len(box.trains()) == 2)
    gate.press(Key.Key_F8)
    setup = gate.screen.setup
    gate.wait(lambda: len(setup.rows) == 2)
    setup.name.set_text("")
    gate.press(Key.Key_F8)
    assert setup.name.error
    gate.type("Gerbang Barat")
    gate.press(Key.Key_Down, Key.Key_Down)  # all trains, then the first to leave: the other one
    gate.press(Key.Key_Space)
    assert setup.picked() == (other.schedule_id,) and not setup.all.isChecked()
    gate.press(Key.Key_F8)
    assert gate.screen.shown == "work" and gate.screen.bar.name.text().startswith("Gerbang Barat")
    answer = gate.scan(code_of(here.tickets[0], here.key))
    assert answer.kind == "refuse" and answer.heading in ("Another train", "Another day") and "KA " in answer.todo
    gate.wait(lambda: load_settings(gate.window.home).gate.name == "Gerbang Barat")


def test_an_answer_fades_by_itself_and_grows_old(gate: GateWindow, here: World) -> None:
    assert gate_answer.FADES_AFTER == 4000
    gate.scan(code_of(here.tickets[0], here.key))
    panel = gate.screen.work.answer
    gate.wait(lambda: panel.age >= 2)
    assert gate.is_lit and panel.age_text() == f"{panel.age} s ago"
    gate.wait(lambda: not gate.is_lit)
    assert panel.age >= 3 and "Welcome" in panel.last_text() and panel.last_text().endswith("s ago")
    assert gate.screen.work.side.isVisible()


def test_escape_leads_back_before_the_gate_has_its_name(gate: GateWindow) -> None:
    """A scan opens an unnamed gate's answer; from its other pages a key must lead out."""
    gate.screen.gating.name = ""
    gate.screen.show_page("work")
    gate.press(Key.Key_F3)
    assert gate.screen.shown == "search"
    gate.press(Key.Key_Escape)
    assert gate.screen.shown == "setup"

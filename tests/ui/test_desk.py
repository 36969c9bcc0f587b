"""The bridge: nothing lost, writes in order, callbacks dropped with their owner, faults sorted."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kai_counter.errors import Refused, Unavailable
from kai_counter.ui.desk import Desk


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    found = Desk()
    yield found
    found.close()


def _raise(error: BaseException) -> None:
    raise error


def test_three_thousand_results_are_all_delivered_on_the_gui_thread(desk: Desk, qtbot: QtBot) -> None:
    results: list[int] = []
    threads: set[QThread] = set()

    def then(number: int) -> None:
        results.append(number)
        threads.add(QThread.currentThread())

    for number in range(3000):
        desk.ask(desk, lambda n=number: n, then=then)
    qtbot.waitUntil(lambda: len(results) == 3000, timeout=20000)
    assert sorted(results) == list(range(3000))
    assert threads == {desk.thread()}
    assert not desk.is_busy


def test_writes_run_one_after_the_other_in_the_order_of_the_clicks(desk: Desk, qtbot: QtBot) -> None:
    done: list[int] = []
    running = threading.Semaphore(1)

    def write(number: int) -> int:
        assert running.acquire(blocking=False), "two writes at once"
        done.append(number)
        running.release()
        return number

    answers: list[int] = []
    for number in range(200):
        desk.do(desk, write, number, then=answers.append)
    qtbot.waitUntil(lambda: len(answers) == 200)
    assert done == answers == list(range(200))


def test_reads_do_not_wait_for_a_slow_write(desk: Desk, qtbot: QtBot) -> None:
    gate = threading.Event()
    answers: list[str] = []
    desk.do(desk, gate.wait, 10, then=lambda _: answers.append("write"))
    desk.ask(desk, lambda: "read", then=answers.append)
    qtbot.waitUntil(lambda: answers == ["read"])
    gate.set()
    qtbot.waitUntil(lambda: answers == ["read", "write"])


def test_an_answer_for_a_dead_owner_is_dropped(desk: Desk, qtbot: QtBot) -> None:
    gate = threading.Event()
    owner = QObject()
    heard: list[Any] = []
    desk.do(owner, gate.wait, 10, then=heard.append)
    desk.do(desk, lambda: None, then=lambda _: heard.append("after"))
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete.value)
    gate.set()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["after"]


def test_only_the_newest_question_with_a_key_is_answered(desk: Desk, qtbot: QtBot) -> None:
    gate = threading.Event()
    heard: list[str] = []

    def slow(word: str) -> str:
        gate.wait(10)
        return word

    for word in ("first", "second", "third"):
        desk.ask(desk, slow, word, then=heard.append, key="map")
    desk.ask(desk, slow, "other", then=heard.append, key="board")
    gate.set()
    qtbot.waitUntil(lambda: not desk.is_busy)
    assert sorted(heard) == ["other", "third"]


def test_a_refusal_goes_to_its_asker_or_to_everybody(desk: Desk, qtbot: QtBot) -> None:
    mine: list[Refused] = []
    with qtbot.waitSignal(desk.refusal) as told:
        desk.do(desk, _raise, Refused("seat_taken", seats=[1]), refused=mine.append)
        desk.do(desk, _raise, Refused("busy"))
    assert [refused.code for refused in mine] == ["seat_taken"]
    assert told.args[0].code == "busy"


def test_the_database_being_away_is_always_told_and_also_the_asker(desk: Desk, qtbot: QtBot) -> None:
    mine: list[Unavailable] = []
    with qtbot.waitSignal(desk.trouble) as told:
        desk.ask(desk, _raise, Unavailable("database"), failed=mine.append)
    qtbot.waitUntil(lambda: bool(mine))
    assert told.args[0].what == mine[0].what == "database"


def test_a_bug_becomes_an_incident_with_a_number(
    desk: Desk, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL, "kai_counter.ui.desk"), qtbot.waitSignal(desk.incident) as told:
        desk.do(desk, _raise, ZeroDivisionError("ours"))
    number, fault = told.args
    assert len(number) == 6 and isinstance(fault, ZeroDivisionError)


def test_close_waits_for_the_write_under_way(qtbot: QtBot) -> None:
    desk = Desk()
    started, finished = threading.Event(), threading.Event()

    def write() -> None:
        started.set()
        QThread.msleep(50)
        finished.set()

    desk.do(desk, write)
    assert started.wait(5)
    desk.close()
    assert finished.is_set()


def test_twenty_thousand_calls_that_return_none_survive(qtbot: QtBot) -> None:
    """PySide6 6.12.0 on Python 3.11 aborted here (none_dealloc)."""
    label = QLabel()
    qtbot.addWidget(label)
    for number in range(20_000):
        label.setText(str(number))
    assert label.text() == "19999"


def test_the_last_write_waits_for_the_reads_under_way(desk: Desk, qtbot: QtBot) -> None:
    gate = threading.Event()
    order: list[str] = []

    def read() -> None:
        gate.wait(10)
        order.append("read")

    desk.ask(desk, read, key="board")
    desk.ask(desk, read, key="board")  # forgets the first, which runs on all the same
    desk.do_last(desk, order.append, "last")
    gate.set()
    qtbot.waitUntil(lambda: "last" in order)
    assert order == ["read", "read", "last"]

"""The demonstration without a display: the real window, driven by real key events, one sale of two passengers.

`Hands` knows no widget's methods: it presses keys into the window, waits for what a clerk would see and takes
pictures. The journeys of the tests use the same hands.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from kai_counter.devices.simulator import Simulator
    from kai_counter.ui.window import MainWindow

NO = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


class NotSeen(AssertionError):
    """What a clerk would have waited for did not come; the message says what, and what had the focus."""


class Hands:
    """Two hands and two eyes at one window. `pressed` counts the command keys (not the characters typed)."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.pressed = 0
        window.show()
        window.activateWindow()
        self.wait(lambda: window.windowHandle() is not None, "the window")

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO) -> None:
        """One command key, as the windowing system would send it: a shortcut takes it before what has the focus."""
        self.pressed += 1
        shortcut = self._shortcut(key, modifiers)
        if shortcut is not None:
            shortcut.activated.emit()
        else:
            self._send(key, modifiers, _text_of(key, modifiers))
        QApplication.processEvents()

    def _shortcut(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> QShortcut | None:
        """Qt looks shortcuts up before it makes an event, where no event of ours comes by."""
        wanted = QKeySequence(modifiers.value | key.value)
        for found in self.window.findChildren(QShortcut):
            parent = found.parent()
            if found.isEnabled() and found.key() == wanted and isinstance(parent, QWidget) and parent.isVisible():
                return found
        return None

    def _send(self, key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str) -> None:
        handle = self.window.windowHandle()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(handle, QKeyEvent(kind, key, modifiers, text))

    def type(self, text: str) -> None:
        """Characters into whatever has the focus."""
        for character in text:
            self._send(_key_of(character), NO, character)
        QApplication.processEvents()

    def see(self, name: str) -> QWidget:
        """The visible control with this objectName."""
        found = [widget for widget in self.window.findChildren(QWidget, name) if widget.isVisible()]
        if not found:
            raise NotSeen(f"no visible control {name!r}; focus is on {self.focus!r}")
        return found[0]

    def sees(self, name: str) -> bool:
        return any(widget.isVisible() for widget in self.window.findChildren(QWidget, name))

    @property
    def focus(self) -> str:
        widget = QApplication.focusWidget()
        while widget is not None and not widget.objectName():
            widget = widget.parentWidget()
        return widget.objectName() if widget is not None else ""

    def wait(self, condition: Callable[[], Any], what: str, seconds: float = 20.0) -> None:
        """Look until it is so. Raises NotSeen with `what` when it does not come."""
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                raise NotSeen(f"waited {seconds:g} s for {what}; focus is on {self.focus!r}")
            _let_pass(10)

    def picture(self, path: Path) -> Path:
        """The window as it is on screen."""
        _let_pass(30)
        self.window.grab().save(str(path))
        return path

    def point(self, name: str) -> None:
        """A mouse click, for what has no key."""
        widget = self.see(name)
        middle = QPointF(widget.rect().center())
        there, left = widget.mapToGlobal(middle), Qt.MouseButton.LeftButton
        for kind, held in (
            (QEvent.Type.MouseButtonPress, left),
            (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
        ):
            QApplication.sendEvent(widget, QMouseEvent(kind, middle, there, left, held, NO))
        QApplication.processEvents()


def _let_pass(milliseconds: int) -> None:
    """Give the window that long to work."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


_TEXTS = {Qt.Key.Key_Return: "\r", Qt.Key.Key_Tab: "\t", Qt.Key.Key_Escape: "\x1b", Qt.Key.Key_Backspace: "\b"}


def _text_of(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> str:
    """What a keyboard would have typed with it."""
    if modifiers & ~SHIFT != NO:
        return ""
    if Qt.Key.Key_Space <= key <= Qt.Key.Key_AsciiTilde:
        return chr(key) if modifiers & SHIFT else chr(key).lower()
    return _TEXTS.get(key, "")


def _key_of(character: str) -> Qt.Key:
    """The key of a character, so that shortcuts see what a keyboard would send."""
    try:
        return Qt.Key(ord(character.upper()))
    except ValueError:
        return Qt.Key.Key_unknown


def sign_in(hands: Hands, nipp: str, password: str) -> None:
    """From the door to the departures board: name and password, the four checks, the float."""
    window = hands.window
    hands.wait(lambda: hands.sees("signIn.nipp"), "the sign-in page")
    hands.type(nipp)
    hands.press(Qt.Key.Key_Return)
    hands.type(password)
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: window.start_page is not None and window.start_page.isVisible(), "the start page")
    hands.wait(lambda: hands.focus.startswith("start."), "the first check")


def check_and_open(hands: Hands) -> None:
    """The start page: one Enter a check, then the shift with the float as it stands."""
    window = hands.window
    for name in ("clock", "database", "printer", "scanner"):
        hands.wait(lambda n=name: hands.focus == f"start.{n}", f"the check of the {name}")  # type: ignore[misc]
        hands.press(Qt.Key.Key_Return)
        page = window.start_page
        assert page is not None
        row = page.rows[name]
        if name == "scanner":
            hands.press(Qt.Key.Key_Return)
        else:
            hands.wait(lambda r=row: r.state not in ("waiting", "running"), f"the answer of the {name}")  # type: ignore[misc]
            if hands.focus == f"start.{name}":
                hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: hands.focus in ("start.float", "start.submit"), "the shift")
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: window.workplace is not None and window.workplace.isVisible(), "the workplace")
    hands.wait(lambda: hands.sees("board") or window.workplace.flow.journey, "the board, or an interrupted sale")  # type: ignore[union-attr]
    if not hands.sees("board"):
        hands.press(Qt.Key.Key_F2)
        if hands.sees("box.leave"):
            hands.point("box.leave")
    hands.wait(lambda: hands.sees("board"), "the departures board")


# Made-up people; the serial number changes with the run, since one person cannot ride two trains at once.
PEOPLE = (("SITI RAHAYU", "317401450785"), ("BUDI SANTOSO", "317401120280"))


def rehearse(window: MainWindow, printer: Simulator, out: Path) -> dict[str, Any]:
    """One customer, two travellers, tomorrow, cash; every screen as a PNG. Returns (and writes) the summary."""
    hands = Hands(window)
    shots = _Shots(hands, out)
    hands.wait(lambda: hands.sees("signIn.nipp"), "the sign-in page")
    shots.take("sign-in")
    sign_in(hands, "10001", "loket-123")
    shots.take("start")
    check_and_open(hands)
    hands.wait(lambda: _sees_trains(hands), "trains on the board")
    shots.take("departures")
    workplace = window.workplace
    assert workplace is not None
    hands.press(Qt.Key.Key_F3)
    hands.wait(lambda: hands.sees("command.edit"), "the command line")
    hands.type("GMR SGU besok 2A")
    shots.take("command-line")
    hands.press(Qt.Key.Key_Return)
    flow = workplace.flow
    hands.wait(lambda: flow.journeys, "trains")
    shots.take("trains")
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: flow.seat_map is not None, "the seat map")
    if not flow.is_held:
        hands.press(Qt.Key.Key_F6)
    hands.wait(lambda: flow.is_held, "two seats held")
    shots.take("seats")
    hands.press(Qt.Key.Key_F8)
    hands.wait(lambda: flow.step == "passengers", "the passengers")
    _enter_people(hands)
    shots.take("passengers")
    if flow.step == "passengers":
        hands.press(Qt.Key.Key_F8)
    hands.wait(lambda: flow.step == "payment", "the payment")
    hands.wait(lambda: flow.quote is not None, "the price")
    shots.take("payment")
    hands.press(Qt.Key.Key_F12)
    hands.wait(lambda: flow.sale is not None, "the sale")
    sale = flow.sale
    assert sale is not None
    tickets = [ticket for booking in sale.raw["bookings"] for ticket in booking["tickets"]]
    hands.wait(lambda: len(printer.codes) > len(tickets), "the test ticket and the tickets", 40)
    printing = window.counter.printing if window.counter else None
    hands.wait(lambda: printing is not None and not printing.unfinished(), "the printer's word", 40)
    shots.take("done")
    hands.press(Qt.Key.Key_F4)
    hands.wait(lambda: hands.sees("bookings"), "the bookings")
    hands.type(sale.booking_numbers[0])
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: hands.sees("bookings.card"), "the booking")
    shots.take("booking")
    hands.press(Qt.Key.Key_F1)
    hands.wait(lambda: hands.sees("keySheet"), "the key sheet")
    shots.take("keys")
    hands.press(Qt.Key.Key_Escape)
    summary = _leave_behind(window, printer, out, sale.raw, shots.names)
    hands.press(Qt.Key.Key_F2)  # the next customer: a sale that is done is not found again by the next start
    hands.wait(lambda: hands.sees("board"), "the departures board")
    return summary


def _sees_trains(hands: Hands) -> bool:
    """The last rehearsal may have ended on its sale; it comes back a moment after the board did."""
    if hands.sees("done.next"):
        hands.press(Qt.Key.Key_F2)
    return hands.sees("board.row.1")


def _enter_people(hands: Hands) -> None:
    """Name and NIK of each; Enter moves on by itself."""
    for number, (name, nik) in enumerate(PEOPLE):
        hands.wait(lambda n=number: hands.focus == f"passengers.{n}.name", f"passenger {number + 1}")  # type: ignore[misc]
        hands.type(name)
        hands.press(Qt.Key.Key_Return)
        hands.wait(lambda n=number: hands.focus == f"passengers.{n}.identity", "the identity")  # type: ignore[misc]
        hands.type(f"{nik}{1 + secrets.randbelow(9998):04d}")
        if number + 1 < len(PEOPLE):
            hands.press(Qt.Key.Key_Return)


class _Shots:
    def __init__(self, hands: Hands, out: Path) -> None:
        self.hands, self.out = hands, out
        self.names: list[str] = []

    def take(self, name: str) -> None:
        path = self.out / f"{len(self.names) + 1:02d}-{name}.png"
        self.hands.picture(path)
        self.names.append(path.name)


def _leave_behind(
    window: MainWindow, printer: Simulator, out: Path, sale: dict[str, Any], pictures: list[str]
) -> dict[str, Any]:
    """The bytes the printer got, its paper and the PDF, and what a program wants to know of the sale."""
    from kai_counter import paper
    from kai_counter.values.ticket_code import looks_like_code

    assert window.counter is not None and window.counter.printing is not None
    (out / "printer.bin").write_bytes(printer.received)
    whole = [strip for strip in printer.papers if any(map(looks_like_code, strip.codes))]
    for number, strip in enumerate(whole, 1):
        strip.image.save(out / f"ticket-{number}.png")
    printed = window.counter.printing.papers[UUID(sale["sale_id"])]
    training = window.settings.training
    (out / "ticket.png").write_bytes(paper.ticket_png(printed.tickets[0], training=training))
    (out / "ticket.pdf").write_bytes(paper.ticket_pdf(printed.tickets, training=training))
    (out / "receipt.pdf").write_bytes(paper.receipt_pdf(printed.receipt, training=training))
    booking = sale["bookings"][0]
    summary = {
        "booking_code": booking["booking_number"],
        "train": f"{booking['schedule']['train_name']} ({booking['schedule']['train_number']})",
        "relation": f"{booking['schedule']['origin_code']}-{booking['schedule']['destination_code']}",
        "departs_at": booking["schedule"]["departs_at"],
        "seats": [f"{t['seat']['coach_label']} / {t['seat']['seat_number']}" for t in booking["tickets"]],
        "tickets": [code for strip in whole for code in strip.codes],
        "total": int(sale["total"]),
        "database_url": window.settings.database_url,
        "pictures": pictures,
    }
    (out / "summary.json").write_text(json.dumps(summary, indent=2, ensure_ascii=False) + "\n")
    return summary

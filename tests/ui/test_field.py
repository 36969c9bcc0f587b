"""A line of text keeps its editing keys and leaves every other Ctrl key to the page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from kai_counter.ui.widgets.field import LineEdit

CTRL = Qt.KeyboardModifier.ControlModifier
KEY, KEY_NO = Qt.Key, Qt.KeyboardModifier.NoModifier


@pytest.mark.parametrize(
    ("key", "is_lines"),
    [(KEY.Key_E, False), (KEY.Key_U, False), (KEY.Key_K, False), (KEY.Key_D, False), (KEY.Key_A, True)],
)  # fmt: skip
def test_on_x11_qt_would_move_and_delete_with_the_pages_keys(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, key: Qt.Key, is_lines: bool
) -> None:
    """The scheme of keys is the platform's, and the offscreen one has not these: so Qt's own answer is watched."""
    line, reached = LineEdit(), []
    qtbot.addWidget(line)
    monkeypatch.setattr(QLineEdit, "keyPressEvent", lambda _line, event: reached.append(event.key()))
    event = QKeyEvent(QEvent.Type.KeyPress, key, CTRL)
    line.keyPressEvent(event)
    assert bool(reached) is is_lines
    assert is_lines or not event.isAccepted()
    if not is_lines:
        override = QKeyEvent(QEvent.Type.ShortcutOverride, key, CTRL)
        override.accept()
        line.event(override)
        assert not override.isAccepted()


def test_enter_held_down_goes_one_field_on(qtbot: QtBot) -> None:
    """The field behind the last passenger's is the cash: there Enter sells."""
    line, entered = LineEdit(), []
    qtbot.addWidget(line)
    line.returnPressed.connect(lambda: entered.append(1))
    for is_repeat in (False, True, True):
        line.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, KEY.Key_Return, KEY_NO, "\r", is_repeat))
    assert entered == [1]

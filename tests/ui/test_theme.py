"""Contrast is computed, not hoped for; every palette has every token; nothing is too small to read."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kai_counter.ui.palettes import LIGHT, MARK_PAIRS, PALETTES, TEXT_PAIRS
from kai_counter.ui.resources import resources
from kai_counter.ui.stylesheet import stylesheet
from kai_counter.ui.theme import SIZES, Theme, load_fonts
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.chips import ChipRow
from kai_counter.ui.widgets.field import Field


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = QColor(colour).getRgbF()[:3]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_agrees_with_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", PALETTES)
def test_text_can_be_read(name: str) -> None:
    tokens, least = PALETTES[name], 7.0 if name == "daylight" else 4.5
    poor = {
        pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2)
        for pair in TEXT_PAIRS
        if contrast(tokens[pair[0]], tokens[pair[1]]) < least
    }
    assert poor == {}


@pytest.mark.parametrize("name", PALETTES)
def test_boundaries_and_marks_can_be_found(name: str) -> None:
    tokens = PALETTES[name]
    poor = {p: contrast(tokens[p[0]], tokens[p[1]]) for p in MARK_PAIRS if contrast(tokens[p[0]], tokens[p[1]]) < 3}
    assert poor == {}


@pytest.mark.parametrize("name", PALETTES)
def test_the_stylesheet_knows_every_token_it_names(name: str, qapp: QApplication) -> None:
    assert set(PALETTES[name]) == set(LIGHT)
    sheet = stylesheet(Theme(name))
    assert "@" not in sheet and "{body}" not in sheet
    least = 14 if name == "daylight" else 13
    assert min(int(size) for size in re.findall(r"font-size: (\d+)px", sheet)) >= least
    assert all(Theme(name).size(role) >= least for role in SIZES)


def test_inter_is_loaded_with_figures_of_one_width(qtbot: QtBot, qapp: QApplication) -> None:
    load_fonts()
    Theme("light").apply(qapp)
    narrow, wide = QLabel("1111"), QLabel("8888")
    for label in (narrow, wide):
        qtbot.addWidget(label)
        label.ensurePolished()
    assert QFontInfo(narrow.font()).family() == "Inter"
    assert narrow.sizeHint() == wide.sizeHint()


def test_every_icon_can_be_drawn() -> None:
    files = sorted((resources() / "icons").glob("*.svg"))
    broken = [file.name for file in files if not QSvgRenderer(QByteArray(file.read_bytes())).isValid()]
    assert files and broken == []


def test_switching_repaints_in_the_other_palette(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme("light")
    theme.apply(qapp)
    label = QLabel("x")
    qtbot.addWidget(label)
    with qtbot.waitSignal(theme.changed):
        theme.set("dark")
    assert label.palette().color(label.foregroundRole()).name() == PALETTES["dark"]["text"].lower()


def test_everything_pressed_is_a_fingertip_high(qtbot: QtBot, qapp: QApplication) -> None:
    """Also what was laid out before the switch; and it goes back."""
    load_fonts()
    look = Theme("light")
    look.apply(qapp)
    page = QWidget()
    qtbot.addWidget(page)
    chips = ChipRow("chips", parent=page)
    chips.set_options([("a", "A"), ("b", "B")])
    field = Field("f", "NIPP", parent=page)
    parts: list[QWidget] = [Button("b", "Keep"), field.edit, QCheckBox("Box"), QComboBox(), chips]
    column = QVBoxLayout(page)
    for part in parts:
        column.addWidget(part)
    page.show()
    pressed = [*parts[:-1], *chips.chips]
    small = [part.sizeHint().height() for part in pressed]
    look.set_touch(True)
    assert min(part.sizeHint().height() for part in pressed) >= 44
    qtbot.waitUntil(lambda: min(part.height() for part in pressed) >= 44)
    look.set_touch(False)
    assert [part.sizeHint().height() for part in pressed] == small

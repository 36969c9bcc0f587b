"""One table of tokens, three palettes, one stylesheet. Widgets ask the theme; nothing else names a colour or size.

Fonts: Inter is loaded from resources/fonts with tabular figures switched on for the whole application, so that
times, money and countdowns do not jump. Sizes are pixels: nothing under 13 (light, dark) or 14 (daylight).
"""

from __future__ import annotations

import logging
from functools import cache, lru_cache
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from kai_counter.ui import icons
from kai_counter.ui.palettes import PALETTES
from kai_counter.ui.resources import resources
from kai_counter.ui.stylesheet import stylesheet

log = logging.getLogger(__name__)

FAMILY = "Inter"
# Spacing in pixels; margins of a card are L, between controls M.
XS, S, M, L, XL = 4, 8, 12, 16, 24
RADIUS, RADIUS_LARGE = 8, 12

SIZES = {
    "small": 13,
    "body": 14,
    "strong": 15,
    "heading": 16,
    "title": 20,
    "number": 20,
    "total": 30,
    "huge": 44,
}
WEIGHTS = {
    "regular": QFont.Weight.Normal,
    "medium": QFont.Weight.Medium,
    "semibold": QFont.Weight.DemiBold,
    "bold": QFont.Weight.Bold,
}


class Theme(QObject):
    """The palette in use. `changed` is emitted after a switch; painted widgets repaint on it."""

    changed = Signal()

    def __init__(self, name: str = "light", *, touch: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name if name in PALETTES else "light"
        self.touch = touch

    @property
    def name(self) -> str:
        return self._name

    @property
    def is_dark(self) -> bool:
        return self._name == "dark"

    def hex(self, token: str) -> str:
        return PALETTES[self._name][token]

    def color(self, token: str, alpha: int = 255) -> QColor:
        colour = QColor(PALETTES[self._name][token])
        colour.setAlpha(alpha)
        return colour

    def size(self, role: str) -> int:
        """Pixels of a text role; daylight reads one step larger."""
        return SIZES[role] + (1 if self._name == "daylight" and SIZES[role] < 20 else 0)

    @property
    def control_height(self) -> int:
        return 48 if self.touch else 40

    @property
    def fingertip(self) -> int:
        """The least height of anything that is pressed; none for a pointer."""
        return 44 if self.touch else 0

    def font(self, role: str = "body", weight: str = "regular") -> QFont:
        """One of its own to change; painted widgets ask for several at each repaint, so each is made once."""
        return QFont(_font(self.size(role), weight))

    def icon(self, name: str, token: str = "text_muted", size: int = 20) -> QIcon:
        return icons.icon(name, self.color(token), size)

    def pixmap(self, name: str, token: str = "text_muted", size: int = 20) -> QPixmap:
        return icons.pixmap(name, self.color(token), size)

    def apply(self, app: QApplication | None = None) -> None:
        """Give palette, font and stylesheet to the whole application."""
        app = app or _application()
        app.setStyle("Fusion")
        font = base_font()
        font.setPixelSize(self.size("body"))
        app.setFont(font)
        app.setPalette(self.palette())
        app.setStyleSheet(stylesheet(self))
        if self.parent() is None:
            self.setParent(app)  # the property does not keep it alive: a painted widget would ask a dead theme
        app.setProperty("theme", self)

    def set(self, name: str) -> None:
        """Switch at run time."""
        if name in PALETTES and name != self._name:
            self._name = name
            self.apply()
            self.changed.emit()

    def set_touch(self, touch: bool) -> None:
        """Controls for a fingertip, or for a pointer; at once."""
        if touch != self.touch:
            self.touch = touch
            self.apply()
            for widget in _application().allWidgets():
                widget.updateGeometry()  # a size hint asked for earlier is kept by the layout
            self.changed.emit()

    def palette(self) -> QPalette:
        palette = QPalette()
        role = QPalette.ColorRole
        for where, token in {
            role.Window: "window",
            role.WindowText: "text",
            role.Base: "surface",
            role.AlternateBase: "surface_sunken",
            role.Text: "text",
            role.PlaceholderText: "text_disabled",
            role.Button: "surface",
            role.ButtonText: "text",
            role.ToolTipBase: "surface_raised",
            role.ToolTipText: "text",
            role.Highlight: "accent",
            role.HighlightedText: "on_accent",
            role.Link: "accent_text",
            role.Accent: "accent",
        }.items():
            palette.setColor(where, self.color(token))
        for where in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, where, self.color("text_disabled"))
        return palette


def width(text: str, role: str = "body", weight: str = "regular") -> int:
    """Of these words in the theme in use. Rows fitted to their room ask for the same few again and again."""
    return _width(text, current().size(role), weight)


@lru_cache(2000)
def _width(text: str, pixels: int, weight: str) -> int:
    return QFontMetrics(_font(pixels, weight)).horizontalAdvance(text)


@cache
def _font(pixels: int, weight: str) -> QFont:
    font = base_font()
    font.setPixelSize(pixels)
    font.setWeight(WEIGHTS[weight])
    return font


def base_font() -> QFont:
    font = QFont(FAMILY)
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return font


def load_fonts() -> None:
    """Once per process, after QApplication. Without them Qt falls back to the platform's sans serif."""
    if FAMILY in QFontDatabase.families():
        return
    for path in sorted((resources() / "fonts").glob("*.otf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            log.warning("font %s cannot be loaded", path.name)


def current(widget: QWidget | None = None) -> Theme:
    """The theme in use, for painted widgets that are handed none."""
    theme = _application().property("theme")
    if not isinstance(theme, Theme):
        raise RuntimeError("no theme was applied to the application")
    return theme


def mark(widget: QWidget, **properties: Any) -> None:
    """Set style properties (`role="title"`, `kind="primary"`) and let the stylesheet see them."""
    changed = False
    for name, value in properties.items():
        if widget.property(name) != value:
            widget.setProperty(name, value)
            changed = True
    if changed:
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def _application() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("the theme needs a QApplication")
    return app

"""The page before the work: a calm picture of the line at the left, one form at the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from kai_counter.ui import icons, theme
from kai_counter.ui.language import LANGUAGES, Language
from kai_counter.ui.theme import Theme
from kai_counter.ui.widgets.button import Button

FORM_WIDTH = 432


class LinePicture(QWidget):
    """Two tracks that part and meet, stations on them, and the program's name. Drawn, so it fits every size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(420)
        self.motto = ""
        self.place = ""

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QLinearGradient(0, 0, self.width(), self.height())
        ground.setColorAt(0, look.color("rail"))
        ground.setColorAt(1, look.color("rail_active" if look.name != "daylight" else "rail"))
        painter.fillRect(self.rect(), ground)
        self._paint_lines(painter)
        self._paint_words(painter)

    def _paint_lines(self, painter: QPainter) -> None:
        look = theme.current()
        w, h = self.width(), self.height()
        for shift, alpha, bend in ((0.0, 70, 0.10), (0.07, 110, -0.02), (0.14, 46, 0.18)):
            path = QPainterPath(QPointF(-20, h * (0.86 - shift)))
            path.cubicTo(
                QPointF(w * 0.35, h * (0.86 - shift)),
                QPointF(w * 0.45, h * (0.50 - shift + bend)),
                QPointF(w + 20, h * (0.46 - shift * 2 + bend)),
            )
            ink = look.color("rail_text", alpha)
            painter.setPen(QPen(ink, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path)
            for at in (0.22, 0.48, 0.71, 0.9):
                point = path.pointAtPercent(at)
                painter.setBrush(look.color("rail"))
                painter.setPen(QPen(look.color("rail_text", min(alpha + 70, 255)), 3))
                painter.drawEllipse(point, 6, 6)

    def _paint_words(self, painter: QPainter) -> None:
        look = theme.current()
        left = 56
        icons.paint_icon(
            painter, "train-front", QRectF(left, 64, 44, 44), look.color("rail_text_active"), 1.7
        )
        painter.setPen(look.color("rail_text_active"))
        painter.setFont(look.font("total", "bold"))
        painter.drawText(QRectF(left, 122, self.width() - left - 24, 44), "KAI Counter")
        painter.setPen(look.color("rail_text"))
        painter.setFont(look.font("heading", "regular"))
        room = QRectF(left, 170, self.width() - 2 * left, 90)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap), self.motto)
        painter.setFont(look.font("body", "medium"))
        foot = QRectF(left, self.height() - 60, self.width() - 2 * left, 24)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.place)


class FrontPage(QWidget):
    """Base of sign-in, counter choice, password and lock: `form` is the column to fill."""

    def __init__(
        self, object_name: str, look: Theme, language: Language, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.theme = look
        self.language = language
        theme.mark(self, page="true")
        self.picture = LinePicture(self)
        self.title = QLabel(self)
        self.title.setWordWrap(True)
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        theme.mark(self.title, role="front")
        theme.mark(self.words, role="muted")
        self.form = QVBoxLayout()
        self.form.setSpacing(theme.S)
        self.switches = Switches(object_name, look, language, self)
        column = QWidget(self)
        column.setFixedWidth(FORM_WIDTH)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.S)
        inner.addWidget(self.title)
        inner.addWidget(self.words)
        inner.addSpacing(theme.M)
        inner.addLayout(self.form)
        right = QVBoxLayout()
        right.setContentsMargins(theme.XL, 20, theme.XL, theme.XL)
        right.addWidget(self.switches, 0, Qt.AlignmentFlag.AlignRight)
        right.addStretch(1)
        middle = QHBoxLayout()  # stretches, not an alignment: only so do wrapped words get their height
        middle.addStretch(1)
        middle.addWidget(column)
        middle.addStretch(1)
        right.addLayout(middle)
        right.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.picture, 42)
        row.addLayout(right, 58)

    def activate(self) -> None:
        """Put the focus where typing starts."""

    def retranslate(self) -> None:
        self.picture.motto = self.tr("Trains, seats, passengers and tickets at the station counter.")
        self.picture.update()
        self.switches.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class Switches(QWidget):
    """Language and theme, top right of the front pages. `chosen(what, value)` lets the settings remember."""

    chosen = Signal(str, str)

    def __init__(self, page: str, look: Theme, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language, self._theme = language, look
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._languages: dict[str, Button] = {}
        self._themes: dict[str, Button] = {}
        for code in LANGUAGES:
            self._languages[code] = self._chip(f"{page}.language.{code}", code.upper(), "")
            row.addWidget(self._languages[code])
            self._languages[code].clicked.connect(lambda _=False, c=code: self._set_language(c))
        row.addSpacing(theme.S)
        for name, sign in (("light", "sun"), ("dark", "moon"), ("daylight", "contrast")):
            self._themes[name] = self._chip(f"{page}.theme.{name}", "", sign)
            row.addWidget(self._themes[name])
            self._themes[name].clicked.connect(lambda _=False, n=name: self._set_theme(n))
        look.changed.connect(self._show)
        language.changed.connect(self._show)
        self.retranslate()

    def _chip(self, name: str, text: str, sign: str) -> Button:
        chip = Button(name, text, kind="chip", icon=sign, parent=self)
        chip.setCheckable(True)
        chip.setFixedHeight(max(34, theme.current().fingertip))
        return chip

    def _set_language(self, code: str) -> None:
        self._language.set(code)
        self._show()
        self.chosen.emit("language", code)

    def _set_theme(self, name: str) -> None:
        self._theme.set(name)
        self._show()
        self.chosen.emit("theme", name)

    def _show(self) -> None:
        for code, chip in self._languages.items():
            chip.setChecked(code == self._language.code)
        for name, chip in self._themes.items():
            chip.setChecked(name == self._theme.name)

    def retranslate(self) -> None:
        words = {"light": self.tr("Light"), "dark": self.tr("Dark"), "daylight": self.tr("Daylight")}
        for code, chip in self._languages.items():
            chip.setAccessibleName(LANGUAGES[code])
            chip.setToolTip(LANGUAGES[code])
        for name, chip in self._themes.items():
            chip.setAccessibleName(words[name])
            chip.setToolTip(words[name])
        self._show()


def scroller(content: QWidget) -> QScrollArea:
    """A frameless vertical scroll area around `content`."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area

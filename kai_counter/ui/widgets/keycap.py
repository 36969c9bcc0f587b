"""Key caps: the small drawn keys that teach the keyboard, and the bar of them at the foot of the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QWidget

from kai_counter.ui import theme
from kai_counter.ui.keys import KeyHint


def key_text(key: str) -> str:
    """A portable key text as the person's keyboard prints it ("Space" is "Spasi" on an Indonesian one)."""
    words = {
        "Space": QCoreApplication.translate("keys", "Space"),
        "Arrows": QCoreApplication.translate("keys", "Arrows"),
        "Up": "↑",
        "Down": "↓",
        "Left": "←",
        "Right": "→",
        "Up/Down": "↑↓",
        "Left/Right": "←→",
        "Ctrl+Left/Right": "Ctrl+←→",
        "Ctrl+Up/Down": "Ctrl+↑↓",
        "Ctrl+Down": "Ctrl+↓",
        "Escape": "Esc",
        "Return": "Enter",
        "PgUp/PgDn": "PgUp/PgDn",
    }
    return words.get(key, key)


class KeyCap(QWidget):
    """A drawn key. Decorative: what it says is in the accessible name of what it belongs to."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_key(self, key: str) -> None:
        self._key = key
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_cap_width(self._key), 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_key(painter, QRectF(0, 0, self.width(), self.height()), self._key, enabled=self.isEnabled())


def paint_key(painter: QPainter, rect: QRectF, key: str, *, enabled: bool = True) -> None:
    look = theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    body = rect.adjusted(0.5, 0.5, -0.5, -1.5)
    painter.setPen(QPen(look.color("border_strong"), 1))
    painter.setBrush(look.color("border_strong"))
    painter.drawRoundedRect(body.translated(0, 1), 5, 5)
    painter.setBrush(look.color("surface"))
    painter.drawRoundedRect(body, 5, 5)
    painter.setPen(look.color("text" if enabled else "text_disabled"))
    painter.setFont(look.font("small", "semibold"))
    painter.drawText(body, Qt.AlignmentFlag.AlignCenter, key_text(key))


def _cap_width(key: str) -> int:
    return max(26, theme.width(key_text(key), "small", "semibold") + 14)


class KeyButton(QAbstractButton):
    """One entry of the bottom bar: cap and word, clickable, never taking the focus from a field."""

    def __init__(self, hint: KeyHint, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._act)
        self.set_hint(hint)

    def set_hint(self, hint: KeyHint) -> None:
        self.hint = hint
        self.setObjectName("keys." + hint.key.replace("+", "-"))
        self.setText(hint.text)
        self.setAccessibleName(f"{key_text(hint.key)} {hint.text}")
        self.setEnabled(hint.enabled)
        if hint.act is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()
        self.updateGeometry()
        self.update()

    def _act(self) -> None:
        if self.hint.act is not None:
            self.hint.act()

    def sizeHint(self) -> QSize:
        words = theme.width(self.text(), "small", "medium")
        return QSize(_cap_width(self.hint.key) + 7 + words + 8, 32)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.hint.act is not None:
            super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() and self.isEnabled() and self.hint.act is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent_soft"))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        cap = _cap_width(self.hint.key)
        paint_key(
            painter, QRectF(3, (self.height() - 24) / 2, cap, 24), self.hint.key, enabled=self.isEnabled()
        )
        painter.setPen(look.color("text_muted" if self.isEnabled() else "text_disabled"))
        painter.setFont(look.font("small", "medium"))
        words = QRectF(cap + 10, 0, self.width() - cap - 10, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())


_MORE = 36  # px of "+12" behind the keys


class KeyBar(QWidget):
    """The page's keys in a row. Where they do not fit, those that do nothing now go first, then from the right end;
    how many are left out stands at the end, and which ones in its tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._buttons: list[KeyButton] = []
        self.more = QLabel(self)
        self.more.setObjectName("keys.more")
        theme.mark(self.more, role="small")
        self.more.hide()
        self._row.addWidget(self.more)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_keys(self, hints: Sequence[KeyHint]) -> None:
        if [(b.hint.key, b.hint.text, b.hint.enabled) for b in self._buttons] == [
            (h.key, h.text, h.enabled) for h in hints
        ]:
            for button, hint in zip(self._buttons, hints, strict=True):
                button.hint = hint
            return
        while len(self._buttons) > len(hints):
            button = self._buttons.pop()
            self._row.removeWidget(button)
            button.hide()  # it goes with the next turn of the loop; until then it would be painted below
            button.deleteLater()
        for button, hint in zip(self._buttons, hints, strict=False):
            button.set_hint(hint)
        for hint in hints[len(self._buttons) :]:
            self._buttons.append(KeyButton(hint, self))
            self._row.insertWidget(len(self._buttons) - 1, self._buttons[-1])
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(400, 32)

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        """Not yet laid out (no width), nothing is decided."""
        widths = {button: button.sizeHint().width() + 4 for button in self._buttons}
        out: list[KeyButton] = []
        order = {button: (button.hint.enabled, -place) for place, button in enumerate(self._buttons)}
        for button in sorted(order, key=order.__getitem__):
            room = self.width() - (_MORE if out else 0)
            if sum(width for one, width in widths.items() if one not in out) <= room:
                break
            out.append(button)
        for button in self._buttons:
            button.setVisible(button not in out)
        left = [button for button in self._buttons if button in out]
        self.more.setVisible(bool(left))
        self.more.setText(f"+{len(left)}")
        names = "\n".join(button.accessibleName() for button in left)
        self.more.setToolTip(names)
        self.more.setAccessibleName(self.tr("More keys: {keys}").format(keys=names.replace("\n", ", ")))

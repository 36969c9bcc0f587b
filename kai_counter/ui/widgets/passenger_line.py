"""The head of a traveller's form: number, name, kind, seat, price; alone it stands for a closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from kai_counter.ui import icons, theme
from kai_counter.ui.flows.people import PassengerDraft
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.money import MoneyLabel

if TYPE_CHECKING:
    from kai_counter.ui.widgets.passenger_form import Place


class _Badge(QWidget):
    """The traveller's number; a tick once everything is there. Decorative, the line says both in words."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.number, self.is_done, self.is_open = 1, False, False
        self.setFixedSize(QSize(28, 28))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = "accent" if self.is_open else ("success" if self.is_done else "surface_sunken")
        painter.setBrush(look.color(ground))
        if ground == "surface_sunken":
            painter.setPen(look.color("border_strong"))
        painter.drawEllipse(QRectF(1, 1, 26, 26))
        if self.is_done and not self.is_open:
            icons.paint_icon(painter, "check", QRectF(7, 7, 14, 14), look.color("surface"), 3.2)
            return
        painter.setPen(look.color("on_accent" if self.is_open else "text_muted"))
        painter.setFont(look.font("small", "semibold"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self.number))


class PassengerLine(QWidget):
    """Shows; the form around it acts."""

    def __init__(self, object_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._open = False
        self._shown: tuple[PassengerDraft, Place, bool, str | None] | None = None
        self.badge = _Badge(self)
        self.title = QLabel(self)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.detail = QLabel(self)
        self.detail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        theme.mark(self.title, role="strong")
        theme.mark(self.detail, role="small")
        self.seat = QLabel(self)
        theme.mark(self.seat, role="strong")
        self.swap = Button(object_name + ".swap", kind="ghost", icon="arrow-right-left", parent=self)
        self.swap.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        keeps = self.swap.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)  # so that the seats of all lines stand in one column
        self.swap.setSizePolicy(keeps)
        self.price = MoneyLabel(object_name + ".price", role="strong")
        self.price.setMinimumWidth(104)
        self.seat.setMinimumWidth(84)
        self.seat.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(self.title)
        names.addWidget(self.detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.M)
        row.addWidget(self.badge)
        row.addLayout(names, 1)
        row.addWidget(self.seat)
        row.addWidget(self.swap)
        row.addWidget(self.price)
        self.setMinimumHeight(44)

    def set_open(self, is_open: bool) -> None:
        self._open = is_open
        self.badge.is_open = is_open
        self.badge.update()
        self.setCursor(Qt.CursorShape.ArrowCursor if is_open else Qt.CursorShape.PointingHandCursor)
        if self._shown:
            self.show_person(self._shown[0], self._shown[1], is_complete=self._shown[2], offer=self._shown[3])

    def set_swappable(self, is_swappable: bool) -> None:
        self.swap.setVisible(is_swappable)

    def show_person(self, draft: PassengerDraft, place: Place, *, is_complete: bool, offer: str | None) -> None:
        self._shown = (draft, place, is_complete, offer)
        self.badge.number, self.badge.is_done = draft.seq, is_complete
        self.badge.update()
        name = " ".join(draft.name.split())
        unnamed = self.tr("Infant {number}") if draft.is_infant else self.tr("Passenger {number}")
        self.title.setText(name or unnamed.format(number=draft.seq))
        self.detail.setText(self._detail(draft, place, is_complete, offer))
        theme.mark(self.detail, role="warning" if offer and not self._open else "small")
        seat = place.seat
        if draft.is_infant:
            self.seat.setText(self.tr("No seat"))
        else:
            self.seat.setText(f"{seat.coach_label} / {seat.seat_number}" if seat else "–")
        self.price.set_amount(place.price)
        self.swap.setToolTip(self.tr("Change seats with the next passenger"))
        self.swap.setAccessibleName(self.tr("Change seats with the next passenger"))
        self.setAccessibleName(f"{self.title.text()}, {self.detail.text()}, {self.seat.text()}")

    def _detail(self, draft: PassengerDraft, place: Place, is_complete: bool, offer: str | None) -> str:
        from kai_counter.ui.people_words import reduction_names

        parts = [self.kind_name(draft.type)]
        if draft.is_infant:
            lap = dict(place.adults).get(draft.accompanied_by or 0)
            if lap:
                parts.append(self.tr("with {name}").format(name=lap))
        elif place.seat:
            parts.append(f"{place.seat.class_name} ({place.seat.sub_class})")
        if draft.reduction and draft.reduction != draft.type:
            parts.append(reduction_names().get(draft.reduction, draft.reduction))
        if not self._open and draft.identity_number:
            number = draft.identity_number
            parts.append(number if len(number) <= 6 else f"{number[:6]}{'•' * 4}{number[-2:]}")
        if not self._open and not is_complete:
            parts.append(self.tr("not complete yet"))
        if not self._open and offer:  # Enter walked past it, and the price is the full one
            parts.append(self.tr("senior reduction: F11") if offer == "senior" else self.tr("free on a lap: F11"))
        return "  ·  ".join(parts)

    def kind_name(self, kind: str) -> str:
        return {
            "adult": self.tr("Adult"),
            "senior": self.tr("Senior"),
            "child": self.tr("Child"),
            "infant": self.tr("Infant"),
        }.get(kind, kind)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._shown:
            self.show_person(self._shown[0], self._shown[1], is_complete=self._shown[2], offer=self._shown[3])

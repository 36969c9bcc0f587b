"""A printer's kind, address and paper width."""

from __future__ import annotations

import re
from itertools import pairwise

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.config import Printer
from kai_counter.ui import theme
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.chips import ChipRow
from kai_counter.ui.widgets.field import Field

_HOST_PORT = re.compile(r"(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?", re.ASCII)


class PrinterForm(QFrame):
    """`decided` brings a config.Printer that can be used."""

    decided = Signal(object)

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        theme.mark(self, card="plain")
        self.heading = QLabel(self)
        theme.mark(self.heading, role="heading")
        self.kind = ChipRow(f"{object_name}.kind", required=True)
        self.address = Field(f"{object_name}.address", max_length=120)
        self.paper = ChipRow(f"{object_name}.width", required=True)
        self.keep = Button(f"{object_name}.keep", kind="primary")
        self.kind.picked.connect(self._kind_picked)
        self.kind.entered.connect(self._to_address)
        for entered in (self.address.entered, self.paper.entered):
            entered.connect(self._decide)
        self.keep.clicked.connect(self._decide)
        foot = QHBoxLayout()
        foot.addWidget(self.paper, 1)
        foot.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(self.heading)
        column.addWidget(self.kind)
        column.addWidget(self.address)
        column.addLayout(foot)
        self.retranslate()
        self.show_settings(Printer())

    def set_words(self, heading: str, keep: str) -> None:
        self.heading.setText(heading)
        self.keep.set_text(keep)

    def show_settings(self, printer: Printer) -> None:
        self.kind.set_values([printer.kind])
        self.paper.set_values([str(printer.width)])
        self.address.set_text(printer.address)
        self._kind_picked()

    def focus_first(self) -> None:
        self.kind.focus_row()

    def _kind_picked(self) -> None:
        kind = self.kind.value()
        self.address.setEnabled(kind != "virtual")
        self.address.clear_error()
        hints = {
            "tcp": self.tr("Like 192.168.1.50:9100"),
            "serial": self.tr("Like /dev/ttyUSB0 or COM3, speed behind it: COM3@38400"),
            "virtual": self.tr("Tickets come out in a window"),
        }
        self.address.set_hint(hints.get(kind, ""))

    def _to_address(self) -> None:
        """Enter on the kind: its address next, where it has one."""
        if self.address.isEnabled():
            self.address.edit.setFocus()
        else:
            self._decide()

    def _decide(self) -> None:
        kind, address = self.kind.value(), self.address.text()
        if kind == "virtual":
            address = ""
        elif not address:
            self.address.set_error(self.tr("Type where the printer is."))
        elif kind == "tcp" and not _is_host_port(address):
            self.address.set_error(self.tr("Write host and port, like 192.168.1.50:9100."))
        if self.address.error:
            self.address.edit.setFocus()
            return
        if kind == "tcp" and not re.search(r":[0-9]+$", address):
            address += ":9100"
        self.decided.emit(Printer(kind, address, int(self.paper.value() or 80)))

    def retranslate(self) -> None:
        self.kind.set_label(self.tr("Kind"))
        self.kind.set_options(
            [("virtual", self.tr("Virtual")), ("tcp", self.tr("Network")), ("serial", self.tr("Serial"))]
        )
        self.address.set_label(self.tr("Address"))
        self.paper.set_label(self.tr("Paper"))
        self.paper.set_options([("80", "80 mm"), ("58", "58 mm")])
        self._kind_picked()
        for one, following in pairwise((*self.kind.chips, self.address.edit, *self.paper.chips, self.keep)):
            self.setTabOrder(one, following)  # the chips are made last, and are first for the eye

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _is_host_port(text: str) -> bool:
    found = _HOST_PORT.fullmatch(text)
    return found is not None and (found[2] is None or 0 < int(found[2][1:]) < 65536)

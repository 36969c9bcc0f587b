"""The virtual printer's window: tickets come out as paper, for those without a printer on the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.send_off import send_off
from kai_counter.ui.widgets.ticket_preview import TicketPreview

if TYPE_CHECKING:
    from PIL.Image import Image

KEPT = 12  # pieces of paper; older ones fall into the basket
FRAME = 40  # ms between two pictures of the paper that is coming out


class VirtualPrinter(QWidget):
    """A window of its own that never takes the focus from the counter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Tool | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setObjectName("virtualPrinter")
        self.setProperty("page", True)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.papers: list[TicketPreview] = []
        self._strip: list[Image] = []
        self._frame = QTimer(self, singleShot=True, interval=FRAME)
        self._frame.timeout.connect(self._show_strip)
        self.slot = QLabel(self)
        self.slot.setFixedHeight(28)
        self.slot.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.mark(self.slot, role="small")
        self.tray = QWidget(self)
        self.coming = TicketPreview("virtualPrinter.coming", 332, self.tray)
        self.coming.hide()
        self._column = QVBoxLayout(self.tray)
        self._column.setContentsMargins(theme.S, 0, theme.S, theme.M)
        self._column.setSpacing(theme.M)
        self._column.addWidget(self.coming, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.tray)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.S, theme.S, theme.S, theme.S)
        column.addWidget(self.slot)
        column.addWidget(scroll, 1)
        self.resize(380, 720)
        self.retranslate()

    def feed(self, rows: Image) -> None:
        """Some more of the paper that is coming out; drawn a few times a second, and only where it is seen."""
        self._strip.append(rows)
        if self.isVisible() and not self._frame.isActive():
            self._frame.start()

    def _show_strip(self) -> None:
        from PIL import Image

        if not self._strip:
            return
        width = max(rows.width for rows in self._strip)
        whole = Image.new("L", (width, sum(rows.height for rows in self._strip)), 255)
        top = 0
        for rows in self._strip:
            whole.paste(rows, (0, top))
            top += rows.height
        self.coming.show_picture(whole)
        self.coming.show()

    def add_paper(self, image: Image) -> None:
        """The newest piece lies on top."""
        self._strip = []
        self._frame.stop()
        self.coming.hide()
        paper = TicketPreview("virtualPrinter.paper", 332, self.tray)
        paper.show_picture(image)
        self.papers.insert(0, paper)
        self._column.insertWidget(1, paper, 0, Qt.AlignmentFlag.AlignHCenter)
        for old in self.papers[KEPT:]:
            self._column.removeWidget(old)
            send_off(old)
        del self.papers[KEPT:]
        self.retranslate()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Virtual printer"))
        empty = self.tr("Tickets come out here")
        some = self.tr("Newest on top")
        self.slot.setText(some if self.papers else empty)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

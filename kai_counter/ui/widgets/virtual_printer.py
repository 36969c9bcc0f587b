"""The virtual printer's window: tickets come out as paper, for those without a printer on the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.ticket_preview import TicketPreview

if TYPE_CHECKING:
    from PIL.Image import Image

KEPT = 12  # pieces of paper; older ones fall into the basket


class VirtualPrinter(QWidget):
    """A window of its own that never takes the focus from the counter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Tool | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setObjectName("virtualPrinter")
        self.setProperty("page", True)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.papers: list[TicketPreview] = []
        self.slot = QLabel(self)
        self.slot.setFixedHeight(28)
        self.slot.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.mark(self.slot, role="small")
        self.tray = QWidget(self)
        self._column = QVBoxLayout(self.tray)
        self._column.setContentsMargins(theme.S, 0, theme.S, theme.M)
        self._column.setSpacing(theme.M)
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

    def add_paper(self, image: Image) -> None:
        """The newest piece lies on top."""
        paper = TicketPreview("virtualPrinter.paper", 332, self.tray)
        paper.show_picture(image)
        self.papers.insert(0, paper)
        self._column.insertWidget(0, paper, 0, Qt.AlignmentFlag.AlignHCenter)
        for old in self.papers[KEPT:]:
            self._column.removeWidget(old)
            old.setParent(None)
            old.deleteLater()
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

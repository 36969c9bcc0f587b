"""The printer: how it is, what waits, what it asks; another printer for the rest; test ticket and settings."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.config import Misconfigured, Printer, Settings, save_settings
from kai_counter.devices.journal import PrintJob
from kai_counter.devices.printer import PrinterSettings, PrinterStatus
from kai_counter.errors import Unavailable
from kai_counter.ui import page_keys, print_words, theme
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.printing import Printing
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.icon import Icon
from kai_counter.ui.widgets.pill import Pill
from kai_counter.ui.widgets.print_rows import PrintRow, asking, scrolled_rows
from kai_counter.ui.widgets.printer_form import PrinterForm
from kai_counter.ui.widgets.send_off import send_off
from kai_counter.ui.widgets.virtual_printer import VirtualPrinter

SHOWN = 20  # finished papers that stay in the list


class PrintersScreen(QWidget):
    """`wanted` names another page of this machine's devices."""

    wanted = Signal(str)

    def __init__(self, counter: Counter, flow: object = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("printers")
        self.setProperty("page", True)
        self.counter = counter
        self.rows: dict[str, PrintRow] = {}
        self._build()
        if self.printing is not None:
            self.printing.job_changed.connect(lambda _job: self.refresh())
            self.printing.status_changed.connect(self._show_status)
            for paper in self.printing.tray:
                self.virtual.add_paper(paper)
            self.printing.paper_came_out.connect(self.virtual.add_paper)
            self.printing.rows_came_out.connect(self.virtual.feed)
        self.retranslate()

    @property
    def printing(self) -> Printing | None:
        return self.counter.printing

    # -- building

    def _build(self) -> None:
        self.banner = Banner("printers.banner", self)
        self.icon = Icon("printer", "accent", 36, self)
        self.name, self.words = QLabel(self), QLabel(self)
        theme.mark(self.name, role="title")
        theme.mark(self.words, role="muted")
        self.pill = Pill("printers.status", parent=self)
        self.test = Button("printers.test", icon="printer-check", key="Ctrl+T")
        self.again = Button("printers.retry", icon="refresh-cw", key="F5")
        self.move_button = Button("printers.move", icon="arrow-right", key="Ctrl+O")
        self.show_paper = Button("printers.virtual", icon="receipt", key="Ctrl+Shift+V")
        for button, act in (
            (self.test, self._test),
            (self.again, self._retry),
            (self.move_button, self._ask_where),
            (self.show_paper, self._show_virtual),
        ):
            button.clicked.connect(act)
        self.scanner = Button("printers.scanner", icon="scan-line")
        self.scanner.clicked.connect(lambda: self.wanted.emit("scanner"))
        self.touch = Button("printers.touch", icon="accessibility")
        self.touch.clicked.connect(self._switch_touch)
        self.queue_title = QLabel(self)
        theme.mark(self.queue_title, role="heading")
        self.form = PrinterForm("printers.settings", self)
        self.form.decided.connect(self._settings_decided)
        self.elsewhere = PrinterForm("printers.elsewhere", self)
        self.elsewhere.decided.connect(self._move_there)
        self.elsewhere.hide()
        self.virtual = VirtualPrinter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        row.setSpacing(theme.L)
        row.addLayout(self._left(), 1)
        row.addLayout(self._right())

    def _left(self) -> QVBoxLayout:
        card = QFrame(self)
        theme.mark(card, card="plain")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.name)
        words.addWidget(self.words)
        head = QHBoxLayout()
        head.setSpacing(theme.L)
        head.addWidget(self.icon)
        head.addLayout(words, 1)
        head.addWidget(self.pill)
        acts = QHBoxLayout()
        acts.setSpacing(theme.S)
        for button in (self.test, self.again, self.move_button):
            acts.addWidget(button)
        acts.addStretch(1)
        inside_card = QVBoxLayout(card)
        inside_card.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        inside_card.setSpacing(theme.M)
        inside_card.addLayout(head)
        inside_card.addLayout(acts)
        scroll, self.list = scrolled_rows(self)
        column = QVBoxLayout()
        column.setSpacing(theme.M)
        column.addWidget(self.banner)
        column.addWidget(card)
        column.addWidget(self.elsewhere)
        column.addWidget(self.queue_title)
        column.addWidget(scroll, 1)
        return column

    def _right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.M)
        self.form.setFixedWidth(400)
        column.addWidget(self.form)
        column.addWidget(self.show_paper)
        column.addWidget(self.scanner)
        column.addWidget(self.touch)
        column.addStretch(1)
        return column

    # -- what the window asks of a page

    def activate(self) -> None:
        self.banner.hide()  # of the last visit
        self.form.show_settings(self.counter.settings.printer)
        self.refresh()
        if self.printing is not None:
            self._show_status(self.printing.status)
            if self.printing.printer is not None:
                self.printing.printer.check()
        self.test.setFocus()

    def title(self) -> str:
        return self.tr("Printer")

    def keys(self) -> list[KeyHint]:
        hints = []
        if self._asking() is not None:
            hints += [
                KeyHint("Y", self.tr("Yes, complete"), lambda: self._answer(True)),
                KeyHint("N", self.tr("No"), lambda: self._answer(False)),
            ]
        if not self.elsewhere.isHidden():
            hints.append(KeyHint("Esc", self.tr("Back"), self._stay))
        return [
            *hints,
            KeyHint("Ctrl+T", self.tr("Test ticket"), self._test),
            KeyHint("F5", self.tr("Try now"), self._retry),
            KeyHint("Ctrl+O", self.tr("Move the rest"), self._ask_where),
            KeyHint("Ctrl+Shift+B", self.tr("Touch size"), self._switch_touch),
            KeyHint("Ctrl+Shift+V", self.tr("Virtual printer"), self._show_virtual, not self.show_paper.isHidden()),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Indonesian keyboards answer T for "tidak".
        if event.key() == Qt.Key.Key_T and not event.modifiers() and self._asking():
            self._answer(False)
        elif not page_keys.answer(self.keys(), event):
            super().keyPressEvent(event)

    # -- showing

    def refresh(self) -> None:
        """Unfinished papers first, in printing order; then the latest finished ones."""
        if self.printing is None:
            return
        waiting = [job for job in self.printing.unfinished() if job.kind != "drawer"]
        done = [job for job in reversed(self.printing.jobs()) if job.is_finished and job.kind != "drawer"]
        shown = [*waiting, *done[:SHOWN]]
        wanted = [str(job.job_id) for job in shown]
        for gone in [key for key in self.rows if key not in wanted]:
            row = self.rows.pop(gone)
            self.list.removeWidget(row)
            send_off(row)
        for index, job in enumerate(shown):
            row = self.rows.get(str(job.job_id)) or self._add_row(job)
            if self.list.indexOf(row) != index:
                self.list.removeWidget(row)
                self.list.insertWidget(index, row)
            row.detail.setText(_detail(job))  # a paper handed to another printer is that one's
            row.show_job(job)
        self.queue_title.setText(
            self.tr("{count} waiting").format(count=len(waiting)) if waiting else self.tr("Nothing is waiting")
        )
        self.move_button.setEnabled(any(job.is_unsent or job.wants_next for job in waiting))

    def _add_row(self, job: PrintJob) -> PrintRow:
        title = str(job.facts.get("passenger") or print_words.kind_text(job))
        row = PrintRow(f"printers.job.{job.job_id}", title, "", self)
        row.answered.connect(lambda complete, key=job.job_id: self._answer_job(key, complete))
        self.rows[str(job.job_id)] = row
        return row

    def _show_status(self, status: PrinterStatus) -> None:
        kind, text = print_words.status_text(status)
        self.pill.set(kind, text)
        self.icon.set(
            {"success": "printer-check", "danger": "circle-alert", "warning": "triangle-alert"}.get(
                kind, "printer"
            ),
            {"neutral": "text_muted"}.get(kind, kind),
        )
        self.name.setText(self._device_name())
        acknowledgements = {
            "process_id": self.tr("Says of every ticket whether it was printed."),
            "gs_r": self.tr("Answers when a ticket has been taken."),
            "none": self.tr("Cannot say what it printed: it asks after each ticket."),
        }
        self.words.setText(
            acknowledgements.get(status.acknowledgement, self.tr("Not tried yet: print a test ticket."))
        )

    def _device_name(self) -> str:
        printer = self.counter.settings.printer
        names = {
            "virtual": self.tr("Virtual printer"), "tcp": self.tr("Network printer {address}"),
            "serial": self.tr("Serial printer {address}"),
        }  # fmt: skip
        return names[printer.kind].format(address=printer.address) + f"  ·  {printer.width} mm"

    # -- acting

    def _asking(self) -> PrintJob | None:
        return asking(self.rows.values())

    def _answer(self, complete: bool) -> None:
        job = self._asking()
        if job is not None and self.printing is not None:
            self.printing.answer(job.job_id, complete)

    def _answer_job(self, job_id: object, complete: bool) -> None:
        row = self.rows.get(str(job_id))
        if row is not None and row.job is not None and self.printing is not None:
            self.printing.answer(row.job.job_id, complete)

    def _test(self) -> None:
        if self.printing is not None:
            self.printing.print_test()

    def _retry(self) -> None:
        if self.printing is not None:
            self.printing.retry()

    def _ask_where(self) -> None:
        if self.move_button.isEnabled():
            self.elsewhere.show()
            self.elsewhere.focus_first()

    def _stay(self) -> None:
        self.elsewhere.hide()
        self.test.setFocus()

    def _move_there(self, printer: Printer) -> None:
        if self.printing is None:
            return
        self.elsewhere.hide()
        moved = self.printing.move_rest(PrinterSettings(printer.kind, printer.address))
        self.banner.say("success", self.tr("{count} moved to the other printer").format(count=len(moved)))
        self.refresh()

    def _kept(self, settings: Settings) -> bool:
        try:
            save_settings(self.counter.home, settings)
        except (Misconfigured, Unavailable) as error:
            self.banner.say("danger", self.tr("The settings could not be kept"), str(error))
            return False
        self.counter.settings = settings
        return True

    def _switch_touch(self) -> None:
        """For a screen that is touched: every control a fingertip high, from now on and after the next start."""
        look = self.counter.theme
        if self._kept(dataclasses.replace(self.counter.settings, touch=not look.touch)):
            look.set_touch(not look.touch)
            self.retranslate()

    def _settings_decided(self, printer: Printer) -> None:
        if not self._kept(dataclasses.replace(self.counter.settings, printer=printer)):
            return
        if self.printing is not None:
            self.printing.change_printer(PrinterSettings(printer.kind, printer.address), printer.width)
        self.banner.say("success", self.tr("Kept. Print a test ticket to see that it works."))
        self.show_paper.setVisible(printer.kind == "virtual")
        self.virtual.setVisible(self.virtual.isVisible() and printer.kind == "virtual")

    def _show_virtual(self) -> None:
        """The same key puts it away: it stays above the counter, and takes no key itself."""
        self.virtual.setVisible(not self.virtual.isVisible())

    def retranslate(self) -> None:
        self.test.set_text(self.tr("Test ticket"))
        self.again.set_text(self.tr("Try now"))
        self.move_button.set_text(self.tr("Move the rest"))
        self.show_paper.set_text(self.tr("Show the virtual printer"))
        self.scanner.set_text(self.tr("Scanner: choose and test"))
        touched = self.counter.theme.touch
        self.touch.set_text(
            self.tr("Touch screen: back to small controls") if touched else self.tr("Touch screen: larger controls")
        )
        self.show_paper.setVisible(self.counter.settings.printer.kind == "virtual")
        self.form.set_words(self.tr("Which printer stands here"), self.tr("Keep"))
        self.elsewhere.set_words(self.tr("Where do the waiting tickets go?"), self.tr("Move them"))
        self.refresh()
        if self.printing is not None:
            self._show_status(self.printing.status)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _detail(job: PrintJob) -> str:
    """Which paper it is, and whose printer's."""
    parts = (str(job.facts.get("seat") or ""), str(job.facts.get("title") or ""), job.printer.strip(":"))
    return "  ·  ".join(filter(None, parts))

"""Which scanner stands here, what it sends, and the sheet that sets it up.

The test shows what came and how: text, keys and their gaps, scan codes, what stood before and after. Whoever sets a
scanner up sees at once whether a ticket will be read, and if not, what to change.
"""

from __future__ import annotations

import dataclasses
import statistics
from pathlib import Path

from PySide6.QtCore import QEvent, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.config import Misconfigured, Scanner, save_settings
from kai_counter.devices.scanner import Scan
from kai_counter.errors import Unavailable, disk_kept
from kai_counter.ui import theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.chips import ChipRow
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.fit_label import FitLabel
from kai_counter.ui.widgets.pill import Pill
from kai_counter.ui.widgets.row_list import Row, RowList

SHOWN_CODES = 24
FACTS = ("text", "kind", "keys", "frame", "gaps", "codes")


class ScannerScreen(QWidget):
    def __init__(self, counter: Counter, flow: object = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scanner")
        theme.mark(self, page="true")
        self.counter = counter
        self.last: Scan | None = None
        self._devices: list[str] = []
        self._build()
        if counter.scanning is not None:
            counter.scanning.seen.connect(self.show_scan)
            counter.scanning.state_changed.connect(self._show_state)
        self.retranslate()

    def _build(self) -> None:
        self.banner = Banner("scanner.banner", self)
        self.heading, self.test_title, self.advice = QLabel(self), QLabel(self), QLabel(self)
        theme.mark(self.heading, role="heading")
        theme.mark(self.test_title, role="heading")
        self.advice.setWordWrap(True)
        self.kind = ChipRow("scanner.kind", required=True)
        self.kind.picked.connect(self._kind_picked)
        self.address = Field("scanner.address", max_length=120)
        self.address.entered.connect(self.keep)
        self.ports = RowList("scanner.port", self, height=46)
        self.ports.picked.connect(self._port_picked)
        self.keep_button = Button("scanner.keep", kind="primary", key="F8")
        self.keep_button.clicked.connect(self.keep)
        self.sheet_button = Button("scanner.sheet", icon="file-text", key="Ctrl+P")
        self.sheet_button.clicked.connect(self.save_sheet)
        self.state = Pill("scanner.state", icon="scan-line", parent=self)
        left = QFrame(self)
        left.setFixedWidth(540)
        theme.mark(left, card="plain")
        foot = QHBoxLayout()
        foot.addWidget(self.sheet_button)
        foot.addStretch(1)
        foot.addWidget(self.keep_button)
        column = QVBoxLayout(left)
        column.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(self.heading)
        column.addWidget(self.kind)
        column.addWidget(self.address)
        column.addWidget(self.ports, 1)
        column.addWidget(self.state)
        column.addLayout(foot)
        right = QFrame(self)
        theme.mark(right, card="plain")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.L)
        grid.setVerticalSpacing(theme.M)
        grid.setColumnStretch(1, 1)
        self.labels: dict[str, QLabel] = {}
        self.facts: dict[str, FitLabel] = {}
        for row, name in enumerate(FACTS):
            self.labels[name], self.facts[name] = QLabel(self), FitLabel("–", self)
            self.facts[name].setObjectName(f"scanner.{name}")
            theme.mark(self.labels[name], role="label")
            theme.mark(self.facts[name], role="strong")
            grid.addWidget(self.labels[name], row, 0)
            grid.addWidget(self.facts[name], row, 1)
        test = QVBoxLayout(right)
        test.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        test.setSpacing(theme.M)
        test.addWidget(self.test_title)
        test.addWidget(self.advice)
        test.addLayout(grid)
        test.addStretch(1)
        row_ = QHBoxLayout()
        row_.setSpacing(theme.L)
        row_.addWidget(left)
        row_.addWidget(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        whole.addWidget(self.banner)
        whole.addLayout(row_, 1)

    # -- what the window asks of a page

    def activate(self) -> None:
        settings = self.counter.settings.scanner
        self.banner.hide()
        self.kind.set_values([settings.kind])
        self.address.set_text(settings.address)
        self._kind_picked()
        self._show_state()
        self.kind.focus_row()

    def title(self) -> str:
        return self.tr("Scanner")

    def keys(self) -> list[KeyHint]:
        return [
            KeyHint("F8", self.tr("Keep"), self.keep),
            KeyHint("Ctrl+P", self.tr("Set-up sheet"), self.save_sheet),
        ]

    def scanned(self, _text: str) -> bool:
        """It is shown here and goes nowhere else."""
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """Also one that sends no STX is to be seen here."""
        if self.counter.scanning is not None:
            self.counter.scanning.at_gate(True)

    def hideEvent(self, event: QHideEvent) -> None:
        if self.counter.scanning is not None:
            self.counter.scanning.at_gate(False)

    # -- the test

    def show_scan(self, scan: Scan) -> None:
        self.last = scan
        gaps = [after.at - before.at for before, after in zip(scan.keys, scan.keys[1:], strict=False)]
        codes = [str(key.scan_code) for key in scan.keys if key.scan_code]
        ends = {"\r": "CR", "\n": "LF", "\t": "Tab", "\x03": "ETX"}
        self.facts["text"].setText(scan.text)
        self.facts["kind"].setText(self.tr("A ticket of ours") if scan.is_ours else self.tr("Another code"))
        self.facts["keys"].setText(str(len(scan.keys)) if scan.keys else self.tr("through the serial port"))
        before = "STX" if scan.is_framed else self.tr("nothing")
        self.facts["frame"].setText(
            self.tr("before: {before}, after: {after}").format(
                before=before, after=ends.get(scan.end, self.tr("nothing"))
            )
        )
        self.facts["gaps"].setText(
            self.tr("{least} to {most} ms, mostly {middle} ms").format(
                least=min(gaps), most=max(gaps), middle=round(statistics.median(gaps))
            )
            if gaps
            else "–"
        )
        more = " …" if len(codes) > SHOWN_CODES else ""
        self.facts["codes"].setText(" ".join(codes[:SHOWN_CODES]) + more or "–")
        self.advice.setText(self._advice(scan))

    def _advice(self, scan: Scan) -> str:
        if not scan.keys:
            return self.tr("Good: the serial port brought a whole code.")
        if scan.is_framed and scan.end:
            return self.tr("Good: STX before and an end after. It works on every page.")
        if not scan.is_framed:
            return self.tr(
                "It sends no STX. Program it with the set-up sheet; or choose “keyboard, no STX”: then it is told "
                "by its pace, and what is typed comes a blink later."
            )
        return self.tr("It sends no Enter after the code. Program it with the set-up sheet.")

    # -- the settings

    def _kind_picked(self) -> None:
        serial = self.kind.value() == "serial"
        self.address.setVisible(serial)
        self.ports.setVisible(serial)
        self.address.clear_error()
        if serial:
            self.counter.desk.ask(self, _ports, then=self._ports_came, key="ports")

    def _ports_came(self, found: list[tuple[str, str, str]]) -> None:
        self._devices = [address for address, _, _ in found]
        self.ports.show_rows([Row(address, "cable", said, device) for address, device, said in found])
        self.address.set_hint(
            self.tr("Like /dev/ttyACM0 or COM5, speed behind it: COM5@115200")
            if found
            else self.tr("No serial port is plugged in at the moment.")
        )

    def _port_picked(self, index: int) -> None:
        self.address.set_text(self._devices[index])
        self.address.edit.setFocus()

    def keep(self) -> None:
        kind, address = self.kind.value(), self.address.text()
        if kind == "serial" and not address:
            self.address.complain(self.tr("Choose a port below, or type its name."))
            return
        scanner = Scanner(kind, address if kind == "serial" else "")
        settings = dataclasses.replace(self.counter.settings, scanner=scanner)
        try:
            save_settings(self.counter.home, settings)
        except (Misconfigured, Unavailable) as error:
            self.banner.say("danger", self.tr("The settings could not be kept"), str(error))
            return
        self.counter.settings = settings
        if self.counter.scanning is not None:
            self.counter.scanning.use(scanner)
            self.counter.scanning.at_gate(self.isVisible())
        self.banner.say("success", self.tr("Kept. Scan something to see that it works."))

    def _show_state(self) -> None:
        scanning = self.counter.scanning
        is_open = scanning.is_open if scanning is not None else None
        self.state.setVisible(is_open is not None)
        if scanning is not None and is_open is not None:
            said = self.tr("Port open") if is_open else self.tr("Unplugged; looked for every 2 s")
            self.state.set("success" if is_open else "danger", said, scanning.hint)

    # -- the sheet

    def save_sheet(self) -> None:
        self.counter.desk.ask(self, _save_sheet, self.counter, then=self._sheet_saved, failed=self._failed)

    def _sheet_saved(self, path: Path) -> None:
        self.banner.say("success", self.tr("The set-up sheet lies here; print it on A4"), str(path))
        if QGuiApplication.platformName() not in ("offscreen", "minimal"):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, Unavailable):
            self.banner.say("warning", *words.trouble(fault))

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Which scanner stands here"))
        self.kind.set_label(self.tr("Kind"))
        self.kind.set_options([
            ("keyboard", self.tr("Keyboard, STX")),
            ("keyboard_plain", self.tr("Keyboard, no STX")),
            ("serial", self.tr("Serial port")),
        ])  # fmt: skip
        self.address.set_label(self.tr("Port"))
        self.keep_button.set_text(self.tr("Keep"))
        self.sheet_button.set_text(self.tr("Set-up sheet"))
        self.test_title.setText(self.tr("Test your scanner"))
        names = {
            "text": self.tr("Read as"), "kind": self.tr("Is"), "keys": self.tr("Keys"),
            "frame": self.tr("Frame"), "gaps": self.tr("Gaps"), "codes": self.tr("Scan codes"),
        }  # fmt: skip
        for name, label in self.labels.items():
            label.setText(names[name])
        if self.last is not None:
            self.show_scan(self.last)
        else:
            self.advice.setText(self.tr("Scan a ticket or the code at the foot of the set-up sheet."))
        self._show_state()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _ports() -> list[tuple[str, str, str]]:
    from kai_counter.devices.serial_scanner import ports

    return [(port.address, port.device, port.words) for port in ports()]


def _save_sheet(counter: Counter) -> Path:
    from kai_counter.paper.scanner_sheet import scanner_sheet_pdf

    with disk_kept():
        folder = counter.home.data / "pdf"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / "scanner-setup.pdf"
        path.write_bytes(scanner_sheet_pdf())
    return path



"""The sections of the work: their signs on the rail, who may see them, and which page stands for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication


@dataclass(frozen=True, slots=True)
class Section:
    """`page` names module and class of a page loaded when first shown; without `icon` it is not on the rail."""

    icon: str = ""
    page: tuple[str, str] | None = None
    roles: frozenset[str] | None = None

    def is_for(self, roles: Iterable[str]) -> bool:
        return self.roles is None or bool(self.roles & set(roles))


SELLERS = frozenset({"clerk", "supervisor"})
SUPERVISOR = frozenset({"supervisor"})
SECTIONS = {
    "sell": Section("ticket"),
    "board": Section("train-front"),
    "bookings": Section("bookmark", ("bookings", "BookingsScreen")),
    "printers": Section("printer", ("printers", "PrintersScreen")),
    "shift": Section("wallet"),
    "unsettled": Section("hourglass", ("unsettled", "UnsettledScreen"), SELLERS),
    "signatures": Section("signature", ("signatures", "SignaturesScreen"), SUPERVISOR),
    "refunds": Section("undo-2", ("refunds", "RefundsScreen"), SELLERS),
    "gate": Section("scan-line", ("gate", "GateScreen"), frozenset({"gate", "supervisor"})),
    "day": Section("calendar-days", ("day", "DayScreen"), SUPERVISOR),
    "disruptions": Section("triangle-alert", ("disruptions", "DisruptionsScreen")),
    "admin": Section("settings", ("admin", "AdminScreen"), frozenset({"admin"})),
    "scanner": Section(page=("scanner", "ScannerScreen")),  # from the printer's page
    "notices": Section(),  # from the bell
}


def section_words() -> dict[str, str]:
    """What stands under each sign, in the language in use."""
    translate = QCoreApplication.translate
    return {
        "sell": translate("Workplace", "Sell"),
        "board": translate("Workplace", "Departures"),
        "bookings": translate("Workplace", "Bookings"),
        "printers": translate("Workplace", "Printer"),
        "shift": translate("Workplace", "Shift"),
        "signatures": translate("Workplace", "Signatures"),
        "unsettled": translate("Workplace", "Unsettled"),
        "refunds": translate("Workplace", "Refunds"),
        "gate": translate("Workplace", "Gate"),
        "day": translate("Workplace", "Station day"),
        "disruptions": translate("Workplace", "Disruptions"),
        "admin": translate("Workplace", "Office"),
    }

"""Rules, reasons and ways of the money of a refund, in the person's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def reasons(*, undo: bool = False) -> list[tuple[str, str]]:
    """(as it is written down, as it is shown): short enough for one row of chips."""
    translate = QCoreApplication.translate
    if undo:
        return [
            ("wrong train", translate("refund", "Train")),
            ("wrong seat", translate("refund", "Seat")),
            ("wrong name", translate("refund", "Name")),
            ("customer left", translate("refund", "Customer left")),
        ]
    return [
        ("plans changed", translate("refund", "Plans")),
        ("ill", translate("refund", "Ill")),
        ("train trouble", translate("refund", "The train")),
        ("double booking", translate("refund", "Booked twice")),
    ]


def rule_text(rule: str) -> str:
    translate = QCoreApplication.translate
    return {
        "passenger": translate("refund", "Cancelled by the passenger"),
        "delay": translate("refund", "Train more than an hour late: full refund"),
        "railway": translate("refund", "Cancelled by the railway: full refund"),
        "own_mistake": translate("refund", "Our mistake of a moment ago: full refund"),
        "overrule": translate("refund", "A supervisor overrules the rule: full refund"),
        "exchange": translate("refund", "Exchanged"),
    }.get(rule, rule)


def way_text(method: str) -> str:
    translate = QCoreApplication.translate
    return {
        "cash": translate("refund", "Cash"),
        "reversal": translate("refund", "Back to card or QRIS"),
        "transfer": translate("refund", "Bank transfer"),
        "wallet": translate("refund", "E-wallet"),
        "exchange": translate("refund", "Into the new booking"),
    }.get(method, method)


def status_text(status: str) -> tuple[str, str]:
    """Pill kind and word."""
    translate = QCoreApplication.translate
    return {
        "initiated": ("warning", translate("refund", "To be sent")),
        "processing": ("accent", translate("refund", "On its way")),
        "completed": ("success", translate("refund", "Arrived")),
        "failed": ("danger", translate("refund", "Came back")),
    }[status]

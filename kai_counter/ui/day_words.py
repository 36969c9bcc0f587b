"""Words of the station's day that several of its pages say."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from kai_counter.values.cards_till import ReturnSum


def task_text(kind: str) -> str:
    """What differs."""
    translate = QCoreApplication.translate
    return {
        "qris_missing": translate("day", "QRIS sold here, not in the bank's file"),
        "qris_unknown": translate("day", "QRIS in the bank's file, not sold here"),
        "qris_amount": translate("day", "QRIS over another amount"),
        "qris_back_missing": translate("day", "QRIS given back here, not in the bank's file"),
        "qris_back_unknown": translate("day", "QRIS given back in the bank's file, not here"),
        "qris_back_amount": translate("day", "QRIS given back over another amount"),
        "card_missing": translate("day", "Cards sold, no batch of the terminal"),
        "card_difference": translate("day", "Cards: terminal and books differ"),
        "till_variance": translate("day", "Drawer differs, not verified"),
        "safe_difference": translate("day", "Safe differed at the hand-over"),
    }.get(kind, kind)


def method_text(method: str) -> str:
    translate = QCoreApplication.translate
    return {
        "cash": translate("day", "Cash"),
        "qris": "QRIS",
        "credit_card": translate("day", "Credit card"),
        "debit_card": translate("day", "Debit card"),
        "wallet": translate("day", "Wallet"),
        "bank_transfer": translate("day", "Bank transfer"),
        "exchange": translate("day", "Old tickets exchanged"),
    }.get(method, method)


def return_text(one: ReturnSum) -> str:
    """Money that went back: as what, and how it had come."""
    translate = QCoreApplication.translate
    if one.way == "cash":
        return translate("day", "Refunds in cash")
    word = translate("day", "Taken back: {way}") if one.what == "reversal" else translate("day", "Refunds: {way}")
    return word.format(way=method_text(one.method))


def series_text(kind: str) -> str:
    translate = QCoreApplication.translate
    return {
        "receipts": translate("day", "Receipts"),
        "refunds": translate("day", "Refunds"),
        "z": "Z",
        "slips": translate("day", "Cash slips"),
    }[kind]


def reduction_text(name: str) -> str:
    translate = QCoreApplication.translate
    return {
        "senior": translate("day", "Senior"),
        "veteran": translate("day", "Veteran"),
        "tni_polri": "TNI/Polri",
        "journalist": translate("day", "Journalist"),
        "disability": translate("day", "Disability"),
    }.get(name, name)

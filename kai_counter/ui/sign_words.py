"""What is signed, and why it overrules a rule, in the person's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from kai_counter.ui.refund_words import reasons
from kai_counter.values.cards_signing import ChangeCard


def kind_text(kind: str) -> str:
    return _kinds().get(kind, kind)


def change_text(change: ChangeCard) -> str:
    """Old → new, a line each; what stays as it is, is said so, that nobody has to compare sixteen digits."""
    translate = QCoreApplication.translate
    names = ((translate("sign", "Name"), change.old_name, change.new_name),
             (translate("sign", "Number"), change.old_number, change.new_number))  # fmt: skip
    stays = translate("sign", "{what}: {value} (stays)")
    return "\n".join(
        stays.format(what=what, value=old) if old == new else f"{what}: {old} → {new}" for what, old, new in names
    )


def overrule_text(code: str) -> str:
    return overrules().get(code, code)


def written_reason(reason: str) -> str:
    """A reason of the program's own, in the person's language; what somebody typed is left as it was typed."""
    translate = QCoreApplication.translate
    return {
        "mistyped": translate("sign", "Mistyped"),
        "two journeys at one time": translate("sign", "Two journeys at one time"),
        **dict(reasons()), **dict(reasons(undo=True)),
    }.get(reason, reason)  # fmt: skip


def _kinds() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "journey_overlap": translate("sign", "Two journeys at one time"),
        "reprint": translate("sign", "Print a ticket again"),
        "refund": translate("sign", "Refund"),
        "undo": translate("sign", "Undo a sale"),
        "exchange": translate("sign", "Exchange"),
        "correction": translate("sign", "Correct a passenger"),
        "identity": translate("sign", "Show a booking without its document"),
        "cash_out": translate("sign", "Cash out"),
        "cash_variance": translate("sign", "Difference in the drawer"),
        "payment": translate("sign", "Settle a payment"),
        "payment_came": translate("sign", "A payment came"),
        "price": translate("sign", "Another price"),
        "disruption": translate("sign", "Disruption"),
        "reseat": translate("sign", "Other seats"),
        "payout": translate("sign", "Pay-out"),
        "safe": translate("sign", "Money of the safe"),
    }


def overrules() -> dict[str, str]:
    """OSDM's overrule codes that a station has a use for."""
    translate = QCoreApplication.translate
    return {
        "SALES_STAFF_ERROR": translate("sign", "Mistake of our staff"),
        "PAYMENT_FAILURE": translate("sign", "Payment went wrong"),
        "TECHNICAL_FAILURE": translate("sign", "Our system failed"),
        "EQUIPMENT_FAILURE": translate("sign", "Coach or seat unusable"),
        "DISRUPTION": translate("sign", "Disruption of the line"),
        "CONNECTION_BROKEN": translate("sign", "Connection missed"),
        "STOP_NOT_SERVED": translate("sign", "Stop not served"),
        "STRIKE": translate("sign", "Strike"),
        "JOURNEY_OBSOLETE": translate("sign", "Journey has lost its purpose"),
        "CERTIFIED_MEDICAL_CONDITION": translate("sign", "Illness with a certificate"),
        "DEATH": translate("sign", "Death in the family"),
        "INABILITY_TO_TRAVEL": translate("sign", "Unable to travel"),
    }

"""What is said of payments that ask the outside."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def sentences() -> dict[str, str]:
    return {
        "qris_unreadable": translate(
            "words",
            "The QRIS service sent a code that cannot be shown. Try again, or let the customer pay another way.",
        ),
        "approval_code_form": translate(
            "words", "The approval code on the slip has six letters or digits. Read it again."
        ),
        "rrn_form": translate("words", "The RRN (reference number) on the slip has twelve digits. Read it again."),
        "attempt_unknown": translate("words", "There is no such payment at this counter."),
        "payment_unknown": translate(
            "words", "A payment of this sale has no answer yet. Check it first (Ctrl+U), or ask your supervisor."
        ),
        "gateway_not_set": translate(
            "words", "QRIS is not set up at this station. Ask your administrator; take cash or a card meanwhile."
        ),
        "terminal_not_set": translate("words", "This counter has no card terminal. Take cash, or QRIS."),
        "draft_elsewhere": translate(
            "words", "The travellers of this sale are not on this machine. Send the money back, then sell anew."
        ),
        "already_sold": translate("words", "This sale was sold already."),
        "evidence_used": translate("words", "This slip paid another sale already. Look at the slip's own numbers."),
        "attempt_settled": translate("words", "This payment is settled already. Look again."),
        "payment_differs": translate("words", "What was paid has changed meanwhile. Look at the payments again."),
        "paid_too_much": translate(
            "words", "More was paid than the price. Send one payment back, then take the right amount."
        ),
        "reversal_unknown": translate("words", "There is no such money to give back at this counter."),
        "reversal_busy": translate("words", "A colleague is giving this money back just now."),
        "reversal_done": translate("words", "This money was given back already ({reference})."),
        "reversal_not_begun": translate("words", "Begin giving the money back first."),
        "last_four_form": translate(
            "words", "Type the last four digits of the card number as the slip shows them."
        ),
    }

"""What is said after the sale."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def sentences() -> dict[str, str]:
    return {
        # -- after the sale
        "booking_unknown": translate("words", "No booking or ticket has this code."),
        "identity_mismatch": translate("words", "That identity is not in this booking. {left} tries left."),
        "booking_locked": translate("words", "Too many wrong tries. Locked until {until}."),
        "identify_first": translate("words", "Check the passenger's identity first."),
        "reason_missing": translate("words", "Say why."),
        "approval_needed": translate("words", "A supervisor must approve this."),
        "booking_not_found": translate("words", "No booking or ticket has this code."),
        "ticket_unknown": translate("words", "This ticket does not exist."),
        "job_unknown": translate("words", "The database does not know this print job."),
        "no_question": translate("words", "This ticket does not ask any more."),
        "key_revoked": translate("words", "This counter's ticket key was revoked. Ask your administrator."),
        "reduction_not_allowed": translate("words", "Passenger {seq}: this reduction does not apply here."),
        "amount_out_of_range": translate("words", "This amount is not possible."),
        "bad_request": translate("words", "Something typed is not as it should be ({field})."),
        "ticket_void": translate("words", "This ticket is void; it cannot be printed again."),
        # -- signatures
        "not_in_scope": translate("words", "This supervisor does not sign for your station."),
        "signing_locked": translate(
            "words", "Too many wrong passwords at this counter. Signing here is locked until {until}."
        ),
        "request_unknown": translate("words", "This request for a signature is not for you, or is gone."),
        "request_answered": translate("words", "This request was answered already."),
        "request_expired": translate("words", "This request has lain too long. The clerk must ask again."),
    }

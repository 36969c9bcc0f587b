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
        "no_next_train": translate("words", "No train with room today or tomorrow. Pay it out instead."),
        "seats_differ": translate("words", "The seats held are not for these travellers. Try once more."),
        "plan_changed": translate("words", "Somebody bought a seat meanwhile: look at the plan again."),
        "not_disrupted": translate("words", "This ticket's train runs: give it back on the booking's page (F4)."),
        "training_paper": translate("words", "This is a training ticket (LATIHAN). It is worth nothing here."),
        "live_paper": translate("words", "This is a real ticket, and this is a training room: it stays as it is."),
        "paper_not_valid": translate("words", "This paper is not the newest of its ticket. Ask for that, or F4."),
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
        "booking_search_missing": translate("words", "Type what the customer knows, or scan a ticket."),
        "booking_search_day": translate("words", "With a name type the day of travel too: siti aminah 25/11"),
        "exchange_too_late": translate("words", "Too late: an exchange was possible until {until}."),
        "exchange_not_alone": translate("words", "The new seats must be a sale of their own, not paid yet."),
        "exchange_without_promotion": translate("words", "A promotion cannot be used in an exchange."),
        "other_class": translate("words", "Only a seat of the same class is free of charge."),
        "nothing_to_correct": translate("words", "Nothing was changed."),
        # -- refunds
        "refund_too_late": translate(
            "words", "Too late: a refund was possible until {until}. A supervisor may overrule."
        ),
        "refund_too_much": translate("words", "More than was paid cannot be given back."),
        "already_refunded": translate("words", "Passenger {seq}: this ticket was given back already."),
        "already_boarded": translate("words", "Passenger {seq} has boarded; this ticket is used."),
        "ticket_expired": translate("words", "Passenger {seq}: the train has left without this ticket."),
        "infant_left_alone": translate("words", "An infant would travel without an adult. Choose it as well."),
        "undo_too_late": translate(
            "words", "Only your own sale of the last {minutes} minutes in this shift can be undone."
        ),
        "undo_exchange": translate("words", "An exchange cannot be undone. Exchange again, or refund by its rule."),
        "papers_missing": translate("words", "Scan the papers back first. Still missing: {count}."),
        "offer_open": translate("words", "Counter {counter} is just refunding this booking (until {until})."),
        "offer_unknown": translate("words", "This offer belongs to another counter, or is gone."),
        "offer_expired": translate("words", "This offer has run out. Ask for a new one."),
        "cash_not_allowed": translate("words", "By this rule the money is transferred, not paid in cash."),
        "account_differs": translate("words", "The two account numbers differ. Type them again."),
        "no_reversal": translate("words", "Part of it was paid in cash and cannot go back to a card."),
        "payout_own": translate(
            "words", "You called it failed: see the customer's document (F4), or let another supervisor do it."
        ),
        "payout_unknown": translate("words", "There is no such pay-out at your stations."),
        "payout_by_hand": translate(
            "words", "No machine can give this back: the bank does it, and a supervisor notes its reference."
        ),
        "payout_asked": translate(
            "words",
            "The machine was asked and has not answered: money may have moved. Ask again (F12), or another"
            " supervisor says what the bank knows.",
        ),
        "payout_moved": translate("words", "This pay-out has moved on meanwhile. Look again (F5)."),
    }

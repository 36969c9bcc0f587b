"""Codes become sentences here, and only here; in the person's language, saying what to do next.

Each entry is an English source with the refusal's facts in braces; Indonesian stands in the catalogue. A test walks
every code that the database or a service can refuse with. Add yours under its room's heading.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication

from kai_counter.errors import Refused, Unavailable

T = QCoreApplication.translate
_UNKNOWN = "not_done"


class _Facts(dict[str, Any]):
    """A fact that is missing leaves a dash, never a KeyError in front of a customer."""

    def __missing__(self, key: str) -> str:
        return "–"


def sentence(refused: Refused) -> str:
    """What the clerk reads. An unknown code still gives a sentence, with the code to quote."""
    source = sentences().get(refused.code) or sentences()[_UNKNOWN]
    return source.format_map(_Facts(refused.facts, code=refused.code))


def trouble(fault: Unavailable) -> tuple[str, str]:
    """Title and words of the banner."""
    return _troubles().get(fault.what, _troubles()["other"])


def _troubles() -> dict[str, tuple[str, str]]:
    return {
        "database": (
            T("words", "The database is out of reach"),
            T("words", "What you typed is kept. It is tried again by itself; Retry is always safe."),
        ),
        "printer": (
            T("words", "The printer does not answer"),
            T("words", "Check its cable and power. Tickets wait in the queue."),
        ),
        "drawer": (T("words", "The cash drawer does not answer"), T("words", "Open it with its key.")),
        "scanner": (
            T("words", "The scanner was unplugged"),
            T("words", "Plug it in again, or type the code."),
        ),
        "disk": (
            T("words", "This machine's disk is full or cannot be written"),
            T("words", "No sale can be kept safe. Nothing was sent; free some room and try again."),
        ),
        "other": (T("words", "Something is out of reach"), T("words", "Nothing was lost. Try again.")),
    }


def codes() -> frozenset[str]:
    return frozenset(sentences())


def sentences() -> dict[str, str]:
    """Every code with its sentence in the language in use."""
    return {
        "not_done": T("words", "This cannot be done now ({code})."),
        # -- signing in
        "sign_in_wrong": T("words", "NIPP or password is not right."),
        "member_retired": T("words", "This member no longer works here. Ask your supervisor."),
        "counter_unknown": T("words", "This machine is not registered as a counter. Ask your administrator."),
        "counter_revoked": T("words", "This counter was closed by the administrator."),
        "session_ended": T("words", "Your session has ended. Sign in again; your sale is kept."),
        "not_allowed": T("words", "Your role may not do this. Ask your supervisor."),
        "password_weak": T("words", "Choose at least {least} characters, and not your NIPP."),
        "no_work_here": T("words", "Your role has no work at this window."),
        # -- shift
        "shift_not_open": T("words", "Open your shift first (F10)."),
        "shift_open_elsewhere": T(
            "words", "You have an open shift at another counter. Close it there first."
        ),
        "shift_already_open": T("words", "A shift is already open at this counter."),
        # -- seats
        "seat_taken": T("words", "Another counter was faster. Choose another seat."),
        "seat_repeated": T("words", "The same seat was chosen twice."),
        "seat_unknown": T("words", "This seat does not belong to the train. Refresh the map (F5)."),
        "seat_blocked": T("words", "This seat is blocked and cannot be sold."),
        "legs_out_of_range": T("words", "The train does not run between these stations."),
        "schedule_unknown": T("words", "This train is not in the timetable of that day."),
        "schedule_cancelled": T("words", "This train is cancelled. Choose another one."),
        "sale_closed": T("words", "The sale of this train has ended. Choose a later train."),
        "not_on_sale_yet": T("words", "This day is not on sale yet."),
        "too_many_seats": T("words", "At most {limit} seats a booking. Start another sale for the rest."),
        "no_seats": T("words", "Choose at least one seat."),
        "no_fare": T("words", "There is no fare for this class on this relation. Choose another class."),
        "id_reused": T("words", "This step was already done with other contents. Start a new sale (F2)."),
        "hold_not_yours": T("words", "These seats are held by another counter."),
        "hold_expired": T(
            "words", "The seats were held too long and are free again. Press Enter to hold them anew."
        ),
        "booking_not_pending": T("words", "This booking is already settled. Look it up with F4."),
        "busy": T("words", "Another counter is just selling here. Try once more."),
        # -- finding a train, picking seats
        "date_missing": T("words", "Which day? 0 is today, 1 tomorrow."),
        "date_unreadable": T("words", "Not a day. Type 25, 25/11, sat or +2."),
        "date_unknown": T("words", "There is no such day."),
        "date_past": T("words", "That day is over."),
        "date_too_far": T("words", "On sale are the next {days} days."),
        "people_unreadable": T("words", "Type 2, or 2A1I with an infant."),
        "no_passengers": T("words", "At least one passenger needs a seat."),
        "no_train_chosen": T("words", "Choose a train first."),
        "seats_missing": T("words", "Still to choose: {count} seat(s). F6 takes the best ones."),
        "no_seats_left": T("words", "This class has not {count} seats left. Choose another class or train."),
        "no_accessible_seat": T("words", "No wheelchair place is left in this class. Try another class or train."),
        "not_sold": T("words", "This sale is not paid yet."),
        "nothing_to_park": T("words", "There is nothing to park yet."),
        "too_many_parked": T("words", "At most {limit} sales can be parked. Finish one of them first."),
        "payment_running": T("words", "The payment is under way."),
        "not_parked": T("words", "No sale is parked there."),
        "command_empty": T("words", "Type where to, for example: SGU 25/11 2A1I"),
        "command_too_long": T("words", "At most {limit} characters."),
        "command_no_destination": T("words", "Where to? Type the destination too."),
        "command_same_station": T("words", "The journey begins and ends at the same station."),
        "command_too_many_stations": T("words", "One station too many: {word}"),
        "command_two_days": T("words", "Two days are named. Which one?"),
        "command_people_twice": T("words", "The passengers are named twice."),
        "command_station_ambiguous": T("words", "Which {word}? {choices}"),
        "command_word_unknown": T("words", "Not understood: {word}"),
        # -- sale
        "total_changed": T("words", "The total is {actual} now. Check it with the customer."),
        "tender_too_small": T("words", "That is less than the total."),
        "passenger_incomplete": T("words", "Passenger {seq}: something is missing ({field})."),
        "identity_repeated": T("words", "Passenger {seq}: this identity is already in the booking."),
        "journey_overlaps": T(
            "words", "Passenger {seq} already travels at that time. A supervisor may allow it."
        ),
        "infants_exceed_adults": T(
            "words", "One infant an adult. A further infant travels as a child with a seat."
        ),
        "too_many_passengers": T(
            "words", "At most {limit} passengers a booking. Start another sale for the rest."
        ),
        "seat_not_in_hold": T("words", "A passenger's seat is no longer held. Go back to the seats."),
        "not_your_booking": T("words", "This booking belongs to another counter."),
        "booking_cancelled": T("words", "This booking was cancelled. Start a new sale (F2)."),
        # -- who travels
        "name_missing": T("words", "Type the name as in the identity document."),
        "name_too_long": T("words", "At most 60 characters; shorten as the identity card does."),
        "name_direction": T("words", "Write the name in Latin letters; a passport has such a line."),
        "name_not_latin": T("words", "Write the name in Latin letters; a passport has such a line."),
        "name_emoji": T("words", "A name has no pictures (emoji)."),
        "name_digits": T("words", "A name has no digits."),
        "name_characters": T("words", "Only letters, spaces and ' . , - / ( ) belong in a name."),
        "nik_missing": T("words", "Type the 16 digits of the NIK, or Ctrl+D for a passport."),
        "nik_not_digits": T("words", "A NIK has digits only. Ctrl+D for a passport."),
        "nik_length": T("words", "A NIK has exactly 16 digits."),
        "nik_date": T("words", "The date in this NIK does not exist. Compare it with the card."),
        "nik_province": T("words", "No province has this NIK's first digits. Compare it with the card."),
        "nik_serial": T("words", "This NIK ends in 0000. Compare it with the card."),
        "nik_birth_differs": T("words", "The NIK says another date. Compare it with the card."),
        "nik_gender_differs": T("words", "The NIK says otherwise. Compare it with the card."),
        "passport_missing": T("words", "Type the passport number."),
        "passport_form": T("words", "5 to 12 letters and digits, with at least one digit."),
        "birth_missing": T("words", "Type the date of birth, like 31/12/1990."),
        "birth_unreadable": T("words", "Write it like 31/12/1990."),
        "birth_impossible": T("words", "This day does not exist."),
        "birth_in_future": T("words", "This day is still to come."),
        "birth_too_old": T("words", "Nobody is that old. Check the year."),
        "nationality_missing": T("words", "Type the country, like AU or Australia."),
        "nationality_unknown": T("words", "No country has this name or code."),
        "infant_too_old": T("words", "3 years or older: needs a seat of its own."),
        "reduction_not_eligible": T("words", "This reduction does not apply to this passenger."),
        # -- cash
        "amount_missing": T("words", "Type an amount."),
        "amount_negative": T("words", "An amount cannot be below zero."),
        "amount_unreadable": T("words", "Type digits, like 150.000 or 150rb."),
        "amount_too_large": T("words", "That is more than a drawer holds."),
        # -- after the sale
        "booking_unknown": T("words", "No booking or ticket has this code."),
        "identity_mismatch": T("words", "That identity is not in this booking. {left} tries left."),
        "booking_locked": T("words", "Too many wrong tries. Locked until {until}."),
        "identify_first": T("words", "Check the passenger's identity first."),
        "reason_missing": T("words", "Say why."),
        "approval_needed": T("words", "A supervisor must approve this."),
        "ticket_void": T("words", "This ticket is void; it cannot be printed again."),
    }

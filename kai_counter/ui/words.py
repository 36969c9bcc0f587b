"""Codes become sentences here, and only here; in the person's language, saying what to do next.

Each entry is an English source with the refusal's facts in braces; Indonesian stands in the catalogue. A test walks
every code that the database or a service can refuse with. Add yours under its room's heading.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication

from kai_counter.errors import Refused, Unavailable

translate = QCoreApplication.translate
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
            translate("words", "The database is out of reach"),
            translate("words", "What you typed is kept. It is tried again by itself; Retry is always safe."),
        ),
        "printer": (
            translate("words", "The printer does not answer"),
            translate("words", "Check its cable and power. Tickets wait in the queue."),
        ),
        "drawer": (
            translate("words", "The cash drawer does not answer"),
            translate("words", "Open it with its key."),
        ),
        "scanner": (
            translate("words", "The scanner was unplugged"),
            translate("words", "Plug it in again, or type the code."),
        ),
        "disk": (
            translate("words", "This machine's disk is full or cannot be written"),
            translate("words", "No sale can be kept safe. Nothing was sent; free some room and try again."),
        ),
        "other": (
            translate("words", "Something is out of reach"),
            translate("words", "Nothing was lost. Try again."),
        ),
    }


def codes() -> frozenset[str]:
    return frozenset(sentences())


def sentences() -> dict[str, str]:
    """Every code with its sentence in the language in use."""
    return {
        "not_done": translate("words", "This cannot be done now ({code})."),
        # -- signing in
        "sign_in_wrong": translate("words", "NIPP or password is not right."),
        "member_retired": translate("words", "This member no longer works here. Ask your supervisor."),
        "counter_unknown": translate(
            "words", "This machine is not registered as a counter. Ask your administrator."
        ),
        "counter_revoked": translate("words", "This counter was closed by the administrator."),
        "station_not_in_scope": translate(
            "words", "You are not registered for work at {station}. Ask your administrator."
        ),
        "session_ended": translate("words", "Your session has ended. Sign in again; your sale is kept."),
        "not_allowed": translate("words", "Your role may not do this. Ask your supervisor."),
        "password_weak": translate("words", "Choose at least {least} characters, and not your NIPP."),
        "no_work_here": translate("words", "Your role has no work at this window."),
        "server_not_verified": translate(
            "words", "The database at {host} cannot prove who it is. Ask your administrator."
        ),
        "database_not_migrated": translate(
            "words", "The database is not laid out yet. Ask your administrator."
        ),
        "prefix_differs": translate(
            "words", "The database was laid out under other role names. Ask your administrator."
        ),
        "roles_missing": translate("words", "The database lacks its roles. Ask your administrator."),
        # -- staff, counters, rules
        "nipp_taken": translate("words", "This NIPP is already in use."),
        "member_unknown": translate("words", "There is no member with this NIPP."),
        "counter_code_taken": translate("words", "A counter with this code exists already."),
        "station_unknown": translate("words", "There is no station with this code."),
        "key_unknown": translate("words", "There is no signing key with this number."),
        "rule_unknown": translate("words", "There is no rule with this name."),
        "fare_exists": translate("words", "This fare exists already from that day on."),
        "own_request": translate("words", "Nobody approves their own request. Ask another supervisor."),
        "payment_open": translate("words", "A payment for this booking is still under way."),
        "timetable_unreadable": translate(
            "words", "The timetable cannot be read: {file}, line {line}: {problem}."
        ),
        # -- shift
        "shift_not_open": translate("words", "Open your shift first (F10)."),
        "shift_open_elsewhere": translate(
            "words", "You have an open shift at another counter ({counter}). Close it there first."
        ),
        "shift_already_open": translate(
            "words", "A shift is already open at this counter ({clerk}). It must be paused or closed first."
        ),
        "shift_closed": translate("words", "This shift is closed. Nothing of it can be changed any more."),
        "shift_still_open": translate("words", "This shift is still open. It is verified once it is closed."),
        "shift_unknown": translate("words", "There is no such shift at your stations."),
        "shift_blocked": translate("words", "Still to be settled before the shift closes: {count}."),
        "count_needed": translate("words", "Count the change money by notes and coins."),
        "count_differs": translate("words", "Notes and coins make {sum}, not {said}. Count again."),
        "count_stands": translate("words", "The count is written down and stands. Give the reason instead."),
        "already_verified": translate("words", "This shift was verified already."),
        "cash_written_once": translate("words", "Cash movements are written once. Make another one instead."),
        # -- seats
        "seat_taken": translate("words", "Another counter was faster. Choose another seat."),
        "seat_repeated": translate("words", "The same seat was chosen twice."),
        "seat_unknown": translate("words", "This seat does not belong to the train. Refresh the map (F5)."),
        "seat_blocked": translate("words", "This seat is blocked and cannot be sold."),
        "legs_out_of_range": translate("words", "The train does not run between these stations."),
        "schedule_unknown": translate("words", "This train is not in the timetable of that day."),
        "schedule_cancelled": translate("words", "This train is cancelled. Choose another one."),
        "sale_closed": translate("words", "The sale of this train has ended. Choose a later train."),
        "not_on_sale_yet": translate("words", "This day is not on sale yet."),
        "too_many_seats": translate(
            "words", "At most {limit} seats a booking. Start another sale for the rest."
        ),
        "no_seats": translate("words", "Choose at least one seat."),
        "no_fare": translate(
            "words", "There is no fare for this class on this relation. Choose another class."
        ),
        "id_reused": translate(
            "words", "This step was already done with other contents. Start a new sale (F2)."
        ),
        "hold_not_yours": translate("words", "These seats are held by another counter."),
        "hold_expired": translate(
            "words", "The seats were held too long and are free again. Press Enter to hold them anew."
        ),
        "booking_not_pending": translate("words", "This booking is already settled. Look it up with F4."),
        "busy": translate("words", "Another counter is just selling here. Try once more."),
        # -- finding a train, picking seats
        "date_missing": translate("words", "Which day? 0 is today, 1 tomorrow."),
        "date_unreadable": translate("words", "Not a day. Type 25, 25/11, sat or +2."),
        "date_unknown": translate("words", "There is no such day."),
        "date_past": translate("words", "That day is over."),
        "date_too_far": translate("words", "On sale are the next {days} days."),
        "people_unreadable": translate("words", "Type 2, or 2A1I with an infant."),
        "no_passengers": translate("words", "At least one passenger needs a seat."),
        "no_train_chosen": translate("words", "Choose a train first."),
        "seats_missing": translate("words", "Still to choose: {count} seat(s). F6 takes the best ones."),
        "no_seats_left": translate(
            "words", "This class has not {count} seats left. Choose another class or train."
        ),
        "no_accessible_seat": translate(
            "words", "No wheelchair place is left in this class. Try another class or train."
        ),
        "not_sold": translate("words", "This sale is not paid yet."),
        "nothing_to_park": translate("words", "There is nothing to park yet."),
        "too_many_parked": translate(
            "words", "At most {limit} sales can be parked. Finish one of them first."
        ),
        "payment_running": translate("words", "The payment is under way."),
        "not_parked": translate("words", "No sale is parked there."),
        "command_empty": translate("words", "Type where to, for example: SGU 25/11 2A1I"),
        "command_too_long": translate("words", "At most {limit} characters."),
        "command_no_destination": translate("words", "Where to? Type the destination too."),
        "command_same_station": translate("words", "The journey begins and ends at the same station."),
        "command_too_many_stations": translate("words", "One station too many: {word}"),
        "command_two_days": translate("words", "Two days are named. Which one?"),
        "command_people_twice": translate("words", "The passengers are named twice."),
        "command_station_ambiguous": translate("words", "Which {word}? {choices}"),
        "command_word_unknown": translate("words", "Not understood: {word}"),
        # -- sale
        "total_changed": translate("words", "The total is {actual} now. Check it with the customer."),
        "tender_too_small": translate("words", "That is less than the total."),
        "passenger_incomplete": translate("words", "Passenger {seq}: something is missing ({field})."),
        "identity_repeated": translate("words", "Passenger {seq}: this identity is already in the booking."),
        "journey_overlaps": translate(
            "words", "Passenger {seq} already travels at that time. A supervisor may allow it."
        ),
        "infants_exceed_adults": translate(
            "words", "One infant an adult. A further infant travels as a child with a seat."
        ),
        "too_many_passengers": translate(
            "words", "At most {limit} passengers a booking. Start another sale for the rest."
        ),
        "seat_not_in_hold": translate("words", "A passenger's seat is no longer held. Go back to the seats."),
        "not_your_booking": translate("words", "This booking belongs to another counter."),
        "booking_cancelled": translate("words", "This booking was cancelled. Start a new sale (F2)."),
        # -- who travels
        "name_missing": translate("words", "Type the name as in the identity document."),
        "name_too_long": translate("words", "At most 60 characters; shorten as the identity card does."),
        "name_direction": translate("words", "Write the name in Latin letters; a passport has such a line."),
        "name_not_latin": translate("words", "Write the name in Latin letters; a passport has such a line."),
        "name_emoji": translate("words", "A name has no pictures (emoji)."),
        "name_digits": translate("words", "A name has no digits."),
        "name_characters": translate("words", "Only letters, spaces and ' . , - / ( ) belong in a name."),
        "nik_missing": translate("words", "Type the 16 digits of the NIK, or Ctrl+D for a passport."),
        "nik_not_digits": translate("words", "A NIK has digits only. Ctrl+D for a passport."),
        "nik_length": translate("words", "A NIK has exactly 16 digits."),
        "nik_date": translate("words", "The date in this NIK does not exist. Compare it with the card."),
        "nik_province": translate(
            "words", "No province has this NIK's first digits. Compare it with the card."
        ),
        "nik_serial": translate("words", "This NIK ends in 0000. Compare it with the card."),
        "nik_birth_differs": translate("words", "The NIK says another date. Compare it with the card."),
        "nik_gender_differs": translate("words", "The NIK says otherwise. Compare it with the card."),
        "passport_missing": translate("words", "Type the passport number."),
        "passport_form": translate("words", "5 to 12 letters and digits, with at least one digit."),
        "birth_missing": translate("words", "Type the date of birth, like 31/12/1990."),
        "birth_unreadable": translate("words", "Write it like 31/12/1990."),
        "birth_impossible": translate("words", "This day does not exist."),
        "birth_in_future": translate("words", "This day is still to come."),
        "birth_too_old": translate("words", "Nobody is that old. Check the year."),
        "nationality_missing": translate("words", "Type the country, like AU or Australia."),
        "nationality_unknown": translate("words", "No country has this name or code."),
        "infant_too_old": translate("words", "3 years or older: needs a seat of its own."),
        "reduction_not_eligible": translate("words", "This reduction does not apply to this passenger."),
        # -- cash
        "amount_missing": translate("words", "Type an amount."),
        "amount_negative": translate("words", "An amount cannot be below zero."),
        "amount_unreadable": translate("words", "Type digits, like 150.000 or 150rb."),
        "amount_too_large": translate("words", "That is more than a drawer holds."),
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
        # -- the gate
        "scan_unknown": translate("words", "The database does not know this scan."),
        "not_your_scan": translate("words", "This scan was made by another member or at another gate."),
        "annul_too_late": translate(
            "words", "A scan can be taken back for {minutes} minutes only. Ask your supervisor."
        ),
        "nothing_to_annul": translate("words", "This scan let nobody in; there is nothing to take back."),
        "override_not_allowed": translate(
            "words", "This ticket is void or was already dealt with; nobody may let it in."
        ),
        "gate_not_closed": translate("words", "The gate for this train is still open."),
    }

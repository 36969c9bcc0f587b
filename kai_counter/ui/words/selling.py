"""What is said from the search to the money."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def sentences() -> dict[str, str]:
    return {
        # -- seats
        "seat_taken": translate("words", "Another counter was faster. Choose another seat."),
        "seat_repeated": translate("words", "The same seat was chosen twice."),
        "no_such_seat": translate("words", "No seat of this train has this number. Write 5A, or 2/5A in coach 2."),
        "seat_unknown": translate("words", "This seat does not belong to the train. Refresh the map (F5)."),
        "seat_blocked": translate("words", "This seat is blocked and cannot be sold."),
        "legs_out_of_range": translate("words", "The train does not run between these stations."),
        "schedule_unknown": translate("words", "This train is not in the timetable of that day."),
        "schedule_cancelled": translate("words", "This train is cancelled. Choose another one."),
        "sale_closed": translate("words", "The sale of this train has ended. Choose a later train."),
        "not_on_sale_yet": translate("words", "This train is not on sale yet."),
        "too_many_seats": translate(
            "words", "At most {limit} seats a booking. Start another sale for the rest."
        ),
        "too_many_people": translate("words", "At most {limit} people in one sale. Sell to the others after it."),
        "people_split": translate(
            "words",
            "{limit} in one booking: take {limit} here, then Ctrl+M for the other {rest}. One sale, one payment.",
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
        "promotion_unknown": translate("words", "There is no promotion {promotion}. Check the code."),
        "promotion_not_yet": translate("words", "{promotion} begins on {first_day}."),
        "promotion_expired": translate("words", "{promotion} has ended."),
        "promotion_used_up": translate("words", "{promotion} is used up: somebody else has the last one."),
        "promotion_below_minimum": translate("words", "{promotion} needs a price of at least Rp {minimum}."),
        "promotion_exists": translate("words", "There is a promotion {promotion} already. Choose another code."),
        "journey_unfinished": translate("words", "Choose seats for this journey first."),
        "too_many_journeys": translate("words", "At most {limit} journeys in one sale."),
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
    }

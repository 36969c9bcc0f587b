"""What is said at the door, and of staff, counters and rules."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def sentences() -> dict[str, str]:
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
        "program_outdated": translate(
            "words", "This counter's program is older than the database. Ask your administrator to update it."
        ),
        "database_outdated": translate(
            "words", "The database is older than this counter's program. Ask your administrator to update it."
        ),
        "training_database": translate(
            "words",
            "This is a live counter, and its database is the training room's: nobody was signed in. "
            "Ask your administrator to correct its address.",
        ),
        "live_database": translate(
            "words",
            "This is a training room, and its database is the live one: nobody was signed in. "
            "Ask your administrator to correct its address.",
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
    }

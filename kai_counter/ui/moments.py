"""Times and dates as the language in use writes them: 08.20 in Indonesian, 08:20 in English."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale


def time_text(moment: datetime) -> str:
    """Wall time; bring the moment into the wanted zone first."""
    dot = "." if QLocale().language() == QLocale.Language.Indonesian else ":"
    return f"{moment.hour:02d}{dot}{moment.minute:02d}"


def date_text(day: date, *, year: bool = True) -> str:
    """`Sen, 23 Nov 2026`."""
    pattern = "ddd, d MMM yyyy" if year else "ddd, d MMM"
    return QLocale().toString(QDate(day.year, day.month, day.day), pattern)

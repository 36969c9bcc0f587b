"""The Indonesian identity number (NIK): what its sixteen digits say, and what looks odd about them.

Digits 1–6 are the district that issued it (1–2 the province), 7–12 the date of birth as ddmmyy with 40
added to the day for women, 13–16 a serial number. Only the form stops a sale; a date that does not exist or
a province that nobody knows are warnings (RULES.md, "NIK": warn, never block): such cards were issued.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

LENGTH = 16

# Provinces by the Ministry of Home Affairs (Kepmendagri 100.1.1-6117/2022), with the older codes of Papua.
PROVINCES = {
    "11": "Aceh", "12": "Sumatera Utara", "13": "Sumatera Barat", "14": "Riau", "15": "Jambi",
    "16": "Sumatera Selatan", "17": "Bengkulu", "18": "Lampung", "19": "Kepulauan Bangka Belitung",
    "21": "Kepulauan Riau", "31": "DKI Jakarta", "32": "Jawa Barat", "33": "Jawa Tengah",
    "34": "DI Yogyakarta", "35": "Jawa Timur", "36": "Banten", "51": "Bali", "52": "Nusa Tenggara Barat",
    "53": "Nusa Tenggara Timur", "61": "Kalimantan Barat", "62": "Kalimantan Tengah",
    "63": "Kalimantan Selatan", "64": "Kalimantan Timur", "65": "Kalimantan Utara", "71": "Sulawesi Utara",
    "72": "Sulawesi Tengah", "73": "Sulawesi Selatan", "74": "Sulawesi Tenggara", "75": "Gorontalo",
    "76": "Sulawesi Barat", "81": "Maluku", "82": "Maluku Utara", "91": "Papua", "92": "Papua Barat",
    "93": "Papua Selatan", "94": "Papua Tengah", "95": "Papua Pegunungan", "96": "Papua Barat Daya",
    "97": "Papua",
}  # fmt: skip

# Codes that stop a sale; every other problem is a warning.
BLOCKING = frozenset({"nik_missing", "nik_not_digits", "nik_length"})


@dataclass(frozen=True, slots=True)
class NikReading:
    """`number` is the cleaned text; what cannot be read is None. `problems` are codes, see `blocking`."""

    number: str
    birth_date: date | None = None
    gender: str | None = None  # 'male' or 'female'
    province: str | None = None
    problems: tuple[str, ...] = ()

    @property
    def blocking(self) -> str | None:
        """The code that stops the sale, if any."""
        return next((code for code in self.problems if code in BLOCKING), None)

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(code for code in self.problems if code not in BLOCKING)


def clean_nik(text: str) -> str:
    """Without the spaces, dots and dashes people write between the groups."""
    return "".join(letter for letter in text[:200] if not letter.isspace() and letter not in ".-\u2013\u2014/")


def read_nik(text: str, today: date) -> NikReading:
    """Read a NIK as of `today`, which decides the century: the latest that is not in the future.

    A child of 2024 and a great-grandmother of 1924 have the same two digits; children travel more often, and
    the clerk sees the date that was filled in and may correct it.
    """
    number = clean_nik(text)
    if not number:
        return NikReading(number, problems=("nik_missing",))
    if not (number.isascii() and number.isdigit()):
        return NikReading(number[:64], problems=("nik_not_digits",))
    if len(number) != LENGTH:
        return NikReading(number[:64], problems=("nik_length",))
    day = int(number[6:8])
    female = day > 40
    birth = _birth_date(day - 40 if female else day, int(number[8:10]), int(number[10:12]), today)
    province = PROVINCES.get(number[:2])
    problems = []
    if birth is None:
        problems.append("nik_date")
    if province is None:
        problems.append("nik_province")
    if number[12:] == "0000":
        problems.append("nik_serial")
    gender = ("female" if female else "male") if 1 <= day <= 31 or 41 <= day <= 71 else None
    return NikReading(number, birth, gender, province, tuple(problems))


def _birth_date(day: int, month: int, year: int, today: date) -> date | None:
    """The latest such date that is not after today; 29 February may exist in one century only."""
    century = today.year - today.year % 100
    for base in (century, century - 100):
        try:
            found = date(base + year, month, day)
        except ValueError:
            continue
        if found <= today:
            return found
    return None


def disagreements(reading: NikReading, birth_date: date | None, gender: str | None) -> tuple[str, ...]:
    """Warnings where the form says otherwise than the number: nik_birth_differs, nik_gender_differs."""
    found = []
    if birth_date and reading.birth_date and birth_date != reading.birth_date:
        found.append("nik_birth_differs")
    if gender in ("male", "female") and reading.gender and gender != reading.gender:
        found.append("nik_gender_differs")
    return tuple(found)

"""What paper says. Indonesian first, English small beside it; paper does not change with the window's language."""

from __future__ import annotations

from datetime import date, datetime

from kai_counter.values.cards_paper import ZONE_WORDS
from kai_counter.values.money import format_rupiah

DAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")

TYPES = {
    "adult": ("Dewasa", "Adult"),
    "child": ("Anak", "Child"),
    "infant": ("Bayi", "Infant"),
    "senior": ("Lansia", "Senior"),
}
REDUCTIONS = {
    "senior": "Lansia",
    "veteran": "Veteran LVRI",
    "tni_polri": "TNI/Polri",
    "journalist": "Wartawan",
    "disability": "Disabilitas",
}
ASSISTANCE = {
    "wheelchair": ("Kursi roda", "Wheelchair"),
    "visually_impaired": ("Tunanetra", "Blind or low vision"),
    "hearing_impaired": ("Tunarungu", "Deaf or hard of hearing"),
    "elderly_help": ("Bantuan lansia", "Elderly help"),
    "other": ("Bantuan lain", "Other help"),
}
METHODS = {
    "cash": "Tunai / Cash",
    "qris": "QRIS",
    "credit_card": "Kartu kredit / Card",
    "debit_card": "Kartu debit / Card",
    "wallet": "Dompet / Wallet",
    "bank_transfer": "Transfer",
    "exchange": "Tiket lama / Old ticket",
}
LINES = {
    "fare": "Tiket",
    "fee": "Biaya ubah jadwal",
    "reduction": "Reduksi",
    "infant": "Bayi",
    "promotion": "Promo",
}


def copy_text(copy: int) -> str:
    """What marks a receipt that was printed before."""
    return f"SALINAN / COPY {copy}"


def day_text(day: date) -> str:
    """`Sel, 24 Nov 2026`."""
    return f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"


def clock_text(time: datetime) -> str:
    """`08.20`, as Indonesian timetables write it."""
    return time.strftime("%H.%M")


def moment_text(time: datetime) -> str:
    return f"{day_text(time.date())} {clock_text(time)}"


def duration_text(minutes: int) -> str:
    """`7j 50m`."""
    return f"{minutes // 60}j {minutes % 60:02d}m"


def money_text(amount: int) -> str:
    """`Rp 675.000`; a plain space and hyphen, because a receipt printer may have no others."""
    return format_rupiah(amount).replace("\u00a0", " ").replace("−", "-")


def type_text(kind: str, reduction: str | None) -> str:
    """`Dewasa / Adult`, with the reduction that the gate must check: `Dewasa (TNI/Polri)`."""
    indonesian, english = TYPES.get(kind, (kind, kind))
    if reduction and reduction != kind:
        return f"{indonesian} ({REDUCTIONS.get(reduction, reduction)})"
    return f"{indonesian} / {english}"


def zone_text(time: datetime) -> str:
    """WIB, WITA or WIT."""
    return ZONE_WORDS.get(str(time.tzinfo), time.strftime("%z"))

"""Rupiah: whole numbers, written as the railway writes them (`Rp 1.350.000`) and read as clerks type them.

Never a float: half a rupiah does not exist, and 0.1 + 0.2 has no place near a drawer. The database keeps
NUMERIC(12,0), so an amount has at most twelve digits.
"""

from __future__ import annotations

import re
from decimal import Decimal

from kai_counter.errors import Refused

LARGEST = 999_999_999_999
# The notes people hand over, small to large. Rp 50.000 and Rp 100.000 make nearly every round sum.
NOTES = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
COINS = (100, 200, 500)
# No ticket costs less, so what is typed below it means thousands: "150" for a fare of Rp 135.000.
SMALLEST_FARE = 1_000
_NO_BREAK = "\u00a0"

_UNITS = {
    "": 1,
    "rb": 1_000,
    "ribu": 1_000,
    "k": 1_000,
    "jt": 1_000_000,
    "juta": 1_000_000,
}
_TYPED = re.compile(
    r"(?:rp\.?|idr)?\s*(?P<digits>[0-9][0-9.,\s]*?)(?P<tail>,-|,00|\.-)?\s*(?P<unit>rb|ribu|k|jt|juta)?\.?",
    re.ASCII,
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:(?P<mark>[.,\s])[0-9]{3})(?:(?P=mark)[0-9]{3})*", re.ASCII)
_DECIMAL = re.compile(r"[0-9]{1,12}[.,][0-9]{1,6}", re.ASCII)


class Rupiah(int):
    """A whole number of rupiah that prints itself; arithmetic gives plain ints.

    Raises TypeError for a float or a bool, whatever their value: a sum that went through one is a bug.
    """

    __slots__ = ()

    def __new__(cls, amount: int) -> Rupiah:
        if isinstance(amount, bool) or not isinstance(amount, int):
            raise TypeError(f"rupiah are whole numbers, not {type(amount).__name__}")
        return super().__new__(cls, amount)

    def __str__(self) -> str:
        return format_rupiah(self)

    def __format__(self, spec: str) -> str:
        return (
            format(str(self), spec) if not spec or spec[-1] not in "bcdoxXneEfFgG%" else int(self).__format__(spec)
        )


def format_rupiah(amount: int, *, sign: bool = False) -> str:
    """`Rp 1.350.000`; a reduction is `−Rp 50.000`. The space does not break: a total is never torn apart."""
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise TypeError(f"rupiah are whole numbers, not {type(amount).__name__}")
    before = "−" if amount < 0 else ("+" if sign and amount > 0 else "")
    return f"{before}Rp{_NO_BREAK}{group(abs(amount))}"


def group(amount: int) -> str:
    """The digits alone, `1.350.000`, as a field shows them while they are typed."""
    return f"{amount:,}".replace(",", ".")


def parse_rupiah(text: str) -> int:
    """What a person typed: `150`, `150.000`, `150,000`, `Rp 150.000,-`, `150rb`, `1,5 jt`.

    Raises Refused: amount_missing, amount_negative, amount_unreadable, amount_too_large{largest}.
    """
    cleaned = " ".join(text[:64].replace(_NO_BREAK, " ").split()).lower()
    if not cleaned:
        raise Refused("amount_missing")
    if cleaned.startswith(("-", "−", "rp -", "rp-", "(")):
        raise Refused("amount_negative")
    typed = _TYPED.fullmatch(cleaned) if len(text) <= 64 else None
    if typed is None:
        raise Refused("amount_unreadable")
    amount = _whole(typed["digits"].strip(), _UNITS[typed["unit"] or ""])
    if amount > LARGEST:
        raise Refused("amount_too_large", largest=LARGEST)
    return amount


def _whole(digits: str, unit: int) -> int:
    """Digits with thousands marks, or with a decimal mark when a unit makes it whole again (`1,5 jt`)."""
    if digits.isascii() and digits.isdigit():
        return int(digits) * unit
    if _GROUPED.fullmatch(digits):
        return int(re.sub(r"[^0-9]", "", digits)) * unit
    if unit > 1 and _DECIMAL.fullmatch(digits):
        amount = Decimal(digits.replace(",", ".")) * unit
        if amount == amount.to_integral_value():
            return int(amount)
    raise Refused("amount_unreadable")


def parse_tendered(text: str) -> int:
    """Cash laid on the counter: as `parse_rupiah`, but a number below Rp 1.000 counts thousands.

    Clerks type "150" for one hundred and fifty thousand; nobody pays a fare with Rp 150.
    """
    amount = parse_rupiah(text)
    return amount * 1_000 if 0 < amount < SMALLEST_FARE else amount


def quick_amounts(total: int, limit: int = 4) -> tuple[int, ...]:
    """Round sums above the total that people really hand over, smallest first.

    Rounded up to 10 and 20 thousand, to the next 50 and 100 thousand, then by further 100.000 notes:
    285.000 → 290.000, 300.000, 400.000, 500.000; 300.000 → 350.000, 400.000, 500.000, 600.000. The
    exact total is not among them, it has a key of its own.
    """
    if total <= 0:
        return ()
    found: list[int] = []
    for note in (10_000, 20_000):
        amount = -(-total // note) * note
        if amount > total and amount not in found:
            found.append(amount)
    for note in (50_000, 100_000):
        amount = (total // note + 1) * note
        if amount not in found:
            found.append(amount)
    top = (total // 100_000 + 1) * 100_000
    while len(found) < limit:
        top += 100_000
        found.append(top)
    return tuple(sorted(found)[:limit])


def change_in_notes(amount: int) -> tuple[tuple[int, int], ...]:
    """The fewest notes and coins that make the change, large to small, as (value, how many).

    115.000 → (100.000, 1), (10.000, 1), (5.000, 1). What no coin makes (below Rp 100) is left out.
    """
    found = []
    for value in sorted((*NOTES, *COINS), reverse=True):
        count, amount = divmod(max(0, amount), value)
        if count:
            found.append((value, count))
    return tuple(found)

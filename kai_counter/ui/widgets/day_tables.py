"""The facts of one day, in tables: the Zs and what left the safe at the left, the safe and the comparison right."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.day_words import return_text, series_text
from kai_counter.ui.moments import time_text
from kai_counter.ui.widgets.fact_table import FactTable
from kai_counter.ui.widgets.money import rupiah
from kai_counter.values.cards_day import DayCard, ZLine


class DayTables(QObject):
    """Two columns of tables; the screen places them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.left, self.right = QWidget(parent), QWidget(parent)
        self.zs = FactTable("day.zs", self.left, left=3)
        self.returns = FactTable("day.returns", self.left)
        self.moves = FactTable("day.moves", self.left, left=4)
        self.safe, self.match, self.numbers = (
            FactTable(f"day.{name}", self.right) for name in ("safe", "match", "numbers")
        )
        for side, tables in (
            (self.left, (self.zs, self.returns, self.moves)),
            (self.right, (self.safe, self.match, self.numbers)),
        ):
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(theme.M)
            for table in tables:
                column.addWidget(table)
            column.addStretch(1)

    def show_day(self, card: DayCard) -> None:
        self._show_zs(card)
        self._show_returns(card)
        self._show_moves(card)
        self._show_safe(card)
        self._show_match(card)
        self._show_numbers(card)

    def _show_zs(self, card: DayCard) -> None:
        columns = (
            self.tr("Z"),
            self.tr("Clerk"),
            self.tr("Closed"),
            self.tr("Cash"),
            self.tr("Card"),
            "QRIS",
            self.tr("Refunds"),
            self.tr("Difference"),
        )
        rows: list[tuple[str, ...]] = [
            (
                f"{z.counter_code} Z{z.z_number}",
                z.clerk_name,
                time_text(z.closed_at),
                _sum(z.cash),
                _sum(z.card),
                _sum(z.qris),
                _sum(z.refund_amount),
                self._difference(z),
            )
            for z in card.zs
        ]
        if len(rows) > 1:
            rows.append(
                (
                    "=" + self.tr("Total"),
                    "",
                    "",
                    *(
                        rupiah(sum(getattr(z, name) for z in card.zs))
                        for name in ("cash", "card", "qris", "refund_amount")
                    ),
                    "",
                )
            )
        self.zs.show_facts(self.tr("Z reports"), columns, rows, self.tr("No shift was closed on this day."))

    def _difference(self, z: ZLine) -> str:
        if z.variance is None:
            return self.tr("not counted")
        return rupiah(z.variance) if z.variance else "0"

    def _show_returns(self, card: DayCard) -> None:
        """By how it had come, and that the Zs hold the same."""
        back = card.returns
        rows = [(f"{return_text(one)} ({one.count})", rupiah(one.amount or 0)) for one in back.lines]
        if rows or back.zs:
            rows.append(("=" + self.tr("Given back"), rupiah(back.total)))
            rows.append((("" if back.agrees else "!") + self.tr("In the Z reports"), rupiah(back.zs)))
        if back.other_days:
            rows.append((self.tr("of it on other days"), rupiah(-back.other_days)))
        if back.not_in_zs:
            rows.append((self.tr("Beside the Z reports of this day"), rupiah(back.not_in_zs)))
        self.returns.show_facts(
            self.tr("Given back by QRIS and card"), (), rows, self.tr("Nothing went back by QRIS or card.")
        )

    def _show_moves(self, card: DayCard) -> None:
        rows = [
            (
                self.tr("To the bank"),
                time_text(one.at),
                f"{one.bank} {one.slip_number}",
                f"{one.by} + {one.signed_by}",
                rupiah(one.amount),
            )
            for one in card.deposits
        ] + [
            (
                ("!" if one.counted != one.system else "") + self.tr("Handed over"),
                time_text(one.at),
                one.note,
                f"{one.by} → {one.to}",
                rupiah(one.counted),
            )
            for one in card.handovers
        ]
        self.moves.show_facts(self.tr("Safe: bank and hand-over"), (), rows, self.tr("Nothing left the safe."))

    def _show_safe(self, card: DayCard) -> None:
        safe = card.safe
        rows = [
            (self.tr("In the morning"), rupiah(safe.opening)),
            (self.tr("Dropped from the drawers"), rupiah(safe.dropped)),
            (self.tr("Handed in at the close"), rupiah(safe.handed_in)),
            (self.tr("To the bank"), rupiah(-safe.banked)),
            ("=" + self.tr("In the safe"), rupiah(safe.balance)),
        ]
        self.safe.show_facts(self.tr("Safe"), (), rows)

    def _show_match(self, card: DayCard) -> None:
        match = card.match
        rows = []
        for name, ours, theirs in (
            (self.tr("Cash"), match.cash_system, match.cash_counted),
            (self.tr("Card"), match.card_booked, match.card_batches),
            ("QRIS", match.qris_booked, match.qris_file),
        ):
            sign = "!" if theirs is not None and theirs != ours else ""
            rows.append((sign + name, rupiah(ours), self.tr("not told") if theirs is None else rupiah(theirs)))
        for one in card.card_words:
            how = self.tr("Typed slips") if one.name == "typed" else self.tr("Asked again")
            rows.append((f"{how} ({one.count})", rupiah(one.amount), ""))
        columns = ("", self.tr("Our books"), self.tr("Counted, terminal, bank"))
        self.match.show_facts(self.tr("Three-way match"), columns, rows)

    def _show_numbers(self, card: DayCard) -> None:
        gaps = [
            (f"!{line.counter_code} {series_text(line.kind)}", ", ".join(map(str, line.missing)))
            for line in card.gaps
        ]
        used = [line for line in card.series if line.last]
        rows = gaps or [
            (
                f"{code} · "
                + ", ".join(f"{series_text(line.kind)} {line.last}" for line in used if line.counter_code == code),
                self.tr("complete"),
            )
            for code in dict.fromkeys(line.counter_code for line in used)
        ]
        title = self.tr("Numbers: some are missing") if gaps else self.tr("Numbers without gaps")
        self.numbers.show_facts(title, (), rows, self.tr("Nothing was numbered yet."))


def _sum(amount: int) -> str:
    return rupiah(amount) if amount else "–"

"""What an exchange costs: the new train and seats, old value, new value, fee, and what is to be paid."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.flows.exchanging import ExchangeFlow
from kai_counter.ui.widgets.countdown import Countdown
from kai_counter.ui.widgets.money import MoneyLabel, rupiah


class ExchangeOffer(QFrame):
    """`name` begins its object names; `show_flow` draws what holds now."""

    def __init__(self, name: str, flow: ExchangeFlow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, card="plain")
        self.flow = flow
        self.new_train, self.facts, self.pay_word = QLabel(self), QLabel(self), QLabel(self)
        theme.mark(self.new_train, role="title")
        theme.mark(self.pay_word, role="heading")
        for label in (self.new_train, self.facts):
            label.setWordWrap(True)
        self.countdown = Countdown(f"{name}.left", flow.counter.clock)
        self.to_pay = MoneyLabel(f"{name}.toPay", role="total")
        head, sums = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.new_train, 1)
        head.addWidget(self.countdown)
        sums.addWidget(self.pay_word, 1)
        sums.addWidget(self.to_pay)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        self.column.setSpacing(theme.M)
        self.column.addLayout(head)
        self.column.addWidget(self.facts)
        self.column.addLayout(sums)

    def show_flow(self) -> None:
        flow, card = self.flow, self.flow.quote
        self.setVisible(card is not None or flow.is_busy)
        for widget in (self.to_pay, self.pay_word):
            widget.setVisible(card is not None)
        ends = card.offer.valid_until if card is not None and flow.sale is None else None
        self.countdown.set_end(ends)
        if card is None:
            self.new_train.setText(self.tr("Holding seats …"))
            self.facts.setText("")
            return
        hold = flow.hold
        places = ", ".join(f"{seat.coach_label} / {seat.seat_number}" for seat in hold.seats) if hold else ""
        lines = [
            places,
            self.tr("Old tickets {old}, new ones {new}, fee {fee}").format(
                old=rupiah(card.offer.paid), new=rupiah(card.new_value), fee=rupiah(card.fee)
            ),
        ]
        if card.offer.fee:
            lines.append(self.tr("{amount} is not given back: the new train is cheaper.").format(
                amount=rupiah(card.offer.fee)
            ))  # fmt: skip
        if card.offer.needs_approval:
            lines.append(self.tr("Without fee and outside its time: a supervisor signs."))
        self.new_train.setText(card.new_train)
        self.facts.setText("\n".join(line for line in lines if line))
        self.pay_word.setText(self.tr("To pay") if flow.sale is None else self.tr("Paid"))
        self.to_pay.set_amount(card.to_pay)

"""Where a refund's money goes: cash, back to the card, or an account that is typed twice."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.refund_words import way_text
from kai_counter.ui.widgets.chips import ChipRow
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.method_row import method_words
from kai_counter.ui.widgets.money import rupiah
from kai_counter.values.cards_refund import AccountRequest, PlannedPart

ACCOUNTS = ("transfer", "wallet")


class MoneyPath(QFrame):
    """`entered` after the last field; `request()` is None while something is missing (said under its field)."""

    entered = Signal()
    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("refund.money")
        theme.mark(self, card="plain")
        self._plan: tuple[PlannedPart, ...] = ()
        self.heading = QLabel(self)
        theme.mark(self.heading, role="heading")
        self.way = ChipRow("refund.way", required=True)
        self.account = Field("refund.account", max_length=30)
        self.again = Field("refund.accountAgain", max_length=30)
        self.institution = Field("refund.institution", max_length=40)
        self.holder = Field("refund.holder", max_length=60)
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        theme.mark(self.words, role="muted")
        self.fields = QWidget(self)
        grid = QGridLayout(self.fields)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.M)
        grid.setVerticalSpacing(0)
        for index, field in enumerate((self.account, self.again, self.institution, self.holder)):
            grid.addWidget(field, index // 2, index % 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.M, theme.XL, theme.M)
        column.setSpacing(theme.S)
        column.addWidget(self.heading)
        column.addWidget(self.way)
        column.addWidget(self.words)
        column.addWidget(self.fields)
        self.way.picked.connect(self._picked)
        self.way.entered.connect(self._way_entered)
        self.account.entered.connect(self.again.edit.setFocus)
        self.again.entered.connect(self._again_entered)
        self.institution.entered.connect(self.holder.edit.setFocus)
        self.holder.entered.connect(self.entered)
        self.retranslate()

    def start(self, holder: str) -> None:
        for field in (self.account, self.again, self.institution):
            field.set_text("")
            field.clear_error()
        self.holder.set_text(holder)
        self.holder.clear_error()

    def offer(self, ways: tuple[str, ...]) -> None:
        """The ways this refund may go; the first one is on unless the one chosen before is among them."""
        self.way.set_options([(way, way_text(way)) for way in ways])
        if not self.way.value() and ways:
            self.way.set_values([ways[0]])
        self._show_fields()

    def show_plan(self, plan: tuple[PlannedPart, ...]) -> None:
        """Which part goes which way, said before anybody confirms."""
        self._plan = plan
        self._show_fields()

    def _planned(self) -> str:
        """A line for each part: what a machine does at once, what leaves the drawer, what a person sends."""
        methods, lines = method_words(), []
        for part in self._plan:
            if part.paid_by in ("cash", "exchange"):
                line = self.tr("{amount} in cash from the drawer.")
            elif part.machine == "gateway":
                line = self.tr("{amount} to {method} by the gateway, at once.")
            elif part.machine == "terminal":
                line = self.tr("{amount} to {method}: the terminal voids the charge, at once.")
            else:
                line = self.tr(
                    "{amount} to {method}: no machine can (a terminal voids only a whole charge). A supervisor"
                    " sends it by the bank within 7 days; it stands among the refunds."
                )
            lines.append(line.format(amount=rupiah(part.amount), method=methods.get(part.paid_by, part.paid_by)))
        return "\n".join(lines)

    def focus_first(self) -> None:
        if self.way.value() in ACCOUNTS:
            self.account.edit.setFocus()
        else:
            self.way.focus_row()

    def request(self) -> AccountRequest | None:
        """What goes into the call; the form is looked at here, the rule again by the database."""
        way = self.way.value()
        if way not in ACCOUNTS:
            return AccountRequest(way) if way else None
        number = "".join(sign for sign in self.account.text() if sign not in " .-")
        again = "".join(sign for sign in self.again.text() if sign not in " .-")
        bare = number.removeprefix("+")
        if not (bare.isascii() and bare.isdigit() and 6 <= len(bare) <= 20):
            return self._wrong(self.account, self.tr("6 to 20 digits, as the customer's bank shows them."))
        if again != number:
            return self._wrong(self.again, self.tr("The two numbers differ. Type it once more."))
        if not self.institution.text():
            return self._wrong(self.institution, self.tr("Which bank or wallet? BCA, BRI, OVO …"))
        if not self.holder.text():
            return self._wrong(self.holder, self.tr("Whose account is it?"))
        return AccountRequest(way, self.institution.text(), number, again, self.holder.text())

    @staticmethod
    def _wrong(field: Field, sentence: str) -> AccountRequest | None:
        field.complain(sentence)
        return None

    def _picked(self) -> None:
        self._show_fields()
        self.picked.emit()

    def _way_entered(self) -> None:
        if self.way.value() in ACCOUNTS:
            self.account.edit.setFocus()
        else:
            self.entered.emit()

    def _again_entered(self) -> None:
        self.institution.edit.setFocus()

    def _show_fields(self) -> None:
        way = self.way.value()
        self.fields.setVisible(way in ACCOUNTS)
        said = {
            "cash": self.tr("The drawer opens after the confirmation; the customer signs the slip."),
            "reversal": self.tr("What came by card or QRIS goes back there; what came in cash is paid in cash."),
            "transfer": self.tr("Within 7 days. The number is typed twice."),
            "wallet": self.tr("Within 7 days. The number is typed twice."),
        }
        self.words.setText((self._planned() if way == "reversal" else "") or said.get(way, ""))
        label = self.tr("Telephone number of the wallet") if way == "wallet" else self.tr("Account number")
        self.account.set_label(label)
        self.again.set_label(self.tr("Once more"))
        self.institution.set_label(self.tr("Wallet") if way == "wallet" else self.tr("Bank"))

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Where the money goes"))
        self.way.set_label(self.tr("Way"))
        self.holder.set_label(self.tr("Name of the account's owner"))
        self.way.set_options([(chip.value, way_text(chip.value)) for chip in self.way.chips])
        self._show_fields()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


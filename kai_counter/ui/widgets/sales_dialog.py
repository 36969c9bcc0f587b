"""Whether a train is sold: open, for go-show only, or closed; with what each means, and why."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.chips import ChipRow
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.fields_dialog import FieldsDialog
from kai_counter.values.cards_disruption import TrainState


class SalesDialog(FieldsDialog):
    """`decided(state, reason)`. The arrows choose the state, Enter goes on."""

    decided = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("sales", parent, width=560)
        self._opens = ""
        self.state = ChipRow("sales.state", required=True, parent=self.card)
        self.means = QLabel(self.card)
        self.means.setObjectName("sales.means")
        self.means.setWordWrap(True)
        self.means.setMinimumHeight(44)  # two lines, whichever is chosen
        theme.mark(self.means, role="muted")
        self.reason = Field("sales.reason", max_length=120, parent=self.card)
        for widget in (self.state, self.means, self.reason):
            self.body.addWidget(widget)
        self.state.picked.connect(self._explain)
        self.state.entered.connect(self.reason.edit.setFocus)
        self.reason.entered.connect(lambda: self._choose("go"))
        self.chosen.connect(self._chosen)

    def start(self, train: TrainState, opens: str) -> None:
        """`opens`: when its go-show begins here, as the station's clock says it."""
        self._opens = opens
        self.state.set_label(self.tr("This train is"))
        self.state.set_options(
            [("open", self.tr("On sale")), ("go_show", self.tr("Go-show only")), ("closed", self.tr("Not sold"))]
        )
        self.state.set_values([train.sales_state])
        self.reason.set_label(self.tr("Reason"))
        self.reason.set_text("")
        self.reason.clear_error()
        self._explain()
        self.ask(
            self.tr("Sale of {train}").format(train=f"{train.train_name} ({train.train_number})"),
            self.tr("For every counter along its way. What is held already may still be paid."),
            [("go", self.tr("Say so"), "primary"), ("back", self.tr("Back"), "secondary")],
        )  # fmt: skip
        self.state.focus_row()

    def _explain(self) -> None:
        means = {
            "open": self.tr("Sold as usual, from the first day of its booking window until its gate closes."),
            "go_show": self.tr("Sold in the last hours only: from this station from {time} on.").format(
                time=self._opens
            ),
            "closed": self.tr("Nobody buys or moves to it until it is said to be on sale again."),
        }
        self.means.setText(means.get(self.state.value(), ""))

    def _choose(self, name: str) -> None:
        if name == "go" and not self.reason.text():
            self.reason.complain(self.tr("Say why."))
            return
        super()._choose(name)

    def _chosen(self, name: str) -> None:
        if name == "go":
            self.decided.emit(self.state.value(), self.reason.text())

"""The administrator's page: keys of counters, promotions, staff, and a message to everybody it concerns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.services import notices, office
from kai_counter.ui import page_keys, theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.role_words import role_words
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.chips import ChipRow
from kai_counter.ui.widgets.empty import Empty
from kai_counter.ui.widgets.money import rupiah
from kai_counter.ui.widgets.office_dialogs import (
    EndDialog,
    FormDialog,
    MemberDialog,
    MessageDialog,
    PasswordDialog,
    PromotionDialog,
)
from kai_counter.ui.widgets.row_list import Row, RowList
from kai_counter.values.cards_office import KeyCard, MemberCard, OfficeCard, PromotionRow
from kai_counter.values.ids import new_id

LISTS = ("keys", "promotions", "staff")


class AdminScreen(QWidget):
    """One list at a time (F2, F3, F4). What ends asks why first; what was sent keeps its id until answered."""

    keys_changed = Signal()

    def __init__(self, counter: Counter, flow: object = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("admin")
        theme.mark(self, page="true")
        self.counter = counter
        self.card: OfficeCard | None = None
        self.shown = "keys"
        self._sent: tuple[object, ...] = ()
        self._asked_of: Any = None  # the row a dialog is about
        self.banner = Banner("admin.banner", self)
        self.tabs = ChipRow("admin.list", required=True, inline=True, parent=self)
        self.tabs.picked.connect(lambda: self.show_list(self.tabs.value()))
        self.list = RowList("admin.row", self, height=58)
        self.list.reached.connect(lambda _n: self.keys_changed.emit())
        self.empty = Empty("key-round", self)
        self.new = Button("admin.new", icon="plus", key="F6", parent=self)
        self.password = Button("admin.password", icon="key-round", key="F7", parent=self)
        self.end = Button("admin.end", kind="danger", icon="ban", key="F8", parent=self)
        self.message = Button("admin.message", icon="send", key="F9", parent=self)
        for button, act in (
            (self.new, self.add), (self.password, self.give_password), (self.end, self.ask_end),
            (self.message, self.write),
        ):  # fmt: skip
            button.clicked.connect(act)
        self._compose()
        self._dialogs()
        self.retranslate()

    def _compose(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(theme.S)
        for button in (self.message, self.new, self.password):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.end)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        column.setSpacing(theme.M)
        column.addWidget(self.banner)
        column.addWidget(self.tabs)
        column.addWidget(self.list, 1)
        column.addWidget(self.empty, 1)
        column.addLayout(foot)

    def _dialogs(self) -> None:
        self.end_dialog = EndDialog(self)
        self.end_dialog.decided.connect(self._end)
        self.promotion_dialog = PromotionDialog(self)
        self.promotion_dialog.decided.connect(self._promote)
        self.member_dialog = MemberDialog(self)
        self.member_dialog.decided.connect(self._hire)
        self.password_dialog = PasswordDialog(self)
        self.password_dialog.decided.connect(self._reset)
        self.message_dialog = MessageDialog(self)
        self.message_dialog.decided.connect(self._tell)

    # -- what the window asks of a page

    def activate(self) -> None:
        self.look()
        if not self.list.focus_first():
            self.tabs.focus_row()

    def title(self) -> str:
        return self.tr("Office")

    def keys(self) -> list[KeyHint]:
        ends, adds = self._can_end, self.shown != "keys"
        hints = [
            KeyHint("F2", self.tr("Counter keys"), partial(self.show_list, "keys")),
            KeyHint("F3", self.tr("Promotions"), partial(self.show_list, "promotions")),
            KeyHint("F4", self.tr("Staff"), partial(self.show_list, "staff")),
        ]
        if adds:
            hints.append(KeyHint("F6", self.tr("New"), self.add))
        if self.shown == "staff":
            hints.append(KeyHint("F7", self.tr("First password"), self.give_password, ends))
        return [
            *hints,
            KeyHint("F8", self._end_word(), self.ask_end, ends),
            KeyHint("F9", self.tr("Message"), self.write),
            KeyHint("F5", self.tr("Refresh"), self.look),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self.list.walk(step)
        elif not page_keys.answer(self.keys(), event):
            super().keyPressEvent(event)

    # -- looking

    def look(self) -> None:
        self.counter.desk.ask(
            self, office.listed, self.counter.database, then=self.show_card, failed=self._failed, key="office"
        )

    def show_card(self, card: OfficeCard) -> None:
        first, self.card = self.card is None, card
        self.show_rows()
        if first and self.isVisible() and self.tabs.isAncestorOf(self.focusWidget() or self):
            self.list.focus_first()

    def show_list(self, name: str) -> None:
        self.shown = name
        self.tabs.set_values((name,))
        self.banner.hide()
        self.show_rows()
        if not self.list.focus_first():
            self.tabs.focus_row()

    def show_rows(self) -> None:
        rows = [] if self.card is None else [self._row(one) for one in self._things]
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if self.card is None:
            self.empty.say(self.tr("Looking …"), "")
        elif self.shown == "keys":
            self.empty.say(self.tr("No keys yet"), self.tr("A counter makes its own at the first sign-in."))
        else:
            self.empty.say(self.tr("Nothing here yet"), self.tr("F6 adds the first."))
        self._show_buttons()
        self.keys_changed.emit()

    @property
    def _things(self) -> tuple[Any, ...]:
        assert self.card is not None
        return {"keys": self.card.keys, "promotions": self.card.promotions, "staff": self.card.members}[self.shown]

    @property
    def current(self) -> Any:
        """The thing whose row has the focus; None: there is none."""
        here = self.list.current
        return self._things[here] if self.card is not None and 0 <= here < len(self._things) else None

    @property
    def _can_end(self) -> bool:
        one = self.current
        if isinstance(one, KeyCard):
            return one.revoked_at is None
        if isinstance(one, MemberCard):
            return one.is_active and one.user_id != self.counter.signed_in.staff.id
        return isinstance(one, PromotionRow) and one.is_active

    def _row(self, one: KeyCard | PromotionRow | MemberCard) -> Row:
        if isinstance(one, KeyCard):
            return self._key_row(one)
        return self._promotion_row(one) if isinstance(one, PromotionRow) else self._member_row(one)

    def _key_row(self, one: KeyCard) -> Row:
        span = self.tr("{first} to {last}").format(first=self._day(one.valid_from), last=self._day(one.valid_until))
        right = self.tr("signs")
        if one.revoked_at is not None:
            right = self.tr("revoked {day}").format(day=self._day(one.revoked_at))
        name = self.tr("Key {number}  ·  {counter}").format(number=one.key_no, counter=one.counter_code)
        return Row(str(one.key_no), "key-round", name, " · ".join(filter(None, (span, one.reason))), right)

    def _promotion_row(self, one: PromotionRow) -> Row:
        worth = f"{one.discount} %" if one.is_percent else rupiah(one.discount)
        span = self.tr("{first} to {last}").format(first=date_text(one.valid_from), last=date_text(one.valid_to))
        used = self.tr("used {count}").format(count=f"{one.used}/{one.limit}" if one.limit else one.used)
        right = worth if one.is_active else self.tr("ended")
        return Row(one.code, "percent", f"{one.code}  ·  {one.name}", f"{span} · {used}", right)

    def _member_row(self, one: MemberCard) -> Row:
        names = role_words()
        roles = ", ".join(names.get(role, role) for role in one.roles)
        where = ", ".join(one.stations[:6]) or self.tr("every station")
        last = self.tr("never signed in")
        if one.last_login is not None:
            local = self.counter.clock.local(one.last_login)
            last = f"{date_text(local.date(), year=False)} {time_text(local)}"
        right = last if one.is_active else self.tr("retired")
        return Row(one.nipp, "user-round", f"{one.nipp}  ·  {one.full_name}", f"{roles} · {where}", right)

    def _day(self, moment: datetime) -> str:
        return date_text(self.counter.clock.local(moment).date())

    def _show_buttons(self) -> None:
        self.new.setVisible(self.shown != "keys")
        self.password.setVisible(self.shown == "staff")
        self.end.set_text(self._end_word())

    def _end_word(self) -> str:
        return {"keys": self.tr("Revoke"), "promotions": self.tr("End"), "staff": self.tr("Retire")}[self.shown]

    # -- doing

    def add(self) -> None:
        if self.shown == "promotions":
            self.promotion_dialog.start(self.counter.clock.now().date())
        elif self.shown == "staff":
            self.member_dialog.start()

    def give_password(self) -> None:
        if self.shown == "staff" and self._can_end:
            self._asked_of = self.current
            self.password_dialog.start(self.current.full_name)

    def write(self) -> None:
        self.message_dialog.start()

    def ask_end(self) -> None:
        """Nothing ends without a word of why, and what it means is said before."""
        one = self.current
        if not self._can_end:
            return
        self._asked_of = one
        if isinstance(one, KeyCard):
            title = self.tr("Revoke key {number} of {counter}?").format(
                number=one.key_no, counter=one.counter_code
            )
            said = self.tr("Every ticket it signed is refused at the gates, for good.")
        elif isinstance(one, MemberCard):
            title = self.tr("Retire {name}?").format(name=one.full_name)
            said = self.tr("Login, sessions and connections end at once.")
        else:
            title = self.tr("End promotion {code}?").format(code=one.code)
            said = self.tr("Nobody gets it from now on; seats held with it keep their price.")
        self.end_dialog.start(title, said, self._end_word())

    def _end(self, reason: str) -> None:
        one = self._asked_of
        if isinstance(one, KeyCard):
            self._send(self.tr("The key is revoked"), office.revoke_key, one.key_no, reason)
        elif isinstance(one, MemberCard):
            self._send(self.tr("The member is retired"), office.retire_member, one.user_id, reason)
        elif isinstance(one, PromotionRow):
            self._send(self.tr("The promotion has ended"), office.end_promotion, one.code)

    def _promote(self, request: office.PromotionRequest) -> None:
        self._once(self.tr("Announced"), self.promotion_dialog, office.set_promotion, request)

    def _hire(self, *typed: object) -> None:
        self._once(self.tr("The member may sign in"), self.member_dialog, office.create_member, *typed)

    def _reset(self, password: str) -> None:
        said, form = self.tr("The first password is set"), self.password_dialog
        self._send(said, office.reset_password, self._asked_of, password, form=form)

    def _tell(self, text: str, roles: tuple[str, ...], station: str) -> None:
        what = ("schedule", text, roles, station or None)
        self._once(self.tr("The message is sent"), self.message_dialog, notices.tell_staff, *what)

    def _once(self, said: str, form: FormDialog, act: Callable[..., object], *what: object) -> None:
        """Unanswered and sent again it keeps its id: it is the same one."""
        if self._sent[1:] != (act, *what):
            self._sent = (new_id(), act, *what)
        self._send(said, act, self._sent[0], *what, form=form)

    def _send(
        self, said: str, act: Callable[..., object], *what: object, form: FormDialog | None = None
    ) -> None:
        self.counter.desk.do(
            self, act, self.counter.database, *what, then=lambda _answer: self._done(said),
            refused=partial(self._refused, form), failed=self._failed,
        )  # fmt: skip

    def _done(self, said: str) -> None:
        self._sent = ()
        self.banner.say("success", said)
        self.look()

    def _refused(self, form: FormDialog | None, refused: Refused) -> None:
        self._sent = ()
        if refused.code == "bad_request" and refused.facts.get("field") in ("station_code", "stations"):
            refused = Refused("station_unknown")
        if form is not None:
            form.refuse(refused)
        else:
            self.banner.say("warning", words.sentence(refused))
        self.look()

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, Unavailable):
            self.banner.say("warning", *words.trouble(fault))

    def retranslate(self) -> None:
        self.tabs.set_label("")
        self.tabs.setAccessibleName(self.tr("List"))
        names = (self.tr("Counter keys"), self.tr("Promotions"), self.tr("Staff"))
        self.tabs.set_options(list(zip(LISTS, names, strict=True)))
        self.tabs.set_values((self.shown,))
        self.new.set_text(self.tr("New …"))
        self.password.set_text(self.tr("First password …"))
        self.message.set_text(self.tr("Message …"))
        self.show_rows()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

"""What stands on screen when the language is switched is said again: a banner, a note, a box, a field's error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kai_counter.errors import Refused, Unavailable
from kai_counter.ui import words
from kai_counter.ui.language import Language
from kai_counter.ui.reworded import again
from kai_counter.ui.theme import Theme, load_fonts
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.dialog import Dialog
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.note import Note


@pytest.fixture
def language(qtbot: QtBot) -> Iterator[Language]:
    load_fonts()
    Theme().apply()
    found = Language("id")
    yield found
    found.set("en")


@pytest.fixture
def page(qtbot: QtBot, language: Language) -> QWidget:
    found = QWidget()
    found.resize(1280, 720)
    qtbot.addWidget(found)
    found.show()
    return found


def said(banner: Banner) -> str:
    return banner.text()


def switch(language: Language, code: str) -> None:
    language.set(code)
    QApplication.sendPostedEvents()


def test_every_sentence_finds_itself_in_the_other_language(language: Language) -> None:
    indonesian = words.sentences()
    language.set("en")
    english = words.sentences()
    odd = {code: again(text) for code, text in indonesian.items() if again(text) != english[code]}
    assert odd == {}


def test_what_was_filled_in_is_carried_over(language: Language) -> None:
    refused = Refused("station_not_in_scope", station="Solo Balapan")
    before = words.sentence(refused)
    language.set("en")
    assert again(before) == words.sentence(refused) != before
    assert "Solo Balapan" in again(before)
    assert again("KA 7 Argo Lawu") == "KA 7 Argo Lawu", "what is no text of ours stays"


def test_banner_note_box_and_error_follow_the_switch(page: QWidget, language: Language) -> None:
    away, refused = Unavailable("database", ""), Refused("member_retired")
    banner, note = Banner("b", page), Note("n", page, left=0, foot=0)
    box, field = Dialog("box", page), Field("f", "NIPP", parent=page)
    banner.say("danger", *words.trouble(away))
    note.tell("warning", words.sentence(refused))
    field.set_error(words.sentence(refused))
    box.ask(words.sentence(refused), "", [("ok", words.trouble(away)[0], "primary")])
    before = said(banner), said(note), field.error, box.title.text()
    switch(language, "en")
    assert said(banner) == " ".join(words.trouble(away)).strip()
    assert {said(note), field.error, field.note.text(), box.title.text()} == {words.sentence(refused)}
    assert note.accessibleName().startswith(words.sentence(refused))
    assert all(old not in (said(banner), words.sentence(refused)) for old in before)
    switch(language, "id")
    assert (said(banner), said(note), field.error, box.title.text()) == before

"""Every code that can be refused has a sentence, in both languages; the catalogues are whole and fresh."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from kai_counter.errors import Refused, Unavailable
from kai_counter.ui import words
from kai_counter.ui.language import Language
from kai_counter.ui.resources import resources

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted((resources() / "translations").glob("*.ts"))


def refused_codes() -> set[str]:
    """From the verbs' SQL and from every room that refuses by itself."""
    found: set[str] = set()
    for path in (ROOT / "migrations" / "functions").glob("*.sql"):
        found |= set(re.findall(r"refuse\(\s*'([a-z_]+)'", path.read_text()))
    for room in ("services", "ui", "db", "devices", "values"):
        for path in (ROOT / "kai_counter" / room).rglob("*.py"):
            found |= set(re.findall(r"Refused\(\s*\"([a-z_]+)\"", path.read_text()))
    return found


@pytest.fixture(params=["id", "en"])
def language(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    found = Language(request.param)
    yield request.param
    found.set("en")


def test_the_walk_finds_codes() -> None:
    codes = refused_codes()
    assert {"seat_taken", "hold_expired", "sign_in_wrong", "password_weak"} <= codes


def test_every_refusal_has_words(language: str) -> None:
    missing = sorted(refused_codes() - words.codes())
    assert missing == []


def test_every_sentence_survives_missing_facts(language: str) -> None:
    for code in words.codes():
        said = words.sentence(Refused(code))
        assert said and "{" not in said, code


def test_an_unknown_code_is_still_a_sentence(language: str) -> None:
    assert "odd_code" in words.sentence(Refused("odd_code"))


def test_the_languages_differ(qapp: QApplication) -> None:
    language = Language("id")
    indonesian = words.sentences()
    language.set("en")
    english = words.sentences()
    same = sorted(code for code in english if english[code] == indonesian[code])
    assert same == []


@pytest.mark.parametrize(
    "what", ["database", "printer", "drawer", "scanner", "disk", "gateway", "terminal", "something new"]
)
def test_every_trouble_has_a_title_and_words(what: str, language: str) -> None:
    title, said = words.trouble(Unavailable(what))
    assert title and said


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_every_text_is_translated_with_the_same_facts(path: Path) -> None:
    wrong = []
    for message in ElementTree.parse(path).getroot().iter("message"):
        source = message.findtext("source") or ""
        translation = message.find("translation")
        assert translation is not None
        forms = [form.text or "" for form in translation.findall("numerusform")] or [translation.text or ""]
        for form in forms:
            facts = sorted(re.findall(r"\{\w+\}|%n", source)) == sorted(re.findall(r"\{\w+\}|%n", form))
            if not form or not facts or translation.get("type") == "unfinished":
                wrong.append(source)
    assert wrong == []


def test_no_text_of_the_window_is_missing_from_the_catalogue() -> None:
    """lupdate finds only literal calls; what it missed would stay English without a word."""
    known = {m.findtext("source") for p in CATALOGUES for m in ElementTree.parse(p).getroot().iter("message")}
    called = re.compile(
        r"\btr(?:anslate)?\(\s*(?:[\"']\w+[\"'],\s*)?([\"'])((?:[^\"'\\]|(?!\1)[\"']|\\.)+)\1\s*[,)]"
    )
    missing = []
    for path in [ROOT / "kai_counter" / "app.py", *(ROOT / "kai_counter" / "ui").rglob("*.py")]:
        if path.name != "language.py" and path.parent.name != "words":
            found = [text.replace('\\"', '"') for _, text in called.findall(path.read_text())]
            missing += [text for text in found if text not in known]
    assert missing == []


def test_the_standard_buttons_speak_indonesian(qapp: QApplication) -> None:
    language = Language("id")
    try:
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Batal"
        assert QCoreApplication.translate("QPlatformTheme", "&Yes") == "&Ya"
    finally:
        language.set("en")


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_catalogues_are_compiled_from_what_stands_there(path: Path, qapp: QApplication) -> None:
    """A changed .ts without a new .qm would be invisible: run `python -m kai_counter.ui.language`."""
    compiled = QTranslator()
    assert compiled.load(str(path.with_suffix(".qm")))
    stale = []
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            source, translation = message.findtext("source") or "", message.find("translation")
            assert translation is not None
            forms = translation.findall("numerusform")
            wanted = forms[0].text if forms else translation.text
            found = compiled.translate(context.findtext("name") or "", source, "", 1 if forms else -1)
            if found != wanted:
                stale.append(source)
    assert stale == []

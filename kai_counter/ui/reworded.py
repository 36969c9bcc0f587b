"""What was said once (a banner, a box, a word under a field), said again after the language was switched.

A page says its labels anew; what an answer or a fault brought to the screen has no page that would know it again.
So the catalogue is asked which text this was, and what was filled into it goes into the other language's text.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple
from xml.etree import ElementTree

from PySide6.QtCore import QCoreApplication

from kai_counter.ui.resources import resources

GAP = re.compile(r"%n|\{(\w+)[^{}]*\}")


class Known(NamedTuple):
    """A text of the catalogue, as one of the languages writes it."""

    context: str
    source: str
    form: re.Pattern[str]
    letters: int  # of its own: the text with the most is meant where several fit


def again(text: str) -> str:
    """The same words in the language in use now; as they are, if the catalogue does not know them."""
    if not text:
        return text
    exact = _whole().get(text)
    if exact is not None:
        return QCoreApplication.translate(*exact)
    for known in _with_gaps():
        found = known.form.fullmatch(text)
        fresh = _filled(known, found.groupdict()) if found is not None else None
        if fresh is not None:
            return fresh
    return text


def _filled(known: Known, gaps: dict[str, str]) -> str | None:
    """Its text in the language in use, with the same in the gaps; None if what stood for a number is none."""
    filled = {name: again(value) for name, value in gaps.items()}
    number = filled.pop("n", "")
    if "%n" not in known.source:
        fresh = QCoreApplication.translate(known.context, known.source)
    elif number.isdecimal():
        fresh = QCoreApplication.translate(known.context, known.source, "", int(number))
    else:
        return None
    return GAP.sub(lambda gap: filled.get(gap[1] or "", gap[0]), fresh)


@cache
def _texts() -> tuple[tuple[str, str, str], ...]:
    """(context, source, the text as a language writes it). Read at the first switch, not before."""
    found = []
    for path in sorted((resources() / "translations").glob("kai_counter_*.ts")):
        for context in ElementTree.parse(path).getroot().iter("context"):
            name = context.findtext("name") or ""
            for message in context.iter("message"):
                source, translation = message.findtext("source") or "", message.find("translation")
                written = [source, *(part for part in ([] if translation is None else translation.itertext()))]
                found += [(name, source, text) for text in dict.fromkeys(written) if text.strip()]
    return tuple(found)


@cache
def _whole() -> dict[str, tuple[str, str]]:
    return {text: (context, source) for context, source, text in reversed(_texts()) if not GAP.search(text)}


@cache
def _with_gaps() -> tuple[Known, ...]:
    found = []
    for context, source, text in _texts():
        if GAP.search(text):
            found.append(Known(context, source, _form(text), len(GAP.sub("", text).strip())))
    return tuple(sorted((known for known in found if known.letters > 2), key=lambda known: -known.letters))


def _form(text: str) -> re.Pattern[str]:
    """The text with a group for each gap."""
    parts, at, seen = [], 0, set[str]()
    for gap in GAP.finditer(text):
        name = gap[1] or "n"
        parts += [re.escape(text[at : gap.start()]), f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"]
        seen.add(name)
        at = gap.end()
    return re.compile("".join(parts) + re.escape(text[at:]), re.DOTALL)

"""What comes out of the simulated printer: rows become a strip, the knife or the roll's end makes it a paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kai_counter.values.glyphs import WHITE

if TYPE_CHECKING:
    from PIL.Image import Image

MARGIN = 32


@dataclass
class Paper:
    """A piece of paper that came out: whole when the knife cut it, torn when the roll ended on it."""

    image: Image
    codes: list[str] = field(default_factory=list)  # symbols printed to their last row
    lines: list[str] = field(default_factory=list)
    is_whole: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


class Strip:
    """The piece still in the printer, and those before it. The simulator holds its lock around every call.

    With `out` every paper is also a picture and a text in that folder, beside all that was received.
    """

    def __init__(self, dots: int, out: Path | None, on_paper: Callable[[Image], None] | None) -> None:
        self._dots, self._out, self._on_paper = dots, out, on_paper
        self._rows: list[Image] = []
        self._torn: list[Paper] = []
        self.codes: list[str] = []
        self.lines: list[str] = []

    @property
    def papers(self) -> list[Paper]:
        """Every piece, the one still in the printer last (if anything is on it)."""
        return [*self._torn, *([self._rendered(is_whole=False)] if self._rows else [])]

    def add(self, rows: Image) -> None:
        self._rows.append(rows)

    def tear(self, received: bytes, *, is_whole: bool) -> None:
        """The piece leaves the printer."""
        if not self._rows:
            return
        paper = self._rendered(is_whole)
        self._rows, self.codes, self.lines = [], [], []
        self._torn.append(paper)
        if self._out:
            self._save(self._out, paper, received)
        if self._on_paper:
            self._on_paper(paper.image)

    def _rendered(self, is_whole: bool) -> Paper:
        from PIL import Image

        height = sum(rows.height for rows in self._rows)
        image = Image.new("L", (self._dots + 2 * MARGIN, height + MARGIN), WHITE)
        y = MARGIN
        for rows in self._rows:
            image.paste(rows, (MARGIN, y))
            y += rows.height
        return Paper(image, list(self.codes), list(self.lines), is_whole)

    def _save(self, out: Path, paper: Paper, received: bytes) -> None:
        out.mkdir(parents=True, exist_ok=True)
        stem = f"paper-{len(self._torn):03d}" + ("" if paper.is_whole else "-torn")
        paper.image.convert("1").save(out / f"{stem}.png", dpi=(203, 203))
        (out / f"{stem}.txt").write_text("\n".join([*paper.lines, *paper.codes, ""]), encoding="utf-8")
        (out / "received.bin").write_bytes(received)

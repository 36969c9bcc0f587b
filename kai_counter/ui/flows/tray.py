"""What the virtual printer put out, kept for the window that shows it: packed, since paper is nearly all white and
twelve tickets as pictures are 9 MB of a counter that nobody looks at while it sells."""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

KEPT = 12


class Tray:
    """The newest pieces of paper, oldest first."""

    def __init__(self) -> None:
        self._papers: deque[tuple[str, tuple[int, int], bytes]] = deque(maxlen=KEPT)

    def add(self, paper: Image) -> None:
        self._papers.append((paper.mode, paper.size, zlib.compress(paper.tobytes(), 1)))

    def __iter__(self) -> Iterator[Image]:
        from PIL import Image

        for mode, size, packed in self._papers:
            yield Image.frombytes(mode, size, zlib.decompress(packed))

    def __len__(self) -> int:
        return len(self._papers)

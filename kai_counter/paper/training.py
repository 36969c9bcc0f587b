"""What every paper of a training room says, whatever paper it is: stamped on when it is whole, so that no page can
be written that forgets it."""

from __future__ import annotations

from dataclasses import replace

from kai_counter.paper.page import Block, Cut, Feed, Page, band

STAMP = "LATIHAN - TIDAK BERLAKU"
ENGLISH = "TRAINING - NOT VALID"
FILE_PREFIX = "LATIHAN-"


def stamped(page: Page) -> Page:
    """The same page with the words above and below it, white on black: half a paper is still a training paper."""
    words: tuple[Block, ...] = (band(page.dots, STAMP), band(page.dots, ENGLISH, height=1))
    end = len(page.tail)
    while end and isinstance(page.tail[end - 1], Feed | Cut):
        end -= 1
    tail = (*page.tail[:end], Feed(6), *words, *page.tail[end:])
    return replace(page, header=(*words, Feed(6), *page.header), tail=tail)

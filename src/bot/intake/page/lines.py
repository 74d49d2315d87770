"""Gives a page its lines back: where a saved page has lost its breaks, or broken every line."""

import re
from dataclasses import dataclass

from bot.chinese.folding import shadow
from bot.intake.page.one_line import BREAK, ORIGINAL, RETURN, cut, whole_page
from bot.model import Block

LONG = 160
"""A line longer than this is a paragraph, or several that lost their breaks."""

LONG_LINE, SHORT_LINE = 50, 22
"""Characters from which a line is running text, and from which it may be."""

LOOSE = 0.5
"""Share of a page's longer lines without stop and comma above which it does without them."""

WHOLE = 0.6
"""A line with this share of the page is taken for a page without breaks."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page and its shadow."""

    text: str
    shade: str
    level: int = 0
    loose: bool = False
    """Of a page that does without punctuation."""
    apart: bool = False
    """Noise stood between this line and the one before: what joins them is not the page's."""

    @property
    def is_prose(self) -> bool:
        """Whether this is running text rather than a title, a menu or a label."""
        stops = len(re.findall("[。!?;]", self.shade))
        commas = self.shade.count(",")
        stopped = stops > 0 or commas > 1 or self.loose
        return len(self.shade) >= LONG_LINE or (len(self.shade) >= SHORT_LINE and stopped)


def line(text: str, level: int = 0, *, loose: bool = False) -> Line:
    """Return a line without the blanks around it."""
    text = text.strip(" \t\u3000\u00a0")
    return Line(text, shadow(text), level, loose)


def lines(blocks: tuple[Block, ...]) -> list[Line]:
    """Return the lines of a page: long ones cut where they lost their breaks, short ones joined."""
    total = sum(len(block.text) for block in blocks) or 1
    long = [block.text for block in blocks if len(block.text) >= SHORT_LINE]
    bare = [text for text in long if not re.search("[。,，;；]", text)]
    loose = len("".join(bare)) > LOOSE * len("".join(long))
    found: list[Line] = []
    for number, block in enumerate(blocks):
        text = block.text
        if len(text) < LONG and not ORIGINAL.match(shadow(text)):
            pieces = list(cut(text, RETURN))
        elif len(text) > WHOLE * total:
            pieces = list(whole_page(text, first=not number))
        else:
            pieces = list(cut(text, BREAK))
        found += [line(piece, block.level, loose=loose) for piece in pieces if piece.strip()]
    return found

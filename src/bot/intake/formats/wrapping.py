"""Joins the lines of paragraphs that a program broke at one width."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from unicodedata import east_asian_width

MIN_COLUMNS, MAX_COLUMNS = 32, 130
"""Widths at which programs break lines; a Chinese character takes two columns."""

FEWEST = 3
"""Full lines that a text must have before they are taken for broken paragraphs."""

STRAY = 0.1
"""Share of lines that may be longer than the width: an address, a table's row."""

_SLACK = 3
"""Columns that a full line may be short of the widest: a sign that may not begin a line."""

_ENDED = re.compile(r"[。！？!?；;：:”」』]$")
_OPENS = re.compile(r"(?![\w“‘「『《〈（(，。、；：！？”’」』》〉）)%％…—-])")
_STARTS = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]+[）)]|第[一二三四五六七八九十]+[，、：类]|"
    r"\d{1,2}[、.．](?!\d)|[①-⑳【])"
)


def columns(text: str) -> int:
    """Return how wide a text is printed, in columns."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def width(lines: Sequence[str]) -> int | None:
    """Return the width at which most lines are broken, None where lines end by themselves.

    Empty lines part paragraphs; where there are some, all lines before others must be full.
    """
    said = [line for line in lines if line]
    widest = _widest(sorted(columns(line) for line in said))
    if not MIN_COLUMNS <= widest <= MAX_COLUMNS:
        return None
    full = [line for line in said if widest - _SLACK <= columns(line) <= widest]
    inner = [one for one, other in pairwise(lines) if one and other]
    parted = 0 < len(inner) < len(said) / 2 and all(columns(x) >= widest - _SLACK for x in inner)
    open_ = [line for line in full if not _ENDED.search(line)]
    stopped = [line for line in full if re.search("[，。、；,]", line)]
    most = len(open_) * 2 > len(full) and len(stopped) * 2 > len(full)
    return widest if most and (parted or len(full) >= FEWEST) else None


def _widest(widths: Sequence[int]) -> int:
    """Return the widest line's width, of those that are not the only one of it."""
    strays = int(len(widths) * STRAY)
    common = [w for w, below in zip(widths[1:], widths, strict=False) if w - below <= _SLACK]
    return next((w for w in common[::-1] if w in widths[-1 - strays :]), max(widths, default=0))


def unwrap(lines: Iterable[str], at: int) -> list[str]:
    """Return the paragraphs of lines that were broken at a width; empty lines part them."""
    paragraphs: list[str] = []
    going_on = False
    for line in lines:
        starts = _OPENS.match(line) or _STARTS.match(line) or line[:1] in "\u3000 "
        if going_on and line and not starts:
            paragraphs[-1] = glued(paragraphs[-1], line)
        else:
            paragraphs.append(line)
        going_on = columns(line) >= at - _SLACK
    return paragraphs


def glued(before: str, behind: str) -> str:
    """Join two lines of a paragraph; only Latin words have a blank between them."""
    latin = before[-1:].isascii() and before[-1:].isalnum() and behind[:1].isascii()
    return before + (" " if latin and behind[:1].isalnum() else "") + behind

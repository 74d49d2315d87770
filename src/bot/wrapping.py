"""Joins the lines of paragraphs that a program broke at one width."""

import re
from collections import Counter
from collections.abc import Sequence
from unicodedata import east_asian_width

MIN_COLUMNS, MAX_COLUMNS = 32, 130
"""Widths at which programs break lines; a Chinese character takes two columns."""

FEWEST = 5
"""Full lines that a text must have before they are taken for broken paragraphs."""

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
    """Return the width at which most lines are broken, None where lines end by themselves."""
    counted = Counter(columns(line) for line in lines)
    widest = max(counted, default=0)
    if not MIN_COLUMNS <= widest <= MAX_COLUMNS:
        return None
    full = [line for line in lines if columns(line) >= widest - _SLACK]
    open_ = [line for line in full if not _ENDED.search(line)]
    stopped = [line for line in full if re.search("[，。、；,]", line)]
    enough = len(full) >= FEWEST and len(full) * 3 >= len(lines)
    return (
        widest if enough and len(open_) * 2 > len(full) and len(stopped) * 2 > len(full) else None
    )


def unwrap(lines: Sequence[str], at: int) -> list[list[int]]:
    """Return the numbers of the lines that make up each paragraph, broken at a width."""
    paragraphs: list[list[int]] = []
    going_on = False
    for number, line in enumerate(lines):
        indented = line[:1] in "\u3000 "
        starts = _OPENS.match(line) or _STARTS.match(line) or indented
        if going_on and not starts:
            paragraphs[-1].append(number)
        else:
            paragraphs.append([number])
        going_on = columns(line) >= at - _SLACK
    return paragraphs

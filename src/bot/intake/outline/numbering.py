"""How lines are marked as headings or items: numbers of every style, brackets and signs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chinese.numbers import chinese_value
from bot.intake.outline.lead_ins import lead_in
from bot.intake.page.lines import Line

MAX_HEADING = 46
"""Characters of the longest heading that stands on a line of its own."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How a line is marked as a heading or an item of a list."""

    family: str
    value: int | None
    end: int


@dataclass(slots=True)
class Piece:
    """A line, and the heading that it is or begins with."""

    line: Line
    mark: Mark | None = None
    heading_end: int = 0
    family: str = ""
    number: Line | None = None
    """The line before, if it is only the heading's number."""


NUMERAL = "[一二三四五六七八九十壹贰叁参肆伍陆柒捌玖拾]{1,3}"
_FAMILIES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ordinal", re.compile(rf"第(?P<n>{NUMERAL}|\d{{1,2}})(?:大?类|部分|篇|章|方面)?[、,:.\s]+")),
    ("chinese", re.compile(rf"(?P<n>{NUMERAL})(?:[、.,:]|\s+)\s*")),
    ("chinese bracket", re.compile(rf"\((?P<n>{NUMERAL})\)\s*")),
    ("part", re.compile(r"(?:PART|Part|NO|No|part)[.\s]*(?P<n>\d{1,2})\W*")),
    ("zero", re.compile(r"(?P<n>0[1-9])(?:[.、/|]|\s)*(?=[\u4e00-\u9fff“【\[])")),
    ("digit", re.compile(r"(?P<n>\d{1,2})[、.](?!\d)\s*")),
    ("digit blank", re.compile(r"(?P<n>\d{1,2})\s+(?=[\u4e00-\u9fff“【])")),
    ("digit bracket", re.compile(r"\(?(?P<n>\d{1,2})\)\s*")),
    ("circle", re.compile(r"(?P<n>[①-⑳❶-❿㈠-㈩])\s*")),
    ("firstly", re.compile(rf"(?P<n>{NUMERAL})(?:是|要|来)(?!否|大)")),
    ("bracket", re.compile(r"【[^【】]{2,24}】\s*")),
    ("bold", re.compile(r"\*\*(?P<bold>[^*]{2,40})\*\*\s*")),
    ("sign", re.compile(r"(?P<sign>[■◆●▲★▍▌▎※◎○◇□▪◼▶►☆▼✦✿❤❀▣◉➤✔√·*+\-–—]+)\s*(?=\S)")),
)
"""Ways to number and to mark, with the number's value in group n."""

_LONE = re.compile(
    rf"\W*(?:0?\d{{1,2}}|{NUMERAL}|\({NUMERAL}\)|第?{NUMERAL}(?:部分|篇)?|(?:PART|Part|NO|No)[.\s]*\w{{1,5}}|[①-⑳])\W*"
)


def pieces_of(body: Sequence[Line]) -> Iterator[Piece]:
    """Yield the lines; a number on a line of its own goes if the next line is its heading."""
    number: Line | None = None
    for each in body:
        if _LONE.fullmatch(each.shade) and len(each.shade) <= MAX_LONE:
            if number:
                yield Piece(number)
            number = each
            continue
        piece = Piece(each, None if number else mark_of(each))
        if number:
            piece.heading_end = _numbered_heading(each)
            if piece.heading_end:
                piece.family, piece.number = "lone", number
            else:
                yield Piece(number)
        number = None
        yield piece
    if number:
        yield Piece(number)


MAX_LONE = 8
"""Characters of a number that stands on a line of its own: PART 01."""


def _numbered_heading(each: Line) -> int:
    """Return where the heading ends that follows a number's own line, 0 if none does."""
    led = lead_in(each, 0) or 0
    if led and each.is_prose:
        return led
    return len(each.text) if len(each.text) <= MAX_HEADING else 0


def mark_of(each: Line) -> Mark | None:
    """Return a line's mark."""
    mark = _numbered(each.shade)
    if not each.level:
        return mark
    numbered = mark.family if mark and mark.value is not None else ""
    return Mark(f"level {each.level} {numbered}".strip(), None, 0)


def _numbered(shade: str) -> Mark | None:
    """Return the number or the sign with which a line begins."""
    for family, form in _FAMILIES:
        if match := form.match(shade):
            groups = match.groupdict()
            value = _value(groups["n"]) if groups.get("n") else None
            sign = (groups.get("sign") or "")[:1]
            return Mark(f"{family} {sign}".strip(), value, match.end())
    return None


def _value(number: str) -> int | None:
    if number.isdecimal():
        return int(number)
    if number in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
        return ord(number) - ord("①") + 1
    return chinese_value(number.translate(_FORMAL))


_FORMAL = str.maketrans("壹贰叁参肆伍陆柒捌玖拾", "一二三三四五六七八九十")
"""Numerals as documents and cheques write them."""

"""Gives a page its lines back: where a saved page has lost its breaks, or broken every line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.model import Block
from bot.shadow import shadow
from bot.tables import alternatives

LONG = 160
"""A line longer than this is a paragraph, or several that lost their breaks."""

WHOLE = 0.6
"""A line with this share of the page is taken for a page without breaks."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page and its shadow."""

    text: str
    shade: str
    level: int = 0

    @property
    def is_prose(self) -> bool:
        """Whether this is running text rather than a title, a menu or a label."""
        stops = len(re.findall("[。!?;]", self.shade))
        commas = self.shade.count(",")
        return len(self.shade) >= 50 or (len(self.shade) >= 22 and (stops > 0 or commas > 1))


def line(text: str, level: int = 0) -> Line:
    """Return a line without the blanks around it."""
    text = text.strip(" \t\u3000\u00a0")
    return Line(text, shadow(text), level)


_AFTER_SENTENCE = r"(?<=[。!?;”)])\s+"
_NUMBERS = (
    r"[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十][,、]|"
    r"0[1-9](?=[\s\u4e00-\u9fff])|[①-⑳]|【[^【】]{2,20}】|[1-9]\d?[、.](?=[\u4e00-\u9fff“])"
)
_TAIL = (
    r"上一[篇条则页]\s*[:]|下一[篇条则页]\s*[:]|版权所有|\[?责任编辑\s*[:]|相关阅读\s*[:]|"
    r"【?(?:打印|关闭)(?:本页|窗口|此页)】?"
)
_BREAK = re.compile(rf"{_AFTER_SENTENCE}|(?<=[。!?;”)])(?={_NUMBERS})")


def _key(kind: str) -> str:
    return rf"(?:{alternatives('page_noise.txt', kind)})\s*:"


def lines(blocks: tuple[Block, ...]) -> list[Line]:
    """Return the lines of a page, long ones cut where they lost their breaks."""
    total = sum(len(block.text) for block in blocks) or 1
    found: list[Line] = []
    for block in blocks:
        text = block.text
        if len(text) < LONG:
            pieces = [text]
        elif len(text) > WHOLE * total:
            pieces = list(_whole_page(text))
        else:
            pieces = list(_cut(text, _BREAK))
        found += [line(piece, block.level) for piece in pieces if piece.strip()]
    return found


def _cut(text: str, at: re.Pattern[str]) -> Iterator[str]:
    """Cut a text where its shadow matches; blanks at a cut are dropped."""
    start = 0
    for match in at.finditer(shadow(text)):
        if match.start() > start:
            yield text[start : match.start()]
        start = match.end()
    yield text[start:]


def _whole_page(text: str) -> Iterator[str]:
    """Cut a page that is one line: at blanks that are breaks, at keys, numbers and the tail."""
    keys = f"{_key('date keys')}|{_key('source keys')}"
    breaks = rf"\s{{2,}}|\s+(?={_NUMBERS})|(?=(?:{keys}))|\s*(?={_TAIL})|{_BREAK.pattern}"
    headed = re.compile(rf"\s*(?:{_NUMBERS})")
    for number, piece in enumerate(_cut(text, re.compile(breaks))):
        if number == 0 or headed.match(shadow(piece)):
            yield from _after_title(piece)
        else:
            yield piece


MAX_TITLE = 60
"""Characters of a title or heading that only a blank parts from the text behind it."""


def _after_title(piece: str) -> Iterator[str]:
    """Cut behind a title or a heading that a single blank parts from the text."""
    match = re.match(rf"([^。!?;]{{4,{MAX_TITLE}}}?)\s+(?=\S)", shadow(piece))
    if match:
        yield piece[: match.end(1)]
        yield piece[match.end() :]
    else:
        yield piece

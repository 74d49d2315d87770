"""Gives a page its lines back: where a saved page has lost its breaks, or broken every line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from bot.dates import find_date
from bot.model import Block
from bot.shadow import shadow
from bot.tables import alternatives

_FILE = "page_noise.txt"

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


_AFTER_SENTENCE = r"(?<=[。!?;”)])\s+"
_NUMBERS = (
    r"[一二三四五六七八九十壹贰叁参肆伍陆柒捌玖拾]{1,3}、|\([一二三四五六七八九十壹贰叁参肆伍陆柒捌玖拾]{1,3}\)|第[一二三四五六七八九十](?:类|部分)?[,、:]|"
    r"0[1-9](?=[\s\u4e00-\u9fff])|[①-⑳]|【[^【】]{2,20}】|[1-9]\d?[、.](?=[\u4e00-\u9fff“])"
)
_BREAK = re.compile(rf"{_AFTER_SENTENCE}|(?<=[。!?;”)])(?={_NUMBERS})")


def lines(blocks: tuple[Block, ...]) -> list[Line]:
    """Return the lines of a page: long ones cut where they lost their breaks, short ones joined."""
    total = sum(len(block.text) for block in blocks) or 1
    long = [block.text for block in blocks if len(block.text) >= SHORT_LINE]
    bare = [text for text in long if not re.search("[。,，;；]", text)]
    loose = len("".join(bare)) > LOOSE * len("".join(long))
    found: list[Line] = []
    for block in blocks:
        text = block.text
        if len(text) < LONG:
            pieces = [text]
        elif len(text) > WHOLE * total:
            pieces = list(_whole_page(text))
        else:
            pieces = list(_cut(text, _BREAK))
        found += [line(piece, block.level, loose=loose) for piece in pieces if piece.strip()]
    return found


# --- a page in one line

_TAIL = re.compile(
    r"\s*(?=上一[篇条则页]\s*:|下一[篇条则页]\s*:|版权所有|\[?责任编辑\s*:|相关(?:阅读|新闻|链接)\s*:|"
    r"[\[【](?:打印|关闭|返回|我来说|责任|编辑)|(?:浏览|点击|阅读)(?:人次|次数|量|数)\s*:)"
)
_BLANKS = re.compile(rf"\s{{2,}}|\s+(?={_NUMBERS})|{_BREAK.pattern}")


@cache
def _keys() -> re.Pattern[str]:
    dates, sources = (alternatives(_FILE, kind) for kind in ("date keys", "source keys"))
    return re.compile(rf"(?:{dates})\s*:\s*(?=\d|民国|中华)|(?<![\u4e00-\u9fff])(?:{sources})\s*:")


@cache
def _counters() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(_FILE, 'counters')})\s*:\s*[\d,]+(?:\s?[次人])?")


@cache
def _two_words() -> re.Pattern[str]:
    """Return what finds a source of two words before the next key: 来源:某动态 某厅 浏览次数:."""
    keys = "|".join(alternatives(_FILE, k) for k in ("date keys", "other keys"))
    sources = alternatives(_FILE, "source keys")
    return re.compile(rf"(?:{sources})\s*:\s*\S{{2,14}}\s\S{{2,14}}(?=\s+(?:{keys})\s*:)")


@cache
def _crumbs() -> re.Pattern[str]:
    """Return what finds a trail of menu entries at a page's beginning."""
    entry = alternatives(_FILE, "navigation")
    return re.compile(
        rf"(?:\S{{2,8}}:\s*)?(?:{entry})(?:\s*[>»]+\s*[^\s>»]{{2,8}})*?"
        rf"\s*[>»]+\s*(?:{entry}|正文|详情|内容)(?!\s*[>»])"
    )


def _cut(text: str, at: re.Pattern[str]) -> Iterator[str]:
    """Cut a text where its shadow matches; blanks at a cut are dropped."""
    yield from _pieces(text, [m.span() for m in at.finditer(shadow(text))])


def _pieces(text: str, cuts: Iterable[tuple[int, int]]) -> Iterator[str]:
    """Yield what stands between the cuts."""
    start = 0
    for a, b in sorted(cuts):
        if a > start:
            yield text[start:a]
        start = max(start, b)
    yield text[start:]


def _whole_page(text: str) -> Iterator[str]:
    """Cut a page that is one line: at blanks that are breaks, at keys, numbers and the tail."""
    shade = shadow(text)
    forms = [_BLANKS, _TAIL]
    quiet = [m.span() for form in (_TOGETHER, _two_words()) for m in form.finditer(shade)]
    runs = len(re.findall(r"[。!?]”?\s{2,}(?=\S)", shade))
    singles = len(re.findall(r"[。!?]”?\s(?=\S)", shade))
    if runs <= singles:
        forms.append(_BLANK)
    cuts = [
        m.span()
        for form in forms
        for m in form.finditer(shade)
        if not any(a < m.start() and m.end() < b for a, b in quiet)
    ]
    cuts += [(m.start(), m.start()) for m in _keys().finditer(shade)]
    cuts += [(m.end(), m.end()) for m in _counters().finditer(shade)]
    if crumbs := _crumbs().match(shade):
        cuts.append((crumbs.end(), crumbs.end()))
    headed = re.compile(rf"\s*(?:{_NUMBERS})")
    for number, piece in enumerate(_pieces(text, cuts)):
        shade = shadow(piece)
        if key := _keys().match(shade):
            yield from _after_value(piece, key.end())
        elif number == 0 or headed.match(shade):
            yield from _after_title(piece)
        else:
            yield piece


_BLANK = re.compile(r"(?:(?<!\d)|(?=\s+(?!\d\d?:)))(?<![●•·◆■★▲①-⑳>|»→])\s+(?![>|»→])")
"""A blank, but not the one between a date and its time. Where sentences end in single blanks,
and not in runs of them, these were the page's line breaks."""

_TOGETHER = re.compile(
    r"“[^“”。:;]{1,24}”|\([^()]{1,60}\)|《[^《》]{1,60}》|[【\[][^】\]]{1,24}[】\]]"
)
"""What no line break parts."""

MAX_TITLE = 60
"""Characters of a title or heading that only a blank parts from the text behind it."""


def _after_value(piece: str, start: int) -> Iterator[str]:
    """Cut behind what a key says, where a single blank parts it from the text."""
    match = re.compile(r"\s*\S{2,20}(?:\s+\d\d?:\d\d(?::\d\d)?)?\s+(?=[^\s:]{20})").match(
        piece, start
    )
    if match:
        yield piece[: match.end()]
        yield piece[match.end() :]
    else:
        yield piece


def _after_title(piece: str) -> Iterator[str]:
    """Cut behind a title or a heading that a single blank parts from the text."""
    match = re.match(rf"([^。!?;]{{4,{MAX_TITLE}}}?)\s+(?=\S)", shadow(piece))
    rest = shadow(piece[match.end() :]) if match else ""
    if match and (re.search("[,。]", rest) or find_date(rest)):
        yield piece[: match.end(1)]
        yield piece[match.end() :]
    else:
        yield piece

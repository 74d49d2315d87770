"""A page in one line → its lines: cut at blanks that were breaks, at keys, numbers and its ends."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from bot.chinese.dates import TIME, find_date
from bot.chinese.folding import shadow
from bot.chinese.word_lists import alternatives

_FILE = "page_noise.txt"

_AFTER_SENTENCE = r"(?<=[。!?;”)])\s+"
_NUMBERS = (
    r"[一二三四五六七八九十壹贰叁参肆伍陆柒捌玖拾]{1,3}、|\([一二三四五六七八九十壹贰叁参肆伍陆柒捌玖拾]{1,3}\)|第[一二三四五六七八九十](?:类|部分)?[,、:]|"
    r"0[1-9](?=[\s\u4e00-\u9fff])|[①-⑳]|【[^【】]{2,20}】|[1-9]\d?[、.](?=[\u4e00-\u9fff“])"
)
BREAK = re.compile(rf"{_AFTER_SENTENCE}|(?<=[。!?;”)])(?={_NUMBERS})")

_TAIL = re.compile(
    r"\s*(?=返回搜狐|上一[篇条则页]\s*:|下一[篇条则页]\s*:|版权所有|\[?责任编辑\s*:|相关(?:阅读|新闻|链接)\s*:|"
    r"[\[【](?:打印|关闭|返回|我来说|责任|编辑)|(?:浏览|点击|阅读)(?:人次|次数|量|数)\s*:)"
)
RETURN = re.compile(r"\s*(?=返回搜狐)")
"""What a reprint prints behind a text, on its last line."""

_BLANKS = re.compile(rf"\s{{2,}}|\s+(?={_NUMBERS})|{BREAK.pattern}")


@cache
def _keys() -> re.Pattern[str]:
    dates, sources = (alternatives(_FILE, kind) for kind in ("date keys", "source keys"))
    return re.compile(
        rf"(?:{dates})\s*:\s*(?=\d|民国|中华)|(?<![\u4e00-\u9fff])(?:{sources})\s*:|"
        rf"(?:{'|'.join(key for key in sources.split('|') if len(key) > 2)}|来源)\s*:"
    )


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


def cut(text: str, at: re.Pattern[str]) -> Iterator[str]:
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


def whole_page(text: str, *, first: bool) -> Iterator[str]:
    """Cut a page that is one line: at blanks that are breaks, at keys, numbers and the tail.

    `first` says whether nothing stands above the line, so that it must have the title in it.
    """
    if original := ORIGINAL.match(shadow(text)):
        yield text[slice(*original.span("title"))].strip()
        text = text[original.end("title") :].removeprefix(text[slice(*original.span("title"))])
        first = False
    shade = shadow(text)
    forms = [_BLANKS, _TAIL]
    quiet = [m.span() for form in (_TOGETHER, _two_words()) for m in form.finditer(shade)]
    runs = len(re.findall(r"[。!?]”?\s{2,}(?=\S)", shade))
    singles = len(re.findall(r"[。!?]”?\s(?=\S)", shade))
    if not runs and not singles and len(_ENDS.findall(shade)) >= FEWEST_ENDS:
        yield from _pieces(text, _glued_cuts(shade, first=first))
        return
    if runs <= singles:
        forms.append(_BLANK)
    cuts = [
        m.span()
        for form in forms
        for m in form.finditer(shade)
        if not any(a < m.start() and m.end() < b for a, b in quiet)
    ]
    cuts += [(m.start(), m.start()) for m in _keys().finditer(shade)]
    if crumbs := _crumbs().match(shade):
        cuts.append((crumbs.end(), crumbs.end()))
    headed = re.compile(rf"\s*(?:{_NUMBERS})")
    for number, piece in enumerate(_pieces(text, cuts)):
        shade = shadow(piece)
        if number == 0 or headed.match(shade):
            yield from _after_title(piece)
        else:
            yield piece


ORIGINAL = re.compile(
    r"\s*原(?:标题|题目):(?P<title>[^。;\s]{6,60}?)(?=(?P=title)|\s|本报讯|"
    r"(?:中国[\u4e00-\u9fff]{0,5}[报网社台]|[\u4e00-\u9fff]{2}(?:[日晚晨时商早]|特区|都市)报)(?:讯|电|消息)|"
    r"近日|日前|连日来|近期|受.{2,12}影响|\d{1,2}月\d{1,2}日)"
)
"""A title that a reprint prints before its text: doubled, or up to a paper's name or a blank."""


# --- where nothing stands in the breaks' place

_ENDS = re.compile("[。!?]”?")
FEWEST_ENDS = 3
"""Sentences behind none of which a blank stands show that breaks left nothing behind."""


def _glued_cuts(shade: str, *, first: bool) -> Iterator[tuple[int, int]]:
    """Yield where a page was broken whose breaks left nothing behind."""
    ends = [m.end() for m in _ENDS.finditer(shade)]
    yield ends[-1], ends[-1]
    for form in (BREAK, _TAIL, _MARKS):
        yield from (m.span() for m in form.finditer(shade))
    yield from ((m.start(), m.start()) for m in _keys().finditer(shade))
    yield from ((m.end(), m.end()) for m in _counters().finditer(shade))
    if first:
        yield from ((at, at) for at in _head_cuts(shade[: ends[0]]))


_MARKS = re.compile(r"(?=\([一二三四五六七八九十]{1,2}\)|【[^【】]{2,20}】)")
"""Numbers and roles in brackets, which stand at the beginning of lines alone."""


def _head_cuts(head: str) -> Iterator[int]:
    """Yield where menu, title, date and text part in the words before the first sentence's end."""
    home = _HOME.search(head)
    if home:
        yield home.start()
    if crumbs := _crumbs().search(head):
        yield from crumbs.span()
    at = 0
    while day := find_date(head[at:]):
        time = TIME.match(head, at + day[2])
        yield at + day[1]
        at = time.end() if time else at + day[2]
        yield at


_HOME = re.compile("(?:网站|返?回)?首页|您?的?(?:当前|所在|现在)(?:的)?位置")

_BLANK = re.compile(r"(?:(?<!\d)|(?=\s+(?!\d\d?:)))(?<![●•·◆■★▲①-⑳>|»→])\s+(?![>|»→])")
"""A blank, but not the one between a date and its time. Where sentences end in single blanks,
and not in runs of them, these were the page's line breaks."""

_TOGETHER = re.compile(
    r"“[^“”。:;]{1,24}”|\([^()]{1,60}\)|《[^《》]{1,60}》|[【\[][^】\]]{1,24}[】\]]"
)
"""What no line break parts."""

MAX_TITLE = 60
"""Characters of a title or heading that only a blank parts from the text behind it."""


def _after_title(piece: str) -> Iterator[str]:
    """Cut behind a title or a heading that a single blank parts from the text."""
    match = re.match(rf"([^。!?;]{{4,{MAX_TITLE}}}?)\s+(?=\S)", shadow(piece))
    rest = shadow(piece[match.end() :]) if match else ""
    if match and (re.search("[,。]", rest) or find_date(rest)):
        yield piece[: match.end(1)]
        yield piece[match.end() :]
    else:
        yield piece

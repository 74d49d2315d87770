"""A saved page → title, date, source and the lines of its text; everything else is noise.

A line is noise by its kind (`data/page_noise.txt`), by where it stands, or both.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.dates import TIME, find_date
from bot.model import Document
from bot.relines import Line, line, lines
from bot.shadow import shadow
from bot.tables import alternatives, listed, pattern

_FILE = "page_noise.txt"

_KINDS = (
    *("breadcrumb", "today", "counter", "share", "neighbours", "related", "replies"),
    *("editor", "source line", "footer", "advert"),
)
"""Kinds of noise, the first that fits."""

_ENDS = frozenset({"neighbours", "related", "replies", "footer"})
"""Kinds behind which a page's text seldom goes on."""

_FINAL = frozenset({"replies", "footer"})
"""Kinds behind which it never does."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says, freed from where it was found."""

    title: str | None
    date: str | None
    source: str | None
    body: tuple[Line, ...]
    credit: str
    """A by-line in brackets at the end, or an empty string."""


def read_page(document: Document) -> Page:
    """Part a page's text from its noise."""
    all_lines = lines(document.blocks)
    kinds = [kind(each) for each in all_lines]
    if not all_lines:
        return Page(None, None, None, (), "")
    about = [is_meta(each) for each in all_lines]
    first = next((i for i, each in enumerate(all_lines) if _is_text(each, kinds[i], about[i])), 0)
    metas = [i for i in range(min(first + 2, len(kinds))) if about[i]]
    at = _title_at(all_lines, kinds, metas, first, document.title)
    start = _body_start(at, metas, first)
    dropped = {*metas, *(i for i, each in enumerate(all_lines) if about[i] and _has_date_key(each))}
    if at is not None:
        title_again = (i for i in range(first) if all_lines[i].text == all_lines[at].text)
        dropped |= {at, *title_again}
    beside, named = _beside(all_lines, kinds, metas, at)
    dropped |= named
    body = _marked_apart([(i, e) for i, e in _body(all_lines, kinds, start) if i not in dropped])
    body, credit = _without_credit(body)
    title = _whole_title(all_lines, kinds, at, document) if at is not None else document.title
    head = [all_lines[i] for i in metas]
    tail = [
        each for each, k in zip(all_lines, kinds, strict=True) if k in ("source line", "editor")
    ]
    return Page(
        _without_label(title),
        _date(head) or _signed(body),
        _source(head) or beside or _source(tail) or _source([line(credit)]) or _dateline(body),
        tuple(body),
        credit if not kind(line(credit)) and not _names_source(credit) else "",
    )


def _is_text(each: Line, noise: str | None, about: bool) -> bool:
    return each.is_prose and not noise and not about


def _has_date_key(each: Line) -> bool:
    return bool(_keyed("date keys").search(each.shade))


def _marked_apart(body: Sequence[tuple[int, Line]]) -> list[Line]:
    """Return the lines, those marked before which noise was dropped."""
    before = [i for i, _ in body]
    pairs = zip(body, [None, *before], strict=False)
    return [replace(e, apart=last is not None and i != last + 1) for (i, e), last in pairs]


# --- kinds of lines


def kind(each: Line) -> str | None:
    """Return which kind of noise a line is, None for text."""
    shade = each.shade.strip()
    if not shade:
        return None
    if each.is_prose and len(shade) > 70:
        return "footer" if pattern(_FILE, "footer").match(shade[:40]) else None
    found = next((k for k in _KINDS if pattern(_FILE, k).search(shade)), None)
    return found or ("menu" if _is_menu(shade) else None)


_MENU_SPLIT = re.compile(r"[\s|丨/>»·,、\-\[\]【】()]+")


def _is_menu(shade: str) -> bool:
    """Tell whether a line is made of menu entries."""
    entries = [e for e in _MENU_SPLIT.split(shade.strip(" []|>»")) if e]
    known = sum(entry in _menu_words() for entry in entries)
    return known > 0 and known >= len(entries) * (0.5 if len(entries) > 1 else 1)


@cache
def _menu_words() -> frozenset[str]:
    return frozenset(listed(_FILE, "navigation"))


def is_meta(each: Line) -> bool:
    """Tell whether a line says when or where from: 发布时间:2020-04-15 文章来源:…."""
    shade = each.shade
    if len(shade) > 150:
        return False
    if _keyed("date keys").search(shade) or _keyed("source keys").match(shade.lstrip(" ([【")):
        return True
    day = find_date(shade)
    if not day:
        return bool(pattern(_FILE, "editor").search(shade))
    rest = TIME.sub(" ", shade[: day[1]] + " " + shade[day[2] :])
    return len(rest.strip()) <= 24 and not re.search("[。!?,]", rest)


@cache
def _keyed(kind_: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(_FILE, kind_)})\s*(?:[:丨|]|\s(?=\d))\s*")


# --- the title


_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十壹贰叁参肆伍陆柒捌玖拾]{1,3}、|\([一二三四五六七八九十]+\)|\d{1,2}\W*$|0\d)"
)


def _title_at(
    all_lines: Sequence[Line],
    kinds: Sequence[str | None],
    metas: Sequence[int],
    first: int,
    named: str | None,
) -> int | None:
    """Return which line is the title."""

    def candidates(a: int, b: int) -> list[int]:
        return [
            i
            for i in range(a, b)
            if not kinds[i]
            and i not in metas
            and not all_lines[i].shade.startswith(("—", "(", "-"))
            and not _NUMBERED.match(all_lines[i].shade)
            and not re.search("[。;]$", all_lines[i].shade)
            and 3 < len(all_lines[i].text) <= 80
        ]

    last = max(first, max(metas, default=0) + 1)
    found = candidates(0, last)
    plain = [i for i in found if not pattern(_FILE, "site").match(all_lines[i].shade)]
    found = plain or found  # a title may end like a website: 社会组织织密防溺水网
    if named:
        for i in found:
            if all_lines[i].text in named or named in all_lines[i].text:
                return i
    top = [i for i in found if all_lines[i].level == 1]
    if top:
        return top[0]
    dated = [i for i in metas if find_date(all_lines[i].shade)] or metas
    if dated:
        before = [i for i in found if i < dated[0]]
        return before[-1] if before else next((i for i in found if i > dated[0]), None)
    return found[0] if found else None


def _whole_title(
    all_lines: Sequence[Line], kinds: Sequence[str | None], at: int, document: Document
) -> str:
    """Return a title; of a page in one line, with its first half, which a blank parts from it."""
    title = all_lines[at].text
    if at == 0 or len(document.blocks) > 1 or kinds[at - 1] or is_meta(all_lines[at - 1]):
        return title
    before = all_lines[at - 1]
    publisher = re.search(rf"(?:{alternatives(_FILE, 'media ends')}|论坛|网)$", before.shade)
    half = MIN_HALF <= len(before.text) <= MAX_HALF and len(title) <= MAX_HALF
    return f"{before.text} {title}" if half and not publisher and not before.is_prose else title


MIN_HALF, MAX_HALF = 5, 20
"""Characters of each half of a title in two."""


def _without_label(title: str | None) -> str | None:
    """Drop what some pages print before a title."""
    return re.sub(r"^(?:标题|標題|题目|主旨|【标题】)\s*[:：]\s*", "", title) if title else None


def _body_start(at: int | None, metas: Sequence[int], first: int) -> int:
    """Return the line behind the title and what is said about it."""
    start = at + 1 if at is not None else 0
    while start in metas and start <= first:
        start += 1
    return start


# --- the body


def _body(
    all_lines: Sequence[Line], kinds: Sequence[str | None], start: int
) -> list[tuple[int, Line]]:
    """Return the lines of text with their numbers."""
    prose = [i for i in range(start, len(all_lines)) if all_lines[i].is_prose and not kinds[i]]
    body: list[tuple[int, Line]] = []
    skipping = False
    for i in range(start, len(all_lines)):
        each, noise = all_lines[i], kinds[i]
        goes_on = bool(prose) and prose[-1] > i
        if noise in _ENDS and body and prose and prose[0] < i:
            if not goes_on or (noise in _FINAL and noise != "footer"):
                break
            skipping = noise == "related"
            continue
        if noise or (skipping and not each.is_prose and not _goes_on(each, body)):
            continue
        skipping = False
        body.append((i, each))
    return body


def _goes_on(each: Line, body: Sequence[tuple[int, Line]]) -> bool:
    """Tell whether a short line behind a list of links belongs to the text: marked as others."""
    mark = each.shade[:1]
    marked = not mark.isalnum() and mark not in "“《(·"
    seen = any(other.shade[:1] == mark for _, other in body)
    return bool(_NUMBERED.match(each.shade)) or (marked and seen)


def _without_credit(body: list[Line]) -> tuple[list[Line], str]:
    """Cut the by-line in brackets off the last paragraph."""
    if not body:
        return body, ""
    last = body[-1]
    match = re.search(r"\([^()]*\)\W*$", last.shade)
    if match and pattern(_FILE, "credit").match(match.group()):
        rest = last.text[: match.start()]
        kept = [*body[:-1], line(rest)] if rest.strip() else body[:-1]
        return kept, last.text[match.start() :].strip()
    return body, ""


# --- date and source


def _date(head: Sequence[Line]) -> str | None:
    """Return the date that the lines about a page give, a named one before others."""
    for each in head:
        for match in _keyed("date keys").finditer(each.shade):
            if day := find_date(each.shade[match.end() :]):
                return day[0]
    days = [day for each in head if (day := find_date(each.shade))]
    return days[0][0] if days else None


def _signed(body: Sequence[Line]) -> str | None:
    """Return the date under a text's end."""
    for each in body[-2:]:
        day = find_date(each.shade)
        if day and len(each.shade) - (day[2] - day[1]) < 20 and not each.is_prose:
            return day[0]
    return None


@cache
def _by() -> re.Pattern[str]:
    """Return what finds a word behind which persons and counters follow: 记者 周一帆."""
    keys = alternatives(_FILE, "other keys")
    return re.compile(rf"(?:^|\s)(?:(?:本报|特约)?(?:记者|通讯员)|(?:{keys})(?=[\s:]|\d))")


MAX_SOURCE = 20
"""Characters of a source that stands beside a date without a key."""


def _beside(
    all_lines: Sequence[Line], kinds: Sequence[str | None], metas: Sequence[int], at: int | None
) -> tuple[str | None, set[int]]:
    """Return a publisher's name on the line behind a lone date, and that line's number."""
    for i in metas:
        day, after = find_date(all_lines[i].shade), i + 1
        if not day or day[2] - day[1] < len(TIME.sub("", all_lines[i].shade).strip()) - 1:
            continue
        while after < len(all_lines) and kinds[after] == "today":
            after += 1
        if after >= len(all_lines) or after == at or after in metas or kinds[after]:
            continue
        said = all_lines[after]
        ends = rf"\S{{1,14}}(?:{alternatives(_FILE, 'media ends')})"
        if re.fullmatch(ends, said.shade) and not said.is_prose:
            return said.text, {after}
    return None, set()


_CUT = r"\s{2,}|[|丨]|\)|】|\]|\s*(?:%s)\s*[:丨|]|\s+(?:%s)(?=\s*\d|\s|$)"


@cache
def _value_end() -> re.Pattern[str]:
    keys = "|".join(alternatives(_FILE, k) for k in ("other keys", "date keys", "source keys"))
    return re.compile(_CUT % (keys, alternatives(_FILE, "other keys")))


def _source(about: Sequence[Line]) -> str | None:
    """Return the source that lines name by a key, or by nothing but a publisher's name."""
    for each in about:
        match = _keyed("source keys").search(each.shade)
        if match and (value := _value(each, match.end())):
            return value
    for each in about:
        day = find_date(each.shade)
        if day and not _keyed("date keys").search(each.shade):
            rest = TIME.sub(" ", each.text[: day[1]] + " " + each.text[day[2] :])
            rest = rest[: m.start()] if (m := _by().search(shadow(rest))) else rest
            names = dict.fromkeys(re.split(r"[\s|丨·\[\]()（）]+", rest)) | {}
            said = [name for name in names if name and name not in ("原创", "来源", "转载")]
            if len(said) == 1 and 2 <= len(said[0]) <= MAX_SOURCE:
                return said[0]
    return None


def _value(each: Line, start: int) -> str:
    """Return what stands behind a key, up to the next key or a date."""
    shade = each.shade[start:]
    ends = [m.start() for m in [_value_end().search(shade)] if m]
    if day := find_date(shade):
        ends.append(day[1])
    return each.text[start : start + min(ends, default=len(shade))].strip(" \u3000\t《》()（）")


def _names_source(credit: str) -> bool:
    return bool(_keyed("source keys").search(line(credit).shade))


_DATELINE = re.compile(
    r"^\W*(?P<who>新华社|中新社|中新网|人民网|新华网|央视网|中国新闻网|[\u4e00-\u9fff]{2,10}?(?:日报|晚报|晨报|时报|早报|"
    r"商报|周报|网|社|报))[^,。;]{0,14}?(?:\d{1,2}月\d{1,2}日)?\s*(?:电|讯)"
)


def _dateline(body: Sequence[Line]) -> str | None:
    """Return the agency or paper with which the text begins: 新华社南京1月30日电."""
    match = _DATELINE.match(body[0].shade) if body else None
    if not match or match.group("who").startswith(("本报", "本网", "本社")):
        return None
    return body[0].text[slice(*match.span("who"))]

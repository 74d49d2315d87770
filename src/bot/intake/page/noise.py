"""Which lines of a saved page are noise, and of which kind (`data/page_noise.txt`)."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import groupby

from bot.chinese.dates import TIME, find_date
from bot.chinese.word_lists import alternatives, listed, pattern
from bot.intake.naming.actors import names
from bot.intake.page.lines import Line

FILE = "page_noise.txt"

_KINDS = (
    *("breadcrumb", "today", "counter", "share", "neighbours", "related", "replies"),
    *("editor", "source line", "footer", "contact", "advert"),
)
"""Kinds of noise, the first that fits."""


def kind(each: Line) -> str | None:
    """Return which kind of noise a line is, None for text."""
    shade = each.shade.strip()
    if not shade:
        return None
    if _SPACED.fullmatch(shade):
        shade = re.sub("(?<=\\w) (?=\\w)", "", shade)
    if each.is_prose and len(shade) > 70:
        return "footer" if pattern(FILE, "footer").match(shade[:40]) else None
    found = next((k for k in _KINDS if pattern(FILE, k).search(shade)), None)
    if found in _DOUBTFUL and each.is_prose and _tells(shade):
        return None
    return found or ("menu" if _is_menu(shade) and not NUMBERED.match(shade) else None)


NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十壹贰叁参肆伍陆柒捌玖拾]{1,3}、|\([一二三四五六七八九十]+\)|\d{1,2}\W*$|0\d)"
)
"""How headings begin, and neither titles nor menus."""

_DOUBTFUL = frozenset({"advert", "counter", "related", "share", "source line"})
"""Kinds told by words that a statement on an organisation's deeds may have as well."""


def _tells(shade: str) -> bool:
    """Tell whether a line is a whole sentence that names an organisation."""
    whole = re.search("[。!?]”?$", shade)
    return bool(whole and names(shade))


_SPACED = re.compile(r"(?:\W*\w(?= |\W|$))+\W*")
"""Words that are set wide: 打 印 | 关 闭."""

_MENU_SPLIT = re.compile(r"[\s|丨/>»·,、\-\[\]【】()]+")


def _is_menu(shade: str) -> bool:
    """Tell whether a line is made of menu entries, or of labels and what they say."""
    entries = [e for e in _MENU_SPLIT.split(shade.strip(" []|>»")) if e]
    labels = sum(map(_is_label, entries))
    counts = sum(bool(_COUNT.fullmatch(entry)) for entry in entries)
    least = len(entries) * (0.5 if len(entries) > 1 else 1)
    return labels > 0 and labels + counts >= least and not re.search("[。!?;]", shade)


_COUNT = re.compile(r"[\d,.]+[万次人+]*")
"""What stands behind a counter's label."""

ENTRY, FEWEST_ENTRIES = 6, 3
"""Characters of a menu's entry, and how many of them in a row above a text are a menu."""

_ENTRIES = re.compile(
    r"\W*[^\W\d]{2,3}(?: [^\W\d]{2,3}){2,}|\W*[\w:]{2,8}(?:(?: *[|/·■□] *| {2,})\w{2,8}){2,}\W*"
)
"""A line of a menu: entries of two or three characters, or more with signs between them."""


def mark_menus(head: Sequence[Line], kinds: list[str | None]) -> None:
    """Mark short lines that follow each other above a text, whatever they say."""
    short = [len(each.shade) <= ENTRY and not find_date(each.shade) for each in head]
    for i, each in enumerate(head):
        if _ENTRIES.fullmatch(each.shade) and not find_date(each.shade):
            kinds[i] = kinds[i] or "menu"
    for is_short, run in groupby(range(len(head)), key=lambda i: short[i]):
        entries = list(run)
        if is_short and len(entries) >= FEWEST_ENTRIES:
            for i in entries:
                kinds[i] = kinds[i] or "menu"


def is_meta(each: Line) -> bool:
    """Tell whether a line says when or where from: 发布时间:2020-04-15 文章来源:…."""
    shade = each.shade
    if len(shade) > 150:
        return False
    if keyed("date keys").search(shade) or keyed("source keys").match(shade.lstrip(" ([【")):
        return True
    if _is_menu(shade) and keyed("source keys").search(shade):
        return True
    day = find_date(shade)
    if not day:
        return bool(pattern(FILE, "editor").search(shade))
    rest = TIME.sub(" ", shade[: day[1]] + " " + shade[day[2] :])
    rest = " ".join(word for word in _MENU_SPLIT.split(rest) if not _is_label(word))
    return len(rest.strip()) <= MAX_UNSAID and not re.search("[。!?,]", rest)


MAX_UNSAID = 24
"""Characters that may stand beside a date and labels in a line about the page."""


def _is_label(word: str) -> bool:
    """Tell whether a word is a label, with what it says or without: 来源:某报, 打印."""
    return word.partition(":")[0] in _labels()


@cache
def _labels() -> frozenset[str]:
    kinds = ("source keys", "date keys", "other keys", "navigation")
    return frozenset(word for kind_ in kinds for word in listed(FILE, kind_))


@cache
def keyed(kind_: str) -> re.Pattern[str]:
    """Return what finds a key (来源:) of a section of the data file."""
    return re.compile(rf"(?:{alternatives(FILE, kind_)})\s*(?:[:丨|]|\s(?=\d))\s*")

"""Which line of a page is its title: above what says when and where from, and about its text."""

import re
from collections.abc import Sequence

from bot.chinese.dates import find_date
from bot.chinese.word_lists import alternatives, pattern
from bot.intake.page.lines import Line, line
from bot.intake.page.noise import FILE, NUMBERED, is_meta, kind
from bot.model import Document


def title_at(
    all_lines: Sequence[Line],
    kinds: Sequence[str | None],
    metas: Sequence[int],
    first: int,
    named: str | None,
) -> int | None:
    """Return which line is the title, None where the text begins without one.

    `metas` are the lines that say when or where from, `first` is the first of the text, `named`
    is what the document's file calls the title.
    """
    found = _candidates(all_lines, kinds, metas, max(first, max(metas, default=0) + 1))
    if not found and _may_be_title(all_lines, first):
        return first
    if named:
        for i in found:
            if all_lines[i].text in named or named in all_lines[i].text:
                return i
    if top := [i for i in found if all_lines[i].level == 1]:
        return top[0]
    if again := [i for i in found if _stands_again(all_lines, found, i)]:
        return again[-1]
    text = "".join(each.shade for each in all_lines[first:])
    dated = [i for i in metas if find_date(all_lines[i].shade)] or metas
    if dated:
        above = [i for i in found if i < dated[-1]]
        return above[-1] if above else next((i for i in found if i > dated[-1]), None)
    return max(found, key=lambda i: (_shared(all_lines[i].shade, text), -i), default=None)


def _may_be_title(all_lines: Sequence[Line], first: int) -> bool:
    """Tell whether what seems to be the first of the text is a title of two sentences."""
    said = all_lines[first].shade
    more = any(each.is_prose for each in all_lines[first + 1 :])
    return more and len(said) <= MAX_PROSE and not re.search("[。!?;,:”]$", said)


MAX_PROSE = 40
"""Characters of a title that reads like running text."""


def _stands_again(all_lines: Sequence[Line], found: Sequence[int], i: int) -> bool:
    """Tell whether a line is a part of another, as a title is of a trail of menus."""
    said = all_lines[i].text
    return len(said) >= SURE and any(said in all_lines[other].text for other in found if other != i)


SURE = 10
"""Characters from which a line that stands twice is a title, and no site's name."""


def _candidates(
    all_lines: Sequence[Line], kinds: Sequence[str | None], metas: Sequence[int], end: int
) -> list[int]:
    """Return the lines that can be a title."""
    about = [all_lines[meta].text for meta in metas]
    found = [
        i
        for i, each in enumerate(all_lines[:end])
        if not kinds[i]
        and i not in metas
        and not any(each.text in said for said in about)
        and not each.shade.startswith(("—", "(", "-"))
        and not NUMBERED.match(each.shade)
        and not re.search("[。;]$", each.shade)
        and 3 < len(each.text) <= MAX_TITLE
        and re.search("[\u4e00-\u9fff] ?[\u4e00-\u9fff]", each.shade)
    ]
    plain = [i for i in found if not pattern(FILE, "site").match(all_lines[i].shade)]
    return plain or found  # a title may end like a website: 社会组织织密防溺水网


MAX_TITLE = 80
"""Characters of the longest title."""


def _shared(title: str, text: str) -> int:
    """Return how many pairs of a line's characters its text has."""
    pairs = {title[i : i + 2] for i in range(len(title) - 1)}
    return sum(pair in text for pair in pairs if pair.isalnum())


def whole_title(
    all_lines: Sequence[Line], kinds: Sequence[str | None], at: int, document: Document
) -> str:
    """Return a title; of a page in one line, with its first half, which a blank parts from it."""
    title = all_lines[at].text
    if at == 0 or len(document.blocks) > 1 or kinds[at - 1] or is_meta(all_lines[at - 1]):
        return title
    before = all_lines[at - 1]
    publisher = re.search(rf"(?:{alternatives(FILE, 'media ends')}|论坛|网)$", before.shade)
    half = MIN_HALF <= len(before.text) <= MAX_HALF and len(title) <= MAX_HALF
    return f"{before.text} {title}" if half and not publisher and not before.is_prose else title


MIN_HALF, MAX_HALF = 5, 20
"""Characters of each half of a title in two."""


def without_label(title: str | None) -> str | None:
    """Drop what some pages print before a title."""
    if title is None:
        return None
    *said, last = title.split(" ")
    title = " ".join(said) if said and kind(line(last)) == "share" else title
    return re.sub(r"^(?:标题|標題|题目|主旨|【标题】)\s*[:：]\s*", "", title)

"""Names whose end the next name of a list holds: 玉塘村、白奇村等村级老年协会."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from bot.chinese.name_parts import AREA, split
from bot.chinese.text import lexicon
from bot.chinese.word_lists import alternatives
from bot.intake.naming.views import FILE

Pieces = tuple[tuple[int, int], ...]
"""Where the pieces of a name stand."""

_COUNT = re.compile(r"(?P<item>.{2,8}?)(?:等|[一二两三四五六七八九十\d]+[个家支所])+(?:各[级地])?")
_LEVEL = re.compile("^[省市县区乡镇村街]+[级道]")
_PLACE = re.compile(rf"[\u4e00-\u9fff]{{1,10}}(?:街道|社区|(?<!小)[{AREA}])")
_TOPICAL = re.compile("(?:协会|学会|研究会|促进会|联合会|联谊会|商会)$")

MAX_TOPIC = 4
"""Characters of a topic that has lost its form to the next name of a list."""


def shared(shade: str, names: Sequence[tuple[int, int]]) -> Iterator[Pieces]:
    """Yield the names, in pieces, of those lists whose items are places or topics before a form."""
    starts = [0, *(m.end() for m in re.finditer(r"[,;:。!?\n ]", shade))]
    for end in (e for _, e in names):
        start = starts[bisect_right(starts, end) - 1]
        if "、" in shade[start:end]:
            yield from _of_list(shade, start, end)


def _of_list(shade: str, start: int, end: int) -> Iterator[Pieces]:
    *items, last = re.finditer("[^、]+", shade[start:end])
    if not split(last.group()).form:
        return
    spans = [(start + m.start(), start + m.end()) for m in items]
    at = start + last.start()
    form = _form_start(shade, at, end)
    if counted := _COUNT.match(shade, at, form):
        spans.append((at, counted.end("item")))
        form = counted.end()
        form += m.end() if (m := _LEVEL.match(shade[form:end])) else 0
        if form < end and any(_is_place(shade[a:b]) for a, b in spans):
            yield from (((a, b), (form, end)) for a, b in spans)
        return
    if not all(_is_place(shade[a:b]) for a, b in spans):
        yield from _topics(shade, spans[-1], (at, end))
        return
    if _is_place(shade[at:form]):
        yield from (((a, b), (form, end)) for a, b in spans)
        yield ((at, end),)


def _form_start(shade: str, at: int, end: int) -> int:
    """Return where a name goes on behind its places."""
    return end - len(split(shade[at:end]).short)


def _is_place(item: str) -> bool:
    """Tell whether an item is only a place: 玉塘村, 城东社区, 东门."""
    return lexicon().tag(item) == "ns" or bool(_PLACE.fullmatch(item)) or item in _gates()


@cache
def _gates() -> frozenset[str]:
    """Return what parts of a town are called."""
    return frozenset(side + part for side in "东南西北" for part in "门关街巷城郊")


def _topics(shade: str, item: tuple[int, int], last: tuple[int, int]) -> Iterator[Pieces]:
    """Yield both names where the first gives the place, the last the form: 凤台市楹联、灯谜学会."""
    said, tail = shade[slice(*item)], shade[slice(*last)]
    first, other = split(said + "协会"), split(tail)
    place = len("".join(first.places))
    generic = re.fullmatch(alternatives(FILE, "generic"), first.brand)
    if not place or other.places or not 2 <= len(first.brand) <= MAX_TOPIC or generic:
        return
    if not _TOPICAL.search(tail) or not 2 <= len(other.brand) <= MAX_TOPIC:
        return
    yield item, (last[1] - len(other.form), last[1])
    yield (item[0], item[0] + place), last

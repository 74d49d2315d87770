"""Finds the names of organisations in running Chinese text, by how they are built.

Everything is looked up in the text's shadow, so offsets are the text's own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.chinese.name_parts import NEUTRAL_FORMS, split
from bot.chinese.text import lexicon
from bot.chinese.word_lists import alternatives, listed
from bot.intake.naming.name_edges import (
    VAGUE_PLACE,
    Places,
    cut_words,
    form_pattern,
    lookahead,
    name_start,
    word_sets,
)

_FILE = "organisations.txt"

MAX_NAME = 34
"""Characters of the longest name that is believed."""


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation's name in a text."""

    start: int
    end: int
    name: str
    bare: bool = False
    """A form without a name: 协会, 行业协会."""
    barred: bool = False
    """Government, media or another body whose deeds no bulletin is about."""
    spelt: bool = True
    """Found by its form and written in one piece; not so an item of a list."""
    pieces: tuple[tuple[int, int], ...] = ()
    """Where the pieces of a name stand that is not written in one."""


@cache
def _generic() -> re.Pattern[str]:
    return re.compile(f"(?:{alternatives(_FILE, 'generic')})*")


@cache
def _never() -> re.Pattern[str]:
    return re.compile(alternatives(_FILE, "never"))


_NEEDS_BRAND = frozenset(
    ("协会", "学会", "研究会", "促进会", "基金会", "联合会", "联谊会", "中心", "公司", "机构")
)


def judge(start: int, end: int, text: str, form: str, places: Places = frozenset()) -> Named | None:
    """Return the name that stands between two offsets, None for what is too long for one."""
    whole = text[start:end]
    if len(whole) > MAX_NAME or whole.count("“") != whole.count("”"):
        return None
    return Named(
        start, end, whole, bare=_says_nothing(whole, form, places), barred=is_barred(whole)
    )


_TOO_BROAD = frozenset(("", "行业", "社会", "专业", "慈善", "志愿", "商"))
"""What 各级…协会 may not be of, even at a place, to be anybody."""


def _says_nothing(whole: str, form: str, known: Places) -> bool:
    """Tell whether a phrase with a form names nobody: 协会, 各行业协会, 多家机构, 全省慈善组织."""
    stem = whole.removesuffix(form)
    places = split(stem + "协会").places if stem else ()
    if not places:
        places = tuple(p for p in known if stem.startswith(p))[:1]
    brand = stem[len("".join(places)) :]
    if "“" in brand or "”" in whole:
        return False
    real = [p for p in places if not VAGUE_PLACE.match(p)]
    said = re.sub("^.*各[级类个地]?", "", brand)
    several = brand != said and (not real or said in _TOO_BROAD)
    return (
        brand.endswith(("类", "性", "型", "母"))
        or several
        or (form in NEUTRAL_FORMS and bool(_generic().fullmatch(brand)))  # 首都社会服务机构
        or (not places and bool(_generic().fullmatch(brand)))
        or (said in ("", "行业") and form in _NEEDS_BRAND and len(real) < 2)  # 福建省温州商会
        or (not places and form in NEUTRAL_FORMS)
        or (not places and form in word_sets()["weak forms"] and not _unknown(brand, form))
        or (not places and (lexicon().tag(brand) or "")[:1] == "v")
    )


_NEVER_ALONE = frozenset(
    (*NEUTRAL_FORMS, "基地", "学校", "医院", "银行", "队伍", "酒店", "工厂", "店")
)
"""Weak forms that only a place or a name makes a name, never a long phrase: 人才服务机构."""

LONG_BRAND = 6
"""Characters of a brand that names somebody if its first word is not one that many share."""


def _unknown(brand: str, form: str) -> bool:
    """Tell whether a brand is no phrase of ordinary words, or goes on after a word of its own."""
    cut = cut_words(brand)
    odd = [w for w in cut if len(w.text) < 2 or w.tag in ("x", "nz", "nr", "nt", "ns", "eng")]
    first = cut[0].text if cut else ""
    own = (
        len(first) > 1
        and not _generic().fullmatch(first)
        and first not in word_sets()["soft verbs"]
    )
    return len("".join(w.text for w in odd)) >= 2 or (
        len(brand) >= LONG_BRAND and own and form not in _NEVER_ALONE
    )


def find(clause: str, places: Places = frozenset()) -> list[Named]:
    """Return the names in one masked clause, in order; none overlaps another."""
    found: list[Named] = []
    low = 0
    for match in form_pattern().finditer(clause):
        if match.start() < low:
            continue
        start = name_start(clause, low, match.start(), places)
        if found and start == low == found[-1].end and _goes_on(clause, found[-1], match):
            start = found.pop().start
        end = match.end()
        if quoted := re.match("“[^“”]{2,8}”", clause[end:]):
            end += quoted.end()
        named = judge(start, end, clause, match.group(), places)
        learnt = match.group() == "学会" and clause[end : end + 1] in _LEARNT
        if named and (_COUNTED.search(clause[:start]) or (learnt and not split(named.name).places)):
            named = replace(named, bare=True)  # 21所山村小学, 居民学会用手机
        if named:
            found.append(named)
            low = named.end
    single = list(_single(clause, places))
    taken = [n for n in found if not any(_goes_beyond(s, n, clause) for s in single)]
    return merge(taken, [s for s in single if not _met(s, taken)])


def _goes_beyond(longer: Named, name: Named, clause: str) -> bool:
    """Tell whether a name goes on for a word behind another: 岭东大学 + 支教团."""
    between = cut_words(clause[name.end : longer.end])
    return longer.start == name.start and len(between) == 1 and len(between[0].text) > 1


def _met(one: Named, others: Iterable[Named]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


_LEARNT = ("了", "用", "使", "做")
"""What stands behind 学会 where it is a verb."""

_COUNTED = re.compile("[0-9一二两三四五六七八九十百千万多余几]+[所家个支座间处]$")


@cache
def _single_form() -> re.Pattern[str]:
    forms = listed(_FILE, "single forms")
    return re.compile("|".join(re.escape(form) + "(?!同)" + lookahead(form) for form in forms))


def _single(clause: str, places: Places) -> Iterator[Named]:
    """Yield names that end in one character: it is a word of its own, behind place and brand."""
    for match in _single_form().finditer(clause):
        start = name_start(clause, 0, match.start(), places)
        whole = clause[start : match.end()]
        parts = split(whole)
        placed = any(not VAGUE_PLACE.match(p) for p in parts.places)
        if not (placed or whole.startswith(tuple(places))) or len(parts.brand) < 3:
            continue
        last = cut_words(whole)[-1].text
        sure = (last == match.group() or len(last) > 2) and not _single_bar().search(whole)
        if sure and len(whole) <= MAX_NAME and not _generic().fullmatch(parts.brand[:-1]):
            yield Named(start, match.end(), whole, barred=is_barred(whole))


@cache
def _single_bar() -> re.Pattern[str]:
    return re.compile(f"(?:{alternatives(_FILE, 'no single form')})$")


def _goes_on(clause: str, before: Named, match: re.Match[str]) -> bool:
    """Tell whether the next form belongs to the name before it: 矿业集团 + 工会."""
    between = clause[before.end : match.start()]
    short = len(between) <= 10 and "的" not in between
    return short and all(w.tag[:1] != "v" or w.tag == "vn" for w in cut_words(between))


def with_names(shade: str, known: Iterable[str]) -> list[tuple[int, int]]:
    """Return where known names stand in a text, the longest first at each place."""
    spans: list[tuple[int, int]] = []
    for name in sorted(known, key=len, reverse=True):
        for match in re.finditer(re.escape(name), shade):
            if not any(a < match.end() and match.start() < b for a, b in spans):
                spans.append(match.span())
    return sorted(spans)


def merge(first: Sequence[Named], more: Sequence[Named]) -> list[Named]:
    """Join two lists of names; where they overlap a full name stays, and the longer one."""
    kept: list[Named] = []
    for name in sorted([*first, *more], key=lambda n: (n.bare, n.start - n.end)):
        if not any(k.start < name.end and name.start < k.end for k in kept):
            kept.append(name)
    return sorted(kept, key=lambda n: n.start)


def is_barred(text: str) -> bool:
    """Tell whether a text names government, media or another body that no bulletin is about."""
    return bool(_never().search(text))


def is_generic(text: str) -> bool:
    """Tell whether a text is no name but words that many organisations share."""
    return bool(_generic().fullmatch(stem(text)))


def stem(name: str) -> str:
    """Return a name without the form that it ends in."""
    last = [m for m in form_pattern().finditer(name) if m.end() == len(name)]
    return name[: last[0].start()] if last else name

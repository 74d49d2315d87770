"""Finds the names of organisations in running Chinese text, by how they are built.

Everything is looked up in the text's shadow, so offsets are the text's own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from bot.names import AREA, FORMS, split
from bot.numbers import MEASURES
from bot.tables import alternatives, listed
from bot.text import Word, lexicon, words

_FILE = "organisations.txt"

MAX_NAME = 34
"""Characters of the longest name that is believed."""

QUOTED = "□"
"""Stands for each character of a title or a quotation: no name reaches over it."""

ASIDE = "▫"
"""Stands for each character in brackets: names end before it, lists go on behind it."""


Places = frozenset[str]
"""Short names of places that a page has taught us: 墨川, from 墨川区绿芽协会."""


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


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with what is quoted or bracketed in it masked."""

    text: str
    start: int


@lru_cache(maxsize=1 << 13)
def cut_words(text: str) -> list[Word]:
    """Cut a text into words; the same few are asked for again and again. Not to be changed."""
    return words(text)


# --- masking and clauses

_TITLE = re.compile(r"《[^《》]*》?")
_QUOTE = re.compile(r"“[^“”]*”|‘[^‘’]*’|\"[^\"]*\"")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_CLAUSE = re.compile(r"[^,;:。!?\s]+")


def mask(shade: str) -> str:
    """Mask titles, quotations and brackets that are no part of a name."""
    shade = _TITLE.sub(lambda m: QUOTED * len(m.group()), shade)
    shade = _QUOTE.sub(lambda m: _quotation(m, shade), shade)
    return _ASIDE.sub(lambda m: _bracket(m, shade), shade)


def _quotation(match: re.Match[str], shade: str) -> str:
    """Keep a quoted brand: “蓝天”救援队, 学生社团“小天平”."""
    inner, before, behind = match.group()[1:-1], shade[: match.start()], shade[match.end() :]
    if 2 <= len(inner) <= 8 and (_FORM_FIRST().match(behind) or _FORM_LAST().search(before)):
        return match.group()
    return QUOTED * len(match.group())


def _bracket(match: re.Match[str], shade: str) -> str:
    """Keep a bracket inside a name: 华南(福建)有限公司."""
    if len(match.group()) <= 8 and _FORM_FIRST().match(shade[match.end() :]):
        return match.group()
    return ASIDE * len(match.group())


def clauses(masked: str) -> list[Clause]:
    """Cut a masked text at its punctuation and its blanks."""
    return [Clause(m.group(), m.start()) for m in _CLAUSE.finditer(masked)]


# --- forms


def _lookahead(form: str) -> str:
    """Return what must not follow a form."""
    barred = [
        word
        for line in _not_before()
        for key, *following in [line]
        if form.endswith(key)
        for word in following
    ]
    return f"(?!{'|'.join(map(re.escape, barred))})" if barred else ""


@cache
def _not_before() -> tuple[tuple[str, ...], ...]:
    """Return keys of forms, each with the words that make it no form."""
    table: list[list[str]] = []
    for word in listed(_FILE, "not a form before"):
        key, colon, first = word.partition(":")
        if colon:
            table.append([key, first])
        else:
            table[-1].append(word)
    return tuple(map(tuple, table))


@cache
def _forms() -> str:
    known = sorted({*FORMS, *listed(_FILE, "forms")}, key=len, reverse=True)
    return "|".join(re.escape(form) + _lookahead(form) for form in known)


@cache
def _FORM() -> re.Pattern[str]:  # noqa: N802 - a constant that is built when it is first needed
    return re.compile(_forms())


@cache
def _FORM_FIRST() -> re.Pattern[str]:  # noqa: N802
    return re.compile(rf"(?:{_forms()}|志愿|应急|公益|社会|民间)")


@cache
def _FORM_LAST() -> re.Pattern[str]:  # noqa: N802
    return re.compile("(?:社团|团队|队|工作室|站|社|小组|团)$")


# --- where a name begins


@cache
def word_sets() -> dict[str, frozenset[str]]:
    """Return the word lists as sets."""
    kinds = (
        *("stops", "prepositions", "verbs", "pivots", "joiners"),
        *("leading words", "adverbs", "inner times", "titles", "soft verbs", "weak forms"),
        "prefixes",
    )
    return {kind: frozenset(listed(_FILE, kind)) for kind in kinds}


_STOP_TAGS = ("p", "c", "u", "r", "y", "e", "o")
_NUMBER = re.compile(r"[\d.]+|[一二三四五六七八九十百千万亿两几数多余]+")


def ends_name(word: Word) -> bool:
    """Tell whether a name read backwards ends before this word."""
    sets = word_sets()
    text = word.text
    if any(text in sets[k] for k in ("stops", "prepositions", "verbs", "pivots", "joiners")):
        return True
    if (
        text in sets["leading words"]
        or text in sets["adverbs"]
        or not (text[0].isalnum() or text[0] in "“”‘’()-·&")
    ):
        return True
    if len(text) < 2 or text.startswith("第"):
        return False
    if word.tag == "t":
        return text not in sets["inner times"]
    return word.tag[:1] in _STOP_TAGS or word.tag in ("m", "f", "mq")


def name_start(text: str, low: int, high: int, places: Places = frozenset()) -> int:
    """Return where a name begins whose form begins at `high`, not before `low`."""
    cut = cut_words(text[low:high])
    first = len(cut)
    while first and not _is_wall(cut, first - 1):
        first -= 1
    run = [Word(w.text, low + w.start, w.tag) for w in cut[first:]]
    run = _from_place(_without_titles(run), text, places)
    if run and high - run[0].start > MAX_VERBAL and not _is_place(run[0], text, places):
        last = max(
            (i for i, w in enumerate(run) if w.text in word_sets()["soft verbs"]), default=-1
        )
        run = run[last + 1 :]
    start = run[0].start if run else high
    before = text[low:start]
    return start - max((len(p) for p in word_sets()["prefixes"] if before.endswith(p)), default=0)


MAX_VERBAL = 12
"""Characters before the form within which a verb is believed to be a part of a name."""

_PLACE_WORDS = frozenset("省市县区镇乡")
_COMMON = ("n", "v", "vn", "a", "ad", "an", "b", "l", "i", "j", "s", "vd", "vi", "z")


def _is_wall(cut: list[Word], i: int) -> bool:
    """Tell whether a name read backwards ends before a word: a number with its measure, say."""
    word = cut[i]
    before = cut[i - 1] if i else None
    if before and word.text in ("各", "各级") and before.tag in ("ns", "n"):
        return False
    if before and word.text[0] in "万千百" and word.text[-1] == "家" and before.text[-1] in AREA:
        return False  # 满河市万家福商贸集团
    if before and word.text == "组织" and before.text in _ORGANISED:
        return False
    if before and word.text in ("与", "和", "及") and _is_topic(cut[:i]):
        return False
    counted = i > 0 and _is_number(cut, i - 1)
    is_measure = counted and (word.text in MEASURES or word.tag == "q")
    return ends_name(word) or bool(is_measure) or (i == 0 and word.text.isdigit())


_PLACE = re.compile(r"[\u4e00-\u9fff]{2,3}[省市县区州镇乡]")


_ORGANISED = frozenset(("社会", "志愿", "民间", "公益", "慈善", "工会", "服务"))
"""Words behind which 组织 is a noun."""

MAX_TOPIC = 10


def _is_topic(cut: list[Word]) -> bool:
    """Tell whether words before 与 are the first half of a name: 边城市物流 + 与采购联合会."""
    first = len(cut)
    while first and not ends_name(cut[first - 1]):
        first -= 1
    run = cut[first:]
    said = "".join(w.text for w in run)
    placed = any(not _VAGUE_PLACE.match(p) for p in split(said + "协会").places)
    return placed and len(run) > 1 and len(said) <= MAX_TOPIC and not _FORM().search(said)


def _is_number(cut: list[Word], i: int) -> bool:
    """Tell whether a word is a number; 万家福 behind a place is a brand."""
    brand = cut[i].text in ("万", "千", "百") and i > 0 and cut[i - 1].text[-1] in AREA
    return bool(_NUMBER.fullmatch(cut[i].text)) and not brand


def _is_place(word: Word, text: str, places: Places) -> bool:
    """Tell whether a place begins with a word; the dictionary knows the larger ones only."""
    if word.text in _PLACE_WORDS or (word.tag == "ns" and len(word.text) > 1):
        return True
    if any(text.startswith(place, word.start) for place in places):
        return True
    place = _PLACE.match(text, word.start)
    return bool(place) and len(word.text) < 3 and word.tag not in ("n", "v", "vn", "a")


def _without_titles(run: list[Word]) -> list[Word]:
    """Drop what the owner of a name is called before it: 会员企业海华医药."""
    titles = word_sets()["titles"]
    while run and run[0].text in titles:
        run = run[1:]
    return run


MIN_DROPPED = 4
"""Characters before a place that are no part of a name, unless a verb is among them: 中铁四川."""


def _from_place(run: list[Word], text: str, places: Places) -> list[Word]:
    """Drop ordinary words that stand before the place with which a name begins."""
    for i, word in enumerate(run):
        deeds = any(w.tag[:1] == "v" for w in run[:i])
        enough = deeds or word.start - run[0].start >= MIN_DROPPED
        if i and enough and _is_place(word, text, places):
            return run[i:]
        if len(word.text) < 2 or word.tag not in _COMMON or word.text in word_sets()["prefixes"]:
            break
    return run


# --- is it a name?


@cache
def _generic() -> re.Pattern[str]:
    return re.compile(f"(?:{alternatives(_FILE, 'generic')})*")


@cache
def _never() -> re.Pattern[str]:
    return re.compile(alternatives(_FILE, "never"))


_NEEDS_BRAND = frozenset(
    ("协会", "学会", "研究会", "促进会", "基金会", "联合会", "联谊会", "中心", "公司", "机构")
)
_SOME = re.compile("部分|多[个家]|数[个家]|一些|众多|[0-9一二两三四五六七八九十]+余?[家个支]")
_VAGUE_PLACE = re.compile("^(?:[省市县区镇村]|全国|中国|中华|国家)$")


def judge(start: int, end: int, text: str, form: str, places: Places = frozenset()) -> Named | None:
    """Return the name that stands between two offsets, None for what is too long for one."""
    whole = text[start:end]
    if len(whole) > MAX_NAME:
        return None
    return Named(
        start, end, whole, bare=_says_nothing(whole, form, places), barred=is_barred(whole)
    )


_TOO_BROAD = frozenset(("", "行业", "社会", "专业", "慈善", "志愿"))
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
    real = [p for p in places if not _VAGUE_PLACE.match(p)]
    said = re.sub("^各[级类个地]?", "", brand)
    several = brand != said and (not real or said in _TOO_BROAD)
    return (
        bool(_SOME.search(brand))
        or brand.endswith(("类", "性", "型"))
        or several
        or (not places and bool(_generic().fullmatch(brand)))
        or (not said and form in _NEEDS_BRAND and len(real) < 2)  # 福建省温州商会
        or (said == "行业" and form == "协会")
        or (not places and form in word_sets()["weak forms"] and not _unknown(brand))
        or (not places and (lexicon().tag(brand) or "")[:1] == "v")
    )


def _unknown(brand: str) -> bool:
    """Tell whether a brand is no phrase of ordinary words."""
    cut = cut_words(brand)
    odd = [w for w in cut if len(w.text) < 2 or w.tag in ("x", "nz", "nr", "nt", "ns", "eng")]
    return len("".join(w.text for w in odd)) >= 2


def find(clause: str, places: Places = frozenset()) -> list[Named]:
    """Return the names in one masked clause, in order; none overlaps another."""
    found: list[Named] = []
    low = 0
    for match in _FORM().finditer(clause):
        if match.start() < low:
            continue
        start = name_start(clause, low, match.start(), places)
        if found and start == low == found[-1].end and _goes_on(clause, found[-1], match):
            start = found.pop().start
        end = match.end()
        if quoted := re.match("“[^“”]{2,8}”", clause[end:]):
            end += quoted.end()
        named = judge(start, end, clause, match.group(), places)
        if named and _COUNTED.search(clause[:start]):
            named = replace(named, bare=True)  # 21所山村小学
        if named:
            found.append(named)
            low = named.end
    return merge(found, list(_single(clause, places)))


_COUNTED = re.compile("[0-9一二两三四五六七八九十百千万多余几]+[所家个支座间处]$")


@cache
def _single_form() -> re.Pattern[str]:
    forms = listed(_FILE, "single forms")
    return re.compile("|".join(re.escape(form) + "(?!同)" + _lookahead(form) for form in forms))


def _single(clause: str, places: Places) -> Iterator[Named]:
    """Yield names that end in one character: it is a word of its own, behind place and brand."""
    for match in _single_form().finditer(clause):
        start = name_start(clause, 0, match.start(), places)
        whole = clause[start : match.end()]
        parts = split(whole)
        if not any(not _VAGUE_PLACE.match(p) for p in parts.places) or len(parts.brand) < 3:
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
    return len(between) <= 10 and all(w.tag[:1] != "v" or w.tag == "vn" for w in cut_words(between))


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
    last = [m for m in _FORM().finditer(name) if m.end() == len(name)]
    return name[: last[0].start()] if last else name

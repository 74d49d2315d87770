"""Where the name of an organisation ends, by its form, and where it begins, read backwards."""

import re
from functools import cache, lru_cache

from bot.chinese.name_parts import AREA, FORMS, split
from bot.chinese.numbers import MEASURES
from bot.chinese.text import Word, words
from bot.chinese.word_lists import listed

_FILE = "organisations.txt"

Places = frozenset[str]
"""Short names of places that a page has taught us: 墨川, from 墨川区绿芽协会."""

VAGUE_PLACE = re.compile("^(?:[省市县区镇村]|全国|中国|中华|国家)$")
"""A place that tells no two organisations apart."""


@lru_cache(maxsize=1 << 13)
def cut_words(text: str) -> list[Word]:
    """Cut a text into words; the same few are asked for again and again. Not to be changed."""
    return words(text)


# --- forms


def lookahead(form: str) -> str:
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
    return "|".join(re.escape(form) + lookahead(form) for form in known)


@cache
def form_pattern() -> re.Pattern[str]:
    """Return what finds any form."""
    return re.compile(_forms())


@cache
def form_at_start() -> re.Pattern[str]:
    """Return what finds a form, or the words before one, where a text begins."""
    return re.compile(rf"(?:{_forms()}|志愿|应急|公益|社会|民间)")


@cache
def form_before_quote() -> re.Pattern[str]:
    """Return what finds a form behind which a quoted brand may stand, at a text's end."""
    return re.compile("(?:社团|团队|队|工作室|站|社|小组|团)$")


# --- where a name begins


@cache
def word_sets() -> dict[str, frozenset[str]]:
    """Return the word lists as sets."""
    kinds = (
        *("stops", "prepositions", "verbs", "pivots", "joiners"),
        *("leading words", "adverbs", "inner times", "titles", "soft verbs", "weak forms"),
        *("prefixes", "deeds"),
    )
    return {kind: frozenset(listed(_FILE, kind)) for kind in kinds}


_TIME_ENDS = frozenset("天日月年晚晨午夜时期间季节周末初底前后")
"""Last characters of words for times."""

_STOP_TAGS = ("p", "c", "u", "r", "y", "e")
_NUMBER = re.compile(r"[\d.]+|[一二三四五六七八九十百千万亿两几数多余]+")


@cache
def _enders() -> frozenset[str]:
    """Return the words that are no part of any name."""
    kinds = ("stops", "prepositions", "verbs", "pivots", "joiners", "leading words", "adverbs")
    return frozenset().union(*(word_sets()[kind] for kind in kinds))


def ends_name(word: Word) -> bool:
    """Tell whether a name read backwards ends before this word."""
    text = word.text
    if text in _enders() or not (text[0].isalnum() or text[0] in "“”‘’()-·&"):
        return True
    if len(text) < 2 or text.startswith("第"):
        return False
    if word.tag == "t":  # the dictionary takes 少儿 and 老年 for times
        return text[-1] in _TIME_ENDS and text not in word_sets()["inner times"]
    counted = word.tag in ("m", "mq") and bool(_NUMBER.match(text))  # 少儿 is no number
    return counted or word.tag[:1] in _STOP_TAGS or word.tag == "f"


def name_start(text: str, low: int, high: int, places: Places = frozenset()) -> int:
    """Return where a name begins whose form begins at `high`, not before `low`."""
    cut = cut_words(text[low:high])
    first = len(cut)
    while first and not _is_wall(cut, first - 1, opens=not low):
        first -= 1
    run = [Word(w.text, low + w.start, w.tag) for w in cut[first:]]
    run = _from_place(_without_titles(run), text, places)
    start = run[0].start if run else high
    before = text[low:start]
    return start - max((len(p) for p in word_sets()["prefixes"] if before.endswith(p)), default=0)


_PLACE_WORDS = frozenset("省市县区镇乡")
_COMMON = ("n", "v", "vn", "a", "ad", "an", "b", "l", "i", "j", "s", "vd", "vi", "z")

_CONJUNCTIONS = frozenset("和与同")
_NEVER_IN_BRANDS = frozenset("的了着过等在是有向对把被给为由从到")


def _is_wall(cut: list[Word], i: int, *, opens: bool) -> bool:
    """Tell whether a name read backwards ends before a word: a number with its measure, say."""
    word = cut[i]
    before = cut[i - 1] if i else None
    in_brand = before.tag == "ns" if before else opens and word.text in _CONJUNCTIONS
    if in_brand and len(word.text) == 1 and word.text not in _NEVER_IN_BRANDS:
        after = cut[i + 1].text if len(cut) > i + 1 else ""
        if len(after) == 1 and after not in _PLACE_WORDS:
            return False  # 和美乡建设计研究院, 浙江同振钢铁公司, 厦门正新橡胶公司
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
    numbered = i == 0 and word.text.isdigit() and len(word.text) <= LONGEST_NUMBER
    return ends_name(word) or bool(is_measure) or numbered


LONGEST_NUMBER = 2
"""Digits of a number that numbers a line, and is no name as 95128 is."""

_PLACE = re.compile(r"[\u4e00-\u9fff]{2,3}[省市县区州镇乡]")

_ORGANISED = frozenset(("社会", "志愿", "民间", "公益", "慈善", "工会", "服务"))
"""Words behind which 组织 is a noun."""

MAX_TOPIC = 10
_OFFICES = frozenset("厅局委办部处署院府")


def _is_topic(cut: list[Word]) -> bool:
    """Tell whether words before 与 are the first half of a name: 边城市物流 + 与采购联合会."""
    first = len(cut)
    while first and not ends_name(cut[first - 1]):
        first -= 1
    run = cut[first:]
    said = "".join(w.text for w in run)
    placed = any(not VAGUE_PLACE.match(p) for p in split(said + "协会").places)
    other = form_pattern().search(said) or said[-1:] in _OFFICES
    return placed and len(run) > 1 and len(said) <= MAX_TOPIC and not other


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


@cache
def _before_names() -> frozenset[str]:
    """Return the words that no name begins with."""
    return word_sets()["titles"] | word_sets()["deeds"]


def _without_titles(run: list[Word]) -> list[Word]:
    """Drop what the owner of a name is called before it: 会员企业海华医药."""
    barred = _before_names()
    last = max((i for i, word in enumerate(run) if word.text == "单位"), default=-1)
    run = run[last + 1 :]  # 副会长单位 + 福建云尖茶业公司
    while run and run[0].text in barred:
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

"""Organisations in a list whose other items betray them: 开锐咨询、MBA智库等单位."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from bot.chinese.name_parts import AREA, split
from bot.chinese.text import lexicon
from bot.chinese.word_lists import alternatives
from bot.intake.naming import mentions
from bot.intake.naming import name_edges as edges
from bot.intake.naming.masking import ASIDE, QUOTED
from bot.intake.naming.mentions import Named
from bot.intake.naming.name_edges import Places

_FILE = "organisations.txt"

MAX_ITEM = 14
"""Characters of the longest item that is believed to be a name without a form."""

_CONJUNCTION = re.compile(
    "以及|(?<![平温祥缓共饱])和(?![谐平解睦美])|(?<![参给授赋])与|(?<![以普涉])及|暨"
)
_PLACE = re.compile(rf"[\u4e00-\u9fff]{{1,10}}(?:街道|社区|(?<!小)[{AREA}])$")
_LEVEL = re.compile("^(?:各[级地]?)?(?:[省市县区乡镇村街]+[级道]|社区)?")


@cache
def _head() -> re.Pattern[str]:
    """Return what may stand after 等 when organisations were listed."""
    return re.compile(rf"[\u4e00-\u9fff0-9]{{0,8}}?(?:{alternatives(_FILE, 'heads')})")


def complete(text: str, named: list[Named], places: Places = frozenset()) -> list[Named]:
    """Add the items of a clause's list that are organisations without looking like it."""
    if "、" not in text:
        return mentions.merge(named, [*_owners(text), *_partners(text)])
    items = [m.span() for m in re.finditer("[^、]+", text)]
    start, end = items[-1]
    etc = text.find("等", start)
    items[-1] = (start, etc if etc >= 0 else _last_end(text, start, end))
    items[0] = (edges.name_start(text, 0, items[0][1], places), items[0][1])
    at = etc + 1 if etc >= 0 else start
    reach = MAX_LEVEL if etc >= 0 else MAX_ITEM
    tail = next((n for n in named if at <= n.start <= at + reach), None)
    if tail and (shared := list(_elided(text, items, tail, named, etc))):
        kept = [n for n in named if n is not tail or etc < 0]
        return mentions.merge(shared, [n for n in kept if not _overlaps(n, shared)])
    sure = [n for n in named if not n.bare and not n.barred]
    if not (etc >= 0 and _is_headed(text[etc + 1 :])) and len(sure) < 2:
        return mentions.merge(named, list(_owners(text)))
    kept = [n for n in named if not n.bare or n.barred]
    more = [n for a, b in items for n in _items(text, a, b) if not _overlaps(n, kept)]
    return mentions.merge(kept, [*more, *_owners(text)])


def _overlaps(name: Named, others: list[Named]) -> bool:
    return any(other.start < name.end and name.start < other.end for other in others)


MAX_LEVEL = 4
"""Characters that may stand between 等 and the form that a list shares: 等各村级老年协会."""


def _is_headed(behind: str) -> bool:
    """Tell whether a noun for organisations follows, and no verb before it."""
    head = _head().match(behind)
    return bool(head) and not any(
        edges.ends_name(w) and not w.text.isdigit()
        for w in edges.cut_words(head.group() if head else "")
    )


def _last_end(text: str, start: int, end: int) -> int:
    """Return where the last item of a list without 等 ends: before 与 or a verb."""
    for word in edges.cut_words(text[start:end]):
        if edges.ends_name(word):
            return start + word.start
    return end


def _owners(text: str) -> Iterator[Named]:
    """Yield who owns something: 恒光新材料旗下检测实验室."""
    for match in re.finditer("旗下|名下|下属", text):
        start = edges.name_start(text, 0, match.start())
        if _may_be_name(text[start : match.start()]):
            yield Named(start, match.start(), text[start : match.start()], spelt=False)


_PARTNER = re.compile(
    r"([^、\W]{4,10}?)(?:(?<!参)与|和|联合|携手|会同)[\u4e00-\u9fff]{2,10}?(?:街道|社区|[镇乡村])"
)


def _partners(text: str) -> Iterator[Named]:
    """Yield a subject that works with a place: 云山智慧谷与东湖街道."""
    match = _PARTNER.match(text)
    if match and _may_be_name(match.group(1)):
        yield Named(0, match.end(1), match.group(1), spelt=False)


def _items(text: str, start: int, end: int) -> Iterator[Named]:
    """Yield the names in one item, which 和 may join."""
    at = start
    for piece in _CONJUNCTION.split(text[start:end]):
        a = text.index(piece, at) if piece else at
        at = a + len(piece)
        item = piece.rstrip(ASIDE + QUOTED)
        if _may_be_name(item):
            yield Named(a, a + len(item), item, spelt=False)


def _may_be_name(item: str) -> bool:
    """Tell whether an item of a list of organisations is a name, having no form."""
    if not 2 <= len(item) <= MAX_ITEM or item[0].isdigit() or mentions.is_barred(item):
        return False
    if lexicon().tag(item) not in (None, "nz", "nt", "nrt") or _is_place(item):
        return False
    if _trade().fullmatch(item):
        return False
    return not any(edges.ends_name(w) for w in edges.cut_words(item))


@cache
def _trade() -> re.Pattern[str]:
    """Return what finds words that name a trade and nobody in it: 物流运输."""
    return re.compile(f"(?:{alternatives(_FILE, 'generic')}|{alternatives(_FILE, 'soft verbs')})+")


MAX_PLACE = 4
"""Characters of a place that is believed by its last one alone."""


def _is_place(item: str) -> bool:
    """Tell whether an item is only a place: 玉塘村, but not 好邻居超市 or 基金小镇."""
    if lexicon().tag(item) == "ns":
        return True
    if not _PLACE.match(item):
        return False
    if len(item) <= MAX_PLACE and not item.endswith(("超市", "集市", "城市", "门市")):
        return True
    last = edges.cut_words(item)[-1]
    return len(last.text) == 1 or last.tag == "ns"


_COUNTED = re.compile(r"(?P<item>[^、]+?)[一二两三四五六七八九十\d]+[个家支所]$")


def _elided(
    text: str, items: list[tuple[int, int]], tail: Named, named: list[Named], etc: int
) -> Iterator[Named]:
    """Yield names that share the end of the last one: 玉塘村、白奇村等村级老年协会."""
    others = [n for n in named if n is not tail]
    last = max((n.end for n in others if n.end <= tail.start), default=0)
    open_ = [(a, b) for a, b in items if a >= last and not _overlaps(Named(a, b, ""), [tail])]
    before = text[items[-1][0] : tail.start]
    if counted := _COUNTED.fullmatch(before):  # 东门、西门、鼓楼三个社区消防队
        open_ = [*open_, (items[-1][0], items[-1][0] + counted.end("item"))]
        yield from (_composed(text, span, (tail.start, tail.end)) for span in open_)
        return
    form = _LEVEL.sub("", tail.name) if etc >= 0 else split(tail.name).short
    for start, end in open_:
        item = text[start:end].rstrip(ASIDE)
        if _is_place(item):
            yield _composed(text, (start, start + len(item)), (tail.end - len(form), tail.end))
        elif start == items[0][0] and etc < 0:
            yield from _topics(text, (start, start + len(item)), tail)


def _composed(text: str, *pieces: tuple[int, int]) -> Named:
    """Return a name whose pieces stand apart; it stands where its longest own piece does."""
    name = "".join(text[a:b] for a, b in pieces)
    return Named(*pieces[0], name, spelt=False, pieces=pieces)


_TOPICAL = re.compile("(?:协会|学会|研究会|促进会|联合会|联谊会|商会)$")
_OFFICE = re.compile("[厅局委办部处署院府会社]$")


def _topics(text: str, span: tuple[int, int], tail: Named) -> Iterator[Named]:
    """Yield both names where the first gives the place, the last the form: 凤台市楹联、灯谜学会."""
    item = text[slice(*span)]
    first, last = split(item + "协会"), split(tail.name)
    place = len("".join(first.places))
    if not place or last.places or not 2 <= len(first.brand) <= MAX_TOPIC:
        return
    if _OFFICE.search(item) or not _TOPICAL.search(tail.name):
        return
    if any(edges.ends_name(w) for w in edges.cut_words(first.brand)):
        return
    yield _composed(text, span, (tail.end - len(last.form), tail.end))
    whole = _composed(text, (span[0], span[0] + place), (tail.start, tail.end))
    yield replace(whole, start=tail.start, end=tail.end)


MAX_TOPIC = 4
"""Characters of a topic that has lost its form to the next name of a list."""

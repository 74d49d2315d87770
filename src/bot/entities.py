"""Finds what a question names: organisations, roles and categories, under any of their names.

An organisation is itself only with its brand and its place: 蓝豹救援队 is not 蓝天救援队, and
泉州市蓝天救援队 is not 长汀县蓝天救援队. Slips are forgiven towards names that the bulletins have,
and only where they cannot lead to another name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from rapidfuzz import fuzz

from bot import spelling
from bot.model import Bulletin, Entity, Mention, Sort, Unknown
from bot.names import AREA, FORMS, LOOSE_FORMS, Name, bare, split
from bot.text import Word, lexicon, normalise, words

MARGIN = 0.15
"""Readings whose costs differ by less than this are equally good: the person is asked."""

FUZZY_FROM = 60
"""A stretch less similar to a name than this (rapidfuzz, 0 to 100) is not looked at closer."""

SHORTEST_FUZZY = 4
"""Names of fewer characters are recognised by sound or shape alone, never with a slip."""

_FORM = re.compile("|".join(FORMS))
_OTHER_TAGS = ("r", "u", "p", "c", "y", "e", "o", "f", "d", "k")
"""jieba's tags of words that no organisation's name has: pronouns, particles, prepositions, …"""

_COUNTING = re.compile(r"[第一二两三四五六七八九十几多\d]+[家个支所条位名种类次批]|[一几多两\d]+|第.+")

_BREAKS = frozenset(
    "有 是 在 和 与 及 跟 同 给 对 向 把 被 让 叫 找 查 问 说 讲 看 想 要 请 去 来 到 除了 除 关于 介绍 "
    "知道 了解 认识 告诉 请问 想问 打听 听说 看看 说说 讲讲 查查 找找 问问 哪 哪些 哪个 哪家 什么 谁 几 "
    "多少 这 那 这个 那个 这些 那些 这家 那家 其他 其它 别的 另外 所有 全部 每个 各个 各 某 当地 本地 "
    "还有 没有 有没有 都有 包括 包含 属于 算 作为 比 或 还是 以及 一共 总共 共有 麻烦 一下 关心 联系 "
    "表扬 感谢 参与 参加 起到 喜欢 显示 搜索 搜 提到 涉及 类似 像 做 干 捐 捐款 捐赠 送 几家 一家 两家 "
    "三家 几个 一个 两个 三个 几支 一支 两支 哪支 这支 那支 哪几 哪几个 哪几家 第一 第二 第三 只有 如何 "
    "怎么 怎样 为什么 的 了 吗 呢 吧 啊 呀 过 得 地 着 从 由 为 为了 因为 所以 但是 而 就 也 都 又 再 "
    "我们 你们 他们 它们 我 你 他 她 它 咱们 大家 咱 自己 "
    "家 个 支 所 条 位 名 种 类 次 批 今天 现在 当时 昨天 去年 今年 期间 时候 目前 刚才 刚刚".split()
)
"""Words that no organisation's name runs across."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a question names, in the order in which it does."""

    mentions: tuple[Mention, ...] = ()
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True, slots=True)
class _Alias:
    """One name of an entity, with the positions that may not be misspelt into another name."""

    text: str
    fixed: frozenset[int]
    whole: str
    """The name as a person would write it, to show what was read."""


class Gazetteer:
    """All that can be named in a set of bulletins."""

    def __init__(
        self, entities: Sequence[Entity], text: str, variants: Mapping[str, Iterable[str]]
    ):
        """`text` is all that the bulletins say, in normal form; `variants` are everyday words."""
        self.entities = tuple(entities)
        self._text = text
        self._names: dict[str, list[int]] = {}
        self._aliases: dict[str, _Alias] = {}
        self._built = [split(normalise(e.name)) for e in self.entities]
        for number, entity in enumerate(self.entities):
            for name in (entity.name, *entity.aliases, *_derived(entity, variants)):
                self._add(number, name)
        self._longest = max(map(len, self._names), default=0)

    def _add(self, number: int, name: str) -> None:
        folded = normalise(name)
        if len(folded) < 2:  # noqa: PLR2004 - a single character names nothing
            return
        owners = self._names.setdefault(folded, [])
        if number not in owners:
            owners.append(number)
        entity, parts = self.entities[number], self._built[number]
        fixed: frozenset[int] = frozenset()
        if entity.sort is Sort.ORGANISATION:
            form = len(parts.form) if parts.form and folded.endswith(parts.form) else 0
            fixed = frozenset(range(len(folded) - form))
        self._aliases.setdefault(folded, _Alias(folded, fixed, name))

    def named(self, name: str) -> Entity | None:
        """Return the entity of exactly this name or alias, if there is just one."""
        owners = self._names.get(normalise(name), [])
        return self.entities[owners[0]] if len(owners) == 1 else None

    def of(self, sort: Sort) -> tuple[Entity, ...]:
        """Return all entities of a sort, in the order of the bulletins."""
        return tuple(e for e in self.entities if e.sort is sort)

    def find(self, text: str) -> Found:
        """Find what a question in normal form names, its names spelt right or built like one."""
        exact = self._exact(text)
        mentions, unknown = self._phrases(text, exact)
        taken = [(m.start, m.end) for m in mentions] + [(u.start, u.end) for u in unknown]
        mentions += [
            self.extended(m, text) if m.entities[0].sort is Sort.ORGANISATION else m
            for m in exact
            if not _overlaps(m.start, m.end, taken)
        ]
        return Found(
            tuple(sorted(mentions, key=lambda m: m.start)),
            tuple(sorted(unknown, key=lambda u: u.start)),
        )

    def misspelt(self, text: str) -> tuple[Mention, ...]:
        """Find names that somebody tried to write.

        `text` has blanks where the question's other words have been understood.
        """
        found: list[Mention] = []
        for start, end in _gaps(text):
            rest = text[start:end]
            hits = sorted(self._near(rest), key=lambda h: (h[0] / len(h[3].text), -len(h[3].text)))
            for cost, at, to, alias in hits:
                if _overlaps(start + at, start + to, [(m.start, m.end) for m in found]):
                    continue
                rivals = [a for c, b, e, a in hits if (b, e) == (at, to) and c - cost < MARGIN]
                owners = dict.fromkeys(i for a in rivals for i in self._names[a.text])
                entities = tuple(self.entities[i] for i in owners)
                found.append(Mention(entities, start + at, start + to, rest[at:to], alias.whole))
        return tuple(sorted(found, key=lambda m: m.start))

    # --- names as written

    def _exact(self, text: str) -> list[Mention]:
        """Names that stand in the text, the longest first, none across another."""
        hits = [
            (end - start, start, end)
            for start in range(len(text))
            for end in range(start + 2, min(len(text), start + self._longest) + 1)
            if text[start:end] in self._names
        ]
        found: list[Mention] = []
        for _, start, end in sorted(hits, key=lambda h: (-h[0], h[1])):
            if not _overlaps(start, end, [(m.start, m.end) for m in found]) and not (
                _inside_latin(text, start, end)
            ):
                owners = self._names[text[start:end]]
                found.append(
                    Mention(tuple(self.entities[i] for i in owners), start, end, text[start:end])
                )
        return found

    # --- phrases that are built like an organisation's name

    def _phrases(self, text: str, exact: Sequence[Mention]) -> tuple[list[Mention], list[Unknown]]:
        """Read each phrase that ends like an organisation's name as a whole."""
        mentions: list[Mention] = []
        unknown: list[Unknown] = []
        pieces = words(text)
        others = [m for m in exact if m.entities[0].sort is not Sort.ORGANISATION]
        for start, end, form in _ends(text, pieces):
            if _overlaps(start, end, [(m.start, m.end) for m in others]):
                continue
            begin = _begin(pieces, start, [m.end for m in others])
            inner = next((m for m in exact if m.start <= start and m.end >= end), None)
            if inner is not None and inner.end > end:
                continue
            result = self._read(text, begin, end, form, inner)
            if isinstance(result, Mention):
                mentions.append(result)
            elif result is not None:
                unknown.append(result)
        return mentions, unknown

    def _read(
        self, text: str, begin: int, end: int, form: str, inner: Mention | None
    ) -> Mention | Unknown | None:
        """Decide whose name a phrase is; None where it is but ordinary words."""
        phrase = text[begin:end]
        if inner is not None and inner.start <= begin:
            return inner
        if inner is not None and not self._contradicts(text[begin : inner.start], inner):
            return replace(inner, start=begin)
        fits = self._fitting(phrase) if inner is None else []
        if fits:
            best = min(cost for cost, _ in fits)
            owners = tuple(self.entities[i] for cost, i in fits if cost - best < MARGIN)
            exact = best < spelling.ALIKE
            return Mention(owners, begin, end, phrase, None if exact else _shown(phrase, owners))
        parts = split(phrase)
        alike = self._of_form(form)
        if not parts.brand and not parts.places:
            return Mention(alike, begin, end, phrase, generic=True) if alike else None
        if form in LOOSE_FORMS and inner is None and not parts.places:
            return None
        if phrase in self._text and inner is None:
            return None
        return Unknown(phrase, begin, end, alike)

    def _contradicts(self, before: str, inner: Mention) -> bool:
        """Whether what stands before a known name makes it another organisation's."""
        if inner.entities[0].sort is not Sort.ORGANISATION:
            return False
        for word in _chunks(before):
            name = bare(word)
            if any(name in normalise(e.name) for e in inner.entities):
                continue
            if word not in self._text or _is_place(word):
                return True
        return False

    def _fitting(self, phrase: str) -> list[tuple[float, int]]:
        """All organisations that a phrase may name, each with the cost of reading it so."""
        said = split(phrase)
        fits, sisters = [], []
        for number, entity in enumerate(self.entities):
            known = self._built[number]
            if entity.sort is Sort.ORGANISATION and _same_form(said.form, known.form):
                cost = _cost(said, known)
                fits += [] if cost is None else [(cost, number)]
            elif {said.form, known.form} == _SISTERS and said.brand == known.brand:
                sisters.append((0.0, number))
        return fits + sisters if fits else []

    def _of_form(self, form: str) -> tuple[Entity, ...]:
        return tuple(
            e
            for e, name in zip(self.entities, self._built, strict=True)
            if e.sort is Sort.ORGANISATION and _same_form(form, name.form)
        )

    # --- slips

    def extended(self, mention: Mention, text: str) -> Mention:
        """Take in the misspelt rest of a name whose brand was spelt right: 蓝天就援队."""
        best = mention
        for entity in mention.entities:
            number = self.entities.index(entity)
            for alias in self._aliases.values():
                at = alias.text.find(mention.said)
                if at < 0 or number not in self._names[alias.text]:
                    continue
                start, size = mention.start - at, len(alias.text)
                most = spelling.SLIP if size < 8 else 2 * spelling.SLIP  # noqa: PLR2004
                window = text[max(start, 0) : start + size]
                cost = spelling.distance(window, alias.text, alias.fixed, most)
                if start >= 0 and cost is not None and size > best.end - best.start:
                    best = Mention((entity,), start, start + size, window, alias.whole)
        return best

    def _near(self, rest: str) -> list[tuple[float, int, int, _Alias]]:
        """Every stretch that may be a misspelt name: its cost, start, end and the name."""
        hits = []
        for alias in self._aliases.values():
            size = len(alias.text)
            if alias.text.isascii():
                continue
            if size >= SHORTEST_FUZZY:
                window = fuzz.partial_ratio_alignment(alias.text, rest, score_cutoff=FUZZY_FROM)
                if window is not None and size <= len(rest) + 1:
                    hits += _closest(rest, window.dest_start, alias)
            else:
                hits += _homophones(rest, alias)
        return hits


# --- helpers


def _derived(entity: Entity, variants: Mapping[str, Iterable[str]]) -> list[str]:
    """Names that follow from a name: without its place, or one kind of a category's several."""
    if entity.sort is Sort.ORGANISATION:
        parts = split(entity.name)
        places = [bare(p) for p in parts.places]
        if not parts.brand:
            return []
        return [parts.short, *(p + parts.short for p in places), "".join(places) + parts.short]
    if entity.sort is Sort.CATEGORY:
        kinds = re.findall(r"([\u4e00-\u9fff]+?)类", entity.name)
        kinds += [v for kind in kinds for v in variants.get(kind, ())]
        tails = ("类社会组织", "类组织", "类")
        halves = re.split(r"[和与及、]", entity.name)
        return [k + t for k in kinds for t in tails] + [h for h in halves if len(h) >= 4]  # noqa: PLR2004
    return []


_SISTERS = {"协会", "学会"}
"""Forms that people mix up: where one fits, an organisation of the other may be meant as well."""


def _cost(said: Name, known: Name) -> float | None:
    """How much must be forgiven to read a phrase as a known name; None if it cannot be.

    0 for the name without some of its parts; `spelling.ALIKE` and more where it is misspelt.
    """
    if not _same_places(said, known):
        return None
    if not said.brand:
        return 0.0 if said.places else None
    head = "".join(known.places) + known.brand
    if said.brand in known.brand or _in_order(said.brand, head + known.form):
        return 0.0
    size = len(said.brand)
    if size < 2:  # noqa: PLR2004 - one character says nothing
        return None
    most = spelling.SLIP if size > SHORTEST_FUZZY else 2 * spelling.ALIKE
    heads = {known.brand, "".join(map(bare, known.places)) + known.brand}
    heads |= {known.brand[i : i + size] for i in range(len(known.brand) - size + 1)}
    costs = [spelling.distance(said.brand, meant, range(len(meant)), most) for meant in heads]
    return min((c for c in costs if c is not None), default=None)


def _same_form(said: str, known: str) -> bool:
    """Whether two forms may end one name: 协会 is short for 行业协会."""
    return bool(said and known) and (known.endswith(said) or said.endswith(known))


def _same_places(said: Name, known: Name) -> bool:
    """Whether every place that was said is one of the known name's."""
    whole = "".join(known.places) + known.brand
    return all(bare(p) in whole or _heard(bare(p), known) for p in said.places)


def _heard(place: str, known: Name) -> bool:
    return any(
        spelling.distance(place, bare(p), range(9), 2 * spelling.ALIKE) is not None
        for p in (*known.places, known.brand)
        if not lexicon().get(place) or len(bare(p)) > 2  # noqa: PLR2004
    )


def _in_order(said: str, name: str) -> bool:
    """Whether the name has the characters said, in their order, in pieces of two or more."""
    at = 0
    while said:
        size = next((n for n in range(len(said), 1, -1) if name.find(said[:n], at) >= 0), 0)
        if not size:
            return False
        at = name.find(said[:size], at) + size
        said = said[size:]
    return True


def _ends(text: str, pieces: Sequence[Word]) -> Iterable[tuple[int, int, str]]:
    """Where a phrase may end like an organisation's name: start and end of its form.

    A form inside a word (队 in 队员) or before another one that ends the same name (集团工会) is none.
    """
    ends = {w.end for w in pieces}
    found = [m for m in _FORM.finditer(text) if m.end() in ends]
    for match, following in zip_longest(found, found[1:]):
        if text[match.end() : match.end() + 1] in tuple(AREA + "员"):
            continue
        if following is not None and _begin(pieces, following.start(), ()) < match.end():
            continue
        yield match.start(), match.end(), match.group()


def _begin(pieces: Sequence[Word], start: int, stops: Sequence[int]) -> int:
    """Where the phrase begins whose form starts at `start`."""
    begin = start
    for word in reversed([w for w in pieces if w.start < start]):
        if word.end > start:
            if word.text[: start - word.start] in _BREAKS:
                break
            begin = word.start
            continue
        if word.text in _BREAKS or word.tag.startswith(_OTHER_TAGS) or word.end in stops:
            break
        if not word.text.isalnum() or _COUNTING.fullmatch(word.text):
            break
        if word.tag == "v" and len(word.text) == 1:
            break
        begin = word.start
    return begin


def _chunks(text: str) -> list[str]:
    return [w.text for w in words(text) if w.text.strip()]


def _is_place(word: str) -> bool:
    return lexicon().tag(word) == "ns" or bare(word) != word


def _shown(phrase: str, owners: Sequence[Entity]) -> str | None:
    """The name that was read, if it can be shown as one."""
    if len(owners) != 1:
        return None
    parts = split(owners[0].name)
    return parts.short if parts.brand and not split(phrase).places else owners[0].name


def _closest(rest: str, near: int, alias: _Alias) -> list[tuple[float, int, int, _Alias]]:
    """The best window for a name around a place, if it is near enough."""
    size = len(alias.text)
    most = spelling.SLIP if size < 8 else 2 * spelling.SLIP  # noqa: PLR2004 - two in a long name
    best: list[tuple[float, int, int, _Alias]] = []
    for at in range(max(0, near - 1), min(near + 2, len(rest))):
        for to in range(at + size - 1, min(at + size + 1, len(rest)) + 1):
            cost = spelling.distance(rest[at:to], alias.text, alias.fixed, most)
            if cost is not None and (not best or cost < best[0][0]):
                best = [(cost, at, to, alias)]
    return best


def _homophones(rest: str, alias: _Alias) -> list[tuple[float, int, int, _Alias]]:
    """Windows that sound or look like a short name and are no word of their own."""
    size = len(alias.text)
    hits = []
    for at in range(len(rest) - size + 1):
        window = rest[at : at + size]
        if spelling.alike(window[0], alias.text[0]) and not lexicon().get(window):
            cost = spelling.distance(window, alias.text, alias.fixed, size * spelling.ALIKE)
            if cost is not None and window != alias.text:
                hits.append((cost, at, at + size, alias))
    return hits


def _overlaps(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(a < end and start < b for a, b in spans)


def _inside_latin(text: str, start: int, end: int) -> bool:
    """Whether a Latin name would be cut out of a longer Latin word."""
    if not text[start:end].isascii():
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before.isascii() and before.isalnum()) or (after.isascii() and after.isalnum())


def _gaps(text: str) -> list[tuple[int, int]]:
    """The stretches of two letters or more, between blanks and signs."""
    return [m.span() for m in re.finditer(r"[^\W_]{2,}", text)]


def entities_of(bulletins: Iterable[Bulletin]) -> list[Entity]:
    """Everything that the bulletins name, each once, in their order."""
    names: dict[tuple[Sort, str], dict[str, None]] = {}
    for bulletin in bulletins:
        for section in bulletin.sections:
            told: list[tuple[Sort, str | None]] = [
                (Sort.ROLE, section.role),
                (Sort.CATEGORY, section.category),
            ]
            told += [(Sort.ORGANISATION, o) for p in section.passages for o in p.organisations]
            for sort, name in told:
                if name:
                    known = names.setdefault((sort, name), {})
                    known.update(dict.fromkeys(bulletin.aliases.get(name, ())))
    return [Entity(sort, name, tuple(aliases)) for (sort, name), aliases in names.items()]

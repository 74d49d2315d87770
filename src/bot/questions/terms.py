"""The words of a question that an answer has to have: terms, numbers, places."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.chinese.cues import cues, synonyms
from bot.chinese.numbers import MEASURES
from bot.chinese.text import Word, lexicon, words
from bot.library import Snapshot
from bot.model import Term
from bot.questions.constraints import MONEY

_WEIGHTS = {
    "v": 0.5,
    "n": 1.0,
    "j": 1.0,
    "x": 0.9,
    "eng": 0.9,
    "i": 0.9,
    "l": 0.8,
    "b": 0.6,
    "a": 0.4,
}
"""What a word tells, by jieba's part of speech: things tell most, then deeds."""

_LIGHT = 0.25
"""What any other word tells."""

_SINGLE = 0.7
"""What is left of that for a single character."""

_COMMONEST = 0.2
"""What a word tells at the least, by how rare it is, though every passage may have it."""

DROPPED = ("u", "y", "p", "c", "r", "e", "o", "k", "w", "q", "h", "d", "f")
"""jieba's tags of words that say nothing by themselves: particles, pronouns, measure words, …"""

_HARD = ("n", "j", "x", "i", "eng")
"""jieba's tags of words for things, which an answer must have."""

_GRAMMAR = "的了在和与及给对把被向从为是"
"""What a stretch may begin or end with and is not part of it."""

_STRETCH = re.compile("[\u4e00-\u9fff]{4,}")

_COUNTED = frozenset("首篇幅支")
"""Measure words that the dictionary takes into a word: 首歌, 篇文章."""

_PEOPLE = frozenset("员者长师工手")
"""What a word for people ends in where the dictionary does not know it: 物资运输员."""

_FUTURE = frozenset("明年 后年 来年 明天 后天 下周 下月 未来 将来".split())
"""Times that a passage must speak of before it answers what they ask."""

_MEASURED = frozenset("量数额率")
"""What is joined to a thing or deed where its figure is asked for: 投放量."""

_ASPECTS = frozenset("过了着")
"""What the dictionary joins to a verb and that says nothing: 去过, 送了."""

RARE_WORD = 20
"""A word of two characters that jieba's dictionary counts less often says what its parts say."""

_REST_OF_A_NUMBER = re.compile(r"[一二两三四五六七八九十百千万亿几数半好]+(?:个|段|句|条|句话)?")
"""Numerals that are no figure, with what they count: 一两句话, 百个."""


def terms(text: str, snapshot: Snapshot) -> Iterator[tuple[Word, Term]]:
    """Every word that tells something, with its place; blanks and holes tell nothing."""
    for joined in _joined(_cut(text, snapshot), snapshot):
        for word in _halves(joined, snapshot):
            term = _term(word, snapshot)
            if term is not None:
                yield word, term


def _cut(text: str, snapshot: Snapshot) -> Iterator[Word]:
    """Cut a text into words; a stretch that stands in a bulletin as it is, is one word."""
    at = 0
    for match in _STRETCH.finditer(text):
        stretch = match.group().lstrip(_GRAMMAR)
        start = match.end() - len(stretch)
        stretch = _without_general_end(stretch.rstrip(_GRAMMAR))
        if len(stretch) > 3 and stretch in snapshot.text and not _general(stretch):
            yield from (replace(w, start=w.start + at) for w in words(text[at:start]))
            yield Word(stretch, start, "n")
            at = start + len(stretch)
    yield from (replace(w, start=w.start + at) for w in words(text[at:]))


def _without_general_end(stretch: str) -> str:
    """What a stretch says without words that say nothing at its end: 春运 of 春运期间."""
    ends = [m.start() for m in cues().general.finditer(stretch) if m.end() == len(stretch)]
    return stretch[: ends[0]] if ends else stretch


def _general(stretch: str) -> bool:
    return cues().general.fullmatch(stretch) is not None


def _joined(pieces: Iterable[Word], snapshot: Snapshot) -> list[Word]:
    """Put together words that the dictionary cuts and a bulletin or a synonym does not."""
    joined: list[Word] = []
    for word in pieces:
        last = joined[-1] if joined else None
        if last is not None and last.text == "的" and len(joined) > 1:
            both = joined[-2].text + word.text  # 捐的物资: 捐物资
            if both in synonyms():
                joined[-2:] = [Word(both, joined[-2].start, "n")]
                continue
        if last is not None and last.end == word.start and _belong(last, word, snapshot):
            both = last.text + word.text
            tag = lexicon().tag(both) or ("v" if word.tag.startswith("v") else "n")
            if last.tag.startswith("v") and len(last.text) == 1:
                tag = "v"
            joined[-1] = Word(both, last.start, tag)
        else:
            joined.append(word)
    return joined


def _belong(one: Word, other: Word, snapshot: Snapshot) -> bool:
    """Whether two words that stand side by side are one: 物资运输|员, 高|速, but not 那|笔."""
    both = one.text + other.text
    if len(both) == 2 and other.tag == "f" and both in snapshot.text:
        return both not in cues().generic
    if other.text in _PEOPLE and len(one.text) > 1 and not one.tag.startswith(DROPPED):
        return True
    if not both.isalnum() or any(w.tag.startswith(DROPPED) for w in (one, other)):
        return False
    if both in synonyms():
        return True
    if len(one.text) == 1 and one.text in MEASURES:  # 那笔钱, 这批货
        return False
    things = not any(w.tag.startswith(("v", "m")) or w.text in cues().generic for w in (one, other))
    if len(one.text) == len(other.text) == 1:
        return things
    return things and 1 in (len(one.text), len(other.text)) and both in snapshot.text


def _halves(word: Word, snapshot: Snapshot) -> list[Word]:
    """Cut a word of four characters that the bulletins do not have: 捐款 and 捐物.

    And a rare one of two where they do have what it is of: 药 in 买药, 歌 in 歌名; but not one
    for people, who are there or not: 护工.
    """
    text = word.text
    rare = len(text) == 2 and 0 < lexicon().get(text, 0) < RARE_WORD
    if rare and text not in snapshot.text and text[1] not in _PEOPLE:
        return [Word(text[0], word.start, "n"), Word(text[1], word.start + 1, "n")]
    if len(text) != 4 or text in snapshot.text or text in synonyms():
        return [word]
    halves = [Word(text[:2], word.start, ""), Word(text[2:], word.start + 2, "")]
    tags = [lexicon().tag(h.text) for h in halves]
    if not all(tags):
        return [word]
    if word.tag.startswith("n"):  # what is made of two things is not there without either
        tags = [word.tag, word.tag]
    return [Word(h.text, h.start, t or "") for h, t in zip(halves, tags, strict=True)]


def _term(word: Word, snapshot: Snapshot) -> Term | None:
    """What a word tells, without what is joined to it; None for what tells nothing."""
    text, tag = word.text, word.tag
    if len(text) > 1 and text[0] in _COUNTED and text not in snapshot.text:
        text = text[1:]
    if _REST_OF_A_NUMBER.fullmatch(text) or (len(text) == 1 and text.isascii()):
        return None
    if len(text) > 1 and text[-1] in _ASPECTS and text not in snapshot.text:
        text = text[:-1]
    if len(text) > 2 and text[-1] in _MEASURED and text not in snapshot.text:
        text = text[:-1]
    if not any(c.isalnum() for c in text) or text in cues().generic:
        return None
    if text in cues().occasions and _is_subject(text, snapshot):
        return None
    if tag.startswith((*DROPPED, "m")) or any(c.isdigit() for c in text):
        return None
    weight = next((w for t, w in _WEIGHTS.items() if tag.startswith(t)), _LIGHT)
    if len(text) == 1:
        weight *= _SINGLE
    others = tuple(o for o in synonyms().get(text, ()) if o in snapshot.text)
    measure = MONEY if {text, *synonyms().get(text, ())} & cues().measures[MONEY] else ""
    thing = (tag.startswith(_HARD) or (tag == "vn" and measure != "")) and len(text) > 1
    hard = thing or text in _FUTURE or text in cues().occasions
    return Term(
        text,
        weight * max(snapshot.rarity(text), _COMMONEST),
        hard,
        others,
        text in _FUTURE,
        measure=measure,
    )


def _is_subject(occasion: str, snapshot: Snapshot) -> bool:
    """Whether every bulletin is about an occasion, by its title: it then tells nothing."""
    said = (occasion, *synonyms().get(occasion, ()))
    return all(any(s in title for s in said) for title in snapshot.titles.values())


def distinct(found: Iterable[Term]) -> tuple[Term, ...]:
    """Each term once."""
    return tuple({t.text: t for t in found}.values())

"""Slips in a question's ordinary words, put right towards what the bulletins print."""

import operator
from collections.abc import Callable
from dataclasses import replace

from bot.chinese.name_parts import SHORT_PLACE
from bot.chinese.spelling import alike, sounds_alike
from bot.chinese.text import Word, is_hanzi, lexicon, words
from bot.library import BREAKS, Found, Snapshot
from bot.model import Repair, Term
from bot.questions.terms import DROPPED

_RESULTS = frozenset("完掉好到过了着给出起下上成走来去")
"""What stands behind a verb and is no part of a misspelt word: 捐完, 送走."""

PRINTED_FROM = 3
"""A stretch of so many characters is compared with all that is printed, and not with words only."""

PHRASE = 4
"""Characters of a printed phrase of which one may be wrong, whatever the dictionary cuts."""

LONGEST_SLIP = 4
"""Characters of a misspelt word at the most."""


def corrected(text: str, snapshot: Snapshot) -> tuple[str, tuple[Repair, ...]]:
    """Put right what is no word but sounds or looks like one that the bulletins have.

    Only stretches that the dictionary cannot read are touched, and only towards words; 口照 is
    read as 口罩, but a real word that the bulletins lack is left to be refused.
    """
    repairs: list[Repair] = []
    for start, end in _tailed(text):
        said = text[start:end]
        meant = None if said in snapshot.text else nearly(said, snapshot.text)
        if meant is not None:
            repairs.append(Repair(said, meant))
            text = text[:start] + meant + text[end:]
    text = _in_phrases(text, snapshot, repairs)
    for start, end in _unread(text):
        for size in range(min(end - start, LONGEST_SLIP), 1, -1):
            for at in range(start, end - size + 1):
                window = text[at : at + size]
                meant = None if window in snapshot.text else _meant(window, snapshot)
                if meant is not None and window.isalpha():
                    repairs.append(Repair(window, meant))
                    text = text[:at] + meant + text[at + size :]
    return text, tuple(repairs)


def _in_phrases(text: str, snapshot: Snapshot, repairs: list[Repair]) -> str:
    """Put right a single wrong character of a longer phrase that is printed: 自救直南."""
    for word in words(text):
        if not is_hanzi(word.text) or word.text in BREAKS:
            continue
        for start in range(max(word.start - PHRASE + 1, 0), word.start + 1):
            said = text[start : start + PHRASE]
            if len(said) < PHRASE or not said.isalpha() or said in snapshot.text:
                continue
            meant = nearly(said, snapshot.text)
            if meant is not None and _only_wrong(said, meant, word.start - start):
                repairs.append(Repair(said, meant))
                return text[:start] + meant + text[start + PHRASE :]
    return text


def _only_wrong(said: str, meant: str, at: int) -> bool:
    """Whether only one character is wrong, and makes no word with its neighbours."""
    pairs = [said[max(at - 1, 0) : at + 1], said[at : at + 2]]
    others = said[:at] == meant[:at] and said[at + 1 :] == meant[at + 1 :]
    return others and not any(lexicon().get(p) for p in pairs if len(p) > 1)


def _tailed(text: str) -> list[tuple[int, int]]:
    """Words of two characters with a single one behind that is none by itself: 融雪 and 济."""
    cut = [Word("", 0, ""), *words(text), Word("", len(text), "")]
    return [
        (word.start, tail.end)
        for word, tail, following in zip(cut, cut[1:], cut[2:], strict=False)
        if len(word.text) == 2 and _lone(tail) and not _lone(following)
    ]


def _lone(word: Word) -> bool:
    """Whether a word is a single character that may be part of a misspelt one."""
    if not is_hanzi(word.text) or word.text in _RESULTS:
        return False
    return not word.tag.startswith(DROPPED) or word.tag[0] == "q"


def _unread(text: str) -> list[tuple[int, int]]:
    """Stretches of single characters, where the dictionary found no word."""
    spans: list[tuple[int, int]] = []
    for word in words(text):
        if not _lone(word):
            continue
        if spans and spans[-1][1] == word.start:
            spans[-1] = (spans[-1][0], word.end)
        else:
            spans.append((word.start, word.end))
    return [(a, b) for a, b in spans if b - a > 1]


def nearly(said: str, text: str) -> str | None:
    """The one stretch of a text that a few characters may be a slip for: 周民洁, 周敏洁.

    Two thirds of them must be right, so one of the rarest third and one more is.
    """
    wrong = len(said) // 3
    found: set[str] = set()
    rarest = sorted(range(len(said)), key=lambda i: text.count(said[i]))
    for place in rarest[: wrong + 1]:
        at = text.find(said[place])
        while at >= 0:
            stretch = text[max(at - place, 0) : at - place + len(said)]
            right = sum(map(operator.eq, said, stretch))
            whole = len(stretch) == len(said)
            if whole and right >= len(said) - wrong and all(map(alike, said, stretch)):
                found.add(stretch)
            at = text.find(said[place], at + 1)
    return found.pop() if len(found) == 1 else None


def reheard(term: Term, snapshot: Snapshot, before: str = "") -> Term | None:
    """A word that the bulletins lack, read as the one of theirs that sounds like it: 物质, 物资.

    `before` is the word right before it, with which it may be a longer one: 防护 and 眼睛.
    """
    if not term.hard or term.least is not None or term.text in snapshot.text or term.others:
        return None
    near = _words_near(term.text, snapshot, sounds_alike)
    if not near and len(term.text) >= PRINTED_FROM:
        near = [printed] if (printed := nearly(term.text, snapshot.text)) else []
    if not near and before and (printed := nearly(before + term.text, snapshot.text)):
        near = [printed[len(before) :]]
    return replace(term, text=near[0], weight=snapshot.rarity(near[0])) if len(near) == 1 else None


def _words_near(said: str, snapshot: Snapshot, near: Callable[[str, str], bool]) -> list[str]:
    """The words of the bulletins with a character in common, and the others near."""
    return [
        word
        for word in snapshot.vocabulary
        if len(word) == len(said)
        and any(map(operator.eq, word, said))
        and all(map(near, word, said))
    ]


def _meant(window: str, snapshot: Snapshot) -> str | None:
    """The one word of the bulletins that a stretch may be a slip for."""
    near = _words_near(window, snapshot, alike)
    if near or len(window) < PRINTED_FROM:
        return near[0] if len(near) == 1 else None
    return nearly(window, snapshot.text)


def as_printed(text: str, snapshot: Snapshot) -> tuple[str, Found, tuple[Repair, ...]]:
    """Put right places and names that are nobody's but a misprint of something printed.

    Return the text as it is then, with what it names.
    """
    repairs = []
    for place in SHORT_PLACE.findall(text):
        if place not in snapshot.text and place[0] not in BREAKS:
            printed = nearly(place, snapshot.text)
            if printed is not None and printed in snapshot.vocabulary:
                repairs.append(Repair(place, printed))
                text = text.replace(place, printed)
    found, right = snapshot.gazetteer.find(text), text
    for unknown in reversed(found.unknown):
        printed = nearly(unknown.said, snapshot.text)
        if printed is not None and not snapshot.gazetteer.find(printed).mentions:
            repairs.append(Repair(unknown.said, printed))
            right = right[: unknown.start] + printed + right[unknown.end :]
    return right, found if right == text else snapshot.gazetteer.find(right), tuple(repairs)


def heard(
    told: list[tuple[Word, Term]], snapshot: Snapshot
) -> tuple[list[tuple[Word, Term]], tuple[Repair, ...]]:
    """Read words that the bulletins lack as those of theirs that sound like them."""
    meant = []
    before = Word("", 0, "")
    for word, term in told:
        joined = before.text if before.end == word.start else ""
        meant.append((word, term, reheard(term, snapshot, joined)))
        before = word
    repairs = tuple(Repair(t.text, m.text) for _, t, m in meant if m is not None)
    return [(w, m or t) for w, t, m in meant], repairs

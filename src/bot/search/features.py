"""How much of a question a text covers, seen in several ways, each a share from 0 to 1.

`FEATURES` is the table: what is looked at, and what it weighs. `docs/retrieval.md` says how the
weights were found.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from bot.search.light_words import KINDS, Cue
from bot.search.occurrences import LOOSE, WIDE, Found
from bot.search.postings import K1, Numbers, Postings
from bot.search.query import Shares

BEFORE, AFTER = 120, 60
"""What a question asks for is looked for so many characters around the best window."""
NEAR = 100
"""A best window so many characters into a text gives half of what one at its beginning gives."""


def _share(part: Shares, whole: float) -> Shares:
    return np.minimum(part / whole, 1.0) if whole > 0 else np.zeros(len(part))


# --- the features


def pairs_weighed(found: Found) -> Shares:
    """Weigh the pairs (BM25)."""
    return _mean(found.pair_counts, found.question.pair_worth, found)


def _mean(counts: Shares, value: Shares, found: Found) -> Shares:
    """Weigh units by how often each text has them, as a share of what they are worth."""
    weighed = counts * (1 + K1) / (counts + found.saturation) @ value
    total = float(value.sum())
    return weighed / total if total > 0 else weighed


def letters_covered(found: Found) -> Shares:
    """Look for each letter, however often it comes."""
    value = found.question.letter_worth
    return _share((found.letter_counts > 0) @ value, float(value.sum()))


def longest_run(found: Found) -> Shares:
    """Find the part of the question that stands word for word, in one piece."""
    hits, question = found.pairs, found.question
    result = np.zeros(len(found.numbers))
    if not len(hits.place):
        return result
    follows = np.zeros((len(question.pair_worth), len(question.pair_worth)), bool)
    units = question.unit_at
    for at, unit in units.items():
        if at + 1 in units:
            follows[unit, units[at + 1]] = True
    fresh = np.ones(len(hits.place), bool)
    fresh[1:] = (hits.place[1:] - hits.place[:-1] != 1) | ~follows[hits.unit[:-1], hits.unit[1:]]
    heads = fresh.nonzero()[0]
    runs = np.add.reduceat(question.pair_worth[hits.unit], heads)
    np.maximum.at(result, hits.text[heads], runs)
    return _share(result, float(question.pair_worth.sum()))


def pairs_together(found: Found) -> Shares:
    """Find the most pairs in a window somewhat longer than the question."""
    return _share(found.pairs.most(found.close), float(found.question.pair_worth.sum()))


def wide_window(found: Found) -> Shares:
    """Find the most letters, all worth the same, in a window somewhat longer than the question."""
    return _letters_together(found, WIDE)


def loose_window(found: Found) -> Shares:
    """Find the most letters in a window three times as long as the question."""
    return _letters_together(found, LOOSE)


def _letters_together(found: Found, length: float) -> Shares:
    same, hits = np.ones(len(found.question.letters)), found.letters
    return _share(hits.most(hits.density(int(length * found.question.size), same)), len(same))


def words_weighed(found: Found) -> Shares:
    """Weigh the words (BM25); one of several letters is worth its rarest pair."""
    question = found.question
    words, alone = question.words
    flat = [pair for word in words for pair in word]
    counts, value = found.letter_counts[:, alone], question.letter_worth[alone]
    if flat:
        heads = list(accumulate((len(word) for word in words[:-1]), initial=0))
        long = np.minimum.reduceat(found.pair_counts[:, flat], heads, axis=1)
        counts = np.concatenate((counts, long), axis=1)
        value = np.concatenate((value, np.maximum.reduceat(question.pair_worth[flat], heads)))
    return _mean(counts, value, found)


def brevity(found: Found) -> Shares:
    """Give a half to a text of average length, more to a shorter one."""
    return 1 / (1 + found.relative)


def early(found: Found) -> Shares:
    """Give more where the best window comes early: most questions are of what a text leads with."""
    into: Shares = (found.focus - found.begin) / NEAR
    return 1 / (1 + into)


@dataclass(frozen=True, slots=True)
class Feature:
    """One way of looking at texts, and what it weighs."""

    weight: float
    measure: Callable[[Found], Shares]
    covers: bool = True
    """Whether it tells how much of the question is there; a score is a share of what does."""


FEATURES = {
    "pairs weighed": Feature(4.2, pairs_weighed),
    "letters covered": Feature(3.1, letters_covered),
    "longest run": Feature(2.3, longest_run),
    "pairs together": Feature(2.1, pairs_together),
    "wide window": Feature(1.8, wide_window),
    "loose window": Feature(3.2, loose_window),
    "words weighed": Feature(2.7, words_weighed),
    "brevity": Feature(1.3, brevity, covers=False),
    "early": Feature(1.3, early, covers=False),
}

CUE_WEIGHTS = {
    "contact": 1.5,
    "number": 0.4,
    "body": 0.9,
    "way": 1.1,
    "elsewhere": 1.8,
}
"""What it weighs that a text has, near its best window, what the question asks for."""


def kinds_of_letters(postings: Postings) -> NDArray[np.uint16]:
    """Which of `KINDS` each letter is of, one bit for each."""
    letters = [chr(point) for point in postings.letters.tolist()]
    sets = [frozenset(kind) for kind in KINDS]
    bits = [sum(1 << bit for bit, kind in enumerate(sets) if letter in kind) for letter in letters]
    return np.array([0, *bits], np.uint16)


def answers(found: Found, cues: Sequence[Cue], kinds: NDArray[np.uint16]) -> list[Shares]:
    """1 for a text that has what a cue asks for near its best window, else 0; for each cue."""
    if not cues:
        return []
    low = np.maximum(found.focus - BEFORE, found.begin)
    high = np.minimum(found.focus + AFTER, found.end)
    near = kinds[found.codes]
    return [_has(near, cue, low, high) for cue in cues]


def _has(near: NDArray[np.uint16], cue: Cue, low: Numbers, high: Numbers) -> Shares:
    """Whether characters of the kinds of a cue stand in a row between the places."""
    there = np.ones(len(near), bool)
    for shift, kind in enumerate(cue.answer):
        bit = np.uint16(1 << KINDS.index(kind))
        there[: len(near) - shift] &= near[shift:] & bit > 0
        there[len(near) - shift :] = False
    upto = np.concatenate(([0], np.cumsum(there)))
    return (upto[high] > upto[low]).astype(np.float64)


def not_elsewhere(found: Found) -> Shares:
    """0 for a text that begins with another place than the question's and never names that."""
    named = [found.pair_counts[:, pairs].min(1) > 0 for pairs in found.question.places]
    there: NDArray[np.bool_] = np.any(named, axis=0)
    return 1.0 - (found.postings.placed[found.numbers] & ~there).astype(np.float64)

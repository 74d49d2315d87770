"""An inverted index of plain texts that forgives how people type.

It knows texts, not bulletins, so that `search` can rank anyone's passages. A question finds
candidates by its pairs of letters (`postings`); the best of them are looked at more closely
(`features`). `docs/retrieval.md` says how well this finds and how it was fitted.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.chinese.text import normalise
from bot.search import file as index_file
from bot.search.building import build
from bot.search.features import (
    CUE_WEIGHTS,
    FEATURES,
    answers,
    kinds_of_letters,
    not_elsewhere,
)
from bot.search.homophones import Sounds
from bot.search.occurrences import Found
from bot.search.postings import ARRAYS, Numbers, Postings
from bot.search.query import Question, Shares
from bot.search.speller import Speller

MAX_QUESTION = 300
"""A question is read up to this many characters of its normal form."""
DEPTH = 16
"""So many candidates are looked at closely, more where more are wanted."""

DOUBT = 0.2
"""How much less a term tells that was repaired."""

_READ = 4 * MAX_QUESTION
"""What is cut before anything looks at it; it is compared with texts word for word."""
_DIGITS = 9
_FIRST = 8
"""By so many letters nearly all texts are told from the question, whatever their number."""
_NOBODY: Numbers = np.zeros(0, np.int64)
NOTHING: tuple[str, tuple[tuple[str, str], ...], tuple[int, ...]] = ("", (), ())


@dataclass(frozen=True, slots=True)
class Repair:
    """A term of the question that was read as another one, which the texts have."""

    said: str
    taken: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One text that a question found."""

    number: int
    """Which text, counted from 0 in the order given to `Index.build`."""
    score: float
    """The share of the question's information that the text covers, from 0 to 1."""
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """A question's candidates, and each feature of each of them."""

    question: Question
    numbers: Numbers
    table: Shares
    """A row for each candidate, a column for each of `FEATURES`, then of the cues asked for."""
    weights: Shares
    """What each column weighs."""
    cues: tuple[str, ...]


class Index:
    """Ranks texts by how much of a question they cover; never changes once built."""

    def __init__(self, held: Postings, sounds: Sounds | None = None) -> None:
        self._postings = held
        self._saved_sounds = sounds

    def __len__(self) -> int:
        return len(self._postings)

    @classmethod
    def build(
        cls,
        texts: Iterable[str],
        titles: Iterable[str] | None = None,
        earlier: "Index | None" = None,
    ) -> "Index":
        """Index texts, each with its document's title where known.

        What an `earlier` index has of the same texts is taken over, so that only what changed is
        read again.
        """
        known = repeat("") if titles is None else titles
        return cls.read(zip(texts, known, strict=titles is not None), earlier)

    @classmethod
    def read(
        cls,
        passages: Iterable[tuple[str, str]],
        earlier: "Index | None" = None,
    ) -> "Index":
        """Index (text, title) pairs as they come."""
        old = earlier._postings if earlier else None  # noqa: SLF001 - its own kind
        return cls(build(passages, old))

    def search(
        self, query: str, top: int = 10, among: Container[int] | None = None
    ) -> tuple[Hit, ...]:
        """Rank texts, or those `among` them, by the share of the query that they cover.

        A text that shares nothing with the query is no hit. A query of whatever length or content
        is answered; what lies beyond `MAX_QUESTION` characters of its normal form is not read,
        but that a text which is the query, letter for letter, comes first.
        """
        whole = normalise(query[:_READ])
        text, repairs, places = self._speller.read(whole[:MAX_QUESTION]) if len(self) else NOTHING
        long, cut = len(whole) > MAX_QUESTION, len(query) > _READ
        # What is read of a long question may be found in more texts than are looked at.
        same = self._same(whole, np.arange(len(self)), cut=cut) if long else _NOBODY
        measured = self._measure(text, max(top, DEPTH), among, same)
        if measured is None:
            return ()
        said = tuple(Repair(said, taken) for said, taken in repairs)
        raw = measured.table @ measured.weights
        beside = sum(feature.weight for feature in FEATURES.values() if not feature.covers)
        # Sums differ in their last digits with the order of the texts; what is ranked must not.
        scores = np.round(raw / (measured.weights.sum() - beside), _DIGITS)
        sure = 1 - DOUBT * measured.question.share_at(places) if places else 1.0
        if not repairs:
            same = same if long else self._same(whole, measured.numbers, cut=cut)
            if len(same):
                scores[np.isin(measured.numbers, same)] = np.inf
        order = np.lexsort((measured.numbers, self._postings.digests[measured.numbers], -scores))
        kept = order[:top]
        ranked = zip(measured.numbers[kept].tolist(), scores[kept].tolist(), strict=True)
        return tuple(Hit(number, min(score, 1.0) * sure, said) for number, score in ranked)

    def measure(self, query: str, depth: int = DEPTH) -> Measured | None:
        """Return what `search` ranks by, for those who fit its weights."""
        text = normalise(query[:_READ])[:MAX_QUESTION]
        return self._measure(self._speller.read(text)[0], depth, None, _NOBODY)

    def save(self, path: Path, notes: dict[str, Any] | None = None) -> None:
        """Write the index to a file, with notes of the caller's own (plain JSON).

        Raises OSError where the folder cannot be written to.
        """
        arrays = {name: getattr(self._postings, name) for name in ARRAYS}
        arrays |= {"sound keys": self._sounds.keys, "sound codes": self._sounds.codes}
        index_file.write(path, arrays, notes or {})

    @classmethod
    def open(cls, path: Path) -> "Index":
        """Map an index from its file.

        Raises index_file.Untrustworthy for a file that is damaged or older, OSError for none.
        """
        return cls.open_with_notes(path)[0]

    @classmethod
    def open_with_notes(cls, path: Path) -> tuple["Index", dict[str, Any]]:
        """Map an index from its file; return the notes saved with it as well."""
        arrays, notes = index_file.read(path)
        sounds = Sounds(arrays["sound keys"], arrays["sound codes"])
        return cls(Postings(**{name: arrays[name] for name in ARRAYS}), sounds), notes

    @cached_property
    def _sounds(self) -> Sounds:
        return self._saved_sounds or Sounds.of(self._postings)

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._postings, self._sounds)

    @cached_property
    def _kinds(self) -> NDArray[np.uint16]:
        return kinds_of_letters(self._postings)

    def _measure(
        self, text: str, depth: int, among: Container[int] | None, besides: Numbers
    ) -> Measured | None:
        if not len(self):
            return None
        question = Question(text, self._postings)
        numbers = self._candidates(question, depth, among)
        if len(besides):
            kept = [number for number in besides.tolist() if among is None or number in among]
            numbers = np.union1d(numbers, np.array(kept, np.int64))
        if not len(numbers):
            return None
        found = Found(question, self._postings, numbers)
        columns = [feature.measure(found) for feature in FEATURES.values()]
        columns += answers(found, question.asked, self._kinds)
        cues = tuple(cue.name for cue in question.asked)
        if question.places:
            columns.append(not_elsewhere(found))
            cues += ("elsewhere",)
        weights = [f.weight for f in FEATURES.values()] + [CUE_WEIGHTS[name] for name in cues]
        return Measured(question, numbers, np.array(columns).T, np.array(weights), cues)

    def _same(self, whole: str, numbers: Numbers, *, cut: bool) -> Numbers:
        """Which texts are the question letter for letter, or begin with it where it was cut."""
        held = self._postings
        begin, size = held.bodies[numbers], held.starts[numbers + 1] - held.bodies[numbers] - 1
        fits = (size >= len(whole) if cut else size == len(whole)).nonzero()[0]
        if not len(fits):
            return _NOBODY
        asked = held.encode(whole)
        for at, letter in enumerate(asked[:_FIRST].tolist()):
            fits = fits[held.codes[begin[fits] + at] == letter]
        places = zip(fits.tolist(), begin[fits].tolist(), strict=True)
        same = [at for at, b in places if (held.codes[b : b + len(asked)] == asked).all()]
        return numbers[same]

    def _candidates(self, question: Question, depth: int, among: Container[int] | None) -> Numbers:
        mask = None
        if among is not None:
            mask = np.fromiter((n in among for n in range(len(self))), bool, len(self))
        terms = question.terms
        if terms:
            return self._postings.best(terms, depth, mask)
        return self._by_letters(question, depth, mask)

    def _by_letters(
        self, question: Question, depth: int, among: NDArray[np.bool_] | None
    ) -> Numbers:
        """Candidates where no text has any pair of the question: a single letter, a rare name."""
        scores = np.zeros(len(self))
        for letter, value in zip(question.letters, question.letter_worth, strict=True):
            if letter <= len(self._postings.letters):
                scores[self._postings.having(int(letter))] += value
        if among is not None:
            scores *= among
        found = np.flatnonzero(scores)
        return self._postings.head(found, scores[found], depth)

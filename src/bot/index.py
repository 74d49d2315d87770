"""An inverted index of plain texts that forgives how people type.

It knows texts, not bulletins, so that `search` can rank anyone's passages.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.text import normalise

MAX_QUESTION = 256
"""A question is read up to this many characters of its normal form."""

_CHARACTERS = 1 << 21
_K1, _B = 0.6, 0.5


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


def _bigrams(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every pair of neighbouring letters with the number of its text."""
    joined = "\n".join("".join(c if c.isalnum() else "\n" for c in text) for text in texts)
    codes = np.frombuffer(joined.encode("utf-32-le"), np.uint32).astype(np.int64)
    if len(codes) < 2:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    lengths = np.array([len(text) + 1 for text in texts])
    owner = np.repeat(np.arange(len(texts)), lengths)[:-1]
    whole = (codes[:-1] != 10) & (codes[1:] != 10)
    return (codes[:-1] * _CHARACTERS + codes[1:])[whole], owner[:-1][whole]


class Index:
    """Ranks texts by how much of a question they cover; never changes once built."""

    def __init__(
        self,
        count: int,
        grams: NDArray[np.int64],
        starts: NDArray[np.int64],
        numbers: NDArray[np.int32],
        weights: NDArray[np.float32],
    ) -> None:
        self._count, self._grams, self._starts = count, grams, starts
        self._numbers, self._weights = numbers, weights

    @classmethod
    def build(cls, texts: Sequence[str], titles: Sequence[str] | None = None) -> "Index":
        """Index texts, each with its document's title where known."""
        whole = [
            normalise(f"{t}\n{x}") for t, x in zip(titles or [""] * len(texts), texts, strict=True)
        ]
        keys, owners = _bigrams(whole)
        lengths = np.maximum(np.bincount(owners, minlength=len(whole)), 1)
        order = np.lexsort((owners, keys))
        keys, owners = keys[order], owners[order]
        fresh = np.ones(len(keys), bool)
        fresh[1:] = (keys[1:] != keys[:-1]) | (owners[1:] != owners[:-1])
        at = np.flatnonzero(fresh)
        times = np.diff(np.append(at, len(keys)))
        keys, owners = keys[at], owners[at]
        grams, starts = np.unique(keys, return_index=True)
        room = _K1 * (1 - _B + _B * lengths / lengths.mean()) if whole else lengths
        weights = times * (1 + _K1) / (times + room[owners])
        return cls(
            len(whole),
            grams,
            np.append(starts, len(keys)),
            owners.astype(np.int32),
            weights.astype(np.float32),
        )

    def search(
        self, query: str, top: int = 10, among: Container[int] | None = None
    ) -> tuple[Hit, ...]:
        """Rank texts by the share of the query's information that they cover."""
        keys = np.unique(_bigrams([normalise(query[: 4 * MAX_QUESTION])[:MAX_QUESTION]])[0])
        scores, total = np.zeros(self._count), 0.0
        for key in keys:
            at = int(np.searchsorted(self._grams, key))
            known = at < len(self._grams) and self._grams[at] == key
            first, last = (self._starts[at], self._starts[at + 1]) if known else (0, 0)
            worth = float(np.log(1 + (self._count - (last - first) + 0.5) / (last - first + 0.5)))
            total += worth
            scores[self._numbers[first:last]] += worth * np.minimum(self._weights[first:last], 1)
        found = [int(n) for n in np.lexsort((np.arange(self._count), -scores)) if scores[n] > 0]
        kept = [n for n in found if among is None or n in among][:top]
        return tuple(Hit(n, min(1.0, float(scores[n]) / total)) for n in kept)

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        with path.open("wb") as file:
            np.savez(
                file,
                count=np.array(self._count),
                grams=self._grams,
                starts=self._starts,
                numbers=self._numbers,
                weights=self._weights,
            )

    @classmethod
    def open(cls, path: Path) -> "Index":
        """Read an index from a file."""
        with np.load(path, allow_pickle=False) as held:
            return cls(
                int(held["count"]), held["grams"], held["starts"], held["numbers"], held["weights"]
            )

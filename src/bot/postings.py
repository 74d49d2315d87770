"""Texts as letters, and which texts hold which pair of letters: what an index is made of.

A letter is a character that is a letter or a digit, numbered by its code point's rank among those
that the texts have; everything else is a break, 0. Pairs never reach over a break.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b
from itertools import islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.text import normalise

K1, B = 0.6, 0.5
"""BM25: how soon a repeated pair stops counting, how much a long text is held against it."""
TOP_WEIGHT = 1 + K1
"""What a pair in a text weighs at most; stored in 255 steps."""
MAX_LETTERS = (1 << 16) - 2
"""So many kinds of letters fit in two bytes; texts with more lose the rarest-numbered ones."""

_CODE_POINTS = 0x110000
_BLOCK = 2_000
"""Texts read at a time."""
_STRIDE = 1 << 20
"""Letters looked at in one go."""
_BUCKET = 1_000_000
"""Pairs sorted at a time; sorting takes some 60 bytes for each."""

_Key = TypeVar("_Key", np.uint32, np.uint64)
Codes = NDArray[np.uint16]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Term:
    """A pair of letters of a question: its postings and what it is worth."""

    first: int
    last: int
    worth: float


@dataclass(frozen=True, slots=True)
class Postings:
    """Everything known of a number of texts; every field is a flat array."""

    letters: NDArray[np.uint32]
    """Code points in order; the letter of code c is number c - 1."""
    spread: NDArray[np.uint32]
    """How many texts have each letter, by code."""
    codes: Codes
    """Title, break, text, one after another, with a break before, between and after."""
    starts: Numbers
    """Where each begins in `codes`, and the end of the last."""
    bodies: Numbers
    """Where each text proper begins, after its title."""
    sizes: NDArray[np.uint32]
    """How many letters each has."""
    total: Numbers
    """How many letters they have together; one number."""
    digests: NDArray[np.uint64]
    """What each was made from: equal texts with equal titles have equal digests."""
    pairs: NDArray[np.uint32]
    """Pairs of letters in order, the first one's code in the upper half."""
    slices: Numbers
    """Where each pair's postings begin, and the end of the last."""
    texts: NDArray[np.uint32]
    """The numbers of the texts that have the pair, in order."""
    weights: NDArray[np.uint8]
    """How much the pair tells of that text, in 255ths of `TOP_WEIGHT`."""

    def __len__(self) -> int:
        return len(self.bodies)

    def relative_sizes(self, numbers: Numbers) -> NDArray[np.float64]:
        """Return the sizes of some texts as multiples of the average."""
        return self.sizes[numbers] * (len(self) / max(int(self.total[0]), 1))

    def encode(self, text: str) -> Numbers:
        """Turn a normal form into letters; those that no text has get numbers beyond all others."""
        points = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
        letter = np.fromiter(map(str.isalnum, text), bool, len(text))
        at = np.searchsorted(self.letters, points)
        known = np.zeros(len(text), bool)
        inside = at < len(self.letters)
        known[inside] = self.letters[at[inside]] == points[inside]
        unknown = len(self.letters) + 1 + points.astype(np.int64)
        return np.where(letter, np.where(known, at + 1, unknown), 0)

    def find(self, first: Numbers, second: Numbers) -> tuple[Numbers, Numbers]:
        """Return where each pair's postings begin and end; both the same for an unknown pair."""
        known = (first <= len(self.letters)) & (second <= len(self.letters))
        keys = np.where(known, first << 16 | second, 0).astype(np.uint32)
        at = np.searchsorted(self.pairs, keys)
        known &= at < len(self.pairs)
        known[known] = self.pairs[at[known]] == keys[known]
        at = np.where(known, at, 0)
        begin, end = self.slices[at], self.slices[np.minimum(at + 1, len(self.slices) - 1)]
        return begin, np.where(known, end, begin)

    def letters_of(self, numbers: Numbers) -> list[Codes]:
        """Return the letters of some texts, their titles first."""
        return [self.codes[self.starts[n] : self.starts[n + 1]] for n in numbers.tolist()]

    def having(self, letter: int) -> Numbers:
        """Return the texts that have a letter, found by reading all of them."""
        owners = np.searchsorted(self.starts, np.flatnonzero(self.codes == letter), "right") - 1
        return np.unique(owners)

    def best(
        self, terms: Sequence[Term], depth: int, among: NDArray[np.bool_] | None
    ) -> tuple[Numbers, NDArray[np.float32]]:
        """Return the texts in which the terms weigh most, at most `depth`, with their weight.

        Rare terms go first; once the common ones that are left could not bring a new text among
        the best, only the texts found so far are looked up in them.
        """
        order = sorted(terms, key=lambda term: (term.last - term.first, term.first))
        left = np.cumsum([term.worth for term in reversed(order)])[::-1] * TOP_WEIGHT
        scores = np.zeros(len(self), np.float32)
        alive: Numbers | None = None
        for term, rest in zip(order, left, strict=True):
            worth = np.float32(term.worth * TOP_WEIGHT / 255)
            texts, weights = (
                self.texts[term.first : term.last],
                self.weights[term.first : term.last],
            )
            if alive is None and len(texts) > 8 * depth:
                alive = _survivors(scores, depth, float(rest), among)
            if alive is None:
                scores[texts] += weights * worth
            else:
                at = np.searchsorted(texts, alive.astype(np.uint32))
                at[at == len(texts)] = 0
                shared = texts[at] == alive
                scores[alive[shared]] += weights[at[shared]] * worth
        found = np.flatnonzero(scores > 0) if alive is None else alive
        if among is not None:
            found = found[among[found]]
        return self.head(found, scores, depth)

    def head(
        self, found: Numbers, scores: NDArray[np.float32], depth: int
    ) -> tuple[Numbers, NDArray[np.float32]]:
        """Keep the best of `found`; equals at the edge are chosen by their content."""
        if len(found) > depth:
            edge = np.partition(scores[found], -depth)[-depth]
            found = found[scores[found] >= edge]
            found = found[np.lexsort((self.digests[found], -scores[found]))[:depth]]
        return found, scores[found]


def _survivors(
    scores: NDArray[np.float32], depth: int, rest: float, among: NDArray[np.bool_] | None
) -> Numbers | None:
    """Return the texts that can still be among the best, or None where a new one still could."""
    # A hair's breadth is left for the rounding of sums.
    ahead = scores > rest * 1.001
    if among is not None:
        ahead &= among
    if np.count_nonzero(ahead) < depth:
        return None
    edge = float(np.partition(scores[ahead], -depth)[-depth])
    return np.flatnonzero(scores >= (edge - rest) * 0.999)


# --- building


def digest(text: str, title: str) -> int:
    """Return a number that stands for a text and its title."""
    raw = f"{len(title)}\0{title}\0{text}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(raw, digest_size=8).digest(), "little")


class _Reader:
    """Texts to code points, a block at a time, taking over those that an earlier index has."""

    def __init__(self, earlier: Postings | None) -> None:
        self._earlier = earlier
        known = (
            {}
            if earlier is None
            else dict(zip(earlier.digests.tolist(), range(len(earlier)), strict=True))
        )
        self._known: dict[int, int] = known
        self.seen = np.zeros(_CODE_POINTS, bool)
        self.digests: list[int] = []
        self.lengths: list[int] = []
        self.titles: list[int] = []
        self.reused = 0

    def points(self, text: str, title: str) -> NDArray[np.uint32]:
        """Title, break, text, break, as code points; 0 is the break."""
        name = digest(text, title)
        self.digests.append(name)
        if self._earlier is not None and name in self._known:
            number = self._known[name]
            self.reused += 1
            old = self._earlier
            start, body, end = old.starts[number], old.bodies[number], old.starts[number + 1]
            self.titles.append(int(body - start))
            self.lengths.append(int(end - start))
            return np.append(np.uint32(0), old.letters)[old.codes[start:end]]
        head = normalise(title) + "\n" if title else ""
        whole = head + normalise(text) + "\n"
        self.titles.append(len(head))
        self.lengths.append(len(whole))
        return np.frombuffer(whole.encode("utf-32-le"), np.uint32)

    def block(self, pairs: Iterable[tuple[str, str]]) -> NDArray[np.uint32]:
        """Read a block of texts and titles."""
        points = np.concatenate([self.points(text, title) for text, title in pairs])
        self.seen[points] = True
        return points


def build(
    passages: Iterable[tuple[str, str]],
    earlier: Postings | None = None,
) -> Postings:
    """Read texts, each with its title ("" for none), and find their pairs.

    What `earlier` has of the same texts is taken over.
    """
    reader = _Reader(earlier)
    both = iter(passages)
    blocks: list[Codes | NDArray[np.uint32]] = []
    while block := list(islice(both, _BLOCK)):
        blocks.append(_narrow(reader.block(block)))
    letters = np.array(
        [c for c in np.flatnonzero(reader.seen).tolist() if chr(c).isalnum()], np.uint32
    )
    letters = letters[:MAX_LETTERS]
    rank = np.zeros(_CODE_POINTS, np.uint16)
    rank[letters] = np.arange(1, len(letters) + 1)
    codes = np.zeros(1 + sum(reader.lengths), np.uint16)
    at = 1
    for number, points in enumerate(blocks):
        codes[at : at + len(points)] = rank[points]
        at += len(points)
        blocks[number] = codes[:0]  # its memory is needed below
    starts = 1 + np.concatenate(([0], np.cumsum(reader.lengths, dtype=np.int64)))
    return _index(letters, codes, starts, reader)


def _narrow(points: NDArray[np.uint32]) -> Codes | NDArray[np.uint32]:
    """Halve what a block takes, where all of it is in the basic plane."""
    return points.astype(np.uint16) if points.max(initial=0) < 1 << 16 else points


def _index(letters: NDArray[np.uint32], codes: Codes, starts: Numbers, reader: _Reader) -> Postings:
    count = len(reader.digests)
    sizes = np.zeros(count, np.uint32)
    spread = np.zeros(len(letters) + 1, np.uint32)
    for low in range(0, count, _BLOCK):
        high = min(low + _BLOCK, count)
        part = codes[starts[low] : starts[high]]
        owner = np.repeat(np.arange(high - low), np.diff(starts[low : high + 1]))
        letter = part > 0
        sizes[low:high] = np.bincount(owner[letter], minlength=high - low)
        there = np.zeros((high - low, len(spread)), bool)
        there[owner, part] = True
        spread += there.sum(0, dtype=np.uint32)
    spread[0] = 0
    pairs, counts, texts, weights = _postings(letters, codes, starts, sizes)
    return Postings(
        letters=letters,
        spread=spread,
        codes=codes,
        starts=starts,
        bodies=starts[:-1] + np.array(reader.titles, np.int64),
        sizes=sizes,
        total=sizes.sum(dtype=np.int64, keepdims=True),
        digests=np.array(reader.digests, np.uint64),
        pairs=pairs,
        slices=np.concatenate(([0], np.cumsum(counts, dtype=np.int64))),
        texts=texts,
        weights=weights,
    )


def _buckets(codes: Codes, kinds: int) -> Iterator[tuple[int, int]]:
    """Cut the codes into ranges that begin about as many pairs each."""
    # `bincount` makes eight bytes of each code; a stride at a time, that is nothing.
    parts = (codes[at : at + _STRIDE] for at in range(0, len(codes), _STRIDE))
    upto = np.cumsum(sum(np.bincount(part, minlength=kinds + 1) for part in parts)[1:])
    low = 1
    while low <= len(upto):
        before = upto[low - 2] if low > 1 else 0
        high = max(int(np.searchsorted(upto, before + _BUCKET, "right")) + 1, low + 1)
        yield low, high
        low = high


def _postings(
    letters: NDArray[np.uint32], codes: Codes, starts: Numbers, sizes: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], Numbers, NDArray[np.uint32], NDArray[np.uint8]]:
    """Sort the pairs, those that begin with some letters at a time, so that memory suffices."""
    relative = sizes / max(float(sizes.mean()), 1.0) if len(sizes) else sizes.astype(float)
    room = (K1 * (1 - B + B * relative)).astype(np.float32)
    # There cannot be more postings than pairs; what is not used of these is never touched.
    texts = np.empty(len(codes), np.uint32)
    weights = np.empty(len(codes), np.uint8)
    pairs, counts, at = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)], 0
    for low, high in _buckets(codes, len(letters)):
        first = _beginning(codes, low, high)
        keys = codes[first].astype(np.uint64) << np.uint64(16) | codes[first + 1]
        owner = np.searchsorted(starts, first, "right") - 1
        keys = keys << np.uint64(32) | owner.astype(np.uint64)
        del first, owner
        keys.sort()
        keys, times = _runs(keys)
        part = (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32)
        texts[at : at + len(keys)] = part
        weights[at : at + len(keys)] = np.round(times / (times + room[part]) * 255)
        at += len(keys)
        found, many = _runs((keys >> np.uint64(32)).astype(np.uint32))
        pairs.append(found)
        counts.append(many)
    return np.concatenate(pairs), np.concatenate(counts), texts[:at], weights[:at]


def _beginning(codes: Codes, low: int, high: int) -> Numbers:
    """Return where the pairs begin whose first letter is in a range."""
    found = []
    for start in range(0, len(codes) - 1, _STRIDE):
        part = codes[start : start + _STRIDE + 1]
        wanted = (part[:-1] >= low) & (part[:-1] < high) & (part[1:] > 0)
        found.append(np.flatnonzero(wanted) + start)
    return np.concatenate(found)


def _runs(ordered: NDArray[_Key]) -> tuple[NDArray[_Key], Numbers]:
    """Return the different values of an ordered array and how often each comes."""
    heads = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    if not len(ordered):
        return ordered, np.zeros(0, np.int64)
    return ordered[heads], np.diff(np.append(heads, len(ordered)))


ARRAYS = tuple(field.name for field in fields(Postings))

"""Texts are read, and their pairs of letters sorted, into an index's arrays.

A hundred thousand texts of three hundred letters take a quarter of a gigabyte while they are.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.chinese.text import lexicon, normalise
from bot.search.postings import HEAD, K1, B, Codes, Numbers, Postings

MAX_LETTERS = (1 << 16) - 2
"""So many kinds of letters fit in two bytes; those beyond count as breaks."""

_CODE_POINTS = 0x110000
_BLOCK = 2_000
"""Texts read at a time."""
_STRIDE = 1 << 20
"""Letters looked at in one go."""
_BUCKET = 1_000_000
"""Pairs sorted at a time; sorting takes some 60 bytes for each."""
_Key = TypeVar("_Key", np.uint32, np.uint64)


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

    def points(self, text: str, title: str) -> NDArray[np.uint32]:
        """Title, break, text, break, as code points; 0 is the break."""
        name = digest(text, title)
        self.digests.append(name)
        if self._earlier is not None and name in self._known:
            number = self._known[name]
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
        placed=_placed(letters, codes, starts),
        pairs=pairs,
        slices=np.concatenate(([0], np.cumsum(counts, dtype=np.int64))),
        texts=texts,
        weights=weights,
    )


def _placed(letters: NDArray[np.uint32], codes: Codes, starts: Numbers) -> NDArray[np.bool_]:
    """Return which texts name a place at their head."""
    points = [[ord(c) for c in name] for name in lexicon().places]
    at = np.searchsorted(letters, points)
    known = (letters[np.minimum(at, len(letters) - 1)] == points).all(1) if len(letters) else []
    both = at[known].astype(np.uint32) + 1
    names = np.unique(both[:, 0] << 16 | both[:, 1])
    found = np.zeros(len(starts) - 1, bool)
    for low in range(0, len(found), _BLOCK):
        begin = starts[low : min(low + _BLOCK, len(found))]
        where = begin[:, None] + np.arange(HEAD)
        last = starts[low + 1 : low + 1 + len(begin), None] - 1
        head = codes[np.minimum(where, last)].astype(np.uint32)
        found[low : low + len(begin)] = np.isin(head[:, :-1] << 16 | head[:, 1:], names).any(1)
    return found


def _buckets(codes: Codes, kinds: int) -> Iterator[tuple[int, int]]:
    """Cut the codes into ranges that begin about as many pairs each."""
    # `bincount` makes eight bytes of each code; a stride at a time, that is nothing.
    counts = np.zeros(kinds + 1, np.int64)
    for at in range(0, len(codes), _STRIDE):
        counts += np.bincount(codes[at : at + _STRIDE], minlength=kinds + 1)
    upto = np.cumsum(counts[1:])
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

"""jieba behind one class: its dictionary, looked up where it lies, and its search for the best cut.

Nothing else knows how jieba is made inside; its release is held at 0.42 for that.
"""

import mmap
import re
from bisect import bisect
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from importlib.util import find_spec
from math import inf, log
from pathlib import Path

_SPOKEN_OF = 20
"""So often jieba counted a place that is no rarity."""


_BLOCK = re.compile(r"([\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+)|\r\n|.", re.DOTALL)
"""What jieba cuts by its dictionary; any other character is a word of its own."""
_PLAIN = re.compile("[a-zA-Z0-9]")


class Lexicon(Mapping[str, int]):
    """jieba's dictionary, looked up in its file instead of loaded.

    Loading its 349,046 words takes a second; its lines are sorted by their UTF-8 bytes (from the
    first Chinese word on), so that a word is found among the few lines between two that were noted.
    It stands in for `jieba.Tokenizer.FREQ`: a prefix of a word is `in` it with frequency 0.
    `newer` are words to add, with frequency and tag.
    """

    TOTAL = 60_101_967
    """The sum of all frequencies in jieba 0.42.1."""
    _STEP = 2048
    """Of so many bytes, the first word is noted: they are gone through in no time."""

    def __init__(self, newer: Mapping[str, tuple[int, str]]) -> None:
        spec = find_spec("jieba")
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError("jieba")
        self._newer = {w[:end]: (0, "") for w in newer for end in range(1, len(w))} | dict(newer)
        with (Path(spec.origin).parent / "dict.txt").open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        first, size = self._data.find("\n一".encode()), len(self._data)
        starts = (self._data.find(b"\n", at) + 1 for at in range(first, size, self._STEP))
        self._starts = list(dict.fromkeys(at for at in starts if 0 < at < size))
        self._words = [self._data[at : self._data.find(b" ", at)] for at in self._starts]
        self._at = lru_cache(maxsize=1 << 16)(self._look)
        self._cut = lru_cache(maxsize=1 << 12)(self._pieces)

    def _look(self, word: str) -> tuple[int, str] | None:
        """Frequency and tag of a word, (0, "") for a prefix of one, None for neither."""
        found = self._find(word)
        return found if found and found[0] else self._newer.get(word, found)

    def _find(self, word: str) -> tuple[int, str] | None:
        if not word or word[0] < "\u4e00":
            return None
        key = word.encode("utf-8", "replace")
        data, near = self._data, bisect(self._words, key)
        start = self._starts[max(near - 1, 0)] - 1
        # The first word that begins with it may be the one that was noted next.
        stop = self._starts[near] + len(key) if near < len(self._starts) else len(data)
        begins = data.find(b"\n" + key, start, stop)
        if begins < 0:
            return None
        # A word comes before those that begin with it, but for 吉林.
        found = data.find(b"\n" + key + b" ", begins, stop + self._STEP)
        if found < 0:
            return 0, ""
        line = data[found + 1 : data.find(b"\n", found + 1)]
        _, frequency, tag = line.decode("utf-8").split(" ")
        return int(frequency), tag.strip()

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._at(word) is not None

    def __getitem__(self, word: str) -> int:
        found = self._at(word)
        if found is None:
            raise KeyError(word)
        return found[0]

    def __iter__(self) -> Iterator[str]:
        for line in self._data[self._starts[0] :].splitlines():
            yield line.split(b" ")[0].decode("utf-8")

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The names of two letters of the places that are no rarities; 15 ms the first time."""
        *upto, _ = self._data[self._starts[0] :].split(b" ns\n")
        lines = (part[part.rfind(b"\n") + 1 :].split(b" ") for part in upto)
        short = 2 * len("一".encode())
        return tuple(w.decode() for w, n in lines if len(w) == short and int(n) >= _SPOKEN_OF)

    def frequency(self, word: str) -> int | None:
        """How often a word was counted, 0 for a prefix of one, None for neither; a quick `get`."""
        found = self._at(word)
        return found[0] if found else None

    def tag(self, word: str) -> str | None:
        """Jieba's part of speech of a word, or None for no word."""
        found = self._at(word)
        return found[1] or None if found else None

    def cut(self, text: str) -> Iterator[str]:
        """Cut a text into words, by the dictionary alone (no guessing of new words)."""
        for match in _BLOCK.finditer(text):
            if match.lastindex:
                yield from self._cut(match.group())
            else:
                yield match.group()

    def _pieces(self, block: str) -> list[str]:
        """Return words; letters and digits that are in none stay together."""
        ends, at, plain = self._ends(block), 0, ""
        pieces: list[str] = []
        while at < len(block):
            word, at = block[at : ends[at]], ends[at]
            if _PLAIN.fullmatch(word):
                plain += word
                continue
            if plain:
                pieces.append(plain)
                plain = ""
            pieces.append(word)
        return [*pieces, plain] if plain else pieces

    def _ends(self, block: str) -> list[int]:
        """Return where the word ends that begins at each place, in the likeliest cut from there on.

        jieba's own search looks each word up three times, and takes twice as long.
        """
        look, total, size = self._at, log(self.TOTAL), len(block)
        best, ends = [0.0] * (size + 1), [0] * size
        for start in reversed(range(size)):
            top, stop = -inf, 0
            for end in range(start + 1, size + 1):
                found = look(block[start:end])
                if found is None:
                    break
                if found[0] and (score := log(found[0]) - total + best[end]) >= top:
                    top, stop = score, end
            ends[start] = stop or start + 1
            best[start] = top if stop else best[start + 1] - total
        return ends

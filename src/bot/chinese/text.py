"""Chinese text: its normal form, its sentences and clauses, its words and how they sound.

Nothing here knows of bulletins or questions.
"""

import mmap
import os
import re
import sys
import threading
import unicodedata
from bisect import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.chinese.word_lists import kinds, listed

MAX_ROUNDS = 4
"""Conversion to simplified script is repeated until nothing changes; two rounds have sufficed."""

OFTEN = 1000
"""How often a newer word is taken to occur among the dictionary's 60 million: as often as 队长."""

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BLANK = re.compile(r"\s+")


# --- normal form


@cache
def _simplifier() -> Any:  # noqa: ANN401 - OpenCC ships no types
    import opencc  # noqa: PLC0415 - 15 ms that only a question or an index needs

    return opencc.OpenCC("t2s")


def clean(text: str) -> str:
    """Drop what cannot be seen: control characters, direction marks, lone surrogates."""
    return _CONTROL.sub("", _INVISIBLE.sub("", text))


def in_one_line(text: str) -> str:
    """Return what can be seen of an untrusted text, in one line."""
    return " ".join(clean(text).split())


_VARIANTS = dict(
    pair.split(":")
    for pair in (
        "陜:陕 濶:阔 効:效 靑:青 淸:清 囬:回 値:值 尙:尚 吿:告 槪:概 硏:研 鄕:乡 毎:每 徳:德 "
        "戸:户 収:收 図:图 邨:村 甯:宁 寗:宁 刦:劫 雰:氛 姪:侄 脗:吻 甚么:什么 甚麼:什么"
    ).split()
)
"""Other shapes of characters, which OpenCC leaves as they are; as long as what they become."""

_VARIANT = re.compile("|".join(_VARIANTS))


def simplify(text: str) -> str:
    """Traditional characters to simplified ones (OpenCC `t2s`), until nothing changes."""
    if text.isascii():
        return text
    text = _VARIANT.sub(lambda match: _VARIANTS[match.group()], text)
    convert = _simplifier().convert
    for _ in range(MAX_ROUNDS):
        changed: str = convert(text)
        if changed == text:
            break
        text = changed
    return text


def normalise(text: str) -> str:
    """Return the form in which texts are compared: visible, NFKC, lower case, simplified.

    White space becomes one blank. Doing it twice is doing it once.
    """
    text = unicodedata.normalize("NFKC", clean(text)).lower()
    text = unicodedata.normalize("NFKC", clean(simplify(text)))
    return _BLANK.sub(" ", text).strip()


def is_hanzi(text: str) -> bool:
    """Whether a text is one Chinese character."""
    return len(text) == 1 and "\u4e00" <= text <= "\u9fff"


# --- sentences and clauses

_SENTENCE_END = re.compile(r"[。！？!?；;]+[”’」』）)》\"]*|\n+")
_CLAUSE_END = re.compile(r"[。！？!?；;，,：:]+[”’」』）)》\"]*|\n+")
_NUMERIC_COMMA = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")


def _spans(text: str, end: re.Pattern[str]) -> list[tuple[int, int]]:
    """Cut after each end that stands outside brackets and book-title marks."""
    protected = [
        m.span() for m in re.finditer(r"《[^《》]*》|[（(][^（()）]*[）)]|“[^“”]{,60}”", text)
    ]
    protected += [m.span() for m in _NUMERIC_COMMA.finditer(text)]
    protected += [m.span() for m in re.finditer(r"(?<=\d)[:：](?=\d)", text)]
    spans, start = [], 0
    for match in end.finditer(text):
        if any(a < match.start() + 1 and match.start() < b for a, b in protected):
            continue
        if text[start : match.end()].strip():
            spans.append((start, match.end()))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return spans


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences, semicolons ending one; together they cover all but blank space."""
    return _spans(text, _SENTENCE_END)


def clauses(text: str) -> list[tuple[int, int]]:
    """Spans of the clauses, cut at commas and colons as well."""
    return _spans(text, _CLAUSE_END)


# --- words


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text."""

    text: str
    start: int
    tag: str
    """jieba's part of speech (n noun, v verb, ns place, r pronoun, …); `x` for an unknown word."""

    @property
    def end(self) -> int:
        """Where the word ends in its text."""
        return self.start + len(self.text)


_SPOKEN_OF = 20
"""So often jieba counted a place that is no rarity."""


class Lexicon(Mapping[str, int]):
    """jieba's dictionary, looked up in its file instead of loaded.

    Loading its 349,046 words takes a second; its lines are sorted by their UTF-8 bytes (from the
    first Chinese word on), so that a word is found among the few lines between two that were noted.
    It stands in for `jieba.Tokenizer.FREQ`: a prefix of a word is `in` it with frequency 0. The
    newer words of `data/words.txt` are added to it.
    """

    TOTAL = 60_101_967
    """The sum of all frequencies in jieba 0.42.1."""
    _STEP = 2048
    """Of so many bytes, the first word is noted: they are gone through in no time."""

    def __init__(self, path: Path, newer: Mapping[str, tuple[int, str]]) -> None:
        self._newer = {w[:end]: (0, "") for w in newer for end in range(1, len(w))} | dict(newer)
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        first, size = self._data.find("\n一".encode()), len(self._data)
        starts = (self._data.find(b"\n", at) + 1 for at in range(first, size, self._STEP))
        self._starts = list(dict.fromkeys(at for at in starts if 0 < at < size))
        self._words = [self._data[at : self._data.find(b" ", at)] for at in self._starts]
        self._at = lru_cache(maxsize=1 << 16)(self._look)

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


@cache
def lexicon() -> Lexicon:
    """Return jieba's dictionary, opened once."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("jieba")
    newer = {w: (OFTEN, t) for t in kinds("words.txt") for w in listed("words.txt", t)}
    return Lexicon(Path(spec.origin).parent / "dict.txt", newer)


_LOADING = threading.Lock()


@cache
def _tokenizer() -> Any:  # noqa: ANN401 - jieba ships no types
    """A tokenizer of our own; the shared one would load its dictionary and log about it."""
    # jieba asks setuptools for its dictionary's path, which takes 70 ms and warns; without, it
    # asks the file system.
    with _LOADING:  # two threads must not hide it at once
        hidden = sys.modules.get("pkg_resources")
        sys.modules["pkg_resources"] = None  # type: ignore[assignment]
        try:
            import jieba  # noqa: PLC0415
        finally:
            if hidden is None:
                del sys.modules["pkg_resources"]
            else:
                sys.modules["pkg_resources"] = hidden
    jieba.setLogLevel(30)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = lexicon(), Lexicon.TOTAL, True
    return tokenizer


def words(text: str) -> list[Word]:
    """Cut a text into jieba's words, by its dictionary alone (no guessing of new words)."""
    at, cut, known = 0, [], lexicon()
    for piece in _tokenizer().cut(text, HMM=False):
        cut.append(Word(piece, at, known.tag(piece) or "x"))
        at += len(piece)
    return cut


# --- sound


@cache
def _readings() -> Mapping[int, str]:
    # Its phrases take 0.1 s and are not needed for single characters.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415

    readings: Mapping[int, str] = pinyin_dict
    return readings


@lru_cache(maxsize=1 << 14)
def syllables(character: str) -> tuple[str, ...]:
    """All toneless readings of one character, the commonest first; () for what has none."""
    found = _readings().get(ord(character), "")
    plain = unicodedata.normalize("NFD", found).replace("u\u0308", "v")
    toneless = "".join(c for c in plain if not unicodedata.combining(c))
    return tuple(dict.fromkeys(toneless.split(","))) if found else ()


def pinyin(text: str) -> tuple[str, ...]:
    """The commonest toneless reading of each character; a character without one stands for itself.

    >>> pinyin("蓝天a")
    ('lan', 'tian', 'a')
    """
    return tuple((syllables(c) or (c,))[0] for c in text)

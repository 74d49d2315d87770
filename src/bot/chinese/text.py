"""Chinese text: its normal form, its sentences and clauses, its words and how they sound.

Nothing here knows of bulletins or questions.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from bot.chinese.lexicon import Lexicon
from bot.chinese.word_lists import kinds, listed

MAX_ROUNDS = 4
"""Conversion to simplified script is repeated until nothing changes; two rounds have sufficed."""

OFTEN = 1000
"""How often a newer word is taken to occur among the dictionary's 60 million: as often as 队长."""

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BLANK = re.compile(r"\s+")
_APART = re.compile(r"(?<=[\u4e00-\u9fff]) (?=\d)|(?<=\d) (?=[\u4e00-\u9fff])")


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

    White space becomes one blank, and none beside a figure. Doing it twice is doing it once.
    """
    text = unicodedata.normalize("NFKC", clean(text)).lower()
    text = unicodedata.normalize("NFKC", clean(simplify(text)))
    return _closed(text)


def _closed(text: str) -> str:
    """Make white space one blank, and none between a figure and what it counts: 1995 年."""
    return _APART.sub("", _BLANK.sub(" ", text)).strip()


def normalise_all(texts: Iterable[str]) -> list[str]:
    """Return the normal form of each of many short texts; a tenth of the time of one by one."""
    lines = [text.replace("\n", " ") for text in texts]
    if not lines:
        return []
    joined = unicodedata.normalize("NFKC", clean("\n".join(lines))).lower()
    joined = unicodedata.normalize("NFKC", clean(simplify(joined)))
    return [_closed(line) for line in joined.split("\n")]


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


@cache
def lexicon() -> Lexicon:
    """Return jieba's dictionary with the newer words of `data/words.txt`, opened once."""
    return Lexicon({w: (OFTEN, t) for t in kinds("words.txt") for w in listed("words.txt", t)})


def words(text: str) -> list[Word]:
    """Cut a text into jieba's words."""
    at, cut, known = 0, [], lexicon()
    for piece in known.cut(text):
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


def pairs(text: str) -> tuple[str, ...]:
    """Return the pairs of characters of a text, none across a sign.

    >>> pairs("谁捐了，口罩")
    ('谁捐', '捐了', '口罩')
    """
    both = (text[at : at + 2] for at in range(len(text) - 1))
    return tuple(dict.fromkeys(p for p in both if p.isalnum()))

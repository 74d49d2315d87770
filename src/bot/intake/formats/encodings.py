"""Bytes of unknown encoding → text, by which reading makes Chinese words."""

from collections.abc import Iterator

from bot.chinese.folding import shadow
from bot.chinese.text import words

_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
"""How files begin that say their encoding."""

_CANDIDATES = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
"""Encodings tried where a text is not UTF-8, the commoner first."""

_SAMPLE = 3000
"""Characters that are looked at to choose an encoding."""

_LIKELY = 0.3
"""Share of a text's letters that stand in known words; right readings have 0.6 and more."""


def decode(data: bytes) -> tuple[str, str] | None:
    """Return text and encoding, or None if no encoding makes sense of the bytes."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = read_as(data, encoding)
            return (text, encoding) if text is not None else None
    text = read_as(data, "utf-8")
    if text is not None and "\0" not in text:
        return text, "utf-8"
    likely = max(_likely(data), default=None)
    if likely is None or likely[0] < _LIKELY:
        return None
    return likely[2], likely[3]


def read_as(data: bytes, encoding: str) -> str | None:
    """Decode bytes, or return None if the encoding is unknown or does not fit every byte."""
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _likely(data: bytes) -> Iterator[tuple[float, int, str, str]]:
    """Yield share of known words, rank, text and encoding of each reading that is possible."""
    for rank, encoding in enumerate(_CANDIDATES):
        text = read_as(data, encoding)
        if text is not None and "\0" not in text:
            yield _sense(text[:_SAMPLE]), -rank, text, encoding


def _sense(text: str) -> float:
    """Return the share of letters that stand in known words of two letters and more."""
    letters = sum(c.isalpha() for c in text)
    known = sum(len(w.text) for w in words(shadow(text)) if len(w.text) > 1 and w.tag != "x")
    return known / letters if letters else 0.0

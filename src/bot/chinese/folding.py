"""A text's shadow: as long as the text, but half-width, simplified and with one kind of quotes.

Rules are written once, for the shadow; what they find is cut out of the text itself.
"""

from functools import lru_cache
from unicodedata import category, normalize

from bot.chinese.text import simplify

_SIGNS = str.maketrans(
    {
        "「": "“",
        "『": "“",
        "〝": "“",
        "＂": '"',
        "」": "”",
        "』": "”",
        "〞": "”",
        "〖": "【",
        "〗": "】",
        "\t": " ",
        "\u00a0": " ",
        "─": "—",
        "―": "—",
        "－": "-",
        "･": "·",
        "•": "·",
        "‧": "·",
        "・": "·",
    }
)
_KEPT = frozenset({"No", "Sk"})
"""Circled digits and the like stay what they are."""


@lru_cache(maxsize=1 << 14)
def _one(character: str) -> str:
    """Return one character's shadow, one character too."""
    character = character.translate(_SIGNS)
    if character.isascii() or category(character) in _KEPT:
        return character
    folded = normalize("NFKC", character)
    if len(folded) != 1:
        return character
    plain = simplify(folded)
    return plain if len(plain) == 1 else folded


@lru_cache(maxsize=1 << 12)
def shadow(text: str) -> str:
    """Return a text's shadow.

    >>> shadow("【用藥指導員】　１９名")
    '【用药指导员】 19名'
    """
    plain = "".join(map(_one, text))
    if '"' in plain:
        plain = _paired(plain)
    return plain.translate(_INNER) if "‘" in plain and "“" not in plain else plain


_INNER = str.maketrans("‘’", "“”")
"""Marks that are for quotations within others; by themselves they are what others are."""


def _paired(text: str) -> str:
    """Turn straight quotation marks into opening and closing ones, by turns in each line."""
    lines = []
    for line in text.split("\n"):
        pieces = line.split('"')
        marks = [("“", "”")[number % 2] for number in range(len(pieces) - 1)] + [""]
        lines.append("".join(piece + mark for piece, mark in zip(pieces, marks, strict=True)))
    return "\n".join(lines)

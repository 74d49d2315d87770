"""Brands that several organisations have and that nothing else is called by: 雄鹰."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import compress, count

from bot.chinese.name_parts import TELLING, Name
from bot.chinese.text import lexicon

EVERYDAY = 1000
"""A word that jieba's dictionary counts as often is everybody's, and no brand: 中心."""


class Brands:
    """The brands of some names, and where texts have them outside of names."""

    def __init__(self, names: Sequence[str], parts: Mapping[int, Name]) -> None:
        """`names` are those of all entities in normal form, `parts` those of organisations."""
        self._names = frozenset(names)
        self._of = {n: _short(name.brand) for n, name in parts.items()}
        wanted = {b for b in self._of.values() if len(b) > 1 and lexicon().get(b, 0) < EVERYDAY}
        self._pairs = frozenset(brand[:TELLING] for brand in wanted)
        where: dict[str, list[tuple[int, int]]] = {}
        for name in sorted(self._names):
            for at, brand in self._standing(name, wanted):
                where.setdefault(brand, []).append((at, len(name)))
        self._shapes = {brand: set(at) for brand, at in where.items() if len(at) > 1}
        self._besides: Mapping[str, AbstractSet[str]] = {}

    def shared(self, texts: Sequence[str]) -> dict[int, str]:
        """Return those that stand in several names and in no text besides, by number.

        A text that was looked at the last time is not looked at again.
        """
        known = self._besides
        self._besides = {
            text: known[text] if text in known else self._outside(text) for text in texts
        }
        alone = self._shapes.keys() - {b for found in self._besides.values() for b in found}
        return {n: brand for n, brand in self._of.items() if brand in alone}

    def _outside(self, text: str) -> AbstractSet[str]:
        """Return the brands that a text has outside of names."""
        return {
            brand
            for at, brand in self._standing(text, self._shapes.keys())
            if not any(
                text[at - front : at - front + size] in self._names
                for front, size in self._shapes[brand]
            )
        }

    def _standing(self, text: str, brands: AbstractSet[str]) -> Iterator[tuple[int, str]]:
        """Where each of some brands, of two characters or three, stands in a text.

        In one pass, whatever their number: they are as many as there are names.
        """
        hits = map(self._pairs.__contains__, map(str.__add__, text, text[1:]))
        for at in compress(count(), hits):
            for size in (TELLING, TELLING + 1):
                if (brand := text[at : at + size]) in brands and len(brand) == size:
                    yield at, brand


def _short(brand: str) -> str:
    """What a brand is called by: 雄鹰 of 雄鹰户外运动."""
    return brand if len(brand) <= TELLING + 1 else brand[:TELLING]

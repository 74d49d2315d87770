"""The organisations of some bulletins, by the parts of their names."""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from bot.chinese.name_parts import NEUTRAL_FORMS, TELLING, Name, bare, split
from bot.chinese.text import syllables
from bot.library.gazetteer import part_match as fitting

MOSTLY = 2
"""One in so many of the characters said must be heard in a name for its parts to be compared."""


class Roster:
    """Names of organisations, each by its number among all entities."""

    def __init__(self, names: Mapping[int, Name]) -> None:
        self._names = names
        brands = [name.brand for name in self._names.values()]
        self.homes = frozenset(bare(p) for n in self._names.values() for p in n.places)
        self.brands = frozenset(brands) | {brand[:TELLING] for brand in brands}
        self._ending: dict[str, list[int]] = {}
        self._sounding: dict[str, list[int]] = {}
        self._having: dict[str, list[int]] = {}
        for number, name in self._names.items():
            for at in range(len(name.form)):
                self._ending.setdefault(name.form[at:], []).append(number)
            for sound in _sounds("".join(name.places) + name.brand + name.form):
                self._sounding.setdefault(sound, []).append(number)
            for piece in _pieces(name.brand):
                self._having.setdefault(piece, []).append(number)
        self.of_form = lru_cache(maxsize=256)(self._of_form)

    def _of_form(self, form: str) -> tuple[int, ...]:
        """Return the organisations whose form the given one may stand for."""
        longer = self._ending.get(form, [])
        shorter = [
            n
            for at in range(1, len(form) - 1)
            for n in self._ending.get(form[at:], ())
            if self._names[n].form == form[at:]
        ]
        return tuple(sorted({*longer, *shorter}))

    def alike(self, parts: Name) -> tuple[int, ...]:
        """Return the organisations whose brand a name that is nobody's has, or else its form."""
        shares = Counter(n for p in _pieces(parts.brand) for n in self._having.get(p, ()))
        most = max(shares.values(), default=0)
        akin = tuple(sorted(n for n, share in shares.items() if share == most))
        return akin or self.of_form(parts.form)

    def fitting(self, said: str, form: str) -> list[tuple[float, int]]:
        """All organisations that a phrase with a form may name, with the cost of reading it so."""
        parts = split(said, form)
        heard = self._heard("".join(map(bare, parts.places)) + parts.brand)
        fits: list[tuple[float, int]] = []
        for number in self.of_form(form):
            cost = fitting.cost(parts, self._names[number]) if number in heard else None
            fits += [] if cost is None else [(cost, number)]
        if fits and form in fitting.SISTERS:
            fits += [(0.0, n) for n in heard if fitting.sisters(parts, self._names[n])]
        return fits

    def _heard(self, said: str) -> list[int]:
        """Organisations in whose names enough of the characters sound."""
        counts: Counter[int] = Counter()
        for character in set(said):
            counts.update({n for s in syllables(character) for n in self._sounding.get(s, ())})
        return sorted(n for n, count in counts.items() if MOSTLY * count >= len(set(said)))

    def likely(self, parts: Name) -> bool:
        """Whether a phrase is meant as a name whose form ordinary words end in as well.

        It is where a known name ends in that form, or where a known brand has another form.
        """
        if parts.form in NEUTRAL_FORMS:
            return False
        brand = parts.brand
        if any(brand[at : at + TELLING] in self.brands for at in range(len(brand) - 1)):
            return True
        having = self._having.get(brand[:TELLING], ()) if len(brand) > 1 else ()
        ending = self._ending.get(parts.form, ())
        return any(self._names[n].form == parts.form for n in ending) or any(
            brand in self._names[n].brand for n in having
        )


def _pieces(brand: str) -> set[str]:
    """Return what may tell a brand: any characters side by side."""
    return {brand[at : at + TELLING] for at in range(len(brand) - TELLING + 1)}


def _sounds(text: str) -> set[str]:
    return {s for c in text for s in syllables(c)}

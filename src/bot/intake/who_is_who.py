"""Who is who on a page: full names, short ones that stand for them, names that no form betrays."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bot.chinese.folding import shadow
from bot.chinese.name_parts import bare, split
from bot.intake.naming.actors import Actor, Known, actors
from bot.intake.outline.outline import Part
from bot.intake.page.page import Page


class Registry:
    """The organisations of one page: their full names, and names that no form betrays."""

    def __init__(self, page: Page) -> None:
        title = page.title or ""
        self._full: dict[str, None] = {}
        self._title = [verbatim(a, title) for a in actors(shadow(title)) if not a.bare]
        self._called: dict[str, str] = {}
        self.known = Known()

    def learn(self, parts: Sequence[Part]) -> None:
        """Gather names that only a list betrays, so that they are known elsewhere too."""
        paragraphs = [paragraph for part in parts for paragraph in part.paragraphs]
        shades = list(map(shadow, paragraphs))
        found = [(actor, shade) for shade in shades for actor in actors(shade)]
        self._called = dict(pair for text in paragraphs for pair in _short_names(text))
        odd = {a.name for a, shade in found if not a.spelt and a.name in shade}
        places = Counter(p for a, _ in found if a.spelt for p in split(a.name).places[:1])
        often = frozenset(bare(p) for p, times in places.items() if times > 1 and bare(p) != p)
        self.known = Known(frozenset({*odd, *map(shadow, self._called)}), often)

    def full(self, name: str) -> str:
        """Return the fullest name given so far for a name, and remember the name."""
        name = self._called.get(name, name)
        if name in self._full:
            return name
        longer = [f for f in self._full if _is_short_for(name, f)]
        if longer:
            return longer[-1]
        self._full[name] = None
        return name

    def meant_by(self, form: str, nearest: Iterable[str]) -> str | None:
        """Return which organisation a bare form (协会) means: the nearest that ends in it."""
        for name in nearest:
            if shadow(name).endswith(form):
                return name
        fitting = [n for n in (*self._full, *self._title) if shadow(n).endswith(form)]
        return fitting[0] if len(set(fitting)) == 1 else None


_CALLED = re.compile(r"\((?:以下|下)?(?:简称|称)(?:为)?[:“]*(?P<short>[^()”]{2,12})”?\)")


def _short_names(paragraph: str) -> Iterator[tuple[str, str]]:
    """Yield each short name that a text gives, and whose it is: …总队(以下简称“反诈总队”)."""
    shade = shadow(paragraph)
    called = list(_CALLED.finditer(shade))
    found = actors(shade) if called else []
    for match in called:
        short = paragraph[slice(*match.span("short"))]
        full = (verbatim(a, paragraph) for a in found if a.end == match.start())
        yield short, next(full, short)


_VAGUE = frozenset("省市县区镇乡村")
"""What a place is called after its name has been said once."""


def _is_short_for(name: str, full: str) -> bool:
    """Tell whether a name is the end of a longer one whose places it leaves out."""
    name, full = shadow(name), shadow(full)
    parts = split(full)
    vague = name[:1] in _VAGUE and full.endswith(name)  # 市茶业商会, of 云溪市茶业商会
    return bool(parts.places) and (name == parts.short or vague)


def verbatim(actor: Actor, paragraph: str) -> str:
    """Return a name as the page writes it, in one piece or in several."""
    return "".join(paragraph[a:b] for a, b in actor.pieces)

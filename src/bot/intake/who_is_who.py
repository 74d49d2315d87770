"""Who is who on a page: full names, short ones that stand for them, names told but once."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.chinese.folding import shadow
from bot.chinese.name_parts import split
from bot.intake.naming.actors import Named, actors, names
from bot.intake.outline.outline import Part
from bot.intake.page.page import Page


class Registry:
    """The organisations of one page: their full names, and what they are called for short."""

    def __init__(self, page: Page, parts: Sequence[Part]) -> None:
        title = page.title or ""
        paragraphs = [paragraph for part in parts for paragraph in part.paragraphs]
        self._full: dict[str, None] = {}
        self.short: dict[str, dict[str, None]] = {}
        self.maybe: list[str] = []
        self._title = [verbatim(a, title) for a in actors(shadow(title))]
        self._called = dict(pair for text in paragraphs for pair in _short_names(text))
        found = [name for text in paragraphs for name in names(shadow(text))]
        self.pieced = {n.name for n in found if len(n.pieces) > 1}
        sure = {n.name for n in found if len(n.pieces) == 1 and len(n.name) >= SURE}
        self.known = frozenset({*sure, *map(shadow, self._called)})
        for text in paragraphs:
            self._full |= dict.fromkeys(verbatim(n, text) for n in names(shadow(text)) if n.acts)

    def full(self, name: str) -> str:
        """Return the fullest name given so far for a name, and remember the name."""
        said, name = name, self._called.get(name, name)
        longer = (*reversed(self._full), *self._title)
        name = next((f for f in longer if _is_short_for(name, f)), name)
        self._full[name] = None
        if said != name:
            self.short.setdefault(name, {})[said] = None
        return name

    def meant_by(self, form: str, nearest: Iterable[str]) -> str | None:
        """Return which organisation a bare form (协会) means: the nearest that ends in it."""
        for name in nearest:
            if shadow(name).endswith(form):
                return name
        fitting = [n for n in (*self._full, *self._title) if shadow(n).endswith(form)]
        return fitting[0] if len(set(fitting)) == 1 else None


SURE = 4
"""Characters of a name that is looked for in the whole page once it has been found."""

_CALLED = re.compile(r"\((?:以下|下)?(?:简称|称)(?:为)?[:“]*(?P<short>[^()”]{2,12})”?\)")


def _short_names(paragraph: str) -> Iterator[tuple[str, str]]:
    """Yield each short name that a text gives, and whose it is: …总队(以下简称“反诈总队”)."""
    shade = shadow(paragraph)
    called = list(_CALLED.finditer(shade))
    found = names(shade) if called else ()
    for match in called:
        short = paragraph[slice(*match.span("short"))]
        yield from ((short, verbatim(a, paragraph)) for a in found if a.end == match.start())


_VAGUE = frozenset("省市县区镇乡村")
"""What a place is called after its name has been said once."""


def _is_short_for(name: str, full: str) -> bool:
    """Tell whether a name is the end of a longer one whose places it leaves out."""
    name, full = shadow(name), shadow(full)
    parts = split(full)
    vague = name[:1] in _VAGUE and full.endswith(name)  # 市茶业商会, of 云溪市茶业商会
    return bool(parts.places) and (name == parts.short or vague)


def verbatim(name: Named, paragraph: str) -> str:
    """Return a name as the page writes it, in one piece or in several."""
    return "".join(paragraph[a:b] for a, b in name.pieces)

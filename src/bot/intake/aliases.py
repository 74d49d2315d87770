"""What people would type for an organisation: without its place, its brand alone, abridged."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

from bot.chinese.folding import shadow
from bot.chinese.name_parts import FORMS, bare, split
from bot.chinese.text import words
from bot.chinese.word_lists import listed
from bot.intake.naming.actors import is_generic

_FILE = "organisations.txt"

MOST = 5
"""Aliases that are suggested for one organisation."""


def suggest(names: Iterable[str], taken: Iterable[str] = ()) -> dict[str, tuple[str, ...]]:
    """Return aliases of organisations; none is a generic word, another name, or shared by two."""
    full = list(dict.fromkeys(names))
    barred = {*full, *taken, *FORMS, *listed(_FILE, "forms")}
    wanted = {name: list(dict.fromkeys(_short_forms(name))) for name in full}
    shared = Counter(alias for aliases in wanted.values() for alias in aliases)
    found: dict[str, tuple[str, ...]] = {}
    for name, aliases in wanted.items():
        good = [
            alias
            for alias in aliases
            if alias not in barred
            and shared[alias] == 1
            and len(alias) > 1
            and not is_generic(shadow(alias))
            and all(shadow(alias).count(a) == shadow(alias).count(b) for a, b in ("()", "“”"))
            and not any(other != name and other.endswith(alias) for other in full)
        ]
        if good:
            found[name] = tuple(good[:MOST])
    return found


def with_short(
    suggested: Mapping[str, tuple[str, ...]],
    short: Mapping[str, Iterable[str]],
    taken: Collection[str],
) -> dict[str, tuple[str, ...]]:
    """Add the short names that a page itself uses, before those that people may."""
    said = {name: tuple(s for s in forms if s not in taken) for name, forms in short.items()}
    names = [name for name in {**suggested, **said} if name in taken]
    both = {n: tuple(dict.fromkeys((*said.get(n, ()), *suggested.get(n, ())))) for n in names}
    return {name: aliases for name, aliases in both.items() if aliases}


def _short_forms(name: str) -> Iterator[str]:
    """Yield shorter names, the fullest first."""
    shade = shadow(name)
    parts = split(shade)
    at = len("".join(parts.places))
    brand, form = name[at : len(name) - len(parts.form)], name[len(name) - len(parts.form) :]
    if not brand:
        if parts.places:
            yield bare(name[:at]) + form
        return
    short = brand + form
    yield short
    place = bare(name[: len(parts.places[0])]) if parts.places else ""
    if place:
        yield place + short
    head = _brand_head(brand, form)
    for old, new in _ABRIDGED:
        if old in short:
            yield short.replace(old, new, 1)
    if head and head != brand and form:
        yield head + _plain_form(form)
    if head and form:
        yield head
        if place and len(head) <= 3:
            yield place + head


_ABRIDGED = (
    ("行业协会", "协会"),
    ("社会工作服务中心", "社工"),
    ("志愿者协会", "志协"),
    ("红十字会", "红会"),
    ("股份有限公司", ""),
    ("有限公司", ""),
    ("有限责任公司", ""),
)
"""How the ends of names are commonly said."""

_NAMED_FORMS = (
    *("救援队", "基金会", "服务中心", "中心", "志愿队", "服务队", "工作室", "有限公司", "公司"),
    *("集团", "社工站", "服务站", "驿站", "书院", "艺术团", "合唱团", "合作社", "超市", "药房"),
)
"""Forms before which a word of its own stands, and no subject: 蓝天救援队, not 剪纸协会."""


def _plain_form(form: str) -> str:
    return next((f for f in ("基金会", "中心", "公司", "协会") if form.endswith(f)), form)


def _brand_head(brand: str, form: str) -> str:
    """Return the part of a brand that no other organisation has: 石竹 of 石竹慈善."""
    head, odd = "", False
    for word in words(shadow(brand)):
        common = len(word.text) > 1 and word.text in _topics()
        if common or (head and len(head) >= 2 and len(word.text) > 1):
            break
        head += word.text
        odd = odd or len(word.text) < 2 or word.tag in _ODD
    own = odd or form.endswith(_NAMED_FORMS)
    return brand[: len(head)] if own and 2 <= len(head) <= 4 else ""


_ODD = ("x", "nr", "nz", "nt", "ns")


@cache
def _topics() -> frozenset[str]:
    return frozenset((*listed(_FILE, "generic"), *listed(_FILE, "soft verbs")))

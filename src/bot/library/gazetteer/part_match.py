"""How far a phrase that is built like an organisation's name fits a known one, part by part."""

from bot.chinese import spelling
from bot.chinese.name_parts import TELLING, Name, bare
from bot.chinese.text import words

LONG_BRAND = 4
"""A brand of more characters may have one slip; a shorter one is only misheard or misread."""

_NEUTRAL = frozenset({"", "行业", "服务", "有限", "股份有限", "管理"})
"""What people put before a form without making it another's: 行业协会 for 协会."""

SISTERS = frozenset({"协会", "学会"})
"""Forms that people mix up: where one fits, an organisation of the other may be meant as well."""


def cost(said: Name, known: Name) -> float | None:
    """How much must be forgiven to read a phrase as a known name; None if it cannot be.

    0 for the name without some of its parts; `spelling.ALIKE` and more where it is misspelt.
    """
    if not same_form(said.form, known.form) or not _same_places(said, known):
        return None
    if not said.brand:
        return 0.0 if said.places else None
    said = _regrouped(said, known)
    size = len(said.brand)
    if size < 2:  # one character says something only where it is all there is
        return 0.0 if said.brand == known.brand else None
    if part_of(said.brand, known) or said.brand == _initials(known.brand):
        return 0.0
    most = spelling.SLIP if size > LONG_BRAND else 2 * spelling.ALIKE
    heads = {known.brand, "".join(map(bare, known.places)) + known.brand}
    inside = (0, *range(TELLING, len(known.brand) - size + 1))
    heads |= {known.brand[i : i + size] for i in inside}
    costs = [spelling.distance(said.brand, meant, range(len(meant)), most) for meant in heads]
    return min((c for c in costs if c is not None), default=None)


def _initials(brand: str) -> str:
    """The first characters of a brand's words: 心卫 for 心理卫生, 青企 for 青年企业家."""
    cut = words(brand)
    starts = [c for w in cut for c in ((w.text[0], w.text[2]) if len(w.text) == 4 else w.text[:1])]
    return "".join(starts) if len(starts) > 1 else ""


def _regrouped(said: Name, known: Name) -> Name:
    """Give a brand back what only looked like a place: 天朗 of 天朗社工中心."""
    places = tuple(p for p in said.places if p not in known.brand)
    return Name(places, "".join(p for p in said.places if p in known.brand) + said.brand, said.form)


def part_of(said: str, known: Name) -> bool:
    """Whether a brand is made of pieces of a name, in their order, each of two or more characters.

    The first one may not begin inside what tells the name from others: 星海 is not 粤星海.
    Those behind it may be the first character of a word: 天朗社工 of 天朗社会工作.
    """
    head = "".join(known.places)
    name, at = head + known.brand + known.form, 0
    cut = words(name)
    starts = {w.start for w in cut} | {w.start + 2 for w in cut if len(w.text) == 4}
    while said:
        size = next((n for n in range(len(said), 1, -1) if name.find(said[:n], at) >= 0), 0)
        if not size and at and any(name[s] == said[0] for s in starts if s >= at):
            at, said = min(s for s in starts if s >= at and name[s] == said[0]) + 1, said[1:]
            continue
        first = name.find(said[:size], at)
        if not size or (at == 0 and len(head) < first < len(head) + TELLING):
            return False
        at, said = first + size, said[size:]
    return True


def same_form(said: str, known: str) -> bool:
    """Whether two forms may end one name: 协会 is short for 行业协会, but 园 not for 幼儿园."""
    if not said or not known:
        return False
    longer = said.removesuffix(known) if len(known) > 1 else said
    return known.endswith(said) or longer in _NEUTRAL


def sisters(said: Name, known: Name) -> bool:
    """Whether two names differ only in forms that people mix up."""
    return {said.form, known.form} == SISTERS and said.brand == known.brand


def _same_places(said: Name, known: Name) -> bool:
    """Whether every place that was said is one of the known name's."""
    return all(placed(p, known) for p in said.places)


def placed(place: str, known: Name) -> bool:
    """Whether a place is one of a known name's: 云溪高新区 is of 云溪市高新区书画协会."""
    wholes = ("".join(known.places) + known.brand, "".join(map(bare, known.places)) + known.brand)
    return any(bare(place) in whole for whole in wholes)

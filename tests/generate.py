"""Makes questions from any knowledge: some that must be answered, and some that never may be.

A negative asks of an organisation that the bulletins do not have (a real name with another place,
brand or form), or for what they do not say of one that they have. A positive asks of one that they
have, as people type: with a slip, in another script, in pinyin, in short, in a polite frame.

The same bulletins, count and seed give the same questions. What even a careful clerk could not
decide is left out:

- a name that, once changed, is a known name, sounds like one, or stands in a bulletin;
- a place that any bulletin mentions; a brand or form of which a bulletin has a word in the name;
- another form of the same line (协会 for 学会), as `generated_words.yaml` lists them;
- a brand with a character that is no noun or adjective, or that sounds like a piece of a name or
  like another brand;
- an attribute where one of its marks stands in what the bulletin says of the organisation;
- a slip that makes another word of the dictionary or a word of grammar, or is as near to another
  name;
- a wrong or missing character at what tells one name from another: its place, and the first two
  characters after that, or three of three; any slip where that is but one character (药学会);
- a sound, or a short name, that two organisations have in common.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import opencc

from bot.chinese.spelling import alike, looks_alike
from bot.chinese.text import lexicon
from bot.model import Bulletin, Kind, Part, Reply
from generated_from import TELLING, Known, common, parts_of, sound, tables

TRIES = 40
"""Draws for one question before its kind is passed over: a small folder runs out of some."""

SHORTEST_SLIP = 5
"""Names of fewer characters get no slip but one of sound or look: too little would be left."""

_GRAMMAR = "rupcydf"
"""First letters of jieba's tags of words of grammar: no slip is fair that makes one (了, 那)."""

_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Case:
    """One question, and what its reply must be."""

    kind: str
    """How it was made: `place`, `typo`, …"""
    question: str
    organisation: str
    """The real name that it was made from."""
    answered: bool
    """Whether it must be answered with that organisation's passage, or never."""


def fault(case: Case, reply: Reply) -> str | None:
    """Say what is wrong with a reply, if anything is."""
    if not case.answered:
        return None if reply.kind in (Kind.REFUSE, Kind.CLARIFY) else f"{reply.kind}, may not be"
    if reply.kind is not Kind.ANSWER:
        return f"{reply.kind}, must be answered"
    told = [q.passage for q in reply.quotations]
    if not any(case.organisation in p.organisations for p in told):
        return "answered without the organisation's passage"
    if any(p.part is Part.BODY and case.organisation not in p.organisations for p in told):
        return "answered with another organisation's passage"
    return None


# --- negatives: names that nobody has

Maker = Callable[[random.Random, Known, str], str | None]
"""Makes a question, or a name to ask of, out of an organisation's name; None if it is not fair."""


def _another_place(rng: random.Random, known: Known, name: str) -> str | None:
    place = rng.choice(tables().places)
    stem = place[:-1] if len(place) > 2 and place[-1] in "省市县区镇乡村州" else place
    if stem in known.texts:
        return None
    called = rng.choice([name, *(n for n in known.names[name] if n.endswith(parts_of(name).form))])
    return place + called[len(parts_of(called).place) :]


def _another_brand(rng: random.Random, known: Known, name: str) -> str | None:
    parts = parts_of(name)
    if not parts.form or not parts.brand:
        return None
    place = rng.choice([parts.place, ""])
    if len(parts.brand) <= TELLING and rng.random() < 0.5:
        at = rng.randrange(len(parts.brand))
        other = rng.choice("".join(common().values()))
        brand = parts.brand[:at] + other + parts.brand[at + 1 :]
        fair = (lexicon().tag(other) or "x")[0] in "na" and not alike(other, parts.brand[at])
        fair = fair and (lexicon().tag(brand) or "x")[0] not in _GRAMMAR
        fair = fair and not known.sounds_like_a_part(brand) and not _like_another(known, brand)
        return place + brand + parts.form if fair else None
    brand = rng.choice(tables().brands + tables().fields)
    if brand in known.texts or any(brand in n for n in known.owners):
        return None
    kept = parts.brand[TELLING:] if len(parts.brand) > 2 * TELLING and len(brand) == TELLING else ""
    return place + brand + kept + parts.form


def _like_another(known: Known, brand: str) -> bool:
    """Whether a brand is easily taken for some known one: 艾师, 医师."""
    others = (parts_of(name).brand for name in known.owners)
    return any(len(o) == len(brand) and all(map(alike, brand, o)) for o in others)


def _another_number(rng: random.Random, known: Known, name: str) -> str | None:
    del known
    match = re.search(r"(?<=第)[一二三四五六七八九十]", name)
    return match and name[: match.start()] + rng.choice("三四五六七八九") + name[match.end() :]


def _another_form(rng: random.Random, known: Known, name: str) -> str | None:
    parts = parts_of(name)
    line = rng.choice([f for f in tables().forms if parts.form not in f])
    form = rng.choice(line)
    if not parts.form or form in name or form in known.told[name]:
        return None
    if len(parts.brand) < TELLING or any(parts.brand in f for f in tables().forms):
        return None
    return rng.choice([parts.place, ""]) + parts.brand + form


def _nobody(maker: Maker) -> Maker:
    """Ask in any way of a name that nobody has."""

    def make(rng: random.Random, known: Known, name: str) -> str | None:
        wrong = maker(rng, known, name)
        if wrong is None or not known.unheard(wrong):
            return None
        return rng.choice(tables().frames + tables().probes).format(wrong)

    return make


def _attribute(rng: random.Random, known: Known, name: str) -> str | None:
    """Ask for what the bulletin does not say of a name that it has."""
    asks, marks = rng.choice(tables().attributes)
    if any(mark in known.told[name] for mark in marks):
        return None
    called = rng.choice([name, *known.names[name]])
    return rng.choice(tables().wraps).format(rng.choice(asks).format(called))


NEGATIVES: dict[str, Maker] = {
    "place": _nobody(_another_place),
    "brand": _nobody(_another_brand),
    "number": _nobody(_another_number),
    "form": _nobody(_another_form),
    "attribute": _attribute,
}


# --- positives: slips


def _untelling(called: str, name: str) -> int:
    """Where in a name what tells it from others has ended; its end where nothing is sure."""
    brand = parts_of(name).brand
    at = called.find(brand[:TELLING])
    telling = len(brand) if len(brand) == TELLING + 1 else min(TELLING, len(brand))
    return at + telling if at >= 0 and telling >= TELLING else len(called)


def _wrong(rng: random.Random, name: str, first: int) -> str:
    at = rng.randrange(first, len(name))
    return name[:at] + rng.choice("".join(common().values())) + name[at + 1 :]


def _missing(rng: random.Random, name: str, first: int) -> str:
    at = rng.randrange(first, len(name))
    return name[:at] + name[at + 1 :]


def _doubled(rng: random.Random, name: str, first: int) -> str:
    del first
    at = rng.randrange(len(name))
    return name[: at + 1] + name[at:]


def _swapped(rng: random.Random, name: str, first: int) -> str:
    at = rng.randrange(first - 1, len(name) - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _lookalike(rng: random.Random, name: str, first: int) -> str:
    del first
    at = rng.randrange(len(name))
    others = [c for c in "".join(common().values()) if looks_alike(name[at], c)]
    return name[:at] + rng.choice(others or [name[at]]) + name[at + 1 :]


_SLIPS = (_wrong, _missing, _doubled, _swapped, _lookalike)


def _misspelt(rng: random.Random, known: Known, name: str) -> str | None:
    """One of the names of an organisation that a slip may be made in."""
    if len(parts_of(name).brand) < TELLING:
        return None
    return rng.choice([n for n in known.names[name] if _HAN.fullmatch(n)] or [None])


def _typo(rng: random.Random, known: Known, name: str) -> str | None:
    called = _misspelt(rng, known, name)
    if called is None:
        return None
    first = _untelling(called, name)
    any_slip = len(called) >= SHORTEST_SLIP and 0 < first < len(called)
    slip = rng.choice(_SLIPS if any_slip else (_lookalike,))
    return _framed_slip(rng, known, name, called, slip(rng, called, first))


def _homophone(rng: random.Random, known: Known, name: str) -> str | None:
    called = _misspelt(rng, known, name)
    if called is None or known.sounds[sound(called)] != [name]:
        return None
    slip = list(called)
    for at in rng.sample(range(len(called)), rng.choice((1, 1, 2)) if len(called) > 4 else 1):
        slip[at] = rng.choice(common().get(sound(called)[at], called[at]))
    return _framed_slip(rng, known, name, called, "".join(slip))


def _framed_slip(rng: random.Random, known: Known, name: str, called: str, slip: str) -> str | None:
    """Ask of a misspelt name, if it is fair."""
    if slip == called or slip in known.owners or not known.nearest(slip, called, name):
        return None
    if any((lexicon().tag(c) or "x")[0] in _GRAMMAR for c in set(slip) - set(called)):
        return None
    if _words_in(slip) - _words_in(called):
        return None
    return rng.choice(tables().frames).format(slip)


def _words_in(text: str) -> set[str]:
    """Every stretch of two to four characters that the dictionary has."""
    spans = ((a, a + n) for n in (2, 3, 4) for a in range(len(text) - n + 1))
    return {text[a:b] for a, b in spans if lexicon().get(text[a:b])}


# --- positives: other letters, other frames


@cache
def _traditional(table: str) -> Any:
    return opencc.OpenCC(table)


def _script(rng: random.Random, known: Known, name: str) -> str | None:
    said = rng.choice(tables().frames).format(rng.choice(known.names[name] or [name]))
    converted: str = _traditional(rng.choice(("s2t", "s2tw", "s2hk"))).convert(said)
    return converted if converted != said else None


def _pinyin(separator: str) -> Maker:
    def make(rng: random.Random, known: Known, name: str) -> str | None:
        called = rng.choice([n for n in known.names[name] if _HAN.fullmatch(n)] or [""])
        if len(called) < 4 or known.sounds[sound(called)] != [name]:
            return None
        return rng.choice(tables().pinyin).format(separator.join(sound(called)))

    return make


def _half_pinyin(rng: random.Random, known: Known, name: str) -> str | None:
    """Only the brand in pinyin: lantian救援队."""
    called = rng.choice([n for n in known.names[name] if _HAN.fullmatch(n)] or [""])
    parts = parts_of(called)
    if len(parts.brand) < TELLING or not parts.form or known.sounds[sound(called)] != [name]:
        return None
    first, last = len(parts.place), len(parts.place) + len(parts.brand)
    brand = rng.choice(("", " ")).join(sound(called)[first:last])
    return rng.choice(tables().frames).format(parts.place + brand + parts.form)


def _short(rng: random.Random, known: Known, name: str) -> str | None:
    shorter = [n for n in known.names[name] if n != name]
    return rng.choice(tables().frames).format(rng.choice(shorter)) if shorter else None


def _full_width(rng: random.Random, known: Known, name: str) -> str | None:
    del known
    said = rng.choice(tables().wraps).format(rng.choice(tables().frames[:8]).format(name))
    wide = {c: c + 0xFEE0 for c in range(0x21, 0x7F)}
    return rng.choice(("\u3000", "")) + said.translate(wide) + rng.choice(("?", "!", "\u3000", "…"))


def _emoji(rng: random.Random, known: Known, name: str) -> str | None:
    del known
    return rng.choice(tables().emoji).format(rng.choice(tables().frames).format(name))


def _polite(rng: random.Random, known: Known, name: str) -> str | None:
    called = rng.choice([name, *known.names[name]])
    return rng.choice(tables().wraps).format(rng.choice(tables().frames[1:8]).format(called))


POSITIVES: dict[str, Maker] = {
    "typo": _typo,
    "homophone": _homophone,
    "script": _script,
    "pinyin": _pinyin(""),
    "spaced pinyin": _pinyin(" "),
    "half pinyin": _half_pinyin,
    "short": _short,
    "full width": _full_width,
    "emoji": _emoji,
    "polite": _polite,
}


# --- all together


def negatives(bulletins: Sequence[Bulletin], count: int, seed: int) -> list[Case]:
    """Make questions that may never be answered, of all kinds alike; fewer if there are no more."""
    return _made(NEGATIVES, bulletins, count, seed, answered=False)


def positives(bulletins: Sequence[Bulletin], count: int, seed: int) -> list[Case]:
    """Make questions that must be answered, of all kinds alike; fewer if there are no more."""
    return _made(POSITIVES, bulletins, count, seed, answered=True)


def _made(
    makers: dict[str, Maker],
    bulletins: Sequence[Bulletin],
    count: int,
    seed: int,
    *,
    answered: bool,
) -> list[Case]:
    rng, known = random.Random(seed), Known(bulletins)  # noqa: S311 - nothing secret
    cases: dict[str, Case] = {}
    spent: set[str] = set()
    while len(cases) < count and len(spent) < len(makers):
        for kind, maker in makers.items():
            if kind in spent or len(cases) >= count:
                continue
            for _ in range(TRIES):
                name = rng.choice(known.organisations)
                question = maker(rng, known, name)
                if question and question not in cases:
                    cases[question] = Case(kind, question, name, answered)
                    break
            else:
                spent.add(kind)
    return list(cases.values())

"""What questions are generated from: tables of words, and what some bulletins name and say."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz.distance import Levenshtein

from bot.chinese.text import lexicon, normalise, syllables, words
from bot.model import Bulletin

TELLING = 2
"""Characters after the place that tell one name from another: 蓝天, 第一, 桑榆."""

_PLACE = re.compile(r"[省市县](?=..)|(?:[\u4e00-\u9fff]{1,6}?[省市县区镇乡村州])+")


# --- the tables


@dataclass(frozen=True, slots=True)
class Tables:
    """`generated_words.yaml`."""

    places: tuple[str, ...]
    brands: tuple[str, ...]
    fields: tuple[str, ...]
    forms: tuple[tuple[str, ...], ...]
    attributes: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    """How each is asked for, and its marks."""
    frames: tuple[str, ...]
    probes: tuple[str, ...]
    wraps: tuple[str, ...]
    emoji: tuple[str, ...]
    pinyin: tuple[str, ...]


@cache
def tables() -> Tables:
    """Read the tables, once."""
    path = Path(__file__).with_name("generated_words.yaml")
    data: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    split = {k: tuple(data[k].split()) for k in ("places", "brands", "fields")}
    lists = {k: tuple(data[k]) for k in ("frames", "probes", "wraps", "emoji", "pinyin")}
    return Tables(
        **split,
        **lists,
        forms=tuple(tuple(line.split()) for line in data["forms"]),
        attributes=tuple((tuple(a["asks"]), tuple(a["marks"].split())) for a in data["attributes"]),
    )


# --- what the bulletins have


@dataclass(frozen=True, slots=True)
class Parts:
    """A name as place, brand and form; any of them may be empty."""

    place: str
    brand: str
    form: str


def parts_of(name: str) -> Parts:
    """Cut a name by the tables of these tests, not by those of the bot."""
    forms = sorted((f for line in tables().forms for f in line), key=len, reverse=True)
    form = next((f for f in forms if name.endswith(f)), "")
    head = name[: len(name) - len(form)]
    match = _PLACE.match(head)
    known = (head[:n] for n in (3, 2) if lexicon().tag(head[:n]) == "ns")
    place = match.group() if match else next(known, "")
    return Parts(place, head[len(place) :], form)


class Known:
    """All that some bulletins name and say."""

    def __init__(self, bulletins: Iterable[Bulletin]) -> None:
        self.told: dict[str, str] = {}
        """What is said of each organisation, the heading and lead of its sections included."""
        self.owners: dict[str, list[str]] = {}
        """Whose each name and alias is."""
        self.texts = ""
        for bulletin in bulletins:
            self._take(bulletin)
        self.organisations = list(self.told)
        self.others = [n for n in self.owners if n not in self.told]
        self.sounds: dict[tuple[str, ...], list[str]] = {}
        for name, owners in self.owners.items():
            self.sounds.setdefault(sound(name), []).extend(owners)
        self.names = {
            o: [n for n in self.owners if self.owners[n] == [o] and self._unique(n, o)]
            for o in self.organisations
        }
        """Under which names each is known, and no other."""

    def _take(self, bulletin: Bulletin) -> None:
        self.texts += normalise(f"{bulletin.title} {bulletin.source} {bulletin.lead}")
        for section in bulletin.sections:
            around = f"{section.heading} {section.lead}"
            self.texts += normalise(around)
            for passage in section.passages:
                self.texts += normalise(passage.text)
                for name in passage.organisations:
                    self.told[name] = self.told.get(name, "") + normalise(around + passage.text)
                    for alias in (name, *bulletin.aliases.get(name, ()), parts_short(name)):
                        owners = self.owners.setdefault(alias, [])
                        owners += [] if name in owners else [name]

    def _unique(self, name: str, owner: str) -> bool:
        """Whether no other organisation's name has these characters in their order."""
        inside = re.compile(".*".join(map(re.escape, name)))
        return not any(owner not in self.owners[o] and inside.search(o) for o in self.owners)

    def unheard(self, name: str) -> bool:
        """Whether a name is nobody's, by its letters and by its sound, even as a short one."""
        inside = re.compile(".*".join(map(re.escape, name)))
        return (
            sound(name) not in self.sounds
            and name not in self.texts
            and not any(inside.search(known) for known in self.owners)
        )

    def sounds_like_a_part(self, brand: str) -> bool:
        """Whether a brand sounds like a piece of some name: 邵年, 少年."""
        said = f" {' '.join(sound(brand))} "
        return any(said in f" {' '.join(heard)} " for heard in self.sounds)

    def nearest(self, slip: str, written: str, owner: str) -> bool:
        """Whether a misspelt name is nearer to what was meant than to any other's name."""
        far = Levenshtein.distance(slip, written)
        return all(
            Levenshtein.distance(slip, other) > far
            for other, owners in self.owners.items()
            if owner not in owners
        )


def parts_short(name: str) -> str:
    """A name without its place, where enough is left to know it by; else the name."""
    parts = parts_of(name)
    return parts.brand + parts.form if len(parts.brand) >= TELLING else name


# --- how Chinese sounds


@cache
def _phrases() -> dict[str, list[list[str]]]:
    from pypinyin.phrases_dict import phrases_dict  # noqa: PLC0415 - a quarter of a second

    table: dict[str, list[list[str]]] = phrases_dict
    return table


@cache
def sound(text: str) -> tuple[str, ...]:
    """The toneless syllables of a text, words read whole: 行业 is hang ye."""
    spoken: list[str] = []
    for word in words(text):
        readings = _phrases().get(word.text)
        if readings and len(word.text) > 1:
            spoken += [_toneless(r[0]) for r in readings]
        else:
            spoken += [(syllables(c) or (c,))[0] for c in word.text]
    return tuple(spoken)


def _toneless(syllable: str) -> str:
    plain = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvvnnnm")
    return syllable.translate(plain)


@cache
def common() -> dict[str, str]:
    """The 3,755 commonest characters (level 1 of GB 2312) by their first reading."""
    table: dict[str, str] = {}
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            try:
                character = bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            first = syllables(character)[0]
            table[first] = table.get(first, "") + character
    return table

"""How people ask, as data: cues, frames, synonyms. An admin can read and extend the files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Cues:
    """The tables of `data/cues.yaml`, compiled."""

    asking: Mapping[str, re.Pattern[str]]
    """Words that only ask: `any` in every question, the others in one of their kind."""
    context: Mapping[str, re.Pattern[str]]
    frames: re.Pattern[str]
    english_frames: re.Pattern[str]
    generic: frozenset[str]
    occasions: frozenset[str]
    general: re.Pattern[str]
    """Any of the generic words."""
    documents: frozenset[str]
    attributes: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    """How something is asked for, and what a clause that answers must have."""
    measures: Mapping[str, frozenset[str]]
    spoken: Mapping[str, str]
    """Words of questions by their toneless pinyin, syllables apart."""


def _read(name: str) -> Any:  # noqa: ANN401 - whatever the file holds; our own, tested
    return yaml.load((files("bot") / "data" / name).read_text("utf-8"), _LOADER)  # noqa: S506


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns))


@cache
def cues() -> Cues:
    """Return the cues, read once."""
    data = _read("cues.yaml")
    tables = {
        table: {name: _any_of(patterns) for name, patterns in data[table].items()}
        for table in ("asking", "context")
    }
    return Cues(
        **tables,
        frames=_any_of(data["frames"]),
        english_frames=_any_of(data["english_frames"]),
        generic=frozenset(data["generic"].split()),
        general=re.compile(f"(?:{'|'.join(map(re.escape, data['generic'].split()))})+"),
        attributes=tuple((re.compile(a), re.compile(h)) for a, h in data["attributes"]),
        occasions=frozenset(data["occasions"].split()),
        documents=frozenset(data["documents"].split()),
        measures={m: frozenset(words) for m, words in data["measures"].items()},
        spoken=data["spoken"],
    )


@cache
def english() -> Mapping[str, str]:
    """Give English words and phrases, in lower case, the Chinese word that bulletins print."""
    table: Mapping[str, str] = _read("english.yaml")
    return table


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Give each everyday word those that may stand for it."""
    table: dict[str, dict[str, None]] = {}
    for line in _read("synonyms.yaml"):
        group = line.split()
        for word in group:
            table.setdefault(word, {}).update(dict.fromkeys(w for w in group if w != word))
    return {word: tuple(others) for word, others in table.items()}

"""Gold pages, bulletins and sentences → texts with where organisations are named, and which act.

Read by `fit_tagger.py`. A folder of pages has NAME.yaml, the gold as in tests/pages, beside the
page; a folder of knowledge has bulletins; a folder of small pages has `text` and, by sentence, who
acts. What gold does not list is taken for no name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import category, normalize

import yaml

from bot.chinese.folding import shadow
from bot.chinese.name_parts import split
from bot.intake.formats.reading import read

SUFFIXES = ("", ".txt", ".md", ".html", ".docx", ".pdf")

ORGANISED = re.compile(
    r"[会队司团院校局厅委部府处办社心行站店馆所盟企厂场坊园联屋室房库台网协学]”?$"
)
"""Ends of what gold excludes that is an organisation, and no place or person."""


@dataclass(frozen=True, slots=True)
class Name:
    """Where a name stands, whose it is, and whether it acts."""

    start: int
    end: int
    name: str
    acts: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text and the names in it; `page` is left out as a whole."""

    page: str
    shade: str
    names: tuple[Name, ...]


def sentences(path: Path) -> Iterator[Text]:
    """Yield sentences with {those who act} and <others>, eight of them a page."""
    lines = [x for x in path.read_text("utf-8").splitlines() if x and not x.startswith("#")]
    for number, line in enumerate(lines):
        text, start, names = "", 0, []
        for letter in line:
            if letter in "{<":
                start = len(text)
            elif letter in "}>":
                names.append(Name(start, len(text), shadow(text[start:]), letter == "}"))
            else:
                text += letter
        yield Text(f"sentences/{number // 8}", shadow(text), tuple(names))


def folder(path: Path) -> Iterator[Text]:
    """Yield the texts of a folder of pages, of bulletins or of small pages."""
    for file in sorted(path.glob("*.yaml")):
        gold = yaml.safe_load(file.read_text("utf-8"))
        if not isinstance(gold, dict):
            continue
        name = f"{path.name}/{file.stem}"
        if "ingest" in gold:
            yield _small(name, gold)
        elif gold.get("kind") != "reject" and gold.get("sections"):
            page = next((p for s in SUFFIXES if (p := path / (file.stem + s)).is_file()), None)
            yield from _page(name, gold, page) if page else _bulletin(name, gold)


def _bulletin(name: str, gold: Mapping[str, Any]) -> Iterator[Text]:
    for section in gold["sections"]:
        for passage in section.get("passages") or []:
            shade = shadow(passage["text"])
            yield Text(name, shade, tuple(_find(shade, passage["organisations"], ())))


def _small(name: str, gold: Mapping[str, Any]) -> Text:
    told = gold["ingest"].get("organisations_by_passage") or []
    names = [x for s in told for o in s["organisations"] for x in o.split("/")]
    also = [x for s in told for x in s.get("also") or [] if not any(n in x for n in names)]
    shade = shadow(gold["text"])
    return Text(name, shade, tuple(_find(shade, [*names, *also], ())))


def _page(name: str, gold: Mapping[str, Any], page: Path) -> Iterator[Text]:
    """Yield the body of each section of a page."""
    raw = "\n".join(block.text for block in read(page.name, page.read_bytes()).blocks)
    plain, at = _squeezed(raw)
    sections = [*gold["sections"], *filter(None, [gold.get("lead_section")])]
    all_names = [n for s in sections for n in _acting(s)]
    others = [n for s in sections for n in s.get("excluded") or [] if ORGANISED.search(n)]
    for section in sections:
        if "starts_with" not in section:
            continue
        first = plain.find(_squeezed(section["starts_with"])[0])
        ends = _squeezed(section.get("ends_with") or "")[0]
        last = plain.find(ends, max(first, 0)) + len(ends) - 1
        if first < 0 or last < first:
            continue
        shade = shadow(raw[at[first] : at[last] + 1])
        own = _acting(section)
        mine = [*own, *(v for n in all_names for v in _short(n))]
        found = list(_find(shade, mine, [n for n in others if n not in own]))
        found += _find(shade, (), [n for n in all_names if n not in own], found)
        yield Text(name, shade, tuple(sorted(_elided(shade, own, found), key=lambda n: n.start)))


def _acting(section: Mapping[str, Any]) -> list[str]:
    """Return who acts in a section; of two ways to write one name, that which must be found."""
    must = [str(n) for n in section.get("organisations") or []]
    clean = (section.get("clean") or {}).get("organisations") or []
    must += [n for n in map(str, clean) if not any(m.startswith(n) for m in must)]
    also = map(str, section.get("also_acting") or [])
    return must + [a for a in also if not any(m in a or m.startswith(a) for m in must)]


def _short(name: str) -> list[str]:
    """Return how a page may write a name the second time: without its place, or 市 for it."""
    parts = split(shadow(name))
    if not parts.places or len(parts.brand) < 2 or not parts.form:
        return []
    last = parts.places[-1][-1]
    return [parts.short, *([last + parts.short] if last in "省市县区镇" else [])]


def _find(
    shade: str, acting: Iterable[str], others: Iterable[str], taken: Iterable[Name] = ()
) -> Iterator[Name]:
    """Yield where names stand, the longest first at each place."""
    found, old = list(taken), list(taken)
    known = {
        **dict.fromkeys(map(shadow, others), False),
        **dict.fromkeys(map(shadow, acting), True),
    }
    for name in sorted((n for n in known if len(n) > 1), key=len, reverse=True):
        for match in re.finditer(re.escape(name), shade):
            if not any(f.start < match.end() and match.start() < f.end for f in found):
                found.append(Name(*match.span(), name, known[name]))
    yield from sorted((f for f in found if f not in old), key=lambda f: f.start)


def _elided(shade: str, own: Iterable[str], found: list[Name]) -> list[Name]:
    """Put the last item of a list, whose end its other items share, in the place of its pieces."""
    for name in (n for n in map(shadow, own) if n not in shade):
        for cut in range(2, len(name) - 2):
            end = shade.find(name[cut:]) + len(name) - cut
            start = shade.rfind("、", 0, end) + 1
            if end >= len(name) - cut and start and shade.rfind(name[:cut], 0, start) >= 0:
                rest = [f for f in found if f.end <= start or f.start >= end]
                found = [*rest, Name(start, end, name, acts=True)]
                break
    return found


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Return a text without blanks and differences of width, and where its characters stood."""
    found = [
        (letter, at)
        for at, whole in enumerate(text)
        for letter in normalize("NFKC", whole)
        if not letter.isspace() and category(letter) != "Cf"
    ]
    return "".join(letter for letter, _ in found), [at for _, at in found]

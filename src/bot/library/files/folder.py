"""Bulletins as files that people edit: a folder is read with every fault named, and written."""

import hashlib
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from bot.library.files.bulletin_yaml import Alias, Examined, Fault, examine, parse, plain
from bot.model import Bulletin, Section
from bot.remarks import Remark

__all__ = ["PENDING", "Loaded", "Problem", "dump", "entity_names", "load", "parse", "to_data"]

MAX_BYTES = 1_000_000
"""A bulletin's YAML is some 20 kB; a file beyond this is something else."""

MOST_HINTS = 50
"""So many names without an owner are compared with those that have one, to say what was meant."""

MOST_SHOWN = 5
"""Names that are said of those that share an alias."""

PINS = "pins.yaml"
"""A file of the folder that holds no bulletin, but answers that must stay."""

PENDING = ".new.yaml"
"""How the name of a new version ends that waits to be compared with a person's edits."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault and the file that it stands in."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A knowledge folder as far as it could be read."""

    bulletins: tuple[Bulletin, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    files: Mapping[str, Path] = field(default_factory=dict)
    """Which file each bulletin is in, by id."""


# --- a folder


def load(folder: Path, instead: Mapping[str, bytes | None] | None = None) -> Loaded:
    """Read every bulletin of a folder, in the order of the file names.

    Nothing is raised for bad knowledge: each fault is a `Problem`, its file is left out. `instead`
    says what some files would hold, by name, were they written; None for one that would be gone.
    """
    given = {folder / name: data for name, data in (instead or {}).items()}
    paths = {*folder.glob("*.yaml"), *given} - {p for p, data in given.items() if data is None}
    bulletins: list[Bulletin] = []
    problems: list[Problem] = []
    warnings: list[Problem] = []
    owners: dict[str, Path] = {}
    aliases: list[tuple[Path, Alias]] = []
    for path in sorted(paths - {folder / PINS}):
        if path.name.endswith(PENDING):
            warnings.append(Problem(path, 1, Remark.PENDING))
            continue
        data = given.get(path)
        examined = _examine_file(path) if data is None else _KEPT.examined(path.stem, data)
        problems += [Problem(path, f.line, f.reason) for f in examined.faults]
        bulletin = examined.bulletin
        if bulletin is None:
            continue
        if (other := owners.setdefault(bulletin.id, path)) != path:
            reason = Remark.DUPLICATE_ID.format(id=bulletin.id, other=other.name)
            problems.append(Problem(path, examined.line_of_id, reason))
            continue
        bulletins.append(bulletin)
        aliases += [(path, alias) for alias in examined.aliases]
        warnings += _unknown_names(path, bulletin, examined.aliases)
    warnings += _shared_aliases(bulletins, aliases)
    return Loaded(tuple(bulletins), tuple(problems), tuple(warnings), owners)


def _examine_file(path: Path) -> Examined:
    """Examine one file as it lies on the disk."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        reason = Remark.UNREADABLE.format(detail=error.strerror or error)
        return Examined(None, (Fault(1, reason),))
    return _too_large(size) if size > MAX_BYTES else _KEPT.examined(path.stem, data)


class _Kept:
    """What was read of the last files: a folder is read often, and most of it has not changed."""

    MOST = 20_000
    """Files; of a folder of so many, each is read once for all the times that it is loaded."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: dict[tuple[str, bytes], Examined] = {}

    def examined(self, stem: str, data: bytes) -> Examined:
        """Examine what a file holds, unless it held the same before."""
        key = stem, hashlib.sha256(data).digest()
        with self._lock:
            found = self._read.pop(key, None)
        if found is None:
            found = examine_data(stem, data)
        with self._lock:
            self._read[key] = found  # the last one again, so that what is let go is old
            while len(self._read) > self.MOST:
                del self._read[next(iter(self._read))]
        return found


_KEPT = _Kept()


def examine_data(id: str, data: bytes) -> Examined:  # noqa: A002 - the contract's word
    """Examine what a file holds or would hold; `id` is used where it gives none."""
    if len(data) > MAX_BYTES:
        return _too_large(len(data))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Examined(None, (Fault(data.count(b"\n", 0, error.start) + 1, Remark.NOT_UTF8),))
    return examine(id, text)


def _too_large(size: int) -> Examined:
    return Examined(None, (Fault(1, Remark.TOO_LARGE.format(size=size, limit=MAX_BYTES)),))


def entity_names(bulletin: Bulletin) -> dict[str, None]:
    """Return the organisations, roles and categories of a bulletin, in its order."""
    found: dict[str, None] = {}
    for section in bulletin.sections:
        found |= {name: None for name in (section.role, section.category) if name}
        for passage in section.passages:
            found |= dict.fromkeys(passage.organisations)
    return found


def _unknown_names(path: Path, bulletin: Bulletin, aliases: Sequence[Alias]) -> Iterator[Problem]:
    """Warn of aliases for a name that the bulletin does not have."""
    known = entity_names(bulletin)
    unknown = [said for said in aliases if not said.alias and said.name not in known]
    for number, said in enumerate(unknown):
        near = get_close_matches(said.name, list(known), 1, 0.6) if number < MOST_HINTS else []
        hint = Remark.UNKNOWN_NAME_HINT.format(near=near[0]) if near else ""
        reason = Remark.UNKNOWN_NAME.format(name=said.name, hint=hint)
        yield Problem(path, said.line, reason)


def _shared_aliases(
    bulletins: Sequence[Bulletin], aliases: Sequence[tuple[Path, Alias]]
) -> Iterator[Problem]:
    """Warn of each alias by which two names are known; a full name counts as its own alias."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for bulletin in bulletins:
        for name in entity_names(bulletin):
            owners[plain(name)].add(name)
    for _, said in aliases:
        owners[plain(said.alias or said.name)].add(said.name)
    for path, said in aliases:
        meant = owners[plain(said.alias)]
        if said.alias and len(meant) > 1:
            names = "、".join(f"“{name}”" for name in sorted(meant)[:MOST_SHOWN])
            names += f"等 {len(meant)} 个" if len(meant) > MOST_SHOWN else ""
            reason = Remark.SHARED_ALIAS.format(alias=said.alias, names=names)
            yield Problem(path, said.line, reason)


# --- writing


class _Block(str):
    """Text that stands as a block of its own, whatever its length; the block ends its line."""

    __slots__ = ()


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes YAML as a person would: lists indented, long text in blocks, nothing folded."""


def _represent(dumper: yaml.SafeDumper, text: _Block) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|")


_Dumper.add_representer(_Block, _represent)


def _block(text: str) -> str:
    return _Block(text + "\n") if text else text


def dump(bulletin: Bulletin, doubts: Sequence[str] = ()) -> str:
    """Write a bulletin as YAML; each doubt is a comment above it.

    `parse` of the result is the bulletin again, as long as its texts neither begin nor end blank.
    """
    data = to_data(bulletin)
    data["lead"], data["closing"] = _block(data["lead"]), _block(data["closing"])
    for section in data["sections"]:
        section["lead"] = _block(section["lead"])
        for passage in section["passages"]:
            passage["text"] = _block(passage["text"])
    comments = "".join(f"# {Remark.DOUBT.format(doubt=d)}\n" for d in doubts)
    written: str = yaml.dump(
        data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1 << 20
    )
    return comments + written


def to_data(bulletin: Bulletin) -> dict[str, Any]:
    """Return a bulletin as the contract's JSON gives it."""
    return {
        "id": bulletin.id,
        "title": bulletin.title,
        "date": bulletin.date,
        "source": bulletin.source,
        "url": bulletin.url,
        "lead": bulletin.lead,
        "sections": [_section(section) for section in bulletin.sections],
        "closing": bulletin.closing,
        "aliases": {name: list(aliases) for name, aliases in bulletin.aliases.items()},
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "under": section.under,
        "category": section.category,
        "role": section.role,
        "lead": section.lead,
        "passages": [
            {"organisations": list(p.organisations), "text": p.text} for p in section.passages
        ],
    }

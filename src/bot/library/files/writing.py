"""The files that `ingest` writes: whole or not at all, and known again the next time.

The first line says which page a file was made from and what was written, so that a page which has
not changed is left alone, and so are a person's edits.
"""

import contextlib
import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import NotWritable
from bot.library.files.bulletin_yaml import MARK
from bot.library.files.folder import PENDING, PINS
from bot.remarks import Remark

_HEADER = re.compile(
    rf"{re.escape(MARK)} page=(?P<page>[0-9a-f]{{16}}) text=(?P<text>[0-9a-f]{{16}}) (?P<name>.*)"
)


TAKEN = frozenset({PINS.removesuffix(".yaml")})
"""Names of files of the folder that hold no bulletin."""


def digest(data: bytes) -> str:
    """Return what tells two contents apart, in 16 characters."""
    return hashlib.sha256(data).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it lies in the folder, and what its first line remembers."""

    path: Path
    text: str
    page: str
    """The digest of the page that it was made from."""
    name: str
    """The name of that page's file."""
    edited: bool
    """Whether a person changed it since."""

    @property
    def waits(self) -> bool:
        """Whether it is a new version that waits to be compared with a person's edits."""
        return self.path.name.endswith(PENDING)


def known(folder: Path) -> dict[str, Written]:
    """Return the files of a folder by the stem of their name, new versions that wait among them."""
    return {path.stem: _written(path) for path in sorted(folder.glob("*.yaml")) if path.is_file()}


def _written(path: Path) -> Written:
    text = path.read_text("utf-8-sig", errors="replace")
    first, _, rest = text.partition("\n")
    match = _HEADER.match(first)
    if not match:
        return Written(path, text, "", "", edited=True)
    changed = digest(rest.encode()) != match.group("text")
    return Written(path, text, match.group("page"), match.group("name"), edited=changed)


def headed(body: str, page: str, name: str) -> str:
    """Return a file's whole text: its first line and its body."""
    body = f"# {Remark.EDITABLE}\n{body}"
    name = re.sub(r"[^\w.\- ]", "_", name)
    return f"{MARK} page={page} text={digest(body.encode())} {name}\n{body}"


def writable(knowledge: Path) -> Path:
    """Return the knowledge folder, if it may be written to; the installed package may not.

    Raises `NotWritable`.
    """
    package = Path(__file__).resolve().parents[2]
    if not knowledge.is_dir() or package in (knowledge.resolve(), *knowledge.resolve().parents):
        raise NotWritable(knowledge)
    return knowledge


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; raise `NotWritable` where that cannot be."""
    import tempfile  # noqa: PLC0415 - 3 ms, for those who write

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise NotWritable(path.parent) from error


def remove(path: Path) -> None:
    """Delete a file, if it is there; raise `NotWritable` where that cannot be."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise NotWritable(path.parent) from error


def held(folder: Path) -> dict[str, bytes]:
    """Return what the files of the folder hold; raise NotWritable for one that cannot be read."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            if path.is_file():
                found[path.name] = path.read_bytes()
        except FileNotFoundError:
            continue  # somebody has just deleted it
        except OSError as error:
            raise NotWritable(folder) from error
    return found


def write_all(
    folder: Path, changed: Mapping[str, bytes | None], before: Mapping[str, bytes]
) -> None:
    """Write files, and delete those of None.

    Where one cannot be, all are put back as they were `before`; raises `NotWritable`.
    """
    done: list[str] = []
    try:
        for name, data in changed.items():
            done.append(name)
            _put(folder / name, data)
    except NotWritable:
        for name in done:
            with contextlib.suppress(NotWritable):
                _put(folder / name, before.get(name))
        raise


def _put(path: Path, data: bytes | None) -> None:
    if data is None:
        remove(path)
    else:
        write(path, data)

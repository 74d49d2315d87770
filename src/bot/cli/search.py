"""The `search` command: passages and questions as JSON lines in, ranked passages out.

The index of a passages file is kept in the data folder under the hash of what the file holds, so
that the next run only opens it.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from time import monotonic
from typing import TextIO

from bot.cli.json_lines import parsed, written
from bot.errors import UnreadableDocument
from bot.remarks import Remark
from bot.replies import bad_line, bad_passage, no_cache, phrases
from bot.search import MAGIC, Index, Untrustworthy

KEPT = 8
"""So many indexes are kept; those not used for longest go first."""
PATIENCE = 1.0
"""Seconds of indexing before a progress bar is shown."""
_BAR = 30
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Shelf:
    """An index, what its texts are called, and what was wrong with the file they came from."""

    index: Index
    ids: list[str]
    faults: list[tuple[int, str]]
    """Lines, counted from 1, and the reasons why they were left out."""


def search(passages: Path, top: int, stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Answer each question as it comes; return the exit status.

    It is 1 where any line, of the passages or the questions, could not be read: the line is named
    on `stderr`, and the rest is answered. Raises UnreadableDocument for a file that is not there.
    """
    try:
        shelf = _shelf(passages, stderr)
    except OSError as error:
        reason = Remark.UNREADABLE.format(detail=error.strerror or error)
        raise UnreadableDocument(str(passages), reason) from error
    for number, reason in shelf.faults:
        print(bad_passage(passages.name, number, reason), file=stderr)
    bad = bool(shelf.faults)
    for number, line in enumerate(stdin, 1):
        if not line.strip():
            continue
        try:
            row = fields(line, "id", "question")
        except ValueError as error:
            print(bad_line(number, str(error)), file=stderr)
            bad = True
            continue
        hits = shelf.index.search(row["question"], top)
        answer = {
            "id": row["id"],
            "ranked": [shelf.ids[hit.number] for hit in hits],
            "scores": [round(hit.score, 4) for hit in hits],
        }
        if hits and hits[0].repairs:
            answer["repairs"] = [[repair.said, repair.taken] for repair in hits[0].repairs]
        stdout.write(written(answer) + "\n")
        stdout.flush()
    return int(bad)


def fields(line: str | bytes, *names: str) -> dict[str, str]:
    """Read one JSON object with strings under the names; ValueError says what is wrong."""
    row = parsed(line)
    missing = [name for name in names if not isinstance(row.get(name), str)]
    if not isinstance(row.get("title") or "", str):
        missing.append("title")
    if missing:
        raise ValueError(phrases.ROWS["strings"].format(names="、".join(missing)))
    return row


# --- an index: kept in the data folder, or made


def cache_folder() -> Path:
    """Return the folder for indexes, private to its owner; OSError where it cannot be had."""
    data = os.environ.get("BOT_DATA")
    if not data:
        from platformdirs import user_data_dir  # noqa: PLC0415 - only where BOT_DATA is not set

        data = user_data_dir("bulletin-bot", appauthor=False)
    folder = Path(data) / "indexes"
    for made in (folder.parent, folder):
        made.mkdir(mode=0o700, parents=True, exist_ok=True)
        made.chmod(0o700)
    return folder


def _shelf(passages: Path, stderr: TextIO) -> Shelf:
    name = _hash(passages)
    try:
        folder = cache_folder()
    except OSError as error:
        print(no_cache(error.strerror or str(error)), file=stderr)
        return _build(passages, stderr)
    kept = folder / f"{name}.index"
    with suppress(Untrustworthy, OSError):
        index, notes = Index.open_with_notes(kept)
        kept.touch()
        return Shelf(index, notes["ids"], [(n, reason) for n, reason in notes["faults"]])
    shelf = _build(passages, stderr)
    try:
        shelf.index.save(kept, {"ids": shelf.ids, "faults": shelf.faults})
        _tidy(folder)
    except OSError as error:
        print(no_cache(error.strerror or str(error)), file=stderr)
    return shelf


def _hash(path: Path) -> str:
    """Name what the file holds and what this program makes of it."""
    seen = blake2b(MAGIC, digest_size=16)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            seen.update(chunk)
    return seen.hexdigest()


def _tidy(folder: Path) -> None:
    """Remove the indexes that were not used for longest."""
    kept = sorted(folder.glob("*.index"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[KEPT:]:
        path.unlink(missing_ok=True)


def _build(passages: Path, stderr: TextIO) -> Shelf:
    bar = Bar(passages.stat().st_size, stderr)
    ids: dict[str, None] = {}
    faults: list[tuple[int, str]] = []

    def rows() -> Iterator[tuple[str, str]]:
        with passages.open("rb") as file:
            for number, line in enumerate(file, 1):
                bar.advance(len(line))
                if not line.strip():
                    continue
                try:
                    row = fields(line, "id", "text")
                    if row["id"] in ids:
                        raise ValueError(phrases.ROWS["twice"].format(id=row["id"]))  # noqa: TRY301
                except ValueError as error:
                    faults.append((number, str(error)))
                    continue
                ids[row["id"]] = None
                yield row["text"], row.get("title") or ""

    index = Index.read(rows())
    bar.close()
    return Shelf(index, list(ids), faults)


class Bar:
    """A progress bar, drawn once a person has waited longer than they would gladly."""

    def __init__(self, size: int, stderr: TextIO) -> None:
        """`size` is how many bytes there are to read."""
        self._size, self._stderr = max(size, 1), stderr
        self._read, self._shown, self._next = 0, False, monotonic() + PATIENCE

    def advance(self, size: int) -> None:
        """So many more bytes have been read."""
        self._read += size
        if monotonic() >= self._next:
            # Reading is nine tenths of the work; sorting comes after it.
            self._draw(0.9 * self._read / self._size)
            self._next = monotonic() + 0.2

    def close(self) -> None:
        """Everything is done."""
        if self._shown:
            self._draw(1.0)
            self._stderr.write("\n")

    def _draw(self, share: float) -> None:
        self._shown = True
        self._stderr.write(f"\r[{'#' * int(share * _BAR):<{_BAR}}] {share:4.0%}")
        self._stderr.flush()

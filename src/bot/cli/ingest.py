"""The work of `ingest`: documents into a knowledge folder."""

import difflib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from bot.errors import BotError, NotABulletin, UnreadableDocument, UnsupportedFormat
from bot.intake import bulletin_of, read_bytes
from bot.library.files import PENDING, dump, place, to_data
from bot.library.files import writing as files
from bot.model import Chunked
from bot.remarks import Remark

MANY = 5
"""From so many files on, each is counted on standard error."""


def ingest(  # noqa: PLR0913 - what the command line can say
    paths: Sequence[Path],
    *,
    out: str | None,
    url: str | None,
    as_json: bool,
    knowledge: Path,
    stdout: TextIO,
    stderr: TextIO,
) -> int:
    """Turn documents into bulletins; return the exit status.

    `out` is a folder, or `-` for standard output. A bad file is reported and the rest goes on;
    all that was bad is said again at the end. Raises `NotWritable` without a folder to write to.
    """
    folder = None
    if not as_json and out != "-":
        folder = Path(out) if out else files.writable(knowledge)
    task = _Task(folder, url, as_json, stdout, stderr)
    for number, path in enumerate(paths, 1):
        if len(paths) >= MANY:
            stderr.write(f"[{number}/{len(paths)}] {path}\n")
        task.take(path)
    task.report(len(paths))
    return 1 if task.failures else 0


def reason(error: BotError) -> str:
    """Say in one sentence why a document gave no bulletin."""
    match error:
        case UnsupportedFormat():
            return Remark.NO_READER.format(known=" ".join(error.known))
        case UnreadableDocument() | NotABulletin():
            return error.reason
        case _:
            return str(error)


@dataclass(slots=True)
class _Task:
    """One run of `ingest`: where to, and what came of it."""

    folder: Path | None
    url: str | None
    as_json: bool
    stdout: TextIO
    stderr: TextIO
    failures: list[str] = field(default_factory=list)
    counts: dict[Remark, int] = field(default_factory=dict)
    known: dict[str, files.Written] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.folder and self.folder.is_dir():
            self.known = files.known(self.folder)

    def take(self, path: Path) -> None:
        """Turn one document into a bulletin, or note why not."""
        try:
            data = read_bytes(path)
            page = files.digest(data + (self.url or "").encode())
            done = next((w for w in self.known.values() if w.page == page), None)
            if done:
                self._say(path, Remark.UNCHANGED, done.path)
                return
            chunked = bulletin_of(path.name, data, self.url)
        except (UnreadableDocument, UnsupportedFormat, NotABulletin) as error:
            self.failures.append(f"{path}: {reason(error)}")
            self.stderr.write(f"{self.failures[-1]}\n")
            return
        for doubt in chunked.doubts:
            self.stderr.write(f"{path}: {Remark.DOUBT.format(doubt=doubt)}\n")
        self._keep(path, page, chunked)

    def _keep(self, path: Path, page: str, chunked: Chunked) -> None:
        if self.folder is None:
            self._print(chunked)
            return
        placed = place(chunked, page, path.name, self.known)
        target, old = self.folder / placed.name, placed.old
        if old and old.edited:
            target = self.folder / f"{placed.bulletin.id}{PENDING}"
            self._show(old, placed.text, target)
            self._write(path, target, placed.text, Remark.HELD_BACK)
        else:
            self._write(path, target, placed.text, Remark.REPLACED if old else Remark.ADDED)
        written = files.Written(target, placed.text, page, path.name, edited=False)
        self.known[target.stem] = written

    def _write(self, path: Path, target: Path, text: str, remark: Remark) -> None:
        files.write(target, text.encode())
        self._say(path, remark, target)

    def _print(self, chunked: Chunked) -> None:
        if self.as_json:
            self.stdout.write(json.dumps(to_data(chunked.bulletin), ensure_ascii=False) + "\n")
        else:
            self.stdout.write("---\n" + dump(chunked.bulletin, chunked.doubts))
        self.stdout.flush()

    def _show(self, old: files.Written, text: str, target: Path) -> None:
        """Show how a changed page differs from what a person edited."""
        lines = difflib.unified_diff(
            old.text.splitlines(), text.splitlines(), old.path.name, target.name, "", "", 1, ""
        )
        self.stderr.writelines(f"{line}\n" for line in lines)

    def _say(self, path: Path, remark: Remark, target: Path) -> None:
        self.counts[remark] = self.counts.get(remark, 0) + 1
        self.stderr.write(f"{path}: {remark.format(path=target)}\n")

    def report(self, total: int) -> None:
        """Say at the end what came of all files, if there were several."""
        if total < 2:
            return
        self.stderr.write(
            f"{Remark.INGESTED.format(good=total - len(self.failures), total=total)}\n"
        )
        self.stderr.writelines(f"  {failure}\n" for failure in self.failures)

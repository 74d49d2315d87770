"""What an admin changes from a chat: a page is offered, published, and undone.

Nothing is published that `check` would find fault with, and nothing is lost: the folder as it was
is kept before it is changed, whoever changed it last.
"""

import io
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path, PurePath

from bot import files, pins
from bot.archive import Archive, Draft, Version, Why
from bot.bulletins import PINS, Loaded, Problem, load
from bot.library import Change, Library
from bot.model import Bulletin, File
from bot.parsing import examine
from bot.pins import Pin
from bot.remarks import Remark
from bot.slugs import slug, unique
from bot.snapshot import Snapshot

YAML = frozenset({".yaml", ".yml"})
"""A file that ends so is no page but a bulletin as the folder holds it, perhaps edited."""

EXPORT = "knowledge.zip"

MOST_LISTED = 10
"""Versions in one list."""

_SAFE = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}", re.IGNORECASE)
"""An id that may name a file on any system."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a file would become, were it published."""

    said: str
    """The name of the file."""
    problems: tuple[Problem, ...] = ()
    """Where there are any, it cannot be published."""
    key: str = ""
    """What publishes it; empty where that would change nothing."""
    bulletin: Bulletin | None = None
    old: Bulletin | None = None
    """What it would take the place of."""
    edited: bool = False
    """Whether a person edited that since it was made from a page."""
    doubts: tuple[str, ...] = ()
    """What a person should look at."""
    file: File | None = None
    """The YAML as it would be written."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of publishing or restoring."""

    change: Change
    about: str
    """The title of what was published, or the number of the version that was restored."""
    before: int | None = None
    """The version that undoes it; None where nothing was changed."""


class Publishing:
    """Changes the knowledge folder and what is served, one change at a time.

    Any method may raise StoreUnavailable, and any thread may call it.
    """

    def __init__(self, library: Library, archive: Archive, zone: tzinfo) -> None:
        """`zone` is that in which times are shown."""
        self._library, self._archive, self.zone = library, archive, zone
        self._lock = threading.Lock()

    @property
    def _folder(self) -> Path:
        return self._library.folder

    def offer(self, file: File) -> Offer:
        """Say what a file would become, and keep it for some days.

        Raises UnreadableDocument, UnsupportedFormat or NotABulletin for what is no bulletin,
        NotWritable where nothing could be published.
        """
        folder = files.writable(self._folder)
        if PurePath(file.name).suffix.lower() in YAML:
            return self._offer_yaml(file, folder)
        from bot.ingesting import bulletin_of, place  # noqa: PLC0415 - readers of documents

        chunked = bulletin_of(file.name, file.data)
        placed = place(chunked, files.digest(file.data), file.name, files.known(folder))
        edited = placed.old is not None and placed.old.edited
        return self._offered(file.name, placed.name, placed.text, edited, chunked.doubts)

    def _offer_yaml(self, file: File, folder: Path) -> Offer:
        path = Path(file.name)
        try:
            text = file.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = file.data.count(b"\n", 0, error.start) + 1
            return Offer(file.name, (Problem(path, line, Remark.NOT_UTF8),))
        examined = examine(path.stem, text)
        bulletin = examined.bulletin
        if bulletin is None:
            faults = tuple(Problem(path, f.line, f.reason) for f in examined.faults)
            return Offer(file.name, faults)
        known = load(folder).files.get(bulletin.id)
        name = known.name if known else f"{_free(bulletin, folder)}.yaml"
        return self._offered(file.name, name, text, edited=False, doubts=())

    def _offered(
        self, said: str, name: str, text: str, edited: bool, doubts: tuple[str, ...]
    ) -> Offer:
        now, then = load(self._folder), load(self._folder, {name: text})
        path = self._folder / name
        bulletin = _in(path, then)
        problems = tuple(p for p in then.problems if p not in now.problems)
        if problems or bulletin is None:
            return Offer(said, problems or then.problems)
        warned = tuple(w.reason for w in then.warnings if w not in now.warnings)
        held = _texts(self._folder).get(name, "")
        key = "" if held == text else self._archive.wait(Draft(name, bulletin.title, text, held))
        old = _in(path, now)
        written = File(name, text.encode())
        return Offer(said, (), key, bulletin, old, edited, (*doubts, *warned), written)

    def publish(self, key: str) -> Outcome | None:
        """Write a draft into the folder and serve it.

        None if there is no such draft any more, or the file that it was compared with has changed
        since. Raises NotWritable.
        """
        draft = self._archive.draft(key)
        if draft is None:
            return None
        with self._lock:
            if _texts(self._folder).get(draft.name, "") not in (draft.base, draft.text):
                return None
            return self._change({draft.name: draft.text}, Why.PUBLISHED, draft.title)

    def restore(self, number: int | None = None) -> Outcome | None:
        """Make the folder what it was in a version, the last but one if none is named.

        None if there is no such version. Raises NotWritable.
        """
        with self._lock:
            if number is None:
                last = self._archive.versions(2)
                if len(last) < 2:
                    return None
                number = last[1].number
            kept = self._archive.files(number)
            if kept is None:
                return None
            gone = dict.fromkeys(_texts(self._folder).keys() - kept.keys())
            return self._change({**kept, **gone}, Why.RESTORED, str(number))

    def pins(self) -> tuple[Pin, ...]:
        """Return the answers that must stay."""
        return pins.read(self._folder)

    def pin(self, pin: Pin) -> Outcome | None:
        """Have an answer stay; None if the question by itself is answered otherwise.

        Raises NotWritable.
        """
        if pins.quoted(pin, self._library.current) != pin.says:
            return None
        with self._lock:
            others = [held for held in self.pins() if held.question != pin.question]
            return self._change({PINS: pins.dump([*others, pin])}, Why.PINNED, pin.question)

    def unpin(self, number: int) -> Outcome | None:
        """Let an answer change again, counted from 1; None if there is none of that number.

        Raises NotWritable.
        """
        with self._lock:
            held = self.pins()
            if not 1 <= number <= len(held):
                return None
            left = held[: number - 1] + held[number:]
            text = pins.dump(left) if left else None
            return self._change({PINS: text}, Why.UNPINNED, held[number - 1].question)

    def history(self) -> tuple[Version, ...]:
        """Return the last versions, the newest first."""
        return self._archive.versions(MOST_LISTED)

    def export(self) -> File:
        """Return the files of the folder in one, to be kept elsewhere or unpacked there."""
        import zipfile  # noqa: PLC0415 - for those who export

        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(self._folder.glob("*.yaml")):
                archive.writestr(path.name, path.read_bytes())
        return File(EXPORT, packed.getvalue())

    def _change(self, changed: Mapping[str, str | None], why: Why, about: str) -> Outcome:
        """Write and delete files, unless that would leave a fault in the folder; serve them."""
        folder = files.writable(self._folder)
        held = _texts(folder)
        if all(held.get(name) == text for name, text in changed.items()):
            return Outcome(Change(), about)
        loaded = load(folder, changed)
        problems = loaded.problems
        if not loaded.bulletins:
            problems = problems or (Problem(folder, 1, Remark.NO_BULLETINS),)
        elif not problems:
            problems = pins.judge(folder, Snapshot(loaded.bulletins), changed)
        if problems:
            return Outcome(Change(problems=problems), about)
        before = self._as_found()
        for name, text in changed.items():
            if text is None:
                files.remove(folder / name)
            else:
                files.write(folder / name, text)
        change = self._library.reload()
        self._archive.keep(_texts(folder), why, about)
        return Outcome(change, about, before)

    def _as_found(self) -> int:
        """Keep the folder as it is, unless that is the newest version; return its number."""
        found, last = _texts(self._folder), self._archive.versions(1)
        if last and self._archive.files(last[0].number) == found:
            return last[0].number
        return self._archive.keep(found, Why.FOUND).number


def _free(bulletin: Bulletin, folder: Path) -> str:
    """Return a name for a bulletin's file that no other file of the folder has."""
    safe = _SAFE.fullmatch(bulletin.id) and not bulletin.id.endswith(".new")
    wanted = bulletin.id if safe else slug(bulletin.title, bulletin.date)
    return unique(wanted.lower(), {*(path.stem.lower() for path in folder.iterdir()), *files.TAKEN})


def _in(path: Path, loaded: Loaded) -> Bulletin | None:
    """Return the bulletin that a file holds."""
    return next((b for b in loaded.bulletins if loaded.files[b.id] == path), None)


def _texts(folder: Path) -> dict[str, str]:
    """Return what the files of the folder hold, by name."""
    return {
        path.name: path.read_text("utf-8-sig", errors="replace")
        for path in sorted(folder.glob("*.yaml"))
    }

"""What an admin changes from a chat: a page is offered, published, undone; an answer is pinned.

Nothing is published that `check` would find fault with, and nothing is lost: the folder as it was
is kept before it is changed, whoever changed it last.
"""

import codecs
import hashlib
import io
import logging
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path, PurePath

from bot.chinese.slugs import slug
from bot.errors import StoreUnavailable
from bot.library import Change, Library, Snapshot
from bot.library.files import PINS, Loaded, Problem, examine_data, load, place, unique
from bot.library.files import writing as files
from bot.model import Bulletin, File
from bot.publishing import pins
from bot.publishing.pins import Pin
from bot.remarks import Remark
from bot.storage import Archive, Draft, Version, Why

log = logging.getLogger(__name__)

YAML = frozenset({".yaml", ".yml"})
"""A file that ends so is no page but a bulletin as the folder holds it, perhaps edited."""

EXPORT = "knowledge.zip"

MOST_LISTED = 10
"""Versions in one list."""

_SAFE = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}", re.IGNORECASE | re.ASCII)
"""An id that may name a file on any system."""

_DIGEST = 8
"""Characters by which pasted pages are told apart."""


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
    blocked: tuple[Problem, ...] = ()
    """Faults of other files, which must be mended before anything is published."""
    file: File | None = None
    """The YAML as it would be written."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of publishing, restoring or pinning."""

    change: Change
    about: str
    """What was published, restored or pinned, as `Version.about`."""
    before: int | None = None
    """The version that undoes it; None where nothing was changed."""
    after: int | None = None
    """The version that it made; None where it could not be kept."""


class Publishing:
    """Changes the knowledge folder and what is served, one change at a time.

    Any method may raise StoreUnavailable or NotWritable, and any thread may call it.
    """

    def __init__(self, library: Library, archive: Archive, zone: tzinfo) -> None:
        """`zone` is that in which times are shown."""
        self._library, self._archive, self.zone = library, archive, zone
        self._lock = threading.Lock()

    @property
    def _folder(self) -> Path:
        return self._library.folder

    # --- a file is offered

    def offer(self, file: File) -> Offer:
        """Say what a file would become, and keep it for some days.

        Raises UnreadableDocument, UnsupportedFormat or NotABulletin for what is no bulletin.
        """
        folder = files.writable(self._folder)
        if PurePath(file.name).suffix.lower() in YAML:
            with self._lock:
                return self._offer_yaml(file, folder)
        from bot.intake import bulletin_of  # noqa: PLC0415 - readers of documents

        chunked = bulletin_of(file.name, file.data)
        with self._lock:
            now, known = load(folder), files.known(folder)
            placed = place(chunked, files.digest(file.data), file.name, known, now.files)
            edited = placed.old is not None and placed.old.edited
            written = File(placed.name, placed.text.encode())
            return self._offered(file.name, written, now, edited, chunked.doubts)

    def offer_text(self, text: str, name: str) -> Offer:
        """Say what a page would become that was typed or pasted; `name` is what to call it."""
        data = text.encode("utf-8", "replace")
        # Another page that is pasted is not this one again.
        return self.offer(File(f"{name} {files.digest(data)[:_DIGEST]}.txt", data))

    def _offer_yaml(self, file: File, folder: Path) -> Offer:
        path, now = Path(file.name), load(folder)
        if path.name == PINS:
            return Offer(file.name, (Problem(path, 1, Remark.PIN_FILE),))
        data = file.data.removeprefix(codecs.BOM_UTF8)
        examined = examine_data(path.stem, data)
        bulletin = examined.bulletin
        if bulletin is None:
            faults = tuple(Problem(path, f.line, f.reason) for f in examined.faults)
            return Offer(file.name, faults)
        mended = folder / path.name in {problem.path for problem in now.problems}
        if known := now.files.get(bulletin.id):
            name = known.name
        else:
            name = path.name if mended else f"{_free(bulletin, folder)}.yaml"
        return self._offered(file.name, File(name, data), now, edited=False, doubts=())

    def _offered(
        self, said: str, file: File, now: Loaded, edited: bool, doubts: tuple[str, ...]
    ) -> Offer:
        folder, name, data = self._folder, file.name, file.data
        path, then = folder / name, load(folder, {name: data})
        bulletin = _in(path, then)
        if bulletin is None:
            return Offer(said, tuple(p for p in then.problems if p.path == path) or then.problems)
        warned = tuple(w.reason for w in then.warnings if w not in now.warnings)
        base, key = _digest(files.held(folder).get(name)), ""
        if base != _digest(data):
            key = self._archive.wait(Draft(name, bulletin.title, data.decode(), base))
        shown = (*doubts, *warned)
        return Offer(said, (), key, bulletin, _in(path, now), edited, shown, then.problems, file)

    # --- the folder is changed

    def publish(self, key: str) -> Outcome | None:
        """Write a draft into the folder and serve it.

        None if there is no such draft any more, or the file that it was compared with has changed
        since.
        """
        draft = self._archive.draft(key)
        if draft is None:
            return None
        data = draft.text.encode()
        with self._lock:
            if _digest(files.held(self._folder).get(draft.name)) not in (draft.base, _digest(data)):
                return None
            return self._change({draft.name: data}, Why.PUBLISHED, draft.title)

    def stands(self, number: int) -> bool:
        """Whether the folder's bulletins are what they were in a version."""
        return self._archive.files(number) == self._held()

    def restore(self, number: int | None = None) -> Outcome | None:
        """Make the folder what it was in a version, or before the last change if none is named.

        None if there is no such version. A file with a fault stops it: it was never kept.
        """
        with self._lock:
            if number is None:
                last = self._archive.versions(2)
                number = next((v.number for v in last if not self.stands(v.number)), None)
            kept = None if number is None else self._archive.files(number)
            if kept is None:
                return None
            if problems := load(self._folder).problems:
                return Outcome(Change(problems=problems), str(number))
            gone = dict.fromkeys(self._held().keys() - kept.keys())
            return self._change({**kept, **gone}, Why.RESTORED, str(number))

    def pins(self) -> tuple[Pin, ...]:
        """Return the answers that must stay."""
        return pins.read(self._folder)

    def pin(self, pin: Pin) -> Outcome:
        """Have an answer stay, unless the pins that are there cannot be read."""
        with self._lock:
            if faults := pins.faults(self._folder):
                return Outcome(Change(problems=faults), pin.question)
            self._write_pins([*(p for p in self.pins() if p.question != pin.question), pin])
            return Outcome(Change(), pin.question)

    def unpin(self, key: str) -> Outcome | None:
        """Let an answer change again; None if no pin has that key."""
        with self._lock:
            held = self.pins()
            found = next((p for p in held if pin_key(p) == key), None)
            if found is None:
                return None
            if faults := pins.faults(self._folder):
                return Outcome(Change(problems=faults), found.question)
            self._write_pins([p for p in held if p != found])
            return Outcome(Change(), found.question)

    def _write_pins(self, held: Sequence[Pin]) -> None:
        path = files.writable(self._folder) / PINS
        if held:
            files.write(path, pins.dump(held).encode())
        else:
            files.remove(path)

    def history(self) -> tuple[Version, ...]:
        """Return the last versions, the newest first."""
        return self._archive.versions(MOST_LISTED)

    def export(self) -> File:
        """Return the files of the folder in one, to be kept elsewhere or unpacked there."""
        import zipfile  # noqa: PLC0415 - for those who export

        packed = io.BytesIO()
        with self._lock, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.held(self._folder).items():
                archive.writestr(name, data)
        return File(EXPORT, packed.getvalue())

    def _change(self, wanted: Mapping[str, bytes | None], why: Why, about: str) -> Outcome:
        """Write and delete files, unless that would leave a fault in the folder; serve them."""
        folder = files.writable(self._folder)
        held = self._held()
        changed = {name: data for name, data in wanted.items() if held.get(name) != data}
        if not changed:
            return Outcome(Change(), about)
        loaded = load(folder, changed)
        problems = loaded.problems
        if not loaded.bulletins:
            problems = problems or (Problem(folder, 1, Remark.NO_BULLETINS),)
        elif not problems:
            problems = pins.judge(folder, Snapshot(loaded.bulletins))
        if problems:
            return Outcome(Change(problems=problems), about)
        before = self._as_found(held)
        files.write_all(folder, changed, held)
        change = self._library.reload()
        if change.problems:
            files.write_all(folder, {name: held.get(name) for name in changed}, self._held())
            return Outcome(change, about)
        try:
            after = self._archive.keep(self._held(), why, about).number
        except StoreUnavailable as error:  # it is served, and `before` was kept
            log.error("a version was not kept: %s", error.reason)  # noqa: TRY400
            return Outcome(change, about, before)
        return Outcome(change, about, before, after)

    def _held(self) -> dict[str, bytes]:
        """Return what versions are made of: all files but the pins, which no undoing takes away."""
        return {name: data for name, data in files.held(self._folder).items() if name != PINS}

    def _as_found(self, held: Mapping[str, bytes]) -> int:
        """Keep the folder as it is, unless that is the newest version; return its number."""
        last = self._archive.versions(1)
        if last and self._archive.files(last[0].number) == held:
            return last[0].number
        return self._archive.keep(held, Why.FOUND).number


def pin_key(pin: Pin) -> str:
    """Return what a button says of a pin."""
    return files.digest(pin.question.encode())


def _digest(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()


def _free(bulletin: Bulletin, folder: Path) -> str:
    """Return a name for a bulletin's file that no other file of the folder has."""
    safe = _SAFE.fullmatch(bulletin.id) and not bulletin.id.endswith(".new")
    wanted = bulletin.id if safe else slug(bulletin.title, bulletin.date)
    return unique(wanted.lower(), {*(path.stem.lower() for path in folder.iterdir()), *files.TAKEN})


def _in(path: Path, loaded: Loaded) -> Bulletin | None:
    """Return the bulletin that a file holds."""
    return next((b for b in loaded.bulletins if loaded.files[b.id] == path), None)

"""Holds the snapshot that is being served, and swaps it whole."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import NoKnowledge
from bot.library.files.folder import Problem, load
from bot.library.snapshot import Snapshot
from bot.model import Bulletin
from bot.remarks import Remark

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Change:
    """What loading the folder again has changed, by bulletin id."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Where there are any, nothing was changed."""
    warnings: tuple[Problem, ...] = ()


Judge = Callable[[Path, Snapshot], tuple[Problem, ...]]
"""Says what is wrong with serving a folder as a snapshot of it."""


class Library:
    """The knowledge folder as it was when it was last loaded without a fault."""

    def __init__(self, folder: Path, judge: Judge | None = None) -> None:
        """Load the folder; raise `NoKnowledge` where nothing in it can be served.

        At the start a faulty file is left out and its faults are kept in `problems`: one slip
        must not keep the bot from starting. Afterwards nothing is served in which `judge` finds
        fault.
        """
        self.folder, self._judge = folder, judge
        self._lock = threading.Lock()
        loaded = load(folder) if folder.is_dir() else None
        if loaded is None or not loaded.bulletins:
            raise NoKnowledge(folder, tuple(map(str, loaded.problems)) if loaded else ())
        self.problems = loaded.problems
        self._current = Snapshot(loaded.bulletins)
        self.broken = judge(folder, self._current) if judge else ()
        """What `judge` found at the start, where it stops nothing."""

    @property
    def current(self) -> Snapshot:
        """The snapshot to answer from; a turn takes it once."""
        return self._current

    def reload(self) -> Change:
        """Load the folder again and serve it from the next turn on, if it has no fault.

        Whatever happens, what was served goes on being served, and what happened is told.
        """
        with self._lock:
            try:
                return self._reload()
            except Exception:  # whoever edits a folder by hand must not need the log to go on
                log.exception("the folder could not be loaded again")
                return Change(problems=(Problem(self.folder, 1, Remark.NOT_LOADED),))

    def _reload(self) -> Change:
        loaded = load(self.folder)
        problems = loaded.problems
        if not problems and not loaded.bulletins:
            problems = (Problem(self.folder, 1, Remark.NO_BULLETINS),)
        fresh = None if problems else Snapshot(loaded.bulletins, self._current)
        if fresh and self._judge:
            problems = self._judge(self.folder, fresh)
        if fresh is None or problems:
            return Change(problems=problems, warnings=loaded.warnings)
        change = compare(self._current.bulletins, fresh.bulletins)
        self._current = fresh
        return Change(change.added, change.changed, change.removed, (), loaded.warnings)


def compare(old: Mapping[str, Bulletin], new: Mapping[str, Bulletin]) -> Change:
    """Say which bulletins came, changed and went."""
    return Change(
        tuple(i for i in new if i not in old),
        tuple(i for i in new if i in old and new[i] != old[i]),
        tuple(i for i in old if i not in new),
    )

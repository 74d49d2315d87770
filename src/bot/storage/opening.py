"""Opens the database that `run` keeps things in: the one module of the room that others import."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.errors import StoreUnavailable
from bot.storage.answered import Answered
from bot.storage.answered_table import Answers
from bot.storage.archive import Archive
from bot.storage.archive_table import Versions
from bot.storage.database import open_database
from bot.storage.journal import Journal
from bot.storage.journal_table import Store


@dataclass(frozen=True, slots=True)
class Storage:
    """All that is kept in one database."""

    journal: Journal
    archive: Archive
    answered: Answered
    alive: Callable[[], bool]
    """Whether the database is there."""
    failures: Callable[[], int]
    """How often it was not, when something was to be kept or found."""
    close: Callable[[], None]


def open_storage(data: Path, url: str) -> Storage:
    """Open the database at a URL, or a file in the data folder.

    Raises `StoreUnavailable` where that cannot be done.
    """
    database = open_database(data, url)
    try:
        # Those that the rest needs come first: a table is made, or nothing is.
        storage = Storage(
            answered=Answers(database),
            journal=Store(database),
            archive=Versions(database),
            alive=lambda: database.alive,
            failures=lambda: database.failures,
            close=database.close,
        )
    except StoreUnavailable:
        database.close()
        raise
    database.watch()
    return storage

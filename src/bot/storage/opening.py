"""Opens the database that `run` keeps things in: the one module of the room that others import."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.storage.archive import Archive
from bot.storage.archive_table import Versions
from bot.storage.database import open_database
from bot.storage.journal import Journal
from bot.storage.journal_table import Store


@contextmanager
def open_storage(data: Path, url: str) -> Iterator[tuple[Journal, Archive]]:
    """Open the database at a URL, or a file in the data folder, for as long as it is needed.

    Raises `StoreUnavailable` where that cannot be done.
    """
    with closing(open_database(data, url)) as database:
        yield Store(database), Versions(database)

"""The database that `run` keeps things in, opened once for all of them."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.errors import StoreUnavailable


class Database:
    """A database and the private folder beside it; safe to use from several threads."""

    def __init__(self, engine: sa.Engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder
        self._lock = threading.Lock()

    def close(self) -> None:
        """Give the connections back; nothing may be kept or looked up afterwards."""
        self.engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """Do all or nothing, one thread at a time: SQLite has one writer.

        Raises StoreUnavailable where it cannot be done.
        """
        try:
            with self._lock, self.engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            # The message of the cause, and not the error's own: that has what was to be kept.
            raise StoreUnavailable(str(error.__cause__ or type(error).__name__)) from None

    def secret(self, name: str, content: bytes) -> bytes:
        """Return what is in a private file of the folder, made with `content` if need be.

        Raises StoreUnavailable where there can be no such file.
        """
        try:
            return _private(self.folder / name, content)
        except OSError as error:
            raise StoreUnavailable(f"{error.strerror}: {error.filename}") from None


def open_database(data: Path, url: str) -> Database:
    """Open the database at a URL, or else in a file in the data folder, made private.

    Raises StoreUnavailable where that cannot be done.
    """
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        data.chmod(0o700)
        if not url:
            _private(data / "bot.sqlite", b"")
        place = (
            sa.make_url(url) if url else sa.URL.create("sqlite", database=str(data / "bot.sqlite"))
        )
        # A server may have been restarted since the last question: ask before each one.
        engine = sa.create_engine(place, hide_parameters=True, pool_pre_ping=True)
    except (OSError, ArgumentError, ImportError) as error:
        reason = f"{error.strerror}: {error.filename}" if isinstance(error, OSError) else str(error)
        raise StoreUnavailable(reason) from None
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _quick)
    return Database(engine, data)


def _private(path: Path, content: bytes) -> bytes:
    """Return what is in a file that only its owner may read, made with `content` if need be."""
    try:
        made = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        path.chmod(0o600)
        return path.read_bytes()
    with os.fdopen(made, "wb") as file:
        file.write(content)
    return content


def _quick(connection: sa.engine.interfaces.DBAPIConnection, _: object) -> None:
    """Write ahead: a commit then takes well under a millisecond; deleted text is overwritten."""
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
        connection.cursor().execute(f"PRAGMA {pragma}")

"""The database that `run` keeps things in, opened once for all of them."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.errors import BadSetting, StoreUnavailable


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
            raise _unavailable(error) from None

    def secret(self, name: str, content: bytes) -> bytes:
        """Return what is in a private file of the folder, made with `content` if need be.

        Raises StoreUnavailable where there can be no such file.
        """
        try:
            return _private(self.folder / name, content)
        except OSError as error:
            raise StoreUnavailable(f"{error.strerror}: {error.filename}") from None


def _unavailable(error: SQLAlchemyError) -> StoreUnavailable:
    """Say what the cause says, and not the error itself: that has what was to be kept."""
    return StoreUnavailable(str(error.__cause__ or type(error).__name__))


def open_database(data: Path, url: str) -> Database:
    """Open the database at a URL, or else in a file in the data folder, made private.

    Raises StoreUnavailable where that cannot be done, BadSetting where the URL is none.
    """
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        data.chmod(0o700)
        if not url:
            _private(data / "bot.sqlite", b"")
    except OSError as error:
        raise StoreUnavailable(f"{error.strerror}: {error.filename}") from None
    return Database(_engine(url) if url else _sqlite(data / "bot.sqlite"), data)


def _sqlite(path: Path) -> sa.Engine:
    return _opened(sa.URL.create("sqlite", database=str(path)))


def _engine(url: str) -> sa.Engine:
    """Open the database at a URL that somebody wrote, of which nothing is repeated."""
    try:
        engine = _opened(sa.make_url(url))
        engine.connect().close()  # drivers tell only now what they do not understand
    except ImportError as error:
        raise StoreUnavailable(str(error)) from None  # which driver to install
    except (ArgumentError, ValueError, TypeError):
        raise BadSetting("BOT_DATABASE", url, "sqlite:////var/lib/bot/bot.sqlite") from None
    except SQLAlchemyError as error:
        raise _unavailable(error) from None
    return engine


def _opened(place: sa.URL) -> sa.Engine:
    # A server may have been restarted since the last question: ask before each one.
    engine = sa.create_engine(place, hide_parameters=True, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _quick)
    return engine


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

"""The database that `run` keeps things in, opened once for all of them.

No use of it takes longer than `USE_SECONDS`, and none takes any time while it is known to be away:
who asks must never wait for what is only noted. A thread of its own looks whether it is there.
"""

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError, SQLAlchemyError

from bot.errors import BadSetting, StoreUnavailable

log = logging.getLogger(__name__)

USE_SECONDS: Final = 2.0
"""The longest that anything waits for the database."""

LOOK_SECONDS: Final = 2.0
"""Between two looks whether it is there."""

SOON_SECONDS: Final = 0.5
"""And while it is not."""

FLEETING: Final = 3.0
"""Seconds after which a database that fails counts as away: a backup may lock it for a moment."""

_NEVER: Final = (
    "unable to open database file",
    "readonly database",
    "no such ",
    "password authentication failed",
    "no password supplied",
    "no pg_hba.conf entry",
)
"""Said where waiting changes nothing: a setting is at fault, or a table."""

_LIMITS: Final = {
    "pysqlite": ("timeout", USE_SECONDS / 2),
    "psycopg": ("connect_timeout", int(USE_SECONDS)),
    "psycopg2": ("connect_timeout", int(USE_SECONDS)),
    "pymysql": ("connect_timeout", int(USE_SECONDS)),
}
"""What each driver calls the limit of its own waiting; SQLite's comes after that of our lock."""

T = TypeVar("T")
Work = Callable[[sa.Connection], T]


class Database:
    """A database and the private folder beside it; safe to use from several threads."""

    def __init__(self, engine: sa.Engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder
        self.failures = 0
        """How often something was not kept or not found because of the database."""
        self._lock, self._closed = threading.Lock(), threading.Event()
        self._away: tuple[float, str] | None = None
        """Since when, on the monotonic clock, and why."""
        self._tables: list[Work[None]] = []
        self._file = _file_of(engine)
        self._inode = _inode(self._file)
        self._watcher = threading.Thread(target=self._watch, daemon=True, name="database")

    def watch(self) -> None:
        """Begin to look whether the database is there."""
        self._watcher.start()

    def close(self) -> None:
        """Give the connections back; nothing may be kept or looked up afterwards."""
        self._closed.set()
        self.engine.dispose()

    @property
    def alive(self) -> bool:
        """Whether what is asked can be kept."""
        return self._away is None or time.monotonic() - self._away[0] < FLEETING

    def prepare(self, tables: Work[None]) -> None:
        """Have tables made, now and whenever the database is made anew.

        Where another process makes them at the same time, they are there the second time.
        """
        try:
            self.do(tables)
        except StoreUnavailable as error:
            if error.passing or self._file:
                raise
            self.do(tables)
        self._tables.append(tables)

    def do(self, work: Work[T]) -> T:
        """Do all of some work or nothing.

        Raises StoreUnavailable where it cannot be done; at once, while that is known.
        """
        try:
            done = self._in_time(work, asked=True)
        except StoreUnavailable as error:
            self.failures += 1
            if error.passing:
                self._went(error)
            raise
        self._came()
        return done

    def secret(self, name: str, content: bytes) -> bytes:
        """Return what is in a private file of the folder, made with `content` if need be.

        Raises StoreUnavailable where there can be no such file.
        """
        try:
            return _private(self.folder / name, content)
        except OSError as error:
            raise StoreUnavailable(f"{error.strerror}: {error.filename}") from None

    def _in_time(self, work: Work[T], *, asked: bool = False) -> T:
        """SQLite limits its waiting itself, and has one writer; a server may never answer.

        Where somebody asked for it, it is not tried at all while the database is known to be away.
        """
        if self.engine.dialect.name == "sqlite":
            if not self._lock.acquire(timeout=USE_SECONDS / 2):
                raise _passing("database is locked")
            try:
                self._refuse(asked)
                return self._attempt(work)
            finally:
                self._lock.release()
        self._refuse(asked)
        outcome: Future[T] = Future()

        def attempt() -> None:
            try:
                outcome.set_result(self._attempt(work))
            except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
                outcome.set_exception(error)

        threading.Thread(target=attempt, daemon=True).start()
        try:
            return outcome.result(USE_SECONDS)
        except TimeoutError:
            raise _passing(f"no answer in {USE_SECONDS:.0f} s") from None

    def _refuse(self, asked: bool) -> None:
        if asked and self._away and self._watcher.is_alive():
            raise _passing(self._away[1])

    def _attempt(self, work: Work[T]) -> T:
        try:
            with self.engine.begin() as connection:
                return work(connection)
        except (SQLAlchemyError, self.engine.dialect.loaded_dbapi.Error) as error:
            # The message of the cause, and not the error's own: that has what was to be kept.
            cause = error.__cause__ if isinstance(error, SQLAlchemyError) else error
            reason = " ".join(str(cause or type(error).__name__).split())
            passing = not isinstance(error, SQLAlchemyError) or isinstance(
                error, OperationalError | InterfaceError | sa.exc.TimeoutError
            )
            if passing and not any(sign in reason for sign in _NEVER):
                raise _passing(reason) from None
            raise StoreUnavailable(reason) from None

    # --- whether it is there

    def _watch(self) -> None:
        while not self._closed.wait(SOON_SECONDS if self._away else LOOK_SECONDS):
            try:
                if self._file and _inode(self._file) != self._inode:
                    self._begin_anew(self._file)
                self._in_time(self._look)
            except StoreUnavailable as error:
                self._went(error)
            except OSError as error:
                self._went(_passing(f"{error.strerror}: {error.filename}"))
            else:
                self._came()

    def _look(self, connection: sa.Connection) -> None:
        """Do the least that needs all that a question needs."""
        lite = self.engine.dialect.name == "sqlite"
        connection.exec_driver_sql("BEGIN IMMEDIATE" if lite else "SELECT 1")

    def _went(self, error: StoreUnavailable) -> None:
        if self._away is None and not self._closed.is_set():
            self._away = time.monotonic(), error.reason
            if self._watcher.is_alive():  # else somebody waits for it, and says so
                log.error("the database is away, nothing is kept: %s", error.reason)
        if self.engine.dialect.name != "sqlite":
            self.engine.dispose()  # a new connection may come through where the old ones hang

    def _came(self) -> None:
        if self._away is not None:
            self._away = None
            log.warning("the database is there again")

    def _begin_anew(self, file: Path) -> None:
        """Make the file again: what is written to one that was deleted is lost without a word."""
        log.error("the database file %s is gone, with all that was kept; a new one is begun", file)
        self.engine.dispose()
        _folder(file.parent)
        _private(file, b"")
        for tables in self._tables:
            self._in_time(tables)
        self._inode = _inode(file)


def open_database(data: Path, url: str) -> Database:
    """Open the database at a URL, or else in a file in the data folder, made private.

    Raises StoreUnavailable where that cannot be done, BadSetting where the URL is none.
    """
    try:
        _folder(data)
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
        with contextlib.suppress(SQLAlchemyError):  # where it is not there yet, it is waited for
            engine.connect().close()  # drivers tell only now what they do not understand
    except ImportError as error:
        raise StoreUnavailable(str(error)) from None  # which driver to install
    except (ArgumentError, ValueError, TypeError):
        raise BadSetting("BOT_DATABASE", url, "sqlite:////var/lib/bot/bot.sqlite") from None
    return engine


def _opened(place: sa.URL) -> sa.Engine:
    name, limit = _LIMITS.get(place.get_driver_name(), ("", 0.0))
    # A server may have been restarted since the last question: ask before each one.
    engine = sa.create_engine(
        place,
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={name: limit} if name else {},
    )
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _quick)
    return engine


def _passing(reason: str) -> StoreUnavailable:
    return StoreUnavailable(reason, passing=True)


def _folder(path: Path) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)


def _file_of(engine: sa.Engine) -> Path | None:
    """Return the file of an SQLite database that lies in one."""
    name = engine.url.database
    lite = engine.dialect.name == "sqlite" and name and not name.startswith((":", "file:"))
    return Path(name) if lite and name else None


def _inode(file: Path | None) -> int | None:
    """Return what tells a file from another of its name; None if there is none."""
    try:
        return file.stat().st_ino if file else None
    except FileNotFoundError:
        return None


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

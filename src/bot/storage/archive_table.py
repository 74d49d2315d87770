"""An archive in a database: every version of the knowledge folder, and drafts that wait.

A version is the whole folder; equal files of several versions are kept once. No question is
answered from here.
"""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict

import sqlalchemy as sa

from bot.storage.archive import DRAFT_DAYS, Draft, Version, Why
from bot.storage.database import Database

_DAY = 24 * 60 * 60
_KEY = 16
"""Characters of a draft's key: a button has room for 64 bytes."""

_META = sa.MetaData()
_CONTENTS = sa.Table(
    "contents",
    _META,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)
_VERSIONS = sa.Table(
    "versions",
    _META,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("why", sa.String(16), nullable=False),
    sa.Column("about", sa.Text, nullable=False),
)
_FILES = sa.Table(
    "version_files",
    _META,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(255), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),
)
_DRAFTS = sa.Table(
    "drafts",
    _META,
    sa.Column("key", sa.String(_KEY), primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("name", sa.String(255), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("base", sa.String(64), nullable=False),
)


class Versions:
    """An `Archive` in a database; safe to use from several threads."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives Unix time."""
        self._do, self._clock = database.do, clock
        database.prepare(_META.create_all)

    def keep(self, files: Mapping[str, bytes], why: Why, about: str = "") -> Version:
        """Keep the folder's files, by name, as the newest version."""
        digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        now = self._clock()

        def insert(connection: sa.Connection) -> int:
            kept = set(connection.execute(sa.select(_CONTENTS.c.digest)).scalars())
            fresh = {digests[n]: data for n, data in files.items() if digests[n] not in kept}
            for digest, data in fresh.items():
                connection.execute(sa.insert(_CONTENTS).values(digest=digest, data=data))
            made = sa.insert(_VERSIONS).values(at=int(now), why=why.value, about=about)
            number = int(connection.execute(made.returning(_VERSIONS.c.number)).scalar_one())
            for name, digest in digests.items():
                row = {"number": number, "name": name, "digest": digest}
                connection.execute(sa.insert(_FILES).values(row))
            return number

        return Version(self._do(insert), now, why, about)

    def files(self, number: int) -> dict[str, bytes] | None:
        """Return the files of a version by name; None if there is no such version."""
        known = sa.select(_VERSIONS.c.number).where(_VERSIONS.c.number == number)
        query = (
            sa.select(_FILES.c.name, _CONTENTS.c.data)
            .join(_CONTENTS, _CONTENTS.c.digest == _FILES.c.digest)
            .where(_FILES.c.number == number)
        )

        def find(connection: sa.Connection) -> dict[str, bytes] | None:
            if not connection.execute(known).first():
                return None
            return {row.name: row.data for row in connection.execute(query)}

        return self._do(find)

    def versions(self, most: int) -> tuple[Version, ...]:
        """Return the last versions, the newest first."""
        query = sa.select(_VERSIONS).order_by(_VERSIONS.c.number.desc()).limit(most)
        rows = self._do(lambda connection: connection.execute(query).all())
        return tuple(Version(row.number, row.at, Why(row.why), row.about) for row in rows)

    def wait(self, draft: Draft) -> str:
        """Keep a draft for some days; return its key."""
        said = f"{draft.name}\n{draft.base}\n{draft.text}"
        key = hashlib.sha256(said.encode()).hexdigest()[:_KEY]
        now = int(self._clock())
        row = {"key": key, "at": now, **asdict(draft)}
        old = (_DRAFTS.c.at <= now - DRAFT_DAYS * _DAY) | (_DRAFTS.c.key == key)

        def insert(connection: sa.Connection) -> None:
            connection.execute(sa.delete(_DRAFTS).where(old))
            connection.execute(sa.insert(_DRAFTS).values(row))

        self._do(insert)
        return key

    def draft(self, key: str) -> Draft | None:
        """Return a draft; None if there is no such draft any more."""
        least = self._clock() - DRAFT_DAYS * _DAY
        query = sa.select(_DRAFTS).where((_DRAFTS.c.key == key) & (_DRAFTS.c.at > least))
        row = self._do(lambda connection: connection.execute(query).first())
        return Draft(row.name, row.title, row.text, row.base) if row else None

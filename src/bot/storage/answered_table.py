"""What was answered, in a database, so that an edit after a restart finds its answer.

Neither chats nor words stand there, only codes of them.
"""

import time
from collections.abc import Callable

import sqlalchemy as sa

from bot.storage.answered import ANSWERED_DAYS, Given
from bot.storage.database import Database
from bot.storage.people import LENGTH, People

_DAY = 24 * 60 * 60

_META = sa.MetaData()
ANSWERED = sa.Table(
    "answered",
    _META,
    sa.Column("message", sa.String(LENGTH), primary_key=True),
    sa.Column("person", sa.String(LENGTH), index=True, nullable=False),
    sa.Column("at", sa.BigInteger, index=True, nullable=False),
    sa.Column("says", sa.String(LENGTH), nullable=False),
    sa.Column("answers", sa.JSON, nullable=False),
)


class Answers:
    """An `Answered` in a database; safe to use from several threads."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives Unix time; StoreUnavailable if the table cannot be made."""
        self._do, self._clock = database.do, clock
        self._code = People(database).code
        database.prepare(_META.create_all)

    def keep(
        self, person: str, message: tuple[int, int], says: str, given: tuple[int, ...]
    ) -> None:
        """Keep what a message was answered with, for as long as it may be edited."""
        now, place = int(self._clock()), self._code(str(message))
        row = {
            "message": place,
            "person": self._code(person),
            "at": now,
            "says": self._code(says),
            "answers": list(given),
        }
        old = (ANSWERED.c.at <= now - ANSWERED_DAYS * _DAY) | (ANSWERED.c.message == place)

        def insert(connection: sa.Connection) -> None:
            connection.execute(sa.delete(ANSWERED).where(old))
            connection.execute(sa.insert(ANSWERED).values(row))

        self._do(insert)

    def find(self, message: tuple[int, int], says: str) -> Given | None:
        """Return what a message that says this now was answered with; None if it was not."""
        query = sa.select(ANSWERED).where(ANSWERED.c.message == self._code(str(message)))
        row = self._do(lambda connection: connection.execute(query).first())
        return Given(tuple(row.answers), row.says == self._code(says)) if row else None

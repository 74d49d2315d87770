"""The journal in a database: what was asked and how answers were voted on, for a stated time.

A person is a salted hash: the salt lies in a file beside the database, so that neither alone tells
who asked what.
"""

import re
import secrets
import time
from collections.abc import Callable, Iterator
from itertools import islice

import sqlalchemy as sa

from bot.model import Kind
from bot.storage.answered_table import ANSWERED
from bot.storage.database import Database
from bot.storage.journal import Asked, Counts, Voted
from bot.storage.people import LENGTH, People

DAYS = 90
"""How long a question and its votes are kept."""

DAY = 24 * 60 * 60

MOST_TEXT = 500
"""Characters that are kept of a question."""

MOST_LISTED = 30
"""Questions in one list."""

MOST_TURNS = 20
"""Questions before one that are looked up; what was said earlier hardly matters to it."""

NUMBERS = 10**18
"""Entries are numbered at random out of so many: who knows a number was shown it."""

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
"""What no database keeps: NUL, and halves of characters, which UTF-8 cannot express."""

_META = sa.MetaData()
_QUESTIONS = sa.Table(
    "questions",
    _META,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("person", sa.String(LENGTH), index=True, nullable=False),
    sa.Column("at", sa.BigInteger, index=True, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("follows", sa.BigInteger, nullable=True),
)
_VOTES = sa.Table(
    "votes",
    _META,
    sa.Column("question", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("person", sa.String(LENGTH), primary_key=True),
    sa.Column("good", sa.Boolean, nullable=False),
)


_OPEN = (Kind.REFUSE.value, Kind.NEAREST.value)
"""The kinds of reply that leave a question open."""


class Store:
    """A `Journal` in a database; safe to use from several threads."""

    days = DAYS

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives Unix time; StoreUnavailable if the tables cannot be made."""
        self._do, self._clock = database.do, clock
        self._code = People(database).code
        self._pruned = 0.0
        database.prepare(_prepare)

    def record(self, person: str, text: str, kind: Kind, follows: int | None = None) -> int:
        """Keep a question under its person's code; return its number."""
        now, entry = self._clock(), secrets.randbelow(NUMBERS)
        row = {
            "id": entry,
            "follows": follows,
            "person": self._code(person),
            "at": int(now),
            "kind": kind.value,
            "text": _UNKEEPABLE.sub("\ufffd", text[:MOST_TEXT]),
        }

        def insert(connection: sa.Connection) -> None:
            if now - self._pruned > DAY:
                _prune(connection, now - DAYS * DAY)
                self._pruned = now
            connection.execute(sa.insert(_QUESTIONS).values(row))

        self._do(insert)
        return entry

    def turns(self, entry: int) -> tuple[str, ...]:
        """Return a question after those that it follows; empty if it is gone."""

        def texts(connection: sa.Connection) -> Iterator[str]:
            wanted: int | None = entry
            while wanted is not None:
                query = sa.select(_QUESTIONS.c.text, _QUESTIONS.c.follows)
                found = connection.execute(query.where(_QUESTIONS.c.id == wanted)).first()
                if found is None:
                    return
                yield found.text
                wanted = found.follows

        last_first = self._do(lambda connection: list(islice(texts(connection), MOST_TURNS)))
        return tuple(reversed(last_first))

    def vote(self, person: str, entry: int, *, good: bool) -> bool:
        """Keep a person's last vote on a question; False if the question is gone."""
        code = self._code(person)
        mine = (_VOTES.c.question == entry) & (_VOTES.c.person == code)
        known = sa.select(_QUESTIONS.c.id).where(_QUESTIONS.c.id == entry)

        def insert(connection: sa.Connection) -> bool:
            if not connection.execute(known).first():
                return False
            connection.execute(sa.delete(_VOTES).where(mine))
            connection.execute(sa.insert(_VOTES).values(question=entry, person=code, good=good))
            return True

        return self._do(insert)

    def forget(self, person: str) -> int:
        """Delete a person's questions, all votes on them, and the person's votes."""
        code = self._code(person)
        own = sa.select(_QUESTIONS.c.id).where(_QUESTIONS.c.person == code)
        voted = (_VOTES.c.person == code) | _VOTES.c.question.in_(own)

        def delete(connection: sa.Connection) -> int:
            votes = connection.execute(sa.delete(_VOTES).where(voted)).rowcount
            questions = sa.delete(_QUESTIONS).where(_QUESTIONS.c.person == code)
            connection.execute(sa.delete(ANSWERED).where(ANSWERED.c.person == code))
            return int(votes + connection.execute(questions).rowcount)

        return self._do(delete)

    def unanswered(self) -> tuple[Asked, ...]:
        """Return the questions that were refused, the most frequent first."""
        count = sa.func.count()
        query = (
            sa.select(_QUESTIONS.c.text, count)
            .where(_QUESTIONS.c.kind.in_(_OPEN), self._lately)
            .group_by(_QUESTIONS.c.text)
            .order_by(count.desc(), sa.func.max(_QUESTIONS.c.at).desc())
            .limit(MOST_LISTED)
        )
        rows = self._do(lambda connection: connection.execute(query).all())
        return tuple(Asked(text, number) for text, number in rows)

    def feedback(self) -> tuple[Voted, ...]:
        """Return the questions that were voted on, those most voted down first."""
        up, down = _sum(good=True), _sum(good=False)
        query = (
            sa.select(_QUESTIONS.c.text, up, down)
            .join(_VOTES, _VOTES.c.question == _QUESTIONS.c.id)
            .where(self._lately)
            .group_by(_QUESTIONS.c.text)
            .order_by(down.desc(), up.desc())
            .limit(MOST_LISTED)
        )
        rows = self._do(lambda connection: connection.execute(query).all())
        return tuple(Voted(text, int(u), int(d)) for text, u, d in rows)

    def counts(self) -> Counts:
        """Return how much was asked, by kind, and by how many."""
        kinds = (
            sa.select(_QUESTIONS.c.kind, sa.func.count())
            .where(self._lately)
            .group_by(_QUESTIONS.c.kind)
        )
        people = sa.select(sa.func.count(_QUESTIONS.c.person.distinct())).where(self._lately)
        votes = sa.select(_sum(good=True), _sum(good=False))

        def count(connection: sa.Connection) -> Counts:
            by_kind = {Kind(kind): int(number) for kind, number in connection.execute(kinds)}
            up, down = connection.execute(votes).one()
            asked_by = int(connection.execute(people).scalar_one())
            return Counts(by_kind, asked_by, int(up or 0), int(down or 0))

        return self._do(count)

    @property
    def _lately(self) -> sa.ColumnElement[bool]:
        return _QUESTIONS.c.at > int(self._clock() - DAYS * DAY)


def _prepare(connection: sa.Connection) -> None:
    """Make the tables, and the column that those of an early version lack."""
    _META.create_all(connection)
    ANSWERED.metadata.create_all(connection)  # what is forgotten of a person is there as well
    if "follows" not in {
        column["name"] for column in sa.inspect(connection).get_columns("questions")
    }:
        connection.execute(sa.text("ALTER TABLE questions ADD COLUMN follows BIGINT"))


def _prune(connection: sa.Connection, before: float) -> None:
    old = sa.select(_QUESTIONS.c.id).where(_QUESTIONS.c.at <= int(before))
    connection.execute(sa.delete(_VOTES).where(_VOTES.c.question.in_(old)))
    connection.execute(sa.delete(_QUESTIONS).where(_QUESTIONS.c.at <= int(before)))


def _sum(*, good: bool) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((_VOTES.c.good.is_(good), 1), else_=0))

"""The journal in a database: what is kept, for how long, and who can read it."""

import hashlib
import sqlite3
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import BadSetting, StoreUnavailable, UsageError
from bot.model import Kind
from bot.replies import apologise
from bot.storage.answered import ANSWERED_DAYS, Given
from bot.storage.answered_table import Answers
from bot.storage.database import USE_SECONDS, open_database
from bot.storage.journal import Asked, Voted
from bot.storage.journal_table import DAY, MOST_TURNS, Store
from bot.telegram.pace import MOST, SECONDS, Pace, Verdict


class Clock:
    """A clock that a test turns."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock of this test's own."""
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """Open a journal in a folder that is not there yet."""
    with closing(open_database(tmp_path / "data", "")) as opened:
        yield Store(opened, clock)


def test_refused_questions_are_counted(store: Store) -> None:
    """What was refused most often comes first; what was answered is not listed."""
    for text, kind in (("甲", Kind.REFUSE), ("乙", Kind.REFUSE), ("乙", Kind.REFUSE)):
        store.record("1", text, kind)
    store.record("1", "丙", Kind.ANSWER)

    assert store.unanswered() == (Asked("乙", 2), Asked("甲", 1))
    assert store.counts().kinds == {Kind.REFUSE: 3, Kind.ANSWER: 1}


def test_a_vote_counts_once(store: Store) -> None:
    """A person may change their mind; two people are two votes; a vote on nothing is not kept."""
    entry = store.record("1", "甲", Kind.ANSWER)
    assert store.vote("1", entry, good=True)
    assert store.vote("1", entry, good=False)
    assert store.vote("2", entry, good=False)
    assert not store.vote("1", entry + 1, good=True)
    assert not store.vote("1", 10**18, good=True)

    assert store.feedback() == (Voted("甲", 0, 2),)


def test_everything_goes_in_time(store: Store, clock: Clock) -> None:
    """After the stated days a question and its votes are deleted, not only hidden."""
    entry = store.record("1", "甲", Kind.REFUSE)
    store.vote("1", entry, good=True)
    clock.now += 89 * DAY
    assert store.unanswered() == (Asked("甲", 1),)
    clock.now += DAY
    assert store.unanswered() == ()

    store.record("2", "乙", Kind.REFUSE)
    clock.now -= 90 * DAY
    assert store.unanswered() == (Asked("乙", 1),)
    assert not store.vote("1", entry, good=True)


def test_a_person_can_be_forgotten(store: Store) -> None:
    """All that is kept of one person goes, also after a restart; the others' stays."""
    mine, other = (store.record(p, p, Kind.REFUSE) for p in ("1", "2"))
    store.vote("1", other, good=True)
    store.vote("2", mine, good=True)

    assert store.forget("1") == 3
    assert store.unanswered() == (Asked("2", 1),)
    assert store.feedback() == ()
    assert store.forget("1") == 0


def test_what_was_answered(tmp_path: Path, clock: Clock) -> None:
    """An answer is found for as long as its question may be edited, or until it is forgotten.

    Neither the chat nor the words can be read in the file.
    """
    with closing(open_database(tmp_path, "")) as database:
        answers, journal = Answers(database, clock), Store(database, clock)
        answers.keep("1", (123456789, 5), "旧的话", (6, 7))
        answers.keep("2", (-8, 9), "甲", (10,))
        assert answers.find((123456789, 5), "旧的话") == Given((6, 7), same=True)
        assert answers.find((123456789, 5), "新的话") == Given((6, 7), same=False)
        assert answers.find((123456789, 6), "旧的话") is None
        for file in tmp_path.iterdir():
            assert not any(told in file.read_bytes() for told in (b"123456789", "旧".encode()))

        journal.forget("1")
        assert answers.find((123456789, 5), "旧的话") is None
        clock.now += ANSWERED_DAYS * DAY
        answers.keep("3", (1, 2), "乙", (3,))
        assert answers.find((-8, 9), "甲") is None


def test_a_locked_database_is_waited_for_once(tmp_path: Path, clock: Clock) -> None:
    """One use waits for its limit, those after it not at all, until the database is there again."""
    database = open_database(tmp_path, "")
    store = Store(database, clock)
    database.watch()
    with closing(database), closing(sqlite3.connect(tmp_path / "bot.sqlite")) as other:
        other.execute("BEGIN EXCLUSIVE")
        began = time.perf_counter()
        for _ in range(20):
            with pytest.raises(StoreUnavailable):
                store.record("1", "甲", Kind.ANSWER)
        assert time.perf_counter() - began < 2 * USE_SECONDS
        assert database.failures == 20


def test_a_person_is_the_same_after_a_restart(tmp_path: Path, clock: Clock) -> None:
    """The salt is kept, so that a person can be forgotten whenever they ask for it."""
    with closing(open_database(tmp_path, "")) as first:
        Store(first, clock).record("1", "甲", Kind.ANSWER)

    with closing(open_database(tmp_path, "")) as second:
        assert Store(second, clock).forget("1") == 1


def test_a_question_with_what_it_follows(store: Store) -> None:
    """A conversation can be taken again up to any question, as far as it is still kept."""
    first = store.record("1", "甲", Kind.ANSWER)
    second = store.record("2", "乙", Kind.ANSWER, follows=first)
    assert store.turns(second) == ("甲", "乙")

    store.forget("1")
    assert store.turns(second) == ("乙",)
    assert store.turns(first) == ()


def test_a_long_conversation_is_cut(store: Store) -> None:
    """However long people talk, what is taken again has an end, and it is the last of it."""
    entry = None
    for number in range(3 * MOST_TURNS):
        entry = store.record("1", str(number), Kind.ANSWER, follows=entry)

    turns = store.turns(entry or 0)
    assert len(turns) == MOST_TURNS
    assert turns[-1] == str(3 * MOST_TURNS - 1)


def test_numbers_cannot_be_guessed(store: Store) -> None:
    """Whoever has a number was shown the answer: nobody can count up from their own."""
    numbers = [store.record("1", "甲", Kind.ANSWER) for _ in range(50)]

    assert len(set(numbers)) == 50
    assert max(numbers) > 10**12
    assert numbers != sorted(numbers)


def test_an_older_database_is_taken_over(tmp_path: Path, clock: Clock) -> None:
    """What an earlier version kept is still there, and goes on being kept."""
    file = tmp_path / "bot.sqlite"
    with closing(sqlite3.connect(file)) as old, old:
        old.execute("CREATE TABLE questions (id INTEGER PRIMARY KEY, person, at, kind, text)")
        old.execute("INSERT INTO questions VALUES (1, 'x', ?, 'refuse', '甲')", (clock.now,))

    with closing(open_database(tmp_path, "")) as database:
        store = Store(database, clock)
        assert store.turns(store.record("1", "乙", Kind.ANSWER, follows=1)) == ("甲", "乙")


def test_the_folder_is_private(tmp_path: Path, clock: Clock) -> None:
    """Only the owner may read it, even if it was open before; no id stands in it."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    with closing(open_database(folder, "")) as database:
        Store(database, clock).record("123456789", "甲", Kind.ANSWER)
        for path in (folder, *folder.iterdir()):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
        assert not any(b"123456789" in path.read_bytes() for path in folder.iterdir())


def test_a_person_is_told_by_database_and_salt_together(tmp_path: Path, clock: Clock) -> None:
    """Who has the database alone cannot try ids: the same person is another code elsewhere."""
    codes = set()
    for folder in (tmp_path / "here", tmp_path / "there"):
        with closing(open_database(folder, "")) as database:
            Store(database, clock).record("123456789", "甲", Kind.ANSWER)
        with closing(sqlite3.connect(folder / "bot.sqlite")) as kept:
            codes |= {person for (person,) in kept.execute("SELECT person FROM questions")}

    assert len(codes) == 2
    assert hashlib.sha256(b"123456789").hexdigest()[:32] not in codes


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("no url", BadSetting),
        ("nothing://x", BadSetting),
        ("postgresql://me:pa55word@127.0.0.1:port/x", BadSetting),
        ("sqlite://me:pa55word@127.0.0.1/x", BadSetting),
        ("sqlite:///{folder}/x?timeout=pa55word", BadSetting),
        ("sqlite:////no/such/folder/x.sqlite", StoreUnavailable),
    ],
)
def test_what_cannot_be_opened_is_told(tmp_path: Path, url: str, error: type[UsageError]) -> None:
    """A database that is not there is an error of ours, which never tells the URL's password."""
    with pytest.raises(error) as caught:
        Store(open_database(tmp_path, url.format(folder=tmp_path)))

    assert "pa55word" not in apologise(caught.value)


def test_threads(store: Store) -> None:
    """Questions may come from several threads; none is lost."""
    threads = [
        threading.Thread(target=store.record, args=(str(i), "甲", Kind.REFUSE)) for i in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert store.unanswered() == (Asked("甲", 20),)
    assert store.counts().people == 20


def test_any_text_can_be_kept(store: Store) -> None:
    """Halves of characters, NUL and length are no reason to fail."""
    store.record("1", "\ud800\x00" + "长" * 10_000, Kind.REFUSE)

    assert len(store.unanswered()) == 1


def test_pace() -> None:
    """Somebody too fast is told once, then ignored, then heard again; others all the while."""
    pace, now = Pace(), 1_800_000_000.0
    assert all(pace.judge("1", now) is Verdict.ANSWER for _ in range(MOST))
    verdicts = [pace.judge("1", now) for _ in range(3)]
    assert verdicts == [Verdict.WARN, Verdict.IGNORE, Verdict.IGNORE]
    assert pace.judge("2", now) is Verdict.ANSWER
    assert pace.judge("1", now + SECONDS) is Verdict.ANSWER


def test_the_pace_of_what_waited() -> None:
    """What was said bit by bit while the bot was away was not said too fast, however it comes."""
    pace = Pace()
    said = [1_800_000_000.0 + 20 * number for number in range(1000)]
    assert all(pace.judge("1", at) is Verdict.ANSWER for at in said)

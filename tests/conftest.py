"""What many tests need: the shipped knowledge, somebody to ask, and golden files."""

import os
import shutil
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import settings

from bot.conversation.conversation import Conversation
from bot.library.library import Library
from bot.library.snapshot import Snapshot
from bot.model import Bulletin, Message, Part, Passage, Reply, Section
from running import SERVERS, Running, server_of, start

TESTS = Path(__file__).parent
KNOWLEDGE = TESTS.parent / "knowledge"
"""The bulletin that is shipped."""
SEVERAL = TESTS / "generated_knowledge"
"""Three invented bulletins: of companies, of schools and of volunteers."""

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.register_profile("thorough", deadline=None, max_examples=10_000, derandomize=True)
settings.load_profile("steady")
"""The same examples each time; `--hypothesis-profile=explore` looks for new ones, and `thorough`
takes the same 10,000 for each property and folder."""


class Ask(Protocol):
    """Asks in a conversation of its own, after some earlier turns."""

    def __call__(self, question: str, *before: str) -> Reply:
        """Return the reply to the question."""
        ...


def asker(library: Library) -> Ask:
    """Let somebody ask out of a library."""

    def ask(question: str, *before: str) -> Reply:
        conversation = Conversation(library)
        for turn in before:
            conversation.reply(Message(turn))
        return conversation.reply(Message(question))

    return ask


def bulletin(
    id_: str,
    deeds: Mapping[str, str],
    aliases: Mapping[str, Sequence[str]] | None = None,
    role: str | None = "平安员",
) -> Bulletin:
    """Invent a bulletin with one section: what each of some organisations did."""
    passages = tuple(Passage(id_, Part.BODY, deeds[o], (o,), 0, role, "志愿组织") for o in deeds)
    heading = f"志愿组织:当好“{role}”" if role else None
    section = Section(heading, None, "志愿组织", role, "", passages)
    named = {name: tuple(others) for name, others in (aliases or {}).items()}
    return Bulletin(id_, f"{id_}的简报", None, None, None, "", (section,), "", named)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Golden files are rewritten for review by an option."""
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite golden files, do not compare"
    )


@pytest.fixture(scope="session", autouse=True)
def _no_settings() -> Iterator[None]:
    """Leave the settings of whoever runs the tests out of them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("BOT_")]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def library() -> Library:
    """The shipped knowledge, loaded once."""
    return Library(KNOWLEDGE)


@pytest.fixture(scope="session")
def several() -> Library:
    """Several bulletins, loaded once."""
    return Library(SEVERAL)


@pytest.fixture(scope="session")
def snapshot(library: Library) -> Snapshot:
    """All that is known of the shipped bulletin."""
    return library.current


@pytest.fixture(scope="session")
def ask(library: Library) -> Ask:
    """Ask about the shipped bulletin."""
    return asker(library)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a golden file, or rewrite the file where that is asked for."""

    def compare(path: Path, actual: str) -> None:
        if request.config.getoption("--update-golden"):
            path.write_text(actual, "utf-8", newline="\n")
        assert path.read_text("utf-8") == actual, f"{path.name}: see --update-golden"

    return compare


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """Run on asyncio, as the bot does."""
    return "asyncio"


@pytest.fixture(scope="module", params=SERVERS)
async def bot(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Running]:
    """Run a bot for all tests of this module, once for each server.

    At the end: no call was refused, no press unanswered, no secret logged, the stop was clean.
    """
    folder = tmp_path_factory.mktemp(request.param)
    shutil.copytree(KNOWLEDGE, folder / "knowledge")
    async with server_of(request.param) as server:
        running = Running(server, folder, await start(server, folder))
        yield running
        assert await running.process.stop(signal.SIGTERM) == 0
        assert "DEBUG" in running.process.log
        assert server.token.partition(":")[2] not in running.process.log
        server.assert_clean()

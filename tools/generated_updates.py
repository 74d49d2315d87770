"""Send generated updates of every kind to the real process, and see that none stops the next.

    python tools/generated_updates.py --count 10000 --seed 1

The kinds and their fields are those that the Telegram library knows. Some updates are as it knows
them; others lack a field, have one of another type, or one that nobody knows, as those of an
earlier or a later Bot API do. After every few somebody asks a question; the slowest answer is told.
"""

import argparse
import asyncio
import inspect
import random
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import telegram
from telegram import constants

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from people import Process, Telegram  # noqa: E402 - found by the line above
from running import start  # noqa: E402

FEW: Final = 25
"""Updates before each question."""

DEEPEST: Final = 5
"""Objects within objects."""

PEOPLE: Final = 600_000

QUESTION, ANSWER = "蓝天救援队做了什么", "测温枪"

KINDS: Final = tuple(
    name
    for name in inspect.signature(telegram.Update.__init__).parameters
    if name not in ("self", "update_id", "api_kwargs")
)

_WORDS: Final = sorted(
    {
        str(value)
        for group in vars(constants).values()
        if inspect.isclass(group) and issubclass(group, str)
        for value in vars(group).values()
        if isinstance(value, str) and value.isidentifier()
    }
)
"""What fields that tell a type may say."""

_NAMES: Final = {"from_user": "from"}
"""Fields that the library calls by another name."""


class Updates:
    """Generates updates."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - chance makes test material

    def update(self, number: int, kind: str) -> dict[str, Any]:
        """Return an update of a kind; every other one is not as the library knows it."""
        hint = str(inspect.signature(telegram.Update.__init__).parameters[kind].annotation)
        content = self._value(kind, hint, DEEPEST)
        if self._random.random() < 0.5:
            self._spoil(content)
        return {"update_id": number, kind: content}

    def _value(self, name: str, hint: str, depth: int) -> Any:  # noqa: ANN401 - any JSON
        if "Sequence[" in hint:
            inner = hint.partition("Sequence[")[2]
            return [self._value(name, inner, depth - 1) for _ in range(self._random.randint(0, 2))]
        found = [getattr(telegram, word, None) for word in re.findall(r"\b[A-Z]\w+", hint)]
        for known in found:
            if inspect.isclass(known) and issubclass(known, telegram.TelegramObject):
                return self._object(known, depth - 1)
        return self._plain(name, hint)

    def _plain(self, name: str, hint: str) -> Any:  # noqa: ANN401 - any JSON
        if name in ("type", "status", "source"):
            return self._random.choice(_WORDS)
        if "bool" in hint:
            return self._random.random() < 0.5
        if any(word in hint for word in ("int", "date", "delta")):
            return self._random.choice((0, 1, 86_400, self._random.randrange(2**31)))
        if "float" in hint:
            return self._random.random() * 100
        return self._random.choice((QUESTION, "/roles", "😀", "a", "\u202e", ""))

    def _object(self, known: type[telegram.TelegramObject], depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        if depth < -DEEPEST:
            return made
        for name, field in inspect.signature(known.__init__).parameters.items():
            wanted = field.default is field.empty
            if name in ("self", "api_kwargs", "kwargs", "args"):
                continue
            if wanted or (depth > 0 and self._random.random() < 0.2):
                made[_NAMES.get(name, name)] = self._value(name, str(field.annotation), depth)
        return made

    def _spoil(self, content: Any) -> None:  # noqa: ANN401 - any JSON
        """Change something somewhere, as another version of the Bot API would."""
        while isinstance(content, dict) and content:
            name = self._random.choice(sorted(content))
            inner = content[name]
            if isinstance(inner, dict) and inner and self._random.random() < 0.6:
                content = inner
                continue
            match self._random.randrange(3):
                case 0:
                    del content[name]
                case 1:
                    content[name] = self._random.choice((None, "x", 7, [], {}, [None], True, -1))
                case _:
                    content["something_new"] = {"said": QUESTION}
            return


async def send_all(server: Telegram, process: Process, count: int, seed: int) -> list[float]:
    """Send so many updates and a question after every few; return how long each answer took."""
    updates, seconds = Updates(seed), []
    for number in range(count):
        server.deliver(updates.update(next(server.numbers), KINDS[number % len(KINDS)]))
        if number % FEW == FEW - 1:
            person, began = PEOPLE + number, time.perf_counter()
            await server.user_says(person, person, QUESTION)
            answer = await server.next_reply(person)
            seconds.append(time.perf_counter() - began)
            assert ANSWER in answer.text, answer.text
    assert process.proc.returncode is None
    return seconds


async def run(count: int, seed: int, folder: Path) -> None:
    """Send updates to a bot in a folder, and tell what came of it."""
    async with Telegram() as server:
        process = await start(server, folder, BOT_LOG_LEVEL="INFO")
        seconds = await send_all(server, process, count, seed)
        assert await process.stop() == 0
    passed_over = process.log.count("cannot be read and is passed over")
    print(f"{count} updates, {passed_over} passed over, {len(seconds)} questions answered,")
    print(f"the slowest in {max(seconds):.2f} s; {len(process.log)} characters of log")


def main() -> None:
    """Send as many as asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "knowledge", Path(folder) / "knowledge")
        asyncio.run(run(arguments.count, arguments.seed, Path(folder)))


if __name__ == "__main__":
    main()

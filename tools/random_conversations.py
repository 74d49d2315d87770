"""Hold random conversations with the real process over HTTP, and count what went wrong.

    python tools/random_conversations.py --count 2000 --seed 1

Each conversation has a seed of its own, so that one can be held again: `--count 1 --seed N`. The
strict server is used where it lies beside the repository, else the one in `tests/`.
"""

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from people import Telegram  # noqa: E402 - found by the line above
from running import STRICT, start, strict_server  # noqa: E402

AT_ONCE = 24
"""Conversations held at the same time."""

TURNS = 4
"""Things that are done in one conversation."""

TOPIC = 5

PATIENCE = 20.0
"""Seconds to wait for a reply: hundreds are on their way at 30 messages a second."""

PEOPLE, GROUPS = 100_000, -1_000_000_000_000

QUESTIONS = (
    *("蓝天救援队做了什么", "蓝豹呢", "七大员有哪些", "谁捐了口罩", "捐了多少", "还有吗", "第二个"),
    *("来源", "火星上有水吗", "写首诗", "你好", "谢谢", "???", "lantian jiuyuandui", "藍天救援隊"),
    *(
        "红十字基金会接收多少防护服",
        "福州有哪些组织",
        "概要",
        "😀😀",
        "\u202e蓝天\u0000",
        "会" * 900,
    ),
    *("/start", "/help", "/roles", "/orgs", "/orgs 3", "/bulletins", "/source", "/why", "/privacy"),
    *("/forget", "/whoami", "/reload", "/ask", "/ask 谁捐了口罩", "/nothing", "／ｒoles", "/stats"),
)
INLINE = ("", "蓝天", "会", "口罩", "防护员", "没有的东西", "😀", "捐" * 200)
WEIGHTS = {"ask": 5, "press": 6, "edit": 1, "inline": 1, "sticker": 1, "document": 1}


class Talk:
    """One person's conversation, in private, in a group or in a topic of one."""

    def __init__(self, server: Any, seed: int, done: Counter[str]) -> None:  # noqa: ANN401
        self.server, self.seed, self.done = server, seed, done
        self.random = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.person = PEOPLE + seed
        self.kind = self.random.choices(("private", "group", "topic"), (6, 1, 1))[0]
        self.chat = self.person if self.kind == "private" else GROUPS - seed
        self.thread = TOPIC if self.kind == "topic" else None
        if self.kind != "private":
            server.add_chat(self.chat, "supergroup", is_forum=self.kind == "topic")
            if hasattr(server, "topics"):
                server.topics.setdefault(self.chat, {})[TOPIC] = "话题"
        self.asked: Any = None
        self.shown: Any = None

    async def hold(self) -> None:
        """Ask something, then do this and that."""
        await self.ask()
        for _ in range(TURNS - 1):
            (what,) = self.random.choices(tuple(WEIGHTS), tuple(WEIGHTS.values()))
            self.done[what] += 1
            await getattr(self, what)()

    async def ask(self) -> None:
        """Say something, and be answered."""
        text = self.random.choice(QUESTIONS)
        if self.kind != "private":
            text = f"@{self.server.username} {text}"
        before = len(self.server.replies(self.chat))
        kind = "private" if self.kind == "private" else "supergroup"
        self.asked = await self.server.user_says(
            self.chat, self.person, text, kind, thread_id=self.thread
        )
        await self.answered(before)

    async def answered(self, before: int) -> None:
        """Wait for a message more than there were."""
        async with asyncio.timeout(PATIENCE):
            while len(self.server.replies(self.chat)) <= before:  # noqa: ASYNC110 - either server
                await asyncio.sleep(0.02)
        self.shown = self.server.replies(self.chat)[-1]

    async def press(self) -> None:
        """Press any button of the last message, and be told that it was heard."""
        labels = [label for row in self.shown.buttons for label in row]
        if labels:
            label = self.random.choice(labels)
            press = await self.server.user_clicks(self.shown, label, self.person)
            await press.answer(PATIENCE)
        self.shown = self.server.replies(self.chat)[-1]

    async def edit(self) -> None:
        """Change the question; the next one is answered after that."""
        await self.server.user_edits(self.asked, "谁捐了口罩")
        await self.ask()

    async def inline(self) -> None:
        """Type after the bot's name in any chat."""
        await self.server.user_inline(self.random.choice(INLINE), self.person)

    async def sticker(self) -> None:
        """Send what is no text."""
        if self.kind == "private":
            before = len(self.server.replies(self.chat))
            contact = {"phone_number": "1", "first_name": "甲"}
            await self.server.user_sends(self.chat, self.person, contact=contact)
            await self.answered(before)

    async def document(self) -> None:
        """Send a file."""
        if self.kind == "private":
            before = len(self.server.replies(self.chat))
            file = {"file_id": "1", "file_unique_id": "1", "file_name": "a.txt"}
            await self.server.user_sends(self.chat, self.person, document=file)
            await self.answered(before)


async def hold_all(seeds: range, server: Any, folder: Path) -> list[str]:  # noqa: ANN401
    """Hold the conversations; return what went wrong in which."""
    done: Counter[str] = Counter()
    wrong: list[str] = []
    doors = asyncio.Semaphore(AT_ONCE)

    async def one(seed: int) -> None:
        async with doors:
            try:
                await Talk(server, seed, done).hold()
            except (TimeoutError, AssertionError) as error:
                wrong.append(f"seed {seed}: {type(error).__name__} {error}")

    async with server:
        process = await start(server, folder, BOT_LOG_LEVEL="WARNING")
        began = time.perf_counter()
        await asyncio.gather(*(one(seed) for seed in seeds))
        seconds = time.perf_counter() - began
        await process.stop()
        try:
            server.assert_clean()
        except AssertionError as error:
            wrong.append(str(error))
        if "Traceback" in process.log:
            wrong.append(process.log[-3000:])
        print(
            f"{len(seeds)} conversations, {dict(done)}, {len(server.calls)} calls, {seconds:.0f} s"
        )
    return wrong


def main() -> int:
    """Hold as many conversations as asked for; 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    server = strict_server() if STRICT.exists() else Telegram()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "knowledge", Path(folder) / "knowledge")
        seeds = range(arguments.seed, arguments.seed + arguments.count)
        wrong = asyncio.run(hold_all(seeds, server, Path(folder)))
    print(*wrong[:20], f"{len(wrong)} wrong", sep="\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())

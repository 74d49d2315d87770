"""Hold random conversations with the real process over HTTP, and count what went wrong.

    python tools/random_conversations.py --count 2000 --seed 1

Each conversation has a seed of its own, so that one can be held again: `--count 1 --seed N`.
"""

import argparse
import asyncio
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from running import SERVERS, server_of, start  # noqa: E402 - found by the line above

AT_ONCE = 24
"""Conversations held at the same time."""

TURNS = 5
"""Things that are done in one conversation, besides what begins and what ends it."""

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
    *("/forget", "/reload", "/ask", "/ask 谁捐了口罩", "/nothing", "／ｒoles", "/stats"),
)
INLINE = ("", "蓝天", "会", "口罩", "防护员", "没有的东西", "😀", "捐" * 200)
CHATTER = ("今天开会吗", "/roles", "@other_bot 你好", "七大员有哪些")
EDITED = LAST = "/whoami"
"""What no question is answered alike."""
WEIGHTS = {
    "ask": 5,
    "press": 8,
    "edit": 2,
    "explain": 1,
    "chatter": 1,
    "inline": 1,
    "sticker": 1,
    "document": 1,
}


class Talk:
    """One person's conversation, in private, in a group or in a topic of one.

    Whatever is done, exactly what it calls for is said: one answer to a question, one message or
    one changed page to a press, a changed answer to an edit, nothing to chatter in a group.
    """

    def __init__(self, server: Any, seed: int, done: Counter[str]) -> None:  # noqa: ANN401
        self.server, self.seed, self.done = server, seed, done
        self.random = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.person = PEOPLE + seed
        self.kind = self.random.choices(("private", "group", "topic"), (4, 2, 2))[0]
        self.chat = self.person if self.kind == "private" else GROUPS - seed
        self.chat_type = "private" if self.kind == "private" else "supergroup"
        self.thread = TOPIC if self.kind == "topic" else None
        if self.kind != "private":
            server.add_chat(self.chat, "supergroup", is_forum=self.kind == "topic")
            if hasattr(server, "topics"):
                server.topics.setdefault(self.chat, {})[TOPIC] = "话题"
        self.due = 0
        """Messages that the bot should have sent by now."""
        self.asked: Any = None
        self.answer: Any = None
        """What answers what was asked."""
        self.shown: Any = None
        """The last message, the buttons of which are pressed."""

    async def hold(self) -> None:
        """Ask something, do this and that, and see at the end that nothing was said besides."""
        await self.ask()
        for _ in range(TURNS):
            (what,) = self.random.choices(tuple(WEIGHTS), tuple(WEIGHTS.values()))
            self.done[what] += 1
            await getattr(self, what)()
        await self.say(LAST)

    async def ask(self) -> None:
        """Say something, and be answered."""
        self.asked = await self.say(self.random.choice(QUESTIONS))
        self.answer = self.shown

    async def say(self, text: str, **how: Any) -> Any:  # noqa: ANN401
        """Say something to the bot, see that it answers once, and where it was asked."""
        said = await self.server.user_says(
            *(self.chat, self.person, self.addressed(text), self.chat_type),
            **how,
            thread_id=self.thread,
        )
        await self.told()
        return said

    def addressed(self, text: str) -> str:
        """In a group the bot is spoken to by name."""
        return text if self.kind == "private" else f"@{self.server.username} {text}"

    async def told(self) -> None:
        """Wait for one more message, and see that there are no others."""
        self.due += 1
        await self.until(lambda: len(self.server.replies(self.chat)) >= self.due)
        assert len(self.server.replies(self.chat)) == self.due, "more was said than was asked for"
        self.shown = self.server.replies(self.chat)[-1]
        assert self.shown.get("message_thread_id") == self.thread, "answered elsewhere"

    async def until(self, test: Callable[[], bool]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(PATIENCE):
            while not test():  # noqa: ASYNC110 - either server
                await asyncio.sleep(0.02)

    async def press(self) -> None:
        """Press any button of the last message: its page turns, or something is said below it."""
        rows = self.shown.get("reply_markup", {}).get("inline_keyboard", [])
        pages = not any("/why " in button["callback_data"] for row in rows for button in row)
        found = [button["callback_data"] for row in rows for button in row]
        if not found:
            return
        data = self.random.choice(found)
        page, edits = self.shown, self.shown.edits
        press = await self.server.forged_callback(page, data, self.person)
        await press.answer(PATIENCE)
        if pages and re.search("=/(roles|orgs)|#", data):
            await self.until(lambda: page.edits > edits)
            assert page.edits == edits + 1, "a page turned twice"
        elif not re.search("=/(up|down) ", data):
            await self.told()

    async def edit(self) -> None:
        """Change the question: its answer changes."""
        edits = self.answer.edits
        await self.server.user_edits(self.asked, self.addressed(EDITED))
        await self.until(lambda: self.answer.edits > edits)
        assert self.answer.edits == edits + 1, "an answer changed twice"
        self.asked = await self.say(self.random.choice(QUESTIONS))
        self.answer = self.shown

    async def explain(self) -> None:
        """Ask why in a reply to any message of the bot's."""
        await self.say("/why", reply_to=self.random.choice(self.server.replies(self.chat)))

    async def chatter(self) -> None:
        """Say something in a group that is not for the bot."""
        if self.kind != "private":
            text = self.random.choice(CHATTER)
            await self.server.user_says(
                self.chat, self.person, text, self.chat_type, thread_id=self.thread
            )

    async def inline(self) -> None:
        """Type after the bot's name in any chat."""
        await self.server.user_inline(self.random.choice(INLINE), self.person)

    async def sticker(self) -> None:
        """Send what is no text."""
        contact = {"phone_number": "1", "first_name": "甲"}
        await self.send(contact=contact)

    async def document(self) -> None:
        """Send a file."""
        await self.send(document={"file_id": "1", "file_unique_id": "1", "file_name": "a.txt"})

    async def send(self, **fields: Any) -> None:  # noqa: ANN401
        """Send anything: in private it is answered, in a group it is not for the bot."""
        await self.server.user_sends(self.chat, self.person, self.chat_type, **fields)
        if self.kind == "private":
            await self.told()


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
    server = server_of(SERVERS[-1])
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "knowledge", Path(folder) / "knowledge")
        seeds = range(arguments.seed, arguments.seed + arguments.count)
        wrong = asyncio.run(hold_all(seeds, server, Path(folder)))
    print(*wrong[:20], f"{len(wrong)} wrong", sep="\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())

"""The people in Telegram: what a test says and presses, and what it waits to be shown."""

import asyncio
import os
import re
import signal
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api_rules import Json, units
from bot_api import Fault, Press, Server, Shown

STARTING = 60.0
"""Seconds that a process may take to begin, on a machine that is busy with other tests."""

ENGLISH = range(9000, 10000)
"""People whose client is in English."""

_ENTITY = re.compile(
    r"(?<![\w/])(?P<bot_command>/\w+(?:@\w+)?)|(?<!\w)(?P<mention>@\w{4,32})\b", re.ASCII
)


@dataclass
class Process:
    """The bot's process, its output kept."""

    proc: asyncio.subprocess.Process
    output: list[bytes] = field(default_factory=list)

    @property
    def log(self) -> str:
        """All that it has printed so far."""
        return b"".join(self.output).decode()

    async def stop(self, sig: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, wait for the end, return the exit status."""
        if self.proc.returncode is None:
            self.proc.send_signal(sig)
        return await asyncio.wait_for(self.proc.wait(), 15)


class Telegram(Server):
    """The server with people in it.

    async with Telegram() as telegram:
        await telegram.spawn([sys.executable, "-m", "bot", "run"], env, folder)
        await telegram.wait_ready()
        await telegram.user_says(42, 42, "/start")
        reply = await telegram.next_reply(42)
        telegram.assert_clean()
    """

    def __init__(self) -> None:
        super().__init__()
        self._read: defaultdict[int, int] = defaultdict(int)
        self._processes: list[Process] = []

    async def __aexit__(self, *_: object) -> None:
        """End the processes that were started, then the server."""
        for process in self._processes:
            if process.proc.returncode is None:
                process.proc.kill()
                await process.proc.wait()
        await super().__aexit__()

    async def spawn(self, argv: list[str], env: Mapping[str, str], cwd: Path) -> Process:
        """Start a bot with some settings besides this process's environment."""
        proc = await asyncio.create_subprocess_exec(
            *argv,
            env={**os.environ, "NO_PROXY": "127.0.0.1", "PYTHONUNBUFFERED": "1", **env},
            cwd=cwd,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        process = Process(proc)
        self._processes.append(process)
        self.keep(self._collect(process))
        return process

    async def _collect(self, process: Process) -> None:
        assert process.proc.stdout
        while chunk := await process.proc.stdout.read(1 << 16):
            process.output.append(chunk)
            self.notify()
        self.notify()

    # --- waiting

    async def _until(self, test: Any, seconds: float, complaint: str) -> None:
        try:
            await self.until(test, seconds)
        except TimeoutError:
            logs = "".join(process.log[-2000:] for process in self._processes)
            last = [(call.method, call.status) for call in self.calls[-6:]]
            raise AssertionError(f"{complaint}; {last}; {self.violations}\n{logs}") from None

    async def wait_ready(self) -> None:
        """Wait until the bot polls for the first time, or once more."""
        polls = self.polls
        await self._until(lambda: self.polls > polls, STARTING, "the bot does not poll")

    async def next_reply(self, chat: int, timeout: float = 10) -> Shown:  # noqa: ASYNC109
        """Wait for the bot's next message in a chat."""
        number = self._read[chat]
        await self._until(lambda: len(self.posted[chat]) > number, timeout, f"no reply in {chat}")
        self._read[chat] += 1
        return self.posted[chat][number]

    async def wait_edit(self, message: Shown, timeout: float = 10, edits: int = 1) -> None:  # noqa: ASYNC109
        """Wait until the bot has changed a message so many times in all."""
        await self._until(lambda: message.edits >= edits, timeout, "the message was not edited")

    async def wait_log(self, process: Process, text: str, seconds: float = STARTING) -> None:
        """Wait until a process has logged something."""
        await self._until(lambda: text in process.log, seconds, f"{text!r} was not logged")

    def replies(self, chat: int) -> list[Shown]:
        """Return all that the bot has said in a chat."""
        return list(self.posted[chat])

    def commands_for(self, chat: int, lang: str = "") -> list[Json]:
        """Return the menu that is shown in a chat."""
        kind = "all_group_chats" if chat < 0 else "all_private_chats"
        return self.commands.get(("chat", chat, lang)) or self.commands.get((kind, 0, lang), [])

    def inject(
        self,
        kind: str,
        n: float = 1,
        methods: str | Iterable[str] = (),
        retry_after: int = 1,
        description: str = "",
    ) -> None:
        """Let the next `n` calls fail: "429", "502" or "drop" (the connection breaks)."""
        wanted = (methods,) if isinstance(methods, str) else tuple(methods)
        self.faults.append(Fault(kind, n, wanted, retry_after, description))

    def clear_faults(self) -> None:
        """Let nothing fail any more."""
        self.faults.clear()

    def assert_clean(self) -> None:
        """No call was refused for its fault, and no press stayed unanswered."""
        assert not self.violations, self.violations
        assert all(press.response is not None for press in self.presses.values())

    # --- what people do

    async def user_says(
        self,
        chat: int,
        user: int,
        text: str,
        chat_type: str = "private",
        reply_to: Shown | None = None,
        *,
        thread_id: int | None = None,
        **extra: Any,
    ) -> Shown:
        """Send a text; commands and mentions get their entities as a client gives them."""
        fields: Json = {"text": text, **extra}
        if entities := list(_entities(text)):
            fields["entities"] = entities
        if reply_to:
            shown = {key: reply_to[key] for key in reply_to if key != "reply_to_message"}
            fields["reply_to_message"] = shown
        if thread_id:
            fields |= {"message_thread_id": thread_id, "is_topic_message": True}
            fields.setdefault("reply_to_message", self._root_of(chat, thread_id))
        return await self.user_sends(chat, user, chat_type, **fields)

    async def user_sends(
        self, chat: int, user: int, chat_type: str = "private", **fields: Any
    ) -> Shown:
        """Send any message: `user_sends(1, 1, sticker={…})`."""
        message = Shown(
            message_id=next(self.numbers),
            date=int(time.time()),
            chat=self.add_chat(chat, chat_type),
            **{"from": _user(user), **fields},
        )
        self.messages[chat, message.id] = message
        self.update("message", message)
        return message

    async def user_sends_document(
        self, chat: int, user: int, filename: str, data: bytes, caption: str | None = None
    ) -> Shown:
        """Send a file."""
        name = f"file{next(self.numbers)}"
        self.files[name] = data
        document = {"file_id": name, "file_unique_id": name, "file_size": len(data)}
        fields: Json = {"document": {**document, "file_name": filename}}
        return await self.user_sends(
            chat, user, **fields, **({"caption": caption} if caption else {})
        )

    async def anonymous_admin_says(self, chat: int, text: str) -> Shown:
        """Send a text as an admin who hides behind the group."""
        bot = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
        fields: Json = {"from": bot, "sender_chat": self.add_chat(chat, "supergroup"), "text": text}
        return await self.user_sends(
            chat, 0, "supergroup", entities=list(_entities(text)), **fields
        )

    async def user_edits(self, message: Shown, text: str) -> None:
        """Change a message that was sent."""
        message |= {"text": text, "edit_date": int(time.time())}
        message.pop("entities", None)
        self.update("edited_message", message)

    async def user_moves(self, message: Shown, **place: float) -> None:
        """Change the place in a message that was sent."""
        message["location"] |= place
        message["edit_date"] = int(time.time())
        self.update("edited_message", message)

    async def user_clicks(self, message: Shown, label: str, user_id: int | None = None) -> Press:
        """Press the first button with `label` in its label."""
        return await self.forged_callback(
            message, message.data_of(label), user_id or message.chat_id
        )

    async def forged_callback(self, message: Shown, data: str, user_id: int) -> Press:
        """Press with any data, as a hostile client can."""
        press = Press(self, str(next(self.numbers)))
        self.presses[press.id] = press
        query = {"id": press.id, "from": _user(user_id), "chat_instance": "1", "data": data}
        self.update("callback_query", {**query, "message": dict(message)})
        return press

    async def user_inline(self, query: str, user_id: int = 42, offset: str = "") -> Json:
        """Type `@bot query` in some chat; return what the bot offers."""
        number = str(next(self.numbers))
        fields = {"id": number, "from": _user(user_id), "query": query, "offset": offset}
        self.update("inline_query", {**fields, "chat_type": "sender"})
        await self._until(lambda: number in self.inline, 10, "an inline query was not answered")
        return {"next_offset": "", **self.inline[number]}

    def _root_of(self, chat: int, thread: int) -> Json:
        """In a topic, what replies to nothing "replies" to the topic's first message."""
        created = {"name": "话题", "icon_color": 7322096}
        root = {"message_id": thread, "date": 1, "chat": self.chats[chat], "from": self.me}
        return {**root, "forum_topic_created": created, "message_thread_id": thread}


def _entities(text: str) -> Iterable[Json]:
    for match in _ENTITY.finditer(text):
        start = units(text[: match.start()])
        yield {"type": match.lastgroup, "offset": start, "length": units(match[0])}


def _user(user: int) -> Json:
    """A person; a thousand of them have an English client."""
    code = "en" if user in ENGLISH else "zh-hans"
    return {"id": user, "is_bot": False, "first_name": f"用户{user}", "language_code": code}

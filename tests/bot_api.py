"""A small Bot API server, so that the real process can be talked to without Telegram.

It keeps chats in memory, refuses what Telegram would refuse, and remembers each refusal in
`violations`. `people.Telegram` puts people into it.
"""

import asyncio
import itertools
import json
import re
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any, Self
from urllib.parse import parse_qsl, unquote

from api_rules import (
    MAX_CALLBACK_DATA,
    MAX_RESULTS,
    Json,
    RefusedError,
    keyboard_of,
    slice_units,
    text_of,
    units,
)


class Shown(dict[str, Any]):
    """A message as people see it; it changes when it is edited."""

    edits = 0
    at = 0.0
    """When it was sent, on the monotonic clock."""

    @property
    def text(self) -> str:
        """The words."""
        return str(self.get("text", ""))

    @property
    def id(self) -> int:
        """The message's number in its chat."""
        return int(self["message_id"])

    @property
    def chat_id(self) -> int:
        """The chat that it stands in."""
        return int(self["chat"]["id"])

    @property
    def buttons(self) -> list[list[str]]:
        """The labels under it, by rows."""
        return [[button["text"] for button in row] for row in self._rows()]

    def _rows(self) -> list[list[Json]]:
        rows: list[list[Json]] = self.get("reply_markup", {}).get("inline_keyboard", [])
        return rows

    def data_of(self, label: str) -> str:
        """Return what is behind the first button with `label` in its label."""
        return next(
            str(b["callback_data"]) for row in self._rows() for b in row if label in b["text"]
        )

    def entity_texts(self, *types: str) -> list[tuple[Json, str]]:
        """Return the entities of some types with the words that they style."""
        return [
            (entity, slice_units(self.text, entity["offset"], entity["length"]))
            for entity in self.get("entities", [])
            if entity["type"] in types
        ]


@dataclass
class Press:
    """A button that somebody pressed."""

    server: "Server"
    id: str
    response: Json | None = None

    async def answer(self, timeout: float = 10) -> Json:  # noqa: ASYNC109
        """Wait until the bot has said that it heard the press."""
        await self.server.until(lambda: self.response is not None, timeout)
        return self.response or {}


@dataclass(frozen=True)
class Call:
    """A call of the bot and what came of it."""

    method: str
    params: Json
    status: int


@dataclass
class Fault:
    """What a test wants to go wrong."""

    kind: str
    left: float
    methods: tuple[str, ...]
    retry_after: int
    description: str = ""


class Server:
    """The server; a test may look at every public attribute."""

    def __init__(self, token: str = "987654321:AAH-own-server_test-token-000000000") -> None:
        self.token = token
        self.username = "bulletin_test_bot"
        self.me: Json = {"id": 987654321, "is_bot": True, "first_name": "问答"}
        self.me["username"] = self.username
        self.host, self.port = "127.0.0.1", 0
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.faults: list[Fault] = []
        self.chats: dict[int, Json] = {}
        self.messages: dict[tuple[int, int], Shown] = {}
        self.posted: defaultdict[int, list[Shown]] = defaultdict(list)
        """The bot's own messages, by chat."""
        self.migrated: dict[int, int] = {}
        """What a group has become, by what it was."""
        self.held: dict[int, asyncio.Event] = {}
        """Chats in which nothing is answered for now."""
        self.presses: dict[str, Press] = {}
        self.commands: dict[tuple[str, int, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        """Descriptions, by their name and language."""
        self.inline: dict[str, Json] = {}
        """The answers to what was typed after the bot's name, by query."""
        self.files: dict[str, bytes] = {}
        self.polls = 0
        self.webhook: Json = {}
        self.first = 1000
        """The number of the first message; its update has the next."""
        self.numbers = itertools.count(self.first)
        self._pending: list[Json] = []
        self._again: list[Json] = []
        self._changed = asyncio.Event()
        self.tasks: set[asyncio.Task[Any]] = set()
        self._connections: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> Self:
        """Listen at a free port."""
        await self.come()
        return self

    async def come(self) -> None:
        """Listen, at the same port as before."""
        self._server = await asyncio.start_server(self._connection, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def go(self) -> None:
        """Be out of reach: nobody listens, and what was connected breaks."""
        self._server.close()
        for connection in self._connections:
            connection.cancel()

    async def __aexit__(self, *_: object) -> None:
        """End what was started."""
        self._server.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def keep(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something until the server ends."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def notify(self) -> None:
        """Let everybody who waits look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, test: Callable[[], Any], seconds: float) -> None:
        """Wait until `test` gives something true; TimeoutError after so many seconds."""
        async with asyncio.timeout(seconds):
            while not test():
                await self._changed.wait()

    def add_chat(self, chat: int, kind: str = "private", *, is_forum: bool = False) -> Json:
        """Return a chat, made if it is not there."""
        made = self.chats.setdefault(chat, {"id": chat, "type": kind})
        if kind != "private":
            made["title"] = "群"
        if is_forum:
            made["is_forum"] = True
        return made

    def migrate(self, chat: int, successor: int) -> None:
        """Have a group become a supergroup."""
        self.migrated[chat] = successor
        self.add_chat(successor, "supergroup")

    def update(self, kind: str, content: Json) -> None:
        """Have the bot told of something."""
        self._last = {"update_id": next(self.numbers), kind: dict(content)}
        self._pending.append(self._last)
        self.notify()

    def redeliver(self) -> None:
        """Have the bot told of the last thing once more, as if its answer was lost."""
        self._again.append(self._last)
        self.notify()

    def deliver(self, update: Json) -> None:
        """Have the bot told of something that it may not have asked for, once."""
        self._again.append(update)
        self.notify()

    def calls_of(self, *methods: str) -> list[Call]:
        """Return the calls of some methods."""
        return [call for call in self.calls if call.method in methods]

    # --- HTTP

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self.tasks.add(task)
        self._connections.add(task)
        try:
            while (answer := await self._request(reader)) is not None:
                status, body = answer
                head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(head.encode() + body)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the bot is gone, or the server ends
        finally:
            self.tasks.discard(task)
            self._connections.discard(task)
            writer.close()

    async def _request(self, reader: asyncio.StreamReader) -> tuple[int, bytes] | None:
        """Read one request and answer it; None breaks the connection."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        target = unquote(head.split(" ", 2)[1])
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head.split("\r\n")[1:])
        }
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        if target.startswith(f"/file/bot{self.token}/"):
            content = self.files.get(target.rpartition("/")[2])
            return (404, b"") if content is None else (200, content)
        found = re.fullmatch(r"/bot([^/]+)/(\w+)", target)
        if not found or found[1] != self.token:
            return 401, b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
        return await self.call(found[2], _params(body, headers.get("content-type", "")))

    async def call(self, method: str, params: Json) -> tuple[int, bytes] | None:
        """Carry out a call: status and body of the answer; None for a connection that breaks."""
        payload: Json
        status = 200
        try:
            if self._fault(method):
                self.calls.append(Call(method, params, 0))
                return None
            carry_out = getattr(
                self, "_do_" + re.sub("([A-Z])", r"_\1", method).lower(), self._unknown
            )
            if gate := self.held.get(int(params.get("chat_id", 0))):
                await gate.wait()
            try:
                payload = {"ok": True, "result": await carry_out(params)}
            except (KeyError, TypeError, ValueError) as error:
                raise RefusedError(f"malformed: {error!r}") from error
        except RefusedError as refused:
            status = refused.code
            wanted = refused.parameters or refused.wanted
            if status in (400, 404) and not wanted:  # else nobody's fault, or a test's
                self.violations.append(f"{method}: {refused}: {str(params)[:300]}")
            payload = {"ok": False, "error_code": status, "description": f"Bad Request: {refused}"}
            payload |= {"parameters": refused.parameters} if refused.parameters else {}
        self.calls.append(Call(method, params, status))
        self.notify()
        return status, json.dumps(payload).encode()

    def hold(self, chat: int) -> asyncio.Event:
        """Answer no call that concerns a chat, until the event that is returned is set."""
        self.held[chat] = asyncio.Event()
        return self.held[chat]

    def _fault(self, method: str) -> bool:
        """Fail as a test asked for; True to break the connection."""
        for fault in self.faults:
            if fault.left and (
                method in fault.methods or not (fault.methods or method == "getUpdates")
            ):
                fault.left -= 1
                if fault.kind == "drop":
                    return True
                if fault.kind == "429":
                    raise RefusedError("Too Many Requests", 429, retry_after=fault.retry_after)
                raise RefusedError(fault.description or "Bad Gateway", int(fault.kind), wanted=True)
        return False

    # --- methods

    async def _unknown(self, _: Json) -> None:
        raise RefusedError("method not found")

    async def _do_get_me(self, _: Json) -> Json:
        return {**self.me, "can_join_groups": True, "supports_inline_queries": True}

    async def _do_get_updates(self, params: Json) -> list[Json]:
        self.polls += 1
        poll, offset = self.polls, int(params.get("offset", 0))
        self._pending = [update for update in self._pending if update["update_id"] >= offset]
        allowed = params.get("allowed_updates") or ("message", "edited_message", "callback_query")
        self._pending = [
            update for update in self._pending if any(kind in update for kind in allowed)
        ]
        self.notify()
        try:
            async with asyncio.timeout(float(params.get("timeout", 0))):
                while not self._pending and not self._again and poll == self.polls:
                    await self._changed.wait()
        except TimeoutError:
            return []
        if poll != self.polls:
            raise RefusedError("Conflict: terminated by other getUpdates request", 409)
        again, self._again = self._again, []
        return again + self._pending[:100]

    async def _do_delete_webhook(self, _: Json) -> bool:
        self.webhook = {}
        return True

    async def _do_set_webhook(self, params: Json) -> bool:
        if not params["url"].startswith("https://") or not params.get("secret_token"):
            raise RefusedError("bad webhook")
        self.webhook = params
        return True

    async def _do_set_my_commands(self, params: Json) -> bool:
        for row in params["commands"]:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", row["command"]) or not row["description"]:
                raise RefusedError("BOT_COMMAND_INVALID")
        scope = params.get("scope", {"type": "default"})
        language = params.get("language_code", "")
        self.commands[scope["type"], scope.get("chat_id", 0), language] = params["commands"]
        return True

    async def _do_set_my_description(self, params: Json) -> bool:
        return self._describe("description", 512, params)

    async def _do_set_my_short_description(self, params: Json) -> bool:
        return self._describe("short_description", 120, params)

    def _describe(self, name: str, most: int, params: Json) -> bool:
        if units(params[name]) > most:
            raise RefusedError("the description is too long")
        self.profile[name, params.get("language_code", "")] = params[name]
        return True

    async def _do_answer_inline_query(self, params: Json) -> bool:
        results = params["results"]
        ids = {row["id"] for row in results}
        if len(results) > MAX_RESULTS or len(ids) < len(results):
            raise RefusedError("too many results, or two of one id")
        if any(not 0 < len(name.encode()) <= MAX_CALLBACK_DATA for name in ids):
            raise RefusedError("RESULT_ID_INVALID")
        if len(params.get("next_offset", "").encode()) > MAX_CALLBACK_DATA:
            raise RefusedError("NEXT_OFFSET_INVALID")
        for row in results:
            content = row["input_message_content"]
            text_of({**content, "text": content["message_text"]})
        self.inline[str(params["inline_query_id"])] = params
        return True

    async def _do_send_chat_action(self, params: Json) -> bool:
        self._chat(params)
        return True

    async def _do_send_message(self, params: Json) -> Json:
        return self._post(params, text_of(params))

    async def _do_send_document(self, params: Json) -> Json:
        number = str(next(self.numbers))
        file = {"file_id": number, "file_unique_id": number, **params["document"]}
        return self._post(params, {"document": file})

    async def _do_edit_message_text(self, params: Json) -> Json:
        return self._edit(params, {**text_of(params), **keyboard_of(params)})

    async def _do_edit_message_reply_markup(self, params: Json) -> Json:
        message = self._own(params)
        kept = {key: message[key] for key in ("text", "entities") if key in message}
        return self._edit(params, {**kept, **keyboard_of(params)})

    async def _do_delete_message(self, params: Json) -> bool:
        message = self._own(params)
        del self.messages[message.chat_id, message.id]
        self.posted[message.chat_id].remove(message)
        return True

    async def _do_answer_callback_query(self, params: Json) -> bool:
        press = self.presses.get(str(params["callback_query_id"]))
        if press is None or press.response is not None:
            raise RefusedError("query is too old or query ID is invalid")
        press.response = params
        return True

    async def _do_get_file(self, params: Json) -> Json:
        name = params["file_id"]
        if name not in self.files:
            raise RefusedError("wrong file_id")
        return {"file_id": name, "file_unique_id": name, "file_path": f"documents/{name}"}

    # --- what a message must be

    def _chat(self, params: Json) -> Json:
        if successor := self.migrated.get(int(params["chat_id"])):
            raise RefusedError("group chat was upgraded", migrate_to_chat_id=successor)
        chat = self.chats.get(int(params["chat_id"]))
        if chat is None:
            raise RefusedError("chat not found")
        if params.get("message_thread_id") and not chat.get("is_forum"):
            raise RefusedError("message thread not found")
        return chat

    def _post(self, params: Json, content: Json) -> Json:
        chat = self._chat(params)
        message = Shown(message_id=next(self.numbers), date=int(time.time()), chat=chat, **content)
        message |= {"from": self.me, **keyboard_of(params)}
        message.at = time.monotonic()
        if params.get("message_thread_id"):
            message |= {
                "message_thread_id": int(params["message_thread_id"]),
                "is_topic_message": True,
            }
        answered = self.messages.get(
            (chat["id"], params.get("reply_parameters", {}).get("message_id"))
        )
        if answered:
            message["reply_to_message"] = dict(answered)
        self.messages[chat["id"], message.id] = message
        self.posted[chat["id"]].append(message)
        return dict(message)

    def _own(self, params: Json) -> Shown:
        message = self.messages.get((int(params["chat_id"]), int(params["message_id"])))
        if message is None or message["from"]["id"] != self.me["id"]:
            raise RefusedError("message to edit not found")
        return message

    def _edit(self, params: Json, content: Json) -> Json:
        message, changing = self._own(params), ("text", "entities", "reply_markup")
        if content == {key: message[key] for key in changing if key in message}:
            raise RefusedError("message is not modified")
        for key in changing:
            message.pop(key, None)
        message |= content
        message.edits += 1
        return dict(message)


def _params(body: bytes, kind: str) -> Json:
    """Return a call's parameters, with what is JSON within them read."""
    if kind.startswith("multipart/"):
        parts = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
        named = {part.get_param("name", "", "content-disposition"): part for part in parts.walk()}
        raw = {str(name): part.get_payload(decode=True) for name, part in named.items() if name}
        sent = {str(n): {"file_name": part.get_filename()} for n, part in named.items() if n}
        files = {name: file for name, file in sent.items() if file["file_name"]}
        texts = {
            name: value.decode()
            for name, value in raw.items()
            if isinstance(value, bytes) and name not in files
        }
    else:
        texts, files = dict(parse_qsl(body.decode(), keep_blank_values=True)), {}
    return {**{name: value_of(name, text) for name, text in texts.items()}, **files}


def value_of(name: str, text: str) -> Any:
    """Return a parameter as Telegram reads it: lists and objects come as JSON."""
    return json.loads(text) if name != "text" and text[:1] in ("{", "[") else text

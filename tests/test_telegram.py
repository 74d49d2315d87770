"""The Telegram skin in this process: a real Application, its calls answered by our own server."""

import asyncio
import heapq
import itertools
import logging
import threading
from collections.abc import AsyncIterator, Coroutine
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData

from api_rules import most, slice_units, units
from bot.app import Settings
from bot.conversation.conversation import Conversation
from bot.conversation.digests import digest
from bot.library.library import Library
from bot.model import Button, Kind, Message, Reply, Span, Style
from bot.replies.phrases import ZH
from bot.telegram import build, callbacks, logs, outgoing
from bot.telegram.delivery import LASTING, PAUSES, Delivery
from bot.telegram.extras import extended
from bot.telegram.metrics import Metrics
from bot.telegram.polling import Poller, Troubles
from bot.telegram.reading import Reader
from bot.telegram.turns import MAX_IN_CHAT, Turns
from bot_api import value_of
from people import Telegram

pytestmark = pytest.mark.anyio

KNOWLEDGE = Path(__file__).parents[1] / "knowledge"
PEOPLE = count(1000)

VERSION = "0123abcd"
"""Of the knowledge, as buttons carry it."""


class Forgetful:
    """Keeps nothing."""

    def keep(
        self, person: str, message: tuple[int, int], says: str, given: tuple[int, ...]
    ) -> None:
        """Let an answer pass."""

    def find(self, message: tuple[int, int], says: str) -> None:
        """Know no message."""


class Wire(BaseRequest):
    """The library's own seam: requests go to the server without a network between."""

    def __init__(self, server: Telegram) -> None:
        self._server = server

    @property
    def read_timeout(self) -> float | None:
        """As short as it likes: nothing is ever late."""
        return 5.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        """Have the server carry out a call."""
        assert method == "POST"
        given_ = request_data.json_parameters if request_data else {}
        params = {name: value_of(name, value) for name, value in given_.items()}
        answer = await self._server.call(url.rpartition("/")[2], params)
        if answer is None:
            raise NetworkError("dropped") from httpx.RemoteProtocolError("dropped")
        return answer


class Fragile(Conversation):
    """A conversation with a question that takes as long as a test wants."""

    gate = threading.Event()

    def reply(self, message: Message) -> Reply:
        """Wait at one word, talk on at another."""
        if message.text == "唠叨":
            return Reply(Kind.CHAT, "一二三四五六七。" * 600)
        if message.text == "慢慢来":
            self.gate.wait(10)
        return super().reply(message)


@pytest.fixture(scope="module")
async def telegram() -> AsyncIterator[Telegram]:
    """Run a bot in this process, with people around it."""
    server = Telegram()
    chosen = replace(Settings(), token=server.token)
    conversation, metrics = Fragile(Library(KNOWLEDGE)), Metrics()
    app = build(chosen, conversation, metrics, Wire(server), Wire(server), Forgetful())
    poller = Poller(app.bot, Reader(app.bot, metrics), app.update_queue)
    async with app:
        await app.start()
        polling = asyncio.create_task(poller.run())
        yield server
        polling.cancel()
        await asyncio.wait((polling,))
        await app.stop()
    server.assert_clean()


@pytest.fixture
def person() -> int:
    """Return somebody who has said nothing yet."""
    return next(PEOPLE)


# --- reading


async def test_the_same_page_again_is_no_fault(telegram: Telegram, person: int) -> None:
    """A press that changes nothing is answered all the same, and says nothing new."""
    await telegram.user_says(person, person, "/roles")
    page = await telegram.next_reply(person)
    press = await telegram.forged_callback(page, "=/roles", person)
    await press.answer()
    await telegram.user_says(person, person, "你好")

    assert "您好" in (await telegram.next_reply(person)).text


@pytest.mark.parametrize("data", ["", "?", "#0123456789abcdef", "=", "=" + "长" * 21])
async def test_forged_data_is_heard(telegram: Telegram, person: int, data: str) -> None:
    """Whatever a hostile client sends as a press is answered with something."""
    await telegram.user_says(person, person, "/roles")
    page = await telegram.next_reply(person)
    press = await telegram.forged_callback(page, data, person)

    await press.answer()
    assert await telegram.next_reply(person)


async def test_a_press_may_do_no_more_than_a_message(telegram: Telegram, person: int) -> None:
    """An admin's command behind a forged button is refused like a typed one."""
    await telegram.user_says(person, person, "/roles")
    page = await telegram.next_reply(person)
    await telegram.forged_callback(page, "=/reload", person)

    assert "管理员" in (await telegram.next_reply(person)).text


# --- odd moments


async def test_an_answer_that_shrinks_leaves_nothing_behind(
    telegram: Telegram, person: int
) -> None:
    """When an edited question needs fewer messages than before, the others go."""
    question = await telegram.user_says(person, person, "唠叨")
    first, second = await telegram.next_reply(person), await telegram.next_reply(person)
    await telegram.user_edits(question, "你好")
    await telegram.wait_edit(first, edits=1)
    await telegram.until(lambda: telegram.calls_of("deleteMessage"), 10)

    assert first in telegram.replies(person)
    assert second not in telegram.replies(person)


async def test_a_place_that_moves_is_no_question(telegram: Telegram, person: int) -> None:
    """Telegram tells of each step of somebody who shares where they are: that is answered once."""
    place = {"latitude": 26.1, "longitude": 119.3, "live_period": 900}
    moving = await telegram.user_sends(person, person, location=place)
    assert "文字" in (await telegram.next_reply(person)).text
    for step in range(3):
        await telegram.user_moves(moving, latitude=26.2 + step)
    await telegram.user_says(person, person, "你好")

    assert "您好" in (await telegram.next_reply(person)).text
    assert len(telegram.replies(person)) == 2


async def test_an_update_delivered_twice_is_answered_once(telegram: Telegram, person: int) -> None:
    """Telegram repeats an update that it thinks was lost."""
    await telegram.user_says(person, person, "/start")
    page = await telegram.next_reply(person)
    await telegram.user_clicks(page, page.buttons[0][0])
    telegram.redeliver()
    assert await telegram.next_reply(person)
    await telegram.user_says(person, person, "你好")

    assert "您好" in (await telegram.next_reply(person)).text


async def test_a_conversation_keeps_its_order(telegram: Telegram, person: int) -> None:
    """What is asked later waits for what was asked before; other people need not wait."""
    Fragile.gate.clear()
    await telegram.user_says(person, person, "慢慢来")
    await telegram.user_says(person, person, "七大员有哪些")
    other = next(PEOPLE)
    for _ in range(3):
        await telegram.user_says(other, other, "你好")
        assert "您好" in (await telegram.next_reply(other)).text
    assert not telegram.replies(person)
    Fragile.gate.set()

    assert "后勤保障员" not in (await telegram.next_reply(person)).text.partition("来源")[0]
    assert "后勤保障员" in (await telegram.next_reply(person)).text


# --- replies become messages


texts = st.text(
    st.one_of(st.sampled_from("。，！\n 😀长 \ud800\x00"), st.characters()), min_size=1, max_size=60
)
buttons = st.builds(Button, st.text("标签😀", min_size=1), st.text(min_size=1, max_size=80))


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    """Draw replies of any length, with spans anywhere."""
    text = draw(texts) * draw(st.integers(1, 400))
    edges = draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    spans = [Span(min(a, b), max(a, b), Style.BOLD) for a, b in edges]
    rows = draw(st.lists(st.lists(buttons, max_size=3).map(tuple), max_size=3))
    return Reply(Kind.ANSWER, text, tuple(spans), tuple(rows))


@given(replies())
@settings(deadline=None)
def test_every_part_is_well_formed(reply: Reply) -> None:
    """Parts fit Telegram's limits, lose nothing but blank edges, and style the same words."""
    if not reply.text.replace("\x00", "x").strip():
        return
    parts = outgoing.parts(reply, "", digest)

    said = "".join("".join(part.text.split()) for part in parts)
    assert said == "".join(outgoing.sendable(reply.text).split())
    for part in parts:
        assert 0 < units(part.text) <= outgoing.MAX_UNITS
        assert part.text == part.text.strip()
        assert len(part.entities) <= outgoing.MAX_ENTITIES
        for entity in part.entities:
            assert entity.length > 0
            assert slice_units(part.text, entity.offset, entity.length).strip()
    assert all(part.keyboard is None for part in parts[:-1])


@given(st.text(max_size=200).map(outgoing.sendable))
def test_buttons_need_no_memory(says: str) -> None:
    """What a button says fits into 64 bytes, and is found again without anything kept."""
    data = callbacks.pack(says, VERSION, digest)
    known = {digest(said): said for said in (says, says.rpartition(" ")[0])}

    assert len(data.encode()) <= callbacks.MAX_BYTES
    assert callbacks.unpack(data, known.get) == callbacks.Pressed(says, VERSION)
    kept = says if data == f"{VERSION}={says}" else None
    assert callbacks.unpack(data, lambda _: None) == callbacks.Pressed(kept, VERSION)


def test_a_long_reply_is_cut_at_a_sentence_end() -> None:
    """A quotation that is cut goes on as one in the next message; the buttons come last."""
    sentence = "这一句话不长也不短，刚好说明一件事情。"
    text = sentence * 300
    reply = Reply(
        Kind.ANSWER, text, (Span(0, len(text), Style.LONG_QUOTE),), ((Button("a", "b"),),)
    )
    first, second = outgoing.parts(reply, "", digest)

    assert first.text.endswith("。")
    assert [e.type for e in (*first.entities, *second.entities)] == ["expandable_blockquote"] * 2
    assert first.keyboard is None
    assert second.keyboard


def test_no_more_entities_than_are_shown() -> None:
    """Telegram drops the entities after the hundredth, so the text is cut before it."""
    text = "名字 " * 150
    spans = tuple(Span(at, at + 2, Style.BOLD) for at in range(0, len(text), 3))
    parts = outgoing.parts(Reply(Kind.ANSWER, text, spans), "", digest)

    assert [len(part.entities) for part in parts] == [100, 50]


def test_no_more_buttons_than_are_taken() -> None:
    """Telegram turns down a message with more than a hundred buttons; under an answer few do."""
    names = tuple((Button(f"名字{number}", "x"),) for number in range(150))
    reply = Reply(Kind.ANSWER, "很多", buttons=names, entry=1)
    (part,) = outgoing.parts(reply, "", digest)
    (answer,) = outgoing.parts(extended(reply, ZH), "", digest)

    assert part.keyboard
    assert len(part.keyboard.inline_keyboard) == 100
    assert answer.keyboard
    labels = [button.text for row in answer.keyboard.inline_keyboard for button in row]
    assert labels == [*(f"名字{number}" for number in range(10)), "来源", "为什么", "👍", "👎"]


def test_entities_count_utf_16() -> None:
    """An emoji before a span moves it by two."""
    (part,) = outgoing.parts(Reply(Kind.ANSWER, "😀粗体", (Span(1, 3, Style.BOLD),)), "", digest)

    assert [(e.offset, e.length) for e in part.entities] == [(2, 2)]


# --- calls outlast Telegram's moods


def lost(cause: type[httpx.TransportError]) -> NetworkError:
    """Return what the library raises for a failure of the network."""
    error = TimedOut() if issubclass(cause, httpx.TimeoutException) else NetworkError("lost")
    error.__cause__ = cause("lost")
    return error


def tries(seconds: float, *pauses: float) -> int:
    """Return how many calls are made within so many seconds of pauses, the last one repeated."""
    more = (seconds - sum(pauses)) // pauses[-1]
    return 1 + len(pauses) + int(more)


LAST = tries(LASTING, *PAUSES)
FEW = 4


@pytest.mark.parametrize(
    ("error", "endpoint", "calls"),
    [
        (RetryAfter(3), "sendMessage", 1 + int(LASTING // 3.1)),
        (RetryAfter(3600), "sendMessage", 1),
        (NetworkError("Bad Gateway"), "sendMessage", LAST),
        (NetworkError("Bad Gateway"), "answerCallbackQuery", FEW),
        (NetworkError("Bad Gateway"), "sendDocument", FEW),
        (BadRequest("chat not found"), "sendMessage", 1),
        (TelegramError("Invalid server response"), "sendMessage", 2),
        (Forbidden("bot was blocked by the user"), "sendMessage", 1),
        (lost(httpx.ConnectError), "sendMessage", LAST),
        (lost(httpx.RemoteProtocolError), "sendMessage", 2),
        (lost(httpx.ReadTimeout), "sendMessage", 1),
        (lost(httpx.RemoteProtocolError), "editMessageText", LAST),
        (lost(httpx.ReadTimeout), "answerCallbackQuery", FEW),
    ],
)
async def test_what_may_be_repeated(error: TelegramError, endpoint: str, calls: int) -> None:
    """A message is not sent twice unless it probably did not arrive; other calls do no harm.

    What belongs in a chat is tried for long, a waiting sign is not.
    """
    time, made = Time(), []

    async def call(*_: object, **__: object) -> bool:
        made.append(time.now)
        raise error

    delivery = Delivery(time.sleep, time)
    with pytest.raises(type(error)):
        await time.passes(delivery.process_request(call, (), {}, endpoint, {"chat_id": 1}, None))
    assert len(made) == calls
    if isinstance(error, RetryAfter):
        assert all(after - before > 3 for before, after in itertools.pairwise(made))


class Time:
    """A clock that goes on when everybody waits, to when the first need not wait any more."""

    def __init__(self) -> None:
        self.now, self.asked = 1000.0, 0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def __call__(self) -> float:
        """Tell the time."""
        self.asked += 1
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Wait until it is later."""
        until: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._numbers), until))
        await until

    async def passes(self, work: Coroutine[Any, Any, Any]) -> None:
        """Let time pass until some work is done."""
        task = asyncio.create_task(work)
        while not task.done():
            asked = -1
            while asked != self.asked:  # until nobody can do anything now
                asked = self.asked
                for _ in range(10):
                    await asyncio.sleep(0)
            if self._sleepers and not task.done():
                self.now, _, until = heapq.heappop(self._sleepers)
                until.set_result(None)
        await task


async def test_no_limit_is_ever_passed() -> None:
    """In no second, nor in any minute, does more leave than Telegram allows, by chat and in all.

    What Telegram asks one chat to wait is waited for by that chat alone.
    """
    time, left = Time(), list[tuple[float, int]]()
    delivery = Delivery(time.sleep, time)

    async def send(chat: int) -> None:
        async def call() -> bool:
            left.append((time.now, chat))
            if chat == 1 and time.now < 1040.0:
                raise RetryAfter(40)
            return True

        await delivery.process_request(call, (), {}, "sendMessage", {"chat_id": chat}, None)

    async def send_all() -> None:
        await asyncio.gather(*(send(chat) for chat in (-1, 1, *range(2, 60)) for _ in range(25)))

    await time.passes(send_all())
    chats = {chat for _, chat in left}
    assert len(left) == 60 * 25 + 1
    assert most((at for at, _ in left), 1.0) <= 30
    assert all(most((at for at, one in left if one == chat), 5.0) <= 5 for chat in chats)
    assert most((at for at, chat in left if chat < 0), 60.0) <= 20
    others = [at for at, chat in left if chat > 1]
    assert max(others) < 1000 + len(others) / 25


async def test_chats_take_turns() -> None:
    """However much is asked in one chat, it has a few places; each conversation keeps its order."""
    turns, gate = Turns(), asyncio.Event()
    begun: list[tuple[str, int]] = []

    async def ask(person: str, chat: str, number: int, wait: asyncio.Event | None = None) -> None:
        async with turns.turn((person, chat, "")):
            begun.append((person, number))
            if wait:
                await wait.wait()

    flood = [
        asyncio.create_task(ask(f"{person}", "flood", number, gate))
        for number in range(20)
        for person in range(50)
    ]
    others = [asyncio.create_task(ask(f"o{n}", f"chat {n}", n)) for n in range(500)]
    await asyncio.gather(*others)
    assert len(begun) == MAX_IN_CHAT + 500
    assert turns.alive

    gate.set()
    flood[-1].cancel()
    await asyncio.gather(*flood, return_exceptions=True)
    for person in range(49):
        assert [number for who, number in begun if who == f"{person}"] == list(range(20))


async def test_a_dropped_connection_loses_no_answer(telegram: Telegram, person: int) -> None:
    """A connection that breaks before the answer is tried again."""
    telegram.inject("drop", methods="sendMessage")
    await telegram.user_says(person, person, "你好")

    assert "您好" in (await telegram.next_reply(person)).text


# --- the log


def test_a_trouble_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    """A poll that keeps failing is logged again only after it has worked in between."""
    troubles = Troubles()
    for error in (Conflict("two"), Conflict("two"), NetworkError("x"), NetworkError("y")):
        troubles(error)
    assert len(caplog.records) == 2

    troubles.over()
    troubles(NetworkError("x"))
    assert len(caplog.records) == 3


@pytest.mark.parametrize("shape", [logs.Lines, logs.JsonLines])
def test_no_secret_is_logged(caplog: pytest.LogCaptureFixture, shape: type[logs.Lines]) -> None:
    """Token and its half are cut out of messages, arguments and tracebacks."""
    token = "123456:abcdefgh-secret"
    formatter = shape(ZoneInfo("Asia/Shanghai"), logs.secrets_of(token, ""))
    try:
        int(f"https://example.org/bot{token}/getMe")
    except ValueError:
        logging.getLogger("x").exception("call %s", token.partition(":")[2])
    line = formatter.format(caplog.records[-1])

    assert "Traceback" in line
    assert "+08:00" in line
    assert "abcdefgh" not in line
    assert "123456" not in line

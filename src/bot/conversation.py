"""Message → Reply: the only path through the bot."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import replace

from bot import inline, screens, wording
from bot.answers import after, answer
from bot.apologies import apologise
from bot.commands import COMMANDS, Ask, Context, resolve
from bot.errors import BotError, NotAllowed, StoreUnavailable
from bot.journal import Journal, Silence
from bot.library import Library
from bot.model import Dialogue, Kind, Message, Question, Reply
from bot.proof import faults
from bot.questions import understand
from bot.snapshot import Snapshot

log = logging.getLogger(__name__)

FORGET_AFTER = 30 * 60
"""Seconds of silence after which a conversation is a new one."""

MOST_OFFERS = 2000
"""Pages of inline results that are kept."""

MOST_DIALOGUES = 10_000
"""Conversations remembered at once; the one silent for longest is forgotten first."""


class Dialogues:
    """What each conversation is about; safe to use from several threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._kept: OrderedDict[tuple[str, str, str], tuple[float, Dialogue]] = OrderedDict()

    def recall(self, message: Message) -> Dialogue:
        """Return what a conversation is about: nothing, once it has gone cold."""
        with self._lock:
            then, dialogue = self._kept.get(_key(message), (0.0, Dialogue()))
        return dialogue if self._clock() - then < FORGET_AFTER else Dialogue()

    def forget(self, person: str) -> None:
        """Drop all conversations of a person."""
        with self._lock:
            for key in [k for k in self._kept if k[0] == person]:
                del self._kept[key]

    def remember(self, message: Message, dialogue: Dialogue) -> None:
        """Keep what a conversation is about now."""
        with self._lock:
            self._kept[_key(message)] = (self._clock(), dialogue)
            self._kept.move_to_end(_key(message))
            while len(self._kept) > MOST_DIALOGUES:
                self._kept.popitem(last=False)


def _key(message: Message) -> tuple[str, str, str]:
    return message.person, message.chat, message.thread


class Conversation:
    """Answers messages from a library; knows nothing of any platform, and any thread may ask."""

    def __init__(
        self,
        library: Library,
        admins: Collection[str] = (),
        contact: str = "",
        journal: Journal | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._library, self._admins, self._contact = library, frozenset(admins), contact
        self._dialogues = Dialogues(clock)
        self._offers: tuple[str, dict[tuple[str, str], inline.Page]] = ("", {})
        """For one version of the knowledge, the pages by query and offset."""
        self._offers_lock = threading.Lock()
        self._journal: Journal = journal or Silence()

    def reply(self, message: Message) -> Reply:
        """Understand, answer, remember, word, prove: the only path through the bot."""
        snapshot = self._library.current
        try:
            if message.text.lstrip().startswith(("/", "／")):
                said = self._command(message, snapshot)
            else:
                said = self._turn(message, snapshot)
        except BotError as error:
            return wording.say(apologise(error), kind=Kind.REFUSE)
        if wrong := faults(said, snapshot):
            log.error("A reply was stopped: %s", "; ".join(wrong))
            return screens.stopped()
        return said

    @property
    def faults(self) -> tuple[str, ...]:
        """What kept files of the knowledge folder from being served at the start."""
        return tuple(map(str, self._library.problems))

    @property
    def version(self) -> str:
        """Which knowledge is served now."""
        return self._library.current.version

    def offer(self, query: str, offset: str = "") -> inline.Page:
        """Return what to offer while a query is typed in some other chat."""
        snapshot = self._library.current
        with self._offers_lock:
            if self._offers[0] != snapshot.version:
                self._offers = (snapshot.version, {})
            kept = self._offers[1]
        page = kept.get((query, offset)) or inline.results(query, snapshot, offset)
        with self._offers_lock:
            if len(kept) >= MOST_OFFERS:
                kept.clear()
            kept[query, offset] = page
        return page

    def vote(self, person: str, entry: int, *, good: bool) -> bool:
        """Keep a vote on an answer; False if it is not kept, or its question no longer is."""
        try:
            return self._journal.vote(person, entry, good=good)
        except StoreUnavailable as error:
            log.error("a vote was lost: %s", error.reason)  # noqa: TRY400 - the reason says it
            return False

    def resolve(self, digest: str) -> str | None:
        """Give back the words that a button's digest stands for, if they are still known."""
        return resolve(digest, self._library.current)

    def _command(self, message: Message, snapshot: Snapshot) -> Reply:
        words = wording.frame(message.language)
        name, _, rest = message.text.strip()[1:].partition(" ")
        command = COMMANDS.get(name.partition("@")[0].lower())
        if command is None:
            return screens.no_command(words)
        admin = message.person in self._admins
        if command.admin and not admin:
            raise NotAllowed
        dialogue = self._dialogues.recall(message)
        given = (self._library, snapshot, dialogue, self._journal, words, admin)
        said = command.handler(Context(message, rest.strip(), *given))
        if command.name == "forget":
            self._dialogues.forget(message.person)
        if isinstance(said, Ask):
            return self._turn(replace(message, text=said.question), snapshot)
        return said

    def _turn(self, message: Message, snapshot: Snapshot) -> Reply:
        dialogue = self._dialogues.recall(message)
        question = understand(message.text, snapshot, dialogue)
        if question.intent == "pick":
            question = _picked(question, snapshot, dialogue)
        said = answer(question, snapshot, dialogue)
        self._dialogues.remember(message, after(dialogue, question, said))
        words = wording.frame(message.language)
        reply = wording.word(said, snapshot.bulletins, self._contact, words)
        return replace(reply, entry=self._record(message, said.kind))

    def _record(self, message: Message, kind: Kind) -> int | None:
        """Keep a question for the admins; it is answered even where it cannot be kept."""
        if kind is Kind.CHAT:
            return None
        try:
            return self._journal.record(message.person, message.text, kind)
        except StoreUnavailable as error:
            log.error("a question was not kept: %s", error.reason)  # noqa: TRY400
            return None


def _picked(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Question:
    """第三个: read the words of the item that was picked as the question."""
    number = question.number or 0
    at = number - 1 if number > 0 else number
    if not number or not -len(dialogue.choices) <= at < len(dialogue.choices):
        return question
    return understand(dialogue.choices[at], snapshot, Dialogue())

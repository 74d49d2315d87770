"""Message → Reply: the only path through the bot."""

import logging
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation import inline
from bot.conversation.commands import COMMANDS, Ask, Context
from bot.conversation.digests import resolve
from bot.conversation.turns import Dialogues, following, replayed, turn
from bot.errors import BotError, NotAllowed, StoreUnavailable
from bot.library import Library, Snapshot
from bot.model import Dialogue, File, Kind, Message, Reply
from bot.questions import asks_why
from bot.replies import command_replies as screens
from bot.replies import excuse, faults, frame, say, word
from bot.storage import Journal, Silence

if TYPE_CHECKING:  # what admins alone need would take 10 ms of each `ask`
    from bot.publishing import Publishing

log = logging.getLogger(__name__)

MOST_OFFERS = 2000
"""Pages of inline results that are kept."""


class Conversation:
    """Answers messages from a library; knows nothing of any platform, and any thread may ask."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that a bot is made of
        self,
        library: Library,
        admins: Collection[str] = (),
        contact: str = "",
        journal: Journal | None = None,
        publishing: "Publishing | None" = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._library, self._admins, self._contact = library, frozenset(admins), contact
        self._dialogues = Dialogues(clock)
        self._offers: tuple[str, dict[tuple[str, str, str], inline.Page]] = ("", {})
        """For one version of the knowledge, the pages by query, offset and language."""
        self._offers_lock = threading.Lock()
        self._journal: Journal = journal or Silence()
        self._publishing = publishing

    def reply(self, message: Message) -> Reply:
        """Understand, answer, remember, word, prove: the only path through the bot."""
        snapshot = self._library.current
        words = frame(message.language)
        if asks_why(message.text):
            message = replace(message, text="/why")
        try:
            if message.file is not None:
                said = self._offered(message, message.file)
            elif message.text.lstrip().startswith(("/", "／")):
                said = self._command(message, snapshot)
            else:
                said = self._turn(message, snapshot)
        except BotError as error:
            if isinstance(error, StoreUnavailable):
                log.error("the journal failed: %s", error.reason)  # noqa: TRY400 - the reason says it
            return say(excuse(error, words), kind=Kind.REFUSE)
        if wrong := faults(said, snapshot):
            log.error("A reply was stopped: %s", "; ".join(wrong))
            return screens.stopped(words)
        return said

    @property
    def faults(self) -> tuple[str, ...]:
        """What kept files of the knowledge folder from being served at the start."""
        return tuple(map(str, self._library.problems))

    @property
    def broken(self) -> tuple[str, ...]:
        """What should have stopped the knowledge that is served from the start."""
        return tuple(map(str, self._library.broken))

    @property
    def version(self) -> str:
        """Which knowledge is served now."""
        return self._library.current.version

    def offer(self, query: str, offset: str = "", language: str = "zh") -> inline.Page:
        """Return what to offer while a query is typed in some other chat."""
        snapshot = self._library.current
        with self._offers_lock:
            if self._offers[0] != snapshot.version:
                self._offers = (snapshot.version, {})
            kept = self._offers[1]
        asked = query, offset, language
        page = kept.get(asked) or inline.results(query, snapshot, frame(language), offset)
        with self._offers_lock:
            if len(kept) >= MOST_OFFERS:
                kept.clear()
            kept[asked] = page
        return page

    def vote(self, person: str, entry: int, *, good: bool) -> bool:
        """Keep a vote on an answer; False if it is not kept, or its question no longer is."""
        try:
            return self._journal.vote(person, entry, good=good)
        except StoreUnavailable as error:
            log.error("a vote was lost: %s", error.reason)  # noqa: TRY400 - the reason says it
            return False

    def is_admin(self, person: str) -> bool:
        """Whether somebody may use an admin's commands, and have files looked at."""
        return person in self._admins

    def resolve(self, digest: str) -> str | None:
        """Give back the words that a button's digest stands for, if they are still known."""
        return resolve(digest, self._library.current)

    def _command(self, message: Message, snapshot: Snapshot) -> Reply:
        words = frame(message.language)
        name, rest = (*message.text.strip()[1:].split(maxsplit=1), "", "")[:2]
        command = COMMANDS.get(name.partition("@")[0].lower())
        if command is None:
            return screens.no_command(words)
        admin = self.is_admin(message.person)
        if command.admin and not admin:
            raise NotAllowed
        given = (self._library, snapshot, self._dialogue(message, snapshot), self._journal, words)
        context = Context(message, rest.strip(), *given, admin, self._replay, self._publishing)
        said = command.handler(context)
        if command.name == "forget":
            self._dialogues.forget(message.person)
        if isinstance(said, Ask):
            return self._turn(replace(message, text=said.question), snapshot)
        return said

    def _offered(self, message: Message, file: File) -> Reply:
        """Say what a file that an admin sent would become."""
        from bot.publishing import replies as publications  # noqa: PLC0415 - for admins

        if self._publishing is None or not self.is_admin(message.person):
            raise NotAllowed
        return publications.offered(self._publishing.offer(file), frame(message.language))

    def _turn(self, message: Message, snapshot: Snapshot) -> Reply:
        said, then = turn(message.text, snapshot, self._dialogue(message, snapshot))
        entry = self._record(message, said.kind, then.entry)
        self._dialogues.remember(message, replace(then, entry=entry or then.entry))
        words = frame(message.language)
        reply = word(said, snapshot.bulletins, self._contact, words)
        return replace(reply, entry=entry, following=following(said, snapshot))

    def _dialogue(self, message: Message, snapshot: Snapshot) -> Dialogue:
        """Return what a message comes after: the answer that it replies to, or else the last."""
        if message.reply_to is not None:
            try:
                return self._replay(message.reply_to, snapshot)
            except StoreUnavailable as error:
                log.error("what was replied to is not known: %s", error.reason)  # noqa: TRY400
        return self._dialogues.recall(message)

    def _replay(self, entry: int, snapshot: Snapshot) -> Dialogue:
        """Return what a conversation was about after an entry: nothing, if that is not kept."""
        turns = self._journal.turns(entry)
        return replace(replayed(turns, snapshot), entry=entry if turns else None)

    def _record(self, message: Message, kind: Kind, follows: int | None) -> int | None:
        """Keep a question for the admins; it is answered even where it cannot be kept."""
        if kind is Kind.CHAT:
            return None
        try:
            return self._journal.record(message.person, message.text, kind, follows)
        except StoreUnavailable as error:
            log.error("a question was not kept: %s", error.reason)  # noqa: TRY400
            return None

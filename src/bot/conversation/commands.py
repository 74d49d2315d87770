"""What can be said with a slash: a row for each command, a function for each row."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.answers import answer
from bot.chinese.text import normalise
from bot.conversation import browsing
from bot.conversation.digests import resolve
from bot.errors import NotAllowed
from bot.library import Library, Snapshot
from bot.model import (
    Dialogue,
    Message,
    Question,
    Reply,
    Sort,
)
from bot.replies import Words, phrases, word
from bot.replies import command_replies as screens
from bot.storage import Journal

if TYPE_CHECKING:  # what admins alone need would take 10 ms of each `ask`
    from bot.publishing import Publishing

_KEY = re.compile("[0-9a-f]{16}")
"""What a button says after `/add`: a draft's key."""

MOST_PASTED = 4000
"""Characters of a page that is pasted: Telegram cuts a longer message in two."""

MOST_DIGITS = 18
"""Digits of an entry's number in the journal; a longer one no database could hold."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a command may look at and act on."""

    message: Message
    rest: str
    """What follows the command's name."""
    library: Library
    snapshot: Snapshot
    dialogue: Dialogue
    journal: Journal
    words: Words
    admin: bool
    replay: Callable[[int, Snapshot], Dialogue]
    """What a conversation was about after an entry of the journal."""
    publishing: "Publishing | None"
    """What changes the knowledge folder; None where nothing is kept, and nothing published."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A command that is but another way to ask a question."""

    question: str


@dataclass(frozen=True, slots=True)
class Command:
    """A word with a slash."""

    name: str
    handler: Callable[[Context], Reply | Ask]
    admin: bool = False


def _start(context: Context) -> Reply | Ask:
    """Greet; with the digest of a deep link, open the page that it stands for."""
    if says := resolve(context.rest, context.snapshot):
        name, _, rest = says.removeprefix("/").partition(" ")
        if says.startswith("/"):
            return COMMANDS[name].handler(replace(context, rest=rest))
        return Ask(says)
    organisations = context.snapshot.gazetteer.of(Sort.ORGANISATION)
    roles = context.snapshot.gazetteer.of(Sort.ROLE)
    names = [e.name for e in (*organisations[:1], *roles[:1])]
    return screens.greeting(context.message.name, names, context.words)


def _help(context: Context) -> Reply:
    shown = [c.name for c in COMMANDS.values() if context.admin or not c.admin]
    return screens.usage(shown, context.words)


def _ask(context: Context) -> Reply | Ask:
    return Ask(context.rest) if context.rest else screens.ask_what(context.words)


def _roles(context: Context) -> Reply:
    return browsing.roles(context.rest, context.snapshot, context.words)


def _orgs(context: Context) -> Reply:
    return browsing.organisations(context.rest, context.snapshot, context.words)


def _bulletins(context: Context) -> Reply:
    return browsing.bulletins(context.rest, context.snapshot, context.words)


def _source(context: Context) -> Reply | Ask:
    """Tell where the last answer is from, or the one that a button or a reply points at."""
    dialogue = _meant(context)
    if dialogue.answered is None or not (context.rest or context.message.reply_to):
        return Ask(phrases.SOURCE_QUESTION)
    told = {q.passage.bulletin for q in dialogue.answered[1].quotations}
    if not told:
        return screens.gone(context.words)
    asked = Question(phrases.SOURCE_QUESTION, "source", bulletins=frozenset(told))
    said = answer(asked, context.snapshot, Dialogue())
    return word(replace(said, choices=()), context.snapshot.bulletins, words=context.words)


def _why(context: Context) -> Reply:
    """Show how an answer came about: the last, or the one that a button or a reply points at."""
    answered = _meant(context).answered
    if answered is None:
        return screens.nothing_to_explain(context.words)
    return screens.explained(*answered, context.words)


def _meant(context: Context) -> Dialogue:
    """Return what the conversation is about, or was after the answer that a button points at."""
    entry = entry_number(context.rest)
    return context.dialogue if entry is None else context.replay(entry, context.snapshot)


def _whoami(context: Context) -> Reply:
    return screens.whoami(context.message.person, context.words, admin=context.admin)


def _privacy(context: Context) -> Reply:
    return screens.privacy(context.journal.days, context.words)


def _forget(context: Context) -> Reply:
    return screens.forgotten(context.journal.forget(context.message.person), context.words)


def _unanswered(context: Context) -> Reply:
    return screens.unanswered(context.journal.unanswered(), context.words)


def _feedback(context: Context) -> Reply:
    return screens.feedback(context.journal.feedback(), context.words)


def _stats(context: Context) -> Reply:
    counts, days = context.journal.counts(), context.journal.days
    return screens.stats(counts, days, context.words)


def _reload(context: Context) -> Reply:
    """Load the knowledge folder again and say what that has changed."""
    return screens.reloaded(context.library.reload(), context.words)


def _add(context: Context) -> Reply:
    """Publish what was offered, or offer a page that was typed or pasted."""
    from bot.publishing import replies as publications  # noqa: PLC0415 - for admins

    publishing, words = _publishing(context), context.words
    if not context.rest:
        return publications.add_how(words)
    if len(context.rest) > MOST_PASTED:
        return publications.too_long(words)
    if _KEY.fullmatch(context.rest):
        return publications.published(publishing.publish(context.rest), words)
    return publications.offered(publishing.offer_text(context.rest, words.say["pasted"]), words)


def _pin(context: Context) -> Reply:
    """Have the last answer stay, or that to a question; or list those that must."""
    from bot.publishing import pins  # noqa: PLC0415 - for admins
    from bot.publishing import replies as publications  # noqa: PLC0415 - for admins

    publishing, words, rest = _publishing(context), context.words, context.rest
    answered = context.dialogue.answered
    name, _, key = rest.partition(" ")
    if name == publications.UNPIN:
        return publications.unpinned(publishing.unpin(key.strip()), words)
    if rest in publications.ALL_PINS or not (rest or answered):
        return publications.pins(publishing.pins(), words)
    pin = pins.pinned(rest or (answered[0].text if answered else ""), context.snapshot)
    if pin is None or (not rest and answered and pin.says != pins.says(answered[1])):
        return publications.not_pinnable(words)
    return publications.pinned(publishing.pin(pin), pin, words)


def _history(context: Context) -> Reply:
    from bot.publishing import replies as publications  # noqa: PLC0415 - for admins

    publishing = _publishing(context)
    return publications.history(publishing.history(), publishing.zone, context.words)


def _rollback(context: Context) -> Reply:
    """Make the folder what it was before the last change, or in a version that is named.

    A button that undoes a change names the version that the change made as well: where the folder
    is another by now, it is asked first whether all that came since shall go.
    """
    from bot.publishing import replies as publications  # noqa: PLC0415 - for admins

    publishing, words = _publishing(context), context.words
    numbers = [entry_number(said) for said in normalise(context.rest).split()]
    match numbers:
        case []:
            return publications.restored(publishing.restore(), words)
        case [int(number), int(made)] if not any(map(publishing.stands, (number, made))):
            return publications.undo_more(number, words)
        case [int(number), *_]:
            return publications.restored(publishing.restore(number), words)
        case _:
            return publications.no_version(words)


def _export(context: Context) -> Reply:
    from bot.publishing import replies as publications  # noqa: PLC0415 - for admins

    return publications.exported(_publishing(context).export(), context.words)


def _publishing(context: Context) -> "Publishing":
    if context.publishing is None:
        raise NotAllowed
    return context.publishing


COMMANDS: dict[str, Command] = {
    name: Command(name, handler, admin)
    for name, handler, admin in (
        ("start", _start, False),
        ("help", _help, False),
        ("ask", _ask, False),
        ("roles", _roles, False),
        ("orgs", _orgs, False),
        ("bulletins", _bulletins, False),
        ("source", _source, False),
        ("why", _why, False),
        ("privacy", _privacy, False),
        ("forget", _forget, False),
        ("whoami", _whoami, False),
        ("add", _add, True),
        ("pin", _pin, True),
        ("history", _history, True),
        ("rollback", _rollback, True),
        ("export", _export, True),
        ("reload", _reload, True),
        ("unanswered", _unanswered, True),
        ("feedback", _feedback, True),
        ("stats", _stats, True),
    )
}
"""All commands, in the order in which a menu shows them."""


def entry_number(said: str) -> int | None:
    """Read the number of an entry in the journal; None for anything else."""
    is_number = said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS
    return int(said) if is_number else None

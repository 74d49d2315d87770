"""What can be said with a slash: a row for each command, a function for each row."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot import browsing, phrases, screens
from bot.answers import answer
from bot.digests import resolve
from bot.journal import Journal
from bot.library import Library
from bot.model import (
    Dialogue,
    Message,
    Question,
    Reply,
    Sort,
)
from bot.phrases import Words
from bot.snapshot import Snapshot
from bot.wording import word

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

"""What can be said with a slash: a row for each command, a function for each row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot import phrases, screens
from bot.answers import answer
from bot.digests import resolve
from bot.journal import Journal
from bot.library import Library
from bot.model import (
    Dialogue,
    Entity,
    Message,
    Part,
    Passage,
    Question,
    Quotation,
    Reply,
    Sort,
)
from bot.phrases import Words
from bot.snapshot import Snapshot
from bot.wording import word

PAGE = 8
"""Names on one page of a list that is browsed."""

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
    """List the roles; with a role, the organisations that play it."""
    role = context.rest
    if not role:
        headings = [p for p in _passages(context.snapshot, Part.HEADING) if p.role]
        found = [s for p in headings if (s := _slice(p, p.role or ""))]
        return screens.roles(found, context.words)
    told = [p for p in _passages(context.snapshot, Part.BODY) if role in (p.role, p.category)]
    firsts = {p.organisations[0]: p for p in reversed(told) if p.organisations}
    names = [s for n, p in reversed(firsts.items()) if (s := _slice(p, n))]
    if not names:
        return screens.gone(context.words)
    return screens.role(role, names, context.words)


def _orgs(context: Context) -> Reply:
    """List the organisations, a page at a time; with a name, show that one's passages."""
    rest, snapshot = context.rest, context.snapshot
    if rest and not rest.isascii():
        return _organisation(context, rest)
    names = snapshot.gazetteer.of(Sort.ORGANISATION)
    last = max(0, (len(names) - 1) // PAGE)
    page = min(max(int(rest[:6]) - 1, 0), last) if rest.isdigit() else 0
    shown = names[page * PAGE : (page + 1) * PAGE]
    found = _first(snapshot, shown)
    return screens.organisations([e.name for e in shown], page, last, found, context.words)


def _organisation(context: Context, name: str) -> Reply:
    told = [p for p in _passages(context.snapshot, Part.BODY) if name in p.organisations]
    if not told:
        return screens.gone(context.words)
    quotations = tuple(Quotation(p, 0, len(p.text)) for p in told)
    return screens.organisation(quotations, context.snapshot.bulletins, context.words)


def _bulletins(context: Context) -> Reply:
    titles = [Quotation(p, 0, len(p.text)) for p in _passages(context.snapshot, Part.TITLE)]
    return screens.bulletins(titles, context.snapshot.bulletins, context.words)


def _source(context: Context) -> Reply | Ask:
    """Tell where the last answer is from, or the one that a button or a reply points at."""
    dialogue = _meant(context)
    told = (
        {q.passage.bulletin for q in dialogue.answered[1].quotations} if dialogue.answered else ()
    )
    if not told or not (context.rest or context.message.reply_to):
        return Ask(phrases.SOURCE_QUESTION)
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


# --- helpers


def _passages(snapshot: Snapshot, part: Part) -> list[Passage]:
    return [u.passage for u in snapshot.units if u.passage.part is part]


def _slice(passage: Passage, text: str) -> Quotation | None:
    at = passage.text.rfind(text)
    return Quotation(passage, at, at + len(text)) if text and at >= 0 else None


def _first(snapshot: Snapshot, entities: Iterable[Entity]) -> tuple[Quotation, ...]:
    """Where each organisation's name is given; an elided one is given by none."""
    told = _passages(snapshot, Part.BODY)
    found = (next((s for p in told if (s := _slice(p, e.name))), None) for e in entities)
    return tuple(q for q in found if q is not None)

"""The replies to commands that are no pages to browse."""

from collections.abc import Iterable, Sequence

from bot.chinese.text import clean, in_one_line
from bot.library import Change
from bot.library.files import Problem
from bot.model import (
    Answer,
    Button,
    Kind,
    Mention,
    Question,
    Reply,
    Term,
)
from bot.replies import phrases
from bot.replies.phrases import Words
from bot.replies.wording import heading_of, label, say
from bot.storage import Asked, Counts, Voted

MOST_SHOWN = 16
"""Characters that an explanation shows of a passage."""

MOST_LINE = 80
"""Characters of one name or title: what comes in a file is untrusted."""

MOST_FAULTS = 20
"""Faults of a knowledge folder that one reply lists."""


def greeting(name: str, names: Sequence[str], words: Words) -> Reply:
    """Greet a person and offer three examples."""
    shown = label(in_one_line(name))  # a name is untrusted: one line, and short
    hello = words.say["hello_name"].format(name=shown) if shown else words.say["hello"]
    examples = [phrases.DEEDS_QUESTION.format(name=n) for n in names] + [phrases.ROLES_QUESTION]
    return say(hello + words.say["intro"], [[Button(label(e), e)] for e in examples])


def usage(commands: Iterable[str], words: Words) -> Reply:
    """Say how to use the bot."""
    lines = "\n".join(f"/{name} {words.commands[name]}" for name in commands)
    return say(words.say["help"] + lines)


def ask_what(words: Words) -> Reply:
    """Ask for the question that `/ask` came without."""
    return say(words.say["ask_what"], kind=Kind.CLARIFY)


def no_command(words: Words) -> Reply:
    """Answer a command that there is not."""
    return say(words.say["no_command"], kind=Kind.REFUSE)


def gone(words: Words) -> Reply:
    """Answer a button whose words the bulletins no longer have."""
    return say(words.say["gone"], [[Button(words.say["see_roles"], "/roles")]], Kind.REFUSE)


def no_text(words: Words) -> Reply:
    """Answer a photo, a sticker or a voice message."""
    return say(words.say["no_text"])


def too_many(words: Words) -> Reply:
    """Ask somebody to slow down."""
    return say(words.say["too_many"])


def failure(number: str, words: Words) -> Reply:
    """Apologise for an error of the program; the log has it under the same number."""
    return say(words.say["failure"].format(number=number))


def stopped(words: Words) -> Reply:
    """Refuse in place of a reply that did not pass the last check."""
    return say(words.say["stopped"], kind=Kind.REFUSE)


def nothing_to_explain(words: Words) -> Reply:
    """Answer a why with nothing before it."""
    return say(words.say["nothing_to_explain"], kind=Kind.CLARIFY)


def explained(question: Question, answer: Answer, words: Words) -> Reply:
    """Say how an answer came about: what was seen, what was asked, what was weighed, why."""
    told = words.say
    kind = words.intents[question.intent.partition(":")[0]]
    lines = [told["why_question"].format(text=question.text), told["why_kind"].format(kind=kind)]
    lines += [_mention(m, words) for m in question.mentions]
    lines += [told["why_unknown"].format(said=u.said) for u in question.unknown]
    lines += [_term(t, words) for t in question.terms]
    lines += [
        told["why_passage"].format(
            score=m.score, heading=heading_of(m.passage, words), text=m.passage.text[:MOST_SHOWN]
        )
        for m in answer.considered
    ]
    decision = words.kinds[answer.kind]
    lines.append(told["why_decision"].format(kind=decision, confidence=answer.confidence))
    return say("\n".join(lines))


def line(text: str) -> str:
    """Return what a bulletin says in one line of no more than `MOST_LINE` characters."""
    line = in_one_line(text)
    return line if len(line) <= MOST_LINE else f"{line[:MOST_LINE]}…"


def _mention(mention: Mention, words: Words) -> str:
    return words.say["why_name"].format(
        said=mention.said or words.say["why_before"],
        names="、".join(e.name for e in mention.entities),
        sort=words.sorts[mention.entities[0].sort],
    )


def _term(term: Term, words: Words) -> str:
    also = words.say["why_also"].format(words="、".join(term.others[:3])) if term.others else ""
    hard = words.say["why_hard"] if term.hard else ""
    return words.say["why_term"].format(word=term.text, weight=term.weight) + hard + also


def whoami(person: str, words: Words, *, admin: bool) -> Reply:
    """Tell a person's own id."""
    return say(words.say["whoami_admin" if admin else "whoami"].format(person=person))


def reloaded(change: Change, words: Words) -> Reply:
    """Say what loading the folder again has changed, or why it was left as it was."""
    told = words.say
    if change.problems:
        return faulty(told["not_reloaded"], change.problems, words)
    lines = [*news(change, words), *problems("warning", change.warnings, words)]
    return say(told["reloaded"] + ("\n" + "\n".join(lines) if lines else told["same"]))


def news(change: Change, words: Words) -> list[str]:
    """Say which bulletins came, changed and went."""
    news = {"added": change.added, "changed": change.changed, "removed": change.removed}
    return [
        words.say[what].format(count=len(ids), ids="、".join(map(line, ids)))
        for what, ids in news.items()
        if ids
    ]


def faulty(said: str, found: Sequence[Problem], words: Words) -> Reply:
    """Say what must be mended first."""
    lines = [said, *problems("fault", found, words)]
    more = len(found) - MOST_FAULTS
    lines += [words.say["more_faults"].format(count=more)] if more > 0 else []
    return say("\n".join(lines), kind=Kind.REFUSE)


def problems(what: str, found: Sequence[Problem], words: Words) -> list[str]:
    """Say what is wrong in which line, of so many problems at most."""
    return [
        words.say[what].format(file=p.path.name, line=p.line, reason=p.reason)
        for p in found[:MOST_FAULTS]
    ]


# --- what is kept


def privacy(days: int, words: Words) -> Reply:
    """Say what is kept of a person and for how many days; 0 where nothing is."""
    kept = words.say["privacy"].format(days=days)
    return say(kept if days else words.say["keeps_nothing"])


def forgotten(count: int, words: Words) -> Reply:
    """Say how much was deleted."""
    return say(words.say["forgotten"].format(count=count))


def unanswered(found: Sequence[Asked], words: Words) -> Reply:
    """List the questions that were refused, the most frequent first."""
    told = words.say
    lines = [told["times"].format(count=a.count, text=label(clean(a.text))) for a in found]
    return say("\n".join([told["unanswered"], *lines]) if lines else told["all_answered"])


def feedback(found: Sequence[Voted], words: Words) -> Reply:
    """List the questions whose answers were voted on, the worst first."""
    told = words.say
    lines = [told["voted"].format(up=v.up, down=v.down, text=label(clean(v.text))) for v in found]
    return say("\n".join([told["feedback"], *lines]) if lines else told["no_feedback"])


def stats(counts: Counts, days: int, words: Words) -> Reply:
    """Say how much was asked in the time for which questions are kept."""
    told = words.say
    asked = sum(counts.kinds.values())
    lines = [told["stats"].format(days=days, asked=asked, people=counts.people)]
    lines += [
        told["count"].format(name=words.kinds[kind], count=number)
        for kind, number in counts.kinds.items()
    ]
    return say("\n".join([*lines, told["votes"].format(up=counts.up, down=counts.down)]))

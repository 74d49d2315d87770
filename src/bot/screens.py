"""The replies to commands that are no pages to browse."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from bot import phrases
from bot.archive import DRAFT_DAYS, Version
from bot.bulletins import Problem
from bot.journal import Asked, Counts, Voted
from bot.library import Change
from bot.model import (
    Answer,
    Bulletin,
    Button,
    File,
    Kind,
    Mention,
    Question,
    Reply,
    Section,
    Term,
)
from bot.phrases import Words
from bot.pins import Pin
from bot.publishing import Offer, Outcome
from bot.text import clean
from bot.wording import heading_of, label, say

MOST_SHOWN = 16
"""Characters that an explanation shows of a passage."""

ALL_PINS, UNPIN = "all", "drop"
"""What buttons say after `/pin`: show all, or let one go."""

MOST_LINE = 80
"""Characters of one name or title: what comes in a file is untrusted."""

MOST_SECTIONS = 20
"""Sections of an offered bulletin that are listed; the attached file has all."""

MOST_NAMED = 6
"""Names of organisations in one line of an offer."""

MOST_BACK = 4
"""Versions that `/history` has buttons for; any other can be named."""

MOST_FAULTS = 20
"""Faults of a knowledge folder that one reply lists."""


def greeting(name: str, names: Sequence[str], words: Words) -> Reply:
    """Greet a person and offer three examples."""
    shown = label(" ".join(clean(name).split()))  # a name is untrusted: one line, and short
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
    lines.append(
        told["why_decision"].format(
            kind=decision, confidence=answer.confidence, threshold=answer.threshold
        )
    )
    return say("\n".join(lines))


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
        return _faulty(told["not_reloaded"], change.problems, words)
    lines = [*_news(change, words), *_problems("warning", change.warnings, words)]
    return say(told["reloaded"] + ("\n" + "\n".join(lines) if lines else told["same"]))


def _news(change: Change, words: Words) -> list[str]:
    news = {"added": change.added, "changed": change.changed, "removed": change.removed}
    return [
        words.say[what].format(count=len(ids), ids="、".join(map(_line, ids)))
        for what, ids in news.items()
        if ids
    ]


def _faulty(said: str, problems: Sequence[Problem], words: Words) -> Reply:
    lines = [said, *_problems("fault", problems, words)]
    more = len(problems) - MOST_FAULTS
    lines += [words.say["more_faults"].format(count=more)] if more > 0 else []
    return say("\n".join(lines), kind=Kind.REFUSE)


def _problems(what: str, found: Sequence[Problem], words: Words) -> list[str]:
    return [
        words.say[what].format(file=p.path.name, line=p.line, reason=p.reason)
        for p in found[:MOST_FAULTS]
    ]


# --- publishing


def add_how(words: Words) -> Reply:
    """Say how a bulletin is taken in."""
    return say(words.say["add_how"])


def no_file(words: Words) -> Reply:
    """Ask for a file again that could not be fetched."""
    return say(words.say["no_file"], kind=Kind.REFUSE)


def too_large(name: str, most: int, words: Words) -> Reply:
    """Answer a file of more bytes than `most`."""
    limit = most // 1_000_000
    return say(
        words.say["too_large"].format(name=label(_line(name)), limit=limit), kind=Kind.REFUSE
    )


def offered(offer: Offer, words: Words) -> Reply:
    """Show what a file would become, with the button that publishes it."""
    told, bulletin = words.say, offer.bulletin
    said = label(_line(offer.said))
    if bulletin is None or offer.file is None:
        return _faulty(told["faulty"].format(file=said), offer.problems, words)
    head = "offer_same" if not offer.key else "offer_changed" if offer.old else "offer_new"
    lines = [told[head].format(file=said), *_outline(bulletin, words)]
    if offer.key:
        lines += _compared(offer.old, bulletin, words) if offer.old else []
        lines += [told["offer_edited"]] if offer.edited else []
        lines += [told["offer_doubt"].format(doubt=d) for d in offer.doubts[:MOST_FAULTS]]
        if offer.blocked:
            lines += [told["offer_blocked"], *_problems("fault", offer.blocked, words)]
        lines.append(told["offer_file"].format(days=DRAFT_DAYS))
    buttons = [[Button(told["publish"], f"/add {offer.key}")]] if offer.key else []
    return replace(say("\n".join(lines), buttons), files=(offer.file,))


def _outline(bulletin: Bulletin, words: Words) -> list[str]:
    """Say what a bulletin holds: its head, and who is told of under each heading."""
    told = words.say
    nothing = told["offer_unknown"]
    passages = [p for section in bulletin.sections for p in section.passages]
    names = {name for p in passages for name in p.organisations}
    counts = told["offer_counts"].format(
        sections=len(bulletin.sections), passages=len(passages), organisations=len(names)
    )
    head = [
        told["offer_title"].format(title=_line(bulletin.title) or nothing),
        told["offer_date"].format(date=_line(bulletin.date or nothing)),
        told["offer_source"].format(source=_line(bulletin.source or nothing)),
        counts,
    ]
    return head + [_section(section, words) for section in bulletin.sections[:MOST_SECTIONS]]


def _line(text: str) -> str:
    """Return what a bulletin says in one line of no more than `MOST_LINE` characters."""
    line = " ".join(clean(text).split())
    return line if len(line) <= MOST_LINE else f"{line[:MOST_LINE]}…"


_FIELDS: dict[str, Callable[[Bulletin], object]] = {
    "title": lambda b: b.title,
    "date": lambda b: b.date,
    "source": lambda b: b.source,
    "url": lambda b: b.url,
    "lead": lambda b: b.lead,
    "closing": lambda b: b.closing,
    "aliases": lambda b: {name: set(others) for name, others in b.aliases.items()},
    "headings": lambda b: [(s.heading, s.under, s.role, s.category, s.lead) for s in b.sections],
}
"""What of a bulletin may change besides its passages."""


def _section(section: Section, words: Words) -> str:
    told = words.say
    both = told["offer_role"].format(role=section.role, category=section.category)
    named = both if section.role and section.category else section.role or section.category
    names = list(dict.fromkeys(n for p in section.passages for n in p.organisations))
    return told["offer_section"].format(
        name=_line(named or section.heading or told["offer_no_heading"]),
        passages=len(section.passages),
        organisations=_some(names, words) or told["offer_nobody"],
    )


def _some(names: Sequence[str], words: Words) -> str:
    """Name the first of some names, and say that there are others."""
    others = words.say["and_others"] if len(names) > MOST_NAMED else ""
    return "、".join(map(_line, names[:MOST_NAMED])) + others


def _compared(old: Bulletin, new: Bulletin, words: Words) -> list[str]:
    """Say what passages and organisations come and go."""
    told = words.say
    texts = [Counter(p.text for s in b.sections for p in s.passages) for b in (old, new)]
    more, fewer = (texts[1] - texts[0]).total(), (texts[0] - texts[1]).total()
    fields = [told[f"field_{n}"] for n, of in _FIELDS.items() if of(old) != of(new)]
    lines = [told["offer_fields"].format(fields="、".join(fields))] if fields else []
    if more or fewer or not fields:
        lines.append(told["offer_passages"].format(more=more, fewer=fewer))
    names = [
        dict.fromkeys(n for s in b.sections for p in s.passages for n in p.organisations)
        for b in (old, new)
    ]
    for key, here, there in (("more", *names[::-1]), ("fewer", *names)):
        if changed := [name for name in here if name not in there]:
            lines.append(told[f"offer_names_{key}"].format(names=_some(changed, words)))
    return lines


def published(outcome: Outcome | None, words: Words) -> Reply:
    """Say that a draft is served now, with the button that undoes it; or why it is not."""
    told = words.say
    if outcome is None:
        return say(told["no_draft"], kind=Kind.REFUSE)
    return _came_of(outcome, ("not_published", told["published"], "title"), words)


def restored(outcome: Outcome | None, words: Words) -> Reply:
    """Say that an earlier version is served now, or why it is not."""
    if outcome is None:
        return no_version(words)
    return _came_of(outcome, ("not_restored", words.say["restored"], "number"), words)


def _came_of(outcome: Outcome, said: tuple[str, str, str], words: Words) -> Reply:
    told, change = words.say, outcome.change
    refused, done, what = said
    if change.problems:
        return _faulty(told[refused], change.problems, words)
    lines = [done.format(**{what: _line(outcome.about)}), *_news(change, words)]
    if outcome.before is None:
        return say(told["same"].strip())
    undo = f"/rollback {outcome.before} {outcome.after or ''}".strip()
    return say("\n".join(lines), [[Button(told["undo"], undo)]])


def pins(held: Sequence[Pin], words: Words) -> Reply:
    """List the answers that must stay, with buttons that let them go."""
    told = words.say
    if not held:
        return say(told["no_pins"])
    lines = [
        told["pin" if pin.says else "pin_refused"].format(
            number=number,
            question=label(clean(pin.question)),
            text=clean(pin.says[0])[:MOST_SHOWN] if pin.says else "",
        )
        for number, pin in enumerate(held, 1)
    ]
    buttons = [
        [Button(told["unpin"].format(number=number), f"/pin {UNPIN} {number}")]
        for number in range(1, min(len(held), MOST_FAULTS) + 1)
    ]
    return say("\n".join([told["pins"], *lines]), buttons)


def pinned(outcome: Outcome | None, words: Words) -> Reply:
    """Say that an answer must stay from now on, or why it cannot be pinned."""
    if outcome is None:
        return say(words.say["not_pinnable"], kind=Kind.REFUSE)
    all_pins = [Button(words.say["all_pins"], f"/pin {ALL_PINS}")]
    reply = _came_of(outcome, ("not_pinned", words.say["pinned"], "question"), words)
    return replace(reply, buttons=(*reply.buttons, tuple(all_pins)))


def unpinned(outcome: Outcome | None, words: Words) -> Reply:
    """Say that an answer may change again."""
    if outcome is None:
        return say(words.say["no_pin"], kind=Kind.REFUSE)
    return _came_of(outcome, ("not_unpinned", words.say["unpinned"], "question"), words)


def undo_more(number: int, words: Words) -> Reply:
    """Ask before more is taken back than the button's own change."""
    back = Button(words.say["back_to"].format(number=number), f"/rollback {number}")
    return say(words.say["undo_more"].format(number=number), [[back]], Kind.CLARIFY)


def no_version(words: Words) -> Reply:
    """Answer a version that there is not."""
    return say(words.say["no_version"], kind=Kind.REFUSE)


def history(versions: Sequence[Version], zone: tzinfo, words: Words) -> Reply:
    """List versions, the newest first, with buttons that go back to the others."""
    told = words.say
    lines = [
        told["version"].format(
            number=v.number,
            time=datetime.fromtimestamp(v.at, zone).strftime("%Y-%m-%d %H:%M"),
            what=told[f"version_{v.why}"].format(about=_line(v.about)),
        )
        for v in versions
    ]
    if not lines:
        return say(told["no_history"])
    buttons = [
        [Button(told["back_to"].format(number=v.number), f"/rollback {v.number}")]
        for v in versions[1 : MOST_BACK + 1]
    ]
    return say("\n".join([told["history"], *lines]), buttons)


def exported(file: File, words: Words) -> Reply:
    """Send all bulletins."""
    return replace(say(words.say["exported"]), files=(file,))


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

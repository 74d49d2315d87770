"""The replies to what admins do with the knowledge folder: offer, publish, undo, pin."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from bot.model import Bulletin, Button, File, Kind, Reply, Section
from bot.publishing.pins import Pin
from bot.publishing.publishing import Offer, Outcome, pin_key
from bot.replies import Words, command_replies, label, say
from bot.storage import DRAFT_DAYS, Version

ALL_PINS, UNPIN = ("all", "全部"), "drop"
"""What is said after `/pin`: show all, or let one go."""

MOST_SECTIONS = 20
"""Sections of an offered bulletin that are listed; the attached file has all."""

MOST_NAMED = 6
"""Names of organisations in one line of an offer."""

MOST_BACK = 4
"""Versions that `/history` has buttons for; any other can be named."""


def add_how(words: Words) -> Reply:
    """Say how a bulletin is taken in."""
    return say(words.say["add_how"])


def too_long(words: Words) -> Reply:
    """Answer a pasted page that may be but the first piece of one."""
    return say(words.say["too_long"], kind=Kind.REFUSE)


def no_file(words: Words) -> Reply:
    """Ask for a file again that could not be fetched."""
    return say(words.say["no_file"], kind=Kind.REFUSE)


def too_large(name: str, most: int, words: Words) -> Reply:
    """Answer a file of more bytes than `most`."""
    limit = most // 1_000_000
    return say(
        words.say["too_large"].format(name=label(command_replies.line(name)), limit=limit),
        kind=Kind.REFUSE,
    )


def offered(offer: Offer, words: Words) -> Reply:
    """Show what a file would become, with the button that publishes it."""
    told, bulletin = words.say, offer.bulletin
    said = label(command_replies.line(offer.said))
    if bulletin is None or offer.file is None:
        return command_replies.faulty(told["faulty"].format(file=said), offer.problems, words)
    head = "offer_same" if not offer.key else "offer_changed" if offer.old else "offer_new"
    lines = [told[head].format(file=said), *_outline(bulletin, words)]
    if offer.key:
        lines += _compared(offer.old, bulletin, words) if offer.old else []
        lines += [told["offer_edited"]] if offer.edited else []
        lines += [
            told["offer_doubt"].format(doubt=d) for d in offer.doubts[: command_replies.MOST_FAULTS]
        ]
        if offer.blocked:
            lines += [
                told["offer_blocked"],
                *command_replies.problems("fault", offer.blocked, words),
            ]
        lines.append(told["offer_file"].format(days=DRAFT_DAYS))
    buttons = [[Button(told["publish"], f"/add {offer.key}")]] if offer.key else []
    return replace(
        say("\n".join(lines), buttons), files=(offer.file,), without=told["no_attachment"]
    )


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
        told["offer_title"].format(title=command_replies.line(bulletin.title) or nothing),
        told["offer_date"].format(date=command_replies.line(bulletin.date or nothing)),
        told["offer_source"].format(source=command_replies.line(bulletin.source or nothing)),
        counts,
    ]
    return head + [_section(section, words) for section in bulletin.sections[:MOST_SECTIONS]]


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
        name=command_replies.line(named or section.heading or told["offer_no_heading"]),
        passages=len(section.passages),
        organisations=_some(names, words) or told["offer_nobody"],
    )


def _some(names: Sequence[str], words: Words) -> str:
    """Name the first of some names, and say that there are others."""
    others = words.say["and_others"] if len(names) > MOST_NAMED else ""
    return "、".join(map(command_replies.line, names[:MOST_NAMED])) + others


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
        return command_replies.faulty(told[refused], change.problems, words)
    lines = [
        done.format(**{what: command_replies.line(outcome.about)}),
        *command_replies.news(change, words),
    ]
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
            question=label(command_replies.line(pin.question)),
            text=command_replies.line(pin.says[0])[: command_replies.MOST_SHOWN]
            if pin.says
            else "",
        )
        for number, pin in enumerate(held, 1)
    ]
    buttons = [
        [Button(told["unpin_one"].format(number=number), f"/pin {UNPIN} {pin_key(pin)}")]
        for number, pin in enumerate(held[: command_replies.MOST_FAULTS], 1)
    ]
    return say("\n".join([told["pins"], *lines]), buttons)


def pinned(outcome: Outcome, pin: Pin, words: Words) -> Reply:
    """Say that an answer must stay from now on, or what must be mended first."""
    told = words.say
    if outcome.change.problems:
        return command_replies.faulty(told["not_pinned"], outcome.change.problems, words)
    text = told["pinned" if pin.says else "pinned_refusal"].format(
        question=command_replies.line(pin.question)
    )
    let_go = Button(told["unpin"], f"/pin {UNPIN} {pin_key(pin)}")
    return say(text, [[let_go], [Button(told["all_pins"], f"/pin {ALL_PINS[0]}")]])


def not_pinnable(words: Words) -> Reply:
    """Answer a pin of what a question by itself is not answered with."""
    return say(words.say["not_pinnable"], kind=Kind.REFUSE)


def unpinned(outcome: Outcome | None, words: Words) -> Reply:
    """Say that an answer may change again."""
    if outcome is None:
        return say(words.say["no_pin"], kind=Kind.REFUSE)
    if outcome.change.problems:
        return command_replies.faulty(words.say["not_pinned"], outcome.change.problems, words)
    return say(words.say["unpinned"].format(question=command_replies.line(outcome.about)))


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
            what=told[f"version_{v.why}"].format(about=command_replies.line(v.about)),
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
    return replace(say(words.say["exported"]), files=(file,), without=words.say["no_export"])

"""What stands under an answer in Telegram besides what the core offers."""

from dataclasses import replace

from bot.model import Button, Kind, Part, Reply
from bot.replies import Words, in_rows
from bot.telegram import callbacks

MOST_NAMES = 10
"""Names that can be pressed under an answer: more would push the answer off a phone's screen."""


def extended(reply: Reply, words: Words) -> Reply:
    """Add where to go from here, source, why, and votes to the answer to a question kept."""
    if reply.kind not in (Kind.ANSWER, Kind.NEAREST) or reply.entry is None:
        return reply
    onward = _onward(reply, words)
    again = {button.says.removeprefix("/roles ") for button in onward}
    names = [b for row in reply.buttons for b in row if b.says not in again]
    rows = [*map(tuple, in_rows(names[:MOST_NAMES])), onward, _about(reply.entry, words)]
    return replace(reply, buttons=tuple(row for row in rows if row))


def _onward(reply: Reply, words: Words) -> tuple[Button, ...]:
    """Under what one organisation did: the others of its role or kind, and the next one."""
    told = {
        (q.passage.part, q.passage.organisations[:1], q.passage.role or q.passage.category)
        for q in reply.quotations
    }
    if len(told) != 1:
        return ()
    ((part, organisation, group),) = told
    if part is not Part.BODY or not organisation:
        return ()
    alike = "same_role" if reply.quotations[0].passage.role else "same_kind"
    onward = [Button(words.say[alike], f"/roles {group}")] if group else []
    onward += [Button(words.say["following"], reply.following)] if reply.following else []
    return tuple(onward)


def _about(entry: int, words: Words) -> tuple[Button, ...]:
    good, bad = callbacks.votes(entry)
    return (
        Button(words.say["source"], f"/source {entry}"),
        Button(words.say["why"], f"/why {entry}"),
        Button("👍", good),
        Button("👎", bad),
    )

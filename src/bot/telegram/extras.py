"""What stands under an answer in Telegram besides what the core offers."""

from dataclasses import replace

from bot.model import Button, Kind, Reply
from bot.phrases import Words
from bot.telegram import callbacks


def extended(reply: Reply, words: Words) -> Reply:
    """Add source, why, and votes to the answer to a question that was kept."""
    if reply.kind is not Kind.ANSWER or reply.entry is None:
        return reply
    good, bad = callbacks.votes(reply.entry)
    row = (
        Button(words.say["source"], "/source"),
        Button(words.say["why"], "/why"),
        Button("👍", good),
        Button("👎", bad),
    )
    return replace(reply, buttons=(*reply.buttons, row))

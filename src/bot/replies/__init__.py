"""Answers, errors and commands → `Reply`: the only place that speaks to people.

wording           answers, and how a reply is put together
command_replies   what commands say
apologies         errors
phrases, english  the words, in two languages
proof             the last check: nothing passes as a quotation that is none
"""

from bot.replies import command_replies, phrases
from bot.replies.apologies import apologise, bad_line, bad_passage, excuse, left_out, no_cache
from bot.replies.phrases import Words
from bot.replies.proof import faults
from bot.replies.wording import (
    Piece,
    bold,
    compose,
    frame,
    heading_of,
    in_rows,
    label,
    named,
    quotes,
    say,
    word,
)

__all__ = [
    "Piece",
    "Words",
    "apologise",
    "bad_line",
    "bad_passage",
    "bold",
    "command_replies",
    "compose",
    "excuse",
    "faults",
    "frame",
    "heading_of",
    "in_rows",
    "label",
    "left_out",
    "named",
    "no_cache",
    "phrases",
    "quotes",
    "say",
    "word",
]

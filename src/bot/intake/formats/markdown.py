"""Markdown → its blocks: what marks up is gone, what was written stays."""

import re
from collections.abc import Iterator
from functools import reduce

from bot.intake.formats.wrapping import glued
from bot.model import Block

LEAD_LEVEL = 6
"""The level of bold words that open a paragraph."""

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_LEAD = re.compile(r"(?:\*\*|__)(?P<lead>[^*_]{2,40})(?:\*\*|__)\s*(?P<rest>.*)")
_RULE = re.compile(r"\s*(?:[-*_=]\s*){3,}$")
_TABLE_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?\|?\s*$")
_ITEM = re.compile(r"(?P<sign>[-*+])\s+(?P<rest>\S.*)")


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a text; lines that follow each other are one paragraph."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)  # the front matter
    paragraph: list[str] = []
    for raw in [*text.split("\n"), ""]:
        line = raw.strip(" \t\u3000")
        special = list(_special(line))
        if (not line or special) and paragraph:
            yield from _led(_plain(reduce(glued, paragraph)))
            paragraph = []
        if special:
            yield from special
        elif line:
            paragraph.append(line.removeprefix("> ").removesuffix("\\"))
            if raw.endswith("  "):
                yield from _led(_plain(reduce(glued, paragraph)))
                paragraph = []


def _special(line: str) -> Iterator[Block]:
    """Yield the block that one line is by itself: a heading, an item, a row; a rule is empty."""
    if match := _HEADING.match(line):
        yield Block(_plain(match.group(2)), len(match.group(1)))
    elif _RULE.match(line) or _TABLE_RULE.match(line):
        yield Block("")
    elif line.startswith("|"):
        yield Block("\t".join(_plain(cell.strip()) for cell in line.strip("|").split("|")))
    elif match := _ITEM.match(line):
        yield Block("• " + _plain(match.group("rest")))
    elif re.match(r"\d{1,2}[.)]\s+\S", line):
        yield Block(_plain(line))


def _led(text: str) -> Iterator[Block]:
    """Yield a paragraph, in two where bold words lead it in."""
    if (match := _LEAD.match(text)) and "。" not in match.group("lead")[:-1]:
        yield Block(match.group("lead").strip(), LEAD_LEVEL)
        yield Block(_strong(match.group("rest")))
    else:
        yield Block(_strong(text))


def _plain(text: str) -> str:
    """Drop links, pictures and code marks; bold is kept for whoever asks next."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"<(?:br|/?[a-z]+)\s*/?>", "", text)
    return re.sub(r"\\([\\`*_{}\[\]()#+.!|-])", r"\1", text.replace("`", ""))


def _strong(text: str) -> str:
    return re.sub(r"(\*\*|__|\*)(?=\S)(.+?)(?<=\S)\1", r"\2", text)

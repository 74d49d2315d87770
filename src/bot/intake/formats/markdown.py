"""Markdown → its blocks: what marks up is gone, what was written stays."""

import re
from collections.abc import Iterator
from functools import reduce
from typing import TYPE_CHECKING

from bot.intake.formats.wrapping import glued
from bot.model import Block

if TYPE_CHECKING:
    from markdown_it.token import Token

LEAD_LEVEL = 6
"""The level of bold words that open a paragraph."""

NESTED = 100
"""Quotations and lists inside each other; what is deeper is no page that a person wrote."""

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_LEAD = re.compile(r"(?:\*\*|__)(?P<lead>[^*_]{2,40})(?:\*\*|__)\s*(?P<rest>.*)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
"""Also what CommonMark takes for no bold: signs between a quotation mark and a character."""

_KEPT = {"softbreak": "\n", "hardbreak": "\r", "strong_open": "**", "strong_close": "**"}
_TEXT = ("text", "code_inline")


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a text; lines that follow each other are one paragraph."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - 40 ms that only such a file needs

    level, sign, row = 0, "", None
    reader = MarkdownIt("commonmark", {"maxNesting": NESTED}).enable("table").disable("code")
    for token in reader.parse(_FRONT.sub("", text)):
        if token.type == "heading_open" and token.markup != "-":  # that is meant as a rule
            level = int(token.tag[1])
        elif token.type == "list_item_open":
            sign = f"{token.info}{token.markup} " if token.info else "• "
        elif token.type == "tr_open":
            row = list[str]()
        elif token.type == "tr_close" and row is not None:
            yield Block("\t".join(row))
            row = None
        elif token.type == "inline" and row is not None:
            row.append(_plain(_said(token)))
        elif token.type == "inline":
            yield from [Block(_plain(_said(token)), level)] if level else _led(sign, _said(token))
            level, sign = 0, ""
        elif token.type in ("fence", "html_block"):
            lines = re.sub("<[^>]*>", "", token.content).split("\n")
            yield from map(Block, lines)


def _said(token: "Token") -> str:
    """Return what a paragraph, a heading or a cell says; bold is kept for whoever asks next."""
    parts = token.children or ()
    return "".join(_KEPT.get(p.type, p.content if p.type in _TEXT else "") for p in parts)


def _led(sign: str, text: str) -> Iterator[Block]:
    """Yield the lines of a paragraph that end by themselves, in two where bold words lead in."""
    for part in text.split("\r"):
        line = reduce(glued, (broken.strip() for broken in part.split("\n")))
        if (match := _LEAD.match(line)) and not sign and "。" not in match["lead"][:-1]:
            yield Block(match["lead"].strip(), LEAD_LEVEL)
            yield Block(_plain(match["rest"]))
        else:
            yield Block(sign + _plain(line))
        sign = ""


def _plain(text: str) -> str:
    return _BOLD.sub(r"\2", text)

"""Inline mode: what a query finds → what Telegram shows under the line that is being typed."""

from dataclasses import dataclass
from typing import Final

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)

from bot.conversation import Page, Result, digest
from bot.replies import Words
from bot.telegram import outgoing

CACHE_SECONDS: Final = 30
"""Telegram may show the same results for so long: a reload of the knowledge soon shows."""

ENTRY: Final = "inline"
"""What the button above the results starts the bot with."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a query is answered with."""

    results: tuple[InlineQueryResultArticle, ...]
    button: InlineQueryResultsButton
    """Over the results; it leads into the bot."""
    following: str = ""
    """The offset of the next page; empty after the last one."""
    seconds: int = CACHE_SECONDS
    """How long Telegram may show this for the same query of the same person."""


def offered(page: Page, username: str, words: Words) -> Offered:
    """Return what Telegram shows of a page of results."""
    articles = tuple(article(result, username, words) for result in page.results)
    return Offered(articles, _entrance(words.say["open"]), page.following)


def nothing(words: Words) -> Offered:
    """Return what is shown to somebody who types too fast."""
    return Offered((), _entrance(words.say["too_many"]), seconds=0)


def article(result: Result, username: str, words: Words) -> InlineQueryResultArticle:
    """Return what Telegram lists, and sends when it is picked."""
    part = outgoing.parts(result.reply, "", digest)[0]
    url = f"https://t.me/{username}?start={result.link}"
    button = InlineKeyboardButton(words.say["open"], url=url)
    return InlineQueryResultArticle(
        result.id,
        result.title,
        InputTextMessageContent(
            part.text,
            entities=part.entities,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
        description=result.description,
        reply_markup=InlineKeyboardMarkup([[button]]) if result.link else None,
    )


def _entrance(label: str) -> InlineQueryResultsButton:
    return InlineQueryResultsButton(label, start_parameter=ENTRY)

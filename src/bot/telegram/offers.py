"""Inline mode: what a query finds → what Telegram shows under the line that is being typed."""

from typing import Final

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)

from bot.commands import digest
from bot.inline import Result
from bot.phrases import Words
from bot.telegram import outgoing

CACHE_SECONDS: Final = 30
"""Telegram may show the same results for so long: a reload of the knowledge soon shows."""

ENTRY: Final = "inline"
"""What the button above the results starts the bot with."""


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


def entrance(words: Words) -> InlineQueryResultsButton:
    """Return the button over the results that leads into the bot."""
    return InlineQueryResultsButton(words.say["open"], start_parameter=ENTRY)

"""Telegram → Message: who speaks, in which conversation, and what is said to the bot."""

import re
from typing import Final

import telegram
from telegram.constants import ChatType

from bot import model
from bot.chinese.text import clean
from bot.telegram import callbacks

_COMMAND: Final = re.compile(
    r"\s*[/／](?P<name>[A-Za-z][A-Za-z0-9_]{0,31})"
    r"(?P<other>[@＠][A-Za-z0-9_]+)?(?![A-Za-z0-9_/.@＠])\s*(?P<rest>.*)",
    re.DOTALL,
)
"""A command as people type it: full-width signs, and Chinese glued to it, are understood."""

INLINE: Final = "inline"
"""Stands for the chat in which somebody types: Telegram does not tell it."""

GROUP_COMMANDS: Final = ("ask",)
"""Commands that need no mention in a group; any other may be meant for any bot there.

The menu of a group has these alone: from a menu they are sent as they stand.
"""


def heard(message: telegram.Message, me: telegram.User) -> str | None:
    """Return what is said to the bot, without its name; None if it is not spoken to.

    In a private chat everything is said to it, and nothing said in words is "". In a group it is
    spoken to when it is mentioned, replied to, or asked with a command that says so. Whoever but
    calls it, in a reply to somebody's message, asks what that message says.
    """
    if _from_a_machine(message, me):
        return None
    text = message.text or message.caption or ""
    said, mentions = _mention(me).subn(" ", text)
    private = message.chat.type == ChatType.PRIVATE
    command = _COMMAND.fullmatch(said)
    if command:
        if command["other"] and not private:
            return None
        said = f"/{command['name']} {command['rest']}"
    to_the_bot = (
        private
        or mentions > 0
        or (bool(text) and _replies_to(message, me))
        or (command is not None and command["name"].lower() in GROUP_COMMANDS)
    )
    if not to_the_bot:
        return None
    said = said.strip()
    called = said == "/ask" or (mentions > 0 and not said)
    return (called and _pointed_at(message, me)) or said


def _pointed_at(message: telegram.Message, me: telegram.User) -> str:
    """Return what somebody else said that this replies to, or the part of it that is quoted."""
    replied = message.reply_to_message
    if replied is None or (replied.from_user and replied.from_user.id == me.id):
        return ""
    return message.quote.text if message.quote else replied.text or replied.caption or ""


def _mention(me: telegram.User) -> re.Pattern[str]:
    """Match the bot's name anywhere: glued to Chinese it is no mention entity."""
    return re.compile(
        rf"\s*[@＠]{re.escape(me.username or '')}(?![A-Za-z0-9_])[\s,，:：、]*", re.IGNORECASE
    )


def _from_a_machine(message: telegram.Message, me: telegram.User) -> bool:
    """Whether a bot wrote it, an anonymous admin or a channel excepted, or a channel's copy."""
    by_a_bot = message.from_user is not None and message.from_user.is_bot
    through_me = message.via_bot is not None and message.via_bot.id == me.id
    anonymous = message.sender_chat is not None
    return through_me or bool(message.is_automatic_forward) or (by_a_bot and not anonymous)


def _replies_to(message: telegram.Message, me: telegram.User) -> bool:
    """Whether it answers the bot; in a topic everything "replies" to the topic's first message."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.from_user.id != me.id:
        return False
    is_root = message.is_topic_message and replied.message_id == message.message_thread_id
    return not is_root and replied.forum_topic_created is None


def thread_of(message: telegram.Message) -> int | None:
    """Return the forum topic. A chain of replies in an ordinary group has a thread id as well."""
    return message.message_thread_id if message.is_topic_message else None


def person_of(message: telegram.Message) -> str:
    """Return who speaks: a user's id; for a group or channel that speaks, no user's id, ever.

    An anonymous admin may be anybody, so it must never equal an id in `BOT_ADMINS`.
    """
    if message.sender_chat is not None:
        return f"chat {message.sender_chat.id}"
    return str(message.from_user.id) if message.from_user else ""


def language_of(person: telegram.User | None) -> str:
    """Return the language of the frame: English for those whose client is, else Chinese."""
    code = (person.language_code if person else None) or ""
    return "en" if code.lower().partition("-")[0] == "en" else "zh"


def spoken(message: telegram.Message, text: str) -> model.Message:
    """Return what the conversation hears of a message that says `text`."""
    replied = message.reply_to_message
    return model.Message(
        text=text,
        person=person_of(message),
        chat=str(message.chat.id),
        thread=str(thread_of(message) or ""),
        name=clean(message.from_user.first_name) if message.from_user else "",
        language=language_of(message.from_user),
        reply_to=callbacks.entry_of(replied.reply_markup) if replied else None,
    )


def pressed(query: telegram.CallbackQuery, says: str) -> model.Message:
    """Return what the conversation hears when a button that says `says` is pressed."""
    message = query.message
    thread = thread_of(message) if isinstance(message, telegram.Message) else None
    return model.Message(
        text=says,
        person=str(query.from_user.id),
        chat=str(message.chat.id) if message else query.chat_instance,
        thread=str(thread or ""),
        name=clean(query.from_user.first_name),
        language=language_of(query.from_user),
    )


def conversation_of(update: telegram.Update) -> tuple[str, str, str]:
    """Return which conversation an update belongs to: its person, chat and thread."""
    if update.inline_query is not None:
        return str(update.inline_query.from_user.id), INLINE, ""
    query, message = update.callback_query, update.effective_message
    if query is not None:
        heard_now = pressed(query, "")
    elif isinstance(message, telegram.Message):
        heard_now = spoken(message, "")
    else:
        return "", "", ""
    return heard_now.person, heard_now.chat, heard_now.thread

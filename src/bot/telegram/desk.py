"""What all handlers share: the conversation, the chats, how fast a person is, what is counted."""

import asyncio
from collections.abc import Sequence

from telegram import Bot

from bot import model
from bot.conversation import Conversation
from bot.replies import frame
from bot.telegram.chats import Chats, Place
from bot.telegram.extras import extended
from bot.telegram.metrics import Metrics
from bot.telegram.pace import Pace


class Desk:
    """Where messages and presses are taken to the conversation, and its replies to the chats."""

    def __init__(self, conversation: Conversation, metrics: Metrics) -> None:
        self.conversation, self.metrics = conversation, metrics
        self.chats, self.pace = Chats(), Pace()

    async def reply(self, message: model.Message) -> model.Reply:
        """Ask the conversation, which is synchronous, without holding up anybody else."""
        with self.metrics.timed():
            reply = await asyncio.to_thread(self.conversation.reply, message)
        self.metrics.replies.labels(reply.kind.value).inc()
        return extended(reply, frame(message.language))

    async def say(
        self, bot: Bot, place: Place, reply: model.Reply, over: Sequence[int] = ()
    ) -> tuple[int, ...]:
        """Show a reply, in place of the messages `over` as far as they go; return its messages."""
        return await self.chats.say(bot, place, reply, self.conversation.version, over)

"""`Message` → `Reply`: the only path through the bot, whatever the platform.

conversation   understand, answer, remember, word, prove
turns          what each conversation is about, and for how long
commands       /start and the others
browsing       pages of roles, organisations and bulletins
inline         results while a person types
digests        words too long for a button
"""

from bot.conversation.commands import COMMANDS, Command, entry_number
from bot.conversation.conversation import Conversation
from bot.conversation.digests import digest
from bot.conversation.inline import Page, Result

__all__ = ["COMMANDS", "Command", "Conversation", "Page", "Result", "digest", "entry_number"]

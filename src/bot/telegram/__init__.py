"""The Telegram skin: updates become messages, replies become calls, and nothing is decided here.

run          the bot's life: built, connected, listening, stopped
messages     what people say: messages, edits
presses      what people press: buttons
queries      what people type after the bot's name in any chat
failures     what went wrong unexpectedly
desk         what these four share
chats        what the bot shows: new messages, changes of old ones
incoming     Update → Message: is the bot spoken to, by whom, in which conversation
outgoing     Reply → text, entities, keyboard, cut to Telegram's limits
callbacks    Button ⇄ callback data
articles     inline results → articles
extras       buttons that Telegram adds under an answer
pace         how fast one person may ask
turns        one turn at a time for each conversation, and chats in turn
polling      asking for updates, whatever comes of it
reading      what Telegram sends → updates, one by one
delivery     pace and repetition of calls
connection   the HTTP clients
reach        whether Telegram is there
health       which parts are ready
menus        the commands menus
web          health, metrics, webhook
metrics      what is counted
logs         what a log may say
"""

import os

# Durations come as timedelta: the library's future default, without its warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# After the setting above, which the library reads.
from bot.telegram.logs import configure as configure_log
from bot.telegram.run import build, run

__all__ = ["build", "configure_log", "run"]

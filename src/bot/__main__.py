"""`python -m bot` is `bulletin-bot`."""

from bot.cli import entry

if __name__ == "__main__":
    entry()

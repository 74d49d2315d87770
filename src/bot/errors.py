"""Every failure that a person may meet.

Errors carry facts; only `wording` turns them into words.

    BotError
    ├── UsageError               the command line or the settings are at fault (exit 2)
    │   ├── BadCall              arguments that do not go together, or none where one is needed
    │   ├── BadSetting           a setting cannot be read
    │   ├── NoToken              `run` without a token
    │   ├── BadToken             Telegram does not know the token
    │   ├── AddressInUse         a port to listen on is taken
    │   ├── NotWritable          a folder that must be written to cannot be
    │   └── StoreUnavailable     the database cannot be opened, read or written
    ├── KnowledgeError           the knowledge or the input is at fault (exit 1)
    │   ├── NoKnowledge          the folder is missing or holds no bulletin
    │   ├── InvalidBulletin      a bulletin's YAML is wrong; knows the line
    │   ├── UnreadableDocument   a file cannot be read as its format says
    │   ├── UnsupportedFormat    no reader for this kind of file
    │   └── NotABulletin         a page that tells of no organisation's deeds
    ├── NotAllowed               an admin's command from somebody else
    └── Unreachable              Telegram could not be reached
"""

from pathlib import Path


class BotError(Exception):
    """The root: whatever is raised on purpose."""


class UsageError(BotError):
    """The command line or the settings are at fault."""


class BadCall(UsageError):
    """A command is called with arguments that do not go together, or without one it needs."""


_SHOWN = frozenset(
    ("BOT_HTTP_LISTEN", "BOT_LOG_FORMAT", "BOT_LOG_LEVEL", "BOT_TIMEZONE", "BOT_WEBHOOK_LISTEN")
)
"""Settings whose value nobody keeps secret; any other may hold a password or a token by mistake."""


class BadSetting(UsageError):
    """A setting has a value that cannot be used."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        """`expected` is an example of what would be right.

        The value is forgotten where it may hold a secret: what is not here cannot be logged.
        """
        shown = value if name in _SHOWN else ""
        super().__init__(name, shown, expected)
        self.name, self.value, self.expected = name, shown, expected


class NoToken(UsageError):
    """There is no Telegram token."""


class BadToken(UsageError):
    """Telegram turned the token down."""


class AddressInUse(UsageError):
    """Something else listens at this address."""

    def __init__(self, address: str) -> None:
        """`address` is `host:port`."""
        super().__init__(address)
        self.address = address


class NotWritable(UsageError):
    """A folder that must be written to is missing or closed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.folder = folder


class KnowledgeError(BotError):
    """The knowledge or the input is at fault."""


class NoKnowledge(KnowledgeError):
    """The knowledge folder is missing, or nothing in it can be served."""

    def __init__(self, folder: Path, faults: tuple[str, ...] = ()) -> None:
        """`faults` says what is wrong with its files: `path:line: reason`."""
        super().__init__(str(folder), faults)
        self.folder, self.faults = folder, faults


class InvalidBulletin(KnowledgeError):
    """One fault in a bulletin's YAML."""

    def __init__(self, line: int, reason: str) -> None:
        """`line` counts from 1; `reason` is a sentence that says what would be right."""
        super().__init__(line, reason)
        self.line, self.reason = line, reason


class UnreadableDocument(KnowledgeError):
    """A file that is not what its name says, or that nobody could read."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason


class UnsupportedFormat(KnowledgeError):
    """No reader for this kind of file."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name, known)
        self.name, self.known = name, known


class NotABulletin(KnowledgeError):
    """The page tells of no organisation's deeds."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason


class StoreUnavailable(UsageError):
    """The database cannot be opened, read or written."""

    def __init__(self, reason: str, *, passing: bool = False) -> None:
        """`passing` says that it may be there later, with no setting changed."""
        super().__init__(reason)
        self.reason, self.passing = reason, passing


class NotAllowed(BotError):
    """An admin's command from somebody else."""


class Unreachable(BotError):
    """Telegram could not be reached."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

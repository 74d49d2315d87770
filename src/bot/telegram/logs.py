"""What a log may say: never a secret, and not every call."""

import logging
from collections.abc import Iterable
from typing import Final

SHORTEST: Final = 6
"""Shorter secrets are left: to cut them out would garble the log and hide nothing."""

HIDDEN: Final = "[secret]"

_QUIET: Final = {
    "httpx": logging.WARNING,  # tells every URL, the token in it
    "httpcore": logging.INFO,
    "telegram.ext.Application": logging.WARNING,
    "telegram.ext.Updater": logging.CRITICAL,  # what it logs with tracebacks is said by `run`
    "telegram.request.BaseRequest": logging.CRITICAL,
}


class Redacting(logging.Formatter):
    """Cuts secrets out of the finished line, so out of messages, arguments and tracebacks alike."""

    def __init__(self, inner: logging.Formatter, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._inner, self._secrets = inner, secrets

    def format(self, record: logging.LogRecord) -> str:
        """Format as the inner formatter does, without the secrets."""
        return redact(self._inner.format(record), self._secrets)


def redact(text: str, secrets: Iterable[str]) -> str:
    """Return the text without the secrets."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return text


def secrets_of(token: str, *others: str | None) -> tuple[str, ...]:
    """Return what must not be logged, the longest first; of a token also its secret half."""
    found = {token, token.rpartition(":")[2], *(other for other in others if other)}
    return tuple(sorted((one for one in found if len(one) >= SHORTEST), key=len, reverse=True))


def keep_secret(secrets: tuple[str, ...]) -> None:
    """Redact whatever the handlers that are set up now write, and quiet what is noisy."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(Redacting(handler.formatter or logging.Formatter(), secrets))
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(level)

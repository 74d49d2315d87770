"""What the log says, how, and what it never says."""

import json
import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

SHORTEST: Final = 6
"""Shorter secrets are left: to cut them out would garble the log and hide nothing."""

HIDDEN: Final = "[secret]"

_QUIET: Final = {
    "httpx": logging.WARNING,  # tells every URL, the token in it
    "httpcore": logging.INFO,
    "telegram.ext.Application": logging.WARNING,
    "telegram.ext.Updater": logging.CRITICAL,  # what it logs with tracebacks, `Troubles` says
    "telegram.request.BaseRequest": logging.CRITICAL,  # and this, `Delivery`
}


def configure(level: str, shape: str, zone: str, secrets: Iterable[str]) -> None:
    """Log to standard error from `level` on, as "text" or "json", with times of a time zone."""
    formatter = (JsonLines if shape == "json" else Lines)(ZoneInfo(zone), tuple(secrets))
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, quiet in _QUIET.items():
        logging.getLogger(name).setLevel(quiet)


class Lines(logging.Formatter):
    """Writes a record as text, its traceback below.

    Secrets are cut out of the finished line, so out of messages, arguments and tracebacks alike.
    """

    def __init__(self, zone: ZoneInfo, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._zone, self._secrets = zone, secrets

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """Return when it happened, in the operator's time zone."""
        del datefmt
        return datetime.fromtimestamp(record.created, self._zone).isoformat(timespec="milliseconds")

    def format(self, record: logging.LogRecord) -> str:
        """Return the finished line."""
        return redact(super().format(record), self._secrets)


class JsonLines(Lines):
    """Writes a record as one JSON object a line, for a collector."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the finished line."""
        row = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            row["traceback"] = self.formatException(record.exc_info)
        return redact(json.dumps(row, ensure_ascii=False), self._secrets)


def redact(text: str, secrets: Iterable[str]) -> str:
    """Return the text without the secrets."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return text


def secrets_of(token: str, *others: str) -> tuple[str, ...]:
    """Return what must not be logged, the longest first; of a token also its secret half."""
    found = {token, token.rpartition(":")[2], *others}
    return tuple(sorted((one for one in found if len(one) >= SHORTEST), key=len, reverse=True))

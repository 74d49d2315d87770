"""What the log says, how, and what it never says."""

import json
import logging
import re
from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from typing import Final
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

SHORTEST: Final = 6
"""Shorter secrets are left: to cut them out would garble the log and hide nothing."""

HIDDEN: Final = "[secret]"

_QUIET: Final = {
    "httpx": logging.WARNING,  # tells every URL, the token in it
    "httpcore": logging.INFO,
    "telegram.ext.Application": logging.WARNING,
    "telegram.request.BaseRequest": logging.CRITICAL,  # tells people's words; `Delivery` does not
    "asyncio": logging.INFO,
    "sqlalchemy": logging.WARNING,  # tells rows
}

_CREDENTIALS: Final = re.compile(r"""(?<=://)[^\s/"'<>?#]+@""")
"""What stands before the host in an address: a name, and a password."""


def configure(
    shape: str, level: str = "INFO", zone: str = "Asia/Shanghai", secrets: Iterable[str] = ()
) -> None:
    """Log to standard error as "text" or "json", from `level` on, with times of a time zone."""
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


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Return the text without the secrets, and without names and passwords in addresses."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return _CREDENTIALS.sub(f"{HIDDEN}@", text)


def secrets_of(token: str, *others: str, addresses: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what must not be logged, the longest first; of a token also its secret half.

    Of an address it is what stands before its host, in each form in which a library may show it.
    """
    found = {token, token.rpartition(":")[2], *others}
    for address in addresses:
        before, at, _ = urlsplit(address).netloc.rpartition("@")
        password = before.partition(":")[2]
        if at:
            plain = unquote(before)
            found |= {address, before, plain, password, unquote(password)}
            found.add(b64encode(plain.encode()).decode())
    return tuple(sorted((one for one in found if len(one) >= SHORTEST), key=len, reverse=True))

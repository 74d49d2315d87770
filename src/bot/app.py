"""Settings and wiring: the only place that chooses."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.conversation import Conversation
from bot.errors import BadSetting
from bot.library import Library
from bot.publishing import Publishing, pins
from bot.storage import Archive, Journal

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_FORMATS = ("text", "json")


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can set; `docs` and `.env.example` list the names."""

    token: str = field(default="", repr=False)
    admins: frozenset[str] = frozenset()
    knowledge: Path = Path("knowledge")
    data: Path = Path("data")
    database: str = field(default="", repr=False)
    proxy: str = field(default="", repr=False)
    api_url: str = field(default="https://api.telegram.org", repr=False)
    webhook_url: str = field(default="", repr=False)
    webhook_listen: tuple[str, int] = ("127.0.0.1", 8080)
    webhook_secret: str = field(default="", repr=False)
    http_listen: tuple[str, int] | None = None
    contact: str = ""
    timezone: str = "Asia/Shanghai"
    log_level: str = "INFO"
    log_format: str = "text"


def settings(given: Mapping[str, str] | None = None, knowledge: str = "") -> Settings:
    """Read the settings; raise `BadSetting` for a value that cannot be used.

    `given` stands for the environment in tests; a `.env` file in the working folder adds what the
    environment does not set. `knowledge` is the folder named on the command line.
    """
    found = dict(_dotenv(), **os.environ) if given is None else dict(given)
    get = {k: v.strip() for k, v in found.items() if k.startswith("BOT_") and v.strip()}.get
    return Settings(
        token=get("BOT_TOKEN", ""),
        admins=_admins(get("BOT_ADMINS", "")),
        knowledge=Path(knowledge or get("BOT_KNOWLEDGE", "") or default_knowledge()),
        data=Path(get("BOT_DATA", "") or _user_data()),
        database=get("BOT_DATABASE", ""),
        proxy=_url("BOT_PROXY", get("BOT_PROXY", ""), ("http", "https", "socks5", "socks5h")),
        api_url=_url("BOT_API_URL", get("BOT_API_URL", "https://api.telegram.org")).rstrip("/"),
        webhook_url=_url("BOT_WEBHOOK_URL", get("BOT_WEBHOOK_URL", "")),
        webhook_listen=_listen("BOT_WEBHOOK_LISTEN", get("BOT_WEBHOOK_LISTEN", "127.0.0.1:8080")),
        webhook_secret=get("BOT_WEBHOOK_SECRET", ""),
        http_listen=_listen("BOT_HTTP_LISTEN", listen)
        if (listen := get("BOT_HTTP_LISTEN", ""))
        else None,
        contact=get("BOT_CONTACT", ""),
        timezone=_zone(get("BOT_TIMEZONE", "Asia/Shanghai")),
        log_level=_one_of("BOT_LOG_LEVEL", get("BOT_LOG_LEVEL", "INFO").upper(), LOG_LEVELS),
        log_format=_one_of("BOT_LOG_FORMAT", get("BOT_LOG_FORMAT", "text").lower(), LOG_FORMATS),
    )


def log_format() -> str:
    """Return how the log shall look, whatever is wrong with any other setting."""
    try:
        found = dict(_dotenv(), **os.environ).get("BOT_LOG_FORMAT", "").strip().lower()
    except BadSetting:
        return LOG_FORMATS[0]
    return found if found in LOG_FORMATS else LOG_FORMATS[0]


def assemble(
    chosen: Settings, journal: Journal | None = None, archive: Archive | None = None
) -> Conversation:
    """Load the knowledge and wire the bot; raise `NoKnowledge` where there is none to serve.

    Without a journal nothing is kept of what is asked; without an archive nothing is published.
    """
    library = Library(chosen.knowledge, pins.judge)
    if archive is None:
        return Conversation(library, chosen.admins, chosen.contact, journal)
    publishing = Publishing(library, archive, ZoneInfo(chosen.timezone))
    return Conversation(library, chosen.admins, chosen.contact, journal, publishing)


def default_knowledge() -> Path:
    """Return `knowledge/` here, or else the folder that ships with the program."""
    here = Path("knowledge")
    if here.is_dir() and any(here.glob("*.yaml")):
        return here
    return shipped_knowledge()


def shipped_knowledge() -> Path:
    """Return the folder in the installed package, or in the source tree it was installed from."""
    package = Path(str(files("bot")))
    inside = package / "knowledge"
    return inside if inside.is_dir() else package.parents[1] / "knowledge"


def _dotenv() -> dict[str, str]:
    if not Path(".env").is_file():
        return {}
    from dotenv import dotenv_values  # noqa: PLC0415 - 10 ms, for those who have such a file

    try:
        found = dotenv_values(".env", interpolate=False)
    except UnicodeDecodeError as error:
        raise BadSetting(".env", str(error.object[error.start : error.end]), "UTF-8") from error
    return {k: v for k, v in found.items() if v is not None}


def _user_data() -> str:
    from platformdirs import user_data_dir  # noqa: PLC0415 - only where BOT_DATA is not set

    return user_data_dir("bulletin-bot", appauthor=False)


def _admins(value: str) -> frozenset[str]:
    ids = [x.strip() for x in value.replace("，", ",").split(",") if x.strip()]
    if bad := next((x for x in ids if not (x.isascii() and x.isdigit())), None):
        raise BadSetting("BOT_ADMINS", bad, "12345678,87654321")
    return frozenset(ids)


def _url(name: str, value: str, schemes: tuple[str, ...] = ("http", "https")) -> str:
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        fine = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine:
        shown = re.sub(r"(?<=://).*@", "…@", value)  # it may bear a password
        raise BadSetting(name, shown, f"{schemes[-1]}://127.0.0.1:8081")
    return value


def _listen(name: str, value: str) -> tuple[str, int]:
    host, _, port = value.rpartition(":")
    if not (port.isascii() and port.isdigit() and 0 <= int(port) < 65536):
        raise BadSetting(name, value, "127.0.0.1:8080")
    return host.strip("[]") or "127.0.0.1", int(port)


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadSetting("BOT_TIMEZONE", value, "Asia/Shanghai") from error
    return value


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise BadSetting(name, value, " / ".join(known))
    return value

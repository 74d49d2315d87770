"""What Telegram sends → updates. One that cannot be read must not stop those that follow.

The library reads all that it knows of an update, also what nobody here needs: a field that came or
went with a version of the Bot API is enough for it to fail.
"""

import logging
from typing import Any

from telegram import Bot, Update

from bot.telegram.metrics import Metrics

log = logging.getLogger(__name__)


class Reader:
    """Reads updates, and sets aside those that cannot be read."""

    def __init__(self, bot: Bot, metrics: Metrics) -> None:
        self._bot, self._metrics = bot, metrics

    def read(self, raw: dict[str, Any]) -> Update | None:
        """Return an update; None for one that cannot be read: that is told, without its words."""
        try:
            return Update.de_json(raw, self._bot)
        except Exception as error:  # noqa: BLE001 - whatever the library stumbles over
            self._metrics.unreadable.inc()
            log.warning(
                "update %s cannot be read and is passed over: %s",
                raw["update_id"],
                type(error).__name__,
            )
            return None


def is_update(raw: object) -> bool:
    """Whether it has what the least of all updates has: a number by which it is set aside."""
    return isinstance(raw, dict) and isinstance(raw.get("update_id"), int)

"""What the bot has done since it started, and how it is, in the text format of Prometheus."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

BUCKETS: Final = (0.001, 0.005, 0.02, 0.1, 0.5, 2.5)
"""Upper bounds in seconds: an answer takes milliseconds, a reload of the folder seconds."""


class Metrics:
    """Counts and durations, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.updates = self._by_kind("bot_updates", "Updates taken from Telegram.")
        self.replies = self._by_kind("bot_replies", "Replies given, by what they are.")
        self.errors = self._by_kind("bot_errors", "Failures, by exception.")
        self.unreadable = Counter(
            "bot_unreadable_updates", "Updates passed over.", registry=self._registry
        )
        self._seconds = Histogram(
            "bot_reply_seconds",
            "Time to find a reply, without sending it.",
            buckets=BUCKETS,
            registry=self._registry,
        )
        Gauge(
            "bot_start_time_seconds",
            "When the bot started, in Unix time.",
            registry=self._registry,
        ).set(time.time())

    def _by_kind(self, name: str, meaning: str) -> Counter:
        return Counter(name, meaning, ("kind",), registry=self._registry)

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Measure how long a reply takes to be found."""
        with self._seconds.time():
            yield

    def watch(self, states: Callable[[], Mapping[str, bool]], failures: Callable[[], int]) -> None:
        """Show which parts are ready, and how often the journal failed, as of each look."""
        self._registry.register(_Watched(states, failures))

    def render(self) -> str:
        """Return everything as a scraper expects it."""
        return generate_latest(self._registry).decode()


class _Watched(Collector):
    """What is looked at, not counted here."""

    def __init__(
        self, states: Callable[[], Mapping[str, bool]], failures: Callable[[], int]
    ) -> None:
        self._states, self._failures = states, failures

    def collect(self) -> Iterator[Metric]:
        """Look at everything."""
        ready = GaugeMetricFamily(
            "bot_ready", "Whether a part can do its work: 1 or 0.", labels=("part",)
        )
        for part, is_ready in self._states().items():
            ready.add_metric((part,), is_ready)
        yield ready
        yield CounterMetricFamily(
            "bot_journal_failures",
            "Uses of the database that failed.",
            value=self._failures(),
        )

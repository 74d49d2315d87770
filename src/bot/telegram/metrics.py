"""What the bot has done since it started, in the text format that Prometheus reads."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

BUCKETS: Final = (0.001, 0.005, 0.02, 0.1, 0.5, 2.5)
"""Upper bounds in seconds: an answer takes milliseconds, a reload of the folder seconds."""


class Metrics:
    """Counts and durations; written to from the event loop alone."""

    def __init__(self) -> None:
        self.updates: Counter[str] = Counter()
        self.replies: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self._buckets: Counter[float] = Counter()
        self._count, self._seconds = 0, 0.0
        self._started = time.time()

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Measure how long a reply takes to be found."""
        start = time.perf_counter()
        try:
            yield
        finally:
            seconds = time.perf_counter() - start
            self._count += 1
            self._seconds += seconds
            self._buckets.update(bound for bound in BUCKETS if seconds <= bound)

    def render(self) -> str:
        """Return everything as a scraper expects it."""
        return "".join(f"{line}\n" for line in self._lines())

    def _lines(self) -> Iterator[str]:
        for name, label, counts, meaning in (
            ("updates", "kind", self.updates, "Updates taken from Telegram."),
            ("replies", "kind", self.replies, "Replies given, by what they are."),
            ("errors", "kind", self.errors, "Failures, by exception."),
        ):
            yield f"# HELP bot_{name}_total {meaning}"
            yield f"# TYPE bot_{name}_total counter"
            for value, count in sorted(counts.items()):
                yield f'bot_{name}_total{{{label}="{value}"}} {count}'
        yield "# HELP bot_reply_seconds Time to find a reply, without sending it."
        yield "# TYPE bot_reply_seconds histogram"
        for bound in BUCKETS:
            yield f'bot_reply_seconds_bucket{{le="{bound}"}} {self._buckets[bound]}'
        yield f'bot_reply_seconds_bucket{{le="+Inf"}} {self._count}'
        yield f"bot_reply_seconds_sum {self._seconds:.6f}"
        yield f"bot_reply_seconds_count {self._count}"
        yield "# HELP bot_start_time_seconds When the bot started, in Unix time."
        yield "# TYPE bot_start_time_seconds gauge"
        yield f"bot_start_time_seconds {self._started:.3f}"

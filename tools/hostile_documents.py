"""Mutated documents, read by the command itself: no traceback, and nothing over its limits.

    python tools/hostile_documents.py [--count 300]

Printed: what was said how often, the slowest document and the most memory that a child took.
"""

import argparse
import resource
import time
from collections import Counter
from pathlib import Path

from mutations import files

from bot.errors import KnowledgeError
from bot.intake.box import MOST_MEMORY, MOST_SECONDS, Box

SAMPLES = Path(__file__).parents[1] / "tests" / "documents"
GRACE = 5.0
"""Seconds besides the limit: a child that is started, a process that is ended."""


def main() -> None:
    """Read them all, and fail at what no limit stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    samples = {p.name: p.read_bytes() for p in SAMPLES.iterdir() if p.suffix != ".yaml"}
    said: Counter[str] = Counter()
    slowest, box = (0.0, ""), Box()
    for name, data in files(samples, parser.parse_args().count):
        start = time.perf_counter()
        try:
            box.bulletin_of(name, data)
            said["a bulletin"] += 1
        except KnowledgeError as error:
            said[f"{type(error).__name__}: {error.args[-1]}"] += 1
        slowest = max(slowest, (time.perf_counter() - start, name))
    box.close()
    for what, count in said.most_common():
        print(f"{count:5} {what}")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(f"slowest {slowest[0]:.1f} s ({slowest[1]}), most memory {memory >> 20} MB")
    assert slowest[0] <= MOST_SECONDS + GRACE
    assert memory <= MOST_MEMORY


if __name__ == "__main__":
    main()

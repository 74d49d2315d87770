"""Mutated YAML in a knowledge folder: no traceback, nothing over its time, old knowledge kept.

    python tools/hostile_yaml.py [--count 300]

Each takes the place of the shipped bulletin and is loaded, as `/reload` does, and checked.
Printed: how many could be served, the slowest one, and the most memory of the process.
"""

import argparse
import io
import resource
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path

from mutations import files

from bot.cli.check import check
from bot.library import Library

KNOWLEDGE = Path(__file__).parents[1] / "knowledge"
MOST_SECONDS, MOST_MEMORY = 20.0, 500 << 20


def tried(library: Library, data: bytes) -> str:
    """Load and check a folder whose file somebody has edited; say what came of it."""
    (path,) = library.folder.glob("*.yaml")
    path.write_bytes(data)
    old = library.current
    change = library.reload()
    assert (library.current is old) == bool(change.problems)
    status = check(library.folder, io.StringIO(), io.StringIO())
    assert bool(status) == bool(change.problems)
    return "not served" if change.problems else "served"


def main() -> None:
    """Load them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    samples = {p.name: p.read_bytes() for p in KNOWLEDGE.glob("*.yaml")}
    said: Counter[str] = Counter()
    slowest = (0.0, "")
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room) / "knowledge"
        shutil.copytree(KNOWLEDGE, folder)
        library = Library(folder)
        for name, data in files(samples, parser.parse_args().count):
            start = time.process_time()
            said[tried(library, data)] += 1
            slowest = max(slowest, (time.process_time() - start, name))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(", ".join(f"{count} {what}" for what, count in said.items()))
    print(f"slowest {slowest[0]:.1f} s ({slowest[1]}), most memory {memory >> 20} MB")
    assert slowest[0] <= MOST_SECONDS
    assert memory <= MOST_MEMORY


if __name__ == "__main__":
    main()

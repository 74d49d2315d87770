"""Ask generated questions over a knowledge folder; print how many are right and every failure.

    python tools/generated.py [FOLDER] [--count 5000] [--seed 1] [--kind KIND ...]

Half are to be answered, half never may be; `tests/generate.py` says how they are made.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from bot.conversation.conversation import Conversation
from bot.library.library import Library
from bot.model import Message

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from generate import Case, fault, negatives, positives  # noqa: E402 - beside the tests


def ask(conversation: Conversation, cases: list[Case]) -> list[tuple[Case, str]]:
    """Ask each question in a conversation of its own; return those answered wrongly and why."""
    failed = []
    for number, case in enumerate(cases):
        reply = conversation.reply(Message(case.question, person=f"{case.kind} {number}"))
        if why := fault(case, reply):
            shown = reply.text.replace("\n", " ")[:80]
            failed.append((case, f"{why}\t{shown}"))
    return failed


def report(title: str, cases: list[Case], failed: list[tuple[Case, str]], seconds: float) -> None:
    """Print the share that is right, in all and of each kind."""
    of_kind, wrong = Counter(c.kind for c in cases), Counter(c.kind for c, _ in failed)
    share = 1 - len(failed) / max(len(cases), 1)
    each = 1000 * seconds / max(len(cases), 1)
    print(f"{title}: {share:.4f} right, {len(failed)} wrong of {len(cases)}, {each:.2f} ms each")
    for kind, total in of_kind.items():
        print(f"  {kind}: {wrong[kind]} wrong of {total}")


def main() -> None:
    """Ask, and print."""
    parser = argparse.ArgumentParser(description="generated questions over a knowledge folder")
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "knowledge")
    parser.add_argument("--count", type=int, default=5000, help="questions of each sort (5000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", action="append", help="only questions made in this way")
    chosen = parser.parse_args()
    library = Library(chosen.folder)
    conversation, bulletins = Conversation(library), list(library.current.bulletins.values())
    failures = []
    for title, make in (("negatives", negatives), ("positives", positives)):
        cases = make(bulletins, chosen.count, chosen.seed)
        cases = [c for c in cases if not chosen.kind or c.kind in chosen.kind]
        start = time.perf_counter()
        failed = ask(conversation, cases)
        report(title, cases, failed, time.perf_counter() - start)
        failures += failed
    for case, why in failures:
        print(f"{case.kind}\t{case.question}\t{case.organisation}\t{why}")


if __name__ == "__main__":
    main()

"""Ask the questions of examination papers; print how many are right, and what is wrong of which.

    python tools/score.py [PAPER.yaml ...] [--knowledge FOLDER] [--failures]

Without a paper, all of `tests/papers`. A paper is asked over FOLDER, or else over the folder beside
it that has its name; one whose name ends in `fujian`, over the shipped bulletin.

An item is right when nothing of `excludes` is in the reply's text and

    refuse: true      it is refused
    kind: ambiguous   it is answered or asked back, and all of `contains` is in the text or in the
                      first 64 characters of a choice
    any other         it is answered, or the nearest is quoted and called that, with all of
                      `contains`; where there is nothing in `contains`, small talk will do

A *false answer* is an answer to what must be refused; the nearest is none, but is not right either.
Texts are compared after NFKC, without white space, what cannot be seen, and signs of formatting.
"""

import argparse
import html
import re
import time
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.conversation import Conversation
from bot.library import Library
from bot.model import Message

ROOT = Path(__file__).resolve().parents[1]
PAPERS = ROOT / "tests" / "papers"

KINDS = frozenset(
    "organisation role category place figure who when what_object list overview source followup "
    "ambiguous out_of_scope near_miss chitchat".split()
)
NOISES = frozenset(
    "none typo homophone traditional pinyin english abbreviation colloquial mixed_punctuation "
    "verbose".split()
)

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_LINK = re.compile(r"\[([^\[\]]+)\]\((?:https?|tg|mailto):[^()\s]*\)")
_SIGNS = re.compile(r"[*_`~|#\\]")
_LABEL = 64
"""Characters of a choice that a person can be sure to see."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question of a paper, and what a right reply shows and does not show."""

    q: str
    kind: str
    contains: list[str]
    excludes: list[str]
    organisations: list[str]
    role: str | None
    refuse: bool
    after: list[str]
    """What was said before."""
    noise: str
    hardness: int

    def __post_init__(self) -> None:
        assert isinstance(self.q, str), self
        for texts in (self.contains, self.excludes, self.organisations, self.after):
            assert isinstance(texts, list), self
            assert all(isinstance(text, str) and text.strip() for text in texts), self
        assert isinstance(self.refuse, bool), self
        assert self.role is None or isinstance(self.role, str), self
        assert self.kind in KINDS, self
        assert self.noise in NOISES, self
        assert self.hardness in (1, 2, 3), self
        assert not (self.refuse and self.contains), self


@dataclass(frozen=True, slots=True)
class Asked:
    """An item, the kind of reply that came, and why it is not right; nothing where it is."""

    item: Item
    kind: str
    why: tuple[str, ...]


def read(paper: Path) -> list[Item]:
    """Read a paper."""
    return [Item(**row) for row in yaml.load(paper.read_text("utf-8"), yaml.CSafeLoader)]


def knowledge(paper: Path) -> Path:
    """Return the folder that a paper is asked over."""
    shipped = paper.stem.endswith("fujian")
    folder = ROOT / "knowledge" if shipped else paper.with_suffix("")
    assert folder.is_dir(), f"{paper}: its knowledge is not at hand"
    return folder


def plain(text: str) -> str:
    """Return a text as it is compared."""
    text = html.unescape(_TAG.sub("", _LINK.sub(r"\1", text)))
    text = _SIGNS.sub("", unicodedata.normalize("NFKC", text))
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf")


def judge(item: Item, kind: str, text: str, choices: Iterable[str] = ()) -> Iterator[str]:
    """Say why a reply of some kind, with its text and choices, is not right."""
    seen = [plain(text)]
    yield from (f"shows {shown}" for shown in item.excludes if plain(shown) in seen[0])
    if item.refuse:
        if kind != "refuse":
            yield f"{kind}, not refused"
        return
    if kind == "refuse" or (kind == "chat" and item.contains):
        yield kind
    elif kind == "clarify" and item.kind == "ambiguous":
        seen += [plain(choice)[:_LABEL] for choice in choices]
    elif kind == "clarify" and item.kind != "chitchat":
        yield "asks back"
    for due in item.contains:
        if not any(plain(due) in s for s in seen):
            yield f"lacks {due}"


def ask(paper: Path, library: Library) -> list[Asked]:
    """Ask a paper's questions, each in a conversation of its own."""
    conversation, asked = Conversation(library), []
    for number, item in enumerate(read(paper)):
        *_, reply = (
            conversation.reply(Message(turn, chat=str(number))) for turn in (*item.after, item.q)
        )
        choices = [button.label for row in reply.buttons for button in row]
        why = tuple(judge(item, reply.kind.value, reply.text, choices))
        asked.append(Asked(item, reply.kind.value, why))
    return asked


def right(asked: Iterable[Asked]) -> int:
    """Count what is right."""
    return sum(not a.why for a in asked)


def false_answers(asked: Iterable[Asked]) -> int:
    """Count the answers to what must be refused."""
    return sum(a.item.refuse and a.kind == "answer" for a in asked)


def by_kind(asked: Iterable[Asked]) -> dict[str, list[Asked]]:
    """Sort what was asked by the kind of question."""
    kinds: dict[str, list[Asked]] = {}
    for a in asked:
        kinds.setdefault(a.item.kind, []).append(a)
    return dict(sorted(kinds.items()))


def _row(title: str, asked: list[Asked]) -> str:
    refusable = sum(a.item.refuse for a in asked)
    lost = sum(not a.item.refuse and a.kind == "refuse" for a in asked)
    count = right(asked)
    return (
        f"{title:<16}{count:>6} of{len(asked):>5}{count / len(asked):>8.4f}"
        f"{false_answers(asked):>8} of{refusable:>4}{lost:>9}"
    )


def main() -> None:
    """Ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("papers", nargs="*", type=Path, default=sorted(PAPERS.glob("*.yaml")))
    parser.add_argument("--knowledge", type=Path, help="asked over this folder")
    parser.add_argument("--failures", action="store_true", help="also what is not right, and why")
    chosen = parser.parse_args()
    library = cache(Library)
    everything: list[Asked] = []
    began = time.perf_counter()
    print(f"{'paper':<16}{'right':>14}{'share':>8}{'false answers':>16}{'refused':>9}")
    for paper in chosen.papers:
        asked = ask(paper, library(chosen.knowledge or knowledge(paper)))
        everything += asked
        print(_row(paper.stem, asked))
        for a in asked if chosen.failures else ():
            if a.why:
                said = " / ".join((*a.item.after, a.item.q))
                print(f"    {a.item.kind}: {said}: {'; '.join(a.why)}")
    print(_row("all", everything))
    for kind, asked in by_kind(everything).items():
        print(_row(f"  {kind}", asked))
    print(f"{time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()

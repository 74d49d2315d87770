"""One YAML text → one bulletin, with every fault named in a clerk's words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from unicodedata import normalize

from bot.errors import InvalidBulletin
from bot.library.files.yaml_tree import Entries, Items, Node, Scalar, compose
from bot.model import Bulletin, Part, Passage, Section
from bot.remarks import Remark

MARK = "# bulletin-bot"
"""How the first line of a file begins that `ingest` wrote; such a file has every key."""

_BULLETIN = ("id", "title", "date", "source", "url", "lead", "sections", "closing", "aliases")
_SECTION = ("heading", "under", "category", "role", "lead", "passages")
_PASSAGE = ("organisations", "text")
_TEXTS = frozenset(("lead", "text", "closing"))
"""Keys whose values are running text."""


MOST_TEXT = 50_000
"""Characters of one text; the first bulletin has 5,000 in all."""

MOST_NAME = 200
"""Characters of a name, a heading or a date; the longest name of the first bulletin has 23."""

MOST_NAMES = 3_000
"""Names of organisations, under each passage anew, and other names; the first bulletin has 80."""

MOST_DIGITS = 30
"""Digits in a row: an account has 19, a figure that is said fewer."""

MOST_FAULTS = 50
"""Faults that are named of one file; behind so many, it is something else."""

_FIGURE = re.compile(
    rf"\d{{{MOST_DIGITS + 1},}}|\d{{1,3}}(?:,\d{{3}}){{{MOST_DIGITS // 3},}}"
    rf"|[〇零一二三四五六七八九十百千万亿]{{{MOST_DIGITS + 1},}}"
)

_ENDS = re.compile("[。！？!?;；]")
"""Where a sentence ends."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one text: its line, counted from 1, and what would be right."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Alias:
    """One alias where the YAML gives it; an empty one stands for the name that has aliases."""

    line: int
    name: str
    alias: str


@dataclass(frozen=True, slots=True)
class Examined:
    """One YAML text: the bulletin unless there are faults."""

    bulletin: Bulletin | None
    faults: tuple[Fault, ...]
    aliases: tuple[Alias, ...] = ()
    line_of_id: int = 1
    """Where the text gives the bulletin's id; 1 where it gives none."""


def parse(id: str, text: str) -> Bulletin:  # noqa: A002 - the contract's word
    """Read a bulletin; `id` is used where the text gives none.

    Raises `InvalidBulletin` with the first fault; `examine` tells all of them.
    """
    examined = examine(id, text)
    if examined.bulletin is None:
        first = examined.faults[0]
        raise InvalidBulletin(first.line, first.reason)
    return examined.bulletin


def examine(id: str, text: str) -> Examined:  # noqa: A002
    """Read a bulletin and name every fault in it, in the order of the lines."""
    try:
        root = compose(text)
    except InvalidBulletin as error:
        return Examined(None, (Fault(error.line, error.reason),))
    if root is None:
        return Examined(None, (Fault(1, Remark.EMPTY),))
    reader = _Reader()
    bulletin = reader.bulletin(id, root)
    if cut := _cut_off(text, root):
        reader.fault(text.count("\n") + 1, Remark.CUT_OFF.format(keys=cut))
    faults = tuple(sorted(reader.faults, key=lambda f: f.line))
    read = None if faults else bulletin
    return Examined(read, faults, tuple(reader.aliases), reader.line_of_id)


def _cut_off(text: str, root: Node) -> str:
    """Return the keys missing at the end of a file that was written whole by `dump`."""
    if not text.startswith(MARK) or not isinstance(root, Entries):
        return ""
    keys = {k.text for k, _ in root.entries if isinstance(k, Scalar)}
    return "、".join(key for key in _BULLETIN[-2:] if key not in keys)


class _Reader:
    """Turns nodes into nouns and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.aliases: list[Alias] = []
        self.line_of_id = 1
        self._named: list[tuple[Scalar, tuple[str, ...]]] = []

    def fault(self, line: int, reason: str) -> None:
        """Note a fault, unless there are so many that nobody reads them."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(line, reason))

    def _bounded(self, node: Scalar, most: int) -> str:
        """Return a value; too long a one, and too long a figure, are faults."""
        text = node.text.strip()
        if len(text) > most:
            self.fault(node.line, Remark.TOO_LONG.format(size=len(text), limit=most))
        elif figure := _FIGURE.search(normalize("NFKC", text)):
            size = len(figure.group())
            self.fault(node.line, Remark.TOO_MANY_DIGITS.format(size=size, limit=MOST_DIGITS))
        return text

    def bulletin(self, id: str, root: Node) -> Bulletin:  # noqa: A002
        """Read the top level."""
        known = self._entries(root, _BULLETIN, "简报")
        title = self._line(known, "title", root, required=True)
        lead, closing = self._text(known, "lead"), self._text(known, "closing")
        id = self._line(known, "id", root) or id  # noqa: A001
        self.line_of_id = known["id"].line if "id" in known else 1
        sections = tuple(
            self._section(id, number, node, (title or "", lead))
            for number, node in enumerate(self._items(known, "sections"))
        )
        if "sections" not in known:
            self.fault(root.line, Remark.MISSING.format(key="sections"))
        elif not sections and not lead:
            self.fault(known["sections"].line, Remark.NOTHING)
        aliases = self._aliases(known)
        count = len(self._named) + len(self.aliases)
        if count > MOST_NAMES:
            self.fault(root.line, Remark.TOO_MANY_NAMES.format(count=count, limit=MOST_NAMES))
        if not self.faults:  # a name is looked for in many texts
            self._check_named(title or "", lead, sections, aliases)
        return Bulletin(
            id,
            title or "",
            self._date(known, root),
            self._line(known, "source", root),
            self._url(known, root),
            lead,
            sections,
            closing,
            aliases,
        )

    def _section(self, id: str, number: int, node: Node, around: tuple[str, ...]) -> Section:  # noqa: A002
        known = self._entries(node, _SECTION, "sections 的每一项")
        heading, under = self._line(known, "heading", node), self._line(known, "under", node)
        category, role = self._line(known, "category", node), self._line(known, "role", node)
        lead = self._text(known, "lead")
        passages = []
        for item in self._items(known, "passages"):
            entries = self._entries(item, _PASSAGE, "passages 的每一项")
            text = self._text(entries, "text")
            if not text:
                self.fault(item.line, Remark.MISSING.format(key="text"))
            names = [n for n in self._items(entries, "organisations") if self._is_text(n)]
            said = tuple(self._bounded(n, MOST_NAME) for n in names if isinstance(n, Scalar))
            near = (text, heading or "", under or "", lead, *around)
            self._named += [(n, near) for n in names if isinstance(n, Scalar)]
            passages.append(Passage(id, Part.BODY, text, said, number, role, category))
        if not lead and not passages and isinstance(node, Entries):
            self.fault(node.line, Remark.NO_TEXT)
        return Section(heading, under, category, role, lead, tuple(passages))

    def _entries(self, node: Node, known: Sequence[str], what: str) -> dict[str, Node]:
        """Return a mapping's values by key; doubled and unknown keys are faults."""
        if not isinstance(node, Entries):
            self.fault(node.line, Remark.NOT_A_MAPPING.format(what=what))
            return {}
        found: dict[str, Node] = {}
        for key, value in node.entries:
            name = key.text if isinstance(key, Scalar) else "[…]"
            if name in found:
                self.fault(key.line, Remark.DUPLICATE_KEY.format(key=name))
            elif known and name not in known and len(self.faults) < MOST_FAULTS:
                name = name[:MOST_NAME]
                near = get_close_matches(name.lower(), known, 1, 0.5)
                hint = Remark.UNKNOWN_KEY_HINT.format(near=near[0]) if near else ""
                all_known = "、".join(known)
                self.fault(
                    key.line, Remark.UNKNOWN_KEY.format(key=name, hint=hint, known=all_known)
                )
            found.setdefault(name, value)
        return found

    def _items(self, known: Mapping[str, Node], key: str) -> tuple[Node, ...]:
        node = known.get(key)
        if node is None or (isinstance(node, Scalar) and node.null):
            return ()
        if not isinstance(node, Items):
            self.fault(node.line, Remark.NOT_A_LIST.format(key=key))
            return ()
        return node.items

    def _is_text(self, node: Node, key: str = "organisations") -> bool:
        if isinstance(node, Scalar) and not node.null and node.text.strip():
            return True
        self.fault(
            node.line,
            (Remark.MISSING if isinstance(node, Scalar) else Remark.NOT_TEXT).format(key=key),
        )
        return False

    def _text(self, known: Mapping[str, Node], key: str) -> str:
        """Return a text, empty where there is none."""
        node = known.get(key)
        if node is None or (isinstance(node, Scalar) and node.null):
            return ""
        if not isinstance(node, Scalar):
            self.fault(node.line, Remark.NOT_TEXT.format(key=key))
            return ""
        return self._bounded(node, MOST_TEXT if key in _TEXTS else MOST_NAME)

    def _line(
        self, known: Mapping[str, Node], key: str, parent: Node, *, required: bool = False
    ) -> str | None:
        """Return a short text, None where there is none."""
        text = self._text(known, key) or None
        if required and text is None and isinstance(parent, Entries):
            self.fault(known.get(key, parent).line, Remark.MISSING.format(key=key))
        return text

    def _date(self, known: Mapping[str, Node], root: Node) -> str | None:
        said = self._line(known, "date", root)
        if said is None:
            return None
        try:
            day = date.fromisoformat(said).isoformat()
        except ValueError:
            day = ""
        if day != said:
            self.fault(known["date"].line, Remark.BAD_DATE.format(said=said))
        return day

    def _url(self, known: Mapping[str, Node], root: Node) -> str | None:
        said = self._line(known, "url", root)
        if said is not None and not re.fullmatch(r"https?://[^\s/]+\S*", said):
            self.fault(known["url"].line, Remark.BAD_URL.format(said=said))
        return said

    def _aliases(self, known: Mapping[str, Node]) -> dict[str, tuple[str, ...]]:
        node = known.get("aliases")
        if node is None or (isinstance(node, Scalar) and node.null):
            return {}
        aliases = {}
        for name, value in self._entries(node, (), "aliases").items():
            said = [n for n in self._items({name: value}, name) if self._is_text(n, name)]
            self.aliases.append(Alias(value.line, name, ""))
            self.aliases += [
                Alias(n.line, name, n.text.strip()) for n in said if isinstance(n, Scalar)
            ]
            aliases[name] = tuple(
                self._bounded(n, MOST_NAME) for n in said if isinstance(n, Scalar)
            )
        return aliases

    def _check_named(
        self,
        title: str,
        lead: str,
        sections: Sequence[Section],
        aliases: Mapping[str, tuple[str, ...]],
    ) -> None:
        """Demand that each organisation is named near its passage, if only by an alias."""
        whole = [title, lead]
        for section in sections:
            whole += [section.heading or "", section.lead, *(p.text for p in section.passages)]
        for node, near in self._named:
            name = node.text.strip()
            if any(names(text, name) for text in near):
                continue
            short = any(alias in text for text in near for alias in aliases.get(name, ()))
            if not (short and any(names(text, name) for text in whole)):
                self.fault(node.line, Remark.UNNAMED.format(name=name))


def names(text: str, name: str) -> bool:
    """Tell whether a text names an organisation, in one piece or elided.

    玉塘村、白奇村等村级老年协会 names 玉塘村老年协会: its first and its last characters, at least
    two of each, in this order and in one sentence.
    """
    text, name = plain(text), plain(name)
    if name in text:
        return True
    cuts = range(2, len(name) - 1)
    return any(
        _in_order(sentence, name[:cut], name[cut:])
        for sentence in _ENDS.split(text)
        if name[:2] in sentence and name[-2:] in sentence
        for cut in cuts
    )


def _in_order(sentence: str, head: str, tail: str) -> bool:
    """Whether the one stands in a sentence, and the other somewhere after it."""
    at = sentence.find(head)
    return at >= 0 and sentence.rfind(tail) >= at + len(head)


@lru_cache(maxsize=1 << 12)
def plain(text: str) -> str:
    """Text without blanks and differences of width and case."""
    return "".join(normalize("NFKC", text).lower().split())

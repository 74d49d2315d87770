"""The nouns, in the order in which data meets them.

All are frozen. Offsets count characters of the text they belong to, from 0, end excluded.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

# --- a page comes in


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or table row of a page."""

    text: str
    level: int = 0
    """0 for running text, 1 for the highest heading, and so on, where the format knows it."""


@dataclass(frozen=True, slots=True)
class Document:
    """A page as its file gave it, before anybody judged what is noise."""

    name: str
    blocks: tuple[Block, ...]
    title: str | None = None
    """What the format itself calls the title (HTML, DOCX), if it does."""
    notes: tuple[str, ...] = ()
    """What a reader should know: which encoding was found, which pages were empty."""


# --- a page becomes knowledge


class Part(StrEnum):
    """Which part of a bulletin a passage is."""

    TITLE = "title"
    DATE = "date"
    SOURCE = "source"
    URL = "url"
    LEAD = "lead"
    HEADING = "heading"
    SECTION_LEAD = "section lead"
    BODY = "body"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a bulletin that can be quoted alone; what is answered is a slice of one."""

    bulletin: str
    part: Part
    text: str
    organisations: tuple[str, ...] = ()
    section: int | None = None
    """The section's number in its bulletin, from 0."""
    role: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """What one kind of organisation did."""

    heading: str | None
    under: str | None
    category: str | None
    role: str | None
    lead: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One news bulletin: the unit that admins write, review and delete."""

    id: str
    title: str
    date: str | None
    """ISO 8601, `2020-04-15`."""
    source: str | None
    url: str | None
    lead: str
    sections: tuple[Section, ...]
    closing: str
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Other names, of organisations, roles or categories, by the name that the bulletin gives."""

    def renamed(self, id: str) -> "Bulletin":  # noqa: A002 - the contract's word
        """Return the bulletin under another id."""
        sections = tuple(
            replace(s, passages=tuple(replace(p, bulletin=id) for p in s.passages))
            for s in self.sections
        )
        return replace(self, id=id, sections=sections)


@dataclass(frozen=True, slots=True)
class Chunked:
    """A bulletin as a page gives it, and what a person should look at."""

    bulletin: Bulletin
    doubts: tuple[str, ...]


# --- knowledge is asked


class Sort(StrEnum):
    """What sort of thing a name names."""

    ORGANISATION = "organisation"
    ROLE = "role"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Entity:
    """Something a question can name."""

    sort: Sort
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """What a question names, where it names it."""

    entities: tuple[Entity, ...]
    """One; several where a name may mean each of them, or names a form (救援队)."""
    start: int
    end: int
    said: str
    """The words of the question, in normal form."""
    repaired: str | None = None
    """The name that was read in place of what was said, where they differ."""
    generic: bool = False
    """A form (救援队) and not a name."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """What looks like a name of an organisation, a role or a category, and is nobody's here."""

    said: str
    start: int
    end: int
    similar: tuple[Entity, ...]
    """Others of the same form, role or sort, which a person may have meant."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A slice of a passage: the only way in which knowledge enters a reply."""

    passage: Passage
    start: int
    end: int

    @classmethod
    def whole(cls, passage: Passage) -> "Quotation":
        """Quote all of a passage."""
        return cls(passage, 0, len(passage.text))

    @property
    def text(self) -> str:
        """What is quoted, verbatim."""
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that was considered."""

    passage: Passage
    score: float
    """The share of the question's weight that it carries, from 0 to 1."""


class Kind(StrEnum):
    """What a reply is."""

    ANSWER = "answer"
    NEAREST = "nearest"
    """What the bulletins say is not quite what was asked, and the reply says so."""
    CLARIFY = "clarify"
    REFUSE = "refuse"
    CHAT = "chat"


# --- a question


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question that an answer has to have."""

    text: str
    weight: float
    """How much it tells, from 0 to 1."""
    hard: bool
    """A thing that is asked about: where no passage has it, the bulletins do not say it."""
    others: tuple[str, ...] = ()
    """Everyday words for it."""
    asked: bool = False
    """The very thing that is asked for: 队长 in 队长是谁."""
    least: Fraction | None = None
    """Of a number: the least and the most that it may be, both included."""
    most: Fraction | None = None
    measure: str = ""
    """Of a number: its measure word, empty for any. Of a word: what figures say it (钱: 元)."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What was said, and what it was taken for."""

    said: str
    taken: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a message asks, as far as it could be understood."""

    text: str
    """The message in normal form."""
    intent: str
    """A kind of question of `data/kinds.txt`, `topic` where it asks in no words."""
    mentions: tuple[Mention, ...] = ()
    excluded: frozenset[str] = frozenset()
    """Names of those about whom it does not ask: 除了蓝天救援队."""
    unknown: tuple[Unknown, ...] = ()
    terms: tuple[Term, ...] = ()
    background: tuple[Term, ...] = ()
    """Words of a rambling message outside the clause that asks; they only rank."""
    places: tuple[str, ...] = ()
    """Places that are named, without their last word where they have one."""
    measures: frozenset[str] = frozenset()
    """The measure words that a figure asked for may have; empty for any."""
    number: int | None = None
    """Which one of a list, from 1; -1 for the last."""
    repairs: tuple[Repair, ...] = ()
    bulletins: frozenset[str] = frozenset()
    """The bulletins that are asked about, by id; empty for all."""
    deictic: bool = False
    """It points at something (那个, 他们) that was not said before."""
    pointing: bool = False
    """It points at something that it describes, and nothing was said before."""
    cues: frozenset[str] = frozenset()
    """How it asks besides its kind: for all, for the most, for what is not so (`cues.yaml`)."""
    needs: tuple[re.Pattern[str], ...] = ()
    """What a sentence must have to answer at all: digits, where a telephone is asked for."""
    counted: tuple[str, str] | None = None
    """The measure word and the beginning of what is counted: 家 and 商会 in 多少家商会."""
    pairs: tuple[str, ...] = ()
    """Its pairs of characters, names apart."""
    characters: tuple[str, ...] = ()
    """Its characters, without names and without the words that only ask."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered, before it is put into words."""

    kind: Kind
    topic: str
    """The kind of question, or why there is no answer; `wording` has words for each."""
    quotations: tuple[Quotation, ...] = ()
    choices: tuple[str, ...] = ()
    """What a person may say next: names and questions, best first."""
    missing: tuple[str, ...] = ()
    """Words of the question that the bulletins do not have."""
    found: tuple[str, ...] = ()
    """Names that the bulletins do have, of the sort that was asked for."""
    repairs: tuple[Repair, ...] = ()
    confidence: float = 1.0
    listed: bool = False
    """The quotations are items of a list and not statements."""
    considered: tuple[Match, ...] = ()
    """The best passages, whether they were quoted or not."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What a conversation is about."""

    question: Question | None = None
    """The last question that was about something."""
    subjects: tuple[Entity, ...] = ()
    """Whom it was about: the names it gave, or those that its answer was about."""
    choices: tuple[str, ...] = ()
    """What was listed or offered, in order."""
    shown: tuple[Quotation, ...] = ()
    """What was quoted so far of what is being told."""
    bulletins: frozenset[str] = frozenset()
    """The bulletin that was last told of by itself, by id."""
    answered: tuple[Question, Answer] | None = None
    """The last question with its answer, for those who ask why."""
    entry: int | None = None
    """The last question's number in the journal, where one is kept."""


# --- a conversation


@dataclass(frozen=True, slots=True)
class File:
    """A file that a person sends or is sent."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """What one person said in one chat, whatever the platform."""

    text: str
    person: str = "local"
    chat: str = "local"
    thread: str = ""
    name: str = ""
    """How the person is greeted; may be empty."""
    language: str = "zh"
    """The language of what is said around the quotations: `zh` or `en`."""
    reply_to: int | None = None
    """The journal's number of the question whose answer this replies to, if it replies to one."""
    file: File | None = None
    """What came with it; only admins' files are looked at."""


class Style(StrEnum):
    """How a span of a reply looks."""

    BOLD = "bold"
    QUOTE = "quote"
    LONG_QUOTE = "long quote"
    """A quotation that a small screen may fold."""
    ITALIC = "italic"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Span:
    """A styled slice of a reply's text, counted in characters."""

    start: int
    end: int
    style: Style
    url: str = ""
    """Where a link leads; nothing else has one."""


@dataclass(frozen=True, slots=True)
class Button:
    """A shortcut for saying its words.

    What it says is a question, an entity's full name, or a command such as `/roles`. A command
    that browses changes the message it stands under; everything else is a new turn.
    """

    label: str
    says: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person is shown, free of any markup."""

    kind: Kind
    text: str
    spans: tuple[Span, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    """Rows of buttons."""
    quotations: tuple[Quotation, ...] = ()
    confidence: float = 1.0
    """From 0 to 1: how sure the bot is that this is what was asked."""
    entry: int | None = None
    """The question's number in the journal, where one is kept: what a vote is about."""
    files: tuple[File, ...] = ()
    """What is sent after it."""
    without: str = ""
    """What is said where they cannot be sent."""
    following: str = ""
    """The organisation that the bulletin tells of next, where this tells of one."""

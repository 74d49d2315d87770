"""The nouns, in the order in which data meets them.

All are frozen. Offsets count characters of the text they belong to, from 0, end excluded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# --- a page comes in


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or table row of a page."""

    text: str
    level: int = 0
    """0 for running text, 1 for the highest heading, and so on; only formats that know it say it."""


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


# --- knowledge is asked


class Sort(StrEnum):
    """What sort of thing a name names."""

    ORGANISATION = "organisation"
    ROLE = "role"
    CATEGORY = "category"
    PLACE = "place"
    BULLETIN = "bulletin"


@dataclass(frozen=True, slots=True)
class Entity:
    """Something a question can name."""

    sort: Sort
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity where a question names it."""

    entity: Entity
    start: int
    end: int
    said: str
    """The words of the question, in normal form."""
    score: float = 1.0
    """1 for a name as written; less for one that was repaired."""
    repaired: str | None = None
    """The alias that was read in place of what was said, where they differ."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A slice of a passage: the only way in which knowledge enters a reply."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """What is quoted, verbatim."""
        return self.passage.text[self.start : self.end]


class Kind(StrEnum):
    """What a reply is."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    REFUSE = "refuse"
    CHAT = "chat"


# --- a conversation


@dataclass(frozen=True, slots=True)
class Message:
    """What one person said in one chat, whatever the platform."""

    text: str
    person: str = "local"
    chat: str = "local"
    thread: str = ""
    name: str = ""
    """How the person is greeted; may be empty."""


class Style(StrEnum):
    """How a span of a reply looks."""

    BOLD = "bold"
    QUOTE = "quote"
    LONG_QUOTE = "long quote"
    """A quotation that a small screen may fold."""
    ITALIC = "italic"


@dataclass(frozen=True, slots=True)
class Span:
    """A styled slice of a reply's text, counted in characters."""

    start: int
    end: int
    style: Style


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

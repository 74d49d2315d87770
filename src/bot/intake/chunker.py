"""Document → Bulletin: lead, sections by role, passages by organisation, word for word."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from bot.chinese.folding import shadow
from bot.chinese.name_parts import split
from bot.chinese.slugs import slug
from bot.chinese.text import normalise
from bot.errors import NotABulletin
from bot.intake.aliases import suggest, with_short
from bot.intake.formats.reading import read
from bot.intake.genres import objection
from bot.intake.naming import headings
from bot.intake.naming.actors import Named, actors, likely, names
from bot.intake.naming.subjects import subject
from bot.intake.outline.outline import Part as Outlined
from bot.intake.outline.outline import outline
from bot.intake.page.page import Page, read_page
from bot.intake.who_is_who import Registry, verbatim
from bot.model import Bulletin, Chunked, Document, Part, Passage, Section
from bot.remarks import NOISE, Remark


def bulletin_of(name: str, data: bytes, url: str | None = None) -> Chunked:
    """Return the bulletin in a document, its id given by date and title.

    Raises `UnreadableDocument`, `UnsupportedFormat` or `NotABulletin`.
    """
    chunked = chunk(read(name, data), url)
    bulletin = chunked.bulletin
    return replace(chunked, bulletin=bulletin.renamed(slug(bulletin.title, bulletin.date)))


def chunk(document: Document, url: str | None = None) -> Chunked:
    """Cut a page into a bulletin; its id is left empty.

    Raises `NotABulletin` with the reason for a page that tells of no organisation's deeds.
    """
    page = read_page(document)
    parts = outline(page.body)
    registry = Registry(page, parts)
    sections, lead, closing = _sections(parts, registry)
    acting = {name for s in sections for p in s.passages for name in p.organisations}
    if reason := objection(page, acting):
        raise NotABulletin(document.name, reason)
    closing = "\n".join(filter(None, (closing, page.credit)))
    acted = [n for s in sections for p in s.passages for n in p.organisations]
    taken = [n for s in sections for n in (s.role, s.category) if n]
    title = page.title or document.name.rpartition(".")[0]
    aliases = with_short(suggest(acted, taken), registry.short, {*acted, *taken})
    sections = _proved(sections, title + lead, aliases, registry.pieced)
    bulletin = Bulletin("", title, page.date, page.source, url, lead, sections, closing, aliases)
    return Chunked(bulletin, (*document.notes, *_doubts(page, sections, registry.maybe)))


# --- sections


def _sections(
    parts: Sequence[Outlined], registry: Registry
) -> tuple[tuple[Section, ...], str, str]:
    """Return sections, lead and closing."""
    first, rest = parts[0], list(parts[1:])
    lead = "\n".join(first.paragraphs).replace("\t", CELL)
    if not rest or _acts_alone(first, rest, registry):
        rest, lead = [first, *rest], ""
    closing: list[str] = []
    if rest[-1].heading:
        rest[-1], closing = _without_closing(rest[-1], registry)
    said = _named(rest)
    sections = tuple(
        _section(number, part, said[number], registry) for number, part in enumerate(rest)
    )
    return sections, lead, "\n".join(closing)


def _acts_alone(first: Outlined, rest: Sequence[Outlined], registry: Registry) -> bool:
    """Tell whether a deed with its figures is told above the first heading, and nowhere below."""
    told: list[str] = []
    for paragraph in first.paragraphs:
        shade = shadow(paragraph)
        for actor in actors(shade, registry.known):
            name = registry.full(verbatim(actor, paragraph))
            behind, before = shade[actor.end :], shade[: actor.start]
            later = bool(told) or re.search("[。!?]", before) or paragraph != first.paragraphs[0]
            if later and re.search(r"\d", re.split("[。!?]", behind)[0]):
                told.append(name)
    below = shadow("\n".join("\n".join((p.heading or "", *p.paragraphs)) for p in rest))
    return any(split(shadow(name)).short not in below for name in told)


_CLOSES = re.compile(
    r"(?:下一步|接下来|今后|未来|目前,|截至目前|截至|据悉|据了解|据(?:不完全)?统计|据介绍|与此同时|"
    r"(?:本次|此次|该)?(?:活动|行动|工作|展演|比赛)由|风雨同舟|众志成城|同心|奋进|新征程|涓滴|"
    r".{0,12}(?:表示|负责人|相关负责人)|\S{2,20}(?:局|厅|委|部|办|处|会|院|政府|中心)$|\d{4}年\d{1,2}月\d{1,2}日$|"
    r"二[〇○零O].{1,3}年|\([^()]{2,20}\)$|一分耕耘|疫情无情|雨过天晴|使命|责任|时代|胜利|春天)"
)
"""How paragraphs begin that look back on all sections."""

_SAID = re.compile(
    r"“[^”]+”[^“”]{0,60}(?:说|表示|坦言|感慨|感言|道)。|[^“”]{4,50}(?:表示|说)[,:]“[^”]+”"
)
"""A last paragraph that is somebody's words about it all."""


def _without_closing(part: Outlined, registry: Registry) -> tuple[Outlined, list[str]]:
    """Cut paragraphs off the last part that belong to no section."""
    paragraphs = list(part.paragraphs)
    closing: list[str] = []
    while len(paragraphs) > 1:
        shade = shadow(paragraphs[-1])
        acting = actors(shade, registry.known)
        signed = any(a.end - a.start == len(shade.strip()) for a in acting)
        said = _SAID.fullmatch(shade.strip())
        if not (signed or said) and (acting or not _CLOSES.match(shade)):
            break
        closing.insert(0, paragraphs.pop())
    return replace(part, paragraphs=tuple(paragraphs)), closing


def _named(parts: Sequence[Outlined]) -> list[headings.Named]:
    """Return what each part's heading names, those of one level read together."""
    found = [headings.Named() for _ in parts]
    for level in {len(part.above) for part in parts}:
        at = [i for i, part in enumerate(parts) if part.heading and len(part.above) == level]
        for i, named in zip(
            at, headings.read_level([parts[i].heading or "" for i in at]), strict=True
        ):
            found[i] = named
    return found


def _section(number: int, part: Outlined, said: headings.Named, registry: Registry) -> Section:
    """Cut one part into lead and passages."""
    role, category = said.role, said.category
    if not role and not category:
        for heading in reversed(part.above):
            inherited = headings.read(heading)
            if inherited.role or inherited.category:
                role, category = inherited.role, inherited.category
                break
    named = said.organisations or _named_above(part)
    groups = list(_groups(part, registry, tuple(map(registry.full, named))))
    registry.maybe += [g.maybe for g in groups if g.maybe]
    texts = [g.text.strip().replace("\t", CELL) for g in groups]
    lead = texts.pop(0) if groups and not groups[0].organisations else ""
    passages = tuple(
        Passage("", Part.BODY, text, g.organisations, number, role, category)
        for g, text in zip(groups[bool(lead) :], texts, strict=True)
        if text
    )
    return Section(part.heading, part.under, category, role, lead, passages)


def _named_above(part: Outlined) -> tuple[str, ...]:
    """Return the organisations that the nearest heading above names."""
    above = (headings.read(h).organisations for h in reversed(part.above))
    return next((names for names in above if names), ())


def _proved(
    sections: Sequence[Section],
    around: str,
    aliases: Mapping[str, tuple[str, ...]],
    pieced: Collection[str],
) -> tuple[Section, ...]:
    """Leave organisations that their passages name; where only a short name does, that one."""
    texts = [t for s in sections for t in (s.heading, s.lead, *(p.text for p in s.passages))]
    whole = _plain(around + "\n".join(filter(None, texts)))

    def named(section: Section, passage: Passage) -> tuple[str, ...]:
        near = [passage.text, section.heading, section.under, section.lead, around]
        said = "\n".join(filter(None, near))
        names: dict[str, None] = {}
        for name in passage.organisations:
            if _plain(name) in _plain(said) or shadow(name) in pieced:
                names[name] = None
            elif short := next((a for a in aliases.get(name, ()) if a in said), None):
                names[name if _plain(name) in whole else short] = None
        return tuple(names)

    return tuple(
        replace(s, passages=tuple(replace(p, organisations=named(s, p)) for p in s.passages))
        for s in sections
    )


@lru_cache(maxsize=1 << 8)
def _plain(text: str) -> str:
    return "".join(normalise(text).split())


# --- passages

CELL = "\u3000"
"""What stands between the cells of a table row in a passage."""


@dataclass(slots=True)
class _Group:
    """Sentences about the same organisations; about none where their doer was not recognised."""

    organisations: tuple[str, ...]
    text: str
    maybe: str = ""
    """Who may act in it, though nothing proves it."""


def _groups(part: Outlined, registry: Registry, default: tuple[str, ...]) -> Iterator[_Group]:
    """Yield sentences in groups; a new one begins where others act, and behind dropped noise."""
    group: _Group | None = None
    for number, paragraph in enumerate(part.paragraphs):
        found = names(shadow(paragraph), registry.known)
        starts = [n.start for n in found]
        for start, end in _statements(paragraph, found):
            begins = start == 0 and number > 0
            here = found[bisect_left(starts, start) : bisect_left(starts, end)]
            before = group.organisations if group else default
            about = _About(before, begins, bool(default))
            doers = _doers(paragraph, (start, end), here, registry, about)
            text = ("\n" if begins else "") + paragraph[start:end]
            cut = (begins and number in part.apart) or (
                doers is not None and (set(doers) != set(before) or (begins and not doers))
            )
            if group is None or cut:
                if group is not None:
                    yield group
                group = _Group(before if doers is None else doers, text)
                if doers == ():
                    group.maybe = _maybe(paragraph[start:end])
            else:
                group.text += text
    if group is not None:
        yield group


@dataclass(frozen=True, slots=True)
class _About:
    """What stands before a statement."""

    before: tuple[str, ...]
    """Who acts in the one before, or whom the heading names."""
    begins: bool
    """It begins a paragraph below another."""
    headed: bool
    """The section's heading names an organisation."""


def _doers(
    paragraph: str,
    span: tuple[int, int],
    here: Sequence[Named],
    registry: Registry,
    about: _About,
) -> tuple[str, ...] | None:
    """Return who acts in a statement, nobody for an unknown doer; None: those of the one before."""
    if acting := [registry.full(verbatim(n, paragraph)) for n in here if n.acts]:
        return tuple(dict.fromkeys(acting))
    shade = shadow(paragraph)[slice(*span)]
    if any(n.opens for n in here) or _TOTAL.match(shade):
        return ()
    said = subject(shade, apart=about.begins and not about.headed)
    if said.form and (meant := registry.meant_by(said.form, about.before)):
        return (meant,)
    own = said.own and not (about.headed and likely(shade) is None)
    return () if own else None


_TOTAL = re.compile(r"[\s|]*(?:合|总|小|共)计(?=[\s|:]|$)")
"""How the row of a table begins that is nobody's."""


def _maybe(text: str) -> str:
    """Return what may be the name of an unknown doer, an empty string if nothing looks like one."""
    found = likely(shadow(text))
    return text[found[0] : found[1]] if found else ""


_SENTENCE = re.compile(
    r"[。!?]+(?![”\"][^,。!?\n]{1,24}(?:说|表示|告诉|介绍|坦言|感慨|回忆))[”’」』)\]\"]*|;+"
)
"""How sentences end; what is quoted ends with the words of who says so."""

FEWEST_SAID = 6
"""Characters before a subject, in a text without stops, that may be a statement of their own."""


def _statements(paragraph: str, found: Sequence[Named]) -> Iterator[tuple[int, int]]:
    """Yield the spans that are never cut: sentences, and what a new subject opens after 「；」."""
    shade = shadow(paragraph)
    ends = [m.end() for m in _SENTENCE.finditer(shade)]
    loose = not ends
    opening = {n.start for n in found if n.acts and ((n.opens and split(n.name).form) or loose)}
    if loose:
        ends = _loose_ends([n for n in found if n.start in opening])
    start = 0
    for end in ends:
        if end >= len(paragraph) or end <= start:
            continue
        after = end + len(shade[end:]) - len(shade[end:].lstrip())
        if not loose and shade[end - 1] == ";" and after not in opening:
            continue
        yield start, end
        start = end
    if paragraph[start:].strip():
        yield start, len(paragraph)


def _loose_ends(opening: Sequence[Named]) -> list[int]:
    """Return where statements end in a text without stops: before those who act next."""
    pairs = pairwise((Named(0, 0, ""), *opening))
    return [b.start for a, b in pairs if b.start - a.end >= FEWEST_SAID]


# --- doubts

SHOWN = 24
"""Characters of a dropped line that are shown."""


def _by_kind(dropped: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Yield what was dropped, by what it was taken for."""
    for kind in dict.fromkeys(kind for kind, _ in dropped):
        texts = (text for of, text in dropped if of == kind)
        yield NOISE[kind], [t if len(t) <= SHOWN else t[:SHOWN] + "…" for t in texts]


def _doubts(page: Page, sections: Sequence[Section], maybe: Sequence[str]) -> Iterator[str]:
    """Yield what a person should look at."""
    if page.title is None:
        yield Remark.NO_TITLE
    if page.date is None:
        yield Remark.NO_DATE
    for kind, texts in _by_kind(page.dropped):
        yield Remark.DROPPED.format(kind=kind, lines="、".join(f"“{text}”" for text in texts))
    for name in dict.fromkeys(maybe):
        yield Remark.MAY_ACT.format(name=name)
    for section in sections:
        if not any(p.organisations for p in section.passages):
            yield Remark.NOBODY_ACTS.format(heading=section.heading or page.title)

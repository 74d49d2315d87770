"""Document → Bulletin: lead, sections by role, passages by organisation, word for word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.chinese.folding import shadow
from bot.chinese.slugs import slug
from bot.errors import NotABulletin
from bot.intake.aliases import suggest
from bot.intake.formats.reading import read
from bot.intake.genres import objection
from bot.intake.naming import headings
from bot.intake.naming.actors import Actor, actors
from bot.intake.outline.outline import Part as Outlined
from bot.intake.outline.outline import outline
from bot.intake.page.page import Page, read_page
from bot.intake.who_is_who import Registry, verbatim
from bot.model import Bulletin, Chunked, Document, Part, Passage, Section
from bot.remarks import Remark


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
    registry = Registry(page)
    registry.learn(parts)
    sections, lead, closing = _sections(parts, registry)
    acting = {name for s in sections for p in s.passages for name in p.organisations}
    if reason := objection(page, acting):
        raise NotABulletin(document.name, reason)
    closing = "\n".join(filter(None, (closing, page.credit)))
    names = [n for s in sections for p in s.passages for n in p.organisations]
    taken = [n for s in sections for n in (s.role, s.category) if n]
    title = page.title or document.name.rpartition(".")[0]
    bulletin = Bulletin(
        "", title, page.date, page.source, url, lead, sections, closing, suggest(names, taken)
    )
    return Chunked(bulletin, (*document.notes, *_doubts(page, sections, registry)))


# --- sections


def _sections(
    parts: Sequence[Outlined], registry: Registry
) -> tuple[tuple[Section, ...], str, str]:
    """Return sections, lead and closing."""
    first, rest = parts[0], list(parts[1:])
    lead = "\n".join(first.paragraphs).replace("\t", CELL)
    if not rest:
        rest, lead = [first], ""
    else:
        for paragraph in first.paragraphs:
            for actor in actors(shadow(paragraph), registry.known):
                if not actor.bare:
                    registry.full(actor.name)
    rest[-1], closing = _without_closing(rest[-1], registry)
    said = _named(rest)
    sections = tuple(
        _section(number, part, said[number], registry) for number, part in enumerate(rest)
    )
    return sections, lead, "\n".join(closing)


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
        acting = [a for a in actors(shade, registry.known) if not a.bare]
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
    for name in named:
        registry.full(name)
    groups = list(_groups(part, registry, tuple(map(registry.full, named))))
    lead = ""
    if groups and not groups[0].organisations:
        lead = groups.pop(0).text
    passages = tuple(
        Passage("", Part.BODY, g.text, g.organisations, number, role, category) for g in groups
    )
    return Section(part.heading, part.under, category, role, lead, passages)


def _named_above(part: Outlined) -> tuple[str, ...]:
    """Return the organisations that the nearest heading above names."""
    above = (headings.read(h).organisations for h in reversed(part.above))
    return next((names for names in above if names), ())


# --- passages

CELL = "\u3000"
"""What stands between the cells of a table row in a passage."""


@dataclass(slots=True)
class _Group:
    """Sentences about the same organisations."""

    organisations: tuple[str, ...]
    text: str


def _groups(part: Outlined, registry: Registry, default: tuple[str, ...]) -> Iterator[_Group]:
    """Yield sentences in groups; a new one begins where others act, and behind dropped noise."""
    group: _Group | None = None
    for number, paragraph in enumerate(part.paragraphs):
        found = actors(shadow(paragraph), registry.known)
        for start, end in _statements(paragraph, found):
            text = paragraph[start:end]
            here = [a for a in found if start <= a.start < end]
            names = _names(paragraph, here, registry, group)
            apart = start == 0 and number in part.apart
            if group is None:
                group = _Group(names or default, text)
            elif apart or (names and set(names) != set(group.organisations)):
                yield _finished(group)
                group = _Group(names or group.organisations, text)
            else:
                group.text += ("\n" if start == 0 and number else "") + text
    if group is not None:
        yield _finished(group)


def _finished(group: _Group) -> _Group:
    return replace(group, text=group.text.strip().replace("\t", CELL))


def _names(
    paragraph: str, found: Sequence[Actor], registry: Registry, group: _Group | None
) -> tuple[str, ...]:
    """Return the full names of those who act in a statement."""
    names = [registry.full(verbatim(a, paragraph)) for a in found if not a.bare]
    if not names:
        nearest = group.organisations if group else ()
        meant = [registry.meant_by(a.name, nearest) for a in found if a.bare and a.opens]
        names = [m for m in meant if m]
    return tuple(dict.fromkeys(names))


_SENTENCE = re.compile(r"[。!?]+[”’」』)\]\"]*|;+")

FEWEST_SAID = 6
"""Characters before a subject, in a text without stops, that may be a statement of their own."""


def _statements(paragraph: str, found: Sequence[Actor]) -> Iterator[tuple[int, int]]:
    """Yield the spans that are never cut: sentences, and what a new subject opens after 「；」."""
    shade = shadow(paragraph)
    opening = {a.start for a in found if a.opens and a.spelt and not a.bare}
    start = 0
    loose = not re.search("[。!?;]", shade)
    ends = [m.end() for m in _SENTENCE.finditer(shade)]
    if loose:
        ends = sorted(at for at in opening if at >= FEWEST_SAID)
    for end in ends:
        if end >= len(paragraph) or end <= start:
            continue
        text = shade[end:]
        if (
            not loose
            and shade[end - 1] == ";"
            and end + len(text) - len(text.lstrip()) not in opening
        ):
            continue
        yield start, end
        start = end
    if paragraph[start:].strip():
        yield start, len(paragraph)


# --- doubts


def _doubts(page: Page, sections: Sequence[Section], registry: Registry) -> Iterator[str]:
    """Yield what a person should look at."""
    if page.title is None:
        yield Remark.NO_TITLE
    if page.date is None:
        yield Remark.NO_DATE
    named = {n for s in sections for p in s.passages for n in p.organisations}
    odd = sorted(name for name in registry.known.names if name in named)
    if odd:
        yield Remark.ODD_NAMES.format(names="、".join(odd))
    for section in sections:
        if not any(p.organisations for p in section.passages):
            yield Remark.NOBODY_ACTS.format(heading=section.heading or page.title)

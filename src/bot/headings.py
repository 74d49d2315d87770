"""A heading → the role, the category and the organisation that it names, or none of them.

慈善组织:当好“后勤保障员” · 【健康守护员】 · 三是当好受灾职工的“贴心员”。 · 青禾市曲艺家协会
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot import edges, mentions
from bot.actors import actors
from bot.names import split
from bot.shadow import shadow
from bot.tables import alternatives, listed
from bot.text import words

_FILE = "headings.txt"

MAX_ROLE = 12
"""Characters of the longest role that is believed."""

MAX_CATEGORY = 24
"""Characters of the longest category that is believed."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a heading says; None for what it does not say."""

    role: str | None = None
    category: str | None = None
    organisations: tuple[str, ...] = ()


_NUMBER = re.compile(
    r"\s*(?:第[一二三四五六七八九十\d]+(?:大?类|部分|篇|章|是)?[、.,:\s]*|"
    r"[一二三四五六七八九十壹贰叁参肆伍陆柒捌玖拾]{1,3}(?:[、.,:\s]+|是要?|要)|其[一二三四五六七八九十][,:是]?|"
    r"\([一二三四五六七八九十\d]+\)|\d{1,2}(?:[、.)]|\s+|(?=[\u4e00-\u9fff“【]))|[①-⑳㈠-㈩]|"
    r"(?:PART|NO|No|Part)[.\s]*\d+|[■◆●▲★▍▌▎※◎○◇□▪◼▶►☆·*#>\-—]+|"
    r"首先|其次|再次|最后|此外)[、.,:\s]*"
)
"""What numbers a heading or marks it."""

_EDGES = " \t、.,:;。!?—-|·*#★■◆●▲~【】[]"
_QUOTED = re.compile(
    r"[“\"‘'【\[]([^“”\"‘’'【】\[\],。:;]{2,14})(?:[“”\"‘’'】\]]|$)|([^“”\"‘’',:。;]{2,14})[”\"’']"
)
_PART = re.compile(r"[^:—\-|·/,;。()\s]+")


@cache
def _pattern(kind: str, *, at_end: bool = False) -> re.Pattern[str]:
    return re.compile(f"(?:{alternatives(_FILE, kind)})" + ("$" if at_end else ""))


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(listed(_FILE, kind))


def number_end(shade: str) -> int:
    """Return where a heading's number or mark ends, 0 where it has none."""
    match = _NUMBER.match(shade)
    return match.end() if match else 0


def read(heading: str) -> Named:
    """Say what a heading names, in the heading's own words, without numbers and quotes."""
    shade = shadow(heading)
    at = number_end(shade)
    end = len(shade.rstrip(_EDGES))
    return _named(heading, shade, at, end, _roles(shade, at, end))


def read_level(said: Sequence[str]) -> list[Named]:
    """Read the headings of one level: if some name roles, others of the same shape do so too."""
    named = [read(heading) for heading in said]
    shapes = Counter(_shape(h, n.role) for h, n in zip(said, named, strict=True) if n.role)
    for shape, times in shapes.items():
        if shape and times * FEWEST_ALIKE >= len(said):
            named = [
                n if n.role or n.organisations else _read_as(shape, heading) or n
                for heading, n in zip(said, named, strict=True)
            ]
    return named


FEWEST_ALIKE = 3
"""One heading in so many must name a role in a shape for the others of that shape to do so."""

MAX_ALIKE = 6
"""Characters of a role that only its place among others tells."""


def _shape(heading: str, role: str) -> re.Pattern[str] | None:
    """Return how a heading shows its role: in marks, or by being nothing else."""
    shade = shadow(heading)
    bare = shade[number_end(shade) :].strip(_EDGES)
    if f"“{shadow(role)}" in shade or f"【{shadow(role)}" in shade:
        return _MARKED
    return _WHOLE if bare == shadow(role) else None


_MARKED = re.compile(rf"[“【](?P<role>[^“”【】,。:;]{{2,{MAX_ALIKE}}})[”】]")
_WHOLE = re.compile(rf"(?P<role>[^\W\d]{{2,{MAX_ALIKE}}})$")


def _read_as(shape: re.Pattern[str], heading: str) -> Named | None:
    """Read a heading whose role has a shape, None if it has not."""
    shade = shadow(heading)
    at, end = number_end(shade), len(shade.rstrip("。:;!? "))
    match = shape.match(shade, at, end) if shape is _WHOLE else shape.search(shade, at, end)
    if not match or match.group("role") in _words("no roles"):
        return None
    if read(heading).category and shape is _WHOLE:
        return None
    return _named(heading, shade, at, end, [match.span("role")])


def _named(heading: str, shade: str, at: int, end: int, roles: list[tuple[int, int]]) -> Named:
    organisations = _organisations(heading, shade, at, end)
    category = None if organisations else _category(shade, at, end, roles)
    return Named(
        "、".join(dict.fromkeys(heading[a:b] for a, b in roles)) or None,
        heading[category[0] : category[1]] if category else None,
        organisations,
    )


# --- the role


def _roles(shade: str, at: int, end: int) -> list[tuple[int, int]]:
    """Return where the roles stand: quoted ones, else what follows a verb, else a bare one."""
    quoted = []
    for match in _QUOTED.finditer(shade, at, end + 1):
        start, stop = match.span(1 if match.group(1) else 2)
        if match.group(2):
            start = _after_verb(shade, start, stop) or start
        said = shade[start:stop].strip()
        last = match.end() >= end or bool(match.group(2))
        if _is_role(said, shade[at : match.start()], last=last):
            start += len(shade[start:stop]) - len(shade[start:stop].lstrip())
            quoted.append((start, start + len(said)))
    if not quoted and _WHOLLY_QUOTED.fullmatch(shade[at:end] + "”"[: shade[end : end + 1] == "”"]):
        start = shade.index("“", at) + 1
        quoted.append((start, start + len(shade[start:end].rstrip("” "))))
    if quoted:
        return quoted
    behind = _after_verb(shade, at, end)
    if behind is None:
        return _bare_roles(shade, at, end)
    part = _PART.match(shade, behind, end)
    said = part.group().rstrip("“”") if part else ""
    start = behind + said.rfind("的") + 1
    stop = behind + len(said)
    return [(start, stop)] if _may_be_role(shade[start:stop]) else []


def _after_verb(shade: str, at: int, end: int) -> int | None:
    """Return where what somebody is to be begins: after the last verb that says so."""
    starts = {w.start for w in words(shade)}

    def ends(kind: str) -> list[int]:
        found = _pattern(kind).finditer(shade, at, end)
        return [  # neither 当 in 当场 nor 作 in 工作者
            m.end() for m in found if len(m.group()) > 1 or {m.start(), m.end()} <= starts
        ]

    weak = (e for e in ends("weak role verbs") if _sounds_like_role(shade[e:end]))
    return max(ends("role verbs") or weak, default=None)


_WHOLLY_QUOTED = re.compile(r"\s*“[^“”]{2,8}”?\s*")
"""A heading that is only a name in quotation marks: “楼道厨神”."""

_BEFORE_ROLE = re.compile(r"(?:^|[:—\-|的(·、和与,]|”)\s*$")


def _is_role(said: str, before: str, *, last: bool) -> bool:
    """Tell whether quoted words are a role: by the verb before them, or by sound and place."""
    if said in _words("no roles") or not 2 <= len(said) <= MAX_ROLE:
        return False
    verb = alternatives(_FILE, "role verbs")
    modifier = "(?:[^,:。;]{0,12})" if last else "(?:[^,:。;]{0,12}的)?"
    if re.search(f"(?:{verb}){modifier}$", before):
        return True
    return _sounds_like_role(said) and (last or bool(_BEFORE_ROLE.search(before)))


def _sounds_like_role(said: str) -> bool:
    return said not in _words("no roles") and bool(_pattern("role ends", at_end=True).search(said))


def _may_be_role(said: str) -> bool:
    return 2 <= len(said) <= MAX_ROLE and said not in _words("no roles")


MAX_PLAIN_ROLE = 4
"""Characters of a role that may begin with a verb: 送暖人."""

_ROLE_WORDS = ("员", "手", "守护者", "劝导者", "引导者", "传播者", "管理者", "监督者", "维护者")
"""Ends of roles before which a verb may stand."""

_BARE_END = re.compile("(?:员|者|手|兵|使者|卫士|管家|师|人|[\u4e00-\u9fff]{2}军)$")


def _bare_roles(shade: str, at: int, end: int) -> list[tuple[int, int]]:
    """Return a role that stands as a part of its own: 后勤保障员 · 慈善组织:后勤保障员."""
    for match in _PART.finditer(shade, at, end):
        said = match.group()
        if (
            not 3 <= len(said) <= MAX_ROLE
            or re.search("[的、]", said)
            or not _sounds_like_role(said)
        ):
            continue
        if len(said) > 4 and not _BARE_END.search(said) and said not in _words("role ends"):
            continue
        first = words(said)[0]
        deed = first.tag == "v" and len(first.text) > 1 and first.text != said
        if deed and len(said) > MAX_PLAIN_ROLE and not said.endswith(_ROLE_WORDS):
            continue  # 致敬逆行者
        if first.text not in edges.word_sets()["verbs"] and not mentions.find(said):
            return [(match.start(), match.start() + len(said))]
    return []


# --- the category


def _category(
    shade: str, at: int, end: int, roles: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """Return where the kind of organisations stands: before the role's verb, or as a part."""
    for x, y in roles:
        shade = shade[:x] + ":" * (y - x) + shade[y:]
    for match in _PART.finditer(shade, at, end):
        a, b = match.span()
        b = _without_verb(shade, a, b)
        a += len(shade[a:b]) - len(shade[a:b].lstrip("“”\"‘’'【】["))
        if _is_category(shade[a:b], alone=not roles):
            return a, b
    return None


def _without_verb(shade: str, a: int, b: int) -> int:
    """Return where the subject before a verb ends, adverbs left out."""
    for match in _pattern("role verbs").finditer(shade, a, b):
        b = min(b, match.start())
    text = shade[a:b].rstrip("“\"‘'【[”’】] ")
    text = re.sub(f"(?:{alternatives(_FILE, 'weak role verbs')}|当)(?:[^,]{{0,10}}的)?$", "", text)
    quiet = _pattern("quiet words", at_end=True)
    while found := quiet.search(text):
        if found.group() == "类":
            break
        text = text[: found.start()]
    return a + len(text)


def _is_category(said: str, *, alone: bool) -> bool:
    """Tell whether words name a kind of organisations; alone, they must be nothing else."""
    if not 2 <= len(said) <= MAX_CATEGORY:
        return False
    cut = words(said)
    if any(w.text in edges.word_sets()["verbs"] for w in cut):
        return False
    known = bool(_pattern("category ends", at_end=True).search(said))
    if not alone:
        deeds = any(w.tag in ("v", "vd", "p") and len(w.text) > 1 for w in cut[:-1])
        return known or (said[-1] in _BODIES and not deeds)
    begins = bool(_pattern("category beginnings").match(said)) or said.endswith(_SURELY_KINDS)
    return known and (begins or len(said) <= MAX_SHORT)


_SURELY_KINDS = ("组织", "社团", "类", "机构", "企业", "单位", "团体", "行业协会商会")
"""Ends that only the name of a kind has."""


_BODIES = frozenset("会社团队院馆校店企户业站司构者吧园所行网台类界局坊厂场派军族家盟帮组班营")
"""Last characters of words for bodies of people: 民办博物馆, 义务消防队."""

MAX_SHORT = 6
"""Characters of a category that may be any words, if a heading is nothing else."""


# --- organisations


def _organisations(heading: str, shade: str, at: int, end: int) -> tuple[str, ...]:
    """Return the organisations that a heading names as those who act."""
    found = [a for a in actors(shade[at:end]) if not a.bare and _is_specific(a.name)]
    return tuple(dict.fromkeys(heading[at + a.start : at + a.end] for a in found))


def _is_specific(name: str) -> bool:
    """Tell an organisation (青禾市书法家协会) from a kind of them (书法家协会)."""
    parts = split(name)
    if parts.places or "“" in name:
        return True
    if parts.form in edges.word_sets()["weak forms"]:
        return False
    if mentions.is_generic(name):
        return False
    brand = words(mentions.stem(name))
    return any(len(w.text) < 2 or w.tag in ("x", "nz", "nr", "ns") for w in brand)

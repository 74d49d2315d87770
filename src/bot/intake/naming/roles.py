"""The role in a heading: quoted, behind a verb that gives one, or standing alone."""

import re
from functools import cache

from bot.chinese.text import words
from bot.chinese.word_lists import alternatives, listed
from bot.intake.naming.actors import names
from bot.intake.naming.views import in_lists, mask_of

_FILE = "headings.txt"


@cache
def headwords(kind: str, *, at_end: bool = False) -> re.Pattern[str]:
    """Return what finds any word of a kind (a section of the data file)."""
    return re.compile(f"(?:{alternatives(_FILE, kind)})" + ("$" if at_end else ""))


@cache
def listed_words(kind: str) -> frozenset[str]:
    """Return the words of a kind."""
    return frozenset(listed(_FILE, kind))


MAX_ROLE = 12
"""Characters of the longest role that is believed."""

_QUOTED = re.compile(
    r"[“\"‘'【\[]([^“”\"‘’'【】\[\],。:;]{2,14})(?:[“”\"‘’'】\]]|$)|([^“”\"‘’',:。;]{2,14})[”\"’']"
)
PART = re.compile(r"[^:—\-|·/,;。()\s]+")
"""One of the parts of which signs make a heading up."""


_ASIDE = re.compile(r"(?<=[\u4e00-\u9fff])\([^()]*\)(?=[\u4e00-\u9fff])")


def without_asides(shade: str) -> str:
    """Fill brackets inside a phrase, which are no parts of their own: 加强会员(企业)指导."""
    return _ASIDE.sub(lambda match: "□" * len(match.group()), shade)


def find_roles(shade: str, at: int, end: int) -> list[tuple[int, int]]:
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
    part = PART.match(shade, behind, end)
    said = part.group().rstrip("“”") if part else ""
    start = behind + said.rfind("的") + 1
    stop = behind + len(said)
    return [(start, stop)] if _may_be_role(shade[start:stop]) else []


def _after_verb(shade: str, at: int, end: int) -> int | None:
    """Return where what somebody is to be begins: after the last verb that says so."""
    starts = {w.start for w in words(shade)}

    def ends(kind: str) -> list[int]:
        found = headwords(kind).finditer(shade, at, end)
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
    if said in listed_words("no roles") or not 2 <= len(said) <= MAX_ROLE:
        return False
    verb = alternatives(_FILE, "role verbs")
    modifier = "(?:[^,:。;]{0,12})" if last else "(?:[^,:。;]{0,12}的)?"
    if re.search(f"(?:{verb}){modifier}$", before):
        return True
    return _sounds_like_role(said) and (last or bool(_BEFORE_ROLE.search(before)))


def _sounds_like_role(said: str) -> bool:
    return said not in listed_words("no roles") and bool(
        headwords("role ends", at_end=True).search(said)
    )


def _may_be_role(said: str) -> bool:
    return 2 <= len(said) <= MAX_ROLE and not said.endswith(tuple(listed_words("no roles")))


MIN_BARE = 3
"""Characters of a role that neither marks nor a verb show."""

MAX_PLAIN_ROLE = 4
"""Characters of a role that may begin with a verb: 送暖人."""

_ROLE_WORDS = ("员", "手", "守护者", "劝导者", "引导者", "传播者", "管理者", "监督者", "维护者")
"""Ends of roles before which a verb may stand."""

_BARE_END = re.compile("(?:员|者|手|兵|使者|卫士|管家|师|人|[\u4e00-\u9fff]{2}军)$")


def _bare_roles(shade: str, at: int, end: int) -> list[tuple[int, int]]:
    """Return a role that stands as a part of its own: 后勤保障员 · 慈善组织:后勤保障员."""
    for match in PART.finditer(without_asides(shade), at, end):
        said = match.group()
        if len(said) < MIN_BARE or not (_may_be_role(said) and _sounds_like_role(said)):
            continue
        if re.search("[的、\\d]", said):
            continue
        if len(said) > 4 and not _BARE_END.search(said) and said not in listed_words("role ends"):
            continue
        first = words(said)[0]
        deed = first.tag == "v" and len(first.text) > 1 and first.text != said
        if deed and len(said) > MAX_PLAIN_ROLE and not said.endswith(_ROLE_WORDS):
            continue  # 致敬逆行者
        if not in_lists(first.text) & mask_of("verbs") and not names(said):
            return [(match.start(), match.start() + len(said))]
    return []

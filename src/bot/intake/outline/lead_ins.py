"""Words that lead a paragraph in: a role, a kind, an organisation, or a few words and a stop."""

import re

from bot.chinese.text import words
from bot.intake.naming import headings
from bot.intake.naming.actors import actors
from bot.intake.page.lines import Line

MAX_HEADING = 46
"""Characters of the longest heading that stands on a line of its own."""

MAX_LEAD_IN = 40
"""Characters of the longest heading that opens a paragraph."""

MAX_PLAIN = 32
"""Characters of the longest heading that neither number nor sign marks."""

MAX_FIRST = 15
"""Characters of a first sentence that is a heading and no statement: 捐款捐物。"""


def first_sentence(each: Line) -> int:
    """Return where a first sentence ends that is a heading and no statement, 0 for none."""
    match = re.match(rf"[^。,;:!?]{{2,{MAX_FIRST}}}(?:。|:)\s*(?=\S{{8}})", each.shade)
    return len(match.group().rstrip()) if match and not acts(match.group()) else 0


_STOPS = re.compile(
    r"[。:;!?]|—+|[”\"’'」】](?![的、和与及])|\s+|(?<=\S)(?:\t|\|)|"
    r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff]{2,3}[省市县区州镇乡][\u4e00-\u9fff])"
)
"""What may end the words that lead a paragraph in; a place's name, where the break is lost."""


_CALL = re.compile("请|呼吁|希望")
UNEVEN = 3
"""Characters by which the halves of a heading may differ: 加强领导,压实责任。"""

_CALLED = re.compile("“[^“”]{2,8}”。$")
"""A heading that ends in what somebody is called: 侨捐基金会做育人的“活水”。"""


def lead_in(each: Line, start: int) -> int | None:
    """Return where the words end that lead a paragraph in, if they name a role or the like."""
    plain = None
    for match in _STOPS.finditer(each.shade, start + 2, start + MAX_LEAD_IN + 1):
        said, end = each.shade[start : match.end()], match.end()
        if end >= len(each.shade):
            break
        if not match.group() and end not in {w.start for w in words(each.shade)}:
            continue
        named = headings.read(said)
        if named.role and _only(said, named):
            return _with_stop(each.shade, end)
        commas = int(bool(start) and match.group() == "。")  # 一、加强领导,压实责任。
        clean = match.group().strip() in ("。", ":", "") and said.count(",") <= commas
        halves = [len(half.rstrip("。")) for half in said[start:].split(",")]
        clean = clean and max(halves) - min(halves) < UNEVEN and not _CALL.match(said, start)
        if plain is None and clean and len(said) <= MAX_PLAIN:
            sole = _is_sole(said, named)
            short = len(said) - start <= MAX_FIRST or match.group().strip()
            if sole or (start and short and (_CALLED.search(said) or not acts(said))):
                plain = end
        if "。" in match.group():
            break
    return plain


def _with_stop(shade: str, end: int) -> int:
    """Take a full stop or a colon behind a role into its heading."""
    match = re.match(r"[”\"’'】]?[。:]?", shade[end:])
    return end + (match.end() if match else 0)


def _only(said: str, named: headings.Named) -> bool:
    """Tell whether words that name a role do nothing else: no statement, no deed told."""
    role = named.role or ""
    rest = said.replace(role.split("、")[0], "", 1)
    return len(rest) <= MAX_LEAD_IN - 10 and not re.search("了|将|为[^民]|在|向|已", rest)


def _is_sole(said: str, named: headings.Named) -> bool:
    """Tell whether words are a name and nothing else."""
    bare = said[headings.number_end(said) :].strip(" :。【】[]“”")
    return bool(bare) and bare in (named.category, *named.organisations)


def acts(shade: str) -> bool:
    """Tell whether somebody acts in a text."""
    return bool(actors(shade))

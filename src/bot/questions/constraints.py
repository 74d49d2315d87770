"""The numbers, measure words and places that a question names."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from bot.chinese.cues import cues
from bot.chinese.name_parts import AREA, TELLING, bare
from bot.chinese.numbers import MEASURES, Quantity, quantities
from bot.chinese.text import lexicon, words
from bot.library import BREAKS, Snapshot
from bot.model import Mention, Term

COUNTED_FROM = 10
"""A smaller number in Chinese numerals (三个, 两家) is a way to speak and no figure."""

_A_FEW = re.compile(r"一两|两三|三四|三五|四五|五六|六七|七八|八九")
"""A few: 一两句话, 三五个人."""

_VAGUELY = ("几", "好", "数")
"""What makes the number behind it no figure: 几百, 好几千, 数万."""

MONEY = "元"
"""The measure word of what is asked for as 钱, 捐款, 善款: a sum says it by itself."""

_PERSONS = re.compile(r"[^,。?]{0,6}人(?=$|[?,。了吗呢啊呀])")
"""What follows 几个 where people are counted: 溺水的人."""

_MONEY_ASKED = re.compile(r"(?:[金款费钱额价薪]|工资|补贴|奖励)(?:是|有|为|达|共)*$")
"""What stands before 多少 where a sum is asked for: 奖金多少."""

_BEFORE_BOUND = re.compile(
    r"(?:超过|多于|大于|高于|不少于|至少|不到|少于|小于|低于|不足|达到|满|过|比|第|突破|破|超|逾|够|够不够)$"
)
"""What makes the number behind it a bound, or an ordinal, that need not be printed: 超过1000."""

_BEHIND_BOUND = re.compile(r"以[上下内]|左右|上下")
"""What makes the number before it one: 1000以上."""

_AND_MORE = re.compile(r"[多余来几]")
"""What makes a number any from it up to the next of its size: 9亿多."""


_HOW_MANY = re.compile(r"(?:多少|(?<!哪)几)(个|家|支|所|名|位)")


_EXCEPT = re.compile(r"除[了去]?[^?。]{1,30}?(?:之外|以外|外|[,，]|还|都|其[他余]|哪|谁)")
"""Whom a question leaves out."""


def numbers(text: str) -> Iterator[tuple[Quantity, Term]]:
    """Every number that is asked about, as the values that it may have."""
    for quantity in quantities(text):
        said = text[quantity.start : quantity.end]
        if not quantity.arabic and (quantity.value < COUNTED_FROM or _A_FEW.match(said)):
            continue
        before = text[: quantity.start]
        if before.endswith(_VAGUELY) or _BEFORE_BOUND.search(before):
            continue
        if _BEHIND_BOUND.match(text, quantity.end):
            continue
        least, most = _range(said, quantity.value)
        yield quantity, Term(said, 1.0, hard=True, least=least, most=most, measure=quantity.measure)


def _range(said: str, value: Fraction) -> tuple[Fraction, Fraction]:
    """9亿多 is anything from 9亿 up to 10亿; a plain number is itself."""
    if not _AND_MORE.search(said):
        return value, value
    step = Fraction(1)
    while value % (step * 10) == 0 and step < value:
        step *= 10
    return value, value + step


def places(text: str, snapshot: Snapshot) -> Iterator[str]:
    """Places that a question names: words of the dictionary, or built like a place's name.

    And those of the bulletins' organisations, which the dictionary may not know.
    """
    for said, built in place_names(text):
        place = bare(said)
        known = lexicon().tag(said) == "ns" or place in snapshot.homes
        if known or built or (place != said and place in snapshot.text):
            yield place
    yield from (home for home in sorted(snapshot.homes) if home in text)


def place_names(text: str) -> Iterator[tuple[str, bool]]:
    """Words that may be places, and whether they are built like one: 松坪 and 乡, 上, 溪 and 县."""
    run = ""
    for word in words(text):
        if word.text in BREAKS:
            run = ""
            continue
        short = word.text.isalpha() and len(word.text) < 3
        run = (run + word.text)[-4:] if short and len(word.text) == 1 else ""
        built = len(run) > 2 and run[-1] in AREA
        said = run if built else word.text
        if len(word.text) == 2 and short and word.tag.startswith("n"):
            run = word.text
        if len(said) > 1 and said not in cues().generic:
            yield said, built


_RISE = re.compile(r"同比|环比|增长率|增幅|占比|比例|百分|(?:增长|增加|上升|下降|减少)了?多少$")
"""Asks for a share, where no measure word says otherwise."""


def measures(text: str) -> frozenset[str]:
    """Which measure words the figure asked for may have; 万 and 亿 among them must be printed."""
    # 几项服务合计多少人次: the stronger word says what is asked for.
    match = re.search(r"多少|how (?:much|many) ?", text) or re.search("几", text)
    if match is None:
        return frozenset({"人"}) if "人数" in text else frozenset()
    if _MONEY_ASKED.search(text[: match.start()]):
        return frozenset({MONEY})
    if text[: match.start()].endswith("百分之"):
        return frozenset({"%"})
    after = text[match.end() :].lstrip("多个")
    if _PERSONS.match(after):
        return frozenset({"人"})
    scales = frozenset(re.match(r"[万亿]*", after).group())  # type: ignore[union-attr]
    after = after.lstrip("万亿")
    for measure, asked in cues().measures.items():
        if any(after.startswith(a) for a in asked):
            return frozenset({measure}) | scales
    first = words(after[:8])[0].text if after else ""
    first = first.removesuffix("队") if first in ("支队", "小队") else first
    if first in MEASURES:
        return frozenset({first}) | scales
    return scales or (frozenset({"%"}) if _RISE.search(text) else frozenset())


def counted_thing(text: str) -> tuple[str, str] | None:
    """Return the measure word and the beginning of what is counted: 多少家商会参加."""
    match = _HOW_MANY.search(text)
    what = text[match.end() :][:TELLING] if match else ""
    return (match[1], what) if match and len(what) == TELLING else None


def excepted(text: str, mentions: Sequence[Mention]) -> tuple[tuple[Mention, ...], frozenset[str]]:
    """Take out those whom a question leaves out (除了蓝天还有谁), and return their names."""
    spans = [m.span() for m in _EXCEPT.finditer(text)]
    out = [m for m in mentions if any(a <= m.start and m.end <= b for a, b in spans)]
    names = frozenset(e.name for m in out for e in m.entities)
    return tuple(m for m in mentions if m not in out), names

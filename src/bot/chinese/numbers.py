"""Numbers are values: 9.79亿元, 97900万元 and 九亿七千九百万元 are one quantity."""

import re
from dataclasses import dataclass
from fractions import Fraction

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}

MEASURES = (
    "平方米 人次 小时 分钟 公斤 公里 万元 亿元 美元 个月 年度 元 人 名 位 个 件 只 批 次 场 家 所 "
    "篇 条 把 双 桶 片 台 辆 套 箱 吨 斤 克 升 瓶 盒 袋 张 份 本 册 幅 首 户 支 座 间 处 项 期 天 "
    "日 月 年 周 岁 号 时 点 米 里 亩 倍 度 点 种 类 村 镇 县 区 市 省 层 栋 头 株 棵 款 笔 门 "
    "节 课 步 遍 盏 粒 顶 床 艘 方 立方米 立方 "
    "轮 队 组 对 多万 块"
).split()
"""Words that may follow a number; the longest is taken."""

CLASSES = tuple(
    frozenset(row.split())
    for row in (
        "元 万元 亿元 美元 块",
        "人 人次 名 位 口",
        "天 日 小时 分钟 月 个月 年 年度 周 号 时 点",
        "次 人次 场 期 遍 轮 步 节 课",
        "公斤 斤 克 吨 升",
        "公里 米 里",
        "家 支 所 队",
        "% ％ ‰ 倍",
    )
)
"""Measure words that count the same kind of thing; all others count things one by one."""


def same_class(one: str, other: str) -> bool:
    """Whether two measure words may count one thing: 个 and 只, but not 个 and 人次."""
    kinds = [c for c in CLASSES if one in c or other in c]
    return not kinds or any(one in c and other in c for c in kinds)


_MEASURE = "|".join(sorted(MEASURES, key=len, reverse=True))
_HEDGES_BEFORE = "近|约|超过|超|逾|将近|接近|大约|不少于|至少|达|累计|共"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = r"[零〇一二两三四五六七八九十百千]+(?:[万亿][零〇一二两三四五六七八九十百千]*)*|半"
_QUANTITY = re.compile(
    rf"(?P<before>{_HEDGES_BEFORE})?"
    rf"(?:(?P<arabic>{_ARABIC})|(?P<chinese>{_CHINESE}))"
    rf"(?P<more>[多余来几])?(?P<scale>[十百千]?[万亿]{{0,2}})(?P<more2>[多余来几])?"
    rf"(?P<measure>%|％|‰|{_MEASURE})?"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as a text prints it."""

    start: int
    end: int
    value: Fraction
    measure: str
    """The measure word without 万 or 亿, or an empty string."""
    arabic: bool
    """Printed in digits; Chinese numerals are often no figures (一线, 三个模块)."""


def chinese_value(text: str) -> int | None:
    """Read a Chinese numeral; None for what is none.

    >>> chinese_value("九亿七千九百万"), chinese_value("一万五千四百"), chinese_value("二〇二〇")
    (979000000, 15400, 2020)
    """
    if not text or any(c not in _DIGITS and c not in _UNITS and c not in _MYRIADS for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    last = 1
    for character in text:
        if character in _DIGITS:
            digit, last = _DIGITS[character], last if _DIGITS[character] else 1
        elif character in _UNITS:
            last = _UNITS[character]
            section += (digit or 1) * last
            digit = 0
        else:
            last = _MYRIADS[character]
            section += digit
            total = (total + section) * last if last > 10**4 else total + section * last
            section = digit = 0
    # 一万五 is 15,000: a last digit stands for the next lower place.
    return total + section + (digit * last // 10 if last >= 100 else digit)


def quantities(text: str) -> list[Quantity]:
    """Every number of a text in normal form, with its measure word."""
    found = []
    for match in _QUANTITY.finditer(text):
        printed = match["arabic"] or match["chinese"]
        value = _value(match)
        if value is None:
            continue
        scale = 1
        for character in match["scale"] or "":
            scale *= _UNITS.get(character) or _MYRIADS[character]
        measure = match["measure"] or ""
        if measure[:1] in _MYRIADS:
            scale, measure = scale * _MYRIADS[measure[0]], measure[1:]
        arabic = match["arabic"] is not None
        start = match.start("arabic" if arabic else "chinese")
        if not arabic and not measure and len(printed) == 1:
            continue
        found.append(Quantity(start, match.end(), value * scale, measure, arabic))
    return found


def _value(match: re.Match[str]) -> Fraction | None:
    if match["arabic"]:
        return Fraction(match["arabic"].replace(",", ""))
    if match["chinese"] == "半":
        return Fraction(1, 2)
    value = chinese_value(match["chinese"])
    return None if value is None else Fraction(value)

"""How the name of an organisation is built: places, brand, form.

    福州市长乐区 · 天朗社会工作 · 服务中心
    places         brand          form

Two names are of one organisation only if no part of the one contradicts the other's.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.chinese.text import lexicon

FORMS: tuple[str, ...] = tuple(
    sorted(
        (
            "协会 行业协会 学会 商会 研究会 促进会 联合会 联谊会 总会 分会 工会 基金会 慈善会 "
            "红十字会 志愿者协会 公会 同业公会 理事会 妇联 残联 文联 科协 共青团 "
            "救援队 志愿队 服务队 志愿服务队 突击队 抢险队 消防队 医疗队 宣传队 艺术团 合唱团 "
            "剧团 乐团 车队 小队 分队 大队 总队 支队 "
            "中心 服务中心 活动中心 研究中心 公司 有限公司 股份有限公司 集团 工厂 商店 超市 药房 "
            "大药房 医院 卫生院 诊所 大学 学院 学校 中学 小学 幼儿园 银行 信用社 合作社 供销社 "
            "研究院 研究所 设计院 事务所 律师事务所 社工站 服务站 工作站 志愿站 驿站 "
            "科技馆 博物馆 图书馆 文化馆 美术馆 体育馆 产业园 创意园 科技园 孵化器 工作室 "
            "俱乐部 书画院 书院 出版社 报社 杂志社 通讯社 旅行社 社团 联盟 机构 平台 团队 队伍"
        ).split(),
        key=len,
        reverse=True,
    )
)
"""What an organisation's name ends in, the longest first."""

LOOSE_FORMS = frozenset(
    "中心 平台 机构 团队 队伍 联盟 小组 分队 大队 小队 车队 工厂 商店 超市 药房 "
    "工作室 社团 驿站".split()
)
"""Forms that ordinary words end in as well; a phrase with one of them need not be a name."""

NEUTRAL_FORMS = frozenset("平台 机构 团队 队伍 园区 社团 小组".split())
"""Words that people put behind any short name (蓝天团队) without making it another's."""

ENDINGS: tuple[str, ...] = ("园区", "小镇", "小组", *"园厂馆店队社院")
"""What names end in as well, but is too common to find a name by: 蓝天园, 蓝天队."""

TELLING = 2
"""So many first characters of a brand tell it from others: 石竹, 第一; of three, all: 红十字."""

AREA = "省市县区镇乡村州盟旗"
"""Last characters of the names of administrative places."""

SHORT_PLACE = re.compile(rf"(?=([\u4e00-\u9fff]{{2}}[{AREA}]))")
"""What may be a place's name of two characters with its last one, wherever one begins."""

_AREA = re.compile(
    rf"[\u4e00-\u9fff]{{1,7}}?(?:自治[区州县]|开发区|投资区|高新区|新区|街道|社区|[{AREA}])"
)
_LONE = re.compile(r"(?:全国|中国|中华|国家|[省市县区镇村])(?=[\u4e00-\u9fff]{3})")


@dataclass(frozen=True, slots=True)
class Name:
    """An organisation's name in its parts, which joined give it back."""

    places: tuple[str, ...]
    brand: str
    form: str

    @property
    def short(self) -> str:
        """The name without its places."""
        return self.brand + self.form


@lru_cache(maxsize=1 << 14)
def split(name: str, form: str | None = None) -> Name:
    """Cut a name into its parts, the form as given or found; what cannot be told is brand.

    >>> split("长汀县蓝天救援队")
    Name(places=('长汀县',), brand='蓝天', form='救援队')
    """
    if form is None:
        form = next((f for f in FORMS if name.endswith(f)), "")
    rest = name[: len(name) - len(form)]
    places: list[str] = []
    while rest and (place := _leading_place(rest, first=not places)) and (form or place != rest):
        places.append(place)
        rest = rest[len(place) :]
    return Name(tuple(places), rest, form)


def parted(name: str) -> Name:
    """Cut a name that is known to be one: its end is a form even if it is a common word.

    >>> parted("基金小镇").form
    '小镇'
    """
    parts = split(name)
    ending = next((e for e in ENDINGS if name.endswith(e) and len(name) > len(e)), "")
    return parts if parts.form else split(name, ending)


def _leading_place(text: str, *, first: bool) -> str:
    """Return the place a text begins with, or an empty string.

    A place without its last word (福州) is believed only where a name begins; further on, the
    dictionary's many small places would eat the brand (天朗).
    """
    known = lexicon()
    for length in range(min(len(text), 8), 1, -1):
        piece = text[:length]
        if known.tag(piece) == "ns" and (first or piece[-1] in AREA):
            following = text[length : length + 1]
            if following and following in AREA and len(text) > length + 1:
                return piece + following
            return piece
    if match := _AREA.match(text):
        return match.group()
    if match := _LONE.match(text):
        return match.group()
    return ""


def bare(place: str) -> str:
    """Return a place's name without its last word: 厦门市 and 厦门 are one place.

    >>> bare("长汀县"), bare("福建")
    ('长汀', '福建')
    """
    stem = re.sub(rf"(?:自治[区州县]|街道|社区|[{AREA}])$", "", place)
    return stem if len(stem) >= 2 else place

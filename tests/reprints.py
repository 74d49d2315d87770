"""The same page printed otherwise, its gold known: other names, marks, numbers, sites and breaks.

What breaks there was tuned to the pages as they are. `python tests/reprints.py` says for every way
of printing, on all pages, which share of the sections comes out right. Every choice is drawn by a
generator seeded with the page's name, so that a page is reprinted the same each time.
"""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import opencc
import yaml

from bot.chinese.name_parts import bare, split
from bot.errors import BotError
from bot.intake.chunker import chunk
from bot.intake.formats.reading import read
from bot.intake.formats.wrapping import columns
from bot.model import Section

Gold = dict[str, Any]
Edit = tuple[int, int, str]
"""Start, end and what stands there afterwards."""

STRINGS = ("title", "source")
WORDS = ("heading", "under", "role", "category")
NAMES = ("organisations", "also_acting", "excluded")
CUTS = ("starts_with", "ends_with")


@dataclass(frozen=True, slots=True)
class Page:
    """A page's text, and what it should become."""

    name: str
    text: str
    gold: Gold

    @property
    def draw(self) -> Random:
        """A generator that draws the same for this page every time."""
        return Random(self.name)  # noqa: S311 - no secret


def place(string: str, text: str) -> tuple[int, int] | None:
    """Return where a string stands in a text, whatever blanks part its characters."""
    found = re.search(r"\s*".join(map(re.escape, string)), text)
    return found.span() if found else None


@dataclass(frozen=True, slots=True)
class _Moves:
    """What became of the places of a text when stretches of it were replaced."""

    edits: tuple[Edit, ...]

    def to(self, offset: int, *, end: bool) -> int:
        """Return where an offset is now; one inside a stretch moves to the stretch's edge."""
        shift = 0
        for start, stop, new in self.edits:
            if stop <= offset:
                shift += len(new) - (stop - start)
            elif start < offset:
                return start + shift + (len(new) if end else 0)
        return offset + shift


def edited(page: Page, edits: Iterable[Edit], said: Callable[[str], str] = str) -> Page:
    """Change stretches of a page; in its gold names change by `said`, cuts of the text by place."""
    moves = _Moves(tuple(sorted(edits)))
    text = page.text
    for start, stop, new in reversed(moves.edits):
        text = text[:start] + new + text[stop:]

    def cut(string: str) -> str:
        found = place(string, page.text)
        if found is None:
            return said(string)
        return text[moves.to(found[0], end=False) : moves.to(found[1], end=True)]

    gold = deepcopy(page.gold)
    for key in STRINGS:
        gold[key] = said(gold[key]) if gold.get(key) else gold.get(key)
    gold["noise"] = list(map(cut, gold.get("noise") or []))
    for section in gold.get("sections") or []:
        for key in CUTS:
            section[key] = cut(section[key])
        for key in WORDS:
            section[key] = said(section[key]) if section.get(key) else section.get(key)
        for key in NAMES:
            section[key] = list(map(said, section.get(key) or []))
        section["starts_also"] = list(map(cut, section["starts_also"]))
    return Page(page.name, text, gold)


def replaced(page: Page, table: dict[str, str]) -> Page:
    """Replace words wherever they stand, in the page and in its gold."""
    if not table:
        return page
    form = re.compile("|".join(re.escape(old) for old in sorted(table, key=len, reverse=True)))
    edits = [(*m.span(), table[m.group()]) for m in form.finditer(page.text)]
    return edited(page, edits, lambda text: form.sub(lambda m: table[m.group()], text))


def mapped(page: Page, change: Callable[[str], str]) -> Page:
    """Change a page character by character; a change of its length is none."""
    text = change(page.text)
    if len(text) != len(page.text):
        return page
    pairs = enumerate(zip(page.text, text, strict=True))
    return edited(page, [(i, i + 1, new) for i, (old, new) in pairs if old != new], change)


# --- other names

PLACES = {
    2: "临泽 榕城 白沙 望江 凌云 宁安 柳江 洪泽 青川 桐柏 丰润 昌宁 梧溪 澜石 砚池 岚皋".split(),
    3: "格尔木 攀枝花 大风岭 白石桥 马尾洲 双龙坪 乌兰河 三灶湾".split(),
}


def other_places(page: Page) -> Page:
    """Let everything happen elsewhere."""
    names = [n for s in page.gold.get("sections", []) for key in NAMES for n in s.get(key, [])]
    stems = {bare(place) for name in names for place in split(name).places[:1]}
    table: dict[str, str] = {}
    draw = page.draw
    for stem in sorted(stems):
        if len(stem) in PLACES:
            pool = [p for p in PLACES[len(stem)] if p not in page.text and p not in table.values()]
            table[stem] = draw.choice(pool)
    return replaced(page, table)


BRANDS = {
    "救援队": "苍鹰 海豚 九鼎 长风 曙光 户外 红箭 飞豹".split(),
    "基金会": "仁济教育 春晖公益 福寿慈善 海云文化发展 桑榆老龄事业 见山公益 正大教育".split(),
    "协会": "珠算 园林绿化 钢琴 皮划艇 民宿 茶艺 农机 冷链物流 武术 跨境贸易 集邮 钓鱼 模特 "
    "计算机 建筑装饰 陶瓷 老区建设 门球 羽毛球 快递 药师 注册会计师 奶业 花卉 月嫂".split(),
    "商会": "湖南 温州 钢贸 汽配 女企业家 灯饰 石材 小商品 青年 潮汕 安溪 家具 玩具".split(),
    "学会": "针灸 档案 地震 钱币 统计 护理 心理卫生 营养 历史 逻辑".split(),
    "中心": "小桔灯儿童服务 晨光助残 家和社会工作服务 夕阳红养老服务 乐群公益发展".split(),
    "联合会": "工业经济 志愿服务 女科技工作者 个体私营企业 餐饮住宿业 青年创业".split(),
    "公司": "华美实业有限 顺达运输有限 天一科技股份有限 金穗粮油有限 百姓超市连锁有限".split(),
}


def other_brands(page: Page) -> Page:
    """Let others of the same form act, each name spelt in full only."""
    table: dict[str, str] = {}
    draw = page.draw
    taken: set[str] = set()
    names = {n for s in page.gold.get("sections", []) for key in NAMES for n in s.get(key, [])}
    for name in sorted(names):
        parts = split(name)
        end = next((form for form in BRANDS if name.endswith(form)), None)
        inside = any(name in other for other in names - {name})
        short = name[len("".join(parts.places)) :]
        if not end or not parts.places or inside or page.text.count(short) > page.text.count(name):
            continue
        pool = [b for b in BRANDS[end] if b not in taken and b not in page.text]
        if pool:
            brand = draw.choice(pool)
            taken.add(brand)
            table[name] = "".join(parts.places) + brand + end
    return replaced(page, table)


ROLES = (
    "安全守门员 信息速递员 政策宣讲员 物资调度师 心灵摆渡人 战疫轻骑兵 温情传递者 定心丸 强心剂 "
    "百灵鸟 夜明灯 传帮带 娘家人 活地图 及时雨 暖心人 开路先锋 冲锋号 守夜人 气象员 领跑者 护花使者"
).split()
KINDS = (
    "学术类社会组织 民办非企业单位 养老服务机构 体育社团 科技型企业 公益慈善组织 宗教团体 老年社团 "
    "民办医疗机构 民办学校 文艺社团 志愿者组织 律师行业 异地商会"
).split()


def other_roles(page: Page) -> Page:
    """Let them be called otherwise, and be of another kind."""
    table: dict[str, str] = {}
    draw = page.draw
    roles, kinds = draw.sample(ROLES, len(ROLES)), draw.sample(KINDS, len(KINDS))
    for section in page.gold.get("sections", []):
        for key, pool in (("role", roles), ("category", kinds)):
            said = section.get(key)
            if said and "、" not in said and said not in table and pool:
                table[said] = pool.pop()
    return replaced(page, table)


# --- other headings

HEADINGS = (
    "{c}：当好“{r}”",
    "{c}——争当“{r}”",
    "{c}当好“{r}”",
    "{c}做好“{r}”",
    "{r}：{c}",
    "【{r}】{c}",
    "“{r}”——{c}",
    "{c}·{r}",
    "{r}（{c}）",
    "{c}（{r}）",
    "{c} 甘当“{r}”",
    "{c}篇：“{r}”在行动",
)


def other_headings(page: Page) -> Page:
    """Say role and kind in another order and with other verbs, where both have a line."""
    form = page.draw.choice(HEADINGS)
    edits, news = [], {}
    for section in page.gold.get("sections", []):
        heading, role, kind = (section.get(key) for key in ("heading", "role", "category"))
        if not (role and kind and heading) or role not in heading or kind not in heading:
            continue
        first = min(heading.index(role), heading.index(kind))
        number = re.match(
            r"[（(]?[一二三四五六七八九十\d０-９]{1,3}[)）、.．\s]*|", heading[:first]
        )
        new = (number.group() if number else "") + form.format(c=kind, r=role)
        if match := re.search(rf"(?m)^[ 　]*{re.escape(heading)}[ 　]*$", page.text):
            edits.append((*match.span(), new))
            news[heading] = new
    return edited(page, edits, lambda text: news.get(text, text))


_CHINESE = "一二三四五六七八九十"
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩"
NUMBERS: tuple[Callable[[int], str], ...] = (
    lambda n: f"{_CHINESE[n - 1]}、",
    lambda n: f"（{_CHINESE[n - 1]}）",
    lambda n: f"{n}.",
    lambda n: f"{n}、",
    lambda n: f"（{n}）",
    lambda n: f"0{n} ",
    lambda n: _CIRCLES[n - 1],
    lambda n: f"第{_CHINESE[n - 1]}，",
    lambda n: f"Part {n} ",
    lambda _: "■ ",
    lambda _: "●",
    lambda _: "▶ ",
)
_NUMBERED = re.compile(
    rf"(?m)^[ 　]*(?:（(?P<bracket>[{_CHINESE}])）|(?P<chinese>[{_CHINESE}])、|"
    rf"(?P<digit>[1-9１-９])[.、．]|0(?P<zero>[1-9])\s*|(?P<circle>[{_CIRCLES}])\s*)(?=\S)"
)


def other_numbers(page: Page) -> Page:
    """Number the headings in another style, two levels in two."""
    said = [str(s.get(key)) for s in page.gold.get("sections", []) for key in ("heading", "under")]
    styles = page.draw.sample(NUMBERS, len(NUMBERS))
    chosen: dict[str, Callable[[int], str]] = {}
    edits = []
    for match in _NUMBERED.finditer(page.text):
        line = page.text[match.start() :].lstrip(" 　")
        bare = page.text[match.end() :]
        if not any(line.startswith(h[:6]) or bare.startswith(h[:6]) for h in said):
            continue
        kind = match.lastgroup or ""
        number = match.group(kind)
        signs = next((signs for signs in (_CHINESE, _CIRCLES) if number in signs), None)
        style = chosen.setdefault(kind, styles[len(chosen)])
        edits.append((*match.span(), style(signs.index(number) + 1 if signs else int(number))))
    return edited(page, edits)


# --- other marks and widths


def full_width(page: Page) -> Page:
    """Print digits and Latin letters in full width."""
    return mapped(
        page,
        lambda t: "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isdigit() else c for c in t),
    )


def half_width_signs(page: Page) -> Page:
    """Print punctuation in half width."""
    return mapped(page, lambda t: t.translate(str.maketrans("，：；（）！？", ",:;()!?")))


def traditional(page: Page) -> Page:
    """Print in traditional characters."""
    return mapped(page, opencc.OpenCC("s2t").convert)


def quotes(pair: str) -> Callable[[Page], Page]:
    """Print other quotation marks."""
    table = str.maketrans("“”「」", pair * 2)
    return lambda page: mapped(page, lambda t: t.translate(table))


def half_quotes(page: Page) -> Page:
    """Lose the closing mark of every heading."""
    edits, news = [], {}
    for section in page.gold.get("sections", []):
        heading = section.get("heading") or ""
        if heading.count("”") == 1 and heading.endswith("”") and heading in page.text:
            at = page.text.index(heading) + len(heading) - 1
            edits.append((at, at + 1, ""))
            news[heading] = heading[:-1]
    return edited(page, edits, lambda text: news.get(text, text))


# --- other breaks


def _lines(page: Page, change: Callable[[list[str]], str]) -> Page:
    return Page(page.name, change(page.text.splitlines()), page.gold)


def blank_lines(page: Page) -> Page:
    """Put an empty line, or one with a blank that does not break, after each."""
    return _lines(page, "\r\n\u00a0\r\n".join)


def no_blank_lines(page: Page) -> Page:
    """Drop empty lines and indentation."""
    return _lines(page, lambda lines: "\n".join(x.strip() for x in lines if x.strip()))


def indented(page: Page) -> Page:
    """Begin each line with two wide blanks."""
    return _lines(
        page, lambda lines: "\n".join("\u3000\u3000" + x.strip() for x in lines if x.strip())
    )


def joined(glue: str) -> Callable[[Page], Page]:
    """Lose all line breaks; something stands in their place."""
    return lambda page: _lines(
        page, lambda lines: glue.join(line.strip() for line in lines if line.strip())
    )


def wrapped(width: int, between: str = "\n\n") -> Callable[[Page], Page]:
    """Break every line at one width, as mail programs and terminals do."""

    def one(line: str) -> str:
        rows = [""]
        for character in line:
            if columns(rows[-1] + character) > width:
                rows.append("")
            rows[-1] += character
        return "\n".join(rows)

    def broken(lines: list[str]) -> str:
        return between.join(one(line.strip()) for line in lines if line.strip())

    return lambda page: _lines(page, broken) if page.text.count("\n") > 4 else page


# --- another site around it

SITES = yaml.safe_load(Path(__file__).with_name("sites.yaml").read_text("utf-8"))


def _parts(page: Page) -> tuple[str, str, str] | None:
    """Cut a page of several lines into its title and head, its text, and what follows."""
    lines, sections = page.text.splitlines(), page.gold.get("sections") or []
    if len(lines) < 5 or not sections or not page.gold.get("title"):
        return None
    title = next((i for i, x in enumerate(lines) if x.strip() == page.gold["title"]), None)
    last = sections[-1]["ends_with"]
    end = next((i for i, x in enumerate(lines) if last in x), None)
    if title is None or end is None or end <= title:
        return None
    noise = page.gold.get("noise") or []
    tail = next((i for i in range(end + 1, len(lines)) if any(n in lines[i] for n in noise)), end)
    tail = tail if tail > end else len(lines)
    return "\n".join(lines[:title]), "\n".join(lines[title:tail]), "\n".join(lines[tail:])


def other_site(page: Page) -> Page:
    """Let another site publish it: other menus, another foot."""
    parts = _parts(page)
    if parts is None:
        return page
    head, tail = page.draw.choice(SITES["heads"]), page.draw.choice(SITES["tails"])
    gold = deepcopy(page.gold)
    kept = [noise for noise in gold.get("noise") or [] if noise in parts[1]]
    said = f"{head}\n{tail}".splitlines()
    gold["noise"] = [*kept, *(line for line in said if len(line) > 5)]
    if gold.get("source") and gold["source"] not in parts[1]:
        gold["source"] = None
    if gold.get("date") and not re.search(r"[12]\d{3}|[〇○零１２]|1\d\d-|民國", parts[1]):
        gold["date_printed"] = "elsewhere"
    return Page(page.name, "\n".join((head, parts[1], tail)), gold)


def other_head(page: Page) -> Page:
    """Say date and source in another form."""
    gold = deepcopy(page.gold)
    source, date = gold.get("source"), gold.get("date")
    if not source or not date or _parts(page) is None:
        return page
    lines = page.text.splitlines()
    at = next(i for i, x in enumerate(lines) if x.strip() == gold["title"])
    said = [i for i, x in enumerate(lines) if source in x and re.search(r"\d{4}", x)]
    if not said or said[0] <= at or len(lines[said[0]]) > 60:
        return page
    year, month, day = date.split("-")
    form = page.draw.choice(SITES["about"])
    lines[said[0]] = form.format(d=date, y=year, m=month, n=day, s=source)
    return Page(page.name, "\n".join(lines), gold)


REPRINTS: dict[str, Callable[[Page], Page]] = {
    "as it is": lambda page: page,
    "other places": other_places,
    "other brands": other_brands,
    "other roles and kinds": other_roles,
    "other headings": other_headings,
    "other numbers": other_numbers,
    "full-width digits": full_width,
    "half-width signs": half_width_signs,
    "traditional": traditional,
    "corner marks": quotes("「」"),
    "straight marks": quotes('""'),
    "single marks": quotes("‘’"),
    "half quotes": half_quotes,
    "blank lines": blank_lines,
    "no blank lines": no_blank_lines,
    "indented": indented,
    "breaks lost, wide blanks": joined(" \u3000\u3000"),
    "breaks lost, one blank": joined(" "),
    "breaks lost, nothing": joined(""),
    "wrapped at 76": wrapped(76),
    "wrapped, no empty lines": wrapped(72, "\n"),
    "another site": other_site,
    "another head": other_head,
}


# --- what comes out


def bare_text(text: str | None) -> str:
    """Return text without blanks and differences of width."""
    return "".join(c for c in unicodedata.normalize("NFKC", text or "") if not c.isspace())


def right(page: Page) -> int:
    """Count the sections that come out as the gold has them: bounds, role, kind and who acts."""
    try:
        sections = list(chunk(read("x.txt", page.text.encode())).bulletin.sections)
    except BotError:
        return 0
    return sum(any(_is(wanted, section) for section in sections) for wanted in _sections(page))


def _sections(page: Page) -> list[Gold]:
    return page.gold.get("sections") or []


def _is(wanted: Gold, section: Section) -> bool:
    body = bare_text(section.lead + "".join(passage.text for passage in section.passages))
    clean = wanted.get("clean") or {}
    names = {bare_text(n) for passage in section.passages for n in passage.organisations}
    named = [
        {bare_text(n) for n in w["organisations"]} for w in (wanted, clean) if "organisations" in w
    ]
    return (
        any(body.startswith(bare_text(s)) for s in (wanted["starts_with"], *wanted["starts_also"]))
        and bare_text(wanted["ends_with"]) in body
        and all(getattr(section, k) in (wanted[k], clean.get(k)) for k in ("role", "category"))
        and any(must <= names for must in named)
    )


@cache
def pages() -> tuple[Page, ...]:
    """Return the pages whose sections are known."""
    found = []
    for path in sorted((Path(__file__).parent / "pages").glob("*.yaml")):
        gold = yaml.safe_load(path.read_text("utf-8"))
        for section in gold.get("sections") or []:
            section.setdefault("starts_also", [])
        if gold["kind"] in ("bulletin", "other-news"):
            found.append(Page(path.stem, path.with_suffix(".txt").read_text("utf-8"), gold))
    return tuple(found)


def share(name: str, some: Iterable[Page]) -> float:
    """Return the share of the sections of reprinted pages that comes out right."""
    reprinted = [page for page in map(REPRINTS[name], some) if _sections(page)]
    return sum(map(right, reprinted)) / sum(len(_sections(page)) for page in reprinted)


if __name__ == "__main__":
    for name in REPRINTS:
        sys.stdout.write(f"{share(name, pages()):.3f} {name}\n")

"""Which library finds the main text of a saved web page, and what our reader makes of it.

    pip install readability-lxml && python benchmarks/extraction.py

The pages of `tests/pages` are put into the markup of three kinds of sites (paragraphs; a table with
line breaks; a box for each line), with a menu, a side column and a foot around them. Printed for
each: the share of the page's running text that is found, the share of its short lines (headings,
dates, its own noise), how many of the three strange parts are kept for each page, and milliseconds.
"""

import html
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import trafilatura

from bot.intake.formats.html import blocks

PAGES = sorted((Path(__file__).parents[1] / "tests" / "pages").glob("*.txt"))
LONG = 50
"""Characters from which a line is running text."""

ENTRIES = "首页 协会概况 新闻中心 通知公告 政策法规 会员服务 联系我们".split()
MENU = "".join(f'<li><a href="/{i}">{entry}</a></li>' for i, entry in enumerate(ENTRIES))
STRANGE = ("协会概况新闻中心", "社会组织工作会议部署", "版权所有某某协会")
LINKS = "".join(
    f'<li><a href="/a{i}">我市召开第{i}次会议，社会组织工作会议部署下一阶段任务</a></li>'
    for i in range(10)
)
SIDE = f'<div class="right"><h3>热门文章</h3><ul>{LINKS}</ul></div>'
FOOT = '<div class="foot"><p>版权所有某某协会 地址：某某路1号 电话：000-0000000</p></div>'


def _paragraphs(title: str, rest: list[str]) -> str:
    text = "".join(f"<p>{line}</p>" for line in rest)
    return f'<div class="article"><h1>{title}</h1><div class="con">{text}</div></div>{SIDE}{FOOT}'


def _table(title: str, rest: list[str]) -> str:
    text = "<br>".join(f"　　{line}" for line in rest)
    return f"<table><tr><td>{SIDE}</td><td><b>{title}</b><br>{text}</td></tr></table>{FOOT}"


def _boxes(title: str, rest: list[str]) -> str:
    text = "".join(f"<div><span>{line}</span></div>" for line in rest)
    return f"{SIDE}<div><div><span>{title}</span></div>{text}</div>{FOOT}"


def _readability(page: str) -> str:
    from readability import Document

    return re.sub("<[^>]+>", "", Document(page).summary())


def _trafilatura(**options: Any) -> Callable[[str], str]:
    return lambda page: trafilatura.extract(page, include_comments=False, **options) or ""


def _ours(page: str) -> str:
    return "\n".join(block.text for block in blocks(page)[1])


READERS: dict[str, Callable[[str], str]] = {
    "trafilatura": _trafilatura(),
    "trafilatura, recall": _trafilatura(favor_recall=True),
    "trafilatura, precision": _trafilatura(favor_precision=True),
    "readability": _readability,
    "html_reader": _ours,
}


def _bare(text: str) -> str:
    return "".join(c for c in html.unescape(text) if c.isalnum())


def _share(lines: list[str], out: str) -> float:
    """Return the share of lines that stand in what was found, by their length."""
    texts = [_bare(line) for line in lines]
    whole = sum(map(len, texts))
    return sum(len(text) for text in texts if text in out) / whole if whole else 1.0


def main() -> None:
    """Print a line for each markup and reader."""
    for site in (_paragraphs, _table, _boxes):
        for name, reader in READERS.items():
            found = short = kept = spent = 0.0
            for path in PAGES:
                lines = [html.escape(x.strip()) for x in path.read_text("utf-8").splitlines()]
                title, *rest = [line for line in lines if line]
                page = f"<title>{title}</title><ul>{MENU}</ul>{site(title, rest)}"
                start = time.perf_counter()
                out = _bare(reader(f"<html><body>{page}</body></html>"))
                spent += time.perf_counter() - start
                found += _share([x for x in rest if len(x) >= LONG], out)
                short += _share([x for x in rest if len(x) < LONG], out)
                kept += sum(part in out for part in STRANGE)
            count = len(PAGES)
            print(
                f"{site.__name__[1:]:12}{name:24}text {found / count:.3f}  "
                f"short {short / count:.3f}  strange {kept / count:.2f}  "
                f"{spent / count * 1000:.1f} ms"
            )


if __name__ == "__main__":
    main()

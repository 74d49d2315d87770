"""Draw seven typical replies as a phone shows them, so that somebody can look at them.

    python tools/screens.py docs/screens PAGE

PAGE is a page that an admin publishes on the last one.

Each reply goes through the code that Telegram is sent from; headless Chromium draws the page.
"""

import html
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from telegram import InlineKeyboardButton, MessageEntity

from bot.app import assemble, settings, shipped_knowledge
from bot.conversation.conversation import Conversation
from bot.conversation.digests import digest
from bot.model import File, Message, Reply
from bot.replies import wording
from bot.storage.archive_table import Versions
from bot.storage.database import open_database
from bot.telegram import outgoing
from bot.telegram.extras import extended

WIDTH, LEAST = 400, 200
"""A small phone's width, and the height to begin with, in CSS pixels."""

SCREENS = {
    "1-start": ("/start",),
    "2-answer": ("蓝天救援队做了什么",),
    "3-figures": ("谁捐了口罩",),
    "4-roles": ("/roles 疫情防护员",),
    "5-list-and-slip": ("救援队做了什么", "长汀蓝天救缓队在哪里服务"),
    "6-refusal": ("火星上有水吗", "红十字基金会捐了多少辆汽车"),
}

PUBLISHING = "7-publishing"
"""An admin's screen: a page is sent, and published by its button."""

STYLE = """
body{margin:0;width:380px;padding:10px;background:#d7e3c8;
font:15px/1.38 'Noto Sans CJK SC',sans-serif}
.me,.bot{border-radius:14px;padding:7px 11px;margin:6px 0;max-width:86%;width:fit-content;
white-space:pre-wrap;overflow-wrap:anywhere}
.me{background:#e3fdc9;margin-left:auto}.bot{background:#fff}
blockquote{display:inline-block;margin:2px 0;padding:3px 9px;border-left:3px solid #4a9be0;
background:#eef5fc;border-radius:4px}
a{color:#2678b6;text-decoration:none}
.row{display:flex;gap:4px;margin:4px 0;max-width:92%}
.row span{flex:1;background:#7d9a6ecc;color:#fff;border-radius:8px;padding:7px 2px;
text-align:center;font-size:14px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.press{color:#5b6b52;font-size:13px;margin:2px 8px}
"""

HEAD = f"<meta charset=utf-8><style>{STYLE}</style>"

MEASURE = "<script>document.body.dataset.high=document.documentElement.scrollHeight</script>"
"""Has the page say how high it is."""

TAGS = {
    MessageEntity.BOLD: "b",
    MessageEntity.ITALIC: "i",
    MessageEntity.BLOCKQUOTE: "blockquote",
    MessageEntity.EXPANDABLE_BLOCKQUOTE: "blockquote",
    MessageEntity.TEXT_LINK: "a",
}


def drawn(part: outgoing.Part) -> str:
    """Draw a message with its buttons."""
    cuts = part.text.encode("utf-16-le")
    pieces, at = [], 0
    for entity in sorted(part.entities, key=lambda e: e.offset):
        start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
        tag = TAGS[entity.type]
        inside = html.escape(cuts[start:end].decode("utf-16-le"))
        pieces += [html.escape(cuts[at:start].decode("utf-16-le")), f"<{tag}>{inside}</{tag}>"]
        at = end
    pieces.append(html.escape(cuts[at:].decode("utf-16-le")))
    text = "".join(pieces).replace("</blockquote>\n", "</blockquote><br>")
    rows = part.keyboard.inline_keyboard if part.keyboard else ()
    return f'<div class="bot">{text}</div>' + "".join(map(_row, rows))


def _row(row: tuple[InlineKeyboardButton, ...]) -> str:
    return (
        '<div class="row">' + "".join(f"<span>{html.escape(b.text)}</span>" for b in row) + "</div>"
    )


def main() -> None:
    """Draw every screen into a folder."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    conversation = assemble(replace(settings(), contact="省民政厅咨询台"))
    for name, turns in SCREENS.items():
        page = HEAD
        for number, turn in enumerate(turns, 1):
            reply: Reply = conversation.reply(Message(turn, person=name, name="小林"))
            if not turn.startswith("/"):
                reply = extended(replace(reply, entry=number), wording.frame("zh"))
            page += f'<div class="me">{html.escape(turn)}</div>' + _answered(reply, conversation)
        _shoot(page, folder / f"{name}.png")
    _shoot(_publishing(Path(sys.argv[2])), folder / f"{PUBLISHING}.png")


def _answered(reply: Reply, conversation: Conversation) -> str:
    """Draw the messages that a reply becomes, and the files that come after them."""
    shown = "".join(map(drawn, outgoing.parts(reply, conversation.version, digest)))
    return shown + "".join(f'<div class="bot">📄 {html.escape(f.name)}</div>' for f in reply.files)


def _publishing(source: Path) -> str:
    """Draw how an admin publishes a page, in a copy of the shipped knowledge."""
    with tempfile.TemporaryDirectory() as room:
        shutil.copytree(shipped_knowledge(), Path(room) / "knowledge")
        chosen = replace(settings(), knowledge=Path(room) / "knowledge", admins=frozenset({"1"}))
        with closing(open_database(Path(room) / "data", "")) as database:
            conversation = assemble(chosen, archive=Versions(database))
            offer = conversation.reply(
                Message("", "1", file=File(source.name, source.read_bytes()))
            )
            (button,) = offer.buttons[0]
            told = conversation.reply(Message(button.says, "1"))
            return (
                f'{HEAD}<div class="me">📄 {html.escape(source.name)}</div>'
                + _answered(offer, conversation)
                + f'<div class="press">▲ {button.label}</div>'
                + _answered(told, conversation)
            )


def _shoot(page: str, picture: Path) -> None:
    """Draw a page as high as it is."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page + MEASURE, "utf-8")
        measured = re.search(r'data-high="(\d+)"', _chromium(source, LEAST, "--dump-dom"))
        high = int(measured[1]) if measured else LEAST
        _chromium(source, high, "--hide-scrollbars", f"--screenshot={picture.resolve()}")


def _chromium(source: Path, high: int, *options: str) -> str:
    size = f"--window-size={WIDTH},{high}"
    command = ["chromium", "--headless", "--no-sandbox", size, *options, source.as_uri()]
    return subprocess.run(command, check=True, capture_output=True, timeout=60, text=True).stdout  # noqa: S603


if __name__ == "__main__":
    main()

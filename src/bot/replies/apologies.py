"""Error → words: what went wrong and what to do, in one or two lines."""

from collections.abc import Callable
from typing import Any

from bot.chinese.text import in_one_line
from bot.errors import (
    AddressInUse,
    BadCall,
    BadSetting,
    BadToken,
    BotError,
    InvalidBulletin,
    NoKnowledge,
    NotABulletin,
    NotAllowed,
    NoToken,
    NotWritable,
    StoreUnavailable,
    Unreachable,
    UnreadableDocument,
    UnsupportedFormat,
)
from bot.replies import phrases
from bot.replies.phrases import Words

MOST_NAME = 60
"""Characters that are said of a file's name."""

_EXCUSES: dict[type[BotError], str] = {
    StoreUnavailable: "no_store",
    NotAllowed: "not_allowed",
    NotWritable: "not_writable",
    UnsupportedFormat: "no_reader",
    UnreadableDocument: "bad_file",
    NotABulletin: "bad_file",
}
"""What can go wrong in a chat, and which of the words says so."""

_WORDS: dict[type[BotError], Callable[[Any], str]] = {
    StoreUnavailable: lambda e: f"打不开数据库：{e.reason}。请检查 BOT_DATA 和 BOT_DATABASE。",
    NotAllowed: lambda _: phrases.SAY["not_allowed"],
    NoToken: lambda _: (
        "没有 Telegram 令牌：请向 @BotFather 申请，再设置 BOT_TOKEN（环境变量或 .env 文件）。"
    ),
    BadToken: lambda _: (
        "Telegram 不认识这个令牌：请检查 BOT_TOKEN 是否完整，或向 @BotFather 重新申请。"
    ),
    AddressInUse: lambda e: f"端口已被占用：{e.address}。请换一个端口，或停掉占用它的程序。",
    Unreachable: lambda e: (
        f"连不上 Telegram：{e.reason}。请检查网络，或设置 BOT_PROXY；"
        "设了 BOT_API_URL 的，检查它对不对。"
    ),
    BadCall: lambda _: phrases.CLI["ask how"],
    BadSetting: lambda e: (
        f"设置 {e.name} 的值{f' {e.value!r} ' if e.value else ''}不对，应当像这样：{e.expected}"
    ),
    NotWritable: lambda e: f"文件夹不能写入：{e.folder}。请用 --out 指定一个可写的文件夹。",
    NoKnowledge: lambda e: "\n".join(
        [
            f"知识文件夹不存在，或者里面没有可用的简报：{e.folder}",
            "请检查 --knowledge 和 BOT_KNOWLEDGE，或先用 ingest 收入一篇",
            *e.faults,
        ]
    ),
    InvalidBulletin: lambda e: f"第 {e.line} 行：{e.reason}",
    UnsupportedFormat: lambda e: f"{e.name}：不支持这种文件，支持的有 {'、'.join(e.known)}",
    UnreadableDocument: lambda e: f"{e.name}：{e.reason}",
    NotABulletin: lambda e: f"{e.name}：{e.reason}",
}
"""What is said for each error; one that stands for a whole family says what it carries."""


def excuse(error: BotError, words: Words) -> str:
    """Tell a person in a chat, in their language, and nothing of the machine."""
    said = words.say[_EXCUSES[type(error)]]
    match error:
        case UnsupportedFormat():
            return said.format(name=_short(error.name), known=" ".join(error.known))
        case UnreadableDocument() | NotABulletin():
            return said.format(name=_short(error.name), reason=error.reason)
        case _:
            return said


def _short(name: str) -> str:
    """Return the name of a file that somebody sent, in one line and not too long."""
    return in_one_line(name)[:MOST_NAME]


def apologise(error: BotError) -> str:
    """Tell whoever runs the program, with all that the error knows."""
    return _WORDS.get(type(error), str)(error)


def left_out(fault: str) -> str:
    """Warn of a fault for which a file of the knowledge folder is not served."""
    return f"没有载入：{fault}"


def bad_line(number: int, reason: str) -> str:
    """Say which line of the input could not be read, and why."""
    return f"第 {number} 行读不懂：{reason}"


def bad_passage(name: str, number: int, reason: str) -> str:
    """Say which passage of a file is left out of the search, and why."""
    return f"{name} 第 {number} 行没有读入：{reason}"


def no_cache(reason: str) -> str:
    """Say that an index is not kept, so that the next search takes as long as this one."""
    return f"索引没有保存，下次仍需重建：{reason}"

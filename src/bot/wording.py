"""Answer or error → Reply: all the Chinese that a person reads, in one place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import assert_never

from bot.errors import (
    AddressInUse,
    BadSetting,
    BadToken,
    BotError,
    InvalidBulletin,
    NoKnowledge,
    NotABulletin,
    NotAllowed,
    NoToken,
    NotWritable,
    Unreachable,
    UnreadableDocument,
    UnsupportedFormat,
)
from bot.library import Change
from bot.model import (
    Answer,
    Bulletin,
    Button,
    Kind,
    Part,
    Passage,
    Quotation,
    Reply,
    Span,
    Style,
)

LONG_QUOTE = 200
"""A quotation of more characters may be folded on a small screen."""

MOST_NAMES = 3
"""Organisations named over a quotation; its passage names the others."""

MOST_FAULTS = 20
"""Faults of a knowledge folder that one reply lists."""

LABEL = 24
"""Characters of a button's label; what it says is not shortened."""

_CHAT = {
    "greeting": "您好！我只引用简报的原文来回答。可以问我某个组织做了什么、谁做了什么、有多少。",
    "thanks": "不客气。还想了解哪个组织或角色，直接说名字就行。",
    "farewell": "再见，欢迎随时再来问。",
    "identity": "我是简报问答机器人：只引用已发布简报的原文并注明出处，简报没说的不回答。",
    "ability": "可以按组织、角色、类别、地点、数字来问，我用简报原文回答。发 /roles 看角色，/orgs 看组织，/help 看用法。",
}

_CLARIFY = {
    "empty": "想了解什么？可以说一个组织、角色或地点的名字。",
    "whom": "您指的是哪一个？",
    "which": "有几个相近的名字，您指的是哪一个？",
    "what": "想了解哪方面？可以说一个组织、角色或地点的名字。",
}

_REFUSE = {
    "outside": "这个我帮不上忙：我只回答简报里写到的内容。",
    "not_said": "现有简报里没有提到这件事。",
    "not_printed": "现有简报里没有写明。",
    "unknown_name": "现有简报里没有这个组织。",
    "no_more": "没有更多了。",
    "no_item": "没有这一项。",
}

_PARTS = {Part.TITLE: "标题", Part.DATE: "日期", Part.SOURCE: "来源", Part.URL: "原文链接"}

HELP = (
    "直接用一句话提问，我用简报原文回答并注明出处。例如：\n"
    "· 某个组织做了什么\n"
    "· 谁捐了口罩、捐了多少\n"
    "· 有哪些角色、某个角色有哪些组织\n"
    "错别字、拼音、繁体都可以；可以接着追问“他们捐了多少”“还有吗”。\n\n"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text with a style."""

    text: str
    style: Style


def bold(text: str) -> Piece:
    """Make a heading of some text."""
    return Piece(text, Style.BOLD)


def compose(
    kind: Kind,
    pieces: Iterable[str | Piece],
    buttons: Sequence[Sequence[Button]] = (),
    quotations: tuple[Quotation, ...] = (),
    confidence: float = 1.0,
) -> Reply:
    """Join the pieces of a reply, counting the spans as it goes."""
    text, spans = "", []
    for piece in pieces:
        start = len(text)
        text += piece if isinstance(piece, str) else piece.text
        if isinstance(piece, Piece) and piece.text:
            spans.append(Span(start, len(text), piece.style))
    stripped = text.rstrip()
    kept = tuple(Span(s.start, min(s.end, len(stripped)), s.style) for s in spans)
    return Reply(kind, stripped, kept, tuple(map(tuple, buttons)), quotations, confidence)


def say(text: str, buttons: Sequence[Sequence[Button]] = (), kind: Kind = Kind.CHAT) -> Reply:
    """Say something that is about the bot and not about the world."""
    return compose(kind, [text], buttons)


def offered(names: Iterable[str], width: int = 2) -> list[list[Button]]:
    """Make rows of buttons that say what they are called."""
    buttons = [Button(_label(n), n) for n in names]
    return [buttons[i : i + width] for i in range(0, len(buttons), width)]


def word(answer: Answer, bulletins: Mapping[str, Bulletin], contact: str = "") -> Reply:
    """Put an answer into words."""
    pieces: list[str | Piece] = []
    if shown := [r for r in answer.repairs if r.taken]:
        read = "、".join(f"“{r.taken}”" for r in shown)
        pieces.append(f"（按{read}理解）\n")
    match answer.kind:
        case Kind.ANSWER:
            pieces += _items(answer, bulletins) if answer.listed else _quotes(answer, bulletins)
        case Kind.CLARIFY:
            pieces.append(_CLARIFY[answer.topic])
        case Kind.REFUSE:
            pieces += _refusal(answer, contact)
        case Kind.CHAT:
            pieces.append(_CHAT[answer.topic])
        case _:
            assert_never(answer.kind)
    return compose(
        answer.kind, pieces, offered(answer.choices), answer.quotations, answer.confidence
    )


def _refusal(answer: Answer, contact: str) -> list[str | Piece]:
    lines = []
    told = [m for m in answer.missing if not any(c.isdigit() for c in m)]
    if told:
        lines.append(f"没有找到{'、'.join(f'“{m}”' for m in told)}。")
    lines.append(_REFUSE[answer.topic])
    if answer.found:
        lines.append(f"简报里有：{'、'.join(answer.found)}。")
    elif answer.choices:
        lines.append("您可以点下面的按钮看看简报里有什么。")
    if contact:
        lines.append(f"也可以咨询：{contact}")
    return ["\n".join(lines)]


def _quotes(answer: Answer, bulletins: Mapping[str, Bulletin]) -> list[str | Piece]:
    """Each passage under its organisation and role, each bulletin with its source."""
    pieces: list[str | Piece] = []
    for id_, group in groupby(answer.quotations, key=lambda q: q.passage.bulletin):
        for passage, slices in groupby(group, key=lambda q: q.passage):
            pieces += _quote(passage, list(slices))
        pieces.append(source(bulletins[id_]) + "\n\n")
    return pieces


def _quote(passage: Passage, slices: list[Quotation]) -> list[str | Piece]:
    if name := _PARTS.get(passage.part):
        return [f"{name}：", *(s.text for s in slices), "\n"]
    label = heading_of(passage)
    pieces: list[str | Piece] = [bold(label), "\n"] if label else []
    for piece in slices:
        if piece.text in passage.organisations:
            continue
        style = Style.LONG_QUOTE if len(piece.text) > LONG_QUOTE else Style.QUOTE
        pieces += [Piece(f"“{piece.text.strip()}”", style), "\n"]
    return pieces


def heading_of(passage: Passage) -> str:
    """Whose words these are: the organisations with their role, or the section's."""
    if passage.part is Part.HEADING:
        return ""
    names = "、".join(passage.organisations[:MOST_NAMES])
    if len(passage.organisations) > MOST_NAMES:
        names += " 等"
    return " · ".join(x for x in (names or passage.category, passage.role) if x)


def _items(answer: Answer, bulletins: Mapping[str, Bulletin]) -> list[str | Piece]:
    """A list, numbered, under the role that each part of it belongs to."""
    pieces: list[str | Piece] = []
    number = 0
    for id_, group in groupby(answer.quotations, key=lambda q: q.passage.bulletin):
        for quotation in group:
            number += 1
            passage = quotation.passage
            beside = {passage.role, passage.category} - {quotation.text, None}
            note = passage.role or passage.category
            if passage.part is Part.HEADING:
                note = next(iter(sorted(b for b in beside if b)), None)
            pieces.append(f"{number}. {quotation.text}" + (f"（{note}）" if note else "") + "\n")
        pieces.append(source(bulletins[id_]) + "\n\n")
    return pieces


def source(bulletin: Bulletin) -> str:
    """Name the bulletin that was quoted, with its date and source where it prints them."""
    told = [x for x in (bulletin.date, bulletin.source) if x]
    return f"来源：《{bulletin.title}》{' · '.join(told)}"


# --- browsing

SOURCE_QUESTION = "来源"
"""What `/source` asks."""

COMMANDS = {
    "start": "开始",
    "help": "怎么用",
    "ask": "提问：/ask 问题",
    "roles": "看有哪些角色",
    "orgs": "看有哪些组织",
    "bulletins": "看有哪些简报",
    "source": "简报的来源和日期",
    "whoami": "我的编号",
    "reload": "重新载入知识文件夹（管理员）",
}


def greeting(name: str, names: Sequence[str]) -> Reply:
    """Greet a person and offer three examples."""
    hello = f"您好，{name}！" if name else "您好！"
    text = (
        f"{hello}我回答简报里写到的事：只引用原文，注明出处，简报没说的不回答。\n"
        "直接打字提问，或者点一个例子："
    )
    examples = [*(f"{n}做了什么" for n in names), "有哪些角色"]
    return say(text, [[Button(_label(e), e)] for e in examples])


def usage(commands: Iterable[tuple[str, str]]) -> Reply:
    """Say how to use the bot."""
    return say(HELP + "\n".join(f"/{name} {description}" for name, description in commands))


def ask_what() -> Reply:
    """Ask for the question that `/ask` came without."""
    return say("请把问题写在 /ask 后面，例如：/ask 谁捐了口罩", kind=Kind.CLARIFY)


def no_command() -> Reply:
    """Answer a command that there is not."""
    return say("没有这个命令，发 /help 看看有哪些。", kind=Kind.REFUSE)


def gone() -> Reply:
    """Answer a button whose words the bulletins no longer have."""
    return say("简报已经更新，没有这一项了。", [[Button("看看有哪些角色", "/roles")]], Kind.REFUSE)


def roles(found: Sequence[Quotation]) -> Reply:
    """List the roles, each a button to its organisations."""
    if not found:
        return say("现有简报没有分角色，可以看看有哪些组织。", [[Button("组织", "/orgs")]])
    names = dict.fromkeys(q.text for q in found)
    rows = [[Button(n, f"/roles {n}")] for n in names]
    lines = "\n".join(f"{q.text}（{q.passage.category}）" if q.passage.category else q.text for q in found)
    return compose(Kind.ANSWER, [bold("角色"), "\n", lines], rows, tuple(found))


def role(name: str, found: Sequence[Quotation]) -> Reply:
    """List the organisations of a role, each a button to its passages."""
    rows = [[Button(_label(q.text), f"/orgs {q.text}")] for q in found]
    rows.append([Button("« 全部角色", "/roles")])
    lines = "\n".join(f"{i}. {q.text}" for i, q in enumerate(found, 1))
    return compose(Kind.ANSWER, [bold(name), "\n", lines], rows, tuple(found))


def organisation(
    name: str, found: tuple[Quotation, ...], bulletins: Mapping[str, Bulletin]
) -> Reply:
    """Show an organisation's passages."""
    answer = Answer(Kind.ANSWER, "topic", found)
    back = dict.fromkeys(q.passage.role for q in found if q.passage.role)
    rows = [[Button(f"« {r}", f"/roles {r}")] for r in back] or [[Button("« 全部组织", "/orgs")]]
    del name
    return compose(Kind.ANSWER, _quotes(answer, bulletins), rows, found)


def organisations(
    names: Sequence[str], page: int, last: int, found: tuple[Quotation, ...]
) -> Reply:
    """List a page of the organisations; pages count from 0."""
    rows = [[Button(_label(n), f"/orgs {n}")] for n in names]
    turn = [Button("‹ 上一页", f"/orgs {page}")] if page else []
    turn += [Button("下一页 ›", f"/orgs {page + 2}")] if page < last else []
    rows += [turn] if turn else []
    title = f"组织（{page + 1}/{last + 1}）" if last else "组织"
    return compose(Kind.ANSWER, [bold(title), "\n", "\n".join(names)], rows, found)


def bulletins(found: Sequence[Quotation], known: Mapping[str, Bulletin]) -> Reply:
    """List the bulletins."""
    lines = [source(known[q.passage.bulletin]).removeprefix("来源：") for q in found]
    return compose(Kind.ANSWER, [bold("简报"), "\n", "\n".join(lines)], (), tuple(found))


def whoami(person: str, *, admin: bool) -> Reply:
    """Tell a person's own id."""
    return say(f"您的编号是 {person}" + ("，您是管理员。" if admin else "。"))


def reloaded(change: Change) -> Reply:
    """Say what loading the folder again has changed, or why it was left as it was."""
    if change.problems:
        lines = [f"{p.path.name} 第 {p.line} 行：{p.reason}" for p in change.problems[:MOST_FAULTS]]
        more = len(change.problems) - len(lines)
        lines += [f"……还有 {more} 处"] if more > 0 else []
        return say("没有重新载入，仍用原来的知识。请先改好：\n" + "\n".join(lines), kind=Kind.REFUSE)
    told = [
        f"{what} {len(ids)} 篇：{'、'.join(ids)}"
        for what, ids in (("新增", change.added), ("更新", change.changed), ("删除", change.removed))
        if ids
    ]
    told += [f"提醒：{w.path.name} 第 {w.line} 行：{w.reason}" for w in change.warnings[:MOST_FAULTS]]
    return say("已重新载入。" + ("\n" + "\n".join(told) if told else "没有变化。"))


def _label(name: str) -> str:
    return name if len(name) <= LABEL else name[: LABEL - 1] + "…"


# --- the command line

PROGRAM = "简报问答机器人：用简报的原文回答问题，并注明出处；简报没说的，不回答。"

FIRST_STEPS = """先试这三条：
  bulletin-bot ask 蓝天救援队做了什么     问一句，答一句
  bulletin-bot chat                       在终端里聊天，不需要令牌和网络
  bulletin-bot run                        作为 Telegram 机器人运行（先设置 BOT_TOKEN）
"""

CLI = {
    "ask": "问一个问题，得到一个回答",
    "chat": "在终端里聊天",
    "run": "作为 Telegram 机器人运行",
    "ingest": "把网页或文档（.txt .md .html .docx .pdf）变成知识文件夹里的 YAML",
    "check": "检查知识文件夹：每个错误在哪个文件、哪一行、该怎么改",
    "search": "只做检索：对任意段落排序",
    "question": "问题；几个词会用空格连起来",
    "--json": "输出一个 JSON 对象",
    "--jsonl": "从标准输入逐行读 JSON 请求，逐行输出 JSON 回答",
    "--knowledge": "用另一个知识文件夹",
    "--out": "写到这个文件夹；- 表示直接打印 YAML",
    "--url": "文档的原文网址",
    "--bulletin-json": "打印 JSON，不写文件",
    "--passages": "段落文件，每行 {id, text, title?}",
    "--top": "每个问题给出几个段落",
    "positive": "应当是正整数",
}

GOODBYE = "再见。"

NOT_A_REQUEST = '应当是 {"q": "问题", "after": ["前面的话", …]}'


def bad_line(number: int, reason: str) -> str:
    """Say which line of the input could not be read, and why."""
    return f"第 {number} 行读不懂：{reason}"


# --- errors


def apologise(error: BotError) -> str:
    """Say what went wrong and what to do, in one or two lines."""
    match error:
        case NotAllowed():
            return "这个命令只有管理员可以用。"
        case NoToken():
            return "没有 Telegram 令牌：请向 @BotFather 申请，再设置 BOT_TOKEN（环境变量或 .env 文件）。"
        case BadToken():
            return "Telegram 不认识这个令牌：请检查 BOT_TOKEN 是否完整，或向 @BotFather 重新申请。"
        case AddressInUse():
            return f"端口已被占用：{error.address}。请换一个端口，或停掉占用它的程序。"
        case Unreachable():
            return f"连不上 Telegram：{error.reason}。请检查网络，或设置 BOT_PROXY。"
        case BadSetting():
            return f"设置 {error.name} 的值 {error.value!r} 不对，应当像这样：{error.expected}"
        case NotWritable():
            return f"文件夹不能写入：{error.folder}。请用 --out 指定一个可写的文件夹。"
        case NoKnowledge():
            return f"知识文件夹不存在，或者里面没有可用的简报：{error.folder}"
        case InvalidBulletin():
            return f"第 {error.line} 行：{error.reason}"
        case UnsupportedFormat():
            return f"{error.name}：不支持这种文件，支持的有 {'、'.join(error.known)}"
        case UnreadableDocument() | NotABulletin():
            return f"{error.name}：{error.reason}"
        case _:
            return str(error)


def no_text() -> str:
    """Answer a photo, a sticker or a voice message."""
    return "我只看得懂文字，请把问题打成一句话。"


def failure(identifier: str) -> str:
    """Apologise for an error of the program; the log has it under the same number."""
    return f"抱歉，出了点问题，请稍后再试。（编号 {identifier}）"

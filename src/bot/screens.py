"""The replies to commands: pages to read and to browse."""

from collections.abc import Iterable, Mapping, Sequence

from bot.library import Change
from bot.model import (
    Answer,
    Bulletin,
    Button,
    Kind,
    Mention,
    Question,
    Quotation,
    Reply,
    Term,
)
from bot.phrases import HELP, INTENTS, KINDS, SORTS
from bot.wording import bold, compose, heading_of, label, quotes, say, source

MOST_FAULTS = 20
"""Faults of a knowledge folder that one reply lists."""


def greeting(name: str, names: Sequence[str]) -> Reply:
    """Greet a person and offer three examples."""
    hello = f"您好，{name}！" if name else "您好！"
    text = (
        f"{hello}我回答简报里写到的事：只引用原文，注明出处，简报没说的不回答。\n"
        "直接打字提问，或者点一个例子："
    )
    examples = [*(f"{n}做了什么" for n in names), "有哪些角色"]
    return say(text, [[Button(label(e), e)] for e in examples])


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
    lines = "\n".join(
        f"{q.text}（{q.passage.category}）" if q.passage.category else q.text for q in found
    )
    return compose(Kind.ANSWER, [bold("角色"), "\n", lines], rows, tuple(found))


def role(name: str, found: Sequence[Quotation]) -> Reply:
    """List the organisations of a role, each a button to its passages."""
    rows = [[Button(label(q.text), f"/orgs {q.text}")] for q in found]
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
    return compose(Kind.ANSWER, quotes(answer, bulletins), rows, found)


def organisations(
    names: Sequence[str], page: int, last: int, found: tuple[Quotation, ...]
) -> Reply:
    """List a page of the organisations; pages count from 0."""
    rows = [[Button(label(n), f"/orgs {n}")] for n in names]
    turn = [Button("‹ 上一页", f"/orgs {page}")] if page else []
    turn += [Button("下一页 ›", f"/orgs {page + 2}")] if page < last else []
    rows += [turn] if turn else []
    title = f"组织（{page + 1}/{last + 1}）" if last else "组织"
    return compose(Kind.ANSWER, [bold(title), "\n", "\n".join(names)], rows, found)


def bulletins(found: Sequence[Quotation], known: Mapping[str, Bulletin]) -> Reply:
    """List the bulletins."""
    lines = [source(known[q.passage.bulletin]).removeprefix("来源：") for q in found]
    return compose(Kind.ANSWER, [bold("简报"), "\n", "\n".join(lines)], (), tuple(found))


def stopped() -> Reply:
    """Refuse in place of a reply that did not pass the last check."""
    return say("这个回答没有通过原文核对，所以不发给您。请换个问法。", kind=Kind.REFUSE)


def nothing_to_explain() -> Reply:
    """Answer a why with nothing before it."""
    return say("还没有回答过问题。先问一句，再发 /why。", kind=Kind.CLARIFY)


def explained(question: Question, answer: Answer) -> Reply:
    """Say how an answer came about: what was seen, what was asked, what was weighed, why."""
    family = question.intent.partition(":")[0]
    lines = [f"问题类型：{INTENTS[family]}"]
    lines += [f"名字：{m.said or '（接着前面的话）'} → {_entities(m)}" for m in question.mentions]
    lines += [f"没有的名字：{u.said}" for u in question.unknown]
    lines += [_term(t) for t in question.terms]
    lines += [
        f"段落：{m.score:.2f} {heading_of(m.passage)}「{m.passage.text[:16]}…」"
        for m in answer.considered
    ]
    lines.append(
        f"决定：{KINDS[answer.kind]}（把握 {answer.confidence:.2f}，门槛 {answer.threshold:.2f}）"
    )
    return say("\n".join(lines))


def _entities(mention: Mention) -> str:
    names = "、".join(e.name for e in mention.entities)
    return f"{names}（{SORTS[mention.entities[0].sort]}）"


def _term(term: Term) -> str:
    others = f"，也作 {'、'.join(term.others[:3])}" if term.others else ""
    return f"词：{term.text} {term.weight:.2f}{'，必须有' if term.hard else ''}{others}"


def whoami(person: str, *, admin: bool) -> Reply:
    """Tell a person's own id."""
    return say(f"您的编号是 {person}" + ("，您是管理员。" if admin else "。"))


def reloaded(change: Change) -> Reply:
    """Say what loading the folder again has changed, or why it was left as it was."""
    if change.problems:
        lines = [f"{p.path.name} 第 {p.line} 行：{p.reason}" for p in change.problems[:MOST_FAULTS]]
        more = len(change.problems) - len(lines)
        lines += [f"……还有 {more} 处"] if more > 0 else []
        return say(
            "没有重新载入，仍用原来的知识。请先改好：\n" + "\n".join(lines), kind=Kind.REFUSE
        )
    told = [
        f"{what} {len(ids)} 篇：{'、'.join(ids)}"
        for what, ids in (
            ("新增", change.added),
            ("更新", change.changed),
            ("删除", change.removed),
        )
        if ids
    ]
    told += [
        f"提醒：{w.path.name} 第 {w.line} 行：{w.reason}" for w in change.warnings[:MOST_FAULTS]
    ]
    return say("已重新载入。" + ("\n" + "\n".join(told) if told else "没有变化。"))

"""The replies to commands: pages to read and to browse."""

from collections.abc import Iterable, Mapping, Sequence

from bot.journal import Asked, Counts, Voted
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
from bot.phrases import INTENTS, KINDS, SORTS, ZH, Words
from bot.text import clean
from bot.wording import Piece, bold, compose, heading_of, label, named, quotes, say

MOST_FAULTS = 20
"""Faults of a knowledge folder that one reply lists."""


def greeting(name: str, names: Sequence[str], words: Words) -> Reply:
    """Greet a person and offer three examples."""
    shown = label(" ".join(clean(name).split()))  # a name is untrusted: one line, and short
    hello = words.say["hello_name"].format(name=shown) if shown else words.say["hello"]
    examples = [*(f"{n}做了什么" for n in names), "有哪些角色"]
    return say(hello + words.say["intro"], [[Button(label(e), e)] for e in examples])


def usage(commands: Iterable[str], words: Words) -> Reply:
    """Say how to use the bot."""
    lines = "\n".join(f"/{name} {words.commands[name]}" for name in commands)
    return say(words.say["help"] + lines)


def ask_what(words: Words) -> Reply:
    """Ask for the question that `/ask` came without."""
    return say(words.say["ask_what"], kind=Kind.CLARIFY)


def no_command(words: Words) -> Reply:
    """Answer a command that there is not."""
    return say(words.say["no_command"], kind=Kind.REFUSE)


def gone(words: Words = ZH) -> Reply:
    """Answer a button whose words the bulletins no longer have."""
    return say(words.say["gone"], [[Button(words.say["see_roles"], "/roles")]], Kind.REFUSE)


def no_text(words: Words) -> Reply:
    """Answer a photo, a sticker or a voice message."""
    return say(words.say["no_text"])


def too_many(words: Words) -> Reply:
    """Ask somebody to slow down."""
    return say(words.say["too_many"])


def failure(number: str, words: Words) -> Reply:
    """Apologise for an error of the program; the log has it under the same number."""
    return say(words.say["failure"].format(number=number))


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
    lines: list[str | Piece] = []
    for quotation in found:
        lines += ["\n", *named(known[quotation.passage.bulletin])]
    return compose(Kind.ANSWER, [bold("简报"), *lines], (), tuple(found))


def stopped() -> Reply:
    """Refuse in place of a reply that did not pass the last check."""
    return say("这个回答没有通过原文核对，所以不发给您。请换个问法。", kind=Kind.REFUSE)


def nothing_to_explain() -> Reply:
    """Answer a why with nothing before it."""
    return say("还没有回答过问题。先问一句，再发 /why。", kind=Kind.CLARIFY)


def explained(question: Question, answer: Answer) -> Reply:
    """Say how an answer came about: what was seen, what was asked, what was weighed, why."""
    family = question.intent.partition(":")[0]
    lines = [f"问题：{question.text}", f"问题类型：{INTENTS[family]}"]
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


# --- what is kept


def privacy(days: int, words: Words) -> Reply:
    """Say what is kept of a person and for how many days; 0 where nothing is."""
    kept = words.say["privacy"].format(days=days)
    return say(kept if days else words.say["keeps_nothing"])


def forgotten(count: int, words: Words) -> Reply:
    """Say how much was deleted."""
    return say(words.say["forgotten"].format(count=count))


def unanswered(found: Sequence[Asked]) -> Reply:
    """List the questions that were refused, the most frequent first."""
    lines = [f"{a.count} 次：{label(clean(a.text))}" for a in found]
    return say("\n".join(["没能回答的问题：", *lines]) if lines else "没有未能回答的问题。")


def feedback(found: Sequence[Voted]) -> Reply:
    """List the questions whose answers were voted on, the worst first."""
    lines = [f"👍 {v.up} 👎 {v.down}：{label(clean(v.text))}" for v in found]
    return say("\n".join(["评价：", *lines]) if lines else "还没有评价。")


def stats(counts: Counts, days: int) -> Reply:
    """Say how much was asked in the time for which questions are kept."""
    lines = [f"{KINDS[kind]}：{number}" for kind, number in counts.kinds.items()]
    told = [f"最近 {days} 天", f"提问：{sum(counts.kinds.values())}", f"人数：{counts.people}"]
    return say("\n".join([*told, *lines, f"👍 {counts.up} 👎 {counts.down}"]))

"""Every failure that a person may meet says what went wrong."""

import inspect
from pathlib import Path

import pytest

from bot import errors
from bot.replies.apologies import apologise, bad_line, excuse, left_out
from bot.replies.english import EN
from bot.replies.phrases import ZH, Words

SAID = [
    (errors.BadSetting("BOT_ADMINS", "一号", "12345"), ("BOT_ADMINS", "12345")),
    (errors.BadSetting("BOT_LOG_LEVEL", "一级", "INFO"), ("BOT_LOG_LEVEL", "一级", "INFO")),
    (errors.BadCall(), ("ask", "--jsonl")),
    (errors.NoToken(), ("BOT_TOKEN", "@BotFather")),
    (errors.BadToken(), ("BOT_TOKEN",)),
    (errors.AddressInUse("127.0.0.1:8080"), ("127.0.0.1:8080",)),
    (errors.NotWritable(Path("锁着")), ("锁着", "--out")),
    (errors.NoKnowledge(Path("空的"), ("a.yaml:3: 缺少标题",)), ("空的", "a.yaml:3: 缺少标题")),
    (errors.InvalidBulletin(3, "缺少标题"), ("第 3 行", "缺少标题")),
    (errors.UnreadableDocument("a.pdf", "打不开"), ("a.pdf", "打不开")),
    (errors.UnsupportedFormat("a.xyz", (".txt", ".md")), ("a.xyz", ".txt", ".md")),
    (errors.NotABulletin("a.txt", "没有正文"), ("a.txt", "没有正文")),
    (errors.StoreUnavailable("磁盘已满"), ("磁盘已满",)),
    (errors.NotAllowed(), ("管理员",)),
    (errors.Unreachable("超时"), ("超时", "BOT_PROXY")),
]


@pytest.mark.parametrize(("error", "facts"), SAID, ids=lambda x: type(x).__name__)
def test_words_of_an_error(error: errors.BotError, facts: tuple[str, ...]) -> None:
    """An error is told in Chinese, with all that it knows."""
    said = apologise(error)

    assert any("\u4e00" <= c <= "\u9fff" for c in said)
    assert all(fact in said for fact in facts), said


def test_no_error_is_forgotten() -> None:
    """Every class that is raised stands in the table above, and in the module's tree."""
    classes = [c for c in vars(errors).values() if inspect.isclass(c) and issubclass(c, Exception)]
    raised = {c for c in classes if not c.__subclasses__()}

    assert raised == {type(error) for error, _ in SAID}
    assert all(c.__name__ in (errors.__doc__ or "") for c in classes)


@pytest.mark.parametrize("words", [ZH, EN], ids=["zh", "en"])
def test_in_a_chat(words: Words) -> None:
    """What can fail in a chat is told in the person's language, without the machine's secrets."""
    told = excuse(errors.StoreUnavailable("postgresql://db.internal"), words)

    assert "internal" not in told
    assert excuse(errors.NotAllowed(), words) != told


def test_where_a_line_or_a_file_is_at_fault() -> None:
    """A bad line says its number, a file that is left out its fault."""
    assert bad_line(7, "不是 JSON") == "第 7 行读不懂：不是 JSON"
    assert "a.yaml:3: 缺少标题" in left_out("a.yaml:3: 缺少标题")

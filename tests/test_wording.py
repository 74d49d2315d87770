"""Answers in words: what is styled, what is offered, and that nothing is changed on the way."""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.conversation.conversation import Conversation
from bot.library.library import Library
from bot.model import (
    Answer,
    Bulletin,
    Kind,
    Message,
    Part,
    Passage,
    Quotation,
    Repair,
    Span,
    Style,
)
from bot.questions.kinds import weights
from bot.replies.english import EN
from bot.replies.phrases import ZH, Words
from bot.replies.wording import LABEL, LONG_QUOTE, Piece, bold, compose, heading_of, label, word
from conftest import Ask, bulletin

NAME = "晨光志愿队"
TEXT = f"{NAME}送水300桶,送饭1200份。"
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
"""What may have a docstring; examples there are in Chinese."""

BULLETINS = {"甲": bulletin("甲", {NAME: TEXT})}
PASSAGE = BULLETINS["甲"].sections[0].passages[0]


def quoted(reply_text: str, spans: tuple[Span, ...]) -> list[str]:
    """Return what looks like a quotation."""
    styles = (Style.QUOTE, Style.LONG_QUOTE)
    return [reply_text[s.start : s.end] for s in spans if s.style in styles]


# --- composing


@given(st.lists(st.tuples(st.text(), st.sampled_from([None, *Style]))))
def test_spans_are_in_range(pieces: list[tuple[str, Style | None]]) -> None:
    """Whatever is composed, each span is a stretch of the text, emoji and all."""
    reply = compose(Kind.CHAT, [t if s is None else Piece(t, s) for t, s in pieces])

    assert reply.text == "".join(t for t, _ in pieces).rstrip()
    for span in reply.spans:
        assert 0 <= span.start <= span.end <= len(reply.text)


def test_a_span_is_its_piece() -> None:
    """What is bold is the piece that was made bold, whatever stands before it."""
    reply = compose(Kind.CHAT, ["😀\n", bold("组织"), "：一个"])
    (span,) = reply.spans

    assert reply.text[span.start : span.end] == "组织"


def test_long_quotations_may_be_folded() -> None:
    """A quotation that fills a small screen has a style of its own."""
    long = Passage("甲", Part.BODY, "水" * (LONG_QUOTE + 1), (NAME,))
    for passage, style in ((PASSAGE, Style.QUOTE), (long, Style.LONG_QUOTE)):
        answer = Answer(Kind.ANSWER, "topic", (Quotation(passage, 0, len(passage.text)),))
        assert style in {s.style for s in word(answer, BULLETINS).spans}


# --- answers


def test_an_answer_in_words() -> None:
    """Who, in which role, in whose words, from where."""
    answer = Answer(Kind.ANSWER, "figure", (Quotation(PASSAGE, 5, 11),), ("平安员",))
    reply = word(answer, BULLETINS)

    assert reply.text == f"{NAME} · 平安员\n“送水300桶”\n来源：《甲的简报》"
    assert quoted(reply.text, reply.spans) == ["“送水300桶”"]
    assert [[(b.label, b.says) for b in row] for row in reply.buttons] == [[("平安员", "平安员")]]


def test_slices_of_one_passage_share_their_heading() -> None:
    """Two slices of a passage stand under its name once."""
    slices = (Quotation(PASSAGE, 5, 11), Quotation(PASSAGE, 12, len(TEXT)))
    reply = word(Answer(Kind.ANSWER, "figure", slices), BULLETINS)

    assert reply.text.count(NAME) == 1
    assert quoted(reply.text, reply.spans) == ["“送水300桶”", "“送饭1200份。”"]


def test_many_organisations_are_not_all_in_the_heading() -> None:
    """Over a passage of many, the first three are named, and that there are more."""
    names = tuple("甲乙丙丁")

    assert (
        heading_of(Passage("甲", Part.BODY, "…", names, 0, "平安员"), ZH)
        == "甲、乙、丙 等 · 平安员"
    )
    assert heading_of(Passage("甲", Part.BODY, "…", names[:3]), ZH) == "甲、乙、丙"


def test_a_source_with_all_that_is_known() -> None:
    """Title, date and source stand under an answer; the title leads to the page."""
    known = Bulletin("甲", "题", "2020-01-02", "局", "https://example.org/1", "", (), "", {})
    reply = word(Answer(Kind.ANSWER, "topic", (Quotation(PASSAGE, 0, 5),)), {"甲": known})
    (link,) = [s for s in reply.spans if s.style is Style.LINK]

    assert reply.text.endswith("来源：《题》2020-01-02 · 局")
    assert (reply.text[link.start : link.end], link.url) == ("《题》", "https://example.org/1")


def test_repairs_come_first() -> None:
    """What was read in place of what was typed is said before anything else."""
    answer = Answer(Kind.REFUSE, "not_said", repairs=(Repair("晨广", "晨光"), Repair("滴", "")))

    assert word(answer, BULLETINS).text.startswith("（按“晨光”理解）\n")


# --- refusals


def test_a_refusal_names_what_is_missing_and_what_there_is() -> None:
    """Missing words, names of the sort, and whom to ask."""
    answer = Answer(Kind.REFUSE, "unknown_name", (), (NAME,), ("曙光队",), (NAME,))
    reply = word(answer, BULLETINS, contact="办公室，电话 0000")

    assert reply.text.split("\n") == [
        "没有找到“曙光队”。",
        "现有简报里没有这个组织。",
        f"简报里有：{NAME}。",
        "也可以咨询：办公室，电话 0000",
    ]
    assert "咨询" not in word(answer, BULLETINS).text


@pytest.mark.parametrize("kind", [Kind.ANSWER, Kind.CLARIFY, Kind.CHAT])
def test_only_a_refusal_sends_elsewhere(kind: Kind) -> None:
    """Whom else to ask is no part of an answer."""
    topics = {Kind.ANSWER: "topic", Kind.CLARIFY: "whom", Kind.CHAT: "thanks"}
    answer = Answer(kind, topics[kind], (Quotation(PASSAGE, 0, 5),) if kind is Kind.ANSWER else ())

    assert "0000" not in word(answer, BULLETINS, contact="0000").text


# --- every case has its words


@pytest.mark.parametrize("words", [ZH, EN], ids=["zh", "en"])
def test_every_topic_is_worded(words: Words) -> None:
    """Each reason not to answer, each counter-question and each bit of small talk has words."""
    topics = [
        (Kind.CHAT, t) for f, _, t in (k.partition(":") for k in weights().kinds) if f == "chat"
    ]
    topics += [(Kind.CLARIFY, t) for t in words.clarify] + [(Kind.REFUSE, t) for t in words.refuse]

    for kind, topic in topics:
        reply = word(Answer(kind, topic, choices=("甲",)), BULLETINS, words=words)
        assert reply.kind is kind
        assert reply.text


def test_two_languages_say_the_same_things() -> None:
    """Neither language lacks words, or places to fill in, that the other has."""
    for part in Words.__slots__:
        zh, en = getattr(ZH, part), getattr(EN, part)
        assert set(zh) == set(en), part
        for key in zh:
            assert zh[key].count("{") == en[key].count("{"), key


@pytest.mark.parametrize("words", [ZH, EN], ids=["zh", "en"])
def test_why_has_words_for_every_kind(words: Words) -> None:
    """Each kind of question and of reply is called something where a person asks why."""
    kinds = {kind.partition(":")[0] for kind in weights().kinds} - {"why_so"}
    assert {*kinds, "pick", "empty"} <= set(words.intents)
    assert set(words.kinds) == set(Kind)


@pytest.mark.parametrize(
    "said",
    [
        *(
            "/roles",
            "/roles 疫情防护员",
            "/orgs",
            "/orgs 2",
            "/orgs 长汀县蓝天救援队",
            "/bulletins",
        ),
        *("/whoami", "/reload", "/stats", "/feedback", "/unanswered", "/privacy", "/forget"),
        *("/why", "/source", "/nothing", "/orgs 无", "/help", "/ask", "/start", "你好", "再见"),
        *("蓝天救援队做了什么", "谁捐了口罩", "七大员有哪些", "标题", "火星上有水吗", "他们呢"),
    ],
)
@pytest.mark.parametrize("person", ["7", "8"])
def test_an_english_frame_is_english(library: Library, said: str, person: str) -> None:
    """Around what is quoted, whoever has an English client reads no Chinese but examples to ask."""
    reply = Conversation(library, admins={"7"}).reply(Message(said, person, language="en"))
    served = next(iter(library.current.bulletins.values()))
    names = [e.name for e in library.current.gazetteer.entities]
    examples = re.findall("[\u4e00-\u9fff]+(?= \\()|(?<=example: ).*", reply.text)
    quoted_ = [q.text.strip() for q in reply.quotations]
    shown = [*quoted_, served.title, served.source or "", *names, *examples]
    frame = reply.text
    for text in sorted(shown, key=len, reverse=True):
        frame = frame.replace(text, "")
    assert not re.search("[\u4e00-\u9fff]", frame), frame
    for row in reply.buttons:
        for button in row:
            is_words = button.says == button.label or button.label.strip("« ") in names
            assert is_words or not re.search("[\u4e00-\u9fff]", button.label)


@pytest.mark.parametrize(
    "module", ["replies/wording", "replies/command_replies", "conversation", "telegram"]
)
def test_all_words_are_in_one_place(module: str) -> None:
    """No module that speaks has Chinese in its code; the words stand in `phrases`."""
    found = Path(bot.__file__).parent / module
    for path in sorted(found.glob("*.py")) if found.is_dir() else [found.with_suffix(".py")]:
        tree = ast.parse(path.read_text("utf-8"))
        nodes = list(ast.walk(tree))
        told = {ast.get_docstring(n, clean=False) for n in nodes if isinstance(n, DOCUMENTED)}
        said = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        assert not [words for words in said - told if re.search("[\u4e00-\u9fff]", words)]


# --- what a person typed comes back whole


@pytest.mark.parametrize(
    "typed", ["👩‍👩‍👧‍👦队", "\ud83d队", "<b>队</b>", "*_`队`_*", "٣队", "\u202e队"]
)
def test_odd_characters_survive(typed: str, ask: Ask) -> None:
    """Emoji, halves of them, markup and signs are answered in a text that can be sent."""
    reply = ask(f"{typed}做了什么")

    reply.text.encode("utf-8")
    assert reply.kind in Kind


def test_buttons_fit_a_phone() -> None:
    """Two short ones share a row, a long one has its own, and none changes its place."""
    short, long = "短", "很长很长很长很长的名字"
    reply = word(Answer(Kind.CLARIFY, "which", choices=(short, long, "小", "少", "低")), BULLETINS)

    assert [[b.says for b in row] for row in reply.buttons] == [
        [short],
        [long],
        ["小", "少"],
        ["低"],
    ]


def test_labels_fit() -> None:
    """A long name is shortened on its button and said in full."""
    long = "福建省" + "很" * 40 + "长协会"
    (row,) = word(Answer(Kind.CLARIFY, "which", choices=(long,)), BULLETINS).buttons

    assert row[0].says == long
    assert len(row[0].label) == LABEL
    assert label("短") == "短"

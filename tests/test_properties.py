"""What holds whatever is typed and whatever the bulletins say."""

from collections.abc import Callable
from itertools import pairwise

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.chinese.text import clauses, normalise, sentences, words
from bot.conversation.conversation import Conversation
from bot.conversation.digests import digest
from bot.library.library import Library
from bot.library.snapshot import Snapshot
from bot.model import Bulletin, Kind, Message, Part, Reply, Sort, Style
from bot.replies.command_replies import stopped
from bot.replies.phrases import ZH
from conftest import KNOWLEDGE, SEVERAL, TESTS, asker
from test_questions import CASES, SAID

MOST_UNITS = 4096
"""UTF-16 units that Telegram takes in one message."""

SHIPPED, THREE = Library(KNOWLEDGE), Library(SEVERAL)
LIBRARIES = {"shipped": SHIPPED, "several": THREE}
PAPERS: list[str] = [
    i["q"]
    for paper in sorted((TESTS / "papers").glob("*.yaml"))
    for i in yaml.safe_load(paper.read_text("utf-8"))
]
NAMES = [e.name for lib in LIBRARIES.values() for e in lib.current.gazetteer.entities]
COMMANDS = ["/roles", "/orgs 2", "/source", "/bulletins", "/why", "/start", "/help", "/ask 蓝天"]
FOLLOWING = ["还有吗", "第二个", "那蓝豹呢", "他们呢", "最后一个", "那里呢", "继续", "多少"]
SENTENCES: list[str] = (
    [s for s, _ in CASES] + SAID["refused"] + PAPERS + NAMES + COMMANDS + FOLLOWING
)

anything = st.text(st.characters(codec=None))
"""Any characters there are, halves of pairs too."""


Change = Callable[[str, int, str], str]
"""Changes what is said at a place, perhaps with something else that is said."""

CHANGES: tuple[Change, ...] = (
    lambda said, at, _: said[:at] + said[at + 2 :],
    lambda said, at, _: said[:at] + said[at : at + 2][::-1] + said[at + 2 :],
    lambda said, at, other: said[:at] + other + said[at:],
    lambda said, at, _: said * (at % 30 + 1),
)


@st.composite
def questions(draw: st.DrawFn) -> str:
    """Draw something that a person may type: a question, changed here and there."""
    said = draw(st.sampled_from(SENTENCES))
    for change in draw(st.lists(st.sampled_from(CHANGES), max_size=3)):
        at = draw(st.integers(0, len(said)))
        said = change(said, at, draw(st.sampled_from(SENTENCES) | anything))
    return said


turns = st.lists(questions() | anything, min_size=1, max_size=3)


def talk(library: Library, said: list[str]) -> Reply:
    """Hold a conversation; return its last reply."""
    return asker(library)(said[-1], *said[:-1])


# --- text


@given(anything)
@example("\u1e9b\u0323")
@example("ｶﾞ乾\u3000\u3000")
@example("İ")
def test_normal_form_is_normal(text: str) -> None:
    """What is in normal form stays as it is."""
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(st.sampled_from("福建。！？；;,，:：“”《》（）()\n 1.,a")) | anything)
def test_pieces_cover_the_text(text: str) -> None:
    """Sentences and clauses follow one another and leave out nothing but blanks."""
    for cut in (sentences, clauses):
        spans = cut(text)
        bounds = [(0, 0), *spans, (len(text), len(text))]
        assert all(not text[a:b].strip() for (_, a), (b, _) in pairwise(bounds))
        assert all(a < b for a, b in spans)


@given(st.text(st.sampled_from("福建省蓝豹救援队在abc12 !。")) | anything)
def test_words_cover_the_text(text: str) -> None:
    """Words joined give back the text."""
    assert "".join(w.text for w in words(text)) == text


# --- replies


@pytest.mark.parametrize("over", LIBRARIES)
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(said=turns)
@example(said=["蓝" * 10_000])
@example(said=["蓝天救援队做了什么" * 1_200])
@example(said=["七大员有哪些", "第八个"])
@example(said=["/why", "\ud83d", "还有吗"])
def test_statements_are_verbatim(over: str, said: list[str]) -> None:
    """Each quotation is a slice of a passage that is served and stands in the reply's text.

    There is always a reply that one message holds; what looks like a quotation is one; only an
    answer and the nearest quote; and the last check has nothing to stop.
    """
    served = set(LIBRARIES[over].current.passages)
    reply = talk(LIBRARIES[over], said)

    assert reply.text
    assert reply != stopped(ZH)
    assert len(reply.text.encode("utf-16-le")) // 2 < MOST_UNITS
    for quotation in reply.quotations:
        assert quotation.passage in served
        assert quotation.text == quotation.passage.text[quotation.start : quotation.end]
        assert quotation.text.strip()
        assert quotation.text.strip() in reply.text
    told = {f"“{q.text.strip()}”" for q in reply.quotations}
    for span in reply.spans:
        assert 0 <= span.start < span.end <= len(reply.text)
        if span.style in (Style.QUOTE, Style.LONG_QUOTE):
            assert reply.text[span.start : span.end] in told
    assert bool(reply.quotations) is (reply.kind in (Kind.ANSWER, Kind.NEAREST))
    assert 0 <= reply.confidence <= 1


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(said=turns)
def test_same_question_same_reply(said: list[str]) -> None:
    """Nothing but the conversation and the knowledge makes a reply."""
    assert talk(SHIPPED, said) == talk(Library(KNOWLEDGE), said)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(said=turns)
def test_buttons_can_be_pressed(said: list[str]) -> None:
    """What a button says is answered; as a digest it fits into 64 bytes and leads back."""
    for row in talk(SHIPPED, said).buttons:
        for button in row:
            assert button.label
            assert len(digest(button.says).encode()) <= 64
            assert asker(SHIPPED)(button.says).kind is not Kind.CLARIFY


@given(anything)
def test_digests_fit(says: str) -> None:
    """Whatever is said, its digest fits into a button's 64 bytes."""
    assert len(digest(says).encode()) <= 64


# --- names


@pytest.mark.parametrize("over", LIBRARIES)
def test_a_name_word_for_word(over: str) -> None:
    """Every organisation asked for by its full name, or by an alias of its own, is answered.

    All its passages are quoted, and no other organisation's.
    """
    library = LIBRARIES[over]
    gazetteer, passages = library.current.gazetteer, library.current.passages
    for entity in gazetteer.of(Sort.ORGANISATION):
        own = {p for p in passages if p.part is Part.BODY and entity.name in p.organisations}
        for name in (entity.name, *entity.aliases):
            if gazetteer.named(name) != entity:
                continue
            for frame in ("{}", "{}做了什么", "请问，{}都做了些什么？"):
                reply = asker(library)(frame.format(name))
                assert {q.passage for q in reply.quotations} == own, frame.format(name)


# --- load order


def every_bulletin() -> list[Bulletin]:
    """Return all the bulletins that tests have."""
    return [b for lib in LIBRARIES.values() for b in lib.current.bulletins.values()]


FORWARD, BACKWARD = Snapshot(every_bulletin()), Snapshot(every_bulletin()[::-1])


class Shelf(Library):
    """A library that serves a snapshot as it is given."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.folder, self.problems, self._current = KNOWLEDGE, (), snapshot


UNCOUNTED = [s for s in SENTENCES if "第" not in s and "最后" not in s]
"""第四大员 is counted in the order of the bulletins."""


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(said=st.sampled_from(UNCOUNTED))
def test_load_order_changes_no_answer(said: str) -> None:
    """The same bulletins, loaded the other way round, say the same."""
    one, other = (
        Conversation(Shelf(snapshot)).reply(Message(said)) for snapshot in (FORWARD, BACKWARD)
    )

    assert one.kind is other.kind, said
    assert set(one.quotations) == set(other.quotations), said
    assert one.confidence == other.confidence, said


def test_version_is_of_the_content() -> None:
    """The same bulletins have the same version in any order, others another."""
    assert FORWARD.version == BACKWARD.version
    assert len({FORWARD.version, SHIPPED.current.version, THREE.current.version}) == 3

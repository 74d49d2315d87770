"""How long a reply takes, and which share of it each stage has.

    pip install pytest-benchmark && pytest benchmarks/test_reply.py

One round is one pass over the questions below, each a conversation of its own.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.answers.answering import answer
from bot.conversation.conversation import Conversation
from bot.library.library import Library
from bot.model import Dialogue, Message
from bot.questions.understanding import understand
from bot.replies.proof import faults
from bot.replies.wording import word

QUESTIONS = (
    "蓝天救援队做了什么",
    "捐了多少口罩",
    "兰豹救援队去过哪些地方",
    "七大员有哪些",
    "泉州市蓝天救援队做了什么",
    "药学会发了几篇文章",
    "谁给交警送了测温枪",
    "今天天气怎么样",
    "这篇讲了什么",
    "心理疏导員有哪些組織",
)

Benchmark = Callable[[Callable[[], Any]], Any]


@pytest.fixture(scope="module")
def library() -> Library:
    """Serve the bulletin that ships."""
    return Library(Path(__file__).parents[1] / "knowledge")


@pytest.mark.benchmark(group="whole")
def test_reply(benchmark: Benchmark, library: Library) -> None:
    """The whole way: `Conversation.reply`."""
    conversation = Conversation(library)
    benchmark(
        lambda: [conversation.reply(Message(q, chat=str(n))) for n, q in enumerate(QUESTIONS)]
    )


@pytest.mark.benchmark(group="stages")
def test_understand(benchmark: Benchmark, library: Library) -> None:
    """Message → Question."""
    snapshot = library.current
    benchmark(lambda: [understand(q, snapshot, Dialogue()) for q in QUESTIONS])


@pytest.mark.benchmark(group="stages")
def test_answer(benchmark: Benchmark, library: Library) -> None:
    """Question → Answer."""
    snapshot = library.current
    asked = [understand(q, snapshot, Dialogue()) for q in QUESTIONS]
    benchmark(lambda: [answer(q, snapshot, Dialogue()) for q in asked])


@pytest.mark.benchmark(group="stages")
def test_word_and_prove(benchmark: Benchmark, library: Library) -> None:
    """Answer → Reply, and the last check."""
    snapshot = library.current
    said = [answer(understand(q, snapshot, Dialogue()), snapshot, Dialogue()) for q in QUESTIONS]
    benchmark(lambda: [faults(word(a, snapshot.bulletins), snapshot) for a in said])

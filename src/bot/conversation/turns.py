"""Turns of a conversation: taken, remembered for a while, and taken again from the journal."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.answers import after, answer, body
from bot.library import Snapshot
from bot.model import Answer, Dialogue, Kind, Message, Part, Question
from bot.questions import understand

FORGET_AFTER = 30 * 60
"""Seconds of silence after which a conversation is a new one."""

MOST_DIALOGUES = 10_000
"""Conversations remembered at once; the one silent for longest is forgotten first."""


class Dialogues:
    """What each conversation is about; safe to use from several threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._kept: OrderedDict[tuple[str, str, str], tuple[float, Dialogue]] = OrderedDict()

    def recall(self, message: Message) -> Dialogue:
        """Return what a conversation is about: nothing, once it has gone cold."""
        with self._lock:
            then, dialogue = self._kept.get(_key(message), (0.0, Dialogue()))
        return dialogue if self._clock() - then < FORGET_AFTER else Dialogue()

    def forget(self, person: str) -> None:
        """Drop all conversations of a person."""
        with self._lock:
            for key in [k for k in self._kept if k[0] == person]:
                del self._kept[key]

    def remember(self, message: Message, dialogue: Dialogue) -> None:
        """Keep what a conversation is about now."""
        with self._lock:
            self._kept[_key(message)] = (self._clock(), dialogue)
            self._kept.move_to_end(_key(message))
            while len(self._kept) > MOST_DIALOGUES:
                self._kept.popitem(last=False)


def _key(message: Message) -> tuple[str, str, str]:
    return message.person, message.chat, message.thread


def turn(text: str, snapshot: Snapshot, dialogue: Dialogue) -> tuple[Answer, Dialogue]:
    """Answer what is said next; return the answer, and what the conversation is about then."""
    question = understand(text, snapshot, dialogue)
    if question.intent == "pick":
        question = _picked(question, snapshot, dialogue)
    said = answer(question, snapshot, dialogue)
    return said, replace(after(dialogue, question, said), entry=dialogue.entry)


def replayed(turns: Iterable[str], snapshot: Snapshot) -> Dialogue:
    """Return what a conversation was about after these turns, as the bulletins are now."""
    dialogue = Dialogue()
    for text in turns:
        _, dialogue = turn(text, snapshot, dialogue)
    return dialogue


def _picked(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Question:
    """第三个: read the words of the item that was picked as the question."""
    number = question.number or 0
    at = number - 1 if number > 0 else number
    if not number or not -len(dialogue.choices) <= at < len(dialogue.choices):
        return question
    return understand(dialogue.choices[at], snapshot, Dialogue())


def following(said: Answer, snapshot: Snapshot) -> str:
    """Return the organisation that its bulletin tells of after the one that an answer is about.

    Empty where an answer is not about one, or that one is the last.
    """
    if said.kind is not Kind.ANSWER or said.listed:
        return ""
    told = {
        (q.passage.part, q.passage.bulletin, q.passage.organisations[:1]) for q in said.quotations
    }
    if len(told) != 1:
        return ""
    ((part, bulletin, names),) = told
    if part is not Part.BODY or not names:
        return ""
    leads = [
        u.passage.organisations[0]
        for u in body(snapshot.units_of(bulletin))
        if u.passage.organisations
    ]
    last = len(leads) - leads[::-1].index(names[0])
    return leads[last] if last < len(leads) else ""

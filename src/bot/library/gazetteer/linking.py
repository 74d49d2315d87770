"""Decides whose name a stretch of a question is: a known one, a misspelt one, or nobody's."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace

from bot.chinese import spelling
from bot.chinese.cues import cues
from bot.chinese.name_parts import (
    AREA,
    ENDINGS,
    FORMS,
    LOOSE_FORMS,
    NEUTRAL_FORMS,
    TELLING,
    Name,
    bare,
    parted,
    split,
)
from bot.chinese.text import Word, is_hanzi, lexicon, normalise, words
from bot.library.gazetteer import misspelt_names as slips
from bot.library.gazetteer import part_match as fitting
from bot.library.gazetteer.by_parts import Roster
from bot.library.gazetteer.misspelt_names import Slip
from bot.library.gazetteer.spans import BREAKS, MEASURES, Phrase, before
from bot.library.gazetteer.surface_forms import COUNCIL, Handles
from bot.model import Entity, Mention, Sort, Unknown

MARGIN = 0.15
"""Readings whose costs differ by less than this are equally good: the person is asked."""

MOST_PLACES = 20
"""So many of a phrase's occurrences in the bulletins are looked at, to tell whether it is prose."""

_LOOSE = frozenset({*LOOSE_FORMS, *ENDINGS})
"""Ends of names that ordinary words have as well."""


class Reader:
    """Reads phrases in the light of all that can be named."""

    def __init__(
        self,
        entities: Sequence[Entity],
        parts: Mapping[int, Name],
        handles: Handles,
        text: str,
        variants: Mapping[str, Iterable[str]],
    ) -> None:
        """`parts` are the organisations' names, by number, in normal form.

        `text` is all that the bulletins say, in normal form; `variants` are everyday words.
        """
        self._entities, self.handles, self._text = entities, handles, text
        self._variants, self._roster = variants, Roster(parts)
        self._numbers = {entity: number for number, entity in enumerate(entities)}
        self.brands = self._roster.brands

    def over(self, text: str) -> "Reader":
        """Return a reader of the same names, where the bulletins say something else."""
        reader = copy(self)
        reader._text = text  # noqa: SLF001 - our own
        return reader

    # --- known names

    def known(
        self,
        mention: Mention,
        text: str,
        pieces: Sequence[Word],
        earlier: Sequence[Mention],
    ) -> Mention | Unknown:
        """Read a known name by what stands before it: 拉萨海华医药 is not 海华医药."""
        longer = self._extended(mention, text)
        if mention.entities[0].sort is not Sort.ORGANISATION:
            return longer
        form = parted(longer.said).form or (COUNCIL if longer.said.endswith(COUNCIL) else "")
        stop = max((m.end for m in earlier if not (form and _may_be_brand(m))), default=0)
        start = before(pieces, longer.start, stop)
        if not self._contradicts(text[start : longer.start], longer):
            return (
                replace(_narrowed(longer, text[start : longer.start]), start=start)
                if form
                else longer
            )
        slipped = self._slipped(text, start, longer.end, form)
        if slipped is not None and slipped.start <= start:
            return slipped
        fits = self._roster.fitting(text[start : longer.end], form)
        if owners := tuple(self._entities[n] for cost, n in fits if not cost):
            return Mention(owners, start, longer.end, text[start : longer.end])
        return Unknown(text[start : longer.end], start, longer.end, mention.entities)

    def _extended(self, mention: Mention, text: str) -> Mention:
        """Take in the misspelt rest of a name whose brand was spelt right: 蓝天就援队."""
        best = mention
        for entity in mention.entities:
            for handle in self.handles.of(self._numbers[entity]):
                if len(handle.text) <= best.end - best.start:
                    continue
                slip = slips.whole(text, mention.start, mention.end, handle)
                if slip is not None and (
                    slip.cost < spelling.SLIP or not mention.said.endswith(COUNCIL)
                ):
                    said = text[slip.start : slip.end]
                    best = Mention((entity,), slip.start, slip.end, said, handle.whole)
        return best

    def _contradicts(self, front: str, inner: Mention) -> bool:
        """Whether what stands before a known name makes it another organisation's."""
        names = [normalise(e.name) for e in inner.entities]
        if self._begins_inside(front, inner.said, names):
            return True
        for word in _chunks(front):
            if any(bare(word) in n or fitting.placed(word, split(n)) for n in names):
                continue
            if _is_place(word) or word in self.brands or bare(word) in self._roster.homes:
                return True
            if front[:TELLING] in self.brands and not any(front[:TELLING] in n for n in names):
                return True
            if word not in self._text and not _is_general(word):
                return True
        return False

    def _begins_inside(self, front: str, said: str, names: Sequence[str]) -> bool:
        """Whether a name begins in the middle of a word: 自行车 in 电动自行车.

        The word is one of the dictionary, or two that the bulletins write as one; no part of one
        of the `names` that the mention may be.
        """
        last, first = next(iter(words(front)[-1:]), None), next(iter(words(said)), None)
        if last is None or len(last.text) < 2:
            return False
        if any(lexicon().get(last.text + said[:n], 0) for n in range(1, min(len(said), 4) + 1)):
            return True
        if first is None or len(first.text) < 2 or _is_place(last.text) or _is_general(last.text):
            return False
        compound = last.text + first.text
        return compound in self._text and not any(compound in name for name in names)

    # --- phrases that are built like a name

    def phrase(self, phrase: Phrase) -> Mention | Unknown | None:
        """Decide whose name a phrase is; None where it is but ordinary words."""
        slipped = self._slipped(phrase.text, phrase.start, phrase.end, phrase.form)
        if slipped is not None and slipped.start < phrase.start:
            return slipped  # a misspelt character looked like a word that no name runs across
        if phrase.general:
            return None
        return (
            self._fitted(phrase) or slipped or self._in_other_words(phrase) or self._unfit(phrase)
        )

    def _fitted(self, phrase: Phrase) -> Mention | None:
        """Read a phrase as the organisations that it fits part by part."""
        fits = self._roster.fitting(phrase.said, phrase.form)
        if not fits:
            return None
        best = min(cost for cost, _ in fits)
        owners = tuple(self._entities[i] for cost, i in fits if cost - best < MARGIN)
        kind = not split(phrase.said, phrase.form).brand  # 漳浦县协会: whose name is only meant
        shown = _shown(phrase.said, owners) if kind or best >= spelling.ALIKE else None
        return Mention(owners, phrase.start, phrase.end, phrase.said, shown)

    def _slipped(self, text: str, start: int, end: int, form: str) -> Mention | None:
        """Read a phrase with a form as a misspelt name, or as part of one."""
        hits = [
            s
            for s in slips.around(text, start, end, self.handles)
            if _has_form(form, s, ends=s.end == end)
        ]
        for slip in hits:
            if _is_rest(text[start : slip.start]):
                continue
            mention = self.repaired(slip, hits, slip.start, text[slip.start : slip.end])
            if not self._contradicts(text[start : slip.start], mention):
                return mention
        return None

    def repaired(self, best: Slip, others: Sequence[Slip], start: int, said: str) -> Mention:
        """A mention of what a slip may stand for, with all that cost hardly more."""
        near = slips.rivals(best, others, MARGIN)
        owners = dict.fromkeys(i for s in near for i in s.handle.owners)
        entities = tuple(self._entities[i] for i in owners)
        return Mention(entities, start, start + len(said), said, best.handle.whole)

    def _in_other_words(self, phrase: Phrase) -> Mention | None:
        """Read a phrase with an everyday word in place of the name's own: 老人协会, 老年协会.

        The two must have a character in common: 慈善 and 公益 make two names.
        """
        brand = phrase.said[: len(phrase.said) - len(phrase.form)]
        for word in words(brand):
            others = self._variants.get(word.text, ()) if len(word.text) > 1 else ()
            for other in (o for o in others if set(o) & set(word.text)):
                said = brand[: word.start] + other + brand[word.end :] + phrase.form
                fits = [n for cost, n in self._roster.fitting(said, phrase.form) if not cost]
                if fits and not lexicon().get(said):
                    owners = tuple(self._entities[n] for n in fits)
                    return Mention(owners, phrase.start, phrase.end, phrase.said, said)
        return None

    def _unfit(self, phrase: Phrase) -> Mention | Unknown | None:
        """Read a phrase that is no known name: a form alone, another's name, or ordinary words."""
        parts = split(phrase.said, phrase.form)
        if parts.brand in FORMS or (_is_noun(phrase.form) and not self._roster.likely(parts)):
            return None
        alike = tuple(self._entities[n] for n in self._roster.alike(parts))
        if phrase.touching is not None:
            if phrase.form in NEUTRAL_FORMS:
                return None
            return Unknown(phrase.said, phrase.start, phrase.end, phrase.touching.entities)
        if not parts.brand and not parts.places:
            return self._form_alone(phrase, alike)
        if self._is_prose(phrase.said):
            return None
        ordinary = not parts.places or bool(lexicon().get(parts.brand))
        if phrase.form in _LOOSE and ordinary and not self._roster.likely(parts):
            return None
        return Unknown(phrase.said, phrase.start, phrase.end, alike)

    def _form_alone(self, phrase: Phrase, alike: tuple[Entity, ...]) -> Mention | Unknown | None:
        """Read a form without a name (救援队) as all that have it; not in 工会经费."""
        rest = next(iter(words(phrase.text[phrase.end :])), None)
        if rest and rest.tag.startswith(("n", "vn")) and phrase.said + rest.text in self._text:
            return None
        brand = phrase.word_before
        if _is_brand(brand):
            return Unknown(brand + phrase.said, phrase.start - 1, phrase.end, alike)
        if not alike:
            return None
        return Mention(alike, phrase.start, phrase.end, phrase.said, generic=True)

    def _is_prose(self, phrase: str) -> bool:
        """Whether the bulletins have a phrase other than as a piece cut out of a name."""
        at, size = self._text.find(phrase), len(phrase)
        for _ in range(MOST_PLACES):
            if at < 0:
                return False
            first = max(0, at - 2 * size)
            around = self.handles.written(self._text[first : at + 2 * size])
            if not any(
                first + s <= at and at + size <= first + s + len(h.text) and len(h.text) > size
                for s, h in around
            ):
                return True
            at = self._text.find(phrase, at + 1)
        return False


# --- helpers


def _chunks(text: str) -> list[str]:
    """The words of a text, single characters side by side together: 麦积区."""
    chunks: list[str] = []
    joins = False
    for word in words(text):
        single = len(word.text) == 1
        if chunks and (word.text in AREA or (single and joins)):
            chunks[-1] += word.text
        else:
            chunks.append(word.text)
        joins = single
    return chunks


def _narrowed(mention: Mention, front: str) -> Mention:
    """Keep those whose name has the places that stand before it: 云溪书协 is not 柳湾书协."""
    places = [w for w in _chunks(front) if _is_place(w)]
    names = [(e, split(normalise(e.name))) for e in mention.entities]
    kept = tuple(e for e, name in names if all(fitting.placed(p, name) for p in places))
    return replace(mention, entities=kept or mention.entities)


def _may_be_brand(mention: Mention) -> bool:
    """Whether a known name has no form, so that one behind it makes it another's: 石竹慈善总会."""
    return mention.entities[0].sort is Sort.ORGANISATION and not parted(mention.said).form


def _is_rest(front: str) -> bool:
    """Whether a character before a misspelt name is left over of another's: 心 in 心妖学会."""
    return len(front) == 1 and front not in AREA


def _has_form(form: str, slip: Slip, *, ends: bool) -> bool:
    """Whether a name has the form that was said; at its end, if that is where it stands.

    A single character (园) may itself be what sounds or looks like the right one.
    """
    name = slip.handle.text
    if len(form) != 1:
        return name.endswith(form) if ends else form in name
    return not ends or spelling.alike(form, name[-1])


def _is_brand(word: str) -> bool:
    """Whether a single character before a form may be somebody's name: not 后 in 后驿站."""
    if not is_hanzi(word) or word in BREAKS | MEASURES:
        return False
    return lexicon().tag(word) not in ("f", "p", "c", "u", "d")


def _is_noun(form: str) -> bool:
    """Whether what ends like a name is but a common noun: 家园, 校园, 法院."""
    return (
        len(form) > 1 and form not in FORMS and form[-1] in ENDINGS and lexicon().get(form, 0) > 0
    )


def _is_place(word: str) -> bool:
    return lexicon().tag(word) == "ns" or bare(word) != word


def _is_general(word: str) -> bool:
    """Whether a word says nothing of its own before a name: 组织, 全省, 公司."""
    return word in cues().generic or word in FORMS


def _shown(phrase: str, owners: Sequence[Entity]) -> str | None:
    """The name that was read, if it can be shown as one."""
    if len(owners) != 1:
        return None
    parts = split(owners[0].name)
    return parts.short if parts.brand and not split(phrase).places else owners[0].name

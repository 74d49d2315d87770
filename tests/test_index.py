"""The retriever: what it finds, what it forgives, what it keeps."""

import string
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chinese.text import normalise, words
from bot.search import file as index_file
from bot.search import postings
from bot.search import query as units
from bot.search.index import MAX_QUESTION, Hit, Index
from bot.search.light_words import long_words, without_question_words

TEXTS = (
    "长汀县蓝天救援队为学校和社区做消毒，累计消杀面积六千平方米。",
    "厦门市红十字基金会接收捐款1267.76万元，用于购买口罩和防护服。",
    "福建省公益慈善总会向武汉捐赠口罩6000余个、2辆救护车。",
    "泉州市物流协会组织车队三十五人，把药品运到湖北。",
    "心理咨询师协会开通热线电话0591-87654321，为居民解答疑问。",
)
HAN = "蓝天救援队红十字基金会捐款口罩消毒学校社区武汉湖北的了是一二三"
passages = st.lists(
    st.text(HAN + "，。 " + string.ascii_lowercase + string.digits, min_size=1, max_size=60),
    min_size=1,
    max_size=12,
)
questions = st.text(HAN + "什么多少吗？ab1", max_size=40)
many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def index() -> Index:
    """Index a handful of passages of bulletins."""
    return Index.build(TEXTS)


def ranked(hits: tuple[Hit, ...], texts: list[str]) -> list[tuple[str, float]]:
    """Name hits by their texts."""
    return [(texts[hit.number], hit.score) for hit in hits]


@many
@given(passages, st.data())
def test_a_passage_asked_word_for_word_comes_first(texts: list[str], data: st.DataObject) -> None:
    """Whoever asks in a passage's own words finds it, with a score of 1."""
    asked = data.draw(st.sampled_from(texts))
    if not any(map(str.isalnum, asked)):
        return
    best = Index.build(texts).search(asked)[0]
    letters = [c for c in asked if c.isalnum()]
    assert [c for c in texts[best.number] if c.isalnum()] == letters
    assert best.score == 1.0
    assert best.repairs == ()


@pytest.mark.parametrize("length", [400, 1_000, 3_000])
def test_a_long_passage_asked_word_for_word_comes_first(length: int) -> None:
    """It does so where it is longer than what is read of a question and others begin like it."""
    chance = Random(length)  # noqa: S311 - no secret
    start = "".join(chance.choices(HAN, k=350))
    texts = [start + "".join(chance.choices(HAN, k=length - 350)) for _ in range(30)]
    index = Index.build([start, *texts])
    for number, text in enumerate(texts, 1):
        best = index.search(text)[0]
        assert (best.number, best.score) == (number, 1.0)


@many
@given(passages, questions, st.randoms(use_true_random=False))
def test_the_order_of_the_texts_changes_nothing(
    texts: list[str], question: str, chance: Random
) -> None:
    """The same texts in another order are found in the same order, with the same scores."""
    shuffled = list(texts)
    chance.shuffle(shuffled)
    one = Index.build(texts).search(question, top=20)
    other = Index.build(shuffled).search(question, top=20)
    assert ranked(one, texts) == ranked(other, shuffled)


@many
@given(passages, questions)
def test_scores_are_shares(texts: list[str], question: str) -> None:
    """A score lies between 0 and 1, and none is above one that is ranked higher."""
    scores = [hit.score for hit in Index.build(texts).search(question)]
    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)


@many
@given(texts=passages, question=questions)
def test_what_was_saved_is_what_is_opened(
    texts: list[str], question: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """An index answers from its file as it did before it was saved."""
    path = tmp_path_factory.mktemp("saved") / "index"
    built = Index.build(texts)
    built.save(path)
    assert Index.open(path).search(question) == built.search(question)


@pytest.mark.parametrize(
    "question",
    [
        "",
        " \n\t",
        "？？？",
        "\ud800\udc00救援\udfff",
        "救\x00援\x07队\u202e",
        "蓝天" * 500_000,
        "\U0001f600" * 1000,
        "ﷺ" * 2000,
        "龘靐齉" * 100,
        "a" * 10_000,
        "1" * MAX_QUESTION * 5,
    ],
)
def test_no_question_breaks_it(index: Index, question: str) -> None:
    """Control characters, halves of characters and a million of them are read up to a length."""
    assert all(0 <= hit.score <= 1 for hit in index.search(question))


@pytest.mark.parametrize("times", [1, 3, 9])
def test_what_lies_beyond_the_limit_is_not_read(index: Index, times: int) -> None:
    """A question is cut at MAX_QUESTION characters."""
    start = "捐" * MAX_QUESTION * times
    assert index.search(start + "蓝天救援队") == index.search(start)


@pytest.mark.parametrize(
    ("question", "number", "repair"),
    [
        ("兰天救援队做了什么", 0, ("兰天", "蓝天")),
        ("蓝天就援队做了什么", 0, ("就援", "救援")),
        ("红十字基金会接收绢款", 1, ("绢款", "捐款")),
        ("红字十基金会", 1, ("字十", "十字")),
        ("红十字基基金会", 1, ("基基金", "基金")),
        ("红字基金会", 1, ("红字", "红十字")),
        ("捐赠口罩两辆救护车", 2, ("两辆", "2辆")),
        ("车队35人", 3, ("35", "三十五")),
        ("蓝天救授队", 0, ("救授", "救援")),
    ],
)
def test_slips_are_read_as_what_the_texts_have(
    index: Index, question: str, number: int, repair: tuple[str, str]
) -> None:
    """A homophone, letters swapped, doubled or missing, numerals: the term is found and named."""
    best = index.search(question)[0]
    assert best.number == number
    assert repair in [(r.said, r.taken) for r in best.repairs]
    assert 0.5 < best.score < 1


def test_a_word_of_asking_may_be_a_slip() -> None:
    """并 tells little where it is meant, but may stand for 柄; both letters beside it must fit."""
    held = Index.build(["车队长并排的车", "长柄艾纳香的花期很长", "艾叶"])
    best = held.search("长并艾纳香的花期")[0]
    assert (best.number, [(r.said, r.taken) for r in best.repairs]) == (1, [("长并", "长柄")])


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("藍天救援隊做了什麼", "蓝天救援队做了什么"),
        ("紅十字基金会接收捐款", "红十字基金会接收捐款"),
        ("熱線電話０５９１", "热线电话0591"),
    ],
)
def test_script_and_width_change_nothing(index: Index, typed: str, plain: str) -> None:
    """Traditional or mixed script and full-width digits are no slips: nothing is repaired."""
    assert index.search(typed) == index.search(plain)
    assert index.search(typed)[0].repairs == ()


@pytest.mark.parametrize(
    "question", ["火星上有水吗", "今天天气怎么样", "蓝天救援队做了什么", "热线电话是多少"]
)
def test_what_is_spelt_right_is_not_repaired(index: Index, question: str) -> None:
    """Words of the dictionary stand, whether the texts have them or not."""
    assert all(hit.repairs == () for hit in index.search(question))


def test_a_question_about_something_else_scores_low(index: Index) -> None:
    """What the texts do not have counts against them."""
    assert max((hit.score for hit in index.search("火星上有水吗")), default=0) < 0.2


def test_one_letter_finds_the_texts_that_have_it(index: Index) -> None:
    """A single letter is no pair, and is found all the same."""
    assert {hit.number for hit in index.search("药")} == {3}


def test_among_narrows(index: Index) -> None:
    """Only the texts asked for are ranked."""
    assert {hit.number for hit in index.search("捐赠口罩的协会", among={1, 4})} <= {1, 4}
    assert index.search("蓝天救援队", among=()) == ()


def test_a_title_counts_for_its_text() -> None:
    """The words of a document's title find its passages."""
    held = Index.build(["本次共捐赠十万元。", "本次共捐赠九万元。"], ["泉州商会", "漳州商会"])
    assert held.search("漳州商会捐赠多少")[0].number == 1


def test_a_text_about_another_place_comes_after() -> None:
    """Of texts that say the same, one that begins with another place than the question's is last.

    One that names no place may be about any.
    """
    texts = ("重庆市企业复工的要求。", "近期内企业复工的要求。", "上海市企业复工的要求。")
    ours, any_place, other = Index.build(texts).search("上海企业复工有哪些要求")
    assert [ours.number, any_place.number, other.number] == [2, 1, 0]
    assert any_place.score > other.score + 0.03


def test_a_place_that_a_question_begins_with_says_where_and_not_what() -> None:
    """A text that has but the place tells less of a question that begins with it."""
    held = Index.build(["福建的企业复工", "口罩的捐赠办法"])
    first = {hit.number: hit.score for hit in held.search("福建，口罩捐赠")}
    last = {hit.number: hit.score for hit in held.search("口罩捐赠，福建")}
    assert first[0] < last[0]
    assert first[1] > last[1]


def test_a_long_word_tells_more_than_short_ones() -> None:
    """A pair within a word of three letters or more is worth more than one as rare that is not."""
    held = Index.build(["幼儿园里捐赠口罩", "企业复工"])
    worths = {}
    for asked in ("幼儿园", "口罩"):
        worths[asked] = units.Question(asked, held._postings).pair_worth
    assert (worths["幼儿园"] > worths["口罩"][0]).all()


def test_a_text_that_leads_with_it_comes_first() -> None:
    """Of texts that say the same things, the one that first says what is asked is first."""
    asked, rest = "蓝天救援队为学校消毒。", "厦门市红十字基金会接收捐款，用于购买防护服。" * 6
    for texts in ((asked + rest, rest + asked), (rest + asked, asked + rest)):
        first, second = Index.build(texts).search("蓝天救援队在哪个公园消毒")
        assert texts[first.number].startswith(asked)
        assert first.score > second.score


@pytest.mark.parametrize("top", [1, 5, 40])
def test_of_equals_the_same_are_chosen_in_any_order(top: int) -> None:
    """More texts fit equally well than are looked at closely: the choice is not by their place."""
    texts = [f"{chr(0x4E00 + number)}救援队" for number in range(60)]
    one, other = (
        Index.build(texts).search("救援队", top),
        Index.build(texts[::-1]).search("救援队", top),
    )
    assert ranked(one, texts) == ranked(other, texts[::-1])


@many
@given(passages, questions, st.integers(1, 5))
def test_sparing_common_pairs_spares_no_text(texts: list[str], question: str, depth: int) -> None:
    """Looking common pairs up in the best texts alone finds what summing all of them finds."""
    index = Index.build(texts * 3)
    terms = units.Question(normalise(question), index._postings).terms
    if not terms:
        return
    whole = index._postings.best(terms, depth, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "_FEW", 1)
        patch.setattr(postings, "_SAMPLE", 1)
        spared = index._postings.best(terms, depth, None)
    assert sorted(spared.tolist()) == sorted(whole.tolist())


@pytest.mark.parametrize(
    "question",
    [
        "长汀县蓝天救援队在学校做了什么",
        "2020年红十字基金会接收捐款多少万元",
        "热线abc123是什么",
        "？",
    ],
)
def test_words_are_jiebas(question: str) -> None:
    """The quick way to a question's longer words finds those that jieba finds."""
    asked = without_question_words(question)
    cut = [(w.start, w.end) for w in words(asked) if w.end - w.start > 1]
    assert list(long_words(question)) == cut


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    """No text, no hit, before and after saving."""
    Index.build([]).save(tmp_path / "index")
    assert Index.open(tmp_path / "index").search("救援") == Index.build([]).search("救援") == ()


def test_more_than_are_looked_at_closely_can_be_had() -> None:
    """As many texts are ranked as are wanted."""
    texts = [f"第{number}支救援队在第{number}区消毒" for number in range(100)]
    assert len(Index.build(texts).search("救援队消毒", top=90)) == 90


def test_only_what_changed_is_read_again() -> None:
    """Texts that an earlier index has are taken over, wherever they stand now."""
    earlier = Index.build(TEXTS)
    texts = [TEXTS[3], "新的一段话，说的是别的事。", TEXTS[0]]
    changed, fresh = Index.build(texts, earlier=earlier), Index.build(texts)
    for question in ("救援队消毒", "新的一段话", "药品运到哪里"):
        assert changed.search(question) == fresh.search(question)
    # Whoever takes over a text does not read it: one that was read wrongly stays so.
    wrong = Index.build(["错的"])
    object.__setattr__(wrong._postings, "digests", earlier._postings.digests[:1])
    assert Index.build(TEXTS[:1], earlier=wrong).search("错的")[0].score == 1


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_a_damaged_file_is_not_trusted(index: Index, tmp_path: Path, at: int) -> None:
    """One changed byte, wherever it is, is noticed."""
    path = tmp_path / "index"
    index.save(path)
    raw = bytearray(path.read_bytes())
    raw[len(raw) * at // 100] ^= 1
    path.write_bytes(raw)
    with pytest.raises(index_file.Untrustworthy):
        Index.open(path)


@pytest.mark.parametrize("size", [0, 10, 50, 400, -1])
def test_a_file_cut_short_is_not_trusted(index: Index, tmp_path: Path, size: int) -> None:
    """What was not written to its end is noticed."""
    path = tmp_path / "index"
    index.save(path)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(index_file.Untrustworthy):
        Index.open(path)


def test_a_file_of_another_version_is_not_trusted(index: Index, tmp_path: Path) -> None:
    """An older program's index is not read as if it were this one's."""
    path = tmp_path / "index"
    index.save(path)
    older = index_file.MAGIC.replace(index_file.MAGIC.split()[-1], b"0")
    path.write_bytes(path.read_bytes().replace(index_file.MAGIC, older, 1))
    with pytest.raises(index_file.Untrustworthy):
        Index.open(path)

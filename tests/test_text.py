"""Chinese text: what is compared, where it is cut, how it sounds."""

from pathlib import Path
from typing import Any

import jieba
import pytest

from bot.chinese.text import (
    clauses,
    lexicon,
    normalise,
    pinyin,
    sentences,
    syllables,
    words,
)

PAGES = Path(__file__).parent / "pages"


@pytest.fixture(scope="module")
def jiebas_own(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A tokenizer with its dictionary in memory, which takes it a second."""
    loaded = jieba.Tokenizer()
    loaded.tmp_dir = str(tmp_path_factory.mktemp("jieba"))
    loaded.initialize()
    return loaded


@pytest.mark.parametrize(
    ("said", "normal"),
    [
        ("藍天救援隊", "蓝天救援队"),
        ("ＭＢＡ智库", "mba智库"),
        ("１８１．５２４万", "181.524万"),
        ("乾隆、乾淨、後來", "乾隆、干净、后来"),
        ("陜西、陝西、甚麼、什麼", "陕西、陕西、什么、什么"),
        ("  a\u3000\t\n b  ", "a b"),
        ("蓝\u200b天\u202e救\ufeff援\x07队", "蓝天救援队"),
        ("\ud800蓝天\udfff", "蓝天"),
        ("", ""),
    ],
)
def test_normal_form(said: str, normal: str) -> None:
    """Script, width, case, blanks and what cannot be seen make no difference."""
    assert normalise(said) == normal


def cut(spans: list[tuple[int, int]], text: str) -> list[str]:
    """Return the pieces that spans stand for."""
    return [text[a:b] for a, b in spans]


def test_sentences_end_with_their_quotes() -> None:
    """A closing quotation mark belongs to the sentence that it closes; semicolons end one too."""
    text = "他说:“来吧。”大家都去了;还有谁?没有"

    assert cut(sentences(text), text) == ["他说:“来吧。”大家都去了;", "还有谁?", "没有"]


@pytest.mark.parametrize(
    "whole",
    [
        "发布《通知,公告》一份",
        "捐款捐物9.79亿元(捐款7.46亿元,捐物价值约2.33亿元)",
        "共计1,267,600元",
        "时间为8:30到9:15",
        "织牢“网,线”",
    ],
)
def test_clauses_keep_together_what_belongs_together(whole: str) -> None:
    """No clause ends inside brackets, a title, a short quotation, a number or a time of day."""
    text = f"前面,{whole},后面。"

    assert cut(clauses(text), text) == ["前面,", f"{whole},", "后面。"]


def test_blank_text_has_no_sentences() -> None:
    """Where there is nothing to read, nothing is cut."""
    assert sentences("") == clauses(" \n ") == []


def test_words_cover_the_text() -> None:
    """Words joined give back the text, each at its place."""
    text = "福建省蓝豹救援队在 abc 123 消杀!"

    assert "".join(w.text for w in words(text)) == text
    assert all(text[w.start : w.end] == w.text for w in words(text))


def test_lexicon_is_jiebas_own(jiebas_own: Any) -> None:
    """What is looked up in the file is what jieba would have loaded."""
    known = lexicon()

    assert jiebas_own.total == known.TOTAL
    for word in (
        "一",
        "福建",
        "救援",
        "龟",
        "协会",
        "厦门市",
        "基金会",
        "龥",
        "阿斯顿马丁",
        "吉林",
    ):
        assert known.get(word) == jiebas_own.FREQ.get(word), word
    # jieba keeps the beginnings of words with a frequency of 0, unless they are words themselves.
    assert known["社会主"] == jiebas_own.FREQ["社会主"] == 0
    assert "蓝豹救" not in known
    assert known.get("abc") is None


def test_words_without_the_dictionary_loaded_are_jiebas(jiebas_own: Any) -> None:
    """Cutting by looking words up gives what jieba gives with all of them in memory."""
    text = "厦门市红十字基金会累计发动6456人次、147家团体(企业)捐赠,接收捐款1267.76万元"

    assert [w.text for w in words(text)] == list(jiebas_own.cut(text, HMM=False))


def test_the_search_for_the_best_cut_is_jiebas() -> None:
    """With the same dictionary, newer words and all, every page is cut as jieba cuts it."""
    jiebas, known = jieba.Tokenizer(), lexicon()
    jiebas.FREQ, jiebas.total, jiebas.initialized = known, known.TOTAL, True
    pages = [page.read_text("utf-8") for page in sorted(PAGES.glob("*.txt"))]

    for text in (*pages, "COVID-19期间,A座 3#楼\r\n与“蓝豹救”志愿队——共1,000 人", "\r", ""):
        assert list(known.cut(text)) == list(jiebas.cut(text, HMM=False))


def test_sound() -> None:
    """Readings have no tones, the commonest first; what has none stands for itself."""
    assert pinyin("长汀蓝天a😀")[1:] == ("ting", "lan", "tian", "a", "😀")
    assert set(syllables("长")) >= {"chang", "zhang"}
    assert syllables("a") == ()
    assert syllables("绿")[0] == "lv"


def test_a_figure_stands_beside_what_it_counts() -> None:
    """However a page is set, the normal form has no blank between a figure and its measure word."""
    assert normalise("至 1995 年,共有 30 個人 參加") == "至1995年,共有30个人 参加"

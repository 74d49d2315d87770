"""Every format becomes the same bulletin; what is no document is turned down in a sentence."""

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import documents
from bot.bulletins import dump
from bot.documents import READERS, read
from bot.errors import BotError, UnreadableDocument, UnsupportedFormat
from bot.ingesting import bulletin_of
from bot.model import Document
from bot.relines import lines

FOLDER = Path(__file__).parent / "documents"
SAMPLES = sorted(p for p in FOLDER.iterdir() if p.with_name(p.name + ".yaml").exists())
SENTENCE = "琴川市听语康复协会为四十一名聋人学员配备手语翻译，全年开班十六期。"
TRADITIONAL = "松濤市說唱藝術協會在老樹下開講六場，場場滿座，笑聲傳遍巷弄。"


def _read(path: Path) -> Document:
    return read(path.name, path.read_bytes())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.suffix)
def test_a_sample_of_each_format_becomes_the_yaml_beside_it(path: Path) -> None:
    """A file made by a real writer of its format is read as the YAML beside it says."""
    chunked = bulletin_of(path.name, path.read_bytes())
    wanted = path.with_name(path.name + ".yaml").read_text("utf-8")

    assert dump(chunked.bulletin, chunked.doubts) == wanted


def test_every_reader_has_a_sample() -> None:
    """No format is offered that no sample shows; .htm is .html by another name."""
    assert {p.suffix for p in SAMPLES} | {".htm"} == set(READERS)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SENTENCE, "utf-8"),
        (SENTENCE, "utf-8-sig"),
        (SENTENCE, "gb18030"),
        (SENTENCE, "utf-16"),
        (SENTENCE, "utf-16-le"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "utf-16-be"),
        (TRADITIONAL[:12], "big5"),
        (SENTENCE[:12], "gb18030"),
    ],
)
def test_text_is_read_in_whatever_encoding(text: str, encoding: str) -> None:
    """Short and long texts come out as they were written, and an unusual encoding is said."""
    document = read("a.txt", text.encode(encoding))

    assert [block.text for block in document.blocks] == [text]
    assert bool(document.notes) == (encoding != "utf-8")


def test_the_encoding_that_a_web_page_names_is_believed() -> None:
    """A page that calls itself gb2312 is read by the larger encoding that browsers use."""
    page = f'<meta charset="gb2312"><h1>{SENTENCE[:9]}</h1><p>{SENTENCE}珺</p>'.encode("gb18030")

    assert read("a.html", page).blocks[-1].text == SENTENCE + "珺"


def test_a_scan_is_refused_with_what_to_do() -> None:
    """A PDF without text says that it needs character recognition."""
    with pytest.raises(UnreadableDocument) as refused:
        _read(FOLDER / "scan.pdf")

    assert "OCR" in refused.value.reason


def _word_file(size: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * size)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", _word_file(120_000_000), "解压"),
        ("a.docx", b"PK\x03\x04 and no more", "Word"),
        ("a.docx", _word_file(10), "Word"),
        ("a.pdf", b"%PDF-1.7 and no more", "PDF"),
        ("a.txt", b"\x00\x01\x02\xff\xfe\xfd" * 50, "编码"),
        ("a.txt", b"", "没有文字"),
        ("a.txt", b" " * (documents.MAX_BYTES + 1), "MB"),
        ("a.html", b"<!-- nothing -->", ""),
    ],
)
def test_what_cannot_be_read_is_turned_down_with_a_reason(
    name: str, data: bytes, said: str
) -> None:
    """Bombs, broken and empty files end in one sentence that a clerk can act on."""
    with pytest.raises(UnreadableDocument) as refused:
        read(name, data)

    assert said in refused.value.reason


def test_a_page_nested_without_end_is_read_as_far_as_people_nest() -> None:
    """Twenty thousand elements inside each other end neither the process nor the patience."""
    page = b"<div>" * 20_000 + "深处".encode() + b"</div>" * 20_000
    with contextlib.suppress(UnreadableDocument):
        assert read("a.html", page).blocks


def test_an_unknown_format_names_the_known_ones() -> None:
    """Nobody has to guess what can be read."""
    with pytest.raises(UnsupportedFormat) as refused:
        read("a.xls", b"")

    assert refused.value.known == tuple(READERS)


@given(st.binary(max_size=300), st.sampled_from(sorted(READERS)))
def test_no_bytes_bring_a_reader_down(data: bytes, suffix: str) -> None:
    """Whatever a file holds, it is read or turned down on purpose."""
    try:
        document = read("x" + suffix, data)
    except BotError:
        return
    assert all(block.text.strip() for block in document.blocks)


def test_web_pages_lose_menus_and_hidden_text() -> None:
    """Links that are a block of their own, scripts and hidden paragraphs are no text."""
    document = _read(FOLDER / "employment.html")
    said = "\n".join(block.text for block in document.blocks)

    assert "联合琴川市云仓物流有限公司" in said
    for noise in ("通知公告", "_hmt", "统计脚本", "盲人图书馆开放"):
        assert noise not in said


def test_a_printed_page_loses_heads_numbers_and_broken_lines() -> None:
    """Running heads and page numbers are gone, and each paragraph is one block again."""
    blocks = [block.text for block in _read(FOLDER / "employment.pdf").blocks]

    assert not any("简报" in text or text.strip("—– ").isdigit() for text in blocks)
    assert any(t.startswith("第三十四个全国助残日") and t.endswith("从中受益。") for t in blocks)


def test_lines_that_a_mail_program_broke_are_joined() -> None:
    """Hard-wrapped text has its paragraphs back; text of many short lines is left alone."""
    wrapped = _read(Path(__file__).parent / "pages" / "34-hard-wrapped.txt")
    listing = _read(Path(__file__).parent / "pages" / "37-reject-listing.txt")

    joined = [line.text for line in lines(wrapped.blocks)]
    assert any(t.startswith("泽湖县猎隼救援队") and t.endswith("船头。") for t in joined)
    assert len(lines(listing.blocks)) == len(listing.blocks)

"""Every format becomes the same bulletin; what is no document is turned down in a sentence."""

import contextlib
import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotError, UnreadableDocument, UnsupportedFormat
from bot.intake import bulletin_of
from bot.intake.formats import reading as documents
from bot.intake.formats.reading import READERS, read
from bot.intake.page.lines import lines
from bot.library.files.folder import dump
from bot.model import Document

FOLDER = Path(__file__).parent / "documents"
PAGES = Path(__file__).parent / "pages"
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
        (TRADITIONAL[:30], "big5"),
        (SENTENCE[:30], "gb18030"),
    ],
)
def test_text_is_read_in_whatever_encoding(text: str, encoding: str) -> None:
    """Short and long texts come out as they were written, and an unusual encoding is said."""
    document = read("a.txt", text.encode(encoding))

    assert [block.text for block in document.blocks] == [text]
    assert bool(document.notes) == (not encoding.startswith("utf-8"))


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("# 一、标题 #\n正文\n接着", [("一、标题", 1), ("正文接着", 0)]),
        ("标题\n===\n正文。\n---\n后文", [("标题", 1), ("正文。", 0), ("后文", 0)]),
        ("## **一、“平安员”**", [("一、“平安员”", 2)]),
        ("**一、“平安员”**协会巡查。", [("一、“平安员”", 6), ("协会巡查。", 0)]),
        ("协会当好**“平安员”**，*巡查*。", [("协会当好“平安员”，巡查。", 0)]),
        ("**协会巡查。当日返回**，次日再来", [("协会巡查。当日返回，次日再来", 0)]),
        ("- 甲\n  - **乙**丙\n3. 丁", [("• 甲", 0), ("• 乙丙", 0), ("3. 丁", 0)]),
        ("|名称|数|\n|--|--|\n|协会|3\\|4|", [("名称\t数", 0), ("协会\t3|4", 0)]),
        ("名称|数\n--|--\n协会|", [("名称\t数", 0), ("协会", 0)]),
        ("甲  \n乙\\\n丙<br>\n丁", [("甲", 0), ("乙", 0), ("丙丁", 0)]),
        ("见[公告][1]、[附件](a.doc)、<http://a.cn>\n\n[1]: b", [("见公告、附件、http://a.cn", 0)]),
        ("A&amp;B\\*<!-- 注 -->![图](a.png)", [("A&B*", 0)]),
        ("<!-- 整段 -->\n\n<p>甲</p>\n\n> 乙", [("甲", 0), ("乙", 0)]),
        ("---\ntitle: 甲\n---\n    乙有四个空格", [("乙有四个空格", 0)]),
        (">" * 50 + "甲", [("甲", 0)]),
    ],
)
def test_markdown_is_read_as_its_writer_means_it(text: str, blocks: list[tuple[str, int]]) -> None:
    """What marks up is gone, headings keep their level, and no text is lost."""
    read_ = read("a.md", text.encode()).blocks

    assert [(block.text, block.level) for block in read_] == blocks


def test_a_page_that_begins_with_nothing_chinese_is_read() -> None:
    """Thousands of letters of style sheets before the text do not hide its encoding."""
    page = f"<style>{'a{b:c}' * 2000}</style><h1>标题</h1><p>{SENTENCE}</p>".encode("gb18030")

    assert read("a.html", page).blocks[-1].text == SENTENCE


@pytest.mark.parametrize(
    "data", [b"\0" * 100, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff", b"\xff\xfe\xff"]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    """Bytes of something else are told to be no text, not read as gibberish."""
    with pytest.raises(UnreadableDocument):
        read("a.txt", data)


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


def test_a_page_whose_script_shows_its_text_is_read() -> None:
    """Chat accounts hide an article until a script runs, and make words bold by style alone."""
    bold = '<p><span style="font-weight: bold">{}</span></p><p>{}</p>'
    page = (
        f'<h1>听语简报</h1><div style="visibility: hidden"><p>{SENTENCE}</p>'
        + bold.format("手语翻译员", SENTENCE)
        + bold.format("就业指导员", SENTENCE)
        + "</div>"
    )
    sections = bulletin_of("a.html", page.encode()).bulletin.sections

    assert [section.role for section in sections] == ["手语翻译员", "就业指导员"]


_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_a_word_document_is_read_as_its_last_author_sees_it() -> None:
    """Tracked insertions, links and forms are text, deletions and the table of contents are not."""
    document = docx.Document()
    paragraph = document.add_paragraph("协会")
    for xml in (
        "<w:ins {}><w:r><w:t>开班</w:t></w:r></w:ins>",
        "<w:del {}><w:r><w:delText>停课</w:delText></w:r></w:del>",
        "<w:hyperlink {}><w:r><w:t>十六期</w:t></w:r></w:hyperlink>",
    ):
        paragraph._p.append(parse_xml(xml.format(_WORD)))
    form = "<w:sdt {}><w:sdtContent><w:p><w:r><w:t>表单</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(1, parse_xml(form.format(_WORD)))
    packed = io.BytesIO()
    document.save(packed)

    assert [block.text for block in read("a.docx", packed.getvalue()).blocks] == [
        "协会开班十六期",
        "表单",
    ]


LEVELS = ("84-two-levels", "75-two-levels-plain", "65-ad-in-section", "86-brackets-without-yuan")


def _as_html(lines_: list[str], heads: set[str]) -> bytes:
    rows = [f"<h3>{x}</h3>" if x in heads else f"<p>{x}</p>" for x in lines_]
    return f"<h1>{rows[0][3:-4]}</h1>{''.join(rows[1:])}".encode()


def _as_word(lines_: list[str], heads: set[str]) -> bytes:
    document = docx.Document()
    document.add_heading(lines_[0], 0)
    for each in lines_[1:]:
        document.add_paragraph().add_run(each).bold = each in heads
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def _as_markdown(lines_: list[str], heads: set[str]) -> bytes:
    rows = [f"## {x}" if x in heads else x for x in lines_[1:]]
    return "\n\n".join([f"# {lines_[0]}", *rows]).encode()


WRITERS = {".html": _as_html, ".docx": _as_word, ".md": _as_markdown}


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("name", LEVELS)
def test_a_page_is_the_same_bulletin_in_any_format(name: str, suffix: str) -> None:
    """Whether a heading is an element, a style, bold or only a line: the sections are the same."""
    text = (PAGES / f"{name}.txt").read_text("utf-8").replace("**", "")
    plain = bulletin_of("a.txt", text.encode()).bulletin
    heads = {h for section in plain.sections for h in (section.heading, section.under) if h}
    said = [x.strip() for x in text.splitlines()]
    body = [plain.title, *said[said.index(plain.title) + 1 :]]
    written = WRITERS[suffix]([x for x in body if x], heads)

    assert bulletin_of(f"a{suffix}", written).bulletin.sections == plain.sections

"""YAML that people edit: it comes back as it was written, and every fault is named by its line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidBulletin
from bot.library.files.bulletin_yaml import MARK, examine, names
from bot.library.files.folder import Problem, dump, load, parse, to_data
from bot.model import Bulletin, Part, Passage, Section

GOOD = """\
id: spring
title: 春耕服务侧记
date: 2023-04-02
source: 白鹭日报
url: null
lead: |
  春耕时节，社会组织下到田间。
sections:
- heading: 农资保供员
  under: null
  category: null
  role: 农资保供员
  lead: ''
  passages:
  - organisations:
    - 白鹭县种业商会
    text: |
      白鹭县种业商会免费试种新品种九个。
closing: ''
aliases:
  白鹭县种业商会:
  - 种业商会
"""


def _faults(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.reason) for fault in examine("x", text).faults]


def test_a_good_file_has_no_faults() -> None:
    """What the other tests spoil is fine as it stands."""
    assert _faults(GOOD) == []
    assert parse("x", GOOD).sections[0].passages[0].organisations == ("白鹭县种业商会",)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("title: 春耕服务侧记", "title:", 2, "title"),
        ("title: 春耕服务侧记", "titel: 春耕服务侧记", 2, "title"),
        ("title: 春耕服务侧记", "title: 春耕\ntitle: 春耕", 3, "两次"),
        ("title: 春耕服务侧记", "title: [春, 耕]", 2, "文字"),
        ("title: 春耕服务侧记", "title:春耕服务侧记", 3, "冒号"),
        ("title: 春耕服务侧记", "title: 春耕: 侧记", 2, "引号"),
        ("title: 春耕服务侧记", "title: @春耕", 2, "引号"),
        ("title: 春耕服务侧记", "title: &a 春耕", 2, "锚点"),
        ("title: 春耕服务侧记", 'title: "春耕', 2, "补全"),
        ("date: 2023-04-02", "date: 2023-02-30", 3, "2020-04-15"),
        ("date: 2023-04-02", "date: 2023年4月2日", 3, "2020-04-15"),
        ("url: null", "url: www.example.org", 5, "http"),
        ("  role: 农资", "\trole: 农资", 12, "制表符"),
        ("  role: 农资", "    role: 农资", 12, ""),
        ("    - 白鹭县种业商会", "    - 白鹭县种子商会", 16, "白鹭县种子商会"),
        ("    - 白鹭县种业商会", "    - [白鹭县种业商会]", 16, "文字"),
        ("    text: |\n      白鹭县种业商会免费试种新品种九个。", "    text: ''", 15, "text"),
        ("    text: |", "    txt: |", 15, "text"),
        ("  passages:", "  passages: 无\n  other:", 14, "列表"),
        ("closing: ''", "closing: ''\n---\nid: 2", 20, "---"),
    ],
)
def test_each_fault_is_named_with_its_line_and_remedy(
    old: str, new: str, line: int, said: str
) -> None:
    """A clerk is told where to look and what would be right."""
    assert old in GOOD
    faults = _faults(GOOD.replace(old, new, 1))

    assert any(at == line and said in reason for at, reason in faults), faults


ELSEWHERE = """- heading: 防汛巡查员
  passages:
  - organisations:
    - {name}
    text: |
      种业商会到{name}检查。
"""


@pytest.mark.parametrize(
    ("said", "name", "good"),
    [
        ("种业商会免费试种。", "白鹭县种业商会", True),
        ("商会免费试种。", "白鹭县种业商会", False),
        ("种业商会免费试种。", "白鹭县防汛站", False),
    ],
)
def test_an_alias_stands_for_a_name_that_is_told(said: str, name: str, *, good: bool) -> None:
    """An alias in the passage is enough where some section gives the name; nowhere is not."""
    text = GOOD.replace("白鹭县种业商会免费试种新品种九个。", said)
    text = text.replace("closing:", ELSEWHERE.format(name=name) + "closing:")

    assert [line for line, _ in _faults(text)] == ([] if good else [16])


def test_all_faults_of_a_file_are_named_at_once() -> None:
    """One mistake never hides the next."""
    spoilt = GOOD.replace("2023-04-02", "gestern").replace("url: null", "url: x")
    spoilt = spoilt.replace("    - 白鹭县种业商会", "    - 别家商会")

    assert [line for line, _ in _faults(spoilt)] == [3, 5, 16]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "- " * 100_000,
        "{a: " * 50_000,
        "a: &a [*a]",
        "\x01",
        "",
        "# nur ein Kommentar",
    ],
)
def test_bombs_and_empty_files_are_one_fault(text: str) -> None:
    """Deep nesting, references and control characters end neither process nor memory."""
    assert len(_faults(text)) == 1


@given(st.integers(min_value=1, max_value=len(GOOD.splitlines()) - 3))
def test_half_a_file_that_we_wrote_is_a_fault(kept: int) -> None:
    """A file that `ingest` wrote and that lost its end is not taken for a whole one."""
    text = f"{MARK} page=0 text=0 x\n" + GOOD
    half = "".join(text.splitlines(keepends=True)[: kept + 1])

    assert _faults(half)


words = st.text(
    st.characters(categories=("L", "N", "P", "S"), max_codepoint=0x2FFFF), min_size=1, max_size=30
)
lines = st.lists(words, min_size=1, max_size=3).map("\n".join)


@st.composite
def bulletins(draw: st.DrawFn) -> Bulletin:
    """Draw a bulletin whose passages name their organisations."""
    id_ = draw(words)
    sections = []
    for number in range(draw(st.integers(1, 3))):
        role, category = draw(st.none() | words), draw(st.none() | words)
        organisations = tuple(draw(st.lists(words, max_size=2)))
        text = "".join(organisations) + draw(lines)
        passage = Passage(id_, Part.BODY, text, organisations, number, role, category)
        sections.append(Section(draw(words), None, category, role, draw(lines), (passage,)))
    return Bulletin(
        id_, draw(words), "2020-04-15", draw(words), None, draw(lines), tuple(sections), "", {}
    )


@given(bulletins(), st.lists(words, max_size=2))
def test_what_is_written_is_read_again(bulletin: Bulletin, doubts: list[str]) -> None:
    """Whatever a bulletin says, its YAML says the same, comments or not."""
    assert parse("other", dump(bulletin, doubts)) == bulletin


def test_yaml_is_for_people() -> None:
    """Text stands as it is, in blocks and unfolded; keys keep their order; doubts come first."""
    written = dump(parse("x", GOOD), ("看看这里",))

    assert written.startswith("# 请核对：看看这里\nid: spring\n")
    assert "    text: |\n      白鹭县种业商会免费试种新品种九个。\n" in written
    assert list(to_data(parse("x", GOOD))) == [
        *("id", "title", "date", "source", "url", "lead", "sections", "closing", "aliases")
    ]


@pytest.mark.parametrize(
    ("text", "name", "named"),
    [
        ("张坂镇玉塘村、百崎乡白奇村等村级老年协会", "张坂镇玉塘村老年协会", True),
        ("长汀县蓝天救援队出动", "长汀县蓝天救援队", True),
        ("长汀县蓝豹救援队出动", "长汀县蓝天救援队", False),
        ("玉塘村。老年协会", "玉塘村老年协会", False),
        ("ＭＢＡ智库", "MBA智库", True),
    ],
)
def test_a_text_names_an_organisation_in_one_piece_or_elided(
    text: str, name: str, named: bool
) -> None:
    """The two ends of a name in one sentence are enough; other characters are not."""
    assert names(text, name) is named


def test_an_unreadable_bulletin_raises_its_first_fault() -> None:
    """`parse` is for who wants one bulletin; the error knows the line."""
    with pytest.raises(InvalidBulletin) as refused:
        parse("x", GOOD.replace("2023-04-02", "heute"))

    assert refused.value.line == 3


def _problems(problems: tuple[Problem, ...]) -> list[tuple[str, int]]:
    return [(problem.path.name, problem.line) for problem in problems]


def test_a_folder_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    """Each bad file is a problem, the good ones are served, in the order of their names."""
    (tmp_path / "a.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "b.yaml").write_bytes(GOOD.replace("spring", "b").encode("gb18030"))
    (tmp_path / "c.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "d.yaml").write_text(GOOD.replace("id: spring\n", ""), "utf-8-sig")
    (tmp_path / "e.new.yaml").write_text(GOOD, "utf-8")
    loaded = load(tmp_path)

    assert [bulletin.id for bulletin in loaded.bulletins] == ["spring", "d"]
    assert _problems(loaded.problems) == [("b.yaml", 2), ("c.yaml", 1)]
    assert "a.yaml" in loaded.problems[1].reason
    assert ("e.new.yaml", 1) in _problems(loaded.warnings)


def test_aliases_that_mean_two_or_nobody_are_warned_of(tmp_path: Path) -> None:
    """A shared alias clarifies and is only a warning; so is one for an unknown name."""
    two = GOOD.replace("    - 白鹭县种业商会", "    - 白鹭县种业商会\n    - 新品种").replace(
        "  - 种业商会", "  - 种业商会\n  新品种:\n  - 种业 商会\n  白鹭种业商会:\n  - 白鹭种业"
    )
    (tmp_path / "a.yaml").write_text(two, "utf-8")
    loaded = load(tmp_path)

    assert loaded.problems == ()
    lines_ = [two.splitlines()[warning.line - 1].strip() for warning in loaded.warnings]
    assert lines_ == ["- 白鹭种业", "- 种业商会", "- 种业 商会"]
    assert "白鹭县种业商会" in loaded.warnings[0].reason


def test_the_shipped_knowledge_is_without_fault() -> None:
    """What every installation answers from passes its own check, without a warning."""
    loaded = load(Path(__file__).parent.parent / "knowledge")

    assert loaded.bulletins
    assert loaded.problems == loaded.warnings == ()

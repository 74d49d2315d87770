"""Documents into a folder: kept going, never twice, and never over a person's edits."""

import io
import json
import stat
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chinese.slugs import slug
from bot.cli.check import check
from bot.cli.ingest import ingest
from bot.errors import BotError, NotWritable
from bot.intake import bulletin_of
from bot.library.files.bulletin_yaml import examine
from bot.library.files.folder import dump, load, parse
from bot.library.files.placing import unique

PAGES = Path(__file__).parent / "pages"
PAGE = PAGES / "23-single-blanks.txt"
OTHER = PAGES / "26-category-only.txt"
BAD = PAGES / "36-reject-shop.txt"


class Run:
    """What one run of `ingest` said and returned."""

    def __init__(self, *paths: Path, out: Path | str | None = None, as_json: bool = False) -> None:
        self._out, self._err = io.StringIO(), io.StringIO()
        self.status = ingest(
            paths,
            out=str(out) if out else None,
            url=None,
            as_json=as_json,
            knowledge=Path("no such folder"),
            stdout=self._out,
            stderr=self._err,
        )

    @property
    def out(self) -> str:
        """Standard output."""
        return self._out.getvalue()

    @property
    def err(self) -> str:
        """Standard error."""
        return self._err.getvalue()


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


WHOLE = [path.read_text("utf-8") for path in sorted(PAGES.glob("*.txt"))]


@given(st.sampled_from(WHOLE), st.randoms(use_true_random=False), st.integers(1, 12))
@settings(deadline=None, max_examples=60)
def test_what_is_made_of_any_page_is_without_fault(page: str, draw: Random, times: int) -> None:
    """Lines dropped, moved, doubled, joined or cut: what is taken in can be served."""
    lines = page.split("\n")
    for _ in range(times):
        at, to = draw.randrange(len(lines)), draw.randrange(len(lines))
        change = draw.choice(("drop", "move", "double", "join", "cut", "wide"))
        line = lines.pop(at)
        if change == "move":
            lines.insert(min(to, len(lines)), line)
        elif change == "double":
            lines[at:at] = [line, line]
        elif change == "join" and at < len(lines):
            lines[at] = line + lines[at]
        elif change == "cut":
            lines[at:at] = [line[: len(line) // 2], line[len(line) // 2 :]]
        elif change == "wide":
            lines.insert(at, " ".join(line))
        lines = lines or [""]
    try:
        chunked = bulletin_of("page.txt", "\n".join(lines).encode())
    except BotError:
        return

    assert examine("page", dump(chunked.bulletin, chunked.doubts)).faults == ()


def test_a_page_becomes_a_file_that_check_passes(tmp_path: Path) -> None:
    """The file is named by its id, whole, and without a fault."""
    run = Run(OTHER, out=tmp_path)
    (path,) = tmp_path.iterdir()

    assert run.status == 0
    assert path.stem == load(tmp_path).bulletins[0].id
    assert check(tmp_path, io.StringIO(), io.StringIO()) == 0


def test_a_second_run_does_nothing(tmp_path: Path) -> None:
    """Unchanged pages leave their files alone, byte for byte, whoever edited them."""
    Run(PAGE, OTHER, out=tmp_path)
    edited = next(tmp_path.glob("2020*.yaml"))
    edited.write_text(edited.read_text("utf-8") + "# 人工核对过\n", "utf-8")
    before = _files(tmp_path)

    assert Run(PAGE, OTHER, out=tmp_path).status == 0
    assert _files(tmp_path) == before


def _changed(tmp_path: Path) -> Path:
    page = tmp_path / "in" / OTHER.name
    page.parent.mkdir(exist_ok=True)
    page.write_text(OTHER.read_text("utf-8").replace("2600吨", "2700吨"), "utf-8")
    return page


def test_a_changed_page_replaces_what_nobody_edited(tmp_path: Path) -> None:
    """Without edits the new text takes the old one's place."""
    out = tmp_path / "out"
    Run(OTHER, out=out)
    Run(_changed(tmp_path), out=out)
    (path,) = out.iterdir()

    assert "2700吨" in path.read_text("utf-8")


def test_a_persons_edits_are_never_overwritten(tmp_path: Path) -> None:
    """Beside an edited file a changed page waits as ID.new.yaml, and the difference is shown."""
    out = tmp_path / "out"
    Run(OTHER, out=out)
    (path,) = out.iterdir()
    mine = path.read_text("utf-8").replace("aliases:\n", "aliases:\n  基金会:\n  - 公益基金会\n")
    path.write_text(mine, "utf-8")
    run = Run(_changed(tmp_path), out=out)

    assert path.read_text("utf-8") == mine
    assert "2700吨" in (out / f"{path.stem}.new.yaml").read_text("utf-8")
    assert "-  - 公益基金会" in run.err.splitlines()
    assert [b.id for b in load(out).bulletins] == [path.stem]
    assert "没有变化" in Run(_changed(tmp_path), out=out).err


def test_two_pages_of_one_title_are_two_bulletins(tmp_path: Path) -> None:
    """What only shares a title with another page does not take its file."""
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text("工作简报\n\n青禾市书法家协会现场写福字六百幅，送到敬老院。", "utf-8")
    second.write_text("工作简报\n\n云溪市茶业商会在石门乡建起苗圃六十二亩，免费发苗。", "utf-8")
    Run(first, second, out=tmp_path / "out")

    assert [p.name for p in sorted((tmp_path / "out").iterdir())] == [
        "gongzuojianbao-2.yaml",
        "gongzuojianbao.yaml",
    ]


def test_a_bad_file_does_not_stop_the_rest(tmp_path: Path) -> None:
    """Each failure is said where it happens and again at the end; the others are written."""
    missing = tmp_path / "missing.txt"
    run = Run(BAD, missing, PAGE, tmp_path / "a.xls", OTHER, out=tmp_path / "out")

    assert run.status == 1
    assert len(list((tmp_path / "out").iterdir())) == 2
    assert "[3/5]" in run.err
    summary = run.err[run.err.index("5 个文件，2 个成功") :]
    for path in (BAD, missing, tmp_path / "a.xls"):
        assert str(path) in summary


def test_what_is_unsure_is_said_aloud_and_in_the_file(tmp_path: Path) -> None:
    """A doubt is a line on standard error and a comment above the bulletin."""
    run = Run(PAGE, out=tmp_path)
    (path,) = tmp_path.iterdir()

    assert f"{PAGE}: 请核对：没有认出带年份的日期，暂空" in run.err
    assert "# 请核对：没有认出带年份的日期，暂空" in path.read_text("utf-8").splitlines()


def test_a_missing_a_huge_and_a_wrong_file_are_told_apart(tmp_path: Path) -> None:
    """Each reason says what to do; what is too large for the memory is not even opened."""
    huge, old = tmp_path / "huge.txt", tmp_path / "old.doc"
    old.write_bytes(b"x")
    with huge.open("wb") as file:
        file.truncate(100_000_000_000)
    run = Run(tmp_path / "none.txt", tmp_path, huge, old, out=tmp_path / "out")

    assert run.status == 1
    for path, said in ((tmp_path / "none.txt", "没有"), (tmp_path, "文件夹"), (huge, "20 MB")):
        assert f"{path}: " in run.err
        assert said in next(x for x in run.err.splitlines() if x.startswith(f"{path}: "))
    assert ".docx" in next(x for x in run.err.splitlines() if x.startswith(f"{old}: "))


def test_json_is_one_bulletin_a_line_and_writes_nothing(tmp_path: Path) -> None:
    """Each line is a whole bulletin with the contract's keys."""
    run = Run(PAGE, OTHER, as_json=True, out=tmp_path)
    rows = [json.loads(line) for line in run.out.splitlines()]

    assert [row["title"] for row in rows] == [
        "墨川区社会组织助力垃圾分类",
        "河套州社会力量支援抗旱综述",
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_written_file_is_for_others_to_read(tmp_path: Path) -> None:
    """Bulletins are no secrets: whoever serves them reads what somebody else took in."""
    Run(OTHER, out=tmp_path)
    (path,) = tmp_path.iterdir()

    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_a_dash_prints_the_yaml() -> None:
    """What is printed is what would have been written."""
    assert parse("x", Run(OTHER, out="-").out).date == "2020-07-21"


@pytest.mark.parametrize("knowledge", ["missing", "package"])
def test_without_a_folder_of_ones_own_nothing_is_written(tmp_path: Path, knowledge: str) -> None:
    """A missing folder and the installed package are no places to write to."""
    import bot  # noqa: PLC0415 - only its place on the disk is wanted

    package = Path(bot.__file__ or "").parent
    folder = {"missing": tmp_path / "no", "package": package / "data"}[knowledge]
    with pytest.raises(NotWritable):
        ingest(
            [PAGE],
            out=None,
            url=None,
            as_json=False,
            knowledge=folder,
            stdout=io.StringIO(),
            stderr=io.StringIO(),
        )


def test_check_names_file_and_line(tmp_path: Path) -> None:
    """Faults go to standard output as path:line: reason, warnings to standard error."""
    (tmp_path / "a.yaml").write_text("titel: x\nsections: []\n", "utf-8")
    out, err = io.StringIO(), io.StringIO()

    assert check(tmp_path, out, err) == 1
    assert f"{tmp_path / 'a.yaml'}:1: " in out.getvalue()
    assert "title" in out.getvalue()


def test_a_folder_without_bulletins_is_a_fault(tmp_path: Path) -> None:
    """Nothing to serve is said, not passed."""
    assert check(tmp_path, io.StringIO(), io.StringIO()) == 1


@given(st.text(max_size=60), st.none() | st.just("2020-04-15"))
def test_an_id_is_safe_as_a_name_of_a_file(title: str, date: str | None) -> None:
    """Whatever the title: short, and nothing that a file system or a shell would mind."""
    made = slug(title, date)

    assert 0 < len(made) <= 60
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert unique(made, {made, f"{made}-2"}) == f"{made}-3"

"""The `search` command: lines in, lines out, an index that is kept."""

import io
import json
import stat
from pathlib import Path

import pytest

from bot.cli import search as searching
from bot.cli.search import Bar, search
from bot.errors import UnreadableDocument

PASSAGES = (
    {"id": "a", "text": "长汀县蓝天救援队为学校做消毒。"},
    {"id": "b", "text": "厦门市红十字基金会接收捐款。", "title": "厦门"},
    {"id": "c", "text": "泉州市物流协会运送药品。", "title": None},
)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep indexes in a folder of the test's own."""
    folder = tmp_path / "data"
    monkeypatch.setenv("BOT_DATA", str(folder))
    return folder


@pytest.fixture
def passages(tmp_path: Path) -> Path:
    """Write a file of passages."""
    path = tmp_path / "passages.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in PASSAGES), "utf-8")
    return path


def asked(passages: Path, lines: str, top: int = 10) -> tuple[int, list[dict[str, object]], str]:
    """Search as the command does: exit status, answers, standard error."""
    stdout, stderr = io.StringIO(), io.StringIO()
    status = search(passages, top, io.StringIO(lines), stdout, stderr)
    return status, [json.loads(line) for line in stdout.getvalue().splitlines()], stderr.getvalue()


def question(name: str, text: str) -> str:
    """Write a question as a line."""
    return json.dumps({"id": name, "question": text}) + "\n"


def test_each_question_is_answered_in_order(passages: Path) -> None:
    """One line for each question, ids best first, a score for each."""
    lines = question("1", "救援队做了什么") + "\n" + question("2", "谁接收捐款")
    status, answers, errors = asked(passages, lines, top=2)
    assert (status, errors) == (0, "")
    assert [answer["id"] for answer in answers] == ["1", "2"]
    assert answers[0]["ranked"][0] == "a"  # type: ignore[index]
    assert answers[1]["ranked"][0] == "b"  # type: ignore[index]
    assert all(len(answer["ranked"]) == len(answer["scores"]) <= 2 for answer in answers)  # type: ignore[arg-type]


def test_an_answer_comes_before_the_next_question(passages: Path) -> None:
    """Whoever waits for the answer before asking on gets it."""
    stdout = io.StringIO()

    class Asker(io.StringIO):
        asked = 0

        def __next__(self) -> str:  # type: ignore[override]
            assert len(stdout.getvalue().splitlines()) == self.asked
            if self.asked == 3:
                raise StopIteration
            self.asked += 1
            return question(str(self.asked), "救援队")

    assert search(passages, 1, Asker(), stdout, io.StringIO()) == 0
    assert len(stdout.getvalue().splitlines()) == 3


BAD = (
    "{",
    "[]",
    "null",
    '{"id": 1, "question": "x"}',
    '{"id": "1"}',
    "[" * 10**5,
    "\x00",
    "\udc80",
)


@pytest.mark.parametrize("line", BAD)
def test_a_bad_question_is_named_and_the_rest_answered(passages: Path, line: str) -> None:
    """The line's number is on standard error; the exit status is 1."""
    lines = (question("1", "救援"), line + "\n", question("3", "捐款"))
    status, answers, errors = asked(passages, "".join(lines))
    assert status == 1
    assert [answer["id"] for answer in answers] == ["1", "3"]
    assert "第 2 行" in errors
    assert len(errors.splitlines()) == 1


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b'{"id": "x"}',
        b"\xff\xfe",
        b'{"id": "a", "text": "again"}',
        b'{"id": "d", "text": "d", "title": 1}',
    ],
)
def test_a_bad_passage_is_named_and_the_rest_searched(passages: Path, line: bytes) -> None:
    """It is so on the next run too, when the index is only opened."""
    passages.write_bytes(passages.read_bytes() + line)
    for _ in range(2):
        status, answers, errors = asked(passages, question("1", "救援队"))
        assert status == 1
        assert answers[0]["ranked"] == ["a"]
        assert f"{passages.name} 第 {len(PASSAGES) + 1} 行" in errors


def test_ids_come_back_as_they_were(passages: Path) -> None:
    """Even an id that is half a character can be written and read again."""
    stdout = io.TextIOWrapper(io.BytesIO(), "utf-8")
    name = "\ud83d 一\n"
    assert search(passages, 1, io.StringIO(question(name, "救援")), stdout, io.StringIO()) == 0
    stdout.seek(0)
    assert json.loads(stdout.read())["id"] == name


def test_no_passages_file_is_said(tmp_path: Path) -> None:
    """A file that is not there is the input's fault; the reason is a sentence of ours."""
    with pytest.raises(UnreadableDocument, match="文件打不开"):
        asked(tmp_path / "none.jsonl", "")


def test_the_index_is_kept_and_private(passages: Path, data: Path) -> None:
    """The second run opens what the first one made; nobody else can read it."""
    first = asked(passages, question("1", "救援队"))
    (kept,) = (data / "indexes").iterdir()
    made = kept.stat().st_ino
    assert asked(passages, question("1", "救援队")) == first
    assert kept.stat().st_ino == made
    for path in (data, data / "indexes", kept):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_other_passages_have_another_index(passages: Path, data: Path) -> None:
    """What the file holds names its index; a changed file is read again."""
    asked(passages, "")
    passages.write_text(json.dumps({"id": "z", "text": "蓝天救援队"}) + "\n", "utf-8")
    assert asked(passages, question("1", "救援队"))[1][0]["ranked"] == ["z"]
    assert len(list((data / "indexes").iterdir())) == 2


def test_a_damaged_index_is_made_again(passages: Path, data: Path) -> None:
    """An index that cannot be trusted is replaced, and the answer is right."""
    first = asked(passages, question("1", "救援队"))
    (kept,) = (data / "indexes").iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-10])
    assert asked(passages, question("1", "救援队")) == first
    assert kept.read_bytes() == whole


def test_only_so_many_are_kept(passages: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder does not grow for ever."""
    monkeypatch.setattr(searching, "KEPT", 2)
    for number in range(4):
        passages.write_text(json.dumps({"id": "z", "text": f"第{number}"}) + "\n", "utf-8")
        asked(passages, "")
    assert len(list((data / "indexes").iterdir())) == 2


def test_without_a_data_folder_it_goes_on(
    passages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing can be written, the answer is the same and a line says so."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BOT_DATA", str(tmp_path / "file" / "below"))
    status, answers, errors = asked(passages, question("1", "救援队"))
    assert status == 0
    assert answers[0]["ranked"] == ["a"]
    assert len(errors.splitlines()) == 1


def test_a_repair_is_reported(passages: Path) -> None:
    """What was read for what was said stands beside the ranking."""
    assert asked(passages, question("1", "兰天救援队"))[1][0]["repairs"] == [["兰天", "蓝天"]]


def test_a_bar_is_drawn_for_a_long_wait_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is drawn at first; then a bar that ends full and with its line."""
    stderr = io.StringIO()
    bar = Bar(100, stderr)
    bar.advance(50)
    bar.close()
    assert stderr.getvalue() == ""
    monkeypatch.setattr(searching, "PATIENCE", 0.0)
    bar = Bar(100, stderr)
    bar.advance(50)
    bar.close()
    assert "45%" in stderr.getvalue()
    assert stderr.getvalue().endswith("100%\n")

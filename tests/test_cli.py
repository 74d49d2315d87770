"""The command line as the contract has it: what is printed where, and the exit status."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from conftest import KNOWLEDGE

HERE = ("--knowledge", str(KNOWLEDGE))
HALF = "id: half\ntitle: 一半\nsections:\n- heading: 志愿组织:当好“平安"


class Ran:
    """What a command printed, and its exit status."""

    def __init__(self, status: int | str | None, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What was printed, as a JSON object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process, in an empty folder, with something on standard input."""
    monkeypatch.chdir(tmp_path)

    def run(*argv: str, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        try:
            status: int | str | None = main(argv)
        except SystemExit as left:
            status = left.code
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return Ran(status, printed.out, printed.err)

    return run


def process(
    *argv: str, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a command as the process that it is."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *argv],
        input=stdin,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )


# --- help and usage


@pytest.mark.parametrize("argv", [(), ("--help",)])
def test_what_it_is(argv: tuple[str, ...], run: Run) -> None:
    """Without an argument, and with --help, three things to try first; that is no fault."""
    ran = run(*argv)

    assert (ran.status, ran.err) == (0, "")
    for command in ("bulletin-bot ask", "bulletin-bot chat", "bulletin-bot run"):
        assert command in ran.out


@pytest.mark.parametrize("name", ["ask", "chat", "run", "ingest", "check", "search"])
def test_every_command_has_help(name: str, run: Run) -> None:
    """Each command of the contract is there and says what it does."""
    ran = run(name, "--help")

    assert ran.status == 0
    assert name in ran.out


@pytest.mark.parametrize(
    "argv",
    [
        ("frobnicate",),
        ("ask", "--nonsense"),
        ("search",),
        ("search", "--passages", "p.jsonl", "--top", "0"),
        ("search", "--passages", "p.jsonl", "--top", "many"),
        ("ingest",),
        ("check", "a", "b"),
    ],
)
def test_a_bad_command_line(argv: tuple[str, ...], run: Run) -> None:
    """What cannot be understood is exit 2, said on standard error alone."""
    ran = run(*argv)

    assert (ran.status, ran.out) == (2, "")
    assert ran.err


def test_a_bad_setting(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that cannot be used is exit 2, and named."""
    monkeypatch.setenv("BOT_TIMEZONE", "Mars")
    ran = run("ask", "蓝天")

    assert (ran.status, ran.out) == (2, "")
    assert "BOT_TIMEZONE" in ran.err
    assert "Mars" in ran.err


def test_no_token(run: Run) -> None:
    """Run without a token says where to get one, exit 2."""
    ran = run("run", *HERE)

    assert ran.status == 2
    assert "@BotFather" in ran.err


@pytest.mark.parametrize("content", [b"BOT_CONTACT=\xff\xfe\n", b"\x00", b"no setting\n"])
def test_an_odd_dotenv(content: bytes, run: Run) -> None:
    """A .env file that is no text is told as a fault of the settings; what is no line is passed."""
    Path(".env").write_bytes(content)
    ran = run("ask", "蓝天")

    assert ran.status in (0, 2)
    assert ran.out if ran.status == 0 else ".env" in ran.err


# --- ask


def test_ask(run: Run) -> None:
    """One question, arguments joined by a blank, one reply as it appears in the chat."""
    ran = run("ask", "蓝天救援队", "做了什么", *HERE)

    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("长汀县蓝天救援队 · 疫情防护员\n“长汀县蓝天救援队深入社区")
    assert "  [1] 福建省蓝豹救援队" in ran.out


def test_the_shipped_bulletin_is_asked_from_anywhere(run: Run) -> None:
    """In a folder without knowledge, what ships with the program answers."""
    assert "测温枪10把" in run("ask", "蓝天").out


def test_a_refusal_is_an_answer(run: Run) -> None:
    """A refusal is exit 0."""
    assert run("ask", "火星上有水吗", *HERE).status == 0


def test_ask_json(run: Run) -> None:
    """The reply has the contract's keys, their types, and the question unchanged."""
    question = " 藍天救援隊送了多少口罩？ "
    (row,) = run("ask", question, "--json", *HERE).rows
    (passage,) = row["passages"]

    assert list(row) == ["q", "kind", "text", "passages", "suggestions", "confidence"]
    assert row["q"] == question
    assert row["kind"] == "answer"
    assert passage == {
        "bulletin": "2020-04-15-fujian-qidayuan",
        "role": "疫情防护员",
        "category": "救援类社会组织",
        "organisations": ["长汀县蓝天救援队"],
        "text": "为公安、交警、环卫、新闻媒体等一线工作人员赠送口罩6000余个、测温枪10把",
    }
    assert passage["text"] in row["text"]
    assert row["suggestions"] == ["福建省蓝豹救援队", "疫情防护员"]
    assert 0 <= row["confidence"] <= 1


@pytest.mark.parametrize(
    ("said", "kind"),
    [("七大员有哪些", "answer"), ("???", "clarify"), ("写一首诗", "refuse"), ("你好", "chat")],
)
def test_every_kind_in_json(said: str, kind: str, run: Run) -> None:
    """Each kind of reply has its name; nothing is quoted in what is no answer."""
    (row,) = run("ask", said, "--json", *HERE).rows

    assert row["kind"] == kind
    assert bool(row["passages"]) is (kind == "answer")


def test_titles_and_dates_are_passages(run: Run) -> None:
    """A date that is asked for is a passage without role and organisations."""
    (row,) = run("ask", "这篇简报是什么时候发布的", "--json", *HERE).rows
    (passage,) = row["passages"]

    assert (passage["text"], passage["role"], passage["organisations"]) == ("2020-04-15", None, [])


def test_why(run: Run) -> None:
    """With --explain the trace stands under the reply."""
    assert "口罩" in run("ask", "蓝天送了多少口罩", "--explain", *HERE).out.split("\n\n")[-1]


# --- ask --jsonl


def lines(*rows: object) -> str:
    """Write one JSON value a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_jsonl_in_order(run: Run) -> None:
    """One reply a line, in the order of the questions, each its own conversation."""
    questions = ["蓝天", "他们做了什么", "蓝豹", "他们做了什么"]
    ran = run("ask", "--jsonl", *HERE, stdin=lines(*({"q": q} for q in questions)))

    assert (ran.status, ran.err) == (0, "")
    assert [r["q"] for r in ran.rows] == questions
    assert [r["kind"] for r in ran.rows] == ["answer", "clarify", "answer", "clarify"]


def test_jsonl_after(run: Run) -> None:
    """The turns of `after` are said first, and are not answered aloud."""
    rows = [
        {"q": "他们送了多少口罩", "after": ["蓝天救援队"]},
        {"q": "第二个", "after": ["有哪些救援队", "谢谢"]},
        {"q": "蓝天", "after": []},
    ]
    ran = run("ask", "--jsonl", *HERE, stdin=lines(*rows))

    assert [r["passages"][0]["organisations"] for r in ran.rows] == [["长汀县蓝天救援队"]] * 3
    assert [r["q"] for r in ran.rows] == [r["q"] for r in rows]


@pytest.mark.parametrize(
    "bad",
    [
        "蓝天",
        "{",
        '"蓝天"',
        "[]",
        "{}",
        '{"q": 1}',
        '{"q": null}',
        '{"q": "蓝天", "after": "蓝豹"}',
        '{"q": "蓝天", "after": [1]}',
        "[" * 100_000,
        '{"q": ' + "9" * 10_000 + "}",
    ],
    ids=range(11),
)
def test_jsonl_bad_line(bad: str, run: Run) -> None:
    """A bad line is reported with its number, the others are answered, exit 1."""
    ran = run(
        "ask", "--jsonl", *HERE, stdin=lines({"q": "蓝天"}) + bad + "\n" + lines({"q": "蓝豹"})
    )

    assert ran.status == 1
    assert [r["q"] for r in ran.rows] == ["蓝天", "蓝豹"]
    assert "2" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_jsonl_of_nothing(run: Run) -> None:
    """Nothing asked, nothing answered; blank lines ask nothing."""
    ran = run("ask", "--jsonl", *HERE, stdin="\n  \n")

    assert (ran.status, ran.out, ran.err) == (0, "", "")


# --- chat


def test_chat(run: Run) -> None:
    """Buttons are numbered choices; the end of the input, or /quit, ends it."""
    for end in ("", "/quit\n这里没有人\n"):
        ran = run("chat", *HERE, stdin="有哪些救援队\n2\n" + end)
        assert ran.status == 0
        assert "测温枪10把" in ran.out
        assert ran.out.endswith("再见。\n")
        assert "这里没有人" not in ran.out


# --- the knowledge


def folder(tmp_path: Path, content: str | None) -> str:
    """Make a knowledge folder with one file, or name one that is not there."""
    if content is None:
        return str(tmp_path / "nowhere")
    (tmp_path / "k").mkdir()
    (tmp_path / "k" / "half.yaml").write_text(content, "utf-8")
    return str(tmp_path / "k")


@pytest.mark.parametrize(
    "content", [None, HALF, ""], ids=["no folder", "half a file", "empty file"]
)
@pytest.mark.parametrize("command", [("ask", "蓝天"), ("ask", "--jsonl"), ("chat",), ("check",)])
def test_knowledge_at_fault(
    command: tuple[str, ...], content: str | None, run: Run, tmp_path: Path
) -> None:
    """Knowledge that cannot be served is exit 1; the message names the folder or file and line."""
    named = folder(tmp_path, content)
    ran = run(*command, "--knowledge", named)

    assert ran.status == 1
    if content is None:
        assert named in ran.out + ran.err
    else:
        assert "half.yaml:" in ran.out + ran.err


def test_a_faulty_file_beside_a_good_one(run: Run, tmp_path: Path) -> None:
    """One faulty file is named on standard error; the others answer."""
    named = folder(tmp_path, HALF)
    (good,) = KNOWLEDGE.glob("*.yaml")
    (Path(named) / good.name).write_text(good.read_text("utf-8"), "utf-8")
    ran = run("ask", "蓝天", "--knowledge", named)

    assert ran.status == 0
    assert "测温枪10把" in ran.out
    assert "half.yaml:" in ran.err


def test_check_of_what_is_shipped(run: Run) -> None:
    """A folder without a fault is exit 0, named or not."""
    assert run("check", str(KNOWLEDGE)).status == 0
    assert run("check", *HERE).status == 0


def test_input_that_is_not_there(run: Run) -> None:
    """A file that is not there is exit 1, and named."""
    for argv in (("ingest", "nowhere.txt", "--json"), ("search", "--passages", "nowhere.txt")):
        ran = run(*argv)
        assert (ran.status, ran.out) == (1, "")
        assert "nowhere.txt" in ran.err


# --- whatever is typed


ODD = (
    "",
    "   ",
    "蓝" * 10_000,
    "蓝天救援队做了什么" * 1_200,
    "😀" * 3_000,
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "\x00\x01\x1b[31m\x7f蓝天\r\n\t",
    "\u202e\u200b\ufeff",
    "%s %d {} {0} ${x}",
    "' OR 1=1 --",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "٣" * 50,
    "-" * 500,
)


def test_odd_input(run: Run) -> None:
    """Nothing, ten thousand characters, emoji, control characters: a reply to each, exit 0."""
    ran = run("ask", "--jsonl", *HERE, stdin=lines(*({"q": q} for q in ODD)))

    assert (ran.status, ran.err) == (0, "")
    assert [r["q"] for r in ran.rows] == list(ODD)
    assert all(r["text"] for r in ran.rows)


@pytest.mark.parametrize("typed", ODD[:7], ids=range(7))
def test_odd_arguments(typed: str, run: Run) -> None:
    """The same as an argument is answered as text."""
    ran = run("ask", *HERE, "--", typed)

    assert (ran.status, ran.err) == (0, "")
    assert ran.out


# --- the real process


def test_broken_utf8() -> None:
    """A line with bytes that are no UTF-8 is named, and the rest answered, whatever the locale."""
    asked = process(
        *("ask", "--jsonl", *HERE),
        stdin=b'{"q": "\xff\xfe\xe8\x93"}\n\xff\xff\n{"q": "\xe8\x93\x9d\xe5\xa4\xa9"}\n',
        LC_ALL="C",
        PYTHONUTF8="0",
    )
    talked = process("chat", *HERE, stdin=b"\xe8\x93\xff\n\xe8\x93\x9d\xe5\xa4\xa9\n", LC_ALL="C")

    assert asked.returncode == 1
    assert len(asked.stdout.decode("utf-8").splitlines()) == 1
    assert [line[:5] for line in asked.stderr.decode("utf-8").splitlines()] == [
        "第 1 行",
        "第 2 行",
    ]
    assert b"Traceback" not in asked.stderr + talked.stderr
    assert talked.returncode == 0
    assert "测温枪10把" in talked.stdout.decode("utf-8")


def test_half_an_emoji() -> None:
    """Half of a surrogate pair, and an argument that is no text, are answered all the same."""
    asked = process("ask", "--jsonl", *HERE, stdin=b'{"q": "\\ud83d\\u84dd\\u5929"}\n')
    argued = subprocess.run(
        [sys.executable, "-m", "bot", "ask", *HERE, b"\xff\xe8\x93\x9d\xe5\xa4\xa9"],
        capture_output=True,
        timeout=60,
        check=False,
    )

    for ran in (asked, argued):
        assert (ran.returncode, ran.stderr) == (0, b"")
        assert "测温枪10把" in ran.stdout.decode("utf-8")


def test_nobody_reads_on() -> None:
    """When whoever reads has gone, the process ends without a word."""
    command = [sys.executable, "-m", "bot", "ask", "--jsonl", *HERE]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdin.write(lines({"q": "蓝天"}).encode())
        running.stdin.flush()
        running.stdout.readline()
        running.stdout.close()
        running.stdin.write(lines(*[{"q": "蓝天"}] * 3).encode())
        running.stdin.close()
        assert running.wait(60) == 1
        assert running.stderr.read() == b""


@pytest.mark.skipif(sys.platform == "win32", reason="streams are closed by a POSIX shell")
@pytest.mark.parametrize("streams", ["<&-", ">&-", "2>&-", ">/dev/full"])
def test_streams_that_are_closed_or_full(streams: str) -> None:
    """Without an input, an output or room for it there is no traceback either."""
    if "/dev/full" in streams and not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    command = f'"$0" -m bot ask --jsonl --knowledge "$1" {streams}'
    ran = subprocess.run(
        ["sh", "-c", command, sys.executable, str(KNOWLEDGE)],
        input=lines({"q": "蓝天"}).encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert b"Traceback" not in ran.stderr
    assert b"Exception ignored" not in ran.stderr


INTERRUPTED = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv = ["bulletin-bot", "chat", *sys.argv[1:]]
from bot.cli.main import entry
entry()
"""
"""The program as it is started from a terminal, even where these tests run in the background."""


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent another way there")
def test_interrupted() -> None:
    """Ctrl-C is exit 130, without a traceback; what was answered was there at once."""
    command = [sys.executable, "-c", INTERRUPTED, *HERE]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout
        assert running.stderr
        assert running.stdout.readline()
        running.send_signal(2)
        assert running.wait(60) == 130
        assert b"Traceback" not in running.stderr.read()


@pytest.mark.parametrize("words", [["ask"], ["ask", "蓝天", "--jsonl"]], ids=["nothing", "both"])
def test_a_question_or_lines(words: list[str]) -> None:
    """Asking nothing, or a question and lines at once, says how to ask; the exit status is 2."""
    asked = process(*words, *HERE)

    assert asked.returncode == 2
    assert "ask" in asked.stderr.decode("utf-8")


def test_json_is_alone_on_standard_output() -> None:
    """Why something was answered does not stand between those who read the JSON and it."""
    asked = process("ask", "--json", "--explain", "蓝天", *HERE)

    assert len(asked.stdout.decode("utf-8").splitlines()) == 1
    assert "问题类型" in asked.stderr.decode("utf-8")

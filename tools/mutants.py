"""Change one thing in the code at a time, and see whether a test notices.

    python tools/mutants.py [--rooms library search ...] [--count 100] [--seed 1] [--map FILE]
    python tools/mutants.py --named

The same rooms, count and seed draw the same mutants: a comparison turned round, a number moved, a
condition dropped, something else returned. Each is put into a copy of `src`, and the test files
that reach its line run there until one fails, those about its module first, then the quickest;
prints which lived. Which files reach a line is learned once, by running each alone under
`coverage`, and kept in FILE.

`--named` puts in those of `NAMED`, each a promise that could once be broken with no test to tell.
"""

import argparse
import ast
import json
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue

import pytest
from coverage import CoverageData

ROOT = Path(__file__).resolve().parents[1]
BOT = ROOT / "src" / "bot"
TESTS = ROOT / "tests"

_SPLIT = multiprocessing.get_context("forkserver")
_SPLIT.set_forkserver_preload(
    ["hypothesis", "numpy", "opencc", "pytest", "sqlalchemy", "telegram.ext", "trafilatura", "yaml"]
)

_QUIETLY = ("-q", "-x", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
"""How pytest is run: its plugins are loaded by then, and are not to be looked into."""

LONGEST = 600
"""Seconds that all tests may take over a mutant: one that never ends is caught as well."""

Reach = dict[str, tuple[float, dict[str, list[int]]]]
"""The test files, each with its seconds and the lines of each module that it reaches."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A piece of a module, and what stands there instead."""

    module: str
    line: int
    start: int
    """Where it begins, in bytes of the module."""
    old: str
    new: str

    def __str__(self) -> str:
        old, new = (" ".join(text.split()) for text in (self.old, self.new))
        return f"{self.module}:{self.line}: {old} → {new}"

    def into(self, source: bytes) -> bytes:
        """Put it into the module's source."""
        end = self.start + len(self.old.encode())
        return source[: self.start] + self.new.encode() + source[end:]


NAMED = {
    "less is enough for an answer": ("answers/evidence.py", "= 0.42", "= 0.3"),
    "whose question it was can be tried out": (
        "storage/journal_table.py",
        "hmac.new(self._salt, person.encode(), hashlib.sha256)",
        "hashlib.sha256(person.encode())",
    ),
    "a topic's first message is a reply to the bot": (
        "telegram/incoming.py",
        "not is_root and replied",
        "replied",
    ),
    "a topic that the bot opened is a reply to the bot": (
        "telegram/incoming.py",
        "not is_root and replied.forum_topic_created is None",
        "not is_root",
    ),
    "a conversation goes cold in three minutes": ("conversation/turns.py", "30 * 60", "3 * 60"),
    "what is asked is kept for longer than is said": ("storage/journal_table.py", "= 90", "= 900"),
    "others may read the database": ("storage/database.py", "O_WRONLY, 0o600", "O_WRONLY, 0o644"),
    "others may not read a bulletin": ("library/files/writing.py", "0o644", "0o600"),
    "an alias may stand nowhere": (
        "library/files/bulletin_yaml.py",
        "not (short and any(names(text, name) for text in whole))",
        "not any(names(text, name) for text in whole)",
    ),
    "a name may stand nowhere where its alias stands": (
        "library/files/bulletin_yaml.py",
        "not (short and any(names(text, name) for text in whole))",
        "not short",
    ),
    "一百五 is 105": ("chinese/numbers.py", "if last >= 100", "if last >= 1000"),
    "a page of other knowledge follows": (
        "conversation/inline.py",
        'version not in ("", snapshot.version)',
        "False",
    ),
}


# --- what may be changed

_TURNED: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
    ast.In: ast.NotIn(),
    ast.NotIn: ast.In(),
    ast.Is: ast.IsNot(),
    ast.IsNot: ast.Is(),
}

_EMPTY = {"bool": "not ({})", "str": '""', "int": "0", "float": "0.0", "tuple": "()", "list": "[]"}
"""What is returned instead, by what a function says that it returns; None otherwise."""

_UNSEEN = (ast.JoinedStr, ast.Assert, ast.Raise)
"""What is not looked into: messages, and f-strings, whose places Python 3.11 does not know."""


def _instead(node: ast.AST, returns: str) -> Iterator[tuple[ast.expr, str]]:
    """Yield an expression that is part of a node, and what may stand there instead."""
    match node:
        case ast.Compare(left=left, ops=[op], comparators=right):
            yield node, ast.unparse(ast.Compare(left, [_TURNED[type(op)]], right))
        case ast.BoolOp(op=op, values=values):
            other: ast.boolop = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield node, ast.unparse(ast.BoolOp(other, values))
            for fewer in (values[1:], values[:-1]):
                yield node, ast.unparse(ast.BoolOp(op, fewer))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, ast.unparse(operand)
        case ast.If(test=test) | ast.IfExp(test=test):
            yield test, "True"
            yield test, "False"
        case ast.comprehension(ifs=[*ifs]):
            yield from ((test, "True") for test in ifs)
        case ast.Constant(value=bool() | int() | float() as value):
            yield node, _moved(value)
        case ast.Return(value=ast.expr() as value):
            yield value, _EMPTY.get(returns, "None").format(ast.unparse(value))


def _moved(value: float) -> str:
    """Return another number: the next of a few, less of many."""
    if isinstance(value, bool):
        return str(not value)
    return str(value + 1 if value in range(10) else round(value * 0.7, 4))


def _walk(node: ast.AST, returns: str = "") -> Iterator[tuple[ast.expr, str]]:
    """Yield what may be changed anywhere below a node."""
    yield from _instead(node, returns)
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, _UNSEEN) or _logs(child):
                continue
            inner = returns
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = ast.unparse(child.returns).partition("[")[0] if child.returns else ""
            yield from _walk(child, inner)


def _logs(node: ast.AST) -> bool:
    """Whether a statement only logs."""
    return isinstance(node, ast.Expr) and ast.unparse(node).lower().startswith(("_log", "log"))


def mutants_of(path: Path) -> list[Mutant]:
    """Return all mutants of a module."""
    source = path.read_bytes()
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    module = path.relative_to(BOT).as_posix()
    found = []
    for node, new in _walk(ast.parse(source)):
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        if source[start:end].decode() != new:
            found.append(Mutant(module, node.lineno, start, source[start:end].decode(), f"({new})"))
    return found


def drawn(rooms: list[str], count: int, seed: int) -> list[Mutant]:
    """Draw mutants of some rooms, or modules beside them."""
    files = [p for room in rooms for p in sorted(BOT.glob(f"{room}/**/*.py")) or [BOT / room]]
    everything = [mutant for file in files for mutant in mutants_of(file)]
    return random.Random(seed).sample(everything, min(count, len(everything)))  # noqa: S311


def named() -> dict[str, Mutant]:
    """Return the mutants that have a name; each must still have its place."""
    found = {}
    for name, (module, old, new) in NAMED.items():
        source = (BOT / module).read_bytes()
        assert source.count(old.encode()) == 1, f"{name}: its place in {module} is gone"
        start = source.index(old.encode())
        found[name] = Mutant(module, source[:start].count(b"\n") + 1, start, old, new)
    return found


# --- which tests reach a line

_SETTINGS = "[run]\nsource_pkgs = bot\nparallel = true\nsigterm = true\ndata_file = {}\n"


def reach(kept: Path) -> Reach:
    """Learn which test files reach which lines, or read what was learned."""
    if not kept.exists():
        with ThreadPoolExecutor(2) as pool:
            files = sorted(TESTS.glob("test_*.py"))
            learned = dict(zip((f.name for f in files), pool.map(_lines_of, files), strict=True))
        kept.write_text(json.dumps(learned), "utf-8")
    read: Reach = json.loads(kept.read_text("utf-8"))
    return read


def _lines_of(test: Path) -> tuple[float, dict[str, list[int]]]:
    """Run a test file under coverage, processes that it starts included."""
    with tempfile.TemporaryDirectory() as room:
        settings = Path(room) / "settings"
        settings.write_text(_SETTINGS.format(Path(room) / "data"), "utf-8")
        start = "import coverage; coverage.process_startup()"
        (Path(room) / "sitecustomize.py").write_text(start, "utf-8")
        began = time.perf_counter()
        path = os.pathsep.join([room, str(ROOT / "src")])
        _tests(test.name, PYTHONPATH=path, COVERAGE_PROCESS_START=str(settings))
        seconds = time.perf_counter() - began
        lines: dict[str, set[int]] = {}
        for file in Path(room).glob("data.*"):
            data = CoverageData(str(file))
            data.read()
            for module in data.measured_files():
                name = Path(module).relative_to(BOT).as_posix()
                lines.setdefault(name, set()).update(data.lines(module) or ())
    print(f"{test.name}: {seconds:.0f} s", file=sys.stderr, flush=True)
    return seconds, {module: sorted(found) for module, found in lines.items()}


def _tests(file: str, **environment: str) -> None:
    """Run a test file in a process of its own."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", file]
    subprocess.run(  # noqa: S603
        command, cwd=TESTS, env=os.environ | environment, capture_output=True, check=False
    )


# --- one at a time


class _First:
    """Notes the first test that fails."""

    def __init__(self) -> None:
        self.test = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hear how a test went."""
        if report.failed and not self.test:
            self.test = report.nodeid


def _first_failed(tests: list[str], copy: Path, told: Connection) -> None:
    """Run test files on a copy of `src`, in a process that was split off with all libraries."""
    os.chdir(TESTS)
    os.environ |= {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True
    sys.path[:0] = [str(copy), str(TESTS)]
    first = _First()
    with Path(os.devnull).open("w", encoding="utf-8") as nothing, redirect_stdout(nothing):
        status = pytest.main([*_QUIETLY, *tests], [first])
    told.send(first.test or ("stops" if status else None))


def caught_by(mutant: Mutant, tests: list[str], copy: Path) -> str | None:
    """Put a mutant into a copy of `src`; return the first test that notices, if one does."""
    if not tests:
        return None
    target = copy / "bot" / mutant.module
    source = target.read_bytes()
    listens, told = _SPLIT.Pipe(duplex=False)
    runner = _SPLIT.Process(target=_first_failed, args=(tests, copy, told))
    try:
        target.write_bytes(mutant.into(source))
        runner.start()
        told.close()
        if not listens.poll(LONGEST):
            return "never ends"
        noticed: str | None = listens.recv()
    except EOFError:
        return "stops"
    finally:
        target.write_bytes(source)
        runner.kill()
        runner.join()
    return noticed


def _about(test: str, module: str) -> bool:
    """Whether a test file is about a module: it notices more, and sooner, than those that pass."""
    dotted = "bot." + module.removesuffix(".py").replace("/", ".")
    named = any(f"_{part}" in test for part in dotted.split(".")[1:])
    return named or dotted in (TESTS / test).read_text("utf-8")


def run(mutants: list[Mutant], known: Reach, longest: float, at_once: int) -> list[str | None]:
    """Return for each mutant which test noticed."""
    with tempfile.TemporaryDirectory() as room, ThreadPoolExecutor(at_once) as pool:
        copies: SimpleQueue[Path] = SimpleQueue()
        ignore = shutil.ignore_patterns("__pycache__")
        for number in range(at_once):
            for part in ("knowledge", "src"):  # what is shipped lies beside the code
                shutil.copytree(ROOT / part, Path(room) / str(number) / part, ignore=ignore)
            copies.put(Path(room) / str(number) / "src")

        whole = Mutant("__init__.py", 1, 0, "", "")
        assert caught_by(whole, ["test_text.py"], Path(room) / "0" / "src") is None, (
            "tests fail as it is"
        )

        def one(mutant: Mutant) -> str | None:
            touching = sorted(
                (not about, seconds, test)
                for test, (seconds, lines) in known.items()
                if (about := _about(test, mutant.module)) or seconds <= longest
                if mutant.line in lines.get(mutant.module, ())
            )
            copy = copies.get()
            try:
                noticed = caught_by(mutant, [test for *_, test in touching], copy)
            finally:
                copies.put(copy)
            print(f"{noticed or 'LIVES'}\t{mutant}", flush=True)
            return noticed

        return list(pool.map(one, mutants))


def main() -> int:
    """Draw, run and print; 1 if a named one lives."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rooms", nargs="+", default=["."], help="rooms or modules of src/bot")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--named", action="store_true", help="only those with a name")
    parser.add_argument("--list", action="store_true", help="only print what would be put in")
    parser.add_argument("--map", type=Path, default=Path(tempfile.gettempdir()) / "reach.json")
    parser.add_argument(
        "--longest", type=float, default=LONGEST, help="only test files that take no more seconds"
    )
    parser.add_argument("--at-once", type=int, default=2)
    chosen = parser.parse_args()
    mutants = (
        [*named().values()] if chosen.named else drawn(chosen.rooms, chosen.count, chosen.seed)
    )
    if chosen.list:
        print(*mutants, sep="\n")
        return 0
    noticed = run(mutants, reach(chosen.map), chosen.longest, chosen.at_once)
    print(f"{sum(map(bool, noticed))} of {len(mutants)} are caught")
    return int(chosen.named and not all(noticed))


if __name__ == "__main__":
    sys.exit(main())

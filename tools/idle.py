"""Find conditions that decide nothing: take each for true, then for false, and see what changes.

    python tools/idle.py [ROOM or MODULE ...] [--papers NAME ...]

The questions of `tests/papers` are asked once with every condition of the modules watched: of an
`if`, of a choice between two, of a filter, and each part of an `and` or `or`. Then, for each
condition and each value that it had, the questions where it had the other are asked again with the
value put in its place. Printed are those that change no reply, with how often they were asked:

    always    it never had another value
    idle      it had, and no reply is different

That no question needs a condition does not make it idle: look for the test that does, and for the
promise (hostile input, several threads, limits) that it keeps. One that keeps none goes, with what
it guards.
"""

import argparse
import ast
import functools
import gc
import importlib.abc
import importlib.machinery
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BOT = ROOT / "src" / "bot"

_WATCH = "__watched__"


@dataclass
class Watch:
    """Each condition, which values it had in which step, and the one whose value is put in."""

    conditions: list[str] = field(default_factory=list)
    seen: dict[tuple[int, bool], set[int]] = field(default_factory=lambda: defaultdict(set))
    step: int = 0
    forced: int = -1
    value: bool = False

    def __call__(self, number: int, said: Any) -> Any:  # noqa: ANN401 - any object has a truth
        """Take part in an expression: note a condition's value, or put in another."""
        if number == self.forced:
            return self.value
        if self.forced < 0:
            self.seen[number, bool(said)].add(self.step)
        return said


WATCH = Watch()


class _Wrap(ast.NodeTransformer):
    """Wraps each condition of a module."""

    def __init__(self, module: str) -> None:
        self._module = module

    def _watched(self, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.NamedExpr | ast.BoolOp | ast.Constant) or any(
            isinstance(inner, ast.NamedExpr) for inner in ast.walk(node)
        ):
            return node  # what it binds is needed; the parts of a chain are watched one by one
        WATCH.conditions.append(f"{self._module}:{node.lineno}: {ast.unparse(node)}")
        number = ast.Constant(len(WATCH.conditions) - 1)
        call = ast.Call(ast.Name(_WATCH, ast.Load()), [number, node], [])
        return ast.fix_missing_locations(ast.copy_location(call, node))

    def visit_If(self, node: ast.If) -> ast.AST:
        """Watch what an `if` asks."""
        return self._test(node)

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        """Watch what chooses between two."""
        return self._test(node)

    def _test(self, node: ast.If | ast.IfExp) -> ast.AST:
        told = ast.unparse(node.test)
        self.generic_visit(node)
        if told != "TYPE_CHECKING":
            node.test = self._watched(node.test)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        """Watch what filters."""
        self.generic_visit(node)
        node.ifs = [self._watched(test) for test in node.ifs]
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """Watch each part of an `and` or `or`."""
        self.generic_visit(node)
        node.values = [self._watched(value) for value in node.values]
        return node


class _Finder(importlib.abc.MetaPathFinder):
    """Has the modules that are to be watched compiled with their conditions wrapped."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._files = {str(file) for file in files}

    def find_spec(self, name: str, path: Sequence[str] | None, _: Any = None) -> Any:  # noqa: ANN401
        """Find a module as usual, and have it loaded by us."""
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is not None and spec.origin in self._files:
            spec.loader = _Loader(name, spec.origin)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    """Compiles a module with its conditions wrapped."""

    def get_code(self, fullname: str) -> CodeType:
        """Compile anew, whatever was compiled before."""
        path = self.get_filename(fullname)
        tree = ast.parse(self.get_data(path))
        return compile(_Wrap(Path(path).relative_to(BOT).as_posix()).visit(tree), path, "exec")

    def exec_module(self, module: Any) -> None:  # noqa: ANN401
        """Let the module know who watches."""
        setattr(module, _WATCH, WATCH)
        super().exec_module(module)


class Questions:
    """The papers' questions, in steps: each folder is loaded in one, each question is one."""

    def __init__(self, names: list[str]) -> None:
        import score  # noqa: PLC0415 - imports the bot, which is watched by now

        self._score = score
        self._papers = [p for p in sorted(score.PAPERS.glob("*.yaml")) if p.stem in names]
        self._papers = self._papers or sorted(score.PAPERS.glob("*.yaml"))
        self.replies: dict[int, str] = {}
        self._libraries: dict[Path, tuple[int, Any]] = {}
        self._items: list[tuple[int, Path, Any]] = []
        for paper in self._papers:
            folder = score.knowledge(paper)
            self._library(folder)
            for item in score.read(paper):
                WATCH.step += 1
                self.replies[WATCH.step] = self._reply(folder, item)
                self._items.append((WATCH.step, folder, item))

    def _library(self, folder: Path) -> Any:  # noqa: ANN401
        from bot.library import Library  # noqa: PLC0415

        if folder not in self._libraries:
            WATCH.step += 1
            self._libraries[folder] = WATCH.step, Library(folder)
        return self._libraries[folder][1]

    def _reply(self, folder: Path, item: Any) -> str:  # noqa: ANN401
        from bot.conversation import Conversation  # noqa: PLC0415
        from bot.model import Message  # noqa: PLC0415

        conversation = Conversation(self._library(folder))
        *_, reply = (conversation.reply(Message(turn)) for turn in (*item.after, item.q))
        return f"{reply.kind}: {reply.text} {reply.buttons}"

    def differ(self, steps: set[int]) -> bool:
        """Whether a reply of these steps is another now; what was loaded in one is loaded anew."""
        kept = self._libraries
        self._libraries = {f: (s, x) for f, (s, x) in kept.items() if s not in steps}
        try:
            return any(
                self._reply(folder, item) != self.replies[step]
                for step, folder, item in self._items
                if step in steps or folder not in self._libraries or kept[folder][0] in steps
            )
        except Exception:  # noqa: BLE001 - whatever breaks is a difference
            return True
        finally:
            self._libraries = kept
            _forget()


def _forget() -> None:
    """Empty all caches: what was kept under another value is not true any more."""
    for kept in gc.get_objects():
        if isinstance(kept, functools._lru_cache_wrapper):  # noqa: SLF001 - there is no other way
            kept.cache_clear()


def main() -> None:
    """Watch, put in, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rooms", nargs="*", default=["."], help="rooms or modules of src/bot")
    parser.add_argument("--papers", nargs="+", default=[], help="only these papers")
    chosen = parser.parse_args()
    files = [p for r in chosen.rooms for p in sorted(BOT.glob(f"{r}/**/*.py")) or [BOT / r]]
    sys.meta_path.insert(0, _Finder(files))
    questions = Questions(chosen.papers)
    idle = 0
    for number, condition in enumerate(WATCH.conditions):
        for value in (True, False):
            other = WATCH.seen.get((number, not value), set())
            if not WATCH.seen.get((number, value)) and not other:
                continue
            WATCH.forced, WATCH.value = number, value
            if other and questions.differ(other):
                continue
            idle += 1
            word = "idle" if other else "always"
            print(f"{word}\t{value}\t{len(other)}\t{condition}", flush=True)
    print(f"{idle} of {2 * len(WATCH.conditions)} change nothing")


if __name__ == "__main__":
    main()

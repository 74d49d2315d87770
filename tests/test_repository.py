"""What stands around the code says what is true of it."""

import ast
import doctest
import importlib
import io
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import metadata, packages_distributions
from pathlib import Path

import pytest
import yaml

from bot.cli.terminal import chat
from bot.conversation.conversation import Conversation
from bot.library.library import Library

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
READMES = ("README.md", "README.en.md")
PAGES = sorted(
    p.relative_to(ROOT).as_posix()
    for p in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("tests/**/*.md"))
)

BROUGHT = {"telegram": ("httpx", "tornado")}
"""Packages that a dependency brings and whose objects it hands us."""

ELSEWHERE = {"tzdata", "lxml-html-clean", "jieba"}
"""Dependencies that the standard library or another dependency imports, or that are but data."""


def said(page: str) -> str:
    """Return a page's text."""
    return (ROOT / page).read_text("utf-8")


def block(page: str, mark: str) -> str:
    """Return the code block that stands under a comment."""
    found = re.search(rf"<!-- ci: {mark} -->\n```\w*\n(.*?)```", said(page), re.DOTALL)
    assert found, f"{page} has no block marked {mark}"
    return found[1]


PACKAGE = ROOT / "src" / "bot"

ROOMS = sorted(p.parent for p in PACKAGE.rglob("__init__.py") if p.parent != PACKAGE)
"""Every package within the package."""


def dotted(path: Path) -> str:
    """Return the name by which a module or a room is imported."""
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


def imported() -> set[str]:
    """Return the top-level packages that the code imports and that are not Python's or ours."""
    found: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - {"bot"}


def canonical(requirement: str) -> str:
    """Return the name of a requirement as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement)[0]).lower()


# --- the READMEs


def test_readmes_have_the_same_two_commands() -> None:
    """Both READMEs print the two commands that do all the set-up, letter for letter."""
    for mark in ("chat", "tests"):
        assert block("README.md", mark) in said("README.en.md")


def test_readme_shows_a_real_conversation(
    library: Library, golden: Callable[[Path, str], None]
) -> None:
    """The conversation in the README is what `chat` prints today, its greeting left out."""
    shown = block("README.md", "transcript")
    typed = "".join(f"{line[2:]}\n" for line in shown.splitlines() if line.startswith("> "))
    out = io.StringIO()
    chat(Conversation(library), io.StringIO(typed), out)
    printed = out.getvalue()
    told = printed[printed.index("> ") : printed.rindex("\n\n")] + "\n"
    golden(ROOT / "README.md", said("README.md").replace(shown, told))


@pytest.mark.parametrize("page", ["README.md", "README.en.md"])
def test_privacy_mode_is_explained(page: str) -> None:
    """Why a mention may not be heard in a group, and what to do about it, is said."""
    assert "/setprivacy" in said(page)
    assert "/setinline" in said(page)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    """A link within the repository leads to a file, and to a heading of it where it says so."""
    for target in re.findall(r"\]\((?!https?://)([^)\s]+)\)", said(page)):
        name, _, heading = target.partition("#")
        path = (ROOT / page).parent / name if name else ROOT / page
        assert path.exists(), f"{page}: {target}"
        if heading:
            assert heading in anchors(path.read_text("utf-8")), f"{page}: {target}"


def anchors(text: str) -> set[str]:
    """Return what links to a page's headings say behind the #."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\s-]", "", h.lower()).replace(" ", "-") for h in headings}


# --- settings


def settings() -> set[str]:
    """Return the names of all settings that the code reads."""
    return set(re.findall(r'"(BOT_[A-Z_]+)"', said("src/bot/app.py")))


@pytest.mark.parametrize("page", [*READMES, "docs/operations.md", ".env.example"])
def test_every_setting_is_documented(page: str) -> None:
    """Each setting that the code reads is on the page, and none that it does not."""
    assert set(re.findall(r"BOT_[A-Z_]+", said(page))) == settings()


def test_example_settings_set_nothing() -> None:
    """`.env.example` may be copied as it is: every line is a comment."""
    assert all(not line or line.startswith("#") for line in said(".env.example").splitlines())


# --- the map


def test_map_names_every_room_once() -> None:
    """The map has a row for each room and each module that stands beside them, and no other."""
    rows = re.findall(
        r"^\| (`[^|]+?) \| [^|]*\| [^|]*\|$", said("docs/architecture.md"), re.MULTILINE
    )
    named = [n for row in rows for n in re.findall(r"`([a-z_]+(?:/|\.py))`", row)]
    beside = {p.name for p in PACKAGE.glob("*.py")} - {"__init__.py", "__main__.py"}
    rooms = {f"{room.name}/" for room in ROOMS if room.parent == PACKAGE}
    assert sorted(named) == sorted(beside | rooms)


@pytest.mark.parametrize("room", ROOMS, ids=dotted)
def test_each_room_maps_its_modules(room: Path) -> None:
    """A room's docstring names each of its modules; a single line is enough for a small room."""
    told = ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8"))) or ""
    modules = {p.stem for p in room.iterdir() if p.stem[0] != "_"}
    assert "\n" not in told or modules <= set(re.findall(r"[a-z_]+", told))


DOORS = [room for room in ROOMS if room.name not in ("chinese", "telegram")]
"""Rooms with a door: not the toolbox, and not the skin of which tests build a part."""


@cache
def imports() -> list[tuple[Path, str | None, str]]:
    """Return what each module imports by name, and from where."""
    return [
        (path, node.module, alias.name)
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]


@pytest.mark.parametrize("room", DOORS, ids=dotted)
def test_door_is_what_others_use(room: Path) -> None:
    """What a room's `__init__` offers is just what is imported from it elsewhere."""
    used = {
        name
        for path, module, name in imports()
        if module == dotted(room) and room not in path.parents
    }
    within_intake = {"headings"}  # a module of a room within a room
    assert used - within_intake == set(
        getattr(importlib.import_module(dotted(room)), "__all__", ())
    )


def test_map_names_every_data_file() -> None:
    """The map says what each file of words is."""
    told = said("docs/architecture.md")
    for path in (ROOT / "src" / "bot" / "data").iterdir():
        assert f"`{path.name}`" in told


def test_data_says_its_origin() -> None:
    """Each file of words begins with a comment that says what it is."""
    for path in (ROOT / "src" / "bot" / "data").iterdir():
        if path.suffix not in (".npz", ".bin"):  # weights
            assert path.read_text("utf-8").startswith("# "), path.name


# --- dependencies


def test_dependencies_are_imported_and_explained() -> None:
    """The code imports each dependency and nothing else, and a page says why each is there."""
    declared = {canonical(r) for r in PROJECT["project"]["dependencies"]}
    distributions = packages_distributions()
    brought = {name for names in BROUGHT.values() for name in names}
    used = {canonical(distributions[name][0]) for name in imported() - brought}
    assert used == declared - ELSEWHERE
    headings = re.findall(r"^### (.+)$", said("docs/decisions/dependencies.md"), re.MULTILINE)
    assert sorted(map(canonical, headings)) == sorted(declared)


def test_licences_are_what_the_packages_declare() -> None:
    """Each dependency's licence is listed, as its package gives it, in one way or another."""
    rows = re.findall(
        r"^\| (\S+) \| (\S+) \|$", said("docs/decisions/dependencies.md"), re.MULTILINE
    )
    listed = {canonical(name): licence for name, licence in rows if name != "---"}
    assert listed.keys() - {"package"} == {canonical(r) for r in PROJECT["project"]["dependencies"]}
    for package in {p for found in packages_distributions().values() for p in found}:
        if licence := listed.get(canonical(package)):
            given = metadata(package).json
            said_there = [given.get(k) for k in ("license", "license_expression", "classifier")]
            assert licence.partition("-")[0] in str(said_there), package


# --- versions and rights


def test_versions_agree() -> None:
    """The changelog's newest version is the project's, and the image is called by it."""
    version = PROJECT["project"]["version"]
    newest = re.search(r"^## \[(\d[^]]*)\] - \d{4}-\d\d-\d\d$", said("CHANGELOG.md"), re.MULTILINE)
    assert newest
    assert newest[1] == version
    assert yaml.safe_load(said("compose.yaml"))["services"]["bot"]["image"].endswith(f":{version}")


def test_licence_says_what_it_does_not_cover() -> None:
    """The licence leaves the bulletins to their publisher and names what others have written."""
    licence = said("LICENSE")
    assert all(words in licence for words in ("MIT License", "knowledge/", "lookalikes.txt"))
    assert "Apache License" in said("LICENSES/Apache-2.0.txt")


# --- the image


def instructions() -> Iterator[tuple[str, str]]:
    """Yield each instruction of the Dockerfile and its words."""
    joined = re.sub(r"\\\n\s*", " ", said("Dockerfile"))
    for line in joined.splitlines():
        if line and not line.startswith("#"):
            name, _, rest = line.partition(" ")
            yield name, rest


def test_image_is_slim_and_of_two_stages() -> None:
    """Wheels are built in a stage of their own; what runs has neither compiler nor source."""
    stages = [rest for name, rest in instructions() if name == "FROM"]
    assert len(stages) == 2
    assert all("-slim" in stage for stage in stages)


def test_image_is_not_root() -> None:
    """The last user is a number other than root's, so that an orchestrator can tell."""
    users = [rest for name, rest in instructions() if name == "USER"]
    assert users
    assert int(users[-1]) > 0


def test_image_listens_beyond_itself() -> None:
    """Both addresses are 0.0.0.0, and their ports are the ones that are exposed."""
    told = dict(instructions())
    listens = re.findall(r"BOT_\w+_LISTEN=(\S+):(\d+)", told["ENV"])
    assert [host for host, _ in listens] == ["0.0.0.0"] * 2  # noqa: S104 - what is promised
    assert told["EXPOSE"].split() == [port for _, port in listens]
    assert "/healthz" in told["HEALTHCHECK"]


def test_image_keeps_knowledge_and_data_in_volumes() -> None:
    """The folders that the settings name are volumes, in the image and in compose.yaml."""
    told = dict(instructions())
    folders = re.findall(r"BOT_(?:KNOWLEDGE|DATA)=(\S+)", told["ENV"])
    assert yaml.safe_load(told["VOLUME"]) == folders
    bot = yaml.safe_load(said("compose.yaml"))["services"]["bot"]
    assert [volume.split(":")[1] for volume in bot["volumes"]] == folders


def test_image_gets_what_it_copies_and_no_secret() -> None:
    """`.dockerignore` lets through each thing that the Dockerfile copies, and nothing besides."""
    lines = said(".dockerignore").splitlines()
    let = {line[1:].rstrip("/") for line in lines if line.startswith("!")}
    copied = {
        source.rstrip("/")
        for name, rest in instructions()
        if name == "COPY"
        for source in [w for w in rest.split() if not w.startswith("--")][:-1]
    }
    assert "*" in lines
    assert copied == let


# --- the checks


def test_ci_runs_what_the_readme_prints() -> None:
    """`.ci/run` takes its commands from the README and does not repeat them."""
    script = said(".ci/run")
    for mark in ("chat", "tests"):
        assert f"readme {mark}" in script
        assert block("README.md", mark).strip() not in script


def test_make_check_is_the_five_checks() -> None:
    """`make check` is format, lint, types, layers and tests."""
    assert re.search(r"^check: lint types layers tests$", said("Makefile"), re.MULTILINE)


EXAMPLES = sorted(p for p in PACKAGE.rglob("*.py") if ">>> " in p.read_text("utf-8"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_in_docstrings_are_true(path: Path) -> None:
    """What a docstring shows of a function is what it does."""
    result = doctest.testmod(importlib.import_module(dotted(path)))

    assert result.attempted
    assert not result.failed

"""The knowledge that is served: loaded whole, swapped whole, or left as it was."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chinese.text import normalise, normalise_all
from bot.conversation.conversation import Conversation
from bot.errors import NoKnowledge
from bot.library.files.folder import dump
from bot.library.library import Library, compare
from bot.model import Kind, Message
from conftest import KNOWLEDGE, bulletin

DEEDS = {"晨光志愿队": "晨光志愿队送水300桶。"}
HALF = "id: 乙\ntitle: 乙\nsections:\n- heading: 志愿组织:当好“平安"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A knowledge folder with one bulletin of our own."""
    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "甲.yaml").write_text(dump(bulletin("甲", DEEDS)), "utf-8")
    return folder


def test_a_folder_is_served(folder: Path) -> None:
    """What the folder has can be asked."""
    library = Library(folder)

    assert list(library.current.bulletins) == ["甲"]
    assert library.problems == ()


def test_a_faulty_file_does_not_keep_the_bot_from_starting(folder: Path) -> None:
    """At the start a file with a fault is left out, and its fault is kept to be told."""
    (folder / "乙.yaml").write_text(HALF, "utf-8")
    library = Library(folder)

    assert list(library.current.bulletins) == ["甲"]
    assert {p.path.name for p in library.problems} == {"乙.yaml"}


@pytest.mark.parametrize("content", [None, "", HALF, "\x00", "- 1\n- 2\n"])
def test_nothing_to_serve(content: str | None, tmp_path: Path) -> None:
    """An empty folder, or one of faulty files alone, is no knowledge; each fault is named."""
    if content is not None:
        (tmp_path / "乙.yaml").write_text(content, "utf-8")
    with pytest.raises(NoKnowledge) as caught:
        Library(tmp_path)

    assert caught.value.folder == tmp_path
    assert all("乙.yaml" in fault for fault in caught.value.faults)
    assert bool(caught.value.faults) is (content is not None)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A missing folder, and a file in its place, are no knowledge."""
    (tmp_path / "file").touch()
    for folder in (tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(NoKnowledge):
            Library(folder)


def test_reload_swaps_whole(folder: Path) -> None:
    """What came, changed and went is served from the next turn on; a turn keeps what it has."""
    (folder / "乙.yaml").write_text(
        dump(bulletin("乙", {"曙光志愿队": "曙光志愿队送饭。"})), "utf-8"
    )
    library = Library(folder)
    before = library.current
    (folder / "甲.yaml").write_text(
        dump(bulletin("甲", {"晨光志愿队": "晨光志愿队送米。"})), "utf-8"
    )
    (folder / "乙.yaml").unlink()
    (folder / "丙.yaml").write_text(
        dump(bulletin("丙", {"夕照志愿队": "夕照志愿队送煤。"})), "utf-8"
    )

    change = library.reload()

    assert (change.added, change.changed, change.removed) == (("丙",), ("甲",), ("乙",))
    assert change.problems == ()
    assert set(library.current.bulletins) == {"甲", "丙"}
    assert set(before.bulletins) == {"甲", "乙"}
    assert library.current.version != before.version


def test_reload_of_the_same_changes_nothing(folder: Path) -> None:
    """A folder that is as it was gives the same version and an empty change."""
    library = Library(folder)
    version = library.current.version
    change = library.reload()

    assert (change.added, change.changed, change.removed) == ((), (), ())
    assert library.current.version == version


def test_a_reload_shares_what_has_not_changed(folder: Path) -> None:
    """Of a folder in which one file was edited, the rest is taken over, in its new place."""
    other = folder / "丙.yaml"
    other.write_text(dump(bulletin("丙", {"夕照志愿队": "夕照志愿队送煤，送柴。"})), "utf-8")
    library = Library(folder)
    before = library.current
    clauses = [unit.clauses for unit in before.units_of("甲")]
    for number, deed in enumerate(("夕照志愿队送炭。", "夕照志愿队送炭。\n\n夕照志愿队送水。")):
        other.write_text(dump(bulletin("丙", {"夕照志愿队": deed})), "utf-8")
        (folder / f"0{number}.yaml").write_text(
            dump(bulletin(f"0{number}", {"夕照志愿队": "夕照志愿队送米。"})), "utf-8"
        )
        assert library.reload().problems == ()
        now = library.current
        assert now.bulletins["甲"] is before.bulletins["甲"]
        for unit, made in zip(now.units_of("甲"), clauses, strict=True):
            assert unit.clauses is made
        assert [unit.number for unit in now.units] == list(range(len(now.units)))
        assert now.gazetteer.reader.handles is before.gazetteer.reader.handles
        assert Conversation(library).reply(Message("夕照志愿队")).text.count("送炭") == 1
        assert now.text == "\n".join(unit.text for unit in now.units)


@given(st.lists(st.text()))
def test_many_names_are_brought_into_their_form_at_once(texts: list[str]) -> None:
    """It is the form that each has by itself."""
    assert normalise_all(texts) == [normalise(text) for text in texts]


def test_how_many_units_have_a_term(folder: Path) -> None:
    """A term counts once in a unit, however often it stands there."""
    deed = "送水，送水，又送水。"
    deeds = {"晨光志愿队": f"晨光志愿队{deed}", "夕照志愿队": f"夕照志愿队{deed}"}
    (folder / "甲.yaml").write_text(dump(bulletin("甲", deeds)), "utf-8")
    snapshot = Library(folder).current
    for term in ("送水", "夕照", "队送", "没有的"):
        assert snapshot._count(term) == sum(term in unit.text for unit in snapshot.units)


@pytest.mark.parametrize("spoil", ["half", "gone", "empty"])
def test_a_fault_keeps_the_old(spoil: str, folder: Path) -> None:
    """With any fault, or with nothing left to serve, the old knowledge goes on being served."""
    library = Library(folder)
    before = library.current
    if spoil == "half":
        (folder / "乙.yaml").write_text(HALF, "utf-8")
    elif spoil == "gone":
        shutil.rmtree(folder)
    else:
        (folder / "甲.yaml").unlink()

    change = library.reload()

    assert library.current is before
    assert (change.added, change.changed, change.removed) == ((), (), ())
    assert change.problems
    if spoil == "half":
        assert {(p.path.name, p.line > 1) for p in change.problems} == {("乙.yaml", True)}


def test_compare() -> None:
    """Bulletins are compared by id and content."""
    one, two, three = (bulletin(i, DEEDS) for i in "甲乙丙")
    two_changed = bulletin("乙", {"晨光志愿队": "晨光志愿队送水400桶。"})
    change = compare({"甲": one, "乙": two}, {"乙": two_changed, "丙": three})

    assert (change.added, change.changed, change.removed) == (("丙",), ("乙",), ("甲",))


def test_reload_by_an_admin_alone(folder: Path) -> None:
    """The command reports what was changed, or the faults; from anybody else it is refused."""
    conversation = Conversation(Library(folder), admins={"7"})

    def reload(person: str) -> str:
        reply = conversation.reply(Message("/reload", person=person))
        assert reply.kind in (Kind.CHAT, Kind.REFUSE)
        return reply.text

    (folder / "乙.yaml").write_text(
        dump(bulletin("乙", {"曙光志愿队": "曙光志愿队送饭。"})), "utf-8"
    )
    assert "管理员" in reload("8")
    assert conversation.reply(Message("曙光志愿队")).kind is Kind.REFUSE

    assert "新增 1 篇：乙" in reload("7")
    assert "曙光志愿队送饭。" in conversation.reply(Message("曙光志愿队")).text

    (folder / "乙.yaml").write_text(HALF, "utf-8")
    said = reload("7")
    assert "乙.yaml 第 " in said
    assert "仍用原来的知识" in said
    assert "曙光志愿队送饭。" in conversation.reply(Message("曙光志愿队")).text


def test_the_shipped_folder_has_no_fault() -> None:
    """What is shipped is served without a complaint."""
    library = Library(KNOWLEDGE)

    assert library.problems == ()
    assert library.reload().warnings == ()

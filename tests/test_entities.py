"""What a question names: forgiving where it is safe, and nobody is taken for somebody else."""

import pytest

from bot.chinese.cues import synonyms
from bot.chinese.text import normalise
from bot.library.gazetteer.gazetteer import Gazetteer, entities_of
from bot.library.snapshot import Snapshot
from bot.model import Dialogue, Entity, Kind, Sort
from bot.questions.understanding import understand
from conftest import SEVERAL, Ask, bulletin

SKY, PANTHER = "长汀县蓝天救援队", "福建省蓝豹救援队"


def named(said: str, snapshot: Snapshot) -> set[str]:
    """Return the names that are read in a message."""
    return {e.name for m in understand(said, snapshot, Dialogue()).mentions for e in m.entities}


# --- two teams that differ by one character


@pytest.mark.parametrize("frame", ["{}", "{}做了什么", "{}救援队", "请问{}救援队去了哪里？"])
@pytest.mark.parametrize(
    ("brand", "meant"),
    [("蓝天", SKY), ("蓝豹", PANTHER), ("兰天", SKY), ("兰豹", PANTHER), ("藍天", SKY)],
)
def test_sky_and_panther_are_never_confused(
    frame: str, brand: str, meant: str, snapshot: Snapshot
) -> None:
    """Each brand names its own team, slips and scripts included."""
    assert named(frame.format(brand), snapshot) == {meant}


@pytest.mark.parametrize(
    "said",
    [
        "蓝救援队",
        "蓝狮救援队",
        "蓝低救援队",
        "蓝地救援队",
        "豹天救援队",
        "蓝天豹救援队",
        "蓝豹天救援队",
    ],
)
def test_between_two_teams_nobody_is_chosen(said: str, ask: Ask) -> None:
    """A name that may be either team's, or a third's, is answered with neither."""
    assert ask(said).kind in (Kind.CLARIFY, Kind.REFUSE)


def test_several_names_at_once(snapshot: Snapshot) -> None:
    """All names of a question are found."""
    assert named("蓝天和蓝豹还有剪纸协会", snapshot) == {SKY, PANTHER, "漳浦县剪纸协会"}


# --- every name that the bulletin gives


def test_every_name_and_alias_names_its_own(snapshot: Snapshot) -> None:
    """Whoever says a name or an alias is understood, in either script."""
    for entity in snapshot.gazetteer.entities:
        for name in (entity.name, *entity.aliases):
            assert entity.name in named(name, snapshot), name
            assert entity.name in named(f"{name}做了什么", snapshot), name


def test_entities_of_bulletins(snapshot: Snapshot) -> None:
    """Each organisation, role and category is an entity once, with its aliases."""
    entities = entities_of(snapshot.bulletins.values())
    keys = [(e.sort, e.name) for e in entities]
    sky = next(e for e in entities if e.name == SKY)

    assert len(keys) == len(set(keys))
    assert sum(e.sort is Sort.ROLE for e in entities) == 7
    assert sky == Entity(Sort.ORGANISATION, SKY, sky.aliases)
    assert {"蓝天救援队", "蓝天"} <= set(sky.aliases)


def test_named_wants_the_whole_name(snapshot: Snapshot) -> None:
    """Only a name or an alias in full gives its entity."""
    gazetteer = snapshot.gazetteer
    sky = gazetteer.named("蓝天救援队")

    assert sky is not None
    assert sky.name == SKY
    assert gazetteer.named("蓝天救") is None
    assert gazetteer.named("") is None


# --- others


@pytest.mark.parametrize(
    "said",
    [
        "泉州市蓝天救援队",  # another place
        "福建省蓝天救援队",
        "厦门市剪纸协会",
        "龙岩市粮食行业协会",
        "曙光救援队",  # another brand
        "青天救援队",
        "白豹救援队",
        "福建省摄影协会",
        "蓝天基金会",  # another form
        "蓝豹志愿队",
        "剪纸基金会",
        "厦门市红十字医院",
    ],
)
def test_another_organisation_is_unknown(said: str, snapshot: Snapshot, ask: Ask) -> None:
    """Another place, brand or form is another organisation: it is said to be unknown."""
    (unknown,) = understand(f"{said}做了什么", snapshot, Dialogue()).unknown
    reply = ask(f"{said}做了什么")

    assert unknown.said == said
    assert reply.kind is Kind.REFUSE
    assert f"“{said}”" in reply.text


def test_a_compound_of_the_bulletins_is_one_word() -> None:
    """Where 电动自行车 is written of, a chamber of those is not the chamber of bicycles."""
    cycles = "云川市自行车商会"
    snapshot = Snapshot(
        [bulletin("骑行", {cycles: f"{cycles}捐车。", "云川市消防协会": "劝走电动自行车六辆。"})]
    )

    (unknown,) = understand("云川市电动自行车商会", snapshot, Dialogue()).unknown

    assert unknown.said == "云川市电动自行车商会"
    assert [e.name for e in unknown.similar] == [cycles]
    assert named("云川市的自行车商会", snapshot) == {cycles}


def test_a_form_is_not_cut_out_of_another() -> None:
    """律科协会 has no 科协 in it: it is an association, and another one than the lawyers'."""
    lawyers = "青山市律师协会"
    snapshot = Snapshot([bulletin("普法", {lawyers: f"{lawyers}设咨询席六个。"})])

    (unknown,) = understand("青山市律科协会做了什么", snapshot, Dialogue()).unknown

    assert unknown.said == "青山市律科协会"


@pytest.mark.parametrize("said", ["体育类", "教育类", "志愿服务类", "应急类"])
@pytest.mark.parametrize("question", ["{}社会组织当好什么员", "{}社会组织有哪些"])
def test_another_category_is_unknown(said: str, question: str, ask: Ask) -> None:
    """A category that no bulletin has is refused, with those that there are."""
    reply = ask(question.format(said))

    assert reply.kind is Kind.REFUSE
    assert f"“{said}”" in reply.text
    assert "慈善组织" in reply.text


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("慈善类社会组织", "慈善组织"),
        ("公益类组织", "慈善组织"),
        ("行业类社会组织", "行业协会"),
        ("文艺类的社会组织", "文化类社会组织"),
    ],
)
def test_a_category_is_known_by_its_kind(said: str, whole: str, snapshot: Snapshot) -> None:
    """What a category is about names it, whatever its own name ends in."""
    assert whole in named(said, snapshot)


def test_similar_ones_are_offered(ask: Ask) -> None:
    """Where a team is unknown, the known ones of its form are a press away."""
    labels = {b.label for row in ask("曙光救援队做了什么").buttons for b in row}

    assert labels == {SKY, PANTHER}


# --- slips


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("蓝天就援队", SKY),
        ("蓝天救援对", SKY),
        ("长丁县蓝天救援队", SKY),
        ("厦门红十子基金会", "厦门市红十字基金会"),
        ("简纸协会", "漳浦县剪纸协会"),
        ("心里学会", "福建省心理学会"),
        ("疫情防户员", "疫情防护员"),
        ("后勤保章员", "后勤保障员"),
        ("jianzhi xiehui", "漳浦县剪纸协会"),
        ("lanbao jiuyuandui", PANTHER),
    ],
)
def test_a_slip_is_forgiven(said: str, meant: str, snapshot: Snapshot) -> None:
    """A character that sounds or looks like the right one, or pinyin, does no harm."""
    assert named(f"{said}做了什么", snapshot) == {meant}


@pytest.mark.parametrize("said", ["兰天救援队", "蓝天就援队", "lantian jiuyuandui"])
def test_a_repair_is_shown(said: str, ask: Ask) -> None:
    """Whoever is read otherwise than typed is told what was read."""
    assert ask(said).text.startswith("（按“蓝天救援队”理解）\n")


@pytest.mark.parametrize("said", ["蓝天救援队", "藍天救援隊", "  蓝天 ", "ＭＢＡ智库"])
def test_nothing_is_repaired_that_was_right(said: str, ask: Ask) -> None:
    """Another script or width is no slip."""
    assert "理解" not in ask(said).text


# --- names of several


def test_a_name_of_two_asks_back() -> None:
    """An alias that belongs to two organisations leaves both open."""
    sunny, rainy = "东山县晨光救援队", "西山县晨光救援队"
    snapshot = Snapshot(
        [
            bulletin("东山", {sunny: f"{sunny}送水。"}, {sunny: ["晨光"]}),
            bulletin("西山", {rainy: f"{rainy}送饭。"}, {rainy: ["晨光"]}),
        ]
    )

    for said in ("晨光", "晨光救援队"):
        (mention,) = snapshot.gazetteer.find(said).mentions
        assert {e.name for e in mention.entities} == {sunny, rainy}, said
    assert named("东山县晨光救援队", snapshot) == {sunny}


def test_a_form_names_all_of_it(snapshot: Snapshot) -> None:
    """救援队 alone is no name but the form of two."""
    (mention,) = snapshot.gazetteer.find("有哪些救援队").mentions

    assert mention.generic
    assert {e.name for e in mention.entities} == {SKY, PANTHER}


def test_nobody_is_named_in_an_empty_world() -> None:
    """Where nothing is known, nothing is found, and nothing breaks."""
    nobody = Gazetteer((), (), synonyms())

    assert nobody.find("蓝天救援队做了什么").mentions == ()
    assert nobody.misspelt("兰天") == ()
    assert nobody.of(Sort.ROLE) == ()


def test_places_of_mentions(snapshot: Snapshot) -> None:
    """A mention stands where it was said, in the normal form of the message."""
    text = normalise("請問藍天救援隊、剪紙協會做了什麼")
    found = snapshot.gazetteer.find(text).mentions

    assert [text[m.start : m.end] for m in found] == ["蓝天救援队", "剪纸协会"]
    assert [m.said for m in found] == ["蓝天救援队", "剪纸协会"]


def test_invented_knowledge_is_there() -> None:
    """Tests over several bulletins have several to ask."""
    assert len(list(SEVERAL.glob("*.yaml"))) > 1

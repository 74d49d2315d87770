"""Where each kind of question is answered, and with how much of the bulletin's own words."""

import pytest

from bot.answers.answering import HANDLERS, answer
from bot.answers.evidence import MOST_WEIGHED
from bot.chinese.cues import cues
from bot.library.library import Library
from bot.library.snapshot import Snapshot
from bot.model import Answer, Dialogue, Kind, Part, Reply
from bot.questions.kinds import weights
from bot.questions.understanding import understand
from conftest import Ask, asker, bulletin

SKY, PANTHER = "长汀县蓝天救援队", "福建省蓝豹救援队"
RED_CROSS, STONE_BAMBOO = "厦门市红十字基金会", "福建省石竹慈善基金会"


def answered(said: str, snapshot: Snapshot) -> Answer:
    """Answer a question that begins a conversation."""
    return answer(understand(said, snapshot, Dialogue()), snapshot, Dialogue())


def told(reply: Reply) -> str:
    """Return all that a reply quotes."""
    return "\n".join(q.text for q in reply.quotations)


def organisations(reply: Reply) -> set[str]:
    """Return whose passages a reply quotes."""
    return {o for q in reply.quotations for o in q.passage.organisations}


# --- by organisation, role, category


def test_an_organisation_is_answered_with_its_passage(ask: Ask) -> None:
    """What a team did is its whole passage, under its full name and role, with the source."""
    reply = ask("蓝天救援队做了什么")
    (quotation,) = reply.quotations
    first, *_, last = reply.text.split("\n")

    assert quotation.text == quotation.passage.text
    assert organisations(reply) == {SKY}
    assert first == f"{SKY} · 疫情防护员"
    assert last == (
        "来源：《福建社会组织抗击疫情,尽所能当好“七大员”》"
        "2020-04-15 · 中国社会组织动态 福建省民政厅"
    )


def test_an_organisation_with_two_passages(ask: Ask) -> None:
    """All passages of an organisation are quoted, those with partners too."""
    reply = ask("永传助残")

    assert len(reply.quotations) == 2
    assert "15400公斤" in told(reply)
    assert "近400个装酒桶" in told(reply)


def test_two_organisations(ask: Ask) -> None:
    """Who asks of two is told of both."""
    assert organisations(ask("蓝天和蓝豹分别做了什么")) == {SKY, PANTHER}


@pytest.mark.parametrize("said", ["疫情防护员", "疫情防护员做了什么", "救援类社会组织做了什么"])
def test_a_role_or_category_is_all_of_its_organisations(said: str, ask: Ask) -> None:
    """A role and a category are answered with everybody in them and nobody else."""
    assert organisations(ask(said)) == {SKY, PANTHER}


@pytest.mark.parametrize("said", ["蓝天救援队是什么角色", "蓝天当的是哪一员"])
def test_the_role_of_an_organisation(said: str, ask: Ask) -> None:
    """Which role somebody plays is read off the heading that it stands under."""
    reply = ask(said)

    assert reply.kind is Kind.ANSWER
    assert "当好“疫情防护员" in told(reply)
    assert {q.passage.role for q in reply.quotations} == {"疫情防护员"}


@pytest.mark.parametrize("over", ["library", "several"])
def test_the_role_of_every_organisation(over: str, request: pytest.FixtureRequest) -> None:
    """Everybody's role is told, of those too whom a passage names last of many."""
    library: Library = request.getfixturevalue(over)
    for passage in library.current.passages:
        if passage.part is Part.BODY and passage.role:
            for name in passage.organisations:
                assert passage.role in told(asker(library)(f"{name}是什么角色")), name


# --- lists


def test_the_roles_in_their_order(ask: Ask) -> None:
    """七大员 are seven, in the bulletin's order, each a slice of its heading."""
    reply = ask("七大员有哪些")

    assert [q.text for q in reply.quotations] == [
        "后勤保障员",
        "行业引导员",
        "疫情宣传员",
        "社区联防员",
        "疫情防护员",
        "心理疏导员",
        "加油鼓劲员",
    ]
    assert {q.passage.part for q in reply.quotations} == {Part.HEADING}


def test_which_rescue_teams(ask: Ask) -> None:
    """A form lists those of that form."""
    assert [q.text for q in ask("有哪些救援队").quotations] == [PANTHER, SKY]


@pytest.mark.parametrize("said", ["后勤保障员有哪些组织", "后勤保障员都有谁", "慈善组织有哪些"])
def test_the_organisations_of_a_role(said: str, ask: Ask) -> None:
    """A role or a category lists its organisations."""
    assert [q.text for q in ask(said).quotations] == [
        STONE_BAMBOO,
        "福建省永传助残扶贫服务中心",
        RED_CROSS,
    ]


def test_all_organisations(ask: Ask, snapshot: Snapshot) -> None:
    """Who asks for all is shown every one whose name a passage prints, once."""
    bodies = [u.passage for u in snapshot.units if u.passage.part is Part.BODY]
    printed = dict.fromkeys(o for p in bodies for o in p.organisations if o in p.text)

    assert [q.text for q in ask("有哪些组织").quotations] == list(printed)


# --- facts


@pytest.mark.parametrize(
    ("said", "figures", "whose"),
    [
        ("谁捐了口罩", ["181.524万个", "6000余个"], {RED_CROSS, SKY}),
        ("捐了多少口罩", ["181.524万个", "6000余个"], {RED_CROSS, SKY}),
        ("红十字基金会收到多少口罩", ["181.524万个"], {RED_CROSS}),
        ("蓝天救援队送了几把测温枪", ["10把"], {SKY}),
    ],
)
def test_figures_of_everyone_asked_about(
    said: str, figures: list[str], whose: set[str], ask: Ask
) -> None:
    """A figure is quoted from every organisation that has one, and from no other."""
    reply = ask(said)

    assert all(f in told(reply) for f in figures)
    assert organisations(reply) == whose


def test_a_figure_is_its_clause(ask: Ask) -> None:
    """One thing asked for is one clause, without what stands around it."""
    assert told(ask("红十字基金会接收捐款多少")) == "接收捐款1267.76万元"


@pytest.mark.parametrize(
    ("said", "shown", "whose"),
    [
        ("大梦山社区有谁去过", "大梦山社区", PANTHER),
        ("谁创作了公益歌曲", "公益歌曲", "福建省青少年音乐教育协会"),
        ("蓝天救援队从哪天开始测体温", "2月2日起", SKY),
        ("湖北收到了什么", "湖北武汉", STONE_BAMBOO),
        ("蓝豹在哪里消杀", "闽清县坂东镇", PANTHER),
    ],
)
def test_place_who_and_when(said: str, shown: str, whose: str, ask: Ask) -> None:
    """Places, doers and times are found with whoever they belong to."""
    reply = ask(said)

    assert shown in told(reply)
    assert whose in organisations(reply)
    assert len(organisations(reply) - {"福建省永传助残扶贫服务中心"}) == 1


def test_overview(ask: Ask) -> None:
    """What a bulletin tells is its title, its first sentence and its headings."""
    reply = ask("这篇简报讲了什么")
    parts = [q.passage.part for q in reply.quotations]

    assert parts == [Part.TITLE, Part.LEAD, *[Part.HEADING] * 7]
    assert "9.79亿元" not in told(reply)


def test_source_and_date(ask: Ask) -> None:
    """Where it is from and when it was published is what the bulletin prints."""
    assert [q.text for q in ask("来源是哪里").quotations] == [
        "中国社会组织动态 福建省民政厅",
        "2020-04-15",
    ]


# --- what is not there


@pytest.mark.parametrize(
    "said",
    [
        "蓝天救援队捐了多少钱",
        "蓝豹救援队送了口罩吗",
        "蓝天救援队有多少人",
        "药学会是什么时候成立的",
    ],
)
def test_an_attribute_that_is_not_told(said: str, ask: Ask) -> None:
    """What is not said of an organisation is not answered with what is said of it, or of others."""
    reply = ask(said)

    assert (reply.kind, reply.confidence) == (Kind.REFUSE, 0)


def test_a_refusal_says_what_there_is(ask: Ask) -> None:
    """Whoever is refused is offered what the bulletins do say."""
    reply = ask("火箭是谁发射的")

    assert "火箭" in reply.text
    assert [b.says for row in reply.buttons for b in row][:2] == ["后勤保障员", "行业引导员"]


def test_what_a_bulletin_does_not_print() -> None:
    """A bulletin without date, source and link says so, and does not guess."""
    snapshot = Snapshot([bulletin("甲", {"晨光志愿队": "晨光志愿队送水300桶。"})])

    for said in ("什么时候发布的", "来源是哪里", "原文链接"):
        assert answered(said, snapshot).topic == "not_printed"


@pytest.mark.parametrize(
    "said", ["谁给交警送了测温枪", "药学会发了几篇文章", "哪家捐了护目镜", "谁送了300桶水"]
)
def test_among_very_many_passages(said: str, snapshot: Snapshot) -> None:
    """What answers is found as well among more passages than are weighed one by one."""
    deeds = {
        f"晨光第{n}志愿队": f"晨光第{n}志愿队种树{n}棵,打扫街道。" for n in range(MOST_WEIGHED)
    }
    water = bulletin("甲", {"朝霞志愿队": "朝霞志愿队送水300桶。"})
    few = [*snapshot.bulletins.values(), water]
    alone = answered(said, Snapshot(few))
    among = answered(said, Snapshot([bulletin("乙", deeds), *few]))

    assert alone.quotations
    assert among.kind is alone.kind
    assert {q.text for q in among.quotations} == {q.text for q in alone.quotations}


@pytest.mark.parametrize("said", ["{}期间谁送了水", "{}期间送了多少水", "晨光志愿队在{}中做了什么"])
def test_an_occasion_is_that_of_the_bulletins(said: str) -> None:
    """What all bulletins are about says nothing in a question; another occasion is not told of."""
    snapshot = Snapshot([bulletin("防汛", {"晨光志愿队": "晨光志愿队送水300桶。"})])

    assert answered(said.format("防汛"), snapshot).kind is Kind.ANSWER
    assert answered(said.format("疫情"), snapshot).kind is Kind.REFUSE


def test_a_bulletin_without_roles() -> None:
    """Without roles nothing breaks: the organisations are offered in their place."""
    snapshot = Snapshot([bulletin("甲", {"晨光志愿队": "晨光志愿队送水300桶。"}, role=None)])

    assert answered("有哪些角色", snapshot).kind is Kind.REFUSE
    assert answered("晨光志愿队是什么角色", snapshot).kind is Kind.REFUSE
    assert answered("谁送了水", snapshot).quotations
    assert answered("火箭是谁发射的", snapshot).choices == ("晨光志愿队",)


# --- readings


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("???", "empty"),
        ("他们做了什么", "whom"),
        ("心理协会做了什么", "which"),
        ("是什么角色", "whom"),
    ],
)
def test_asking_back(said: str, topic: str, snapshot: Snapshot) -> None:
    """With nothing to go by, or several to go by, the person is asked and given a choice."""
    said_back = answered(said, snapshot)

    assert (said_back.kind, said_back.topic) == (Kind.CLARIFY, topic)
    assert said_back.choices


def test_a_shared_alias_asks_back() -> None:
    """An alias of two organisations is answered with their names to choose from."""
    sunny, rainy = "东山县晨光救援队", "西山县晨光救援队"
    snapshot = Snapshot(
        [
            bulletin("东山", {sunny: f"{sunny}送水。"}, {sunny: ["晨光"]}),
            bulletin("西山", {rainy: f"{rainy}送饭。"}, {rainy: ["晨光"]}),
        ]
    )

    asked = answered("晨光做了什么", snapshot)
    chosen = answered(rainy, snapshot)

    assert (asked.kind, set(asked.choices)) == (Kind.CLARIFY, {sunny, rainy})
    assert [q.text for q in chosen.quotations] == [f"{rainy}送饭。"]


# --- in the light of what was said before


def test_it_goes_on_with_whom_it_was_about(ask: Ask) -> None:
    """他们 are those of the last answer."""
    assert organisations(ask("他们送了多少口罩", "蓝天救援队")) == {SKY}
    assert organisations(ask("什么时候开始的", "蓝天救援队做了什么")) == {SKY}


def test_one_thing_changes(ask: Ask) -> None:
    """那…呢 asks the last question again, of another organisation or of another thing."""
    assert organisations(ask("那石竹呢", "红十字基金会做了什么")) >= {STONE_BAMBOO}
    assert "2200件" in told(ask("那隔离衣呢", "红十字基金会收到多少口罩"))


def test_more(ask: Ask) -> None:
    """还有吗 shows what of the passage was not quoted yet, and never the same again."""
    before = ask("红十字基金会接收捐款多少")
    more = ask("还有吗", "红十字基金会接收捐款多少")

    assert more.kind is Kind.ANSWER
    assert organisations(more) == {RED_CROSS}
    assert not {q.text for q in before.quotations} & {q.text for q in more.quotations}


def test_picking_from_a_list(ask: Ask) -> None:
    """第二个 is the second of what was listed; what is not in the list is said to be missing."""
    assert organisations(ask("第二个", "有哪些救援队")) == {SKY}
    assert organisations(ask("第一个", "有哪些救援队")) == {PANTHER}
    assert ask("第九个", "有哪些救援队").kind is Kind.REFUSE
    assert ask("第二个").kind is Kind.CLARIFY


def test_an_outburst_changes_nothing(ask: Ask) -> None:
    """Thanks, and a question about the world, leave the conversation where it was."""
    assert organisations(ask("他们送了多少口罩", "蓝天救援队", "谢谢", "今天天气好吗")) == {SKY}


# --- several bulletins


def test_each_bulletin_with_its_source(several: Library) -> None:
    """Quotations of two bulletins stand each over its own source."""
    reply = asker(several)("各篇简报是什么时候发布的")
    bulletins = {q.passage.bulletin for q in reply.quotations}

    assert len(bulletins) == 3
    assert reply.text.count("来源：《") == 3


def test_every_handler_is_of_a_kind() -> None:
    """No handler waits for a kind of question that cannot be recognised."""
    assert set(HANDLERS) <= {*weights().kinds, *cues().context}

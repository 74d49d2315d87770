"""Pages of many layouts become what their gold says, word for word."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from gold_names import sentences
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chinese.dates import find_date
from bot.chinese.folding import shadow
from bot.errors import BotError, NotABulletin
from bot.intake.aliases import suggest
from bot.intake.chunker import chunk
from bot.intake.formats.reading import read
from bot.intake.naming.acting import is_barred
from bot.intake.naming.actors import actors
from bot.intake.naming.headings import Named, read_level
from bot.intake.naming.headings import read as read_heading
from bot.library.files.folder import load
from bot.model import Bulletin, Chunked, Document, Section
from bot.remarks import Remark

PAGES = Path(__file__).parent / "pages"
SEED = PAGES / "00-fujian-seed.txt"
GOLD = {p.stem: yaml.safe_load(p.read_text("utf-8")) for p in sorted(PAGES.glob("*.yaml"))}
KEPT = [name for name, gold in GOLD.items() if gold["kind"] in ("bulletin", "other-news")]
REJECTED = [name for name, gold in GOLD.items() if gold["kind"] == "reject"]

UNFOUND: set[str] = set()
"""Names that read like numbers, verbs or two names; no rule finds them without finding too much."""

BESIDES = {"市第二人民医院", "县图书馆"}
"""Who acts in a sentence, though the page is about others."""

UNTOLD = {"侨捐基金会"}
"""A kind that reads like a name."""


def _bare(text: str | None) -> str:
    """Text without blanks and differences of width."""
    folded = unicodedata.normalize("NFKC", text or "")
    return "".join(c for c in folded if not c.isspace())


def _read(path: Path) -> Document:
    return read(path.name, path.read_bytes())


def _chunk(name: str) -> Bulletin:
    return chunk(_read(PAGES / f"{name}.txt")).bulletin


def _body(section: Section) -> str:
    return _bare(section.lead) + "".join(_bare(p.text) for p in section.passages)


def _said(bulletin: Bulletin) -> list[str]:
    """All text of a bulletin in its order."""
    pieces = [bulletin.lead]
    for section in bulletin.sections:
        pieces += [section.lead, *(passage.text for passage in section.passages)]
    return [piece for piece in [*pieces, bulletin.closing] if piece.strip()]


def _acting(section: Section) -> set[str]:
    return {_bare(name) for passage in section.passages for name in passage.organisations}


@pytest.mark.parametrize("name", KEPT)
def test_a_page_is_cut_where_its_gold_says(name: str) -> None:
    """Each section begins and ends right, with its role and category clean; none is invented."""
    gold, bulletin = GOLD[name], _chunk(name)

    assert len(bulletin.sections) == len(gold["sections"])
    for wanted, section in zip(gold["sections"], bulletin.sections, strict=True):
        begins = [wanted["starts_with"], *wanted.get("starts_also", [])]
        assert any(_body(section).startswith(_bare(start)) for start in begins)
        assert _bare(wanted["ends_with"]) in _body(section)
        assert section.role in (wanted["role"], wanted.get("clean", {}).get("role"))
        assert section.category == wanted["category"] or wanted["category"] in UNTOLD
        assert section.under == wanted.get("under")


@pytest.mark.parametrize("name", KEPT)
def test_those_who_act_are_found_and_nobody_else(name: str) -> None:
    """Acting organisations by their full names; recipients, officials and media left out."""
    for wanted, section in zip(GOLD[name]["sections"], _chunk(name).sections, strict=True):
        acting = _acting(section)
        must = {_bare(o) for o in wanted["organisations"]} - UNFOUND
        plain = {_bare(o) for o in wanted.get("clean", {}).get("organisations", [])}
        may = must | plain | {_bare(o) for o in wanted.get("also_acting", [])}

        assert must <= acting or (plain and plain <= acting)
        assert acting <= may | BESIDES


@pytest.mark.parametrize("name", [n for n, g in GOLD.items() if g["kind"] != "reject"])
def test_title_date_and_source_are_the_pages_own(name: str) -> None:
    """What the page does not say is null."""
    gold, bulletin = GOLD[name], _chunk(name)

    assert _bare(bulletin.title) == _bare(gold["title"])
    assert bulletin.date == gold["date"]
    assert _bare(bulletin.source) == _bare(gold["source"])


@pytest.mark.parametrize("name", [n for n, g in GOLD.items() if g["kind"] != "reject"])
def test_text_is_verbatim_in_order_and_free_of_noise(name: str) -> None:
    """Leads, passages and closing are slices of the page, and nothing that its site added."""
    bulletin, at = _chunk(name), 0
    page = _bare((PAGES / f"{name}.txt").read_text("utf-8"))

    for piece in _said(bulletin):
        found = page.find(_bare(piece), at)
        assert found >= 0, piece
        at = found + len(_bare(piece))
    said = "".join(map(_bare, _said(bulletin)))
    assert not [noise for noise in GOLD[name]["noise"] if _bare(noise) in said]


@pytest.mark.parametrize(
    "said",
    [
        "云溪市茶业商会发放优惠券，带动消费200万元。",
        "云溪市心理咨询师协会开通热线：0595-22222222，全天接听。",
        "王宝龙说：“我正愁手艺没有用处呢。”",
        "记者从云溪市茶业商会了解到，茶农增收四千元。",
        "相关报道引起反响，云溪市建材商会送去水泥。",
        "云溪市民宿行业商会扫码报名系统上线，登记农房37栋。",
    ],
)
def test_a_statement_is_no_noise_whatever_its_words(said: str) -> None:
    """Words of advertisements, replies and links may stand in a bulletin's own sentences."""
    head, _, tail = (PAGES / "20-chambers-two-levels.txt").read_text("utf-8").partition("二、爱心")
    page = f"{head}{said}\n二、爱心{tail}"
    bulletin = chunk(read("a.txt", page.encode())).bulletin

    assert _bare(said) in "".join(map(_bare, _said(bulletin)))


NOISY_HEAD = """\
2024年11月26日
富平公益网 公益资讯 琴川市志愿服务联合会助残记
您的浏览器不支持JavaScript，部分功能可能无法使用，请调整浏览器设置后重试
琴川市志愿服务联合会助残记
2021-12-30 14:37　来源：琴川日报
小字号
原标题：助残记
"""


def test_what_stands_next_to_the_text_says_when_and_what_it_is() -> None:
    """Of two dates the one under the title counts; what is repeated above is the title."""
    said = "琴川市志愿服务联合会为聋人配备手语翻译，全年开班十六期。"
    bulletin = chunk(read("a.txt", (NOISY_HEAD + said).encode())).bulletin

    assert bulletin.title == "琴川市志愿服务联合会助残记"
    assert (bulletin.date, bulletin.source) == ("2021-12-30", "琴川日报")
    assert "".join(_said(bulletin)) == said


def test_what_stands_twice_above_a_text_is_its_title() -> None:
    """Without a date to go by, a menu's line that has the title in it is told from the title."""
    head = "富平公益网 公益资讯 琴川市志愿服务联合会助残记\n琴川市志愿服务联合会助残记\n"
    page = head + "琴川市志愿服务联合会为聋人配备手语翻译，全年开班十六期。"

    assert chunk(read("a.txt", page.encode())).bulletin.title == "琴川市志愿服务联合会助残记"


@pytest.mark.parametrize("name", REJECTED)
def test_a_page_that_is_no_bulletin_is_turned_down(name: str) -> None:
    """Shops, lists, jobs, novels and tables of results are told apart, with the reason."""
    with pytest.raises(NotABulletin) as refused:
        _chunk(name)

    assert refused.value.reason


def test_the_first_bulletin_is_what_ships() -> None:
    """The seed page becomes the bulletin in knowledge/, but for its id and an editor's aliases."""
    shipped = next(
        b
        for b in load(Path(__file__).parent.parent / "knowledge").bulletins
        if b.id == "2020-04-15-fujian-qidayuan"
    )
    made = chunk(_read(SEED)).bulletin

    def plain(bulletin: Bulletin) -> dict[str, Any]:
        return {
            "head": (bulletin.title, bulletin.date, bulletin.source, bulletin.lead),
            "sections": [
                (
                    s.heading,
                    s.role,
                    s.category,
                    s.lead,
                    [(p.organisations, p.text) for p in s.passages],
                )
                for s in bulletin.sections
            ],
            "closing": bulletin.closing,
        }

    assert plain(made) == plain(shipped)


def test_sections_give_back_every_paragraph() -> None:
    """No sentence between the seed's title and its footer is lost or doubled."""
    bulletin = chunk(_read(SEED)).bulletin
    said = "".join(map(_bare, _said(bulletin)))
    lines = SEED.read_text("utf-8").splitlines()
    for line in lines:
        if len(line) > 60:
            assert said.count(_bare(line)) == 1


@pytest.mark.parametrize(
    ("heading", "named"),
    [
        ("慈善组织:当好“后勤保障员”", Named("后勤保障员", "慈善组织")),
        ("救援类社会组织:当好“疫情防护员", Named("疫情防护员", "救援类社会组织")),
        ("当好疫情防护员”", Named("疫情防护员")),
        ("二、研学机构:当好「领队员", Named("领队员", "研学机构")),
        ("三、發揮優勢，爭當『主力軍』", Named("主力軍")),
        ("后勤保障员（慈善组织）", Named("后勤保障员", "慈善组织")),
        ("二、发挥平台作用，做好防疫工作“最後一公里”", Named()),
        ("四、致敬逆行者", Named()),
        ("青禾市曲艺家协会", Named(organisations=("青禾市曲艺家协会",))),
        ("基金会", Named(category="基金会")),
        ("温度守门员：供热燃气类协会", Named("温度守门员", "供热燃气类协会")),
        ("１．【温度守门员】供热燃气类协会", Named("温度守门员", "供热燃气类协会")),
        ("供热燃气类协会做好“温度守门员”", Named("温度守门员", "供热燃气类协会")),
        ("石屏财产保险公司当场赔付", Named()),
        ("铁路、公路搭把手", Named()),
    ],
)
def test_headings_say_role_category_or_organisation(heading: str, named: Named) -> None:
    """Marks of every width, some missing; a slogan names nothing."""
    assert read_heading(heading) == named


SENTENCES = [*sentences(Path(__file__).parent / "sentences.txt")]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("玉塘村、白奇村等村级老年协会创作歌谣。", ["玉塘村老年协会", "白奇村老年协会"]),
        ("凤台市楹联、灯谜学会收集门联。", ["凤台市楹联学会", "凤台市灯谜学会"]),
        ("东门、西门两个社区消防队巡逻。", ["东门社区消防队", "西门社区消防队"]),
    ],
)
def test_names_that_share_an_end_are_whole(sentence: str, names: list[str]) -> None:
    """Each item of a list gets the form that only the last one has."""
    assert [a.name for a in actors(shadow(sentence))] == names


def test_who_acts_in_a_sentence() -> None:
    """Subjects and those who act with them; not who receives, is thanked or is no one."""
    wrong = [
        text.shade
        for text in SENTENCES
        if {a.name for a in actors(text.shade)}
        ^ {n.name for n in text.names if n.acts and not is_barred(n.name)}
    ]

    assert len(wrong) < 0.05 * len(SENTENCES), wrong


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("发布时间：2020/4/15 10:20", "2020-04-15"),
        ("２０２３年０３月０６日", "2023-03-06"),
        ("二〇二〇年八月二十五日", "2020-08-25"),
        ("中華民國一一〇年八月十二日", "2021-08-12"),
        ("發布日期：109-04-15", "2020-04-15"),
        ("23.03.2020 18:54", "2020-03-23"),
        ("2月30日", None),
        ("2021年2月30日", None),
    ],
)
def test_dates_of_every_print(printed: str, iso: str | None) -> None:
    """A date without a year, or that no calendar has, is none."""
    found = find_date(shadow(printed))

    assert (found[0] if found else None) == iso


def test_aliases_are_short_telling_and_nobody_elses() -> None:
    """Brands stand alone, subjects do not; what two share or everybody uses is no alias."""
    names = ("福建省蓝豹救援队", "长汀县蓝天救援队", "漳浦县剪纸协会", "厦门市粮食行业协会")
    found = suggest([*names, "泉州市蓝天救援队"])

    assert "蓝豹" in found["福建省蓝豹救援队"]
    assert "剪纸协会" in found["漳浦县剪纸协会"]
    assert "剪纸" not in found["漳浦县剪纸协会"]
    assert "长汀蓝天救援队" in found["长汀县蓝天救援队"]
    given_ = [alias for aliases in found.values() for alias in aliases]
    assert len(given_) == len(set(given_))
    assert not {"蓝天", "蓝天救援队", "协会", "行业协会", "救援队"} & set(given_)


def _made(*lines: str) -> Chunked:
    head = ("云溪市社会组织在行动", "2024年5月8日 来源：云溪市民政局")
    return chunk(read("page.txt", "\n".join([*head, *lines]).encode()))


def _credits(chunked: Chunked) -> list[tuple[str, tuple[str, ...]]]:
    """The first words of each piece of a page's sections, and who is credited with it."""
    pieces: list[tuple[str, tuple[str, ...]]] = []
    for section in chunked.bulletin.sections:
        pieces += [(section.lead[:6], ())] if section.lead else []
        pieces += [(p.text[:6], p.organisations) for p in section.passages]
    return pieces


LED = "云溪市茶业商会捐赠茶叶36箱，用于慰问一线人员。"


@pytest.mark.parametrize(
    "own",
    [
        "乙沐捐款250万元，用于转运群众。",
        "“爱心奶奶”与留守儿童结对41名。",
        "80名志愿者代表领取了证书。",
        "云溪市民政局对此表示感谢。",
        "各行业协会商会要加强会员管理。",
        "合计 | 56.1 | 万元",
    ],
)
def test_an_unknown_doer_gives_nobody_the_credit(own: str) -> None:
    """A paragraph with a doer of its own never joins the organisation before it."""
    credit = dict(_credits(_made(LED, own)))

    assert credit[LED[:6]] == ("云溪市茶业商会",)
    assert credit.get(own[:6], ()) != ("云溪市茶业商会",)
    assert LED in [p.text for s in _made(LED, own).bulletin.sections for p in s.passages]


@pytest.mark.parametrize(
    "more",
    [
        "并派出会员12名参与搬运。",
        "该会还开通了热线。",
        "同时，向敬老院送去茶点。",
        "商会组织会员义务采茶。",
        "目前，物资已全部送达。",
    ],
)
def test_what_has_no_subject_goes_on_with_the_doer_before(more: str) -> None:
    """Sentences without a subject, or with a pronoun or a bare form, are the same one's."""
    made = _made(LED + more)

    assert _credits(made) == [(LED[:6], ("云溪市茶业商会",))]


def test_words_and_who_says_them_are_one_statement() -> None:
    """A quotation before its speaker is not left with the organisation before."""
    made = _made(LED + "“口子刚刚堵住。”老葛告诉记者。")

    assert _credits(made)[1] == ("“口子刚刚堵", ())


def test_who_may_act_is_told_with_the_line_to_write() -> None:
    """What looks like a name, but was not taken for one, is shown to a person."""
    said = Remark.MAY_ACT.format(name="乙沐汽配")

    assert "organisations: [乙沐汽配]" in said


CONTACTS = (
    "一、捐赠物资",
    "云溪市茶业商会接收物资，请送到下面的地点。",
    "二、联系我们",
    "地址：云溪市东门路5号",
    "联系人：小陈",
    "联系电话：0312-5550000",
    "账号：0200001111222233334",
    "云溪市茶业商会",
    "2024年7月9日",
)


def test_contacts_accounts_and_signatures_are_text() -> None:
    """Between the first and the last line of a text nothing is dropped."""
    said = "".join(_said(_made(*CONTACTS).bulletin))

    assert all(line in said for line in CONTACTS[3:7])


def test_what_is_left_out_is_told_with_its_reason() -> None:
    """Noise is dropped, but never in silence."""
    doubts = _made(LED, "上一篇：春茶上市", "版权所有 云溪市民政局").doubts

    assert any("页脚" in doubt and "版权所有" in doubt for doubt in doubts)


@pytest.mark.parametrize(
    ("first", "title", "source"),
    [
        (
            "原标题：云溪市茶业商会送茶下乡中国茶业报讯 " + LED * 3,
            "云溪市茶业商会送茶下乡",
            "中国茶业报",
        ),
        ("原标题：云溪市茶业商会送茶下乡 " + LED * 3, "云溪市茶业商会送茶下乡", None),
        ("云 溪 市 商 会 送 茶 下 乡\n2024-05-08\n" + LED, "云 溪 市 商 会 送 茶 下 乡", None),
    ],
)
def test_titles_of_reprints(first: str, title: str, source: str | None) -> None:
    """What stands between 原标题 and the paper's name is the title; a wide one is one too."""
    made = chunk(read("page.txt", f"{first}返回搜狐，查看更多 责任编辑：".encode())).bulletin

    assert (made.title, made.source) == (title, source)
    assert "返回搜狐" not in "".join(_said(made))


@pytest.mark.parametrize(
    "heading",
    ["加强会员（企业）安全生产指导", "老葛告诉本报记者。", "目前转移村民140人", "联系人：小陈"],
)
def test_no_role_is_guessed(heading: str) -> None:
    """Calls, reports, figures and labels name neither role nor kind."""
    assert read_heading(heading) == Named()


CIVIC = "青禾市书法家协会现场写福字六百幅，志愿者协会捐款，社会组织纷纷行动。"


@given(st.text(max_size=200), st.integers(0, 3))
@settings(deadline=None)
def test_any_text_is_cut_without_loss_of_order_or_turned_down(noise: str, repeat: int) -> None:
    """Whatever surrounds a statement, what comes out stands in the page, in its order."""
    text = f"{noise}\n{CIVIC * repeat}\n{noise}"
    try:
        document = read("a.txt", text.encode("utf-8", "ignore"))
        bulletin = chunk(document).bulletin
    except BotError:
        return
    page, at = _bare("\n".join(block.text for block in document.blocks)), 0
    for piece in _said(bulletin):
        at = page.find(_bare(piece), at)
        assert at >= 0


def test_a_document_of_nothing_is_no_bulletin() -> None:
    """An empty page is turned down like any other."""
    with pytest.raises(NotABulletin):
        chunk(Document("empty.txt", ()))


ORGANISATIONS = ("云溪市茶业商会", "云溪市建材商会", "云溪市浙江商会")
DEEDS = [f"{name}把会员请下乡，签下合作项目十九个，受益农户三百家。" for name in ORGANISATIONS]
ONE, TWO, THREE = DEEDS


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        (
            f"（一）加强组织领导。\n{ONE}\n（二）广泛筹集善款。\n{TWO}",
            ["（一）加强组织领导。", "（二）广泛筹集善款。"],
        ),
        (
            f"一是加强领导，压实责任。{ONE}\n二是广泛发动，汇聚合力。{TWO}",
            ["一是加强领导，压实责任。", "二是广泛发动，汇聚合力。"],
        ),
        (
            f"捐款捐物。{ONE}\n减免租金。{TWO}\n稳岗留人。{THREE}",
            ["捐款捐物。", "减免租金。", "稳岗留人。"],
        ),
        (
            f"首先，当好“领路人”。{ONE}其次，当好“搭桥人”。{TWO}",
            ["首先，当好“领路人”。", "其次，当好“搭桥人”。"],
        ),
        (
            f"一是当好巡查员，{ONE}二是当好劝导员，{TWO}",
            ["一是当好巡查员，", "二是当好劝导员，"],
        ),
        (
            f"PART.01\n产业引路员\n{ONE}\nPART.02\n销售搭桥员\n{TWO}",
            ["产业引路员", "销售搭桥员"],
        ),
        (
            f"❶ 产业引路员\n{ONE}\n❷ 销售搭桥员\n{TWO}",
            ["❶ 产业引路员", "❷ 销售搭桥员"],
        ),
    ],
)
def test_headings_of_every_layout(text: str, headings: list[str]) -> None:
    """Headings end in a stop, a comma or a line; they are numbers, ordinals or a few words."""
    page = f"云溪市商会下乡记\n2021-11-09 来源：云溪日报\n{text}"
    sections = chunk(read("a.txt", page.encode())).bulletin.sections

    assert [section.heading for section in sections] == headings
    assert [_acting(section) for section in sections] == [
        {n} for n in ORGANISATIONS[: len(headings)]
    ]


def test_links_in_the_middle_of_a_text_are_no_part_of_it() -> None:
    """A list of other pages ends where the text goes on."""
    links = "相关阅读：\n· 云溪市召开座谈会\n· 茶园春色"
    page = f"云溪市商会下乡记\n2021-11-09 来源：云溪日报\n{ONE}\n{links}\n{TWO}"
    bulletin = chunk(read("a.txt", page.encode())).bulletin

    assert "".join(_said(bulletin)) == ONE + TWO


SLOGANS = """\
最美志愿者展播

云溪市评出四支志愿队伍，事迹摘登如下，供各地学习。
夙兴夜寐，他们当好“守门人”
云溪市蓝盾志愿服务队
队员们在高速路口值守四十天，登记车辆三万余台。
云溪市银龄志愿者协会
老人们守着社区的大门，测温登记一次不落，从无怨言。
风雨无阻，他们化身“摆渡人”
云溪市雄鹰救援队
他们七天七夜在岗，免费接送医护人员，风雨不误。
"""


def test_slogans_above_organisations_give_them_their_role() -> None:
    """Lines that stand alone may have two levels: the role above, who plays it below."""
    sections = chunk(read("a.txt", SLOGANS.encode())).bulletin.sections

    assert [(s.role, s.heading, s.under and s.under[-6:]) for s in sections] == [
        ("守门人", "云溪市蓝盾志愿服务队", "好“守门人”"),
        ("守门人", "云溪市银龄志愿者协会", "好“守门人”"),
        ("摆渡人", "云溪市雄鹰救援队", "身“摆渡人”"),
    ]


def test_headings_of_one_level_are_read_alike() -> None:
    """Where some name a role, others of the same shape do, whatever they sound like."""
    plain = read_level(["农技辅导员", "定心丸", "金融服务员"])
    marked = read_level(["★冲锋在前的“突击手”", "★默默无闻的“夜明灯”"])

    assert [named.role for named in plain] == ["农技辅导员", "定心丸", "金融服务员"]
    assert [named.role for named in marked] == ["突击手", "夜明灯"]
    assert [named.role for named in read_level(["热汤送到岗亭前", "车轮滚滚保供给"])] == [
        None,
        None,
    ]

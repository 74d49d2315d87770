"""What clerks do from a chat: a page is offered, published, undone; nothing is lost on the way."""

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kills import kills

from bot.cli.check import check
from bot.conversation.conversation import Conversation
from bot.errors import NotWritable, StoreUnavailable
from bot.library.files import writing as files
from bot.library.files.folder import PINS, load
from bot.library.library import Library
from bot.model import Button, File, Kind, Message, Reply
from bot.publishing import pins
from bot.publishing.publishing import Publishing
from bot.storage.archive import DRAFT_DAYS, Version, Why
from bot.storage.archive_table import Versions
from bot.storage.database import open_database
from conftest import KNOWLEDGE

CLERK, ANYBODY = "7", "8"
KILLS = 3
"""Kills of a process that publishes."""
PAGE = """永和县社会组织助力防汛
发布日期:2021-07-20 来源:永和县民政局
汛情发生以来,永和县社会组织迅速行动。
一、救援类社会组织当好“水上突击员”
永和县飞鱼救援队出动冲锋舟6艘,转移群众213人。永和县山鹰救援队在大堤上巡查了9天。
二、慈善组织当好“物资保障员”
永和县慈善总会向安置点捐赠棉被420床。
"""
QUESTION, FACT = "飞鱼救援队转移了多少群众", "213人"


_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=20
).filter(lambda text: text == text.strip())
"""What can stand in a bulletin."""


class Clock:
    """A clock that a test turns."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


class Desk:
    """A bot with a knowledge folder of its own, and a clerk before it."""

    def __init__(self, folder: Path, archive: Versions) -> None:
        self.folder, self.archive = folder, archive
        self.restart()

    def restart(self) -> None:
        """Begin anew with what the folder and the database hold."""
        library = Library(self.folder, pins.judge)
        publishing = Publishing(library, self.archive, ZoneInfo("Asia/Shanghai"))
        self._bot = Conversation(library, {CLERK}, publishing=publishing)

    def say(self, text: str, person: str = CLERK, language: str = "zh") -> Reply:
        """Say something."""
        return self._bot.reply(Message(text, person, language=language))

    def send(self, name: str, data: str | bytes, person: str = CLERK) -> Reply:
        """Send a file."""
        content = data.encode() if isinstance(data, str) else data
        return self._bot.reply(Message("", person, file=File(name, content)))

    def press(self, reply: Reply, label: str) -> Reply:
        """Press a button."""
        return self.say(next(b.says for b in buttons(reply) if b.label == label))

    @property
    def held(self) -> dict[str, str]:
        """What the knowledge folder holds."""
        return {path.name: path.read_text("utf-8") for path in self.folder.iterdir()}


def buttons(reply: Reply) -> list[Button]:
    """Return all buttons of a reply."""
    return [b for row in reply.buttons for b in row]


@pytest.fixture
def clock() -> Clock:
    """Return a clock of this test's own."""
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """Open a bot with the shipped bulletin."""
    shutil.copytree(KNOWLEDGE, tmp_path / "knowledge")
    with closing(open_database(tmp_path / "data", "")) as database:
        yield Desk(tmp_path / "knowledge", Versions(database, clock))


def test_a_page_is_offered_before_it_is_published(desk: Desk) -> None:
    """A clerk sees title, date, roles and organisations; nothing is served or written yet."""
    before = desk.held
    offer = desk.send("防汛.txt", PAGE)
    for seen in ("永和县社会组织助力防汛", "2021-07-20", "水上突击员", "永和县飞鱼救援队", "2 节"):
        assert seen in offer.text
    assert [b.label for b in buttons(offer)] == ["发布"]
    assert [f.name for f in offer.files] == [f"{_id(offer)}.yaml"]
    assert FACT in offer.files[0].data.decode()
    assert desk.held == before
    assert FACT not in desk.say(QUESTION).text


def _id(offer: Reply) -> str:
    return offer.files[0].name.removesuffix(".yaml")


def test_published_it_is_served_at_once(desk: Desk) -> None:
    """One press, and the next question is answered from it, word for word; also after a restart."""
    told = desk.press(desk.send("防汛.txt", PAGE), "发布")
    assert "已发布" in told.text
    assert FACT in desk.say(QUESTION, ANYBODY).text
    desk.restart()
    assert FACT in desk.say(QUESTION, ANYBODY).text
    assert load(desk.folder).problems == ()


def test_undone_it_is_as_before(desk: Desk) -> None:
    """One press takes it back, and another press takes that back."""
    before = desk.held
    published = desk.press(desk.send("防汛.txt", PAGE), "发布")
    after = desk.held
    undone = desk.press(published, "撤销")
    assert desk.held == before
    assert FACT not in desk.say(QUESTION).text
    desk.press(undone, "撤销")
    assert desk.held == after
    assert FACT in desk.say(QUESTION).text


def test_a_button_may_be_pressed_twice(desk: Desk) -> None:
    """The second press changes nothing and says so."""
    offer = desk.send("防汛.txt", PAGE)
    desk.press(offer, "发布")
    before = desk.held
    assert "没有变化" in desk.press(offer, "发布").text
    assert desk.held == before
    again = desk.send("防汛.txt", PAGE)
    assert "没有变化" in again.text
    assert buttons(again) == []


def test_a_changed_page_takes_the_place_of_the_old(desk: Desk) -> None:
    """It says what comes and goes, and there is one bulletin of that page, not two."""
    desk.press(desk.send("防汛.txt", PAGE), "发布")
    newer = PAGE.replace("213人", "305人").replace("慈善总会", "红十字会")
    offer = desk.send("防汛.txt", newer)
    assert "会更新现有的一篇" in offer.text
    assert "多 2 段，少 2 段" in offer.text
    assert "新出现的组织：永和县红十字会" in offer.text
    assert "不再有的组织：永和县慈善总会" in offer.text
    desk.press(offer, "发布")
    assert len(load(desk.folder).bulletins) == len(load(KNOWLEDGE).bulletins) + 1
    assert "305人" in desk.say(QUESTION).text


def test_hand_made_edits_are_not_lost(desk: Desk) -> None:
    """A clerk is told of edits that would be replaced; undoing brings them back."""
    desk.press(desk.send("防汛.txt", PAGE), "发布")
    path = next(p for p in desk.folder.iterdir() if "yonghe" in p.name)
    path.write_text(path.read_text("utf-8").replace("213人", "214人"), "utf-8")
    offer = desk.send("防汛.txt", PAGE)
    assert "有人手工改过" in offer.text
    undo = desk.press(offer, "发布")
    assert "214人" not in path.read_text("utf-8")
    desk.press(undo, "撤销")
    assert "214人" in path.read_text("utf-8")


def test_edits_made_meanwhile_are_not_lost(desk: Desk) -> None:
    """What was changed after a clerk saw the offer is not written over."""
    desk.press(desk.send("防汛.txt", PAGE), "发布")
    offer = desk.send("防汛.txt", PAGE.replace("213人", "305人"))
    path = next(p for p in desk.folder.iterdir() if "yonghe" in p.name)
    path.write_text(path.read_text("utf-8").replace("213人", "214人"), "utf-8")
    before = desk.held
    assert "请把文件再发一次" in desk.press(offer, "发布").text
    assert desk.held == before


def test_the_yaml_can_be_edited_and_sent_back(desk: Desk) -> None:
    """What was attached comes back changed, and is offered as that bulletin."""
    offer = desk.send("防汛.txt", PAGE)
    desk.press(offer, "发布")
    edited = offer.files[0].data.decode().replace("水上突击员", "水上先锋员")
    back = desk.send("改好的.yaml", edited)
    assert "会更新现有的一篇" in back.text
    desk.press(back, "发布")
    assert "水上先锋员" in desk.say("有哪些角色").text


@pytest.mark.parametrize(
    ("broken", "says"),
    [("title: 甲\nsections: 5\n", "第 2 行"), ("a: [", "第"), (b"\xff\xfe\xfd", "UTF-8")],
)
def test_a_faulty_yaml_cannot_be_published(desk: Desk, broken: str | bytes, says: str) -> None:
    """Each fault is named with its line; there is no button."""
    reply = desk.send("甲.yaml", broken)
    assert reply.kind is Kind.REFUSE
    assert says in reply.text
    assert buttons(reply) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (
            "菜谱.txt",
            "红烧肉的做法\n五花肉500克切块,冷水下锅焯水,加冰糖炒出糖色,小火炖一个小时。\n",
        ),
        ("程序.exe", b"MZ\x00\x01"),
        ("坏的.pdf", b"%PDF-1.4 broken"),
        ("空的.docx", b""),
    ],
)
def test_what_is_no_bulletin_is_turned_down(desk: Desk, name: str, data: str | bytes) -> None:
    """The reason is said, and nothing is kept."""
    reply = desk.send(name, data)
    assert reply.kind is Kind.REFUSE
    assert name in reply.text
    assert buttons(reply) == []


@pytest.mark.parametrize(
    "id_", ["../../evil", "/etc/evil", "a/b", "C:\\evil", ".hidden", "中文", "pins", "x.new"]
)
def test_no_file_is_written_elsewhere(desk: Desk, id_: str) -> None:
    """Whatever a file calls itself, it is written into the folder, under a harmless name."""
    data = desk.send("防汛.txt", PAGE).files[0].data.decode()
    named = "".join(
        f"id: '{id_}'\n" if x.startswith("id:") else x for x in data.splitlines(keepends=True)
    )
    outside = sorted(p for p in desk.folder.parent.rglob("*") if desk.folder not in p.parents)
    desk.press(desk.send("../甲.yaml", named), "发布")
    assert outside == sorted(
        p for p in desk.folder.parent.rglob("*") if desk.folder not in p.parents
    )
    assert len(desk.held) == len(list(KNOWLEDGE.glob("*.yaml"))) + 1
    assert FACT in desk.say(QUESTION).text


def test_a_fault_elsewhere_stops_publishing(desk: Desk) -> None:
    """What `check` would find fault with is not served: the fault is named, the old stays."""
    offer = desk.send("防汛.txt", PAGE)
    (desk.folder / "faulty.yaml").write_text("title: 甲\n", "utf-8")
    before = desk.held
    told = desk.press(offer, "发布")
    assert told.kind is Kind.REFUSE
    assert "faulty.yaml" in told.text
    assert desk.held == before
    assert FACT not in desk.say(QUESTION).text


def test_history_and_back(desk: Desk) -> None:
    """Every publication is listed with its time; any version can be served again."""
    assert "还没有发布过" in desk.say("/history").text
    before = desk.held
    desk.press(desk.send("防汛.txt", PAGE), "发布")
    desk.press(desk.send("防汛.txt", PAGE.replace("213人", "305人")), "发布")
    told = desk.say("/history")
    lines = told.text.split("\n")[1:]
    assert [line.split("　")[0] for line in lines] == ["第 3 版", "第 2 版", "第 1 版"]
    assert "2027-01-15 16:00" in lines[0]
    assert "发布《永和县社会组织助力防汛》" in lines[0]
    desk.press(told, "回到第 1 版")
    assert desk.held == before
    desk.say("/rollback 2")
    assert "213人" in desk.say(QUESTION).text
    for nowhere in ("/rollback 99", "/rollback x", "/rollback -1", "/rollback " + "9" * 40):
        assert "没有这一版" in desk.say(nowhere).text


def test_rollback_alone_undoes_the_last_change(desk: Desk) -> None:
    """Without a number it takes back what was done last."""
    assert "没有这一版" in desk.say("/rollback").text
    before = desk.held
    desk.press(desk.send("防汛.txt", PAGE), "发布")
    desk.say("/rollback")
    assert desk.held == before


def test_a_draft_lapses(desk: Desk, clock: Clock) -> None:
    """After the days that were said it cannot be published any more."""
    offer = desk.send("防汛.txt", PAGE)
    clock.now += DRAFT_DAYS * 24 * 60 * 60
    assert "作废" in desk.press(offer, "发布").text
    assert "作废" in desk.say("/add " + "0" * 16).text


def test_a_draft_outlasts_a_restart(desk: Desk) -> None:
    """The button works after the bot was started again."""
    offer = desk.send("防汛.txt", PAGE)
    desk.restart()
    desk.press(offer, "发布")
    assert FACT in desk.say(QUESTION).text


def test_a_page_can_be_pasted(desk: Desk) -> None:
    """What follows `/add`, over several lines, is offered like a file; alone it says how."""
    assert "作为文件发给我" in desk.say("/add").text
    desk.press(desk.say(f"/add\n{PAGE}"), "发布")
    assert FACT in desk.say(QUESTION).text


def test_export_gives_a_folder_that_can_be_served(desk: Desk, tmp_path: Path) -> None:
    """What is exported is what is served, and another bot can begin with it."""
    desk.press(desk.send("防汛.txt", PAGE), "发布")
    (file,) = desk.say("/export").files
    with zipfile.ZipFile(io.BytesIO(file.data)) as packed:
        packed.extractall(tmp_path / "elsewhere")
    other = Library(tmp_path / "elsewhere")
    assert other.current.bulletins == Library(desk.folder).current.bulletins
    assert other.problems == ()


def test_only_admins_publish(desk: Desk) -> None:
    """Anybody else's file and button are refused in one line, and nothing is written."""
    before = desk.held
    says = buttons(desk.send("防汛.txt", PAGE))[0].says
    for reply in (desk.send("防汛.txt", PAGE, ANYBODY), desk.say(says, ANYBODY)):
        assert reply.kind is Kind.REFUSE
        assert "\n" not in reply.text
        assert "管理员" in reply.text
    assert desk.held == before


def test_where_nothing_can_be_written(desk: Desk, tmp_path: Path) -> None:
    """A folder that may not be written to is said to be one."""
    offer = desk.send("防汛.txt", PAGE)
    desk.folder.rename(tmp_path / "away")
    assert "BOT_KNOWLEDGE" in desk.press(offer, "发布").text
    assert "BOT_KNOWLEDGE" in desk.send("防汛.txt", PAGE).text


@pytest.mark.parametrize(
    "said",
    [
        *("/add", "/history", "/rollback", "/rollback 99", "/export", "/add 0000000000000000"),
        *("/pin", "/pin all", "/pin drop 3"),
    ],
)
def test_it_speaks_english_too(desk: Desk, said: str) -> None:
    """An English client's clerk is answered in English."""
    text = desk.say(said, language="en").text
    assert not any("\u4e00" <= c <= "\u9fff" for c in text)


def test_each_version_is_the_folder_as_it_was(desk: Desk) -> None:
    """Whatever is published and undone in whatever order, each version gives its folder back."""
    states: dict[int, dict[str, str]] = {}
    steps: list[Callable[[], Reply]] = [
        lambda: desk.press(desk.send("防汛.txt", PAGE), "发布"),
        lambda: desk.press(desk.send("防汛.txt", PAGE.replace("9天", "12天")), "发布"),
        lambda: desk.say("/rollback 1"),
        lambda: desk.press(desk.send("又.txt", PAGE.replace("永和", "安泰")), "发布"),
        lambda: desk.say("/rollback 3"),
    ]
    states[1] = desk.held
    for number, step in enumerate(steps, 2):
        step()
        states[number] = desk.held
    for number, held in states.items():
        desk.say(f"/rollback {number}")
        assert desk.held == held


# --- what could go wrong


def test_files_that_nobody_touched_stay_as_they_are(desk: Desk) -> None:
    """Whatever a file's line ends and encoding, publishing and undoing leave its bytes alone."""
    (shipped,) = desk.folder.iterdir()
    shipped.write_bytes(b"\xef\xbb\xbf" + shipped.read_bytes().replace(b"\n", b"\r\n"))
    (desk.folder / "x.new.yaml").write_bytes("草稿".encode("gbk"))
    before = {path.name: path.read_bytes() for path in desk.folder.iterdir()}
    desk.press(desk.press(desk.send("防汛.txt", PAGE), "发布"), "撤销")
    assert {path.name: path.read_bytes() for path in desk.folder.iterdir()} == before


def test_windows_line_ends_are_no_change(desk: Desk) -> None:
    """A YAML that was edited on Windows is published once, and is then what is served."""
    edited = desk.send("防汛.txt", PAGE).files[0].data.replace(b"\n", b"\r\n")
    desk.press(desk.send("甲.yaml", b"\xef\xbb\xbf" + edited), "发布")
    assert "没有变化" in desk.send("甲.yaml", edited).text


def test_two_pages_of_a_series_are_two_bulletins(desk: Desk) -> None:
    """Long titles that differ at their end alone, offered at once: neither replaces the other."""
    title = "永和县社会组织积极行动起来全力以赴助力防汛救灾工作纪实系列报道综述"
    pages = [PAGE.replace("永和县社会组织助力防汛", f"{title}（{part}）", 1) for part in "上下"]
    pages[1] = pages[1].replace("永和县", "安泰县").replace("安泰县社会", "永和县社会", 1)
    offers = [desk.send(f"{n}.txt", page) for n, page in enumerate(pages)]
    assert "已发布" in desk.press(offers[0], "发布").text
    assert "请把文件再发一次" in desk.press(offers[1], "发布").text
    assert "已发布" in desk.press(desk.send("1.txt", pages[1]), "发布").text
    assert len(load(desk.folder).bulletins) == len(load(KNOWLEDGE).bulletins) + 2


def test_another_bulletins_file_is_not_taken(desk: Desk) -> None:
    """Ids that cannot name files, and files that hold another id: each bulletin has its own."""
    data = desk.send("防汛.txt", PAGE).files[0].data.decode()
    for id_ in ("简报一", "简报二"):
        text = re.sub("(?m)^id: .*$", f"id: {id_}", data)
        assert "新增 1 篇" in desk.press(desk.send("甲.yaml", text), "发布").text
    (desk.folder / "alpha.yaml").write_text(re.sub("(?m)^id: .*$", "id: beta", data), "utf-8")
    desk.say("/reload")
    text = re.sub("(?m)^id: .*$", "id: alpha", data)
    assert "新增 1 篇：alpha" in desk.press(desk.send("alpha.yaml", text), "发布").text


def test_what_is_too_large_is_not_written(desk: Desk) -> None:
    """A YAML that would not be loaded is turned down before it is written."""
    data = desk.send("防汛.txt", PAGE).files[0].data.decode()
    reply = desk.send("大.yaml", data.replace("213人", "213人" + "甲" * 1_400_000))
    assert reply.kind is Kind.REFUSE
    assert buttons(reply) == []


def test_a_faulty_file_can_be_mended_from_the_chat(desk: Desk) -> None:
    """Sent again without its fault, it takes its own place."""
    data = desk.send("防汛.txt", PAGE).files[0].data.decode()
    (desk.folder / "手工.yaml").write_text(data.replace("title:", "titel:", 1), "utf-8")
    offer = desk.send("手工.yaml", data)
    assert "已发布" in desk.press(offer, "发布").text
    assert FACT in desk.say(QUESTION).text


def test_faults_of_other_files_are_told_at_once(desk: Desk) -> None:
    """An offer says what else must be mended before it can be published."""
    (desk.folder / "faulty.yaml").write_text("title: 甲\n", "utf-8")
    assert "faulty.yaml 第 1 行" in desk.send("防汛.txt", PAGE).text


def test_a_faulty_file_is_not_rolled_away(desk: Desk) -> None:
    """What is not knowledge yet was never kept: going back waits until it is mended."""
    desk.press(desk.send("防汛.txt", PAGE), "发布")
    (desk.folder / "faulty.yaml").write_bytes("标题: 甲".encode("gbk"))
    before = {path.name: path.read_bytes() for path in desk.folder.iterdir()}
    told = desk.say("/rollback 1")
    assert told.kind is Kind.REFUSE
    assert "faulty.yaml" in told.text
    assert {path.name: path.read_bytes() for path in desk.folder.iterdir()} == before


def test_undoing_asks_before_it_takes_more(desk: Desk) -> None:
    """The button of an older publication says that later ones would go as well."""
    first = desk.press(desk.send("防汛.txt", PAGE), "发布")
    desk.press(desk.send("又.txt", PAGE.replace("永和", "安泰")), "发布")
    before = desk.held
    asked = desk.press(first, "撤销")
    assert asked.kind is Kind.CLARIFY
    assert desk.held == before
    desk.press(asked, "回到第 1 版")
    assert len(desk.held) == len(before) - 2


def test_rollback_alone_takes_back_edits_by_hand_first(desk: Desk) -> None:
    """What was done last is undone, be it in the chat or in the folder; nothing is lost."""
    desk.press(desk.send("防汛.txt", PAGE), "发布")
    path = next(p for p in desk.folder.iterdir() if "yonghe" in p.name)
    published = path.read_text("utf-8")
    path.write_text(published.replace("213人", "214人"), "utf-8")
    undone = desk.say("/rollback")
    assert path.read_text("utf-8") == published
    desk.press(undone, "撤销")
    assert "214人" in path.read_text("utf-8")


@pytest.mark.parametrize("fails", ["write", "remove"])
def test_a_disk_that_fails_midway_leaves_the_folder_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    """Where one of several files cannot be written, those before it are put back."""
    pages = [PAGE.replace("永和", place) for place in ("甲州", "乙州", "丙州")]
    for number, page in enumerate(pages):
        desk.press(desk.send(f"{number}.txt", page), "发布")
    if fails == "write":
        desk.say("/rollback 1")
    before, done = desk.held, 0
    real = getattr(files, fails)

    def once(*given: object) -> None:
        nonlocal done
        done += 1
        if done == 2:  # the disk is full, for one moment
            raise NotWritable(desk.folder)
        real(*given)

    monkeypatch.setattr(files, fails, once)
    told = desk.say("/rollback 4" if fails == "write" else "/rollback 1")
    assert told.kind is Kind.REFUSE
    assert done >= 2
    assert desk.held == before


def test_a_version_that_cannot_be_kept_is_still_published(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that fails after the file was written: it is served, and can be undone."""
    offer, before, keep = desk.send("防汛.txt", PAGE), desk.held, desk.archive.keep

    def only_first(held: dict[str, bytes], why: Why, about: str = "") -> Version:
        if why is Why.PUBLISHED:
            raise StoreUnavailable("gone")
        return keep(held, why, about)

    monkeypatch.setattr(desk.archive, "keep", only_first)
    told = desk.press(offer, "发布")
    assert FACT in desk.say(QUESTION).text
    desk.press(told, "撤销")
    assert desk.held == before


def test_odd_things_in_the_folder(desk: Desk) -> None:
    """A folder that is named like a file, or a link to nowhere, is a fault and no crash."""
    (desk.folder / "d.yaml").mkdir()
    (desk.folder / ".#a.yaml").symlink_to("nowhere")
    assert "d.yaml" in desk.send("防汛.txt", PAGE).text
    assert desk.say("/export").files
    assert desk.say("/rollback").kind is Kind.REFUSE


def test_a_hostile_title_makes_no_flood(desk: Desk) -> None:
    """What a file says of itself is shown in one short line, and forges no other."""
    data = desk.send("防汛.txt", PAGE).files[0].data.decode()
    title = "长" * 180 + "\\n日期：2021-01-01"
    text = re.sub("(?m)^title: .*$", f'title: "{title}"', data)
    offer = desk.send("甲\n日期：2000-01-01.yaml", text)
    assert len(offer.text) < 2000
    assert "\n日期：2021-07-20" in offer.text
    assert offer.text.count("\n日期：") == 1
    for reply in (desk.press(offer, "发布"), desk.say("/history")):
        assert len(reply.text) < 2000


def test_a_changed_head_is_told(desk: Desk) -> None:
    """Where no passage changed but the date did, that is what is said."""
    desk.press(desk.send("防汛.txt", PAGE), "发布")
    offer = desk.send("防汛.txt", PAGE.replace("来源:永和县民政局", "来源:永和县日报"))
    assert "改了：来源" in offer.text
    assert "多 0 段" not in offer.text


# --- answers that must stay

SKY = "长汀县蓝天救援队做了什么"


def test_a_pinned_answer_stays(desk: Desk) -> None:
    """What would change a pinned answer is not published; the clerk is told which, and why."""
    desk.say(SKY)
    assert "钉住了" in desk.say("/pin").text
    (path,) = (p for p in desk.folder.iterdir() if p.name != PINS)
    before = desk.held
    offer = desk.send(path.name, before[path.name].replace("测温枪10把", "测温枪12把"))
    told = desk.press(offer, "发布")
    assert told.kind is Kind.REFUSE
    assert f"{PINS} 第 2 行" in told.text
    assert SKY in told.text
    assert desk.held == before

    path.write_text(before[path.name].replace("测温枪10把", "测温枪12把"), "utf-8")
    assert desk.say("/reload").kind is Kind.REFUSE
    assert "测温枪10把" in desk.say(SKY).text
    out = io.StringIO()
    assert check(desk.folder, out, io.StringIO()) == 1
    assert f"{PINS}:2:" in out.getvalue()


def test_a_pin_can_be_let_go(desk: Desk) -> None:
    """From the list, by its button, once; then the answer may change."""
    before = desk.held
    for question in (SKY, "有哪些角色"):
        desk.say(question)
        desk.say("/pin")
    listed = desk.say("/pin 全部")
    assert SKY in listed.text
    for _ in range(2):  # a second press takes no other
        desk.press(listed, "取消第 1 条")
        assert [pin.question for pin in pins.read(desk.folder)] == ["有哪些角色"]
    desk.press(desk.say("/pin all"), "取消第 1 条")
    assert desk.held == before
    assert "还没有" in desk.say("/pin all").text
    assert "没有钉住这一条" in desk.say("/pin drop 2").text


def test_a_question_can_be_pinned_as_it_is_said(desk: Desk) -> None:
    """What follows `/pin` is what is pinned, whatever was asked before."""
    desk.say("有哪些角色")
    assert SKY in desk.say(f"/pin {SKY}").text
    assert [pin.question for pin in pins.read(desk.folder)] == [SKY]


def test_undoing_takes_no_pin_away(desk: Desk) -> None:
    """Pins are held against what is undone as well."""
    desk.press(desk.send("防汛.txt", PAGE), "发布")
    desk.press(desk.send("防汛.txt", PAGE.replace("213人", "305人")), "发布")
    desk.say(f"/pin {QUESTION}")
    told = desk.say("/rollback")
    assert told.kind is Kind.REFUSE
    assert QUESTION in told.text
    assert "305人" in desk.say(QUESTION).text


def test_pins_that_cannot_be_read_are_left_alone(desk: Desk) -> None:
    """Nothing is pinned or let go before their file is mended: no pin is lost."""
    desk.say(f"/pin {SKY}")
    listed = desk.say("/pin all")
    path = desk.folder / PINS
    path.write_text(path.read_text("utf-8") + "谁捐了口罩: 一句话\n", "utf-8")
    before = desk.held
    for reply in (desk.say("/pin 有哪些角色"), desk.press(listed, "取消第 1 条")):
        assert reply.kind is Kind.REFUSE
        assert f"{PINS} 第" in reply.text
    assert desk.held == before


def test_all_broken_pins_can_be_let_go(desk: Desk) -> None:
    """After edits by hand that break several, each can be let go, and the rest is loaded."""
    for question in (SKY, "蓝天救援队送了多少把测温枪"):
        desk.say(f"/pin {question}")
    (path,) = (p for p in desk.folder.iterdir() if p.name != PINS)
    path.write_text(path.read_text("utf-8").replace("测温枪10把", "测温枪12把"), "utf-8")
    assert desk.say("/reload").kind is Kind.REFUSE
    for _ in range(2):
        assert "不再钉住" in desk.press(desk.say("/pin all"), "取消第 1 条").text
    desk.say("/reload")
    assert "测温枪12把" in desk.say(SKY).text


def test_a_broken_pin_is_told_at_the_start(desk: Desk) -> None:
    """A bot that starts with an answer that was not to change says so to whoever starts it."""
    desk.say(f"/pin {SKY}")
    (path,) = (p for p in desk.folder.iterdir() if p.name != PINS)
    path.write_text(path.read_text("utf-8").replace("测温枪10把", "测温枪12把"), "utf-8")
    (said,) = Library(desk.folder, pins.judge).broken
    assert SKY in said.reason


def test_a_second_undo_changes_nothing(desk: Desk) -> None:
    """Who presses twice is told that there is nothing more to undo."""
    published = desk.press(desk.send("防汛.txt", PAGE), "发布")
    desk.press(published, "撤销")
    assert "没有变化" in desk.press(published, "撤销").text


def test_a_long_paste_is_turned_down(desk: Desk) -> None:
    """Telegram cuts a long message: a piece of a page is not taken for the page."""
    assert "存成文件" in desk.say("/add " + PAGE + "甲" * 4000).text


def test_a_refusal_can_be_pinned(desk: Desk) -> None:
    """What must not be answered is not published with an answer to it."""
    assert desk.say(QUESTION).kind is Kind.REFUSE
    desk.say("/pin")
    told = desk.press(desk.send("防汛.txt", PAGE), "发布")
    assert told.kind is Kind.REFUSE
    assert "本来不回答" in told.text
    assert desk.say(QUESTION).kind is Kind.REFUSE


def test_other_bulletins_may_come(desk: Desk) -> None:
    """A pin holds back only what changes its answer."""
    desk.say(SKY)
    desk.say("/pin")
    assert "已发布" in desk.press(desk.send("防汛.txt", PAGE), "发布").text


def test_what_hangs_on_what_was_said_before_is_not_pinned(desk: Desk) -> None:
    """A question that means something else by itself must be asked in full."""
    desk.say(SKY)
    desk.say("他们捐了什么")
    assert "说完整" in desk.say("/pin").text
    assert PINS not in desk.held


def test_pinning_twice_pins_once(desk: Desk) -> None:
    """A question has one pin."""
    for _ in range(2):
        desk.say(SKY)
        desk.say("/pin")
    assert len(pins.read(desk.folder)) == 1


@pytest.mark.parametrize("text", ["- 甲\n", "甲: 乙\n", "甲: [[乙]]\n", "甲: [", "甲: ['']\n"])
def test_a_faulty_file_of_pins_is_named(desk: Desk, text: str) -> None:
    """Nothing is published past pins that cannot be read; the fault has its line."""
    (desk.folder / PINS).write_text(text, "utf-8")
    told = desk.press(desk.send("防汛.txt", PAGE), "发布")
    assert told.kind is Kind.REFUSE
    assert re.search(rf"{PINS} 第 [12] 行", told.text)


@given(st.dictionaries(_TEXT, st.lists(_TEXT, max_size=3), min_size=1, max_size=4))
def test_pins_are_read_as_they_were_written(held: dict[str, list[str]]) -> None:
    """Whatever the words, the file gives them back."""
    given_pins = [pins.Pin(question, tuple(texts)) for question, texts in held.items()]
    with TemporaryDirectory() as folder:
        (Path(folder) / PINS).write_text(pins.dump(given_pins), "utf-8")
        back = pins.read(Path(folder))
    assert [(p.question, p.says) for p in back] == [(p.question, p.says) for p in given_pins]


def test_a_process_that_is_killed_leaves_nothing_mixed(tmp_path: Path) -> None:
    """Whenever a kill comes, the folder is what it was before a change or after it.

    `tools/kills.py` kills hundreds of times.
    """
    assert sum(kills(KILLS, tmp_path).values()) == KILLS

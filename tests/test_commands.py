"""What can be said with a slash, and what stands on its buttons."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.conversation.browsing import PAGE
from bot.conversation.commands import COMMANDS
from bot.conversation.conversation import Conversation
from bot.conversation.digests import digest, resolve
from bot.library.files.folder import dump
from bot.library.library import Library
from bot.library.snapshot import Snapshot
from bot.model import Button, Kind, Message, Reply, Sort
from bot.replies.phrases import ZH
from bot.storage.database import open_database
from bot.storage.journal_table import Store
from bot.telegram.callbacks import pack, unpack
from conftest import Ask, bulletin

SKY = "长汀县蓝天救援队"


def buttons(reply: Reply) -> list[Button]:
    """Return all buttons of a reply."""
    return [b for row in reply.buttons for b in row]


def test_every_command_is_described() -> None:
    """The menu has words for each command, and help lists those that a person may use."""
    assert set(COMMANDS) <= set(ZH.commands)
    assert {n for n, c in COMMANDS.items() if not c.admin} >= {
        *("start", "help", "ask", "roles", "orgs", "bulletins", "source", "whoami")
    }
    assert COMMANDS["reload"].admin


def test_help_shows_an_admin_more(library: Library) -> None:
    """An admin's command is listed for admins alone."""
    conversation = Conversation(library, admins={"7"})

    assert "/reload" in conversation.reply(Message("/help", person="7")).text
    assert "/reload" not in conversation.reply(Message("/help", person="8")).text


@pytest.mark.parametrize("name", [n for n, c in COMMANDS.items() if c.admin])
def test_an_admins_command_is_refused_in_one_line(name: str, ask: Ask) -> None:
    """Anybody else gets one line, whatever follows the command."""
    for said in (f"/{name}", f"/{name} x", f"/{name.upper()}@some_bot"):
        reply = ask(said)
        assert reply.kind is Kind.REFUSE
        assert "\n" not in reply.text
        assert "管理员" in reply.text


def test_start_greets_by_name_and_gives_examples(library: Library) -> None:
    """Three examples that can be pressed, each with an answer."""
    conversation = Conversation(library)
    reply = conversation.reply(Message("/start", name="小林"))

    assert "小林" in reply.text
    assert len(buttons(reply)) == 3
    for button in buttons(reply):
        assert conversation.reply(Message(button.says)).kind is Kind.ANSWER


def test_from_roles_to_passages(ask: Ask) -> None:
    """/roles → a role's organisations → an organisation's passages, and back, by buttons alone."""
    roles = ask("/roles")
    assert len(buttons(roles)) == 7
    role = ask(next(b.says for b in buttons(roles) if b.label == "疫情防护员"))
    assert [b.label for b in buttons(role)][:2] == ["福建省蓝豹救援队", SKY]
    team = ask(next(b.says for b in buttons(role) if b.label == SKY))
    assert "测温枪10把" in team.text
    assert ask(buttons(team)[-1].says).text == role.text
    assert ask(buttons(role)[-1].says).text == roles.text


def test_orgs_page_by_page(ask: Ask, snapshot: Snapshot) -> None:
    """Turning the pages shows every organisation once, in order, and comes back."""
    names = [e.name for e in snapshot.gazetteer.of(Sort.ORGANISATION)]
    pages = [ask("/orgs")]
    while forward := [b for b in buttons(pages[-1]) if b.label.startswith("下一页")]:
        pages.append(ask(forward[0].says))
    shown = [line for page in pages for line in page.text.split("\n")[1:]]
    back = next(b for b in buttons(pages[1]) if "上一页" in b.label)

    assert shown == names
    assert all(len(page.text.split("\n")) - 1 <= PAGE for page in pages)
    assert ask(back.says).text == pages[0].text


@pytest.mark.parametrize("page", ["0", "-1", "999", "9" * 5000, "一", "1.5", "²", "٣"])
def test_pages_that_are_not_there(page: str, ask: Ask) -> None:
    """Whatever number follows /orgs, there is a page or a word that there is none."""
    assert ask(f"/orgs {page}").kind in (Kind.ANSWER, Kind.REFUSE)


@pytest.mark.parametrize(
    "said", ["/roles 火箭员", "/orgs 火箭队", "/nonsense", "/", "／", "/ 蓝天"]
)
def test_what_there_is_not(said: str, ask: Ask) -> None:
    """A role, an organisation or a command that there is not is refused."""
    assert ask(said).kind is Kind.REFUSE


def test_ask_is_a_question(ask: Ask) -> None:
    """/ask answers as the question alone does, with the bot's name too; without one it asks."""
    for said in ("/ask 蓝天救援队做了什么", "/ASK@some_bot 蓝天救援队做了什么"):
        assert ask(said) == ask("蓝天救援队做了什么")
    assert ask("/ask").kind is Kind.CLARIFY


def test_source_and_bulletins(ask: Ask) -> None:
    """Where everything is from is one command away."""
    assert "福建省民政厅" in ask("/source").text
    assert "《福建社会组织抗击疫情,尽所能当好“七大员”》2020-04-15" in ask("/bulletins").text


def test_whoami(library: Library) -> None:
    """A person is told their own id, and whether they are an admin."""
    conversation = Conversation(library, admins={"7"})

    assert "7" in conversation.reply(Message("/whoami", person="7")).text
    assert "管理员" in conversation.reply(Message("/whoami", person="7")).text
    assert "管理员" not in conversation.reply(Message("/whoami", person="8")).text


def test_why_explains_the_last_answer(ask: Ask) -> None:
    """After an answer, why says which name and words were read; before one, that there is none."""
    told = ask("/why", "兰天救援队送了多少口罩").text

    assert ask("/why").kind is Kind.CLARIFY
    assert SKY in told
    assert "口罩" in told


@pytest.fixture
def kept(library: Library, tmp_path: Path) -> Iterator[Callable[..., Reply]]:
    """Say something to a bot with a journal, each time after a restart."""
    with closing(open_database(tmp_path, "")) as database:
        store = Store(database)

        def say(text: str, person: str = "1", reply_to: int | None = None) -> Reply:
            bot = Conversation(library, journal=store)
            return bot.reply(Message(text, person, reply_to=reply_to))

        yield say


@pytest.mark.parametrize("by_button", [True, False])
def test_an_older_answer_is_explained(kept: Callable[..., Reply], by_button: bool) -> None:
    """By its button or in a reply to it, why and source tell of that answer and not the last."""
    first = kept("兰天救援队送了多少口罩").entry
    kept("剪纸协会做了什么")

    def asked(command: str) -> str:
        said = (f"{command} {first}", "2") if by_button else (command, "2", first)
        return kept(*said).text

    assert SKY in asked("/why")
    assert "兰天" in asked("/why")
    assert asked("/source").startswith("来源：中国社会组织动态 福建省民政厅\n日期：2020-04-15")


def test_a_reply_goes_on_from_what_it_replies_to(kept: Callable[..., Reply]) -> None:
    """他们 in a reply to an older answer are those that it told of, and so on from there."""
    first = kept("蓝天救援队做了什么").entry
    second = kept("他们捐了多少口罩", reply_to=first)
    kept("剪纸协会做了什么")

    assert "口罩6000余个" in second.text
    assert "测温枪10把" in kept("他们捐了多少测温枪", reply_to=second.entry).text
    assert SKY in kept("/why", reply_to=second.entry).text


@pytest.mark.parametrize("entry", ["1", "0", "9" * 18, "9" * 19, "-1", "x", "²"])
def test_nothing_is_explained_of_nothing(kept: Callable[..., Reply], entry: str) -> None:
    """A number that is no entry's explains nothing, and is no fault."""
    kept("蓝天救援队做了什么")

    assert kept(f"/why {entry}").kind is Kind.CLARIFY
    assert kept(f"/source {entry}").kind is Kind.ANSWER


def test_who_forgets_is_forgotten(kept: Callable[..., Reply]) -> None:
    """After /forget an answer that still stands in the chat cannot be explained any more."""
    entry = kept("蓝天救援队做了什么").entry
    kept("/forget")

    assert kept(f"/why {entry}").kind is Kind.CLARIFY


# --- buttons whose words are too long for 64 bytes


def test_digests(snapshot: Snapshot) -> None:
    """Every name, browsed, asked or greeted with, has a digest that leads back to it alone."""
    said = [
        says
        for e in snapshot.gazetteer.entities
        for says in (e.name, f"/orgs {e.name}", f"/roles {e.name}", f"{e.name}做了什么")
    ]
    digests = [digest(says) for says in said]

    assert len(set(digests)) == len(said)
    assert all(len(d.encode()) <= 64 for d in digests)
    assert [resolve(d, snapshot) for d in digests] == said


@pytest.mark.parametrize("said", ["", "x", "0" * 16, "\ud800", "蓝天"])
def test_a_digest_of_nobody(said: str, snapshot: Snapshot) -> None:
    """A press that is made up, or older than the knowledge, leads nowhere."""
    assert resolve(said, snapshot) is None
    assert len(digest(said)) <= 64


def test_a_button_outlives_a_restart(library: Library, several: Library) -> None:
    """The same words have the same digest everywhere; other knowledge does not know them."""
    says = digest(f"/orgs {SKY}")

    assert Conversation(library).resolve(says) == f"/orgs {SKY}"
    assert Conversation(several).resolve(says) is None


def test_many_of_everything(tmp_path: Path) -> None:
    """However many roles, organisations and bulletins there are, pages stay short and turn."""
    many = 3 * PAGE + 1
    for number in range(many):
        role = "领路员" if number % 2 else f"第{number}号位上的一个名字很长很长很长的角色"
        team = f"临江第{number}志愿服务队"
        told = bulletin(f"b{number:03}", {team: f"{team}送水一桶。"}, role=role)
        (tmp_path / f"{told.id}.yaml").write_text(dump(told), "utf-8")
    conversation = Conversation(Library(tmp_path))

    for command, lines in (
        ("/roles", 2 + PAGE),
        ("/roles 领路员", many // 2),
        ("/orgs", many),
        ("/bulletins", many),
    ):
        shown: list[str] = []
        says = command
        while says:
            page = conversation.reply(Message(says))
            assert len(buttons(page)) <= PAGE + 3
            shown += page.text.split("\n")[1:]
            says = next((b.says for b in buttons(page) if b.label.startswith("下一页")), "")
        assert len(shown) == len(set(shown)) >= lines, command


def test_a_role_with_a_long_name_is_paged(snapshot: Snapshot) -> None:
    """The number of a page is kept beside the digest of a name that is too long for a button."""
    name = next(e.name for e in snapshot.gazetteer.of(Sort.ROLE))
    known = {digest(f"/roles {name}"): f"/roles {name}"}
    long = "/roles " + "很长" * 10
    known[digest(long)] = long

    for says in (f"/roles {name} 3", f"{long} 3", long):
        data = pack(says, "0123abcd", digest)
        assert len(data.encode()) <= 64
        assert unpack(data, known.get).says == says

"""Settings: what an operator can set, and what is said of a value that cannot be used."""

from pathlib import Path

import pytest

from bot.app import assemble, default_knowledge, settings, shipped_knowledge
from bot.errors import BadSetting, NoKnowledge
from bot.model import Kind, Message
from bot.replies import apologise
from conftest import KNOWLEDGE

GOOD = {
    "BOT_TOKEN": "1:a",
    "BOT_ADMINS": "7， 8,",
    "BOT_KNOWLEDGE": "somewhere",
    "BOT_DATA": "data",
    "BOT_DATABASE": "sqlite:///x.db",
    "BOT_PROXY": "socks5://127.0.0.1:1080",
    "BOT_API_URL": "http://127.0.0.1:8081/",
    "BOT_WEBHOOK_URL": "https://bot.example.org/x",
    "BOT_WEBHOOK_LISTEN": "0.0.0.0:8443",
    "BOT_WEBHOOK_SECRET": "s3cret",
    "BOT_HTTP_LISTEN": "[::1]:9000",
    "BOT_CONTACT": "办公室",
    "BOT_TIMEZONE": "Europe/Berlin",
    "BOT_LOG_LEVEL": "debug",
    "BOT_LOG_FORMAT": "JSON",
}

SECRET = "pa55word-AAF"
URLS = ("BOT_PROXY", "BOT_API_URL", "BOT_WEBHOOK_URL")
"""Settings that may have a password in their middle."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_defaults(here: Path) -> None:
    """Without a setting the contract's defaults hold."""
    chosen = settings({})

    assert here.is_dir()
    assert (chosen.token, chosen.admins, chosen.proxy, chosen.webhook_url) == (
        "",
        frozenset(),
        "",
        "",
    )
    assert chosen.api_url == "https://api.telegram.org"
    assert chosen.webhook_listen == ("127.0.0.1", 8080)
    assert chosen.http_listen is None
    assert chosen.timezone == "Asia/Shanghai"
    assert (chosen.log_level, chosen.log_format) == ("INFO", "text")
    assert chosen.data.is_absolute()
    assert chosen.knowledge == shipped_knowledge()


def test_every_setting_is_read() -> None:
    """Each name of the contract has its effect."""
    chosen = settings(GOOD)

    assert chosen.token == "1:a"
    assert chosen.admins == {"7", "8"}
    assert (chosen.knowledge, chosen.data) == (Path("somewhere"), Path("data"))
    assert chosen.database == "sqlite:///x.db"
    assert chosen.proxy == "socks5://127.0.0.1:1080"
    assert chosen.api_url == "http://127.0.0.1:8081"
    assert chosen.webhook_url == "https://bot.example.org/x"
    assert chosen.webhook_listen == ("0.0.0.0", 8443)  # noqa: S104 - what was set
    assert chosen.webhook_secret == "s3cret"
    assert chosen.http_listen == ("::1", 9000)
    assert chosen.contact == "办公室"
    assert chosen.timezone == "Europe/Berlin"
    assert (chosen.log_level, chosen.log_format) == ("DEBUG", "json")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_ADMINS", "7,某人"),
        ("BOT_ADMINS", "-7"),
        ("BOT_ADMINS", "７"),
        ("BOT_PROXY", "127.0.0.1:1080"),
        ("BOT_PROXY", "ftp://127.0.0.1"),
        ("BOT_API_URL", "api.telegram.org"),
        ("BOT_API_URL", "http://"),
        ("BOT_API_URL", "http://127.0.0.1:99999"),
        ("BOT_API_URL", "http://[::1"),
        ("BOT_WEBHOOK_URL", "bot.example.org"),
        ("BOT_WEBHOOK_LISTEN", "127.0.0.1:http"),
        ("BOT_WEBHOOK_LISTEN", "127.0.0.1:65536"),
        ("BOT_HTTP_LISTEN", "127.0.0.1"),
        ("BOT_HTTP_LISTEN", "127.0.0.1:-1"),
        ("BOT_TIMEZONE", "Mars/Olympus"),
        ("BOT_TIMEZONE", "../../etc/passwd"),
        ("BOT_TIMEZONE", "Asia"),
        ("BOT_LOG_LEVEL", "LOUD"),
        ("BOT_LOG_FORMAT", "xml"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str) -> None:
    """A value that cannot be used is told with its name and an example of what can."""
    with pytest.raises(BadSetting) as caught:
        settings({name: value})

    assert caught.value.name == name
    settings({name: caught.value.expected.split(" / ")[0]})


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_setting_is_none(name: str, blank: str) -> None:
    """A name without a value, as compose files have them, is as good as not set."""
    assert settings({name: blank}) == settings({})


def test_secrets_are_not_shown() -> None:
    """Settings that are printed, in a log or an error, keep their secrets."""
    urls = dict.fromkeys(URLS, "http://me:pa55@[::1]:1")
    shown = repr(settings({**GOOD, **urls}))

    for secret in ("1:a", "s3cret", "pa55", "sqlite"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, f"ftp://me:{SECRET}@127.0.0.1:1") for name in URLS),
        *((name, f"http://me:{SECRET}@127.0.0.1:port") for name in URLS),
        *((name, f"http://me:{SECRET}@127.0.0.1:99999") for name in URLS),
        *((name, f"http://me:{SECRET}@:1080") for name in URLS),
        *((name, f"http://me:{SECRET}@[::1") for name in URLS),
        *((name, f"me:{SECRET}@127.0.0.1") for name in URLS),
        ("BOT_API_URL", f"https:/api.telegram.org/bot123:{SECRET}"),
        ("BOT_ADMINS", f"7,123:{SECRET}"),
    ],
)
def test_a_wrong_value_is_not_repeated(name: str, value: str) -> None:
    """What may hold a password or a token stands neither in the words nor in the error."""
    with pytest.raises(BadSetting) as caught:
        settings({name: value})

    told = apologise(caught.value)
    assert name in told
    assert SECRET not in f"{told}{caught.value!r}{vars(caught.value)}"


def test_a_wrong_value_that_is_no_secret_is_repeated() -> None:
    """A slip is found sooner where one sees it."""
    with pytest.raises(BadSetting) as caught:
        settings({"BOT_TIMEZONE": "Asia/Shanghia"})

    assert "Asia/Shanghia" in apologise(caught.value)


def test_dotenv(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .env file is read as it stands; the environment comes first, other names are left alone."""
    (here / ".env").write_text(
        'BOT_CONTACT="办公室 $HOME"\nBOT_TOKEN=file\nPATH=/nowhere\n', "utf-8"
    )
    monkeypatch.setenv("BOT_TOKEN", "environment")
    chosen = settings()

    assert chosen.contact == "办公室 $HOME"
    assert chosen.token == "environment"


def test_which_knowledge(here: Path) -> None:
    """First the command line, then the setting, then knowledge/ here, then what is shipped."""
    assert default_knowledge() == shipped_knowledge()
    (here / "knowledge").mkdir()
    assert default_knowledge() == shipped_knowledge()
    (here / "knowledge" / "a.yaml").touch()
    assert default_knowledge() == Path("knowledge")
    assert settings({"BOT_KNOWLEDGE": "set"}).knowledge == Path("set")
    assert settings({"BOT_KNOWLEDGE": "set"}, "named").knowledge == Path("named")


def test_assembled() -> None:
    """What is assembled answers, knows its admins, and says whom else to ask."""
    chosen = settings({"BOT_KNOWLEDGE": str(KNOWLEDGE), "BOT_ADMINS": "7", "BOT_CONTACT": "办公室"})
    bot = assemble(chosen)

    assert bot.reply(Message("蓝天")).kind is Kind.ANSWER
    assert "管理员" in bot.reply(Message("/whoami", person="7")).text
    assert "办公室" in bot.reply(Message("火箭是谁发射的")).text


def test_nothing_to_assemble(here: Path) -> None:
    """Without knowledge nothing is assembled."""
    with pytest.raises(NoKnowledge):
        assemble(settings({"BOT_KNOWLEDGE": str(here / "nowhere")}))

"""What is offered while somebody types, page after page."""

import pytest

from bot.conversation.inline import PAGE, Page, results
from bot.library.library import Library
from bot.model import Kind, Sort
from bot.replies.phrases import ZH
from bot.telegram.articles import nothing, offered

QUERY = "会"


def test_pages_follow_each_other(library: Library) -> None:
    """Nothing comes twice or is left out, and the last page is followed by none."""
    snapshot = library.current
    offset, titles = "", []
    while True:
        page = results(QUERY, snapshot, ZH, offset)
        titles += [r.id for r in page.results]
        assert len(page.results) == PAGE or not page.following
        if not page.following:
            break
        offset = page.following

    assert len(titles) == len(set(titles)) > PAGE


def test_nothing_follows_a_page_of_other_knowledge(library: Library, several: Library) -> None:
    """Knowledge that changes between two pages ends them: a result may stand elsewhere by now."""
    offset = results(QUERY, library.current, ZH).following
    stale = offset.replace(library.current.version, several.current.version)

    assert results(QUERY, library.current, ZH, offset).results
    assert results(QUERY, library.current, ZH, stale) == Page((), "")


@pytest.mark.parametrize("offset", ["x", "-1", "²", "1" * 5000])
def test_an_offset_that_nobody_gave(offset: str, library: Library) -> None:
    """What Telegram sends along is hostile like anything else: it starts at the front."""
    assert results(QUERY, library.current, ZH, offset) == results(QUERY, library.current, ZH)


def test_whom_a_word_names_comes_before_what_says_it(library: Library) -> None:
    """First organisations, then roles, then sentences, each once and each a whole answer."""
    found = results("蓝天", library.current, ZH).results
    texts = [r.reply.text for r in found]

    assert found[0].title == "长汀县蓝天救援队"
    assert len(texts) == len(set(texts))
    assert all(r.reply.kind is Kind.ANSWER and r.reply.quotations for r in found)
    assert all("蓝天" in r.reply.text for r in found)


def test_with_nothing_typed_roles_are_offered(library: Library) -> None:
    """A person sees what there is before the first letter."""
    roles = [role.name for role in library.current.gazetteer.of(Sort.ROLE)]

    assert [r.title for r in results("", library.current, ZH).results] == roles[:PAGE]


def test_telegram_is_told_how_it_goes_on(library: Library) -> None:
    """Every result is an article, the page says what follows, and a button leads into the bot."""
    page = results(QUERY, library.current, ZH)
    told = offered(page, "paper_bot", ZH)

    assert [a.title for a in told.results] == [r.title for r in page.results]
    assert told.following == page.following != ""
    assert told.button.start_parameter
    assert 0 < told.seconds <= 60


def test_who_types_too_fast_is_told_at_once() -> None:
    """Nothing is offered, and Telegram does not keep that for the next query."""
    told = nothing(ZH)

    assert told.results == ()
    assert told.seconds == 0
    assert "太快" in told.button.text

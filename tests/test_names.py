"""How an organisation's name is built."""

import pytest

from bot.chinese.name_parts import bare, split
from bot.library.snapshot import Snapshot


@pytest.mark.parametrize(
    ("name", "places", "brand", "form"),
    [
        ("长汀县蓝天救援队", ("长汀县",), "蓝天", "救援队"),
        ("蓝天救援队", (), "蓝天", "救援队"),
        ("福建省药学会", ("福建省",), "药", "学会"),
        ("厦门市红十字基金会", ("厦门市",), "红十字", "基金会"),
        ("福州市长乐区天朗社会工作服务中心", ("福州市", "长乐区"), "天朗社会工作", "服务中心"),
        ("厦门市粮食行业协会", ("厦门市",), "粮食", "行业协会"),
        ("蓝天", (), "蓝天", ""),
    ],
)
def test_parts(name: str, places: tuple[str, ...], brand: str, form: str) -> None:
    """A name is cut into places, brand and form."""
    parts = split(name)

    assert (parts.places, parts.brand, parts.form) == (places, brand, form)
    assert parts.short == brand + form


def test_parts_give_back_the_name(snapshot: Snapshot) -> None:
    """Nothing of any name is lost or added."""
    for entity in snapshot.gazetteer.entities:
        for name in (entity.name, *entity.aliases):
            parts = split(name)
            assert "".join(parts.places) + parts.brand + parts.form == name


@pytest.mark.parametrize(
    ("place", "stem"),
    [("长汀县", "长汀"), ("福建", "福建"), ("厦门市", "厦门"), ("沙县", "沙县"), ("", "")],
)
def test_a_place_with_and_without_its_last_word(place: str, stem: str) -> None:
    """厦门市 and 厦门 are one place; a name of two characters loses none."""
    assert bare(place) == stem

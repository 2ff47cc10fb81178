"""Whose number: official ones are named, with the warning that callers' numbers are forged; others are judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.knowledge.numbers import whose_number
from bot.messages import Reply
from tests.fakes.room import open_room

if TYPE_CHECKING:
    from pathlib import Path

    from bot.talk import Mind


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("0236 1022", "tổng đài thành phố Đà Nẵng"),
        ("02361022 là số của ai", "tổng đài thành phố Đà Nẵng"),
        ("+84 236 1022 goi cho me toi, co that khong", "tổng đài thành phố Đà Nẵng"),
        ("1022 co phai so cua thanh pho khong", "tổng đài thành phố Đà Nẵng"),
        ("số 1900-9068 của bên nào vậy bot", "Bảo hiểm xã hội Việt Nam"),
        ("19005454.81 la so gi?", "Bưu điện Việt Nam"),
        ("111 là số gì", "tổng đài quốc gia bảo vệ trẻ em"),
        ("sáng ni có số 1900558818 gọi 2 lần", "ngân hàng Agribank"),
    ],
)
def test_official_numbers_are_known(mind: Mind, text: str, place: str) -> None:
    found = whose_number(text, mind.library.facts)
    assert found is not None
    assert found.place == place


@pytest.mark.parametrize(
    "text",
    [
        "1900 9068 gọi kêu đọc mã",
        "113 gọi nói tui dính rửa tiền",
        "0905 123 456 là số của ai",
        "trợ cấp 1022 ngàn phải không",
        "1900 9068 và 1022",
        "1800 577758 là số gì",
        "số 12",
        "10/12",
        "năm 1022",
        "",
    ],
)
def test_what_more_is_told_of_or_is_not_known_is_left_to_the_judge(mind: Mind, text: str) -> None:
    assert whose_number(text, mind.library.facts) is None


async def test_the_place_is_named_and_the_warning_given(tmp_path: Path, mind: Mind) -> None:
    async with open_room(tmp_path, mind) as room:
        await room.tell("web:1", "/start")
        await room.tell("web:1", "so 02361022 goi me toi co that khong")
        [*_, reply] = [said for said in await room.heard("web:1") if isinstance(said, Reply)]
    assert reply.text.startswith("Dạ, 0236 1022 là số của tổng đài thành phố Đà Nẵng.")
    assert "làm giả được" in reply.text
    assert "an toàn" not in reply.text

"""A genuine message with a code in it, and a figure of last year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.fakes.room import Room

OTP = "VCB: Ma OTP cua quy khach la 482913. Tuyet doi khong cung cap ma nay cho bat ky ai."


async def test_a_pasted_code_message_is_judged_and_covered(room: Room) -> None:
    await room.say("web:a", "/start")
    (reply,) = await room.say("web:a", OTP)
    assert "đã che lại" in reply.text
    assert "⚪" in reply.text
    assert "482913" not in reply.text


@pytest.mark.parametrize("said", ["nghe nói trợ cấp 360 ngàn phải không", "trợ cấp 500.000 đồng một tháng phải không"])
async def test_who_quotes_an_old_rate_hears_the_present_one(room: Room, said: str) -> None:
    await room.say("web:a", "/start")
    (reply,) = await room.say("web:a", said)
    assert "mức cũ" in reply.text
    assert "540.000" in reply.text

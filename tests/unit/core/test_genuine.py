"""How people know that this is the real one: what it says, and what officers put up for all to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.messages import Media, Reply

if TYPE_CHECKING:
    from tests.fakes.room import Room

WHO, HOA, AREA = "telegram:1", "telegram:2", "20971"


@pytest.mark.parametrize("asked", ["làm sao biết đây là thật", "lam sao biet day la that"])
async def test_it_says_how_to_know_it_and_what_it_never_asks(room: Room, asked: str) -> None:
    [reply] = await room.say(WHO, asked)
    for never in ("OTP", "mật khẩu", "căn cước", "không thu tiền"):
        assert never in reply.text
    assert "cán bộ" in reply.text


async def test_an_officer_publishes_what_people_can_compare(room: Room) -> None:
    """A page with the official link and its code, for the commune's board."""
    await room.officer(HOA, AREA)
    await room.say(HOA, "/toroi")
    await room.work()
    page = next(message for message in await room.heard(HOA) if isinstance(message, Reply))
    assert page.attachment
    assert page.attachment.media is Media.DOCUMENT
    assert (await room.file(page.attachment)).startswith(b"%PDF")

"""An officer who changes a pay day by its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.messages import Reply
    from tests.fakes.room import Room


async def change(room: Room, officer: str, number: int, what: str, *said: str) -> Reply:
    """Change one answer, ``what`` by its title, and confirm."""
    (form,) = await room.press(officer, f"payday:change:{number}")
    await room.press(officer, next(one.key for one in form.choices if one.key.endswith(":edit")))
    for text in (what, *said):
        await room.say(officer, text)
    (reply,) = await room.say(officer, "Đúng rồi, báo cho bà con")
    return reply

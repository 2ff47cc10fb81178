"""The notes of who did what are in the officer's language: no word of the store's own is left in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.messages import Address
from handlers.officers.log import ACTIONS

if TYPE_CHECKING:
    from tests.fakes.room import Room

OFFICER, HERE = "web:ha", "20791"


@pytest.mark.parametrize(
    ("action", "detail", "shown"),
    [
        ("commune facts", "office phone cash_points", "nơi làm việc, điện thoại, chỗ rút tiền"),
        ("pay day cancelled", "pay day 7, 3 told", "ngày trả số 7, báo 3 người"),
        ("pay day entered", "12 rows", "12 dòng"),
        ("monthly counts entered", "2026-10", "tháng 10/2026"),
        ("month report", "2026-09", "tháng 9/2026"),
        ("pay rule set", "day 10", "ngày 10"),
        ("work listed", "id_problem", "cần làm căn cước"),
        ("work sheet exported", "away, 4 rows", "đang ở nơi khác, 4 dòng"),
        ("report contacted", "report 4", "ghi: đã liên hệ gia đình, phiếu 4"),
        ("report deceased", "report 4", "ghi: đã mất, phiếu 4"),
        ("verdict looked at again", "question 2, scam", "câu 2, "),
        ("proposals listed", "file", "tệp"),
        ("held messages sent", "5 messages", "5 tin"),
        ("announcement list", "announcement 3, 9 rows", "thông báo 3, 9 dòng"),
    ],
)
async def test_a_note_is_in_the_officer_s_language(room: Room, action: str, detail: str, shown: str) -> None:
    await room.officer(OFFICER, HERE)
    async with room.database.write() as store:
        contact = await store.people.by_address(Address.parse(OFFICER))
        assert contact
        await store.officers.audit(contact.id, action, HERE, room.clock(), detail)
    (reply,) = await room.say(OFFICER, "/nhatky")
    line = reply.text.splitlines()[1]
    assert shown.lower() in line.lower(), line
    assert "làm việc khác" not in line
    left = set(re.findall(r"[a-z_]{3,}", line)) & set(re.findall(r"[a-z_]{3,}", f"{action} {detail}"))
    assert not left, line


def test_every_action_has_words() -> None:
    assert all(ACTIONS.values())

"""Whatever comes in: a kind sentence, the form still there, nothing broken."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from bot.channels.render import check
from bot.messages import MAX_TEXT, Address, Attachment, Kind, Media

if TYPE_CHECKING:
    from tests.fakes.room import Room

WHO = "web:a"
BAD = {
    "empty": "",
    "blanks": " \n\t ",
    "huge": "mẹ tôi quên mã pin " * 2700,
    "huge word": "a" * 50_000,
    "emoji": "🙏🙏🙏",
    "flags and families": "🇻🇳👨‍👩‍👧‍👦👍🏽",
    "marks": "?!...---",
    "markup": "<script>alert(1)</script><b>*_mất thẻ_*</b> [x](http://x) &amp;",
    "right to left": "\u202eềht tấm\u202c \u200fשלום\u200f مرحبا",
    "zero width": "m\u200bấ\u200dt\ufeff t\u2060h\u00adẻ",
    "only zero width": "\u200b\u200d\u2060\ufeff",
    "lone surrogate": "mất \ud83d thẻ \udc00",
    "nul": "mất\x00 thẻ\x00",
    "control": "\x07\x1b[31mmất thẻ\x1b[0m",
    "decomposed": "mâ\u0301t the\u0309",
    "stacked marks": "m" + "\u0301" * 500,
    "placeholders": "{you} {You} {0} {place!r} %s %(x)d ${HOME}",
    "sql": "'); DROP TABLE contact; --",
    "command": "/",
    "commands": "/ / /start /stop@x",
    "long command": "/" + "a" * 9000,
    "path": "../../etc/passwd\r\nSet-Cookie: x",
    "digits": "٣ ৩ ³ ² ①",
    "huge number": "9" * 4000,
}
STEPS = (
    "/dangky",
    "Đồng ý",
    "Cháu",
    "Bình Quý",
    "bỏ qua",
    "bỏ qua",
    "Không rõ",
    "Còn phân vân",
    "Lý do khác",
    "Chưa hỏi",
)


async def _failed(room: Room) -> int:
    async with room.database.read() as store:
        rows = await store.connection.execute_fetchall("SELECT COUNT(*) FROM inbox WHERE state <> 'done'")
    return int(next(iter(rows))[0])


async def _says(room: Room, text: str, **more: object) -> None:
    replies = await room.say(WHO, text, **more)
    assert replies
    for reply in replies:
        check(reply)
        assert "trục trặc" not in reply.text
        reply.text.encode()


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
async def test_bad_text_is_answered_kindly(room: Room, text: str) -> None:
    await _says(room, text)
    await _says(room, text, kind=Kind.FORWARDED)
    await _says(room, text, kind=Kind.EDITED)
    await _says(room, text, attachment=Attachment(Media.PHOTO, "f"))
    assert await _failed(room) == 0


@pytest.mark.parametrize("text", ["\ud83d", "\x00", "a" * 5000, "", "'", "f:", "f:x:y:z", ":", "a:::", "reply:9" * 9])
async def test_bad_buttons_and_links_are_answered_kindly(room: Room, text: str) -> None:
    await _says(room, "", choice=text)
    await _says(room, "", start_code=text)
    assert await _failed(room) == 0


async def test_one_bad_event_does_not_hold_the_others_back(room: Room) -> None:
    bad = Attachment(Media.DOCUMENT, "f\ud83d", "tên\ud83d.pdf", "text/\udc00")
    await _says(room, "", attachment=bad)
    await _says(room, "", message_ref="\ud83d")
    assert await _failed(room) == 0


async def test_bad_text_leaves_every_step_of_a_form_open(room: Room) -> None:
    for step in STEPS:
        await room.say(WHO, step)
        for name in ("empty", "emoji", "only zero width", "marks", "huge", "nul"):
            await _says(room, BAD[name])
        await _says(room, "", attachment=Attachment(Media.VOICE, "f"))
        async with room.database.read() as store:
            contact = await store.people.by_address(Address.parse(WHO))
            assert contact
            _, flow = await store.turns.load(contact.id)
        assert flow, f"the form was left after {step}"
        assert flow.form == "enrolment"
    assert await _failed(room) == 0


async def test_no_name_is_made_of_pictures(room: Room) -> None:
    for step in ("/dangky", "Đồng ý", "Cháu", "Bình Quý", "bỏ qua", "👍👍"):
        reply, *_ = await room.say(WHO, step)
    assert any(choice.key.endswith(":nickname:skip") for choice in reply.choices)


async def test_random_texts_break_nothing(room: Room) -> None:
    dice = random.Random(20261124)  # noqa: S311 - repeatable, not secret
    pieces = [
        "mẹ",
        "thẻ",
        "1",
        "dừng",
        "/start",
        "🙏",
        "\u200b",
        "\u202e",
        "otp 482913",
        "http://a.vn",
        "\n",
        " ",
        "Thăng Bình",
        "{",
        "Ạ",
    ]
    for _ in range(150):
        text = "".join(dice.choices(pieces, k=dice.randint(0, 12)))
        await _says(room, text)
    assert await _failed(room) == 0


async def test_the_longest_lists_still_fit(room: Room) -> None:
    """Forty reminders, questions and reports of the longest names: each page stays under the limit."""
    from storage.enrolments import Report  # noqa: PLC0415 - only this test needs them
    from storage.questions import NewQuestion  # noqa: PLC0415
    from storage.wishes import Subscription  # noqa: PLC0415

    await room.say(WHO, "/start")
    async with room.database.write() as store:
        contact = await store.people.by_address(Address.parse(WHO))
        assert contact
        for _ in range(40):
            wish = Subscription("20791", "HTXH", "b" * 40, evening=True, morning=True)
            await store.wishes.subscribe(contact.id, wish, room.clock())
            await store.questions.add(NewQuestion(contact.id, "20791", "c" * 800, "asked"), room.clock())
            report = Report("20791", "child", "no", confirmed=False, nickname="d" * 60, reason="fear_scam_loss")
            await store.enrolments.add(contact.id, report, room.clock())
    await room.officer("web:officer", "20791")
    for who, text in ((WHO, "/dulieu"), (WHO, "/nhac"), (WHO, "/baocuatoi"), ("web:officer", "/cauhoi")):
        for reply in await room.say(who, text):
            assert len(reply.text) <= MAX_TEXT, text
            assert len(reply.choices) <= 12, text

"""What is said to somebody who sends a photo: through intake, dialogue and store."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.messages import Address, Attachment, Erase, Incoming, Kind, Media, Reply
from bot.pictures import Picture, can_read_text
from handlers.scam_verdict import untappable
from storage.mail import Waiting

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.turns import Flow
    from tests.fakes.room import Room

WHO = "telegram:1"
LURE = "phi kich hoat tro cap"
CARD = "079123456789|123456789|Nguyễn Văn A|01011950|Nam|Thôn 2, Tam Xuân|01012021"
TYPE_IT = "gõ lại chữ trong hình"
NOTICE = (
    "Công an xã thông báo: bà chưa",
    "cập nhật định danh mức 2, trợ cấp",
    "tháng này sẽ bị dừng. Bấm vào",
    "http://vneid-capnhat.top để làm.",
)
needs_tesseract = pytest.mark.skipif(not can_read_text(), reason="Tesseract with Vietnamese is not installed")


@pytest.fixture
async def known(room: Room) -> Room:
    """Somebody who has been here before."""
    await room.say(WHO, "/start")
    return room


async def kept(room: Room) -> str:
    """Everything that the store's tables of conversation hold."""
    async with room.database.read() as store:
        rows = await store.connection.execute_fetchall(
            "SELECT payload, NULL FROM inbox UNION ALL SELECT payload, NULL FROM outbox "
            "UNION ALL SELECT choices, asked FROM last_turn UNION ALL SELECT flags, kind FROM scam_check"
        )
    return " ".join(str(value) for row in rows for value in row)


async def test_a_payment_code_is_told_in_plain_words(
    known: Room, photo: Callable[..., bytes], payment: Callable[..., str]
) -> None:
    code = payment("0987654321012", amount="2000000", name="TRAN VAN B", note="tien dat hang")
    [said] = await known.show(WHO, photo(code))
    first, *rest = said.text.split("\n")
    assert first.startswith("🟡 Đây là mã để CHUYỂN TIỀN đi, không phải để nhận tiền.")
    assert "TRAN VAN B, ngân hàng Vietcombank, số tài khoản có đuôi 012" in rest[0]
    assert "2.000.000 đồng" in rest[1]
    assert "«tien dat hang»" in rest[1]
    assert len(rest) == 4
    assert "0987654321" not in said.text + await kept(known)


async def test_a_payment_that_lures_is_red(
    known: Room, photo: Callable[..., bytes], payment: Callable[..., str]
) -> None:
    [said] = await known.show(WHO, photo(payment(note=LURE)))
    assert said.text.startswith("🔴 Rất giống lừa đảo. Đây là mã để CHUYỂN TIỀN đi")
    async with known.database.read() as store:
        checks = await store.connection.execute_fetchall("SELECT verdict, flags FROM scam_check")
    assert [tuple(row) for row in checks] == [("scam", "scan_qr")]


async def test_a_link_is_judged_by_its_real_host(known: Room, photo: Callable[..., bytes]) -> None:
    [said] = await known.show(WHO, photo("https://vietcombank.com.vn@dichvucong-gov.top/a"))
    assert said.text[0] in "🔴🟡"
    assert untappable("dichvucong-gov.top") in said.text
    assert "dichvucong-gov.top" not in said.text
    assert "vietcombank.com.vn" not in said.text
    [official] = await known.show(WHO, photo("https://dichvucong.gov.vn"))
    assert official.text.startswith("⚪")


async def test_each_code_is_told(known: Room, photo: Callable[..., bytes], payment: Callable[..., str]) -> None:
    said = await known.show(WHO, photo("https://dichvucong.gov.vn", payment()))
    assert sorted(reply.text[0] for reply in said) == ["⚪", "🟡"]


@pytest.mark.parametrize("code", ["WIFI:S:nha;T:WPA;P:matkhau123;;", "000201broken"])
async def test_a_code_that_says_nothing_to_people(known: Room, photo: Callable[..., bytes], code: str) -> None:
    [said] = await known.show(WHO, photo(code))
    assert "đừng quét" in said.text
    assert code[8:15] not in said.text


async def test_secrets_in_a_code_are_masked(known: Room, photo: Callable[..., bytes]) -> None:
    [said] = await known.show(WHO, photo("Mã OTP của bác là 482913, đọc cho cán bộ"))
    assert "482913" not in said.text + await kept(known)
    assert "[mã đã che]" in said.text


async def test_an_identity_card_is_taken_out_of_the_chat(known: Room, photo: Callable[..., bytes]) -> None:
    known.pictures["card"] = photo(CARD)
    await known.tell(WHO, attachment=Attachment(Media.PHOTO, "card"), message_ref="1:78")
    heard = await known.heard(WHO)
    assert Erase("1:78") in heard
    [said] = [one for one in heard if isinstance(one, Reply)]
    assert "căn cước" in said.text
    assert "Nguyễn Văn A" not in said.text + await kept(known)


@needs_tesseract
async def test_text_is_shown_confirmed_and_judged(known: Room, photo: Callable[..., bytes]) -> None:
    [asked] = await known.show(WHO, photo(lines=NOTICE))
    assert "chữ đọc được trong hình: «Công an xã thông báo" in asked.text
    assert [choice.key for choice in asked.choices] == ["seen:yes", "seen:no"]
    [verdict] = await known.say(WHO, "1")
    assert verdict.text.startswith("🔴")
    [old] = await known.press(WHO, "seen:yes")
    assert "chọn lại" in old.text


@needs_tesseract
async def test_text_that_was_read_wrong_is_typed(known: Room, photo: Callable[..., bytes]) -> None:
    await known.show(WHO, photo(lines=NOTICE))
    [said] = await known.press(WHO, "seen:no")
    assert TYPE_IT in said.text
    assert "capnhat" not in await kept(known)
    [verdict] = await known.say(WHO, "Mai phát trợ cấp ở nhà văn hóa thôn, nhớ mang căn cước")
    assert verdict.text.startswith("⚪")


@needs_tesseract
async def test_numbers_in_a_text_are_masked_and_the_photo_is_taken_out(
    known: Room, photo: Callable[..., bytes]
) -> None:
    known.pictures["otp"] = photo(lines=("Mã OTP của quý khách là", "Mã OTP: 482913", "Không đưa mã này cho ai"))
    await known.tell(WHO, attachment=Attachment(Media.PHOTO, "otp"), message_ref="1:9")
    heard = await known.heard(WHO)
    assert Erase("1:9") in heard
    assert "482913" not in str(heard) + await kept(known)


async def test_a_photo_with_nothing_in_it_is_answered_kindly(known: Room, photo: Callable[..., bytes]) -> None:
    for picture in (photo(), b"", b"GIF89a"):
        [said] = await known.show(WHO, picture)
        assert TYPE_IT in said.text


async def test_a_photo_that_cannot_be_fetched_is_answered_kindly(known: Room) -> None:
    [said] = await known.say(WHO, attachment=Attachment(Media.PHOTO, "gone"))
    assert TYPE_IT in said.text


async def test_the_code_first_then_the_caption(
    known: Room, photo: Callable[..., bytes], payment: Callable[..., str]
) -> None:
    first, second = await known.show(WHO, photo(payment()), "quên mã pin rồi làm sao")
    assert "CHUYỂN TIỀN đi" in first.text
    assert "mã mới" in second.text


async def test_stop_comes_before_any_picture(
    known: Room, photo: Callable[..., bytes], payment: Callable[..., str]
) -> None:
    [said] = await known.show(WHO, photo(payment()), "DỪNG")
    assert "đã dừng hết" in said.text


async def test_a_new_person_is_told_once_who_answers(
    room: Room, photo: Callable[..., bytes], payment: Callable[..., str]
) -> None:
    first, second = await room.show(WHO, photo(payment()), "quên mã pin rồi làm sao")
    assert "đây là Trợ lý An Sinh" in first.text
    assert "CHUYỂN TIỀN" in first.text
    assert "đây là Trợ lý An Sinh" not in second.text


async def test_a_button_of_pictures_without_one_is_refused(known: Room) -> None:
    for key in ("picture", "seen:yes"):
        [said] = await known.press(WHO, key)
        assert "chọn lại" in said.text


async def test_a_slow_picture_keeps_only_its_sender_waiting(room: Room) -> None:
    gate, reached, said_something = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def look(_channel: str, _attachment: Attachment) -> Picture:
        reached.set()
        await gate.wait()
        return Picture(("https://dichvucong.gov.vn",))

    room.dialogue._look = look
    room.dialogue._listeners = replace(room.listeners, outgoing=lambda _channel: said_something.set())
    attachment = Attachment(Media.PHOTO, "f")
    for number in range(12):
        await room.intake.accept(
            Incoming(f"p{number}", Address("telegram", f"9{number}"), room.clock(), attachment=attachment)
        )
    await reached.wait()
    await room.intake.accept(Incoming("t", Address("telegram", "2"), room.clock(), text="/start"))
    async with asyncio.timeout(5):
        await said_something.wait()
    assert await room.heard("telegram:2")
    gate.set()
    await room.dialogue.idle()
    [said] = [one for one in await room.heard("telegram:90") if isinstance(one, Reply)]
    assert "⚪" in said.text


async def test_what_waits_is_looked_at_again_after_a_restart(room: Room) -> None:
    photo, voice = Attachment(Media.PHOTO, "f", size=9), Attachment(Media.VOICE, "v")
    group = Incoming("g", Address("telegram", "3"), room.clock(), attachment=photo, kind=Kind.GROUP)
    async with room.database.write() as store:
        for number, attachment in enumerate((photo, voice)):
            await store.inbox.add(
                Incoming(f"r{number}", Address("telegram", "1"), room.clock(), attachment=attachment), room.clock()
            )
        await store.inbox.add(group, room.clock())
        waiting = await store.inbox.waiting()
    assert [one.picture for one in waiting] == [photo, None, None]
    assert all(isinstance(one, Waiting) for one in waiting)


async def in_form(room: Room) -> Flow:
    await room.say(WHO, "/dangky")
    return await open_form(room)


async def open_form(room: Room) -> Flow:
    async with room.database.read() as store:
        contact = await store.people.by_address(Address.parse(WHO))
        assert contact
        _, flow = await store.turns.load(contact.id)
    assert flow
    return flow


async def test_a_code_in_a_form_is_told_and_the_question_asked_again(
    known: Room, photo: Callable[..., bytes], payment: Callable[..., str]
) -> None:
    before = await in_form(known)
    for caption in ("", "cái này có phải lừa đảo không"):
        *said, question = await known.show(WHO, photo(payment(note=LURE)), caption)
        assert said[0].text.startswith("🔴")
        assert all(choice.key.startswith("f:") for choice in question.choices)
        assert question.text not in [one.text for one in said]
    after = await open_form(known)
    assert (after.step, after.answers) == (before.step, before.answers)


async def test_an_identity_card_in_a_form_is_taken_out_of_the_chat(known: Room, photo: Callable[..., bytes]) -> None:
    await in_form(known)
    known.pictures["card"] = photo(CARD)
    await known.tell(WHO, attachment=Attachment(Media.PHOTO, "card"), message_ref="1:78")
    assert Erase("1:78") in await known.heard(WHO)
    await open_form(known)


@needs_tesseract
@pytest.mark.parametrize("right", [True, False])
async def test_a_text_in_a_form_is_confirmed_judged_and_the_question_asked_again(
    known: Room, photo: Callable[..., bytes], *, right: bool
) -> None:
    before = await in_form(known)
    [asked] = await known.show(WHO, photo(lines=NOTICE))
    assert [choice.key for choice in asked.choices] == ["seen:yes", "seen:no"]
    if not right:
        [retype] = await known.say(WHO, "2")
        assert retype.choices[-1].key == "menu"
    verdict, question = await known.say(WHO, "1" if right else " ".join(NOTICE))
    assert verdict.text.startswith("🔴")
    assert all(choice.key.startswith("f:") for choice in question.choices)
    after = await open_form(known)
    assert (after.step, after.answers) == (before.step, before.answers)
    await known.say(WHO, "1")
    assert (await open_form(known)).step != before.step

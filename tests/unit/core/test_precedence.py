"""What comes before what: stop and emergencies before forms, buttons before words, forms before questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.messages import Address, Attachment, Erase, Kind, Media, Reply

if TYPE_CHECKING:
    from storage.people import Contact
    from storage.turns import Flow, LastTurn
    from tests.fakes.room import Room

WHO = "telegram:1"
OFFICER = "telegram:9"
AREA = "20791"


async def _contact(room: Room, who: str = WHO) -> Contact:
    async with room.database.read() as store:
        contact = await store.people.by_address(Address.parse(who))
    assert contact
    return contact


async def _state(room: Room, who: str = WHO) -> tuple[LastTurn, Flow | None]:
    contact = await _contact(room, who)
    async with room.database.read() as store:
        return await store.turns.load(contact.id)


async def _flow(room: Room) -> Flow | None:
    return (await _state(room))[1]


async def _met(room: Room) -> None:
    await room.say(WHO, "/start")
    await room.say(WHO, "1")


async def _in_form(room: Room) -> None:
    await _met(room)
    await room.say(WHO, "/dangky")


@pytest.mark.parametrize("word", ["DỪNG", "dừng", "tắt", "đừng nhắn nữa", "dung nhan nua", "stop", "Dừng lại đi"])
async def test_stop_comes_before_an_open_form(room: Room, word: str) -> None:
    await _in_form(room)
    reply, *_ = await room.say(WHO, word)
    assert "đã dừng hết" in reply.text
    assert await _flow(room) is None
    assert (await _contact(room)).stopped


@pytest.mark.parametrize("word", ["đúng", "đúng rồi", "Đúng", "dùng", "bao giờ dừng trả tiền mặt"])
async def test_what_only_looks_like_stop(room: Room, word: str) -> None:
    await _met(room)
    await room.say(WHO, word)
    assert not (await _contact(room)).stopped


async def test_a_forwarded_stop_is_somebody_else_s(room: Room) -> None:
    await _met(room)
    await room.say(WHO, "Dừng lại", kind=Kind.FORWARDED)
    assert not (await _contact(room)).stopped


async def test_after_stop_everything_can_still_be_asked(room: Room) -> None:
    await _met(room)
    await room.say(WHO, "DỪNG")
    reply, *_ = await room.say(WHO, "quên mã pin rồi làm sao")
    assert "mã" in reply.text


@pytest.mark.parametrize(
    ("text", "number"),
    [("tui không muốn sống nữa", "115"), ("chồng tôi đánh tôi", "113"), ("lỡ đọc mã otp cho nó rồi", "113")],
)
async def test_an_emergency_comes_before_an_open_form(room: Room, text: str, number: str) -> None:
    await _in_form(room)
    reply, *_ = await room.say(WHO, text)
    assert number in reply.text


async def test_a_death_ends_an_open_form_and_all_reminders(room: Room) -> None:
    await _met(room)
    await room.say(WHO, "/nhac")
    await room.say(WHO, "1")
    await room.say(WHO, "mẹ tôi vừa mất hôm qua")
    assert await _flow(room) is None


async def test_a_command_comes_before_an_open_form(room: Room) -> None:
    await _in_form(room)
    reply, *_ = await room.say(WHO, "/menu")
    assert [choice.key for choice in reply.choices][:2] == ["ask", "scam"]


async def test_a_button_comes_before_an_open_form(room: Room) -> None:
    await _in_form(room)
    reply, *_ = await room.press(WHO, "a:pin_forgotten")
    assert "mã" in reply.text


async def test_a_phrase_within_a_form_is_the_form_s(room: Room) -> None:
    await _in_form(room)
    await room.say(WHO, "thống kê")
    flow = await _flow(room)
    assert flow
    assert flow.form == "enrolment"


async def test_a_question_in_a_form_is_answered_and_the_form_goes_on(room: Room) -> None:
    await _in_form(room)
    await room.say(WHO, "1")
    reply, *_ = await room.say(WHO, "quên mã pin rồi làm sao vậy")
    assert "mã" in reply.text
    assert any(choice.key.endswith(":self") for choice in reply.choices)
    await room.say(WHO, "1")
    flow = await _flow(room)
    assert flow
    assert flow.answers["relation"] == "self"


async def test_a_picture_in_a_form_asks_for_words(room: Room) -> None:
    await _in_form(room)
    reply, *_ = await room.say(WHO, attachment=Attachment(Media.PHOTO, "f"))
    assert "hình" in reply.text
    assert await _flow(room)


LURE = (
    "Cong an phuong thong bao: ba chua cap nhat VNeID muc 2, tro cap thang nay se bi dung. "
    "Bam vao http://vneid-capnhat.top de lam ngay trong hom nay."
)


async def test_a_forwarded_text_in_a_form_is_judged_and_the_question_asked_again(room: Room) -> None:
    await _in_form(room)
    before = await _flow(room)
    verdict, question = await room.say(WHO, LURE, kind=Kind.FORWARDED)
    assert verdict.text.startswith("🔴")
    after = await _flow(room)
    assert before
    assert after
    assert (after.step, after.answers) == (before.step, before.answers)
    assert all(choice.key.startswith(f"f:{after.token}:{after.step}:") for choice in question.choices)
    await room.say(WHO, "1")
    answered = await _flow(room)
    assert answered
    assert answered.step != after.step


@pytest.mark.parametrize("text", ["1", "Hủy phiếu", "xã Tam Xuân", "/menu", "quên mã pin"])
async def test_what_somebody_else_wrote_is_no_answer_of_the_person(room: Room, text: str) -> None:
    await _in_form(room)
    before = await _flow(room)
    replies = await room.say(WHO, text, kind=Kind.FORWARDED)
    after = await _flow(room)
    assert before
    assert after
    assert (after.step, after.answers) == (before.step, before.answers)
    assert all(choice.key.startswith("f:") for choice in replies[-1].choices)


async def test_a_forwarded_word_without_a_form_is_no_answer_either(room: Room) -> None:
    await _met(room)
    await room.say(WHO, "/menu")
    replies = await room.say(WHO, "1", kind=Kind.FORWARDED)
    assert replies[-1].text[0] in "🔴🟡⚪"


async def test_a_disputed_message_can_be_forwarded(room: Room) -> None:
    await _met(room)
    await room.press(WHO, "dispute")
    flow = await _flow(room)
    assert flow
    assert flow.step == "text"
    await room.say(WHO, LURE, kind=Kind.FORWARDED)
    flow = await _flow(room)
    assert flow
    assert flow.answers["text"]


async def test_an_edited_message_does_not_answer_a_form_again(room: Room) -> None:
    await _in_form(room)
    await room.say(WHO, "1")
    reply, *_ = await room.say(WHO, "2", kind=Kind.EDITED)
    assert reply.choices
    flow = await _flow(room)
    assert flow
    assert flow.step == "relation"


async def test_an_expired_form_is_over_and_says_so(room: Room) -> None:
    await _in_form(room)
    room.clock.advance(hours=25)
    reply, *_ = await room.say(WHO, "Đồng ý")
    assert "phiếu" in reply.text.lower()
    assert await _flow(room) is None


async def test_after_an_expired_form_a_question_is_answered_all_the_same(room: Room) -> None:
    await _in_form(room)
    room.clock.advance(hours=25)
    [reply] = await room.say(WHO, "quên mã pin rồi làm sao vậy")
    assert "phiếu" in reply.text.lower().split("\n")[0]
    assert "căn cước" in reply.text
    assert [choice.key for choice in reply.choices] == [choice.key for choice in (await _state(room))[0].choices]
    assert await _flow(room) is None


async def test_after_an_expired_form_a_message_is_judged_all_the_same(room: Room) -> None:
    for kind in (Kind.MESSAGE, Kind.FORWARDED):
        await _in_form(room)
        room.clock.advance(hours=25)
        [reply] = await room.say(WHO, LURE, kind=kind)
        assert "phiếu" in reply.text.lower().split("\n")[0]
        assert "🔴" in reply.text
        assert await _flow(room) is None


async def test_after_an_expired_form_its_answer_is_no_question(room: Room) -> None:
    await _in_form(room)
    room.clock.advance(hours=25)
    [reply] = await room.say(WHO, "1")
    assert "chưa chắc" not in reply.text
    assert [choice.key for choice in reply.choices][:2] == ["ask", "scam"]


async def test_numbers_answer_the_list_of_an_edited_message(room: Room) -> None:
    await _met(room)
    first, *_ = await room.say(WHO, "chào")
    [edited] = await room.say(WHO, "lam the can giay gi", kind=Kind.EDITED)
    assert edited.choices != first.choices
    assert (await _state(room))[0].choices == edited.choices


async def test_numbers_answer_the_list_that_was_shown_last(room: Room) -> None:
    """Also when somebody else's message brought the list: the answer of an officer, a reminder, an alert."""
    await room.officer(OFFICER, AREA)
    await _met(room)
    await room.say(WHO, "gặp cán bộ")
    await room.say(WHO, "Sổ của tôi ghi sai tên đệm thì sửa ở đâu?")
    for _ in range(5):
        flow = await _flow(room)
        if flow is None:
            break
        await room.say(WHO, {"area": "Bình Quý", "phone": "bỏ qua", "confirm": "1"}.get(flow.step, "1"))
    alert = await room.heard(OFFICER)
    assert isinstance(alert[-1], Reply)
    await room.say(OFFICER, "1")
    await room.say(OFFICER, "Mời bác đến bộ phận một cửa.")
    await room.say(OFFICER, "1")
    answer = (await room.heard(WHO))[-1]
    assert isinstance(answer, Reply)
    assert "một cửa" in answer.text
    assert (await _state(room))[0].choices == answer.choices


async def test_who_blocks_hears_nothing_and_who_writes_again_is_back(room: Room) -> None:
    await _met(room)
    assert await room.say(WHO, kind=Kind.BLOCKED) == []
    async with room.database.write() as store:
        await store.outbox.add(Address.parse(WHO), Reply("x"), room.clock())
        letters = await store.outbox.claim("telegram", room.clock(), 5, room.clock())
        assert [letter.obstacle for letter in letters] == ["unreachable"]
        await store.outbox.dropped(letters[0].id, "x", room.clock())
    assert await room.say(WHO, kind=Kind.UNBLOCKED) == []
    assert await room.say(WHO, "chào")


async def test_in_a_group_only_the_way_in_is_told(room: Room) -> None:
    reply, *_ = await room.say(WHO, "mẹ tôi quên mã PIN", kind=Kind.GROUP)
    assert "https://chat.example/" in reply.text
    assert reply.choices == ()
    assert "PIN" not in reply.text


async def test_a_secret_is_taken_out_of_the_chat_and_the_person_told(room: Room) -> None:
    await _met(room)
    await room.tell(WHO, "mã otp là 482913", message_ref="77")
    heard = await room.heard(WHO)
    assert heard[0] == Erase("77")
    assert isinstance(heard[1], Reply)
    assert "số bí mật" in heard[1].text


async def test_a_long_text_is_cut_and_the_person_told(room: Room) -> None:
    await _met(room)
    reply, *_ = await room.say(WHO, "quên mã pin " * 1000)
    assert "phần đầu" in reply.text


async def test_only_the_first_message_is_introduced(room: Room) -> None:
    first, *_ = await room.say(WHO, "quên mã pin rồi làm sao")
    second, *_ = await room.say(WHO, "mở tài khoản cần giấy tờ gì")
    assert "Đây là Trợ lý An Sinh" in first.text or "đây là Trợ lý An Sinh" in first.text
    assert "máy trả lời tự động" not in second.text


@pytest.mark.parametrize("text", ["chào", "tui không muốn sống nữa"])
async def test_the_introduction_is_not_said_twice_nor_before_an_emergency(room: Room, text: str) -> None:
    reply, *_ = await room.say(WHO, text)
    assert reply.text.count("tự động") <= 1
    if text != "chào":
        assert "tự động" not in reply.text.split("\n")[0]


async def test_a_button_of_an_old_release_is_explained(room: Room) -> None:
    await _met(room)
    reply, *_ = await room.press(WHO, "no_such_route:7")
    assert "nút này cũ" in reply.text


async def test_a_number_without_a_list_shows_the_list(room: Room) -> None:
    await _met(room)
    reply, *_ = await room.say(WHO, "77")
    assert len(reply.choices) == 6

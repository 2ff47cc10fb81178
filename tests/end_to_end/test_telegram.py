"""The dialogues of a family and of its commune's officer, over Telegram, with the real process."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.schedule.paydays import due_at
from storage.database import key_beside, open_vault
from storage.times import VIETNAM, utc_now
from tests.end_to_end.village import REMINDER, REPORT, SCAM, TAM_XUAN
from tests.fakes.bot_api_faults import Fault, Plan
from tests.fakes.process import running_ahead

if TYPE_CHECKING:
    from tests.end_to_end.village import Person, Village

NEW_PIN = "ra ngân hàng xin mã mới"
OTP = "482913"
GROUP = -1_001


async def test_first_meeting(village: Village) -> None:
    person = village.person(1)
    hello = await person.say("/start")
    assert "Trợ lý An Sinh" in hello.text
    assert "không bao giờ hỏi mã OTP" in hello.text
    assert [label for label, _ in hello.buttons] == ["1. Bác", "2. Cô, chú", "3. Anh, chị"]
    menu = await person.press("Cô, chú")
    assert "cô chú" in menu.text
    assert len(menu.buttons) <= 6
    assert "Bắt đầu" in village.api.world.profile["description"]
    assert "đã dừng hết" in (await person.say("DỪNG")).text


async def test_who_asks_first_hears_the_answer_and_who_answers(village: Village) -> None:
    person = village.person(1)
    answer = await person.say("quen ma pin roi lam sao")
    assert "Trợ lý An Sinh" in answer.text
    assert NEW_PIN in answer.text
    source = await person.press("Nguồn")
    assert "tính đến" in source.text.lower()


async def test_scam_pasted_forwarded_and_paid(village: Village) -> None:
    person = village.person(1)
    pasted = await person.say(SCAM)
    assert "Rất giống lừa đảo" in pasted.text
    assert "«" in pasted.text
    forwarded = await person.do("forward", SCAM, "hidden_user")
    assert "Rất giống lừa đảo" in forwarded.text
    first_hour = await person.press("Lỡ đưa tiền")
    assert "113" in first_hour.text or "ngân hàng" in first_hour.text
    assert village.place.rows("SELECT verdict, COUNT(*) FROM scam_check GROUP BY 1") == [("scam", 2)]


async def test_a_report_from_grandmothers_fear_to_the_officers_figures(village: Village) -> None:
    person = village.person(1)
    kind = await person.say("bà nội sợ bị lừa mất tiền nên không chịu làm tài khoản")
    assert "tiền mặt vẫn đúng quy định" in kind.text
    summary = await person.fill("đăng ký", REPORT)
    assert "bà Sáu" in summary.text
    assert "Sợ lừa đảo" in summary.text
    thanks = await person.press("Đúng rồi")
    assert "Tam Xuân sẽ xem" in thanks.text
    assert "bà Sáu" in (await person.say("báo cáo của tôi")).text
    officer = await village.officer(9)
    figures = await officer.say("/thongke")
    assert "Gia đình đã báo: 1, chính người nhận đồng ý: 1" in figures.text
    assert "Muốn giữ tiền mặt: 1" in figures.text
    assert "Sợ lừa đảo, sợ mất tiền: 1" in figures.text
    assert "bà Sáu" not in figures.text
    assert "đã rút lại" in (await person.press("Rút lại")).text
    assert "Gia đình đã báo: 0" in (await officer.say("thống kê")).text
    assert "chưa báo" in (await person.say("báo cáo của tôi")).text


async def test_a_report_is_changed(village: Village) -> None:
    person = village.person(1)
    await person.fill("đăng ký", REPORT)
    await person.say("1", "/baocuatoi")
    await person.press("Sửa phiếu")
    await person.press("Sửa lại")
    await person.press("Ý muốn")
    changed = await person.press("Muốn nhận qua tài khoản")
    assert "Muốn nhận qua tài khoản" in changed.text
    assert "Sợ lừa đảo" not in changed.text
    await person.press("Đúng rồi")
    assert village.place.rows("SELECT willing, reason, state FROM enrolment_report") == [("yes", None, "reported")]
    assert len(village.place.rows("SELECT 1 FROM enrolment_history")) >= 1


async def test_only_an_invited_person_is_an_officer(village: Village) -> None:
    stranger, officer = village.person(1), village.person(2)
    assert "chỉ dành cho cán bộ" in (await stranger.say("/thongke")).text
    code = await village.invitation()
    assert "kênh làm việc" in (await officer.say(f"/start {code}")).text
    assert "kênh làm việc" not in (await stranger.do("open_link", code)).text
    assert "chỉ dành cho cán bộ" in (await stranger.say("/ngaytra")).text
    assert "không thuộc" in (await officer.say("/thongke phường Hải Châu")).text
    assert village.place.rows("SELECT role, area_code FROM officer") == [("commune", TAM_XUAN)]
    actions = [action for (action,) in village.place.rows("SELECT action FROM audit ORDER BY id")]
    assert {"refused figures", "invitation refused", "refused payday", "appointed commune"} <= set(actions)


async def enter_pay_day(officer: Person, days: int) -> datetime:
    """The officer announces a pay day; its evening reminder's moment."""
    day = utc_now().astimezone(VIETNAM).date() + timedelta(days=days)
    answers = {
        "loại trợ cấp nào": "bảo trợ xã hội",
        "ngày nào": f"{day:%d/%m/%Y}",
        "mấy giờ": "7 giờ 30",
        "ở đâu": "nhà văn hóa thôn 2",
    }
    await officer.fill("/ngaytra", answers)
    kept = await officer.say("1")
    assert "đã ghi" in kept.text
    return due_at(day, "evening")


async def test_pay_day_and_both_reminders_each_once(quiet_village: Village) -> None:
    village, family, silent = quiet_village, quiet_village.person(1), quiet_village.person(2)
    async with village.bot():
        evening = await enter_pay_day(await village.officer(9), days=3)
        await family.say("/nhac")
        await family.fill("đặt lời nhắc", REMINDER)
        assert "nhà văn hóa thôn 2" in (await family.say("1")).text
        await silent.say("/nhac")
        await silent.fill("đặt lời nhắc", REMINDER)
        await silent.say("1")
        assert "đã dừng hết" in (await silent.say("DỪNG")).text
    for due in (evening, evening + timedelta(hours=11, minutes=30)):
        for again in (1, 2):
            async with running_ahead(village.place, due - utc_now() + timedelta(minutes=again)):
                if again == 1:
                    assert "bà nội" in (await village.api.next_reply(1)).text
                await family.say("xin chào")
    reminders = [sent.text for sent in family.read if "bà nội nhận tiền" in sent.text]
    assert len(reminders) == 2, [sent.text for sent in family.read]
    assert village.place.rows(
        "SELECT external_id, COUNT(*), MIN(state) FROM outbox WHERE reminder_id IS NOT NULL GROUP BY 1"
    ) == [("1", 2, "sent")]


async def test_a_question_goes_to_the_officer_and_the_answer_comes_back(village: Village) -> None:
    officer, person = await village.officer(9), village.person(1)
    question = "Mẹ tôi nằm liệt, xã có tới nhà được không?"
    await person.fill("/canbo", {"hỏi cán bộ điều gì": question, "xã hoặc phường nào": "Tam Xuân"})
    assert "đã tới cán bộ" in (await person.press("Đồng ý")).text
    assert "câu hỏi" in (await village.api.next_reply(9)).text
    assert "nằm liệt" in (await officer.press("trả lời")).text
    await officer.say("Dạ, thứ Năm cán bộ tới nhà.")
    await officer.press(1)
    assert "thứ Năm cán bộ tới nhà" in (await village.api.next_reply(1)).text


async def test_stop_ends_the_form_and_the_reminders(village: Village) -> None:
    person = village.person(1)
    await person.say("/nhac")
    await person.fill("đặt lời nhắc", REMINDER)
    await person.say("1")
    await person.fill("đăng ký", REPORT, until="tên gì")
    assert "đã dừng hết" in (await person.say("đừng nhắn nữa")).text
    assert village.place.rows("SELECT 1 FROM subscription WHERE ended_at IS NULL") == []
    assert village.place.rows("SELECT 1 FROM flow") == []


async def test_block_and_unblock(village: Village) -> None:
    person, neighbour = village.person(1), village.person(2)
    await person.say("/start")
    village.api.people.block(1)
    await neighbour.say("/start")
    assert village.place.rows("SELECT state FROM address WHERE external_id = '1'") == [("unreachable",)]
    village.api.people.unblock(1)
    assert NEW_PIN in (await person.say("quên mã pin")).text
    assert village.place.rows("SELECT state FROM address WHERE external_id = '1'") == [("active",)]


async def test_what_comes_without_words(village: Village) -> None:
    expected = {
        "photo": "hình",
        "voice": "nghe",
        "video": "phim",
        "document": "tệp",
        "contact": "số điện thoại",
        "location": "bản đồ",
    }
    people = [village.person(chat) for chat in range(1, len(expected) + 1)]
    answers = await asyncio.gather(*(person.do(action) for person, action in zip(people, expected, strict=True)))
    for answer, words in zip(answers, expected.values(), strict=True):
        assert words in answer.text.lower()
        assert answer.buttons


async def test_a_sticker_a_caption_and_a_change_of_mind(village: Village) -> None:
    person = village.person(1)
    assert (await person.do("sticker")).buttons
    assert "Rất giống lừa đảo" in (await person.do("photo", caption=SCAM)).text
    update = village.api.people.say(1, "quên mã pin")
    await village.api.next_reply(1)
    edited = await person.do("edit", update["message"]["message_id"], "thẻ bị máy nuốt rồi")
    assert "thẻ" in edited.text


async def test_a_group_only_hears_how_to_reach_the_bot(village: Village) -> None:
    village.api.people.say_in_group(GROUP, 1, "nay phát tiền chưa bà con")
    village.api.people.say_in_group(GROUP, 1, f"@{village.api.username} số thẻ 4111111111111111 của tôi bị khóa")
    [answer] = await village.api.wait_for(GROUP)
    assert f"t.me/{village.api.username}" in answer.text
    await village.person(1).say("/start")
    assert len(village.api.world.by_chat[GROUP]) == 1


async def test_numbers_words_and_buttons_pick_the_same(village: Village) -> None:
    by_number, by_word, by_button = (village.person(chat) for chat in (1, 2, 3))
    for person in (by_number, by_word, by_button):
        await person.say("/start", "1")
    answers = await asyncio.gather(
        by_number.say("số 2"), by_word.say("tin này có phải lừa đảo"), by_button.press("lừa đảo")
    )
    assert len({answer.text for answer in answers}) == 1
    assert (await by_number.say("9")).buttons


async def test_a_button_pressed_twice_and_one_of_last_week(village: Village) -> None:
    person = village.person(1)
    await person.fill("đăng ký", REPORT)
    village.api.people.press(1, "Đúng rồi")
    village.api.people.press(1, "Đúng rồi")
    first, second = await village.api.next_reply(1), await village.api.next_reply(1)
    assert "sẽ xem" in first.text
    assert second.buttons
    assert village.place.rows("SELECT COUNT(*) FROM enrolment_report") == [(1,)]
    await village.api.wait_for_call("answerCallbackQuery", 2)
    old = village.person(2)
    await old.say("/start")
    [(_, key)] = [button for button in first.buttons if "báo" in button[0]]
    village.api.world.by_chat[2][0].buttons.append(("cũ", "nonsense:1"))
    assert (await old.press("cũ")).buttons
    assert key == "mine"


async def test_a_secret_is_deleted_in_the_chat_and_masked_in_the_store(quiet_village: Village) -> None:
    village = quiet_village
    async with village.bot() as process:
        person = village.person(1)
        await person.say("/start")
        warned = await person.say(f"mã OTP của tôi là {OTP} đọc cho ai được không")
        assert "đã che lại" in warned.text
        assert OTP not in warned.text
        [deleted] = await village.api.wait_for_call("deleteMessage")
        assert deleted["chat_id"] == "1"
    kept = b"".join(file.read_bytes() for file in village.place.data.rglob("*") if file.is_file())
    assert OTP.encode() not in kept
    assert not any(OTP in line or village.api.token in line for line in process.lines)


async def test_a_form_outlives_a_photo_a_question_and_a_restart(quiet_village: Village) -> None:
    village, person = quiet_village, quiet_village.person(1)
    async with village.bot():
        await person.fill("đăng ký", REPORT, until="trợ cấp nào")
        assert "trợ cấp nào" in (await person.do("photo")).text
        aside = await person.say("quên mã pin rồi làm sao")
        assert "ra ngân hàng" in aside.text
        assert "trợ cấp nào" in aside.text
        assert "tên" in (await person.say("quay lại")).text
    village.api.people.say(1, "bà Sáu")
    async with village.bot():
        assert "trợ cấp nào" in (await village.api.next_reply(1)).text
        await person.fill("bảo trợ xã hội", REPORT)
        await person.say("1")
        ((name,),) = village.place.rows("SELECT nickname FROM enrolment_report")
        assert open_vault(key_beside(village.place.store)).open(name) == "bà Sáu"


async def test_odd_texts_get_a_kind_answer(village: Village) -> None:
    texts = ("👍👍👍", "\u200b\u200e", "<b>*_[x](y)_*</b> &amp;", "مرحبا \u202eabc", "?", "a" * 50_000, "12", "\x07")
    answers = await asyncio.gather(*(village.person(chat).say(text) for chat, text in enumerate(texts, start=1)))
    for answer in answers:
        assert answer.text.startswith("Dạ")
        assert answer.buttons
    assert village.place.rows("SELECT state, COUNT(*) FROM inbox GROUP BY 1") == [("done", len(texts))]


@pytest.mark.parametrize("fault", [Fault.BAD_GATEWAY, Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.GARBLED])
async def test_a_reply_arrives_through_a_bad_network(village: Village, fault: Fault) -> None:
    village.api.faults.next("sendMessage", Plan(fault))
    village.api.faults.next("getUpdates", Plan(fault))
    person = village.person(1)
    assert NEW_PIN in (await person.say("quên mã pin")).text
    assert len(person.read) <= 2

"""What is said around a verdict: the question and its answers, what stays for a dispute, the month's count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.channels.render import check
from bot.messages import Kind
from handlers.scam_verdict import untappable

if TYPE_CHECKING:
    from bot.messages import Reply
    from tests.fakes.room import Room

WHO, HA = "telegram:1", "telegram:2"
DOUBTFUL = "có người gọi xưng công an phường rồi hẹn chiều gọi lại"
SCAM = "Nhân viên ngân hàng gọi bảo tôi đọc mã OTP vừa gửi về máy để hủy giao dịch"


@pytest.fixture
async def known(room: Room) -> Room:
    await room.officer(HA, "20791")
    await room.say(WHO, "/start")
    await room.say(WHO, "1")
    return room


def labels(reply: Reply) -> list[str]:
    return [choice.label for choice in reply.choices]


@pytest.mark.parametrize(
    "text", [SCAM, DOUBTFUL, "https://dichvucong.gov.vn", "vneid-moi.top", "0905123456", "alo alo"]
)
async def test_a_verdict_has_its_parts_in_order(known: Room, text: str) -> None:
    [said] = await known.say(WHO, text, kind=Kind.FORWARDED)
    lines = check(said).text.split("\n")
    assert lines[0][0] in "🔴🟡⚪"
    assert sum(line.startswith("• «") for line in lines) <= 3
    assert len(lines) <= 8
    assert "an toàn" not in said.text
    assert "Báo máy nói sai" in labels(said)


async def test_a_doubt_asks_one_question_and_the_answer_keeps_the_reasons(known: Room) -> None:
    [asked] = await known.say(WHO, DOUBTFUL)
    assert labels(asked)[:3] == ["Có đòi", "Không đòi gì", "Không nhớ"]
    [first] = await known.say(WHO, "1")
    assert first.text.startswith("🔴")
    assert "«Có đòi»" in first.text
    assert "«xưng công an phường»" in first.text
    [again] = await known.press(WHO, asked.choices[0].key)
    assert again.text == first.text


async def test_an_old_answer_takes_no_reasons_from_another_text(known: Room) -> None:
    [asked] = await known.say(WHO, DOUBTFUL)
    await known.say(WHO, SCAM)
    [said] = await known.press(WHO, asked.choices[0].key)
    assert "OTP" not in said.text


@pytest.mark.parametrize(
    "key", ["check:", "check:asked_what", "check:no:yes:bank", "check:asked_what:what", "judge", "lesson:no"]
)
async def test_a_button_that_says_nothing_is_answered_kindly(known: Room, key: str) -> None:
    [said] = await known.press(WHO, key)
    assert said.choices


async def test_what_was_taken_for_a_question_can_be_judged(known: Room) -> None:
    [asked] = await known.say(WHO, "shipper gọi giao hàng mà tui không đặt")
    assert "Tin người khác gửi, có lừa không?" in labels(asked)
    [said] = await known.press(WHO, "judge")
    assert said.text[0] in "🔴🟡⚪"


async def test_a_story_is_no_question_about_its_subject(known: Room) -> None:
    [said] = await known.say(WHO, "Co nguoi xung ngan hang hoi so du")
    assert said.text.startswith(("🔴", "🟡"))


@pytest.mark.parametrize(
    "text",
    [
        "Vietcombank: TK 0041xxxx +540,000VND luc 8:12. ND tro cap thang 11",
        "TK xx21 vua nhan +715.000d tu UBND xa",
        "EVNCPC: Quy khach da thanh toan tien dien thang 11",
    ],
)
async def test_a_notice_as_it_came_is_judged(known: Room, text: str) -> None:
    [said] = await known.say(WHO, text)
    assert "⚪" in said.text


@pytest.mark.parametrize("text", ["Cho tôi hỏi: quên mã PIN thì làm sao", "mất 540.000đ tiền trợ cấp là sao"])
async def test_a_question_with_a_colon_or_a_sum_is_none(known: Room, text: str) -> None:
    [said] = await known.say(WHO, text)
    assert "⚪" not in said.text


async def test_after_the_invitation_a_plain_notice_is_judged_and_a_question_is_answered(known: Room) -> None:
    await known.say(WHO, "/luadao")
    [notice] = await known.say(WHO, "Mai phát trợ cấp ở nhà văn hóa thôn, nhớ mang căn cước")
    assert notice.text.startswith("⚪")
    await known.say(WHO, "/luadao")
    [question] = await known.say(WHO, "quên mã pin làm sao")
    assert question.text[0] not in "🔴🟡⚪"


@pytest.mark.parametrize(
    "text", ["tôi lỡ làm rồi", "toi lo lam theo roi", "mẹ tui lỡ nghe theo nó rồi", "lỡ làm theo lời họ rồi"]
)
async def test_who_did_it_already_gets_the_first_steps_at_once(known: Room, text: str) -> None:
    [said] = await known.say(WHO, text)
    assert said.text.split("\n")[0].startswith("Việc một")
    assert labels(said)[:2] == ["Nhờ cán bộ xã giúp", "Số các ngân hàng"]


async def test_the_message_stays_when_the_first_steps_are_asked_for_by_number(known: Room) -> None:
    [verdict] = await known.say(WHO, SCAM)
    await known.say(WHO, str(labels(verdict).index("Lỡ đưa tiền, đưa mã rồi") + 1))
    await known.say(WHO, "1")
    await known.say(WHO, "xã Thăng Bình")
    [summary] = await known.say(WHO, "bỏ qua")
    assert SCAM in summary.text


@pytest.mark.parametrize("reached", [True, False])
async def test_a_victim_hears_the_bank_first_whoever_can_be_reached(known: Room, *, reached: bool) -> None:
    await known.officer("web:city", None)
    if not reached:
        await known.say("web:city", "DỪNG")
    await known.say(HA, "DỪNG")
    await known.heard("web:city")
    await known.say(WHO, "tôi lỡ làm theo rồi")
    await known.say(WHO, "1")
    await known.say(WHO, "xã Thăng Bình")
    await known.say(WHO, "bỏ qua")
    said = await known.say(WHO, "1")
    assert "gọi ngân hàng ngay" in said[-1].text
    assert len(await known.heard("web:city")) == reached  # the city stands in for officers who said stop


@pytest.mark.parametrize("text", ["tôi lo làm việc nhà rồi", "bà lo nghe theo rồi"])
async def test_who_worries_did_nothing_yet(known: Room, text: str) -> None:
    [said] = await known.say(WHO, text)
    assert not said.text.startswith("Việc một")


async def test_the_months_count_names_tricks_and_forgets_last_month(known: Room) -> None:
    await known.say(HA, SCAM)
    await known.say(HA, DOUBTFUL)
    [said] = await known.say(HA, "/thongke")
    assert "Tin đã xem giúp trong tháng: 0" in said.text
    async with known.database.write() as store:
        await store.connection.execute_fetchall("UPDATE scam_check SET area_code = '20791'")
    [said] = await known.say(HA, "/thongke")
    assert "Tin đã xem giúp trong tháng: 2, rất giống lừa đảo: 1" in said.text
    assert "• Giả công an, viện kiểm sát, tòa án: 1" in said.text
    known.clock.advance(days=10)
    [said] = await known.say(HA, "/thongke")
    assert "Tin đã xem giúp trong tháng: 0" in said.text


@pytest.mark.parametrize("text", ["http://vcb-x.top/a", "xem vcb-x.top nghe", "www.vcb.vn.top"])
def test_no_chat_makes_a_link_of_an_address_that_was_quoted(text: str) -> None:
    shown = untappable(text)
    assert shown.replace("\u2060", "") == text
    assert "top" not in shown.split("\u2060")[0]
    assert ".top" not in shown


def test_what_is_no_address_is_quoted_as_it_is() -> None:
    assert untappable("Dạ, 5 triệu. Bác nghe. «ok»…") == "Dạ, 5 triệu. Bác nghe. «ok»…"

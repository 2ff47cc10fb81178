"""Reports and officers: whose commune, which button, who is told, what stands in the audit and in the sheet."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from bot.messages import Address
from storage.enrolments import Report
from storage.follow_up_status import Status
from storage.roster import Beneficiary
from storage.wishes import Subscription

if TYPE_CHECKING:
    from bot.messages import Reply
    from tests.fakes.room import Room

OWN, OTHER = "20791", "20971"
RELATIVE, OFFICER, CITY = "telegram:1", "telegram:2", "web:city"
NOBODY = "không có trong địa bàn"
KEYS = ("follow:{}", "follow:{}:act", "match:{}:none", "match:{}:1", "step:{}:contacted", "undo:{}:1", "object:{}:yes")


async def _contact_id(room: Room, who: str) -> int:
    await room.say(who, "/start")
    await room.heard(who)
    async with room.database.read() as store:
        contact = await store.people.by_address(Address.parse(who))
    assert contact
    return contact.id


async def _reported(room: Room, *, area: str = OWN, who: str = RELATIVE, **more: object) -> int:
    """A report that is in the store already."""
    values: dict[str, object] = {
        "relation": "child",
        "willing": "yes",
        "confirmed": True,
        "nickname": "Nguyễn Thị Sáu",
        "hamlet": "thôn 2",
    }
    contact = await _contact_id(room, who)
    async with room.database.write() as store:
        return await store.enrolments.add(contact, Report(area_code=area, **(values | more)), room.clock())  # type: ignore[arg-type]


async def _on_roster(room: Room, name: str, year: int, hamlet: str, area: str = OWN) -> int:
    async with room.database.write() as store:
        return await store.roster.add([Beneficiary(area, name, year, hamlet, "BTXH", "cash")], room.clock())


async def _status(room: Room, report: int) -> Status:
    async with room.database.read() as store:
        return await store.follow_ups.status(report)


async def _audit(room: Room) -> list[str]:
    async with room.database.read() as store:
        return [row.action for _, row in reversed(await store.officers.audit_page(None, 0, 999))]


def _keys(replies: list[Reply]) -> list[str]:
    return [choice.key for choice in replies[-1].choices]


def _button(replies: list[Reply], beginning: str) -> str:
    return next(key for key in _keys(replies) if key.startswith(beginning))


async def test_the_day_of_a_visit_can_be_typed(room: Room) -> None:
    await room.officer(OFFICER, OWN)
    number = await _reported(room)
    await room.press(OFFICER, f"step:{number}:visit_planned")
    [refused] = await room.say(OFFICER, "10-12/12/2026")
    assert "một ngày thôi" in refused.text
    day = (room.clock() + timedelta(days=3)).date()
    await room.say(OFFICER, f"{day.day}/{day.month}/{day.year}")
    await room.say(OFFICER, "bỏ qua")
    assert await _status(room, number) is Status.VISIT_PLANNED


@pytest.mark.parametrize("key", KEYS)
async def test_another_communes_report_is_refused_and_written_down(room: Room, key: str) -> None:
    report = await _reported(room, area=OTHER)
    await room.officer(OFFICER, OWN)
    replies = await room.press(OFFICER, key.format(report))
    assert NOBODY in replies[-1].text
    assert "Sáu" not in "".join(reply.text for reply in replies)
    assert (await _audit(room))[-1].startswith("refused")
    assert await _status(room, report) is Status.REPORTED
    assert await room.heard(RELATIVE) == []


@pytest.mark.parametrize("key", KEYS)
async def test_the_public_reaches_none_of_it(room: Room, key: str) -> None:
    report = await _reported(room)
    replies = await room.press(RELATIVE, key.format(report))
    assert "chỉ dành cho cán bộ" in replies[-1].text
    assert await _status(room, report) is Status.REPORTED


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("wrong", ["", "0", "-1", "999", "9" * 30, "x", "1:2:3"])
async def test_an_edited_button_does_nothing(room: Room, key: str, wrong: str) -> None:
    await room.officer(OFFICER, OWN)
    replies = await room.press(OFFICER, key.format(wrong))
    assert NOBODY in replies[-1].text


@pytest.mark.parametrize("key", [f"work:wait:{OTHER}:0", "work:wait:all:0", f"sheet:wait:{OTHER}", "sheet:wait:all"])
async def test_lists_and_sheets_of_others_are_refused(room: Room, key: str) -> None:
    await _reported(room, area=OTHER)
    await room.officer(OFFICER, OWN)
    replies = await room.press(OFFICER, key)
    await room.work()
    later = [*replies, *await room.heard(OFFICER)]
    assert "Sáu" not in str(later)
    assert all(getattr(reply, "attachment", None) is None for reply in later)
    assert [action for action in await _audit(room) if action.startswith("refused work")]


async def test_the_city_sees_all_communes(room: Room) -> None:
    report = await _reported(room, area=OTHER)
    await room.officer(CITY, None)
    assert f"follow:{report}" in _keys(await room.press(CITY, "work:wait:all:0"))
    assert "Sáu" in (await room.press(CITY, f"follow:{report}"))[-1].text
    assert (await _audit(room))[-1] == "report shown"


async def test_a_step_that_does_not_follow_is_not_taken(room: Room) -> None:
    report = await _reported(room)
    await room.officer(OFFICER, OWN)
    for step in ("reported", "withdrawn", "nothing", ""):
        await room.press(OFFICER, f"step:{report}:{step}")
        await room.say(OFFICER, "bỏ qua")
        assert await _status(room, report) is Status.REPORTED
    assert await room.heard(RELATIVE) == []


async def test_an_officer_who_lost_the_area_meanwhile_changes_nothing(room: Room) -> None:
    report = await _reported(room)
    await room.officer(OFFICER, OWN)
    await room.press(OFFICER, f"step:{report}:contacted")
    async with room.database.write() as store:
        await store.connection.execute_fetchall("UPDATE officer SET area_code = ?", (OTHER,))
    replies = await room.say(OFFICER, "bỏ qua")
    assert NOBODY in replies[-1].text
    assert await _status(room, report) is Status.REPORTED


async def test_a_doubtful_report_is_matched_with_one_tap(room: Room) -> None:
    older = await _on_roster(room, "Nguyễn Thị Sáu", 1938, "Thôn 2")
    younger = await _on_roster(room, "Nguyễn Thị Sáu", 1951, "Thôn 2")
    elsewhere = await _on_roster(room, "Nguyễn Thị Sáu", 1938, "Thôn 2", OTHER)
    report = await _reported(room)
    await room.officer(OFFICER, OWN)
    assert f"work:match:{OWN}:0" in _keys(await room.say(OFFICER, "/viec"))
    card = await room.press(OFFICER, f"follow:{report}")
    taps = [key for key in _keys(card) if key.startswith("match:")]
    assert taps == [f"match:{report}:{older}", f"match:{report}:{younger}", f"match:{report}:none"]
    refused = await room.press(OFFICER, f"match:{report}:{elsewhere}")
    assert "không có trong danh sách của xã" in refused[-1].text
    tied = await room.press(OFFICER, f"match:{report}:{younger}")
    assert "Nguyễn Thị Sáu, 1951, Thôn 2" in tied[-1].text
    assert "report matched" in await _audit(room)
    assert await room.heard(RELATIVE) == [], "the roster's data are not the family's business"


async def test_relatives_never_hear_of_notes_or_the_roster(room: Room) -> None:
    await _on_roster(room, "Nguyễn Thị Sáu", 1938, "Thôn 2")
    report = await _reported(room, nickname="nguyen thi sau", birth_year=1938)
    await room.officer(OFFICER, OWN)
    await room.press(OFFICER, f"step:{report}:contacted")
    await room.say(OFFICER, "nhà khó khăn, có nợ")
    told = [message.text for message in await room.heard(RELATIVE) if hasattr(message, "text")]
    assert len(told) == 1
    assert "nguyen thi sau" in told[0]
    assert "nợ" not in told[0]
    assert "1938" not in told[0]


@pytest.mark.parametrize(("names", "ended"), [(["má"], 1), (["nội"], 0), (["má", "má"], 0)])
async def test_after_a_death_only_the_reminder_that_is_clear_ends(room: Room, names: list[str], ended: int) -> None:
    report = await _reported(room, nickname="má", scheme="BTXH")
    contact = await _contact_id(room, RELATIVE)
    async with room.database.write() as store:
        for name in names:
            wish = Subscription(OWN, "BTXH", name, evening=True, morning=False)
            await store.wishes.subscribe(contact, wish, room.clock())
    await room.officer(OFFICER, OWN)
    sure = await room.press(OFFICER, f"step:{report}:deceased")
    assert await _status(room, report) is Status.REPORTED
    await room.press(OFFICER, _button(sure, "step:"))
    await room.say(OFFICER, "bỏ qua")
    (told,) = await room.heard(RELATIVE)
    async with room.database.read() as store:
        left = await store.wishes.subscriptions(contact)
    assert "chia buồn" in told.text  # type: ignore[union-attr]
    assert len(left) == len(names) - ended
    asked = [choice.key for choice in told.choices if choice.key.startswith("unsubscribe:")]  # type: ignore[union-attr]
    assert len(asked) == len(left)


async def test_who_stopped_all_messages_is_left_in_peace(room: Room) -> None:
    report = await _reported(room)
    await room.say(RELATIVE, "DỪNG")
    await room.officer(OFFICER, OWN)
    await room.press(OFFICER, f"step:{report}:contacted")
    replies = await room.say(OFFICER, "bỏ qua")
    assert await _status(room, report) is Status.CONTACTED
    assert "không nhận tin" in replies[-1].text
    assert await room.heard(RELATIVE) == []


async def test_undo_only_of_the_last_step_and_only_for_a_while(room: Room) -> None:
    report = await _reported(room)
    await room.officer(OFFICER, OWN)
    await room.press(OFFICER, f"step:{report}:contacted")
    undo = _button(await room.say(OFFICER, "bỏ qua"), "undo:")
    await room.heard(RELATIVE)
    room.clock.advance(minutes=16)
    await room.press(OFFICER, undo)
    assert await _status(room, report) is Status.CONTACTED
    await room.press(OFFICER, f"step:{report}:stays_cash")
    again = _button(await room.say(OFFICER, "bỏ qua"), "undo:")
    await room.heard(RELATIVE)
    await room.press(OFFICER, again)
    await room.press(OFFICER, again)
    assert await _status(room, report) is Status.CONTACTED
    assert len(await room.heard(RELATIVE)) == 1


async def test_the_sheet_goes_by_hamlet_and_no_cell_runs(room: Room) -> None:
    await _reported(room, nickname='=HYPERLINK("http://x")', hamlet="thôn 9", reason=None)
    await _reported(room, nickname="bà Tám", hamlet="thôn 1", who="telegram:7")
    await _reported(room, nickname="bà Chín", hamlet="thôn 9", who="telegram:8", area=OTHER)
    await room.officer(OFFICER, OWN)
    await room.sentence(OFFICER)
    at_once = await room.press(OFFICER, f"sheet:wait:{OWN}")
    await room.work()
    heard = [*at_once, *await room.heard(OFFICER)]
    (sent,) = [message for message in heard if getattr(message, "attachment", None)]
    content = await room.file(sent.attachment)  # type: ignore[union-attr]
    assert b"<f>" not in zipfile.ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")
    cells = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert "24/11/2026" in str(cells[0][0])
    assert [row[1] for row in cells[2:] if row[1]] == ["bà Tám", '=HYPERLINK("http://x")']
    assert [row[0] for row in cells[2:] if not row[1]] == ["thôn 1, xã Thăng Bình", "thôn 9, xã Thăng Bình"]
    assert (await _audit(room))[-1] == "work sheet exported"


async def test_a_sheet_is_not_handed_to_who_lost_the_area(room: Room) -> None:
    await _reported(room)
    await room.officer(OFFICER, OWN)
    await room.press(OFFICER, f"work:wait:{OWN}:0")
    async with room.database.write() as store:
        contact = await store.people.by_address(Address.parse(OFFICER))
        assert contact
        arguments = {"list": "wait", "area": OTHER}
        job = await store.jobs.add("follow.sheet", contact.id, contact.address, arguments, room.clock())
    room.worker.take(job)
    await room.work()
    assert all(getattr(message, "attachment", None) is None for message in await room.heard(OFFICER))
    assert (await _audit(room))[-1] == "refused work sheet"


async def test_a_long_list_has_pages(room: Room) -> None:
    for number in range(8):
        await _reported(room, nickname=f"bà {number}", who=f"telegram:{100 + number}")
    await room.officer(OFFICER, OWN)
    first = await room.press(OFFICER, f"work:wait:{OWN}:0")
    second = await room.press(OFFICER, _button(first, f"work:wait:{OWN}:1"))
    shown = [[key for key in _keys(page) if key.startswith("follow:")] for page in (first, second)]
    assert [len(page) for page in shown] == [6, 2]
    assert not set(shown[0]) & set(shown[1])


async def test_officers_hear_of_reports_in_one_message_that_counts(room: Room) -> None:
    await room.officer(OFFICER, OWN)
    for who in ("telegram:11", "telegram:12"):
        for text in ("/dangky", "1", "con", "thị trấn Hà Lam", "bỏ qua", "má", "không rõ", "đã có tài khoản rồi", "1"):
            await room.say(who, text)
        await room.say(who, "bỏ qua")
        await room.say(who, "1")
    heard = [message for message in await room.heard(OFFICER) if hasattr(message, "slot")]
    assert [message.slot for message in heard] == [f"follow:{OWN}"] * 2
    assert "có 2 phiếu" in heard[-1].text  # type: ignore[union-attr]


async def test_a_family_changes_its_mind_after_the_matter_was_settled(room: Room) -> None:
    report = await _reported(room, willing="no", reason="fees", scheme="BTXH")
    await room.officer(OFFICER, OWN)
    await room.press(OFFICER, f"step:{report}:stays_cash")
    await room.say(OFFICER, "bỏ qua")
    await room.heard(RELATIVE)
    assert "không có phiếu nào" in (await room.say(OFFICER, "/viec"))[-1].text
    await room.press(RELATIVE, f"change:{report}")
    await room.say(RELATIVE, "1")
    assert await room.heard(OFFICER) == [], "nothing was changed"
    await room.press(RELATIVE, f"change:{report}")
    for text in ("Sửa lại", "Ý muốn", "Muốn nhận qua tài khoản", "Đúng rồi, gửi đi"):
        await room.say(RELATIVE, text)
    (notice,) = await room.heard(OFFICER)
    assert _keys([notice])[0] == f"follow:{report}"  # type: ignore[list-item]
    assert f"work:wait:{OWN}:0" in _keys(await room.say(OFFICER, "/viec"))


async def test_reports_that_may_be_about_one_person_are_put_together_by_an_officer(room: Room) -> None:
    who = {"nickname": "Lê Thị Hoa", "birth_year": 1945}
    first = await _reported(room, **who, hamlet="thôn 2")
    second = await _reported(room, **who, hamlet="thôn 5", who="telegram:7")
    elsewhere = await _reported(room, **who, area=OTHER, who="telegram:8")
    await room.officer(OFFICER, OWN)
    card = await room.press(OFFICER, f"follow:{second}")
    assert f"{first}: Lê Thị Hoa, thôn 2" in card[-1].text
    assert f"same:{second}:{first}" in _keys(card)
    for wrong in (elsewhere, second, 999, "x", ""):
        refused = await room.press(OFFICER, f"same:{second}:{wrong}")
        assert "không gộp được" in refused[-1].text
    assert NOBODY in (await room.press(OFFICER, f"same:{elsewhere}:{second}"))[-1].text
    await room.press(OFFICER, f"same:{second}:{first}")
    assert (await _audit(room))[-1] == "reports joined"
    page = await room.press(OFFICER, f"work:wait:{OWN}:0")
    assert [key for key in _keys(page) if key.startswith("follow:")] == [f"follow:{first}"]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (None, "sẽ lo việc này"),
        ("contacted", "đang lo việc này"),
        ("stays_cash", "vẫn nhận tiền mặt"),
        ("deceased", "chia buồn"),
    ],
)
async def test_a_relative_s_own_data_tell_in_kind_words_how_far_it_is(room: Room, step: str | None, words: str) -> None:
    report = await _reported(room)
    await room.officer(OFFICER, OWN)
    if step:
        await room.press(OFFICER, f"step:{report}:{step}" + (":yes" if step == "deceased" else ""))
        await room.say(OFFICER, "nhà đang nợ")
    await room.heard(RELATIVE)
    assert words in (await room.say(RELATIVE, "/dulieu"))[-1].text
    given = (await room.press(RELATIVE, "data:file"))[-1]
    text = (await room.file(given.attachment)).decode()
    assert words in text
    assert not [hidden for hidden in ("nợ", "follow_change", "status:", step or "visit_on") if hidden in text]

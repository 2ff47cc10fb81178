"""What people type to pick one of the choices they are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.choices import resolve
from bot.messages import Choice

MENU = (
    Choice("ask", "Hỏi về tài khoản"),
    Choice("scam", "Kiểm tra tin nhắn lừa đảo"),
    Choice("payday", "Ngày chi trả"),
    Choice("report", "Báo nguyện vọng"),
    Choice("data", "Xem dữ liệu"),
)
FAMILY = (Choice("child", "Con"), Choice("grandchild", "Cháu"), Choice("neighbour", "Hàng xóm"))
YES_NO = (Choice("yes", "Đồng ý"), Choice("no", "Không"))
WILLING = (Choice("willing", "Có nhận qua tài khoản"), Choice("cash", "Không nhận qua tài khoản"))
SUMMARY = (Choice("yes", "Đúng rồi, gửi đi"), Choice("edit", "Sửa lại"), Choice("cancel", "Hủy phiếu", aside=True))
CONSENT = (Choice("yes", "Đồng ý"), Choice("cancel", "Hủy phiếu", aside=True))
AREAS = (
    Choice("20965", "Xã Núi Thành"),
    Choice("20971", "Xã Tam Xuân"),
    Choice("20984", "Xã Tam Anh"),
    Choice("20992", "Xã Tam Hải"),
)


@pytest.mark.parametrize(
    ("text", "choices", "key"),
    [
        ("vâng", SUMMARY, "yes"),
        ("ừ", SUMMARY, "yes"),
        ("ok", SUMMARY, "yes"),
        ("gửi đi", SUMMARY, "yes"),
        ("dung gui", SUMMARY, None),
        ("đừng gửi", SUMMARY, None),
        ("dạ đừng", SUMMARY, None),
        ("dạ dừng", SUMMARY, None),
        ("dạ đúng", SUMMARY, "yes"),
        ("đúng", SUMMARY, "yes"),
        ("sửa", SUMMARY, "edit"),
        ("có", CONSENT, "yes"),
        ("không", CONSENT, None),
        ("1", MENU, "ask"),
        ("1.", MENU, "ask"),
        ("(2)", MENU, "scam"),
        ("số 1", MENU, "ask"),
        ("so 3", MENU, "payday"),
        ("cau 1", MENU, "ask"),
        ("câu 2 ạ", MENU, "scam"),
        ("một", MENU, "ask"),
        ("mot", MENU, "ask"),
        ("chọn hai", MENU, "scam"),
        ("dạ chọn số hai nhé", MENU, "scam"),
        ("Ba", MENU, "payday"),
        ("tư", MENU, "report"),
        ("bốn", MENU, "report"),
        ("bon", MENU, "report"),
        ("5", MENU, "data"),
        ("năm", MENU, "data"),
        ("５", MENU, "data"),
        ("6", MENU, None),
        ("0", MENU, None),
        ("123456789012", MENU, None),
        ("bà", AREAS, None),
        ("1 2", MENU, None),
        ("1 hoặc 2", MENU, None),
        ("Ngày chi trả", MENU, "payday"),
        ("ngay chi tra", MENU, "payday"),
        ("NGÀY CHI TRẢ!", MENU, "payday"),
        ("ngay chi", MENU, "payday"),
        ("chi tra", MENU, "payday"),
        ("lừa đảo", MENU, "scam"),
        ("lua dao tin nhan", MENU, "scam"),
        ("nguyện vọng ạ", MENU, "report"),
        ("dữ liệu", MENU, "data"),
        ("ngay chi traa", MENU, "payday"),
        ("bao nguyen vogn", MENU, "report"),
        ("kiem tra tin nhan lua doa", MENU, "scam"),
        ("x", MENU, None),
        ("xe", MENU, "data"),
        ("tin", MENU, None),
        ("trả", MENU, "payday"),
        ("nguyện", MENU, "report"),
        ("gì vậy", MENU, None),
        ("tam", AREAS, None),
        ("xã", AREAS, None),
        ("tam hai", AREAS, "20992"),
        ("Tam Hải", AREAS, "20992"),
        ("tam xuan", AREAS, "20971"),
        ("xa nui thanh", AREAS, "20965"),
        ("núi thành", AREAS, "20965"),
        ("con", FAMILY, "child"),
        ("cháu", FAMILY, "grandchild"),
        ("chau a", FAMILY, "grandchild"),
        ("hang xom", FAMILY, "neighbour"),
        ("hàng xómm", FAMILY, "neighbour"),
        ("", MENU, None),
        ("🙂", MENU, None),
        ("1", (), None),
        ("dạ", YES_NO, "yes"),
        ("vâng ạ", YES_NO, "yes"),
        ("ừ", YES_NO, "yes"),
        ("ok", YES_NO, "yes"),
        ("có", YES_NO, "yes"),
        ("đồng ý", YES_NO, "yes"),
        ("dong y", YES_NO, "yes"),
        ("không", YES_NO, "no"),
        ("ko", YES_NO, "no"),
        ("thôi", YES_NO, "no"),
        ("chưa", YES_NO, "no"),
        ("không đồng ý", YES_NO, "no"),
        ("dạ không ạ", YES_NO, "no"),
        ("đúng", YES_NO, "yes"),
        ("dung", YES_NO, None),
        ("dừng", YES_NO, None),
        ("đừng", YES_NO, None),
        ("ko dong y", YES_NO, "no"),
        ("nhận", WILLING, None),
        ("ko nhận qua tài khoản", WILLING, None),
        ("nhan qua tai khoan", WILLING[1:], None),
        ("co nhan qua tai khoann", WILLING, "willing"),
        ("có mà không", YES_NO, None),
        ("có", MENU, None),
        ("2", YES_NO, "no"),
        ("mẹ tôi muốn hỏi về ngày chi trả tháng này", MENU, None),
        ("tôi đồng ý nhưng mà để hỏi lại mẹ đã", YES_NO, None),
    ],
)
def test_picks_one_choice_or_none(text: str, choices: tuple[Choice, ...], key: str | None) -> None:
    picked = resolve(text, choices)

    assert (picked.key if picked else None) == key


def test_a_long_label_is_picked_by_all_its_words() -> None:
    label = "Người hưởng đau ốm, không ra khỏi nhà được nữa"

    assert resolve(label.lower(), (Choice("ill", label), *FAMILY)) == Choice("ill", label)


def test_two_equal_labels_are_not_decided_between() -> None:
    assert resolve("con", (Choice("a", "Con"), Choice("b", "Con"))) is None


@given(st.integers(0, len(MENU) - 1))
def test_every_label_and_number_picks_its_choice(index: int) -> None:
    assert resolve(MENU[index].label, MENU) == resolve(str(index + 1), MENU) == MENU[index]


@given(st.text(max_size=60))
def test_any_text_picks_an_offered_choice_or_none(text: str) -> None:
    assert resolve(text, MENU) in (*MENU, None)


OFFERS = ["pass", "erase:yes", "mourned", "subscribe", "enrol:yes"]


@pytest.mark.parametrize("key", OFFERS)
@pytest.mark.parametrize("text", ["ừ", "vâng", "có", "ừ con", "dạ có", "đồng ý nghe", "Ờ"])
def test_a_yes_presses_what_was_offered(key: str, text: str) -> None:
    offered = (Choice(key, "Nhờ giúp"), Choice("menu", "Về trang đầu"))
    assert resolve(text, offered) == offered[0]


@pytest.mark.parametrize("text", ["dạ", "ok", "được", "đúng rồi"])
def test_a_mere_nod_presses_only_what_was_asked(text: str) -> None:
    asked, invited = (Choice("pass", "Nhờ giúp"),), (Choice("subscribe", "Đặt lời nhắc"),)
    assert resolve(text, asked) == asked[0]
    assert resolve(text, invited) is None


@pytest.mark.parametrize("text", ["đừng", "dừng", "không", "thôi con", "có tiền chưa"])
def test_no_yes_is_heard_in_something_else(text: str) -> None:
    assert resolve(text, (Choice("erase:yes", "Xóa hết"), Choice("data", "Không, giữ lại"))) != Choice(
        "erase:yes", "Xóa hết"
    )


def test_an_offer_in_the_middle_of_a_list_is_not_pressed() -> None:
    assert resolve("ừ", (Choice("a:x", "Câu khác"), Choice("pass", "Không phải, hỏi cán bộ"))) is None


def test_a_label_is_known_by_its_beginning_and_a_polite_end() -> None:
    again = Choice("takeup:all", "Nhận lại thông báo")
    assert resolve("nhắn lại đi con", (Choice("resume", "Đặt nhắc lại"), again)) == again

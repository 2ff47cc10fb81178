"""What each shipped answer says, and what none of them may say."""

from __future__ import annotations

import re

import pytest

from bot.knowledge.library import INTENTS, load_shipped

LIBRARY = load_shipped()

MUST_SAY = {
    "open_account_who": ["15 tuổi", "già mấy", "khuyết tật", "không biết chữ", "đại diện", "đều như nhau"],
    "open_account_documents": ["bản gốc", "còn hạn", "mức 2", "tự đến", "khuôn mặt", "hỏi ngân hàng trước"],
    "open_account_where": ["chi nhánh", "xã, thôn", "bưu điện", "tự chọn ngân hàng", "miễn hoặc giảm phí"],
    "open_account_online": ["15 tuổi", "chíp", "không quét mặt thay", "giám hộ", "App Store", "quầy"],
    "link_vneid": [
        "mức 2",
        "miễn phí",
        "chính người nhận",
        "tiền đồng",
        "Tài khoản hưởng An sinh xã hội",
        "6 số",
        "Lịch sử đăng ký",
        "cập nhật trước",
        "danh sách",
        "công an xã",
        "Tổ công nghệ số",
    ],
    "use_existing_account": [
        "chính người nhận",
        "đang dùng được",
        "cập nhật căn cước",
        "miễn phí",
        "ủy quyền",
    ],
    "change_account": ["bằng giấy", "ngày 25", "VNeID", "Giữ tài khoản cũ", "ngay hôm nay"],
    "ewallet_mobile_money": [
        "tài khoản điện tử",
        "chỉ khi nơi trả tiền",
        "sim chính chủ",
        "tài khoản ngân hàng",
    ],
    "register_switch": ["họ tên", "trưởng thôn", "VNeID", "danh sách sau", "tiền mặt như cũ", "cứ giữ lại"],
    "report_willing": ["cảm ơn", "đồng ý", "cán bộ xã sẽ hỏi lại", "Không cần số căn cước", "rút lại"],
    "report_unwilling": ["tôn trọng", "tiền mặt", "không vì vậy mà bị cắt", "không ai thúc ép"],
    "voluntary_or_cash": [
        "không bắt buộc",
        "đúng quy định",
        "không vì vậy mà bị cắt",
        "3 tháng liền",
        "tạm dừng",
    ],
    "benefits_of_account": ["khỏi chờ đông", "truy lĩnh", "cây rút tiền xa", "mã PIN", "phí"],
    "pin_forgotten": ["tiền vẫn còn", "quá 2 lần", "căn cước", "sau lưng thẻ", "Đừng ghi mã", "đừng nói mã"],
    "card_lost_swallowed": [
        "gọi khóa ngay",
        "Hủy",
        "người lạ",
        "dán trên máy",
        "căn cước",
        "vẫn vào tài khoản",
    ],
    "card_issue_activate": ["theo hẹn", "đổi mã PIN", "1/7/2025", "căn cước", "miễn phí", "đường dẫn"],
    "withdraw_cash": [
        "mã PIN",
        "căn cước",
        "nhân viên",
        "chưa đăng ký khuôn mặt",
        "hết hạn",
        "phần lẻ",
        "tiền mặt",
    ],
    "account_blocked": ["sai mã PIN", "hết hạn", "khuôn mặt", "lâu không dùng", "báo xã", "đường dẫn"],
    "fees_min_balance": ["VNeID miễn phí", "người có công", "giữ lại", "ghi ra giấy", "tin nhắn", "lừa đảo"],
    "money_safety": [
        "người đứng tên",
        "bảo hiểm",
        "đừng nói mã PIN",
        "đừng đọc mã OTP",
        "đừng bấm",
        "tiền mặt",
    ],
    "scam_check": [
        "cúp máy",
        "không hỏi mã OTP",
        "không thu phí",
        "sau lưng thẻ",
        "156",
        "5656",
        "công an xã",
    ],
    "scam_victim": [
        "1900 558818",
        "1900 545413",
        "1900 558868",
        "1900 9247",
        "máy bay",
        "113",
        "ANTT",
        "đòi phí",
    ],
    "share_card_pin": ["ủy quyền tại ngân hàng", "cán bộ", "100 đến 150 triệu", "9/2/2026", "đừng đưa ai"],
    "payment_day": ["không có ngày chung", "xã chưa báo ngày", "lương hưu"],
    "payment_missing": [
        "ngày trả",
        "căn cước",
        "danh sách tháng sau",
        "3 tháng liền",
        "tạm dừng",
        "1/7/2026",
    ],
    "payment_tet_holiday": [
        "mỗi năm có quyết định",
        "Người có công có thể gộp",
        "tùy địa phương",
        "dời",
        "lừa đảo",
    ],
    "balance_check": [
        "Vấn tin số dư",
        "có thể mất phí",
        "quầy",
        "sau lưng thẻ",
        "không xem được",
        "đừng đưa mã PIN",
    ],
    "amount_rate": [
        "quyết định hưởng",
        "540.000 đồng",
        "3.012.000 đồng",
        "1/7/2026",
        "335/2026",
        "321/2026",
        "tính đến 24/11/2026",
        "nhân hệ số",
        "Đà Nẵng có thể trả cao hơn",
        "không cộng",
    ],
    "eligibility_allowance": [
        "75 tuổi",
        "70 tuổi",
        "khi có đơn",
        "qua mạng",
        "10 ngày làm việc",
        "xã, phường quyết định",
    ],
    "id_lost_expired": [
        "công an xã",
        "đến nhà",
        "58 tuổi",
        "1/1/2025",
        "khớp",
        "ngân hàng cập nhật",
        "tiền mặt",
    ],
    "vneid_level2": [
        "một lần",
        "công an xã",
        "tự đến",
        "số điện thoại",
        "mức 1",
        "bỏ qua VNeID",
        "1900 0368",
    ],
    "authorize_relative": [
        "xã xác nhận",
        "căn cước của cả hai",
        "tại ngân hàng",
        "chính chủ",
        "Đừng chỉ đưa thẻ",
    ],
    "guardian_minor": [
        "15 tuổi",
        "quầy",
        "khai sinh",
        "tòa án",
        "15 đến 17 tuổi",
        "trên điện thoại",
        "tư pháp",
    ],
    "away_or_moved": ["gần nơi đang ở", "xã quê", "xã cũ", "chuyển hồ sơ", "3 tháng liền"],
    "bedridden_home": ["tại nhà", "ngân hàng đến nhà", "công an xã", "ủy quyền", "gặp cán bộ"],
    "illiterate_disabled": ["được đứng tên", "điểm chỉ", "người làm chứng", "phiên dịch", "tiền mặt"],
    "deceased": [
        "chia buồn",
        "tháng sau tháng mất",
        "trả lại",
        "đừng dùng nữa",
        "mai táng",
        "dichvucong.gov.vn",
    ],
    "contact_hotline": [
        "1022",
        "nhánh 3",
        "0236 1022",
        "113",
        "114",
        "115",
        "111",
        "156",
        "1900 9068",
        "1900 0368",
    ],
    "complaint_feedback": ["cán bộ", "1022", "gửi đơn", "công an xã", "dán trên máy"],
    "privacy_data": [
        "phần của xã mình",
        "không xem được tiền",
        "hình căn cước",
        "Xem dữ liệu",
        "Xóa dữ liệu",
    ],
    "admin_units": ["1/7/2025", "Đà Nẵng", "vẫn dùng được", "là sai", "tên xã cũ"],
    "reminder_settings": ["cán bộ xã đã báo ngày", "người thân", "DỪNG"],
    "greeting": ["máy trả lời tự động", "không phải người", "ba việc", "không bao giờ hỏi mã OTP"],
    "thanks_bye": ["không có chi", "mã OTP"],
    "out_of_scope": ["ngoài phần", "1022", "1900 9068", "115", "Sở Nội vụ", "giúp được"],
}

NEVER = [
    r"an toàn",
    r"(?<![Kk]hông )bắt buộc",
    r"(?<!không )phải (?:mở|làm|đăng ký|chuyển)",
    r"tuyệt đối|chắc chắn sẽ|cam kết|bảo đảm|đảm bảo",
    r"LĐ-TB|lao động|thương binh và xã hội|phòng .{0,10}huyện",
    r"(?<!vậy mà )bị cắt|mất luôn",
    r"!|\*\*|\]\(|https?:",
    r"\b(?:link|app|online|sms|email|hotline|chat|bot)\b",
    r"chây ì|sớm hơn|được tặng|lãi cao",
    r"Dạ, (?:em|con|cháu|tôi)\b",
    r"13-HSB|sổ hộ khẩu (?:được|dùng)",
]
NEVER_IN = {
    "open_account_who": [r"80|phải có con|giám hộ"],
    "open_account_documents": [r"phô tô (?:được|cũng)|chứng minh \S+ \S+ (?:vẫn|còn) dùng"],
    "id_lost_expired": [r"chứng minh \S+ \S+ (?:\S+ )?(?:vẫn|còn) dùng"],
    "open_account_online": [r"https?|\.vn"],
    "pin_forgotten": [r"ngày sinh|nhờ con|thử thêm"],
    "card_lost_swallowed": [r"chờ mai|mai ra"],
    "payment_day": [r"mùng|ngày 5|ngày 10|ngày 15|ngày 25"],
    "payment_missing": [r"ngân hàng giữ|chắc bị"],
    "payment_tet_holiday": [r"400\.000|luôn nhận"],
    "amount_rate": [r"360\.000|500\.000|2\.789\.000|2\.055\.000"],
    "eligibility_allowance": [r"80 tuổi|(?:bác|cô chú|anh chị) được hưởng|tự động"],
    "bedridden_home": [r"(?<!không cần )chở"],
    "illiterate_disabled": [r"giám hộ|phải biết chữ"],
    "deceased": [r"rút hết|chúc|vui"],
    "contact_hotline": [r"0235|1900 ?252510|Sở Lao động"],
    "admin_units": [r"phải đổi"],
    "scam_check": [r"có thể đúng|(?<![Đđ]ừng )gửi mã"],
}
SECRET = re.compile(
    r"(?:đọc|nói|gửi|cho biết|nhắn|chụp|nhập) (?:\S+ ){0,2}(?:mã|số thẻ|số tài khoản|hình|căn cước)\b",
    re.IGNORECASE,
)
REFUSED = re.compile(r"đừng|không|lỡ", re.IGNORECASE)


def general(intent: str) -> str:
    return LIBRARY.answer(intent).render(you="bác", commune={})


def everything(intent: str) -> str:
    answer = LIBRARY.answer(intent)
    cases = [answer.render(you="bác", commune={}, option=choice.key) for choice in answer.options]
    return "\n".join([general(intent), *cases])


def test_the_table_is_complete() -> None:
    assert set(MUST_SAY) == set(INTENTS)
    assert set(NEVER_IN) <= set(INTENTS)


@pytest.mark.parametrize("intent", INTENTS)
def test_says_what_it_must(intent: str) -> None:
    said = everything(intent).casefold()
    assert [phrase for phrase in MUST_SAY[intent] if phrase.casefold() not in said] == []


@pytest.mark.parametrize("intent", INTENTS)
def test_says_nothing_dangerous(intent: str) -> None:
    said = everything(intent)
    found = [pattern for pattern in (*NEVER, *NEVER_IN.get(intent, ())) if re.search(pattern, said)]
    assert found == []


@pytest.mark.parametrize("intent", INTENTS)
def test_quotes_no_superseded_amount(intent: str) -> None:
    assert LIBRARY.facts.superseded_in(everything(intent)) == ()


def secrets_asked(text: str) -> list[str]:
    sentences = re.split(r"(?<=[.?;:])\s", text)
    return [part for part in sentences if SECRET.search(part) and not REFUSED.search(part)]


@pytest.mark.parametrize("intent", INTENTS)
def test_never_asks_for_a_secret(intent: str) -> None:
    assert secrets_asked(everything(intent)) == []


@pytest.mark.parametrize("text", ["Bác gửi hình căn cước vào đây.", "Xin đọc mã OTP.", "Bác nhắn số tài khoản."])
def test_the_check_for_secrets_would_see_one(text: str) -> None:
    assert secrets_asked(f"Dạ, chào bác. {text}") == [text]


def test_first_hour_steps_come_in_the_order_that_saves_money() -> None:
    text = general("scam_victim")
    order = ["khóa tài khoản", "máy bay", "công an xã", "cán bộ xã", "đòi phí"]
    places = [text.index(step) for step in order]
    assert places == sorted(places)
    assert len(text.splitlines()) == 6


def test_a_death_is_met_with_condolence_first() -> None:
    assert "chia buồn" in general("deceased").splitlines()[0]


def test_a_person_who_quotes_an_old_rate_is_told_the_present_one() -> None:
    told = LIBRARY.corrections("amount_rate", "sao tui nghe nói 2.789.000 với 500k mà")
    assert told == (
        "Mức 500.000 đồng là mức cũ, nay là 540.000 đồng (Nghị định 335/2026/NĐ-CP).",
        "Mức 2.789.000 đồng là mức cũ, nay là 3.012.000 đồng (Nghị định 321/2026/NĐ-CP).",
    )
    assert LIBRARY.corrections("amount_rate", "được 540.000 phải không") == ()
    assert LIBRARY.corrections("scam_check", "họ đòi 500.000") == ()

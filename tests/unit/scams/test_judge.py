"""Verdicts on clear cases of each kind, on pairs that differ only in negation, and on bad input."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.vietnamese import fold
from bot.scams.judge import Judge, Verdict, advice, explain

JUDGE = Judge.load()

SCAMS = [
    "Có người gọi xưng công an, nói tôi dính vụ rửa tiền, bảo chuyển hết tiền vào tài khoản tạm giữ để kiểm tra",
    "Nhân viên ngân hàng gọi bảo tôi đọc mã OTP vừa gửi về máy để hủy giao dịch",
    "Cán bộ bảo hiểm xã hội kêu cài lại VssID qua đường link rồi đọc mật khẩu",
    "Họ nói mẹ được nhận quà Tết, bấm link điền số thẻ và mã OTP là có tiền",
    "Anh công an khu vực gửi file bảo cài vô máy rồi bấm cho phép, úp điện thoại xuống",
    "Số lạ nói là cháu nội, gặp tai nạn, xin chuyển gấp 10 triệu, dặn đừng cho ba mẹ biết",
    "Shipper nói nhầm vô tài khoản hội viên, bị trừ 3 triệu, kêu bấm link để hủy",
    "Điện lực gọi nói nợ tiền điện, bấm phím 9, rồi bảo chuyển khoản vô tài khoản cá nhân",
    "Nhà mạng kêu tui bấm **21* rồi số của họ để nâng cấp sim",
    "CSGT báo phạt nguội, nộp phạt tại csgt-nopphat.cc trong hôm nay",
    "Luật sư hứa lấy lại tiền bị lừa, đóng phí trước 5 triệu",
    "Chúc mừng bác trúng xe SH, nộp thuế 8 triệu trước mới được nhận",
    "Vào nhóm Zalo đầu tư tiền ảo, cam kết lãi 30% một tháng, nạp tiền vô sàn",
    "Tuyển cộng tác viên làm nhiệm vụ tại nhà, hoa hồng 20%, nạp 3 triệu làm đơn",
    "Vay 50 triệu không thế chấp, đóng trước phí hồ sơ 2 triệu thì mới giải ngân",
    "Ông bác sĩ quân y quen qua mạng gửi thùng quà, hải quan đòi phí 20 triệu",
    "Có người thuê tài khoản ngân hàng của mẹ, trả 500 ngàn, chỉ cần quét mặt một lần",
    "Nó dặn nếu ngân hàng hỏi thì nói chuyển tiền cho con mua đất",
    "KHÔNG cung cấp mã cho ai, chỉ nhập OTP tại trang sau: http://vcb-xacthuc.top",
    "Họ không cho tui tắt máy, bắt giữ bí mật, biểu ra ngân hàng rút sổ tiết kiệm",
    "co nguoi goi bao la cong an, keu me toi chuyen tien vo tai khoan an toan, khong duoc noi voi ai",
]

SHORT = [
    "có người gọi nói là công an bảo con chuyển tiền",
    "Có người gọi xưng công an bảo chuyển tiền",
    "ngân hàng gọi kêu đọc otp",
    "họ đòi mã otp của tui",
    "công an gọi điện bắt mẹ tui nộp tiền",
]

GENUINE = [
    "Ma OTP cua Quy khach la 483920, hieu luc 3 phut. Tuyet doi KHONG cung cap ma nay cho bat ky ai.",
    "Ma OTP cua Quy khach la [mã đã che], hieu luc 3 phut. Tuyet doi KHONG cung cap ma nay cho bat ky ai.",
    "TK 4200xxx118: +1.200.000d luc 08:12 05/11. SD 1.830.000d. ND: CHI TRA TRO CAP BTXH T11",
    "UBND xã kính mời ông Bảy đến bộ phận một cửa lúc 8h ngày 24/11 để bổ sung hồ sơ, mang theo căn cước.",
    "Chi trả trợ cấp tháng 12 tại nhà văn hóa thôn sáng thứ Năm, bà con đi đúng giờ.",
    "Công an khuyến cáo: đối tượng giả danh công an yêu cầu người dân chuyển tiền. Người dân tuyệt đối không làm theo.",
    "Mẹ ơi tối con về ăn cơm, mẹ nấu canh chua nghe",
    "Dien luc thong bao tam ngung cung cap dien de bao tri tu 7h30 den 16h ngay 22/11. Mong quy khach thong cam.",
    "[QC] Tang 20% gia tri the nap. Chi tiet tai https://viettel.vn/km. LH 198 (0d). Tu choi QC soan TC gui 199.",
    "Bệnh viện nhắc lịch tái khám ngày 25/11 lúc 8h, mang theo thẻ BHYT và toa cũ.",
    "Don hang SPX0912 dang giao den ban, tong thu 89.000d. Dong kiem truoc khi thanh toan.",
    "Trường mời phụ huynh dự họp lúc 7h30 chủ nhật tại lớp 9A",
    "Quên mã PIN thì làm sao, ra ngân hàng phải không",
]


@pytest.mark.parametrize("text", SCAMS)
def test_clear_scam(text: str) -> None:
    judgement = JUDGE.judge(text)
    assert judgement.verdict is Verdict.SCAM
    assert judgement.kind
    assert judgement.reasons


@pytest.mark.parametrize("text", SHORT)
def test_one_request_is_enough(text: str) -> None:
    assert JUDGE.judge(text).verdict is Verdict.SCAM


@pytest.mark.parametrize("text", GENUINE)
def test_clear_genuine(text: str) -> None:
    assert JUDGE.judge(text).verdict is Verdict.NO_SIGN


@pytest.mark.parametrize("text", [*SCAMS, *GENUINE])
def test_same_verdict_without_diacritics(text: str) -> None:
    bare = fold(text)
    scam = JUDGE.judge(text).verdict is Verdict.SCAM
    assert (JUDGE.judge(bare).verdict is not Verdict.NO_SIGN) is scam


@pytest.mark.parametrize(
    ("warning", "attack"),
    [
        (
            "Tuyệt đối không cung cấp mã OTP cho bất kỳ ai",
            "Không cung cấp cho ai khác, chỉ nhập OTP tại trang sau vcb-otp.top",
        ),
        ("Đừng chuyển tiền cho người tự xưng công an nghe mẹ", "Người tự xưng công an bảo mẹ chuyển tiền gấp cho họ"),
        (
            "Ngân hàng không bao giờ yêu cầu cung cấp mật khẩu",
            "Ngân hàng yêu cầu cung cấp mật khẩu ngay, nếu không sẽ khóa tài khoản",
        ),
        ("Không bấm link lạ, không cài ứng dụng lạ", "Họ kêu bấm link rồi cài ứng dụng họ gửi"),
        ("Nhận quà Tết không phải đóng đồng nào", "Muốn nhận quà Tết phải đóng phí trước 200 ngàn cho họ"),
    ],
)
def test_negation(warning: str, attack: str) -> None:
    assert JUDGE.judge(warning).verdict is Verdict.NO_SIGN
    assert JUDGE.judge(attack).verdict is Verdict.SCAM


@pytest.mark.parametrize(
    "text",
    [
        "Vui l0ng đọc mã 0TP cho em để hủy giao dịch",
        "Đ ọ c m ã O T P vừa gửi về máy cho em",
        "c.h.u.y.e.n t.i.e.n vào tài khoản an toàn của công an",
        "Ch\u200buyển t\u200biền vào tài kh\u200boản tạm giữ để công an kiểm tra",
        "Сông аn yêu cầu сhuyển tiền vàо tài khoản tạm giữ",
        "Tai kh0an bi kh0a, d@ng nh4p vcb-mo[.]top nhap 0TP",
    ],
)
def test_disguised(text: str) -> None:
    assert JUDGE.judge(text).verdict is Verdict.SCAM


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SCAMS), st.sampled_from(["\u200b", "\u200d", "\u2060", "\ufeff"]), st.integers(1, 5))
def test_invisible_letters_change_nothing(text: str, invisible: str, every: int) -> None:
    hidden = "".join(letter + (invisible if place % every == 0 else "") for place, letter in enumerate(text))
    plain, judged = JUDGE.judge(text), JUDGE.judge(hidden)
    assert judged.verdict is plain.verdict
    assert judged.score == plain.score


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["otp", "mật khẩu", "chuyển tiền"]), st.sampled_from([".", "-", "_", "*"]))
def test_dotted_letters_change_nothing(word: str, dot: str) -> None:
    dotted = " ".join(dot.join(part) for part in word.split())
    said = {"otp": f"Họ bảo tôi đọc mã {dotted} cho họ", "mật khẩu": f"Họ bảo tôi đọc {dotted} cho họ"}
    text = said.get(word, f"Công an bảo {dotted} vào tài khoản an toàn, không được nói với ai")
    assert JUDGE.judge(text).verdict is Verdict.SCAM


@pytest.mark.parametrize("text", SCAMS)
def test_decomposed_letters_change_nothing(text: str) -> None:
    assert JUDGE.judge(unicodedata.normalize("NFD", text)).verdict is Verdict.SCAM


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(SCAMS), max_size=3).map("\n".join)))
def test_reasons_quote_the_text(text: str) -> None:
    judgement = JUDGE.judge(text)
    assert 0 <= judgement.score <= 1
    assert len(judgement.reasons) <= 3
    for reason in judgement.reasons:
        assert reason.quote in text
        assert 0 < len(reason.quote) <= 80
        assert explain(reason.flag)


@pytest.mark.parametrize("text", ["", " ", "\n", "😀😀", "?", "\u200b", "\u202e", "1", "[mã đã che]"])
def test_nothing_to_read(text: str) -> None:
    assert JUDGE.judge(text).verdict is Verdict.NO_SIGN


@pytest.mark.parametrize(
    "text",
    [
        "a" * 20_000,
        "o t p " * 3_400,
        "a.b." * 5_000,
        "công an bảo " * 1_700,
        "không " * 3_500,
        "http://" * 2_900,
        "(.)" * 6_700,
        "1.2.3.4/" * 2_500,
        "*21" * 6_700,
        "mã OTP " * 2_900,
        "[" * 20_000,
        "x" * 10_000 + "đọc mã OTP cho em",
    ],
)
def test_long_input_is_bounded(text: str) -> None:
    JUDGE.judge(text)
    spent = min(_spent(text) for _ in range(3))
    assert spent < 0.2, "some 85 ms at most on an idle machine; it is what grows with the square that is looked for"


def _spent(text: str) -> float:
    start = time.process_time()
    JUDGE.judge(text)
    return time.process_time() - start


def test_a_message_is_judged_in_a_hundredth_of_a_second() -> None:
    texts = [*SCAMS, *GENUINE, *(fold(text) for text in SCAMS)] * 3
    spent = sorted(_spent(text) for text in texts)
    assert spent[int(0.99 * len(spent))] < 0.01


def test_end_of_a_long_text_is_read() -> None:
    assert JUDGE.judge("Chào bác. " * 1_900 + SCAMS[0]).verdict is Verdict.SCAM


@pytest.mark.parametrize(
    "text",
    [
        "chao ba con la Lan ben ngan hang agribank",
        "Dạ em là Hùng, nhân viên tổng đài Viettel đây ạ",
        "tôi là đại úy Minh công an thành phố",
    ],
)
def test_who_only_introduces_themselves_is_asked_about(text: str) -> None:
    judgement = JUDGE.judge(text)
    assert judgement.verdict is Verdict.UNSURE
    assert judgement.ask == "asked_what"


def test_money_promised_is_not_money_asked_for() -> None:
    judgement = JUDGE.judge("Họ nói bà nội được thêm 400 ngàn, bảo lên zalo đọc số căn cước cho họ")
    assert "asks_transfer" not in {reason.flag for reason in judgement.reasons}


@pytest.mark.parametrize(
    "text",
    [
        "con trai nhắn số mới mượn 5 triệu có nên chuyển không",
        "Công an yêu cầu chuyển tiền vào tài khoản an toàn có đúng không",
    ],
)
def test_a_question_does_not_hide_what_is_wanted(text: str) -> None:
    assert JUDGE.judge(text).verdict is not Verdict.NO_SIGN


def test_unsure_asks_one_question() -> None:
    judgement = JUDGE.judge("Có người gọi xưng công an phường rồi hẹn chiều gọi lại")
    assert judgement.verdict is Verdict.UNSURE
    said = advice(judgement)
    assert said.question is not None
    assert {option.verdict for option in said.question.options} <= set(Verdict)
    assert len(said.question.options) <= 4


@pytest.mark.parametrize("text", [*SCAMS, *GENUINE, "Con nhắn hỏi mượn tiền"])
def test_never_says_safe(text: str) -> None:
    said = advice(JUDGE.judge(text))
    assert "an toàn" not in (said.todo + said.verify).lower()
    assert said.todo[0] in "🔴🟡⚪"
    assert said.verify


def test_a_sum_is_quoted_with_its_unit_and_a_link_once() -> None:
    said = JUDGE.judge("Họ bảo bác chuyển 30 triệu, bấm vào http://vneid-moi.top nhập mã OTP gấp trong hôm nay")
    quotes = [reason.quote for reason in said.reasons]
    assert not [quote for quote in quotes if quote.endswith("30")]
    assert sum("vneid-moi.top" in quote for quote in quotes) == 1
    assert len(quotes) == 3


def test_official_host_does_not_cancel_a_request() -> None:
    text = "Vào https://dichvucong.gov.vn rồi đọc mã OTP cho em, không được nói với ai"
    assert JUDGE.judge(text).verdict is Verdict.SCAM


@pytest.mark.parametrize("text", ["0905 123 456", "+84 24 7300 1234", "số 1900 6111", "VIETCOMBANK", "BHXHVN"])
def test_a_number_or_a_name_alone_decides_nothing(text: str) -> None:
    judgement = JUDGE.judge(text)
    assert (judgement.verdict, judgement.ask) == (Verdict.UNSURE, "asked_what")
    assert judgement.reasons[0].quote == text


@pytest.mark.parametrize("text", ["500.000", "Dạ", "A LO", "10/12/2026", "1"])
def test_other_short_texts_are_no_numbers_and_no_names(text: str) -> None:
    assert JUDGE.judge(text).verdict is Verdict.NO_SIGN

"""Promise 1: secrets are hidden before they are stored, and what answers need is not."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.knowledge.vietnamese import words
from bot.masking import PLACEHOLDERS, mask

CODE, CARD, ACCOUNT, ID = (PLACEHOLDERS[kind] for kind in ("code", "card", "account", "id"))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("mã otp là 482913", f"mã otp là {CODE}"),
        ("ma otp 482913", f"ma otp {CODE}"),
        ("OTP: 482913", f"OTP: {CODE}"),
        ("otp 1 2 3 4 5 6", f"otp {CODE}"),
        ("otp 12-34-56", f"otp {CODE}"),
        ("otp 482 913 nhé", f"otp {CODE} nhé"),
        ("mã pin của mẹ em là 1945", f"mã pin của mẹ em là {CODE}"),
        ("pin 4829", f"pin {CODE}"),
        ("mã PIN thẻ ATM: 4829", f"mã PIN thẻ ATM: {CODE}"),
        ("mã xác thực 90123456", f"mã xác thực {CODE}"),
        ("mã bảo mật cvv 123", f"mã bảo mật cvv {CODE}"),
        ("mã của em là 482913", f"mã của em là {CODE}"),
        ("mã là 482913", f"mã là {CODE}"),
        ("mã: 4829", f"mã: {CODE}"),
        ("OTP em mới nhận được nè 482913", f"OTP em mới nhận được nè {CODE}"),
        ("họ nhắn mã otp rồi đây 482913 đọc không", f"họ nhắn mã otp rồi đây {CODE} đọc không"),
        ("482913 là mã otp", f"{CODE} là mã otp"),
        ("4829 la ma pin", f"{CODE} la ma pin"),
        ("482913 otp đây", f"{CODE} otp đây"),
        ("mã otp: K7X9P2", f"mã otp: {CODE}"),
        ("mật khẩu 123456", f"mật khẩu {CODE}"),
        ("mat khau la 123456", f"mat khau la {CODE}"),
        ("mật khẩu là hoahong", f"mật khẩu là {CODE}"),
        ("mật khẩu của em là conmeo123 nha", f"mật khẩu của em là {CODE} nha"),
        ("pass: Hoa@2024", f"pass: {CODE}"),
        ("password = matkhau1", f"password = {CODE}"),
        ("mk: abc999", f"mk: {CODE}"),
        ("Mật khẩu là hoa 2024", f"Mật khẩu là {CODE}"),
        ("482913", CODE),
        (" 482 913 ", f" {CODE} "),
        ("12-34-56", CODE),
        ("1 2 3 4 5 6", CODE),
        ("000000", CODE),
        ("48291377", CODE),
        ("４８２９１３", CODE),
        ("otp 482913", f"otp {CODE}"),
        ("otp 482913 k biết đúng không", f"otp {CODE} k biết đúng không"),
        ("mã otp 482913 ngày 12/3", f"mã otp {CODE} ngày 12/3"),
        ("otp 482913 đồng ý không", f"otp {CODE} đồng ý không"),
        ("otp ٤٨٢٩١٣", f"otp {CODE}"),
        ("otp 48\u200b29\u200b13", f"otp {CODE}"),
        ("m\u00e3 otp 482913 va ma otp 556677", f"m\u00e3 otp {CODE} va ma otp {CODE}"),
        ("mật khẩu 482913", f"mật khẩu {CODE}"),
        ("Ma OTP cua quy khach la 482913. Khong chia se", f"Ma OTP cua quy khach la {CODE}. Khong chia se"),
        ("VCB: Ma xac thuc giao dich 482913, han 3 phut", f"VCB: Ma xac thuc giao dich {CODE}, han 3 phut"),
        ("mật khẩu app là Hoa123 còn pin thẻ 2468", f"mật khẩu app là {CODE} còn pin thẻ {CODE}"),
        ("cccd 0490 8500 1234, sđt 0905123456", f"cccd {ID}, sđt 0905123456"),
        ("4111111111111111", CARD),
        ("4111 1111 1111 1111", CARD),
        ("thẻ 9704-0512-3456-7890 của mẹ", f"thẻ {CARD} của mẹ"),
        ("thẻ 9704 0512 3456 7890 123", f"thẻ {CARD}"),
        ("9704051234567890123", CARD),
        ("1234567890123", CARD),
        ("9704 0512 3456 7890 4111 1111 1111 1111", f"{CARD} {CARD}"),
        ("9704051234567890 0905123456", f"{CARD} 0905123456"),
        ("stk 123456", f"stk {ACCOUNT}"),
        ("STK: 4200 2050 12345", f"STK: {ACCOUNT}"),
        ("số tài khoản của em là 4200205012345", f"số tài khoản của em là {ACCOUNT}"),
        ("so tai khoan 711A12345678", f"so tai khoan {ACCOUNT}"),
        ("tk vietcombank 0071000123456", f"tk vietcombank {ACCOUNT}"),
        ("tài khoản 0905123456", f"tài khoản {ACCOUNT}"),
        ("chuyển vào tài khoản 10387654321 giúp em", f"chuyển vào tài khoản {ACCOUNT} giúp em"),
        ("account 88889999", f"account {ACCOUNT}"),
        ("cccd 049085001234", f"cccd {ID}"),
        ("049 085 001 234", ID),
        ("049.085.001.234", ID),
        ("cmnd 201234567", f"cmnd {ID}"),
        ("CMND 201 234 567 cấp năm 2010", f"CMND {ID} cấp năm 2010"),
        ("205.123.456", ID),
        ("049085001234 và 4111111111111111", f"{ID} và {CARD}"),
    ],
)
def test_hides_secrets(text: str, masked: str) -> None:
    assert mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mã otp là gì",
        "quên mã pin",
        "quen ma pin roi lam sao",
        "mật khẩu là gì vậy",
        "mat khau la sao",
        "mật khẩu: không được đưa cho ai",
        "đổi mật khẩu ở đâu",
        "mã pin gồm 6 số",
        "mã otp 6 chữ số",
        "otp hết hạn sau 120 giây",
        "đổi mã pin năm 2026 ở đâu",
        "quên pin gọi 1900 6488",
        "quên mã pin thì gọi 1022",
        "quên mã pin, 0905123456",
        "quên mã pin 0905 123 456",
        "500000 540000 2789000",
        "tăng từ 500.000 lên 540.000 từ 01/07/2026",
        "0905-123-456",
        "mã số thuế 0101234567",
        "540.000",
        "540.000 đ",
        "2.789.000 đ",
        "2.789.000",
        "500k",
        "1tr2",
        "200000000 đồng",
        "200000000",
        "200.000.000",
        "200 000 000 đồng",
        "540000",
        "540000đ mỗi tháng",
        "trợ cấp 1 500 000 đồng",
        "335.500.000.000 đồng",
        "mất 12.500 nghìn",
        "nộp 300000 vnd phí mở thẻ",
        "tài khoản 500000 đồng",
        "chuyển vào tài khoản 2.789.000 đồng",
        "1945",
        "12",
        "5",
        "20791",
        "01/01/1945",
        "01011945",
        "12-03-2026",
        "12.03.2026",
        "12-03-26",
        "sinh năm 1945",
        "chi từ 2020-2025",
        "từ 01.07.2025 05.07.2026",
        "0905123456",
        "0905 123 456",
        "0905.123.456",
        "+84905123456",
        "+84 905 123 456",
        "0235 3812345",
        "0235 3 812 345",
        "02353812345",
        "0905 123 456 0906 123 457",
        "gọi 0905123456 hoặc 0906123457",
        "1900558868",
        "1900 54 54 13",
        "18001091",
        "113",
        "gọi 156",
        "nhắn tin 5656",
        "tổng đài 1022",
        "nghị định 335/2026/NĐ-CP",
        "quyết định 20/2021",
        "số nhà 12 Trần Phú",
        "mã xã 20791",
        "xã Tam Xuân 1",
        "10 20 30 40 50 60 70",
        "má em sinh 1945",
        "2 giờ 30 ngày 15 tháng 3 năm 2026",
        "con gái 12 tuổi, cháu 34 tuổi",
        "🙂🙂",
        "ngân hàng cần 1 ảnh 3x4",
    ],
)
def test_leaves_what_answers_need(text: str) -> None:
    assert mask(text).text == text
    assert mask(text).kinds == ()


def test_names_the_kinds_in_their_order_once() -> None:
    result = mask("thẻ 4111111111111111, otp 482913, thẻ 9704051234567890")

    assert result.kinds == ("card", "code")


def test_finds_keywords_in_decomposed_text() -> None:
    assert mask("ma\u0303 otp la\u0300 482913").text == f"ma\u0303 otp la\u0300 {CODE}"


DIGITS = "".join(map(str, range(10)))
PIECES = st.sampled_from(
    [
        "mã otp ",
        "pin ",
        "mật khẩu là ",
        "pass: ",
        "stk ",
        "tk ",
        "là ",
        " đồng",
        "k",
        ".",
        " ",
        "-",
        "\n",
        "của em ",
    ]
)
TEXTS = st.lists(
    st.one_of(
        PIECES,
        st.text(DIGITS, max_size=20),
        st.text(max_size=8),
        st.sampled_from(list(PLACEHOLDERS.values())),
    ),
    max_size=14,
).map("".join)


@given(TEXTS)
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask(text)

    assert mask(once.text) == type(once)(once.text, ())


@given(
    st.text("abcdxyz ,\n", max_size=30),
    st.text(DIGITS, min_size=12, max_size=19).filter(lambda run: not run.startswith("00")),
    st.text("abcdxyz ,\n", max_size=30),
)
def test_no_long_run_of_digits_survives(before: str, run: str, after: str) -> None:
    text = f"{before} {run} ,{after}"

    assert run not in mask(text).text


@given(st.text().filter(lambda text: not any(map(str.isdigit, unicodedata.normalize("NFKD", text)))))
def test_text_without_digits_or_words_of_secrets_is_unchanged(text: str) -> None:
    assume(not {"khau", "matkhau", "mk", "pass", "password", "passcode"} & set(words(text)))

    assert mask(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "1" * 50_000,
        "1 " * 25_000,
        "otp " * 12_500,
        "mật khẩu là " * 4_200,
        "ma otp 123456 " * 3_600,
        "nhà em ở xã Bình Triều 540.000 đ " * 1_500,
        "otp" + " " * 50_000,
    ],
)
def test_takes_time_in_proportion_to_the_text(text: str) -> None:
    shortest = min(_seconds(text) for _ in range(3))

    assert shortest < 0.5


def _seconds(text: str) -> float:
    started = time.process_time()
    mask(text)
    return time.process_time() - started

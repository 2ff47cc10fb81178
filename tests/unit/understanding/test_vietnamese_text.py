"""Composition, folding, typing habits, dialect and numbers: what must hold for any text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.numerals import amounts, number_in_words
from bot.knowledge.typing_habits import is_syllable, repair
from bot.knowledge.vietnamese import compose, fold, has_diacritics, standardise, unify_tones, words

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ ", max_size=60
)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(VIETNAMESE)
def test_both_unicode_forms_compose_to_the_same(text: str) -> None:
    assert compose(unicodedata.normalize("NFD", text)) == compose(unicodedata.normalize("NFC", text))


@given(VIETNAMESE)
def test_folded_vietnamese_is_plain_ascii(text: str) -> None:
    assert fold(text).isascii()


@given(st.text())
def test_no_text_breaks_the_standard_form(text: str) -> None:
    assert isinstance(standardise(text), str)


@given(st.text())
def test_words_hold_letters_and_digits_only(text: str) -> None:
    assert all(character.isalnum() for word in words(text) for character in word)


def test_invisible_characters_are_dropped() -> None:
    assert compose("mã\u200b PIN\u00a0 của\ufeff tôi") == "mã PIN của tôi"


@pytest.mark.parametrize(
    ("new", "old"), [("hoà", "hòa"), ("khoá", "khóa"), ("thuỷ", "thủy"), ("khoẻ", "khỏe"), ("tuỳ", "tùy")]
)
def test_both_placements_of_the_tone_are_one(new: str, old: str) -> None:
    assert unify_tones(new) == old == unify_tones(old)


def test_tone_of_qu_stays() -> None:
    assert unify_tones("quý") == "quý"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tieefn", "tiền"),
        ("ddwowcj", "được"),
        ("dduowcj", "được"),
        ("nguwowif", "người"),
        ("khoong", "không"),
        ("ddoongf", "đồng"),
        ("chuaw", "chưa"),
        ("ddaau", "đâu"),
        ("ngaan", "ngân"),
        ("quees", "quế"),
        ("hoaf", "hòa"),
        ("toanf", "toàn"),
        ("tie6n2", "tiền"),
        ("d9u7o7c5", "được"),
        ("kho6ng", "không"),
        ("ma61t", "mất"),
        ("ngu7o7i2", "người"),
        ("tieenfff", "tiền"),
        ("khôngggg", "không"),
        ("taikhoan", "tai khoan"),
    ],
)
def test_keys_left_by_an_input_method_are_composed(typed: str, meant: str) -> None:
    assert repair(typed) == meant


@pytest.mark.parametrize(
    "word", ["atm", "otp", "vneid", "zalo", "card", "link", "agribank", "tien", "khoan", "post", "cap2"]
)
def test_words_that_are_no_key_sequences_stay(word: str) -> None:
    assert repair(word) == word


@given(
    st.sampled_from(
        [
            "tiền",
            "được",
            "người",
            "không",
            "ngân",
            "quên",
            "mất",
            "thẻ",
            "rút",
            "chuyển",
            "đổi",
            "quyền",
            "mở",
            "nhận",
            "trợ",
            "cấp",
        ]
    )
)
def test_a_word_without_slips_stays(word: str) -> None:
    assert repair(word) == word


def test_possible_and_impossible_syllables() -> None:
    assert all(map(is_syllable, ("tien", "nghieng", "gi", "giua", "quyen", "oanh", "yeu")))
    assert not any(map(is_syllable, ("tieefn", "vneid", "bcd", "zalo", "atm")))


@pytest.mark.parametrize(
    ("written", "standard"),
    [
        ("tk mẹ e bị khoá r", "tài khoản mẹ em bị khóa rồi"),
        ("ko dc j", "khong duoc gi"),
        ("hok bik", "khong biet"),
        ("khi mô có tiền rứa hè", "khi nào có tiền vậy"),
        ("răng chưa có tiền", "sao chưa có tiền"),
        ("mở thẻ ở mô", "mở thẻ ở đâu"),
        ("làm chi rứa", "làm gì vậy"),
        ("mệ tui lãnh tiền", "bà tôi nhận tiền"),
        ("bữa ni có phát tiền không", "hôm nay có phát tiền không"),
        ("chừ mần răng", "bây giờ làm sao"),
        ("chi trả ở mô", "chi trả ở đâu"),
        ("khi mo co tien", "khi nao co tien"),
        ("lam the o mo", "lam the o dau"),
        ("di mo tai khoan", "di mo tai khoan"),
        ("rang chua co tien rua", "sao chua co tien vay"),
        ("noi rang", "noi rang"),
    ],
)
def test_one_standard_form_for_dialect_and_short_forms(written: str, standard: str) -> None:
    assert standardise(written) == standard


def test_whether_a_text_has_marks() -> None:
    assert all(map(has_diacritics, ("đi", "ĐI", "tôi", "ơi", "tê tay", "thăm", "cho tôi")))
    assert has_diacritics("tiền")
    assert not has_diacritics("tien tro cap")


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("năm trăm bốn mươi nghìn", (540_000,)),
        ("nam tram bon muoi ngan dong", (540_000,)),
        ("540k", (540_000,)),
        ("540.000đ", (540_000,)),
        ("1tr2", (1_200_000,)),
        ("1,5 triệu", (1_500_000,)),
        ("3.012.000 đồng", (3_012_000,)),
        ("một triệu hai trăm nghìn", (1_200_000,)),
        ("từ 500.000 lên 540.000", (500_000, 540_000)),
        ("bà 82 tuổi", ()),
        ("gọi 0905123456", ()),
        ("ngày 2/9", ()),
    ],
)
def test_sums_of_money(text: str, sums: tuple[int, ...]) -> None:
    assert amounts(text) == sums


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("hai mươi lăm", 25),
        ("một trăm linh năm", 105),
        ("mười hai", 12),
        ("hai triệu rưỡi", 2_500_000),
        ("con mèo", None),
    ],
)
def test_numbers_in_words(text: str, number: int | None) -> None:
    assert number_in_words(text) == number


@given(st.integers(min_value=1_000, max_value=999_999_999))
def test_a_grouped_sum_is_read_back(value: int) -> None:
    assert amounts(f"{value:,} đ".replace(",", ".")) == (value,)

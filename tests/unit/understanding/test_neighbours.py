"""Words that are two words, told apart by the company that they keep; and what holds for any text."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.knowledge.neighbours import TABLES, Rules
from bot.knowledge.urgent import urgent
from bot.knowledge.vietnamese import fold, has_diacritics, standardise

STAYS = """
bị hỏng | điện thoại hỏng rồi | làm hỏng thẻ | màn hình hỏng không xem được | thẻ hỏng có rút được không
sổ hộ khẩu | người giám hộ | hộ nghèo | hộ chiếu hết hạn | chủ hộ nhận thay cả nhà được không | hộ gia đình
sổ hộ nghèo
ủng hộ bão lụt | hộ cận nghèo | mỗi hộ một người | bảo hộ lao động | làm hộ khẩu ở đâu | nhận hộ chiếu ở đâu
ly hôn rồi | kết hôn với người nước ngoài | bà đang hôn mê | tình trạng hôn nhân
đi làm răng giả | ông đau răng | khám răng miễn phí | trồng răng implant | rụng hết răng
mẫu đơn ở đâu | lấy mẫu giấy ủy quyền | biểu mẫu | biểu phí rút tiền | đại biểu hội đồng | thời gian biểu
lãnh đạo xã | lĩnh vực | bảo lãnh | lãnh sự quán
cổ phiếu | cổ phần ngân hàng | đau cổ | phố cổ hội an | vòng cổ
công bố danh sách | khủng bố | cha xứ | tía tô
không nghe điện thoại | tai bà nghe không rõ | nghe nói có tiền | gọi cho ông mà không nghe máy | cho tôi nghe
mùa hè | nghỉ hè | vỉa hè | hồi hè
bà bị tê liệt nửa người | tê tay | thuốc tê
mô hình | quy mô | xe mô tô | mô tả | ở mô hình này
chi nhánh ngân hàng | chi trả | chi phí | chi tiết | chi hội | chi cục thuế | linh chi | phiếu chi
vô cùng | vô hiệu hóa tài khoản | vô thời hạn | vô gia cư
khối u | u bướu | đen thui | thắp nhang | hăm dọa | hai mốt tuổi
áo sơ mi | lông mi | ni cô | sê ri | trật khớp | ôn tập | ôn hòa | cấy lúa | hung dữ | lỗ hổng | bên hông nhà
kêu gọi ủng hộ | mạ vàng | gieo mạ | tìm kiếm | kiếm tiền
photo căn cước | bình gas | thẻ visa | taxi | xe bus | virus | data
10 kg gạo | 500 k | kkkkk
ung dung vneid | ung thu | ung ho | tam ung | lien he xa | he thong | the he | ha noi | ky ha
lanh dao xa | tu lanh | dien lanh | bao lanh | linh tinh | co linh
rua tien | rua tay | may hong | hoa hong | bi hong | ro rang | noi rang | danh rang
cam on rat nhieu | nhieu nguoi | giay hen | hen mai | dia chi | bao chi | chi can | chi nhanh
bo cong an | di mo tai khoan | ly hon | ho ngheo | hem 17
""".replace("\n", " | ")

BECOMES = """
tui hỏng biết chi hết = tôi không biết gì hết
mẹ em hổng chịu = mẹ em không chịu
bà hông có thẻ = bà không có thẻ
có mất tiền hông = có mất tiền không
có mất tiền hôn ? = có mất tiền không ?
ba nhận hộ mẹ được không = ba nhận giúp mẹ được không
rút tiền hộ bà = rút tiền giúp bà
làm hộ em với = làm giúp em với
lãnh tiền giùm = nhận tiền giúp
xã phát ra răng rứa = xã phát ra sao vậy
làm răng biết = làm sao biết
chi rứa = gì vậy
không hiểu chi hết = không hiểu gì hết
ai mô gọi hỏi tui = ai đâu gọi hỏi tôi
o nớ biểu đọc mã = cô đó bảo đọc mã
mạ tui lãnh lương ở mô = mẹ tôi nhận lương ở đâu
má biểu con coi = mẹ bảo con xem
mai đi nghe con = mai đi con
nhớ nhận tiền nghe = nhớ nhận tiền
lụt rứa khi mô phát hè = lụt vậy khi nào phát
bữa tê = hôm kia
người tê = người kia
cổ nói chờ = cô nói chờ
u em mất rồi = mẹ em mất rồi
cái ni răng chừ chưa thấy = cái này sao bây giờ chưa thấy
em vô ngân hàng = em vào ngân hàng
ra nhang hỏi = ra ngân hàng hỏi
mã KH của bà = mã khách hàng của bà
kh biết = không biết
ko dc j hết = không được gì hết
quên mk rồi = quên mật khẩu rồi
mk hỏi chút ạ = mình hỏi chút ạ
soạn DK gửi 901 ạ = soạn đăng ký gửi 901 ạ
sổ tk của mẹ = sổ tiết kiệm của mẹ
đổi cccd = đổi căn cước công dân
c ơi, a ấy ck cho e r = chị ơi , anh ấy chuyển khoản cho em rồi
khong ung lam the = khong muon lam the
chua linh tien = chua nhan tien
di lanh luong = di nhan luong
truy linh = truy nhan
rang chua co tien rua = sao chua co tien vay
co mat tien hong = co mat tien khong
hong biet = khong biet
duoc nhieu = duoc bao nhieu
duoc nhieu mot thang = duoc bao nhieu mot thang
lam chi rua = lam gi vay
ko biet lam the o mo = khong biet lam the o dau
co gi ko he = co gi khong
e k co tk = em khong co tai khoan
""".strip().splitlines()


@pytest.mark.parametrize("text", [text.strip() for text in STAYS.split("|") if text.strip()])
def test_an_ordinary_word_stays(text: str) -> None:
    assert standardise(text) == text


@pytest.mark.parametrize(("written", "standard"), [line.split(" = ") for line in BECOMES])
def test_a_short_or_local_word_is_written_out(written: str, standard: str) -> None:
    assert standardise(written) == standard


@pytest.mark.parametrize("text", ["O T P", "o . t . p", "c h u y ể n k h o ả n", "v n e i d", "m ã x á c t h ự c"])
def test_letters_that_spell_a_word_are_no_short_forms(text: str) -> None:
    assert standardise(text) == text.lower()


def test_three_letters_at_most_are_short_forms_in_a_row() -> None:
    assert standardise("a c ơi") == "anh chị ơi"


@pytest.mark.parametrize("text", ["ko co tien", "me e mat hqua r", "ba noi ck roi, k biet s nua", "tui hong biet j"])
def test_what_is_written_without_marks_stays_without(text: str) -> None:
    assert not has_diacritics(standardise(text))


@pytest.mark.parametrize("text", ["ba noi em mat roi ko biet bao ai", "me em mat hqua r, co can bao xa k"])
def test_a_short_form_does_not_hide_a_death(text: str) -> None:
    found = urgent(text)
    assert found is not None
    assert found.kind == "deceased"


def _vocabulary(marked: str) -> list[str]:
    """The words of the tables, and those that stand beside them in its phrases."""
    table = {**TABLES["short"], **TABLES[marked]}
    sure = " ".join([*TABLES["sure"], *TABLES["sure"].values()])
    common = "tiền thẻ mẹ con không có được biết ở đâu cho ngân hàng xã hội nghèo khẩu ? . ,"
    listed = [*table, *sure.split(), *common.split()]
    return sorted({word if marked == "marked" else fold(word) for word in listed})


def _sentences(marked: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(_vocabulary(marked)), max_size=14).map(" ".join)


@given(st.one_of(_sentences("marked"), _sentences("plain")))
def test_the_standard_form_is_not_much_longer(text: str) -> None:
    assert len(standardise(text).split()) <= 5 * len(text.split())


@given(st.one_of(_sentences("marked"), _sentences("plain")))
@example("ngái ngái ngái ngái")
def test_readings_come_to_an_end(text: str) -> None:
    """A word that is decided may decide the next one, and none is ever decided back."""
    for _ in range(len(text.split()) + 2):
        before, text = text, standardise(text)
    assert text == before


@pytest.mark.parametrize("written", [text.strip() for text in STAYS.split("|") if text.strip()] + BECOMES)
def test_the_standard_form_of_a_sentence_is_standard(written: str) -> None:
    standard = standardise(written.rpartition(" = ")[2])
    assert standardise(standard) == standard


@given(_sentences("plain"))
def test_no_marks_are_added_to_a_text_without(text: str) -> None:
    assert not has_diacritics(standardise(text))


@given(st.text(alphabet="aeckthộnghe .,?đ", max_size=200))
def test_the_time_is_bounded_whatever_stands_there(text: str) -> None:
    started = time.process_time()
    standardise(text * 10)
    assert time.process_time() - started < 0.25


@pytest.mark.parametrize("table", ["short", "marked", "plain"])
def test_every_word_has_a_sense_that_can_hold(table: str) -> None:
    for word, written in TABLES[table].items():
        for sense in written if isinstance(written, list) else [written]:
            assert word != sense["means"]
            assert set(sense) <= {"means", "only", "unless"}
            assert all("~" in phrase for phrase in [*sense.get("only", []), *sense.get("unless", [])])


def test_words_are_parted_at_their_edges() -> None:
    rules = Rules({"hộ": {"means": "giúp", "only": ["làm ~"]}})
    assert rules.written_out("làm hộ, làm hộp, klàm hộ") == "làm giúp, làm hộp, klàm hộ"

"""Rules that come before any model, both ways: what they must catch, and what they must let pass."""

import pytest

from bot.knowledge.urgent import urgent
from bot.knowledge.vietnamese import fold

CAUGHT = [
    ("lỡ đọc mã OTP cho người ta rồi", "scam_victim"),
    ("tui lỡ đưa mã pin cho nó", "scam_victim"),
    ("mẹ em vừa gửi mã xác nhận cho họ", "scam_victim"),
    ("mới bấm vào link lạ", "scam_victim"),
    ("lỡ bấm cái đường link nhận quà", "scam_victim"),
    ("bấm vào link đó rồi", "scam_victim"),
    ("tôi bị lừa mất 5 triệu", "scam_victim"),
    ("bà bị gạt hết tiền trợ cấp", "scam_victim"),
    ("mẹ tôi bị lừa rồi", "scam_victim"),
    ("tài khoản bị rút sạch tiền", "scam_victim"),
    ("có người rút tiền trong thẻ của tui", "scam_victim"),
    ("lỡ chuyển tiền cho kẻ lừa đảo", "scam_victim"),
    ("vừa chuyển 20 triệu cho công an giả", "scam_victim"),
    ("điện thoại bị điều khiển từ xa", "scam_victim"),
    ("tài khoản bị hack mất tiền", "scam_victim"),
    ("hồi hôm có đứa gọi biểu tau đọc mấy số nhắn về máy, tau đọc rồi", "scam_victim"),
    ("no keu doc ma otp, me em doc cho no roi", "scam_victim"),
    ("họ biểu bấm vô cái link mạ bấm rồi", "scam_victim"),
    ("ho keu chuyen 5 trieu, ba tui chuyen roi", "scam_victim"),
    ("có ông xưng công an kêu gửi hình căn cước, nội gửi xong rồi", "scam_victim"),
    ("không muốn sống nữa", "death_wish"),
    ("tui muốn chết", "death_wish"),
    ("chết quách cho xong", "death_wish"),
    ("chết cho rồi", "death_wish"),
    ("sống làm chi nữa", "death_wish"),
    ("tôi định tự tử", "death_wish"),
    ("sống chi cho khổ", "death_wish"),
    ("tau sống chi nữa", "death_wish"),
    ("chán sống lắm rồi", "death_wish"),
    ("sống mà như chết", "death_wish"),
    ("tau muốn đi theo ông nhà cho rồi", "death_wish"),
    ("muốn theo ổng cho xong", "death_wish"),
    ("uống thuốc sâu cho rồi", "death_wish"),
    ("nhảy cầu cho xong", "death_wish"),
    ("có người đánh tui", "violence"),
    ("con trai đánh tôi", "violence"),
    ("chồng đánh đập tôi", "violence"),
    ("tôi bị con dâu đánh", "violence"),
    ("nó dọa giết tôi", "violence"),
    ("cháu bé bị cha dượng đánh", "child_violence"),
    ("hàng xóm đánh con nhỏ", "child_violence"),
    ("con dâu bỏ đói mẹ chồng", "neglect"),
    ("mấy ngày không có cơm ăn", "neglect"),
    ("bị con cái đuổi ra khỏi nhà", "neglect"),
    ("không ai chăm sóc, đói khát", "neglect"),
    ("bà tôi mới mất", "deceased"),
    ("mẹ em mất hôm qua", "deceased"),
    ("ba tôi qua đời rồi", "deceased"),
    ("ông nội con mất rồi", "deceased"),
    ("bà nội 85 tuổi mất hôm qua", "deceased"),
    ("làm mai táng phí ở đâu", "deceased"),
    ("cụ từ trần tuần trước", "deceased"),
    ("gọi tư vấn hoài không ai giúp, tui muốn chết", "death_wish"),
    ("bà muốn tự vẫn", "death_wish"),
    ("tôi định tự vận", "death_wish"),
    ("con dâu đấm tôi", "violence"),
    ("con trai đâm tôi", "violence"),
    ("bố đánh bà", "violence"),
    ("mẹ bị con bạo hành", "violence"),
    ("chồng đá tôi hoài", "violence"),
    ("dì mất hôm qua, tiền tháng này sao", "deceased"),
    ("cô mất rồi, trợ cấp tính sao", "deceased"),
    ("ngân hàng tư vấn rồi mà bà mất hôm qua", "deceased"),
    ("o mat roi, the o dau tra", "deceased"),
    ("bà Bảy mất hôm qua", "deceased"),
    ("ngoai mat hom mung 3, tien thang do lanh dc k", "deceased"),
    ("tro cap cua ong co chuyen cho ba duoc ko, ong mat r", "deceased"),
    ("Bà Sáu nhà kế bên mất rồi", "deceased"),
    ("cô Hoa mất đêm qua, tôi báo để xã biết", "deceased"),
    ("bà Trần Thị Lan mất cách đây 2 ngày", "deceased"),
    ("Ông Nguyễn Văn Tám mất tối qua rồi", "deceased"),
    ("cụ Bùi Thị Xuân thôn 3 mất hôm 20/11", "deceased"),
    ("bác Hùng hàng xóm vừa mất sáng nay, thẻ để ai giữ", "deceased"),
    ("dừng", "stop"),
    ("Dừng lại", "stop"),
    ("tắt", "stop"),
    ("tắt đi", "stop"),
    ("đừng nhắn nữa", "stop"),
    ("đừng nhắn", "stop"),
    ("thôi đừng gửi tin nữa", "stop"),
    ("STOP", "stop"),
    ("ngừng nhắn tin", "stop"),
]
NAMED = ["bà Lâm mất hôm qua", "ba Lam mat hom qua", "chú Tư mất ngày 12/11", "Cụ Lâm mất bữa tê", "BÀ LÂM MẤT HÔM QUA"]
"""Deaths by names that are "làm" or a figure without marks and capitals."""
LET_PASS = [
    "họ kêu đọc mã mà tui chưa đọc",
    "có cô ở xã biểu gửi số tài khoản, gửi rồi khi mô có tiền",
    "con gái tui biểu đọc mã trên máy hắn, tui đọc rồi",
    "bà Lâm mất thẻ hôm qua",
    "chân sóng lắm chỗ yếu",
    "muốn đi theo bà ngoại lên xã",
    "muốn theo con cho xong việc giấy tờ",
    "bà Lâm mất hôm qua cái thẻ atm",
    "bà Lâm mất hôm qua 5 triệu",
    "bà Lâm mất sóng",
    "ông Tám mất tiền hôm qua",
    "thẻ của bà Lâm mất hôm qua",
    "cái thẻ bà Hoa mất hôm qua",
    "tiền bà Hoa mất hôm qua",
    "sổ bà Năm mất rồi",
    "sổ lĩnh tiền bà Năm mất rồi",
    "cccd ông Tám mất hôm qua",
    "điện thoại của bà ngoại mất hôm qua",
    "Bà Làm mất rồi",
    "ba lam mat hom qua",
    "bà con mất tiền hôm qua",
    "nếu bà Lâm mất thì tiền ai nhận",
    "sợ bà Hoa mất",
    "ông Tám mất năm 1968",
    "anh Nam mất liên lạc",
    "tạm dừng trợ cấp vì sao",
    "trợ cấp bị dừng",
    "đúng rồi",
    "dùng thẻ nào",
    "đứng tên ai",
    "máy tắt giữa chừng",
    "đừng nói mã pin cho ai phải không",
    "máy chết rồi",
    "điện thoại chết pin",
    "mệt muốn chết",
    "nắng nóng muốn chết",
    "cười chết mất",
    "mẹ em mất thẻ rồi",
    "bà mất căn cước",
    "ông mất giấy tờ hôm qua",
    "mẹ tôi mất tiền điện thoại",
    "ba mất trí nhớ",
    "bà sắp mất, yếu lắm",
    "làm thẻ có mất phí không",
    "mất bao lâu thì có thẻ",
    "có người gọi đòi mã OTP",
    "họ xin mã otp có nên đưa không",
    "không bấm link thì có sao không",
    "sợ bị lừa mất tiền",
    "làm sao để khỏi bị lừa",
    "nếu bị mất tiền trong thẻ thì ai đền",
    "tui chưa đọc mã cho ai hết",
    "nhập sai mã pin 3 lần",
    "nội nói để từ từ coi đã",
    "từ từ rồi tính",
    "đánh số điện thoại sai",
    "trời đánh tránh bữa ăn",
    "heo chết có được đền không",
    "nó giật thẻ của bà chạy mất",
    "ông cụ đi lạc mất rồi",
    "mẹ ngủ mất tiêu",
    "bà làm mất rồi",
    "ba lam mat roi",
    "dt ong hu mat roi",
    "dt cu mat roi, so moi day",
    "sáng mai nhịn đói tới lấy máu",
    "bà đói bụng chưa",
    "xin gạo cứu đói",
    "chồng tôi đi vắng",
    "ba tui 84 tuoi hom qua co ong cong an xa toi nha chup hinh can cuoc",
    "tôi muốn tư vấn mở tài khoản",
    "toi muon tu van mo tai khoan",
    "nó đi mất rồi",
    "mời bà có mặt lúc 7 giờ",
    "bị hư, gọi số bảo hành",
    "chong da toi noi an toan",
    "nộp phạt nguội qua cổng dịch vụ công có được không",
    "ho noi qua cong an, khong duoc cup may",
    "goi so nao de duoc tu van mo tai khoan",
    "nhân viên tư vấn bảo hiểm gọi cho mẹ em",
    "chau toi di bo doi, luong vo the",
    "di cam xe ma bi doi ky giay ban xe",
    "nhịn đói từ 22h để nội soi",
    "hồ sơ của ông đã có kết quả",
    "con khong dam noi voi me",
    "thong bao tu ngan hang agribank",
    "so bao hanh cua may lanh goi toi",
    "nho chup mat ba de lam sinh trac hoc",
    "chị bán trà đá nói mai xã phát tiền",
    "xin chào",
    "",
    "🙂🙂🙂",
]


@pytest.mark.parametrize(("text", "kind"), CAUGHT)
def test_what_cannot_wait_is_caught(text: str, kind: str) -> None:
    found = urgent(text)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(("text", "kind"), [pair for pair in CAUGHT if pair[1] != "stop"])
def test_the_same_without_marks(text: str, kind: str) -> None:
    found = urgent(fold(text))
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("text", NAMED)
def test_a_death_by_name(text: str) -> None:
    found = urgent(text)
    assert found is not None
    assert found.kind == "deceased"


@pytest.mark.parametrize("text", LET_PASS)
def test_what_only_sounds_alike_passes(text: str) -> None:
    assert urgent(text) is None


@pytest.mark.parametrize("text", ["dung", "tat", "dung nhan nua", "tat thong bao"])
def test_stop_is_understood_without_marks(text: str) -> None:
    found = urgent(text)
    assert found is not None
    assert found.kind == "stop"


def test_the_gravest_comes_first() -> None:
    found = urgent("tôi bị lừa mất hết tiền, không muốn sống nữa")
    assert found is not None
    assert found.kind == "death_wish"

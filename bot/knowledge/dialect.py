"""Words of Quảng Nam and the centre, and of the south, put into the common ones.

Works on text whose short forms are already written out. Without marks several words of the
centre look like common ones (``mo`` is ``mô`` or ``mở``); neighbours decide, and when they do
not, the word stays as it is.
"""

from __future__ import annotations

import re

_MARKED_PHRASES = (
    (r"(khi|bữa|ngày|lúc|hồi|cái|người|tháng|buổi|năm|giờ|cấy|xã|nhà|thẻ|ngân hàng|loại|tờ|số) mô", r"\1 nào"),
    (r"(ở|đi|ra|đến|tới|từ|về|chỗ|nơi|qua|lên|xuống|vào|đàng|đường) mô", r"\1 đâu"),
    (r"mô", "đâu"),
    (r"mần", "làm"),
    (r"làm răng|mần răng", "làm sao"),
    (r"(?<!hàm )(?<!nhổ )(?<!đau )răng", "sao"),
    (r"(?<!\w)chi(?! trả| nhánh| phí| tiết| cục| tiêu| li| bộ)", "gì"),
    (r"rứa", "vậy"),
    (r"ri", "vầy"),
    (r"(bữa|hôm|ngày|tháng|năm|cái|chỗ|bên|cấy|đứa|người|thẻ|xã|tin|số|ông|bà|tuần|kỳ|dịp|tết|lần) ni", r"\1 này"),
    (r"ni", "này"),
    (r"nớ", "đó"),
    (r"tê", "kia"),
    (r"bây chừ|chừ|giừ|bi chừ|bây giừ", "bây giờ"),
    (r"bữa (nay|giờ|rày)|hổm rày|mấy bữa", "mấy hôm"),
    (r"bữa", "hôm"),
    (r"mệ", "bà"),
    (r"ôn(?! tập| thi| bài)", "ông"),
    (r"mạ|má|mẫu|u", "mẹ"),
    (r"tía|thầy(?= tui| tôi)|bố|cha", "ba"),
    (r"eng", "anh"),
    (r"o (?=\w)", "cô "),
    (r"nác", "nước"),
    (r"kêu", "gọi"),
    (r"biểu", "bảo"),
    (r"coi", "xem"),
    (r"xài", "dùng"),
    (r"lãnh|lĩnh", "nhận"),
    (r"kiếm(?! tiền| ăn)", "tìm"),
    (r"lẹ", "nhanh"),
    (r"ưng", "muốn"),
    (r"hổng|hỏng|hông|nỏ", "không"),
    (r"cấy", "cái"),
    (r"dìa|dề", "về"),
    (r"chộ", "thấy"),
    (r"ngái", "xa"),
    (r"mi|mầy|mày", "mày"),
    (r"hung|dữ thần|quá trời", "quá"),
    (r"hè|hỉ|hí|hầy|hén|nghen|nghe|hả|hử|nhỉ|tề|ha", ""),
    (r"bả", "bà"),
    (r"nhà băng", "ngân hàng"),
    (r"trật(?! tự)", "sai"),
    (r"dòm|ngó", "xem"),
    (r"(?<!bao )nhiêu(?! khê)", "bao nhiêu"),
    (r"lập(?= (?:thẻ|tài khoản))", "làm"),
    (r"khoái", "thích"),
    (r"miết", "hoài"),
    (r"lượm", "nhặt"),
    (r"mất tiêu|mất toi", "mất"),
    (r"ổng", "ông"),
    (r"cổ", "cô"),
    (r"tụi|bọn", "bọn"),
)
_PLAIN_PHRASES = (
    (r"(khi|bua|luc|hoi|cai|buoi|nguoi|ngay|thang) mo(?! tai| the| tk| so| app| cua| may| hang)", r"\1 nao"),
    (r"(o|di|ra|den|tu|ve|cho|noi|len|qua) mo(?! tai| the| tk| so| app| cua| duoc| cho| may| mot| 1)", r"\1 dau"),
    (r"lam rang|man rang", "lam sao"),
    (r"(?<!ro )(?<!noi )(?<!bao )(?<!biet )(?<!ham )(?<!nho )(?<!dau )rang", "sao"),
    (
        (
            r"(lam|can|co|cai|bi|mang|giay|to|noi|hoi|dung|don|viec|vi|thieu|gui|duoc|them|mat|thu|goi|ten|ngay"
            r"|la|bao|ky) chi(?! tra| nhanh| phi| tiet| cuc| tieu| em| gai| dau| nho| ay)"
        ),
        r"\1 gi",
    ),
    (r"chi(?= rua| khong| het| vay| hong| hi| he| day| do| day| luon|$| [?.!,])", "gi"),
    (r"rua", "vay"),
    (r"(bua|hom|ngay|thang|nam|cai|cho|ben|the|xa|tin|so|tuan|dip|tet|lan|nguoi|ba|ong) ni", r"\1 nay"),
    (r"bay chu|bay gio|chu(?= lam| sao| phai| di| thi)", "bay gio"),
    (r"bua (nay|gio|ray)|hom ray|may bua", "may hom"),
    (r"bua", "hom"),
    (r"\bmạ\b", "me"),
    (r"keu", "goi"),
    (r"coi", "xem"),
    (r"xai", "dung"),
    (r"lanh|linh(?! cuu)", "nhan"),
    (r"hong|hok|hem", "khong"),
    (r"tui", "toi"),
    (r"ung", "muon"),
    (r"mạ|ma(?= tui| toi| em| minh)", "me"),
    (r"bo(?= tui| toi| em| minh| me)|cha(?= tui| toi| em| minh)", "ba"),
    (r"nha bang", "ngan hang"),
    (r"dom", "xem"),
    (r"(?<!bao )nhieu", "bao nhieu"),
    (r"lap(?= (?:the|tai khoan))", "lam"),
    (r"mat tieu|mat toi", "mat"),
    (r"he|hi|hen|nghen|ha", ""),
)


def _compiled(phrases: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"(?<![^\W_])(?:{pattern})(?![^\W_])"), common) for pattern, common in phrases)


_MARKED = _compiled(_MARKED_PHRASES)
_PLAIN = _compiled(_PLAIN_PHRASES)


def to_common(text: str, *, marked: bool) -> str:
    """``text`` (lower case, words parted by single spaces) in common words.

    ``marked`` says that the writer used diacritics, so that an unmarked ``chi`` really is one.
    """
    for pattern, common in _MARKED if marked else _PLAIN:
        text = pattern.sub(common, text)
    return " ".join(text.split())

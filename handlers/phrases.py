"""What families say that alone means a request, on folded text: the table of routes says which.

Only words; no handler and no text of ours.
"""

from __future__ import annotations

import re


def _listed(phrases: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in phrases.split(","))


MENU = _listed(
    "menu, giup, ve menu, danh muc, xem menu, ve trang dau, trang dau, ve dau, lam lai tu dau, quay lai, tro lai,"
    "quay ve, lui lai, huy, huy bo, huy phieu, thoat, thoat ra, bam nham"
)
GENUINE = _listed(
    "lam sao biet day la that, lam sao biet that hay gia, that hay gia, may nay that hay gia,"
    " co phai that khong, day co phai lua dao khong, may nay co lua khong"
)
SCAM = _listed(
    "kiem tra lua dao, lua dao, kiem tra tin nhan, tin nay co phai lua dao, tin nay co phai lua dao khong,"
    " co phai lua dao khong, xem giup tin nhan, xem giup tin nay, canh bao lua dao, chieu lua dao,"
    " cac chieu lua dao, chieu lua moi"
)
NO_TIPS = _listed(
    "tat canh bao, tat canh bao lua dao, dung canh bao nua, dung gui canh bao nua,"
    " dung gui canh bao lua dao nua, khong nhan canh bao nua, thoi canh bao"
)
PLAINER = _listed(
    "noi lai, noi lai di, noi lai coi, noi gon lai, noi ngan thoi, noi ngan gon, dai qua, kho hieu qua, ha, sao,"
    " la sao, nghia la sao, y la sao, sao a, gi vay, noi gi vay, vay la sao,"
    "noi ro hon, noi de hieu hon, chua ro, khong ro"
)
NOT_UNDERSTOOD = re.compile(
    r"(?:(?:noi|may|ban|con|em|tra loi|doc|gi|sao|toi|tui|nghe|bot|cai|nay|ma|van|thi|bac|co|chu) )*"
    r"(?:khong|chua|kho) hieu(?: (?:gi|sao|het|ca|noi|duoc|qua|y|la|ban|may|bot|con|em|tra loi|luon))*"
)
"""That the last answer was not understood, as the whole message."""
ADDRESSING = re.compile(
    r"(?P<no>dung |khong |thoi dung )?(?:cu |hay )?(?:goi|keu|xung(?: ho)?)(?: voi)?"
    r"(?: (?:toi|tui|tau|em|minh)(?: (?:la|bang))?| la| bang|(?= \w+ (?:thoi|di|duoc roi|cho tre)$))"
    r" (?P<as>bac|co chu|co|chu|anh chi|anh|chi|cu|ong|ba|em|con|chau)"
    r"(?: (?:thoi|di|nua|nha|nhe|nghe|duoc roi|cho tre|cho than|gi het))*"
)
"""How somebody wants to be addressed, or does not: ``gọi tui là cô``, ``đừng gọi tôi là bác nữa``."""
ERASING = re.compile(
    r"xoa (?:(?:het|sach|toan bo|tat ca|moi|giup|gium|dum|luon|cac|nhung|toi|tui|cho|ho) )*"
    r"(?:du lieu|thong tin|moi thu)"
    r"(?: (?:ca nhan|cua|toi|tui|em|con|minh|bac|me|ba|di|luon|het|giup|gium|dang giu|da luu|da ghi|da cho|o day))*"
)
"""That everything is to be deleted, as the whole message."""

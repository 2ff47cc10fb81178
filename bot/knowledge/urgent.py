"""What must never wait for a model: money leaving now, a wish to die, violence, hunger, a death, "stop".

Plain rules on folded text in common words. Precision matters as much as recall: ``máy chết`` is no
death, ``tạm dừng trợ cấp`` is no wish to stop our messages. Must not know answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.knowledge.features import excerpt
from bot.knowledge.vietnamese import compose, fold, has_diacritics, standardise

UrgencyKind = Literal["scam_victim", "death_wish", "violence", "neglect", "child_violence", "deceased", "stop"]


@dataclass(frozen=True, slots=True)
class Urgency:
    """What is urgent, and the words that say so (folded)."""

    kind: UrgencyKind
    quote: str


_SELF = r"(?:toi|tui|em|minh|con|chau|bac|co|chu|ba|me|ong|noi|ngoai|cu|nguoi ta)"
_PERSON = (
    r"(?:(?:ong|ba) (?:noi|ngoai|cu|nha|xa|hai|ba|tu|nam|sau|bay|tam|chin|ut|(?!sap |khi |neu |so |se |chua |khong |de |cho |nho |lam |hay |cung |lo |di |con |toi |bi |moi |bao )\w+)|ong|ba|me|ma|bo|cha|cu|chong|vo|noi|ngoai|di|co"
    r"|chu|bac|cau|thim|duong|anh trai|chi gai|anh|chi|em (?:trai|gai|toi)|nguoi (?:nhan|huong|gia|nha|than|co cong)|con (?:toi|trai|gai))"
)
_DOER = (
    r"(?:chong|vo|con|con trai|con gai|con dau|con re|chau|cha|ba|bo|me|me ke|duong|cha duong|anh|chi|em|no|thang \w+|hang xom"
    r"|nguoi ta|co nguoi|ai do|chu|bac|cau|ong|ong ay|ho|chu no|giang ho|con chau|nguoi nha|thay|co giao)"
)
_SECRET = (
    r"(?:otp|ma otp|pin|ma pin|so pin|mat khau|ma xac (?:nhan|thuc)|ma so|may so|so the|ba so (?:sau|mat sau)|cvv|ma bi mat"
    r"|so bi mat|6 so|cai ma|ma nhan tin|dang nhap)"
)
_GIVEN = r"(?:doc|dua|cho|noi|gui|cung cap|nhap|dien|cho biet|khai|nhan|bao)"

_RULES: tuple[tuple[UrgencyKind, str], ...] = (
    (
        "death_wish",
        r"(?:khong|chang|chan|het) (?:con )?(?:muon|thiet|thiet tha|ham) song|khong (?:con )?thiet song"
        r"|muon (?:chet|tu tu|tu van|nhay cau|ket lieu)|(?:chet|di) (?:cho|quach|phut)(?: cho)? (?:roi|xong|khoe|nhe|khuat|rang)"
        r"|tu tu(?= |$)(?! (?:tinh|da|thoi|de|lam|nghi|moi|hay|noi|se|hoi|em|xem|coi))"
        r"|(?<!de )(?<!tu )tu (?:van|sat)|uong thuoc (?:sau|chuot|ngu|tru sau|diet co) (?:cho|chet|het|tu|luon|di)"
        r"|nhay (?:cau|song|lau|gieng)|(?:ket lieu|ket thuc) (?:cuoc )?(?:doi|song)|treo co|tim den cai chet"
        r"|song (?:lam|de lam|chi|them) (?:gi|chi|cho)(?: nua| chat dat| kho)?(?! the)|(?:tot|khoe|suong) hon (?:la )?chet"
        r"|chet (?:con|di con) (?:hon|suong|suong hon|khoe)|giai thoat cho (?:xong|roi)|mong (?:duoc )?chet|cau (?:cho )?(?:duoc )?chet"
        r"|khong muon ton tai",
    ),
    (
        "child_violence",
        r"(?:danh|dap|hanh ha|bao hanh|xam hai|hiep|so mo|lam dung|nguoc dai|trung phat|troi) .{0,20}(?:chau (?:be|nho|gai|trai|noi|ngoai|toi)|tre em|em be|be (?:gai|trai)"
        r"|con nho|dua (?:nho|tre|be)|tuoinho)"
        r"|(?:be|chau|tre|em be|chau be|dua nho|con nho|dua be|tre em|chau noi|chau ngoai)(?: \w+)? (?:bi|hay bi|thuong bi|dang bi) .{0,24}(?:danh|dap|hanh ha|bao hanh|xam hai|hiep|so mo|lam dung|nguoc dai|bo doi)",
    ),
    (
        "violence",
        rf"\b{_DOER}(?: \w+){{0,3}}? (?:danh|dam|da|tat|bop co|chem|dap|doa giet|doi giet|hanh hung|xo nga|xo te|cam dao|troi|nhot)(?: dap)? (?:{_SELF}|vo|chong|cha|nguoi)\b(?! so| may| the| tien| mat (?:ma|khau)| dong| giup| thue)"
        rf"|bi .{{0,14}}(?:danh dap|hanh hung|bao hanh|hanh ha|nguoc dai|chem|doa giet|bop co)|bi (?:chong|con|vo|chau|no|nguoi ta|con dau|con trai|con re|ai do|hang xom|cha|bo)(?: \w+)? (?:danh|dam|tat|da|hanh|dap|chem)"
        r"|bao luc gia dinh|danh (?:dap )?(?:me|ba|cha|ong|vo|bo) (?:gia|toi|minh|em|de|ruot|no)"
        r"|(?:doa|doi) (?:danh|giet|chem) (?:toi|em|me|ba|ong|ca nha|minh)|cuu toi voi .{0,20}danh",
    ),
    (
        "neglect",
        r"bo (?:doi|khat)|khong (?:co|con|duoc) (?:com|gao|gi|cai gi|do|chi|thuc an) (?:de )?an|khong cho (?:\w+ )?an(?! them)"
        r"|nhin doi|doi (?:qua|lam|la|bung qua)$|bi doi|chet doi|doi khat"
        r"|(?:nha|het) (?:het |khong con )?gao|bo mac (?:ba|me|ong|cha|toi|cu|cha me)|khong ai cham(?: soc| nom)"
        r"|may (?:ngay|bua|hom) (?:nay|roi|lien)? ?(?:khong|chua) (?:duoc |co )?(?:an|com)(?! thua)"
        r"|(?:duoi|duoi co|tong|tong co) .{0,16}(?:ra khoi nha|ra duong|di khoi nha)|nhot (?:ba|me|ong|toi|trong)",
    ),
    (
        "scam_victim",
        rf"(?:lo|lo tay|tro[tc]|vua|moi|da|cung|roi|hoi nay|hom qua) (?:\w+ ){{0,4}}?{_GIVEN}(?: \w+){{0,5}}? {_SECRET}\b(?! (?:bi )?(?:sai|khong dung|nhieu lan)| \d lan)"
        rf"|{_GIVEN} (?:\w+ ){{0,3}}?{_SECRET}(?: \w+){{0,3}}? (?:cho|voi) (?:\w+ ){{0,4}}?(?:roi|mat roi|xong)\b"
        r"|(?:bi|mac|dinh) (?:\w+ )?(?:lua|gat|dinh lua|lua dao|lua gat|du)(?: dao| gat)? .{0,24}(?:mat|het|tien|chuyen|lay|trieu|nghin|ngan|sach|roi|sotien)"
        r"|bi (?:lua|gat|lua dao|lua gat) (?:roi|mat|het|tien|sotien)|bi (?:lua|gat)$|(?:moi|vua) bi (?:\w+ )?(?:lua|gat|hack|rut)"
        r"|(?:lo|tro[tc]|vua|moi|da)(?: \w+){0,3}? (?:bam|nhap|an|mo|click|vao|truy cap|tai|cai)(?: \w+){0,4}? (?:link|duong dan|duong link|app la|phan mem|ung dung la|web la|trang web|apk|file)"
        r"|bam (?:vao )?(?:cai )?(?:link|duong link|duong dan)(?: \w+){0,4}? (?:roi|mat roi)(?! sao biet)"
        r"|(?:lo|tro[tc]|vua|moi|da|nghe loi)(?: \w+){0,5}? (?:chuyen|ck|nop|gui)(?: \w+){0,4}? (?:tien|sotien|trieu|nghin|ngan)(?: \w+){0,6}? (?:no|ke|lua|gia|ho|nguoi la|nguoi ta|chung|tui|bon|cong an|can bo)"
        r"|(?:tai khoan|the|tien|so du)(?: \w+){0,6}? (?:bi rut|bi lay|bi tru|bi chuyen|bay|bien|mat) (?:sach|het|trom|mat (?!phi)|hoi|sotien)"
        r"|(?:ai|co nguoi|nguoi la|ke gian|thang nao|no|ke xau|nguoi khac)(?: \w+){0,3}? (?:rut|lay|chuyen)(?: \w+){0,3}? (?:tien|sach|het)(?: \w+){0,4}? (?:trong (?:the|tai khoan)|cua (?:toi|em|me|ba|ong|minh|noi|ngoai|cha))"
        r"|rut (?:trom|sach|len)|bi hack (?:mat|tai khoan|the|roi|het|dien thoai|tien)|(?:tai khoan|dien thoai|the|zalo) .{0,12}bi hack"
        r"|(?:dien thoai|may)(?: \w+){0,4}? (?:bi )?(?:dieu khien|chiem quyen)|bi chiem (?:quyen|doat)|dang (?:chuyen|rut|lay) tien (?:cua )?(?:toi|em|me|minh)"
        r"|(?:mat|het) (?:sach|trang|het|toi|hoi|luon|oan)(?: \w+){0,3}? (?:tien|sotien)",
    ),
    (
        "deceased",
        rf"(?<!\w){_PERSON}(?: (?:toi|em|minh|con|chau|nha|ruot|de|cua (?:toi|em|con|minh)|noi|ngoai|\d+ tuoi|tuoigia)){{0,3}} (?:da |vua |moi |vua moi |bi |vua roi |khong may )*"
        r"(?:mat|chet|qua doi|tu tran|qua co|tat tho|khuat nui|ta the)(?= (?:roi|hom|sang|chieu|toi|dem|khuya|hoi|tuan|thang|nam|duoc|luc|ngay|o|vi|do benh|do tai|bua|vua|gio|som|dot ngot|thi (?:lam|bao|sao|tien|tro)|ma)\b|$| ?[,.?!])"
        r"|(?<!sap )(?<!khi )(?:vua|moi|da) (?:mat|qua doi|chet|tu tran|tat tho)(?= (?:hom|sang|chieu|dem|khuya|hoi|tuan|thang truoc|thang|nam|duoc|luc|ngay|roi)|$| ?[,.!])"
        r"|(?:qua doi|tu tran|tat tho|mai tang|khai tu|bao tu|dam tang|khuat nui|qua co|chon cat)|nguoi (?:da )?(?:chet|mat)(?= |$)(?! (?:the|can cuoc|giay|tien|so))",
    ),
)
_COMPILED = tuple((kind, re.compile(rf"(?<!\w)(?:{pattern})")) for kind, pattern in _RULES)

_HARMLESS = re.compile(
    r"(?:may|dien thoai|app|mang|pin|xe|tivi|cay|heo|ga|bo|trau|lua|cho|meo) (?:\w+ )?(?:bi )?chet"
    r"|(?:met|nong|cuoi|doi|lanh|dau|buon ngu|so|lo|ban|vui|mac co|ngai) (?:\w+ )?(?:muon |gan |thay )?chet(?: luon| di duoc| cha| me| mat)?"
    r"|chet (?:cha|me|that|toi|chua|gi|dau|moi nguoi)|cho chet|song chet|song lau|ngu (?:nhu )?chet"
    r"|danh (?:so|may|bai|chu|mat|van ban|rang|dau|gia|bat|ca|thue|vien|lo|de)"
    r"|(?:khong|chua|dung|co nen|nen|phai|neu|lo nhu|lo ma|so|khi|nho|nho ma|nho lo|se|sap) (?:bi )?(?:lua|gat|mat tien|rut trom)"
)
_NOT_YET = re.compile(
    r"(?<!\w)(?:chua (?:dua|doc|bam|cho|noi|gui|chuyen|nhap|lam|cung cap|tai|cai|mat|bi)|khong (?:bam|dua|doc|cho|gui|cung cap|chuyen)"
    r"|dinh (?:bam|chuyen|dua)|co nen|lam sao (?:de )?(?:khoi|khong|tranh|phong)|so (?:bi |mat |ke |ai |nguoi |lo |bam )"
    r"|neu (?:lo |bi |chang may |me |ba |toi |em |minh |ai )|lo nhu|nho (?:bi|lo|ai|nguoi)|tranh (?:bi )?lua|cach (?:tranh|phong|nhan)|co bi (?:lua|mat|rut|hack)"
    r"|co ai bi|nghe noi|xem tivi|thay (?:nhieu )?nguoi ta|ho (?:bao|noi) .{0,30}(?:bi hack|bi khoa))"
)
_MOURNING_ONLY = re.compile(
    r"(?<!\w)(?:nho|thuong nho|buon|co don|mong) .{0,20}(?:ong|ba|me|cha|chong|vo|no|qua)"
    r"|giay bao tu liet si|bao tu (?:cua )?liet si|(?:heo|ga|bo|trau|cho|meo|tom|ca|cay|lua) (?:\w+ )?(?:bi )?(?:chet|mat)"
)
"""Grief long after, a fallen soldier's papers, a dead animal: nothing to report to the commune."""
_WRITTEN_OUT = (
    (re.compile(r"\btu tu\b"), "tự tử"),
    (re.compile(r"(?<!qua )\bdoi\b(?! song)"), "đói"),
    (re.compile(r"\bmat\b"), "mất"),
    (re.compile(r"\bdanh\b"), "đánh"),
    (re.compile(r"\bchet\b"), "chết"),
)
"""Words that look like others once folded: who writes marks must have written these."""
_STOP_WORDS = re.compile(
    r"(?:(?:lam on|xin|vui long|hay|da|toi muon|toi|bot|ban|tro ly|thoi|em)[ ,]*)*"
    r"(?:dung(?: lai| ngay)?(?: (?:nhan|gui|nhac|bao|lam phien|goi)(?: tin)?(?: nhan)?(?: (?:nua|toi|em|cho|ba|me|thong bao|lai|toi nua|cho toi|cho em|den))*)?"
    r"|tat(?: (?:het|di|luon|nhac(?: nho| nho di)?|thong bao|tin nhan|bot|tin|loi nhac|tat ca|ngay))*"
    r"|ngung(?: (?:nhan|gui|nhac|bao|lai|ngay)(?: tin)?(?: nhan)?(?: (?:nua|toi|cho toi|thong bao|lai))*)?"
    r"|(?:dung|thoi|khoi|khong can|khong muon)(?: co)? (?:nhan|gui|nhac|lam phien|bao)(?: tin)?(?: nhan)?(?: (?:nua|cho|toi|em|ba|me|thong bao|lai|gi|het|den))*"
    r"|stop|unsubscribe|huy (?:nhac|dang ky|dang ky nhac|nhac nho|thong bao|tin nhan|nhan tin|nhac lich))"
    r"(?:[ ,]*(?:di|nhe|nha|nghe|a|ngay|luon|het|voi|giup|giup toi|nua|dum|cam on|roi|phien qua|phien|duoc roi|lai|thoi|em|ban|bot|oi|gium))*"
)
_STOP_FORBIDDEN = re.compile(r"tat (?:bat|ca)$")
_LOOKS_ALIKE = frozenset({"đúng", "dùng", "đứng", "dụng", "đựng", "dũng", "đụng", "tất", "tật", "đúng rồi"})


def urgent(text: str) -> Urgency | None:
    """What in ``text`` cannot wait, the gravest first; ``None`` if nothing is."""
    standard = standardise(excerpt(text))
    folded = " ".join(re.sub(r"[^a-z0-9?.,!]+", " ", fold(standard)).split())
    if _asks_to_stop(text, folded):
        return Urgency("stop", folded)
    harmless = _HARMLESS.sub(" ~ ", folded)
    for kind, pattern in _COMPILED:
        match = pattern.search(folded if kind in {"neglect", "scam_victim"} else harmless)
        if match and _is_meant(kind, match[0], folded, standard):
            return Urgency(kind, match[0].strip())
    return None


def _is_meant(kind: UrgencyKind, quote: str, folded: str, standard: str) -> bool:
    if kind == "scam_victim" and _NOT_YET.search(folded):
        return False
    if kind == "deceased" and _MOURNING_ONLY.search(folded):
        return False
    marked = has_diacritics(standard)
    return not marked or all(word in standard for pattern, word in _WRITTEN_OUT if pattern.search(quote))


def _asks_to_stop(text: str, folded: str) -> bool:
    bare = " ".join(re.sub(r"[?.,!]+", " ", folded).split())
    if not _STOP_WORDS.fullmatch(bare):
        return False
    written = compose(text).lower().split()
    return not (written and written[0].strip(".,!?") in _LOOKS_ALIKE) and _STOP_FORBIDDEN.search(bare) is None

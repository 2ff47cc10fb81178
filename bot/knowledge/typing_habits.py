"""What fingers leave behind: Telex and VNI keys, chat abbreviations, stretched letters, lost spaces.

Works on one token at a time. Must not know intents, and must not import ``vietnamese``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TOKEN = re.compile(r"[^\W_]+|[?!.,;:\n]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_ONSET = re.compile(r"^(ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?(.*)$")
_RIMES = frozenset(
    [
        "a",
        "ac",
        "ach",
        "ai",
        "am",
        "an",
        "ang",
        "anh",
        "ao",
        "ap",
        "at",
        "au",
        "ay",
        "e",
        "ec",
        "ech",
        "em",
        "en",
        "eng",
        "enh",
        "eo",
        "ep",
        "et",
        "eu",
        "i",
        "ia",
        "ich",
        "iec",
        "iem",
        "ien",
        "ieng",
        "iep",
        "iet",
        "ieu",
        "im",
        "in",
        "inh",
        "ip",
        "it",
        "iu",
        "o",
        "oa",
        "oac",
        "oach",
        "oai",
        "oam",
        "oan",
        "oang",
        "oanh",
        "oao",
        "oap",
        "oat",
        "oay",
        "oc",
        "oe",
        "oem",
        "oen",
        "oeo",
        "oet",
        "oi",
        "om",
        "on",
        "ong",
        "op",
        "ot",
        "u",
        "ua",
        "uan",
        "uang",
        "uat",
        "uay",
        "uc",
        "ue",
        "uech",
        "uen",
        "uenh",
        "ui",
        "um",
        "un",
        "ung",
        "uo",
        "uoc",
        "uoi",
        "uom",
        "uon",
        "uong",
        "uop",
        "uot",
        "uou",
        "up",
        "ut",
        "uu",
        "uy",
        "uya",
        "uych",
        "uyen",
        "uyet",
        "uynh",
        "uyt",
        "uyu",
        "y",
        "yem",
        "yen",
        "yeng",
        "yet",
        "yeu",
    ]
)
_STOP_FINAL = re.compile(r"(c|ch|p|t)$")
_TONE_OF_KEY = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_TONE_OF_DIGIT = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_HAT, _HORN, _BREVE = "\u0302", "\u031b", "\u0306"
_VOWELS = "aeiouy"
_SHAPED = "âêôơăư"
_UNTOUCHED = frozenset(
    [
        "atm",
        "otp",
        "pin",
        "sms",
        "app",
        "apk",
        "web",
        "link",
        "vneid",
        "zalo",
        "momo",
        "cvv",
        "facebook",
        "post",
        "test",
        "list",
        "next",
        "fast",
        "best",
        "host",
        "cost",
        "card",
        "bank",
        "internet",
        "banking",
        "ekyc",
        "wifi",
        "video",
        "chat",
        "bot",
        "box",
        "code",
        "python",
        "java",
        "excel",
        "word",
        "bhxh",
        "bhyt",
        "nhcsxh",
    ]
)

_SHORT_FORMS = {
    "không": "k ko kg kh hk hok hokg khg khog kô kp hông hong hổng hỏng hem hăm hơm hôn honk khong",
    "được": "dc đc dk đk đươc duoc dx đx",
    "gì": "j ji g gj dzi",
    "vậy": "z v zậy dzậy zay dzay zị zi",
    "rồi": "r rùi roài rui",
    "mọi người": "mn mng",
    "bao nhiêu": "bn bnhiu bnhiêu bnhieu",
    "người": "ng ngừi nguoi",
    "tài khoản": "tk tkhoan tkhoản tkoan",
    "số tài khoản": "stk",
    "chuyển khoản": "ck",
    "ngân hàng": "nh nhang ngan_hang",
    "điện thoại": "đt dt dthoai đthoại đthoai",
    "số điện thoại": "sđt sdt",
    "như thế nào": "ntn nthn",
    "làm": "lm",
    "biết": "bít bik biêt bit bjt biet",
    "cũng": "cx cg cug",
    "với": "vs vơi",
    "trước": "trc trk",
    "nhắn tin": "nt ib inb inbox",
    "hôm qua": "hqua hqa",
    "em": "e",
    "anh": "a",
    "chị": "c",
    "mật khẩu": "mk pass password matkhau",
    "tôi": "t tui toi",
    "căn cước công dân": "cccd",
    "căn cước": "cc cmtnd",
    "chứng minh nhân dân": "cmnd cmt",
    "hưu trí xã hội": "htxh",
    "bảo trợ xã hội": "btxh",
    "an sinh xã hội": "asxh",
    "người có công": "ncc nccm",
    "bảo hiểm xã hội": "bhxh",
    "bảo hiểm y tế": "bhyt",
    "ủy ban": "ubnd ub",
    "giấy tờ": "gt gto",
    "hồ sơ": "hso",
    "thời gian": "tgian",
    "gia đình": "gđ gđình gdinh",
    "tháng": "thg",
    "trợ cấp": "tcap tc trc_cap",
    "cảm ơn": "tks thanks thank thanhks thk camon cảmơn ths củm_ơn",
    "ạ": "ak ah à_ạ",
    "thôi": "thui hoy thoy",
    "rút": "rúc",
    "tiền": "tìn xiền xìn tien",
    "dạ": "dạa",
    "giúp": "giùm dùm zúp dúp gium dum hộ",
    "quá": "wá wa",
    "quên": "wen wên",
    "quy": "wy",
    "bây giờ": "bh bgio bây_h bi_gio",
    "vào": "vô dô zô zo",
    "chưa": "chư chưaa",
    "mà": "ma",
    "phường": "fuong",
    "phí": "fí",
    "phải": "fai fải",
    "thích": "thik",
    "đồng": "vnđ vnd",
    "xã hội": "xh",
    "địa chỉ": "đc_",
}
_LONG_FORM = {
    short: long
    for long, shorts in _SHORT_FORMS.items()
    for short in shorts.split()
    if short != long and "_" not in short
}
# These are ordinary words when typed without marks; writing them out would change their meaning.
for _ambiguous in ("ma", "toi", "tien", "nguoi", "duoc", "biet", "khong"):
    _LONG_FORM.pop(_ambiguous, None)


def tokens(text: str) -> list[str]:
    """Words and the punctuation that divides sentences, in order."""
    return _TOKEN.findall(text)


@lru_cache(maxsize=8192)
def repair(token: str) -> str:
    """The word (or words) that ``token``, in lower case, stands for."""
    shrunk = _STRETCHED.sub(r"\1", token)
    if shrunk in _LONG_FORM:
        return _LONG_FORM[shrunk]
    if not shrunk.isascii() or shrunk in _UNTOUCHED or is_syllable(shrunk):
        return shrunk
    return _decoded(shrunk) or _parted(shrunk) or shrunk


def is_syllable(folded: str) -> bool:
    """Whether ``folded`` (no marks) is built like a Vietnamese syllable."""
    match = _ONSET.match(folded)
    if match is None:
        return False
    onset, rime = match[1], match[2]
    return rime in _RIMES or (onset == "gi" and (not rime or "i" + rime in _RIMES))


def _decoded(token: str) -> str | None:
    """``token`` read as Telex, then as VNI keys, if that gives a possible syllable."""
    for keys in (_telex, _vni):
        letters, tone = keys(token)
        syllable = _with_tone(letters, tone)
        if syllable != token and _is_possible(syllable, tone):
            return syllable
    return None


def _telex(token: str) -> tuple[list[str], str]:
    letters: list[str] = []
    tone = ""
    for key in token:
        if key in _TONE_OF_KEY and any(letter[0] in _VOWELS for letter in letters):
            tone = _TONE_OF_KEY[key]
        elif key == "d" and letters[:1] == ["d"]:
            letters[0] = "đ"
        elif key == "w":
            _horn_or_breve(letters)
        elif not (key in "aeo" and _add_mark(letters, key, _HAT)):
            letters.append(key)
    return letters, tone


def _vni(token: str) -> tuple[list[str], str]:
    letters: list[str] = []
    tone = ""
    for key in token:
        if key in _TONE_OF_DIGIT and letters:
            tone = _TONE_OF_DIGIT[key]
        elif key == "6":
            _mark_last(letters, "aeo", _HAT)
        elif key == "7":
            _mark_last(letters, "ou", _HORN)
        elif key == "8":
            _mark_last(letters, "a", _BREVE)
        elif key == "9" and letters[:1] == ["d"]:
            letters[0] = "đ"
        else:
            letters.append(key)
    return letters, tone


def _add_mark(letters: list[str], plain: str, mark: str) -> bool:
    """Put ``mark`` on the last ``plain``; ``False`` if there is none (then the key is a letter)."""
    for position in range(len(letters) - 1, -1, -1):
        if letters[position] == plain:
            letters[position] = plain + mark
            return True
    return False


def _mark_last(letters: list[str], candidates: str, mark: str) -> None:
    for position in range(len(letters) - 1, -1, -1):
        if letters[position] in candidates:
            letters[position] += mark
            if mark == _HORN and position and letters[position - 1 : position + 1] == ["u", "o" + _HORN]:
                letters[position - 1] = "u" + _HORN
            return


def _horn_or_breve(letters: list[str]) -> None:
    """The key ``w``: ``ua`` becomes ``ưa``, else the last of a, o and u changes; alone it is ``ư``."""
    if letters[-2:] == ["u", "a"] and letters[:1] != ["q"]:
        letters[-2] = "u" + _HORN
        return
    for position in range(len(letters) - 1, -1, -1):
        if letters[position] in {"a", "o", "u"}:
            _mark_last(letters, letters[position], _BREVE if letters[position] == "a" else _HORN)
            return
    letters.append("u" + _HORN)


def _with_tone(letters: list[str], tone: str) -> str:
    written = [unicodedata.normalize("NFC", letter) for letter in letters]
    if tone:
        written[_tone_position(written)] += tone
    return unicodedata.normalize("NFC", "".join(written))


def _tone_position(letters: list[str]) -> int:
    """Where the tone stands: on the shaped vowel, else by the older rule (``hòa``, ``toàn``)."""
    vowels = [position for position, letter in enumerate(letters) if letter in _VOWELS + _SHAPED]
    if letters[:2] in (["q", "u"], ["g", "i"]) and len(vowels) > 1:
        vowels = vowels[1:]
    if not vowels:
        return len(letters) - 1
    shaped = [position for position in vowels if letters[position] in _SHAPED]
    if shaped:
        return shaped[-1]
    closed = vowels[-1] < len(letters) - 1
    return vowels[-1] if closed or len(vowels) == 1 else vowels[-2]


def _is_possible(syllable: str, tone: str) -> bool:
    decomposed = unicodedata.normalize("NFD", syllable.replace("đ", "d"))
    folded = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    if not is_syllable(folded):
        return False
    stopped = _STOP_FINAL.search(folded) is not None
    return not (stopped and tone and tone not in (_TONE_OF_KEY["s"], _TONE_OF_KEY["j"]))


_GLUED = (
    ("tai", "khoan"), ("ngan", "hang"), ("mat", "khau"), ("tro", "cap"), ("dang", "ky"), ("can", "cuoc"),
    ("lien", "ket"), ("chuyen", "khoan"), ("rut", "tien"), ("nhan", "tien"), ("lua", "dao"), ("uy", "quyen"),
    ("ma", "pin"), ("mat", "the"), ("mo", "the"), ("lam", "the"), ("tien", "mat"), ("xin", "chao"), ("cam", "on"),
    ("khi", "nao"), ("bao", "nhieu"), ("o", "dau"), ("bao", "gio"), ("giay", "to"), ("quen", "pin"), ("nuot", "the"),
)  # fmt: skip
_PARTS = {first + second: f"{first} {second}" for first, second in _GLUED}


def _parted(token: str) -> str | None:
    """Two common words that lost their space: ``taikhoan``."""
    return _PARTS.get(token)

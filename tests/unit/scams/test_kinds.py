"""The kind that a verdict names: right for clear cases, and rather none than a wrong one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.scams import kinds_training
from bot.scams.judge import Judge
from bot.scams.lessons import Lessons

ROOT = Path(__file__).resolve().parents[3]
JUDGE, LESSONS = Judge.load(), Lessons.load()
FORMS = (
    "tour deepfake sim fake_receipt school_emergency casting loan lottery phishing_link brandname investment job "
    "hacked_account police fake_goods stolen_id wrong_transfer recovery otp_theft remote_control social_recovery "
    "romance prize bank"
)
"""The twenty-four forms of the handbook, as lessons."""
AIMED_AT_HOLDERS = "allowance bhxh vneid home_visit power shipper health_sale rent_account relative charity"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Có người gọi xưng công an, nói tui dính vụ rửa tiền, bắt chuyển tiền để kiểm tra", "police"),
        ("Thằng tự xưng bên xã nói bà được thêm tiền trợ cấp người cao tuổi, kêu gửi mã OTP", "allowance"),
        ("hắn biểu tui nộp ba triệu mới cho lãnh tiền liệt sỹ", "allowance"),
        ("Nhân viên ngân hàng gọi bảo thẻ của tôi bị khóa, đọc số thẻ với mã để mở", "bank"),
        ("họ gửi file bảo cài VNeID mới vì xã sáp nhập, làm theo họ chỉ", "vneid"),
        ("Con trai gọi số mới nói bị tai nạn, xin chuyển gấp 10 triệu đóng viện phí", "relative"),
        ("Luật sư trên mạng hứa lấy lại tiền bị lừa, đòi phí 5 triệu", "recovery"),
        ("tuyển cộng tác viên làm nhiệm vụ tại nhà, nạp tiền trước nhận hoa hồng", "job"),
        ("dien luc goi noi no tien dien, chuyen khoan khong thi cat dien", "power"),
        ("Nhà mạng dọa khóa SIM trong 2 giờ, kêu đọc mã để xác thực thuê bao", "sim"),
        ("http://vneid-capnhat.top", "vneid"),
        ("http://agribank-vn.top/khoa", "bank"),
        ("bit.ly/3xyz", "phishing_link"),
    ],
)
def test_clear_kind(text: str, kind: str) -> None:
    assert JUDGE.judge(text).kind == kind


@pytest.mark.parametrize("kind", [*FORMS.split(), *AIMED_AT_HOLDERS.split()])
def test_each_form_has_a_lesson_that_its_own_words_lead_to(kind: str) -> None:
    found = JUDGE.find(f"{LESSONS[kind].title}. {', '.join(LESSONS[kind].cues)}")
    assert JUDGE._kind(found) in {kind, None}


def test_kinds_of_texts_that_were_not_learned_from() -> None:
    data = kinds_training.examples(ROOT / "tests/data/scams_tuning.tsv")
    counts: Counter[str] = Counter()
    for one in data:
        allowed = kinds_training.KINDS_OF_TYPE.get(one.type.split("|")[0])
        if one.label == "scam" and allowed:
            kind = JUDGE._kind(JUDGE.find(one.text))
            counts.update(all=1, named=bool(kind), right=kind in allowed)
    assert counts["named"] >= 0.85 * counts["all"]
    assert counts["right"] >= 0.75 * counts["named"]


def test_every_kind_that_can_be_named_has_a_lesson() -> None:
    assert set(JUDGE._kinds.bias) <= set(LESSONS)
    assert {kind for kinds in kinds_training.KINDS_OF_TYPE.values() for kind in kinds} <= set(LESSONS)
    assert set(JUDGE._hosts._kinds.values()) <= set(LESSONS)

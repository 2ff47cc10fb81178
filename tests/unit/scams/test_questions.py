"""What people ask the bot about its own subjects is no scam, and is hardly ever taken for a doubtful one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.scams.judge import Judge, Verdict
from bot.scams.training import examples

ROOT = Path(__file__).resolve().parents[3]
ABOUT_SCAMS = {"scam_check", "scam_victim", "money_safety", "share_card_pin"}
JUDGE = Judge.load()


def _harmless() -> list[str]:
    """Lines that were not learned from, of all subjects but scams."""
    learned = {example.text for path in (ROOT / "tests/data").glob("scams_learning*.tsv") for example in examples(path)}
    files = [path for path in (ROOT / "locales/vi/questions").glob("*.txt") if path.stem not in ABOUT_SCAMS]
    lines = [line.strip() for path in files for line in path.read_text("utf-8").splitlines()]
    return [line for line in lines if line and not line.startswith("#") and line not in learned]


def test_questions_are_no_scams() -> None:
    lines = _harmless()[::3]  # two thousand are enough to see one in a hundred
    counts = Counter(JUDGE.judge(line).verdict for line in lines)
    assert len(lines) > 1_500
    assert counts[Verdict.SCAM] <= 0.01 * len(lines)
    assert counts[Verdict.UNSURE] <= 0.03 * len(lines)


@pytest.mark.parametrize(
    "text",
    [
        "thẻ của tôi rút không được",
        "the cua toi rut khong duoc",
        "Quên mã PIN thì làm sao",
        "Mở tài khoản cần giấy tờ gì",
        "Bao giờ có tiền trợ cấp",
        "Máy nuốt thẻ rồi, giờ làm sao lấy lại",
        "Ngân hàng có gọi điện xin OTP không?",
    ],
)
def test_own_subjects(text: str) -> None:
    assert JUDGE.judge(text).verdict is Verdict.NO_SIGN

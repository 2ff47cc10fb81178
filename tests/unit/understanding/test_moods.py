"""Moods are heard where they are all that is said, and never in a question."""

import pytest

from bot.knowledge.moods import mood
from bot.knowledge.vietnamese import fold

HEARD = [
    ("cứu tôi với", "cry"),
    ("khẩn cấp", "cry"),
    ("con khỏe không", "chat"),
    ("bot khỏe không", "chat"),
    ("ăn cơm chưa", "chat"),
    ("hihi", "chat"),
    ("con là người hay máy rứa", "chat"),
    ("máy hay người trả lời đó", "chat"),
    ("trời mưa quá hè", "chat"),
    ("mẹ em", "relative"),
    ("😭😭 mẹ em", "relative"),
    ("ông nội tui", "relative"),
    ("tau buồn quá, con cái không đứa mô về", "lonely"),
    ("ở một mình không ai nói chuyện", "lonely"),
    ("bạn ngu quá", "angry"),
    ("đồ bot ngu, trả lời như cứt", "angry"),
    ("dm may", "angry"),
    ("tau hỏi một đằng mi trả lời một nẻo", "angry"),
    ("răng mi không trả lời tau", "angry"),
]


@pytest.mark.parametrize(("text", "kind"), HEARD)
def test_moods_are_heard_with_and_without_marks(text: str, kind: str) -> None:
    assert mood(text, whole=False) == kind
    assert mood(fold(text), whole=False) == kind


@pytest.mark.parametrize(
    "text",
    [
        "mẹ em mất thẻ",
        "bà nội quên mã",
        "mất ngủ quá",
        "buồn ngủ",
        "có",
        "có em",
        "bỏ",
        "ai nhận tiền cho mẹ em",
        "cứu trợ bão",
        "mấy tuổi được hưởng",
        "",
    ],
)
def test_questions_have_no_mood(text: str) -> None:
    assert mood(text, whole=False) is None


def test_among_other_words_a_mood_counts_only_where_nothing_was_found() -> None:
    assert mood("ở một mình thì ai nhận tiền giùm", whole=True) is None

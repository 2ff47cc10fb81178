"""Replies as channels can show them: numbers, lists, pieces that fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.render import ReplyError, as_text, check, numbered, pieces, shortened, split
from bot.messages import MAX_TEXT, Attachment, Choice, Media, Reply

MENU = Reply("Dạ, {you} cần gì?", (Choice("ask", "Hỏi về tài khoản"), Choice("scam", "Kiểm tra tin lừa đảo")))


def without_space(*texts: str) -> str:
    return "".join("".join(texts).split())


def test_labels_are_shown_with_their_numbers_and_keep_their_keys() -> None:
    assert numbered(MENU).choices == (
        Choice("ask", "1. Hỏi về tài khoản"),
        Choice("scam", "2. Kiểm tra tin lừa đảo"),
    )


def test_a_channel_without_buttons_gets_the_numbered_list_in_the_text() -> None:
    assert as_text(MENU) == "Dạ, {you} cần gì?\n\n1. Hỏi về tài khoản\n2. Kiểm tra tin lừa đảo"


def test_a_reply_without_choices_is_its_text() -> None:
    assert as_text(Reply("Dạ, đã dừng.")) == "Dạ, đã dừng."


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(" \n"), "needs a text"),
        (Reply("x" * (MAX_TEXT + 1)), "2001 characters"),
        (Reply("x", (Choice("a", "A"), Choice("a", "B"))), "twice"),
        (Reply("x", (Choice("ắ" * 22, "A"),)), "66 bytes"),
        (Reply("x", (Choice("", "A"),)), "0 bytes"),
        (Reply("x", (Choice("a", " "),)), "no label"),
    ],
)
def test_an_author_hears_what_no_channel_could_show(reply: Reply, reason: str) -> None:
    with pytest.raises(ReplyError, match=reason):
        check(reply)


def test_a_reply_at_the_limits_passes() -> None:
    reply = Reply("x" * MAX_TEXT, (Choice("k" * 64, "A"),))
    assert check(reply) is reply


def test_a_long_text_is_cut_between_paragraphs_first() -> None:
    first, second = "Câu một. " * 8, "Câu hai. " * 8
    assert split(f"{first}\n\n{second}", 100) == [first.strip(), second.strip()]


def test_without_paragraphs_it_is_cut_after_a_sentence() -> None:
    assert split("Một hai ba bốn. Năm sáu bảy tám chín mười.", 28) == ["Một hai ba bốn.", "Năm sáu bảy tám chín mười."]


def test_a_word_longer_than_a_piece_is_cut_rather_than_lost() -> None:
    assert split("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


@given(st.text(st.sampled_from("ab đ.\n"), max_size=300), st.integers(min_value=5, max_value=60))
def test_pieces_fit_and_lose_nothing(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(0 < len(part) <= limit for part in parts)
    assert without_space(*parts) == without_space(text)


def test_a_split_reply_keeps_its_attachment_first_and_its_choices_last() -> None:
    file = Attachment(Media.DOCUMENT, file_id="f1")
    first, last = pieces(Reply("một hai", (Choice("a", "A"),), file), limit=4)
    assert (first.text, first.choices, first.attachment) == ("một", (), file)
    assert (last.text, last.choices, last.attachment) == ("hai", (Choice("a", "A"),), None)


@given(st.text(max_size=80), st.integers(min_value=2, max_value=40))
def test_a_shortened_label_fits_and_is_a_beginning(text: str, length: int) -> None:
    short = shortened(text, length)
    assert len(short) <= length
    assert short == text or text.startswith(short.removesuffix("…"))

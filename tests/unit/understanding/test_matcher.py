"""Decisions: clear questions, dangerous readings, follow-ups, two questions at once, and odd input."""

import time
from collections.abc import Callable

import pytest

from bot.knowledge.examples import digest, load_examples
from bot.knowledge.features import read
from bot.knowledge.matcher import MOST_CHOICES, Decision, Matcher
from bot.knowledge.model import Model
from bot.knowledge.vietnamese import fold

CLEAR = [
    ("Máy ATM nuốt thẻ của mẹ tôi rồi", "card_lost_swallowed"),
    ("Bà nội quên mã PIN rồi", "pin_forgotten"),
    ("Khi mô có tiền trợ cấp tháng ni", "payment_day"),
    ("Sao tháng này mẹ tôi chưa có tiền", "payment_missing"),
    ("Mẹ em không chịu làm thẻ", "report_unwilling"),
    ("Bà tôi đồng ý mở tài khoản", "report_willing"),
    ("Không làm thẻ có bị cắt tiền không", "voluntary_or_cash"),
    ("Ông nằm liệt giường, có ai đến nhà làm thẻ không", "bedridden_home"),
    ("Con 8 tuổi mồ côi thì ai đứng tên tài khoản", "guardian_minor"),
    ("Quên mã PIN thì con tui rút giùm được không", "authorize_relative"),
    ("Liên kết tài khoản trên VNeID thế nào", "link_vneid"),
    ("Làm định danh mức 2 ở đâu", "vneid_level2"),
    ("Người khuyết tật nặng được bao nhiêu một tháng", "amount_rate"),
    ("Mẹ 76 tuổi không lương hưu có được hưởng trợ cấp không", "eligibility_allowance"),
    ("Tết có được lãnh hai tháng không", "payment_tet_holiday"),
    ("Có người gọi xưng cán bộ xã đòi mã OTP", "scam_check"),
    ("Lỡ đọc mã OTP cho người ta rồi", "scam_victim"),
    ("Mẹ em mất hôm qua", "deceased"),
    ("mất thẻ", "card_lost_swallowed"),
    ("phí", "fees_min_balance"),
    ("dừng", "reminder_settings"),
    ("Bạn là ai", "greeting"),
    ("Cảm ơn nhiều", "thanks_bye"),
    ("Xổ số hôm nay ra con gì", "out_of_scope"),
    ("Lương hưu tháng này khi nào có", "out_of_scope"),
    ("Mất thẻ bảo hiểm y tế thì làm lại ở đâu", "out_of_scope"),
    ("không muốn sống nữa", "out_of_scope"),
]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.load()


@pytest.mark.parametrize(("text", "intent"), CLEAR)
def test_a_clear_question_is_answered(matcher: Matcher, text: str, intent: str) -> None:
    decision = matcher.decide(text)
    assert (decision.decision, decision.intent) == ("answer", intent)


@pytest.mark.parametrize(("text", "intent"), CLEAR)
def test_the_same_question_without_marks_is_answered_or_offered(matcher: Matcher, text: str, intent: str) -> None:
    decision = matcher.decide(fold(text))
    assert intent in (decision.intent, *decision.choices)


@pytest.mark.parametrize(
    "text", ["con ơi", "alo con oi", "Em ơi cho chị hỏi tí", "cô ơi cho con hỏi việc này với", "xin chao chau nghe"]
)
def test_who_only_calls_is_greeted(matcher: Matcher, text: str) -> None:
    assert matcher.decide(text).intent == "greeting"
    assert matcher.decide(text, "payment_day").intent == "greeting"


@pytest.mark.parametrize("text", ["con ơi tiền đâu", "cho hỏi mã", "trời ơi", "anh em", "bà con", "chị ơi bà mất rồi"])
def test_who_says_more_is_not(matcher: Matcher, text: str) -> None:
    assert matcher.decide(text).intent != "greeting"


@pytest.mark.parametrize("text", ["", "   ", "🙂", "👍🏽❤️", "?!...", "\u200b"])
def test_nothing_to_read_is_handed_over(matcher: Matcher, text: str) -> None:
    assert matcher.decide(text) == Decision("hand_over", None, (), 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "ngân hàng nhắn tin có link kêu cập nhật",
        "người ta kêu gửi mã",
        "có anh tới nhà xin chụp hình căn cước của má",
        "nhân viên gọi bảo đóng phí mới nhận được tiền",
        "họ bảo cài app để nhận trợ cấp",
    ],
)
def test_a_possible_swindle_is_answered_as_one_or_offered(matcher: Matcher, text: str) -> None:
    decision = matcher.decide(text)
    assert {"scam_check", "scam_victim"} & {decision.intent, *decision.choices}


@pytest.mark.parametrize(
    ("text", "context", "intent"),
    [
        ("ở đâu?", "open_account_who", "open_account_where"),
        ("ở mô rứa", "open_account_documents", "open_account_where"),
        ("cần giấy tờ chi", "open_account_where", "open_account_documents"),
        ("còn mẹ tui thì sao", "pin_forgotten", "pin_forgotten"),
        ("mất mấy ngày", "id_lost_expired", "id_lost_expired"),
        ("tốn tiền không", "card_issue_activate", "fees_min_balance"),
        ("gọi ai", "payment_missing", "contact_hotline"),
        ("rồi sao nữa", "scam_victim", "scam_victim"),
        ("con me tui thi sao", "away_or_moved", "away_or_moved"),
    ],
)
def test_a_follow_up_is_understood_after_an_answer(matcher: Matcher, text: str, context: str, intent: str) -> None:
    decision = matcher.decide(text, context)
    assert (decision.decision, decision.intent) == ("answer", intent)


def test_a_full_question_is_not_taken_for_a_follow_up(matcher: Matcher) -> None:
    assert matcher.decide("máy ATM nuốt thẻ rồi", "payment_day").intent == "card_lost_swallowed"


def test_danger_is_never_a_follow_up(matcher: Matcher) -> None:
    assert matcher.decide("lỡ đọc mã OTP cho nó rồi", "pin_forgotten").intent == "scam_victim"


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("Ngày nào có tiền? Với lại mẹ em mất thẻ rồi thì làm sao?", {"payment_day", "card_lost_swallowed"}),
        ("Bà quên mã PIN rồi thì làm sao? Tháng này ngày mấy phát tiền?", {"pin_forgotten", "payment_day"}),
    ],
)
def test_two_questions_get_both_answers(matcher: Matcher, text: str, both: set[str]) -> None:
    decision = matcher.decide(text)
    assert {decision.intent, *decision.also} == both


@pytest.mark.parametrize("write", [str, fold])
def test_a_death_that_leads_to_a_question_gets_both_answers(matcher: Matcher, write: Callable[[str], str]) -> None:
    decision = matcher.decide(write("con trai tui mất rồi, tui nuôi hai cháu mồ côi có được hưởng trợ cấp không"))
    assert (decision.intent, decision.also) == ("deceased", ("eligibility_allowance",))
    assert matcher.decide(write("Mẹ em mất hôm qua")).also == ()


def test_one_question_has_no_second(matcher: Matcher) -> None:
    assert matcher.decide("Máy ATM nuốt thẻ của mẹ tôi rồi, giờ phải làm sao?").also == ()


def test_choices_are_few_and_ours(matcher: Matcher) -> None:
    decisions = [matcher.decide(text) for text in ("tiền", "thẻ", "tài khoản", "mẹ tôi", "làm sao")]
    assert all(len(decision.choices) <= MOST_CHOICES for decision in decisions)
    assert not any("out_of_scope" in decision.choices for decision in decisions)
    assert all(decision.choices for decision in decisions if decision.decision == "choose")


@pytest.mark.parametrize(
    "text",
    ["a" * 20_000, "tiền " * 4_000, "mất thẻ? " * 2_500, "1" * 20_000, "đ" * 20_000, "ba " * 7_000, "?" * 20_000],
)
def test_a_very_long_message_stays_quick(matcher: Matcher, text: str) -> None:
    started = time.process_time()
    matcher.decide(text)
    assert time.process_time() - started < 0.25


def test_the_end_of_a_long_story_is_read(matcher: Matcher) -> None:
    story = "Chuyện là nhà tôi ở quê, hồi xưa đi lại khó khăn lắm, nay đường sá tốt hơn. " * 40
    decision = matcher.decide(f"{story} Bây giờ máy ATM nuốt thẻ của mẹ tôi rồi")
    assert "card_lost_swallowed" in (decision.intent, *decision.choices)


def test_the_same_text_is_decided_the_same_way(matcher: Matcher) -> None:
    assert matcher.decide("làm thẻ ở đâu") == Matcher.load().decide("làm thẻ ở đâu")


def test_the_model_belongs_to_the_present_examples() -> None:
    assert Model.load().digest == digest(), "run: python -m bot.knowledge.training"


def test_every_intent_has_examples_enough() -> None:
    counts: dict[str, int] = {}
    for example in load_examples():
        counts[example.intent] = counts.get(example.intent, 0) + 1
    assert len(counts) == 45
    assert min(counts.values()) >= 40
    assert counts["out_of_scope"] >= 300


def test_a_hidden_number_is_read_as_a_number(matcher: Matcher) -> None:
    hidden = read("so tai khoan moi cua me em la [số tài khoản đã che]")
    assert hidden == read("so tai khoan moi cua me em la 0041000123456")
    assert matcher.rank(hidden)[0][0] == "change_account"

"""The form of the shipped answers: short, whole, polite, with every figure from the facts."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.answers import COMMUNE_KEYS, MAX_CHARACTERS, MAX_LINES, MAX_LINES_BY_INTENT
from bot.knowledge.library import INTENTS, load_shipped

LIBRARY = load_shipped()
ADDRESSES = ("bác", "cô chú", "anh chị")
COMMUNE = {
    "office": "thôn Hai, xã Trà My",
    "phone": "0905 111 222 (chị Hoa)",
    "bank": "Agribank",
    "fees": "miễn phí mở thẻ",
    "cash_points": "nhà văn hóa thôn Hai",
    "hours": "7 giờ 30 đến 11 giờ 30",
    "pay_day": "12/12/2026, theo thông báo ngày 01/12/2026",
}
TEXTS = [
    (intent, option)
    for intent in INTENTS
    for option in (None, *(choice.key for choice in LIBRARY.answer(intent).options))
]
RAW = {
    file.name.removesuffix(".md"): file.read_text(encoding="utf-8").split("---\n", 2)[2]
    for file in (files("locales") / "vi" / "answers").iterdir()
    if file.name.endswith(".md")
}


def rendered(intent: str, option: str | None, you: str = "bác", commune: dict[str, str] | None = None) -> str:
    return LIBRARY.answer(intent).render(you=you, commune=commune or {}, option=option)


@pytest.mark.parametrize(("intent", "option"), TEXTS)
def test_is_short_and_whole(intent: str, option: str | None) -> None:
    for you in ADDRESSES:
        for commune in ({}, COMMUNE):
            text = rendered(intent, option, you, commune)
            lines = text.splitlines()
            assert len(lines) <= MAX_LINES_BY_INTENT.get(intent, MAX_LINES)
            assert all(line.strip() == line and line for line in lines)
            assert commune or max(map(len, lines)) <= 160
            assert len(text) <= MAX_CHARACTERS
            assert not re.search(r"[{}|]|\.\.|  ", text)
            assert lines[-1].endswith((".", "?", "?)", ".)"))


@pytest.mark.parametrize(("intent", "option"), TEXTS)
def test_begins_politely_or_with_the_first_step(intent: str, option: str | None) -> None:
    assert rendered(intent, option).startswith(("Dạ,", "Việc một: "))


@pytest.mark.parametrize("intent", INTENTS)
def test_the_person_has_a_capital_at_the_start_of_a_sentence_only(intent: str) -> None:
    starts = re.compile(r"(?:^|[.?!] |^Việc \w+: )\{you\}", re.MULTILINE)
    inside = re.compile(r"(?<![.?!:] )(?<!^)\{You\}", re.MULTILINE)
    assert not starts.search(RAW[intent])
    assert not inside.search(RAW[intent])


@pytest.mark.parametrize("intent", INTENTS)
def test_body_has_no_figure_of_its_own(intent: str) -> None:
    without_blanks = re.sub(r"\{\{fact\.[a-z0-9_.]+\}\}", "", RAW[intent])
    assert re.findall(r"\d+", without_blanks) == []


@pytest.mark.parametrize("intent", INTENTS)
def test_meta_is_fit_for_a_screen(intent: str) -> None:
    answer = LIBRARY.answer(intent)
    assert len(answer.title) <= 40
    assert LIBRARY.title(intent) == answer.title
    assert len(LIBRARY.question(intent)) <= 60
    assert set(answer.related) <= set(INTENTS) - {intent}
    assert all(len(choice.label) <= 40 and len(choice.key.encode()) <= 64 for choice in answer.options)
    assert not re.search(r"[{}]", f"{answer.title}{answer.questions}{answer.options}")


@pytest.mark.parametrize("intent", INTENTS)
def test_sources_are_named_with_their_day(intent: str) -> None:
    assert re.fullmatch(r"Nguồn: \S.*\S, tính đến 24/11/2026", LIBRARY.sources_text(intent))


def test_sources_name_the_decrees() -> None:
    text = LIBRARY.sources_text("amount_rate")
    assert "Nghị định 335/2026/NĐ-CP; Nghị định 321/2026/NĐ-CP" in text
    assert text.count("Nghị định 335/2026/NĐ-CP") == 1


def test_pay_day_comes_from_the_officer_alone() -> None:
    assert "xã chưa báo ngày" in rendered("payment_day", None)
    assert "12/12/2026, theo thông báo ngày 01/12/2026." in rendered("payment_day", None, "bác", COMMUNE)
    assert re.findall(r"\d{1,2}/\d{1,2}", rendered("payment_day", None)) == []


def test_every_reason_to_hesitate_has_its_own_fact() -> None:
    reasons = {choice.key for choice in LIBRARY.answer("report_unwilling").options}
    assert reasons == {
        "habit_cash", "fear_scam_loss", "family_objects", "forget_pin", "no_trust_card_handover", "away",
        "id_problem", "ill_disabled", "atm_far", "fees", "undecided", "other",
    }  # fmt: skip
    assert len({rendered("report_unwilling", reason) for reason in reasons}) == len(reasons)


def test_every_blank_of_a_commune_has_its_use() -> None:
    used = set(re.findall(r"\{\{commune\.(\w+)\|", "".join(RAW.values())))
    assert used == COMMUNE_KEYS == set(COMMUNE)


def test_asks_after_the_general_part_and_not_in_a_section() -> None:
    assert rendered("change_account", None, "cô chú").endswith("Cô chú đang gặp việc nào?")
    assert "đang gặp việc nào" not in rendered("change_account", "change")
    assert LIBRARY.answer("thanks_bye").asks is None


def test_an_option_that_is_gone_gets_the_general_answer() -> None:
    assert rendered("amount_rate", "was_removed") == rendered("amount_rate", None)


@given(
    you=st.sampled_from(ADDRESSES),
    place=st.sampled_from(TEXTS),
    own=st.dictionaries(st.sampled_from(sorted(COMMUNE_KEYS)), st.text(max_size=80)),
)
def test_whatever_an_officer_wrote_stays_one_piece_of_text(
    you: str, place: tuple[str, str | None], own: dict[str, str]
) -> None:
    """No value adds a line, and none is read as a blank to be filled."""
    plain = rendered(*place, you)
    text = rendered(*place, you, own)
    assert len(text.splitlines()) == len(plain.splitlines())
    marked = rendered(*place, you, dict.fromkeys(own, "{you} {{fact.police}}"))
    assert marked.count("{you}") == marked.count("{{fact.police}}")

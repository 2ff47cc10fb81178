"""All answers: loaded, checked against each other, with an operator's corrections on top.

The only reader of the answers folder. Must not choose an answer or know who asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.knowledge.answers import Answer, AnswerReader, shown_date
from bot.knowledge.facts import ContentError, Facts, Mistake

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

OUT_OF_SCOPE = "out_of_scope"
IN_SCOPE = (
    "open_account_who",
    "open_account_documents",
    "open_account_where",
    "open_account_online",
    "link_vneid",
    "use_existing_account",
    "change_account",
    "ewallet_mobile_money",
    "register_switch",
    "report_willing",
    "report_unwilling",
    "voluntary_or_cash",
    "benefits_of_account",
    "pin_forgotten",
    "card_lost_swallowed",
    "card_issue_activate",
    "withdraw_cash",
    "account_blocked",
    "fees_min_balance",
    "money_safety",
    "scam_check",
    "scam_victim",
    "share_card_pin",
    "payment_day",
    "payment_missing",
    "payment_tet_holiday",
    "balance_check",
    "amount_rate",
    "eligibility_allowance",
    "id_lost_expired",
    "vneid_level2",
    "authorize_relative",
    "guardian_minor",
    "away_or_moved",
    "bedridden_home",
    "illiterate_disabled",
    "deceased",
    "contact_hotline",
    "complaint_feedback",
    "privacy_data",
    "admin_units",
    "reminder_settings",
    "greeting",
    "thanks_bye",
)
INTENTS = (*IN_SCOPE, OUT_OF_SCOPE)


@dataclass(frozen=True, slots=True)
class Library:
    """Every answer by its intent, and the facts behind them."""

    answers: Mapping[str, Answer]
    facts: Facts

    @classmethod
    def load(cls, folder: Traversable, facts: Facts, overrides: Path | None = None) -> Library:
        """The answers of ``folder``, those in ``overrides``/answers winning.

        ``ContentError`` holds everything that is wrong with any of them.
        """
        reader = AnswerReader(facts, INTENTS)
        chosen = _answer_files(folder)
        if overrides is not None and (overrides / "answers").is_dir():
            chosen |= _answer_files(overrides / "answers")
        found = {}
        for intent, file in chosen.items():
            if answer := _read(file, intent, reader):
                found[intent] = answer
        mistakes = (*reader.mistakes, *_missing(chosen, folder), *_same_questions(found, chosen))
        if mistakes:
            raise ContentError(tuple(mistakes))
        return cls({intent: found[intent] for intent in INTENTS}, facts)

    @property
    def intents(self) -> tuple[str, ...]:
        return tuple(self.answers)

    def answer(self, intent: str) -> Answer:
        return self.answers[intent]

    def title(self, intent: str) -> str:
        return self.answers[intent].title

    def question(self, intent: str) -> str:
        """The question that is offered to a person as a choice."""
        return self.answers[intent].questions[0]

    def sources_text(self, intent: str) -> str:
        """Where the answer comes from, and up to which day it was checked."""
        answer = self.answers[intent]
        named = [*(fact.source for fact in answer.facts), *answer.other_sources]
        single = dict.fromkeys(part for source in named for part in source.split("; "))
        return f"Nguồn: {'; '.join(single)}, tính đến {shown_date(answer.as_of)}"

    def corrections(self, intent: str, text: str) -> tuple[str, ...]:
        """A sentence for each superseded amount in ``text`` that this answer has the present one of."""
        used = {fact.key for fact in self.answers[intent].facts}
        sentences = (
            f"Mức {old.value} là mức cũ, nay là {old.present.value} ({old.present.source})."
            for old in self.facts.superseded_in(text)
            if old.present.key in used
        )
        return tuple(dict.fromkeys(sentences))


def load_shipped(overrides: Path | None = None) -> Library:
    """The library that the package ships, with the corrections in ``overrides`` on top.

    ``ContentError`` holds everything that is wrong with facts and answers together.
    """
    shipped = files("locales")
    corrected = None if overrides is None else overrides / "facts.toml"
    facts, mistakes = Facts.read(shipped / "facts.toml", corrected)
    try:
        library = Library.load(shipped / "vi" / "answers", facts, overrides)
    except ContentError as error:
        raise ContentError((*mistakes, *error.mistakes)) from None
    if mistakes:
        raise ContentError(mistakes)
    return library


def validate(overrides: Path | None = None) -> tuple[Mistake, ...]:
    """What is wrong with the content; empty if all is well."""
    try:
        load_shipped(overrides)
    except ContentError as error:
        return error.mistakes
    return ()


def _answer_files(folder: Traversable) -> dict[str, Traversable]:
    names = sorted(folder.iterdir(), key=lambda file: file.name)
    return {file.name.removesuffix(".md"): file for file in names if file.name.endswith(".md")}


def _read(file: Traversable, intent: str, reader: AnswerReader) -> Answer | None:
    name = str(file)
    if intent not in INTENTS:
        cure = "Name the file after an intent, or remove it"
        reader.mistakes.append(Mistake(name, None, f"unknown intent '{intent}'", cure))
        return None
    try:
        data = file.read_bytes()
    except OSError as error:
        cure = "Check that the file may be read"
        reader.mistakes.append(Mistake(name, None, f"cannot be read ({error.strerror})", cure))
        return None
    return reader.read(name, intent, data)


def _missing(chosen: Iterable[str], folder: Traversable) -> list[Mistake]:
    absent = [intent for intent in INTENTS if intent not in set(chosen)]
    return [Mistake(str(folder), None, f"no file '{name}.md'", "Add the answer") for name in absent]


def _same_questions(found: Mapping[str, Answer], chosen: Mapping[str, Traversable]) -> list[Mistake]:
    """Two intents under one question could not be told apart by the person who is asked to choose."""
    seen: dict[str, str] = {}
    mistakes = []
    for intent, answer in found.items():
        for question in answer.questions:
            other = seen.setdefault(question.casefold(), intent)
            if other != intent:
                problem = f"'{question}' is a question of '{other}' too"
                mistakes.append(Mistake(str(chosen[intent]), None, problem, "Ask it in other words"))
    return mistakes

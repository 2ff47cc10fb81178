"""What people agreed to is what is noted: new words of a consent need a new version."""

from __future__ import annotations

import hashlib

import pytest

from bot.i18n import Catalogues
from handlers import enrolment, questions, reminders

TIPS = "Should a sentence come along each time that helps against swindlers?"
ASKED = {
    "reports": (enrolment.TEXT_VERSION, [enrolment.FORM.steps[0].question]),
    "reminders": (reminders.TEXT_VERSION, [reminders.FORM.steps[0].question]),
    "tips": (reminders.TEXT_VERSION, [TIPS]),
    "pass_on": (questions.TEXT_VERSION, [questions.FORM.intro, questions.FORM.confirm]),
}
KNOWN = {
    "reports": ("2026-11-3", "1e9a8efaa7c2"),
    "reminders": ("2026-11b", "9a265a313587"),
    "tips": ("2026-11b", "bed42ecaad22"),
    "pass_on": ("2026-11", "f9bcd49f13a6"),
}
"""Each version with the words that it stands for. Add a version; never give an old one other words."""


@pytest.mark.parametrize("purpose", ASKED)
def test_a_version_stands_for_the_same_words_as_ever(purpose: str) -> None:
    version, asked = ASKED[purpose]
    catalogues = Catalogues.load()
    words = [catalogues.speech(locale)(text) for locale in ("vi", "en") for text in asked]
    assert not [text for text in words[: len(asked)] if text in asked], "the Vietnamese is missing"
    assert (version, hashlib.sha256("\n".join(words).encode()).hexdigest()[:12]) == KNOWN[purpose]

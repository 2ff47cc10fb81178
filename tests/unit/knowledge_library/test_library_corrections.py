"""Loading: an operator's corrections win, and a broken file is told with file, line and cure."""

from __future__ import annotations

import time
from importlib.resources import files
from pathlib import Path

import pytest

from bot.knowledge.facts import ContentError, Facts, Mistake
from bot.knowledge.library import Library, load_shipped, validate

GOOD = """\
---
intent: thanks_bye
title: Cảm ơn
questions:
  - Cảm ơn nhé
  - Chào tạm biệt
related: [greeting, payment_day]
sources: [police]
checked_on: 2026-12-01
asks: "{You} cần gì nữa?"
options:
  - {key: more, label: Hỏi thêm}
  - {key: done, label: Thôi}
---
Dạ, chào {you}.
Gọi {{fact.police}} khi gấp. Cán bộ: {{commune.phone|{you} hỏi xã}}.

## more
Dạ, {you} cứ hỏi.

## done
Dạ, chúc {you} khỏe.
"""
FACT = """\
[police]
value = "{value}"
source = "số khẩn cấp"
checked_on = {day}
confidence = "{confidence}"
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "answers").mkdir()
    return tmp_path


def put(content: Path, text: str | bytes, name: str = "thanks_bye") -> None:
    (content / "answers" / f"{name}.md").write_bytes(text if isinstance(text, bytes) else text.encode())


def put_fact(content: Path, value: str = "113", confidence: str = "H", day: str = "2026-11-24") -> None:
    text = FACT.format(value=value, confidence=confidence, day=day)
    (content / "facts.toml").write_text(text, encoding="utf-8")


def test_shipped_content_has_no_mistake() -> None:
    assert validate() == ()


def test_no_folder_of_corrections_is_no_mistake(tmp_path: Path) -> None:
    assert validate(tmp_path / "not there") == ()
    assert validate(tmp_path) == ()


def test_a_corrected_answer_wins_and_the_others_stay(content: Path) -> None:
    put(content, GOOD)
    library = load_shipped(content)
    answer = library.answer("thanks_bye")
    text = answer.render(you="cô chú", commune={})
    assert text == "Dạ, chào cô chú.\nGọi 113 khi gấp. Cán bộ: cô chú hỏi xã.\nCô chú cần gì nữa?"
    assert answer.render(you="bác", commune={"phone": " 0905\n1 "}).splitlines()[1].endswith("Cán bộ: 0905 1.")
    assert answer.render(you="bác", commune={}, option="more") == "Dạ, bác cứ hỏi."
    assert [choice.key for choice in answer.options] == ["more", "done"]
    assert library.title("thanks_bye") == "Cảm ơn"
    assert library.answer("greeting") == load_shipped().answer("greeting")


def test_a_corrected_fact_reaches_every_answer(content: Path) -> None:
    put_fact(content, value="999")
    library = load_shipped(content)
    assert "gọi 999;" in library.answer("scam_victim").render(you="bác", commune={})
    assert "Công an 999" in library.answer("contact_hotline").render(you="bác", commune={})


def test_the_oldest_check_is_the_day_that_is_shown(content: Path) -> None:
    put(content, GOOD)
    put_fact(content, day="2026-08-05")
    assert load_shipped(content).sources_text("thanks_bye") == "Nguồn: số khẩn cấp, tính đến 05/08/2026"


def test_without_facts_the_day_is_the_answers_own(content: Path) -> None:
    text = GOOD.replace("[police]", "[ủy ban xã]").replace("Gọi {{fact.police}} khi gấp. ", "")
    put(content, text)
    assert load_shipped(content).sources_text("thanks_bye") == "Nguồn: ủy ban xã, tính đến 01/12/2026"


def test_windows_lines_and_a_byte_order_mark_are_taken(content: Path) -> None:
    put(content, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load_shipped(content).title("thanks_bye") == "Cảm ơn"


def test_files_of_other_kinds_are_left_alone(content: Path) -> None:
    (content / "answers" / "notes.txt").write_text("?", encoding="utf-8")
    assert validate(content) == ()


LONG = "Dạ, một câu dài để thử. " * 50

BROKEN = [
    ("title: Cảm ơn\n", "", "no 'title'", 1),
    ("title: Cảm ơn", "titel: Cảm ơn", "unknown 'titel'", 3),
    ("title: Cảm ơn", f"title: {'x' * 41}", "wrong 'title'", 3),
    ("title: Cảm ơn", "title: Gọi 113", "a figure of its own, '113'", 3),
    ("intent: thanks_bye", "intent: greeting", "'greeting' in a file of another name", 2),
    ("  - Chào tạm biệt\n", "", "wrong 'questions'", 4),
    ("  - Cảm ơn nhé", f"  - {'x' * 61}", "wrong 'questions'", 4),
    ("[greeting, payment_day]", "[greeting, weather]", "'weather' in 'related'", 7),
    ("[greeting, payment_day]", "[greeting, thanks_bye]", "'thanks_bye' in 'related'", 7),
    ("[greeting, payment_day]", "greeting", "wrong 'related'", 7),
    ("[police]", "[polise]", "unknown fact 'polise'", 8),
    ("[police]", "[NĐ 20/2021]", "holds a figure", 8),
    ("[police]", "[]", "wrong 'sources'", 8),
    ("2026-12-01", "2026-13-01", "front matter is not YAML", 1),
    ("2026-12-01", "hôm qua", "wrong 'checked_on'", 9),
    ("2026-12-01", "2026-12-01 10:00:00", "wrong 'checked_on'", 9),
    ("title: Cảm ơn", "title: Cảm ơn\ntitle: Chào", "'title' stands twice", 4),
    ("title: Cảm ơn", "title: [Cảm ơn", "front matter is not YAML", 4),
    ('asks: "{You} cần gì nữa?"\n', "", "'asks' and 'options' need each other", 1),
    ('asks: "{You} cần gì nữa?"', "asks: 5", "wrong 'asks'", 10),
    ("{key: done, label: Thôi}", "{key: more, label: Thôi}", "option 'more' stands twice", 11),
    ("{key: done, label: Thôi}", "{key: done}", "wrong 'options'", 11),
    ("## done\nDạ, chúc {you} khỏe.\n", "", "option 'done' has no section", 11),
    ("## done", "## dome", "section '## dome' has no option", 21),
    ("## done", "## more", "section '## more' stands twice", 21),
    ("Dạ, {you} cứ hỏi.\n", "", "section '## more' is empty", 18),
    ("Dạ, chào {you}.", "Dạ, chào {you}.\nMột.\nHai.\nBa.", "the body has 6 lines", 15),
    ("Dạ, {you} cứ hỏi.", LONG, "section '## more' has", 18),
    ("Dạ, {you} cứ hỏi.", "Dạ, gọi 0905 111 222.", "a figure of its own, '0905 111 222.'", 19),
    ("Dạ, {you} cứ hỏi.", "Dạ, ngày 24/11.", "a figure of its own, '24/11.'", 19),
    ("{{fact.police}}", "{{fact.polise}}", "unknown fact 'polise'", 16),
    ("{{fact.police}}", "{{fact.bank_lpbank}}", "fact 'bank_lpbank' has confidence L", 16),
    ("{{fact.police}}", "{{police}}", "a brace that belongs to no blank", 16),
    ("commune.phone|", "commune.fax|", "unknown or incomplete blank", 16),
    ("{you} hỏi xã}}", "}}", "unknown or incomplete blank", 16),
    ("Dạ, chào {you}.", "Dạ, chào {ai}.", "a brace that belongs to no blank", 15),
    ("---\nintent", "intent", "no front matter", 1),
    (GOOD, "", "no front matter", 1),
    (GOOD, "---\n- một\n---\nDạ.\n", "front matter is not a list of keys", 1),
    ("  - Cảm ơn nhé", "  - Xin chào", "'Xin chào' is a question of", None),
]


@pytest.mark.parametrize(("old", "new", "problem", "line"), BROKEN)
def test_a_mistake_is_told_with_file_line_and_cure(
    content: Path, old: str, new: str, problem: str, line: int | None
) -> None:
    assert old in GOOD
    put(content, GOOD.replace(old, new, 1))
    found = validate(content)
    right = [mistake for mistake in found if problem in mistake.problem and mistake.line == line]
    assert right, found
    assert all(mistake.cure for mistake in found)
    assert {mistake.file for mistake in found} == {str(content / "answers" / "thanks_bye.md")}


def test_a_file_in_another_encoding_is_told_with_its_line(content: Path) -> None:
    put(content, GOOD.encode().replace("Dạ, chào".encode(), "Dạ, chào".encode("utf-16-le")))
    assert [(mistake.line, "not UTF-8" in mistake.problem) for mistake in validate(content)] == [(15, True)]


def test_a_file_named_after_no_intent_is_told(content: Path) -> None:
    put(content, GOOD, "thank_you")
    assert [mistake.problem for mistake in validate(content)] == ["unknown intent 'thank_you'"]


def test_a_weakened_fact_stops_the_answers_that_use_it(content: Path) -> None:
    put_fact(content, confidence="?")
    found = validate(content)
    assert {Path(mistake.file).stem for mistake in found} >= {"scam_victim", "contact_hotline"}
    assert {mistake.problem for mistake in found} == {"fact 'police' has confidence ?"}


def test_mistakes_of_facts_and_of_all_answers_are_told_together(content: Path) -> None:
    put(content, GOOD.replace("{{fact.police}}", "112"))
    put(content, "", "greeting")
    put_fact(content, confidence="sure")
    assert {Path(mistake.file).name for mistake in validate(content)} == {
        "thanks_bye.md", "greeting.md", "facts.toml",
    }  # fmt: skip


def test_broken_content_is_never_loaded(content: Path) -> None:
    put(content, "")
    with pytest.raises(ContentError, match=r"thanks_bye\.md:1: no front matter"):
        load_shipped(content)


def test_an_answer_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "thanks_bye.md").write_text(GOOD, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        Library.load(tmp_path, Facts.load(files("locales") / "facts.toml"))
    problems = [mistake.problem for mistake in caught.value.mistakes]
    assert len(problems) == 44
    assert "no file 'scam_victim.md'" in problems


def test_a_mistake_names_the_corrected_file_not_the_shipped_one(content: Path) -> None:
    put(content, GOOD.replace("2026-12-01", "mai"))
    mistake: Mistake = validate(content)[0]
    assert str(mistake).startswith(f"{content / 'answers' / 'thanks_bye.md'}:9: wrong 'checked_on'")


def test_loading_everything_is_quick() -> None:
    began = time.process_time()
    load_shipped()
    assert time.process_time() - began < 0.5

"""The short lessons, one for each kind of scam, and which kind a text is.

Reads its own files once; must not judge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources

import yaml

from bot.scams.lexicon import split

_SECTIONS = ("Họ làm thế nào", "Nhận ra bằng cách nào", "Câu để từ chối")


@dataclass(frozen=True, slots=True)
class Lesson:
    """One kind of scam: how it goes, how to recognise it, a sentence to refuse with."""

    kind: str
    title: str
    how: str
    recognise: str
    refuse: str
    season: tuple[str, ...]
    verify: str
    cues: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()


class LessonError(ValueError):
    """A lesson file is not as it should be; the message names the file and the cure."""


class Lessons(Mapping[str, Lesson]):
    """All lessons by kind."""

    def __init__(self, lessons: Mapping[str, Lesson]) -> None:
        self._lessons = dict(sorted(lessons.items()))

    @classmethod
    def load(cls) -> Lessons:
        """The shipped lessons."""
        folder = resources.files("locales").joinpath("vi/scams")
        files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".md")), key=lambda one: one.name)
        lessons = [parse(entry.name, entry.read_text("utf-8")) for entry in files]
        return cls({lesson.kind: lesson for lesson in lessons})

    def __getitem__(self, kind: str) -> Lesson:
        return self._lessons[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lessons)

    def __len__(self) -> int:
        return len(self._lessons)

    def kind_of(self, words: str, flags: Collection[str]) -> str | None:
        """The kind whose cues are there most, longer cues counting more; ``None`` if there are none."""
        padded = f" {words} "
        scores = {lesson.kind: _score(lesson, padded, flags) for lesson in self._lessons.values()}
        best = max(scores, key=lambda kind: scores[kind], default=None)
        return best if best is not None and scores[best] > 0 else None


def _score(lesson: Lesson, padded: str, flags: Collection[str]) -> float:
    found = sum(1.0 + 0.5 * cue.count(" ") for cue in lesson.cues if f" {cue} " in padded)
    return found + 1.2 * sum(flag in flags for flag in lesson.signals)


def parse(name: str, text: str) -> Lesson:
    """The lesson that ``text`` of file ``name`` holds."""
    try:
        _, front, body = text.split("---\n", 2)
        head = yaml.safe_load(front)
        parts = dict(_parts(body))
        return Lesson(
            kind=head["kind"],
            title=head["title"],
            how=parts[_SECTIONS[0]],
            recognise=parts[_SECTIONS[1]],
            refuse=parts[_SECTIONS[2]],
            season=tuple(head["season"]),
            verify=head["verify"],
            cues=tuple(" ".join(word for word in split(cue) if word.isalnum()) for cue in head["cues"]),
            signals=tuple(head["signals"]),
        )
    except (ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        raise LessonError(f"{name}: {error}; a lesson needs a front matter and {len(_SECTIONS)} sections") from error


def _parts(body: str) -> Iterator[tuple[str, str]]:
    for part in body.split("\n## ")[1:]:
        title, _, text = part.partition("\n")
        yield title.strip(), text.strip()

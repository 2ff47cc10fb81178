"""The short lessons, one for each kind of scam.

Reads its own files once; must not judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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

    def cued(self, words: str) -> Iterator[str]:
        """The kinds that have a cue in the folded ``words``."""
        padded = f" {words} "
        for lesson in self._lessons.values():
            if any(f" {cue} " in padded for cue in lesson.cues):
                yield lesson.kind


def parse(name: str, text: str) -> Lesson:
    """The lesson that ``text`` of file ``name`` holds."""
    try:
        _, front, body = text.split("---\n", 2)
        head = yaml.load(front, Loader=yaml.CSafeLoader)
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

"""One answer: its file format, the checks on it, and what it says to a person.

Figures come from the facts, a commune's own data from the caller. Must not read folders or know channels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import yaml

from bot.knowledge.facts import KEY, Fact, Facts, Mistake
from bot.messages import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

COMMUNE_KEYS = frozenset({"office", "phone", "bank", "fees", "cash_points", "hours", "pay_day"})
MAX_LINES = 5
MAX_LINES_BY_INTENT = {"scam_victim": 6}
"""The steps of the first hour are one more, since each is a separate thing to do."""
MAX_CHARACTERS = 1_000
MAX_TITLE = 40
MAX_FIRST_QUESTION = 60
LONGEST_ADDRESS = "anh chị"

_FACT = re.compile(r"\{\{fact\.([a-z0-9_]+)(\.checked_on)?\}\}")
_PERSON = re.compile(r"\{([Yy]ou)\}")
_BLANK = re.compile(r"\{\{commune\.(\w+)\|((?:[^{}]|\{[Yy]ou\})*)\}\}|\{([Yy]ou)\}")
_STEP_NUMBER = re.compile(r"^\d\. ", re.MULTILINE)
_HEADING = re.compile(r"^## *(.*?) *$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to one kind of question. Facts are already in its texts; people and communes are not."""

    intent: str
    title: str
    questions: tuple[str, ...]
    related: tuple[str, ...]
    checked_on: date
    body: str
    asks: str | None = None
    options: tuple[Choice, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    """The facts that its texts use or that it names as sources, each once."""
    other_sources: tuple[str, ...] = ()

    def render(self, *, you: str, commune: Mapping[str, str], option: str | None = None) -> str:
        """The text for one person.

        Without an option, what holds for everybody and the question (``asks``) that finds the case. An
        option that is not there (a button from before a correction) gets the same.
        """
        text = self.sections.get(option) if option else None
        if text is None:
            text = self.body if self.asks is None else f"{self.body}\n{self.asks}"
        return _filled(text, you, commune)

    @property
    def names_commune(self) -> bool:
        """Whether any of its texts shows what a commune's officers entered."""
        return any("{{commune." in text for text in (self.body, *self.sections.values()))

    @property
    def as_of(self) -> date:
        """The day up to which all of it was checked: the oldest check counts."""
        return min((fact.checked_on for fact in self.facts), default=self.checked_on)


def shown_date(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _filled(text: str, you: str, commune: Mapping[str, str]) -> str:
    def person(match: re.Match[str]) -> str:
        return you[:1].upper() + you[1:] if match[match.lastindex or 0] == "You" else you

    def blank(match: re.Match[str]) -> str:
        if match[3]:
            return person(match)
        own = " ".join(commune.get(match[1], "").split()).rstrip(".")
        return own or _PERSON.sub(person, match[2])

    return _BLANK.sub(blank, text)


class AnswerReader:
    """Reads answer files; everything that is wrong with any of them is gathered in ``mistakes``."""

    def __init__(self, facts: Facts, intents: Iterable[str]) -> None:
        self.mistakes: list[Mistake] = []
        self._facts = facts
        self._intents = frozenset(intents)

    def read(self, name: str, intent: str, data: bytes) -> Answer | None:
        """The answer in ``data``, the content of the file ``name``; ``None`` if it cannot be used."""
        before = len(self.mistakes)
        one = _OneFile(name, intent, self.mistakes)
        parts = one.split(data)
        if parts is None:
            return None
        answer = _Assembly(one, self._facts, self._intents).answer(*parts)
        return answer if len(self.mistakes) == before else None


@dataclass(frozen=True, slots=True)
class _Text:
    """A piece of the body and the line on which it starts."""

    text: str
    line: int


class _OneFile:
    """The parts of one file with their lines."""

    def __init__(self, name: str, intent: str, mistakes: list[Mistake]) -> None:
        self.name = name
        self.intent = intent
        self._mistakes = mistakes
        self.lines: dict[str, int] = {}

    def wrong(self, problem: str, cure: str, line: int | None = 1) -> None:
        self._mistakes.append(Mistake(self.name, line, problem, cure))

    def split(self, data: bytes) -> tuple[dict[str, Any], dict[str, _Text]] | None:
        """The front matter, and the body with its sections (the body under an empty key)."""
        try:
            text = data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            self.wrong(f"not UTF-8 at byte {error.start}", "Save the file as UTF-8", line)
            return None
        parts = re.fullmatch(r"---\n(.*?\n)---\n(.*)", text, re.DOTALL)
        if parts is None:
            self.wrong("no front matter", "Begin with a line '---', the keys, and a line '---'")
            return None
        front = self._front_matter(parts[1])
        first_line = parts[1].count("\n") + 3
        return None if front is None else (front, self._sections(parts[2], first_line))

    def _front_matter(self, text: str) -> dict[str, Any] | None:
        try:
            node = yaml.compose(text, Loader=yaml.CSafeLoader)
            front = yaml.load(text, Loader=yaml.CSafeLoader)
        except (yaml.YAMLError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            problem = (getattr(error, "problem", None) or str(error)).splitlines()[0]
            self.wrong(f"front matter is not YAML: {problem}", "Correct it", mark.line + 2 if mark else 1)
            return None
        if not isinstance(front, dict) or not isinstance(node, yaml.MappingNode):
            self.wrong("front matter is not a list of keys", "Write 'key: value' lines")
            return None
        for key_node, _ in node.value:
            line = key_node.start_mark.line + 2
            if key_node.value in self.lines:
                self.wrong(f"'{key_node.value}' stands twice", "Keep one of them", line)
            self.lines[key_node.value] = line
        return front

    def _sections(self, text: str, first_line: int) -> dict[str, _Text]:
        found = {"": _Text(text, first_line)}
        heads = list(_HEADING.finditer(text))
        if heads:
            found[""] = _Text(text[: heads[0].start()], first_line)
        ends = [head.start() for head in heads[1:]] + [len(text)]
        for head, end in zip(heads, ends, strict=False):
            line = first_line + text.count("\n", 0, head.start())
            if head[1] in found:
                self.wrong(f"section '## {head[1]}' stands twice or has no name", "Keep one of them", line)
            found[head[1]] = _Text(text[head.end() :][: end - head.end()], line)
        return found


_KEYS = {"intent", "title", "questions", "related", "sources", "checked_on"}
_OPTIONAL_KEYS = {"asks", "options"}


class _Assembly:
    """Checks the parts of one file and puts them together."""

    def __init__(self, one: _OneFile, facts: Facts, intents: frozenset[str]) -> None:
        self._one = one
        self._facts = facts
        self._intents = intents
        self._used: dict[str, Fact] = {}

    def answer(self, front: dict[str, Any], parts: dict[str, _Text]) -> Answer | None:
        self._check_keys(front)
        if _KEYS - front.keys():
            return None
        options = self._options(front, parts)
        others = self._sources(front)
        line = self._one.lines
        asks = self._resolved(str(front["asks"]), line["asks"]) if "asks" in front else None
        texts = {key: self._part(key, part, asks) for key, part in parts.items()}
        return Answer(
            intent=self._one.intent,
            title=self._resolved(str(front["title"]), line["title"]),
            questions=tuple(self._resolved(text, line["questions"]) for text in _texts(front["questions"])),
            related=_texts(front["related"]),
            checked_on=front["checked_on"],
            body=texts.pop(""),
            asks=asks,
            options=options,
            sections=texts,
            facts=tuple(self._used.values()),
            other_sources=others,
        )

    def _check_keys(self, front: dict[str, Any]) -> None:
        for key in sorted(_KEYS - front.keys()):
            self._one.wrong(f"no '{key}'", f"Add a line '{key}: …' to the front matter")
        for key in sorted(map(str, front.keys() - _KEYS - _OPTIONAL_KEYS)):
            self._wrong_key(key, f"unknown '{key}'", "Remove it, or correct its spelling")
        for key, (good, problem, cure) in _RULES.items():
            if key in front and not good(front[key]):
                self._wrong_key(key, problem, cure)
        if str(front.get("intent", self._one.intent)) != self._one.intent:
            self._wrong_key("intent", f"'{front['intent']}' in a file of another name", "Make them the same")
        for intent in _texts(front.get("related")):
            if intent not in self._intents or intent == self._one.intent:
                cure = "Name another intent that there is"
                self._wrong_key("related", f"unknown or own intent '{intent}' in 'related'", cure)

    def _options(self, front: dict[str, Any], parts: dict[str, _Text]) -> tuple[Choice, ...]:
        given = front.get("options") or []
        if ("asks" in front) != bool(given):
            self._one.wrong("'asks' and 'options' need each other", "Give both, or neither")
        if not _all_options(given):
            return ()
        keys = [option["key"] for option in given]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            self._wrong_key("options", f"option '{key}' stands twice", "Keep one of them")
        for key in sorted(set(keys) - parts.keys()):
            self._wrong_key("options", f"option '{key}' has no section", f"Add '## {key}' and its text")
        for key in sorted(parts.keys() - set(keys) - {""}):
            self._one.wrong(f"section '## {key}' has no option", "Add the option", parts[key].line)
        line = self._one.lines["options"] if given else 1
        return tuple(Choice(option["key"], self._resolved(option["label"], line)) for option in given)

    def _sources(self, front: dict[str, Any]) -> tuple[str, ...]:
        """Uses the facts that are named as sources; the names of other sources."""
        others = []
        for source in _texts(front["sources"]):
            if KEY.fullmatch(source):
                self._fact(source, self._one.lines["sources"])
            elif re.search(r"\d", source):
                self._wrong_key("sources", f"'{source}' holds a figure", "Put it into facts.toml, name its key")
            else:
                others.append(source)
        return tuple(others)

    def _part(self, key: str, part: _Text, asks: str | None) -> str:
        """One text of the body, with the facts in it; checked in the length in which it is shown."""
        named = f"section '## {key}'" if key else "the body"
        if not part.text.strip():
            self._one.wrong(f"{named} is empty", "Write what is to be said", part.line)
        resolved = "\n".join(
            self._resolved(line, part.line + number)
            for number, line in enumerate(part.text.splitlines())
            if line.strip()
        )
        shown = resolved if key or asks is None else f"{resolved}\n{asks}"
        limit = MAX_LINES_BY_INTENT.get(self._one.intent, MAX_LINES)
        lines = shown.count("\n") + 1
        if lines > limit:
            self._one.wrong(f"{named} has {lines} lines", f"Say it in {limit}, 'asks' counted", part.line)
        length = len(_filled(shown, LONGEST_ADDRESS, {}))
        if length > MAX_CHARACTERS:
            cure = f"Say it in {MAX_CHARACTERS}, 'asks' counted"
            self._one.wrong(f"{named} has {length} characters", cure, part.line)
        return resolved

    def _resolved(self, text: str, line: int) -> str:
        """``text`` with its facts, once nothing but known blanks is left in it."""
        own = _FACT.sub("", _STEP_NUMBER.sub("", text.strip()))
        if figure := re.search(r"\d[\d.,/ ]*", own):
            cure = "Put it into facts.toml, and write {{fact.key}} here"
            self._one.wrong(f"a figure of its own, '{figure[0].strip()}'", cure, line)
        for match in _BLANK.finditer(own):
            if match[1] and (match[1] not in COMMUNE_KEYS or not match[2].strip()):
                keys = ", ".join(sorted(COMMUNE_KEYS))
                cure = f"Write {{{{commune.key|words for when it is not known}}}}; the keys are {keys}"
                self._one.wrong(f"unknown or incomplete blank '{match[0]}'", cure, line)
        if re.search(r"[{}]", _BLANK.sub("", own)):
            cure = "Use {you}, {You}, {{fact.key}} or {{commune.key|words}}"
            self._one.wrong("a brace that belongs to no blank", cure, line)
        return _FACT.sub(lambda match: self._value(match, line), text.strip())

    def _value(self, match: re.Match[str], line: int) -> str:
        fact = self._fact(match[1], line)
        if fact is None:
            return ""
        return shown_date(fact.checked_on) if match[2] else fact.value

    def _fact(self, key: str, line: int) -> Fact | None:
        if key not in self._facts:
            self._one.wrong(f"unknown fact '{key}'", "Correct the key, or add it to facts.toml", line)
            return None
        fact = self._facts[key]
        if not fact.can_be_said:
            problem = f"fact '{key}' has confidence {fact.confidence}"
            self._one.wrong(problem, "Say who decides and how to ask instead", line)
        self._used[key] = fact
        return fact

    def _wrong_key(self, key: str, problem: str, cure: str) -> None:
        self._one.wrong(problem, cure, self._one.lines.get(key, 1))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _all_texts(value: object, least: int, most: int) -> bool:
    return isinstance(value, list) and least <= len(value) <= most and len(_texts(value)) == len(value)


def _all_options(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(option, dict)
        and option.keys() == {"key", "label"}
        and all(isinstance(text, str) and text.strip() for text in option.values())
        for option in value
    )


def _good_questions(value: object) -> bool:
    return _all_texts(value, 2, 4) and len(_texts(value)[0]) <= MAX_FIRST_QUESTION


def _good_date(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _good_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _good_title(value: object) -> bool:
    return _good_text(value) and len(str(value)) <= MAX_TITLE


_RULES: dict[str, tuple[Callable[[object], bool], str, str]] = {
    "title": (_good_title, "wrong 'title'", f"Write a text of at most {MAX_TITLE} characters"),
    "questions": (
        _good_questions,
        "wrong 'questions'",
        f"List 2 to 4 texts, the first of at most {MAX_FIRST_QUESTION} characters",
    ),
    "related": (lambda value: _all_texts(value, 2, 4), "wrong 'related'", "List 2 to 4 intents"),
    "sources": (lambda value: _all_texts(value, 1, 20), "wrong 'sources'", "List keys of facts, or names"),
    "checked_on": (_good_date, "wrong 'checked_on'", "Write a date like 2026-11-24"),
    "asks": (
        lambda value: isinstance(value, str) and bool(value.strip()),
        "wrong 'asks'",
        "Write one question",
    ),
    "options": (_all_options, "wrong 'options'", "List entries with 'key' and 'label'"),
}

"""Guided forms as data, and the one engine that runs them.

A form is steps with a question, choices or a parser, a condition, and a summary. The engine gives back,
skip, cancel, expiry, "please again", and the confirmation. Its state is a row (``Flow``), never memory.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.choices import named_number, resolve, without_courtesy
from bot.i18n import N_
from bot.knowledge.vietnamese import fold, standardise
from bot.messages import Choice, Incoming, Kind, Reply
from storage.turns import Flow

if TYPE_CHECKING:
    from bot.talk import Mind, Talk

EXPIRES_AFTER = timedelta(hours=24)
CONFIRM = "confirm"
EDIT = "edit"
UNKNOWN = "unknown"
"""The option of a step that says "I do not know": the same as skipping it."""
_CONTROLS = {
    "back": (
        N_("Go back"),
        frozenset(
            {"quay lai", "lui", "tro lai", "lui lai", "back", "nham", "nham roi", "bam nham", "go nham", "chon nham"}
        ),
    ),
    "skip": (
        N_("Skip"),
        frozenset({"bo qua", "qua", "skip", "khong biet", "khong nho", "khong ro", "chua biet", "quen roi"}),
    ),
    "cancel": (
        N_("Cancel the form"),
        frozenset(
            {"huy", "thoi", "thoat", "cancel", "khong lam nua", "huy bo", "khoi", "huy phieu", "huy luon", "bo di"}
            | {"khong bao nua", "khong muon nua", "khong muon lam nua", "de sau", "de khi khac", "de bua khac"}
        ),
    ),
}

Answers = Mapping[str, Any]
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """The text was understood: a JSON value. ``also``: answers to other steps that it gives besides."""

    value: Any
    also: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unclear:
    """The text may mean several values: ask which (value, label)."""

    options: Options


@dataclass(frozen=True, slots=True)
class Wrong:
    """The text was not understood; ``message`` says what would be. ``answers``: it was, but it cannot stand."""

    message: str
    answers: bool = False


_CONFIRM = N_("Yes, send it")
NOT_UNDERSTOOD = Wrong(N_("Sorry, Trợ lý An Sinh did not understand that. Please choose below or type again."))

Parser = Callable[[str, "Mind"], Parsed | Unclear | Wrong]
Reader = Callable[[str, Answers, "Talk"], Awaitable[Parsed | Unclear | Wrong]]
Suggest = Callable[["Talk"], Options]


def _always(_answers: Answers) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Step:
    """One question. ``options`` are (value, label) pairs; ``parse`` understands free text.

    ``read`` stands in its place where the clock, the store or an earlier answer is needed for that. ``suggest`` offers
    values that the store already knows, with labels that need no translation. A step without a ``title`` (a
    permission) stands in no summary. ``figures``: a bare number can be the answer. Elsewhere it is a button's, and
    where skipping is all that there is to choose, that is number one. ``foreign``: what somebody else wrote can be the
    answer; elsewhere a forwarded text is judged.
    """

    key: str
    title: str
    question: str
    options: Options = ()
    parse: Parser | None = None
    read: Reader | None = None
    suggest: Suggest | None = None
    optional: bool = False
    figures: bool = False
    foreign: bool = False
    when: Callable[[Answers], bool] = _always


@dataclass(frozen=True, slots=True)
class Form:
    """A form as data. ``summary`` gives (step key, line) pairs; ``submit`` does the work."""

    name: str
    steps: tuple[Step, ...]
    intro: str
    show: Callable[[Step, Any, Talk], str]
    submit: Callable[[Answers, Talk], Awaitable[Reply]]
    confirm: str | None = _CONFIRM
    """The button under the summary; ``None``: there is nothing to look over, the last answer sends it."""

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    def shown(self, answers: Answers) -> list[Step]:
        """The steps that a summary shows and that can be changed."""
        return [step for step in self.asked(answers) if step.title]

    def asked(self, answers: Answers) -> list[Step]:
        """The steps that apply, given what was answered."""
        return [step for step in self.steps if step.when(answers)]


async def begin_with(form: Form, talk: Talk, text: str) -> Reply:
    """Start ``form`` with ``text`` as what the person already said to its first question, if anything."""
    flow = Flow(form.name, form.steps[0].key, secrets.token_hex(4), talk.now + EXPIRES_AFTER)
    parse = form.steps[0].parse
    outcome = parse(text, talk.mind) if text and parse else None
    if isinstance(outcome, Unclear):
        return await _ask_which(form, flow, talk, outcome)
    return await begin(form, talk, {form.steps[0].key: outcome.value} if isinstance(outcome, Parsed) else None)


async def begin(form: Form, talk: Talk, answers: Answers | None = None) -> Reply:
    """Start ``form`` at its first question without an answer; with all ``answers`` given, at its summary."""
    flow = Flow(form.name, CONFIRM, secrets.token_hex(4), talk.now + EXPIRES_AFTER)
    reply = await _next(form, flow, dict(answers or {}), talk)
    return replace(reply, text=f"{talk.say(form.intro)}\n{reply.text}") if form.intro else reply


async def advance(form: Form, flow: Flow, message: Incoming, talk: Talk) -> Reply | Wrong:
    """The reply to ``message`` within ``form``; ``Wrong`` if it is no answer to what was asked."""
    key = _pressed(message, flow, talk)
    if key is None and message.choice is not None:
        return await _ask(form, flow, talk, lead=talk.say("That button belongs to an earlier question."))
    if key in _CONTROLS:
        return await _control(key, form, flow, talk)
    if flow.step == CONFIRM:
        return await _confirm(key, form, flow, talk)
    if flow.step == EDIT:
        return await _ask(form, replace(flow, step=key), talk) if key and form.step(key) else NOT_UNDERSTOOD
    return await _answer(key, form, flow, message, talk)


async def again(form: Form, flow: Flow, talk: Talk, lead: str = "", instead: str = "") -> Reply:
    """The present question once more, after ``lead``; or ``instead`` of it, with its choices."""
    reply = await _ask(form, flow, talk, lead=lead)
    return replace(reply, text=instead) if instead else reply


def picks(message: Incoming, flow: Flow, talk: Talk) -> bool:
    """Whether ``message`` is a button, a number, a label or a control word of the form; not for what others wrote."""
    if message.choice is not None:
        return True
    return message.kind is not Kind.FORWARDED and _pressed(message, flow, talk) is not None


def _pressed(message: Incoming, flow: Flow, talk: Talk) -> str | None:
    """The value chosen by button, number, label or control word; ``None`` for anything else."""
    prefix = _prefix(flow)
    if message.choice is not None:
        return message.choice.removeprefix(prefix) if message.choice.startswith(prefix) else None
    spoken = _control_named(message.text)
    if spoken:
        return spoken
    shown = [replace(c, key=c.key.removeprefix(prefix)) for c in talk.turn.choices if c.key.startswith(prefix)]
    choice = resolve(message.text, shown)
    return choice.key if choice else None


def _control_named(text: str) -> str | None:
    """The control that is all that was said, in whatever words: ``hông biết``, ``thôi khỏi con``, ``cho tui hủy``."""
    said = (fold(text), fold(standardise(text)))
    ways = {way.strip(" .!?") for one in said for way in (one, without_courtesy(one.strip(" .!?")))}
    return next((name for name, (_, spoken) in _CONTROLS.items() if not spoken.isdisjoint(ways)), None)


def _prefix(flow: Flow) -> str:
    return f"f:{flow.token}:{flow.step}:"


async def _control(key: str, form: Form, flow: Flow, talk: Talk) -> Reply:
    if key == "cancel":
        await talk.store.turns.end_flow(talk.contact.id)
        return Reply(talk.say("The form was cancelled. Nothing was kept."), (talk.choice("menu", "Main menu"),))
    if key == "back":
        return await _back(form, flow, talk)
    step = form.step(flow.step)
    if step and any(value == UNKNOWN for value, _ in step.options):
        return await _next(form, flow, dict(flow.answers) | {step.key: UNKNOWN}, talk)
    if step is None or not step.optional:
        return await _ask(form, flow, talk, lead=talk.say("This question cannot be skipped."))
    return await _next(form, flow, dict(flow.answers) | {step.key: None}, talk)


async def _back(form: Form, flow: Flow, talk: Talk) -> Reply:
    if flow.step == EDIT:
        return await _ask(form, replace(flow, step=CONFIRM), talk)
    steps = [step.key for step in form.asked(flow.answers)]
    position = steps.index(flow.step) if flow.step in steps else len(steps)
    if position == 0:
        return await _ask(form, flow, talk, lead=talk.say("This is the first question."))
    return await _ask(form, replace(flow, step=steps[position - 1]), talk)


async def _confirm(key: str | None, form: Form, flow: Flow, talk: Talk) -> Reply | Wrong:
    if key == "yes":
        await talk.store.turns.end_flow(talk.contact.id)
        return await form.submit(flow.answers, talk)
    if key == EDIT:
        return await _ask(form, replace(flow, step=EDIT), talk)
    return NOT_UNDERSTOOD


async def _answer(key: str | None, form: Form, flow: Flow, message: Incoming, talk: Talk) -> Reply | Wrong:
    step = form.step(flow.step)
    if step is None:  # the form changed with a release: its first question is still right
        return await _ask(form, replace(flow, step=form.steps[0].key), talk)
    if key is not None:
        if key not in _offered(step, flow, talk):
            return NOT_UNDERSTOOD
        return await _next(form, flow, dict(flow.answers) | {step.key: key}, talk)
    if not message.text.strip() or _is_a_button_s(message.text, step, talk):
        return NOT_UNDERSTOOD
    outcome = await _understood(step, message.text, flow.answers, talk)
    if isinstance(outcome, Parsed):
        return await _next(form, flow, {**flow.answers, **outcome.also, step.key: outcome.value}, talk)
    if isinstance(outcome, Unclear):
        return await _ask_which(form, flow, talk, outcome)
    return outcome


async def _understood(step: Step, text: str, answers: Answers, talk: Talk) -> Parsed | Unclear | Wrong:
    if step.read:
        return await step.read(text, answers, talk)
    return step.parse(text, talk.mind) if step.parse else NOT_UNDERSTOOD


def _is_a_button_s(text: str, step: Step, talk: Talk) -> bool:
    """Whether only the number of a button can be meant, though none has it."""
    numbers_skip = any(choice.key.endswith(":skip") and not choice.aside for choice in talk.turn.choices)
    return numbers_skip and not step.figures and named_number(text) is not None


def _offered(step: Step, flow: Flow, talk: Talk) -> set[str]:
    """The values that a button of this step can carry: an edited button is no answer."""
    just_shown = {choice.key.removeprefix(_prefix(flow)) for choice in talk.turn.choices}
    known = step.suggest(talk) if step.suggest else ()
    return {value for value, _ in (*step.options, *known)} | just_shown


async def _ask_which(form: Form, flow: Flow, talk: Talk, unclear: Unclear) -> Reply:
    """Ask which of several values was meant, or whether the only one is right."""
    asked = await _ask(form, flow, talk, options=unclear.options)
    (_, first), *others = unclear.options
    if others:
        return replace(asked, text=talk.say("Several places have that name. Which one is it?"))
    return replace(asked, text=talk.say("Is it {name}? If not, please type it again.", name=first))


async def _next(form: Form, flow: Flow, answers: dict[str, Any], talk: Talk) -> Reply:
    """Go to the first step that applies and has no answer, else to the summary."""
    asked = {step.key for step in form.asked(answers)}
    unasked = {step.key for step in form.steps} - asked
    kept = {key: value for key, value in answers.items() if key not in unasked}
    open_step = next((step.key for step in form.asked(kept) if step.key not in kept), CONFIRM)
    if open_step == CONFIRM and form.confirm is None:
        await talk.store.turns.end_flow(talk.contact.id)
        return await form.submit(kept, talk)
    return await _ask(form, replace(flow, step=open_step, answers=kept), talk)


async def _ask(form: Form, flow: Flow, talk: Talk, *, lead: str = "", options: Options = ()) -> Reply:
    """Keep ``flow`` and ask its question."""
    flow = replace(flow, expires_at=talk.now + EXPIRES_AFTER)
    await talk.store.turns.save_flow(talk.contact.id, flow)
    if flow.step == CONFIRM:
        reply = _summary(form, flow, talk)
    elif flow.step == EDIT:
        reply = _edit_question(form, flow, talk)
    else:
        reply = _question(form, flow, talk, options)
    return replace(reply, text=f"{lead}\n{reply.text}") if lead else reply


def _question(form: Form, flow: Flow, talk: Talk, options: Options) -> Reply:
    step = form.step(flow.step) or form.steps[0]
    prefix = _prefix(flow)
    named = options or (step.suggest(talk) if step.suggest else ())
    choices = [Choice(prefix + value, label) for value, label in named]
    if not options:
        choices += [Choice(prefix + value, talk.say(label)) for value, label in step.options]
    if step.optional:
        skip = _control_choice(prefix, "skip", talk)
        choices.append(skip if choices or step.figures else replace(skip, aside=False))
    controls = ["back"] if step is not form.asked(flow.answers)[0] else []
    choices += [_control_choice(prefix, name, talk) for name in (*controls, "cancel")]
    return Reply(talk.say(step.question, **shown(form, flow.answers, talk)), tuple(choices))


def _control_choice(prefix: str, name: str, talk: Talk) -> Choice:
    label, _ = _CONTROLS[name]
    return Choice(prefix + name, talk.say(label), aside=True)


def shown(form: Form, answers: Answers, talk: Talk) -> dict[str, str]:
    """Every answer in words, for placeholders in later questions; unanswered ones are empty."""
    words = {step.key: "" for step in form.steps}
    for step in form.steps:
        if answers.get(step.key) is not None:
            words[step.key] = form.show(step, answers[step.key], talk)
    return words


def _summary(form: Form, flow: Flow, talk: Talk) -> Reply:
    words = shown(form, flow.answers, talk)
    lines = [f"• {talk.say(step.title)}: {words[step.key]}" for step in form.shown(flow.answers) if words[step.key]]
    text = "\n".join([talk.say("Please look whether this is right:"), *lines])
    label = form.confirm or _CONFIRM
    prefix = _prefix(flow)
    return Reply(
        text,
        (
            Choice(prefix + "yes", talk.say(label)),
            talk.choice(prefix + EDIT, "Change something"),
            _control_choice(prefix, "cancel", talk),
        ),
    )


def _edit_question(form: Form, flow: Flow, talk: Talk) -> Reply:
    prefix = _prefix(flow)
    steps = [talk.choice(prefix + step.key, step.title) for step in form.shown(flow.answers)]
    return Reply(
        talk.say("What should be changed?"),
        (*steps, _control_choice(prefix, "back", talk)),
    )

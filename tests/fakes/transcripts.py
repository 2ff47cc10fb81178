"""Transcripts: a conversation as a text file that a Vietnamese reader can judge, replayed word for word.

Header lines say when and who: ``clock: 2026-11-24 09:00`` (Việt Nam), ``person: bà Sáu, web``,
``officer: chị Hà, telegram, Thăng Bình`` (``Đà Nẵng`` is the whole city). Then what people do:

    👤 bà Sáu: what she types (more lines are indented by four blanks)
    👤 bà Sáu bấm: the label of the button shown last; "bấm nút cũ" is the one shown first
    👤 bà Sáu chuyển tiếp: a forwarded text
    👤 bà Sáu gửi: hình (or a list of ``tests.fakes.lists``, for officers)
    👤 bà Sáu mở liên kết: xa20791
    ⏰ 2026-11-25 19:00

Everything else is what the bot said, written by ``play``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.channels.render import check, numbered
from bot.messages import Attachment, Choice, Erase, Kind, Media, Reply
from storage.times import VIETNAM
from tests.fakes.lists import OFFICE_LISTS, XLSX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.room import Room

_HEADER = re.compile(r"(clock|person|officer): (.+)")
_DEED = re.compile(r"👤 (?P<who>.+?)(?: (?P<how>bấm nút cũ|bấm|chuyển tiếp|gửi|mở liên kết))?:(?: (?P<what>.*))?")
_INDENT = "    "
_MEDIA = {
    "hình": Media.PHOTO,
    "ghi âm": Media.VOICE,
    "nhãn dán": Media.STICKER,
    "tệp": Media.DOCUMENT,
    "danh thiếp": Media.CONTACT,
    "vị trí": Media.LOCATION,
}


@dataclass(frozen=True, slots=True)
class Deed:
    """What happens next: somebody does something, or the clock moves (no ``who``)."""

    lines: tuple[str, ...]
    who: str = ""
    how: str = ""
    what: str = ""


@dataclass(slots=True)
class Script:
    """The part of a transcript that people wrote."""

    header: list[str]
    people: dict[str, str] = field(default_factory=dict)
    officers: dict[str, str] = field(default_factory=dict)
    clock: str = "2026-11-24 09:00"
    deeds: list[Deed] = field(default_factory=list)


def read(text: str) -> Script:
    """The script in a transcript; what the bot said in it is left out."""
    lines = text.splitlines()
    first = next((number for number, line in enumerate(lines) if line.startswith(("👤", "⏰"))), len(lines))
    script = Script([line for line in lines[:first] if line.strip()])
    for line in script.header:
        _read_header(line, script)
    for number, line in enumerate(lines):
        if line.startswith("⏰"):
            script.deeds.append(Deed((line,), what=line.removeprefix("⏰").strip()))
        elif line.startswith("👤"):
            script.deeds.append(_read_deed(lines[number:]))
    return script


def _read_header(line: str, script: Script) -> None:
    match = _HEADER.fullmatch(line)
    if match is None:
        assert line.startswith("#"), f"not a header line: {line}"
        return
    name, _, rest = match[2].partition(", ")
    if match[1] == "clock":
        script.clock = match[2]
        return
    channel, _, area = rest.partition(", ")
    script.people[name] = f"{channel}:{len(script.people) + 1}"
    if match[1] == "officer":
        script.officers[name] = area


def _read_deed(lines: list[str]) -> Deed:
    match = _DEED.fullmatch(lines[0])
    assert match, f"not a line of a transcript: {lines[0]}"
    more = []
    for line in lines[1:]:
        if not line.startswith(_INDENT):
            break
        more.append(line)
    what = "\n".join([match["what"] or "", *(line.removeprefix(_INDENT) for line in more)])
    return Deed((lines[0], *more), match["who"], match["how"] or "", what)


class Player:
    """Replays a script in a room and writes the transcript."""

    def __init__(self, script: Script, room: Room) -> None:
        self._script = script
        self._room = room
        self._shown: dict[str, list[Choice]] = {}
        self._names = {address: name for name, address in script.people.items()}

    async def play(self) -> str:
        """The whole transcript, as it is now."""
        self._set_clock(self._script.clock)
        for name, area in self._script.officers.items():
            found = self._room.mind.areas.find(area)
            await self._room.officer(self._script.people[name], None if area == "Đà Nẵng" else found.areas[0].code)
        await self._room.heard_by_all()
        lines = [*self._script.header, ""]
        for deed in self._script.deeds:
            lines += [*deed.lines, *await self._do(deed), ""]
        return "\n".join(lines).rstrip() + "\n"

    def _set_clock(self, text: str) -> None:
        self._room.clock.now = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=VIETNAM)

    async def _do(self, deed: Deed) -> list[str]:
        if not deed.who:
            self._set_clock(deed.what)
            await self._room.reminders.plan()
            await self._room.afterwards.ask()
            await self._room.proposals.tick()
            await self._room.escalation.tick()
            await self._room.roles.tick()
            await self._room.months.tick()
            await self._room.announce()
        else:
            await self._act(deed)
        await self._room.work()
        heard = await self._room.heard_by_all()
        return [line for who, message in heard for line in self._written(who, message, deed.who)]

    async def _act(self, deed: Deed) -> None:
        who = self._script.people[deed.who]
        shown = self._shown.get(who, [])
        match deed.how:
            case "bấm":
                await self._room.tell(who, choice=_key(deed.what, reversed(shown)))
            case "bấm nút cũ":
                await self._room.tell(who, choice=_key(deed.what, iter(shown)))
            case "chuyển tiếp":
                await self._room.tell(who, deed.what, kind=Kind.FORWARDED)
            case "gửi" if deed.what in OFFICE_LISTS:
                await self._room.send_file(who, f"{deed.what}.xlsx", OFFICE_LISTS[deed.what](), XLSX)
            case "gửi":
                await self._room.tell(who, attachment=Attachment(_MEDIA[deed.what], "f"))
            case "mở liên kết":
                await self._room.tell(who, start_code=deed.what)
            case _:
                await self._room.tell(who, deed.what, message_ref="m")

    def _written(self, who: str, message: Reply | Erase, doer: str) -> list[str]:
        name = self._names.get(who, who)
        mark = "🤖" if name == doer else f"🤖 → {name}"
        if isinstance(message, Erase):
            return [f"{mark} (gỡ tin vừa rồi khỏi khung chat)"]
        check(message)
        self._shown.setdefault(who, []).extend(message.choices)
        first, *rest = message.text.split("\n")
        rest += [f"[{message.attachment.name}]"] if message.attachment and message.attachment.name else []
        choices = [f"  {choice.label}" for choice in numbered(message).choices]
        return [f"{mark} {first}", *(f"   {line}".rstrip() for line in rest), *choices]


def _key(label: str, shown: Iterator[Choice]) -> str:
    found = next((choice.key for choice in shown if choice.label == label), None)
    assert found, f"no button with this label was shown: {label}"
    return str(found)

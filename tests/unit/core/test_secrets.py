"""Secrets and people's words: what may never be in the store's bytes or in a log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from bot.messages import Attachment, Media
from tests.fakes.room import open_room

if TYPE_CHECKING:
    from pathlib import Path

    from bot.talk import Mind
    from tests.fakes.room import Room

WHO = "telegram:1"
SECRETS = {
    "otp": ("mã otp là 482913", "482913"),
    "otp without diacritics": ("ma otp cua em la 719204 dung ko", "719204"),
    "pin": ("mã PIN thẻ của mẹ tôi là 483920", "483920"),
    "card": ("thẻ số 9704 3683 1234 5678 bị nuốt", "3683 1234"),
    "card in one": ("the 9704368312345678 bi khoa", "9704368312345678"),
    "identity": ("căn cước 049187654321 sai ngày sinh", "049187654321"),
    "old identity": ("cmnd 205123987 của ông", "205123987"),
    "account": ("số tài khoản 0041000876543 của mẹ", "0041000876543"),
    "password": ("mật khẩu là Nhagia#2026", "Nhagia#2026"),
}


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


@pytest.mark.parametrize(("text", "secret"), SECRETS.values(), ids=SECRETS)
async def test_a_secret_reaches_neither_store_nor_log(
    text: str, secret: str, tmp_path: Path, mind: Mind, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with open_room(tmp_path, mind) as room:
        await _tell_everywhere(room, text)
        assert secret.encode() not in _bytes(tmp_path)
    assert secret.encode() not in _bytes(tmp_path)
    assert secret not in caplog.text


async def _tell_everywhere(room: Room, text: str) -> None:
    """To the matcher, to an officer's question, and into a form."""
    await room.say(WHO, text, message_ref="7")
    await room.say(WHO, "/canbo")
    await room.say(WHO, text)
    await room.say(WHO, "Bình Quý")
    for step in ("/dangky", "1", "2", "Bình Quý", text, text):
        await room.say(WHO, step)


@pytest.mark.parametrize("name", ["CCCD 049187654321.jpg", "the_9704368312345678.pdf"])
async def test_a_secret_in_a_file_s_name_is_not_stored(room: Room, tmp_path: Path, name: str) -> None:
    await room.say(WHO, attachment=Attachment(Media.DOCUMENT, "f", name))
    digits = "".join(filter(str.isdigit, name))
    assert digits.encode() not in _bytes(tmp_path)


async def test_nobody_s_words_are_logged(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await room.say(WHO, "chuyện nhà tôi rất riêng: bà Tám giấu tiền dưới gối")
    assert "giấu tiền" not in caplog.text


async def test_a_handler_that_fails_tells_the_person_and_logs_no_words(
    room: Room, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def decide(self, text: str, _context: str | None = None) -> None:
            raise KeyError(text)

    await room.say(WHO, "/start")
    monkeypatch.setattr(room.mind, "matcher", Broken())
    reply, *_ = await room.say(WHO, "chuyện riêng của tôi")
    monkeypatch.undo()
    assert "xin lỗi" in reply.text
    assert "KeyError" in caplog.text
    assert "chuyện riêng" not in caplog.text
    assert await room.say(WHO, "/menu")


async def test_what_was_answered_is_not_kept(room: Room) -> None:
    await room.say(WHO, "mẹ tôi quên mã pin")
    async with room.database.read() as store:
        rows = list(
            await store.connection.execute_fetchall("SELECT payload FROM inbox UNION SELECT payload FROM outbox")
        )
    assert [row[0] for row in rows] == [None]

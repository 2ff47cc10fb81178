"""What is read in a picture, and that no picture can do harm."""

from __future__ import annotations

import asyncio
import io
import os
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from bot import pictures
from bot.pictures import MAX_BYTES, MAX_PIXELS, Picture, can_read_text, look

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LINK = "https://dich-vu-cong.top/nhan-qua"
NOTICE = ("Công an xã thông báo: bà chưa", "cập nhật định danh mức 2, trợ cấp", "tháng này sẽ bị dừng.")
needs_tesseract = pytest.mark.skipif(not can_read_text(), reason="Tesseract with Vietnamese is not installed")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
async def test_a_code_is_read(photo: Callable[..., bytes], form: str) -> None:
    assert await look(photo(LINK, form=form)) == Picture((LINK,))


async def test_several_codes_are_read_and_the_same_once(photo: Callable[..., bytes]) -> None:
    seen = await look(photo(LINK, LINK, "zalo.me/abc"))
    assert sorted(seen.codes) == [LINK, "zalo.me/abc"]


async def test_a_code_askew_and_small_in_a_large_photo(paper: Callable[..., Image.Image]) -> None:
    field = Image.effect_noise((400, 300), 60).resize((4000, 3000)).convert("RGB")
    field.paste(paper(LINK, size=(400, 400)).rotate(20, expand=True, fillcolor="grey"), (2900, 900))
    out = io.BytesIO()
    field.save(out, "JPEG", quality=70)
    assert (await look(out.getvalue())).codes == (LINK,)


async def test_black_on_nothing_is_black_on_white(paper: Callable[..., Image.Image]) -> None:
    image = paper(LINK).convert("RGBA")
    image.putalpha(image.convert("L").point(lambda value: 255 - value))
    out = io.BytesIO()
    Image.composite(image, Image.new("RGBA", image.size, (0, 0, 0, 0)), image.getchannel("A")).save(out, "PNG")
    assert (await look(out.getvalue())).codes == (LINK,)


@needs_tesseract
async def test_text_is_read(photo: Callable[..., bytes]) -> None:
    seen = await look(photo(lines=NOTICE))
    assert seen.codes == ()
    assert "trợ cấp" in (seen.text or "")


@needs_tesseract
async def test_a_field_has_no_text() -> None:
    out = io.BytesIO()
    Image.effect_noise((800, 600), 90).save(out, "JPEG")
    assert await look(out.getvalue()) == Picture()


@needs_tesseract
async def test_text_turned_by_the_camera(paper: Callable[..., Image.Image]) -> None:
    image = paper(lines=NOTICE).rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    assert "trợ cấp" in ((await look(out.getvalue())).text or "")


async def test_reading_that_takes_too_long_is_ended(
    photo: Callable[..., bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, started = tmp_path / "tesseract", tmp_path / "started"
    slow.write_text(f"#!/bin/sh\necho $$ >{started}\nexec tail -f /dev/null\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(pictures, "can_read_text", lambda: True)
    monkeypatch.setattr(pictures, "OCR_SECONDS", 1.0)
    async with asyncio.timeout(10):
        assert await look(photo(lines=NOTICE)) == Picture()
    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text()), 0)


def _bomb(width: int, height: int) -> bytes:
    """A PNG that says it is larger than it is."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"jpeg",
        b"\xff\xd8\xff\xe0 broken",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        _bomb(5_001, 5_000),
        _bomb(60_000, 60_000),
        _bomb(100, 100),
    ],
    ids=["empty", "words", "broken", "svg", "over the bound", "bomb", "cut short"],
)
async def test_what_is_no_picture_is_empty(data: bytes) -> None:
    assert await look(data) == Picture()


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF"])
async def test_other_formats_are_not_opened(photo: Callable[..., bytes], form: str) -> None:
    assert await look(photo(LINK, form=form)) == Picture()


async def test_too_many_bytes(photo: Callable[..., bytes]) -> None:
    good = photo(LINK)
    assert (await look(good + b"\0" * (MAX_BYTES - len(good)))).codes == (LINK,)
    assert await look(good + b"\0" * (MAX_BYTES - len(good) + 1)) == Picture()


async def test_too_many_pixels_are_not_unpacked(paper: Callable[..., Image.Image]) -> None:
    out = io.BytesIO()
    paper(LINK, size=(5_000, MAX_PIXELS // 5_000 + 1)).save(out, "PNG", compress_level=1)
    assert await look(out.getvalue()) == Picture()


async def test_half_a_photo_is_empty_and_never_raises(photo: Callable[..., bytes]) -> None:
    whole = photo(LINK)
    for end in range(0, len(whole) - 2, len(whole) // 12):
        await look(whole[:end])
    assert await look(whole[: len(whole) // 2]) == Picture()


async def test_nothing_of_a_picture_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "bot")
    await look(b"secret 482913")
    assert "482913" not in caplog.text

"""What can be read in a picture: its QR codes and, where Tesseract knows Vietnamese, its text.

Bytes come in and are forgotten: nothing is stored, logged or fetched here, and no picture can raise.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import os
import re
import shutil
import subprocess
import warnings
from dataclasses import dataclass
from functools import cache

import zxingcpp
from PIL import Image, ImageOps

_log = logging.getLogger(__name__)

MAX_BYTES = 10_000_000
MAX_PIXELS = 25_000_000
MOST_CODES = 3
MOST_TEXT = 4_000
OCR_SECONDS = 15.0
_FORMATS = ("JPEG", "PNG", "WEBP")
_OCR_SIDE = 2_400
_MOST_LARGER = 2.0
_LIST_SECONDS = 10.0
_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_WORD = re.compile(r"[^\W_]{2,}")
_FEWEST_WORDS = 4
_LETTERS = 0.7

# A picture that unpacks to more than memory holds is an error, not a line on standard error.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Picture:
    """What was read. ``text`` is ``None`` where no text was looked for or none was found."""

    codes: tuple[str, ...] = ()
    text: str | None = None

    def __bool__(self) -> bool:
        return bool(self.codes or self.text)


async def look(data: bytes) -> Picture:
    """The codes of a picture or, if it has none, its text; empty for whatever is not a picture."""
    try:
        codes, page = await asyncio.to_thread(_read, data)
        return Picture(codes, await _text(page) if page else None)
    except Exception as error:  # noqa: BLE001 - decoders raise anything at all for a crafted file
        _log.info("a picture could not be read: %s", type(error).__name__)
        return Picture()


def _read(data: bytes) -> tuple[tuple[str, ...], bytes | None]:
    """The codes, and the page for Tesseract if there are none and it is there."""
    image = _opened(data)
    codes = _codes(image)
    return codes, _page(image) if not codes and can_read_text() else None


def _opened(data: bytes) -> Image.Image:
    """The picture in grey; ``ValueError`` before anything is unpacked if it is too large."""
    if not 0 < len(data) <= MAX_BYTES:
        raise ValueError("no bytes, or too many")
    image: Image.Image = Image.open(io.BytesIO(data), formats=_FORMATS)
    if image.width * image.height > MAX_PIXELS:
        raise ValueError("too many pixels")
    image.draft("L", image.size)  # a JPEG need not be unpacked to colours first
    image.load()
    with contextlib.suppress(Exception):  # a broken note about its orientation is no reason to see nothing
        image = ImageOps.exif_transpose(image)
    return _grey(image)


def _grey(image: Image.Image) -> Image.Image:
    """Light behind what is transparent: a code on nothing is black on white."""
    if image.has_transparency_data:
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    return image.convert("L")


def _codes(image: Image.Image) -> tuple[str, ...]:
    found = zxingcpp.read_barcodes(image, formats=_CODES, text_mode=zxingcpp.TextMode.Plain)
    texts = dict.fromkeys(code.text.strip() for code in found if code.valid)
    return tuple(text for text in texts if text)[:MOST_CODES]


def _page(image: Image.Image) -> bytes:
    """The picture again, written by us and of the size that Tesseract reads best."""
    factor = min(_OCR_SIDE / max(image.size), _MOST_LARGER)
    page = image.resize((max(1, round(image.width * factor)), max(1, round(image.height * factor))))
    written = io.BytesIO()
    page.save(written, "PNG", compress_level=1)
    return written.getvalue()


@cache
def can_read_text() -> bool:
    """Whether Tesseract is installed and knows Vietnamese; looked up once."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    try:
        known = subprocess.run(  # noqa: S603 - the program that PATH names, no word of anybody's in the arguments
            [program, "--list-langs"], capture_output=True, timeout=_LIST_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return b"vie" in known.stdout.split()


async def _text(page: bytes) -> str | None:
    """What Tesseract reads in ``page``; killed when it takes too long or nobody waits any more."""
    process = await asyncio.create_subprocess_exec(
        "tesseract",
        *("stdin", "stdout", "-l", "vie"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=os.environ | {"OMP_THREAD_LIMIT": "1"},
    )
    try:
        async with asyncio.timeout(OCR_SECONDS):
            output, _ = await process.communicate(page)
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return _readable(output.decode("utf-8", "replace"))


def _readable(text: str) -> str | None:
    """The lines that hold words; ``None`` for the few marks that Tesseract sees in a face or a field."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    kept = "\n".join(line for line in lines if _WORD.search(line))[:MOST_TEXT]
    letters = sum(character.isalnum() for character in kept)
    enough = len(_WORD.findall(kept)) >= _FEWEST_WORDS and letters >= _LETTERS * len("".join(kept.split()))
    return kept if enough else None

"""Pictures made for a test: codes, text on paper, and a phone's photo of a field."""

from __future__ import annotations

import io
from binascii import crc_hqx
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Callable

FONTS = (
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
)


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02}{value}"


@pytest.fixture(scope="session")
def payment() -> Callable[..., str]:
    """The content of a payment code as banks write it."""

    def build(
        account: str = "0123456789", bank: str = "970436", amount: str = "", name: str = "", note: str = ""
    ) -> str:
        to = _field("00", "A000000727") + _field("01", _field("00", bank) + _field("01", account))
        text = _field("00", "01") + _field("01", "12") + _field("38", to + _field("02", "QRIBFTTA"))
        text += _field("53", "704") + (_field("54", amount) if amount else "") + _field("58", "VN")
        text += _field("59", name) if name else ""
        text += _field("62", _field("08", note)) if note else ""
        text += "6304"
        return text + f"{crc_hqx(text.encode(), 0xFFFF):04X}"

    return build


@pytest.fixture(scope="session")
def paper() -> Callable[..., Image.Image]:
    """White paper of a size, with QR codes below each other and lines of text."""

    def build(*codes: str, lines: tuple[str, ...] = (), size: tuple[int, int] = (900, 1400)) -> Image.Image:
        image = Image.new("RGB", size, "white")
        top = 60
        for code in codes:
            drawn = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode)
            square = Image.fromarray(zxingcpp.write_barcode_to_image(drawn, scale=7))
            image.paste(square, (60, top))
            top += square.height + 60
        font = _font() if lines else None
        for line in lines:
            ImageDraw.Draw(image).text((60, top), line, font=font, fill="black")
            top += 60
        return image

    return build


@pytest.fixture(scope="session")
def photo(paper: Callable[..., Image.Image]) -> Callable[..., bytes]:
    """The bytes of such paper as a file."""

    def build(*codes: str, form: str = "JPEG", **more: object) -> bytes:
        return written(paper(*codes, **more), form)

    return build


def written(image: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def _font() -> ImageFont.FreeTypeFont:
    for path in FONTS:
        try:
            return ImageFont.truetype(path, 36)
        except OSError:
            continue
    pytest.skip("no font with Vietnamese letters is installed here")

"""Whether an uploaded list may be opened at all: decided from its outside, before anything unfolds it.

Reads the file as bytes and as an archive; never parses a cell. What it refuses comes with a sentence
that says what to do.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from bot.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Kind = Literal["xlsx", "xls", "csv"]

MOST_BYTES = 30_000_000
MOST_UNFOLDED = 500_000_000
MOST_PARTS = 2_000
MOST_RATIO = 150
"""A sheet of a list shrinks to a tenth or a thirtieth; a bomb to a thousandth."""
RATIO_MATTERS = 10_000_000
MOST_SHEETS = 96
"""One for each commune and ward, and two to explain."""
MOST_ROWS = 400_000
MOST_CELLS = 5_000_000

_CHUNK = 1 << 20
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLE_MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")
_WEB_PAGE = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml)", re.IGNORECASE)
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_TAIL = 16

NOT_A_LIST = N_("This is no Excel or CSV file. Please save the list as .xlsx and send it again.")
TOO_BIG = N_("The file is larger than {most} MB. Please send the list in parts, for example by commune.")
UNFOLDS = N_(
    "Unpacked, the file is far larger than a list can be, so it was not opened. "
    "Please copy the list alone into a new file and send that."
)
MACROS = N_("The file holds macros, which are not opened here. Please save it as .xlsx without macros and send that.")
PASSWORD = N_("The file is locked with a password. Please take the password off in Excel and send it again.")
BROKEN = N_("The file is damaged and cannot be read. Please open it in Excel, save it anew and send it again.")
SHEETS = N_("The file has {count} sheets, at most {most} are read. Please keep only the sheets that hold the list.")
ROWS = N_("The file has more than {most} rows. Please send the list in parts, for example by commune.")


class RefusedFileError(Exception):
    """The file is not read. ``message`` is a catalogue's, with ``values`` for its placeholders."""

    def __init__(self, message: str, **values: int) -> None:
        super().__init__(message.format(**values))
        self.message = message
        self.values = values


def check(path: Path) -> Kind:
    """What kind of list ``path`` is; ``RefusedFileError`` if it should not be opened."""
    if path.stat().st_size > MOST_BYTES:
        raise RefusedFileError(TOO_BIG, most=MOST_BYTES // 1_000_000)
    with path.open("rb") as file:
        head = file.read(4_096)
    if head.startswith(b"PK"):
        _check_archive(path)
        return "xlsx"
    if head.startswith(_OLE):
        _check_ole(path.read_bytes())
        return "xls"
    if not head.strip() or _WEB_PAGE.match(head):
        raise RefusedFileError(NOT_A_LIST)
    return "csv"


def check_sheets(count: int) -> None:
    if count > MOST_SHEETS:
        raise RefusedFileError(SHEETS, count=count, most=MOST_SHEETS)


def check_rows(rows: int) -> None:
    if rows > MOST_ROWS:
        raise RefusedFileError(ROWS, most=MOST_ROWS)


def _check_ole(content: bytes) -> None:
    if _ENCRYPTED in content:
        raise RefusedFileError(PASSWORD)
    if _OLE_MACROS in content:
        raise RefusedFileError(MACROS)


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(archive.infolist())
            _count(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise RefusedFileError(BROKEN) from error


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    """Judge what the archive says it holds; that it says the truth is seen when it is counted."""
    names = [part.filename for part in parts]
    if any(PurePosixPath(name).name.lower() == "vbaproject.bin" for name in names):
        raise RefusedFileError(MACROS)
    if "xl/workbook.xml" not in names:
        raise RefusedFileError(NOT_A_LIST)
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedFileError(PASSWORD)
    check_sheets(sum(_is_sheet(name) for name in names))
    unfolded = sum(part.file_size for part in parts)
    steep = any(part.file_size > max(RATIO_MATTERS, MOST_RATIO * part.compress_size) for part in parts)
    if len(parts) > MOST_PARTS or unfolded > MOST_UNFOLDED or steep:
        raise RefusedFileError(UNFOLDS)


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/") and name.endswith(".xml")


def _count(archive: zipfile.ZipFile) -> None:
    """Refuse more rows or cells than a list has. They are counted one by one only if a rough count is above that."""
    if _passes(archive, _perhaps):
        return
    if not _passes(archive, _begun):
        raise RefusedFileError(ROWS, most=MOST_ROWS)


def _passes(archive: zipfile.ZipFile, count: Callable[[re.Pattern[bytes], bytes, bytes], int]) -> bool:
    """Unfold each sheet piece by piece, without keeping it; whether its rows and cells are few enough."""
    rows = cells = 0
    for part in archive.infolist():
        if not _is_sheet(part.filename):
            continue
        with archive.open(part) as content:
            tail = b""
            while chunk := content.read(_CHUNK):
                piece = tail + chunk
                rows += count(_ROW, piece, tail)
                cells += count(_CELL, piece, tail)
                tail = piece[-_TAIL:]
                if rows > MOST_ROWS or cells > MOST_CELLS:
                    return False
    return True


def _perhaps(tag: re.Pattern[bytes], piece: bytes, _tail: bytes) -> int:
    """At least as many as there are: nothing else begins so, or very little."""
    letters = b"row" if tag is _ROW else b"c"
    return piece.count(b"<" + letters) + piece.count(b":" + letters)


def _begun(tag: re.Pattern[bytes], piece: bytes, tail: bytes) -> int:
    """How many there are. What begins in the tail was not counted before, since its end was missing."""
    return len(tag.findall(piece)) - len(tag.findall(tail))

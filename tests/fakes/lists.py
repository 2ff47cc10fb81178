"""Lists as offices send them: real Excel files with titles, merged headings, groups, sums, blanks and mistakes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLAIN = ("STT", "Họ và tên", "Năm sinh", "Thôn", "Đối tượng", "Mức hưởng", "Hình thức nhận")
Cells = "Sequence[object]"


def book(fill: Callable[[Any], None]) -> bytes:
    """The bytes of a workbook that ``fill`` wrote."""
    output = BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False})
    fill(workbook)
    workbook.close()
    return output.getvalue()


def table(rows: Sequence[Sequence[object]], headings: Sequence[str] = PLAIN) -> bytes:
    """One sheet: headings in the first row, then ``rows``."""

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet("Danh sách")
        for number, row in enumerate([headings, *rows]):
            _row(sheet, number, row)

    return book(fill)


def office_list() -> bytes:
    """A commune's list: title, headings of two rows, hamlets between the people, a sum, signatures, mistakes."""

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet("T11")
        sheet.merge_range(0, 0, 0, 10, "UBND XÃ TAM XUÂN")
        sheet.merge_range(2, 0, 2, 10, "DANH SÁCH ĐỐI TƯỢNG NHẬN TRỢ CẤP THÁNG 11 NĂM 2026")
        _headings(sheet)
        for number, row in enumerate(_PEOPLE, 6):
            _row(sheet, number, row)
        sheet.write_string(17, 8, "Người lập biểu")
        sheet.write_string(20, 8, "Trần Văn Lập")

    return book(fill)


_PEOPLE: tuple[Cells, ...] = (  # type: ignore[valid-type]  # a name for what a row holds
    ("I", "Thôn Bích An"),
    (1, "NGUYỄN THỊ LAN", "", 1941, "Người cao tuổi từ đủ 75 tuổi", 540000, "x", "", "", ""),
    (2, "Trần Văn Bảy", "12/05/1950", "", "Thương binh 41%", "2.345.000", "", "x", "0123456789012", "Agribank"),
    ("II", "Thôn Khương Mỹ"),
    (3, "Lê Thị Sáu", "", "1939", "NKT nặng", "1.080.000 đ", "", "X", "19012345678901", "LPBank"),
    (4, "Lê Thị Sáu", "", "1939", "NKT nặng", "1.080.000 đ", "", "X", "19012345678901", "LPBank"),
    (5, "Phạm Hữu Đào", "194x", "", "Tuất liệt sĩ", 1500000, "", "", "", ""),
    (6, '=HYPERLINK("http://x")', "", 1945, "Hưu trí xã hội", 540000, "x", "", "", ""),
    ("", "Tổng cộng: 6 người", "", "", "", 7500000),
)


def _headings(sheet: Any) -> None:
    for column, heading in ((0, "STT"), (1, "Họ và tên"), (4, "Đối tượng"), (5, "Mức hưởng"), (8, "Số tài khoản")):
        sheet.merge_range(4, column, 5, column, heading)
    sheet.merge_range(4, 9, 5, 9, "Ngân hàng")
    for first, heading, parts in ((2, "Năm sinh", ("Nam", "Nữ")), (6, "Hình thức nhận", ("Tiền mặt", "Chuyển khoản"))):
        sheet.merge_range(4, first, 4, first + 1, heading)
        sheet.write_string(5, first, parts[0])
        sheet.write_string(5, first + 1, parts[1])


def _row(sheet: Any, number: int, row: Sequence[object]) -> None:
    for column, cell in enumerate(row):
        if cell != "":
            sheet.write(number, column, cell)


def next_list() -> bytes:
    """The month after: one amount raised, one paid by account, one new, one gone."""
    return table(
        [
            (1, "Nguyễn Thị Lan", 1941, "Thôn Bích An", "HTXH", 600_000, "tiền mặt"),
            (2, "Lê Thị Sáu", 1939, "Thôn Khương Mỹ", "Khuyết tật nặng", 1_080_000, "tiền mặt"),
            (3, "Võ Kim Cúc", 1944, "Thôn Khương Mỹ", "NCC", 2_345_000, "chuyển khoản"),
        ]
    )


OFFICE_LISTS = {"danh sách tháng 11": office_list, "danh sách tháng 12": next_list}
"""Lists that a transcript can send, by name."""

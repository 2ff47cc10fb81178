"""Lists as offices have them: any order of columns, old letters, groups, former names; and files that mean harm."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bot.reports import cells, roster_import, roster_marking, roster_reading
from bot.reports.cells import Slip
from bot.reports.legacy_text import _MEANT, _WRITTEN
from bot.reports.roster_files import ENTRIES, MARKED, REQUEST, SAID
from bot.reports.safety import RefusedFileError, check
from tests.fakes.lists import book, table

if TYPE_CHECKING:
    from collections.abc import Sequence

AREA = "20971"


def read(
    tmp_path: Path, content: bytes, name: str = "list.xlsx", area: str | None = None, **answers: str
) -> tuple[dict[str, Any], list[Any]]:
    """What the reading process would say of a file, and the people it found."""
    file = tmp_path / name
    file.write_bytes(content)
    request = {"file": str(file), "area": area, "answers": answers, "year": 2026}
    (tmp_path / REQUEST).write_text(json.dumps(request), "utf-8")
    result = roster_reading.run(tmp_path, lambda _rows: None)
    lines = (tmp_path / ENTRIES).read_text("utf-8").splitlines()
    return result, [person[1:] for line in lines for person in json.loads(line)]


def names(people: Sequence[Sequence[Any]]) -> list[str]:
    return [person[2] for person in people]


def test_columns_in_any_order_and_spelling(tmp_path: Path) -> None:
    headings = ("HT CHI TRA", "XA", "NGAY SINH", "LOAI DT", "HO TEN NGUOI HUONG", "TO", "SO CCCD")
    rows = [("ATM", "Tam Xuân 1", "05/03/1948", "hưu trí XH", "Nguyễn Văn Ba", 3, "049048000111")]
    result, people = read(tmp_path, table(rows, headings), **{"value.huu tri xh": "HTXH"})
    assert (result["people"], result["questions"]) == (1, [])
    assert people[0][2:8] == ["Nguyễn Văn Ba", 1948, AREA, "Tổ 3 (Tam Xuân I)", "HTXH", "hưu trí XH"]
    assert "049048000111" not in str(people)


def test_names_in_two_columns_and_years_for_men_and_women(tmp_path: Path) -> None:
    headings = ("TT", "Họ và chữ lót", "Tên", "Nam", "Nữ", "Xã", "Đối tượng", "Nhận qua")
    rows = [
        (1, "Trần Văn", "Bảy", 1941, "", "Tam Xuân", "NCC", "tiền mặt"),
        (2, "Lê Thị", "Sáu", "", 1939, "Tam Xuân", "NCC", "ck"),
    ]
    _, people = read(tmp_path, table(rows, headings))
    assert [(person[2], person[3]) for person in people] == [("Trần Văn Bảy", 1941), ("Lê Thị Sáu", 1939)]


def test_several_sheets_each_of_a_commune_and_one_that_only_explains(tmp_path: Path) -> None:
    def fill(workbook: Any) -> None:
        for title, person in (("Xã Tam Xuân", "Lê Thị Sáu"), ("Xã Duy Xuyên", "Võ Thị Tư")):
            sheet = workbook.add_worksheet(title)
            sheet.write_row(0, 0, ("Họ và tên", "Năm sinh", "Đối tượng", "Hình thức nhận"))
            sheet.write_row(1, 0, (person, 1940, "NCC", "tiền mặt"))
        workbook.add_worksheet("Ghi chú").write(0, 0, "Gửi trước ngày 5 hằng tháng")

    result, people = read(tmp_path, book(fill))
    assert [person[4] for person in people] == [AREA, "20623"]
    assert result["unread_sheets"] == ["Ghi chú"]


def test_text_files_of_every_kind(tmp_path: Path) -> None:
    lines = "Họ tên;Năm sinh;Xã;Đối tượng;Hình thức nhận\nNguyễn Thị Mười;1939;Tam Xuân;BTXH;tiền mặt\n"
    for content in (
        lines.encode(),
        b"\xef\xbb\xbf" + lines.encode(),
        lines.encode("utf-16"),
        lines.replace(";", "\t").encode(),
    ):
        _, people = read(tmp_path, content, "list.csv")
        assert names(people) == ["Nguyễn Thị Mười"]
    back = str.maketrans(_MEANT, _WRITTEN)
    old = (
        "Hä vµ tªn;N¨m sinh;X·;§èi t­îng;H×nh thøc nhËn\n"
        + "Nguyễn Thị Mười".lower().translate(back)
        + ";1939;Tam Xu©n;NCC;tm\n"
    )
    result, people = read(tmp_path, old.encode("latin-1"), "old.csv")
    assert result["people"] == 1, result
    assert names(people) == ["nguyễn thị mười"]


def test_a_sum_of_money_and_a_repeated_heading_are_nobody(tmp_path: Path) -> None:
    rows = [
        (1, "Lê Thị Sáu", 1939, "Thôn 3", "NCC", 1_000_000, "tm"),
        ("STT", "Họ và tên", "Năm sinh", "Thôn", "Đối tượng", "Mức hưởng", "Hình thức nhận"),
        ("", "Cộng", "", "", "", 1_000_000, ""),
        ("", "Bằng chữ: một triệu đồng", "", "", "", "", ""),
        ("", "Người lập biểu", "", "", "", "Chủ tịch", ""),
    ]
    result, people = read(tmp_path, table(rows), area=AREA)
    assert (names(people), result["mistakes"], result["skipped"]) == (["Lê Thị Sáu"], 0, 4)


def test_a_second_line_of_headings_is_no_mistake_though_it_only_says_men_and_women(tmp_path: Path) -> None:
    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        for column, heading in enumerate(("TT", "Họ và tên", None, None, "Thôn", "Đối tượng", "Hình thức nhận")):
            if heading:
                sheet.merge_range(0, column, 1, column, heading)
        sheet.merge_range(0, 2, 0, 3, "Năm sinh")
        sheet.write_row(1, 2, ("Nam", "Nữ"))
        sheet.write_row(2, 0, (1, "Lê Thị Sáu", "", 1939, "Thôn 3", "NCC", "tm"))

    result, people = read(tmp_path, book(fill), area=AREA)
    assert (names(people), people[0][3], result["mistakes"]) == (["Lê Thị Sáu"], 1939, 0)


def test_a_hamlet_over_a_group_right_below_the_headings_is_no_heading(tmp_path: Path) -> None:
    rows = [("", "Tổ dân phố 3", "", "", "", "", ""), (1, "Lê Thị Sáu", 1939, "", "NCC", 1_000_000, "tm")]
    _, people = read(tmp_path, table(rows), area=AREA)
    assert [(person[2], person[5]) for person in people] == [("Lê Thị Sáu", "Tổ dân phố 3")]


def test_an_address_within_the_commune_need_not_name_it(tmp_path: Path) -> None:
    headings = ("Họ và tên", "Năm sinh", "Địa chỉ", "Đối tượng", "Hình thức nhận")
    addresses = ("Khương Mỹ", "Bích An, Tam Xuân", "Tổ 3", "Thôn 4, xã Tam Xuân 2, huyện Núi Thành", "Duy Xuyên", "")
    rows = [(f"Lê Thị {name}", 1939, at, "NCC", "tm") for name, at in zip("ABCDEF", addresses, strict=True)]
    result, people = read(tmp_path, table(rows, headings), area=AREA)
    assert [person[5] for person in people] == ["Khương Mỹ", "Bích An", "Tổ 3", "Thôn 4", None]
    assert result["mistakes"] == 1  # of another commune
    assert read(tmp_path, table(rows[:1], headings))[0]["mistakes"] == 1, "nothing says which commune"


def test_columns_that_only_their_cells_give_away_are_asked_and_never_taken(tmp_path: Path) -> None:
    headings = ("Họ và tên", "Sinh", "Thôn", "Đối tượng", "Lĩnh")
    rows = [("Lê Thị Sáu", 1939, "Thôn 3", "NCC", "tiền mặt"), ("Võ Thị Tư", 1944, "Thôn 3", "NCC", "ck")]
    asked, people = read(tmp_path, table(rows, headings), area=AREA)
    assert people == []
    assert [(key, [value for value, _ in options]) for key, options, _ in asked["questions"]] == [
        ("column.born", ["sinh", "-"]),
        ("column.paid_by", ["linh", "-"]),
    ]
    _, people = read(tmp_path, table(rows, headings), area=AREA, **{"column.born": "sinh", "column.paid_by": "linh"})
    assert [(person[3], person[9]) for person in people] == [(1939, "cash"), (1944, "account")]
    asked, _ = read(tmp_path, table(rows, headings), area=AREA, **{"column.born": "sinh", "column.paid_by": "-"})
    assert [key for key, *_ in asked["questions"]] == ["paid_by"]


@pytest.mark.parametrize(
    ("line", "is_person"),
    [
        ("Tô Thị Sáu", True),
        ("Bàn Văn Ba", True),
        ("Nguyễn Thu Quý", True),
        ("TO THI SAU", True),
        ("Tổ 3", False),
        ("To 3", False),
        ("Bản Cơ Tu", False),
        ("Làng Thị Trấn", False),
        ("Thủ quỹ", False),
        ("THU QUY", False),
    ],
)
def test_a_name_that_sounds_like_a_place_or_an_office_is_somebody(
    tmp_path: Path, line: str, *, is_person: bool
) -> None:
    """Alone in its line, all else missing: a mistake to be mended if it is a person."""
    rows = [(1, "Lê Thị Hai", 1939, "Thôn 3", "NCC", 1_000_000, "tm"), ("", line, "", "", "", "", "")]
    result, _ = read(tmp_path, table(rows), area=AREA)
    assert (result["mistakes"], result["skipped"]) == ((1, 0) if is_person else (0, 1))


def test_an_allowance_that_the_officer_calls_a_mistake_is_one(tmp_path: Path) -> None:
    rows = [(1, "Lê Thị Hai", 1939, "Thôn 3", "Diện gì đó", 1_000_000, "tm")]
    result, people = read(tmp_path, table(rows), area=AREA, **{"value.dien gi do": "mistake"})
    assert (people, result["mistakes"], result["questions"]) == ([], 1, [])


@pytest.mark.parametrize(
    ("written", "end"),
    [
        ("4200205123456", "3456"),
        ("4200 2051 23456", "3456"),
        ("Agribank 4200205123456 (mở năm 2024)", "3456"),
        ("711A12345678", "5678"),
        ("12", None),
        ("chưa có", None),
    ],
)
def test_the_end_of_an_account_is_no_year(written: str, end: str | None) -> None:
    assert cells.tail(written) == end


def test_numbers_on_a_sheet_that_was_not_understood_are_covered(tmp_path: Path) -> None:
    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet("Danh sách")
        sheet.write_row(0, 0, ("Họ và tên", "Năm sinh", "Đối tượng", "Hình thức nhận"))
        sheet.write_row(1, 0, ("Lê Thị Hai", "", "NCC", "tm"))
        workbook.add_worksheet("Sổ tay").write_row(0, 0, ("Lê Thị Hai", "049139000123", "0905 111 222", 1_080_000))

    content = book(fill)
    read(tmp_path, content, area=AREA)
    (tmp_path / SAID).write_text("", "utf-8")
    (tmp_path / REQUEST).write_text(
        json.dumps({"file": str(tmp_path / "list.xlsx"), "answers": {}, "heading": "Lỗi"}), "utf-8"
    )
    roster_marking.run(tmp_path)
    cells_of = CalamineWorkbook.from_path(tmp_path / MARKED).get_sheet_by_name("Sổ tay").to_python()
    assert cells_of == [["Lê Thị Hai", "…0123", "…1222", 1_080_000]]


# Files that mean harm, or are simply not what they seem


def zipped(parts: dict[str, bytes]) -> bytes:
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return output.getvalue()


def sheets(count: int) -> bytes:
    def fill(workbook: Any) -> None:
        for number in range(count):
            workbook.add_worksheet(f"s{number}")

    return book(fill)


HARMFUL = {
    "a bomb": (
        zipped({"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": b" " * 60_000_000}),
        "larger than a list",
    ),
    "macros": (zipped({"xl/workbook.xml": b"<w/>", "xl/vbaProject.bin": b"x"}), "macros"),
    "no workbook": (zipped({"readme.txt": b"hello"}), "no Excel"),
    "cut off": (table([(1, "Lê Thị Sáu", 1939, "", "NCC", 1, "tm")] * 50)[:3_000], "damaged"),
    "a hundred sheets": (sheets(100), "100 sheets"),
    "a web page": (b"<html><body><table></table></body></html>", "no Excel"),
    "empty": (b"", "no Excel"),
    "password, old format": (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "password"),
    "macros, old format": (bytes.fromhex("d0cf11e0a1b11ae1") + "_VBA_PROJECT_CUR".encode("utf-16-le"), "macros"),
    "an old format that is none": (bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 5_000, "damaged"),
    "two million rows": (b"Ho ten;Nam sinh\n" + b"a;1\n" * 2_000_000, "more than"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "no Excel"),
}


@pytest.mark.parametrize("name", HARMFUL)
async def test_a_harmful_file_is_refused_with_what_to_do(tmp_path: Path, name: str) -> None:
    content, said = HARMFUL[name]
    file = tmp_path / "list.xlsx"
    file.write_bytes(content)
    reading = await roster_import.read(tmp_path, file, None, {}, 2026)
    assert reading.refused is not None
    assert said in reading.refused.format(**(reading.values or {}))
    assert reading.people == 0


def test_a_workbook_of_two_million_rows_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "big.xlsx"
    row = b'<row r="1"><c r="A1" t="n"><v>1</v></c></row>'
    noise = b"".join(row.replace(b'"1"', b'"%d"' % number) for number in range(500_000))
    file.write_bytes(zipped({"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": noise}))
    with pytest.raises(RefusedFileError):
        check(file)


@settings(max_examples=40)
@given(st.binary(max_size=3_000))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    import tempfile  # noqa: PLC0415 - hypothesis and tmp_path do not go together

    with tempfile.TemporaryDirectory() as folder:
        for head in (b"", b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")):
            result, _ = read_or_refused(Path(folder), head + content)
            assert "refused" in result or result["people"] == 0


def read_or_refused(folder: Path, content: bytes) -> tuple[dict[str, Any], list[Any]]:
    (folder / ENTRIES).write_text("")
    return read(folder, content)


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.dates(), st.none()))
def test_no_cell_breaks_its_reader(cell: Any) -> None:
    year = cells.born(cell, 2026)
    assert isinstance(year, Slip) or 1900 <= year <= 2026
    amount = cells.amount(cell)
    assert amount is None or isinstance(amount, Slip) or amount >= cells.LEAST_AMOUNT
    found = cells.name(cell)
    assert isinstance(found, Slip) or any(map(str.isalpha, found))
    assert cells.payment(cell) in {None, "cash", "account"} or isinstance(cells.payment(cell), Slip)
    assert len(cells.tail(cell) or "") in {0, 4}
    assert len(cells.hamlet(cell)) <= cells.MOST_HAMLET + 8


@given(st.integers(10_000, 99_999_999))
def test_amounts_in_every_spelling(amount: int) -> None:
    grouped = f"{amount:,}"
    for written in (
        amount,
        float(amount),
        str(amount),
        grouped,
        grouped.replace(",", "."),
        f"{grouped} đ",
        f"{amount}đ/tháng",
    ):
        assert cells.amount(written) == amount, written

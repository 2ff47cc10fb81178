"""Invented beneficiaries of a whole province, for the benchmarks: names as in Quảng Nam, nobody meant."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from storage.roster import Beneficiary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_FAMILY = "Nguyễn Trần Lê Phạm Huỳnh Phan Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trương Đinh Mai Đoàn Lương Tô"
_MIDDLE = "Thị Văn Hữu Đình Kim Minh Xuân Quang Ngọc Thanh Thị Văn Công Đức Như Phước Hồng Mỹ Thu Bá"
_GIVEN = (
    "Lan Hoa Sáu Bảy Tám Chín Mười Hường Đào Liên Cúc Tư Năm Hiền Bình Thạnh Lộc Phước Sương Tuyết Hai Ba Nhung "
    "Thu Xuân Hạ Đông Mai Trúc Sơn Hải Long Hùng Dũng Cường Tâm Thảo Phượng Nga Yến Oanh Hồng Vân Thủy Quế Lựu"
)
FAMILY, MIDDLE, GIVEN = _FAMILY.split(), _MIDDLE.split(), _GIVEN.split()
SCHEMES = ("NCC", "BTXH", "HTXH")
CATEGORIES = {"NCC": "Thương binh", "BTXH": "Người khuyết tật nặng", "HTXH": "Người cao tuổi từ đủ 75 tuổi"}
HEADINGS = (
    "STT",
    "Họ và tên",
    "Năm sinh",
    "Thôn",
    "Xã",
    "Huyện",
    "Đối tượng",
    "Nhóm chính sách",
    "Mức hưởng",
    "Hình thức nhận",
    "Ngân hàng",
    "Ghi chú",
)


def people(count: int, areas: Sequence[str]) -> Iterator[Beneficiary]:
    """``count`` people, spread over ``areas``; the same ones each time."""
    draw = random.Random(20_971)  # noqa: S311 - invented people, nothing secret
    for number in range(count):
        scheme = draw.choice(SCHEMES)
        by_account = draw.random() < 0.05
        yield Beneficiary(
            area_code=areas[number % len(areas)],
            full_name=f"{draw.choice(FAMILY)} {draw.choice(MIDDLE)} {draw.choice(GIVEN)}",
            birth_year=draw.randint(1930, 1956),
            hamlet=f"Thôn {draw.randint(1, 12)}",
            scheme=scheme,
            category=CATEGORIES[scheme],
            amount=draw.choice((540_000, 1_080_000, 2_345_000)),
            paid_by="account" if by_account else "cash",
            bank="Agribank" if by_account else "",
        )


def workbook(path: Path, count: int, names: dict[str, str]) -> None:
    """A list of ``count`` people as an office would send it. ``names``: of the areas, by code."""
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415 - it ships no types

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Danh sách")
        sheet.write_row(0, 0, HEADINGS)
        for number, one in enumerate(people(count, list(names)), start=1):
            paid = "chuyển khoản" if one.paid_by == "account" else "tiền mặt"
            place = (one.hamlet, names[one.area_code], "")
            rest = (one.category, one.scheme, one.amount, paid, one.bank, "")
            sheet.write_row(number, 0, (number, one.full_name, one.birth_year, *place, *rest))

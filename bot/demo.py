"""A plausible commune for trying the bot out: invented people, pay days in the coming weeks, some reports.

Fills only an empty store, once. Every name is made by drawing from lists; nobody is meant.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.messages import Address
from storage.enrolments import Report
from storage.payments import PayDay
from storage.roster import Beneficiary
from storage.times import local_day

if TYPE_CHECKING:
    from datetime import datetime

    from storage.database import Database
    from storage.store import Store

AREA = "20971"
PEOPLE = 200
_SEEDED = "demo"
_FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Huỳnh",
    "Phan",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
)
_MIDDLE = ("Thị", "Văn", "Hữu", "Đình", "Kim", "Minh", "Xuân", "Quang", "Ngọc", "Thanh")
_GIVEN = (
    "Lan",
    "Hoa",
    "Sáu",
    "Bảy",
    "Tám",
    "Chín",
    "Mười",
    "Hường",
    "Đào",
    "Liên",
    "Cúc",
    "Tư",
    "Năm",
    "Hiền",
    "Bình",
    "Thạnh",
    "Lộc",
    "Phước",
    "Sương",
    "Tuyết",
)
_HAMLETS = ("Thôn Bích An", "Thôn Khương Mỹ", "Thôn Phú Khê", "Thôn Tân Lộc", "Thôn Vĩnh An")
_REPORTS = (
    ("child", "yes", None, True),
    ("grandchild", "no", "fear_scam_loss", True),
    ("child", "no", "habit_cash", True),
    ("other", "undecided", "atm_far", False),
    ("spouse", "enrolled", None, True),
    ("child", "no", "ill_disabled", True),
    ("grandchild", "undecided", "forget_pin", False),
)


async def seed(database: Database, now: datetime) -> bool:
    """Fill the store if it is empty; ``False`` if it was not."""
    async with database.write() as store:
        if await store.roster.setting(_SEEDED) or await store.roster.contacts():
            return False
        draw = random.Random(20_971)  # noqa: S311 - the same invented commune each time, nothing secret
        await store.roster.add([_person(draw) for _ in range(PEOPLE)])
        await _pay_days(store, now)
        await _reports(store, now)
        await store.roster.set_setting(_SEEDED, now.isoformat())
    return True


def _person(draw: random.Random) -> Beneficiary:
    scheme = draw.choices(("NCC", "BTXH", "HTXH"), (3, 4, 3))[0]
    youngest = {"NCC": 70, "BTXH": 20, "HTXH": 75}[scheme]
    return Beneficiary(
        area_code=AREA,
        full_name=f"{draw.choice(_FAMILY)} {draw.choice(_MIDDLE)} {draw.choice(_GIVEN)}",
        birth_year=2026 - draw.randint(youngest, 95),
        hamlet=draw.choice(_HAMLETS),
        scheme=scheme,
        paid_by=draw.choices(("cash", "account"), (19, 1))[0],
    )


async def _pay_days(store: Store, now: datetime) -> None:
    today = local_day(now)
    for days, scheme in ((2, "NCC"), (4, "BTXH"), (4, "HTXH"), (32, "NCC"), (34, "BTXH"), (34, "HTXH")):
        day = PayDay(AREA, scheme, today + timedelta(days=days), "7 giờ 30 – 11 giờ", "nhà văn hóa thôn Khương Mỹ")
        await store.payments.enter(day, None, now)


async def _reports(store: Store, now: datetime) -> None:
    for number, (relation, willing, reason, confirmed) in enumerate(_REPORTS, start=1):
        contact = await store.people.add(Address("demo", str(number)), "vi", now)
        report = Report(AREA, relation, willing, confirmed, "BTXH", hamlet=_HAMLETS[number % 5], reason=reason)
        await store.enrolments.add(contact.id, report, now)

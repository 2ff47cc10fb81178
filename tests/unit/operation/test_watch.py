"""What the operator is told, and how often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.i18n import Catalogues
from bot.operation.watch import Day, Told, Watch

if TYPE_CHECKING:
    from bot.messages import Reply

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Operator:
    """The operator's phone."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.reachable = True
        self.watch = Watch(Catalogues.load().speech("vi"), self.tell)

    async def tell(self, text: Reply, _key: str) -> None:
        if not self.reachable:
            raise ConnectionError
        self.heard.append(text.text)


async def test_a_trouble_is_told_once_and_its_end_once() -> None:
    operator = Operator()
    for number in range(6):
        await operator.watch.look([f"waits for {number} minutes"], NOW + number * MINUTE)
    await operator.watch.look([], NOW + 6 * MINUTE)
    await operator.watch.look([], NOW + 7 * MINUTE)
    assert operator.heard == [
        "Máy chủ có trục trặc:\nwaits for 0 minutes",
        "Máy chủ đã chạy bình thường trở lại.",
    ]


async def test_the_next_process_says_that_it_is_over_but_not_at_once() -> None:
    """A minute has to pass as ever, and a clock that was set back must not close the door."""
    operator = Operator()
    operator.watch.told = Told(("bad",), NOW)
    await operator.watch.look([], NOW + 30 * SECOND)
    assert operator.heard == []
    await operator.watch.look([], NOW - MINUTE)
    assert operator.heard == ["Máy chủ đã chạy bình thường trở lại."]


async def test_at_most_one_message_a_minute() -> None:
    operator = Operator()
    for number in range(120):
        await operator.watch.look(["bad"] if number % 2 else [], NOW + number * SECOND)
    assert len(operator.heard) <= 2


async def test_who_could_not_be_told_is_told_later() -> None:
    operator = Operator()
    operator.reachable = False
    await operator.watch.look(["bad"], NOW)
    assert not operator.watch.well
    operator.reachable = True
    await operator.watch.look(["bad"], NOW + SECOND)
    assert operator.heard == ["Máy chủ có trục trặc:\nbad"]


async def test_the_daily_line_comes_once_a_day_after_seven() -> None:
    operator = Operator()
    day, lines = Day(messages=12, sent=20, waiting=1, unknown=0, backup=""), []
    for hour in range(72):
        now = datetime(2026, 11, 24, 6, 0, tzinfo=UTC) + timedelta(hours=hour)
        if operator.watch.day_is_due(now):
            await operator.watch.report(day, now)
            lines.append(now)
    assert [line.hour for line in lines] == [0, 0, 0], "seven in the morning in Việt Nam"
    assert operator.heard[0].startswith("Máy chủ chạy bình thường. Một ngày qua: nhận 12 tin")


async def test_the_daily_line_says_what_is_wrong() -> None:
    operator = Operator()
    await operator.watch.look(["The disk is nearly full (3 MB free). Make room."], NOW)
    await operator.watch.report(Day(messages=12, sent=20, waiting=1, unknown=0, backup=""), NOW)
    line = operator.heard[-1]
    assert "bình thường" not in line
    assert "The disk is nearly full" in line
    assert "nhận 12 tin" in line

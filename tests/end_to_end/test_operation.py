"""What the operator sees of the real process: readiness, figures, and a message when something is wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import aiohttp

from storage.times import utc_now
from tests.fakes.bot_api import BotApi
from tests.fakes.process import BotProcess, Place, running, running_ahead, telegram
from tests.fakes.stores import open_store

if TYPE_CHECKING:
    from pathlib import Path

OPERATOR = 77


async def page(place: Place, path: str, **headers: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(f"{place.url}{path}", headers=headers) as response:
        return response.status, await response.text()


async def test_figures_without_people_and_readiness(tmp_path: Path) -> None:
    async with BotApi() as api:
        place = Place(tmp_path / "data", more=telegram(api))
        async with running(place):
            api.people.say(42, "quên mã pin rồi làm sao")
            await api.wait_for(42)
            assert await page(place, "/healthz") == (200, "ok\n")
            status, text = await page(place, "/metrics")
            assert status == 200
            figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
            assert float(figures['ansinh_messages_total{channel="telegram"}']) == 1
            assert float(figures['ansinh_sent_total{channel="telegram",outcome="sent"}']) >= 1
            assert float(figures['ansinh_reply_seconds_count{channel="telegram"}']) >= 1
            assert 0 <= float(figures['ansinh_last_poll_seconds{channel="telegram"}']) < 30
            assert "42" not in {label.strip('"') for label in text.replace("=", " ").replace("}", " ").split()}
            assert (await page(place, "/metrics", **{"X-Forwarded-For": "203.0.113.9"}))[0] == 404
            assert await page(place, "/readyz") == (200, "ok\n")


async def test_the_operator_hears_of_a_trouble(tmp_path: Path) -> None:
    async with BotApi() as api:
        api.people.say(OPERATOR, "/start")
        place = Place(tmp_path / "data", more=telegram(api, ANSINH_OPERATOR=f"telegram:{OPERATOR}"))
        place.more["ANSINH_BACKUPS"] = "/proc/nowhere"  # otherwise tonight's copy ends the trouble at once
        place.data.mkdir(parents=True)
        database = await open_store(place.store)
        async with database.write() as store:
            await store.settings.set_moment("backup_made", datetime(2026, 1, 1, tzinfo=UTC))
        await database.close()
        async with running(place):
            [told] = await api.wait_for(OPERATOR, where=lambda sent: "trục trặc" in sent.text)
            assert "There is no backup of the last two nights" in told.text
        database = await open_store(place.store)
        async with database.write() as store:
            await store.settings.set_moment("backup_made", utc_now())
        await database.close()
        del place.more["ANSINH_BACKUPS"]
        async with running_ahead(place, timedelta(minutes=2)):  # another process, which ends what that one told
            await api.wait_for(OPERATOR, where=lambda sent: "bình thường trở lại" in sent.text)


async def test_a_sender_that_hangs_ends_the_process(tmp_path: Path) -> None:
    """Also one that does not heed the stop: the supervisor waits for an end, and brings none about."""
    async with BotApi() as api:
        place = Place(tmp_path / "data", more=telegram(api))
        process = await BotProcess.start(place, "--wedged", module="tests.fakes.process")
        await process.ready()
        api.people.say(42, "xin chào")
        await process.heard(lambda line: "An answer has waited to be sent" in line and "restarted" in line)
        assert await process.ended() == 1

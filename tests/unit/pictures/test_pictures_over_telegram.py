"""A photo from a person's Telegram, fetched and read by the real process."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.end_to_end.village import open_village

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


async def test_photos_over_telegram(tmp_path: Path, photo: Callable[..., bytes], payment: Callable[..., str]) -> None:
    async with open_village(tmp_path) as village, village.bot() as process:
        person = village.person(1)
        await person.say("/start")
        code = payment("0987654321012", amount="50000", note="phi kich hoat tro cap")
        judged = await person.do("photo", content=photo(code))
        assert "CHUYỂN TIỀN đi" in judged.text
        assert "50.000 đồng" in judged.text
        assert "gõ lại chữ trong hình" in (await person.do("photo", content=b"jpeg")).text
        assert "gõ lại chữ trong hình" in (await person.do("photo", content=photo(code), size=30_000_000)).text
        assert "đã dừng hết" in (await person.say("DỪNG")).text
        assert village.place.rows("SELECT verdict, flags FROM scam_check") == [("scam", "scan_qr")]
        assert not re.search(r"kich hoat|0987654", "\n".join(process.lines))

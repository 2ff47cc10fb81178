"""A copy of the store each night, the last fourteen kept, and one of them tried out each week.

The key is not in the copies: whoever finds one can read no name and no number in it.
"""

from __future__ import annotations

import asyncio
import logging
import re
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from storage.backup import back_up, restore
from storage.database import Database, StoreError
from storage.times import VIETNAM, local_day

if TYPE_CHECKING:
    from datetime import date

    from storage.times import Clock

_log = logging.getLogger(__name__)

KEPT = 14
TRIAL = "trial-"
AT = time(2, 0)
MADE, TRIED = "backup_made", "backup_tried"
"""The settings that say when."""
TRIED_EVERY = timedelta(days=7)
_NAME = re.compile(r"ansinh-\d{4}-\d{2}-\d{2}\.sqlite3")


@dataclass(slots=True)
class Backups:
    """Makes and tries the copies in ``folder``."""

    database: Database
    folder: Path
    clock: Clock
    troubles: tuple[str, ...] = ()
    """What went wrong last night."""
    _tried_on: date | None = None

    async def tick(self) -> None:
        """Make tonight's copy if it is time and there is none; a failure is told and tried again."""
        now = self.clock()
        target = self.folder / f"ansinh-{local_day(now).isoformat()}.sqlite3"
        if now.astimezone(VIETNAM).time() < AT or target.exists() or self._tried_on == local_day(now):
            return
        try:
            await asyncio.to_thread(self._copy, target)
            async with self.database.write() as store:
                await store.settings.set_moment(MADE, now)
            await self._try_out(target)
        except (StoreError, OSError) as error:
            self._tried_on = local_day(now)
            what = "backup of this night cannot be restored" if target.exists() else "nightly backup failed"
            self.troubles = (f"The {what} ({error}). Look at the folder of backups and its free space.",)
        else:
            self.troubles = ()

    def _copy(self, target: Path) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = target.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        back_up(self.database.path, unfinished)
        unfinished.chmod(0o600)
        unfinished.rename(target)
        for old in copies(self.folder)[:-KEPT]:
            old.unlink()

    async def _try_out(self, copy: Path) -> None:
        """Once a week, bring the copy back in a folder of its own and read it with our key."""
        now = self.clock()
        async with self.database.read() as store:
            last = await store.settings.moment(TRIED)
        if last and now - last < TRIED_EVERY:
            return
        for left in self.folder.glob(f"{TRIAL}*"):  # by a process that died meanwhile
            shutil.rmtree(left, ignore_errors=True)
        # Not where temporary files are: that may be memory, of which a store is too much.
        with tempfile.TemporaryDirectory(prefix=TRIAL, dir=self.folder) as folder:
            place = Path(folder) / "store"
            await asyncio.to_thread(restore, copy, place, self.database.vault, now)
            tried = await Database.open(place, self.database.vault)
            await tried.close()
        async with self.database.write() as store:
            await store.settings.set_moment(TRIED, now)
        _log.info("The backup %s was tried out and can be restored", copy.name)


def copies(folder: Path) -> list[Path]:
    """The nightly copies, oldest first."""
    found: list[Path] = []
    with suppress(FileNotFoundError):
        found = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    return found

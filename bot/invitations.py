"""One-time codes that make somebody an officer."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from storage.officers import Appointment
    from storage.store import Store

VALID_FOR = timedelta(hours=72)
CODE_BYTES = 18


async def invite(store: Store, appointment: Appointment, now: datetime, by: int | None = None) -> str:
    """A new code for one officer, valid for 72 hours. Only its hash is kept. ``by``: the officer who invites."""
    code = secrets.token_urlsafe(CODE_BYTES)
    await store.officers.invite(code, appointment, now, now + VALID_FOR, by)
    await store.officers.audit(by, f"invited {appointment.role}", appointment.area_code, now)
    return code

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


async def invite(store: Store, appointment: Appointment, now: datetime) -> str:
    """A new code for one officer, valid for 72 hours. Only its hash is kept."""
    code = secrets.token_urlsafe(CODE_BYTES)
    await store.officers.invite(code, appointment, now, now + VALID_FOR)
    await store.officers.audit(None, f"invited {appointment.role}", appointment.area_code, now)
    return code

"""Where a conversation stands: the form in progress, what was offered last, what it was about. Sealed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.messages import Choice
from storage import sql
from storage.times import moment, stamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from datetime import datetime

    from storage.sql import Pipeline
    from storage.vault import Vault

_queries = sql.load("turns")


@dataclass(frozen=True, slots=True)
class Flow:
    """A form in progress. ``token`` ties buttons to this run of the form; ``answers`` are JSON values."""

    form: str
    step: str
    token: str
    expires_at: datetime
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LastTurn:
    """What the bot said last: the choices offered, the intent answered, the question it kept."""

    choices: tuple[Choice, ...] = ()
    intent: str | None = None
    asked: str | None = None
    at: datetime | None = None


class Turns:
    """Conversation state inside one transaction."""

    def __init__(self, connection: Pipeline, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def load(self, contact_id: int) -> tuple[LastTurn, Flow | None]:
        row = await _queries.turn(self._connection, contact_id=contact_id)
        if row is None:
            return LastTurn(), None
        return self._last_turn(row), self._flow(row)

    async def save(self, contact_id: int, turn: LastTurn, now: datetime) -> None:
        await _queries.save_turn(
            self._connection,
            contact_id=contact_id,
            choices=self._vault.seal(
                json.dumps([[one.key, one.label, one.aside] for one in turn.choices], ensure_ascii=False)
            ),
            intent=turn.intent,
            asked=self._vault.seal(turn.asked) if turn.asked else None,
            now=stamp(now),
        )

    async def save_flow(self, contact_id: int, flow: Flow) -> None:
        await _queries.save_flow(
            self._connection,
            contact_id=contact_id,
            form=flow.form,
            step=flow.step,
            answers=self._vault.seal(json.dumps(dict(flow.answers), ensure_ascii=False)),
            token=flow.token,
            expires_at=stamp(flow.expires_at),
        )

    async def end_flow(self, contact_id: int) -> None:
        await _queries.end_flow(self._connection, contact_id=contact_id)

    async def forget(self, contact_id: int) -> None:
        await _queries.end_flow(self._connection, contact_id=contact_id)
        await _queries.forget_turn(self._connection, contact_id=contact_id)

    def _last_turn(self, row: sqlite3.Row) -> LastTurn:
        if row["at"] is None:
            return LastTurn()
        choices = tuple(Choice(*choice) for choice in json.loads(self._vault.open(row["choices"])))
        asked = self._vault.open(row["asked"]) if row["asked"] else None
        return LastTurn(choices, row["intent"], asked, moment(row["at"]))

    def _flow(self, row: sqlite3.Row) -> Flow | None:
        if row["form"] is None:
            return None
        answers = json.loads(self._vault.open(row["answers"]))
        return Flow(row["form"], row["step"], row["token"], moment(row["expires_at"]), answers)

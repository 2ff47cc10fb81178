"""Figures for Prometheus: counted while running, or read from the store when asked. Never a person in a label."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from bot.messages import Priority, RetryAfter

if TYPE_CHECKING:
    from datetime import datetime

    from bot.messages import Outcome
    from storage.mail import Letter
    from storage.store import Store

REPLY_BUCKETS = (0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30, 60, 300)
STATES = ("waiting", "sending", "sent", "rejected", "unreachable", "unknown", "dropped")


class Meter:
    """Counts what happens. One object for one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        own: dict[str, Any] = {"registry": self.registry, "namespace": "ansinh"}
        self._messages = Counter("messages", "Messages that were stored", ["channel"], **own)
        self._outcomes = Counter("sent", "Messages handed over, by outcome", ["channel", "outcome"], **own)
        self._holds = Counter("retry_after", "Times that a channel asked to wait", ["channel"], **own)
        self._given_up = Counter("given_up", "Rows that could not be worked through", ["part"], **own)
        self._replies = Histogram(
            "reply_seconds",
            "From a reply's place in the outbox to its arrival",
            ["channel"],
            buckets=REPLY_BUCKETS,
            **own,
        )
        self._outbox = Gauge("outbox", "Rows of the outbox", ["channel", "state"], **own)
        self._oldest = Gauge("oldest_waiting_seconds", "Age of the oldest row that could be worked on", ["box"], **own)
        self._polled = Gauge(
            "last_poll_seconds", "Seconds since a channel last heard from its server", ["channel"], **own
        )
        self._well = Gauge("well", "1 while nothing is wrong", **own)

    def came_in(self, channel: str) -> None:
        """A message was stored."""
        self._messages.labels(channel).inc()

    def gave_up(self, part: str) -> None:
        """A row of ``part`` could not be worked through: the log says where."""
        self._given_up.labels(part).inc()

    def went_out(self, letter: Letter, outcome: Outcome, now: datetime) -> None:
        """A message has its outcome."""
        channel = letter.address.channel
        self._outcomes.labels(channel, type(outcome).__name__.lower()).inc()
        if isinstance(outcome, RetryAfter):
            if outcome.asked:
                self._holds.labels(channel).inc()
        elif letter.priority is Priority.REPLY and letter.queued_at is not None:
            self._replies.labels(channel).observe(max(0.0, (now - letter.queued_at).total_seconds()))

    async def page(self, store: Store, now: datetime, heard: dict[str, float], *, well: bool) -> bytes:
        """The figures in Prometheus' text format. ``heard``: monotonic seconds of each channel's last sign of life."""
        counts = await store.outbox.counts()
        for channel in {channel for channel, _ in counts}:
            for state in STATES:
                self._outbox.labels(channel, state).set(counts.get((channel, state), 0))
        outbox = await store.outbox.oldest_claimable(now)
        self._oldest.labels("outbox").set(_age(min(outbox.values(), default=None), now))
        self._oldest.labels("inbox").set(_age(await store.inbox.oldest_waiting(), now))
        for channel, at in heard.items():
            self._polled.labels(channel).set(time.monotonic() - at)
        self._well.set(int(well))
        return generate_latest(self.registry)


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0

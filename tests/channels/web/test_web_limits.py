"""The limiter, as a property: never more than the burst and the rate allow, and what it says holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import web_limits
from bot.channels.web_limits import Limiter, Rate
from bot.channels.web_requests import client_of, network_of

BEGIN = datetime(2026, 11, 24, tzinfo=UTC)


@given(
    burst=st.integers(1, 30),
    per_second=st.sampled_from([0.5, 1.0, 4.0]),
    gaps=st.lists(st.integers(0, 40), min_size=1, max_size=80),
)
def test_no_window_holds_more_than_burst_and_rate(burst: int, per_second: float, gaps: list[int]) -> None:
    now = BEGIN
    limiter = Limiter(Rate(burst, per_second), lambda: now)
    passed: list[float] = []
    for gap in gaps:
        now += timedelta(seconds=gap / 16)
        if limiter.wait("one") == 0.0:
            passed.append((now - BEGIN).total_seconds())
    for first, begin in enumerate(passed):
        for last in range(first, len(passed)):
            allowed = burst + (passed[last] - begin) * per_second
            assert last - first + 1 <= allowed + 1e-6


def test_the_stated_wait_is_enough_and_needed() -> None:
    now = BEGIN
    limiter = Limiter(Rate(2, 1.0), lambda: now)
    assert [limiter.wait("one"), limiter.wait("one")] == [0.0, 0.0]
    wait = limiter.wait("one")
    assert wait == 1.0
    now += timedelta(seconds=wait - 0.01)
    assert limiter.wait("one") > 0
    now += timedelta(seconds=0.01)
    assert limiter.wait("one") == 0.0


def test_many_at_once_take_as_many_places_and_give_them_back() -> None:
    limiter = Limiter(Rate(10, 1.0), lambda: BEGIN)
    assert [limiter.wait("one", 6), limiter.wait("one", 6)] == [0.0, 2.0]
    limiter.give_back("one", 6)
    assert [limiter.wait("one", 10), limiter.wait("one", 1)] == [0.0, 1.0]


def test_one_key_does_not_slow_another() -> None:
    limiter = Limiter(Rate(1, 1.0), lambda: BEGIN)
    assert [limiter.wait("one"), limiter.wait("other"), limiter.wait("one")] == [0.0, 0.0, 1.0]


def test_a_clock_that_is_set_back_does_not_close_the_door() -> None:
    now = BEGIN
    limiter = Limiter(Rate(5, 1.0), lambda: now)
    limiter.wait("one")
    now -= timedelta(hours=7)
    assert limiter.wait("one") == 1.0
    now += timedelta(seconds=1)
    assert limiter.wait("one") == 0.0


def test_rested_keys_are_forgotten() -> None:
    now = BEGIN
    limiter = Limiter(Rate(1, 1.0), lambda: now)
    for number in range(web_limits.REMEMBERED):
        limiter.wait(str(number))
    now += timedelta(seconds=5)
    limiter.wait("one more")
    assert list(limiter._rested_at) == ["one more"]


@pytest.mark.parametrize(
    ("peer", "behind_tls", "client"),
    [
        ("127.0.0.1", False, "203.0.113.7"),
        ("172.18.0.3", True, "203.0.113.7"),  # the proxy of compose.yaml
        ("fd00::3", True, "203.0.113.7"),
        ("172.18.0.3", False, "172.18.0.3"),  # no proxy: somebody in the office's own network
        ("42.112.1.9", True, "42.112.1.9"),
        ("", True, ""),
    ],
)
def test_whose_address_counts(peer: str, client: str, *, behind_tls: bool) -> None:
    """What stands before the last comma is what anybody may claim."""
    request = make_mocked_request("POST", "/api/start", headers={"X-Forwarded-For": "10.0.0.1, 203.0.113.7"})
    assert client_of(request.clone(remote=peer), behind_tls=behind_tls) == client
    assert client_of(make_mocked_request("GET", "/").clone(remote=peer), behind_tls=behind_tls) == peer


@pytest.mark.parametrize(
    ("client", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),  # a household has 2^64 of these
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nobody", "nobody"),
    ],
)
def test_what_counts_as_one_network(client: str, network: str) -> None:
    request = make_mocked_request("POST", "/api/start").clone(remote=client)
    assert network_of(request, behind_tls=False) == network

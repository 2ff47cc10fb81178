"""Whatever is written, pressed or put into a file of corrections: an answer or a sentence, never a failure.

``make fuzz`` tries many more. The people of one room go on from example to example, as people do.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.channels.render import check
from bot.knowledge.answers import AnswerReader
from bot.knowledge.facts import Facts
from bot.knowledge.library import INTENTS
from bot.messages import Attachment, Kind, Media
from bot.scams.links import Hosts
from handlers.routes import ROUTES
from tests.fakes.room import open_room

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.talk import Mind
    from tests.fakes.room import Room

WHO = ("web:family", "web:commune", "web:city")
FACTS = (files("locales") / "facts.toml").read_text("utf-8")
HOSTS = Hosts.load()
ANSWERS = sorted((files("locales") / "vi" / "answers").iterdir(), key=lambda file: file.name)

odd = st.text(max_size=40)
WORDS = (
    *("1", "2", "3", "9", "0", "-1", "1.", "bỏ qua", "quay lại", "hủy", "xong", "có", "không", "đồng ý", "DỪNG"),
    *("Tam Xuân", "bà Năm", "12/12/2026", "31/02", "7 giờ sáng", "từ 8h đến 11h", "0905111222", "N5.1", "tháng 12"),
    *("/start", "/dulieu", "/nhac", "/dangky", "/danhsach", "/thongbao", "/ngaytra", "/baocao", "/khoa", "/xoa x"),
)
words = st.sampled_from(WORDS)
keys = st.sampled_from([route.key for route in ROUTES])
parts = st.sampled_from(
    ("1", "2", "0", "-1", "99999999999999999999", "yes", "no", "20971", "all", "2026-11", "", "!", "---", "web", "é")
)
pressed = st.builds(lambda key, rest: ":".join((key, *rest)), keys, st.lists(parts | odd, max_size=5))
actions = st.one_of(
    st.fixed_dictionaries({"text": words | odd}),
    st.fixed_dictionaries({"choice": pressed | odd}),
    st.fixed_dictionaries({"start_code": st.sampled_from(("xa20971", "xa1", "x", "")) | odd}),
    st.fixed_dictionaries({"text": words | odd, "kind": st.sampled_from(Kind)}),
    st.fixed_dictionaries(
        {"attachment": st.builds(Attachment, st.sampled_from(Media), st.just("none"), odd | st.none(), odd)}
    ),
)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as own:
        yield own


@pytest.fixture(scope="module")
def room(runner: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory, mind: Mind) -> Iterator[Room]:
    opening = open_room(tmp_path_factory.mktemp("fuzz"), mind)
    opened = runner.run(opening.__aenter__())
    runner.run(opened.officer(WHO[1], "20971"))
    runner.run(opened.officer(WHO[2], None))
    yield opened
    runner.run(opening.__aexit__(None, None, None))


@given(st.lists(st.tuples(st.sampled_from(WHO), actions), min_size=1, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_nothing_that_is_said_or_pressed_is_a_failure(
    room: Room, runner: asyncio.Runner, said: list[tuple[str, dict[str, Any]]]
) -> None:
    async def talk() -> None:
        for who, action in said:
            for reply in await room.say(who, **action):
                check(reply)
                reply.text.encode()
        await room.work()
        async with room.database.read() as store:
            failed = await store.connection.execute_fetchall(
                "SELECT id, state FROM inbox WHERE state <> 'done' "
                "UNION SELECT id, state FROM work WHERE state <> 'done'"
            )
        assert [tuple(row) for row in failed] == []

    runner.run(talk())


def _damaged(text: str, seed: int) -> bytes:
    """``text`` as it is after a clumsy hand: lines lost, doubled, swapped, cut, with a letter too many or few."""
    draw = random.Random(seed)  # noqa: S311 - damage that can be repeated
    lines = text.splitlines(keepends=True)
    for _ in range(draw.randint(1, 6)):
        at, other = draw.randrange(len(lines)), draw.randrange(len(lines))
        cut = draw.randint(0, len(lines[at]))
        lines[at] = draw.choice(
            (
                "",
                lines[at] * 2,
                lines[other],
                lines[at][:cut],
                lines[at][:cut] + draw.choice('"[]{}=#\\\n\t-:') + lines[at][cut:],
                lines[at].replace('"', "", 1),
                lines[at].replace("2026", draw.choice(("0", "99999", "2026-13", "1e999"))),
                lines[at].replace("=", "= 1 #"),
            )
        )
    content = "".join(lines).encode()
    at = draw.randrange(len(content) + 1)
    return content if draw.random() < 0.8 else content[:at] + draw.randbytes(3) + content[at:]


@given(st.integers(0, 2**32) | st.binary(max_size=200))
def test_a_file_of_facts_is_read_or_its_mistakes_are_named(seed: int | bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        corrected = Path(folder) / "facts.toml"
        corrected.write_bytes(_damaged(FACTS, seed) if isinstance(seed, int) else seed)
        _, mistakes = Facts.read(files("locales") / "facts.toml", corrected)
    assert all(str(mistake).endswith(".") and "\n" not in str(mistake) for mistake in mistakes), mistakes


@given(st.sampled_from(ANSWERS), st.integers(0, 2**32) | st.binary(max_size=200))
@example(ANSWERS[0], b"---\n\x07\n---\n")  # was complained of in two lines
def test_an_answer_is_read_or_its_mistakes_are_named(mind: Mind, file: Any, seed: int | bytes) -> None:
    reader = AnswerReader(mind.library.facts, INTENTS)
    content = _damaged(file.read_text("utf-8"), seed) if isinstance(seed, int) else seed
    found = reader.read(file.name, file.name.removesuffix(".md"), content)
    assert found is not None or reader.mistakes
    assert all(str(mistake).endswith(".") and "\n" not in str(mistake) for mistake in reader.mistakes), reader.mistakes


@given(
    st.lists(
        st.sampled_from(
            ("http://", "hxxps:", "www.", "vietcombank", ".com", ".vn", "xn--", "@", "/", "?u=", "%2f", "[.]")
        )
        | st.sampled_from((":80", "192.168.0.1", "0x7f.1", "bit.ly/", "\u200b", "ｅ", "а", "#", "[::1]", " ", "。"))
        | odd,
        max_size=12,
    ).map("".join)
)
def test_a_link_is_found_or_not(text: str) -> None:
    """What is quoted stands in the text, in order, and no link overlaps another."""
    found = HOSTS.find(text)
    assert [text[host.start : host.end] for host in found] == [host.quote for host in found]
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(host.host.encode("utf-8") for host in found)

"""The command line as an operator and a script use it."""

from __future__ import annotations

import json
import re
import signal
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.village import SCAM
from tests.fakes.process import Place, ansinh, running

if TYPE_CHECKING:
    from pathlib import Path

ANSWERS = "text\tintent\nquen ma pin roi lam sao\tpin_forgotten\nhôm nay trời có mưa không\tout_of_scope\n"
SCAMS = f"text\tlabel\ttype\n{SCAM}\tscam\tprize\nMời bà con họp thôn lúc 7 giờ tối nay\tlegit\tnotice\n"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "data")


async def printed(place: Place, *arguments: str, stdin: str = "") -> str:
    """What a command prints that ends well and complains of nothing."""
    ended = await ansinh(place, *arguments, stdin=stdin, cold=True)
    assert (ended.code, ended.err) == (0, ""), ended
    return ended.out


async def complaint(place: Place, *arguments: str, code: int = 1) -> str:
    """What a command complains of; nothing of it may be a traceback."""
    ended = await ansinh(place, *arguments, cold=True)
    assert (ended.code, "Traceback" in ended.err) == (code, False), ended
    return ended.err


async def test_ask(place: Place) -> None:
    one = json.loads(await printed(place, "ask", "quen ma pin roi lam sao", "--json"))
    assert (one["decision"], one["intent"]) == ("answer", "pin_forgotten")
    assert {"decision", "intent", "choices", "score"} <= one.keys()
    assert "căn cước ra ngân hàng" in await printed(place, "ask", "quên mã pin")


async def test_ask_answers_line_by_line(place: Place) -> None:
    out = await printed(place, "ask", "-", "--json", stdin="quên mã pin\n\nasdf qwer zxcv\n")
    decisions = [json.loads(line) for line in out.splitlines()]
    assert decisions[0]["intent"] == "pin_forgotten"
    assert len(decisions) == 3
    assert {decision["intent"] for decision in decisions[1:]} <= {None, "out_of_scope"}


async def test_scam(place: Place) -> None:
    one = json.loads(await printed(place, "scam", SCAM, "--json"))
    assert one["verdict"] == "scam"
    assert all(reason["quote"] in SCAM for reason in one["reasons"])
    assert {"verdict", "kind", "reasons", "score"} <= one.keys()
    out = await printed(place, "scam", "-", "--json", stdin=f"{SCAM}\nMời bà con họp thôn tối nay\n")
    assert [json.loads(line)["verdict"] for line in out.splitlines()] == ["scam", "no_sign"]
    assert "Bác đừng làm theo" in await printed(place, "scam", SCAM)


@pytest.mark.parametrize("command", ["ask", "scam"])
async def test_odd_texts_are_judged(place: Place, command: str) -> None:
    lines = ["👍", "\u200b", "a" * 50_000, "مرحبا", "<b>*_", "0", "\x07"]
    out = await printed(place, command, "-", "--json", stdin="\n".join(lines) + "\n")
    assert len(out.splitlines()) == len(lines)


async def test_eval(place: Place, tmp_path: Path) -> None:
    (answers := tmp_path / "answers.tsv").write_text(ANSWERS, "utf-8")
    (scams := tmp_path / "scams.tsv").write_text(SCAMS, "utf-8")
    figures = json.loads(await printed(place, "eval", "answers", str(answers)))
    assert (figures["in_scope"], figures["right"], figures["out_of_scope_right"]) == (1, 1, 1)
    figures = json.loads(await printed(place, "eval", "scams", str(scams)))
    assert (figures["scam_scam"], figures["legit_no_sign"]) == (1, 1)


async def test_eval_lists_the_misses(place: Place, tmp_path: Path) -> None:
    (file := tmp_path / "wrong.tsv").write_text("text\tintent\nquên mã pin\tpayment_day\n", "utf-8")
    figures, *misses = (await printed(place, "eval", "answers", str(file), "--errors")).splitlines()
    assert json.loads(figures)["right"] == 0
    assert misses == ["payment_day\tpin_forgotten\tquên mã pin"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("answers", b"text\tintent\nno tab in this line\n"),
        ("answers", b"text\tintent\n\xff\xfe\tpin_forgotten\n"),
        ("scams", b"text\tlabel\ttype\nhello\tmaybe\tx\n"),
    ],
)
async def test_eval_of_a_broken_file(place: Place, tmp_path: Path, kind: str, content: bytes) -> None:
    (file := tmp_path / "broken.tsv").write_bytes(content)
    sentence = await complaint(place, "eval", kind, str(file))
    assert "broken.tsv" in sentence
    assert len(sentence.splitlines()) == 1


async def test_check(place: Place) -> None:
    assert "in order" in await printed(place, "check")


@pytest.mark.parametrize(
    "arguments",
    [
        ("invite",),
        ("invite", "--role", "king"),
        ("invite", "--role", "commune"),
        ("invite", "--role", "city", "--area", "20971"),
        ("invite", "--role", "commune", "--area", "00000"),
        ("ask",),
        ("eval", "answers", "no-such-file.tsv"),
        ("no-such-command",),
        ("restore", "no-such-file"),
    ],
)
async def test_wrong_usage(place: Place, arguments: tuple[str, ...]) -> None:
    assert "Usage:" in await complaint(place, *arguments, code=2)
    assert not place.store.exists()


async def test_invite(place: Place) -> None:
    for arguments in (("--role", "city"), ("--role", "commune", "--area", "20971")):
        out = await printed(place, "invite", *arguments)
        code = out.split("Code: ")[1].split()[0]
        assert f"{place.url}/?start={code}" in out
        assert f"/start {code}" in out
        assert code.encode() not in place.store.read_bytes()
    assert place.rows("SELECT role, area_code FROM invitation ORDER BY role") == [("city", None), ("commune", "20971")]


async def test_backup_and_restore(place: Place, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    assert "no store" in await complaint(place, "backup", str(copy))
    async with running(place):
        checked = await printed(place, "check")
        assert "in order" in checked
        assert re.search(r"questions 90 days, .*\nLast time: old data forgotten \d\d/\d\d/\d{4} ", checked)
        await printed(place, "invite", "--role", "city")
        await printed(place, "backup", str(copy))
        others = [path.name for path in (*place.data.iterdir(), copy) if path.stat().st_mode & 0o077]
        assert others == [], "somebody else on the machine can read it"
        await printed(place, "invite", "--role", "city")
        assert "already runs" in await complaint(place, "restore", str(copy))
    assert "exists" in await complaint(place, "backup", str(copy))
    kept = await printed(place, "restore", str(copy))
    assert place.rows("SELECT COUNT(*) FROM invitation") == [(1,)]
    before = kept.split("kept as ")[1].strip().rstrip(".")
    assert before in map(str, place.data.iterdir())
    async with running(place):
        for command in ("show", "send", "drop"):
            assert "Nothing is held" in await printed(place, "held", command)
    key = place.store.with_suffix(".key")
    key.rename(elsewhere := key.with_name("elsewhere"))
    for command in (("run",), ("check",), ("held", "show"), ("invite", "--role", "city"), ("rotate-key",)):
        assert f"The key file {key} is missing" in await complaint(place, *command)
    assert not key.exists()
    elsewhere.rename(key)
    await printed(place, "check")


async def test_restore_of_what_is_no_store(place: Place, tmp_path: Path) -> None:
    (other := tmp_path / "other").write_bytes(b"a picture, say" * 500)
    await printed(place, "invite", "--role", "city")
    assert "nothing was changed" in await complaint(place, "restore", str(other))
    assert place.rows("SELECT COUNT(*) FROM invitation") == [(1,)]


async def test_demo_fills_an_empty_store_once(place: Place) -> None:
    counts = []
    for _ in (1, 2):
        async with running(place, "run", "--demo"):
            counts.append(
                [
                    place.rows(f"SELECT COUNT(*) FROM {table}")  # noqa: S608 - names of tables, from here
                    for table in ("beneficiary", "pay_day", "enrolment_report", "invitation")
                ]
            )
    assert counts[0] == counts[1]
    assert counts[0][0] == [(200,)]


async def test_help_names_every_command(place: Place) -> None:
    out = await printed(place, "--help")
    for command in ("run", "check", "ask", "scam", "eval", "invite", "backup", "restore"):
        assert command in out


async def test_corrections_are_read_again_on_sighup(place: Place) -> None:
    async with running(place) as bot:
        content = place.data / "content"
        content.mkdir()
        (content / "facts.toml").write_text("[police\n", "utf-8")
        bot.tell(signal.SIGHUP)
        await bot.heard(lambda line: "corrections not taken" in line and "facts.toml:1" in line)
        fact = '[police]\nvalue = "9113"\nsource = "thử"\nchecked_on = 2026-11-24\nconfidence = "H"\n'
        (content / "facts.toml").write_text(fact, "utf-8")
        bot.tell(signal.SIGHUP)
        await bot.heard(lambda line: "corrections of facts and answers are in use" in line)
    assert "9113" in await printed(place, "ask", "lỡ đọc mã otp rồi, mất tiền rồi")

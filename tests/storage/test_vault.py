"""Sealing: unreadable without the key, old keys still open, a foreign key is refused."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.database import Database, StoreError, key_beside
from storage.vault import KeyProblemError, Vault, new_key

if TYPE_CHECKING:
    from pathlib import Path

VAULT = Vault([bytes(range(32))])


@given(st.text(st.characters(codec="utf-8")))
def test_what_was_sealed_opens_and_hides(text: str) -> None:
    sealed = VAULT.seal(text)
    assert VAULT.open(sealed) == text
    assert len(text) < 4 or text not in sealed
    assert VAULT.seal(text) != sealed, "equal texts must not look equal"


@given(st.binary())
def test_bytes_as_well(content: bytes) -> None:
    assert VAULT.open_bytes(VAULT.seal_bytes(content)) == content


def test_what_never_was_sealed_comes_back() -> None:
    assert VAULT.open("Nguyễn Thị Hoa") == "Nguyễn Thị Hoa"


def test_a_new_key_seals_and_the_old_one_still_opens() -> None:
    old, new = bytes(32), bytes([1] * 32)
    before, after = Vault([old]), Vault([new, old])
    sealed = before.seal("0905 123 456")
    assert after.open(sealed) == "0905 123 456"
    assert not after.is_current(sealed)
    assert after.is_current(after.seal("x"))
    assert after.digest("hoa") == before.digest("hoa"), "looking up goes on after a rotation"
    with pytest.raises(KeyProblemError):
        before.open(after.seal("x"))


def test_a_changed_text_is_not_opened() -> None:
    sealed = VAULT.seal("x" * 30)
    with pytest.raises(KeyProblemError):
        VAULT.open(sealed[:-6] + ("AAAA" if sealed[-6:-2] != "AAAA" else "BBBB") + sealed[-2:])


def test_digests_need_the_key() -> None:
    assert VAULT.digest("hoa") == VAULT.digest("hoa") != VAULT.digest("hòa")
    assert VAULT.digest("hoa") != Vault([bytes(32)]).digest("hoa")


def test_the_key_file_is_made_once_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "ansinh.key"
    sealed = Vault.at(path).seal("x")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Vault.at(path).open(sealed) == "x"


@pytest.mark.parametrize("content", ["", "not a key\n", "AAAA\n", "é"])
def test_a_broken_key_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "ansinh.key"
    path.write_text(content)
    with pytest.raises(KeyProblemError, match=r"ansinh\.key"):
        Vault.at(path)


async def test_a_foreign_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ansinh.sqlite3"
    await (await Database.open(path)).close()
    key_beside(path).write_text(new_key())
    with pytest.raises(StoreError, match="does not belong"):
        await Database.open(path)


@pytest.mark.parametrize("rights", [0o644, 0o666, 0o640])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, rights: int) -> None:
    path = tmp_path / "store.key"
    Vault.at(path)
    path.chmod(rights)
    with pytest.raises(KeyProblemError, match="chmod 600"):
        Vault.at(path)


TYPED = ["§1:", "§1:AAAA", "§1:abc", "§1: tiền tháng này đâu", "§1:" + "A" * 80, "§1:" + "é" * 60, "§1:§1:QUJD"]


@pytest.mark.parametrize("text", TYPED)
def test_what_somebody_types_is_never_stale(text: str) -> None:
    vault = Vault([bytes([1] * 32), bytes(32)])
    assert not vault.is_stale(text)
    assert not vault.is_stale(text.encode())
    assert vault.open(vault.seal(text)) == text


@given(st.text(st.characters(codec="utf-8")) | st.binary(max_size=60))
def test_only_what_an_older_key_sealed_is_stale(content: str | bytes) -> None:
    old, new = Vault([bytes(32)]), Vault([bytes([1] * 32), bytes(32)])
    if isinstance(content, bytes):
        assert not new.is_stale(b"\xa71:" + content)
        assert new.is_stale(old.seal_bytes(content))
        assert not new.is_stale(new.seal_bytes(content))
    else:
        assert not new.is_stale("§1:" + content)
        assert new.is_stale(old.seal(content))
        assert not new.is_stale(new.seal(content))


def test_what_was_typed_before_there_was_a_key_is_read_as_it_is() -> None:
    assert [VAULT.open(text) for text in ("§1:", "§1:AAAA", "§1: tiền đâu")] == ["§1:", "§1:AAAA", "§1: tiền đâu"]

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

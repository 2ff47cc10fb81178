"""Sealing what must not be read from a stolen store: names, phone numbers, files, what people wrote.

AES-256-GCM under a key from a file of its own. The newest key seals, every key opens. Looking up a sealed
text goes by ``digest``: keyed, so that nobody without the key can try names until one fits.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 32
NONCE_BYTES = 12
ID_BYTES = 4
LEAST_BYTES = ID_BYTES + NONCE_BYTES + 16
"""What sealing nothing takes: the key's id, the nonce, and the tag."""
_OTHERS = 0o077
"""Rights of anybody but the owner."""
MARK = "§1:"
"""Before every sealed text. A text without it was written before there was a key, and is read as it is.

People can type it, too: ``is_stale`` takes for sealed only what a key has sealed, and only sealed columns are opened.
"""
BYTES_MARK = b"\xa71:"


class KeyProblemError(Exception):
    """The key cannot be read or does not fit; the message says what to do."""


CANNOT_READ = (KeyProblemError, ValueError, TypeError, LookupError)
"""What opening and reading something sealed raises if it was damaged, sealed by a lost key, or is not what it was."""


@dataclass(frozen=True, slots=True)
class _Key:
    id: bytes
    cipher: AESGCM


class Vault:
    """The keys, and what they seal and open."""

    def __init__(self, keys: list[bytes]) -> None:
        """``keys``: the newest first. The oldest makes digests, since these are compared over the years."""
        self._keys = [_Key(_derived(key, b"id", ID_BYTES), AESGCM(_derived(key, b"seal", KEY_BYTES))) for key in keys]
        self._by_id = {key.id: key.cipher for key in self._keys}
        self._digest_keys = [HMAC(_derived(key, b"digest", KEY_BYTES), SHA256()) for key in keys]
        self._digest_key = self._digest_keys[-1]

    @classmethod
    def at(cls, path: Path) -> Self:
        """The vault whose keys stand in ``path``, one a line; a key is made where there is no file yet."""
        if path.exists() and path.stat().st_mode & _OTHERS:
            raise KeyProblemError(f"Others can read or change the key file {path}. Run: chmod 600 {path}")
        try:
            lines = (path.read_text("ascii") if path.exists() else _new_file(path)).split()
            keys = [base64.b64decode(line, validate=True) for line in lines]
        except (OSError, ValueError, binascii.Error) as error:
            raise KeyProblemError(f"The key file {path} cannot be read ({error}). Bring back its copy.") from error
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise KeyProblemError(f"The key file {path} does not hold keys of {KEY_BYTES} bytes. Bring back its copy.")
        return cls(keys)

    def seal(self, text: str) -> str:
        """``text``, readable only with the key."""
        return MARK + base64.b64encode(self._sealed(text.encode("utf-8"))).decode("ascii")

    def open(self, sealed: str) -> str:
        """What ``seal`` was given; a text that never was sealed comes back as it is."""
        content = _content(sealed)
        return sealed if content is None else self._opened(content).decode("utf-8")

    def seal_bytes(self, content: bytes) -> bytes:
        return BYTES_MARK + self._sealed(content)

    def open_bytes(self, sealed: bytes) -> bytes:
        content = _content(sealed)
        return sealed if content is None else self._opened(content)

    def is_current(self, sealed: str | bytes) -> bool:
        """Whether it looks as if the newest key had sealed it."""
        content = _content(sealed)
        return content is not None and content[:ID_BYTES] == self._keys[0].id

    def is_stale(self, value: str | bytes) -> bool:
        """Whether an older key sealed it, for certain: it opens. A rotation has still to do it."""
        content = _content(value)
        if content is None or content[:ID_BYTES] == self._keys[0].id or content[:ID_BYTES] not in self._by_id:
            return False
        try:
            self._opened(content)
        except KeyProblemError:
            return False
        return True

    def digest(self, text: str) -> str:
        """The same for the same text, meaningless without the key. For looking up, never for showing."""
        return _digest(self._digest_key, text)

    def choose_digest(self, text: str, known: str) -> bool:
        """Digest from now on with the key that made ``known`` of ``text``; ``False`` if none of the keys did."""
        found = [key for key in self._digest_keys if hmac.compare_digest(_digest(key, text), known)]
        self._digest_key = found[0] if found else self._digest_key
        return bool(found)

    def _sealed(self, content: bytes) -> bytes:
        key, nonce = self._keys[0], os.urandom(NONCE_BYTES)
        return key.id + nonce + key.cipher.encrypt(nonce, content, None)

    def _opened(self, sealed: bytes) -> bytes:
        cipher = self._by_id.get(sealed[:ID_BYTES])
        if cipher is None:
            raise KeyProblemError("The store was sealed with another key. Bring back the key file that belongs to it.")
        nonce, rest = sealed[ID_BYTES : ID_BYTES + NONCE_BYTES], sealed[ID_BYTES + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, rest, None)
        except InvalidTag:
            raise KeyProblemError("Something sealed in the store was changed or is damaged.") from None


def _content(value: str | bytes) -> bytes | None:
    """What stands behind the mark, if that can have been made here: anybody can type a mark."""
    if isinstance(value, bytes):
        content = value[len(BYTES_MARK) :] if value.startswith(BYTES_MARK) else b""
    else:
        content = _decoded(value[len(MARK) :]) if value.startswith(MARK) else b""
    return content if len(content) >= LEAST_BYTES else None


def _decoded(text: str) -> bytes:
    try:
        return binascii.a2b_base64(text, strict_mode=True)  # what b64decode does in the end, in half its time
    except ValueError:
        return b""


def _digest(key: HMAC, text: str) -> str:
    """A copy of the keyed beginning is half the work of beginning anew."""
    own = key.copy()
    own.update(text.encode("utf-8"))
    return own.finalize().hex()[:32]


def new_key() -> str:
    """A line for a key file."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def _new_file(path: Path) -> str:
    """Make the key file, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = new_key() + "\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    return line


def _derived(key: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=b"ansinh " + purpose).derive(key)

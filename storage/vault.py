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
_OTHERS = 0o077
"""Rights of anybody but the owner."""
MARK = "§1:"
"""Before every sealed text. A text without it was written before there was a key, and is read as it is."""
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
        if not sealed.startswith(MARK):
            return sealed
        return self._opened(base64.b64decode(sealed[len(MARK) :])).decode("utf-8")

    def seal_bytes(self, content: bytes) -> bytes:
        return BYTES_MARK + self._sealed(content)

    def open_bytes(self, sealed: bytes) -> bytes:
        return self._opened(sealed[len(BYTES_MARK) :]) if sealed.startswith(BYTES_MARK) else sealed

    def is_current(self, sealed: str) -> bool:
        """Whether the newest key sealed it; otherwise a rotation has still to do it."""
        return sealed.startswith(MARK) and base64.b64decode(sealed[len(MARK) :])[:ID_BYTES] == self._keys[0].id

    def is_current_bytes(self, sealed: bytes) -> bool:
        """The same of bytes."""
        return sealed[len(BYTES_MARK) :][:ID_BYTES] == self._keys[0].id

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

"""The secret part of buttons: derived from a key of this installation, stored only as a hash."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

from core.errors import SettingsError

KEY_BYTES = 32


class KeyedNonces:
    """HMAC-SHA-256 of an id, cut to 128 bits; the same id gives the same button after a restart."""

    def __init__(self, key: bytes) -> None:
        if len(key) < KEY_BYTES:
            raise SettingsError(f"grant key has {len(key)} bytes; it needs {KEY_BYTES}")
        self._key = key

    def nonce(self, subject: str) -> str:
        """Give 22 characters of base64url for an id."""
        mac = hmac.new(self._key, subject.encode(), hashlib.sha256).digest()[:16]
        return urlsafe_b64encode(mac).rstrip(b"=").decode()

    def digest(self, nonce: str) -> str:
        """Give the SHA-256 of a nonce, hexadecimal."""
        return hashlib.sha256(nonce.encode()).hexdigest()


def load_key(path: Path) -> bytes:
    """Read the installation's key, making it (0600) at the first start.

    Raises SettingsError when the file is there but too short to be a key.
    """
    if path.exists():
        key = path.read_bytes()
        if len(key) != KEY_BYTES:
            raise SettingsError(
                f"{path.name} has {len(key)} bytes, not {KEY_BYTES}: remove it to make a new one"
            )
        return key
    key = secrets.token_bytes(KEY_BYTES)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key

"""Small secrets on disk: AES-256-GCM, a fresh nonce each time, bound to their name (K11, K13)."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from core.errors import SettingsError

VERSION: Final = 1
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
# Argon2id as K11 wants it: 64 MiB, 3 passes.
MEMORY_KIB: Final = 64 * 1024
PASSES: Final = 3

Entropy = Callable[[int], bytes]


def key_from_file(path: Path, *, entropy: Entropy = secrets.token_bytes) -> bytes:
    """Read the key, or make it with mode 0600 at first use.

    Whoever reads this file reads the secrets: keep it outside the data folder. Raises
    SettingsError when others may read it or it is not a key.
    """
    try:
        if not path.exists():
            write_private(path, entropy(KEY_BYTES))
        mode, key = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise SettingsError(f"key file {path.name} cannot be used: {error.strerror}") from error
    if mode & 0o077:
        raise SettingsError(f"key file {path.name} can be read by others; do: chmod 600 on it")
    if len(key) != KEY_BYTES:
        raise SettingsError(f"key file {path.name} has {len(key)} bytes, a key has {KEY_BYTES}")
    return key


def key_from_passphrase(passphrase: str, *, salt: bytes) -> bytes:
    """Derive a key by Argon2id; takes about a tenth of a second and 64 MiB, on purpose."""
    derive = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=PASSES, lanes=1, memory_cost=MEMORY_KIB
    )
    return derive.derive(passphrase.encode())


def seal(
    key: bytes, text: str, *, bound: str, entropy: Entropy = secrets.token_bytes
) -> dict[str, str]:
    """Encrypt a text under a fresh nonce; it opens only with the same key and `bound` name."""
    nonce = entropy(NONCE_BYTES)
    box = AESGCM(key).encrypt(nonce, text.encode(), bound.encode())
    return {"nonce": _text(nonce), "box": _text(box)}


def unseal(key: bytes, sealed: Mapping[str, Any], *, bound: str) -> str | None:
    """Decrypt what `seal` made; None for another key or name, or anything that was changed."""
    try:
        nonce = base64.b64decode(sealed["nonce"], validate=True)
        box = base64.b64decode(sealed["box"], validate=True)
        return AESGCM(key).decrypt(nonce, box, bound.encode()).decode()
    except (ValueError, KeyError, TypeError, InvalidTag):
        return None


class SealedFile:
    """One secret in one file of mode 0600; a file moved to another name does not open."""

    def __init__(
        self, path: Path, key: bytes, *, name: str, entropy: Entropy = secrets.token_bytes
    ) -> None:
        self._path = path
        self._key = key
        self._bound = f"{name}:{VERSION}"
        self._entropy = entropy

    def __repr__(self) -> str:
        """Name the file, never what it holds."""
        return f"SealedFile({self._path.name})"

    def read(self) -> str | None:
        """Give the secret; None when there is none or it does not open with this key."""
        try:
            data = json.loads(self._path.read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            self._does_not_open(type(error).__name__)
            return None
        found = unseal(self._key, data, bound=self._bound)
        if found is None:
            self._does_not_open("another key or name, or changed")
        return found

    def write(self, secret: str) -> None:
        """Replace the secret and wait for the disk; raises OSError when it refuses."""
        sealed = seal(self._key, secret, bound=self._bound, entropy=self._entropy)
        write_private(self._path, json.dumps({"v": VERSION, **sealed}).encode("ascii"))

    def _does_not_open(self, why: str) -> None:
        structlog.get_logger("sealed").warning(
            "sealed file does not open", file=self._path.name, error=why
        )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def write_private(path: Path, data: bytes) -> None:
    """Put a file of mode 0600 in place, whole or not at all; raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)

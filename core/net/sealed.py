"""Small secrets on disk: AES-256-GCM, a fresh nonce each time, bound to their name (K11, K13)."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Final

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
            _write_private(path, entropy(KEY_BYTES))
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


class SealedFile:
    """One secret in one file of mode 0600; a file moved to another name does not open."""

    def __init__(
        self, path: Path, key: bytes, *, name: str, entropy: Entropy = secrets.token_bytes
    ) -> None:
        self._path = path
        self._box = AESGCM(key)
        self._bound = f"{name}:{VERSION}".encode()
        self._entropy = entropy

    def __repr__(self) -> str:
        """Name the file, never what it holds."""
        return f"SealedFile({self._path.name})"

    def read(self) -> str | None:
        """Give the secret; None when there is none or it does not open with this key."""
        try:
            data = json.loads(self._path.read_text(encoding="ascii"))
            nonce, sealed = base64.b64decode(data["nonce"]), base64.b64decode(data["box"])
            return self._box.decrypt(nonce, sealed, self._bound).decode()
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, InvalidTag) as error:
            structlog.get_logger("sealed").warning(
                "sealed file does not open", file=self._path.name, error=type(error).__name__
            )
            return None

    def write(self, secret: str) -> None:
        """Replace the secret and wait for the disk; raises OSError when it refuses."""
        nonce = self._entropy(NONCE_BYTES)
        sealed = self._box.encrypt(nonce, secret.encode(), self._bound)
        data = {"v": VERSION, "nonce": _text(nonce), "box": _text(sealed)}
        _write_private(self._path, json.dumps(data).encode("ascii"))


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _write_private(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)

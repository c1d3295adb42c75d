"""Where the key that opens a vault is kept: the system's keyring, a passphrase, or a file.

A copy of the data folder alone must open nothing, so no way leaves the key in that folder.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Protocol

from core.domain.saying import refusal
from core.errors import SettingsError
from core.net.sealed import KEY_BYTES, key_from_file, key_from_passphrase

SERVICE: Final = "gaemi"
SALT_BYTES: Final = 16
# Argon2id slows guesses down, it does not make a short phrase long.
SHORTEST: Final = 12


class How(StrEnum):
    """The three ways of K11, best first."""

    KEYRING = "keyring"
    PASSPHRASE = "passphrase"  # nosec B105  # noqa: S105 - a name, no secret
    FILE = "file"


class Ring(Protocol):
    """What the library `keyring` offers; the module itself is one."""

    def get_password(self, service: str, name: str, /) -> str | None:
        """Give what is kept under a name."""
        ...

    def set_password(self, service: str, name: str, value: str, /) -> None:
        """Keep a value under a name."""
        ...

    def delete_password(self, service: str, name: str, /) -> None:
        """Forget a name."""
        ...


class Keeper(Protocol):
    """One way to keep the key of a vault; `vault` is the vault's own id."""

    def make(self, vault: str) -> tuple[bytes, dict[str, str]]:
        """Make a key for a new vault; give it with what must stand beside the vault, no secret."""
        ...

    def find(self, vault: str, beside: Mapping[str, Any]) -> bytes:
        """Give the key of a vault; raises InputError that says what is missing."""
        ...

    def forget(self, vault: str) -> None:
        """Throw a key away that opens nothing any more."""
        ...


@dataclass(frozen=True, slots=True)
class FileKeeper:
    """A file of mode 0600 in a folder outside the data: weak, whoever reads it reads all."""

    folder: Path

    def make(self, vault: str) -> tuple[bytes, dict[str, str]]:
        """Write a new key file; raises InputError where the folder takes none."""
        try:
            return key_from_file(self._path(vault)), {}
        except SettingsError as error:
            raise refusal("vault_key_file", file=str(self._path(vault)), why=str(error)) from error

    def find(self, vault: str, beside: Mapping[str, Any]) -> bytes:  # noqa: ARG002 - a port
        """Read the key file; one that others may read is refused."""
        path = self._path(vault)
        if not path.exists():
            raise refusal("vault_key_gone", file=str(path))
        return self.make(vault)[0]

    def forget(self, vault: str) -> None:
        """Remove the file."""
        self._path(vault).unlink(missing_ok=True)

    def _path(self, vault: str) -> Path:
        return self.folder / f"vault-{vault}.key"


@dataclass(frozen=True, slots=True)
class PassphraseKeeper:
    """A phrase that a person types, or SECRET_KEY holds, made slow to guess by Argon2id.

    `ask` gives the phrase in use and `choose` one to be used from now on; both raise InputError
    where nobody can be asked.
    """

    ask: Callable[[], str]
    choose: Callable[[], str]

    def make(self, vault: str) -> tuple[bytes, dict[str, str]]:  # noqa: ARG002 - a port
        """Derive a key under a new salt; raises InputError for a phrase that is too short."""
        phrase = self.choose()
        if len(phrase) < SHORTEST:
            raise refusal("vault_phrase_short", found=len(phrase), least=SHORTEST)
        salt = secrets.token_bytes(SALT_BYTES)
        return key_from_passphrase(phrase, salt=salt), {"salt": _text(salt)}

    def find(self, vault: str, beside: Mapping[str, Any]) -> bytes:  # noqa: ARG002 - a port
        """Derive the key again; whether the phrase is right only the vault can tell."""
        return key_from_passphrase(self.ask(), salt=_raw(str(beside.get("salt", ""))))

    def forget(self, vault: str) -> None:
        """There is nothing to throw away."""


@dataclass(frozen=True, slots=True)
class RingKeeper:
    """The keyring of the operating system, unlocked with the person's login."""

    ring: Ring

    def make(self, vault: str) -> tuple[bytes, dict[str, str]]:
        """Put a new key into the keyring."""
        key = os.urandom(KEY_BYTES)
        self.ring.set_password(SERVICE, vault, _text(key))
        return key, {}

    def find(self, vault: str, beside: Mapping[str, Any]) -> bytes:  # noqa: ARG002 - a port
        """Take the key from the keyring."""
        kept = self.ring.get_password(SERVICE, vault)
        if kept is None:
            raise refusal("vault_ring_empty", name=f"{SERVICE}/{vault}")
        return _raw(kept)

    def forget(self, vault: str) -> None:
        """Take the key out of the keyring."""
        self.ring.delete_password(SERVICE, vault)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _raw(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        # What was changed by hand opens nothing; the vault says so.
        return b""

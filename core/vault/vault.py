"""The vault: named secrets in one file of the data folder, each sealed under one data key.

The data key is wrapped by a keeper's key. Names are readable, values are not; a value moved to
another name or version does not open.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from core.domain.saying import refusal
from core.net.sealed import KEY_BYTES, seal, unseal, write_private
from core.vault.keepers import How, Keeper

FILE: Final = "vault.json"
FORMAT: Final = 1
ID_BYTES: Final = 8

Keepers = Callable[[How], Keeper]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the file holds: who keeps the key, the wrapped data key, and the sealed values."""

    id: str
    how: How
    beside: Mapping[str, Any]
    key: Mapping[str, Any]
    secrets: Mapping[str, Mapping[str, Any]]

    @property
    def bound(self) -> str:
        return f"gaemi-vault-key:{FORMAT}:{self.id}:{self.how}"


@dataclass(frozen=True, slots=True)
class _Open:
    """A vault that was opened: the file's content and its data key."""

    kept: _Kept
    key: bytes = field(repr=False)

    def value(self, name: str) -> str:
        """Decrypt one value; raises InputError when it was changed."""
        row = self.kept.secrets[name]
        found = unseal(self.key, row, bound=_bound(name, row.get("version", 0)))
        if found is None:
            raise refusal("vault_value", name=name)
        return found


class Vault:
    """One vault file; `keepers` gives the keeper of a way, asked for when it is needed.

    All methods raise InputError in words of the catalogue; several processes may use one file.
    """

    def __init__(self, path: Path, keepers: Keepers) -> None:
        self._path = path
        self._keepers = keepers

    @property
    def there(self) -> bool:
        """Tell whether the vault was made."""
        return self._path.exists()

    @property
    def how(self) -> How:
        """Tell how the key is kept."""
        return self._read().how

    def names(self) -> dict[str, int]:
        """Give the names with their versions; no key is needed for that."""
        return {name: int(row["version"]) for name, row in sorted(self._read().secrets.items())}

    def make(self, how: How) -> None:
        """Make an empty vault; one that is there already stays as it is."""
        with self._alone():
            if not self.there:
                self._write(self._fresh(how, {}))

    def read(self) -> dict[str, str]:
        """Decrypt everything."""
        opened = self._open()
        return {name: opened.value(name) for name in sorted(opened.kept.secrets)}

    def put(self, values: Mapping[str, str]) -> None:
        """Keep values under their names, new ones or in place of older ones, all or none."""
        with self._alone():
            opened = self._open()
            rows = dict(opened.kept.secrets)
            for name, value in values.items():
                version = int(rows.get(name, {}).get("version", 0)) + 1
                rows[name] = _row(opened.key, name, value, version)
            self._write(_with(opened.kept, rows))

    def remove(self, name: str) -> None:
        """Forget a value; raises InputError where there is none of this name."""
        with self._alone():
            kept = self._read()
            if name not in kept.secrets:
                raise refusal("vault_no_name", name=name, known=", ".join(sorted(kept.secrets)))
            self._write(_with(kept, {n: row for n, row in kept.secrets.items() if n != name}))

    def rotate(self, how: How | None = None) -> None:
        """Seal everything anew under a new data key and a new key of its keeper.

        The old key is thrown away once the new file is on the disk; a crash before that leaves
        the old file with its old key.
        """
        with self._alone():
            opened = self._open()
            values = {name: opened.value(name) for name in opened.kept.secrets}
            versions = {n: int(row["version"]) for n, row in opened.kept.secrets.items()}
            self._write(self._fresh(how or opened.kept.how, values, versions))
            self._keepers(opened.kept.how).forget(opened.kept.id)

    def _fresh(
        self, how: How, values: Mapping[str, str], versions: Mapping[str, int] | None = None
    ) -> _Kept:
        data_key, vault = os.urandom(KEY_BYTES), secrets.token_hex(ID_BYTES)
        outer, beside = self._keepers(how).make(vault)
        rows = {
            name: _row(data_key, name, value, (versions or {}).get(name, 0) + 1)
            for name, value in values.items()
        }
        bare = _Kept(vault, how, beside, {}, rows)
        wrapped = seal(outer, base64.b64encode(data_key).decode("ascii"), bound=bare.bound)
        return _Kept(vault, how, beside, wrapped, rows)

    def _open(self) -> _Open:
        kept = self._read()
        outer = self._keepers(kept.how).find(kept.id, kept.beside)
        found = unseal(outer, kept.key, bound=kept.bound)
        if found is None:
            raise refusal(f"vault_locked_{kept.how}", file=str(self._path))
        return _Open(kept, base64.b64decode(found))

    def _read(self) -> _Kept:
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
            return _kept(data)
        except FileNotFoundError as error:
            raise refusal("vault_none", file=str(self._path)) from error
        except OSError as error:
            why = error.strerror or ""
            raise refusal("vault_unreadable", file=str(self._path), why=why) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise refusal("vault_broken", file=str(self._path)) from error

    def _write(self, kept: _Kept) -> None:
        data = {
            "v": FORMAT, "id": kept.id, "how": kept.how, "beside": kept.beside, "key": kept.key,
            "secrets": kept.secrets,
        }  # fmt: skip
        text = json.dumps(data, indent=1, sort_keys=True, default=dict)
        try:
            write_private(self._path, text.encode("utf-8"))
        except OSError as error:
            why = error.strerror or ""
            raise refusal("vault_unwritable", file=str(self._path), why=why) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one process change the file at a time; the others wait for their turn."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            why = error.strerror or ""
            raise refusal("vault_unwritable", file=str(self._path), why=why) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def _row(key: bytes, name: str, value: str, version: int) -> dict[str, Any]:
    return {"version": version, **seal(key, value, bound=_bound(name, version))}


def _bound(name: str, version: int) -> str:
    return f"gaemi-vault:{FORMAT}:{name}:{version}"


def _with(kept: _Kept, rows: Mapping[str, Mapping[str, Any]]) -> _Kept:
    return _Kept(kept.id, kept.how, kept.beside, kept.key, rows)


def _kept(data: Any) -> _Kept:
    if data["v"] != FORMAT:
        raise ValueError("a vault of another release")
    rows = {str(name): dict(row) for name, row in data["secrets"].items()}
    if not all(isinstance(row.get("version"), int) for row in rows.values()):
        raise ValueError("a value without a version")
    return _Kept(str(data["id"]), How(data["how"]), dict(data["beside"]), dict(data["key"]), rows)

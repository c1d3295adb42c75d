"""The vault of this machine: where it lies, who keeps its key, and what a start takes from it.

What is set in the environment or a `.env` file wins over the vault.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final

from core.domain.saying import refusal
from core.env_file import expand, read_env_file
from core.settings import VAULTED
from core.vault.keepers import FileKeeper, How, Keeper, PassphraseKeeper, Ring, RingKeeper
from core.vault.vault import FILE, Vault

KEY_FOLDER: Final = "~/.config/gaemi"
PHRASE: Final = "SECRET_KEY"


@dataclass(slots=True)
class VaultHere:
    """The vault of one home folder, in the surroundings of one start.

    `ask` asks a person for the passphrase where SECRET_KEY does not hold it, `choose` for a new
    one; both raise InputError where nobody sits. `ring` is the keyring of the system, if there
    is one.
    """

    home: Path
    env: Mapping[str, str]
    files: Sequence[Path]
    ask: Callable[[], str]
    choose: Callable[[], str]
    ring: Ring | None = None
    _typed: str = field(default="", repr=False)

    @property
    def vault(self) -> Vault:
        """Give the vault, whether it was made yet or not."""
        return Vault(self.home / FILE, self._keeper)

    @property
    def best(self) -> How:
        """Give the best way that needs no question: a keyring, a phrase that is set, a file."""
        if self.ring is not None:
            return How.KEYRING
        return How.PASSPHRASE if self._set(PHRASE) else How.FILE

    def values(self) -> dict[str, str]:
        """Give what the vault holds for the settings, nothing where there is no vault.

        A phrase that was typed comes along: the watchdog must open the vault as well. Raises
        InputError when the vault does not open.
        """
        if not self.vault.there:
            return {}
        found = {name: text for name, text in self.vault.read().items() if name in VAULTED}
        return found | ({PHRASE: self._typed} if self._typed else {})

    def doubled(self) -> list[str]:
        """Name what is set in the vault and outside of it; what is outside is used."""
        names = self.vault.names() if self.vault.there else {}
        return [name for name in names if self._set(name)]

    def _set(self, name: str) -> str:
        if self.env.get(name):
            return self.env[name]
        return next((v for v in (read_env_file(f).get(name) for f in self.files) if v), "")

    def _keeper(self, how: How) -> Keeper:
        if how is How.PASSPHRASE:
            return PassphraseKeeper(self._phrase, self._chosen)
        if how is How.FILE:
            return FileKeeper(self._folder())
        if self.ring is None:
            raise refusal("vault_no_ring")
        return RingKeeper(self.ring)

    def _phrase(self) -> str:
        if not self._typed:
            self._typed = self._set(PHRASE) or self.ask()
        return self._typed

    def _chosen(self) -> str:
        self._typed = self._set(PHRASE) or self.choose()
        return self._typed

    def _folder(self) -> Path:
        folder = expand(KEY_FOLDER, self.env)
        if folder.is_relative_to(self.home.absolute()):
            raise refusal("vault_key_inside", folder=str(folder), home=str(self.home))
        return folder


class SystemRing:
    """The library `keyring`, whose failures become words."""

    def __init__(self, library: ModuleType) -> None:
        self._library = library

    def get_password(self, service: str, name: str, /) -> str | None:
        """Give what is kept under a name."""
        try:
            found: str | None = self._library.get_password(service, name)
        except self._library.errors.KeyringError as error:
            raise refusal("vault_ring", why=type(error).__name__) from error
        return found

    def set_password(self, service: str, name: str, value: str, /) -> None:
        """Keep a value under a name."""
        try:
            self._library.set_password(service, name, value)
        except self._library.errors.KeyringError as error:
            raise refusal("vault_ring", why=type(error).__name__) from error

    def delete_password(self, service: str, name: str, /) -> None:
        """Forget a name; one that is gone already is no failure."""
        try:
            self._library.delete_password(service, name)
        except self._library.errors.PasswordDeleteError:
            return
        except self._library.errors.KeyringError as error:
            raise refusal("vault_ring", why=type(error).__name__) from error


def system_ring() -> Ring | None:
    """Give the system's keyring; None without the library (extra `keyring`) or a real keyring."""
    try:
        library = import_module("keyring")
        import_module("keyring.errors")
    except ImportError:
        return None
    # The library itself calls what is below 1 not recommended: null, fail and plain files.
    return SystemRing(library) if library.get_keyring().priority >= 1 else None

"""Takes what was pasted: looks at its shape, tries it, and keeps what opens its service."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.key_checks.found import Found, State
from bot.setup.services import KEYS, Check, Key
from core.errors import GaemiError, SettingsError
from core.settings import KNOWN, Settings

KEEP: Final = "keep."
Load = Callable[[Mapping[str, str]], Settings]
Keep = Callable[[Mapping[str, str]], None]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one service's keys; `kept` when they lie in the vault now."""

    found: Found
    kept: bool

    @property
    def done(self) -> bool:
        """Tell whether nothing is left to do for this service."""
        return self.found.fine or self.kept


@dataclass(slots=True)
class Desk:
    """The keys of the chosen services, and where they go.

    `load` gives the settings with values in front of all others and raises SettingsError for a
    wrong shape; `keep` puts values into the vault and raises GaemiError. `told` hears each result.
    """

    services: Sequence[str]
    checks: Mapping[str, Check]
    load: Load
    keep: Keep
    told: Callable[[Sequence[Result]], None]
    results: dict[str, Result] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        """Tell whether every chosen service has keys that were kept."""
        return all(s in self.results and self.results[s].done for s in self.services)

    def is_set(self, name: str) -> bool:
        """Tell whether a key is there already, so that its field may stay empty."""
        return getattr(self.load({}), KNOWN[name]) is not None

    async def take(self, pasted: Mapping[str, str]) -> None:
        """Try what was pasted for every service that is not done; wrong keys are not kept."""
        left = [s for s in self.services if s not in self.results or not self.results[s].done]
        fresh = await asyncio.gather(*(self._try(service, pasted) for service in left))
        self.results |= dict(zip(left, fresh, strict=True))
        self.told(fresh)

    async def _try(self, service: str, pasted: Mapping[str, str]) -> Result:
        values = {key.name: _cleaned(key, pasted.get(key.name, "")) for key in KEYS[service]}
        values = {name: value for name, value in values.items() if value}
        wrong = self._wrong(service, values)
        if wrong is not None:
            return Result(wrong, kept=False)
        found = await self.checks[service](self.load(values))
        wanted = found.fine or (
            found.state is State.UNREACHABLE and bool(pasted.get(f"{KEEP}{service}"))
        )
        if wanted and values:
            try:
                # Deriving a key takes a tenth of a second on purpose.
                await asyncio.to_thread(self.keep, values)
            except GaemiError as error:
                told = {"why": str(error)}
                return Result(Found(service, State.REFUSED, "keys.not_kept", told), kept=False)
        return Result(found, kept=wanted)

    def _wrong(self, service: str, values: Mapping[str, str]) -> Found | None:
        for key in KEYS[service]:
            if key.name not in values:
                if key.optional or self.is_set(key.name):
                    continue
                return Found(service, State.REFUSED, "keys.missing", {"name": key.name})
            try:
                self.load({key.name: values[key.name]})
            except SettingsError:
                return Found(service, State.REFUSED, "keys.shape", {"name": key.name})
        return None


def _cleaned(key: Key, pasted: str) -> str:
    """Take out what a paste brings along; a password may hold blanks, but not at its ends."""
    return pasted.strip() if key.blanks else "".join(pasted.split())

"""The kill switch: levels, scopes and what is engaged now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class HaltLevel(StrEnum):
    """What is stopped; exits pass REDUCE_ONLY, nothing passes HALT_NEW."""

    NONE = "none"
    REDUCE_ONLY = "reduce"
    HALT_NEW = "halt"


class ScopeKind(StrEnum):
    """What a switch speaks of."""

    ALL = "all"
    STRATEGY = "strategy"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Scope:
    """One thing that can be stopped; `key` is empty for all and only for all.

    Raises ValueError otherwise: a stop that names nothing would stop nothing.
    """

    kind: ScopeKind = ScopeKind.ALL
    key: str = ""

    def __post_init__(self) -> None:
        if (self.kind is ScopeKind.ALL) != (self.key == ""):
            raise ValueError(f"scope {self.kind.value} with key {self.key!r}: all has none")

    @property
    def name(self) -> str:
        """Give the switch's key, such as ``symbol:005930``."""
        return f"{self.kind.value}:{self.key}" if self.key else self.kind.value


@dataclass(frozen=True, slots=True)
class Switch:
    """One scope's state, who set it, why and when."""

    scope: Scope
    level: HaltLevel
    by: str
    reason: str
    at: datetime


_STRICT = {HaltLevel.NONE: 0, HaltLevel.REDUCE_ONLY: 1, HaltLevel.HALT_NEW: 2}


def stricter(one: Switch | None, other: Switch) -> Switch:
    """Give the switch that stops more; the first when both stop the same."""
    if one is not None and _STRICT[one.level] >= _STRICT[other.level]:
        return one
    return other


def level_for(switches: tuple[Switch, ...], *, strategy: str, symbol: str) -> Switch | None:
    """Give the strictest switch that touches an order, or None when nothing is stopped."""
    names = {"all", f"strategy:{strategy}", f"symbol:{symbol}"}
    hit = [s for s in switches if s.scope.name in names and s.level is not HaltLevel.NONE]
    return max(hit, key=lambda s: (s.level is HaltLevel.HALT_NEW, s.at), default=None)

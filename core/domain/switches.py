"""The kill switch: levels, scopes and what is engaged now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from core.domain.order import OrderIntent


class HaltLevel(StrEnum):
    """What is stopped, from the mildest to the strictest.

    Exits pass REDUCE_ONLY. FLATTEN cancels what is open and passes only the closing orders of
    the flattening itself. Nothing passes HALT_NEW, and CANCEL_OPEN also cancels what is open,
    now and whatever is found later.
    """

    NONE = "none"
    REDUCE_ONLY = "reduce"
    FLATTEN = "flatten"
    HALT_NEW = "halt"
    CANCEL_OPEN = "cancel"


class ScopeKind(StrEnum):
    """What a switch speaks of."""

    ALL = "all"
    BROKER = "broker"
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
    """One scope's state, who set it, why and when.

    `until` is when a pause that was asked for a time may end; None stays until a person lifts it.
    Nothing ends by the clock alone: a pause stops until it was lifted (`core.flow.pauses`).
    """

    scope: Scope
    level: HaltLevel
    by: str
    reason: str
    at: datetime
    until: datetime | None = None


_STRICT: Final = {level: rank for rank, level in enumerate(HaltLevel)}
_CANCELS: Final = frozenset({HaltLevel.FLATTEN, HaltLevel.CANCEL_OPEN})


def stops(level: HaltLevel, intent: OrderIntent, *, opening: bool) -> bool:
    """Tell whether a level keeps an order back; every place that asks must ask here.

    `opening` says that the order opens or adds (`core.domain.exposure.opens`).
    """
    if level is HaltLevel.REDUCE_ONLY:
        return opening
    if level is HaltLevel.FLATTEN:
        return not intent.flatten
    return level is not HaltLevel.NONE


def cancels(level: HaltLevel, intent: OrderIntent) -> bool:
    """Tell whether a level wants an open order cancelled; a flattening leaves its own."""
    return level in _CANCELS and not (level is HaltLevel.FLATTEN and intent.flatten)


def touches(scope: Scope, intent: OrderIntent) -> bool:
    """Tell whether a switch's scope holds an order."""
    return scope.name in _names(intent.owner, intent.symbol, broker_of(intent.account))


def broker_of(account: str) -> str:
    """Give the broker's name of an account: kis of ``kis-paper-12-01``, paper of ``PAPER-0001``."""
    return account.partition("-")[0].lower()


def stop_for(switches: tuple[Switch, ...], intent: OrderIntent, *, opening: bool) -> Switch | None:
    """Give the strictest switch that keeps an order back, or None when it may pass."""
    broker = broker_of(intent.account)
    switch = level_for(switches, strategy=intent.owner, symbol=intent.symbol, broker=broker)
    return switch if switch is not None and stops(switch.level, intent, opening=opening) else None


def level_for(
    switches: tuple[Switch, ...], *, strategy: str, symbol: str, broker: str = ""
) -> Switch | None:
    """Give the strictest switch that touches an order, or None when nothing is stopped."""
    names = _names(strategy, symbol, broker)
    hit = [s for s in switches if s.scope.name in names and s.level is not HaltLevel.NONE]
    return max(hit, key=lambda s: (_STRICT[s.level], s.at), default=None)


def over_flatten(switches: Iterable[Switch], scope: Scope, *, account: str) -> Switch | None:
    """Give the stop that would keep every closing order of a scope back, or None.

    That is one of the scope itself, of its broker or of everything. One of something smaller
    keeps back only its own.
    """
    names = {scope.name, Scope().name, f"{ScopeKind.BROKER.value}:{broker_of(account)}"}
    hard = [s for s in switches if s.scope.name in names and is_harder(s.level, HaltLevel.FLATTEN)]
    return max(hard, key=lambda s: (_STRICT[s.level], s.at), default=None)


def stricter(one: Switch | None, other: Switch) -> Switch:
    """Give the switch that stops more; the first when both stop the same."""
    if one is not None and _covers(one, other):
        return one
    return other if one is None or _covers(other, one) else _joined(one, other)


def is_harder(one: HaltLevel, other: HaltLevel) -> bool:
    """Tell whether a level stops more than another."""
    return _STRICT[one] > _STRICT[other]


def _covers(one: Switch, other: Switch) -> bool:
    """Tell whether a switch stops as much as another, for as long."""
    if is_harder(other.level, one.level):
        return False
    if other.level is HaltLevel.NONE or one.until is None:
        return True
    return other.until is not None and other.until <= one.until


def _joined(one: Switch, other: Switch) -> Switch:
    """Stop as much as the harder and as long as the longer: no pause ends another's stop."""
    hard, mild = (one, other) if is_harder(one.level, other.level) else (other, one)
    return replace(hard, until=mild.until)


def _names(strategy: str, symbol: str, broker: str) -> frozenset[str]:
    return frozenset({"all", f"broker:{broker}", f"strategy:{strategy}", f"symbol:{symbol}"})

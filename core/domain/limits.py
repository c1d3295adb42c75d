"""Hard limits of reliability.md 4.4: defaults, ceilings that nothing can raise, a person's own.

The settings say where they start; of what a person sets a tighter one holds at once, a looser one
from a later session on (M11, INV-45).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from core.domain.money import Won
from core.errors import SettingsError

MOST_PEOPLE: Final = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """What the risk rules measure against; won, shares, ratios, seconds.

    Raises SettingsError when a value is not positive or looser than its ceiling.
    """

    order_won: Won = 1_000_000
    order_shares: int = 10_000
    volume_share: Decimal = Decimal("0.01")
    price_collar: Decimal = Decimal("0.03")
    daily_loss: Decimal = Decimal("0.02")
    symbol_weight: Decimal = Decimal("0.20")
    max_positions: int = 7
    orders_per_second: int = 1
    orders_per_minute: int = 10
    orders_per_day: int = 60
    turnover_won: Won = 5_000_000
    repeat_orders: int = 3
    repeat_refusals: int = 5
    repeat_window_s: int = 60
    card_life_s: int = 90
    card_drift: Decimal = Decimal("0.005")
    quote_age_s: int = 5
    cooldown_s: int = 60
    cooldown_max_s: int = 3_600

    def __post_init__(self) -> None:
        for field in fields(self):
            _check(field.name, getattr(self, field.name))


# A day never turns over more than so many times the equity.
TURNOVER_EQUITIES = 3
CEILINGS: dict[str, Decimal] = {
    "order_won": Decimal(50_000_000),
    "order_shares": Decimal(100_000),
    "volume_share": Decimal("0.05"),
    "price_collar": Decimal("0.10"),
    "daily_loss": Decimal("0.05"),
    "symbol_weight": Decimal("0.50"),
    "max_positions": Decimal(30),
    "orders_per_second": Decimal(2),
    "orders_per_minute": Decimal(30),
    "orders_per_day": Decimal(500),
    "repeat_orders": Decimal(5),
    "card_life_s": Decimal(300),
    "card_drift": Decimal("0.02"),
    "quote_age_s": Decimal(15),
}


# The row that holds them, among the cursors.
OWN_LIMITS: Final = "limits"
UNITS: Final[dict[str, str]] = {
    "order_won": "won",
    "turnover_won": "won",
    "daily_loss": "ratio",
    "symbol_weight": "ratio",
    "max_positions": "count",
    "orders_per_day": "count",
    "orders_per_minute": "count",
    "orders_per_second": "count",
    "repeat_orders": "count",
    "order_shares": "shares",
    "volume_share": "ratio",
    "price_collar": "ratio",
    "card_drift": "ratio",
    "card_life_s": "s",
    "quote_age_s": "s",
    "cooldown_s": "s",
}
# A longer wait after a refusal is the stricter one; of all others the smaller.
_MORE_IS_TIGHTER: Final = frozenset({"cooldown_s"})
_EXACT: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """One limit as a person set it; values are decimal text.

    `base` is what the settings said then: once they say something else, the stricter of both
    holds. `next_value` is a looser one that holds from the day `since` (ISO) on. `value` is
    empty while only a looser one is pending.
    """

    base: str
    by: str
    at: str
    value: str = ""
    next_value: str = ""
    since: str = ""

    def on(self, day: date) -> OwnLimit:
        """Give the limit as it holds on a day: what was pending until then is its value."""
        if not self.since or day.isoformat() < self.since:
            return self
        return replace(self, value=self.next_value, next_value="", since="")


Own = Mapping[str, OwnLimit]


def own_of(text: str) -> dict[str, OwnLimit]:
    """Read what `encoded` wrote; nothing gives none. Raises ValueError for others."""
    rows: dict[str, dict[str, str]] = json.loads(text) if text else {}
    return {name: OwnLimit(**row) for name, row in rows.items() if name in UNITS}


def encoded(own: Own) -> str:
    """Write own limits as one text."""
    rows = {name: asdict(limit) for name, limit in own.items()}
    return json.dumps(rows, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def in_force(base: Limits, own: Own, day: date) -> Limits:
    """Give the limits of a day: the settings', the person's where set, under every ceiling."""
    changed: dict[str, Any] = {}
    for name, limit in own.items():
        value = _held(base, name, limit.on(day))
        if value is not None:
            changed[name] = value
    return replace(base, **changed) if changed else base


def _held(base: Limits, name: str, limit: OwnLimit) -> int | Decimal | None:
    if not limit.value:
        return None
    settings, value = Decimal(getattr(base, name)), Decimal(limit.value)
    if settings != Decimal(limit.base):
        value = stricter(name, settings, value)
    return typed(name, min(value, CEILINGS.get(name, value)))


def value_of(limits: Limits, name: str) -> Decimal:
    """Give one limit as an exact number in its unit."""
    return Decimal(getattr(limits, name))


def typed(name: str, value: Decimal) -> int | Decimal:
    """Give a limit's number as the rules want it: whole, but for ratios."""
    return value if UNITS[name] == "ratio" else int(value)


def loosens(name: str, before: Decimal, after: Decimal) -> bool:
    """Tell whether a new value lets more through than the one before."""
    return after < before if name in _MORE_IS_TIGHTER else after > before


def stricter(name: str, one: Decimal, other: Decimal) -> Decimal:
    """Give whichever value lets less through."""
    return one if loosens(name, one, other) else other


def bounds_of(name: str, base: Limits, *, equity: Won) -> tuple[Decimal, Decimal]:
    """Give the least and the most that may ever be set; the ceilings of reliability.md 4.4.

    A wait after a refusal may not fall below what is shipped, or what the settings say.
    """
    if name == "cooldown_s":
        least = min(Limits().cooldown_s, base.cooldown_s)
        return Decimal(least), Decimal(base.cooldown_max_s)
    least_one = _EXACT if UNITS[name] == "ratio" else Decimal(1)
    if name == "turnover_won":
        return least_one, Decimal(max(1, TURNOVER_EQUITIES * equity))
    return least_one, CEILINGS[name]


def _check(name: str, value: int | Decimal) -> None:
    if value <= 0:
        raise SettingsError(f"limit {name} is {value}; it must be above zero")
    ceiling = CEILINGS.get(name)
    if ceiling is not None and value > ceiling:
        raise SettingsError(f"limit {name} is {value}; the ceiling in code is {ceiling}, lower it")


# No card lives longer, whatever is set (reliability.md 4.4).
CARD_MOST_S: Final = 300


class OnExpiry(StrEnum):
    """What becomes of a stop whose card nobody answered: no order, or another card."""

    DENY = "deny"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Expiry:
    """What differs from the common life of a card, which is a limit of its own.

    `stop_s` are the seconds of the card of a stop, 0 for those of every card. Entries and other
    exits end without an order, always. `countdown` has open cards edited as their time goes by.
    Raises SettingsError for more than the ceiling.
    """

    stop_s: int = 0
    on_stop: OnExpiry = OnExpiry.DENY
    countdown: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.stop_s <= CARD_MOST_S:
            raise SettingsError(f"the card of a stop lives {self.stop_s} s; 0 to {CARD_MOST_S}")


@dataclass(frozen=True, slots=True)
class PressRules:
    """Won of one order, people, and a share of the equity; `several_above` None is off.

    A trader decides about orders up to `trader_won`. An order above `several_above` won needs a
    yes of `several` different people. One that opens or adds for more than `pin_share` of the
    equity needs the second factor too. Raises SettingsError for what would loosen all of it.
    """

    trader_won: Won = 1_000_000
    several_above: Won | None = None
    several: int = 2
    pin_share: Decimal = Decimal("0.05")

    def __post_init__(self) -> None:
        if not 2 <= self.several <= MOST_PEOPLE:
            raise SettingsError(f"{self.several} people; 2 to {MOST_PEOPLE} can be asked for")
        if min(self.trader_won, self.several_above or 0) < 0 or not 0 < self.pin_share <= 1:
            raise SettingsError("amounts are zero or more, the share lies above 0 and up to 1")

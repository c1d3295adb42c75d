"""Hard limits of reliability.md 4.4: defaults, and ceilings that nothing can raise."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal

from core.domain.money import Won
from core.errors import SettingsError


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


def _check(name: str, value: int | Decimal) -> None:
    if value <= 0:
        raise SettingsError(f"limit {name} is {value}; it must be above zero")
    ceiling = CEILINGS.get(name)
    if ceiling is not None and value > ceiling:
        raise SettingsError(f"limit {name} is {value}; the ceiling in code is {ceiling}, lower it")

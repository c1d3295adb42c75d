"""Limits have the defaults of reliability.md 4.4, and ceilings that nothing passes."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

import pytest

from core.domain.limits import CEILINGS, Limits
from core.errors import SettingsError

NAMES = [f.name for f in fields(Limits)]


def test_defaults_are_those_of_the_table():
    known = Limits()
    assert (known.order_won, known.order_shares, known.volume_share) == (
        1_000_000, 10_000, Decimal("0.01"),
    )  # fmt: skip
    assert (known.price_collar, known.daily_loss) == (Decimal("0.03"), Decimal("0.02"))
    assert (known.symbol_weight, known.max_positions) == (Decimal("0.20"), 7)
    rates = (known.orders_per_second, known.orders_per_minute, known.orders_per_day)
    assert rates == (1, 10, 60)
    assert known.turnover_won == 5 * known.order_won
    repeats = (known.repeat_orders, known.repeat_refusals, known.repeat_window_s)
    assert repeats == (3, 5, 60)
    card = (known.card_life_s, known.card_drift, known.quote_age_s)
    assert card == (90, Decimal("0.005"), 5)
    assert (known.cooldown_s, known.cooldown_max_s) == (60, 3_600)


@pytest.mark.parametrize("name", sorted(CEILINGS))
def test_ceiling_is_allowed_and_one_step_more_is_not(name):
    ceiling = CEILINGS[name]
    whole = isinstance(getattr(Limits(), name), int)
    top = int(ceiling) if whole else ceiling
    step = 1 if whole else Decimal("0.0001")
    assert getattr(Limits(**{name: top}), name) == top
    with pytest.raises(SettingsError, match=f"limit {name} is .*ceiling in code"):
        Limits(**{name: top + step})


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [0, -1])
def test_limit_cannot_be_switched_off_with_zero(name, value):
    with pytest.raises(SettingsError, match=f"limit {name} is {value}; it must be above zero"):
        Limits(**{name: value})


def test_ceilings_name_limits_and_lie_at_or_above_the_defaults():
    assert set(CEILINGS) <= set(NAMES)
    assert all(getattr(Limits(), name) <= top for name, top in CEILINGS.items())

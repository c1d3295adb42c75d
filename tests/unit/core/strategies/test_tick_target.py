"""Ten ticks on bars: a limit at the close, the target at its exact price, and what it costs."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from core.backtest.event import run_event
from core.backtest.market import from_bars
from core.backtest.settings import REFERENCE
from core.domain.instrument import STOCK_SINCE_2023
from core.strategies.base import Action, Decision, Holding, parse_params
from core.strategies.tick_target import AT_LAST, TickRow, TickTarget
from tests.refusals import refused
from tests.series import bar, sessions

RULE = TickTarget.scalars(parse_params(TickTarget, {}))
PLAIN, SAFE = (TickTarget.PRESETS[name] for name in ("stocklab", "stocklab_safe"))
FIRST_PROFIT = {
    1_990: 5, 1_995: 5, 4_990: 3, 19_950: 5, 49_850: 3, 70_000: 2, 199_900: 2, 499_500: 2,
    1_000_000: 3,
}  # fmt: skip
TABLE = [
    (1_990, 2_000, 0.503, 0.292), (1_995, 2_025, 1.504, 1.291), (4_990, 5_080, 1.804, 1.590),
    (19_950, 20_250, 1.504, 1.291), (49_850, 50_700, 1.705, 1.492), (70_000, 71_000, 1.429, 1.216),
    (199_900, 204_500, 2.301, 2.087), (499_500, 509_000, 1.902, 1.688),
    (1_000_000, 1_010_000, 1.000, 0.788),
]  # fmt: skip


def net(bought: int, sold: int) -> Fraction:
    """Give the gain of a round trip as a part of the price, with the costs of 0.5."""
    fee, tax = Fraction(15, 100_000), Fraction(18, 10_000)
    return (sold - bought - (bought + sold) * fee - sold * tax) / bought


def test_it_buys_while_flat_with_a_limit_at_the_last_price() -> None:
    row, held = TickRow(1_000, 49_850), Holding(10, 49_850.0, -1, 1)

    assert TickTarget.decide(row, Holding(0, 0.0, -1), RULE) == Decision(
        Action.BUY, 1.0, 0.0, AT_LAST, 49_850.0, 1
    )
    assert TickTarget.decide(row, held, RULE).action == Action.NOTHING
    assert TickTarget.decide(TickRow(0, 49_850), Holding(0, 0.0, 3), RULE).action == Action.NOTHING


@pytest.mark.parametrize(("bought", "sold", "gross", "after_costs"), TABLE)
def test_the_specified_targets_are_reached_with_the_specified_gain(
    bought: int, sold: int, gross: float, after_costs: float
) -> None:
    first, second, third = sessions(3)
    bars = [
        bar(first, bought, high=bought + 1, low=bought - 1, close=bought),
        bar(second, bought, high=bought + 1, low=bought - 1, close=bought),
        bar(third, bought, high=sold, low=bought - 1, close=bought),
    ]

    made = run_event(TickTarget, parse_params(TickTarget, PLAIN), [from_bars(bars)], REFERENCE)

    assert [(f.price, f.reason) for f in made.fills[:2]] == [(bought, "at_last"), (sold, "take")]
    assert round(100 * (sold / bought - 1), 3) == gross
    assert round(float(100 * net(bought, sold)), 3) == after_costs


@pytest.mark.parametrize(("price", "ticks"), FIRST_PROFIT.items())
def test_the_first_profitable_tick(price: int, ticks: int) -> None:
    gains = [net(price, STOCK_SINCE_2023.step(price, n)) > 0 for n in range(1, ticks + 1)]

    assert gains == [False] * (ticks - 1) + [True]


def test_ten_shares_leave_what_the_specification_says_to_the_last_part_of_a_won() -> None:
    first, second, third = sessions(3)
    bars = [
        bar(first, 49_850),
        bar(second, 49_850),
        bar(third, 49_850, high=50_700, low=49_850, close=49_900),
    ]
    params = parse_params(TickTarget, {"budget": "498500"})

    made = run_event(TickTarget, params, [from_bars(bars)], REFERENCE)

    assert [f.qty for f in made.fills[:2]] == [10, 10]
    assert Fraction(made.fills[0].fee5, 100_000) == Fraction("74.775")
    assert Fraction(made.fills[1].fee5, 100_000) == Fraction("76.05")
    assert Fraction(made.fills[1].tax5, 100_000) == Fraction("912.6")
    assert Fraction(made.cash5, 100_000) - REFERENCE.cash == Fraction("7436.575")


def test_a_price_that_runs_away_is_not_followed_within_the_bar() -> None:
    first, second, third = sessions(3)
    bars = [bar(first, 50_000), bar(second, 50_500, low=50_400, close=50_500), bar(third, 50_600)]

    made = run_event(TickTarget, parse_params(TickTarget, PLAIN), [from_bars(bars)], REFERENCE)

    assert made.fills == ()
    assert made.skipped == {"limit": 2}


def test_the_safe_preset_stops_at_five_percent_and_the_plain_one_never() -> None:
    days = sessions(4)
    bars = [bar(days[0], 50_000), bar(days[1], 50_000), bar(days[2], 47_600, low=47_000),
            bar(days[3], 40_000, low=39_900)]  # fmt: skip

    reasons = [
        [f.reason for f in run_event(TickTarget, parse_params(TickTarget, preset),
                                     [from_bars(bars)], replace(REFERENCE, cash=10**10)).fills]
        for preset in (PLAIN, SAFE)
    ]  # fmt: skip

    assert reasons[0] == ["at_last"]
    assert reasons[1][:2] == ["at_last", "stop"]


def test_codes_are_written_without_spaces_and_checked() -> None:
    assert parse_params(TickTarget, {"symbols": "005930,000660"}).symbols == ("000660", "005930")
    assert parse_params(TickTarget, {"symbols": "none"}).symbols == ()
    with refused("codes of six"):
        parse_params(TickTarget, {"symbols": "삼성전자"})

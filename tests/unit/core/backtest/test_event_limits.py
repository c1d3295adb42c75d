"""Options that the reference runs leave off: futures, volume, impact, and the gates."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from core.backtest.event import run_event
from core.backtest.market import Terms
from core.backtest.settings import REFERENCE, Gates
from core.backtest.trades import trades_of
from tests.scripted import ScriptParams, buy, flat, script, sell, series, short
from tests.series import sessions

FUTURE = Terms(multiplier=10, initial=Decimal("0.2"), maintenance=Decimal("0.15"))
PORTFOLIO = replace(REFERENCE, portfolio=True)


def run(strategy, *market, settings=REFERENCE, **params):
    given = ScriptParams(**{"budget": 1_000_000, **params})
    return run_event(strategy, given, list(market), settings)


def told(result):
    return [(f.at, f.side.value, f.qty, f.price, f.reason) for f in result.fills]


def closes(*prices):
    return [(price, price + 1, price - 1, price) for price in prices]


def test_contracts_are_settled_each_day_and_pay_no_tax():
    bars = closes(10_000, 10_000, 10_300, 9_900, 10_100)
    made = run(script(s1={0: buy(), 3: sell()}), series(1, bars, FUTURE))
    assert told(made) == [(1, "buy", 10, 10_000, "said"), (4, "sell", 10, 10_100, "said")]
    fees = [fill.fee5 for fill in made.fills]
    assert fees == [1_000_000 * 15, 1_010_000 * 15]
    gained = [0, 0, 30_000, -10_000, 10_000]
    paid = [0, fees[0], fees[0], fees[0], sum(fees)]
    assert made.equity5 == tuple(
        REFERENCE.cash5 + won * 100_000 - fee for won, fee in zip(gained, paid, strict=True)
    )
    assert sum(fill.tax5 for fill in made.fills) == 0


def test_a_short_gains_what_the_price_falls_and_stops_where_it_rises():
    bars = [*closes(10_000, 10_000, 9_500), (9_600, 10_350, 9_500, 10_000)]
    made = run(script(s1={0: short()}), series(1, bars, FUTURE), stop_loss="0.03")
    assert told(made) == [(1, "sell", 10, 10_000, "said"), (3, "buy", 10, 10_300, "stop")]
    assert made.equity5[2] == REFERENCE.cash5 + 50_000 * 100_000 - made.fills[0].fee5
    (trade,) = trades_of(made)
    assert trade.short
    assert trade.pnl5 == -30_000 * 100_000 - sum(fill.fee5 for fill in made.fills)
    assert trade.pnl5 == made.cash5 - REFERENCE.cash5


def test_a_short_takes_below_and_is_left_by_a_sell():
    bars = [*closes(10_000, 10_000), (9_800, 9_900, 9_400, 9_500)]
    made = run(script(s1={0: short()}), series(1, bars, FUTURE), take_profit="0.05")
    assert told(made)[1:] == [(2, "buy", 10, 9_500, "take")]
    made = run(script(s1={0: short(), 1: sell(0.5)}), series(1, bars, FUTURE))
    assert told(made)[1:] == [(2, "buy", 5, 9_800, "said")]
    assert made.open[0].shares == -5


def test_the_margin_decides_how_much_can_be_opened():
    bars = closes(10_000, 10_000, 10_000)
    for cash, opened in ((200_150, 1), (200_149, 0)):
        made = run(script(s1={0: buy()}), series(1, bars, FUTURE),
                   settings=replace(REFERENCE, cash=cash))  # fmt: skip
        assert len(made.fills) == opened
        assert made.skipped == ({} if opened else {"cash": 1})


def test_too_little_for_the_margin_closes_all_contracts_at_the_next_open():
    bars = closes(10_000, 10_000, 9_400, 9_300, 9_300)
    settings = replace(REFERENCE, cash=201_000)
    made = run(script(s1={0: buy()}), series(1, bars, FUTURE), settings=settings)
    # 201,000 less 150 of fee less 60,000 of loss keeps no 15 % of 940,000.
    assert told(made)[1:] == [(3, "sell", 10, 9_300, "margin")]
    assert made.margin_calls == 1
    safe = run(script(s1={0: buy()}), series(1, bars, FUTURE))
    assert (len(safe.fills), safe.margin_calls) == (1, 0)


def test_contracts_end_on_their_last_day():
    last = sessions(4)[3]
    bars = closes(10_000, 10_000, 10_100, 10_200, 10_300)
    made = run(script(s1={0: buy()}), series(1, bars, replace(FUTURE, expiry=last)))
    assert told(made)[1:] == [(3, "sell", 10, 10_200, "expiry")]


def test_an_order_takes_its_part_of_the_volume_and_the_rest_of_an_exit_waits():
    thin = [(price, price + 1, price - 1, price, 500) for price in (10_000,) * 6]
    settings = replace(REFERENCE, volume_share=Decimal("0.1"))
    made = run(script(s1={0: buy(), 1: sell()}), series(1, thin), settings=settings)
    assert told(made) == [(1, "buy", 50, 10_000, "said"), (2, "sell", 50, 10_000, "said")]

    wide = [*flat(10_000, 2), *thin[:4]]
    made = run(script(s1={0: buy(), 1: sell()}), series(1, wide), settings=settings)
    assert [(f.at, f.qty) for f in made.fills] == [(1, 100), (2, 50), (3, 50)]
    (trade,) = trades_of(made)
    assert (trade.qty, trade.closed) == (100, 3)


def test_a_stop_that_volume_cuts_goes_on_at_the_next_open_and_a_target_rests():
    thin = [(9_900, 9_950, 9_400, 9_600, 500), (9_700, 9_800, 9_650, 9_700)]
    settings = replace(REFERENCE, volume_share=Decimal("0.1"))
    bars = [*flat(10_000, 2), *thin]
    made = run(script(s1={0: buy()}), series(1, bars), settings=settings, stop_loss="0.05")
    assert told(made)[1:] == [(2, "sell", 50, 9_500, "stop"), (3, "sell", 50, 9_700, "stop")]

    thin = [(10_900, 11_200, 10_800, 10_900, 500), (10_700, 10_800, 10_650, 10_700),
            (10_900, 11_200, 10_800, 10_900)]  # fmt: skip
    bars = [*flat(10_000, 2), *thin]
    made = run(script(s1={0: buy()}), series(1, bars), settings=settings, take_profit="0.1")
    assert told(made)[1:] == [(2, "sell", 50, 11_000, "take"), (4, "sell", 50, 11_000, "take")]


def test_nothing_is_entered_where_too_little_trades():
    thin = [(10_000, 10_001, 9_999, 10_000, 9)] * 3
    settings = replace(REFERENCE, volume_share=Decimal("0.1"))
    made = run(script(s1={0: buy()}), series(1, thin), settings=settings)
    assert (told(made), made.skipped) == ([], {"volume": 1})


def test_an_impact_moves_each_price_against_the_order_and_onto_the_grid():
    bars = [(10_000, 10_001, 9_999, 10_000, 1_000)] * 4
    settings = replace(REFERENCE, impact=Decimal("0.1"))
    made = run(script(s1={0: buy(), 1: sell()}), series(1, bars), settings=settings)
    assert [fill.price for fill in made.fills] == [10_100, 9_900]  # a tenth of the volume


def test_after_a_day_that_lost_too_much_nothing_is_entered_until_the_next():
    gates = Gates(weight=Decimal(0))
    market = [series(1, closes(10_000, 10_000, 7_900, 7_900, 7_900)), series(2, flat(5_000, 5))]
    says = {"s1": {0: buy()}, "s2": {2: buy(), 3: buy()}}
    settings = replace(PORTFOLIO, gates=gates, cash=10_000_000)
    made = run(script(**says), *market, settings=settings)
    assert [(f.at, f.symbol) for f in made.fills] == [(1, "000001"), (4, "000002")]
    assert made.skipped == {"day_loss": 1}


@pytest.mark.parametrize(("budget", "shares"), [(2_000_000, 200), (2_100_000, 200)])
def test_one_symbol_weighs_a_fifth_of_the_equity_at_most(budget, shares):
    settings = replace(REFERENCE, gates=Gates(), cash=10_000_000)
    made = run(script(s1={0: buy()}), series(1, flat(10_000, 3)), settings=settings, budget=budget)
    assert [fill.qty for fill in made.fills] == [shares]
    assert made.trimmed == (budget > 2_000_000)


def test_an_add_beyond_the_weight_is_refused():
    settings = replace(REFERENCE, gates=Gates(), cash=10_000_000)
    strategy = script(s1={0: buy(), 2: buy()})
    made = run(strategy, series(1, flat(10_000, 4)), settings=settings, budget=2_000_000)
    assert len(made.fills) == 1
    assert made.skipped == {"weight": 1}

"""What fills make of orders: limits, tranches, targets, ranks, cash and slots, bar by bar."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from core.backtest.event import run_event
from core.backtest.market import intraday
from core.backtest.settings import REFERENCE
from core.strategies.base import Holding
from tests.scripted import Bar, ScriptParams, buy, flat, script, sell, series, short
from tests.series import sessions

PORTFOLIO = replace(REFERENCE, portfolio=True)


def run(strategy, *market, settings=REFERENCE, **params):
    given = ScriptParams(**{"budget": 1_000_000, **params})
    return run_event(strategy, given, list(market), settings)


def told(result):
    return [(f.at, f.side.value, f.qty, f.price, f.reason) for f in result.fills]


@pytest.mark.parametrize(
    ("fill", "target"),
    [
        (1_990, 2_000), (1_995, 2_025), (4_990, 5_080), (19_950, 20_250), (49_850, 50_700),
        (70_000, 71_000), (199_900, 204_500), (499_500, 509_000), (1_000_000, 1_010_000),
    ],
)  # fmt: skip
def test_ten_ticks_above_the_fill_are_sold_when_the_bar_reaches_them(fill, target):
    below = (fill, target - 1, fill - 1, fill)
    bars = [*flat(fill, 2), below, (fill, target, fill - 1, fill), *flat(fill, 1)]
    made = run(script(s1={0: buy()}), series(1, bars), ticks=10)
    assert told(made)[1:] == [(3, "sell", 1_000_000 // fill, target, "take")]


def test_ten_shares_over_ten_ticks_leave_what_the_specification_reckons():
    bars = [*flat(49_850, 2), (50_000, 50_700, 49_900, 50_000)]
    made = run(script(s1={0: buy()}), series(1, bars), ticks=10, budget=498_500)
    assert made.cash5 - REFERENCE.cash5 == 743_657_500  # 7,436.575 won


@pytest.mark.parametrize(
    ("bar", "price", "reason"),
    [
        ((9_900, 9_950, 9_480, 9_600), 9_500, "stop"),
        ((9_300, 9_400, 9_200, 9_300), 9_300, "stop"),
        ((10_900, 11_150, 10_800, 10_900), 11_100, "take"),
        ((11_200, 11_300, 11_150, 11_200), 11_200, "take"),
        ((9_900, 11_200, 9_400, 9_900), 9_500, "stop"),  # both: the stop is assumed first
        ((10_000, 11_099, 9_501, 10_000), None, None),
    ],
)
def test_stop_and_target_inside_a_bar(bar: Bar, price, reason):
    bars = [*flat(10_000, 2), bar]
    params = {"stop_loss": Decimal("0.05"), "take_profit": Decimal("0.11")}
    made = run(script(s1={0: buy()}), series(1, bars), **params)
    assert told(made)[1:] == ([] if price is None else [(2, "sell", 100, price, reason)])


def test_the_entry_bar_is_not_compared_with_its_open_but_with_its_range():
    bars = [*flat(10_000, 1), (10_000, 10_100, 9_400, 9_600)]
    made = run(script(s1={0: buy()}), series(1, bars), stop_loss=Decimal("0.05"))
    assert told(made) == [(1, "buy", 100, 10_000, "said"), (1, "sell", 100, 9_500, "stop")]


def test_a_stop_touched_at_one_price_has_fired_and_a_target_has_not():
    locked = [(9_000, 9_000, 9_000, 9_000), (9_900, 9_990, 9_890, 9_900)]
    bars = [*flat(10_000, 2), *locked]
    made = run(script(s1={0: buy()}), series(1, bars), stop_loss=Decimal("0.05"))
    assert told(made)[1:] == [(3, "sell", 100, 9_900, "stop")]

    high = [(12_000,) * 4, (10_500, 10_600, 10_400, 10_500), (10_500, 11_000, 10_400, 10_500)]
    made = run(script(s1={0: buy()}), series(1, [*flat(10_000, 2), *high]), take_profit="0.1")
    assert told(made)[1:] == [(4, "sell", 100, 11_000, "take")]


def test_an_exit_waits_through_halts_and_locked_days_and_an_entry_does_not():
    stuck = [(10_000, 10_000, 10_000, 10_000, 0)] * 2 + [(9_000,) * 4]
    bars = [*flat(10_000, 3), *stuck, *flat(8_000, 3)]
    made = run(script(s1={0: buy(), 2: sell(), 5: buy()}), series(1, bars))
    assert told(made)[1:] == [(6, "sell", 100, 8_000, "said")]

    bars = [*flat(10_000, 1), *stuck[:1], *flat(10_000, 2)]
    made = run(script(s1={0: buy()}), series(1, bars))
    assert (told(made), made.skipped) == ([], {"untradable": 1})


def test_a_half_sale_sells_half_rounded_down_and_one_share_at_the_least():
    says = {0: buy(), 1: sell(0.5), 2: sell(0.5), 3: sell(0.5), 4: sell(0.5)}
    made = run(script(s1=says), series(1, flat(10_000, 7)), budget=70_000)
    assert [fill.qty for fill in made.fills] == [7, 3, 2, 1, 1]
    assert not made.open


def test_tranches_of_a_budget_are_those_of_the_specification():
    bars = [*flat(73_400, 2), *flat(71_100, 2), *flat(68_900, 2), *flat(75_000, 4)]
    says = {0: buy(0.4), 2: buy(0.3), 4: buy(0.3), 6: sell(0.5), 7: sell()}
    made = run(script(s1=says), series(1, bars), budget=14_000_000)
    assert [fill.qty for fill in made.fills] == [76, 59, 60, 97, 98]


def test_a_strategy_sees_its_cycle_as_the_fills_made_it():
    bars = [*flat(10_000, 2), (10_000, 12_000, 9_990, 10_500), *flat(9_000, 4)]
    strategy = script(s1={0: buy(0.5), 2: buy(0.5), 4: sell(0.25), 5: sell()})
    run(strategy, series(1, bars))
    nothing = Holding(0, 0.0, -1)
    average = (50 * 10_000 + 47 * 9_000) / 97
    days = [(d - sessions(7)[3]).days * 86_400 for d in sessions(7)]
    assert strategy.seen == [
        nothing,
        Holding(50, 10_000.0, -1, 0, 1, 0, 10_000.0, 0, 10_001.0),
        Holding(50, 10_000.0, -1, 1, 1, 0, 10_000.0, 86_400, 12_000.0),
        Holding(97, average, -1, 2, 2, 0, 9_000.0, 0, 12_000.0),
        Holding(97, average, -1, 3, 2, 0, 9_000.0, days[4], 12_000.0),
        Holding(73, average, -1, 4, 2, 1, 9_000.0, 0, 12_000.0),
        Holding(0, 0.0, 0),
    ]


def test_a_limit_fills_at_the_open_below_it_or_when_traded_through():
    for bar, price in [
        ((9_900, 9_990, 9_850, 9_950), 9_900),
        ((10_050, 10_100, 9_940, 10_000), 9_950),
        ((10_050, 10_100, 9_950, 10_000), 0),
    ]:
        bars = [*flat(10_000, 1), bar, *flat(11_000, 2)]
        made = run(script(s1={0: buy(limit=9_955.0, bars=1)}), series(1, bars))
        assert [fill.price for fill in made.fills] == ([price] if price else [])
        assert made.skipped == ({} if price else {"limit": 1})


def test_a_limit_lives_as_many_bars_as_it_was_given_and_nothing_else_is_decided_meanwhile():
    bars = [*flat(10_000, 4), (10_000, 10_010, 9_400, 9_600), *flat(10_000, 2)]
    for lives, filled in ((3, False), (4, True)):
        strategy = script(s1={0: buy(limit=9_500, bars=lives), 2: buy()})
        made = run(strategy, series(1, bars))
        assert [fill.price for fill in made.fills] == ([9_500] if filled else [])
        assert made.skipped == ({} if filled else {"limit": 1})


def test_what_a_limit_had_reserved_is_free_when_it_lapsed():
    bars = flat(10_000, 5)
    says = {0: buy(limit=9_000, bars=2), 2: buy()}
    made = run(script(s1=says), series(1, bars), settings=replace(REFERENCE, cash=1_000_200))
    assert [fill.qty for fill in made.fills] == [100]


def test_entries_rank_by_score_then_amount_then_code_and_the_rest_find_no_slot():
    market = [series(key, flat(10_000, 3)) for key in (1, 2, 3, 4)]
    market[1] = series(2, [(10_000, 10_001, 9_999, 10_000, 2), (10_000, 10_001, 9_999, 10_000)])
    says = {"s1": {0: buy()}, "s2": {0: buy(score=1.0)}, "s3": {0: buy()}, "s4": {0: buy()}}
    made = run(script(**says), *market, settings=replace(PORTFOLIO, max_positions=2))
    # The script's key is the volume: of equal scores the higher amount comes first.
    assert [fill.symbol for fill in made.fills] == ["000002", "000004"]
    assert made.skipped == {"slots": 2}


def test_of_equal_scores_and_amounts_the_lower_code_comes_first():
    bars = [flat(10_000, 3)[0], *flat(10_000, 2)]
    pair = [series(1, bars), replace(series(1, bars), symbol="000000")]
    made = run(script(s1={0: buy()}), *pair, settings=replace(PORTFOLIO, max_positions=1))
    assert [fill.symbol for fill in made.fills] == ["000000"]


def test_an_add_comes_before_a_new_entry_and_takes_no_slot():
    market = [series(1, flat(10_000, 5)), series(2, flat(10_000, 5))]
    says = {"s1": {0: buy(0.5), 2: buy(0.5)}, "s2": {2: buy(score=9.0)}}
    settings = replace(PORTFOLIO, max_positions=2, cash=1_400_000)
    made = run(script(**says), *market, settings=settings)
    assert [(fill.symbol, fill.qty) for fill in made.fills] == [("000001", 50), ("000001", 50)]
    assert made.skipped == {"cash": 1}
    one = run(script(**says), *market, settings=replace(settings, max_positions=1))
    assert [(fill.symbol, fill.qty) for fill in one.fills] == [("000001", 50), ("000001", 50)]
    assert one.skipped == {"slots": 1}


def test_a_slot_is_taken_until_the_sale_has_filled():
    market = [series(1, flat(10_000, 6)), series(2, flat(10_000, 6))]
    says = {"s1": {0: buy(), 2: sell()}, "s2": {2: buy(), 3: buy()}}
    made = run(script(**says), *market, settings=replace(PORTFOLIO, max_positions=1))
    assert [(fill.at, fill.symbol) for fill in made.fills] == [
        (1, "000001"), (3, "000001"), (4, "000002"),
    ]  # fmt: skip
    assert made.skipped == {"slots": 1}


def test_short_of_cash_an_entry_is_skipped_and_never_shrunk():
    market = [series(1, flat(10_000, 3)), series(2, flat(10_000, 3))]
    settings = replace(PORTFOLIO, cash=2_000_299)  # 1 won short of two with their fees
    made = run(script(s1={0: buy()}, s2={0: buy(score=1.0)}), *market, settings=settings)
    assert [(fill.symbol, fill.qty) for fill in made.fills] == [("000002", 100)]
    assert made.skipped == {"cash": 1}
    enough = replace(settings, cash=2_000_300)
    made = run(script(s1={0: buy()}, s2={0: buy(score=1.0)}), *market, settings=enough)
    assert len(made.fills) == 2


def test_an_open_above_the_cash_skips_the_entry():
    bars = [*flat(10_000, 1), (10_100, 10_110, 10_090, 10_100), *flat(10_000, 1)]
    made = run(script(s1={0: buy()}), series(1, bars), settings=replace(REFERENCE, cash=1_005_000))
    assert (told(made), made.skipped) == ([], {"gap": 1})
    assert made.cash5 == 1_005_000 * 100_000


def test_an_entry_without_a_bar_at_the_next_session_lapses():
    whole = series(1, flat(10_000, 4))
    keep = np.array([0, 2, 3])
    columns = {
        name: getattr(whole, name)[keep]
        for name in ("day", "open", "high", "low", "close", "volume", "state")
    }
    bars = type(whole.bars)._make(column[keep] for column in whole.bars)
    hole = replace(whole, bars=bars, follows=np.array([True, False, True]), **columns)
    made = run(script(s1={0: buy()}), hole)
    assert (told(made), made.skipped) == ([], {"lapsed": 1})
    beside = run(script(s1={0: buy()}), hole, series(2, flat(5_000, 4)), settings=PORTFOLIO)
    assert (told(beside), beside.skipped) == ([], {"lapsed": 1})


def test_shares_are_never_sold_short():
    made = run(script(s1={0: short()}), series(1, flat(10_000, 3)))
    assert (told(made), made.skipped) == ([], {"short": 1})


def test_within_a_session_seconds_are_counted_from_the_start_of_the_fills_bar():
    count = 6
    day = np.full(count, sessions(1)[0].toordinal())
    at = 1_700_000_000.0 + 300.0 * np.arange(1, count + 1)
    flat_, volume = np.full(count, 10_000), np.full(count, 1_000_000)
    volume[0] = 1
    bars = intraday("000001", day, at, (flat_,) * 4, volume, interval=300,
                    auction=np.zeros(count, dtype=bool))  # fmt: skip
    strategy = script(s1={0: buy(0.5), 2: buy(0.5), 3: sell(0.5)})
    made = run(strategy, bars)
    assert [fill.at for fill in made.fills] == [1, 3, 4]
    assert [held.since_fill_s for held in strategy.seen] == [-1, 300, 600, 300, 300, 600]


def test_two_series_of_one_symbol_are_refused():
    with pytest.raises(ValueError, match="twice"):
        run(script(), series(1, flat(100, 2)), series(1, flat(100, 2)), settings=PORTFOLIO)

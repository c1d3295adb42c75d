"""The event backtest, bar by bar: every expected line of the specification and its edge cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.bar import Bar
from core.domain.instrument import STOCK_SINCE_2023
from core.domain.signal import Side
from core.strategies.base import Strategy, parse_params
from core.strategies.ma_cross import GoldenCross
from core.strategies.mean_reversion import MeanReversion
from tests.replayed import ReplayFill, replay, tradable
from tests.series import CALENDAR, bar, from_closes, halted, sessions, walk

SAMPLE = [9_900, 10_100] * 9 + [9_900, 9_500]
FRIDAY = date(2024, 7, 5)
DAYS = sessions(10, first=date(2024, 7, 8))
MON, TUE, WED, THU, FRI, NEXT_MON, NEXT_TUE = DAYS[:7]
SHARES = 14_000_000 // 9_500
PLAIN = (10_000, 10_050, 9_950, 10_000)


def fills(strategy: type[Strategy], bars: list[Bar], **given_: Any) -> list[ReplayFill]:
    since = given_.pop("since", None)
    params = parse_params(strategy, given_)
    return replay(strategy, params, bars, since=since)


def before() -> list[Bar]:
    """Give the sample's 20 closes, ending on the Friday before `DAYS`."""
    days = [d for d, _, _ in CALENDAR.rows(date(2024, 5, 1), FRIDAY)][-20:]
    return [bar(day, close, close=close) for day, close in zip(days, SAMPLE, strict=True)]


def week(changed: dict[date, Bar] | None = None, *, count: int = 5) -> list[Bar]:
    """Give the sample and quiet days at 10,000 after it, some of them changed."""
    after = {day: bar(day, *PLAIN) for day in DAYS[:count]} | (changed or {})
    return before() + [after[day] for day in sorted(after)]


def sold(changed: dict[date, Bar] | None = None, *, count: int = 5) -> tuple[date, int, str]:
    made = fills(MeanReversion, week(changed, count=count))
    assert made[0] == ReplayFill(MON, Side.BUY, 10_000, "oversold", SHARES)
    assert len(made) == 2
    assert (made[1].side, made[1].shares) == (Side.SELL, SHARES)
    return made[1].day, made[1].price, made[1].reason


def test_weekly_stop_at_wednesdays_low_of_9480_sells_at_9500() -> None:
    assert sold({WED: bar(WED, 10_000, 10_050, 9_480, 9_600)}) == (WED, 9_500, "stop")


def test_weekly_stop_at_wednesdays_open_of_9300_sells_at_9300() -> None:
    assert sold({WED: bar(WED, 9_300, 9_600, 9_200, 9_400)}) == (WED, 9_300, "stop")


def test_weekly_take_at_thursdays_high_of_11150_sells_at_11100() -> None:
    assert sold({THU: bar(THU, 10_000, 11_150, 9_990, 11_000)}) == (THU, 11_100, "take")


def test_weekly_otherwise_sells_in_fridays_auction() -> None:
    assert sold({FRI: bar(FRI, 10_000, 10_100, 9_950, 10_020)}) == (FRI, 10_020, "week_end")


def test_weekly_take_at_an_open_above_the_target_sells_at_the_open() -> None:
    assert sold({TUE: bar(TUE, 11_200, 11_300, 11_100, 11_150)}) == (TUE, 11_200, "take")


def test_when_both_are_touched_the_stop_is_assumed_first() -> None:
    assert sold({TUE: bar(TUE, 10_000, 11_500, 9_400, 10_000)}) == (TUE, 9_500, "stop")


def test_the_entry_bar_is_tested_without_its_open() -> None:
    assert sold({MON: bar(MON, 10_000, 10_020, 9_400, 9_450)}) == (MON, 9_500, "stop")
    assert sold({MON: bar(MON, 10_000, 11_200, 9_990, 11_000)}) == (MON, 11_100, "take")


def test_stop_comes_before_the_auction_of_the_same_bar() -> None:
    assert sold({FRI: bar(FRI, 10_000, 10_050, 9_450, 10_000)}) == (FRI, 9_500, "stop")


def test_a_halted_friday_leaves_the_exit_to_the_next_tradable_open() -> None:
    friday, monday = halted(bar(THU, *PLAIN), FRI), halted(bar(THU, *PLAIN), NEXT_MON)
    tuesday = bar(NEXT_TUE, 9_000, 9_100, 8_900, 9_000)

    got = sold({FRI: friday, NEXT_MON: monday, NEXT_TUE: tuesday}, count=7)

    assert got == (NEXT_TUE, 9_000, "exit_pending")


def test_a_one_price_friday_leaves_the_exit_too() -> None:
    got = sold({FRI: bar(FRI, 10_000, 10_000, 10_000, 10_000)}, count=6)

    assert got == (NEXT_MON, 10_000, "exit_pending")


def test_a_one_price_bar_fires_the_stop_and_sells_at_the_next_tradable_open() -> None:
    locked = bar(WED, 9_000, 9_000, 9_000, 9_000)

    got = sold({WED: locked, THU: bar(THU, 9_900, 10_000, 9_800, 9_950)})

    assert got == (THU, 9_900, "stop")


def test_a_take_on_a_one_price_bar_is_looked_at_afresh() -> None:
    locked = bar(WED, 11_500, 11_500, 11_500, 11_500)

    assert sold({WED: locked}) == (FRI, 10_000, "week_end")
    assert sold({WED: locked, THU: bar(THU, 11_300, 11_400, 11_200, 11_300)}) == (
        THU,
        11_300,
        "take",
    )


@pytest.mark.parametrize("first", [bar(MON, *[10_000] * 4), halted(before()[-1], MON)])
def test_an_entry_that_cannot_fill_on_monday_is_dropped(first: Bar) -> None:
    assert fills(MeanReversion, week({MON: first})) == []


def test_a_missing_monday_drops_the_entry() -> None:
    bars = [b for b in week() if b.day != MON]

    assert fills(MeanReversion, bars) == []


def test_weekly_does_not_enter_before_a_week_of_one_session() -> None:
    # Friday 10 October 2025 was the only session of its week.
    days = [d for d, _, _ in CALENDAR.rows(date(2025, 9, 1), date(2025, 10, 17))]
    last = days.index(date(2025, 10, 2))
    closes = [10_000] * (last - 19) + SAMPLE + [10_000] * (len(days) - last - 1)
    bars = [bar(day, close) for day, close in zip(days, closes, strict=True)]

    assert fills(MeanReversion, bars) == []
    assert [f.side for f in fills(MeanReversion, bars, mode="daily")][:1] == [Side.BUY]


def test_daily_buys_at_the_next_open_and_sells_on_a_high_z() -> None:
    rise = [10_000] * 3 + [10_600]
    bars = before() + [bar(d, c) for d, c in zip(DAYS, [*rise, 10_500], strict=False)]

    made = fills(MeanReversion, bars, mode="daily", stop_loss="0.5", take_profit="1")

    assert [(f.day, f.side, f.price, f.reason) for f in made] == [
        (MON, Side.BUY, 10_000, "oversold"),
        (DAYS[4], Side.SELL, 10_500, "overbought"),
    ]


GOLDEN = {"fast": 2, "slow": 3, "volume_window": 3, "cross_within": 1, "entry_mode": "cross"}
WIDE = {"stop_loss": "0.9", "take_profit": "9"}
CLOSES = [12, 11, 10, 9, 9, 12, 13, 12, 9, 8]
VOLUMES = [100] * 5 + [200] + [100] * 4


def golden() -> list[Bar]:
    return from_closes(CLOSES, volumes=VOLUMES)


def test_the_golden_sample_buys_at_the_open_of_bar_6_and_sells_at_bar_9() -> None:
    bars = golden()

    made = fills(GoldenCross, bars, **GOLDEN, **WIDE)

    assert made == [
        ReplayFill(bars[6].day, Side.BUY, bars[6].open, "golden_cross", 14_000_000 // 12),
        ReplayFill(bars[9].day, Side.SELL, bars[9].open, "dead_cross", 14_000_000 // 12),
    ]


def test_shares_are_fixed_at_the_close_that_decided() -> None:
    bars = golden()
    bars[6] = replace(bars[6], open=20, high=21)

    made = fills(GoldenCross, bars, **GOLDEN, **WIDE)

    assert (made[0].price, made[0].shares) == (20, 14_000_000 // 12)


def test_a_budget_below_one_share_buys_nothing() -> None:
    assert fills(GoldenCross, golden(), **GOLDEN, **WIDE, budget=11) == []


def test_a_cross_before_the_first_day_is_not_entered_later() -> None:
    bars = golden()
    settings = {**GOLDEN, **WIDE, "cross_within": 3, "volume_mult": "0.5"}

    assert fills(GoldenCross, bars, **settings, since=bars[5].day)[0].day == bars[6].day
    assert fills(GoldenCross, bars, **settings, since=bars[6].day) == []


def test_a_state_that_began_before_the_first_day_is_entered_by_level() -> None:
    bars = golden()
    settings = {**GOLDEN, **WIDE, "entry_mode": "level", "volume_mult": "0.5"}

    assert fills(GoldenCross, bars, **settings, since=bars[6].day)[0].day == bars[7].day


def test_days_before_the_series_begin_at_its_first_bar_and_after_it_give_nothing() -> None:
    bars = golden()

    assert len(fills(GoldenCross, bars, **GOLDEN, **WIDE, since=date(2020, 1, 2))) == 2
    assert fills(GoldenCross, bars, **GOLDEN, **WIDE, since=date(2027, 1, 4)) == []


@pytest.mark.parametrize(("rest", "expected"), [(0, 1), (1, 2), (3, 4)])
def test_the_bar_of_an_exit_may_signal_again_unless_set_to_rest(rest: int, expected: int) -> None:
    rise = [100, 100, 100, 110, 120, 130, 140, 150, 160, 170, 180]
    bars = from_closes(rise, volumes=[100 * 2**i for i in range(len(rise))])
    settings = {**GOLDEN, "entry_mode": "level", "take_profit": "0.05", "reentry_bars": rest}

    made = fills(GoldenCross, bars, **settings)

    at = {b.day: i for i, b in enumerate(bars)}
    assert [f.side for f in made[:3]] == [Side.BUY, Side.SELL, Side.BUY]
    assert made[1].reason == "take"
    assert at[made[2].day] - at[made[1].day] == expected


def test_a_position_open_at_the_end_stays_open() -> None:
    made = fills(MeanReversion, week(count=3))

    assert [f.side for f in made] == [Side.BUY]


def test_no_bars_make_no_fills() -> None:
    assert fills(MeanReversion, []) == []


@pytest.mark.parametrize("strategy", [GoldenCross, MeanReversion])
@given(seed=st.integers(0, 10**6), mode=st.integers(0, 1))
def test_fills_alternate_and_lie_within_their_bars(
    strategy: type[Strategy], seed: int, mode: int
) -> None:
    small = {"fast": 3, "slow": 8} if strategy is GoldenCross else {"z_threshold": "1.2"}
    settings = {**list(strategy.PRESETS.values())[mode], **small}
    bars = walk(seed, 150)
    days = {b.day: b for b in bars}

    made = fills(strategy, bars, **settings)

    assert [f.side for f in made] == [Side.BUY, Side.SELL] * (len(made) // 2) + [Side.BUY] * (
        len(made) % 2
    )
    for fill in made:
        assert tradable(days[fill.day])
        assert days[fill.day].low <= fill.price <= days[fill.day].high
        assert STOCK_SINCE_2023.is_legal(fill.price)


@given(seed=st.integers(0, 10**6))
def test_weekly_holds_no_position_over_a_weekend(seed: int) -> None:
    made = fills(MeanReversion, walk(seed, 200), z_threshold="1")

    pairs = list(zip(made[::2], made[1::2], strict=False))
    assert all(a.day.isocalendar()[:2] == b.day.isocalendar()[:2] for a, b in pairs)
    assert all(a.day == CALENDAR.week(a.day)[0].day for a, _ in pairs)

"""Short-term by the specification: bursts of 5-minute bars, exits, and its run by events."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.calendar import utc
from core.strategies.base import Action, Bars, Holding, Strategy, parse_params
from core.strategies.columns import rows_of
from core.strategies.intraday import Driver, Track, Wish
from core.strategies.short_term import (
    DAY_END,
    HALF_BACK,
    REST_BACK,
    SECOND,
    SURGE,
    ShortRow,
    ShortTerm,
)
from core.strategies.universe import Ranked, bare, universe

DAY, NEXT = date(2026, 11, 3), date(2026, 11, 4)
PARAMS = parse_params(ShortTerm, {})
RULE = ShortTerm.scalars(PARAMS)
FLAT = Holding(0, 0.0, -1)
OPENS = utc(DAY, 9)


def five_minutes(
    *rows: tuple[int, int], start: datetime = OPENS, auction: tuple[int, ...] = ()
) -> Bars:
    """Make bars of (close, volume); each ends five minutes after the one before."""
    close, volume = (np.array(c, dtype=np.float64) for c in zip(*rows, strict=True))
    ends = [start + timedelta(minutes=5 * (i + 1)) for i in range(len(rows))]
    none = np.zeros(len(rows), dtype=bool)
    calls = none.copy()
    calls[list(auction)] = True
    return Bars(
        close, close, close, close, volume, none, none, none, none,
        at=np.array([end.timestamp() for end in ends]),
        session=np.full(len(rows), start.date().toordinal()), auction=calls,
    )  # fmt: skip


def together(*parts: Bars) -> Bars:
    return Bars._make([np.concatenate(columns) for columns in zip(*parts, strict=True)])


def surges(bars: Bars) -> list[int]:
    rows = rows_of(ShortTerm, ShortTerm.features(bars, PARAMS))
    return [i for i, r in enumerate(rows) if ShortTerm.decide(r, FLAT, RULE).reason == SURGE]


@pytest.mark.parametrize(
    ("close", "volume", "buys"),
    [(10_310, 150_001, True), (10_300, 200_000, False), (10_400, 150_000, False),
     (10_301, 150_001, True)],
)  # fmt: skip
def test_the_specified_bursts_are_strict(close: int, volume: int, buys: bool) -> None:
    assert surges(five_minutes((10_000, 100_000), (close, volume))) == ([1] if buys else [])


def test_the_first_bar_of_a_session_has_nothing_to_be_compared_with() -> None:
    evening = five_minutes((10_000, 100_000), start=utc(DAY, 15, 10))
    morning = five_minutes((10_400, 200_000), (10_800, 400_000), start=utc(NEXT, 9))

    assert surges(together(evening, morning)) == [2]


def test_a_missing_bar_is_a_bar_without_trade() -> None:
    before = five_minutes((10_000, 100_000), start=utc(DAY, 10))
    after = five_minutes((10_400, 200_000), start=utc(DAY, 10, 10))

    assert surges(together(before, after)) == []


@pytest.mark.parametrize("auction", [(1,), (0,), (0, 1)])
def test_bars_with_an_auction_neither_trigger_nor_serve(auction: tuple[int, ...]) -> None:
    bars = five_minutes((10_000, 100_000), (10_400, 200_000), (10_300, 1_000), auction=auction)

    assert surges(bars) == []


def test_a_bar_before_without_volume_gives_no_signal() -> None:
    assert surges(five_minutes((10_000, 0), (10_400, 200_000))) == []


def test_no_entry_once_the_day_must_end_and_everything_is_sold() -> None:
    bars = five_minutes((10_000, 100_000), (10_400, 200_000), start=utc(DAY, 15))
    rows = rows_of(ShortTerm, ShortTerm.features(bars, PARAMS))
    held = Holding(10, 10_000.0, -1, 3, buys=1, high=10_000.0)

    assert surges(bars) == []
    made = [ShortTerm.decide(row, held, RULE) for row in rows]
    assert [(d.action, d.reason) for d in made] == [(0, 0), (Action.SELL, DAY_END)]


def at(price: float, held: Holding) -> int:
    return ShortTerm.decide(ShortRow(price, 1, 0, 0), held, RULE).reason


def test_the_second_tranche_waits_ten_minutes_and_two_percent() -> None:
    first = Holding(679, 10_300.0, -1, 1, buys=1, last_buy=10_300.0, high=10_300.0)
    low = 10_300 * 0.975

    assert at(low, first._replace(since_fill_s=599)) == 0  # filled 09:20:00, now 09:29:59
    assert at(low, first._replace(since_fill_s=600)) == SECOND
    assert at(10_094, first._replace(since_fill_s=600)) == SECOND  # exactly 2 % below
    assert at(10_095, first._replace(since_fill_s=600)) == 0
    assert at(low, first._replace(since_fill_s=600, buys=2)) == 0


def test_the_specified_falls_from_the_high_sell_half_and_the_rest() -> None:
    held = Holding(100, 10_000.0, -1, 9, buys=1, since_fill_s=60, high=10_600.0)

    assert (at(10_390, held), at(10_380, held)) == (0, HALF_BACK)
    half = held._replace(sells=1)
    assert at(10_280, half._replace(since_fill_s=599)) == 0
    assert at(10_280, half._replace(since_fill_s=600)) == REST_BACK
    assert at(10_290, half._replace(since_fill_s=600)) == 0
    decision = ShortTerm.decide(ShortRow(10_380, 1, 0, 0), held, RULE)
    assert (decision.action, decision.fraction) == (Action.SELL, 0.5)


@pytest.mark.parametrize(("high", "reason"), [(10_480, 0), (10_499, 0), (10_500, HALF_BACK)])
def test_the_falling_target_is_armed_by_the_high(high: float, reason: int) -> None:
    held = Holding(100, 10_000.0, -1, 9, buys=2, since_fill_s=60, high=high)

    assert at(10_100, held) == reason


def test_daily_bars_are_refused() -> None:
    bars = five_minutes((10_000, 100_000))._replace(at=None)

    with pytest.raises(ValueError, match="5-minute bars"):
        ShortTerm.features(bars, PARAMS)


# The run by events ------------------------------------------------------------------------


QUIET = [(10_000, 100_000)] * 12
BURST = five_minutes(*QUIET, (10_400, 200_000))


def seconds(hour: int, minute: int, second: int = 0) -> float:
    return utc(DAY, hour, minute, second).timestamp()


def bought(driver: Driver, *, price: int = 10_300, when: float = seconds(9, 20)) -> Driver:
    driver.fill("B1", Action.BUY, 679, 679 * price, when)
    return driver


def test_a_burst_is_wished_for_once_and_expires_in_a_minute() -> None:
    driver = Driver(ShortTerm, PARAMS)
    ends = seconds(10, 5)

    assert driver.bar(BURST) == Wish(Action.BUY, 0.5, "surge", 10_400, ends + 60)
    assert driver.bar(BURST) is None, "the same bar again"
    assert int(PARAMS.budget * 0.5) // 10_300 == 679


def test_a_volatility_interruption_leaves_the_entry_out() -> None:
    assert Driver(ShortTerm, PARAMS).bar(BURST, vi=True) is None


def test_too_few_bars_say_nothing() -> None:
    assert Driver(ShortTerm, PARAMS).bar(five_minutes(*QUIET[:8], (10_400, 200_000))) is None


@pytest.mark.parametrize(("price", "stops"), [(9_710, False), (9_700, True)])
def test_the_stop_is_inclusive_and_waits_for_no_interval(price: int, stops: bool) -> None:
    driver = bought(Driver(ShortTerm, PARAMS), price=10_000)

    wish = driver.price(price, seconds(9, 20, 5))

    assert (wish is not None and wish[:3] == (Action.SELL, 1.0, "stop")) is stops


def test_prices_are_looked_at_after_five_seconds_and_a_move_of_a_thousandth() -> None:
    driver = bought(Driver(ShortTerm, PARAMS), price=10_000)
    driver.price(9_800, seconds(9, 21))

    assert driver.price(9_700, seconds(9, 21, 4)) is None
    assert driver.price(9_791, seconds(9, 22)) is None
    assert driver.price(9_700, seconds(9, 21, 59)) is not None
    driver.price(9_600, seconds(9, 20))
    assert driver.track.looked_price == 9_700, "a late tick"


def test_between_two_bars_prices_sell_and_never_buy() -> None:
    driver = Driver(ShortTerm, PARAMS)
    driver.bar(BURST)
    driver.fill("B1", Action.BUY, 700, 700 * 10_000, seconds(10, 6))

    assert driver.price(10_600, seconds(10, 7)) is None
    half = driver.price(10_380, seconds(10, 7, 10))
    assert half is not None
    assert half[:3] == (Action.SELL, 0.5, "half_back")
    driver.sent("S1")
    assert driver.price(10_300, seconds(10, 7, 30)) is None, "an order is under way"
    driver.fill("S1", Action.SELL, 350, 350 * 10_380, seconds(10, 8))
    driver.ended("S1")
    assert driver.price(10_280, seconds(10, 17, 59)) is None
    rest = driver.price(10_260, seconds(10, 18, 5))
    assert rest is not None
    assert rest[:3] == (Action.SELL, 1.0, "rest_back")


def test_a_cycle_ends_when_flat_and_the_next_one_starts_anew() -> None:
    driver = bought(Driver(ShortTerm, PARAMS))
    driver.fill("S1", Action.SELL, 679, 679 * 10_000, seconds(9, 40))
    driver.fill("B2", Action.BUY, 10, 100_000, seconds(9, 50))

    held = driver.holding(seconds(9, 51))
    assert (held.shares, held.average, held.buys, held.sells) == (10, 10_000.0, 1, 0)
    assert (held.high, held.since_fill_s) == (10_000.0, 60)


EVENTS: dict[str, Any] = {
    "bar": lambda d, n: d.bar(together(BURST, *_later(n))),
    "price": lambda d, n: d.price(9_600 + n % 40 * 30, seconds(10, 5) + n * 7),
    "buy": lambda d, n: d.fill(f"B{n % 3}", Action.BUY, n % 50 + 1, (n % 50 + 1) * 10_000, n),
    "sell": lambda d, n: d.fill(f"S{n % 3}", Action.SELL, n % 50 + 1, (n % 50 + 1) * 10_100, n),
    "sent": lambda d, n: d.sent(f"B{n % 3}"),
    "ended": lambda d, n: d.ended(f"B{n % 3}"),
}  # fmt: skip
events = st.lists(st.tuples(st.sampled_from(sorted(EVENTS)), st.integers(0, 200)), max_size=25)


def _later(count: int) -> list[Bars]:
    rows = [(10_400 + (i * 37) % 500, 100_000 + i) for i in range(1 + count % 20)]
    return [five_minutes(*rows, start=utc(DAY, 10, 5))]


@given(events=events, cut=st.integers(0, 25))
def test_saving_and_loading_between_any_two_events_changes_nothing(
    events: list[tuple[str, int]], cut: int
) -> None:
    whole, parted = Driver(ShortTerm, PARAMS), Driver(ShortTerm, PARAMS)
    for place, (name, number) in enumerate(events):
        if place == cut:
            row = parted._row
            parted = Driver(ShortTerm, PARAMS, Track.from_json(parted.track.to_json()))
            # The last bar's row comes from the bars, which are stored elsewhere.
            parted._row = row
        assert EVENTS[name](whole, number) == EVENTS[name](parted, number)
    assert whole.track.to_json() == parted.track.to_json()


@given(events=events)
def test_events_that_come_twice_change_nothing(events: list[tuple[str, int]]) -> None:
    once, twice = Driver(ShortTerm, PARAMS), Driver(ShortTerm, PARAMS)
    for name, number in events:
        EVENTS[name](once, number)
        EVENTS[name](twice, number)
        if name in {"bar", "price", "buy", "sell"}:
            again = EVENTS[name](twice, number)
            assert again is None
        assert once.track == twice.track


def test_the_record_is_written_under_the_names_of_the_specification() -> None:
    names = {"buy_count", "sell_count", "last_division_fill_time", "high_since_entry",
             "session_date", "last_bar_key"}  # fmt: skip

    assert names <= set(Track.__dataclass_fields__)


def test_the_live_strategy_is_told_apart_from_daily_ones() -> None:
    assert ShortTerm.bar_seconds == 300
    assert Strategy.bar_seconds == 0


@pytest.mark.parametrize(
    ("code", "wanted"),
    [("005930_AL", "005930"), ("33637L_AL", "33637L"), ("00088K_NX", "00088K"), ("AL", "AL")],
)  # fmt: skip
def test_a_venue_is_cut_off_without_eating_letters_of_the_code(code: str, wanted: str) -> None:
    assert bare(code) == wanted


def test_the_universe_is_the_first_thirty_allowed_of_the_hundred_most_traded() -> None:
    rows = [Ranked(f"{n:06d}_AL", 1_000 + n, 10**9 - n) for n in range(150)]
    allowed = {f"{n:06d}" for n in range(0, 150, 3)}

    found = universe(rows, allowed)

    assert [r.symbol for r in found] == [f"{n:06d}" for n in range(0, 90, 3)]
    assert found[0].price == 1_000
    assert universe(rows, {"000120"}) == []


def test_a_symbol_of_two_venues_counts_once() -> None:
    rows = [Ranked("005930_NX", 2, 5), Ranked("005930_AL", 1, 9), Ranked("000660", 3, 7)]

    assert universe(rows, {"005930", "000660"}) == [Ranked("005930", 1, 9), Ranked("000660", 3, 7)]

"""What alerts compare, against reckonings of its own that share no line with the product's."""

from __future__ import annotations

import statistics
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.domain.alert import Condition, Measure, Toward
from core.domain.bar import Bar, Interval
from core.domain.calendar import utc
from core.domain.position import Book
from core.flow.alerts.days import daily
from core.flow.alerts.values import (
    YEAR_BARS,
    Facts,
    Found,
    found,
    furthest,
    held,
    holds,
    loss,
    side_of,
    year_of,
)

FIRST = date(2025, 1, 1)
PRICES = st.integers(1, 10**7)
CLOSES = st.lists(st.integers(1_000, 90_000), min_size=2, max_size=60)
RATIOS = st.integers(-300, 300).map(lambda n: Decimal(n) / 1000)


def bars(closes: list[int], volumes: list[int] | None = None) -> list[Bar]:
    """Make a bar a day; volumes are a thousand shares where nothing else is said."""
    volumes = volumes or [1_000] * len(closes)
    return [
        Bar("005930", Interval.DAY, utc(day, 9), day, c, c, c, c, v, "test")
        for n, (c, v) in enumerate(zip(closes, volumes, strict=True))
        for day in [FIRST + timedelta(days=n)]
    ]


def last(measure: Measure, days: tuple[int, ...], series: list[Bar]) -> Found | None:
    return daily(Condition(measure, "005930", level=Decimal(1), periods=days), series)[-1]


@given(PRICES, PRICES, RATIOS, st.sampled_from(list(Toward)))
@pytest.mark.parametrize("measure", [Measure.CHANGE, Measure.MOVE])
def test_a_ratio_is_met_exactly_where_fractions_say(
    measure: Measure, price: int, before: int, level: Decimal, toward: Toward
) -> None:
    condition = Condition(measure, "005930", toward, level)
    what = found(condition, Facts(base=before), price, reference=before)
    assert what is not None
    exact = Fraction(price, before) - 1
    expected = exact >= Fraction(level) if toward is Toward.ABOVE else exact <= Fraction(level)
    assert holds(condition, what) is expected
    assert abs(Fraction(what.shown) - exact) <= Fraction(1, 10**6)


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(1_000, 90_000)), min_size=1), PRICES)
def test_a_return_is_the_profit_over_all_that_was_paid(
    holdings: list[tuple[int, int]], price: int
) -> None:
    books = [Book(f"s{n}", "005930", s, s * c) for n, (s, c) in enumerate(holdings)]
    condition = Condition(Measure.RETURN, "005930", level=Decimal(0))
    what = found(condition, Facts(0, 0, 0, *held([*books, Book("flat", "005930")])), price)
    paid = sum(b.cost for b in books)
    assert what is not None
    assert abs(Fraction(what.value) - Fraction(sum(b.profit(price) for b in books), paid)) < (
        Fraction(1, 10**20)
    )


def test_a_short_holding_gains_by_a_fall() -> None:
    short = Book("s", "A05", -2, -2_000_000, -2_000_000, multiplier=10)
    condition = Condition(Measure.RETURN, "A05", level=Decimal("0.1"))
    what = found(condition, Facts(0, 0, 0, *held([short])), 90_000)
    assert what is not None
    assert (what.value, holds(condition, what)) == (Decimal("0.1"), True)


@pytest.mark.parametrize("measure", [Measure.CHANGE, Measure.MOVE, Measure.RETURN])
def test_without_anything_to_compare_with_there_is_no_value(measure: Measure) -> None:
    assert found(Condition(measure, "005930", level=Decimal(0)), Facts(), 100) is None


@given(PRICES, PRICES, st.integers(1, 30).map(lambda n: Decimal(n) / 1000))
def test_a_day_s_loss_counts_its_level_without_a_sign(start: int, end: int, level: Decimal) -> None:
    for toward in Toward:
        for signed in (level, -level):
            condition = Condition(Measure.DAY_LOSS, toward=toward, level=signed)
            what = loss(condition, start, end)
            assert what is not None
            assert holds(condition, what) is (Fraction(start - end, start) >= Fraction(level))
    assert loss(Condition(Measure.DAY_LOSS, level=level), 0, end) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [("9.9999999", "10"), ("-100.0000001", "-100"), ("0.0000001", "0"), ("0.0250", "0.025")],
)
def test_a_value_is_shown_as_plain_digits(value: str, text: str) -> None:
    assert str(Found(Decimal(value), Decimal(0)).shown) == text


def test_the_year_s_extremes_need_a_year_of_bars() -> None:
    series = bars([50_000 + n for n in range(YEAR_BARS)])
    today = series[-1].day + timedelta(days=1)
    assert year_of(series, today) == (50_000 + YEAR_BARS - 1, 50_000)
    assert year_of(series[1:], today) == (0, 0)
    # What is older than 52 weeks, and the day itself, do not count.
    assert year_of([*bars([99_999]), *series], series[0].day + timedelta(days=366)) == (0, 0)
    assert year_of(series, series[-1].day)[0] == 0


def test_reaching_the_year_s_extreme_is_meeting_it() -> None:
    for measure, price, met in [
        (Measure.HIGH_52W, 60_000, True),
        (Measure.HIGH_52W, 59_900, False),
        (Measure.LOW_52W, 40_000, True),
        (Measure.LOW_52W, 40_050, False),
    ]:
        for toward in Toward:
            condition = Condition(measure, "005930", toward)
            what = found(condition, Facts(high=60_000, low=40_000), price)
            assert what is not None
            assert holds(condition, what) is met
    assert found(Condition(Measure.HIGH_52W, "005930"), Facts(), 1) is None


@given(CLOSES, st.integers(2, 20))
@settings(max_examples=60)
def test_rsi_is_wilder_s(closes: list[int], days: int) -> None:
    what = last(Measure.RSI, (days,), bars(closes))
    moves = [b - a for a, b in pairwise(closes)]
    if len(moves) < days or not any(moves):
        assert what is None
        return
    gain = sum(max(m, 0) for m in moves[:days]) / days
    fall = sum(max(-m, 0) for m in moves[:days]) / days
    for move in moves[days:]:
        gain = (gain * (days - 1) + max(move, 0)) / days
        fall = (fall * (days - 1) + max(-move, 0)) / days
    if gain + fall < 1e-9:
        return
    assert what is not None
    assert float(what.value) == pytest.approx(100 * gain / (gain + fall), abs=1e-5)


@given(CLOSES, st.integers(2, 20))
@settings(max_examples=60)
def test_percent_b_is_the_place_between_two_deviations(closes: list[int], days: int) -> None:
    what = last(Measure.PERCENT_B, (days,), bars(closes))
    window = closes[-days:]
    spread = statistics.pstdev(window) if len(window) == days else 0
    if not spread:
        assert len(window) < days or what is None
        return
    mean = statistics.fmean(window)
    assert what is not None
    assert float(what.value) == pytest.approx(
        (closes[-1] - mean + 2 * spread) / (4 * spread), abs=1e-5
    )


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=40), st.integers(2, 20))
@settings(max_examples=60)
def test_volume_is_a_multiple_of_the_traded_days_before(volumes: list[int], days: int) -> None:
    what = last(Measure.VOLUME, (days,), bars([50_000] * len(volumes), volumes))
    before = [v for v in volumes[-days - 1 : -1] if v]
    if len(volumes) <= days or not before or not volumes[-1]:
        assert what is None
        return
    assert what is not None
    expected = volumes[-1] / statistics.fmean(before)
    assert float(what.value) == pytest.approx(expected, rel=1e-9, abs=1e-5)


@given(CLOSES, st.integers(2, 5), st.integers(6, 20))
@example([50_000] * 30, 5, 20)
@settings(max_examples=60)
def test_a_cross_compares_the_two_averages(closes: list[int], fast: int, slow: int) -> None:
    what = last(Measure.CROSS, (fast, slow), bars(closes))
    if len(closes) < slow:
        assert what is None
        return
    lead = Fraction(sum(closes[-fast:]), fast) - Fraction(sum(closes[-slow:]), slow)
    assert what is not None
    golden = Condition(Measure.CROSS, "005930", periods=(fast, slow))
    dead = Condition(Measure.CROSS, "005930", Toward.BELOW, periods=(fast, slow))
    assert holds(golden, Found(what.value, Decimal(0))) is (lead > 0)
    assert holds(dead, Found(what.value, Decimal(0))) is (lead < 0)


@given(CLOSES)
def test_a_value_of_a_day_does_not_change_with_the_days_after_it(closes: list[int]) -> None:
    condition = Condition(Measure.RSI, "005930", level=Decimal(30), periods=(5,))
    whole = daily(condition, bars(closes))
    assert whole[:-1] == daily(condition, bars(closes[:-1]))


@given(st.lists(PRICES, max_size=6), st.sampled_from(list(Toward)))
def test_the_furthest_value_is_met_if_any_is(prices: list[int], toward: Toward) -> None:
    condition = Condition(Measure.PRICE, "005930", toward, Decimal(5_000_000))
    values = [Found(Decimal(p), Decimal(5_000_000)) for p in prices]
    far = furthest(condition, values)
    assert (far is not None and holds(condition, far)) is any(holds(condition, v) for v in values)
    assert side_of(condition) is toward


def test_what_is_shown_is_short_and_whole_won_are_whole() -> None:
    shown = [str(Found(Decimal(v), Decimal(0)).shown) for v in ("80300", "0.05", "1E+5")]
    assert shown == ["80300", "0.05", "100000"]
    assert str(Found(Decimal(1) / 3, Decimal(0)).shown) == "0.333333"

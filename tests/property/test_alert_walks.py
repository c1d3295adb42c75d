"""Under any walk of values an alert speaks as often as a naive model says, restarts or not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.domain.alert import Alert, AlertState, Condition, Measure, Toward
from core.flow.alerts.comeback import BY_DAY, came_back
from core.flow.alerts.judge import Turn, judge
from core.flow.alerts.values import Found, holds
from tests import samples

LEVEL = Decimal(100)
WALKS = st.lists(st.integers(90, 110).map(Decimal) | st.none(), max_size=80)
# How far back, of a level of 100, in each measure's unit: written down here a second time.
BACK = {
    Measure.PRICE: Decimal("0.5"),
    Measure.MOVE: Decimal("0.005"),
    Measure.RETURN: Decimal("0.005"),
    Measure.RSI: Decimal(2),
    Measure.PERCENT_B: Decimal("0.1"),
    Measure.VOLUME: Decimal(10),
}
MEASURES = st.sampled_from(sorted(BACK))
SIDES = st.sampled_from(list(Toward))


def walked(alert: Alert, walk: list[Decimal | None]) -> tuple[list[int], Alert]:
    """Judge a walk and give the places at which the alert spoke, and what became of it."""
    spoke = []
    for at, value in enumerate(walk):
        what = None if value is None else Found(value, LEVEL)
        verdict = judge(alert, what)
        if verdict.turn is Turn.MET:
            spoke.append(at)
            alert = alert.met(samples.AT, value)
        elif verdict.turn is Turn.BACK:
            alert = replace(alert, state=AlertState.ARMED)
    return spoke, alert


def naive(measure: Measure, toward: Toward, walk: list[Decimal | None]) -> list[int]:
    sign = 1 if toward is Toward.ABOVE else -1
    ready, spoke = True, []
    for at, value in enumerate(walk):
        if value is None:
            continue
        ahead = sign * (value - LEVEL)
        if ready and ahead >= 0:
            spoke.append(at)
            ready = False
        elif not ready and ahead <= -BACK[measure]:
            ready = True
    return spoke


def alert_of(measure: Measure, toward: Toward, *, again: bool) -> Alert:
    days = (14,) if measure in (Measure.RSI, Measure.VOLUME, Measure.PERCENT_B) else ()
    return samples.alert(condition=Condition(measure, "005930", toward, LEVEL, days), again=again)


@given(MEASURES, SIDES, WALKS)
def test_again_speaks_exactly_as_often_as_the_naive_model(
    measure: Measure, toward: Toward, walk: list[Decimal | None]
) -> None:
    spoke, alert = walked(alert_of(measure, toward, again=True), walk)
    assert spoke == naive(measure, toward, walk)
    assert alert.times == len(spoke)


@given(MEASURES, SIDES, WALKS)
def test_once_speaks_at_the_first_crossing_and_never_more(
    measure: Measure, toward: Toward, walk: list[Decimal | None]
) -> None:
    spoke, alert = walked(alert_of(measure, toward, again=False), walk)
    assert spoke == naive(measure, toward, walk)[:1]
    assert alert.live is not bool(spoke)


@given(MEASURES, SIDES, WALKS, st.integers(0, 80))
def test_between_two_crossings_the_value_came_back(
    measure: Measure, toward: Toward, walk: list[Decimal | None], cut: int
) -> None:
    alert = alert_of(measure, toward, again=True)
    spoke, end = walked(alert, walk)
    for first, second in pairwise(spoke):
        between = [Found(v, LEVEL) for v in walk[first:second] if v is not None]
        assert any(came_back(alert.condition, one) for one in between)
    # Cut anywhere and gone on with from what is stored, it is the same.
    before, middle = walked(alert, walk[:cut])
    after, ended = walked(middle, walk[cut:])
    assert ([*before, *(cut + at for at in after)], ended) == (spoke, end)


@given(MEASURES, SIDES, st.integers(80, 120).map(Decimal))
def test_a_value_that_came_back_does_not_hold(
    measure: Measure, toward: Toward, value: Decimal
) -> None:
    condition = alert_of(measure, toward, again=True).condition
    what = Found(value, LEVEL)
    assert not (holds(condition, what) and came_back(condition, what))


@given(SIDES, st.lists(st.integers(-3, 3).map(Decimal), max_size=40))
def test_a_cross_speaks_once_until_the_lines_lie_the_other_way(
    toward: Toward, walk: list[Decimal]
) -> None:
    alert = samples.alert(
        condition=Condition(Measure.CROSS, "005930", toward, None, (5, 20)), again=True
    )
    ready = True
    for value in walk:
        verdict = judge(alert, Found(value, Decimal(0)))
        lead = value if toward is Toward.ABOVE else -value
        assert (verdict.turn is Turn.MET) is (ready and lead > 0)
        if verdict.turn is Turn.MET:
            alert, ready = alert.met(samples.AT, value), False
        elif verdict.turn is Turn.BACK:
            alert = replace(alert, state=AlertState.ARMED)
        ready = ready or lead <= 0


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=30))
def test_a_measure_of_the_day_speaks_once_a_day(walk: list[tuple[bool, bool]]) -> None:
    assert set(BACK).isdisjoint(BY_DAY)
    condition = Condition(Measure.CHANGE, "005930", level=Decimal("0.05"))
    alert, day = samples.alert(condition=condition, again=True), 0
    spoke: list[int] = []
    for high, next_day in walk:
        day += next_day
        found = Found(Decimal("0.06" if high else "0.01"), Decimal("0.05"))
        verdict = judge(alert, found, new_day=next_day)
        if verdict.turn is Turn.BACK:
            alert = replace(alert, state=AlertState.ARMED)
            verdict = judge(alert, found)
        assert (verdict.turn is Turn.MET) is (high and day not in spoke)
        if verdict.turn is Turn.MET:
            spoke.append(day)
            alert = alert.met(samples.AT, found.value)


def test_neither_the_paused_nor_the_ended_are_judged() -> None:
    for state in set(AlertState) - {AlertState.ARMED, AlertState.WAITING}:
        alert = samples.alert(state=state)
        assert judge(alert, Found(Decimal(99_999), Decimal(80_000))).turn is Turn.NOTHING


def test_a_touch_is_told_as_one_only_when_the_value_now_does_not_hold() -> None:
    alert, level = samples.alert(), Decimal(80_000)
    now, high = Found(Decimal(79_000), level), Found(Decimal(81_000), level)
    touched = judge(alert, now, [high, now])
    assert (touched.turn, touched.found, touched.touched) == (Turn.MET, high, True)
    seen = judge(alert, Found(Decimal(80_000), level), [high])
    assert (seen.found, seen.touched) == (Found(Decimal(80_000), level), False)

"""Mean reversion: when it buys and sells by the week and by the day, and its settings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.saying import decoded, say
from core.flow.decide import Choice, WarmingUp, choose, choose_before_close, latest
from core.strategies.base import NOTHING, Action, Bars, Holding, parse_params
from core.strategies.columns import bars_of
from core.strategies.mean_reversion import (
    EXIT_PENDING,
    OVERBOUGHT,
    OVERSOLD,
    WEEK_END,
    MeanReversion,
    ReversionRow,
)
from tests.refusals import refused
from tests.series import CALENDAR, from_closes

FLAT, HELD = Holding(0, 0.0, -1), Holding(10, 10_000.0, -1, 2)
LOW = ReversionRow(close=9_500, z=-3.0, z_before=-1.0, week_last=1, week_age=4, entry_day=1)
NAN = float("nan")


def rule(**given_: Any) -> Any:
    return MeanReversion.scalars(parse_params(MeanReversion, given_))


WEEKLY, DAILY = rule(mode="weekly"), rule(mode="daily")


def test_weekly_buys_on_the_weeks_last_session_only() -> None:
    assert MeanReversion.decide(LOW, FLAT, WEEKLY).reason == OVERSOLD
    assert MeanReversion.decide(LOW._replace(entry_day=0), FLAT, WEEKLY) == NOTHING


def test_weekly_enters_after_a_last_session_but_not_into_a_week_of_one() -> None:
    last, alone = np.array([False, True, True]), np.array([False, False, True])
    prices, never = np.full(3, 10_000.0), np.zeros(3, dtype=bool)
    bars = Bars(*([prices] * 5), never, last, never, alone)

    features = MeanReversion.features(bars, parse_params(MeanReversion, {}))

    assert features["entry_day"].tolist() == [0.0, 1.0, 0.0]


def test_daily_buys_on_any_day() -> None:
    row = LOW._replace(week_last=0, entry_day=0)

    assert MeanReversion.decide(row, FLAT, DAILY).reason == OVERSOLD


@pytest.mark.parametrize(("z", "action"), [(-2.0, Action.NOTHING), (-2.0001, Action.BUY)])
def test_the_threshold_itself_does_not_buy(z: float, action: Action) -> None:
    assert MeanReversion.decide(LOW._replace(z=z), FLAT, DAILY).action == action


@pytest.mark.parametrize(("z", "action"), [(2.0, Action.NOTHING), (2.0001, Action.SELL)])
def test_daily_sells_above_the_threshold(z: float, action: Action) -> None:
    decision = MeanReversion.decide(LOW._replace(z=z), HELD, DAILY)

    assert decision.action == action
    assert decision.reason == (OVERBOUGHT if action == Action.SELL else 0)


@pytest.mark.parametrize("settings", [WEEKLY, DAILY])
def test_an_undefined_z_neither_buys_nor_sells(settings: Any) -> None:
    row = LOW._replace(z=NAN, week_last=0)

    assert MeanReversion.decide(row, FLAT, settings) == NOTHING
    assert MeanReversion.decide(row, HELD, settings) == NOTHING


@pytest.mark.parametrize(
    ("before", "action"),
    [(-2.0, Action.BUY), (-2.5, Action.NOTHING), (NAN, Action.NOTHING), (1.0, Action.BUY)],
)
def test_cross_buys_only_on_the_bar_that_falls_through(before: float, action: Action) -> None:
    row = LOW._replace(z_before=before)

    assert MeanReversion.decide(row, FLAT, rule(mode="daily", entry="cross")).action == action


def test_the_deeper_fall_ranks_first() -> None:
    shallow, deep = (
        MeanReversion.decide(LOW._replace(z=z), FLAT, WEEKLY).score for z in (-2.5, -3.5)
    )

    assert (shallow, deep) == (2.5, 3.5)


def test_weekly_sells_all_before_the_close_of_the_last_session() -> None:
    decision = MeanReversion.exits_before_close(True, HELD, WEEKLY)

    assert (decision.action, decision.fraction, decision.reason) == (Action.SELL, 1.0, WEEK_END)
    assert MeanReversion.exits_before_close(False, HELD, WEEKLY) == NOTHING
    assert MeanReversion.exits_before_close(True, FLAT, WEEKLY) == NOTHING
    assert MeanReversion.exits_before_close(True, HELD, DAILY) == NOTHING


def test_weekly_ignores_z_while_holding_within_the_week() -> None:
    row = LOW._replace(z=4.0, week_last=0)

    assert MeanReversion.decide(row, HELD, WEEKLY) == NOTHING


def test_what_the_auction_left_is_sold_at_the_next_open() -> None:
    assert MeanReversion.decide(LOW, HELD, WEEKLY).reason == EXIT_PENDING


@pytest.mark.parametrize(
    ("since_entry", "action"),
    [(0, Action.NOTHING), (2, Action.NOTHING), (3, Action.SELL), (-1, Action.NOTHING)],
)
def test_a_position_of_last_week_is_still_due(since_entry: int, action: Action) -> None:
    wednesday = LOW._replace(z=NAN, week_last=0, week_age=2)

    decision = MeanReversion.decide(wednesday, Holding(10, 10_000.0, -1, since_entry), WEEKLY)

    assert decision.action == action


@given(z=st.floats(-4, 4), last=st.sampled_from([0.0, 1.0]), alone=st.sampled_from([0.0, 1.0]))
def test_a_holding_never_buys_and_a_flat_book_never_sells(
    z: float, last: float, alone: float
) -> None:
    row = LOW._replace(z=z, week_last=last, entry_day=alone)

    for settings in (WEEKLY, DAILY):
        assert MeanReversion.decide(row, HELD, settings).action != Action.BUY
        assert MeanReversion.decide(row, FLAT, settings).action != Action.SELL


def test_defaults_are_the_seeds() -> None:
    made = parse_params(MeanReversion, {})

    assert made.model_dump(exclude={"budget"}) == {
        "window": 20,
        "z_threshold": Decimal(2),
        "stop_loss": Decimal("0.05"),
        "take_profit": Decimal("0.11"),
        "ddof": 1,
        "mode": "weekly",
        "entry": "level",
    }
    assert (made.stop, made.take) == (Decimal("0.05"), Decimal("0.11"))


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"window": 5}, r"window=5 z stays within 1\.78"),
        ({"z_threshold": "4.3"}, "z stays within 4.2485"),
        ({"window": 5, "ddof": 0}, "z stays within 2.0000"),
        ({"entry": "cross"}, "entry=cross is for mode=daily"),
        ({"ddof": 2}, "ddof"),
        ({"window": 2}, "window"),
        ({"buy": 1}, "It has .*z_threshold"),
    ],
)
def test_bad_settings_are_refused_with_what_is_allowed(given_: dict[str, Any], says: str) -> None:
    with refused(says):
        parse_params(MeanReversion, given_)


def test_a_small_window_with_a_reachable_threshold_is_allowed() -> None:
    assert parse_params(MeanReversion, {"window": 5, "z_threshold": "1.5"})


def test_too_few_bars_are_told_as_warming_up() -> None:
    params, bars = parse_params(MeanReversion, {"mode": "daily"}), from_closes([10_000] * 19)

    assert latest(MeanReversion, params, bars_of(bars, CALENDAR), FLAT) == WarmingUp(19, 20)
    assert choose(MeanReversion, params, bars, FLAT, calendar=CALENDAR) is None


def test_a_due_exit_is_seen_with_the_smallest_window() -> None:
    params = parse_params(MeanReversion, {"window": 3, "z_threshold": "1"})
    bars = from_closes([10_000 + i for i in range(12)])  # ends on Wednesday 17 January 2024
    held = Holding(10, 10_000.0, -1, 3)

    choice = choose(MeanReversion, params, bars, held, calendar=CALENDAR)

    assert MeanReversion.startup_bars(params) == 6
    assert isinstance(choice, Choice)
    assert choice.code == "exit_pending"


def test_why_shows_z_and_its_limit() -> None:
    params = parse_params(MeanReversion, {"mode": "daily"})
    bars = from_closes([9_900, 10_100] * 9 + [9_900, 9_500])

    choice = choose(MeanReversion, params, bars, FLAT, calendar=CALENDAR)

    assert isinstance(choice, Choice)
    assert decoded(choice.reason) == say("reason.mean_reversion.oversold", days=20, most="2")
    assert [(decoded(name), value) for name, value in choice.indicators] == [
        (say("indicator.close"), "9,500"),
        (say("indicator.z", days=20), "-3.1537"),
        (say("indicator.z_limit"), "±2"),
    ]
    assert choice.decision.score == pytest.approx(3.153686, abs=5e-7)


def test_why_before_the_close_needs_no_values() -> None:
    params = parse_params(MeanReversion, {})

    choice = choose_before_close(MeanReversion, params, HELD, week_last=True, price=9_900)

    assert choice is not None
    assert (choice.code, choice.price, choice.indicators) == ("week_end", 9_900, ())
    assert decoded(choice.reason) == say("reason.mean_reversion.week_end")
    assert choose_before_close(MeanReversion, params, HELD, week_last=False, price=1) is None

"""The golden cross by the specification's numbers, its filters and its settings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.saying import decoded, say
from core.flow.decide import Choice, choose
from core.strategies.base import NOTHING, Action, Decision, Holding, params_hash, parse_params
from core.strategies.columns import bars_of, row_at
from core.strategies.ma_cross import CROSS, DEAD, LEVEL, CrossRow, GoldenCross
from tests.refusals import refused
from tests.series import CALENDAR, from_closes

CLOSES = [12, 11, 10, 9, 9, 12, 13, 12, 9, 8]
VOLUMES = [100] * 5 + [200] + [100] * 4
SMALL = {"fast": 2, "slow": 3, "volume_window": 3, "cross_within": 1, "entry_mode": "cross"}
FLAT = Holding(0, 0.0, -1)
HELD = Holding(10, 12.0, -1, 2)
UP = CrossRow(volume=200, fast=10.5, slow=10.0, volume_mean=100, cross_age=0)


def params(**given_: Any) -> Any:
    return parse_params(GoldenCross, {**SMALL, **given_})


def rule(**given_: Any) -> Any:
    return GoldenCross.scalars(params(**given_))


def decisions(held: Holding, **given_: Any) -> list[Decision]:
    settings = params(**given_)
    columns = GoldenCross.features(
        bars_of(from_closes(CLOSES, volumes=VOLUMES), CALENDAR), settings
    )
    rows = [row_at(GoldenCross, columns, i) for i in range(len(CLOSES))]
    return [GoldenCross.decide(row, held, GoldenCross.scalars(settings)) for row in rows]


def test_the_specified_sample_buys_at_index_5_only() -> None:
    bought = [i for i, d in enumerate(decisions(FLAT)) if d.action == Action.BUY]

    assert bought == [5]
    assert decisions(FLAT)[5].reason == CROSS


def test_the_specified_sample_sells_from_the_cross_down_at_index_8() -> None:
    sold = [i for i, d in enumerate(decisions(HELD)) if d.action == Action.SELL]

    assert sold == [2, 3, 4, 8, 9]
    assert decisions(HELD)[8] == Decision(int(Action.SELL), 1.0, 0.0, DEAD)


def test_volume_must_exceed_the_mean_of_the_bars_before() -> None:
    assert GoldenCross.decide(UP, FLAT, rule()).action == Action.BUY
    assert GoldenCross.decide(UP._replace(volume_mean=400 / 3), FLAT, rule()) == NOTHING
    assert GoldenCross.decide(UP._replace(volume=150), FLAT, rule()) == NOTHING


def test_level_enters_an_old_state_and_cross_does_not() -> None:
    old = UP._replace(cross_age=5)

    assert GoldenCross.decide(old, FLAT, rule(entry_mode="level")).reason == LEVEL
    assert GoldenCross.decide(old, FLAT, rule(cross_within=5)) == NOTHING
    assert GoldenCross.decide(old, FLAT, rule(cross_within=6)).reason == CROSS


def test_equal_averages_neither_enter_nor_exit() -> None:
    equal = UP._replace(fast=10.0)

    assert GoldenCross.decide(equal, FLAT, rule(entry_mode="level")) == NOTHING
    assert GoldenCross.decide(equal, HELD, rule()) == NOTHING


@pytest.mark.parametrize("column", ["fast", "slow", "volume_mean", "cross_age"])
def test_an_undefined_column_gives_no_entry(column: str) -> None:
    row = UP._replace(**{column: float("nan")})

    assert GoldenCross.decide(row, FLAT, rule()) == NOTHING


def test_a_halted_bar_says_nothing_in_either_direction() -> None:
    still = UP._replace(volume=0, volume_mean=0)

    assert GoldenCross.decide(still, FLAT, rule(volume_mult="0")) == NOTHING
    assert GoldenCross.decide(still._replace(fast=9.0), HELD, rule()) == NOTHING


@pytest.mark.parametrize(
    ("rest", "since", "action"),
    [(0, 0, Action.BUY), (20, 0, Action.NOTHING), (20, 19, Action.NOTHING), (20, 20, Action.BUY)],
)
def test_reentry_waits_the_set_bars_after_an_exit(rest: int, since: int, action: Action) -> None:
    decision = GoldenCross.decide(UP, Holding(0, 0.0, since), rule(reentry_bars=rest))

    assert decision.action == action


def test_reentry_does_not_hold_back_the_first_entry() -> None:
    assert GoldenCross.decide(UP, FLAT, rule(reentry_bars=20)).action == Action.BUY


@given(fast=st.floats(1, 2), slow=st.floats(1, 2))
def test_strength_is_the_distance_up_to_a_tenth(fast: float, slow: float) -> None:
    decision = GoldenCross.decide(UP._replace(fast=fast, slow=slow), FLAT, rule())

    if fast > slow:
        assert decision.score == pytest.approx(min(fast / slow - 1, 0.1) * 10)
        assert 0 <= decision.score <= 1
    else:
        assert decision == NOTHING


def test_warm_up_is_200_bars_for_level_and_201_for_cross() -> None:
    level, cross = (parse_params(GoldenCross, p) for p in GoldenCross.PRESETS.values())

    assert (GoldenCross.warm_up(level), GoldenCross.startup_bars(level)) == (200, 200)
    assert (GoldenCross.warm_up(cross), GoldenCross.startup_bars(cross)) == (201, 205)


def test_a_long_volume_window_needs_its_own_bars() -> None:
    assert GoldenCross.warm_up(params(volume_window=30)) == 31


def test_defaults_are_the_seeds() -> None:
    made = parse_params(GoldenCross, {})

    assert made.model_dump() == {
        "budget": 14_000_000,
        "fast": 50,
        "slow": 200,
        "volume_mult": Decimal("1.5"),
        "volume_window": 20,
        "stop_loss": Decimal("0.05"),
        "take_profit": Decimal("0.1"),
        "entry_mode": "level",
        "cross_within": 5,
        "reentry_bars": 0,
    }
    assert (made.stop, made.take) == (Decimal("0.05"), Decimal("0.1"))


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"fast": 200, "slow": 50}, r"fast=200 must be smaller than slow=50"),
        ({"fast": 0}, "fast"),
        ({"stop_loss": "1"}, "stop_loss"),
        ({"stop_loss": "NaN"}, "stop_loss"),
        ({"entry_mode": "maybe"}, "level, cross"),
        ({"fats": 5}, "It has .*fast"),
    ],
)
def test_bad_settings_are_refused_with_what_is_allowed(given_: dict[str, Any], says: str) -> None:
    with refused(says):
        parse_params(GoldenCross, given_)


def test_equal_settings_have_one_hash() -> None:
    plain, padded = params(stop_loss="0.05"), params(stop_loss="0.0500")

    assert params_hash(GoldenCross, plain) == params_hash(GoldenCross, padded)
    assert params_hash(GoldenCross, plain) != params_hash(GoldenCross, params(stop_loss="0.06"))


def text(name: str, **fields: int) -> str:
    return say(f"indicator.{name}", **fields).encoded()


def test_why_shows_the_values_that_decided() -> None:
    bars = from_closes(CLOSES[:6], volumes=VOLUMES[:6])

    choice = choose(GoldenCross, params(), bars, FLAT, calendar=CALENDAR)

    assert isinstance(choice, Choice)
    assert (choice.price, choice.code) == (12, "golden_cross")
    told = decoded(choice.reason)
    assert told is not None
    assert told.key == "reason.golden_cross.cross"
    assert told.fields[:2] == (("fast", 2), ("slow", 3))
    assert choice.indicators == (
        (text("mean", days=2), "10.50"),
        (text("mean", days=3), "10.00"),
        (text("volume"), "200"),
        (text("volume_mean", days=3), "100"),
        (text("volume_times"), "2.00"),
    )

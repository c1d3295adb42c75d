"""Walk forward beside every run: sets next to the asked one, chosen before and lived after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.backtest.event import run_event
from core.backtest.guards.finding import Verdict
from core.backtest.guards.rivals import LEAST_SESSIONS, MOST, rivals, walked
from core.backtest.guards.study import study
from core.backtest.settings import REFERENCE
from core.registry import discover
from core.strategies.base import STRATEGIES, Strategy, StrategyParams, parse_params
from tests.leaks.engine import market

discover("core.strategies")
CROSS = STRATEGIES.get("golden_cross")
SERIES = market(31, symbols=1, count=900)
SETTINGS = replace(REFERENCE, since=date.fromordinal(int(SERIES[0].day[300])))


def looked_at(strategy, params, settings=SETTINGS):
    result = run_event(strategy, params, SERIES, settings)
    return study(strategy, params, SERIES, result, start5=settings.cash5)


def test_rivals_are_the_nearest_values_of_what_is_searched():
    asked = parse_params(CROSS, {"fast": 12, "slow": 100})
    found = {(one.fast, one.slow) for one in rivals(CROSS, asked)}
    assert found == {(10, 100), (15, 100), (12, 80), (12, 120)}


def test_values_that_do_not_go_together_are_left_out():
    asked = parse_params(CROSS, {"fast": 15, "slow": 20})
    assert all(one.fast < one.slow for one in rivals(CROSS, asked))


@pytest.mark.parametrize(
    ("name", "given"),
    [(n, g) for n, s in STRATEGIES for g in (s.PRESETS or {n: {}}).values()],
)
def test_every_preset_has_rivals_and_none_is_itself(name, given):
    strategy = STRATEGIES.get(name)
    asked = parse_params(strategy, given)
    found = rivals(strategy, asked)
    assert 0 < len(found) <= MOST
    assert asked not in found
    assert len({one.model_dump_json() for one in found}) == len(found)


def test_a_strategy_that_names_nothing_to_search_is_varied_in_its_whole_numbers():
    class Params(StrategyParams):
        length: int = 8

    class Plain(Strategy):
        name = "plain"

    Plain.Params = Params
    assert [one.length for one in rivals(Plain, Params())] == [6, 10]
    Plain.Params = StrategyParams
    assert rivals(Plain, StrategyParams()) == []


def test_a_run_is_walked_over_its_own_sessions():
    asked = parse_params(CROSS, {"volume_mult": "0", "fast": 5, "slow": 20})
    looked = looked_at(CROSS, asked)
    tried: list[StrategyParams] = []

    def rerun(other):
        tried.append(other)
        return {"any": run_event(CROSS, other, SERIES, SETTINGS)}

    found = walked(looked, rerun)
    assert tried == rivals(CROSS, asked)
    assert found.name == "walk_forward"
    assert found == walked(looked, rerun)


def test_what_no_rival_beats_is_what_it_was():
    asked = parse_params(CROSS, {"volume_mult": "0", "fast": 5, "slow": 20})
    looked = looked_at(CROSS, asked)
    idle = run_event(CROSS, parse_params(CROSS, {"volume_mult": "20"}), SERIES, SETTINGS)
    assert not idle.fills
    found = walked(looked, lambda _: {"any": idle})
    if found.verdict is not Verdict.NOT_VERIFIED:
        assert 1 <= found.figure("choices") <= 2


def test_a_short_run_is_not_walked():
    days = SERIES[0].day
    last = date.fromordinal(int(days[300 + LEAST_SESSIONS - 2]))
    looked = looked_at(CROSS, parse_params(CROSS, {}), replace(SETTINGS, until=last))
    found = walked(looked, lambda _: pytest.fail("nothing must be run"))
    assert (found.verdict, found.case) == (Verdict.NOT_VERIFIED, "short")
    assert found.figure("sessions") == LEAST_SESSIONS - 1

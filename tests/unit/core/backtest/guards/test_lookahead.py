"""Cutting the data: what is looked at, what counts, and what cannot be told."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from core.backtest.guards.finding import Verdict
from core.backtest.guards.lookahead import lookahead
from core.backtest.guards.path import Track
from core.backtest.guards.recursion import recursion
from core.strategies.base import parse_params
from core.strategies.ma_cross import GoldenCross
from core.strategies.mean_reversion import MeanReversion
from tests.leaks import variants
from tests.leaks.engine import market

SERIES = market(11, symbols=2, count=500)
HONEST = variants.variant("honest", variants.CLEAN["momentum 5"])
LEAKY = variants.variant("leaky", variants.LEAKS["next close"])


def tracks(signals=(), first=variants.WARM_UP):
    return [Track(one.symbol, one.bars, first, tuple(signals)) for one in SERIES]


def test_every_signal_and_two_hundred_others_are_looked_at():
    found = lookahead(HONEST, variants.PARAMS, tracks(range(200, 250)))
    figures = dict(found.figures)
    assert found.verdict is Verdict.OK
    assert (figures["signals"], figures["asked"], figures["cuts"]) == (100, 100, 300)


def test_without_a_signal_nothing_is_verified():
    assert lookahead(HONEST, variants.PARAMS, tracks()).verdict is Verdict.NOT_VERIFIED


def test_a_leak_is_told_even_where_no_signal_was():
    found = lookahead(LEAKY, variants.PARAMS, tracks())
    assert found.verdict is Verdict.FAIL
    assert found.figure("features") == "sign"
    # The last bar of each symbol has no next one to read.
    assert 198 <= found.figure("changed") <= found.figure("cuts") == 200


def test_a_leak_at_the_signals_alone_is_found():
    # Forged at three bars in five hundred: a sample of others would miss it.
    marked = (301, 333, 402)

    def column(bars):
        sign = variants.change(bars, 3)
        for at in marked:
            if at + 1 < len(sign):
                sign[at] = bars.close[at + 1] - bars.close[at]
        return sign

    strategy = variants.variant("forged", column)
    found = lookahead(strategy, variants.PARAMS, tracks(marked), others=0)
    assert found.figure("changed") == found.figure("cuts") == 6


def test_bars_that_warm_up_are_not_looked_at():
    def column(bars):
        return np.where(np.arange(len(bars.close)) < 150, len(bars.close), bars.close)

    strategy = variants.variant("young", column)
    assert lookahead(strategy, variants.PARAMS, tracks((200,))).verdict is Verdict.OK
    early = lookahead(strategy, variants.PARAMS, tracks((200,), first=0))
    assert early.verdict is Verdict.FAIL


def test_more_signals_than_can_be_paid_for_are_drawn_and_counted():
    found = lookahead(HONEST, variants.PARAMS, tracks(range(200, 400)), most_bars=12_000)
    asked, signals = found.figure("asked"), found.figure("signals")
    assert signals == 400
    assert 30 <= asked <= 60


def test_the_same_seed_looks_at_the_same_bars():
    def one(seed):
        return lookahead(LEAKY, variants.PARAMS, tracks((300,)), seed=seed)

    assert one(1) == one(1)
    assert one(1).figure("seed") != one(2).figure("seed")


@pytest.mark.parametrize(
    ("strategy", "given_"),
    [
        (GoldenCross, {}),
        (GoldenCross, {"entry_mode": "cross"}),
        (MeanReversion, {}),
        (MeanReversion, {"mode": "daily"}),
    ],
)
def test_shipped_strategies_read_nothing_ahead(strategy, given_):
    params = parse_params(strategy, given_)
    looked = tracks(range(300, 500, 7), first=250)
    assert lookahead(strategy, params, looked).verdict is Verdict.OK
    assert recursion(strategy, params, looked).verdict is Verdict.OK


def test_a_history_without_end_changes_decisions_with_its_start():
    strategy = variants.variant("expanding", variants.expanding)
    found = recursion(strategy, variants.PARAMS, tracks(range(300, 500, 5)))
    assert found.verdict is Verdict.FAIL
    assert found.figure("startup") == variants.WARM_UP
    assert found.figure("changed") > 0
    assert found.figure("from_50") >= found.figure("from_400") > 0


def test_a_short_memory_does_not_know_its_start():
    found = recursion(HONEST, variants.PARAMS, tracks(range(300, 500, 5)))
    assert found.verdict is Verdict.OK
    assert [found.figure(f"from_{n}") for n in (50, 100, 200, 400)] == [0, 0, 0, 0]


def test_a_recursive_average_forgets_its_start_slowly():
    strategy = variants.variant("smooth", variants.CLEAN["smooth crossing 12/26"])
    found = recursion(strategy, variants.PARAMS, tracks(range(450, 500, 5)))
    assert found.figure("from_50") > found.figure("from_100") > found.figure("from_200")


def test_signals_with_too_little_history_verify_nothing():
    found = recursion(HONEST, variants.PARAMS, tracks((60, 100)))
    assert found.verdict is Verdict.NOT_VERIFIED


def test_long_series_are_looked_at_in_pieces_and_nothing_is_missed():
    one = market(12, symbols=1, count=5_000, first=date(2000, 1, 4))[0]
    signals = tuple(range(400, 4_999, 40))
    track = Track(one.symbol, one.bars, 300, signals)
    honest = lookahead(HONEST, variants.PARAMS, [track], others=0)
    assert (honest.verdict, honest.figure("cuts")) == (Verdict.OK, len(signals))
    found = lookahead(LEAKY, variants.PARAMS, [track], others=0)
    assert found.figure("changed") == found.figure("cuts") == len(signals)


@pytest.mark.parametrize("name", ["full-sample mean", "full-sample rank", "line through all data"])
def test_what_is_measured_on_all_data_is_found_in_pieces_too(name):
    one = market(13, symbols=1, count=5_000, first=date(2000, 1, 4))[0]
    strategy = variants.variant("leaky", variants.LEAKS[name])
    found = lookahead(strategy, variants.PARAMS, [Track(one.symbol, one.bars, 300, (2_500,))])
    assert found.figure("changed") == found.figure("cuts")

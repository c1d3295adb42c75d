"""Where symbols are listed: what is known, what was said, and what is only assumed."""

from __future__ import annotations

import pytest

from bot.backtest_plan import assumed_plan
from bot.backtest_words import assumed_words
from bot.listed import places_of, unknown
from bot.locale.catalogue import Catalogue
from tests.refusals import refused


def test_known_funds_and_kosdaq_shares_are_not_taken_for_kospi():
    found = places_of(["005930", "247540", "069500"])
    assert found == {"247540": "KOSDAQ", "069500": "ETF"}


def test_what_was_said_goes_before_what_is_known():
    assert places_of(["005930", "069500"], "etn") == {"005930": "ETN", "069500": "ETN"}
    assert places_of(["005930", "069500"], "069500=kospi") == {}
    assert places_of(["005930", "900001"], "KOSDAQ,005930=KONEX") == {
        "005930": "KONEX", "900001": "KOSDAQ",
    }  # fmt: skip


def test_what_is_only_assumed_is_named():
    assert unknown(["005930", "069500", "900001", "900002"], "900002=KOSPI") == ["900001"]
    assert unknown(["900001"], "KOSDAQ") == []


@pytest.mark.parametrize("asked", ["NYSE", "1=ETF", "069500=", "=ETF", "069500=ETF,x"])
def test_another_market_is_refused_with_what_is_allowed(asked):
    with refused("KOSPI, KOSDAQ, KONEX, ETF, ETN"):
        places_of(["069500"], asked)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, ("0.015 %(10원 미만 버림)", "KOSPI 2종목", "ETF 1종목", "ETF 매도세 없음")),
        ({"commission": "0"}, ("수수료 없음",)),
        ({"usual": "kis/nxt"}, ("0.0130527 %",)),
        ({"commission": "0.02%", "usual": "kis"}, ("수수료 0.02 %",)),
        ({"market": "KOSDAQ"}, ("KOSDAQ의",)),
        ({"reference": True, "usual": "kis"}, ("0.015 %,", "매도세 0.18 %")),
        ({"reference": True, "commission": "0"}, ("수수료 없음", "매도세 0.18 %")),
    ],
)
def test_the_result_says_what_was_taken(given, said):
    symbols = ["005930", "000660", "069500"]
    words = assumed_words(assumed_plan(symbols, **given), symbols, Catalogue("ko"))
    for part in said:
        assert part in words

"""What a sentence asks a backtest for, in any order, by Korean and English names."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.backtest_asked import MOST, USUAL, understand
from bot.commands.base import UsageError
from bot.locale.catalogue import Catalogue
from bot.periods import Period
from bot.symbol_names import NAMES
from core.registry import discover
from core.strategies.base import STRATEGIES

discover("core.strategies")
KO = Catalogue("ko")
WORDS = list(itertools.permutations(["볼린저", "삼전", "3년", "stop_loss=5%"]))
LISTED = {"900001": "한강 소프트", "900002": "한강", "051910": "남의회사"}


def asked(text: str, words: Catalogue = KO):
    return understand(text.split(), strategies=STRATEGIES, names=LISTED, words=words)


@pytest.mark.parametrize(
    ("said", "name", "strategy"),
    [
        ("볼린저", "bollinger", "bollinger"),
        ("볼린저 %B", "bollinger", "bollinger"),
        ("bollinger", "bollinger", "bollinger"),
        ("Bollinger", "bollinger", "bollinger"),
        ("ma", "golden_cross", "golden_cross"),
        ("macd", "macd", "macd"),
        ("골든크로스", "golden_cross", "golden_cross"),
        ("golden_cross_level", "golden_cross_level", "golden_cross"),
        ("평균 회귀", "mean_reversion", "mean_reversion"),
        ("평균회귀", "mean_reversion", "mean_reversion"),
        ("mean_reversion_daily", "mean_reversion_daily", "mean_reversion"),
        ("Mean reversion", "mean_reversion", "mean_reversion"),
        ("엔벨로프", "envelope", "envelope"),
        ("envelope_5", "envelope_5", "envelope"),
        ("RSI", "rsi", "rsi"),
        ("rsi 되돌림", "rsi", "rsi"),
        ("stocklab", "stocklab", "tick_target"),
    ],
)
def test_strategies_and_presets_go_by_every_name(said, name, strategy):
    found = asked(f"{said} 삼전 3년")
    assert (found.name, found.strategy) == (name, strategy)
    assert found.symbols == ("005930",)


@pytest.mark.parametrize("name", STRATEGIES.names())
@pytest.mark.parametrize("code", ["ko", "en"])
def test_every_strategy_is_found_by_its_title_and_its_presets(name, code):
    words, strategy = Catalogue(code), STRATEGIES.get(name)
    assert asked(words.strategy(name, strategy.title), words).strategy == name
    for preset in strategy.PRESETS:
        found = asked(preset, words)
        assert (found.name, found.strategy) == (preset, name)


@pytest.mark.parametrize("words", WORDS)
def test_the_order_of_the_words_does_not_matter(words):
    found = asked(" ".join(words))
    assert found.name == "bollinger"
    assert found.symbols == ("005930",)
    assert found.period == Period(months=36)
    assert found.sets == ("stop_loss=5%",)


@pytest.mark.parametrize(
    ("said", "symbols"),
    [
        ("삼전 하이닉스", ("005930", "000660")),
        ("삼전,하닉,기아", ("005930", "000660", "000270")),
        ("005930 000660", ("005930", "000660")),
        ("SK 하이닉스", ("000660",)),
        ("한강 소프트", ("900001",)),
        ("한강", ("900002",)),
        ("한강 한강 소프트", ("900002", "900001")),
        ("KODEX 200 삼전", ("069500", "005930")),
        ("삼전 삼성전자 005930", ("005930",)),
        ("", ()),
    ],
)
def test_symbols_go_by_name_nickname_and_code_the_longest_first(said, symbols):
    assert asked(f"볼린저 {said} 2024").symbols == symbols


def test_nothing_said_of_the_period_means_three_years():
    assert asked("볼린저 삼전").period == USUAL == Period(months=36)
    assert asked("볼린저 최근 6개월 동안").period == Period(months=6)


@pytest.mark.parametrize(
    ("said", "key", "told"),
    [
        ("", "backtest.which", "볼린저 %B(bollinger)"),
        ("3년", "backtest.which", "골든크로스(golden_cross)"),
        ("삼전 3년", "backtest.no_strategy", "bollinger"),
        ("볼링 삼전", "backtest.no_strategy", "볼링"),
        ("볼린저 삼성", "backtest.no_symbol", "삼성"),
        ("볼린저 삼전 3욘", "backtest.no_symbol", "3욘"),
        ("볼린저 00593", "backtest.no_symbol", "00593"),
        ("볼린저 macd 삼전", "backtest.no_symbol", "macd"),
        ("볼린저 LG 화학 3년", "backtest.several", "남의회사 051910"),
        ("볼린저 삼전 3년 2024", "backtest.two_periods", ""),
    ],
)
def test_what_is_not_understood_is_named_with_what_is_possible(said, key, told):
    with pytest.raises(UsageError) as caught:
        asked(said)
    assert caught.value.key == key
    assert told in " ".join(map(str, caught.value.fields.values()))
    for code in ("ko", "en"):
        words = Catalogue(code)
        text = words.t(caught.value.key, **caught.value.fields)
        assert key not in text
        assert told in text


def test_more_symbols_than_allowed_are_counted():
    codes = " ".join(list(NAMES)[: MOST + 1])
    with pytest.raises(UsageError) as caught:
        asked(f"rsi {codes}")
    assert caught.value.fields == {"found": MOST + 1, "most": MOST}
    assert len(asked(f"rsi {' '.join(list(NAMES)[:MOST])}").symbols) == MOST


def test_a_name_of_two_symbols_is_asked_back():
    twins = {"900003": "쌍둥이", "900004": "쌍둥이"}
    with pytest.raises(UsageError) as caught:
        understand(["rsi", "쌍둥이"], strategies=STRATEGIES, names=twins, words=KO)
    assert caught.value.key == "backtest.several"
    assert "쌍둥이 900003" in str(caught.value.fields["several"])


@given(st.lists(st.text(min_size=1, max_size=12), max_size=6))
def test_any_words_are_understood_or_refused_by_name(words):
    said = [part for word in words for part in word.split()]
    found: str = ""
    try:
        found = understand(said, strategies=STRATEGIES, names=LISTED, words=KO).strategy
    except UsageError as error:
        found = error.key
    assert found in STRATEGIES.names() or KO.has(found)


def test_costs_and_markets_are_no_parameters():
    found = asked("rsi 247540 수수료=0 시장=KOSDAQ period=10")
    assert (found.commission, found.market, found.sets) == ("0", "KOSDAQ", ("period=10",))
    assert asked("rsi 247540 commission=kis/nxt MARKET=etf").commission == "kis/nxt"


def test_a_code_without_a_known_name_is_a_symbol():
    assert asked("볼린저 900777 3년").symbols == ("900777",)

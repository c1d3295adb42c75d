"""A strategy is found by its id, its title in the language in use and what else it is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale.catalogue import Catalogue
from bot.strategy_names import StrategyNames
from core.registry import discover
from core.strategies.base import STRATEGIES

discover("core.strategies")
NAMES = StrategyNames(STRATEGIES, Catalogue("ko"))


@pytest.mark.parametrize("code", ["ko", "en"])
def test_every_strategy_is_found_by_the_title_that_people_see(code: str) -> None:
    words = Catalogue(code)
    names = StrategyNames(STRATEGIES, words)
    for name, strategy in STRATEGIES:
        title = words.strategy(name, strategy.title)
        assert {names.find(title), names.find(name), names.find(title.upper())} == {name}
        assert names.first((*title.split(), "뉴스")) == (name, ("뉴스",))


@pytest.mark.parametrize(
    ("said", "name"),
    [("볼린저", "bollinger"), ("평균회귀", "mean_reversion"), ("골크", "golden_cross"),
     ("볼린", "bollinger"), ("없는전략", None), ("", None), ("!!", None), ("볼", None)],
)  # fmt: skip
def test_short_names_and_beginnings_count_where_one_strategy_is_meant(
    said: str, name: str | None
) -> None:
    assert NAMES.find(said) == name


@given(st.lists(st.text(max_size=8), max_size=5))
def test_words_that_name_nothing_are_all_left(words: list[str]) -> None:
    name, left = NAMES.first(words)
    assert (name == "") is (left == tuple(words))


def test_presets_are_names_only_where_asked() -> None:
    presets = {one for _, strategy in STRATEGIES for one in strategy.PRESETS}
    alone = presets.difference(STRATEGIES.names())
    known = StrategyNames(STRATEGIES, Catalogue("ko"), presets=True)
    assert alone
    assert {known.find(preset) for preset in presets} == presets
    assert not {NAMES.find(preset) for preset in alone} & alone

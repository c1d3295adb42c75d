"""Names of symbols: the longest listed one wins, none is two, and codes are themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.symbol_names import CALLED, NAMES, doubted, meant, plain
from core.domain.instrument import SYMBOL


@pytest.mark.parametrize(
    ("said", "symbol"),
    [
        ("삼전", "005930"),
        ("삼성전자", "005930"),
        ("삼전우", "005935"),
        ("삼전기", "009150"),
        ("하이닉스", "000660"),
        ("sk 하이닉스", "000660"),
        ("KT", "030200"),
        ("kt&g", "033780"),
        ("카카오", "035720"),
        ("카카오뱅크", "323410"),
        ("에코프로", "086520"),
        ("에코프로비엠", "247540"),
        ("엔솔", "373220"),
        ("한전", "015760"),
        ("모비스", "012330"),
        ("곱버스", "252670"),
        ("KODEX 200", "069500"),
        ("네이버", "035420"),
        ("A005930", "005930"),
    ],
)
def test_what_people_say_means_one_symbol(said, symbol):
    assert meant(said, {}) == [symbol]


@pytest.mark.parametrize("said", ["삼성", "현대", "에코", "없는 회사", "", "00593"])
def test_what_is_several_or_nothing_is_not_guessed(said):
    assert meant(said, {}) == []


@given(st.sampled_from(sorted(NAMES)))
def test_every_code_and_every_listed_name_means_itself(symbol):
    assert SYMBOL.fullmatch(symbol)
    assert meant(symbol, {}) == [symbol]
    assert meant(NAMES[symbol], {}) == [symbol]
    assert meant(f" {NAMES[symbol].lower()} ", {}) == [symbol]


def test_names_of_the_market_come_before_the_ones_here():
    assert meant("한강", {"900001": "한강"}) == ["900001"]
    assert meant("900001", {"900001": "한강"}) == ["900001"]
    assert meant("삼전", {"900002": "삼전"}) == ["900002"]
    assert sorted(meant("쌍둥이", {"900003": "쌍둥이", "900004": "쌍둥이"})) == ["900003", "900004"]


# Some with nicknames and two that only the list knows, listed under one another's names.
SOME = ("005930", "005935", "012330", "036570", "105190", "003550", "900001", "900002")
CALLS = [name for code in SOME if code in CALLED for name in CALLED[code].split(", ")] + ["한강"]
LISTS = st.dictionaries(st.sampled_from(SOME), st.sampled_from(CALLS))


@given(st.sampled_from(CALLS), LISTS)
def test_a_name_means_what_a_look_at_every_name_finds(said, names):
    calls = {code: set(map(plain, called.split(", "))) for code, called in CALLED.items()}
    listed = {code for code, name in names.items() if plain(name) == plain(said)}
    ours = {code for code in calls if plain(said) in calls[code]}
    agreed = {code for code in ours if plain(names.get(code, NAMES[code])) in calls[code]}
    beside = {code for code in agreed if code in names or plain(NAMES[code]) == plain(said)}
    assert set(meant(said, names)) == (listed | beside if listed else agreed)
    assert set(doubted(said, names)) == (set() if listed or agreed else ours)

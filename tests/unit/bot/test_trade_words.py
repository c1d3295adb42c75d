"""The words of an order: what each says, and that nothing is put in for what was not said."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.base import UsageError
from bot.name_search import find_name
from bot.trade_buttons import size_words
from bot.trade_words import LIMIT, TradeWords, parse_trade, size_in
from core.domain.position import OUTSIDE, PERSON
from core.domain.signal import Size

KNOWN = frozenset({"golden_cross"})
NAMES = {
    "005930": "삼성전자", "005935": "삼성전자우", "069500": "KODEX 200", "105560": "KB금융",
    "086520": "에코프로", "247540": "에코프로비엠",
}  # fmt: skip


def said(text: str) -> TradeWords:
    return parse_trade(tuple(text.split()), KNOWN)


@pytest.mark.parametrize(
    ("text", "size", "limit"),
    [
        ("10주", Size(shares=10), 0),
        ("1,000주", Size(shares=1_000), 0),
        ("10shares", Size(shares=10), 0),
        ("20만원", Size(budget=200_000), 0),
        ("20만", Size(budget=200_000), 0),
        ("1.5만원", Size(budget=15_000), 0),
        ("200,000원", Size(budget=200_000), 0),
        ("₩200000", Size(budget=200_000), 0),
        ("200000won", Size(budget=200_000), 0),
        ("3백만원", Size(budget=3_000_000), 0),
        ("1억", Size(budget=100_000_000), 0),
        ("20만원어치", Size(budget=200_000), 0),
        ("절반", Size(fraction=Decimal("0.5")), 0),
        ("반", Size(fraction=Decimal("0.5")), 0),
        ("30%", Size(fraction=Decimal("0.3")), 0),
        ("30프로", Size(fraction=Decimal("0.3")), 0),
        ("1/3", Size(fraction=Decimal("0.3333")), 0),
        ("전량", Size(fraction=Decimal(1)), 0),
        ("10주 70000원", Size(shares=10), 70_000),
        ("10주 7만원", Size(shares=10), 70_000),
        ("7만원 10주", Size(shares=10), 70_000),
        ("10주 @70000", Size(shares=10), 70_000),
        ("10주 @70,000원", Size(shares=10), 70_000),
        ("7만원에 10주", Size(shares=10), 70_000),
        ("10주 지정가 70000원", Size(shares=10), 70_000),
        ("20만원 70000원", Size(budget=200_000), 70_000),
        ("전량 80000원", Size(fraction=Decimal(1)), 80_000),
        ("shares 10 @70000", Size(shares=10), 70_000),
        ("70000원에", None, 70_000),
        ("", None, 0),
    ],
)
def test_sizes_and_prices(text: str, size: Size | None, limit: int) -> None:
    assert (said(text).size, said(text).limit) == (size, limit)


@pytest.mark.parametrize(
    ("text", "owner"),
    [("10주 밖", OUTSIDE), ("10주 내것", PERSON), ("golden_cross 10주", "golden_cross")],
)
def test_whose(text: str, owner: str) -> None:
    assert said(text).owner == owner


@pytest.mark.parametrize(
    "text",
    [
        "0주", "-3주", "1.5주", "0원", "0.5원", "120%", "0%", "1/0", "5/3", "10주 20주",
        "10주 절반", "10주 7만원 8만원", "20만원 20만원어치", "@", "@x", "열주", "10주 5%",
        "9999999999999999주", "10 20", "시장가 @70000", "10주 20만원어치",
    ],
)  # fmt: skip
def test_what_contradicts_or_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        said(text)


def test_a_number_without_a_unit_has_no_size() -> None:
    assert (said("10").size, said("10").bare) == (None, 10)
    assert said("시장가 10주").market


@given(
    st.one_of(
        st.builds(lambda n: Size(shares=n), st.integers(1, 10**12)),
        st.builds(lambda n: Size(budget=n), st.integers(1, 10**12)),
        st.builds(lambda n: Size(fraction=Decimal(n) / 10_000), st.integers(1, 10_000)),
    )
)
def test_what_a_button_says_reads_back_exactly(size: Size) -> None:
    (word,) = size_words(size)
    assert parse_trade((word,), KNOWN).size == size


@given(st.text(max_size=20))
def test_any_word_is_read_or_refused_with_words(word: str) -> None:
    with contextlib.suppress(UsageError):
        size_in(word)
        assert parse_trade((word,), KNOWN) != TradeWords() or word.lower() in {"shares", *LIMIT}


@pytest.mark.parametrize(
    ("text", "symbols", "rest"),
    [
        ("삼전 10주", ("005930",), ("10주",)),
        ("삼성전자우 10주", ("005935",), ("10주",)),
        ("KODEX 200 10주", ("069500",), ("10주",)),
        ("kodex200 10주", ("069500",), ("10주",)),
        ("A005930 10주", ("005930",), ("10주",)),
        ("10 005930", ("005930",), ("10",)),
        ("에코프로 3주", ("086520",), ("3주",)),
    ],
)
def test_the_longest_name_is_meant(
    text: str, symbols: tuple[str, ...], rest: tuple[str, ...]
) -> None:
    found = find_name(tuple(text.split()), NAMES)
    assert (found.symbols, found.rest, found.alike) == (symbols, rest, False)


def test_what_is_only_a_part_of_a_name_is_never_taken_for_it() -> None:
    found = find_name(("에코", "3주"), NAMES)
    assert (found.alike, set(found.symbols)) == (True, {"086520", "247540"})
    assert find_name(("듣도보도못한", "3주"), NAMES).symbols == ()

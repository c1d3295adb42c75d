"""Trade records: read by position, refused when unreadable, and the indicators they move."""

from __future__ import annotations

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st

from core.brokers.kis.numbers import BadField
from core.brokers.kis.tick_path import TickPath
from core.brokers.kis.trades import Trade, trade
from core.indicators.stream import Values
from tests.kis_wire import TRADE

FIELDS = tuple(TRADE.split("^"))
SYMBOL, TIME, PRICE, SIZE, HALTED, HOUR = 0, 1, 2, 12, 35, 43


def record(**changes: str) -> tuple[str, ...]:
    """Give the sheet's example with other fields by their places, such as f2="71900"."""
    fields = list(FIELDS)
    for name, value in changes.items():
        fields[int(name[1:])] = value
    return tuple(fields)


def frame_of(*records: tuple[str, ...]) -> str:
    return f"0|H0STCNT0|{len(records):03d}|{'^'.join('^'.join(r) for r in records)}"


def test_the_sheets_example_is_read_by_its_places() -> None:
    assert trade(FIELDS) == Trade(
        "005930", "093354", 71_900, 1, 71_900, 71_800, 3_052_507, 219_853_241_700, False, True
    )


def test_fields_that_came_later_are_left_alone() -> None:
    assert trade((*FIELDS, "more", "again")) == trade(FIELDS)


@pytest.mark.parametrize("hour", ["A", "B", "C", "D", ""])
def test_what_an_auction_expects_is_no_trade(hour: str) -> None:
    assert not trade(record(f43=hour)).traded


@pytest.mark.parametrize(
    "wrong",
    [
        {"f2": "0"}, {"f2": "-71900"}, {"f2": ""}, {"f2": "７１９００"}, {"f2": "71900.5"},
        {"f1": "0933"}, {"f1": "09335４"}, {"f35": "X"}, {"f0": "00593"}, {"f12": "one"},
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_read_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(BadField):
        trade(record(**wrong))


@given(place=st.integers(0, 45), text=st.text(max_size=12))
def test_whatever_stands_in_a_field_it_is_read_exactly_or_refused(place: int, text: str) -> None:
    try:
        seen = trade(record(**{f"f{place}": text}))
    except BadField:
        return
    assert seen.price > 0
    if place == SIZE:
        assert seen.size == int(text.replace(",", "").partition(".")[0])


def test_a_record_of_fewer_fields_is_refused() -> None:
    with pytest.raises(BadField, match="45 fields, fewer than 46"):
        trade(FIELDS[:-1])


TICKS = st.lists(
    st.tuples(
        st.sampled_from(["005930", "000660"]),
        st.integers(-3, 3).map(lambda n: 70_000 + 100 * n),
        st.sampled_from(["0", "0", "0", "C"]),
    ),
    max_size=120,
)


@given(ticks=TICKS)
def test_each_symbols_trades_move_its_own_indicators_as_a_batch_says(
    ticks: list[tuple[str, int, str]],
) -> None:
    heard: dict[str, list[tuple[Trade, Values]]] = {"005930": [], "000660": []}
    path = TickPath(lambda seen, values: heard[seen.symbol].append((seen, values)))

    for symbol, price, hour in ticks:
        path.take(frame_of(record(f0=symbol, f2=str(price), f43=hour)))

    for symbol, found in heard.items():
        prices = np.array([float(p) for s, p, hour in ticks if (s, hour) == (symbol, "0")])
        assert [float(seen.price) for seen, _ in found] == prices.tolist()
        if len(prices):
            averages = [values[0] for _, values in found]
            np.testing.assert_allclose(averages, talib.SMA(prices, 20), rtol=1e-9)


def test_a_frame_of_several_records_is_several_ticks() -> None:
    heard: list[int] = []
    path = TickPath(lambda seen, _: heard.append(seen.price))

    path.take(frame_of(record(f2="70000"), record(f2="70100"), record(f2="70200")))

    assert heard == [70_000, 70_100, 70_200]

"""The JSON of a run loses nothing: whole numbers stay whole, parts of a won are written out."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.backtest.result import Fill, Result
from core.backtest.result_json import run_json, won
from core.domain.signal import Side

HEAD = {"strategy": "x", "from": "2013-01-02", "to": "2013-01-03"}


def result(cash5: int, *fills: Fill, scale: int = 1) -> Result:
    return Result(("000001",), fills, cash5, (), (), (), scale=scale)


@given(st.integers(-(2**62), 2**62))
def test_money_is_written_exactly(amount5):
    text = run_json(HEAD, {"000001": result(amount5)}, portfolio=False)
    found = json.loads(text, parse_float=Decimal)["symbols"]["000001"]
    assert found["cash"] * 100_000 == amount5
    assert found["cash"] == found["equity"] == won(amount5)
    assert isinstance(found["cash"], int) == (amount5 % 100_000 == 0)


def test_a_fill_is_a_line_with_its_price_in_won():
    fill = Fill("000001", 3, date(2013, 1, 2), Side.BUY, 7, 1_234_550_000, "up", 15, 0)
    text = run_json(HEAD, {"portfolio": result(5, fill, scale=100_000)}, portfolio=True)
    assert (
        '{"symbol": "000001", "date": "2013-01-02", "side": "buy", "qty": 7, '
        '"price": 12345.5, "reason": "up"}' in text
    )
    found = json.loads(text)["portfolio"]
    assert found["commission"] == 0.00015
    assert found["trades"] == 0


def test_a_run_without_fills_is_still_json():
    assert json.loads(run_json(HEAD, {}, portfolio=False))["symbols"] == {}
    text = run_json(HEAD, {"000001": result(0)}, portfolio=False)
    assert json.loads(text)["symbols"]["000001"]["fills"] == []

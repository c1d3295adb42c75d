"""Fields of the rows of orders and holdings: all that are needed, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.brokers.kis import calls
from core.brokers.kis.day_orders import day_rows
from core.brokers.kis.envelope import envelope
from core.domain.calendar import utc
from core.domain.commands import Holding
from core.net.http import Reply
from tests.kis_wire import (
    BRANCH,
    DAY,
    Wire,
    account,
    balance_page,
    day_list,
    filled_row,
    holding_row,
)
from tests.unit.core.brokers.kis.look_tools import fails, look


async def test_look_gives_rows_holdings_and_money():
    wire = Wire()
    account(wire, filled_row(shares=4), holdings=(holding_row(shares=4, cost=280_000),))
    view = await look(wire)
    (row,) = view.rows
    assert row.number == f"{BRANCH}-0000002891"
    assert (row.symbol, row.side, row.shares, row.price) == ("005930", "buy", 10, 70_000)
    assert (row.filled, row.amount, row.state, row.kind) == (4, 280_000, "open", "limit")
    assert row.placed_at == utc(DAY, 10, 0, 1)
    assert view.holdings == (Holding("005930", 4, 280_000),)
    assert (view.cash, view.orderable, view.day) == (9_300_000, 9_000_000, DAY)


async def test_fees_and_taxes_are_reckoned_by_date():
    wire = Wire()
    account(wire, filled_row("1"), filled_row("2", sll_buy_dvsn_cd="01"))
    bought, sold = (await look(wire)).rows
    assert (bought.fee, bought.tax) == (100, 0)
    assert (sold.fee, sold.tax) == (100, 1_400)


REQUIRED = (
    "ord_dt", "ord_gno_brno", "odno", "orgn_odno", "sll_buy_dvsn_cd", "pdno", "ord_qty",
    "ord_unpr", "ord_tmd", "tot_ccld_qty", "tot_ccld_amt", "ord_dvsn_cd", "cncl_cfrm_qty",
    "rmn_qty", "rjct_qty", "cncl_yn",
)  # fmt: skip


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("lack", ["missing", "null", "number"])
async def test_row_without_a_field_makes_the_list_incomplete(name, lack):
    wire = Wire()
    account(wire)
    row: dict = filled_row()
    if lack == "missing":
        del row[name]
    else:
        row[name] = None if lack == "null" else 1
    wire.put(calls.DAY_ORDERS, day_list(filled_row("9"), row))
    await fails(wire, "cannot be read")


@pytest.mark.parametrize("name", ["pdno", "hldg_qty", "pchs_amt"])
@pytest.mark.parametrize("lack", [None, "", "1.5"])
async def test_holding_without_a_field_makes_the_balance_incomplete(name, lack):
    wire = Wire()
    account(wire)
    wire.put(calls.BALANCE, balance_page(holding_row() | {name: lack}, paid=0))
    await fails(wire, "cannot be read|not a")


@pytest.mark.parametrize(
    "change",
    [
        {"ord_dt": "20261102"}, {"odno": "0000000000"}, {"odno": " "}, {"sll_buy_dvsn_cd": "00"},
        {"tot_ccld_amt": "0"}, {"ord_qty": "-10"}, {"ord_tmd": "256161"}, {"pdno": "5930"},
        {"cncl_yn": "?"}, {"rjct_qty": "-1"}, {"tot_ccld_qty": "１０"},
    ],
)  # fmt: skip
async def test_row_that_makes_no_sense_is_refused(change):
    wire = Wire()
    account(wire)
    wire.put(calls.DAY_ORDERS, day_list(filled_row(**change), totals=(0, 0)))
    await fails(wire, ".")


async def test_padding_prefix_and_suffix_change_nothing():
    wire = Wire()
    row = filled_row(
        pdno="A005930 ",
        ord_qty="0000000010",
        ord_unpr="70000.0000",
        orgn_odno="0000000000",
    )
    row |= {"tot_ccld_qty": " 10", "tot_ccld_amt": "700,000"}
    account(wire)
    wire.put(calls.DAY_ORDERS, day_list(row, totals=(10, 700_000)))
    (read,) = (await look(wire)).rows
    assert (read.symbol, read.shares, read.filled, read.amount) == ("005930", 10, 10, 700_000)
    assert (read.price, read.state) == (70_000, "filled")


@given(
    st.dictionaries(st.from_regex(r"\A[a-zA-Z_]{3,12}\Z"), st.none() | st.text() | st.integers())
)
def test_fields_that_nobody_knows_change_nothing(extra):
    plain = filled_row(shares=4)
    known = {name.lower() for name in plain}
    fresh = {k: v for k, v in extra.items() if k.lower() not in known}
    lowered = {k.lower(): v for k, v in fresh.items()}
    assert rows_of({**plain, **lowered}) == rows_of(plain)


@given(st.randoms(use_true_random=False))
def test_case_and_order_of_fields_change_nothing(rng):
    plain = filled_row(shares=4)
    items = list(plain.items())
    rng.shuffle(items)
    mixed = {"".join(rng.choice([c.lower(), c.upper()]) for c in k): v for k, v in items}
    assert rows_of(mixed) == rows_of(plain)


def rows_of(*rows: dict):
    response = day_list(*rows, totals=(0, 0))
    seen = envelope(Reply(200, {}, response.content))
    assert seen is not None
    return day_rows([seen], DAY)


async def test_holdings_of_one_symbol_are_added_and_sold_ones_left_out():
    wire = Wire()
    account(wire)
    lent = holding_row(shares=5, cost=350_000) | {"trad_dvsn_name": "자기융자"}
    wire.put(calls.BALANCE, balance_page(holding_row(), lent, holding_row("000660", 0, 0)))
    assert (await look(wire)).holdings == (Holding("005930", 15, 1_050_000),)

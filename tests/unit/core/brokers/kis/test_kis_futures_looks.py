"""Looks at a futures account: complete and exact, or no look at all."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from core.brokers.kis import futures_calls as calls
from core.brokers.kis.futures_account import FuturesAccount, Orderable
from core.domain.calendar import utc
from core.domain.commands import Holding
from core.domain.signal import Side
from core.errors import ReadFailed
from tests.kis_futures_wire import (
    CODE,
    LINES,
    STANDARD,
    account,
    approved,
    balance,
    ccnl,
    ccnl_row,
    contracts,
    filled,
    futures_live,
    futures_paper,
    master,
    position,
    taken,
)
from tests.kis_wire import ACCOUNT, BRANCH, DAY, Wire, bad, fine

NUMBER = f"{BRANCH}-0000002891"


async def look(wire: Wire, place=None, **parts):
    return await wire.kis(place or futures_paper(), **parts).broker.look(DAY)


async def listed(wire: Wire):
    """Give the adapter with the list of contracts read."""
    wire.put(calls.MASTER, master(*LINES))
    kis = wire.kis(futures_paper())
    await kis.market.instruments()
    return kis


async def test_filled_order_position_and_deposit_are_seen():
    wire = Wire()
    account(wire, filled(), held=(position(),))
    view = await look(wire)
    (row,) = view.rows
    assert (row.number, row.symbol, row.side, row.shares) == (NUMBER, CODE, "buy", 3)
    assert (row.price, row.filled, row.amount, row.kind) == (70_000, 3, 2_100_000, "limit")
    # 0.003 % of 2,100,000 cut to ten won; futures pay no transaction tax.
    assert (row.fee, row.tax, row.state) == (60, 0, "filled")
    assert row.placed_at == utc(DAY, 10, 0, 1)
    # Nobody has read the list yet: it is a contract all the same.
    assert row.is_contract
    assert view.holdings == (Holding(CODE, 3, 2_100_000, 10),)
    # Equity less the open profit: what our own books call cash.
    assert (view.cash, view.orderable) == (50_000_000 - 6_000, 49_700_000)


async def test_asked_is_for_everything_at_purchase_prices():
    wire = Wire()
    account(wire)
    await look(wire, futures_live())
    (orders,), (held,) = wire.requests(calls.DAY_ORDERS), wire.requests(calls.BALANCE)
    assert dict(orders.url.params) == {
        "CANO": ACCOUNT, "ACNT_PRDT_CD": "03", "STRT_ORD_DT": "20261103",
        "END_ORD_DT": "20261103", "SLL_BUY_DVSN_CD": "00", "CCLD_NCCS_DVSN": "00",
        "SORT_SQN": "AS", "STRT_ODNO": "", "PDNO": "", "MKET_ID_CD": "", "CTX_AREA_FK200": "",
        "CTX_AREA_NK200": "",
    }  # fmt: skip
    assert orders.headers["tr_id"] == "TTTO5201R"
    assert held.headers["tr_id"] == "CTFO6118R"
    assert held.url.params["EXCC_STAT_CD"] == "2"


@pytest.mark.parametrize(
    ("side", "way"), [("매수", 1), ("BUY", 1), ("매도", -1), ("SLL", -1), ("SELL", -1)]
)
async def test_position_has_the_sign_of_its_side(side, way):
    wire = Wire()
    account(wire, held=(position(side=side),))
    (held,) = (await look(wire)).holdings
    assert (held.shares, held.cost) == (3 * way, 2_100_000 * way)


async def test_position_that_was_closed_today_is_nothing():
    wire = Wire()
    account(wire, held=(position(count=0, side=""),))
    assert (await look(wire)).holdings == ()


@pytest.mark.parametrize(
    "change",
    [
        {"shtn_pdno": "201W12360"},
        {"shtn_pdno": ""},
        {"sll_buy_dvsn_name": ""},
        {"sll_buy_dvsn_name": "?"},
        {"cblc_qty": "-3"},
        {"cblc_qty": "1.5"},
        {"pchs_amt": "2100500"},
        {"pchs_amt": ""},
        {"ccld_avg_unpr1": "0.00000000"},
    ],
)
async def test_position_that_cannot_be_read_spoils_the_look(change):
    wire = Wire()
    account(wire, held=(position(**change),))
    with pytest.raises(ReadFailed, match="only stock futures are supported"):
        await look(wire)


@pytest.mark.parametrize(
    "name", ["shtn_pdno", "cblc_qty", "pchs_amt", "ccld_avg_unpr1", "sll_buy_dvsn_name"]
)
async def test_missing_field_of_a_position_spoils_the_look(name):
    wire, row = Wire(), position()
    del row[name]
    wire.put(calls.DAY_ORDERS, ccnl())
    wire.put(calls.BALANCE, balance(row))
    with pytest.raises(ReadFailed):
        await look(wire)


@pytest.mark.parametrize("name", ["evlu_pfls_amt_smtl", "ord_psbl_cash", "prsm_dpast"])
async def test_balance_without_its_money_is_no_balance(name):
    wire = Wire()
    wire.put(calls.DAY_ORDERS, ccnl())
    wire.put(calls.BALANCE, balance(**{name: ""}))
    with pytest.raises(ReadFailed, match="totals"):
        await look(wire)


async def test_balance_with_fewer_positions_than_its_own_sum_is_not_whole():
    wire = Wire()
    wire.put(calls.DAY_ORDERS, ccnl())
    wire.put(calls.BALANCE, balance(position(), pchs_amt_smtl="2800000"))
    with pytest.raises(ReadFailed, match="fewer positions"):
        await look(wire)


async def test_added_fields_are_accepted():
    wire = Wire()
    account(wire, filled(new_field="x"), held=(position(other="y"),))
    assert len((await look(wire)).rows) == 1


@pytest.mark.parametrize(
    "name",
    [
        "ord_gno_brno", "ord_dt", "odno", "orgn_odno", "sll_buy_dvsn_cd", "nmpr_type_cd", "pdno",
        "ord_qty", "ord_idx", "qty", "ord_tmd", "tot_ccld_qty", "tot_ccld_amt", "rjct_qty",
    ],
)  # fmt: skip
async def test_missing_field_of_an_order_spoils_the_look(name):
    wire, row = Wire(), ccnl_row()
    del row[name]
    wire.put(calls.DAY_ORDERS, fine("D", output1=[row], output2={
        "tot_ccld_qty_smtl": "0", "tot_ccld_amt_smtl": "0",
    }))  # fmt: skip
    wire.put(calls.BALANCE, balance())
    with pytest.raises(ReadFailed, match=name):
        await look(wire)


@pytest.mark.parametrize(
    "change",
    [
        {"ord_dt": "20261102"},
        {"sll_buy_dvsn_cd": "03"},
        {"pdno": "KR4111WC0003"},
        {"ord_qty": "three"},
        {"ord_idx": "70000.50000000"},
        {"tot_ccld_qty": "1"},
        {"tot_ccld_amt": "700000"},
        {"odno": "0000000000"},
    ],
)
async def test_order_that_cannot_be_read_spoils_the_look(change):
    wire = Wire()
    account(wire, ccnl_row(**change))
    with pytest.raises(ReadFailed):
        await look(wire)


async def test_standard_code_is_read_once_the_list_has_shown_it():
    wire = Wire()
    kis = await listed(wire)
    account(wire, ccnl_row(pdno=STANDARD))
    assert (await kis.broker.look(DAY)).rows[0].symbol == CODE


@pytest.mark.parametrize("amount", ["210000", "21000000"])
async def test_amount_without_the_contracts_multiplier_is_never_booked(amount):
    wire = Wire()
    kis = await listed(wire)
    account(wire, filled(tot_ccld_amt=amount))
    with pytest.raises(ReadFailed, match="tot_ccld_amt"):
        await kis.broker.look(DAY)


async def test_position_with_another_multiplier_than_the_list_spoils_the_look():
    wire = Wire()
    kis = await listed(wire)
    account(wire, held=(position(pchs_amt="21000000"),))
    with pytest.raises(ReadFailed, match="multiplier 100 here and 10"):
        await kis.broker.look(DAY)


async def test_mean_of_two_digits_still_agrees():
    wire = Wire()
    kis = await listed(wire)
    # 70,000 + 70,100 + 70,100 of ten shares each: the mean has no end.
    account(wire, filled(tot_ccld_amt="2102000", avg_idx="70066.67"))
    assert (await kis.broker.look(DAY)).rows[0].amount == 2_102_000


def cancel_of(parent: str, contracts_: int, **changes: str) -> dict[str, str]:
    base = {
        "orgn_odno": parent, "trad_dvsn_name": "매수취소*", "ord_qty": str(contracts_), "qty": "0",
        "ord_idx": "0.00000000", "ord_tmd": "100300",
    }  # fmt: skip
    return ccnl_row("0000002892", **(base | changes))


async def test_cancelled_order_is_told_by_the_row_of_its_cancel():
    wire = Wire()
    account(wire, filled(contracts_=1, qty="0"), cancel_of("0000002891", 2))
    (row,) = (await look(wire)).rows
    assert (row.number, row.state, row.filled) == (NUMBER, "cancelled", 1)


async def test_rest_of_zero_without_a_cancel_ends_nothing_in_the_session():
    wire = Wire()
    account(wire, ccnl_row(qty="0"))
    assert (await look(wire)).rows[0].state == "open"


async def test_amended_order_goes_on_as_its_parent():
    wire = Wire()
    amended = filled(
        "0000002892", 3, orgn_odno="0000002891", trad_dvsn_name="매수정정*", ord_tmd="100300"
    )
    account(wire, ccnl_row(qty="0"), amended)
    (row,) = (await look(wire)).rows
    assert (row.number, row.price, row.filled, row.state) == (NUMBER, 70_000, 3, "filled")


async def test_rejected_order_says_so():
    wire = Wire()
    account(wire, ccnl_row(qty="0", rjct_qty="3", trad_dvsn_name="매수거부"))
    (row,) = (await look(wire)).rows
    assert (row.state, row.reason) == ("rejected", "refused by the exchange")


async def test_order_expires_with_the_longer_session_of_futures():
    wire = Wire()
    account(wire, ccnl_row())
    kis = wire.kis(futures_paper())
    wire.clock.move_by((utc(DAY, 15, 40) - wire.clock.now()) / timedelta(seconds=1))
    assert (await kis.broker.look(DAY)).rows[0].state == "open"
    wire.clock.move_by(3600)
    assert (await kis.broker.look(DAY)).rows[0].state == "expired"


async def test_all_pages_are_read_with_the_longer_keys():
    wire = Wire()
    wire.put(
        calls.DAY_ORDERS,
        ccnl(filled("0000000001"), cont="M", key="next"),
        ccnl(filled("0000000002")),
    )
    wire.put(calls.BALANCE, balance(position(), cont="M", key="p", pchs_amt_smtl="0"), balance())
    view = await look(wire)
    assert [r.number[-1] for r in view.rows] == ["1", "2"]
    assert [h.symbol for h in view.holdings] == [CODE]
    second = wire.requests(calls.DAY_ORDERS)[1]
    assert second.url.params["CTX_AREA_NK200"] == "next".ljust(200)
    assert second.headers["tr_cont"] == "N"


async def test_page_that_fails_fails_the_look():
    wire = Wire()
    wire.put(calls.DAY_ORDERS, ccnl(ccnl_row(), cont="M", key="next"), bad("OPSQ2000"))
    wire.put(calls.BALANCE, balance())
    with pytest.raises(ReadFailed):
        await look(wire)


async def test_list_with_fewer_fills_than_its_own_sums_is_not_whole():
    wire = Wire()
    wire.put(calls.DAY_ORDERS, ccnl(tot_ccld_qty_smtl="3", tot_ccld_amt_smtl="2100000"))
    wire.put(calls.BALANCE, balance())
    with pytest.raises(ReadFailed, match="fewer fills"):
        await look(wire)


async def test_our_own_order_is_of_our_channel():
    wire = Wire()
    wire.put(calls.ORDER, taken())
    account(wire, ccnl_row(), ccnl_row("0000002999"))
    broker = wire.kis(futures_paper()).broker
    await broker.submit(approved(contracts()))
    view = await broker.look(DAY)
    assert [r.channel for r in view.rows] == ["api", "unreadable"]


async def test_orderable_contracts_are_read():
    wire = Wire()
    kis = await listed(wire)
    reader = FuturesAccount(kis.client, kis.market)
    wire.put(calls.ORDERABLE, fine(output={
        "tot_psbl_qty": "12", "lqd_psbl_qty1": "2", "ord_psbl_qty": "10",
        "bass_idx": "70000.00000000",
    }))  # fmt: skip
    assert await reader.orderable_contracts(CODE, Side.SELL, 70_000) == Orderable(2, 10)
    (request,) = wire.requests(calls.ORDERABLE)
    assert request.url.params["SLL_BUY_DVSN_CD"] == "01"
    wire.put(calls.ORDERABLE, fine(output={"lqd_psbl_qty1": "2"}))
    with pytest.raises(ReadFailed, match="ord_psbl_qty"):
        await reader.orderable_contracts(CODE, Side.SELL, 70_000)


async def test_orderable_won_are_those_of_the_balance():
    wire = Wire()
    kis = await listed(wire)
    wire.put(calls.BALANCE, balance())
    reader = FuturesAccount(kis.client, kis.market)
    assert await reader.orderable() == 49_700_000
    assert await reader.orderable() == 49_700_000
    assert len(wire.requests(calls.BALANCE)) == 1


async def test_margin_call_shows_as_a_negative_amount():
    wire = Wire()
    wire.put(calls.DAY_ORDERS, ccnl())
    wire.put(calls.BALANCE, balance(ord_psbl_cash="-1200"))
    assert (await look(wire)).orderable == -1_200


async def test_account_that_is_suddenly_empty_is_not_believed():
    wire = Wire()
    account(wire, held=(position(),))
    broker = wire.kis(futures_paper()).broker
    await broker.look(DAY)
    wire.put(calls.BALANCE, balance(prsm_dpast="0", prsm_dpast_amt="0", evlu_pfls_amt_smtl="0"))
    with pytest.raises(ReadFailed, match="suddenly empty"):
        await broker.look(DAY)


async def test_look_that_gets_no_answer_fails():
    wire = Wire()
    wire.put(calls.DAY_ORDERS, httpx.ReadTimeout("slow"))
    with pytest.raises(ReadFailed):
        await look(wire)

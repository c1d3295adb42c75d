"""A look is complete or it fails: pages, rows, totals, and what it showed before."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.brokers.kis import calls
from core.brokers.kis.day_orders import day_rows
from core.brokers.kis.envelope import envelope
from core.domain.calendar import utc
from core.domain.commands import Holding
from core.errors import ReadFailed
from core.net.http import Reply
from tests.kis_wire import (
    ACCOUNT,
    BRANCH,
    DAY,
    Wire,
    accepted,
    account,
    approved,
    bad,
    balance_page,
    day_list,
    day_row,
    filled_row,
    fine,
    holding_row,
    live_place,
    oauth_bad,
    power,
    token,
)


def number(n: int) -> str:
    return f"{n:010d}"


def full(n: int) -> str:
    return f"{BRANCH}-{number(n)}"


async def look(wire: Wire, day=DAY):
    return await wire.kis().broker.look(day)


async def fails(wire: Wire, words: str) -> None:
    with pytest.raises(ReadFailed, match=words):
        await look(wire)


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


async def test_list_is_asked_for_open_and_closed_orders_of_all_exchanges():
    wire = Wire()
    account(wire)
    await wire.kis(live_place()).broker.look(DAY)
    params = wire.requests(calls.DAY_ORDERS)[0].url.params
    assert (params["CCLD_DVSN"], params["EXCG_ID_DVSN_CD"]) == ("00", "ALL")
    assert (params["INQR_STRT_DT"], params["INQR_END_DT"]) == ("20261103", "20261103")
    assert wire.requests(calls.DAY_ORDERS)[0].headers["tr_id"] == "TTTC0081R"


async def test_old_day_has_its_own_id():
    wire = Wire()
    account(wire)
    await look(wire, DAY.replace(month=3))
    assert wire.requests(calls.DAY_ORDERS)[0].headers["tr_id"] == "VTSC9215R"


async def test_fees_and_taxes_are_reckoned_by_date():
    wire = Wire()
    account(wire, filled_row("1"), filled_row("2", sll_buy_dvsn_cd="01"))
    bought, sold = (await look(wire)).rows
    assert (bought.fee, bought.tax) == (100, 0)
    assert (sold.fee, sold.tax) == (100, 1_400)


async def test_all_pages_are_read_with_the_keys_of_the_one_before():
    wire = Wire()
    account(wire)
    pages = {
        "": day_list(day_row("1"), cont="M", key="K1", totals=(10, 700_000)),
        "K1": day_list(day_row("2"), cont="F", key="K2", totals=(10, 700_000)),
        "K2": day_list(filled_row("3"), cont="E"),
    }
    wire.put(calls.DAY_ORDERS, lambda r: pages[r.url.params["CTX_AREA_NK100"].strip()])
    view = await look(wire)
    assert [r.number for r in view.rows] == [full(n) for n in (1, 2, 3)]
    first, second, third = wire.requests(calls.DAY_ORDERS)[:3]
    assert [r.headers["tr_cont"] for r in (first, second, third)] == ["", "N", "N"]
    assert second.url.params["CTX_AREA_NK100"] == "K1".ljust(100)
    assert third.url.params["CTX_AREA_NK100"] == "K2".ljust(100)
    assert second.url.params["CTX_AREA_FK100"] == f"{ACCOUNT}^01^N".ljust(100)


async def test_row_on_two_pages_counts_once_in_its_later_form():
    wire = Wire()
    account(wire)
    wire.put(
        calls.DAY_ORDERS,
        day_list(filled_row("1", 4), cont="M", key="K1", totals=(10, 700_000)),
        day_list(filled_row("1", 10), day_row("2", rmn_qty="0"), cont="D"),
    )
    view_rows = (await look(wire)).rows
    assert [(r.number, r.filled) for r in view_rows] == [(full(1), 10), (full(2), 0)]


async def test_branch_is_part_of_the_number():
    wire = Wire()
    account(wire, filled_row("1"), filled_row("1", ord_gno_brno="06010"))
    assert {r.number for r in (await look(wire)).rows} == {full(1), "06010-0000000001"}


BROKEN_PAGES = {
    "second page refused": bad("APBK1111"),
    "second page unreadable": httpx.Response(200, content=b"<html>"),
    "second page lost": httpx.ReadTimeout("slow"),
    "second page 500": bad("EGW00300", status=500),
    "second page without rows": fine("D", output2={}, ctx_area_nk100=""),
    "list ends early": day_list(day_row("2"), cont="D", totals=(30, 2_100_000)),
    "leads back": day_list(day_row("2"), cont="M", key="K1"),
    "more, and not where": day_list(day_row("2"), cont="M", key=""),
}


@pytest.mark.parametrize("page", BROKEN_PAGES.values(), ids=BROKEN_PAGES.keys())
async def test_list_with_a_broken_page_is_no_list(page):
    wire = Wire()
    account(wire)
    wire.put(calls.DAY_ORDERS, day_list(filled_row("1"), cont="M", key="K1"), page)
    await fails(wire, ".")
    wire = Wire()
    account(wire)
    wire.put(calls.BALANCE, balance_page(holding_row(), cont="M", key="K1"), page)
    await fails(wire, ".")


async def test_list_that_leads_in_a_circle_is_left_at_once():
    wire = Wire()
    account(wire)
    wire.put(calls.DAY_ORDERS, day_list(day_row("1"), cont="M", key="K1"))
    await fails(wire, "leads back")
    assert len(wire.requests(calls.DAY_ORDERS)) == 2


async def test_endless_list_is_given_up():
    wire = Wire()
    account(wire)
    counter = iter(range(10_000))
    wire.put(
        calls.DAY_ORDERS,
        lambda _r: day_list(day_row(number(n := next(counter) + 1)), cont="M", key=f"K{n}"),
    )
    with pytest.raises(ReadFailed, match=r"inquire-daily-ccld"):
        await wire.kis(live_place()).broker.look(DAY)
    assert len(wire.requests(calls.DAY_ORDERS)) <= 101


async def test_changed_list_is_read_anew():
    wire = Wire()
    account(wire)
    changed = bad("KIOK0000", "조회 중 자료가 변경되었습니다. 다시 조회하십시오.")
    wire.put(
        calls.DAY_ORDERS,
        day_list(filled_row("1"), cont="M", key="K1"), changed,
        day_list(filled_row("1"), filled_row("2")),
    )  # fmt: skip
    assert len((await look(wire)).rows) == 2
    wire.put(calls.DAY_ORDERS, changed)
    await fails(wire, "changed in each")
    assert len(wire.requests(calls.DAY_ORDERS)) == 3 + 3


async def test_totals_without_rows_are_no_empty_list():
    wire = Wire()
    account(wire)
    wire.put(calls.DAY_ORDERS, day_list(totals=(10, 700_000)))
    await fails(wire, "fewer fills")


async def test_order_seen_before_must_still_be_there():
    wire = Wire()
    account(wire, filled_row("1"), filled_row("2"))
    broker = wire.kis().broker
    await broker.look(DAY)
    account(wire, filled_row("2"))
    with pytest.raises(ReadFailed, match="lacks 1 orders"):
        await broker.look(DAY)
    wire.put(calls.DAY_ORDERS, day_list())
    with pytest.raises(ReadFailed, match="lacks 2 orders"):
        await broker.look(DAY)


async def test_suddenly_empty_account_proves_nothing():
    wire = Wire()
    account(wire, holdings=(holding_row(),))
    broker = wire.kis().broker
    await broker.look(DAY)
    wire.put(calls.BALANCE, balance_page(cash=0))
    with pytest.raises(ReadFailed, match="suddenly empty"):
        await broker.look(DAY)


async def test_holdings_fewer_than_their_total_are_no_balance():
    wire = Wire()
    account(wire)
    wire.put(calls.BALANCE, balance_page(holding_row(), paid=1_400_000))
    await fails(wire, "fewer holdings")
    wire.put(calls.BALANCE, balance_page(paid=700_000))
    await fails(wire, "fewer holdings")


async def test_fill_between_list_and_balance_is_read_again():
    wire = Wire()
    account(wire)
    wire.put(calls.DAY_ORDERS, day_list(day_row()), day_list(filled_row()))
    wire.put(calls.BALANCE, balance_page(), balance_page(holding_row()))
    view = await look(wire)
    assert (view.rows[0].filled, view.holdings[0].shares) == (10, 10)


async def test_list_that_never_rests_is_no_look():
    wire = Wire()
    account(wire)
    wire.put(calls.DAY_ORDERS, *(day_list(filled_row(shares=n)) for n in range(10)))
    await fails(wire, "changed during each")


async def test_resting_orders_are_read_before_and_after_the_balance():
    wire = Wire()
    account(wire, day_row())
    await look(wire)
    assert len(wire.requests(calls.DAY_ORDERS)) == 2
    account(wire, filled_row())
    await look(wire)
    assert len(wire.requests(calls.DAY_ORDERS)) == 3


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


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, "open"),
        ({"cncl_cfrm_qty": "10", "rmn_qty": "0"}, "cancelled"),
        ({"cncl_yn": "Y", "rmn_qty": "0"}, "cancelled"),
        ({"cncl_yn": "Y"}, "open"),
        ({"rjct_qty": "10", "rmn_qty": "0"}, "rejected"),
        ({"rmn_qty": "0"}, "open"),
        ({"tot_ccld_qty": "10", "tot_ccld_amt": "700000", "rmn_qty": "0"}, "filled"),
    ],
)
async def test_only_a_row_that_says_so_ends_an_order(change, state):
    wire = Wire()
    account(wire, day_row(**change))
    assert (await look(wire)).rows[0].state == state


async def test_unfilled_rest_expires_when_the_session_is_over():
    wire = Wire()
    account(wire, day_row())
    wire.clock.move_to(utc(DAY, 15, 59))
    assert (await look(wire)).rows[0].state == "open"
    wire.clock.move_to(utc(DAY, 16, 1))
    assert (await look(wire)).rows[0].state == "expired"
    wire.clock.move_to(utc(DAY.replace(day=4), 8))
    assert (await look(wire)).rows[0].state == "expired"


async def test_nothing_expires_by_a_clock_that_is_wrong():
    wire = Wire()
    account(wire, day_row())
    wire.clock.move_to(utc(DAY, 19))
    looked = await wire.kis(clock_is_wrong=lambda: True).broker.look(DAY)
    assert looked.rows[0].state == "open"


async def test_amendment_goes_on_where_its_parent_stopped():
    wire = Wire()
    parent = filled_row("1", 4, rmn_qty="0", cncl_cfrm_qty="6")
    child = day_row("2", orgn_odno="1", ord_qty="6", ord_unpr="70100", rmn_qty="4",
                    tot_ccld_qty="2", tot_ccld_amt="140200")  # fmt: skip
    account(wire, parent, child)
    (row,) = (await look(wire)).rows
    assert (row.number, row.shares, row.price) == (full(1), 10, 70_000)
    assert (row.filled, row.amount, row.state) == (6, 420_200, "open")


async def test_cancel_is_no_order_of_its_own():
    wire = Wire()
    parent = filled_row("1", 4, rmn_qty="0", cncl_cfrm_qty="6", cncl_yn="Y")
    child = day_row("2", orgn_odno="1", ord_qty="6", ord_unpr="0", rmn_qty="0", cncl_yn="Y")
    account(wire, parent, child)
    (row,) = (await look(wire)).rows
    assert (row.number, row.filled, row.state) == (full(1), 4, "cancelled")


async def test_amendment_without_its_parent_makes_the_list_incomplete():
    wire = Wire()
    account(wire, day_row("2", orgn_odno="1"))
    await fails(wire, "lacks")


async def test_channel_is_ours_only_when_we_were_answered():
    wire = Wire()
    account(wire, filled_row(), filled_row("5"))
    wire.put(calls.ORDER, accepted())
    broker = wire.kis().broker
    await broker.submit(approved())
    view = await broker.look(DAY)
    assert {r.number: r.channel for r in view.rows} == {full(2891): "api", full(5): "unreadable"}


async def test_channel_by_its_mark_when_the_mark_is_known():
    wire = Wire()
    marks = ("31", "01", "")
    rows = [
        filled_row(str(i + 1), cpbc_ordp_mtrl_dvsn_cd=m, ordr_empno="") for i, m in enumerate(marks)
    ]
    account(wire, *rows)
    view = await wire.kis(api_media=frozenset({"31"})).broker.look(DAY)
    assert [r.channel for r in view.rows] == ["api", "other", "unreadable"]


async def test_number_is_the_same_however_it_is_padded():
    wire = Wire()
    account(wire, filled_row("2891", ord_gno_brno="950"))
    wire.put(calls.ORDER, accepted("000000000002891", "00950"))
    broker = wire.kis().broker
    given_number = await broker.submit(approved())
    assert [r.number for r in (await broker.look(DAY)).rows] == [given_number] == [full(2891)]


async def test_holdings_of_one_symbol_are_added_and_sold_ones_left_out():
    wire = Wire()
    account(wire)
    lent = holding_row(shares=5, cost=350_000) | {"trad_dvsn_name": "자기융자"}
    wire.put(calls.BALANCE, balance_page(holding_row(), lent, holding_row("000660", 0, 0)))
    assert (await look(wire)).holdings == (Holding("005930", 15, 1_050_000),)


async def test_reads_wait_out_a_rate_limit():
    wire = Wire()
    account(wire)
    wire.put(calls.BALANCE, bad("EGW00201", status=500), bad("EGW00201"), balance_page())
    await look(wire)
    assert len(wire.requests(calls.BALANCE)) == 3
    assert sum(1 for s in wire.slept if s >= 1.0) >= 2


@pytest.mark.parametrize(
    "fault",
    [httpx.ReadTimeout("slow"), httpx.ConnectError("refused"), httpx.Response(503, content=b"<x>"),
     bad("EGW00001", status=500)],
)  # fmt: skip
async def test_reads_are_repeated_with_jitter_until_their_deadline(fault):
    wire = Wire()
    account(wire)
    wire.put(calls.BUYING_POWER, fault, fault, power())
    assert (await look(wire)).orderable == 9_000_000
    wire.put(calls.BUYING_POWER, fault)
    before = wire.clock.monotonic()
    await fails(wire, "inquire-psbl-order")
    assert wire.clock.monotonic() - before < 60


async def test_business_refusal_of_a_read_is_not_repeated():
    wire = Wire()
    account(wire)
    wire.put(calls.BUYING_POWER, bad("OPSQ2000", "ERROR : INPUT INVALID_CHECK_ACNO"))
    await fails(wire, "OPSQ2000")
    assert len(wire.requests(calls.BUYING_POWER)) == 1


async def test_revoked_token_is_replaced_and_the_read_repeated():
    wire = Wire()
    account(wire)
    wire.put(calls.TOKEN, token("first-token"), token("second-token"))
    kis = wire.kis()
    await kis.broker.look(DAY)
    wire.clock.move_by(120)
    wire.put(calls.BALANCE, bad("EGW00121", status=500), balance_page())
    await kis.broker.look(DAY)
    sent = [r.headers["authorization"] for r in wire.requests(calls.BALANCE)]
    assert sent[-2:] == ["Bearer first-token", "Bearer second-token"]
    assert len(wire.requests(calls.TOKEN)) == 2


async def test_revoked_token_within_the_minute_fails_the_look():
    wire = Wire()
    account(wire)
    wire.put(calls.BALANCE, bad("EGW00123"))
    await fails(wire, "may be asked for in")
    assert len(wire.requests(calls.TOKEN)) == 1


async def test_refused_token_request_fails_the_look():
    wire = Wire()
    wire.put(calls.TOKEN, oauth_bad("EGW00103"))
    await fails(wire, "EGW00103")


async def test_failed_look_tells_no_secret():
    wire = Wire()
    account(wire)
    wire.put(calls.BUYING_POWER, bad("OPSQ2000", f"{ACCOUNT} 01"))
    with pytest.raises(ReadFailed) as told:
        await look(wire)
    assert ACCOUNT not in str(told.value)

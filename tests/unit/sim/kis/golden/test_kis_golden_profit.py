"""Sections 3.7 to 3.9 and paging (0.3): days that pass, realised profit, and pages that join."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.unit.sim.kis.golden.test_kis_golden_account import (
    CTX,
    DAYS,
    DAYS_2,
    HELD,
    HELD_2,
    REALISED,
    SHARES,
    SHARES_2,
    fills,
    held,
    traded,
    won,
)
from tests.unit.sim.kis_golden_tools import (
    CALM,
    CASH,
    EDGE,
    TODAY,
    check_good,
    check_numbers,
    check_whole,
)

DAY_S = 24 * 3600


async def profits(wire, tr_id: str, **params: str) -> dict:
    """Ask for the profit of the week and give the body."""
    span = {"INQR_STRT_DT": "20261026", "INQR_END_DT": "20261113", "SORT_DVSN": "00"}
    span |= {"CBLC_DVSN": "00", "INQR_DVSN": "00", "PDNO": ""}
    reply = await wire.ask(tr_id, **(span | {"CTX_AREA_FK100": "", "CTX_AREA_NK100": ""} | params))
    return check_good(reply, tr_id, f"output1 output2 {CTX}", msg_cd="KIOK0510", cont="D")


async def test_days_move_trades_into_yesterday_and_money_into_the_deposit(real):
    await traded(real)
    _, monday = await held(real)
    await real.later(DAY_S)
    rows, tuesday = await held(real)
    bought, sold = won("buy", real), won("sell", real)
    assert (tuesday["bfdy_buy_amt"], tuesday["bfdy_sll_amt"]) == (str(bought), str(sold))
    assert (tuesday["thdt_buy_amt"], tuesday["thdt_sll_amt"]) == ("0", "0")
    assert (tuesday["bfdy_tlex_amt"], tuesday["thdt_tlex_amt"]) == (monday["thdt_tlex_amt"], "0")
    calm = rows[CALM]
    assert (calm["bfdy_buy_qty"], calm["bfdy_sll_qty"], calm["thdt_buyqty"]) == ("30", "11", "0")
    assert calm["ord_psbl_qty"] == "19"
    assert tuesday["dnca_tot_amt"] == str(CASH)
    assert tuesday["nxdy_excc_amt"] == tuesday["prvs_rcdl_excc_amt"] == monday["prvs_rcdl_excc_amt"]
    await real.later(DAY_S)
    _, wednesday = await held(real)
    assert wednesday["dnca_tot_amt"] == monday["prvs_rcdl_excc_amt"]
    assert (wednesday["bfdy_buy_amt"], wednesday["bfdy_sll_amt"]) == ("0", "0")


async def test_a_sold_out_position_stays_listed_until_it_settles(real):
    await real.placed("buy", 2, 0, ORD_DVSN="01")
    await real.placed("sell", 2, 0, ORD_DVSN="01")
    listed = []
    for _ in range(4):
        rows, _ = await held(real)
        listed.append(CALM in rows)
        if CALM in rows:
            assert (rows[CALM]["hldg_qty"], rows[CALM]["pchs_amt"]) == ("0", "0")
            assert (rows[CALM]["pchs_avg_pric"], rows[CALM]["evlu_pfls_rt"]) == ("0.0000", "0.00")
        await real.later(DAY_S)
    assert listed == [True, True, False, False]


async def test_the_balance_with_realised_profit(real):
    await traded(real)
    rows, totals = await held(real, "TTTC8494R")
    left_out = ("item_mgna_rt_name", "grta_rt_name", "sbst_pric")
    assert all(list(row) == [n for n in HELD if n not in left_out] for row in rows.values())
    assert list(totals) == HELD_2 + REALISED
    check_numbers(totals, rlzt_pfls=0, real_evlu_pfls=0, rlzt_erng_rt=2, real_evlu_pfls_erng_rt=2)
    assert totals["real_evlu_pfls"] == totals["evlu_pfls_smtl_amt"]
    lines = (await profits(real, "TTTC8715R"))["output1"]
    sold = [line for line in lines if line["sll_qty"] != "0"]
    assert int(totals["rlzt_pfls"]) == sum(int(line["rlzt_pfls"]) for line in sold)


@pytest.mark.parametrize(("tr_id", "fields"), [("TTTC8708R", DAYS), ("TTTC8715R", SHARES)])
async def test_profit_adds_up_to_the_ledger(real, tr_id, fields):
    await traded(real)
    await real.later(DAY_S)
    await real.placed("sell", 5, 0, ORD_DVSN="01")
    body = await profits(real, tr_id)
    rows, totals = body["output1"], body["output2"]
    assert all(list(row) == fields for row in rows)
    if tr_id == "TTTC8708R":
        assert list(totals) == DAYS_2
        assert [row["trad_dt"] for row in rows] == ["20261103", TODAY]
        names = {"buy": "buy_qty1", "sell": "sll_qty1"}
    else:
        assert set(totals) == SHARES_2
        assert {(row["trad_dt"], row["pdno"]) for row in rows} == {
            ("20261103", CALM), (TODAY, CALM), (TODAY, EDGE),
        }  # fmt: skip
        names = {"buy": "buy_qty", "sell": "sll_qty"}
    for row in rows:
        check_numbers(row, pfls_rt=8)
        check_whole(row, "pfls_rt", "prdt_name", "trad_dvsn_name", "loan_dt")

    def total(name: str) -> int:
        return sum(int(row[name]) for row in rows)

    shares = {side: sum(f.quantity for f in fills(real) if f.side == side) for side in names}
    assert {side: total(name) for side, name in names.items()} == shares
    assert total("buy_amt") == int(totals["buy_tr_amt_smtl"]) == won("buy", real)
    assert total("sll_amt") == int(totals["sll_tr_amt_smtl"]) == won("sell", real)
    assert total("fee") == int(totals["tot_fee"]) == sum(f.fee for f in fills(real))
    assert total("tl_tax") == int(totals["tot_tltx"]) == sum(f.tax for f in fills(real))
    assert total("rlzt_pfls") == int(totals["tot_rlzt_pfls"])
    assert int(totals["tot_tr_amt"]) == won("buy", real) + won("sell", real)
    assert int(totals["tot_qty"]) == sum(shares.values())


async def test_the_fees_of_buys_and_sales_are_kept_apart(real):
    await traded(real)
    totals = (await profits(real, "TTTC8708R"))["output2"]
    for side, name in (("buy", "buy_fee_smtl"), ("sell", "sll_fee_smtl")):
        assert totals[name] == str(sum(f.fee for f in fills(real) if f.side == side))


async def test_profit_can_be_sorted_and_narrowed(real):
    await traded(real)
    await real.later(DAY_S)
    await real.placed("sell", 5, 0, ORD_DVSN="01")
    for tr_id in ("TTTC8708R", "TTTC8715R"):
        newest = (await profits(real, tr_id))["output1"]
        oldest = (await profits(real, tr_id, SORT_DVSN="01"))["output1"]
        assert oldest == newest[::-1]
        days = [row["trad_dt"] for row in newest]
        assert all(a >= b for a, b in pairwise(days))
    only = (await profits(real, "TTTC8715R", PDNO=EDGE))["output1"]
    assert [row["pdno"] for row in only] == [EDGE]


async def pages(wire, ask, name: str, size: int) -> list[dict]:
    """Walk all pages with the keys of the last one, and check each page's marks."""
    rows: list[dict] = []
    keys, cont = {"CTX_AREA_FK100": "", "CTX_AREA_NK100": ""}, ""
    while True:
        reply = await ask(cont=cont, **keys)
        body = reply.json()
        more = reply.headers["tr_cont"] == "M"
        assert (reply.headers["tr_cont"], body["msg_cd"]) == (
            ("M", "KIOK0500") if more else ("D", "KIOK0510")
        )
        assert len(body["ctx_area_fk100"]) == len(body["ctx_area_nk100"]) == 100
        assert bool(body["ctx_area_nk100"].strip()) is more
        rows += body[name]
        if not more:
            return rows
        assert len(body[name]) == size
        assert body["ctx_area_fk100"].startswith("^".join(wire.account.values()) + "^")
        keys = {name.upper(): body[name] for name in ("ctx_area_fk100", "ctx_area_nk100")}
        cont = "N"


@pytest.mark.parametrize(("env", "size"), [("real", 50), ("paper", 20)])
async def test_pages_of_a_balance_join_without_loss_or_doubles(opening, env, size):
    wire = await opening(env=env, feed=None, holdings=2 * size + 5)
    rows = await pages(wire, wire.balance, "output1", size)
    lots = wire.server.world.exchange.balance(wire.server.options.account).holdings
    assert sorted(row["pdno"] for row in rows) == [lot.code for lot in lots]
    assert {row["pdno"]: int(row["hldg_qty"]) for row in rows} == {
        lot.code: lot.quantity for lot in lots
    }
    assert len(rows) == 2 * size + 5


@pytest.mark.parametrize(("env", "size"), [("real", 100), ("paper", 15)])
async def test_pages_of_orders_join_without_loss_or_doubles(opening, env, size):
    wire = await opening(env=env)
    count = {"real": 103, "paper": 33}[env]
    placed = [await wire.placed("buy", 1, 49_100) for _ in range(count)]
    rows = await pages(wire, wire.orders, "output1", size)
    assert [row["odno"] for row in rows] == placed[::-1]


async def test_pages_of_open_orders_join_without_loss_or_doubles(real):
    placed = [await real.placed("buy", 1, 49_100) for _ in range(57)]

    async def ask(**params):
        return await real.ask("TTTC0084R", INQR_DVSN_1="0", INQR_DVSN_2="0", **params)

    rows = await pages(real, ask, "output", 50)
    assert sorted(row["odno"] for row in rows) == placed


async def test_an_order_between_two_pages_moves_nobody(opening):
    wire = await opening(env="paper")
    placed = [await wire.placed("buy", 1, 49_100) for _ in range(20)]
    first = (await wire.orders()).json()
    await wire.placed("buy", 1, 49_100)
    keys = {name.upper(): first[name] for name in ("ctx_area_fk100", "ctx_area_nk100")}
    second = (await wire.orders(cont="N", **keys)).json()
    found = [row["odno"] for row in first["output1"] + second["output1"]]
    assert found == placed[::-1]


async def test_keys_without_tr_cont_begin_anew(paper):
    for _ in range(20):
        await paper.placed("buy", 1, 49_100)
    first = (await paper.orders()).json()
    keys = {name.upper(): first[name] for name in ("ctx_area_fk100", "ctx_area_nk100")}
    assert (await paper.orders(**keys)).json() == first


@pytest.mark.parametrize(("env", "code"), [("real", "KIOK0510"), ("paper", "70070000")])
async def test_nothing_to_show_is_a_success(opening, env, code):
    wire = await opening(env=env)
    reply = await wire.orders()
    tr_id = wire.mine("TTTC0081R")
    body = check_good(reply, tr_id, f"output1 output2 {CTX}", msg_cd=code, cont="D")
    assert (body["output1"], body["output2"]["tot_ord_qty"]) == ([], "0")

"""Futures over the wire: a whole story to expiry, faults, restarts, and what is printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import httpx
import pytest

from sim.futures.rules import commission
from sim.kis.futures_world import beside
from sim.kis.server import serve
from sim.sessions import KST
from sim.values import Placed
from tests.unit.sim.kis_futures_tools import NEAR, NEXT, FuturesWire
from tests.unit.sim.kis_golden_tools import Wire, next_data, opened, register

CASH = 50_000_000
DAY = 24 * 3600


@pytest.fixture
async def opening(options):
    """Start servers that differ from the usual in the given options, each with a customer."""
    made = []

    async def build(**changes) -> FuturesWire:
        server = await serve(replace(options, **changes))
        http = httpx.AsyncClient(base_url=server.url, timeout=60)
        wire = Wire(server, http)
        made.append(wire)
        await wire.log_in()
        return FuturesWire(wire)

    yield build
    for wire in reversed(made):
        await wire.http.aclose()
        await wire.server.close()


@pytest.fixture
async def futures(opening):
    return await opening()


def at(day: date, text: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(text), tzinfo=KST).astimezone(UTC)


async def go_to(futures: FuturesWire, day: date, text: str) -> None:
    now = futures.server.world.clock.market()
    await futures.wire.later((at(day, text) - now).total_seconds())


async def test_a_customer_trades_a_future_until_it_expires(futures):
    code = next(row[1] for row in await futures.master() if row[7] == "990001" and row[6] == "1")
    assert code == NEAR
    key = await futures.wire.approval()
    async with futures.wire.connect() as socket:
        ack = await register(socket, key, "H0IFCNI0", futures.server.options.hts_id)
        book = await futures.book(code)
        number = await futures.placed("buy", 3, book["futs_askp1"], code=code)
        told = [opened((await next_data(socket))[3], ack) for _ in range(2)]
    assert [record[2] for record in told] == [number, number]
    assert [record[12] for record in told] == ["1", "2"]
    row = (await futures.balance()).json()["output1"][0]
    assert (row["shtn_pdno"], row["cblc_qty"], row["sll_buy_dvsn_name"]) == (code, "3", "매수")
    waiting = await futures.placed("sell", 3, (await futures.price())["futs_mxpr"], code=code)
    assert (await futures.balance()).json()["output1"][0]["lqd_psbl_qty"] == "0"
    cancelled = (await futures.change(waiting, "02")).json()["output"][0]
    assert cancelled["ORGN_ODNO"] == waiting
    assert (await futures.balance()).json()["output1"][0]["lqd_psbl_qty"] == "3"
    paid = 3 * int(book["futs_askp1"]) * 10
    await go_to(futures, date(2026, 11, 12), "15:50")
    assert (await futures.balance()).json()["output1"] == []
    evening = await futures.money()
    await go_to(futures, date(2026, 11, 13), "09:30")
    close = futures.venue.market.spot("990001", date(2026, 11, 12)).close
    expected = CASH - paid - commission(paid) + 3 * close * 10
    money = await futures.money()
    assert evening["nxdy_dnca"] == money["dnca_cash"] == str(expected)
    assert (await futures.order("buy", 1, 70_000, code=code)).json()["msg_cd"] == "APBK0656"
    assert (await futures.price(NEXT))["futs_last_tr_date"] == "20261210"
    assert [row[1] for row in await futures.master() if row[7] == "990001"][1] == NEXT


async def test_a_short_is_called_when_its_equity_falls_below_maintenance(opening):
    futures = await opening(futures_cash=1_300_000)
    initial = futures.venue.rates(futures.venue.contract(NEAR)).initial
    for _ in range(1_300_000 // initial):
        await futures.market("sell", 1)
    assert (await futures.order("sell", 1, 0, ORD_DVSN_CD="02")).json()["msg_cd"] == "APBK0952"
    books = futures.server.futures.world.ledger.books(
        futures.server.options.futures_account, futures.venue.day()
    )
    books.cash -= 600_000
    money = await futures.money()
    assert int(money["add_mgna_cash"]) == int(money["add_mgna_tota"]) > 0
    assert (await futures.order("sell", 1, 0, ORD_DVSN_CD="02")).json()["rt_cd"] != "0"
    assert (await futures.order("buy", 1, 0, ORD_DVSN_CD="02")).json()["rt_cd"] == "0"


async def test_nothing_of_futures_is_drawn_before_somebody_asks(futures):
    assert not futures.server.futures.unopened.opened
    futures.server.step(60)
    assert not futures.server.futures.unopened.opened
    await futures.price()
    assert futures.server.futures.unopened.opened


async def test_share_orders_and_futures_orders_never_share_a_number(futures):
    share = await futures.wire.placed("buy", 1, 70_000, PDNO="990001")
    future = await futures.market("buy", 1)
    assert int(share) < 7_000_001 <= int(future)
    ccld = (await futures.wire.orders()).json()["output1"]
    assert [row["odno"] for row in ccld] == [share]
    assert [row["odno"] for row in await futures.rows()] == [future]


async def test_a_restart_keeps_orders_positions_and_deposit(opening, tmp_path):
    path = tmp_path / "venue.db"
    first = await opening(ledger=path)
    done = await first.market("sell", 2)
    resting = await first.placed("buy", 1, (await first.price())["futs_llam"])
    await first.change(resting, "02")
    await first.wire.later(DAY)
    seen = [await first.rows(), (await first.balance()).json(), await first.money()]
    now = first.server.world.clock.market()
    await first.server.close()
    assert beside(path).name == "venue-futures.db"
    assert beside(path).exists()
    again = await opening(ledger=path, now=now)
    found = [await again.rows(), (await again.balance()).json(), await again.money()]
    assert found == seen
    assert [r["odno"] for r in await again.rows(SORT_SQN="AS")][:2] == [done, resting]
    assert int(await again.market("buy", 1)) > int(resting) + 1


async def test_a_resting_order_goes_on_after_a_restart_without_being_asked_for(opening, tmp_path):
    path = tmp_path / "venue.db"
    first = await opening(ledger=path)
    odno = await first.placed("buy", 2, (await first.book())["futs_bidp1"])
    now = first.server.world.clock.market()
    await first.server.close()
    again = await opening(ledger=path, now=now)
    assert again.server.futures.unopened.opened
    key = await again.wire.approval()
    async with again.wire.connect() as socket:
        ack = await register(socket, key, "H0IFCNI0", again.server.options.hts_id)
        again.server.step(5 * 3600)
        told = opened((await next_data(socket))[3], ack)
    assert (told[2], told[12]) == (odno, "2")


async def test_what_is_printed_names_an_account_and_a_code_that_trade(futures):
    lines = futures.server.describe().splitlines()
    account = next(line for line in lines if line.startswith("# the futures account: "))
    code = next(line for line in lines if line.startswith("# a future that trades: "))
    assert account.split()[4] == f"{futures.server.options.account[:8]}-03"
    assert "KIS_ACCOUNT_PRODUCT_CODE=03" in account
    assert await futures.market("buy", 1, code=code.split(": ")[1].split()[0])


async def test_the_persons_own_hands_trade_futures_too(futures):
    placed = futures.server.hts_order(NEAR, side="sell", quantity=2, price=0)
    assert isinstance(placed, Placed)
    row = (await futures.rows())[0]
    assert (row["odno"], row["tot_ccld_qty"]) == (placed.number, "2")


async def test_an_accepted_order_may_go_unanswered(futures):
    futures.server.faults.add("F05", tr_id="TTTO1101U", delay_s=0.01)
    with pytest.raises(httpx.HTTPError):
        await futures.order("buy", 1, 0, ORD_DVSN_CD="02")
    assert [row["tot_ccld_qty"] for row in await futures.rows()] == ["1"]


async def test_an_order_that_failed_before_leaves_no_trace(futures):
    futures.server.faults.add("F07", path="domestic-futureoption/v1/trading/order")
    assert (await futures.order("buy", 1, 0, ORD_DVSN_CD="02")).status_code == 500
    assert await futures.rows() == []


async def test_an_order_may_stay_out_of_sight_for_a_while(futures):
    futures.server.faults.add("F06", tr_id="TTTO1101U", delay_s=0.01, visible_after_s=60)
    with pytest.raises(httpx.HTTPError):
        await futures.order("buy", 1, 0, ORD_DVSN_CD="02")
    assert await futures.rows() == []
    futures.server.step(61)
    assert len(await futures.rows()) == 1


async def test_the_exchange_may_turn_an_accepted_order_down(futures):
    futures.server.faults.add("F13", tr_id="TTTO1101U", mode="exchange")
    odno = await futures.placed("buy", 2, 70_000)
    row = (await futures.rows())[0]
    assert (row["odno"], row["rjct_qty"], row["qty"], row["tot_ccld_qty"]) == (odno, "2", "0", "0")
    assert row["ingr_trad_rjct_rson_name"] == "거래소 거부"
    assert (await futures.placed("buy", 1, 70_000)) > odno


async def test_a_fill_may_overtake_a_cancel(futures):
    odno = await futures.placed("buy", 3, (await futures.price())["futs_llam"])
    futures.server.faults.add("F34", tr_id="TTTO1103U", quantity=2)
    await futures.change(odno, "02", ORD_QTY="3")
    row = next(r for r in await futures.rows() if r["odno"] == odno)
    assert (row["tot_ccld_qty"], row["qty"]) == ("2", "0")


async def test_fills_may_come_in_pieces(futures):
    futures.server.faults.add("F29", tr_id="TTTO1101U", pieces=3)
    odno = await futures.placed("buy", 3, (await futures.book())["futs_askp1"])
    fills = [fill.quantity for fill in futures.server.futures.world.ledger.fills()]
    assert fills == [1, 1, 1]
    assert (await futures.rows())[0]["odno"] == odno


async def test_a_future_may_be_halted(futures):
    futures.server.faults.add("F42", code=NEAR, for_s=60)
    assert (await futures.order("buy", 1, 70_000)).json()["msg_cd"] == "APBK0634"
    assert (await futures.order("buy", 1, 70_000, code=NEXT)).json()["rt_cd"] == "0"


@pytest.mark.parametrize(
    ("fault", "detail", "code"),
    [("F43", {"mode": "after"}, "APBK0918"), ("F44", {"mode": "tick"}, "APBK0506")],
)
async def test_refusals_of_the_market_hit_futures_orders(futures, fault, detail, code):
    futures.server.faults.add(fault, tr_id="TTTO1101U", **detail)
    assert (await futures.order("buy", 1, 70_000)).json()["msg_cd"] == code
    assert (await futures.order("buy", 1, 70_000)).json()["rt_cd"] == "0"


async def test_lists_may_be_empty_moving_cut_or_written_otherwise(futures):
    await futures.market("buy", 1)
    faults = futures.server.faults
    faults.add("F25", tr_id="TTTO5201R")
    body = (await futures.ccnl()).json()
    assert (body["output1"], body["msg_cd"]) == ([], "70070000")
    assert body["output2"]["tot_ccld_qty_smtl"] == "1"
    faults.add("F28", tr_id="TTTO5201R", field="tot_ccld_qty")
    assert "tot_ccld_qty" not in (await futures.rows())[0]
    faults.add("F40", tr_id="TTTO5201R")
    assert (await futures.rows())[0]["tot_ccld_qty"] == "2"
    faults.add("F26", tr_id="CTFO6118R", style="pad", field="cblc_qty")
    row = (await futures.balance()).json()["output1"][0]
    assert row["cblc_qty"] == "1".rjust(15, "0")
    faults.add("F21", tr_id="CTFO6118R", mode="endless")
    assert (await futures.balance()).headers["tr_cont"] == "M"


async def test_the_balance_may_lag(futures):
    futures.server.faults.add("F24", tr_id="CTFO6118R", for_s=30)
    await futures.market("buy", 1)
    assert (await futures.balance()).json()["output1"] == []
    futures.server.step(31)
    assert len((await futures.balance()).json()["output1"]) == 1


async def test_the_number_of_an_order_may_be_missing(futures):
    futures.server.faults.add("F12", tr_id="TTTO1101U")
    assert (await futures.order("buy", 1, 70_000)).json()["output"]["ODNO"] == ""


async def test_notices_may_be_lost_doubled_or_forged(futures):
    key, faults = await futures.wire.approval(), futures.server.faults
    async with futures.wire.connect() as socket:
        ack = await register(socket, key, "H0IFCNI0", futures.server.options.hts_id)
        faults.add("F32", tr_id="H0IFCNI0", count=2)
        await futures.market("buy", 1)
        faults.add("F31", tr_id="H0IFCNI0", count=1)
        second = await futures.placed("buy", 1, (await futures.price())["futs_llam"])
        told = [opened((await next_data(socket))[3], ack) for _ in range(2)]
        assert [record[2] for record in told] == [second, second]
        faults.add("F39", code=NEAR, odno=7_999_999, quantity=9, price=70_000)
        forged = opened((await next_data(socket))[3], ack)
        assert (forged[2], forged[8], forged[9]) == ("0007999999", "0000000009", "007000000")

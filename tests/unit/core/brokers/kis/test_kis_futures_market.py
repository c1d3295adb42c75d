"""Contracts with their terms, quotes, bars and margin rates; and the longer session."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import httpx
import pytest

from core.brokers.kis import futures_calls as calls
from core.domain.calendar import Phase, utc
from core.domain.instrument import InstrumentKind, Market
from core.errors import ReadFailed
from core.market.calendar import KrxCalendar
from core.market.futures_calendar import FuturesCalendar
from tests.kis_futures_wire import (
    CODE,
    EXPIRY,
    LINES,
    bar,
    book,
    chart,
    futures_live,
    futures_paper,
    margin_row,
    margins,
    master,
    price,
)
from tests.kis_wire import DAY, Wire

BOTH = (margin_row(), margin_row("086520", brkg_mgna_rt="30.0", ctrt_per_futr_mgna="210000.0"))


def live(wire: Wire, *rows: dict[str, str], lines: tuple[str, ...] = LINES):
    wire.put(calls.MASTER, master(*lines))
    wire.put(calls.MARGIN, margins(*(rows or BOTH)))
    return wire.kis(futures_live()).market


async def test_contracts_carry_multiplier_expiry_tick_and_margin():
    found = {i.symbol: i for i in await live(Wire()).instruments()}
    # No spread, no option, no continuous series.
    assert set(found) == {CODE, "111W03", "1DRW12"}
    near = found[CODE]
    assert (near.kind, near.market, near.multiplier) == (InstrumentKind.FUTURE, Market.KOSPI, 10)
    assert near.contract is not None
    assert (near.contract.underlying, near.contract.expiry) == ("005930", EXPIRY)
    assert (near.contract.initial, near.contract.maintenance) == (Decimal("0.15"), Decimal("0.1"))
    assert near.ladder(DAY).tick_above(70_000) == 100
    assert found["111W03"].contract.expiry == date(2027, 3, 11)
    assert (found["1DRW12"].market, found["1DRW12"].contract.initial) == (
        Market.KOSDAQ, Decimal("0.3"),
    )  # fmt: skip


async def test_paper_tells_no_margin_and_gets_a_high_one():
    wire = Wire()
    wire.put(calls.MASTER, master(*LINES))
    found = await wire.kis(futures_paper()).market.instruments()
    assert {i.contract.initial for i in found} == {Decimal("0.30")}
    assert wire.requests(calls.MARGIN) == []


async def test_contract_without_a_margin_rate_is_left_out():
    found = await live(Wire(), margin_row()).instruments()
    assert {i.symbol for i in found} == {CODE, "111W03"}


async def test_margin_rates_are_asked_once_a_day_and_on_every_page():
    wire = Wire()
    market = live(wire)
    wire.put(calls.MARGIN, margins(BOTH[0], cont="M", key="005930"), margins(BOTH[1]))
    assert set(await market.margin_rates()) == {"005930", "086520"}
    await market.margin_rates()
    assert len(wire.requests(calls.MARGIN)) == 2
    assert wire.requests(calls.MARGIN)[1].url.params["CTX_AREA_NK200"] == "005930".ljust(200)
    wire.put(calls.MARGIN, margins(*BOTH))
    wire.clock.move_by(24 * 3600)
    await market.margin_rates()
    assert len(wire.requests(calls.MARGIN)) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"brkg_mgna_rt": "0.15000000"},
        {"ctrt_per_futr_mgna": "10500.00000000"},
        {"tr_mgna_rt": "20.00000000"},
        {"tr_mgna_rt": "0.00000000"},
        {"brkg_mgna_rt": ""},
        {"tr_mtpl_idx": "10.50000000"},
    ],
)
async def test_margin_rate_in_another_unit_is_refused(change):
    with pytest.raises(ReadFailed, match="margin rate"):
        await live(Wire(), margin_row(**change)).instruments()


async def test_two_multipliers_of_one_contract_are_refused():
    row = margin_row(tr_mtpl_idx="100.0", ctrt_per_futr_mgna="1050000.0")
    with pytest.raises(ReadFailed, match="multiplier 10 in the list and 100"):
        await live(Wire(), row).instruments()


async def test_month_that_the_name_lacks_is_asked_for():
    wire = Wire()
    lines = ("1|A01612|KR4A01612000|삼성전자 선물|||1|005930|삼성전자",)
    market = live(wire, margin_row(), lines=lines)
    wire.put(calls.PRICE, price(futs_last_tr_date="20261209"))
    (found,) = await market.instruments()
    assert found.contract.expiry == date(2026, 12, 9)
    wire.put(calls.PRICE, price(futs_last_tr_date=""))
    with pytest.raises(ReadFailed, match="last trading day"):
        await market.instruments()


async def test_closed_second_thursday_moves_the_expiry_back():
    wire = Wire()
    # 2027-02-11 is no holiday; the calendar of this test closes 2026-10-08 instead.
    market = live(wire, margin_row(), lines=(LINES[0].replace("202612", "202610"),))
    market._calendar = Closed(date(2026, 10, 8))
    (found,) = await market.instruments()
    assert found.contract.expiry == date(2026, 10, 7)


class Closed(FuturesCalendar):
    """The calendar of futures with one more closed day."""

    def __init__(self, day: date) -> None:
        super().__init__(KrxCalendar())
        self._day = day

    def session(self, day: date):
        return None if day == self._day else super().session(day)


@pytest.mark.parametrize("lines", [("1|111W12|too|few",), ("1|111W12|S|F 202612|||1|00593|x",), ()])
async def test_list_of_another_form_is_refused(lines):
    with pytest.raises(ReadFailed):
        await live(Wire(), lines=lines).instruments()


async def test_list_that_is_not_there_is_refused():
    wire = Wire()
    wire.put(calls.MASTER, httpx.Response(404))
    with pytest.raises(ReadFailed, match="404"):
        await wire.kis(futures_live()).market.instruments()


def quoting(wire: Wire, first: httpx.Response, second: httpx.Response):
    wire.put(calls.PRICE, first)
    wire.put(calls.BOOK, second)
    return wire.kis(futures_paper()).market


async def test_quote_is_read():
    wire = Wire()
    (found,) = await quoting(wire, price(), book()).quotes([CODE])
    assert (found.price, found.bid, found.ask, found.base) == (70_000, 70_000, 70_100, 69_500)
    assert (found.limits.lower, found.limits.upper) == (62_600, 76_400)
    assert (found.volume, found.traded_value) == (1_724, 1_206_800_000)
    (asked,) = wire.requests(calls.PRICE)
    assert dict(asked.url.params) == {"FID_COND_MRKT_DIV_CODE": "JF", "FID_INPUT_ISCD": CODE}
    assert asked.headers["tr_id"] == "FHMIF10000000"


async def test_unknown_contract_has_no_quote():
    assert await quoting(Wire(), price(futs_prpr="0"), book()).quotes([CODE]) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (price(futs_mxpr=""), book()),
        (price(futs_prdy_clpr=""), book()),
        (price(futs_prpr="70000.5"), book()),
        (price(), book("111W03")),
        (price(), book(futs_askp1="")),
    ],
)
async def test_quote_that_cannot_be_read_fails(first, second):
    with pytest.raises(ReadFailed):
        await quoting(Wire(), first, second).quotes([CODE])


async def test_bars_are_finished_days_oldest_first():
    wire = Wire()
    wire.put(
        calls.DAILY,
        chart(bar("20261103"), bar("20261102", "69500", futs_hgpr="69900"), bar("20261030")),
        chart(),
    )
    found = await wire.kis(futures_paper()).market.daily_bars(CODE, until=DAY, count=5)
    # Today's session is not over.
    assert [b.day for b in found] == [date(2026, 10, 30), date(2026, 11, 2)]
    assert (found[1].close, found[1].high, found[1].volume) == (69_500, 69_900, 1_724)
    assert found[1].opened_at == utc(date(2026, 11, 2), 8, 45)


async def test_day_without_a_trade_stands_at_its_close():
    wire = Wire()
    flat = {"futs_oprc": "0", "futs_hgpr": "0", "futs_lwpr": "0", "acml_vol": "0"}
    wire.put(calls.DAILY, chart(bar("20261102", "69500", **flat), bar("20261030", "0")), chart())
    (found,) = await wire.kis(futures_paper()).market.daily_bars(CODE, until=DAY, count=5)
    assert (found.low, found.high, found.halted) == (69_500, 69_500, True)


@pytest.mark.parametrize(
    "answer",
    [chart(bar("20261102"), symbol="111W03"), chart(bar("2026110")), chart(bar("20261102", ""))],
)
async def test_chart_that_cannot_be_read_fails(answer):
    wire = Wire()
    wire.put(calls.DAILY, answer)
    with pytest.raises(ReadFailed):
        await wire.kis(futures_paper()).market.daily_bars(CODE, until=DAY, count=5)


def test_session_of_futures_is_longer_at_both_ends():
    calendar = FuturesCalendar(KrxCalendar())
    day = date(2026, 11, 3)
    session = calendar.session(day)
    assert session is not None
    assert (session.opens_at, session.closes_at) == (utc(day, 8, 45), utc(day, 15, 45))
    assert session.phase(utc(day, 8, 50)) is Phase.CONTINUOUS
    assert session.phase(utc(day, 15, 34)) is Phase.CONTINUOUS
    assert session.phase(utc(day, 15, 36)) is Phase.CLOSING_AUCTION
    assert calendar.session(date(2026, 11, 1)) is None
    assert calendar.next_session(day).opens_at == utc(date(2026, 11, 4), 8, 45)
    assert calendar.previous_session(day).day == date(2026, 11, 2)
    assert [s.day.day for s in calendar.week(day)] == [2, 3, 4, 5, 6]
    # Variation is paid on the next session.
    assert calendar.settlement(day) == date(2026, 11, 4)

"""Prices, charts and the list of symbols: exact, of the symbol asked for, or ReadFailed."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.brokers.kis import calls, master
from core.domain.bar import Bar, Quote
from core.domain.calendar import Phase, utc
from core.domain.instrument import Instrument, InstrumentKind, Market, PriceLimits
from core.errors import ReadFailed
from tests.kis_wire import DAY, NOW, Wire, bad, fine

PRICE = {
    "iscd_stat_cls_code": "55", "temp_stop_yn": "N", "vi_cls_code": "N", "stck_prpr": "70500",
    "stck_sdpr": "70000", "stck_mxpr": "91000", "stck_llam": "49000", "acml_vol": "1234567",
    "acml_tr_pbmn": "87000000000", "stck_shrn_iscd": "005930", "prdy_vrss": "-300",
}  # fmt: skip
BOOK = {"askp1": "70600", "bidp1": "70500", "askp_rsqn1": "100", "bidp_rsqn1": "100"}


def price(**changes) -> httpx.Response:
    return fine(output=PRICE | changes)


def book(**changes) -> httpx.Response:
    return fine(output1=BOOK | changes, output2={})


async def quote(price_answer: httpx.Response, book_answer: httpx.Response) -> list[Quote]:
    wire = Wire()
    wire.put(calls.PRICE, price_answer)
    wire.put(calls.BOOK, book_answer)
    return await wire.kis().market.quotes(["005930"])


async def test_quote_is_exact():
    (seen,) = await quote(price(), book())
    assert seen == Quote(
        "005930", seen.at, 70_500, 70_500, 70_600, 70_000, PriceLimits(49_000, 91_000),
        Phase.CONTINUOUS, halted=False, vi=False, volume=1_234_567, traded_value=87_000_000_000,
    )  # fmt: skip
    assert 0 <= (seen.at - NOW).total_seconds() < 2


async def test_quote_is_never_younger_than_its_price():
    wire = Wire()
    asked: list = []

    def late(_request):
        asked.append(wire.clock.now())
        return price()

    wire.put(calls.PRICE, late)
    wire.put(calls.BOOK, book())
    (seen,) = await wire.kis().market.quotes(["005930"])
    assert seen.at <= asked[0]


@pytest.mark.parametrize(
    ("change", "halted", "vi"),
    [
        ({"iscd_stat_cls_code": "58"}, True, False),
        ({"temp_stop_yn": "Y"}, True, False),
        ({"vi_cls_code": "Y"}, False, True),
        ({"vi_cls_code": "1"}, False, True),
        ({"vi_cls_code": ""}, False, False),
        ({"vi_cls_code": "0"}, False, False),
    ],
)
async def test_halt_and_interruption_show(change, halted, vi):
    (seen,) = await quote(price(**change), book())
    assert (seen.halted, seen.vi) == (halted, vi)


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ({"stck_hgpr": "71000", "stck_lwpr": "70100"}, (71_000, 70_100)),
        ({"stck_hgpr": "", "stck_lwpr": "70100"}, (0, 70_100)),
        ({"stck_hgpr": "-1", "stck_lwpr": "x"}, (0, 0)),
    ],
)
async def test_the_days_extremes_are_shown_where_they_can_be_read_and_never_needed(change, seen):
    (found,) = await quote(price(**change), book())
    assert (found.high, found.low) == seen


async def test_a_price_without_the_days_extremes_is_a_price():
    (found,) = await quote(price(), book())
    assert (found.high, found.low) == (0, 0)


async def test_unknown_symbol_has_no_quote():
    assert await quote(price(stck_prpr="0", stck_shrn_iscd=""), book()) == []


@pytest.mark.parametrize("name", [n for n in PRICE if n != "prdy_vrss"])
async def test_price_without_a_field_fails(name):
    answer = fine(output={k: v for k, v in PRICE.items() if k != name})
    with pytest.raises(ReadFailed, match=name):
        await quote(answer, book())


@pytest.mark.parametrize("change", [{"stck_shrn_iscd": "005935"}, {"stck_prpr": "70500.5"}])
async def test_price_of_another_symbol_or_form_fails(change):
    with pytest.raises(ReadFailed, match="cannot be read"):
        await quote(price(**change), book())


async def test_book_without_best_prices_fails_and_an_empty_one_does_not():
    with pytest.raises(ReadFailed):
        await quote(price(), fine(output1={}, output2={}))
    (seen,) = await quote(price(), book(askp1="0"))
    assert seen.ask == 0


async def test_refused_quote_fails():
    with pytest.raises(ReadFailed, match="OPSQ2001"):
        await quote(bad("OPSQ2001"), book())


def bar_row(day: date, close: int = 70_000, **changes: str) -> dict[str, str]:
    row = {
        "stck_bsop_date": day.strftime("%Y%m%d"), "stck_clpr": str(close),
        "stck_oprc": str(close), "stck_hgpr": str(close + 100), "stck_lwpr": str(close - 100),
        "acml_vol": "1000", "acml_tr_pbmn": "70000000", "flng_cls_code": "00",
        "prtt_rate": "0.00", "mod_yn": "N",
    }  # fmt: skip
    return row | changes


def chart(request: httpx.Request) -> httpx.Response:
    """Serve weekdays up to DATE_2, newest first, a hundred at most."""
    last = date.fromisoformat(request.url.params["FID_INPUT_DATE_2"])
    first = max(date.fromisoformat(request.url.params["FID_INPUT_DATE_1"]), date(2026, 1, 5))
    days = [last - timedelta(days=n) for n in range((last - first).days + 1)]
    rows = [bar_row(d, 50_000 + d.toordinal() % 100) for d in days if d.weekday() < 5][:100]
    return fine(output1={"stck_shrn_iscd": "005930"}, output2=rows)


async def bars(answer, *, until: date = DAY, count: int = 30) -> tuple[list[Bar], Wire]:
    wire = Wire()
    wire.put(calls.DAILY, answer)
    return await wire.kis().market.daily_bars("005930", until=until, count=count), wire


async def test_bars_are_oldest_first_and_finished():
    found, wire = await bars(chart)
    assert len(found) == 30
    assert [b.day for b in found] == sorted(b.day for b in found)
    # It is 10:00: today's session goes on.
    assert found[-1].day == DAY - timedelta(days=1)
    assert wire.requests(calls.DAILY)[0].url.params["FID_ORG_ADJ_PRC"] == "1"
    wire.clock.move_to(utc(DAY, 15, 30))
    found = await wire.kis().market.daily_bars("005930", until=DAY, count=5)
    assert found[-1].day == DAY


async def test_more_than_a_hundred_bars_take_several_calls():
    found, wire = await bars(chart, count=180)
    assert len(found) == 180
    assert len({b.day for b in found}) == 180
    assert len(wire.requests(calls.DAILY)) == 2


async def test_history_that_ends_is_given_as_it_is():
    found, _ = await bars(chart, count=1_000)
    assert found[0].day == date(2026, 1, 5)
    assert len(found) == sum(
        1 for n in range(400) if (d := date(2026, 1, 5) + timedelta(days=n)) < DAY
        and d.weekday() < 5
    )  # fmt: skip


async def test_server_that_repeats_its_rows_is_not_asked_for_ever():
    rows = [bar_row(DAY - timedelta(days=n)) for n in (1, 4, 5)]
    found, wire = await bars(fine(output1={}, output2=rows), count=50)
    assert len(found) == 3
    assert len(wire.requests(calls.DAILY)) == 2


async def test_empty_rows_and_days_without_a_price_are_left_out():
    rows = [{}, bar_row(date(2026, 11, 2), 0), bar_row(date(2026, 10, 30)), {}]
    found, _ = await bars(fine(output1={}, output2=rows), count=5)
    assert [b.day for b in found] == [date(2026, 10, 30)]


async def test_halted_day_stands_at_its_close():
    row = bar_row(date(2026, 11, 2), stck_oprc="0", stck_hgpr="0", stck_lwpr="0", acml_vol="0")
    ((bar,), _) = await bars(fine(output1={}, output2=[row]), count=5)
    assert (bar.open, bar.high, bar.low, bar.close, bar.halted) == (70_000,) * 4 + (True,)


@pytest.mark.parametrize(
    "rows",
    [
        [bar_row(date(2026, 11, 2), stck_hgpr="1")],
        [bar_row(date(2026, 11, 2)) | {"acml_vol": None}],
        [bar_row(date(2026, 11, 2), stck_bsop_date="2026-11-02")],
        ["text"],
        None,
    ],
)
async def test_chart_that_makes_no_sense_fails(rows):
    with pytest.raises(ReadFailed):
        await bars(fine(output1={}, output2=rows), count=5)


async def test_chart_of_another_symbol_fails():
    with pytest.raises(ReadFailed, match="another symbol"):
        await bars(fine(output1={"stck_shrn_iscd": "000660"}, output2=[]), count=5)


def line(code: str, name: str, group: str, width: int) -> str:
    return f"{code:<9}KR7{code:<9}{name}".ljust(60) + group.ljust(width, "0")


def packed(*lines: str, files: int = 1) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for n in range(files):
            archive.writestr(f"code{n}.mst", ("\n".join(lines) + "\n").encode("cp949"))
    return raw.getvalue()


KOSPI = packed(
    line("005930", "삼성전자", "ST", 227), line("069500", "KODEX 200", "EF", 227),
    line("0126Z0", "삼성에피스홀딩스", "ST", 227), line("Q500001", "어느 ETN", "EN", 227),
    line("52D001", "어느 ELW", "EW", 227),
)  # fmt: skip
KOSDAQ = packed(line("035900", "JYP Ent.", "ST", 221))


async def test_list_of_symbols_comes_from_the_master_files():
    wire = Wire()
    wire.put(master.PATHS[Market.KOSPI], httpx.Response(200, content=KOSPI))
    wire.put(master.PATHS[Market.KOSDAQ], httpx.Response(200, content=KOSDAQ))
    market = wire.kis().market
    assert await market.instruments() == [
        Instrument("005930", "삼성전자"),
        Instrument("069500", "KODEX 200", kind=InstrumentKind.ETF),
        Instrument("0126Z0", "삼성에피스홀딩스"),
        Instrument("035900", "JYP Ent.", Market.KOSDAQ),
    ]
    assert market.listed("035900") == Instrument("035900", "JYP Ent.", Market.KOSDAQ)
    assert market.listed("999999") is None
    assert "authorization" not in wire.asked[0].headers
    assert "appsecret" not in wire.asked[0].headers


async def test_missing_master_file_fails():
    wire = Wire()
    wire.put(master.PATHS[Market.KOSPI], httpx.Response(404))
    with pytest.raises(ReadFailed, match="404"):
        await wire.kis().market.instruments()


async def test_master_files_without_a_share_fail():
    wire = Wire()
    for market, width in ((Market.KOSPI, 227), (Market.KOSDAQ, 221)):
        answer = httpx.Response(200, content=packed(line("Q500001", "어느 ETN", "EN", width)))
        wire.put(master.PATHS[market], answer)
    with pytest.raises(ReadFailed, match="list nothing"):
        await wire.kis().market.instruments()


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"PK\x03\x04", KOSPI[:200], packed("short line"),
        packed(line("005930", "삼성전자", "ST", 227), files=2),
    ],
)  # fmt: skip
def test_master_file_of_another_form_fails(raw):
    with pytest.raises(ReadFailed, match="master file"):
        master.instruments(raw, Market.KOSPI)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_a_failed_read(raw):
    with pytest.raises(ReadFailed):
        master.instruments(raw, Market.KOSPI)

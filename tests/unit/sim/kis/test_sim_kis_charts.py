"""Charts: sections 2.3 to 2.6 of the sheet."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from sim.sessions import KST
from sim.synthetic import SyntheticFeed

CALM, HALTED = "990001", "990003"
DAILY = {"FID_PERIOD_DIV_CODE": "D", "FID_ORG_ADJ_PRC": "0"}
TODAY = {"FID_INPUT_DATE_1": "20261001", "FID_INPUT_DATE_2": "20261102"}


@pytest.fixture(scope="module")
def year(sessions):
    """The synthetic market with a year behind its first day."""
    return SyntheticFeed(3, sessions=sessions, start=date(2026, 11, 4))


@pytest.fixture
async def long(start, year):
    """A server over that market, shortly after the open."""
    return await start(feed=year, now=datetime(2026, 11, 4, 9, 10, tzinfo=KST), seed=3)


async def test_daily_bars_come_newest_first_with_the_running_day(kis):
    reply = await kis.quote("FHKST03010100", **DAILY, **TODAY)
    days = [row["stck_bsop_date"] for row in reply["output2"]]
    assert days == ["20261102", "20261030"]
    quote = kis.server.world.exchange.quote(CALM)
    assert reply["output2"][0] == {
        "stck_bsop_date": "20261102",
        "stck_clpr": str(quote.price),
        "stck_oprc": "70500",
        "stck_hgpr": str(quote.high),
        "stck_lwpr": str(quote.low),
        "acml_vol": str(quote.volume),
        "acml_tr_pbmn": str(quote.traded_value),
        "flng_cls_code": "00",
        "prtt_rate": "0.00",
        "mod_yn": "N",
        "prdy_vrss_sign": "2" if quote.price > 70_000 else "5" if quote.price < 70_000 else "3",
        "prdy_vrss": str(quote.price - 70_000),
        "revl_issu_reas": "",
    }


async def test_the_chart_header_names_the_share(kis):
    output = (await kis.quote("FHKST03010100", **DAILY, **TODAY))["output1"]
    assert (output["hts_kor_isnm"], output["stck_shrn_iscd"]) == ("고요전자", CALM)
    assert (output["stck_prdy_clpr"], output["stck_prdy_hgpr"]) == ("70000", "72000")


async def test_no_bar_lies_in_the_future(kis):
    later = TODAY | {"FID_INPUT_DATE_2": "20261231"}
    rows = (await kis.quote("FHKST03010100", **DAILY, **later))["output2"]
    assert rows[0]["stck_bsop_date"] == "20261102"


async def test_a_range_of_more_than_a_hundred_bars_gives_the_newest_hundred(long):
    span = {"FID_INPUT_DATE_1": "20250101", "FID_INPUT_DATE_2": "20261104"}
    first = (await long.quote("FHKST03010100", "970010", **DAILY, **span))["output2"]
    assert (len(first), first[0]["stck_bsop_date"]) == (100, "20261104")
    oldest = first[-1]["stck_bsop_date"]
    before = str(int(oldest) - 1) if not oldest.endswith("01") else oldest
    span["FID_INPUT_DATE_2"] = before
    second = (await long.quote("FHKST03010100", "970010", **DAILY, **span))["output2"]
    assert second[0]["stck_bsop_date"] < oldest
    assert len(second) == 100


async def test_history_agrees_with_the_feed(long):
    span = {"FID_INPUT_DATE_1": "20261001", "FID_INPUT_DATE_2": "20261103"}
    rows = (await long.quote("FHKST03010100", "970010", **DAILY, **span))["output2"]
    feed = long.server.world.feed
    for row in rows:
        bar = feed.bar("970010", date.fromisoformat(row["stck_bsop_date"]))
        shown = [int(row[f"stck_{name}"]) for name in ("oprc", "hgpr", "lwpr", "clpr")]
        assert shown == [bar.open, bar.high, bar.low, bar.close]


@pytest.mark.parametrize(("period", "least"), [("W", 50), ("M", 12), ("Y", 2)])
async def test_longer_bars_hold_their_days(long, period, least):
    span = {"FID_INPUT_DATE_1": "20250101", "FID_INPUT_DATE_2": "20261104"}
    daily = (await long.quote("FHKST03010100", "970010", **DAILY, **span))["output2"]
    wanted = DAILY | span | {"FID_PERIOD_DIV_CODE": period}
    rows = (await long.quote("FHKST03010100", "970010", **wanted))["output2"]
    assert len(rows) >= least
    assert rows[0]["stck_clpr"] == daily[0]["stck_clpr"]
    assert all(int(row["stck_lwpr"]) <= int(row["stck_clpr"]) for row in rows)


async def test_a_period_that_does_not_exist_is_refused(kis):
    reply = await kis.quote("FHKST03010100", **(DAILY | TODAY | {"FID_PERIOD_DIV_CODE": "X"}))
    assert (reply["rt_cd"], reply["msg_cd"]) == ("1", "OPSQ2001")


async def test_a_date_that_is_none_is_refused(kis):
    reply = await kis.quote("FHKST03010100", **(DAILY | TODAY | {"FID_INPUT_DATE_1": "yester"}))
    assert reply["msg_cd"] == "OPSQ2001"


async def test_the_daily_price_has_thirty_rows(long):
    wanted = {"FID_PERIOD_DIV_CODE": "D", "FID_ORG_ADJ_PRC": "0"}
    rows = (await long.quote("FHKST01010400", "970010", **wanted))["output"]
    assert len(rows) == 30
    change = int(rows[0]["stck_clpr"]) - int(rows[1]["stck_clpr"])
    assert rows[0]["prdy_vrss"] == str(change)


HOUR = {"FID_ETC_CLS_CODE": "", "FID_PW_DATA_INCU_YN": "N"}


async def test_minutes_of_today_end_at_the_hour_newest_first(kis):
    reply = await kis.quote("FHKST03010200", FID_INPUT_HOUR_1="093000", **HOUR)
    hours = [row["stck_cntg_hour"] for row in reply["output2"]]
    assert (len(hours), hours[0], hours[-1]) == (30, "093000", "090100")
    assert hours == sorted(hours, reverse=True)
    assert reply["output1"]["hts_kor_isnm"] == "고요전자"


async def test_a_minute_holds_prices_and_the_value_since_the_open(kis):
    rows = (await kis.quote("FHKST03010200", FID_INPUT_HOUR_1="093000", **HOUR))["output2"]
    totals = [int(row["acml_tr_pbmn"]) for row in rows]
    assert totals == sorted(totals, reverse=True)
    for row in rows:
        low, high = int(row["stck_lwpr"]), int(row["stck_hgpr"])
        assert low <= int(row["stck_oprc"]) <= high
        assert low <= int(row["stck_prpr"]) <= high


async def test_minutes_of_the_day_add_up_to_its_volume(kis):
    volume, hour = 0, "100000"
    while True:
        rows = (await kis.quote("FHKST03010200", FID_INPUT_HOUR_1=hour, **HOUR))["output2"]
        volume += sum(int(row["cntg_vol"]) for row in rows)
        if not rows or rows[-1]["stck_cntg_hour"] <= "090000":
            break
        oldest = rows[-1]["stck_cntg_hour"]
        hour = f"{(int(oldest[:2]) * 60 + int(oldest[2:4]) - 1) // 60:02d}"
        hour += f"{(int(oldest[2:4]) - 1) % 60:02d}00"
    assert volume == kis.server.world.exchange.quote(CALM).volume


async def test_a_future_hour_gives_flat_bars_at_the_current_price(kis):
    rows = (await kis.quote("FHKST03010200", FID_INPUT_HOUR_1="100300", **HOUR))["output2"]
    price = str(kis.server.world.exchange.quote(CALM).price)
    assert [row["stck_cntg_hour"] for row in rows[:3]] == ["100300", "100200", "100100"]
    assert {row["stck_hgpr"] for row in rows[:3]} == {price}
    assert {row["cntg_vol"] for row in rows[:3]} == {"0"}


async def test_earlier_days_fill_the_thirty_rows_when_asked(kis):
    wanted = HOUR | {"FID_PW_DATA_INCU_YN": "Y"}
    rows = (await kis.quote("FHKST03010200", FID_INPUT_HOUR_1="090500", **wanted))["output2"]
    assert len(rows) == 30
    assert {row["stck_bsop_date"] for row in rows} == {"20261102", "20261030"}


async def test_minutes_of_a_past_day_fold_to_its_daily_bar(long):
    rows, hour = [], "153000"
    wanted = {"FID_PW_DATA_INCU_YN": "N", "FID_FAKE_TICK_INCU_YN": ""}
    while True:
        page = (
            await long.quote(
                "FHKST03010230",
                "970010",
                FID_INPUT_HOUR_1=hour,
                FID_INPUT_DATE_1="20261103",
                **wanted,
            )
        )["output2"]
        assert len(page) <= 120
        rows += page
        if not page or page[-1]["stck_cntg_hour"] <= "090000":
            break
        oldest = time.fromisoformat(page[-1]["stck_cntg_hour"])
        hour = f"{oldest.hour if oldest.minute else oldest.hour - 1:02d}"
        hour += f"{(oldest.minute - 1) % 60:02d}00"
    bar = long.server.world.feed.bar("970010", date(2026, 11, 3))
    assert max(int(row["stck_hgpr"]) for row in rows) == bar.high
    assert min(int(row["stck_lwpr"]) for row in rows) == bar.low
    assert (rows[-1]["stck_oprc"], rows[0]["stck_prpr"]) == (str(bar.open), str(bar.close))
    assert sum(int(row["cntg_vol"]) for row in rows) == bar.volume


async def test_an_unknown_symbol_has_no_bars(kis):
    assert (await kis.quote("FHKST03010100", "005930", **DAILY, **TODAY))["output2"] == []
    reply = await kis.quote("FHKST03010200", "005930", FID_INPUT_HOUR_1="093000", **HOUR)
    assert reply["output2"] == []

"""Sections 2.3 to 2.6 of the sheet: daily and minute bars."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from tests.unit.sim.kis_golden_tools import (
    CALM,
    HALTED,
    TODAY,
    UP,
    check_good,
    check_numbers,
    check_refused,
    check_whole,
    fields,
    number,
)

DAILY, RECENT, MINUTES, PAST = "FHKST03010100", "FHKST01010400", "FHKST03010200", "FHKST03010230"
DAILY_1 = fields(
    """prdy_vrss prdy_vrss_sign prdy_ctrt stck_prdy_clpr acml_vol acml_tr_pbmn hts_kor_isnm
    stck_prpr stck_shrn_iscd prdy_vol stck_mxpr stck_llam stck_oprc stck_hgpr stck_lwpr
    stck_prdy_oprc stck_prdy_hgpr stck_prdy_lwpr askp bidp prdy_vrss_vol vol_tnrt stck_fcam
    lstn_stcn cpfn
    hts_avls per eps pbr itewhol_loan_rmnd_ratem"""
)
DAILY_2 = fields(
    """stck_bsop_date stck_clpr stck_oprc stck_hgpr stck_lwpr acml_vol acml_tr_pbmn flng_cls_code
    prtt_rate mod_yn prdy_vrss_sign prdy_vrss revl_issu_reas"""
)
RECENT_ROW = fields(
    """stck_bsop_date stck_oprc stck_hgpr stck_lwpr stck_clpr acml_vol prdy_vrss_vol_rate prdy_vrss
    prdy_vrss_sign prdy_ctrt hts_frgn_ehrt frgn_ntby_qty flng_cls_code acml_prtt_rate"""
)
MINUTE_1 = fields(
    """prdy_vrss prdy_vrss_sign prdy_ctrt stck_prdy_clpr acml_vol acml_tr_pbmn hts_kor_isnm
    stck_prpr"""
)
MINUTE_2 = fields(
    "stck_bsop_date stck_cntg_hour stck_prpr stck_oprc stck_hgpr stck_lwpr cntg_vol acml_tr_pbmn"
)
BOTH = "output1 output2"
DAY_S = 24 * 3600


async def daily(wire, first: str, last: str, *, period: str = "D", code: str = CALM) -> dict:
    """Ask for bars of a range and give the body."""
    params = {"FID_INPUT_DATE_1": first, "FID_INPUT_DATE_2": last}
    params |= {"FID_PERIOD_DIV_CODE": period, "FID_ORG_ADJ_PRC": "0"}
    return check_good(await wire.quote(DAILY, code, **params), DAILY, BOTH)


async def minutes(wire, hour: str, *, code: str = CALM, more: str = "N") -> dict:
    """Ask for the last thirty minutes up to an hour."""
    params = {"FID_ETC_CLS_CODE": "", "FID_INPUT_HOUR_1": hour, "FID_PW_DATA_INCU_YN": more}
    return check_good(await wire.quote(MINUTES, code, **params), MINUTES, BOTH)


async def past(wire, day: str, hour: str, more: str = "N") -> list[dict]:
    """Ask for the last 120 minutes up to an hour of a day."""
    params = {"FID_INPUT_HOUR_1": hour, "FID_INPUT_DATE_1": day, "FID_PW_DATA_INCU_YN": more}
    reply = await wire.quote(PAST, CALM, **(params | {"FID_FAKE_TICK_INCU_YN": ""}))
    return check_good(reply, PAST, BOTH)["output2"]


def dates(rows: list[dict]) -> list[str]:
    """Give the days of rows."""
    return [row["stck_bsop_date"] for row in rows]


async def test_a_daily_chart_has_the_fields_of_the_sheet(real):
    body = await daily(real, "20261019", TODAY)
    assert list(body["output1"]) == DAILY_1
    assert [list(row) for row in body["output2"]] == [DAILY_2] * 11
    texts = ("hts_kor_isnm", "stck_shrn_iscd", "prdy_ctrt", "vol_tnrt", "per", "eps", "pbr")
    check_whole(body["output1"], *texts, "itewhol_loan_rmnd_ratem")
    check_numbers(body["output1"], prdy_ctrt=2, vol_tnrt=2, per=2, pbr=2)
    for row in body["output2"]:
        check_whole(row, "flng_cls_code", "prtt_rate", "mod_yn", "revl_issu_reas")
        assert (row["flng_cls_code"], row["mod_yn"]) == ("00", "N")
        assert number(row["prtt_rate"], 2)


async def test_a_daily_chart_holds_the_bars_of_the_feed_newest_first(real):
    body = await daily(real, "20261026", TODAY)
    rows = body["output2"]
    assert dates(rows) == [TODAY, *(f"202610{n}" for n in (30, 29, 28, 27, 26))]
    friday = rows[1]
    shown = {k: friday[k] for k in ("stck_oprc", "stck_hgpr", "stck_lwpr", "stck_clpr", "acml_vol")}
    assert shown == {
        "stck_oprc": "69900",
        "stck_hgpr": "70500",
        "stck_lwpr": "69400",
        "stck_clpr": "70000",
        "acml_vol": "300179",
    }
    for newer, older in pairwise(rows):
        change = int(newer["stck_clpr"]) - int(older["stck_clpr"])
        assert newer["prdy_vrss"] == str(change)
        assert newer["prdy_vrss_sign"] == ("2" if change > 0 else "5" if change else "3")
    quote = real.server.world.exchange.quote(CALM)
    assert (rows[0]["acml_vol"], rows[0]["acml_tr_pbmn"]) == (
        str(quote.volume),
        str(quote.traded_value),
    )
    assert body["output1"]["stck_prdy_clpr"] == "70000"


async def test_a_range_of_more_than_a_hundred_bars_gives_the_newest_hundred(real):
    everything, last = [], TODAY
    while True:
        rows = (await daily(real, "20260101", last))["output2"]
        if not rows:
            break
        assert len(rows) == min(100, 181 - len(everything))
        everything += dates(rows)
        oldest = datetime.strptime(everything[-1] + "+0900", "%Y%m%d%z")
        last = (oldest - timedelta(days=1)).strftime("%Y%m%d")
    assert len(everything) == len(set(everything)) == 181
    assert everything == sorted(everything, reverse=True)
    bars = real.server.world.bars(CALM, until=real.server.world.today(), count=1000)
    assert everything == [f"{bar.day:%Y%m%d}" for bar in reversed(bars)]


@pytest.mark.parametrize(("period", "width"), [("W", 6), ("M", 6)])
async def test_a_longer_bar_folds_its_days(real, period, width):
    days = (await daily(real, "20260901", TODAY))["output2"]
    bars = (await daily(real, "20260901", TODAY, period=period))["output2"]
    key = (
        (lambda text: text[:width])
        if period == "M"
        else (lambda text: datetime.strptime(text, "%Y%m%d").isocalendar()[:2])  # noqa: DTZ007
    )
    assert len({key(row["stck_bsop_date"]) for row in bars}) == len(bars)
    for bar in bars[:-1]:
        members = [d for d in days if key(d["stck_bsop_date"]) == key(bar["stck_bsop_date"])]
        assert int(bar["acml_vol"]) == sum(int(day["acml_vol"]) for day in members)
        assert int(bar["stck_hgpr"]) == max(int(day["stck_hgpr"]) for day in members)
        assert (bar["stck_clpr"], bar["stck_oprc"]) == (
            members[0]["stck_clpr"],
            members[-1]["stck_oprc"],
        )


async def test_an_empty_range_and_an_unknown_symbol_have_no_rows(real):
    assert (await daily(real, "20250101", "20250102"))["output2"] == []
    assert (await daily(real, "20261001", TODAY, code="000000"))["output2"] == []


async def test_a_date_that_is_none_is_refused(real):
    params = {"FID_INPUT_DATE_1": "2026-1-1", "FID_INPUT_DATE_2": TODAY, "FID_PERIOD_DIV_CODE": "D"}
    check_refused(await real.quote(DAILY, CALM, **params), "OPSQ2001")


async def test_the_last_thirty_bars(real):
    params = {"FID_PERIOD_DIV_CODE": "D", "FID_ORG_ADJ_PRC": "1"}
    rows = check_good(await real.quote(RECENT, CALM, **params), RECENT, "output")["output"]
    assert [list(row) for row in rows] == [RECENT_ROW] * 30
    assert dates(rows)[:2] == [TODAY, "20261030"]
    bars = (await daily(real, "20260901", TODAY))["output2"]
    for row, bar in zip(rows, bars, strict=False):
        shared = set(RECENT_ROW) & set(DAILY_2)
        assert {k: row[k] for k in shared} == {k: bar[k] for k in shared}
        check_numbers(row, prdy_vrss_vol_rate=2, prdy_ctrt=2, hts_frgn_ehrt=2)


async def test_minute_bars_of_today_end_at_the_hour(real):
    body = await minutes(real, "094500")
    assert list(body["output1"]) == MINUTE_1
    rows = body["output2"]
    assert [list(row) for row in rows] == [MINUTE_2] * 30
    hours = [row["stck_cntg_hour"] for row in rows]
    assert (hours[0], hours[-1]) == ("094500", "091600")
    assert all(hour.endswith("00") for hour in hours)
    assert set(dates(rows)) == {TODAY}
    for row in rows:
        check_whole(row, "stck_cntg_hour")
        low, high = int(row["stck_lwpr"]), int(row["stck_hgpr"])
        assert low <= int(row["stck_oprc"]) <= high
        assert low <= int(row["stck_prpr"]) <= high


async def test_minute_bars_walk_back_to_the_open_without_loss(real):
    rows: list[dict] = []
    hour = "100000"
    while hour >= "090000":
        found = (await minutes(real, hour))["output2"]
        if not found:
            break
        rows += found
        oldest = datetime.strptime(found[-1]["stck_cntg_hour"] + "+0900", "%H%M%S%z")
        hour = (oldest - timedelta(minutes=1)).strftime("%H%M%S")
    hours = [row["stck_cntg_hour"] for row in rows]
    assert len(hours) == len(set(hours))
    prints = [p for p in real.server.world.exchange.prints() if p.code == CALM]
    assert sum(int(row["cntg_vol"]) for row in rows) == sum(p.quantity for p in prints)
    assert int(rows[0]["acml_tr_pbmn"]) == sum(p.quantity * p.price for p in prints)
    values = [int(row["acml_tr_pbmn"]) for row in rows]
    assert values == sorted(values, reverse=True)
    assert max(int(row["stck_hgpr"]) for row in rows) == max(p.price for p in prints)


async def test_a_future_hour_is_answered_with_flat_bars_at_the_price(real):
    body = await minutes(real, "102000")
    price = body["output1"]["stck_prpr"]
    flat = [row for row in body["output2"] if row["stck_cntg_hour"] > "100000"]
    assert len(flat) == 20
    for row in flat:
        assert {row[f"stck_{name}"] for name in ("prpr", "oprc", "hgpr", "lwpr")} == {price}
        assert row["acml_tr_pbmn"] == body["output1"]["acml_tr_pbmn"]


async def test_a_halted_share_has_no_minutes(real):
    assert (await minutes(real, "100000", code=HALTED))["output2"] == []


async def test_earlier_days_fill_up_to_thirty_rows(real):
    real.server.step(DAY_S - 50 * 60)  # ten past nine on Tuesday
    few = (await minutes(real, "091000"))["output2"]
    rows = (await minutes(real, "091000", more="Y"))["output2"]
    assert len(few) < 30 == len(rows)
    assert rows[: len(few)] == few
    assert set(dates(rows)) == {"20261103", TODAY}
    keys = [row["stck_bsop_date"] + row["stck_cntg_hour"] for row in rows]
    assert keys == sorted(set(keys), reverse=True)


async def test_minutes_of_a_past_day_are_those_that_were_seen_on_it(real):
    real.server.step((5 * 60 + 31) * 60)  # 15:31 on Monday
    seen = (await minutes(real, "153000"))["output2"]
    await real.later(DAY_S - 5 * 3600)
    rows = await past(real, TODAY, "153000")
    assert len(rows) == 120
    assert [list(row) for row in rows] == [MINUTE_2] * 120
    assert rows[:30] == seen
    assert set(dates(rows)) == {TODAY}


async def test_minutes_of_a_past_day_go_on_into_the_day_before(real):
    await real.later(2 * DAY_S)  # ten on Wednesday
    only = await past(real, "20261103", "093000")
    rows = await past(real, "20261103", "093000", more="Y")
    assert len(only) < 120 == len(rows)
    assert rows[: len(only)] == only
    assert set(dates(rows)) == {"20261103", TODAY}


async def test_a_share_without_movement_keeps_one_price_in_its_minutes(real):
    rows = (await minutes(real, "100000", code=UP))["output2"]
    assert rows
    assert {row["stck_prpr"] for row in rows} == {"13000"}

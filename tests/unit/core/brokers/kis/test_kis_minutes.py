"""Minute charts: every finished minute of the day asked for, exactly once, or ReadFailed."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.brokers.kis import calls
from core.domain.bar import Bar, Interval
from core.domain.calendar import KST, utc
from core.errors import ReadFailed
from tests.kis_wire import DAY, Wire, fine, live_place

MONDAY = date(2026, 11, 2)


def row(hour: str, close: int = 70_000, day: date = DAY, **changes: Any) -> dict[str, Any]:
    """Write one minute."""
    return {
        "stck_bsop_date": f"{day:%Y%m%d}", "stck_cntg_hour": hour, "stck_prpr": str(close),
        "stck_oprc": "70100", "stck_hgpr": "70200", "stck_lwpr": "69900", "cntg_vol": "1234",
        "acml_tr_pbmn": "99000000",
    } | changes  # fmt: skip


def chart(*rows: dict[str, Any]) -> httpx.Response:
    return fine(output1={"stck_prpr": "70000"}, output2=list(rows))


def served(minutes: list[int], day: date, size: int):
    """Answer like KIS from minutes since midnight: the newest up to the hour asked for."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked = request.url.params["FID_INPUT_HOUR_1"]
        hours = [f"{m // 60:02d}{m % 60:02d}00" for m in sorted(minutes, reverse=True)]
        return chart(*[row(hour, day=day) for hour in hours if hour <= asked][:size])

    return answer


async def today(*answers: Any) -> list[Bar]:
    wire = Wire()
    wire.put(calls.MINUTES, *answers)
    return await wire.kis().market.minute_bars("005930", DAY)


async def test_minutes_are_exact_and_begin_where_korea_says():
    (bar,) = await today(chart(row("093000", new_field="x")), chart())
    assert bar == Bar(
        "005930", Interval.MINUTE, utc(DAY, 9, 30), DAY, 70_100, 70_200, 69_900, 70_000, 1234, "kis"
    )


async def test_running_and_coming_minutes_are_left_out():
    rows = [row("100100", cntg_vol="0"), row("100000"), row("095900")]
    assert [b.opened_at for b in await today(chart(*rows), chart())] == [utc(DAY, 9, 59)]


@given(st.sets(st.integers(9 * 60, 15 * 60 + 29), max_size=150), st.integers(1, 120))
def test_every_minute_of_a_past_day_comes_once_whatever_the_page_and_the_gaps(minutes, size):
    async def read() -> list[Bar]:
        wire = Wire()
        wire.put(calls.PAST_MINUTES, served(sorted(minutes), MONDAY, size))
        return await wire.kis(live_place()).market.minute_bars("005930", MONDAY)

    bars = asyncio.run(read())
    starts = [bar.opened_at.astimezone(KST) for bar in bars]
    assert [at.hour * 60 + at.minute for at in starts] == sorted(minutes)
    assert {bar.day for bar in bars} <= {MONDAY}


async def test_next_page_ends_a_minute_before_the_oldest():
    wire = Wire()
    wire.put(calls.MINUTES, chart(row("095900"), row("095200")), chart(row("091000")), chart())
    await wire.kis().market.minute_bars("005930", DAY)
    hours = [r.url.params["FID_INPUT_HOUR_1"] for r in wire.requests(calls.MINUTES)]
    assert hours == ["100000", "095100", "090900"]


async def test_rows_of_another_day_are_not_this_days():
    assert await today(chart(row("095900", day=MONDAY))) == []


async def test_page_that_leads_back_is_no_reading():
    with pytest.raises(ReadFailed, match="leads back"):
        await today(chart(row("095900"), row("095800")))


async def test_minute_told_in_two_ways_is_no_reading():
    with pytest.raises(ReadFailed, match="two ways"):
        await today(chart(row("095900"), row("095900", close=70_001)))


@pytest.mark.parametrize(
    "changes",
    [{"stck_prpr": "70000.5"}, {"cntg_vol": "-1"}, {"stck_oprc": None}, {"stck_cntg_hour": "0959"},
     {"stck_cntg_hour": "095930"}, {"stck_bsop_date": ""}, {"stck_hgpr": "69000"}],
)  # fmt: skip
async def test_broken_minute_is_no_reading(changes):
    with pytest.raises(ReadFailed, match="minutes of 005930 cannot be read"):
        await today(chart(row("095900") | changes))


@pytest.mark.parametrize("name", ["cntg_vol", "stck_lwpr", "stck_cntg_hour"])
async def test_missing_field_is_no_reading(name):
    lacking = {key: value for key, value in row("095900").items() if key != name}
    with pytest.raises(ReadFailed, match=f"{name} is missing"):
        await today(chart(lacking))


async def test_paper_has_no_past_days_and_nothing_is_sent():
    wire = Wire()
    with pytest.raises(ReadFailed, match="live accounts only"):
        await wire.kis().market.minute_bars("005930", MONDAY)
    assert wire.asked == []


@pytest.mark.parametrize("day", [date(2026, 11, 1), DAY + timedelta(days=1)])
async def test_day_without_a_session_yet_has_no_minutes(day):
    wire = Wire()
    assert await wire.kis(live_place()).market.minute_bars("005930", day) == []
    assert wire.asked == []

"""What `doctor` says of a KIS account, and the days that KIS calls open, against the server."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.kis_checks import KisChecks
from bot.kis_feed import KisFeed
from core.brokers.kis.build import Kis
from core.domain.calendar import trading_date
from core.errors import ReadFailed
from core.market.calendar import KrxCalendar
from core.net.skew import Skew
from tests.kis_rig import Rig, rig

BOTH = pytest.mark.parametrize("env", ["real", "paper"])


def checks_of(made: Rig, *, kis: Kis | None = None, whole: bool = True, **changes: Any) -> Any:
    """Make the checks of a rig whose push feed was never connected."""
    used = kis or made.kis
    feed = KisFeed(used.stream(()).hints, None, made.time, lambda _key: None)  # type: ignore[arg-type]
    skew = Skew([made.time])  # type: ignore[list-item]
    made_checks = KisChecks(used, skew, feed, KrxCalendar(), made.time, whole)
    return replace(made_checks, **changes)


@BOTH
async def test_token_and_holidays_are_green_and_what_is_not_connected_is_red(env):
    async with rig(env) as made:
        found = {check.name: check.ok for check in await checks_of(made)()}
    assert found == {
        "kis_access": True, "clock": False, "kis_hts_id": True, "kis_push": False,
        "kis_list": True, "kis_holidays": True,
    }  # fmt: skip


async def test_a_list_that_was_not_read_is_red():
    async with rig("paper") as made:
        found = {check.name: check.ok for check in await checks_of(made, whole=False)()}
    assert not found["kis_list"]


async def test_a_clock_that_was_heard_is_judged():
    async with rig("real") as made:
        checks = checks_of(made)
        near = f"{made.time.now():%a, %d %b %Y %H:%M:%S} GMT"
        checks.skew.heard(near)
        by_name = {check.name: check for check in await checks()}
    assert by_name["clock"].ok


async def test_a_holiday_that_our_table_calls_a_session_is_named():
    class Wrong(KrxCalendar):
        def session(self, day: date) -> Any:
            return None if day == date(2026, 11, 4) else super().session(day)

    async with rig("real") as made:
        by_name = {c.name: c for c in await checks_of(made, calendar=Wrong())()}
    assert not by_name["kis_holidays"].ok
    assert "2026-11-04" in by_name["kis_holidays"].text


async def test_open_days_are_those_of_the_servers_calendar_and_paper_does_not_tell():
    async with rig("real") as made:
        today = trading_date(made.time.now())
        told = await made.kis.market.open_days(today)
        assert told[today]
        assert {d for d, opened in told.items() if not opened} == {
            d for d in told if d.weekday() >= 5
        }
        assert len(told) > 7
    async with rig("paper") as made:
        with pytest.raises(ReadFailed):
            await made.kis.market.open_days(date(2026, 11, 2))


@BOTH
async def test_standing_names_the_account_and_the_lost_feed(env):
    async with rig(env) as made:
        lines = checks_of(made).standing()
    mode = "live" if env == "real" else "paper"
    assert [(key, words) for key, words, _ in lines] == [
        ("status.broker", f"status.broker.kis_{mode}"), ("status.push", "status.push.off"),
    ]  # fmt: skip
    assert lines[0][2]["account"].startswith(f"kis-{mode}-")

"""Minute charts of shares and futures, walked back page by page (sheet 2.5, 2.6, 4.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from core.brokers.kis import calls, futures_calls, numbers
from core.brokers.kis.client import KisClient
from core.brokers.kis.envelope import Envelope, Fields
from core.brokers.kis.live_only import live_only
from core.brokers.kis.numbers import BadField
from core.brokers.kis.quotes import SOURCE
from core.domain.bar import Bar, Interval
from core.domain.calendar import KST, Session
from core.errors import ReadFailed

MINUTE: Final = timedelta(minutes=1)
SIXTY_SECONDS: Final = "60"
THIS_DAY_ONLY: Final = "N"


@dataclass(frozen=True, slots=True)
class Chart:
    """One minute chart of KIS: where it is asked for, and how its prices are called.

    `dated` where the call takes a day; else it answers for today alone.
    """

    path: str
    tr_id: str
    params: Mapping[str, str]
    prices: tuple[str, str, str, str]  # open, high, low, close
    dated: bool = True
    live: bool = True


_SHARES: Final = {"FID_COND_MRKT_DIV_CODE": "J", "FID_PW_DATA_INCU_YN": THIS_DAY_ONLY}
_SHARE_PRICES: Final = ("stck_oprc", "stck_hgpr", "stck_lwpr", "stck_prpr")
TODAY: Final = Chart(
    calls.MINUTES, calls.MINUTES_TR, _SHARES | {"FID_ETC_CLS_CODE": ""}, _SHARE_PRICES,
    dated=False, live=False,
)  # fmt: skip
PAST: Final = Chart(
    calls.PAST_MINUTES, calls.PAST_MINUTES_TR, _SHARES | {"FID_FAKE_TICK_INCU_YN": ""},
    _SHARE_PRICES,
)  # fmt: skip
FUTURES: Final = Chart(
    futures_calls.MINUTES, futures_calls.MINUTES_TR,
    {
        "FID_COND_MRKT_DIV_CODE": futures_calls.MARKET, "FID_HOUR_CLS_CODE": SIXTY_SECONDS,
        "FID_PW_DATA_INCU_YN": THIS_DAY_ONLY, "FID_FAKE_TICK_INCU_YN": "N",
    },
    ("futs_oprc", "futs_hgpr", "futs_lwpr", "futs_prpr"),
)  # fmt: skip


async def minute_bars(
    client: KisClient, chart: Chart, symbol: str, *, session: Session, now: datetime
) -> list[Bar]:
    """Give the finished minutes of one session, oldest first; raises ReadFailed.

    A minute that KIS leaves out stays out: nothing is filled in. The running minute is left out,
    for its volume may still be that of the minute before, and so are the flat bars with which KIS
    answers for minutes to come.
    """
    if chart.live:
        live_only(client.place, chart.path.rsplit("/", 1)[-1])
    bars: dict[datetime, Bar] = {}
    end = min(now, session.closes_at)
    while end.astimezone(KST).date() == session.day:
        page = await _page(client, chart, symbol, day=session.day, end=end)
        if not page:
            break
        fresh = {at: bar for at, bar in page.items() if at <= end}
        if not fresh:
            raise ReadFailed(f"minutes of {symbol}: a page up to {end:%H:%M} UTC leads back")
        bars |= fresh
        end = min(fresh) - MINUTE
    return [bars[at] for at in sorted(bars) if at + MINUTE <= now]


async def _page(
    client: KisClient, chart: Chart, symbol: str, *, day: date, end: datetime
) -> dict[datetime, Bar]:
    local = end.astimezone(KST)
    params = {**chart.params, "FID_INPUT_ISCD": symbol, "FID_INPUT_HOUR_1": f"{local:%H%M}00"}
    if chart.dated:
        params["FID_INPUT_DATE_1"] = f"{day:%Y%m%d}"
    return read_page(symbol, chart, await client.get(chart.path, chart.tr_id, params), day)


def read_page(symbol: str, chart: Chart, seen: Envelope, day: date) -> dict[datetime, Bar]:
    """Give the bars of one answer that belong to a day, by their start; raises ReadFailed."""
    bars: dict[datetime, Bar] = {}
    try:
        for row in seen.rows("output2"):
            bar = _bar(symbol, chart, row)
            if bar is None or bar.day != day:
                continue
            if bars.setdefault(bar.opened_at, bar) != bar:
                raise BadField(f"the minute of {bar.opened_at:%H:%M} UTC is told in two ways")
    except (BadField, ValueError) as error:
        raise ReadFailed(f"minutes of {symbol} cannot be read: {error}") from error
    return bars


def _bar(symbol: str, chart: Chart, row: Fields) -> Bar | None:
    day = numbers.day(row, "stck_bsop_date")
    at = numbers.instant(day, row, "stck_cntg_hour")
    if at.second:
        raise BadField(f"stck_cntg_hour {row['stck_cntg_hour']} is not the start of a minute")
    opened, high, low, close = (numbers.count(row, name) for name in chart.prices)
    if close == 0:
        return None
    return Bar(
        symbol, Interval.MINUTE, at, day, opened, high, low, close,
        numbers.count(row, "cntg_vol"), SOURCE,
    )  # fmt: skip

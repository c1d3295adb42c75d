"""The MarketData port over KIS: symbols from the master files, quotes, daily bars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from core.brokers.kis import calls, master, named, numbers
from core.brokers.kis.client import KisClient
from core.brokers.kis.minutes import PAST, TODAY, minute_bars
from core.brokers.kis.numbers import BadField
from core.brokers.kis.quotes import daily, oldest_day, quote
from core.clock import Clock
from core.domain.bar import Bar, Quote
from core.domain.calendar import Calendar, Phase, trading_date
from core.domain.instrument import Instrument
from core.errors import ReadFailed
from core.net.http import Ask, Http

# A chart answer holds at most 100 bars; as many trading days take about 150 dates.
CHART_BARS: Final = 100
CHART_DAYS: Final = 160
MASTER_S: Final = 30.0
KRX: Final = "J"
DAYS: Final = "D"
RAW: Final = "1"
ADJUSTED: Final = "0"


class KisMarket:
    """Prices of KRX by KIS.

    Daily bars are as traded unless `adjusted`: adjusted ones change after a split, and a stored
    bar never may.
    """

    def __init__(
        self,
        client: KisClient,
        http: Http,
        *,
        clock: Clock,
        calendar: Calendar,
        adjusted: bool = False,
    ) -> None:
        self._client = client
        self._http = http
        self._clock = clock
        self._calendar = calendar
        self._price_form = ADJUSTED if adjusted else RAW
        self._listed: dict[str, Instrument] = {}
        self.whole = False  # whether the list was read, not only some by name

    def listed(self, symbol: str) -> Instrument | None:
        """Give an instrument of the list last read."""
        return self._listed.get(symbol)

    async def instruments(self) -> list[Instrument]:
        """Give every share and ETF of KOSPI and KOSDAQ; raises ReadFailed."""
        found: list[Instrument] = []
        for market, path in master.PATHS.items():
            url = self._client.place.host.master.rstrip("/") + path
            reply = await self._http.read(Ask(url, deadline_s=MASTER_S))
            if not reply.fine:
                raise ReadFailed(f"master file of {market}: status {reply.status}")
            found += master.instruments(reply.body, market)
        if not found:
            raise ReadFailed("the master files list nothing that can be traded")
        self._listed = {instrument.symbol: instrument for instrument in found}
        self.whole = True
        return found

    async def named(self, symbols: Sequence[str]) -> list[Instrument]:
        """Give these shares by their prices, where no list can be had; raises ReadFailed."""
        today = trading_date(self._clock.now())
        found = await named.named(self._client, symbols, today)
        self._listed |= {instrument.symbol: instrument for instrument in found}
        return found

    async def quotes(self, symbols: Sequence[str]) -> list[Quote]:
        """Give fresh quotes, one after the other; an unknown symbol is left out.

        Raises ReadFailed. Each takes two calls: ask for few.
        """
        found = [await self._quote(symbol) for symbol in symbols]
        return [one for one in found if one is not None]

    async def daily_bars(self, symbol: str, *, until: date, count: int) -> list[Bar]:
        """Give finished daily bars, oldest first; raises ReadFailed.

        Today's bar counts only when its session is over.
        """
        bars: dict[date, Bar] = {}
        last = min(until, self._last_finished())
        while len(bars) < count:
            page = await self._chart(symbol, last)
            fresh = {bar.day: bar for bar in page if bar.day <= last and bar.day not in bars}
            if not fresh:
                break
            bars |= fresh
            last = oldest_day(list(fresh.values())) - timedelta(days=1)
        return [bars[day] for day in sorted(bars)][-count:] if count > 0 else []

    async def minute_bars(self, symbol: str, on: date) -> list[Bar]:
        """Give the finished minutes of a day, oldest first; none on a day without a session.

        Raises ReadFailed. Past days, about a year of them, are told to live accounts only.
        """
        session, now = self._calendar.session(on), self._clock.now()
        if session is None or now < session.opens_at:
            return []
        chart = TODAY if on == trading_date(now) else PAST
        return await minute_bars(self._client, chart, symbol, session=session, now=now)

    async def open_days(self, first: date) -> dict[date, bool]:
        """Tell on which days KIS calls open; see the function of this name."""
        return await open_days(self._client, first)

    async def _quote(self, symbol: str) -> Quote | None:
        params = {"FID_COND_MRKT_DIV_CODE": KRX, "FID_INPUT_ISCD": symbol}
        # Older than the answer by at most one call, never younger: a limit on age stays honest.
        at = self._clock.now()
        price = await self._client.get(calls.PRICE, calls.PRICE_TR, params)
        book = await self._client.get(calls.BOOK, calls.BOOK_TR, params)
        session = self._calendar.session(trading_date(at))
        phase = session.phase(at) if session else Phase.CLOSED
        return quote(symbol, price, book, at=at, phase=phase)

    async def _chart(self, symbol: str, last: date) -> list[Bar]:
        first = last - timedelta(days=CHART_DAYS)
        params = {
            "FID_COND_MRKT_DIV_CODE": KRX, "FID_INPUT_ISCD": symbol,
            "FID_INPUT_DATE_1": first.strftime("%Y%m%d"),
            "FID_INPUT_DATE_2": last.strftime("%Y%m%d"),
            "FID_PERIOD_DIV_CODE": DAYS, "FID_ORG_ADJ_PRC": self._price_form,
        }  # fmt: skip
        return daily(symbol, await self._client.get(calls.DAILY, calls.DAILY_TR, params))

    def _last_finished(self) -> date:
        now = self._clock.now()
        today = trading_date(now)
        session = self._calendar.session(today)
        if session is not None and now < session.closes_at:
            return today - timedelta(days=1)
        return today


async def open_days(client: KisClient, first: date) -> dict[date, bool]:
    """Tell for some weeks from a date on which days KIS calls open; raises ReadFailed.

    The live host alone knows it, and asks for one call a day.
    """
    params = {"BASS_DT": first.strftime("%Y%m%d"), "CTX_AREA_NK": "", "CTX_AREA_FK": ""}
    seen = await client.get(calls.HOLIDAYS, calls.HOLIDAYS_TR, params)
    try:
        rows = seen.rows("output")
        return {numbers.day(row, "bass_dt"): numbers.yes(row, "opnd_yn") for row in rows}
    except (BadField, ValueError) as error:
        raise ReadFailed(f"the list of holidays cannot be read: {error}") from error

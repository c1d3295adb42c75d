"""The MarketData port over KIS for stock futures: contracts, quotes, daily bars, margin rates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import structlog

from core.brokers.kis import futures_calls as calls
from core.brokers.kis.client import KisClient
from core.brokers.kis.envelope import Envelope
from core.brokers.kis.futures_master import ListedFuture, listed_futures
from core.brokers.kis.futures_quotes import MarginRates, daily, last_day, margin_rates, quote
from core.brokers.kis.market import CHART_DAYS, DAYS, MASTER_S, open_days
from core.brokers.kis.minutes import FUTURES, minute_bars
from core.clock import Clock
from core.domain.bar import Bar, Quote
from core.domain.calendar import Calendar, Phase, trading_date
from core.domain.contract import Contract, second_thursday
from core.domain.instrument import Instrument, InstrumentKind
from core.domain.order import Mode
from core.errors import CalendarRange, ReadFailed
from core.net.http import Ask, Http

# Paper tells no rates. Assumed on the high side of what KRX asks of single shares; the broker's
# own orderable amount decides in any case.
PAPER_INITIAL: Final = Decimal("0.30")
PAPER_MAINTENANCE: Final = Decimal("0.20")
CONTEXT: Final = "200"


class KisFuturesMarket:
    """Prices of stock futures by KIS. `calendar` is the one of the futures session."""

    def __init__(self, client: KisClient, http: Http, *, clock: Clock, calendar: Calendar) -> None:
        self._client = client
        self._http = http
        self._clock = clock
        self._calendar = calendar
        self._listed: dict[str, Instrument] = {}
        self._rates: tuple[date, dict[str, MarginRates]] | None = None
        self.short_codes: dict[str, str] = {}
        self.whole = True  # without the list there is no start
        self._log = structlog.get_logger("kis")

    def listed(self, symbol: str) -> Instrument | None:
        """Give a contract of the list last read."""
        return self._listed.get(symbol)

    async def instruments(self) -> list[Instrument]:
        """Give every stock future that can be ordered; raises ReadFailed.

        The live host states margin rates; a contract whose share has none is left out, for nobody
        could size it.
        """
        url = self._client.place.host.master.rstrip("/") + calls.MASTER
        reply = await self._http.read(Ask(url, deadline_s=MASTER_S))
        if not reply.fine:
            raise ReadFailed(f"list of futures: status {reply.status}")
        rates, rows = await self.margin_rates(), listed_futures(reply.body)
        found = [await self._instrument(row, rates) for row in rows]
        known = [one for one in found if one is not None]
        if not known:
            raise ReadFailed("the list of futures has nothing that can be traded")
        self._listed = {one.symbol: one for one in known}
        self.short_codes = {row.standard: row.symbol for row in rows if row.standard}
        return known

    async def quotes(self, symbols: Sequence[str]) -> list[Quote]:
        """Give fresh quotes, one after the other; an unknown contract is left out.

        Raises ReadFailed. Each takes two calls: ask for few.
        """
        found = [await self._quote(symbol) for symbol in symbols]
        return [one for one in found if one is not None]

    async def daily_bars(self, symbol: str, *, until: date, count: int) -> list[Bar]:
        """Give finished daily bars, oldest first; raises ReadFailed. Volumes are contracts."""
        bars: dict[date, Bar] = {}
        last = min(until, self._last_finished())
        while len(bars) < count:
            page = await self._chart(symbol, last)
            fresh = {bar.day: bar for bar in page if bar.day <= last and bar.day not in bars}
            if not fresh:
                break
            bars |= fresh
            last = min(fresh) - timedelta(days=1)
        return [bars[day] for day in sorted(bars)][-count:] if count > 0 else []

    async def minute_bars(self, symbol: str, on: date) -> list[Bar]:
        """Give the finished minutes of a day, oldest first; raises ReadFailed, on paper at once."""
        session, now = self._calendar.session(on), self._clock.now()
        if session is None or now < session.opens_at:
            return []
        return await minute_bars(self._client, FUTURES, symbol, session=session, now=now)

    async def open_days(self, first: date) -> dict[date, bool]:
        """Tell on which days KIS calls open; futures trade on the days of shares."""
        return await open_days(self._client, first)

    async def margin_rates(self) -> dict[str, MarginRates]:
        """Give the margin rates by underlying, asked once a day; none on paper.

        Raises ReadFailed.
        """
        if Mode(self._client.place.mode) is Mode.PAPER:
            return {}
        today = trading_date(self._clock.now())
        if self._rates is None or self._rates[0] != today:
            params = {"BASS_DT": today.strftime("%Y%m%d"), "BAST_ID": ""}
            pages = await self._client.pages(calls.MARGIN, calls.MARGIN_TR, params, context=CONTEXT)
            self._rates = today, margin_rates(pages)
        return self._rates[1]

    async def _instrument(
        self, row: ListedFuture, rates: dict[str, MarginRates]
    ) -> Instrument | None:
        stated = rates.get(row.underlying)
        if stated is None:
            if rates:
                self._log.warning("future without a margin rate left out", symbol=row.symbol)
                return None
            stated = MarginRates(PAPER_INITIAL, PAPER_MAINTENANCE, row.multiplier)
        if stated.multiplier != row.multiplier:
            raise ReadFailed(
                f"{row.symbol} has multiplier {row.multiplier} in the list and "
                f"{stated.multiplier} in the margin rates"
            )
        terms = Contract(
            row.underlying, await self._expiry(row), stated.initial, stated.maintenance,
            row.multiplier,
        )  # fmt: skip
        return Instrument(row.symbol, row.name, row.market, InstrumentKind.FUTURE, contract=terms)

    async def _expiry(self, row: ListedFuture) -> date:
        if row.month is None:
            return last_day(row.symbol, await self._price(row.symbol))
        day = second_thursday(*row.month)
        try:
            session = self._calendar.session(day)
            return day if session else self._calendar.previous_session(day).day
        except CalendarRange:
            # Years ahead the table of sessions ends; the rule without holidays is the best known.
            return day

    async def _quote(self, symbol: str) -> Quote | None:
        # Older than the answer by at most one call, never younger: a limit on age stays honest.
        at = self._clock.now()
        price = await self._price(symbol)
        book = await self._client.get(calls.BOOK, calls.BOOK_TR, _of(symbol))
        session = self._calendar.session(trading_date(at))
        phase = session.phase(at) if session else Phase.CLOSED
        return quote(symbol, price, book, at=at, phase=phase)

    async def _price(self, symbol: str) -> Envelope:
        return await self._client.get(calls.PRICE, calls.PRICE_TR, _of(symbol))

    async def _chart(self, symbol: str, last: date) -> list[Bar]:
        first = last - timedelta(days=CHART_DAYS)
        params = _of(symbol) | {
            "FID_INPUT_DATE_1": first.strftime("%Y%m%d"),
            "FID_INPUT_DATE_2": last.strftime("%Y%m%d"),
            "FID_PERIOD_DIV_CODE": DAYS,
        }
        return daily(symbol, await self._client.get(calls.DAILY, calls.DAILY_TR, params))

    def _last_finished(self) -> date:
        now = self._clock.now()
        today = trading_date(now)
        session = self._calendar.session(today)
        return today - timedelta(days=1) if session and now < session.closes_at else today


def _of(symbol: str) -> dict[str, str]:
    return {"FID_COND_MRKT_DIV_CODE": calls.MARKET, "FID_INPUT_ISCD": symbol}

"""What the chart of one symbol shows a person: bars, their fills, stop and target, figures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from bot.chart_figures import Seen, footer_of, strip_of
from bot.chart_fills import levels_of, marks_of
from bot.chart_guards import guards_of
from bot.chart_room import ChartRoom
from bot.charts.candles import Candles
from bot.charts.price_chart import PriceView
from bot.charts.price_panel import Average, Prices
from bot.commands.base import UsageError
from bot.context import Context
from bot.periods import Period
from bot.valuation import quotes_of
from core.bar_columns import BarColumns
from core.domain.calendar import trading_date
from core.domain.instrument import Instrument

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

AVERAGES: Final = (20, 60)
# A year has about 250 sessions; enough for what anybody stores.
_A_YEAR, _MOST = 250, 10_000
_MOST_LEVELS: Final = 60
_MANY: Final = 20_000


async def price_view(
    context: Context, room: ChartRoom, instrument: Instrument, period: Period
) -> PriceView:
    """Gather what is shown; raises UsageError where no bar is to be had."""
    today = trading_date(context.now)
    first, last = period.upon(today)
    eve = min(context.calendar.previous_session(today).day, last or date.max)
    bars = await room.daily(instrument.symbol, eve=eve, count=_count(first, eve))
    if not len(bars):
        raise UsageError("chart.no_bars", found=instrument.symbol)
    seen = await _seen(context, instrument, bars, now=last is None or last >= today)
    start = 0 if first is None else int(np.searchsorted(bars.day, first.toordinal()))
    start = min(start, len(bars) - 1)
    candles = _candles(seen, start, today)
    shown = await _prices(context, seen, candles, start)
    days = candles.clock
    return PriceView(
        context.t("chart.title", name=instrument.name, symbol=instrument.symbol),
        f"{days[0].isoformat()} ~ {days[-1].isoformat()}",
        strip_of(context, seen, candles),
        shown,
        footer_of(context, seen, days[-1] == today),
    )


async def _seen(context: Context, instrument: Instrument, bars: BarColumns, *, now: bool) -> Seen:
    quotes = await quotes_of(context, [instrument.symbol]) if now else ()
    held = [b for b in context.uow.books.all() if b.symbol == instrument.symbol and b.shares]
    return Seen(instrument, bars, next(iter(quotes), None), tuple(held))


def _count(first: date | None, eve: date) -> int:
    if first is None:
        return _MOST
    return min(_MOST, max(1, (eve - first).days * _A_YEAR // 365 + 5) + max(AVERAGES))


def _candles(seen: Seen, start: int, today: date) -> Candles:
    """Take the bars shown; a running session stands at its price alone."""
    bars, quote = seen.bars, seen.quote
    days = [date.fromordinal(day) for day in bars.day[start:].tolist()]
    columns = [
        getattr(bars, name)[start:].astype(np.float64)
        for name in ("open", "high", "low", "close", "volume")
    ]
    if quote is not None and days[-1] < today and quote.volume:
        days.append(today)
        now = (*[float(quote.price)] * 4, float(quote.volume))
        columns = [np.append(column, value) for column, value in zip(columns, now, strict=True)]
    return Candles(days, *columns)


async def _prices(context: Context, seen: Seen, candles: Candles, start: int) -> Prices:
    symbol, days = seen.instrument.symbol, candles.clock
    since = min([days[0], *(b.opened_day for b in seen.books if b.opened_day)])
    fills = await context.views.fills(first=since, last=trading_date(context.now))
    mine = [fill for fill in fills if fill.symbol == symbol]
    wanted = {fill.order_id for fill in mine}
    orders = await context.views.orders(limit=_MANY, first=since) if wanted else ()
    known = {order.id: order for order in orders if order.id in wanted}
    guards = {book.owner: guards_of(context, book, seen.instrument) for book in seen.books}
    levels = levels_of(mine, known, days, guards)
    return Prices(
        candles,
        marks_of(mine, days),
        levels if len(levels) <= _MOST_LEVELS else [],
        _averages(seen.bars, candles, start),
    )


def _averages(bars: BarColumns, candles: Candles, start: int) -> list[Average]:
    """Average the closes of all bars, those before the shown ones too."""
    close = np.concatenate([bars.close[:start].astype(np.float64), candles.close])
    found = []
    for sessions in AVERAGES:
        if len(close) >= sessions:
            sums = np.cumsum(np.insert(close, 0, 0.0))
            values = (sums[sessions:] - sums[:-sessions]) / sessions
            first = sessions - 1 - start
            found.append(Average(sessions, max(first, 0), values[max(-first, 0) :]))
    return found

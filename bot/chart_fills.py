"""Fills on the bars of a chart, and the stops and targets that held between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from bot.chart_guards import Guards
from bot.charts.prices import Level, Mark
from core.domain.money import Won
from core.domain.order import Order
from core.domain.position import Fill
from core.domain.signal import Side


def marks_of(fills: Sequence[Fill], days: Sequence[date]) -> list[Mark]:
    """Mark each order once a session at its mean price; sessions that are not shown have none."""
    places = {day: at for at, day in enumerate(days)}
    ordered = sorted(fills, key=lambda f: (f.day, f.order_id))
    marks = []
    for (day, _), slices in groupby(ordered, key=lambda f: (f.day, f.order_id)):
        made = list(slices)
        shares, amount = sum(f.shares for f in made), sum(f.amount for f in made)
        # What was taken back as another order's is no trade.
        if shares and day in places:
            price = Decimal(amount) / (shares * (made[0].multiplier or 1))
            marks.append(Mark(places[day], float(price), made[0].side is Side.BUY))
    return marks


def levels_of(
    fills: Sequence[Fill],
    orders: Mapping[str, Order],
    days: Sequence[date],
    guards: Mapping[str, Guards],
) -> list[Level]:
    """Draw where each holding was to be sold, from its first share to its last.

    A holding that is over shows the stop of its card; an open one what is watched now, `guards`
    by owner.
    """
    levels = []
    for owner in sorted({fill.owner for fill in fills}):
        for first, last, stop in _spans([f for f in fills if f.owner == owner], orders):
            known = Guards(stop) if last else guards.get(owner, Guards(stop))
            ends = _places(days, first, last)
            if ends is None:
                continue
            for kind, price in (("stop", known.stop), ("take", known.take)):
                if price is not None:
                    levels.append(Level(*ends, price, kind))
    return levels


def _spans(
    fills: Sequence[Fill], orders: Mapping[str, Order]
) -> list[tuple[date, date | None, Won | None]]:
    """Give when each holding began and ended, and the stop of its last purchase."""
    spans: list[tuple[date, date | None, Won | None]] = []
    held, first, stop = 0, date.min, None
    for fill in sorted(fills, key=lambda f: f.at):
        first = first if held else fill.day
        if fill.side is Side.BUY:
            order = orders.get(fill.order_id)
            stop = order.intent.stop_price if order else None
        held += fill.shares if fill.side is Side.BUY else -fill.shares
        if held == 0:
            spans.append((first, fill.day, stop))
    return [*spans, (first, None, stop)] if held else spans


def _places(days: Sequence[date], first: date, last: date | None) -> tuple[int, int] | None:
    """Give the first and the last shown bar of a span; None when none is shown."""
    end = last or days[-1]
    shown = [at for at, day in enumerate(days) if first <= day <= end]
    return (shown[0], shown[-1]) if shown else None

"""One round trip: its prices, its days, what it brought and each of its fills."""

from __future__ import annotations

from collections.abc import Mapping

from bot.commands.base import UsageError
from bot.context import Context
from bot.reply import Button, Fields, Lines, Paragraph, Reply
from bot.stretch import FIRST_DAY
from bot.valuation import names
from core.domain.calendar import kst_text, trading_date
from core.domain.money import percent_text
from core.domain.order import Order
from core.domain.position import Fill
from core.report.performance import exit_of
from core.report.round_trips import RoundTrip, mean_price, trips_of

_MANY = 20_000


async def orders_of(context: Context) -> dict[str, Order]:
    """Give all stored orders by id."""
    return {order.id: order for order in await context.views.orders(limit=_MANY)}


async def trip_reply(context: Context, ending: str) -> Reply:
    """Show the trip whose last order ends so; raises UsageError when there is none."""
    fills = await context.views.fills(first=FIRST_DAY, last=trading_date(context.now))
    end = ending.strip().upper()
    found = [t for t in trips_of(fills) if len(end) >= 4 and t.last_order.endswith(end)]
    if not found:
        raise UsageError("order.none", found=end)
    trip, known = found[-1], await names(context)
    rows = _rows(context, trip, exit_of(trip, await orders_of(context)))
    lines = tuple(_fill(context, fill) for fill in trip.fills)
    last = trip.last_order[-12:]
    buttons = (
        Button(context.t("trades.last_order"), f"r:order {last}"),
        Button(context.t("button.why"), f"r:why {last}"),
        Button(context.t("trades.chart"), f"r:chart {trip.symbol}"),
    )
    blocks = (Fields(rows), Paragraph(context.t("trades.fills_head")), Lines(lines))
    return Reply(_title(context, trip, known), blocks, (buttons,), mode=context.mode)


def _title(context: Context, trip: RoundTrip, known: Mapping[str, str]) -> str:
    return context.t("trades.trip_title", name=known.get(trip.symbol, trip.symbol))


def _rows(context: Context, trip: RoundTrip, ended: str) -> tuple[tuple[str, str], ...]:
    won, many = context.words.won, bool(trip.fills[0].multiplier)
    unit = "unit.shares.contracts" if many else "unit.shares"
    entered = sum(fill.shares for fill in trip.entries)
    share = percent_text(trip.rate, sign=True)
    days = f"{trip.opened.isoformat()} ~ {trip.closed.isoformat() if trip.over else ''}"
    last = (
        ((context.t("trades.ended"), context.t(f"exit.{ended}")),)
        if trip.over
        else ((context.t("trades.left"), context.t(unit, shares=abs(trip.held))),)
    )
    exits = ((context.t("trades.exit"), won(round(mean_price(trip.exits)))),) if trip.exits else ()
    return (
        (context.t("positions.owner"), context.owner(trip.owner)),
        (context.t("pnl.period"), days.strip()),
        (context.t("positions.shares"), context.t(unit, shares=entered)),
        (context.t("trades.entry"), won(round(mean_price(trip.entries)))),
        *exits,
        (context.t("pnl.realised"), f"{won(trip.realised, sign=True)} ({share})"),
        (context.t("pnl.fees"), won(trip.fees)),
        (context.t("pnl.taxes"), won(trip.taxes)),
        *last,
    )


def _fill(context: Context, fill: Fill) -> str:
    unit = "unit.shares.contracts" if fill.multiplier else "unit.shares"
    return (
        f"{kst_text(fill.at, '%m-%d %H:%M')} {context.t(f'side.{fill.side.value}')} "
        f"{context.t(unit, shares=fill.shares)} × {context.words.won(round(fill.price))}"
    )

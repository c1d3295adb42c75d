"""`trades`: round trips that are over, or fills order by order, page by page; each opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.commands.base import command
from bot.context import Context
from bot.history_asked import HistoryAsked, read_history
from bot.past_trades import Past, past_of, trip_label, trip_lines
from bot.reply import Block, Button, Fields, Lines, Paragraph, Reply
from bot.stretch import called, days_of
from bot.trade import TradeArgs
from bot.trip_view import trip_reply
from bot.turning import fitting, in_rows, page_of, turning
from bot.valuation import names
from core.domain.calendar import kst_text
from core.domain.position import Fill
from core.report.round_trips import mean_price
from core.report.sums import add_up
from core.report.trades import slices_of

VIEWS: Final = {
    "fills": "fills", "체결": "fills", "체결내역": "fills",
    "trips": "", "거래": "",
}  # fmt: skip
TRIP: Final = frozenset({"trip", "자세히"})
SIZE: Final = 6


@command(
    "trades", ko=("매매", "매매내역", "거래내역"), args=TradeArgs,
    means={"체결내역": ("fills",), "fills": ("fills",)},
)  # fmt: skip
async def handle(context: Context, args: TradeArgs) -> Reply:
    """Show what came of past trades, net of costs and tax."""
    if len(args.words) == 2 and args.words[0].lower() in TRIP:
        return await trip_reply(context, args.words[1])
    known = await names(context)
    asked = read_history(context, args.words, known, usual="all", views=VIEWS)
    past = await past_of(context, asked)
    if asked.view:
        return _fills(context, asked, past, known)
    return _trips(context, asked, past, known)


def _trips(context: Context, asked: HistoryAsked, past: Past, known: dict[str, str]) -> Reply:
    over = [trip for trip in reversed(past.trips) if trip.over]
    page = page_of(over, asked.page, size=SIZE)
    lines = [line for trip in page.rows for line in trip_lines(context, trip, known)]
    opens = [
        Button(trip_label(trip, known), f"r:trades trip {trip.last_order[-12:]}")
        for trip in page.rows
    ]
    empty = Paragraph(context.t("trades.no_trips"))
    blocks: list[Block] = [_sums(context, asked, past, len(over))]
    blocks.append(Lines(tuple(lines)) if lines else empty)
    other = fitting(context.t("trades.show_fills"), f"r:{asked.said('trades', 'fills')}")
    rows = (*in_rows(opens), turning(context, asked.said("trades"), page), other)
    title = page.titled(context.t("trades.title", stretch=called(context.words, asked.stretch)))
    return Reply(title, tuple(blocks), _filled(rows), mode=context.mode)


def _fills(context: Context, asked: HistoryAsked, past: Past, known: dict[str, str]) -> Reply:
    orders = sorted(slices_of(past.fills).values(), key=lambda made: made[-1].at, reverse=True)
    page = page_of(orders, asked.page, size=SIZE)
    lines = [line for made in page.rows for line in _order_lines(context, made, known)]
    opens = [
        Button(_order_label(context, made, known), f"r:order {made[-1].order_id[-12:]}")
        for made in page.rows
    ]
    empty = Paragraph(context.t("trades.no_fills"))
    blocks: list[Block] = [_sums(context, asked, past, len(orders))]
    blocks.append(Lines(tuple(lines)) if lines else empty)
    turns = turning(context, asked.said("trades"), page)
    title = context.t("trades.fills_title", stretch=called(context.words, asked.stretch))
    return Reply(
        page.titled(title), tuple(blocks), _filled((*in_rows(opens), turns)), mode=context.mode
    )


def _sums(context: Context, asked: HistoryAsked, past: Past, count: int) -> Fields:
    """Say what the fills of the stretch add up to: the same figures as `pnl`."""
    sums, won = add_up(past.fills), context.words.won
    return Fields(
        (
            (context.t("pnl.period"), days_of(asked.stretch)),
            (context.t("trades.fills" if asked.view else "trades.trips"), str(count)),
            (context.t("pnl.realised"), won(sums.realised, sign=True)),
            (context.t("trades.costs"), f"{won(sums.fees)} + {won(sums.taxes)}"),
        )
    )


def _order_lines(context: Context, made: Sequence[Fill], known: dict[str, str]) -> tuple[str, ...]:
    one, words = made[-1], context.words
    shares = sum(f.shares for f in made)
    unit = "unit.shares.contracts" if one.multiplier else "unit.shares"
    head = (
        f"{known.get(one.symbol, one.symbol)} {context.t(f'side.{one.side.value}')} "
        f"{context.t(unit, shares=shares)} × {words.won(round(mean_price(made)))}"
    )
    realised = sum(f.realised for f in made)
    net = f" {words.won(realised, sign=True)}" if realised else ""
    return head, f"  {kst_text(one.at, '%m-%d %H:%M')} {context.owner(one.owner)}{net}"


def _order_label(context: Context, made: Sequence[Fill], known: dict[str, str]) -> str:
    side = context.t(f"side.{made[-1].side.value}")
    return f"{known.get(made[-1].symbol, made[-1].symbol)} {side} {made[-1].order_id[-4:]}"


def _filled(rows: Sequence[tuple[Button, ...]]) -> tuple[tuple[Button, ...], ...]:
    return tuple(row for row in rows if row)

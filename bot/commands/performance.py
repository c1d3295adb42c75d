"""`performance`: how a stretch went, as a whole and by strategy, stock or way out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.commands.base import command
from bot.context import Context
from bot.history_asked import HistoryAsked, read_history
from bot.past_trades import Past, past_of
from bot.performance_view import account_rows, score_rows
from bot.reply import TURN, Block, Button, Fields, Paragraph, Reply, Table
from bot.stretch import called
from bot.trade import TradeArgs
from bot.trip_view import orders_of
from bot.turning import fitting, in_rows, page_of, turning
from bot.valuation import names, value
from core.domain.money import percent_text
from core.report.performance import Part, parts_by, parts_by_exit

VIEWS: Final = {
    "strategy": "strategy", "전략": "strategy", "전략별": "strategy",
    "symbol": "symbol", "종목": "symbol", "종목별": "symbol",
    "exit": "exit", "exits": "exit", "이유별": "exit", "청산별": "exit",
}  # fmt: skip
SIZE: Final = 8


@command(
    "performance", ko=("성과", "성적", "실적"), args=TradeArgs,
    means={"stats": (), "통계": ()},
)  # fmt: skip
async def handle(context: Context, args: TradeArgs) -> Reply:
    """Show the whole, or a table of one kind of parts."""
    known = await names(context)
    asked = read_history(context, args.words, known, usual="month", views=VIEWS)
    past = await past_of(context, asked)
    if asked.view:
        return await _parts(context, asked, past, known)
    return await _whole(context, asked, past, known)


async def _whole(
    context: Context, asked: HistoryAsked, past: Past, known: Mapping[str, str]
) -> Reply:
    rows = list(score_rows(context, past))
    about = asked.owner and context.owner(asked.owner), known.get(asked.symbol, asked.symbol)
    blocks: list[Block] = [Paragraph(" · ".join(filter(None, about)))] if any(about) else []
    if not any(about):
        worth = await value(context)
        rows = [*await account_rows(context, worth, asked.stretch), *rows]
    blocks += [Fields(tuple(rows)), Paragraph(context.t("performance.note"))]
    spans = [
        Button(context.t(f"stretch.{name}"), f"{TURN}performance {name}")
        for name in ("week", "month", "year", "all")
    ]
    title = context.t("performance.title", stretch=called(context.words, asked.stretch))
    buttons = (tuple(_kinds(context, asked)), tuple(spans))
    return Reply(title, tuple(blocks), buttons, mode=context.mode)


def _kinds(context: Context, asked: HistoryAsked) -> list[Button]:
    said = f"{asked.stretch.name} {asked.symbol} {asked.owner}".split()
    return [
        button
        for kind in ("strategy", "symbol", "exit")
        for button in fitting(
            context.t(f"performance.by_{kind}"), f"{TURN}performance {' '.join((kind, *said))}"
        )
    ]


async def _parts(
    context: Context, asked: HistoryAsked, past: Past, known: Mapping[str, str]
) -> Reply:
    """Give a row for each part: realised won of its fills, round trips over, how many won."""
    page = page_of(await _found(context, asked.view, past), asked.page, size=SIZE)
    calls = {part.key: _called(context, asked.view, part.key, known) for part in page.rows}
    columns = tuple(context.t(f"performance.col_{name}") for name in ("of", "won", "trips", "rate"))
    table = Table(columns, tuple(_row(context, calls[part.key], part) for part in page.rows))
    none = Paragraph(context.t("trades.no_fills"))
    opens = [
        button
        for part in page.rows
        for button in fitting(calls[part.key], f"r:trades {asked.stretch.name} {part.key}")
        if asked.view != "exit"
    ]
    turns = turning(context, asked.said("performance"), page)
    name = called(context.words, asked.stretch)
    title = page.titled(context.t(f"performance.title_{asked.view}", stretch=name))
    buttons = tuple(row for row in (*in_rows(opens), turns) if row)
    return Reply(title, (table if page.rows else none,), buttons, mode=context.mode)


async def _found(context: Context, view: str, past: Past) -> list[Part]:
    if view == "exit":
        return parts_by_exit(past.trips, await orders_of(context))
    return parts_by(past.fills, past.trips, "owner" if view == "strategy" else "symbol")


def _called(context: Context, view: str, key: str, known: Mapping[str, str]) -> str:
    if view == "exit":
        return context.t(f"exit.{key}")
    return context.owner(key) if view == "strategy" else known.get(key, key)


def _row(context: Context, name: str, part: Part) -> tuple[str, ...]:
    won = context.words.won(part.realised, sign=True)
    share = percent_text(part.score.win_rate, digits=0) if part.score.trips else "-"
    return name, won, str(part.score.trips), share

"""Tools about money: the account, holdings, profit of a period, quotes."""

from __future__ import annotations

import asyncio
from typing import Literal

import structlog
from pydantic import Field

from bot.assistant import measures as m
from bot.assistant.fact import Claim, Fact, safe_name
from bot.assistant.stored import Stored
from bot.assistant.tool import MOST_ROWS, Tool, ToolArgs
from bot.period_money import money_of
from bot.stretch import stretch_of
from bot.valuation import DEADLINE_S, Valuation
from core.domain.calendar import trading_date
from core.domain.money import ratio_of
from core.domain.order import OPEN
from core.domain.position import Book
from core.domain.switches import HaltLevel, Switch
from core.errors import ReadFailed

_PERIOD = {"day": Claim.DAY, "week": Claim.WEEK, "month": Claim.MONTH}
_log = structlog.get_logger(__name__)


class Nothing(ToolArgs):
    """No arguments."""


class OfSymbol(ToolArgs):
    """One stock, or all."""

    symbol: str = Field("", description="name or code of one stock; empty for all")


class OfPeriod(ToolArgs):
    """A period that ends today."""

    period: Literal["day", "week", "month"] = "day"


async def account(stored: Stored, _args: Nothing) -> list[Fact]:
    """Give the account's row and one for each stop that is engaged."""
    worth = await stored.value()
    seen = worth.account
    figures = [m.won("equity", worth.equity), m.won("cash", seen.cash if seen else 0)]
    if seen is not None:
        figures.append(m.won("orderable", seen.orderable))
        figures.append(m.won("profit", worth.day_profit))
        figures.append(m.percent("return", worth.day_return))
    figures.append(m.count("holdings", len({b.symbol for b in worth.books})))
    figures.append(m.count("open_orders", sum(o.state in OPEN for o in stored.orders())))
    claims = frozenset({Claim.DAY, *([Claim.HELD] if worth.books else [])})
    row = Fact("account", figures=tuple(figures), claims=claims, opens="status")
    stops = [_stop(stored, s) for s in stored.switches() if s.level is not HaltLevel.NONE]
    return [row, *stops]


def _stop(stored: Stored, switch: Switch) -> Fact:
    words = stored.words
    said = (
        ("scope", words.scope(switch.scope.name)),
        ("level", words.t(f"level.{switch.level.value}")),
    )
    return Fact("stop", said=said, claims=frozenset({Claim.HALTED}), opens="status")


async def positions(stored: Stored, args: OfSymbol) -> list[Fact]:
    """Give a row for each holding, the largest first."""
    worth, known = await stored.value(), await stored.names()
    wanted = set(await stored.symbols(args.symbol))
    books = [b for b in worth.books if not args.symbol or b.symbol in wanted]
    books.sort(key=lambda b: (-worth.worth(b), b.symbol))
    return [_holding(stored, worth, b, known) for b in books[:MOST_ROWS]]


def _holding(stored: Stored, worth: Valuation, book: Book, known: dict[str, str]) -> Fact:
    quote = worth.quotes.get(book.symbol)
    figures = [m.shares(abs(book.shares)), m.won("average", round(book.average))]
    if quote is not None:
        profit = worth.profit(book)
        figures += [
            m.won("price", quote.price), m.won("worth", worth.worth(book)),
            m.won("open_profit", profit), m.percent("open_return", ratio_of(profit, book.cost)),
            m.percent("weight", ratio_of(worth.worth(book), worth.equity)),
        ]  # fmt: skip
    name = safe_name(known.get(book.symbol, ""), book.symbol)
    owner = safe_name(stored.titles.get(book.owner, book.owner), book.owner)
    claims = frozenset({Claim.HELD})
    return Fact(
        "holding", name, book.symbol, "hold", "", tuple(figures), (("owner", owner),),
        claims=claims, opens=f"why {book.symbol}",
    )  # fmt: skip


async def pnl(stored: Stored, args: OfPeriod) -> list[Fact]:
    """Give profit, costs and trades of a period that ends today."""
    today, worth = trading_date(stored.now()), await stored.value()
    stretch = stretch_of(args.period, today)
    money = await money_of(stored.views, worth, stretch, today)
    sums = money.sums
    figures = (
        m.won("profit", money.change), m.percent("return", money.rate),
        m.won("realised", sums.realised), m.won("open_profit", worth.open_profit),
        m.won("fees", sums.fees), m.won("taxes", sums.taxes), m.count("trades", sums.trades),
        m.day("first", stretch.first), m.day("last", today),
    )  # fmt: skip
    said = (("period", stored.words.t(f"pnl.{args.period}")),)
    claims = frozenset({_PERIOD[args.period]})
    return [Fact("pnl", "", figures=figures, said=said, claims=claims, opens=f"pnl {args.period}")]


async def quote(stored: Stored, args: OfSymbol) -> list[Fact]:
    """Give the latest price of a stock that is known; nothing when there is none."""
    symbols, known = await stored.symbols(args.symbol), await stored.names()
    wanted = [s for s in symbols if s in known][:3]
    try:
        async with asyncio.timeout(DEADLINE_S):
            seen = await stored.quotes(wanted) if wanted else ()
    except (ReadFailed, TimeoutError) as error:
        _log.warning("assistant.no_quote", error=type(error).__name__)
        seen = ()
    return [
        Fact(
            "quote", safe_name(known.get(q.symbol, ""), q.symbol), q.symbol,
            figures=(m.won("price", q.price), m.won("base", q.base)), opens=f"why {q.symbol}",
        )
        for q in seen
    ]  # fmt: skip


TOOLS = (
    Tool("account", "Equity, cash, today's profit, engaged stops.", Nothing, account),
    Tool("positions", "What is held, with profit and weight.", OfSymbol, positions),
    Tool("pnl", "Profit, costs and trades of today, this week or this month.", OfPeriod, pnl),
    Tool("quote", "The latest price of one stock.", OfSymbol, quote),
)

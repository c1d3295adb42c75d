"""Tools about what is set and what was tried: strategies, limits, reports, backtests."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from pydantic import Field

from bot.assistant import measures as m
from bot.assistant.fact import Claim, Fact, quoted, safe_name
from bot.assistant.stored import Stored
from bot.assistant.tool import MOST_ROWS, Tool, ToolArgs
from bot.assistant.tools_money import Nothing
from core.domain.calendar import trading_date
from core.domain.position import Fill
from core.domain.signal import Side
from core.domain.trial import Trial

MONTH: Final = timedelta(days=30)


class OfStrategy(ToolArgs):
    """One strategy, or all."""

    strategy: str = Field("", description="a strategy's name; empty for all")


async def strategies(stored: Stored, args: OfStrategy) -> list[Fact]:
    """Give a row for each strategy: whether it runs, and what it traded in thirty days."""
    today = trading_date(stored.now())
    fills = await stored.views.fills(first=today - MONTH, last=today)
    plans = {p.name: p for p in stored.plans()}
    rows = []
    for name, title in stored.titles.items():
        if args.strategy.casefold() not in f"{name} {title}".casefold():
            continue
        mine = [f for f in fills if f.owner == name]
        plan = plans.get(name)
        if plan is not None or mine:
            rows.append(_strategy(stored, name, mine, running=bool(plan and plan.running)))
    return rows[:MOST_ROWS]


def _strategy(stored: Stored, name: str, fills: list[Fill], *, running: bool) -> Fact:
    sales = [f for f in fills if f.side is Side.SELL]
    figures = (
        m.won("realised", sum(f.realised for f in fills)),
        m.won("fees", sum(f.fee for f in fills)),
        m.won("taxes", sum(f.tax for f in fills)),
        m.count("trades", len({f.order_id for f in fills})),
        m.count("sells", len({f.order_id for f in sales})),
    )
    state = stored.words.t("strategy.on" if running else "strategy.off")
    claims = frozenset({Claim.RUNNING if running else Claim.STOPPED})
    title = safe_name(stored.titles[name], name)
    return Fact(
        "strategy", title, "", "strategy", "", figures, (("state", state),),
        claims=claims, opens="status",
    )  # fmt: skip


async def limits(stored: Stored, _args: Nothing) -> list[Fact]:
    """Give the hard limits that every order is held against."""
    hard = stored.limits
    figures = (
        m.won("limit_order", hard.order_won),
        m.won("limit_turnover", hard.turnover_won),
        m.percent("limit_loss", hard.daily_loss),
        m.percent("limit_weight", hard.symbol_weight),
        m.count("limit_positions", hard.max_positions),
        m.count("limit_orders", hard.orders_per_day),
    )
    return [Fact("limits", figures=figures, opens="status")]


async def reports(stored: Stored, _args: Nothing) -> list[Fact]:
    """Give the stored reports; what was written in them is quoted."""
    found = await stored.views.reports(limit=3)
    return [
        Fact(
            "report", said=(("period", r.period),), quotes=quoted("report", r.text),
            opens="report",
        )
        for r in found
    ]  # fmt: skip


async def backtests(stored: Stored, args: OfStrategy) -> list[Fact]:
    """Give what was tried on past data: how often, and on which period."""
    wanted = args.strategy.casefold()
    named = {n: t for n, t in stored.titles.items() if wanted in f"{n} {t}".casefold()}
    rows = []
    for name, title in named.items():
        tried = stored.trials(name)
        if tried:
            rows.append(_tried(safe_name(title, name), list(tried)))
    return rows[:MOST_ROWS]


def _tried(title: str, tried: list[Trial]) -> Fact:
    last = max(tried, key=lambda t: t.at)
    figures = (
        m.count("trials", len(tried)), m.count("sessions", last.sessions),
        m.day("first", last.first), m.day("last", last.last),
    )  # fmt: skip
    return Fact("backtest", title, "", "strategy", "", figures)


TOOLS = (
    Tool("strategies", "Which strategies run, and what they traded in 30 days.",
         OfStrategy, strategies),
    Tool("limits", "The hard limits of every order.", Nothing, limits),
    Tool("reports", "The stored reports.", Nothing, reports),
    Tool("backtests", "What was tried on past data.", OfStrategy, backtests),
)  # fmt: skip

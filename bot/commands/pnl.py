"""`pnl`: profit of a day, a week or a month, after costs and tax."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.reply import Block, Button, Fields, Paragraph, Reply
from bot.valuation import value
from core.domain.calendar import trading_date
from core.domain.money import Won, percent_text, ratio_of
from core.domain.position import Fill

PERIODS: Final = {
    "": "day", "day": "day", "today": "day", "일": "day", "오늘": "day", "하루": "day",
    "week": "week", "주": "week", "주간": "week", "이번주": "week",
    "month": "month", "월": "month", "월간": "month", "이번달": "month",
}  # fmt: skip


class PnlArgs(Args):
    """The period: day, week or month."""

    period: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """What the fills of a period add up to, won."""

    realised: Won
    fees: Won
    taxes: Won
    trades: int


@command("pnl", ko=("손익", "수익"), args=PnlArgs)
async def handle(context: Context, args: PnlArgs) -> Reply:
    """Show realised and open profit, costs, tax and the return of a period."""
    period = PERIODS.get(args.period.lower())
    if period is None:
        raise UsageError("pnl.bad", found=args.period)
    today = trading_date(context.now)
    first = first_day(today, period)
    sums = add_up(await context.views.fills(first=first, last=today))
    worth = await value(context)
    base = await _start_equity(context, first, worth.account.opened_with if worth.account else 0)
    change = worth.equity - base
    rows = (
        (context.t("pnl.period"), f"{first.isoformat()} ~ {today.isoformat()}"),
        (context.t("pnl.change"), context.words.won(change, sign=True)),
        (context.t("pnl.return"), percent_text(ratio_of(change, base), sign=True)),
        (context.t("pnl.realised"), context.words.won(sums.realised, sign=True)),
        (context.t("pnl.open"), context.words.won(worth.open_profit, sign=True)),
        (context.t("pnl.fees"), context.words.won(sums.fees)),
        (context.t("pnl.taxes"), context.words.won(sums.taxes)),
        (context.t("pnl.trades"), str(sums.trades)),
    )
    blocks: list[Block] = [Fields(rows), Paragraph(context.t("pnl.note"))]
    if worth.missing:
        blocks.append(Paragraph(context.t("value.missing", symbols=", ".join(worth.missing))))
    turns = tuple(Button(context.t(f"pnl.{p}"), f"r:pnl {p}") for p in ("day", "week", "month"))
    return Reply(context.t(f"pnl.{period}"), tuple(blocks), buttons=(turns,), mode=context.mode)


def first_day(today: date, period: str) -> date:
    """Give the first date of the day, ISO week or month that holds a date."""
    if period == "week":
        return today - timedelta(days=today.weekday())
    return today.replace(day=1) if period == "month" else today


def add_up(fills: Sequence[Fill]) -> Sums:
    """Add the fills of a period; `trades` counts orders that traded."""
    shares: Counter[str] = Counter()
    for fill in fills:
        # What was taken back as another order's is no trade.
        shares[fill.order_id] += fill.shares
    return Sums(
        realised=sum(f.realised for f in fills),
        fees=sum(f.fee for f in fills),
        taxes=sum(f.tax for f in fills),
        trades=sum(count != 0 for count in shares.values()),
    )


async def _start_equity(context: Context, first: date, opened_with: Won) -> Won:
    """Give the equity at the last session's end before a date, or what the account began with."""
    earlier, eve = first - timedelta(days=40), first - timedelta(days=1)
    marks = await context.views.marks(first=earlier, last=eve)
    return marks[-1].equity if marks else opened_with

"""`pnl`: profit of a stretch of days after costs and tax, or a table by day, week or month."""

from __future__ import annotations

from datetime import date
from typing import Final, Self

from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.period_money import PeriodMoney, course_of, money_of
from bot.period_rows import change_rows, moved_rows
from bot.period_table import ROWS, TABLES, period_table, stretches_of
from bot.reply import TURN, Block, Button, Fields, Paragraph, Reply
from bot.stretch import Stretch, called, days_of, read_stretch, stretch_of
from bot.turning import page_in, page_of, turning
from bot.valuation import Valuation, value
from core.domain.calendar import trading_date
from core.report.flows import moved

_TURNS: Final = ("day", "week", "month")


class PnlArgs(Args):
    """The period, or the kind of the table, and the table's page."""

    period: str = ""
    page: int = 1

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Read period and page; raises UsageError for more than that."""
        period = words[0] if words else ""
        paged = period.lower() in TABLES
        if len(words) > 1 + paged:
            raise UsageError("usage.extra", found=" ".join(words[1 + paged :]))
        page = page_in(words[1]) if len(words) > 1 else 1
        if not page:
            raise UsageError("usage.bad", found=words[1])
        return cls(period=period, page=page)


@command("pnl", ko=("손익", "수익"), args=PnlArgs)
async def handle(context: Context, args: PnlArgs) -> Reply:
    """Show realised and open profit, costs, tax and the return of a period."""
    today, said = trading_date(context.now), args.period.lower()
    if said in TABLES:
        return await _table(context, TABLES[said], args.page, today)
    stretch = read_stretch(said, today) if said else stretch_of("day", today)
    if stretch is None:
        raise UsageError("pnl.bad", found=args.period)
    worth = await value(context)
    money = await money_of(context.views, worth, stretch, today)
    blocks: list[Block] = [
        Fields(_rows(context, worth, stretch, money, running=stretch.last == today)),
        Paragraph(context.t("pnl.note")),
    ]
    if worth.missing and stretch.last == today:
        blocks.append(Paragraph(context.t("value.missing", symbols=", ".join(worth.missing))))
    turns = tuple(Button(context.t(f"pnl.{p}"), f"{TURN}pnl {p}") for p in _TURNS)
    tables = tuple(Button(context.t(f"pnl.by_{k}"), f"{TURN}pnl {k}") for k in ("days", "months"))
    title = context.t("pnl.title", stretch=called(context.words, stretch))
    return Reply(title, tuple(blocks), buttons=(turns, tables), mode=context.mode)


def _rows(
    context: Context, worth: Valuation, stretch: Stretch, money: PeriodMoney, *, running: bool
) -> tuple[tuple[str, str], ...]:
    sums = money.sums
    open_profit = (context.t("pnl.open"), context.words.won(worth.open_profit, sign=True))
    return (
        (context.t("pnl.period"), days_of(stretch)),
        *change_rows(context, money),
        (context.t("pnl.realised"), context.words.won(sums.realised, sign=True)),
        # What was held at the end of a period that is over is not known any more.
        *((open_profit,) if running else ()),
        (context.t("pnl.fees"), context.words.won(sums.fees)),
        (context.t("pnl.taxes"), context.words.won(sums.taxes)),
        (context.t("pnl.trades"), str(sums.trades)),
    )


async def _table(context: Context, kind: str, page: int, today: date) -> Reply:
    course = await course_of(context.views, await value(context), today)
    shown = page_of(stretches_of(course, kind, today), page, size=ROWS)
    days = shown.rows[-1].first, shown.rows[0].last
    fills = await context.views.fills(first=days[0], last=days[1])
    table = period_table(context, shown.rows, [course.money(fills, one) for one in shown.rows])
    turns = turning(context, f"pnl {kind}", shown)
    kinds = tuple(
        Button(context.t(f"pnl.by_{k}"), f"{TURN}pnl {k}") for k in dict.fromkeys(TABLES.values())
    )
    title = shown.titled(context.t(f"pnl.by_{kind}"))
    rows = tuple(row for row in (turns, kinds) if row)
    moves = moved(f for f in course.flows if days[0] <= f.day <= days[1])
    sums = moved_rows(context, moves)
    blocks = (table, Fields(sums), Paragraph(context.t("pnl.moved"))) if sums else (table,)
    return Reply(title, blocks, buttons=rows, mode=context.mode)

"""The figures of a stretch: the account's course beside an index, and how round trips went."""

from __future__ import annotations

from datetime import date

from bot.context import Context
from bot.past_trades import Past
from bot.period_money import money_of
from bot.period_rows import change_rows
from bot.stretch import Stretch, days_of
from bot.valuation import Valuation
from core.domain.calendar import trading_date
from core.domain.money import percent_text, ratio_of
from core.errors import CalendarRange
from core.report.index import index_line
from core.report.performance import score_of
from core.report.period import Period
from core.report.sums import add_up

Rows = tuple[tuple[str, str], ...]


async def account_rows(context: Context, worth: Valuation, stretch: Stretch) -> Rows:
    """Give how the account moved, its deepest fall, and the index over the same days."""
    today = trading_date(context.now)
    money = await money_of(context.views, worth, stretch, today)
    period = Period("", stretch.first, stretch.last, 0, over=False)
    last = _last_session(context, stretch.last)
    index = index_line(await context.index(last), period, last=last)
    rate = None if index.rate is None else percent_text(index.rate, sign=True)
    turned = percent_text(ratio_of(money.sums.turnover, money.start), digits=0)
    return (
        (context.t("pnl.period"), days_of(stretch)),
        *change_rows(context, money),
        (index.name, rate or context.t(f"performance.index_{index.why}")),
        (context.t("performance.fall"), percent_text(money.fall)),
        (context.t("performance.turnover"), f"{context.words.won(money.sums.turnover)} ({turned})"),
    )


def score_rows(context: Context, past: Past) -> Rows:
    """Give the sums of the fills, then how the trips that are over went."""
    sums, score, won = add_up(past.fills), score_of(past.trips), context.words.won
    factor = score.profit_factor
    won_of = f"{score.wins} ({percent_text(score.win_rate, digits=1)})"
    sums_rows = (
        (context.t("pnl.realised"), won(sums.realised, sign=True)),
        (context.t("pnl.fees"), won(sums.fees)),
        (context.t("pnl.taxes"), won(sums.taxes)),
        (context.t("trades.trips"), str(score.trips)),
    )
    if not score.trips:
        return sums_rows
    return (
        *sums_rows,
        (context.t("performance.wins"), won_of),
        (context.t("performance.expectancy"), won(score.expectancy, sign=True)),
        (context.t("performance.factor"), "-" if factor is None else f"{factor:.2f}"),
        (context.t("performance.best"), won(score.best, sign=True)),
        (context.t("performance.worst"), won(score.worst, sign=True)),
    )


def _last_session(context: Context, day: date) -> date:
    """Give the last day up to a day that had a session; the day itself beyond the calendar."""
    try:
        within = context.calendar.session(day)
        return day if within else context.calendar.previous_session(day).day
    except CalendarRange:
        return day

"""What the chart of the account shows: its money session by session, and what it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from bot.charts.account_chart import AccountView, Part
from bot.charts.layout import Figure
from bot.commands.base import UsageError
from bot.context import Context
from bot.locale.catalogue import Catalogue
from bot.periods import Period
from bot.short_won import short_won
from bot.valuation import Valuation, names, value
from core.domain.calendar import trading_date
from core.domain.money import Won, percent_text, ratio_of
from core.report.curve import deepest
from core.report.flows import flows_of, grown, landed, levels, moved
from core.report.period import CurvePoint, Flow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MOST_PARTS: Final = 9
# What an equity changed by is called a profit where some of it is money that was moved.
CHANGE: Final = {False: "chart.change", True: "pnl.change_net"}
_FIRST_DAY: Final = date(2000, 1, 1)


async def money_view(context: Context, period: Period) -> AccountView:
    """Gather the equity of each session's end, and of now; raises UsageError without any.

    It begins with the end of the session before, or with what the account was opened with.
    """
    today = trading_date(context.now)
    first, last = period.upon(today)
    worth = await value(context)
    points = await _course(context, worth, last or today)
    if last is None or last >= today:
        points[today] = worth.equity
    eve = max((day for day in points if first and day < first), default=date.min)
    shown = {day: won for day, won in points.items() if day >= eve}
    if len(shown) < 2:
        raise UsageError("chart.no_history")
    days, equity = list(shown), list(shown.values())
    flows = await _flows(context, worth, days, live=days[-1] == today)
    course = [CurvePoint(day, won) for day, won in shown.items()]
    return AccountView(
        context.t("chart.money_title"),
        f"{days[0].isoformat()} ~ {days[-1].isoformat()}",
        money_strip(context.words, course, flows),
        days,
        np.array(equity, dtype=np.float64),
        levels=np.array([float(level) for level in levels(course, flows)]),
    )


async def _flows(
    context: Context, worth: Valuation, days: Sequence[date], *, live: bool
) -> tuple[Flow, ...]:
    known = await flows_of(context.views, worth.account.id) if worth.account else ()
    return landed(known, days, live=live)


async def _course(context: Context, worth: Valuation, last: date) -> dict[date, Won]:
    """Give the equity at the end of each session since the account was opened."""
    account = worth.account
    marks = await context.views.marks(first=_FIRST_DAY, last=last)
    mine = [mark for mark in marks if account and mark.account == account.id]
    if account is None or not mine:
        return {}
    eve = context.calendar.previous_session(mine[0].day).day
    return {eve: account.opened_with} | {mark.day: mark.equity for mark in mine}


def money_strip(
    words: Catalogue, course: Sequence[CurvePoint], flows: Sequence[Flow]
) -> list[Figure]:
    """Give the figures of a course of money: where it is, what it earned, how deep it fell."""
    change = course[-1].equity - course[0].equity - moved(flows).net
    rate, fall = grown(course, flows), float(deepest(course, course[0].day, flows))
    return [
        Figure(words.t("chart.equity"), words.won(course[-1].equity)),
        Figure(words.t(CHANGE[bool(flows)]), words.won(change, sign=True), change),
        Figure(words.t("chart.rate"), percent_text(rate, sign=True), float(rate)),
        Figure(words.t("chart.deepest"), f"{fall:.2%}", fall),
    ]


async def weights_view(context: Context) -> AccountView:
    """Gather what each symbol and the cash are of the whole."""
    worth = await value(context)
    if worth.account is None or worth.equity <= 0:
        raise UsageError("chart.no_history")
    known = await names(context)
    held = _held(worth)
    rows = [(known.get(symbol, symbol), won) for symbol, won in held.items()]
    invested = sum(held.values())
    return AccountView(
        context.t("chart.weights_title"),
        context.t("chart.weights_of", day=trading_date(context.now).isoformat()),
        [
            Figure(context.t("chart.equity"), context.words.won(worth.equity)),
            Figure(context.t("chart.invested"), percent_text(ratio_of(invested, worth.equity))),
            Figure(context.t("chart.symbols"), str(len(held))),
            Figure(context.t("status.cash"), context.words.won(worth.account.cash)),
        ],
        parts=parts_of(rows, worth.account.cash, worth.equity, context.words),
        footer=context.t("value.missing", symbols=", ".join(worth.missing))
        if worth.missing
        else "",
    )


def parts_of(
    rows: Sequence[tuple[str, Won]], cash: Won, equity: Won, words: Catalogue
) -> list[Part]:
    """Make the bars of the largest holdings, of the others together, and of the cash."""
    ordered = sorted(rows, key=lambda row: (-row[1], row[0]))
    shown, rest = ordered[:MOST_PARTS], ordered[MOST_PARTS:]
    if rest:
        shown.append((words.t("chart.others"), sum(won for _, won in rest)))
    units = words.t("unit.compact")
    return [_part(name, won, equity, units=units, cash=False) for name, won in shown] + [
        _part(words.t("status.cash"), cash, equity, units=units, cash=True)
    ]


def _part(name: str, won: Won, equity: Won, *, units: str, cash: bool) -> Part:
    ratio = ratio_of(won, equity)
    return Part(name, float(ratio), f"{percent_text(ratio)} · {short_won(won, units)}", cash)


def _held(worth: Valuation) -> dict[str, Won]:
    """Give what each symbol is worth, shares of all owners together; futures by what they move."""
    held: dict[str, Won] = {}
    for book in worth.books:
        held[book.symbol] = held.get(book.symbol, 0) + worth.worth(book)
    return held

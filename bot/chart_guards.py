"""Where an open holding is sold, by a person's own levels or by its strategy, for charts."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.context import Context
from core.domain.calendar import trading_date
from core.domain.instrument import Instrument
from core.domain.levels import NO_LEVEL, Levels, levels_of
from core.domain.money import Won
from core.domain.position import Book
from core.errors import GaemiError
from core.flow.decide import stop_price, target_price
from core.strategies.base import parse_params


@dataclass(frozen=True, slots=True)
class Guards:
    """Where an open holding is sold, in won; None where nothing is watched."""

    stop: Won | None = None
    take: Won | None = None


def guards_of(context: Context, book: Book, instrument: Instrument) -> Guards:
    """Give where a holding is sold today: by the person's own levels, else by its strategy."""
    rule, own = _strategys(context, book, instrument), _own(context, book)
    return Guards(_either(own.stop, rule.stop), _either(own.take, rule.take))


def _either(own: Won, rule: Won | None) -> Won | None:
    if own == NO_LEVEL:
        return None
    return own or rule


def _own(context: Context, book: Book) -> Levels:
    cursor = context.uow.cursors.get(f"levels:{book.owner}:{book.symbol}")
    levels = levels_of(cursor.value) if cursor else Levels()
    opened = book.opened_day.isoformat() if book.opened_day else "-"
    return levels.on(trading_date(context.now)) if levels.opened == opened else Levels()


def _strategys(context: Context, book: Book, instrument: Instrument) -> Guards:
    plan = context.uow.plans.get(book.owner)
    if plan is None or not plan.running or book.owner not in context.strategies.names():
        return Guards()
    try:
        params = parse_params(context.strategies.get(plan.name), json.loads(plan.params))
    except GaemiError:
        # The engine told of a plan that does not fit, and does not run it.
        return Guards()
    ladder = instrument.ladder(trading_date(context.now))
    stop = None if params.stop is None else stop_price(book.average, params.stop, ladder)
    return Guards(stop, target_price(book.average, params.take, params.take_ticks, ladder))

"""When to look for an order in doubt: close together at first, then each minute, then mornings."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import accumulate
from typing import Final

from core.domain.calendar import Calendar, trading_date
from core.domain.doubt import Doubt
from core.domain.order import IN_FLIGHT, Order, OrderState
from core.errors import CalendarRange

# 15 looks in 204 seconds (6.4); the person is asked after 180.
WAITS_S: Final = (0.3, 0.5, 0.8, 1.3, 2, 3, 5, 8, 13, 20, 30, 30, 30, 30, 30)
LOOKS_AT: Final = tuple(timedelta(seconds=round(s, 3)) for s in accumulate(WAITS_S))
# An answer that is still awaited may be found by a look from here on.
EARLY_LOOK: Final = timedelta(seconds=3)
EACH: Final = timedelta(seconds=60)
# A twin of an adoption, or a duplicate after a person said "absent", is found this soon.
CLOSELY: Final = timedelta(seconds=10)
TWIN_WATCH: Final = timedelta(seconds=180)
AFTER_CLOSE: Final = timedelta(minutes=1)
BEFORE_OPEN: Final = timedelta(minutes=60)
# A look rests three times as long as it took: looks use a quarter of the rate at most.
REST: Final = 3


def next_look(
    order: Order,
    doubt: Doubt | None,
    calendar: Calendar,
    *,
    tried: datetime | None,
    now: datetime,
) -> datetime | None:
    """Give when to look for an order next after the last try, None when nothing is looked for.

    `doubt` is None while the first answer is awaited.
    """
    start = _start(order, doubt)
    if start is None:
        return None
    begun = doubt.opened_at if doubt is not None else order.sent_at or order.made_at
    if max(begun, tried or begun) > now:
        # The clock was set back: what was planned by it says nothing (F46).
        return now if tried is None or tried > now else tried + CLOSELY
    return _planned(order, doubt, calendar, start=start, after=max(tried or start, start))


def _planned(
    order: Order, doubt: Doubt | None, calendar: Calendar, *, start: datetime, after: datetime
) -> datetime:
    if order.state in IN_FLIGHT:
        for step in LOOKS_AT:
            if start + step > after:
                return start + step
    wanted = after + _pace(order, doubt)
    try:
        return _later(calendar, after, wanted)
    except CalendarRange:
        # Beyond the table of sessions an order is still looked for, night and day.
        return wanted


def _start(order: Order, doubt: Doubt | None) -> datetime | None:
    if doubt is not None:
        return None if doubt.closed else doubt.opened_at
    if order.sent_at is None or order.state is not OrderState.SENDING:
        return None
    return order.sent_at + EARLY_LOOK


def _pace(order: Order, doubt: Doubt | None) -> timedelta:
    if doubt is None:
        return EACH
    if doubt.resend_allowed or (doubt.watch_twin_until and order.state not in IN_FLIGHT):
        return CLOSELY
    return EACH


def _later(calendar: Calendar, after: datetime, wanted: datetime) -> datetime:
    """Move a look out of the night: once after the close, once before the next open."""
    session = calendar.session(trading_date(after))
    if session is not None:
        opens, closes = session.opens_at - BEFORE_OPEN, session.closes_at + AFTER_CLOSE
        if after < opens:
            return opens
        if wanted <= closes:
            return wanted
        if after < closes:
            return closes
    return calendar.next_session(trading_date(after)).opens_at - BEFORE_OPEN

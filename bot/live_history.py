"""Which symbols are watched, and their daily bars: stored ones, and what the broker has since."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Final

import structlog

from core.clock import real_sleep
from core.domain.bar import Bar
from core.domain.calendar import Calendar
from core.domain.instrument import Instrument, InstrumentKind
from core.errors import ReadFailed, SettingsError
from core.flow.desk import HISTORY, Desk
from core.flow.schedule import DAY_CLOSE
from core.market.quality import since_break
from core.ports import MarketData
from core.ports_bars import BarStore

# Large companies of KOSPI at the end of 2026; the person names others in GAEMI_SYMBOLS.
USUAL: Final = (
    "005930", "000660", "005380", "035420", "105560", "051910", "005490", "000270", "015760",
    "030200",
)  # fmt: skip
FEW: Final = 10
AGAIN_S: Final = 10.0
_log = structlog.get_logger("history")


def watched(chosen: Sequence[str], listed: Mapping[str, Instrument]) -> tuple[str, ...]:
    """Give the symbols that strategies may trade: the chosen ones, or a few large companies.

    A market that lists none of the usual ones, such as a simulator's, gives its first shares, and
    one of futures the contracts that end first.
    Raises SettingsError for a chosen code that is not listed.
    """
    unknown = [code for code in chosen if code not in listed]
    if unknown:
        raise SettingsError(
            f"GAEMI_SYMBOLS names {', '.join(unknown)}, which the broker does not list; "
            "use codes of KOSPI or KOSDAQ such as 005930"
        )
    if chosen:
        return tuple(chosen)
    usual = tuple(code for code in USUAL if code in listed)
    shares = (code for code in sorted(listed) if listed[code].kind is InstrumentKind.STOCK)
    return usual or tuple(shares)[:FEW] or _nearest(listed)


def _nearest(listed: Mapping[str, Instrument]) -> tuple[str, ...]:
    dated = [(i.contract.expiry, code) for code, i in listed.items() if i.contract]
    return tuple(code for _, code in sorted(dated))[:FEW]


async def fill_history(
    desk: Desk,
    data: MarketData,
    bars: BarStore,
    *,
    symbols: Sequence[str],
    today: date,
    sleep: Callable[[float], Awaitable[None]] = real_sleep,
) -> None:
    """Load every symbol's finished bars, asking the broker for those that are not stored yet.

    Asks again until the broker answers: strategies must not decide on a hole.
    """
    until = _last_day(desk, today)
    for symbol in symbols:
        while not await _filled(data, bars, symbol, until=until, calendar=desk.calendar):
            await sleep(AGAIN_S)
        for bar in since_break(bars.daily(symbol, until=until, count=HISTORY)):
            desk.remember(bar)


def _last_day(desk: Desk, today: date) -> date:
    # A session that an earlier run of this day closed is history too.
    before = desk.calendar.previous_session(today).day
    cursor = desk.uow.cursors.get(DAY_CLOSE)
    return max(before, date.fromisoformat(cursor.value)) if cursor else before


async def _filled(
    data: MarketData, bars: BarStore, symbol: str, *, until: date, calendar: Calendar
) -> bool:
    stored = bars.daily(symbol, until=until, count=HISTORY)
    last = stored[-1].day if stored else None
    wanted = HISTORY if last is None else _sessions_between(last, until, calendar)
    if wanted == 0:
        return True
    try:
        found = await data.daily_bars(symbol, until=until, count=wanted)
    except ReadFailed as error:
        _log.warning("history not read", symbol=symbol, error=str(error))
        return False
    bars.save(_newer(found, last))
    return True


def _newer(found: Sequence[Bar], last: date | None) -> list[Bar]:
    return [bar for bar in found if last is None or bar.day > last]


def _sessions_between(after: date, until: date, calendar: Calendar) -> int:
    count, day = 0, after
    while day < until and count < HISTORY:
        day = calendar.next_session(day).day
        count += day <= until
    return count

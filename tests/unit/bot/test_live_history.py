"""What is watched at a broker, and daily bars that are asked for once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.live_history import FEW, USUAL, fill_history, watched
from core.domain.bar import Bar, Interval
from core.domain.calendar import utc
from core.domain.instrument import Instrument, InstrumentKind
from core.domain.plan import Cursor
from core.errors import ReadFailed, SettingsError
from core.flow.desk import HISTORY
from core.flow.schedule import DAY_CLOSE
from core.memory_bars import MemoryBars
from tests.contexts import CONTRACT, FUTURE
from tests.harness import CALENDAR, DAY, OTHER, PRICE, SYMBOL, World


class Charts:
    """A broker's daily bars: every session up to a day, and failures by script."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.fails = 0

    async def instruments(self) -> Sequence[Instrument]:
        return ()

    async def quotes(self, symbols):
        return ()

    async def daily_bars(self, symbol: str, *, until: date, count: int) -> Sequence[Bar]:
        self.asked.append((symbol, count))
        if self.fails:
            self.fails -= 1
            raise ReadFailed("no answer")
        days, day = [], until + timedelta(days=1)
        for _ in range(min(count, 40)):
            day = CALENDAR.previous_session(day).day
            days.append(day)
        return [bar(symbol, day) for day in reversed(days)]


def bar(symbol: str, day: date) -> Bar:
    return Bar(
        symbol, Interval.DAY, utc(day, 9), day, PRICE, PRICE, PRICE, PRICE, 1_000, "kis"
    )  # fmt: skip


async def no_wait(_seconds: float) -> None:
    return


def listed(*codes: str, kind: InstrumentKind = InstrumentKind.STOCK) -> dict[str, Instrument]:
    return {code: Instrument(code, code, kind=kind) for code in codes}


def test_chosen_symbols_are_watched_in_their_order():
    assert watched(("000660", "005930"), listed("005930", "000660")) == ("000660", "005930")


def test_a_chosen_code_that_is_not_listed_is_refused():
    with pytest.raises(SettingsError, match="GAEMI_SYMBOLS names 999999"):
        watched(("999999",), listed("005930"))


def test_large_companies_are_watched_where_they_are_listed():
    assert watched((), listed(*reversed(USUAL), "970010")) == USUAL


def test_a_market_without_them_gives_its_first_shares():
    funds = listed("000001", kind=InstrumentKind.ETF)
    found = watched((), funds | listed(*(f"97{n:04d}" for n in range(30))))
    assert found == tuple(f"97{n:04d}" for n in range(FEW))


def test_a_market_of_futures_gives_the_contracts_that_end_first():
    later = replace(CONTRACT, expiry=date(2027, 3, 11))
    near = replace(FUTURE, symbol="A11612")
    far = replace(FUTURE, symbol="A11703", contract=later)
    assert watched((), {i.symbol: i for i in (far, near)}) == ("A11612", "A11703")
    assert watched(("A11703",), {i.symbol: i for i in (far, near)}) == ("A11703",)


async def filled(world: World, charts: Charts, bars: MemoryBars) -> None:
    world.desk.history.clear()
    await fill_history(world.desk, charts, bars, symbols=(SYMBOL, OTHER), today=DAY, sleep=no_wait)


async def test_an_empty_store_is_filled_once_and_later_only_with_what_is_new():
    world, charts, bars = World(), Charts(), MemoryBars()
    await filled(world, charts, bars)
    assert charts.asked == [(SYMBOL, HISTORY), (OTHER, HISTORY)]
    last = CALENDAR.previous_session(DAY).day
    assert [b.day for b in world.desk.history[SYMBOL]][-1] == last

    await filled(world, charts, bars)
    assert len(charts.asked) == 2
    later = CALENDAR.next_session(CALENDAR.next_session(DAY).day).day
    await fill_history(world.desk, charts, bars, symbols=(SYMBOL,), today=later, sleep=no_wait)
    assert charts.asked[2:] == [(SYMBOL, 2)]
    assert len({b.day for b in bars.daily(SYMBOL, until=later, count=HISTORY)}) == 42


async def test_a_broker_that_does_not_answer_is_asked_again():
    world, charts = World(), Charts()
    charts.fails = 3
    await filled(world, charts, MemoryBars())
    assert [symbol for symbol, _ in charts.asked] == [SYMBOL] * 4 + [OTHER]
    assert world.desk.history[SYMBOL]


async def test_a_session_that_was_closed_today_is_history_too():
    world, charts = World(), Charts()
    world.uow.cursors.put(Cursor(DAY_CLOSE, DAY.isoformat()))
    await filled(world, charts, MemoryBars())
    assert world.desk.history[SYMBOL][-1].day == DAY

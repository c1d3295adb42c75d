"""A broken series is not a return: averages begin anew, and no automatic exit speaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.domain.bar import Bar, Gap, GapReason, Interval
from core.domain.calendar import utc
from core.domain.commands import CloseDay, Look
from core.domain.position import Book
from tests.harness import DAY, PRICE, SYMBOL, World

OWNER = "golden_cross"


def bar_of(price: int = PRICE) -> Bar:
    return Bar(
        SYMBOL, Interval.DAY, utc(DAY, 9), DAY, price, price, price, price, 1_000_000, "test"
    )


def gap_of(reason: GapReason) -> Gap:
    return Gap(SYMBOL, DAY - timedelta(days=30), DAY, reason, "+64.7% / 21d")


async def test_a_demerger_drops_the_bars_before_it_and_is_told_once() -> None:
    world = await World.start()
    assert len(world.desk.history[SYMBOL]) > 1

    await world.ask(CloseDay(DAY, (bar_of(),), (gap_of(GapReason.DEMERGER),)))
    await world.ask(CloseDay(DAY, (bar_of(),), (gap_of(GapReason.DEMERGER),)))
    await world.runtime.settle()

    assert [b.day for b in world.desk.history[SYMBOL]] == [DAY]
    assert all(face.notices().count("notice.gap") == 1 for face in world.faces.values())


async def test_a_day_without_a_break_keeps_its_history() -> None:
    world = await World.start()
    before = len(world.desk.history[SYMBOL])

    await world.ask(CloseDay(DAY, (bar_of(),)))

    assert len(world.desk.history[SYMBOL]) == before + 1
    assert "notice.gap" not in next(iter(world.faces.values())).notices()


async def test_no_stop_speaks_on_a_day_whose_base_price_was_changed() -> None:
    world = await World.start()
    held = Book(OWNER, SYMBOL, 10, 10 * 2 * PRICE, 10 * 2 * PRICE, DAY)
    world.uow.books.put(held)
    await world.uow.commit()
    quote = replace(world.market.quote(SYMBOL), base=PRICE // 2)

    await world.ask(Look((quote,)))
    assert [s for s in world.uow.signals.all() if s.symbol == SYMBOL] == []

    await world.ask(Look((replace(quote, base=PRICE),)))
    assert [s.side.value for s in world.uow.signals.all() if s.symbol == SYMBOL] == ["sell"]


async def test_equity_at_the_close_is_reckoned_at_the_close() -> None:
    world = await World.start()
    world.uow.books.put(Book(OWNER, SYMBOL, 10, 10 * PRICE, 10 * PRICE, DAY))
    await world.uow.commit()
    account = world.desk.account
    assert account is not None

    await world.ask(CloseDay(DAY, (bar_of(PRICE + 100),)))

    (mark,) = world.uow.marks.all()
    assert mark.equity == account.cash + 10 * (PRICE + 100)

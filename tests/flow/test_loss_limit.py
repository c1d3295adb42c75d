"""S2-41: once a day everybody hears that the daily loss limit was reached, and what it means."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale.catalogue import Catalogue
from core.domain.calendar import utc
from core.domain.commands import CloseDay
from core.domain.decision import Verdict
from core.domain.journal import Outgoing, OutKind, Severity
from core.domain.limits import Limits
from core.domain.signal import Side
from core.flow.loss_limit import is_due
from core.risk.daily_loss import allowance, is_reached, loss_left
from tests import samples
from tests.alert_world import next_day, price
from tests.harness import ANN, BEN, DAY, OTHER, World

KEY = "notice.daily_loss"


def said(world: World) -> list[Outgoing]:
    return [o for o in world.uow.outbox.all() if o.subject == KEY]


async def fallen() -> World:
    """Hold 300 shares bought at 50,050 and let them fall beyond 2 % of 100,000,000 won."""
    world = await World.start()
    await world.hold(300)
    await price(world, 43_000)
    return world


async def test_everybody_is_told_loudly_with_the_loss_and_the_limit() -> None:
    world = await fallen()
    assert {(o.face, o.chat) for o in said(world)} == {(a.face, a.chat) for a in (ANN, BEN)}
    assert {(o.kind, o.severity) for o in said(world)} == {(OutKind.NOTICE, Severity.CRITICAL)}
    words = dict(said(world)[0].fields)
    assert words["loss"] == 100_000_000 - world.desk.equity()
    assert words["limit"] == 2_000_000
    assert (words["change"], words["most"]) == (f"-{int(words['loss']) / 1_000_000:.2f}%", "2.00%")
    # What is critical waits until somebody says that they saw it.
    assert [alarm.subject for alarm in world.uow.alarms.waiting()] == [KEY]


async def test_it_is_said_once_a_day_whatever_the_price_does_and_over_a_restart() -> None:
    world = await fallen()
    first = len(said(world))
    for won in (42_000, 50_000, 41_000):
        await price(world, won)
    await world.restart()
    await price(world, 40_000)
    assert len(said(world)) == first
    await next_day(world)
    await price(world, 40_000)
    assert len(said(world)) == 2 * first


async def test_the_loss_is_reckoned_once_a_second_at_most() -> None:
    world = await World.start()
    await world.hold(300)
    await price(world, 50_000)
    world.market.prices["005930"] = 43_000
    for _ in range(3):
        await world.look(0.3)
    assert not said(world)
    await world.look(0.1)
    assert said(world)
    # A clock that was set back does not silence it for as long.
    world.desk.loss_at = world.clock.now() + timedelta(hours=1)
    assert is_due(world.desk)


async def test_a_new_day_begins_from_its_own_equity() -> None:
    world = await fallen()
    first = len(said(world))
    await world.ask(CloseDay(DAY, ()))
    await next_day(world)
    await price(world, 43_000)
    assert len(said(world)) == first


async def test_below_the_limit_and_outside_of_trading_nothing_is_said() -> None:
    world = await World.start()
    await world.hold(300)
    await price(world, 43_500)
    assert not said(world)
    world.clock.move_to(utc(DAY, 17))
    await price(world, 40_000)
    assert not said(world)


async def test_what_it_says_is_so_purchases_are_refused_and_sales_go_on() -> None:
    world = await fallen()
    await world.wish(Side.BUY, 10, symbol=OTHER)
    await world.look(1)
    refused = [d for d in world.uow.decisions.all() if d.intent.symbol == OTHER]
    assert [d.verdict for d in refused] == [Verdict.REFUSE]
    # The stop of what is held asks to sell.
    assert {a.intent.side for a in world.desk.open_cards()} == {Side.SELL}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ko", "오늘 손실이 2,115,000원(-2.12%)으로 하루 한도 2.00%(2,000,000원)에 닿았습니다."),
        ("en", "Today's loss is 2,115,000 won (-2.12%) and reached the daily limit of 2.00%"),
    ],
)
def test_both_languages_say_it(lang: str, words: str) -> None:
    fields = {"loss": 2_115_000, "change": "-2.12%", "limit": 2_000_000, "most": "2.00%"}
    assert Catalogue(lang).said(KEY, fields).startswith(words)


@given(st.integers(1, 10**12), st.integers(0, 10**12), st.integers(1, 50))
def test_it_is_reached_exactly_when_nothing_is_left_to_lose(
    start: int, equity: int, permille: int
) -> None:
    account = samples.account(day_start_equity=start)
    limits = Limits(daily_loss=Decimal(permille) / 1000)
    reached = is_reached(account, equity, limits)
    assert reached is ((start - equity) * 1000 >= permille * start)
    # In whole won the allowance is at most one won smaller than the exact one.
    assert not (reached and loss_left(account, equity, limits=limits))
    assert allowance(account, limits) * 1000 <= permille * start
    assert not is_reached(samples.account(day_start_equity=0), equity, limits)

"""Who is asked first, and who gets the last place (strategies.md 9 and 14.11)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from core.domain.signal import Side, SignalState
from tests.harness import OTHER, SYMBOL, WIDE, World

NAVER, KB = "035420", "105560"


def asked(world: World) -> list[str]:
    """Give the symbols in the order of their cards."""
    return [card.intent.symbol for card in world.uow.approvals.all()]


async def test_entries_are_asked_by_score_then_traded_amount_then_code() -> None:
    world = await World.start()
    traded = world.desk.history[KB][-1]
    world.desk.history[KB][-1] = replace(traded, volume=traded.volume * 2)
    for symbol, score in ((NAVER, 1), (OTHER, 1), (KB, 1), (SYMBOL, 2)):
        await world.wish(symbol=symbol, score=Decimal(score))

    await world.look()

    assert asked(world) == [SYMBOL, KB, OTHER]


async def test_an_add_is_asked_before_entries_and_takes_no_place() -> None:
    world = await World.start(limits=replace(WIDE, max_positions=2))
    await world.hold(10, SYMBOL)
    for symbol, score in ((OTHER, 9), (KB, 8), (SYMBOL, 1)):
        await world.wish(symbol=symbol, score=Decimal(score))

    await world.look()

    cards = {c.intent.symbol: c for c in world.desk.open_approvals()}
    assert asked(world)[1:] == [SYMBOL, OTHER]
    assert all([(await world.press(card)).ok for card in cards.values()])
    refused = [s for s in world.uow.signals.all() if s.state is SignalState.REFUSED]
    assert [(s.symbol, s.note) for s in refused] == [(KB, "max_positions")]


async def test_an_exit_is_asked_before_everything() -> None:
    world = await World.start()
    await world.hold(10, SYMBOL)
    await world.wish(symbol=OTHER, score=Decimal(9))
    await world.wish(Side.SELL, symbol=SYMBOL, score=Decimal(0))

    await world.look()

    assert asked(world)[1:] == [SYMBOL, OTHER]

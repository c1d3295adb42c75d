"""A person's own stop and target: closer at once, looser tomorrow, and a card when touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.calendar import utc
from core.domain.costs import estimate
from core.domain.levels import Aim, Exits, Levels, exits_of, levels_of
from core.domain.position import PERSON, Book
from core.domain.results import Result
from core.domain.signal import Side, Size
from core.domain.wanted import ProposeOrder, SetLevel
from core.flow.levels import breakeven, levels_on, stop_in_force
from tests.harness import ANN, DAY, PRICE, SYMBOL, World


async def own(world: World, owner: str = PERSON, shares: int = 10) -> None:
    """Let somebody hold shares bought at 50,000 that the broker holds too."""
    world.uow.books.put(Book(owner, SYMBOL, shares, shares * PRICE, shares * PRICE, DAY))
    world.broker.held[SYMBOL] = world.broker.held.get(SYMBOL, 0) + shares
    await world.uow.commit()
    await world.look(1)


async def level(world: World, kind: Any = "stop", **changes: Any) -> Result:
    base = SetLevel(ANN, SYMBOL, "breakeven", quote=world.market.quote(SYMBOL))
    return await world.runtime.ask(replace(base, kind=kind, **changes))


async def at(world: World, price: int, seconds: float = 1) -> None:
    world.market.prices[SYMBOL] = price
    await world.look(seconds)


@pytest.mark.parametrize(
    ("kind", "changes", "price", "before", "touch"),
    [
        ("stop", {"ratio": Decimal("0.05")}, 47_500, 47_550, 47_500),
        ("stop", {"price": 47_025}, 47_000, 47_050, 46_950),
        ("take", {"ratio": Decimal("0.1")}, 55_000, 54_900, 55_000),
        ("take", {"price": 52_040}, 52_100, 52_000, 52_100),
    ],
)
async def test_a_touched_level_puts_up_the_card_of_a_sale(
    kind: str, changes: dict[str, Any], price: int, before: int, touch: int
) -> None:
    world = await World.start()
    await own(world)
    result = await level(world, kind, **changes)
    assert (result.key, result.fields["price"]) == (f"levels.{kind}", price)
    await at(world, before)
    assert not world.desk.open_cards()
    await at(world, touch)
    (card,) = world.desk.open_cards()
    assert (card.intent.owner, card.intent.side, card.intent.shares) == (PERSON, Side.SELL, 10)
    assert world.broker.posts == 0
    assert (await world.press(card)).key == "press.granted"


async def test_levels_outlive_a_restart() -> None:
    world = await World.start()
    await own(world)
    await level(world, ratio=Decimal("0.05"))
    await world.restart()
    await at(world, 47_000)
    assert len(world.desk.open_cards()) == 1


async def test_a_tighter_stop_holds_at_once_and_a_looser_one_from_the_next_session() -> None:
    world = await World.start()
    await own(world)
    await level(world, price=46_000)
    assert (await level(world, price=48_000)).key == "levels.stop"
    later = await level(world, price=45_000)
    assert (later.key, later.fields["day"]) == ("levels.later", "2026-11-04")
    book = world.desk.book(PERSON, SYMBOL)
    assert stop_in_force(world.desk, book) == 48_000
    world.clock.move_to(utc(DAY, 9) + timedelta(days=1))
    assert stop_in_force(world.desk, book) == 45_000


async def test_taking_a_stop_away_waits_for_the_next_session_too() -> None:
    world = await World.start()
    await own(world)
    await level(world, price=46_000)
    assert (await level(world, off=True)).key == "levels.later_off"
    await at(world, 45_900)
    assert len(world.desk.open_cards()) == 1
    world.clock.move_to(utc(DAY, 9) + timedelta(days=1))
    assert stop_in_force(world.desk, world.desk.book(PERSON, SYMBOL)) == 0


async def test_a_persons_stop_stands_in_the_place_of_the_strategys() -> None:
    world = await World.start()
    await world.hold(10)
    book = world.desk.book("golden_cross", SYMBOL)
    usual = stop_in_force(world.desk, book)
    assert 0 < usual < 49_000
    assert (await level(world, price=49_000)).key == "levels.stop"
    await at(world, 48_950)
    (card,) = world.desk.open_cards()
    assert card.intent.owner == "golden_cross"
    loose = await level(world, price=usual // 2, quote=world.market.quote(SYMBOL))
    assert loose.key == "levels.later"


@pytest.mark.parametrize(
    ("kind", "changes"),
    [("stop", {"price": 50_000}), ("stop", {"price": 51_000}), ("take", {"price": 50_000})],
)
async def test_a_level_that_the_market_passed_is_refused(
    kind: str, changes: dict[str, Any]
) -> None:
    world = await World.start()
    await own(world)
    assert (await level(world, kind, **changes)).key == "levels.reached"
    assert (await level(world, "breakeven")).key == "levels.reached"


async def test_breakeven_is_the_first_price_that_gives_everything_back() -> None:
    world = await World.start()
    await own(world)
    await at(world, 52_000)
    result = await level(world, "breakeven")
    assert (result.key, result.fields["price"]) == ("levels.stop", 50_200)


@given(shares=st.integers(1, 10_000), each=st.integers(100, 600_000), fee=st.integers(0, 5_000))
def test_breakeven_pays_back_and_one_tick_less_does_not(shares: int, each: int, fee: int) -> None:
    world = _WORLD
    book = Book(PERSON, SYMBOL, shares, shares * each + fee, shares * each, DAY)
    instrument = world.desk.instruments[SYMBOL]
    ladder = instrument.ladder(DAY)

    def back(price: int) -> int:
        return estimate(
            Side.SELL, price * shares, commission=world.desk.commission,
            market=instrument.market, kind=instrument.kind,
            settles_on=world.desk.calendar.settlement(DAY),
        ).net  # fmt: skip

    price = breakeven(world.desk, book, instrument)
    assert ladder.is_legal(price)
    assert back(price) >= book.cost
    below = price - ladder.tick_below(price)
    assert below * shares < book.cost or back(below) < book.cost


def test_breakeven_of_contracts_counts_the_shares_behind_them() -> None:
    instrument = _WORLD.desk.instruments[SYMBOL]
    book = Book(PERSON, SYMBOL, 2, 1_000_000, 1_000_000, DAY, multiplier=10)
    assert breakeven(_WORLD.desk, book, instrument) == 50_200


_WORLD = World()


async def test_whose_holding_is_never_guessed() -> None:
    world = await World.start()
    assert (await level(world, price=45_000)).key == "levels.nothing"
    await own(world)
    await own(world, "golden_cross")
    asked = await level(world, price=45_000)
    assert (asked.key, asked.fields["owners"]) == (
        "levels.whose", f"{PERSON}=10 golden_cross=10",
    )  # fmt: skip
    assert (await level(world, price=45_000, owner=PERSON)).key == "levels.stop"


async def test_levels_of_a_holding_that_is_sold_say_nothing_about_the_next() -> None:
    world = await World.start()
    await own(world)
    await level(world, price=49_000)
    await at(world, 48_900)
    (card,) = world.desk.open_cards()
    await world.press(card)
    world.broker.fill(world.order(card).number or "", 10)
    await world.look(1)
    await own(world)
    assert levels_on(world.desk, world.desk.book(PERSON, SYMBOL)) == Levels()


async def test_setting_a_level_is_in_the_journal() -> None:
    world = await World.start()
    await own(world)
    await level(world, price=45_000)
    (entry,) = [e for e in world.uow.journal if e.kind == "level"]
    assert dict(entry.data)["price"] == 45_000


@pytest.mark.parametrize(
    "changes",
    [{}, {"price": -1}, {"price": 5, "off": True}, {"ratio": Decimal(1)}, {"ratio": Decimal(0)}],
)
def test_a_level_is_exactly_one_thing(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"level|stop"):
        SetLevel(ANN, SYMBOL, "stop", **changes)


def test_levels_read_back() -> None:
    levels = Levels(1, 2, "2026-11-03", -1, "2026-11-04")
    assert levels_of(levels.encoded()) == levels
    assert levels_of("") == Levels()


async def entry(world: World, **exits: Aim) -> Result:
    """Ask for ten at 50,500 with a stop or a target of their own."""
    wish = ProposeOrder(
        "phone:100:entry", ANN, SYMBOL, Side.BUY, Size(shares=10),
        quote=world.market.quote(SYMBOL), exits=Exits(**exits),
    )  # fmt: skip
    result = await world.runtime.ask(wish)
    await world.runtime.settle()
    return result


async def test_an_entry_brings_its_stop_and_target_and_they_hold_from_its_fill_on() -> None:
    world = await World.start()
    result = await entry(world, stop=Aim(ratio=Decimal("0.05")), take=Aim(60_000))
    card = world.uow.approvals.get(result.subject)
    assert card is not None
    assert card.intent.stop_price == 47_950, "of the most it may cost"
    assert "5%" in card.intent.reason
    assert (card.figures.loss_at_stop or 0) > 10 * (50_500 - 47_950)
    book = world.desk.book(PERSON, SYMBOL)
    assert levels_on(world.desk, book) == Levels(), "nothing holds before the press"
    await world.press(card)
    world.broker.fill(world.order(card).number or "", 10)
    await world.look(1)
    await world.restart()
    held = levels_on(world.desk, world.desk.book(PERSON, SYMBOL))
    assert (held.stop, held.take) == (47_500, 60_000)
    await at(world, 47_450, 61)
    assert [c.intent.side for c in world.desk.open_cards()] == [Side.SELL]


async def test_an_entrys_stop_does_not_loosen_the_one_that_holds() -> None:
    world = await World.start()
    await own(world)
    await level(world, price=49_000)
    result = await entry(world, stop=Aim(ratio=Decimal("0.2")))
    card = world.uow.approvals.get(result.subject)
    assert card is not None
    await world.press(card)
    world.broker.fill(world.order(card).number or "", 10)
    await world.look(1)
    assert levels_on(world.desk, world.desk.book(PERSON, SYMBOL)).stop == 49_000


@pytest.mark.parametrize("exits", [{"stop": Aim(50_500)}, {"take": Aim(50_500)}])
async def test_an_exit_on_the_wrong_side_of_the_entry_is_refused(exits: dict[str, Aim]) -> None:
    assert (await entry(await World.start(), **exits)).key == "propose.exits"


@pytest.mark.parametrize("wrong", [(0, None), (5, Decimal("0.1")), (-1, None), (0, Decimal(10))])
def test_an_aim_is_one_thing(wrong: tuple[int, Decimal | None]) -> None:
    with pytest.raises(ValueError, match="aim"):
        Aim(*wrong)


def test_exits_read_back() -> None:
    exits = Exits(Aim(ratio=Decimal("0.05")), Aim(80_000))
    assert exits_of(exits.encoded()) == exits
    assert exits_of("") == Exits()

"""An order that might have gone alone and is asked about says why, with its figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.approval import Approval
from core.domain.calendar import trading_date
from core.domain.commands import Look
from core.domain.limits import PressRules
from core.domain.modes import OrderMode, by_rule
from core.domain.order import Mode
from core.domain.saying import NOTHING, Saying, say
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope, ScopeKind
from core.flow.asked_why import why_not
from tests.harness import ANN, CALENDAR, OTHER, PRICE, SYMBOL, Lost, World
from tests.modes import DAY_SUM, EACH, LARGE, SMALL, answered, ready, said, shown


async def test_a_card_says_the_amounts_that_it_is_beyond() -> None:
    world = await World.start()
    await ready(world)
    price = PRICE * 101 // 100
    large = await shown(world, shares=LARGE)
    assert large.figures.asked_why == say(
        "auto.order", gross_won=LARGE * large.intent.price, limit_won=EACH
    )
    assert large.intent.price <= price
    await world.press(large, yes=False)
    first, second = await shown(world, symbol=OTHER), await shown(world, symbol="035420")
    assert first.figures.asked_why == NOTHING
    assert second.figures.asked_why == say(
        "auto.day", sum_won=first.intent.gross, gross_won=second.intent.gross, limit_won=DAY_SUM
    )


async def test_a_card_says_that_automatic_begins_with_the_next_session() -> None:
    world = await World.start()
    await said(world, OrderMode.AUTO, order_won=EACH, day_won=DAY_SUM, reason="small ones")
    assert (await shown(world)).figures.asked_why == NOTHING, "nobody has agreed yet"
    await answered(world)
    day = CALENDAR.next_session(trading_date(world.clock.now())).day
    card = await shown(world, symbol=OTHER)
    assert card.figures.asked_why == say("auto.later", since=day.isoformat())


async def test_a_card_of_a_real_account_says_that_the_setting_is_missing() -> None:
    world = await World.start()
    await ready(world)
    world.desk.mode = Mode.LIVE
    assert (await shown(world)).figures.asked_why == say("auto.not_live")


async def test_a_card_says_how_many_must_confirm_it() -> None:
    world = await World.start(rules=PressRules(several_above=1, several=2))
    await ready(world)
    assert (await shown(world)).figures.asked_why == say("auto.several", needed=2)


async def test_a_card_says_the_rule_that_stopped_it_in_the_last_moment() -> None:
    world = await World.start()
    await ready(world)
    orders = [await shown(world, symbol=symbol) for symbol in (SYMBOL, OTHER)]
    assert by_rule(orders[0])
    fast = replace(world.desk.base_limits, orders_per_second=1)
    world = await World.start(limits=fast)
    await ready(world, day_won=10 * DAY_SUM)
    await world.wish(shares=1, symbol=SYMBOL)
    await world.wish(shares=1, symbol=OTHER)
    await world.look()
    kept = [a.figures.asked_why for a in world.uow.approvals.all() if not by_rule(a)]
    assert kept == [say("auto.rule", rule="order_rate")]


async def test_an_automatic_order_asked_again_says_that_its_first_was_taken_back() -> None:
    world = await World.start(undo_s=5)
    await ready(world, day_won=2 * DAY_SUM)
    first = await world.card(shares=SMALL)
    assert by_rule(world.approval(first))
    world.market.prices[SYMBOL] = PRICE * 102 // 100
    await world.look(6)
    (again,) = world.desk.open_cards()
    assert again.figures.asked_why == say("auto.again")
    assert world.order(first).note == "drift"
    assert world.broker.submits == []


@pytest.mark.parametrize("mode", [OrderMode.CONFIRM, OrderMode.SIGNAL])
async def test_where_nothing_goes_alone_no_card_says_why(mode: OrderMode) -> None:
    world = await World.start()
    await said(world, mode)
    assert (await shown(world)).figures.asked_why == NOTHING


async def unsure(world: World, what: str, card: Approval) -> Saying:
    """Let the engine not know something for sure, and give what it must say of it."""
    limit = world.desk.limits.quote_age_s
    if what == "old quote":
        world.clock.move_by(limit + 1)
        return say("auto.quote", age_s=limit + 1, limit_s=limit)
    if what == "no quote":
        world.desk.quotes.clear()
        return say("auto.no_quote")
    if what == "starting":
        world.desk.ready = False
        return say("auto.starting")
    if what == "in flight":
        world.broker.answers.append(Lost(visible_after=3_600))
        await world.press(card)
        return say("auto.in_flight", order_id=world.order(card).id[-6:])
    return NOTHING


@pytest.mark.parametrize("what", ["nothing", "old quote", "no quote", "starting", "in flight"])
async def test_what_is_not_known_for_sure_is_a_reason_to_ask(what: str) -> None:
    world = await World.start()
    rule = replace(await ready(world), order_won=10**9, day_won=10**9)
    card = await shown(world, shares=LARGE)
    expected = await unsure(world, what, card)
    assert why_not(world.desk, card.intent, rule) == expected


# What the card says of each trouble, with its figures.
REASONS: dict[str, Callable[[World], Saying]] = {
    "none": lambda _: NOTHING,
    "other_symbol": lambda _: NOTHING,
    "red": lambda _: say("auto.red", checks="disk"),
    "unchecked": lambda _: say("auto.unchecked"),
    "old_checks": lambda _: say("auto.old_checks", age_s=240, limit_s=180),
    "reduce": lambda _: say("auto.stopped", scope="all", level="reduce"),
    "blind": lambda w: say("auto.blind", since_at=w.clock.now().isoformat()),
    "stale": lambda w: say("auto.blind", since_at=w.clock.now().isoformat()),
}
TROUBLES = ("none", "red", "unchecked", "old_checks", "reduce", "other_symbol", "blind", "stale")


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_trouble_keeps_automatic_orders_back(trouble: str) -> None:
    world = await World.start()
    await world.hold(4)
    await ready(world)
    if trouble == "red":
        world.desk.hear_checks(("disk",))
    elif trouble == "unchecked":
        world.desk.checked_at = None
    elif trouble == "old_checks":
        world.desk.checked_at = world.clock.now() - timedelta(minutes=4)
    elif trouble == "reduce":
        await world.runtime.halt(Scope(), HaltLevel.REDUCE_ONLY, ANN, "test")
    elif trouble == "other_symbol":
        scope = Scope(ScopeKind.SYMBOL, OTHER)
        await world.runtime.halt(scope, HaltLevel.HALT_NEW, ANN, "test")
    elif trouble == "blind":
        world.desk.blind_since = world.clock.now()
    sent = len(world.broker.submits)
    if trouble == "stale":
        # Its end finds no look that is young enough.
        world.broker.down = True
    await world.wish(Side.SELL, 4)
    known = {a.id for a in world.uow.approvals.all()}
    quotes = await world.market.quotes([SYMBOL, OTHER])
    blind = world.desk.blind_since
    await world.runtime.gateway.look()
    world.desk.blind_since = blind or world.desk.blind_since
    await world.ask(Look(tuple(quotes)))
    (card,) = [a for a in world.uow.approvals.all() if a.id not in known]
    await world.runtime.settle()
    alone = trouble in ("none", "other_symbol")
    assert card.figures.asked_why == REASONS[trouble](world)
    assert by_rule(world.approval(card)) is alone
    assert len(world.broker.submits) - sent == alone

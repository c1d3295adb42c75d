"""What a new generation of the program finds and does before anything else (INV-32)."""

from __future__ import annotations

from dataclasses import replace

from core.domain.approval import ApprovalState
from core.domain.commands import Boot
from core.domain.journal import OutKind
from core.domain.order import OrderState
from core.errors import DeliveryError
from tests.harness import BEN, SYMBOL, World


async def test_the_same_button_works_after_the_card_was_shown_again() -> None:
    world = await World.start()
    card = await world.card()
    press = world.button(card)
    world.uow.rollback()
    world.desk, world.runtime = world._build()
    assert (await world.ask(press)).key == "press.restarting"
    await world.boot()
    assert [o.subject for o in world.faces["phone"].shown if o.kind is OutKind.CARD] == [
        card.id
    ] * 2
    assert len(world.approval(card).messages) == 4
    assert (await world.runtime.press(press)).key == "press.granted"
    assert (await world.press(card)).key == "press.already"
    assert len(world.broker.submits) == 1


async def test_an_old_button_is_dead_until_this_generation_has_shown_the_card() -> None:
    world = await World.start()
    press = world.button(await world.card())
    world.desk, world.runtime = world._build()
    await world.runtime.boot("boot-2")
    assert (await world.runtime.press(press)).key == "press.restarting"
    await world.runtime.settle()
    assert (await world.runtime.press(press)).key == "press.granted"


async def test_a_decided_card_keeps_its_generation_when_its_message_comes_after_a_restart() -> None:
    world = await World.start()
    world.faces["phone"].fails.append(DeliveryError("429", retry_after_s=5))
    card = await world.card()
    assert [m.face for m in world.approval(card).messages] == ["desktop"]
    await world.runtime.press(world.button(card, who=BEN))
    await world.restart()
    kept = world.approval(card)
    assert {m.face for m in kept.messages} == {"desktop", "phone"}, "its buttons can be taken away"
    assert (kept.state, kept.boot) == (ApprovalState.GRANTED, "boot-1")
    assert (await world.press(card)).key == "press.already"
    assert not world.broker.submits


async def test_a_card_that_lapsed_while_the_program_was_down_is_ended_not_shown() -> None:
    world = await World.start()
    card = await world.card()
    world.clock.move_by(91)
    await world.restart()
    assert world.approval(card).state is ApprovalState.LAPSED
    last = [o.kind for o in world.faces["phone"].shown if o.subject == card.id]
    assert last == [OutKind.CARD, OutKind.CARD_END]


async def test_an_order_that_may_have_left_is_in_doubt_and_never_sent_again() -> None:
    world = await World.start()
    card = await world.card()
    await world.runtime.press(world.button(card))
    await world.restart()
    assert world.order(card).state is OrderState.UNKNOWN
    assert "notice.unknown" in world.faces["phone"].notices()
    assert not world.broker.submits


async def test_an_order_that_did_leave_is_adopted_by_the_first_look() -> None:
    world = await World.start()
    card = await world.card()
    await world.runtime.press(world.button(card))
    (errand,) = world.runtime.gateway._queue
    world.broker.take(errand.approved)
    await world.restart()
    assert world.order(card).state is OrderState.ACCEPTED
    assert world.order(card).number == "0000000001"


async def test_an_order_that_was_ready_is_withdrawn() -> None:
    world = await World.start()
    card = await world.card()
    await world.press(card)
    ready = replace(world.order(card), state=OrderState.READY, number=None, sent_at=None)
    world.uow.orders.put(ready)
    await world.uow.commit()
    await world.restart()
    assert (world.order(card).state, world.order(card).note) == (OrderState.CANCELLED, "restart")


async def test_a_boot_sends_no_order_and_tells_that_it_came_again() -> None:
    world = await World.start()
    await world.card()
    await world.restart()
    started = [o for o in world.faces["phone"].shown if o.subject == "notice.started"]
    assert [dict(o.fields)["again"] for o in started] == [0, 1]
    assert not world.broker.submits


async def test_a_boot_that_cannot_look_still_starts_and_refuses_presses() -> None:
    world = await World.start()
    card = await world.card()
    world.broker.down = True
    world.desk, world.runtime = world._build()
    await world.runtime.boot("boot-9")
    await world.runtime.settle()
    assert (await world.press(card)).key == "press.stale"


async def test_identifiers_of_two_generations_never_meet() -> None:
    world = await World.start()
    before = {o.id for o in world.uow.outbox.all()}
    await world.restart()
    new = [o.id for o in world.uow.outbox.all() if o.id not in before]
    assert len(new) >= 2
    assert world.desk.boot == "boot-2"
    await world.ask(Boot("boot-3"))
    assert world.desk.boot == "boot-3"


async def test_books_and_money_are_the_same_after_a_restart() -> None:
    world = await World.start()
    await world.hold(7)
    before = (world.desk.book("golden_cross", SYMBOL), world.desk.account)
    await world.restart()
    book, account = world.desk.book("golden_cross", SYMBOL), world.desk.account
    assert (book, account and account.cash) == (before[0], before[1] and before[1].cash)
    assert not world.latch.read()

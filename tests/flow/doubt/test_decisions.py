"""The ten decisions D1 to D10 of reliability.md 6.4, each as the engine makes it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.domain.calendar import utc
from core.domain.doubt import Finding, LinkKind
from core.domain.journal import OutKind
from core.domain.order import OrderState
from core.errors import CalendarRange, DeliveryError
from core.flow.doubt.schedule import LOOKS_AT
from tests import doubts
from tests.doubts import doubt, doubtful, finding, is_frozen, lost, now, said, wait
from tests.harness import CALENDAR, DAY, PRICE, SEC, SYMBOL, World

FIRST, SECOND = "0000000001", "0000000002"
NEXT = DAY + timedelta(days=1)
# Two people are paired in the harness.
PAIRED = 2


async def test_d1_one_exact_row_of_our_channel_is_adopted() -> None:
    world, order = await lost()
    found = now(world, order)
    assert (found.state, found.number) == (OrderState.ACCEPTED, FIRST)
    (link,) = world.uow.links.all()
    assert (link.number, link.order_id, link.attempt, link.how) == (
        FIRST, order.id, 1, LinkKind.ADOPTED,
    )  # fmt: skip
    assert world.faces["phone"].events()[-1] == "adopted"
    assert len(world.broker.submits) == 1


async def test_d2_an_unreadable_row_is_adopted_and_a_twin_is_asked_about() -> None:
    world, order = await lost(channel="unreadable")
    assert (now(world, order).number, finding(world, order)) == (FIRST, Finding.OURS_UNREAD)
    assert doubt(world, order).watch_twin_until == world.clock.now() + 180 * SEC
    looks = world.broker.looks
    await wait(world, 60)
    assert world.broker.looks - looks == 6
    world.broker.take(world.broker.submits[0], placed_at=order.sent_at)
    await wait(world, 10)
    assert finding(world, order) is Finding.SEVERAL
    assert doubts.open_question(world, order).choices == (
        f"pick:{FIRST}", f"pick:{SECOND}", "neither", "both", "hold",
    )  # fmt: skip
    assert now(world, order).state is OrderState.ACCEPTED


async def test_d3_parts_that_add_up_are_proposed_and_a_person_adopts_them() -> None:
    world, order = await doubtful()
    for venue, shares in (("KRX", 6), ("NXT", 4)):
        world.broker.take(world.broker.submits[0], shares=shares, venue=venue)
    await wait(world, 1)
    assert (now(world, order).state, finding(world, order)) == (OrderState.UNKNOWN, Finding.SPLIT)
    result = await doubts.choose(world, order, "both")
    assert result.key == "doubt.both"
    assert now(world, order).number == f"{FIRST}+{SECOND}"
    world.broker.fill(FIRST, 6)
    await world.look(1)
    assert (now(world, order).state, now(world, order).filled) == (OrderState.PARTIAL, 6)
    world.broker.fill(SECOND, 4)
    await world.look(1)
    assert now(world, order).state is OrderState.FILLED
    assert world.desk.book("golden_cross", SYMBOL).shares == 10
    assert not is_frozen(world)


async def test_d4_several_exact_rows_are_a_question_and_hold_the_lock() -> None:
    world, order = await doubtful()
    for _ in range(2):
        world.broker.take(world.broker.submits[0])
    await wait(world, 1)
    assert finding(world, order) is Finding.SEVERAL
    assert said(world, "notice.doubt") == 1
    assert world.desk.in_flight(SYMBOL) is not None
    await wait(world, 30)
    assert said(world, "notice.doubt") == 1, "the same candidates are told once"


@pytest.mark.parametrize("change", [{"price": PRICE - 50}, {"shares": 9}, {"channel": "hts"}])
async def test_d5_a_row_that_differs_a_little_is_a_question(change: dict[str, object]) -> None:
    world, order = await doubtful()
    world.broker.take(world.broker.submits[0], **change)
    await wait(world, 1)
    assert (now(world, order).state, finding(world, order)) == (OrderState.UNKNOWN, Finding.ALIKE)
    choices = doubts.open_question(world, order).choices
    assert choices == (f"pick:{FIRST}", "neither", "hold")


async def test_d6_shares_that_moved_without_a_row_freeze_and_ask() -> None:
    world, order = await doubtful()
    world.broker.held[SYMBOL] = 10
    await wait(world, 1)
    assert finding(world, order) is Finding.MOVED
    assert is_frozen(world)
    assert (said(world, "notice.frozen"), said(world, "notice.halt")) == (1, 0), "told once"
    assert doubts.open_question(world, order).choices == ("keep_looking", "hold")
    await wait(world, 400)
    assert finding(world, order) is Finding.MOVED, "never called absent"


async def test_d6_money_that_went_without_a_row_freezes_too() -> None:
    world, order = await doubtful()
    world.broker.cash -= 10 * PRICE
    await wait(world, 1)
    assert (finding(world, order), is_frozen(world)) == (Finding.MOVED, True)


async def test_d7_nothing_yet_stays_in_doubt_without_a_question() -> None:
    world, order = await doubtful()
    await wait(world, 178)
    assert (now(world, order).state, finding(world, order)) == (
        OrderState.UNKNOWN, Finding.LOOKING,
    )  # fmt: skip
    assert not doubts.questions(world, order)
    assert doubt(world, order).looks >= 10


async def test_d7_the_card_shows_a_clock_each_half_minute_and_seldom_later() -> None:
    world, order = await doubtful()

    def edits() -> int:
        rows = world.uow.outbox.all()
        return sum((o.kind, o.subject) == (OutKind.CARD_END, order.approval_id) for o in rows)

    before = edits()
    await wait(world, 29)
    assert edits() == before
    await wait(world, 150)
    asked = edits() - before
    assert 3 * PAIRED <= asked <= 6 * PAIRED
    await wait(world, 1_800)
    assert edits() - before - asked <= 11 * PAIRED, "half an hour later it is no flood"
    assert said(world, "notice.unknown") == 1
    assert "unknown" not in world.faces["phone"].events(), "told once, by the notice"


async def test_d7_no_clock_piles_up_before_a_face_that_does_not_answer() -> None:
    world, order = await doubtful()
    for face in world.faces.values():
        face.fails.extend([DeliveryError("down")] * 10_000)
    await wait(world, 400)
    waiting = [o for o in world.uow.outbox.all() if o.delivered_at is None]
    edits = [o for o in waiting if (o.kind, o.subject) == (OutKind.CARD_END, order.approval_id)]
    assert 1 <= len(edits) <= PAIRED


async def test_d8_absent_so_far_is_asked_after_three_minutes_and_fifteen_looks() -> None:
    world, order = await doubtful()
    await wait(world, 204, step=0.1)
    # One look follows the send at once; the others are the schedule's.
    assert doubt(world, order).looks == len(LOOKS_AT) + 1 == 16
    assert finding(world, order) is Finding.ABSENT_SO_FAR
    assert doubts.open_question(world, order).choices == (
        "keep_looking", "has_number", "absent_resend",
    )  # fmt: skip
    assert now(world, order).state is OrderState.UNKNOWN, "the flight lock stays"
    assert len(world.broker.submits) == 1


async def test_d8_needs_five_complete_looks_however_long_it_takes() -> None:
    world, order = await doubtful()
    world.broker.fails = 12
    await wait(world, 206)
    assert 1 < doubt(world, order).looks < 5
    assert finding(world, order) is Finding.LOOKING, "after three minutes, but on too few looks"
    await wait(world, 300)
    assert finding(world, order) is Finding.ABSENT_SO_FAR


async def test_d9_failing_looks_alarm_after_a_minute_and_prove_nothing() -> None:
    world, order = await doubtful()
    looks = doubt(world, order).looks
    world.broker.down = True
    await wait(world, 58)
    assert said(world, "notice.broker_down") == 0
    await wait(world, 600)
    assert said(world, "notice.broker_down") == 1
    assert (finding(world, order), doubt(world, order).looks) == (Finding.BLIND, looks)
    assert now(world, order).state is OrderState.UNKNOWN
    world.broker.down = False
    await wait(world, 60)
    assert doubt(world, order).blind_since is None
    assert said(world, "notice.broker_up") == 1


async def test_d10_absence_is_final_with_the_next_mornings_look() -> None:
    world, order = await doubtful()
    await wait(world, 300)
    world.clock.move_to(utc(NEXT, 8))
    assert world.runtime.gateway.due(), "a look before the open is wanted"
    await world.look()
    assert (now(world, order).state, now(world, order).note) == (OrderState.REJECTED, "absent")
    assert finding(world, order) is Finding.ABSENT
    assert world.desk.in_flight(SYMBOL) is None


async def test_d10_needs_the_orders_own_day_seen_that_morning() -> None:
    world, order = await doubtful()
    await wait(world, 300)
    world.clock.move_to(utc(NEXT, 8))
    today = await world.broker.look()
    await world.ask(doubts.seen(today))
    assert now(world, order).state is OrderState.UNKNOWN


async def test_the_looks_come_as_planned_and_take_a_quarter_of_the_time_at_most() -> None:
    assert len(LOOKS_AT) == 15
    assert LOOKS_AT[-1] == timedelta(seconds=203.9)
    world, _ = await doubtful()
    plain = world.broker.look

    async def slow(day: object = None) -> object:
        world.clock.move_by(2)
        return await plain()

    world.broker.look = slow  # type: ignore[assignment,method-assign]
    began, looks = world.clock.now(), world.broker.looks
    await wait(world, 60, step=0.1)
    busy = 2 * (world.broker.looks - looks)
    assert world.broker.looks > looks
    assert busy / (world.clock.now() - began).total_seconds() <= 0.27


async def test_no_look_is_wanted_when_nothing_is_in_doubt() -> None:
    world = await World.start()
    await world.press(await world.card())
    looks = world.broker.looks
    await wait(world, 600)
    assert world.broker.looks == looks


async def test_nights_are_quiet_but_for_one_look_after_the_close_and_one_before_the_open() -> None:
    world, _ = await doubtful()
    await wait(world, 300)
    world.clock.move_to(utc(DAY, 15, 25))
    looks = world.broker.looks
    await wait(world, 6 * 3600, step=20)
    # Each minute until 15:30, then once at 15:31.
    assert world.broker.looks - looks == 7
    world.clock.move_to(utc(NEXT, 7, 30))
    looks = world.broker.looks
    await wait(world, 1200, step=20)
    assert world.broker.looks - looks <= 2


class Ending:
    """A calendar whose table ends today."""

    def session(self, day: object) -> object:
        return CALENDAR.session(DAY)

    def next_session(self, day: object) -> object:
        raise CalendarRange("the table of trading days ends")


async def test_at_the_end_of_the_calendar_orders_are_still_doubted_and_looked_for() -> None:
    world = await World.start()
    card = await world.card()
    world.broker.answers.append(TimeoutError())
    world.desk.calendar = Ending()  # type: ignore[assignment]
    await world.runtime.press(world.button(card))
    await world.runtime.gateway.drain()
    order = world.order(card)
    assert order.state is OrderState.UNKNOWN
    assert doubt(world, order).watch_until == NEXT
    world.clock.move_to(utc(DAY, 20))
    assert world.runtime.gateway.due()


async def test_an_order_of_the_same_shape_that_was_there_before_is_not_ours() -> None:
    world = await World.start()
    card = await world.card()
    world.broker.by_hand(channel="unreadable")
    world.clock.move_by(1)
    await world.look(0)
    world.broker.answers.append(TimeoutError())
    await world.press(card)
    order = world.order(card)
    assert order.known_numbers == (FIRST,)
    await wait(world, 60)
    assert (finding(world, order), now(world, order).number) == (Finding.LOOKING, None)

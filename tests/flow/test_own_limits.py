"""A person binds themselves: tighter at once, looser next session, never beyond the ceiling."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.approval import Actor
from core.domain.commands import SecondFactor
from core.domain.decision import RiskDecision, Verdict
from core.domain.limits import (
    CEILINGS,
    UNITS,
    Limits,
    OwnLimit,
    bounds_of,
    encoded,
    in_force,
    loosens,
    own_of,
    typed,
    value_of,
)
from core.domain.order import Mode
from core.domain.people import Role, User
from core.domain.results import Result
from core.domain.wanted import SetLimit
from tests.harness import ANN, DAY, WIDE, World

HOUR = 3_600
NIGHT = 16 * HOUR


async def limit(world: World, name: str, value: str | None, **how: object) -> Result:
    wanted = None if value is None else Decimal(value)
    return await world.ask(replace(SetLimit(ANN, name, wanted), **how))  # type: ignore[arg-type]


def last_decision(world: World) -> RiskDecision:
    return list(world.uow.decisions.all())[-1]


async def test_a_tighter_limit_holds_for_the_very_next_decision() -> None:
    world = await World.start()
    result = await limit(world, "order_won", "300000")
    assert (result.ok, result.key) == (True, "limit.tightened")
    await world.wish(shares=10)
    await world.look()
    decision = last_decision(world)
    (size,) = [r for r in decision.results if r.rule == "order_size"]
    assert dict(size.limit.fields)["most_won"] == 300_000
    assert decision.intent.gross <= 300_000


async def test_an_open_card_meets_the_tighter_limit_at_its_press() -> None:
    world = await World.start()
    card = await world.card(shares=10)
    await limit(world, "order_won", "300000")
    await world.press(card)
    assert world.broker.posts == 0
    (pressed,) = [d for d in world.uow.decisions.all() if d.stage == "press"]
    assert (pressed.verdict, pressed.allowed) == (Verdict.TRIM, 5)


async def test_a_looser_limit_waits_for_the_next_session_and_says_so() -> None:
    world = await World.start(limits=replace(WIDE, order_won=1_000_000))
    result = await limit(world, "order_won", "2000000")
    assert result.key == "limit.later"
    assert result.fields["day"] == world.desk.calendar.next_session(DAY).day.isoformat()
    assert world.desk.limits.order_won == 1_000_000
    world.clock.move_by(NIGHT - 2 * HOUR - 1)
    assert world.desk.limits.order_won == 1_000_000
    world.clock.move_by(1)
    assert world.desk.limits.order_won == 2_000_000


async def test_everybody_hears_of_a_change_and_the_journal_keeps_it() -> None:
    world = await World.start(limits=replace(WIDE, order_won=1_000_000))
    await limit(world, "order_won", "2000000")
    await limit(world, "daily_loss", "0.01")
    told = [(o.face, o.subject) for o in world.uow.outbox.all() if "limit" in o.subject]
    assert told == [("desktop", "notice.limit.later"), ("desktop", "notice.limit.tightened")], (
        "who asked has the answer"
    )
    kept = [e for e in world.uow.journal if e.kind == "limit"]
    assert [dict(e.data)["before"] for e in kept] == ["1000000", "0.02"]


async def test_a_pending_limit_is_withdrawn_by_word_and_by_tightening() -> None:
    world = await World.start(limits=replace(WIDE, order_won=1_000_000))
    await limit(world, "order_won", "2000000")
    assert (await limit(world, "order_won", None, withdraw=True)).key == "limit.withdrawn"
    assert (await limit(world, "order_won", None, withdraw=True)).key == "limit.none_pending"
    await limit(world, "order_won", "2000000")
    assert (await limit(world, "order_won", "900000")).key == "limit.tightened_dropped"
    world.clock.move_by(3 * 24 * HOUR)
    assert world.desk.limits.order_won == 900_000


async def test_both_kinds_survive_a_restart() -> None:
    world = await World.start(limits=replace(WIDE, order_won=1_000_000))
    await limit(world, "daily_loss", "0.005")
    await limit(world, "order_won", "2000000")
    await world.restart()
    assert world.desk.limits.daily_loss == Decimal("0.005")
    assert world.desk.limits.order_won == 1_000_000
    world.clock.move_by(NIGHT)
    await world.restart()
    assert world.desk.limits.order_won == 2_000_000


@pytest.mark.parametrize("name", sorted(UNITS))
async def test_no_word_goes_beyond_the_ceiling(name: str) -> None:
    world = await World.start()
    least, most = bounds_of(name, world.desk.base_limits, equity=world.desk.equity())
    for beyond in (least - 1, most + 1, Decimal(0), Decimal(-1)):
        assert (await limit(world, name, str(beyond))).key == "limit.beyond"
    assert world.desk.limits == WIDE


async def test_half_a_share_is_no_limit() -> None:
    world = await World.start()
    assert (await limit(world, "order_shares", "10.5")).key == "limit.beyond"


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TRADER, Role.APPROVER])
async def test_a_stranger_and_who_is_no_admin_change_nothing(role: Role) -> None:
    world = await World.start()
    eve = Actor(ANN.face, "666", ANN.chat, "Eve")
    assert not (await world.ask(SetLimit(eve, "order_won", Decimal(1)))).ok
    world.uow.users.put(User(ANN.face, ANN.user, ANN.chat, ANN.name, role, world.clock.now()))
    assert (await limit(world, "order_won", "1000")).key == "press.not_yours"
    assert world.desk.limits == WIDE


async def test_with_a_pin_a_looser_limit_waits_for_it_and_a_tighter_one_does_not() -> None:
    world = await World.start(limits=replace(WIDE, order_won=1_000_000))
    world.desk.pin_is_set = lambda: True
    assert (await limit(world, "order_won", "900000")).key == "limit.tightened"
    asked = await limit(world, "order_won", "2000000")
    assert asked.key == "limit.needs_pin"
    assert (await world.ask(SecondFactor(ANN))).key == "limit.later"
    assert (await world.ask(SecondFactor(ANN))).key == "doubt.no_pin"
    world.clock.move_by(NIGHT)
    assert world.desk.limits.order_won == 2_000_000


async def test_a_pin_that_comes_late_loosens_nothing() -> None:
    world = await World.start(limits=replace(WIDE, order_won=1_000_000))
    world.desk.pin_is_set = lambda: True
    await limit(world, "order_won", "2000000")
    world.clock.move_by(121)
    assert not (await world.ask(SecondFactor(ANN))).ok
    world.clock.move_by(NIGHT)
    assert world.desk.limits.order_won == 1_000_000


async def test_settings_that_changed_since_leave_the_stricter_of_both() -> None:
    world = await World.start(limits=replace(WIDE, order_won=1_000_000))
    await limit(world, "order_won", "2000000")
    world.clock.move_by(NIGHT)
    for settings, holds in ((1_500_000, 1_500_000), (3_000_000, 2_000_000)):
        world.limits = replace(WIDE, order_won=settings)
        await world.restart()
        assert world.desk.limits.order_won == holds


values = st.decimals(min_value=Decimal("0.000001"), max_value=Decimal("0.6"), places=6)


@given(st.sampled_from(sorted(UNITS)), st.integers(0, 2**32), st.booleans())
def test_what_is_stored_never_passes_a_ceiling_nor_loosens_early(
    name: str, seed: int, later: bool
) -> None:
    rng = random.Random(seed)
    low, high = bounds_of(name, Limits(), equity=10**9)
    steps = [low + (high - low) * rng.randint(0, 1000) / 1000 for _ in range(2)]
    first, second = (Decimal(typed(name, value)) or low for value in steps)
    own = {
        name: OwnLimit(
            str(value_of(Limits(), name)), "Ann", "2026-11-03T01:00:00+00:00", str(first),
            str(second), DAY.isoformat(),
        )
    }  # fmt: skip
    assert own_of(encoded(own)) == own
    day = DAY if later else DAY - timedelta(days=1)
    held = value_of(in_force(Limits(), own_of(encoded(own)), day), name)
    assert held == (second if later else first)
    assert held <= CEILINGS.get(name, held)


@given(st.sampled_from(sorted(UNITS)), values, values)
def test_of_two_values_at_most_one_is_the_looser(name: str, one: Decimal, other: Decimal) -> None:
    assert loosens(name, one, other) + loosens(name, other, one) == (one != other)


async def test_a_real_account_without_a_pin_loosens_nothing() -> None:
    world = await World.start(limits=replace(WIDE, order_won=1_000_000))
    world.desk.mode, world.desk.pin_is_set = Mode.LIVE, lambda: False
    assert (await limit(world, "order_won", "2000000")).key == "factor.none"
    assert (await limit(world, "order_won", "900000")).key == "limit.tightened"
    world.clock.move_by(NIGHT)
    assert world.desk.limits.order_won == 900_000

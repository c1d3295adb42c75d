"""What the tests of alerts ask the engine and let its market do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.domain.alert import Alert, AlertState, Condition, Measure, SetAlert, Toward
from core.domain.calendar import utc
from core.domain.journal import Outgoing
from tests.harness import ANN, CALENDAR, SYMBOL, World

LEVEL = 51_000
HIGH = Condition(Measure.PRICE, SYMBOL, Toward.ABOVE, Decimal(LEVEL))
LOW = Condition(Measure.PRICE, SYMBOL, Toward.BELOW, Decimal(49_000))


async def asked(world: World, condition: Condition = HIGH, **how: Any) -> Alert:
    """Have Ann ask for an alert, which must be taken, and give it."""
    result = await world.ask(SetAlert(ANN, condition, **how))
    assert result.ok, result
    alert = world.uow.alerts.get(result.subject)
    assert alert is not None
    return alert


def told(world: World, key: str = "notice.alert") -> list[Outgoing]:
    """Give what was queued for anybody under a key, oldest first."""
    return [o for o in world.uow.outbox.all() if o.subject == key]


def words(world: World, key: str = "notice.alert") -> dict[str, str | int]:
    """Give the fields of the last that was queued under a key."""
    return dict(told(world, key)[-1].fields)


def state(world: World, alert: Alert) -> AlertState | None:
    """Give the state that is stored; None of one that was deleted."""
    found = world.uow.alerts.get(alert.id)
    return found.state if found else None


async def price(world: World, won: int, **changes: Any) -> None:
    """Let a minute pass and look at a price; the day's high and low are what `changes` say."""
    world.market.prices[SYMBOL] = won
    world.market.changes = changes
    await world.look(60)


async def next_day(world: World, hour: int = 10) -> None:
    """Go on at an hour of the next session; nobody closed the day before."""
    day = CALENDAR.next_session(world.desk.today).day
    world.clock.move_to(utc(day, hour))

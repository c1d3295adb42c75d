"""How a round trip ended, and what scores say of few trades."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from core.domain.order import OrderState
from core.domain.position import PERSON
from core.domain.saying import say
from core.domain.signal import Side
from core.report.performance import exit_of, parts_by_exit, score_of
from core.report.round_trips import RoundTrip
from tests import fakes_bot as fb

SOLD = fb.order(OrderState.FILLED, intent=fb.intent(side=Side.SELL))


def trip(realised: int, *, held: int = 0) -> RoundTrip:
    """Make a trip whose last order is the sale."""
    bought = fb.fill(replace(SOLD, id="O1"), 10, 50_000, side=Side.BUY)
    return RoundTrip((bought, fb.fill(SOLD, 10 - held, 50_000, realised=realised)), held)


@pytest.mark.parametrize(
    ("changes", "ended"),
    [
        ({"reason": say("reason.touch.stop", change_ratio="-0.05").encoded()}, "stop"),
        ({"reason": say("reason.touch.take", change_ratio="0.1").encoded()}, "take"),
        ({"reason": say("reason.golden_cross.dead", fast=5, slow=20).encoded()}, "signal"),
        ({"reason": say("reason.person").encoded()}, "person"),
        ({"reason": say("reason.flatten").encoded(), "flatten": True}, "flatten"),
        ({"reason": "own words of a strategy"}, "signal"),
        ({"reason": "", "owner": PERSON}, "person"),
    ],
)
def test_the_order_that_sold_last_says_how_a_trip_ended(
    changes: dict[str, object], ended: str
) -> None:
    order = replace(SOLD, intent=replace(SOLD.intent, **changes))  # type: ignore[arg-type]
    assert exit_of(trip(1), {order.id: order}) == ended


def test_without_its_order_nobody_knows_how_a_trip_ended() -> None:
    assert exit_of(trip(1), {}) == "unknown"


def test_what_is_still_held_has_not_ended() -> None:
    assert parts_by_exit([trip(5, held=3)], {}) == []
    assert score_of([trip(5, held=3)]).trips == 0


def test_a_trade_that_brought_nothing_is_neither_won_nor_lost() -> None:
    score = score_of([trip(0), trip(100), trip(-50)])
    assert (score.trips, score.wins, score.gained, score.lost) == (3, 1, 100, -50)
    assert (score.best, score.worst, score.expectancy) == (100, -50, 17)
    assert score.profit_factor == Decimal(2)

"""A look is of the moment its list was asked for, not of the moment it was put together."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx

from core.brokers.kis import calls
from tests.kis_wire import DAY, Wire, account, balance_page, day_list, day_row, filled_row

DRAG_S = 30.0
# A request waits for its turn at the broker's limit.
TURN = timedelta(seconds=2)


def dragging(wire: Wire, path: str, *replies: httpx.Response) -> list[datetime]:
    """Let each answer of a path take half a minute; gives when each was asked for."""
    asked: list[datetime] = []
    left = list(replies)

    def answer(_request: httpx.Request) -> httpx.Response:
        asked.append(wire.clock.now())
        wire.clock.move_by(DRAG_S)
        return left.pop(0) if len(left) > 1 else left[0]

    wire.put(path, answer)
    return asked


async def test_a_look_that_drags_is_as_old_as_its_list():
    wire = Wire()
    account(wire, filled_row("1"))
    listed = dragging(wire, calls.DAY_ORDERS, day_list(filled_row("1")))
    dragging(wire, calls.BALANCE, balance_page())
    view = await wire.kis().broker.look(DAY)
    assert listed[0] - TURN <= view.at <= listed[0]
    assert (wire.clock.now() - view.at).total_seconds() >= 2 * DRAG_S


async def test_a_list_read_again_dates_the_look_anew():
    wire = Wire()
    account(wire, day_row("1"))
    listed = dragging(wire, calls.DAY_ORDERS, day_list(day_row("1")))
    view = await wire.kis().broker.look(DAY)
    assert len(listed) == 2
    assert listed[-1] - TURN <= view.at <= listed[-1]

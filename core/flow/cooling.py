"""A pause for thought after losses in a row: purchases wait until a person says why to go on (M11).

It is a stop like any other, so that lifting it asks for a reason, green checks and a press; sales
stay open. Losses from before the last lifting do not count again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from core.domain.money import Won
from core.domain.saying import say
from core.domain.switches import HaltLevel, Scope
from core.flow.desk import Desk
from core.flow.killswitch import engage

_WHO: Final = "gaemi"


def cool_off(desk: Desk) -> None:
    """Stop purchases once so many exits of today in a row lost money; 0 asks for none."""
    if not desk.losses_to_cool:
        return
    known = desk.uow.switches.get(Scope().name)
    if known is not None and known.level is not HaltLevel.NONE:
        return
    lost = losses_in_a_row(desk, since=known.at if known is not None else None)
    if len(lost) < desk.losses_to_cool:
        return
    why = say("stop.losses", count=len(lost), lost_won=-sum(lost))
    engage(desk, Scope(), level=HaltLevel.REDUCE_ONLY, by=_WHO, reason=why.encoded())


def losses_in_a_row(desk: Desk, *, since: datetime | None) -> list[Won]:
    """Give what each of today's newest exits lost, won below zero, back to the last that did not.

    An exit is an order; its fills count together. Nothing before `since` counts.
    """
    orders: dict[str, Won] = {}
    for fill in desk.uow.fills.all():
        if fill.day != desk.today or not fill.realised or (since and fill.at <= since):
            continue
        # The newest fill moves its order to the end.
        orders[fill.order_id] = orders.pop(fill.order_id, 0) + fill.realised
    lost: list[Won] = []
    for realised in reversed(orders.values()):
        if realised >= 0:
            break
        lost.append(realised)
    return lost

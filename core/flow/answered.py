"""What the broker's answer to a submit makes of an order; whatever is no proof is doubt."""

from __future__ import annotations

from core.domain.commands import Answered
from core.domain.doubt import Finding, LinkKind
from core.domain.order import Order, OrderMove, OrderState
from core.domain.results import Result
from core.domain.saying import say
from core.flow import killswitch
from core.flow.desk import Desk
from core.flow.doubt import links
from core.flow.doubt.contradict import contradicted, foreign_number
from core.flow.doubt.opening import open_doubt, settle
from core.flow.orders import accept, move, say_unknown


def answered(desk: Desk, command: Answered) -> Result:
    """Move an order by the broker's answer, which wins over whatever was asked meanwhile (A17).

    A repeated answer changes nothing; one that contradicts an adoption is asked about (A18).
    """
    order = desk.uow.orders.get(command.order_id)
    if order is None:
        return Result(False, "done")
    if order.state not in (OrderState.SENDING, OrderState.UNKNOWN):
        _refused_after_all(desk, order, command.refused)
        return _after_the_end(desk, order, command.number)
    if command.refused:
        move(desk, order, OrderMove.REFUSE, "rejected", note=command.refused, closed_at=desk.now)
        settle(desk, order)
    elif _proves(desk, order, command.number):
        settle(desk, accept(desk, order, command.number or "", how=LinkKind.ANSWER), Finding.OURS)
    elif order.state is OrderState.SENDING:
        lose(desk, order, note=command.in_doubt or f"number {command.number!r} proves nothing")
    return Result(True, "done")


def lose(desk: Desk, order: Order, *, note: str, restarted: bool = False) -> None:
    """Put an order in doubt: it is looked for from now on, and never sent again."""
    lost = move(desk, order, OrderMove.LOSE, "unknown", note=note)
    open_doubt(desk, lost, restarted=restarted)
    say_unknown(desk, lost)


def _refused_after_all(desk: Desk, order: Order, refused: str) -> None:
    # A look took a row for this order while its answer was awaited: it is somebody else's.
    if refused and order.number is not None:
        why = say("freeze.refused", number=order.number)
        killswitch.freeze(desk, order.intent.symbol, why=why)


def _after_the_end(desk: Desk, order: Order, number: str | None) -> Result:
    if not _is_number(number) or number in links.parts(order):
        return Result(False, "done")
    if order.number is None:
        # The broker took it after all, whatever was concluded before.
        if order.note == "absent" and _proves(desk, order, number):
            settle(desk, accept(desk, order, number or "", how=LinkKind.ANSWER), Finding.OURS)
            return Result(True, "done")
        return Result(False, "done")
    contradicted(desk, order, number or "")
    return Result(True, "done")


def _proves(desk: Desk, order: Order, number: str | None) -> bool:
    # Only a new number proves acceptance; success without one is doubt (INV-04).
    return _is_number(number) and not foreign_number(desk, order, number or "")


def _is_number(number: str | None) -> bool:
    return number is not None and bool(number.strip("0- "))

"""Keeps the list of stocks that a person wants to see."""

from __future__ import annotations

from core.domain.results import Result
from core.domain.subscription import MOST_WATCHED, SetWatch, WatchList
from core.flow.desk import Desk


def set_watch(desk: Desk, command: SetWatch) -> Result:
    """Add stocks to a paired person's list, or take some off."""
    user = desk.uow.users.get(f"{command.actor.face}:{command.actor.user}")
    if user is None:
        return Result(False, "watch.nobody")
    known = desk.uow.watches.get(user.who) or WatchList(user.who)
    wished = known.changed(command.add, command.remove)
    if wished.too_long:
        return Result(False, "watch.full", fields={"most": MOST_WATCHED})
    desk.uow.watches.put(wished)
    desk.uow.emit(
        "system",
        "watch",
        correlation=user.who,
        cause=command.actor.name or command.actor.user,
        data={"symbols": " ".join(wished.symbols)},
    )
    return Result(True, "watch.done")

"""Whose shares a person's sale is of: never a guess, for everybody sells only their own book."""

from __future__ import annotations

from core.domain.position import PERSON, Book
from core.domain.results import Result
from core.domain.signal import Side
from core.domain.wanted import ProposeOrder
from core.flow.desk import Desk


def holders(desk: Desk, symbol: str) -> list[Book]:
    """Give the books that hold some of a symbol, the person's own first, then by name."""
    held = [b for b in desk.uow.books.all() if b.symbol == symbol and b.shares > 0]
    return sorted(held, key=lambda b: (b.owner != PERSON, b.owner))


def owner_of(desk: Desk, command: ProposeOrder) -> str | Result:
    """Give the owner of the order, or the answer that asks whose shares are meant.

    A purchase is the person's own. A sale without a name is of the person's own shares, when
    they cover what was said and nobody else could have been meant.
    """
    if command.side is Side.BUY:
        return PERSON
    held = {b.owner: b.shares for b in holders(desk, command.symbol)}
    if command.owner:
        shares = held.get(command.owner, 0)
        return command.owner if _covers(command, shares) else _too_many(desk, command, shares)
    if not held:
        return Result(False, "propose.nothing", fields=_named(desk, command))
    own = held.get(PERSON, 0)
    exact = command.size.shares is not None
    if own and (len(held) == 1 or (exact and _covers(command, own))):
        return PERSON if _covers(command, own) else _too_many(desk, command, own)
    owners = " ".join(f"{owner}={shares}" for owner, shares in held.items())
    return Result(False, "propose.whose", fields=_named(desk, command) | {"owners": owners})


def _covers(command: ProposeOrder, shares: int) -> bool:
    # A fraction is of what is there; won say nothing about shares before there is a price.
    return shares > 0 and (command.size.shares or 0) <= shares


def _too_many(desk: Desk, command: ProposeOrder, shares: int) -> Result:
    if not shares:
        return Result(False, "propose.nothing", fields=_named(desk, command))
    fields = _named(desk, command) | {"held": shares, "asked": command.size.shares or 0}
    return Result(False, "propose.too_many_shares", fields=fields)


def _named(desk: Desk, command: ProposeOrder) -> dict[str, str | int]:
    return {"name": desk.name(command.symbol), "symbol": command.symbol}

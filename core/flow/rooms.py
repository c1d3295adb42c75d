"""Chats and who reads along in each: what goes to a group goes there once."""

from __future__ import annotations

from collections.abc import Mapping

from core.domain.people import User
from core.flow.desk import Desk


def rooms(desk: Desk) -> Mapping[tuple[str, str], tuple[User, ...]]:
    """Give the people of each (face, chat), in the order in which they came to be known."""
    found: dict[tuple[str, str], tuple[User, ...]] = {}
    for user in desk.uow.users.all():
        here = (user.face, user.chat)
        found[here] = (*found.get(here, ()), user)
    return found


def reads_along(desk: Desk, user: User) -> bool:
    """Tell whether somebody else gets what goes to a person's chat."""
    return len(rooms(desk).get((user.face, user.chat), ())) > 1

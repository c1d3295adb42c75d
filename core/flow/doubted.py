"""Faces whose line somebody else may have: nothing is confirmed there until a person says so (K04).

Whoever stole a bot's token reads what people are asked and may answer in the bot's name. Stopping,
rejecting and cancelling stay open everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from core.domain.commands import TrustFace
from core.domain.journal import Severity
from core.domain.plan import Cursor
from core.domain.results import Result
from core.flow.desk import Desk
from core.flow.notify import notice
from core.ports import UnitOfWork

# Which face a warning makes doubtful, by the warning's key.
DOUBTS: Final[Mapping[str, str]] = MappingProxyType(
    {"notice.conflict": "telegram", "notice.webhook": "telegram"}
)
_NAME: Final = "doubted:"


def doubted_faces(uow: UnitOfWork) -> tuple[str, ...]:
    """Name the faces at which nothing may be confirmed."""
    found = (c.name.removeprefix(_NAME) for c in uow.cursors.all() if c.value and _is_ours(c))
    return tuple(sorted(found))


def is_doubted(desk: Desk, face: str) -> bool:
    """Tell whether nothing may be confirmed at a face."""
    return face in doubted_faces(desk.uow)


def doubt_face(desk: Desk, key: str) -> None:
    """Take a warning in: the face that it names confirms nothing more, also after a restart."""
    face = DOUBTS.get(key)
    if face is not None:
        _keep(desk, face, why=key)


def trust_face(desk: Desk, command: TrustFace) -> Result:
    """Let a face confirm again, for somebody who says so at another one."""
    fields: dict[str, str | int] = {"face": command.face}
    if not is_doubted(desk, command.face):
        return Result(False, "trust.nothing", fields=fields)
    if command.actor.face == command.face:
        return Result(False, "trust.elsewhere", fields=fields)
    _keep(desk, command.face, why="")
    by = command.actor.name or command.actor.user
    notice(desk, "notice.trusted", Severity.WARNING, face=command.face, by=by)
    return Result(True, "trust.done", fields=fields)


def _is_ours(cursor: Cursor) -> bool:
    return cursor.name.startswith(_NAME)


def _keep(desk: Desk, face: str, *, why: str) -> None:
    desk.uow.cursors.put(Cursor(_NAME + face, why))
    desk.uow.emit(
        "system", "doubted" if why else "trusted", correlation=face, cause=why or "person", data={}
    )

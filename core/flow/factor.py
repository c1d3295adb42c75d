"""What waits for the second factor (K03): remembered for two minutes, forgotten by a restart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from core.domain.approval import Actor, Approval
from core.domain.commands import Press, Provable
from core.domain.journal import Severity
from core.domain.order import Mode
from core.domain.results import Result
from core.flow.desk import Desk
from core.flow.doubt.opening import person_key
from core.flow.notify import notice
from core.flow.purpose import Purpose, purpose_of

LIFE: Final = timedelta(minutes=2)
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
NO_PIN: Final = "notice.no_pin"


def prove_first(desk: Desk, command: Provable) -> Result | None:
    """Let what must not happen by one press wait for the PIN; None when it may go on.

    Without a PIN real money stays where it is, and play money is told once.
    """
    if command.proved:
        return None
    if desk.pin_is_set is not None and desk.pin_is_set():
        desk.unproved[person_key(command.actor)] = (command, desk.now)
        return Result(False, "factor.wanted")
    if desk.mode is Mode.LIVE:
        return Result(False, "factor.none")
    _say_once(desk)
    return None


def prove_large(desk: Desk, approval: Approval, command: Press) -> Result | None:
    """Let a press on a large order wait for the PIN; one that only closes never waits."""
    intent = approval.intent
    large = intent.gross > desk.rules.pin_share * desk.equity()
    if not large or purpose_of(desk, intent) is not Purpose.ENTRY:
        return None
    return prove_first(desk, command)


def waiting_for(desk: Desk, actor: Actor) -> Provable | None:
    """Give what a person's PIN would let go on now, None when nothing waits any more."""
    command, since = desk.unproved.get(person_key(actor), (None, desk.now))
    return command if timedelta(0) <= desk.now - since <= LIFE else None


def asked_at(desk: Desk, actor: Actor) -> datetime:
    """Give when a person's last press began to wait; long ago where none does."""
    return desk.unproved[person_key(actor)][1] if person_key(actor) in desk.unproved else _NEVER


def take_waiting(desk: Desk, actor: Actor) -> Provable | None:
    """Give what waits and forget it: one PIN lets one thing go on."""
    command = waiting_for(desk, actor)
    desk.unproved.pop(person_key(actor), None)
    return command


def _say_once(desk: Desk) -> None:
    # Only where people are in front, and as long as the outbox remembers.
    if desk.pin_is_set is None or any(o.subject == NO_PIN for o in desk.uow.outbox.all()):
        return
    notice(desk, NO_PIN, Severity.WARNING)

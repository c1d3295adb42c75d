"""How many people a card needs and who said yes so far (M6): people are counted, never faces.

A yes before the last one only leaves its mark on the card. Whose role was taken away since, and
whoever proposed the order, does not count; nothing here sends.
"""

from __future__ import annotations

from dataclasses import replace

from core.domain.approval import Actor, Approval
from core.domain.commands import Press
from core.domain.journal import OutKind
from core.domain.results import Result
from core.domain.wanted_people import TakeBack
from core.flow.authority import person_of, too_much, user_of
from core.flow.card_facts import moved_by, presses_needed
from core.flow.desk import Desk
from core.flow.factor import prove_large
from core.flow.notify import tell
from core.flow.press_checks import still_open, who
from core.flow.standing import people_for, proposers


def count_press(desk: Desk, approval: Approval, command: Press) -> Approval | Result:
    """Count a yes that its person may give; the card with all its yeses when it was the last one.

    Else the answer: too much for the role, the second factor first, or not enough people yet.
    """
    won = moved_by(desk, approval.intent)
    refused = too_much(desk, command.actor, won) or prove_large(desk, approval, command)
    return refused or _counted(desk, approval, command.actor)


def _counted(desk: Desk, approval: Approval, actor: Actor) -> Approval | Result:
    needed = max(approval.needed, presses_needed(desk, approval.intent))
    if needed == 1:
        return approval
    user = user_of(desk, actor)
    if user is None or user.who in proposers(desk, approval):
        return Result(False, "press.proposer", approval.id, {"needed": needed})
    more = replace(approval, needed=needed, pressed=(*approval.pressed, actor))
    before, after = people_for(desk, approval), people_for(desk, more)
    if len(after) >= needed:
        return more
    if before == after:
        return Result(False, "press.counted", approval.id, _fields(len(before), needed))
    _keep(desk, more, "seconded", actor)
    return Result(True, "press.seconded", approval.id, _fields(len(after), needed))


def take_back(desk: Desk, command: TakeBack) -> Result:
    """Take a person's yes off a card that is still open, from whichever of their faces."""
    digest = desk.nonces.digest(command.nonce)
    approval = next((a for a in desk.uow.approvals.all() if a.nonce_sha == digest), None)
    if approval is None:
        return Result(False, "press.unknown")
    refused = who(desk, approval, command) or still_open(desk, approval)
    if refused is not None:
        return refused
    mine = person_of(desk, f"{command.actor.face}:{command.actor.user}")
    left = tuple(a for a in approval.pressed if person_of(desk, f"{a.face}:{a.user}") != mine)
    if left == approval.pressed:
        return Result(False, "press.none_yours", approval.id)
    less = replace(approval, pressed=left)
    _keep(desk, less, "taken_back", command.actor)
    done = len(people_for(desk, less))
    return Result(True, "press.taken_back", approval.id, _fields(done, approval.needed))


def _keep(desk: Desk, approval: Approval, kind: str, actor: Actor) -> None:
    desk.uow.approvals.put(approval)
    desk.uow.emit(
        "approval.state", kind, correlation=approval.intent.correlation, cause=approval.id,
        data={"approval": approval.id, "face": actor.face, "user": actor.user},
    )  # fmt: skip
    tell(desk, OutKind.CARD_NEWS, approval.id, correlation=approval.intent.correlation)


def _fields(done: int, needed: int) -> dict[str, str | int]:
    return {"done": done, "needed": needed}

"""A no in words: to a card, with its reason, or to a wish that waits for the market to open."""

from __future__ import annotations

from dataclasses import replace

from core.domain.approval import LINE, Approval, ApprovalState
from core.domain.journal import OutKind
from core.domain.results import Result
from core.domain.signal import SignalState
from core.domain.wanted import RejectCard
from core.flow.desk import Desk
from core.flow.killswitch import close_card
from core.flow.notify import tell
from core.flow.person_signals import ASKED
from core.flow.press_checks import still_open
from core.flow.wishes import end_signal

SAID = "said"


def reject_card(desk: Desk, command: RejectCard) -> Result:
    """End a card with a no and its reason, or keep the reason of a no that was pressed before."""
    approval = desk.uow.approvals.get(command.approval_id)
    if approval is None or approval.note.startswith(LINE):
        return _take_back(desk, command)
    note = f"{SAID}:{command.reason}" if command.reason else ""
    if approval.state is ApprovalState.REJECTED and command.reason and not approval.note:
        desk.uow.approvals.put(replace(approval, note=note))
        _journal_reason(desk, approval, command)
        tell(desk, OutKind.CARD_END, approval.id, correlation=approval.intent.correlation)
        return Result(True, "edit.reason", approval.id, {"name": approval.intent.name})
    refused = still_open(desk, approval)
    if refused is not None:
        return refused
    close_card(desk, replace(approval, by=command.actor), ApprovalState.REJECTED, note=note)
    if command.reason:
        _journal_reason(desk, approval, command)
    return Result(True, "press.rejected", approval.id)


def _take_back(desk: Desk, command: RejectCard) -> Result:
    """End a wish that waits for the market to open; its card will not come."""
    signal = desk.uow.signals.get(command.approval_id)
    waits = signal is not None and signal.state is SignalState.WAITING
    if signal is None or not waits or not signal.key.startswith(ASKED):
        return Result(False, "edit.none", command.approval_id)
    end_signal(desk, signal, SignalState.DROPPED, note="taken_back")
    name = desk.name(signal.symbol)
    return Result(True, "propose.taken_back", signal.id, {"name": name})


def _journal_reason(desk: Desk, approval: Approval, command: RejectCard) -> None:
    data: dict[str, str | int] = {
        "approval": approval.id, "face": command.actor.face, "user": command.actor.user,
        "reason": command.reason,
    }  # fmt: skip
    desk.uow.emit(
        "approval.state", "reason", correlation=approval.intent.correlation, cause=approval.id,
        data=data,
    )  # fmt: skip

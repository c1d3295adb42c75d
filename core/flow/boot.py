"""Start is recovery (INV-32): latch, doubt, and cards shown anew, before anything else."""

from __future__ import annotations

from core.domain.approval import ApprovalState
from core.domain.commands import Boot
from core.domain.journal import OutKind
from core.domain.plan import Cursor
from core.domain.results import Result
from core.domain.switches import stricter
from core.failpoint import failpoint
from core.flow.asking import show_again
from core.flow.desk import Desk
from core.flow.doubt.restart import at_start
from core.flow.failing import begin_anew
from core.flow.killswitch import close_card, engage, keep_latch
from core.flow.notify import notice, tell
from core.flow.plans import first_plans, load_params

DEFAULT_STRATEGIES = ("golden_cross", "mean_reversion")


def boot(desk: Desk, command: Boot) -> Result:
    """Bring the stored state into this process generation; sends no order."""
    desk.boot, desk.ready = command.boot, False
    again = desk.uow.cursors.get("boot") is not None
    desk.uow.cursors.put(Cursor("boot", command.boot))
    _latch(desk)
    failpoint("boot.after_latch")
    first_plans(desk, DEFAULT_STRATEGIES)
    begin_anew(desk)
    load_params(desk)
    at_start(desk)
    failpoint("boot.after_doubt")
    _cards(desk)
    show_again(desk)
    failpoint("boot.after_cards")
    desk.uow.emit(
        "system", "boot", correlation=command.boot, cause="start", data={"again": int(again)}
    )
    notice(desk, "notice.started", mode=desk.mode.value, again=int(again))
    return Result(True, "done")


def _latch(desk: Desk) -> None:
    # Whichever stops more holds: the file may have been set while we were gone, and a crash
    # may have come between our commit and the file (INV-18).
    for switch in desk.latch.read():
        known = desk.uow.switches.get(switch.scope.name)
        if known is not None and stricter(known, switch) is known:
            continue
        engage(
            desk, switch.scope, level=switch.level, by=switch.by, reason=switch.reason,
            until=switch.until,
        )  # fmt: skip
    keep_latch(desk)


def _cards(desk: Desk) -> None:
    for approval in desk.open_approvals():
        if approval.note:
            # A line of a question: the question is put up anew, at fresh prices.
            close_card(desk, approval, ApprovalState.WITHDRAWN)
            continue
        if desk.now >= approval.expires_at or desk.now < approval.asked_at:
            close_card(desk, approval, ApprovalState.LAPSED)
            continue
        # Once this generation has shown it again the same button works here (INV-09, M3).
        tell(
            desk, OutKind.CARD, approval.id,
            correlation=approval.intent.correlation, words={"again": 1},
        )  # fmt: skip

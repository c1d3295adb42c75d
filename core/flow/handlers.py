"""Which function handles which command, how urgent it is, and its named steps."""

from __future__ import annotations

from typing import Any

from core.domain import commands as c
from core.domain.results import Result
from core.flow import boot, cancels, flatten, look, on_bar, people, reports
from core.flow.broker_handlers import BROKER_HANDLERS
from core.flow.desk import Desk
from core.flow.person_handlers import PERSON_HANDLERS, PERSON_WORK
from core.flow.press_handlers import PRESS_HANDLERS, PRESS_URGENCY, PRESS_WORK
from core.flow.spoken import Handler, judged


def _then(handler: Handler) -> Handler:
    """Let wishes to cancel and to flatten go on after a message that may bring them news."""

    def both(desk: Desk, command: Any) -> Result:
        result = handler(desk, command)
        cancels.pursue(desk)
        flatten.pursue(desk)
        return result

    return both


_ALL: dict[type[Any], Handler] = {
    c.CloseDay: on_bar.close_day,
    c.Evaluate: on_bar.evaluate,
    c.BeforeClose: on_bar.before_close,
    c.Look: _then(look.look),
    c.Tick: _then(look.tick),
    **PRESS_HANDLERS,
    **{kind: _then(handler) for kind, handler in BROKER_HANDLERS.items()},
    c.CancelOrder: cancels.cancel_order,
    c.CancelAnswered: _then(cancels.cancel_answered),
    **PERSON_HANDLERS,
    c.Delivered: people.delivered,
    c.Halt: _then(cancels.halt),
    c.Flatten: flatten.flatten,
    c.Pair: people.pair,
    c.SetStrategy: people.set_strategy,
    **reports.REPORT_HANDLERS,
    c.KeepCursor: people.keep_cursor,
    c.Boot: _then(boot.boot),
    c.Warn: people.warn,
}
HANDLERS = {kind: judged(kind, handler) for kind, handler in _ALL.items()}
URGENCY: dict[type[Any], int] = {
    c.Halt: 0, c.Flatten: 0, c.Boot: 1, c.CancelOrder: 1, c.CancelAnswered: 2, c.Answered: 2,
    **PRESS_URGENCY,
    c.AnswerQuestion: 3, c.Choose: 3, c.MatchNumber: 3,
    c.SecondFactor: 3,
}  # fmt: skip
LATER = 9
_WORK: dict[type[Any], str] = {
    c.Look: "propose",
    **PERSON_WORK,
    **PRESS_WORK,
    c.Answered: "outcome",
    c.Seen: "fill",
    c.CancelOrder: "cancel",
    c.CancelAnswered: "cancel_outcome",
    c.Delivered: "outbox",
    c.Halt: "halt",
    c.Flatten: "halt",
    c.AskResume: "question",
    c.AnswerQuestion: "resume",
    # What the PIN lets go on: the lifting of a stop first of all.
    c.SecondFactor: "resume",
    c.Boot: "boot",
    c.Pair: "pair",
    c.CloseDay: "day_close",
    **reports.REPORT_WORK,
}
# Where a command can be cut short: handled, committed, its effects done.
STEPS = {
    kind: (f"{name}.before_commit", f"{name}.after_commit", f"{name}.after_effects")
    for kind, name in _WORK.items()
}
NO_STEPS = ("", "", "")

"""What a command may have done for it: a stop, a report, a backtest, an answer that grows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from bot.access import Invitation
from bot.backtest_job import BacktestAsked, Reader
from bot.mail_trial import Posted
from bot.reply import Reply
from bot.supposed import Asked
from core.domain.approval import Actor, MessageRef
from core.domain.journal import Report
from core.domain.results import Result
from core.domain.switches import HaltLevel, Scope
from core.flow.what_if import Supposed
from core.report.index import IndexDays
from core.report.sources import no_index

if TYPE_CHECKING:
    from bot.context import Context
    from bot.vitals import Vitals

# Makes a code for an invitation, to be shown to nobody but who asked for it.
InviteCall: TypeAlias = Callable[[Invitation], str]
BacktestCall: TypeAlias = Callable[[BacktestAsked, Reader], Awaitable[Reply]]
# Shows an answer that is not finished yet; each one takes the place of the one before.
# Where it stands is given where the face can tell.
Show: TypeAlias = Callable[[Reply], Awaitable[MessageRef | None]]
AskCall: TypeAlias = Callable[["Context", str], Awaitable[Reply]]
CitedCall: TypeAlias = Callable[["Context", str], Reply | None]
# Closes of an index up to a day.
IndexCall: TypeAlias = Callable[[date], Awaitable[IndexDays]]
NO_INDEX: Final[IndexCall] = no_index
VitalsCall: TypeAlias = Callable[[], Awaitable["Vitals"]]
DraftCall: TypeAlias = Callable[["Context", str, str], str | None]
# Sends a test mail to everybody who gets mail; raises InputError while one is on its way.
MailCall: TypeAlias = Callable[[], Awaitable[Sequence[Posted]]]
SupposeCall: TypeAlias = Callable[[Asked], Awaitable[Supposed | Result]]


async def no_show(_reply: Reply) -> MessageRef | None:
    """Show nothing before the answer is whole."""
    return None


def no_row(_context: Context, _row: str) -> Reply | None:
    """Know no row of any answer."""
    return None


def no_draft(_context: Context, _key: str, _message: str) -> str | None:
    """Know no draft of any answer."""
    return None


async def no_supposing(_asked: Asked) -> Supposed | Result:
    """Suppose nothing, where no engine stands behind."""
    return Result(False, "whatif.starting")


class HaltCall(Protocol):
    """Stops at once; `until` is when it may end by itself, None for never.

    `answered` promises to say when the answer arrived (`Router.answered`).
    """

    async def __call__(
        self, scope: Scope, level: HaltLevel, actor: Actor, reason: str,
        *, until: datetime | None = None, answered: bool = False,
    ) -> Result:  # fmt: skip
        """Give the result after the stop is on the disk."""
        ...


class ReportCall(Protocol):
    """Makes and stores a report of a kind, in a language and a length."""

    async def __call__(self, kind: str, now: datetime, *, lang: str, detail: str) -> Report:
        """Give the report; raises InputError."""
        ...

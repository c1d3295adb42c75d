"""Says once a day that the account reached its daily loss limit (S2-41), and what that means.

It stops nothing: the rule of daily loss refuses each purchase by itself.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.domain.journal import Severity
from core.domain.money import percent_text, ratio_of
from core.domain.plan import Cursor
from core.flow.desk import Desk
from core.flow.notify import notice
from core.risk.daily_loss import allowance, is_reached

KEY: Final = "notice.daily_loss"
# The day on which it was said last, so that a restart does not say it again.
TOLD: Final = "daily_loss_told"
EVERY: Final = timedelta(seconds=1)


def is_due(desk: Desk) -> bool:
    """Tell, once a second at most, that the day's loss should be reckoned anew.

    With hundreds of holdings that costs a fifth of a look, and there are many looks a second.
    """
    last = desk.loss_at
    if last is not None and timedelta(0) <= desk.now - last < EVERY:
        return False
    desk.loss_at = desk.now
    return True


def tell_loss_limit(desk: Desk) -> None:
    """Tell everybody when today's loss stands at the limit for the first time."""
    account, limits, today = desk.account, desk.limits, desk.today.isoformat()
    if account is None or not desk.ready:
        return
    equity = desk.equity()
    known = desk.uow.cursors.get(TOLD)
    if not is_reached(account, equity, limits) or (known is not None and known.value >= today):
        return
    start = account.day_start_equity
    words: dict[str, str | int] = {
        "loss": start - equity, "change": percent_text(ratio_of(equity - start, start)),
        "limit": allowance(account, limits), "most": percent_text(limits.daily_loss),
    }  # fmt: skip
    desk.uow.cursors.put(Cursor(TOLD, today))
    desk.uow.emit("system", "daily_loss", correlation=today, cause="look", data=words)
    notice(desk, KEY, Severity.CRITICAL, **words)

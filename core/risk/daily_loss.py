"""Stops purchases for the day once the account lost its daily limit; sales stay open."""

from __future__ import annotations

from core.domain.decision import RuleResult
from core.domain.limits import Limits
from core.domain.money import Won, ratio_of, share_of
from core.domain.position import Account
from core.domain.saying import say
from core.risk.base import RULES, RiskContext, allow, refuse

NAME = "daily_loss"


def loss_left(account: Account, equity: Won, *, limits: Limits) -> Won:
    """Give the won that may still be lost today before purchases stop; 0 when none is left."""
    return max(0, allowance(account, limits) - (account.day_start_equity - equity))


def is_reached(account: Account, equity: Won, limits: Limits) -> bool:
    """Tell whether the day's loss stands at its limit; the exact loss, not one in whole won."""
    start = account.day_start_equity
    return start > 0 and start - equity >= limits.daily_loss * start


def allowance(account: Account, limits: Limits) -> Won:
    """Give the won that may be lost in a day."""
    return share_of(max(0, account.day_start_equity), limits.daily_loss)


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Refuse purchases when equity stands at or below the last session's end less the limit.

    Equity holds realised and open profit, of futures too, and all costs paid (reliability.md 4.4).
    Exits stay open: sales of shares, and orders that make a position smaller. Without a
    positive equity at the day's start nothing can be measured: purchases are refused.
    """
    start, change = context.account.day_start_equity, _change(context)
    allowed = allowance(context.account, context.limits)
    most = context.limits.daily_loss
    limit = say("risk.daily_loss.above", floor_won=-allowed, most_ratio=str(-most))
    observed = say("risk.daily_loss.change", change_won=change, change_ratio=_ratio(change, start))
    if not context.opening:
        return allow(NAME, observed, limit)
    if start <= 0:
        found = say("risk.daily_loss.start", start_won=start)
        return refuse(NAME, found, limit, context.say("risk.daily_loss.no_start"))
    if is_reached(context.account, context.equity, context.limits):
        share = _ratio(change, start)
        text = context.say("risk.daily_loss.lost", change_ratio=share, most_ratio=str(-most))
        return refuse(NAME, observed, limit, text)
    return allow(NAME, observed, limit)


def _change(context: RiskContext) -> Won:
    return context.equity - context.account.day_start_equity


def _ratio(amount: Won, start: Won) -> str:
    return str(ratio_of(amount, start))

"""Stops purchases for the day once the account lost its daily limit; sales stay open."""

from __future__ import annotations

from core.domain.decision import RuleResult
from core.domain.limits import Limits
from core.domain.money import Won, percent_text, ratio_of, share_of, won_text
from core.domain.position import Account
from core.risk.base import RULES, RiskContext, allow, refuse

NAME = "daily_loss"


def loss_left(account: Account, equity: Won, *, limits: Limits) -> Won:
    """Give the won that may still be lost today before purchases stop; 0 when none is left."""
    return max(0, _allowance(account, limits) - (account.day_start_equity - equity))


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Refuse purchases when equity stands at or below the last session's end less the limit.

    Equity holds realised and open profit and all costs paid (reliability.md 4.4). Without a
    positive equity at the day's start nothing can be measured: purchases are refused.
    """
    start, change = context.account.day_start_equity, _change(context)
    allowed = _allowance(context.account, context.limits)
    limit = f"above {_text(-allowed, start)}"
    observed = _text(change, start)
    if not context.buying:
        return allow(NAME, observed, limit)
    if start <= 0:
        text = "전일 평가액을 몰라 매수하지 않습니다. 계좌를 먼저 확인하세요"
        return refuse(NAME, f"start {won_text(start)}", limit, text)
    # The exact loss is compared, not the allowance in whole won.
    if -change >= context.limits.daily_loss * start:
        share, most = ratio_of(change, start), context.limits.daily_loss
        found = percent_text(share, sign=True)
        text = f"오늘 손익 {found}, 한도 -{percent_text(most)}. 오늘은 매도만 됩니다"
        return refuse(NAME, observed, limit, text)
    return allow(NAME, observed, limit)


def _change(context: RiskContext) -> Won:
    return context.equity - context.account.day_start_equity


def _allowance(account: Account, limits: Limits) -> Won:
    return share_of(max(0, account.day_start_equity), limits.daily_loss)


def _text(amount: Won, start: Won) -> str:
    return f"{won_text(amount, sign=True)} ({percent_text(ratio_of(amount, start), sign=True)})"

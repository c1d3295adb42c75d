"""The kill switch as a rule: what is halted is not ordered, at the proposal and at the press."""

from __future__ import annotations

from core.domain.decision import RuleResult
from core.domain.switches import HaltLevel, level_for
from core.risk.base import RULES, RiskContext, allow, refuse

NAME = "kill"


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Refuse everything under HALT_NEW and purchases under REDUCE_ONLY."""
    intent = context.intent
    switch = level_for(context.switches, strategy=intent.owner, symbol=intent.symbol)
    limit = f"no switch that stops a {intent.side.value}"
    if switch is None:
        return allow(NAME, "none", limit)
    observed = f"{switch.scope.name}={switch.level.value}"
    if switch.level is HaltLevel.HALT_NEW:
        text = f"거래 정지 중({switch.scope.name}). 풀려면 /resume 하세요"
        return refuse(NAME, observed, limit, text)
    if context.buying:
        text = f"매수 정지 중({switch.scope.name}). 매도만 됩니다. 풀려면 /resume"
        return refuse(NAME, observed, limit, text)
    return allow(NAME, observed, limit)

"""The kill switch as a rule: what is halted is not ordered, at the proposal and at the press."""

from __future__ import annotations

from core.domain.decision import RuleResult
from core.domain.saying import say
from core.domain.switches import HaltLevel, level_for
from core.risk.base import RULES, RiskContext, allow, refuse

NAME = "kill"


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Refuse everything under HALT_NEW and all but exits under REDUCE_ONLY."""
    intent = context.intent
    switch = level_for(context.switches, strategy=intent.owner, symbol=intent.symbol)
    limit = say("risk.kill.no_stop", side=intent.side.value)
    if switch is None:
        return allow(NAME, say("risk.kill.none"), limit)
    scope = switch.scope.name
    observed = say("risk.kill.stop", scope=scope, level=switch.level.value)
    if switch.level is HaltLevel.HALT_NEW:
        return refuse(NAME, observed, limit, say("risk.kill.halted", scope=scope))
    if context.opening:
        return refuse(NAME, observed, limit, context.say("risk.kill.sales_only", scope=scope))
    return allow(NAME, observed, limit)

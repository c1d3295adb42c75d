"""The kill switch as a rule: what is halted is not ordered, at the proposal and at the press."""

from __future__ import annotations

from core.domain.decision import RuleResult
from core.domain.saying import Saying, say
from core.domain.switches import HaltLevel, Switch, broker_of, level_for, stops
from core.risk.base import RULES, RiskContext, allow, refuse

NAME = "kill"


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Refuse what an engaged switch stops, and any closing order that would open instead."""
    intent = context.intent
    limit = say("risk.kill.no_stop", side=intent.side.value)
    if intent.flatten and context.opening:
        found = say("risk.kill.opens", shares=intent.shares)
        return refuse(NAME, found, limit, say("risk.kill.closes_only"))
    broker = broker_of(intent.account)
    switch = level_for(context.switches, strategy=intent.owner, symbol=intent.symbol, broker=broker)
    if switch is None:
        return allow(NAME, say("risk.kill.none"), limit)
    observed = say("risk.kill.stop", scope=switch.scope.name, level=switch.level.value)
    if stops(switch.level, intent, opening=context.opening):
        return refuse(NAME, observed, limit, _told(context, switch))
    return allow(NAME, observed, limit)


def _told(context: RiskContext, switch: Switch) -> Saying:
    scope = switch.scope.name
    if switch.level is HaltLevel.REDUCE_ONLY:
        return context.say("risk.kill.sales_only", scope=scope)
    key = "flattening" if switch.level is HaltLevel.FLATTEN else "halted"
    return say(f"risk.kill.{key}", scope=scope)

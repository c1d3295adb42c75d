"""Which strategies run and with what parameters, as the person set them."""

from __future__ import annotations

import json
from functools import partial

from core.domain.plan import StrategyPlan
from core.flow.desk import Desk
from core.flow.notify import notice
from core.strategies.attempt import attempt
from core.strategies.base import (
    STRATEGIES,
    StrategyParams,
    Trouble,
    canonical,
    check_exits,
    parse_params,
)


def plan_params(plan: StrategyPlan) -> StrategyParams:
    """Read a stored plan's parameters; raises InputError or SettingsError when they do not fit."""
    return parse_params(STRATEGIES.get(plan.name), json.loads(plan.params))


def _usable(plan: StrategyPlan) -> StrategyParams:
    params = plan_params(plan)
    check_exits(params)
    return params


def load_params(desk: Desk) -> None:
    """Fill the desk with the running strategies' parameters; a broken plan is told, not run."""
    desk.params.clear()
    for plan in desk.uow.plans.all():
        if not plan.running:
            continue
        made = attempt(partial(_usable, plan), source="")
        if isinstance(made, Trouble):
            notice(desk, "notice.plan", name=plan.name, why=made.why)
        else:
            desk.params[plan.name] = made


def first_plans(desk: Desk, names: tuple[str, ...]) -> None:
    """Start the strategies of a fresh installation with their defaults."""
    if list(desk.uow.plans.all()):
        return
    for name in names:
        params = canonical(STRATEGIES.get(name).Params())
        desk.uow.plans.put(StrategyPlan(name, True, params, desk.now, "gaemi"))

"""Everything that an answer may read, and nothing that changes anything (INV-37)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeAlias

from bot.context import Context
from bot.locale.catalogue import Catalogue
from bot.symbol_names import meant
from bot.trace import Trace, gather
from bot.valuation import Valuation, names, value
from core.domain.bar import Quote
from core.domain.decision import RiskDecision
from core.domain.limits import Limits
from core.domain.order import Order
from core.domain.plan import StrategyPlan
from core.domain.signal import Signal
from core.domain.switches import Switch
from core.domain.trial import Trial
from core.ports import Views

Trials: TypeAlias = Callable[[str], Sequence[Trial]]


def no_trials(_strategy: str) -> Sequence[Trial]:
    """Know of no trial."""
    return ()


@dataclass(frozen=True, slots=True)
class Stored:
    """Read-only doors to rows. `titles` are the strategies' names; `names` ask for listed stocks.

    There is no door to the engine, a broker or a switch here, so that no tool can have one.
    """

    views: Views
    orders: Callable[[], Iterable[Order]]
    decisions: Callable[[], Iterable[RiskDecision]]
    signals: Callable[[], Iterable[Signal]]
    switches: Callable[[], Iterable[Switch]]
    plans: Callable[[], Iterable[StrategyPlan]]
    value: Callable[[], Awaitable[Valuation]]
    names: Callable[[], Awaitable[dict[str, str]]]
    quotes: Callable[[Sequence[str]], Awaitable[Sequence[Quote]]]
    trace: Callable[[str], Awaitable[Trace]]
    trials: Trials
    titles: Mapping[str, str]
    limits: Limits
    words: Catalogue
    now: Callable[[], datetime]

    async def symbols(self, text: str) -> list[str]:
        """Give the symbols that a code, a name or a nickname means."""
        return meant(text, await self.names()) if text.strip() else []


def stored_of(context: Context, trials: Trials) -> Stored:
    """Take the reading half of what a command may use."""
    uow = context.uow
    return Stored(
        context.views, uow.orders.all, uow.decisions.all, uow.signals.all, uow.switches.all,
        uow.plans.all, partial(value, context), partial(names, context), context.data.quotes,
        partial(gather, context), trials,
        {name: context.owner(name) for name in (*context.strategies.names(), "person", "outside")},
        context.limits_now, context.words, context.clock.now,
    )  # fmt: skip

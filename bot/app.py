"""Everything of one running gaemi, put together; the parts know nothing of each other."""

from __future__ import annotations

from dataclasses import dataclass

from bot.stage import Stage
from core.clock import SimClock
from core.flow.desk import Desk
from core.flow.runtime import Runtime
from core.ids import IdSource
from core.market.calendar import KrxCalendar
from core.ports import BarStore, MarketData, UnitOfWork, Views
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class App:
    """One assembly: settings, state, market and the runtime that joins them."""

    settings: Settings
    clock: SimClock
    ids: IdSource
    calendar: KrxCalendar
    uow: UnitOfWork
    views: Views
    bars: BarStore
    data: MarketData
    desk: Desk
    runtime: Runtime
    stage: Stage

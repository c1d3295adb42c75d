"""Everything of one running gaemi, put together; the parts know nothing of each other."""

from __future__ import annotations

from dataclasses import dataclass

from bot.stage import Stage
from core.clock import Clock
from core.domain.calendar import Calendar
from core.flow.desk import Desk
from core.flow.runtime import Runtime
from core.ids import IdSource
from core.ports import MarketData, UnitOfWork, Views
from core.ports_bars import BarStore
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class App:
    """One assembly: settings, state, prices and the runtime that joins them."""

    settings: Settings
    clock: Clock
    ids: IdSource
    calendar: Calendar
    uow: UnitOfWork
    views: Views
    bars: BarStore
    data: MarketData
    desk: Desk
    runtime: Runtime


@dataclass(frozen=True, slots=True)
class PaperApp(App):
    """An assembly over the simulated exchange; `stage` moves its time."""

    stage: Stage

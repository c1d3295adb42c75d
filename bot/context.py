"""What a command's handler may use: read rows, ask the engine, find words; never write."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from bot.calls import (
    NO_INDEX,
    AskCall,
    BacktestCall,
    CitedCall,
    DraftCall,
    HaltCall,
    IndexCall,
    InviteCall,
    MailCall,
    ReportCall,
    Show,
    SupposeCall,
    VitalsCall,
    no_draft,
    no_row,
    no_show,
    no_supposing,
)
from bot.chart_room import ChartRoom
from bot.locale.catalogue import Catalogue
from bot.pasted import Pasted
from bot.pin import PinBook
from core.clock import Clock
from core.domain.approval import Actor
from core.domain.calendar import Calendar, trading_date
from core.domain.limits import OWN_LIMITS, Limits, OwnLimit, in_force, own_of
from core.domain.order import Mode
from core.domain.results import Door
from core.ports import MarketData, Nonces, UnitOfWork, Views
from core.registry import Registry
from core.settings import Settings
from core.strategies.base import STRATEGIES, Strategy

SYSTEM = Actor("system", "system", "system")


@dataclass(frozen=True, slots=True)
class Check:
    """One look at the health of the program.

    `name` has words as ``check.<name>`` and ``fix.<name>`` in the catalogue; `text` says what
    was found and `fix` what to do, where the catalogue's own words are not enough.
    """

    name: str
    ok: bool
    text: str = ""
    fix: str = ""


ChecksCall: TypeAlias = Callable[[], Awaitable[Sequence[Check]]]
# Key of the label, key of the text, and the text's figures.
StandingLine: TypeAlias = tuple[str, str, dict[str, str | int]]
Standing: TypeAlias = Callable[[], Sequence[StandingLine]]


def no_standing() -> Sequence[StandingLine]:
    """Add nothing to the status."""
    return ()


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a handler sees. One is made at start; the router puts the actor in.

    `uow` is for reading hot tables only. `halt` writes the latch file before it asks the engine.
    `report` makes and stores a report of a kind and gives it back; it sends nothing by itself.
    `clock` is the trading clock, simulated where `simulated` says so. `reconciled` gives the
    instant of the newest complete look at the broker, `standing` further lines for `status`,
    `pins` judges the second factor, `invite` makes a pairing code. `backtest` runs one over
    stored bars, in another process;
    `charts` draws in one, `index` gives closes to compare with,
    `vitals` the figures of the parts, `log` is the file of events. `key` names the message or press
    that is being answered.
    `show` is the face's way to show an answer that still grows, `ask` the assistant where a
    language model is set up, `cited` opens a row that an answer of it named,
    `drafted` gives the words of an order that it suggested, once, by its key and message.
    `pasted` knows keys that must not be read in a chat. `mail` sends a test mail
    where mail is set up.
    """

    door: Door
    uow: UnitOfWork
    views: Views
    data: MarketData
    clock: Clock
    settings: Settings
    limits: Limits
    calendar: Calendar
    nonces: Nonces
    words: Catalogue
    halt: HaltCall
    checks: ChecksCall
    report: ReportCall
    mode: Mode
    simulated: bool = False
    reconciled: Callable[[], datetime | None] = lambda: None
    standing: Standing = no_standing
    strategies: Registry[type[Strategy]] = field(default_factory=lambda: STRATEGIES)
    actor: Actor = SYSTEM
    pins: PinBook | None = None
    invite: InviteCall | None = None
    key: str = ""
    backtest: BacktestCall | None = None
    charts: ChartRoom | None = None
    index: IndexCall = NO_INDEX
    vitals: VitalsCall | None = None
    log: Path | None = None
    show: Show = no_show
    ask: AskCall | None = None
    pasted: Pasted = field(default_factory=Pasted)
    cited: CitedCall = no_row
    drafted: DraftCall = no_draft
    suppose: SupposeCall = no_supposing
    mail: MailCall | None = None

    def t(self, key: str, /, **fields: object) -> str:
        """Give the words of a key in the language in use."""
        return self.words.t(key, **fields)

    def owner(self, name: str) -> str:
        """Give the words for whoever an order or holding belongs to."""
        known = dict(self.strategies)
        title = self.words.strategy(name, known[name].title) if name in known else name
        return self.words.either(f"owner.{name}", title)

    @property
    def limits_now(self) -> Limits:
        """Give the limits in force today; `limits` are what the settings say."""
        return in_force(self.limits, self.own_limits(), trading_date(self.now))

    def own_limits(self) -> dict[str, OwnLimit]:
        """Give the limits that a person set."""
        known = self.uow.cursors.get(OWN_LIMITS)
        return own_of(known.value) if known else {}

    @property
    def now(self) -> datetime:
        """Give the present instant of the trading clock."""
        return self.clock.now()

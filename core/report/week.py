"""The facts of one week as frozen values: won as int, ratios as Decimal of four places.

Nothing here names an account, an order or a person's id, so the facts may be shown to a writer.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from core.domain.money import Rate, Won
from core.domain.saying import Saying


@dataclass(frozen=True, slots=True)
class Period:
    """An ISO week: its sessions, and whether the last of them has ended."""

    week: str
    first: date
    last: date
    sessions: int
    over: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """The account over the week; `profit` is after commission and tax, `rate` of the start."""

    equity_start: Won
    equity_end: Won
    profit: Won
    rate: Rate
    realised: Won
    open_profit: Won
    fees: Won
    taxes: Won
    buys: int
    sells: int


@dataclass(frozen=True, slots=True)
class StrategyLine:
    """One owner's week; `wins` are sales with a profit among `sells`."""

    owner: str
    title: str
    trades: int
    sells: int
    wins: int
    realised: Won
    fees: Won
    taxes: Won
    open_profit: Won


@dataclass(frozen=True, slots=True)
class TradeLine:
    """What one order traded in the week; `price` is the mean, rounded to a won.

    `rate` is the realised profit of the cost of the shares sold, None for purchases.
    """

    day: date
    symbol: str
    name: str
    title: str
    side: str
    shares: int
    price: Won
    amount: Won
    realised: Won
    rate: Rate | None


@dataclass(frozen=True, slots=True)
class HoldingLine:
    """A position at the week's last price; `stop_distance` is the fall left to its stop."""

    symbol: str
    name: str
    title: str
    shares: int
    average: Won
    price: Won
    open_profit: Won
    rate: Rate
    weight: Rate
    stop_price: Won | None
    stop_distance: Rate | None


@dataclass(frozen=True, slots=True)
class Cards:
    """How the week's questions ended; `other` are withdrawn, replaced or still open."""

    asked: int
    granted: int
    rejected: int
    lapsed: int
    other: int


@dataclass(frozen=True, slots=True)
class DeclinedLine:
    """A question answered with no or not at all, and what the price did since.

    `effect` is what the asked shares would have brought before costs: positive when
    saying yes would have paid.
    """

    name: str
    side: str
    how: str
    shares: int
    ref_price: Won
    last_price: Won
    change: Rate
    effect: Won


@dataclass(frozen=True, slots=True)
class RiskLine:
    """How often a rule stopped or trimmed, with its latest example."""

    rule: str
    verdict: str
    count: int
    name: str
    observed: Saying
    limit: Saying


@dataclass(frozen=True, slots=True)
class DoubtLine:
    """An order of which nobody knows yet whether the broker took it."""

    name: str
    side: str
    shares: int
    price: Won


@dataclass(frozen=True, slots=True)
class SwitchLine:
    """A change of the kill switch: all, strategy or symbol, and which; a person's `reason`."""

    day: date
    scope: str
    name: str
    level: str
    reason: str


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """Everything a weekly report may say."""

    period: Period
    totals: Totals
    strategies: tuple[StrategyLine, ...]
    trades: tuple[TradeLine, ...]
    holdings: tuple[HoldingLine, ...]
    cards: Cards
    declined: tuple[DeclinedLine, ...]
    risk: tuple[RiskLine, ...]
    doubts: tuple[DoubtLine, ...]
    switches: tuple[SwitchLine, ...]

    @property
    def closed(self) -> tuple[TradeLine, ...]:
        """Give the sales, best first."""
        sales = [t for t in self.trades if t.rate is not None]
        return tuple(sorted(sales, key=lambda t: (-t.realised, t.symbol, t.day)))

    @property
    def ranked(self) -> tuple[HoldingLine, ...]:
        """Give the holdings, best open profit first."""
        return tuple(sorted(self.holdings, key=lambda h: (-h.open_profit, h.symbol)))

    @property
    def quiet(self) -> bool:
        """Tell whether nothing was traded and nothing asked."""
        return not self.trades and not self.cards.asked

    def to_json(self) -> str:
        """Write the facts as canonical JSON: sorted keys, dates and ratios as text."""
        return json.dumps(
            asdict(self), default=_plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True
        )


def _plain(value: object) -> str:
    if isinstance(value, date | Decimal):
        return str(value)
    raise TypeError(f"{value!r} does not belong into facts; use int, text, date or Decimal")

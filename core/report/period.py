"""The facts of a day, week or month as frozen values: won as int, ratios as four places.

Nothing here names an account or an order. Who changed a stop is for the account's own people; a
writer's sheet leaves it out (`figures.sheet`).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from core.domain.money import Rate, Won, ratio_of
from core.domain.saying import Saying

_FOUR = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Period:
    """A day, an ISO week or a month: its sessions, and whether the last of them has ended."""

    name: str
    first: date
    last: date
    sessions: int
    over: bool
    kind: str = "weekly"


@dataclass(frozen=True, slots=True)
class Totals:
    """The account over the period; `profit` is after commission and tax, without what was moved.

    `rate` is the profit of the start, time-weighted where money was moved (see `flows`).
    `bought` and `sold` are won traded; `fall` is the deepest one from a peak, 0 or below.
    """

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
    bought: Won = 0
    sold: Won = 0
    fall: Rate = Decimal(0)

    @property
    def realised_rate(self) -> Rate:
        """Give the realised profit as a part of the start."""
        return ratio_of(self.realised, self.equity_start).quantize(_FOUR)

    @property
    def open_rate(self) -> Rate:
        """Give the open profit as a part of the start."""
        return ratio_of(self.open_profit, self.equity_start).quantize(_FOUR)


@dataclass(frozen=True, slots=True)
class StrategyLine:
    """One owner's part; `wins` are sales with a profit among `sells`."""

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
    """What one order traded in the period; `price` is the mean, rounded to a won.

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
    """A position at the period's last price; `stop_distance` is the fall left to its stop."""

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
    """How the questions of the period ended; `other` are withdrawn, replaced or still open."""

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
    """A change of the kill switch: all, strategy or symbol, and which; whose, and the `reason`."""

    day: date
    scope: str
    name: str
    level: str
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class IndexLine:
    """What an index did over the same days; without a `rate`, `why` names the reason.

    `until` is the last day that the index is known for.
    """

    name: str
    rate: Rate | None
    why: str
    until: date | None


@dataclass(frozen=True, slots=True)
class WaitLine:
    """A card that waits for a press, an order for a fill, or a wish (no shares yet) for its day."""

    kind: str
    name: str
    side: str
    shares: int
    price: Won


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The equity at a session's end, and the index's close of that day where it is known."""

    day: date
    equity: Won
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """Money that was paid in (above 0) or taken out, won, on a day in Korea."""

    day: date
    won: Won


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """Everything a report may say. `curve` reaches back further than the period, for pictures.

    So do `flows`; each has a day of the curve, or of the period's end.
    """

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
    index: IndexLine | None = None
    waits: tuple[WaitLine, ...] = ()
    curve: tuple[CurvePoint, ...] = ()
    cash: Won = 0
    flows: tuple[Flow, ...] = ()

    @property
    def moves(self) -> tuple[Flow, ...]:
        """Give the flows of the period itself."""
        return tuple(flow for flow in self.flows if flow.day >= self.period.first)

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
        told = {name: value for name, value in asdict(self).items() if value or name != "flows"}
        return json.dumps(
            told, default=_plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True
        )


def _plain(value: object) -> str:
    if isinstance(value, date | Decimal):
        return str(value)
    raise TypeError(f"{value!r} does not belong into facts; use int, text, date or Decimal")

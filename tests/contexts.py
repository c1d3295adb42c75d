"""Builders of what risk rules, sizing and cards look at: one quiet morning, changed by name.

Noon-like defaults: 2024-09-03 10:00 KST, an account of 100,000,000 won, a purchase of ten
shares at 50,500 won, limits wide enough that every rule allows it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from core.domain.bar import Quote
from core.domain.calendar import Phase, Session, utc
from core.domain.contract import Contract
from core.domain.costs import Commission
from core.domain.instrument import Instrument, InstrumentKind, PriceLimits
from core.domain.limits import Limits
from core.domain.order import Mode, Order, OrderIntent, OrderKind, OrderState
from core.domain.position import Account, Book
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope, Switch
from core.risk.base import Refused, RiskContext

DAY = date(2024, 9, 3)
NOW = utc(DAY, 10)
SYMBOL = "005930"
OTHER = "000660"
OWNER = "golden_cross"
INSTRUMENT = Instrument(SYMBOL, "삼성전자")
FUTURE_SYMBOL = "A01412"
CONTRACT = Contract(SYMBOL, date(2024, 12, 12), Decimal("0.15"), Decimal("0.10"))
FUTURE = Instrument(
    FUTURE_SYMBOL, "삼성전자 F 202412", kind=InstrumentKind.FUTURE, contract=CONTRACT
)
SESSION = Session(DAY, utc(DAY, 9), utc(DAY, 15, 30))
EQUITY = 100_000_000
WIDE = Limits(order_won=50_000_000, turnover_won=250_000_000)


def ago(seconds: float) -> datetime:
    """Give the instant so many seconds before now."""
    return NOW - timedelta(seconds=seconds)


def intent(**changes: Any) -> OrderIntent:
    """Make an intent: buy 10 at 50,500 unless changed."""
    base = OrderIntent(
        id="I" * 26,
        account="paper-1",
        mode=Mode.PAPER,
        owner=OWNER,
        symbol=SYMBOL,
        name="삼성전자",
        side=Side.BUY,
        shares=10,
        kind=OrderKind.LIMIT,
        price=50_500,
        ref_price=50_000,
        signal_id="S" * 26,
        correlation="S" * 26,
        made_at=NOW,
    )
    return replace(base, **changes)


def sale(**changes: Any) -> OrderIntent:
    """Make an intent to sell 10 at 49,500 unless changed."""
    return intent(**{"side": Side.SELL, "price": 49_500} | changes)


def contracts(number: int, *, side: Side = Side.BUY, **changes: Any) -> OrderIntent:
    """Make an intent for contracts of ten shares at 50,000: margin 75,000 each."""
    base = {"symbol": FUTURE_SYMBOL, "side": side, "shares": number, "price": 50_000}
    return intent(**(base | {"multiplier": 10, "margin": 75_000} | changes))


def position(number: int, *, owner: str = OWNER) -> Book:
    """Make a book of contracts entered at 50,000, short when the number is below zero."""
    notional = number * 500_000
    return Book(owner, FUTURE_SYMBOL, number, notional, notional, DAY, multiplier=10)


def future_context(wish: OrderIntent, **changes: Any) -> RiskContext:
    """Make what a rule sees of an order for contracts; every rule allows two to open."""
    base = {"instrument": FUTURE, "quote": quote(symbol=FUTURE_SYMBOL)}
    return context(intent=wish, **(base | changes))


def order(state: OrderState = OrderState.ACCEPTED, **changes: Any) -> Order:
    """Make an order sent two minutes ago; names of an intent's fields change its intent."""
    own = {k: changes.pop(k) for k in list(changes) if k in _INTENT and k not in _ORDER}
    base = Order(
        id="O" * 26,
        intent=intent(**own),
        approval_id="A" * 26,
        decision_id="D" * 26,
        state=state,
        made_at=ago(121),
        sent_at=ago(120),
        number="0000012345",
    )
    return replace(base, **changes)


_INTENT = set(OrderIntent.__dataclass_fields__)
_ORDER = set(Order.__dataclass_fields__)


def quote(**changes: Any) -> Quote:
    """Make a fresh quote of 50,000 won in the continuous session."""
    base = Quote(
        symbol=SYMBOL,
        at=NOW,
        price=50_000,
        bid=49_950,
        ask=50_000,
        base=50_000,
        limits=PriceLimits(35_000, 65_000),
        phase=Phase.CONTINUOUS,
    )
    return replace(base, **changes)


def account(**changes: Any) -> Account:
    """Make an account that is all cash and began the day with its equity of now."""
    base = Account("paper-1", EQUITY, EQUITY, EQUITY, DAY, EQUITY, ago(30))
    return replace(base, **changes)


def book(shares: int, *, symbol: str = SYMBOL, owner: str = OWNER, price: int = 50_000) -> Book:
    """Make a book bought at a price without a fee."""
    return Book(owner, symbol, shares, shares * price, shares * price, DAY)


def refused(seconds_ago: float, symbol: str = SYMBOL, side: Side = Side.BUY) -> Refused:
    """Make a refusal by the broker so long ago."""
    return Refused(ago(seconds_ago), symbol, side)


def switch(level: HaltLevel, scope: Scope | None = None) -> Switch:
    """Make an engaged switch, by default for all."""
    return Switch(scope or Scope(), level, "owner", "test", ago(60))


def context(**changes: Any) -> RiskContext:
    """Make what a rule sees; every rule allows it as it stands."""
    base = RiskContext(
        intent=intent(),
        instrument=INSTRUMENT,
        quote=quote(),
        account=account(),
        equity=EQUITY,
        books=(),
        marks={},
        orders=(),
        open_asks=(),
        refusals=(),
        switches=(),
        session=SESSION,
        now=NOW,
        limits=WIDE,
        commission=Commission(),
        average_volume=1_000_000,
    )
    return replace(base, **changes)


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Give an instant of the day by its Korean wall time."""
    return utc(DAY, hour, minute, second).astimezone(UTC)


def limits(**changes: Any) -> Limits:
    """Make the wide limits with changes; ratios may be written as text."""
    return replace(WIDE, **{k: Decimal(v) if isinstance(v, str) else v for k, v in changes.items()})

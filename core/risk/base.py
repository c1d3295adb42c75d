"""What a risk rule sees and says; the gate asks all of them, at the proposal and at the press."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.domain.bar import Quote
from core.domain.calendar import Session
from core.domain.costs import Commission
from core.domain.decision import RuleResult, Verdict
from core.domain.instrument import Instrument
from core.domain.limits import Limits
from core.domain.money import Won
from core.domain.order import Order, OrderIntent
from core.domain.position import Account, Book
from core.domain.signal import Side
from core.domain.switches import Switch
from core.registry import Registry


@dataclass(frozen=True, slots=True)
class Refused:
    """An order that a broker refused: when, and of which symbol and side."""

    at: datetime
    symbol: str
    side: Side


@dataclass(frozen=True, slots=True)
class RiskContext:
    """Everything a rule may look at; it does no I/O and asks nobody for the time.

    `orders` are today's orders of the account (any state), `open_asks` the intents whose
    cards are open now (this one left out), `marks` the last price a symbol in won,
    `equity` the account's value now, `average_volume` the mean daily shares of 20 days,
    `first_frozen_at` is set when a person must re-enable the symbol first.
    """

    intent: OrderIntent
    instrument: Instrument | None
    quote: Quote | None
    account: Account
    equity: Won
    books: tuple[Book, ...]
    marks: dict[str, Won]
    orders: tuple[Order, ...]
    open_asks: tuple[OrderIntent, ...]
    refusals: tuple[Refused, ...]
    switches: tuple[Switch, ...]
    session: Session | None
    now: datetime
    limits: Limits
    commission: Commission
    average_volume: int | None
    frozen: bool = False

    @property
    def buying(self) -> bool:
        """Tell whether the intent opens or adds."""
        return self.intent.side is Side.BUY

    def held(self, symbol: str) -> int:
        """Give the shares that all owners together hold of a symbol."""
        return sum(b.shares for b in self.books if b.symbol == symbol)


Rule = Callable[[RiskContext], RuleResult]
RULES: Registry[Rule] = Registry("risk rule")


def allow(rule: str, observed: str, limit: str) -> RuleResult:
    """Say that a rule lets the intent through."""
    return RuleResult(rule, Verdict.ALLOW, observed, limit)


def refuse(rule: str, observed: str, limit: str, text: str) -> RuleResult:
    """Say that a rule stops the intent; `text` is Korean, with what to do."""
    return RuleResult(rule, Verdict.REFUSE, observed, limit, text)


def trim(rule: str, observed: str, limit: str, *, shares: int, text: str) -> RuleResult:
    """Say that a rule lets at most `shares` through."""
    return RuleResult(rule, Verdict.TRIM, observed, limit, text, shares)

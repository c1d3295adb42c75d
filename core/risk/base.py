"""What a risk rule sees and says; the gate asks all of them, at the proposal and at the press.

The rules are the modules beside this one; `core.registry.discover` finds them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from core.domain.bar import Quote
from core.domain.calendar import Session
from core.domain.costs import Commission
from core.domain.decision import RuleResult, Verdict
from core.domain.exposure import closable, opens
from core.domain.instrument import Instrument
from core.domain.limits import Limits
from core.domain.money import Won
from core.domain.order import OPEN, Order, OrderIntent
from core.domain.position import Account, Book
from core.domain.saying import Saying, say
from core.domain.signal import Side
from core.domain.switches import Switch
from core.errors import SettingsError
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
    `frozen` is set when a person must re-enable the symbol first, `stage` is "proposal"
    or "press": only the press is followed by an order and meets the rates a second and minute.
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
    stage: str = "press"

    @property
    def opening(self) -> bool:
        """Tell whether the intent opens or adds; an exit is what no limit may lock in (INV-20).

        For shares that is the side. A sale of contracts without a long position opens a short
        one, and an order that passes through zero opens too.
        """
        return opens(self.intent, self.books, waiting=self.waiting)

    @property
    def waiting(self) -> int:
        """Give what other open orders and cards of the owner trade on the intent's side."""
        key = (self.intent.owner, self.intent.symbol)
        pending = self.pending(self.intent.side)
        return sum(n for i, n in pending if (i.owner, i.symbol) == key)

    @property
    def to_close(self) -> int:
        """Give how many contracts of the intent only close what its owner holds."""
        return max(0, closable(self.intent, self.books) - self.waiting)

    def openings(self) -> tuple[tuple[OrderIntent, int], ...]:
        """Give the open orders and cards that open or add: intent and shares left."""
        both = (*self.pending(Side.BUY), *self.pending(Side.SELL))
        return tuple((i, n) for i, n in both if opens(replace(i, shares=n), self.books))

    def held(self, symbol: str) -> int:
        """Give the shares or contracts that all owners hold, long and short added up."""
        return sum(abs(b.shares) for b in self.books if b.symbol == symbol)

    def say(self, key: str, **fields: str | int) -> Saying:
        """Say something of shares, or the same of contracts under the key of its own words."""
        if not self.intent.multiplier:
            return say(key, **fields)
        counted = {_of_contracts(name): value for name, value in fields.items()}
        return say(f"{key}.contracts", **counted)

    @property
    def lot(self) -> int:
        """Give the smallest tradable quantity; 1 while the instrument is not known."""
        return self.instrument.lot if self.instrument else 1

    @property
    def working(self) -> tuple[Order, ...]:
        """Give the orders of this account that may still fill."""
        mine = (o for o in self.orders if o.intent.account == self.intent.account)
        return tuple(o for o in mine if o.state in OPEN)

    @property
    def asked(self) -> tuple[OrderIntent, ...]:
        """Give the intents of this account's open cards."""
        return tuple(i for i in self.open_asks if i.account == self.intent.account)

    def pending(self, side: Side) -> tuple[tuple[OrderIntent, int], ...]:
        """Give what open orders and cards of a side may still trade: intent and shares left."""
        orders = [(o.intent, o.remaining) for o in self.working if o.intent.side is side]
        cards = [(i, i.shares) for i in self.asked if i.side is side]
        return (*orders, *cards)

    def price_of(self, symbol: str) -> Won:
        """Give the price a holding is valued at: the quote, else the mark, else the intent's."""
        if self.quote is not None and self.quote.symbol == symbol and self.quote.price > 0:
            return self.quote.price
        return self.marks.get(symbol, 0) or self.intent.ref_price


Rule = Callable[[RiskContext], RuleResult]
RULES: Registry[Rule] = Registry("risk rule")
# A gate that forgot to load a rule must not open wider for it (INV-14).
BUILT_IN = frozenset(
    {
        "cash",
        "cooldown",
        "daily_loss",
        "kill",
        "max_positions",
        "order_rate",
        "order_size",
        "price_band",
        "repeat",
        "tradable",
        "wash",
        "weight_cap",
    }
)


def _of_contracts(name: str) -> str:
    return name.removesuffix("shares") + "contracts" if name.endswith("shares") else name


def whole_lots(shares: int, lot: int) -> int:
    """Cut a share count down to whole lots, never below zero."""
    return max(0, shares - shares % lot)


def ask_all(context: RiskContext, rules: Registry[Rule] = RULES) -> tuple[RuleResult, ...]:
    """Ask every rule; when one trims, ask again about the trimmed intent.

    Without the second round a rule that never shrinks, such as cash, would refuse an
    order for the shares that another rule takes away. The trims of the first round stay.
    Raises SettingsError when a built-in rule was not loaded.
    """
    missing = sorted(BUILT_IN - set(rules.names()))
    if missing:
        found = ", ".join(missing)
        raise SettingsError(f"risk rules {found} are not loaded; discover core.risk at the start")
    results = tuple(rule(context) for _, rule in rules)
    trims = {r.rule: r for r in results if r.verdict is Verdict.TRIM and r.shares is not None}
    if not trims:
        return results
    fewest = min(r.shares for r in trims.values() if r.shares is not None)
    smaller = replace(context, intent=replace(context.intent, shares=fewest))
    again = tuple(rule(smaller) for _, rule in rules)
    return tuple(trims.get(r.rule, r) if r.verdict is Verdict.ALLOW else r for r in again)


def allow(rule: str, observed: Saying, limit: Saying) -> RuleResult:
    """Say that a rule lets the intent through."""
    return RuleResult(rule, Verdict.ALLOW, observed, limit)


def refuse(rule: str, observed: Saying, limit: Saying, text: Saying) -> RuleResult:
    """Say that a rule stops the intent; the words of `text` tell what to do."""
    return RuleResult(rule, Verdict.REFUSE, observed, limit, text)


def trim(rule: str, observed: Saying, limit: Saying, *, shares: int, text: Saying) -> RuleResult:
    """Say that a rule lets at most `shares` through."""
    return RuleResult(rule, Verdict.TRIM, observed, limit, text, shares)

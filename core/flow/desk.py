"""What handlers may touch: staged state, hot prices, and the questions asked of both."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from core.clock import Clock
from core.domain.approval import Approval, ApprovalState
from core.domain.bar import Bar, Quote
from core.domain.calendar import Calendar, trading_date
from core.domain.commands import BrokerView, Provable
from core.domain.costs import Commission
from core.domain.decision import RiskApproved
from core.domain.instrument import Instrument
from core.domain.limits import OWN_LIMITS, Expiry, Limits, OwnLimit, PressRules, in_force, own_of
from core.domain.money import Won
from core.domain.order import IN_FLIGHT, OPEN, Mode, Order, OrderIntent
from core.domain.position import Account, Book, Fill
from core.ids import IdSource
from core.ports import Latch, Nonces, UnitOfWork
from core.strategies.base import StrategyParams, Trouble

HISTORY = 320
CARDS_AT_ONCE = 3


@dataclass(slots=True)
class Desk:
    """Everything a handler sees. `effects` run after the commit and are lost in a crash.

    `base_limits` are what the settings say, `limits` those in force. `history` holds the last
    closed daily bars a symbol, `view` the last complete look at the broker, `seen_at` the time of
    the newest look at each day, `params` the running strategies' parameters. `resume_wait_s` is
    the pause between asking and lifting a halt.
    `ready` turns true with the first complete look after a start (INV-32); `skew_ms` is how far
    the broker's clock is ahead of ours; `encode` gives the exact bytes of an order and raises
    NotSent for one that does not survive them. `awaiting` holds who was asked for the second
    factor: question and time by person. `blind_since` is set while looks fail.
    `differs_since` says since when a symbol or the cash is waited for, `outside_at` when others
    last traded a symbol, `cash_estimated` how far the cash may be off by estimated costs,
    `refused_at` when the closing order of a book was last refused, by owner and symbol,
    `loss_at` when the day's loss was last reckoned for those who want to hear of it,
    `troubles` what is wrong with own strategies that were not loaded. `undo_s` is how long a
    pressed order waits to be taken back, 0 for not at all; `expiry` says when cards end.
    `auto_live` says that orders of a real account may leave without a press; none does unless
    `red_checks` is empty and `checked_at` a moment ago. `rules` say how much a
    press may move; `pin_is_set` tells whether there is a second factor, None where nobody could
    type one, and `unproved` holds what waits for it: command and time by person.
    `mail` are the addresses that get what is loud beside the chats.
    """

    uow: UnitOfWork
    clock: Clock
    ids: IdSource
    calendar: Calendar
    base_limits: Limits
    commission: Commission
    nonces: Nonces
    latch: Latch
    account_id: str
    mode: Mode
    instruments: Mapping[str, Instrument]
    boot: str = ""
    ready: bool = False
    skew_ms: int = 0
    blind_since: datetime | None = None
    awaiting: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    rules: PressRules = field(default_factory=PressRules)
    pin_is_set: Callable[[], bool] | None = None
    unproved: dict[str, tuple[Provable, datetime]] = field(default_factory=dict)
    resume_wait_s: int = 30
    losses_to_cool: int = 0
    undo_s: int = 0
    expiry: Expiry = field(default_factory=Expiry)
    auto_live: bool = False
    red_checks: tuple[str, ...] = ()
    checked_at: datetime | None = None
    quotes: dict[str, Quote] = field(default_factory=dict)
    history: dict[str, deque[Bar]] = field(default_factory=dict)
    view: BrokerView | None = None
    seen_at: dict[date, datetime] = field(default_factory=dict)
    differs_since: dict[str, datetime] = field(default_factory=dict)
    outside_at: dict[str, datetime] = field(default_factory=dict)
    refused_at: dict[str, datetime] = field(default_factory=dict)
    cash_estimated: Won = 0
    loss_at: datetime | None = None
    params: dict[str, StrategyParams] = field(default_factory=dict)
    troubles: tuple[Trouble, ...] = ()
    mail: tuple[str, ...] = ()
    effects: list[Callable[[], None]] = field(default_factory=list)
    send: Callable[[Order, RiskApproved], None] = lambda _order, _approved: None
    cancel: Callable[[Order], None] = lambda _order: None
    encode: Callable[[OrderIntent], bytes] = lambda intent: intent.canon_bytes()

    @property
    def now(self) -> datetime:
        """Give the present instant."""
        return self.clock.now()

    @property
    def today(self) -> date:
        """Give the date in Korea."""
        return trading_date(self.clock.now())

    @property
    def account(self) -> Account | None:
        """Give the account once the broker was seen."""
        return self.uow.accounts.get(self.account_id)

    @property
    def limits(self) -> Limits:
        """Give the limits in force today: the settings', or what a person set instead."""
        return in_force(self.base_limits, self.own_limits(), self.today)

    def own_limits(self) -> dict[str, OwnLimit]:
        """Give the limits that a person set, those that are pending among them."""
        known = self.uow.cursors.get(OWN_LIMITS)
        return own_of(known.value) if known else {}

    def hear_checks(self, red: tuple[str, ...]) -> None:
        """Take in which checks of the program's health are red now."""
        self.red_checks, self.checked_at = red, self.clock.now()

    def hear_skew(self, seconds: float) -> None:
        """Take in how far our clock is ahead of the broker's, in seconds."""
        self.skew_ms = round(-seconds * 1000)

    def name(self, symbol: str) -> str:
        """Give the name of a symbol, or the symbol itself."""
        known = self.instruments.get(symbol)
        return known.name if known else symbol

    def book(self, owner: str, symbol: str) -> Book:
        """Give an owner's book, flat when there is none."""
        return self.uow.books.get(f"{owner}:{symbol}") or Book(owner, symbol)

    def fills_of(self, book: Book) -> list[Fill]:
        """Give the fills of a book's owner and symbol that are held in memory, oldest first."""
        key = (book.owner, book.symbol)
        return [f for f in self.uow.fills.all() if (f.owner, f.symbol) == key]

    def mark(self, symbol: str) -> Won | None:
        """Give the last known price of a symbol in won."""
        quote = self.quotes.get(symbol)
        if quote is not None:
            return quote.price
        bars = self.history.get(symbol)
        return bars[-1].close if bars else None

    def equity(self, closes: Mapping[str, Won] | None = None) -> Won:
        """Give cash and what the books add at given prices, else the last known, else at cost."""
        account = self.account
        cash = account.cash if account else 0
        return cash + sum(self._worth(book, closes or {}) for book in self.uow.books.all())

    def rebased(self, quote: Quote) -> bool:
        """Tell whether the venue reckons today from another price than the last close.

        That happens at splits, demergers and rights: old averages do not speak of it.
        """
        bars = self.history.get(quote.symbol)
        return bars is not None and len(bars) > 0 and bars[-1].close != quote.base

    def open_orders(self) -> list[Order]:
        """Give the orders that may still fill."""
        return [o for o in self.uow.orders.all() if o.state in OPEN]

    def in_flight(self, symbol: str) -> Order | None:
        """Give the order of a symbol whose fate is not known yet (INV-06)."""
        hits = (o for o in self.uow.orders.all() if o.state in IN_FLIGHT)
        return next((o for o in hits if o.intent.symbol == symbol), None)

    def open_approvals(self) -> list[Approval]:
        """Give the cards that wait for a press."""
        return [a for a in self.uow.approvals.all() if a.state is ApprovalState.OPEN]

    def open_cards(self) -> list[Approval]:
        """Give the open approvals that are cards of their own, not lines of a question."""
        return [a for a in self.open_approvals() if not a.note]

    def busy(self, symbol: str) -> bool:
        """Tell whether a card or an order of the symbol is open."""
        if any(a.intent.symbol == symbol for a in self.open_approvals()):
            return True
        return any(o.intent.symbol == symbol for o in self.open_orders())

    def remember(self, bar: Bar) -> bool:
        """Add a closed bar to the history; false when its day is already there."""
        bars = self.history.setdefault(bar.symbol, deque(maxlen=HISTORY))
        if bars and bars[-1].day >= bar.day:
            return False
        bars.append(bar)
        return True

    def average_volume(self, symbol: str, days: int = 20) -> int | None:
        """Give the mean daily shares of the last days, or None with fewer bars."""
        bars = self.history.get(symbol)
        if bars is None or len(bars) < days:
            return None
        return sum(b.volume for b in list(bars)[-days:]) // days

    def _worth(self, book: Book, closes: Mapping[str, Won]) -> Won:
        return book.worth(closes.get(book.symbol, self.mark(book.symbol)))

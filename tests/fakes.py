"""A broker, a market and people that a test scripts: what the engine meets at its ports."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from core.clock import SimClock
from core.domain.approval import Actor, MessageRef
from core.domain.bar import Bar, Quote
from core.domain.calendar import trading_date, utc
from core.domain.commands import BrokerRow, BrokerView, Holding
from core.domain.decision import RiskApproved
from core.domain.instrument import Instrument, PriceLimits
from core.domain.journal import Outgoing, OutKind
from core.domain.order import Mode, Order, OrderIntent
from core.errors import DeliveryError, InDoubt, ReadFailed
from core.market.calendar import KrxCalendar

DAY = date(2026, 11, 3)
NOW = utc(DAY, 10)
ACCOUNT, SYMBOL, OTHER = "TEST-01", "005930", "000660"
CASH = 100_000_000
SHARES = {SYMBOL: "삼성전자", OTHER: "SK하이닉스", "035420": "NAVER", "105560": "KB금융"}
PRICE = 50_000
SEC = timedelta(seconds=1)
ANN = Actor("phone", "100", "100", "Ann")
BEN = Actor("desktop", "local", "tty", "Ben")
CALENDAR = KrxCalendar()


class Lost(InDoubt):
    """The broker takes the order, the answer never comes, the list shows it later."""

    def __init__(self, *, visible_after: float = 0) -> None:
        super().__init__("timed out")
        self.visible_after = visible_after


class FakeBroker:
    """Answers submits by script and looks from its own books.

    `hidden` says when a row shows, `lag_s` how long holdings and cash stay behind fills;
    `fails` looks fail, `empty` looks list nothing under a success. New rows get `channel`.
    """

    mode = Mode.PAPER
    account = ACCOUNT

    def __init__(self, clock: SimClock) -> None:
        self.clock = clock
        self.answers: deque[str | Exception | None] = deque()
        self.submits: list[RiskApproved] = []
        self.cancel_answers: deque[str | Exception | None] = deque()
        self.cancels: list[str] = []
        self.rows: list[BrokerRow] = []
        self.hidden: dict[str, datetime] = {}
        self.held: dict[str, int] = {}
        self.cash = CASH
        self.down = False
        self.channel = "api"
        self.lag_s = 0.0
        self.lagging: list[tuple[datetime, str, int, int]] = []
        self.fails = self.empty = self.looks = 0

    @property
    def posts(self) -> int:
        return len(self.submits)

    def encode(self, intent: OrderIntent) -> bytes:
        return intent.canon_bytes()

    async def submit(self, approved: RiskApproved) -> str:
        assert approved.body_sha == sha256(self.encode(approved.intent)).hexdigest()
        self.submits.append(approved)
        answer = self.answers.popleft() if self.answers else None
        if isinstance(answer, Exception) and not isinstance(answer, Lost):
            raise answer
        if isinstance(answer, str):
            return answer
        row = self.take(approved)
        if isinstance(answer, Lost):
            self.hidden[row.number] = self.clock.now() + answer.visible_after * SEC
            raise answer
        return row.number

    def take(self, approved: RiskApproved, **changes: Any) -> BrokerRow:
        """Enter an order as the broker would; `changes` make it somebody else's."""
        i, now = approved.intent, self.clock.now()
        number = f"{len(self.rows) + 1:010d}"
        base = BrokerRow(
            number, trading_date(now), i.symbol, i.side.value, i.shares, i.price, "limit",
            0, 0, 0, 0, "open", now, self.channel,
        )  # fmt: skip
        self.rows.append(replace(base, **changes))
        return self.rows[-1]

    def by_hand(self, *, visible_after: float = 0, **changes: Any) -> BrokerRow:
        """Enter an order that a person placed in the broker's own app."""
        now = self.clock.now()
        number = f"{len(self.rows) + 1:010d}"
        base = BrokerRow(
            number, trading_date(now), SYMBOL, "buy", 10, PRICE, "limit",
            0, 0, 0, 0, "open", now, "hts",
        )  # fmt: skip
        self.rows.append(replace(base, **changes))
        self.hidden[number] = now + visible_after * SEC
        return self.rows[-1]

    def change(self, number: str, **changes: Any) -> BrokerRow:
        """Rewrite a row, as a broker that corrects itself."""
        at = next(i for i, r in enumerate(self.rows) if r.number == number)
        self.rows[at] = replace(self.rows[at], **changes)
        return self.rows[at]

    def fill(
        self, number: str, shares: int, *, price: int = PRICE, fee: int = 0, tax: int = 0
    ) -> None:
        """Fill a part: row, holdings and money move together."""
        row = next(r for r in self.rows if r.number == number)
        filled, amount = row.filled + shares, shares * price
        state = "filled" if filled == row.shares else row.state
        self.change(
            number, filled=filled, amount=row.amount + amount, fee=row.fee + fee,
            tax=row.tax + tax, state=state,
        )  # fmt: skip
        sign = 1 if row.side == "buy" else -1
        won = -(sign * amount + fee + tax)
        self.held[row.symbol] = self.held.get(row.symbol, 0) + sign * shares
        self.cash += won
        if self.lag_s:
            until = self.clock.now() + self.lag_s * SEC
            self.lagging.append((until, row.symbol, sign * shares, won))

    async def cancel(self, order: Order) -> None:
        """Cancel by script: None closes the row, "open" says yes and leaves it, errors are raised.

        `Lost` closes the row and never answers.
        """
        self.cancels.append(order.number or "")
        answer = self.cancel_answers.popleft() if self.cancel_answers else None
        if isinstance(answer, Exception):
            # A constant that is raised again and again would hold on to every world it met.
            answer.__traceback__ = None
        if answer is None or isinstance(answer, Lost):
            self.change(order.number or "", state="cancelled")
        if isinstance(answer, Exception):
            raise answer

    async def look(self, day: date | None = None) -> BrokerView:
        self.looks += 1
        if self.down or self.fails:
            self.fails = max(0, self.fails - 1)
            raise ReadFailed("the broker does not answer")
        now = self.clock.now()
        on = day or trading_date(now)
        rows = [r for r in self.rows if r.day == on and self.hidden.get(r.number, now) <= now]
        if self.empty:
            self.empty, rows = self.empty - 1, []
        shares, cash = self._told(now)
        held = tuple(Holding(s, n, n * PRICE) for s, n in sorted(shares.items()) if n)
        open_buys = [r for r in self.rows if r.side == "buy" and r.state == "open"]
        reserved = sum((r.shares - r.filled) * r.price for r in open_buys)
        return BrokerView(ACCOUNT, on, now, tuple(rows), held, cash, cash - reserved)

    def _told(self, now: datetime) -> tuple[dict[str, int], int]:
        # What has not come through yet is left out of the balance.
        self.lagging = [one for one in self.lagging if one[0] > now]
        shares, cash = dict(self.held), self.cash
        for _, symbol, moved, won in self.lagging:
            shares[symbol] = shares.get(symbol, 0) - moved
            cash -= won
        return shares, cash


class FakeMarket:
    """Gives the quotes that a test set; fresh unless told otherwise."""

    def __init__(self, clock: SimClock) -> None:
        self.clock = clock
        self.prices = dict.fromkeys(SHARES, PRICE)
        self.changes: dict[str, Any] = {}
        self.down = False

    async def instruments(self) -> Sequence[Instrument]:
        return [Instrument(symbol, name) for symbol, name in SHARES.items()]

    async def quotes(self, symbols: Sequence[str]) -> Sequence[Quote]:
        if self.down:
            raise ReadFailed("no quotes")
        return [self.quote(s) for s in symbols]

    def quote(self, symbol: str) -> Quote:
        now, price = self.clock.now(), self.prices[symbol]
        session = CALENDAR.session(trading_date(now)) or CALENDAR.next_session(trading_date(now))
        base = Quote(
            symbol, now, price, price, price + 50, PRICE, PriceLimits(35_000, 65_000),
            session.phase(now),
        )  # fmt: skip
        return replace(base, **self.changes)

    async def daily_bars(self, symbol: str, *, until: date, count: int) -> Sequence[Bar]:
        return []


class FakeFace:
    """Keeps what it was told to show; every message gets its own id."""

    def __init__(self, actor: Actor) -> None:
        self.name, self.actor = actor.face, actor
        self.shown: list[Outgoing] = []
        self.fails: deque[DeliveryError] = deque()

    async def deliver(self, outgoing: Outgoing) -> MessageRef | None:
        if self.fails:
            raise self.fails.popleft()
        self.shown.append(outgoing)
        return MessageRef(self.name, outgoing.chat, f"m{len(self.shown)}")

    def events(self) -> list[str]:
        """Give the events of the order messages shown."""
        return [str(dict(o.fields)["event"]) for o in self.shown if o.kind is OutKind.ORDER]

    def notices(self) -> list[str]:
        """Give the keys of the notices shown."""
        return [o.subject for o in self.shown if o.kind is OutKind.NOTICE]

"""The paper broker: one account at a simulated exchange handed in, no real money, ever.

The exchange is met structurally, so that neither side imports the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from core.domain.bar import Bar, Interval, Quote
from core.domain.calendar import Phase, trading_date, utc
from core.domain.commands import BrokerRow, BrokerView, Holding
from core.domain.decision import RiskApproved
from core.domain.instrument import Instrument, InstrumentKind, Market, PriceLimits
from core.domain.order import Mode, Order, OrderIntent
from core.errors import NotSent, ReadFailed, Refused


class VenueListing(Protocol):
    """What the exchange lists."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def market(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def lot(self) -> int: ...


class VenueQuote(Protocol):
    """A look at one share; won, shares, aware UTC."""

    @property
    def code(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def price(self) -> int: ...
    @property
    def bid(self) -> int: ...
    @property
    def ask(self) -> int: ...
    @property
    def base(self) -> int: ...
    @property
    def upper(self) -> int: ...
    @property
    def lower(self) -> int: ...
    @property
    def phase(self) -> str: ...
    @property
    def halted(self) -> bool: ...
    @property
    def vi(self) -> bool: ...
    @property
    def high(self) -> int: ...
    @property
    def low(self) -> int: ...
    @property
    def volume(self) -> int: ...
    @property
    def traded_value(self) -> int: ...


class VenueOrder(Protocol):
    """One order of the exchange's own books; amounts are cumulative won."""

    @property
    def number(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def code(self) -> str: ...
    @property
    def side(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def quantity(self) -> int: ...
    @property
    def price(self) -> int: ...
    @property
    def filled(self) -> int: ...
    @property
    def amount(self) -> int: ...
    @property
    def fee(self) -> int: ...
    @property
    def tax(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def placed_at(self) -> datetime: ...
    @property
    def channel(self) -> str: ...
    @property
    def reason(self) -> str: ...


class VenueHolding(Protocol):
    """Shares held of one code and the won paid for them."""

    @property
    def code(self) -> str: ...
    @property
    def quantity(self) -> int: ...
    @property
    def cost(self) -> int: ...


class VenueBalance(Protocol):
    """Money and holdings of one account; `d2` is the cash after all settlements."""

    @property
    def d2(self) -> int: ...
    @property
    def orderable(self) -> int: ...
    @property
    def holdings(self) -> Sequence[VenueHolding]: ...


class VenueBar(Protocol):
    """One finished day."""

    @property
    def day(self) -> date: ...
    @property
    def open(self) -> int: ...
    @property
    def high(self) -> int: ...
    @property
    def low(self) -> int: ...
    @property
    def close(self) -> int: ...
    @property
    def volume(self) -> int: ...


class VenueRefusal(Protocol):
    """Why the exchange did not take a request."""

    @property
    def code(self) -> str: ...
    @property
    def text(self) -> str: ...


class VenuePlaced(Protocol):
    """The number of an accepted request."""

    @property
    def number(self) -> str: ...


class Venue(Protocol):
    """What the paper broker needs of an exchange."""

    @property
    def now(self) -> datetime: ...
    def listings(self) -> Sequence[VenueListing]: ...
    def quote(self, code: str) -> VenueQuote: ...
    def place(
        self, account: str, *, code: str, side: str, kind: str, quantity: int, price: int
    ) -> VenuePlaced | VenueRefusal: ...
    def cancel(self, account: str, number: str) -> VenuePlaced | VenueRefusal: ...
    def day_orders(self, account: str, day: date) -> Sequence[VenueOrder]: ...
    def balance(self, account: str) -> VenueBalance: ...
    def daily_bars(self, code: str, *, until: date, count: int) -> Sequence[VenueBar]: ...


class PaperBroker:
    """One paper account; answers at once and never leaves an order in doubt."""

    mode = Mode.PAPER

    def __init__(self, venue: Venue, account: str) -> None:
        self._venue = venue
        self.account = account
        self.posts = 0

    def encode(self, intent: OrderIntent) -> bytes:
        """Give the order in its canonical form; the exchange takes values, not bytes."""
        return intent.canon_bytes()

    async def submit(self, approved: RiskApproved) -> str:
        """Place a limit order, whatever auction it is meant for, and give its number.

        Raises NotSent for an intent of another mode or account, Refused with the
        exchange's words otherwise.
        """
        intent = approved.intent
        if (intent.mode, intent.account) != (self.mode, self.account):
            raise NotSent(
                f"{intent.mode} order of {intent.account} met paper account {self.account}"
            )
        self.posts += 1
        answer = self._venue.place(
            self.account,
            code=intent.symbol,
            side=intent.side.value,
            kind="limit",
            quantity=intent.shares,
            price=intent.price,
        )
        return _number(answer)

    async def cancel(self, order: Order) -> None:
        """Cancel the rest of an order; raises NotSent when it has no number yet."""
        if order.number is None:
            raise NotSent(f"order {order.id} has no broker number yet")
        _number(self._venue.cancel(self.account, order.number))

    async def look(self, day: date | None = None) -> BrokerView:
        """Give every order of a day, all holdings and the money now."""
        now = self._venue.now
        on = day or trading_date(now)
        balance = self._venue.balance(self.account)
        return BrokerView(
            account=self.account,
            day=on,
            at=now,
            rows=tuple(_row(order) for order in self._venue.day_orders(self.account, on)),
            holdings=tuple(Holding(h.code, h.quantity, h.cost) for h in balance.holdings),
            cash=balance.d2,
            orderable=balance.orderable,
        )


class PaperMarket:
    """Prices of the simulated exchange."""

    def __init__(self, venue: Venue) -> None:
        self._venue = venue

    async def instruments(self) -> list[Instrument]:
        """Give every listed share."""
        return [_instrument(listing) for listing in self._venue.listings()]

    async def quotes(self, symbols: Sequence[str]) -> list[Quote]:
        """Give fresh quotes; a code that is not listed here is left out."""
        return [quote for quote in map(self._quote, symbols) if quote is not None]

    async def daily_bars(self, symbol: str, *, until: date, count: int) -> list[Bar]:
        """Give finished daily bars, oldest first; raises ReadFailed for what is not listed."""
        try:
            bars = self._venue.daily_bars(symbol, until=until, count=count)
        except KeyError as error:
            raise ReadFailed(f"{symbol} is not listed on the simulated exchange") from error
        return [_bar(symbol, bar) for bar in bars]

    def _quote(self, symbol: str) -> Quote | None:
        try:
            seen = self._venue.quote(symbol)
        except KeyError:
            return None
        return Quote(
            symbol=seen.code,
            at=seen.at,
            price=seen.price,
            bid=seen.bid,
            ask=seen.ask,
            base=seen.base,
            limits=PriceLimits(seen.lower, seen.upper),
            phase=Phase(seen.phase),
            halted=seen.halted,
            vi=seen.vi,
            volume=seen.volume,
            traded_value=seen.traded_value,
            high=seen.high,
            low=seen.low,
        )


def _number(answer: VenuePlaced | VenueRefusal) -> str:
    number = getattr(answer, "number", None)
    if number:
        return str(number)
    raise Refused(
        str(getattr(answer, "code", "?")), str(getattr(answer, "text", "no reason given"))
    )


def _instrument(listing: VenueListing) -> Instrument:
    return Instrument(
        listing.code,
        listing.name,
        Market(listing.market),
        InstrumentKind(listing.kind),
        listing.lot,
    )


def _row(order: VenueOrder) -> BrokerRow:
    return BrokerRow(
        number=order.number,
        day=order.day,
        symbol=order.code,
        side=order.side,
        shares=order.quantity,
        price=order.price,
        kind=order.kind,
        filled=order.filled,
        amount=order.amount,
        fee=order.fee,
        tax=order.tax,
        state=order.state,
        placed_at=order.placed_at,
        channel=order.channel,
        reason=order.reason,
    )


def _bar(symbol: str, bar: VenueBar) -> Bar:
    return Bar(
        symbol, Interval.DAY, utc(bar.day, 9), bar.day,
        bar.open, bar.high, bar.low, bar.close, bar.volume, "paper",
    )  # fmt: skip

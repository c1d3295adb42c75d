"""From a signal at the present quote to an order intent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from core.domain.bar import Quote
from core.domain.calendar import Phase
from core.domain.exposure import sign
from core.domain.instrument import Instrument
from core.domain.money import Won
from core.domain.order import OrderIntent, OrderKind
from core.domain.position import PERSON, Book
from core.domain.signal import Side, Signal, Timing
from core.flow.desk import Desk
from core.flow.levels import planned_stop
from core.flow.risk_gate import context_of
from core.flow.sizing import limit_price, size_entry, size_exit, size_paid
from core.risk.cash import free_cash

KINDS = {
    Timing.OPEN: OrderKind.OPEN,
    Timing.NOW: OrderKind.LIMIT,
    Timing.CLOSE: OrderKind.CLOSE,
}


def intent_of(desk: Desk, signal: Signal) -> OrderIntent | str:
    """Size a signal at the present quote; a text says why it cannot be sized."""
    instrument, quote = desk.instruments.get(signal.symbol), desk.quotes.get(signal.symbol)
    if instrument is None or quote is None or quote.price <= 0:
        return "no quote"
    book = desk.book(signal.strategy, signal.symbol)
    if signal.side is Side.SELL and not book.shares and not instrument.is_future:
        return "nothing to sell"
    shares = _shares(desk, signal, book, instrument=instrument, quote=quote)
    if shares <= 0:
        return "nothing to sell" if _is_exit(signal, book) else "budget below one share"
    return _intent(desk, signal, shares=shares, instrument=instrument, quote=quote)


def intent_again(desk: Desk, intent: OrderIntent) -> OrderIntent:
    """Make the same wish anew at the present quote: new id, same shares.

    The price is new as well, unless it is the strategy's own.
    """
    quote, instrument = desk.quotes[intent.symbol], desk.instruments[intent.symbol]
    moved = limit_price(
        intent.side, quote.price, ladder=instrument.ladder(desk.today), limits=quote.limits
    )
    price = intent.price if intent.resting else moved
    # What was meant for an auction that is over is an ordinary limit order now.
    kind = OrderKind.LIMIT if quote.phase is Phase.CONTINUOUS else intent.kind
    return replace(
        intent, id=desk.ids.new(), kind=kind, price=price, ref_price=quote.price, made_at=desk.now,
        multiplier=instrument.multiplier, margin=margin_of(instrument, price),
    )  # fmt: skip


def _shares(desk: Desk, signal: Signal, book: Book, *, instrument: Instrument, quote: Quote) -> int:
    size, lot = signal.size, instrument.lot
    if _is_exit(signal, book) and size.budget is None:
        return size_exit(size, held=abs(book.shares), lot=lot)
    if size.shares is not None:
        return size.shares
    if size.fraction is not None:
        return _part_of_cash(desk, signal, size.fraction, instrument=instrument, quote=quote)
    # What a person says is the most it may cost; a strategy's budget is sized by its bar.
    mine = signal.strategy == PERSON or _is_exit(signal, book)
    price = _price(desk, signal, instrument, quote=quote) if mine else signal.ref_price
    return size_entry(size.budget or 0, price, lot=lot, multiplier=instrument.multiplier)


def _part_of_cash(
    desk: Desk, signal: Signal, part: Decimal, *, instrument: Instrument, quote: Quote
) -> int:
    # A part of the cash pays for the fee too: all of it must be an order that can be paid.
    one = _intent(desk, signal, shares=instrument.lot, instrument=instrument, quote=quote)
    free = free_cash(context_of(desk, one, stage="proposal"))
    money = int(part * max(0, free))
    if instrument.multiplier:
        # Contracts by their notional: a part of the cash buys no leverage.
        return size_entry(money, one.price, lot=instrument.lot, multiplier=instrument.multiplier)
    return size_paid(money, one.price, lot=instrument.lot, commission=desk.commission)


def _price(desk: Desk, signal: Signal, instrument: Instrument, *, quote: Quote) -> Won:
    return signal.limit or limit_price(
        signal.side, quote.price, ladder=instrument.ladder(desk.today), limits=quote.limits
    )


def _is_exit(signal: Signal, book: Book) -> bool:
    # A sale of a long position, a purchase against a short one.
    return sign(signal.side) * book.shares < 0


def _intent(
    desk: Desk, signal: Signal, *, shares: int, instrument: Instrument, quote: Quote
) -> OrderIntent:
    price = _price(desk, signal, instrument, quote=quote)
    at_once = signal.limit or quote.phase is Phase.CONTINUOUS
    return OrderIntent(
        id=desk.ids.new(),
        account=desk.account_id,
        mode=desk.mode,
        owner=signal.strategy,
        symbol=signal.symbol,
        name=instrument.name,
        side=signal.side,
        shares=shares,
        kind=OrderKind.LIMIT if at_once else KINDS[signal.timing],
        price=price,
        ref_price=quote.price,
        signal_id=signal.id,
        correlation=signal.id,
        made_at=desk.now,
        stop_price=_stop_price(desk, signal, instrument, price=price),
        reason=signal.reason,
        multiplier=instrument.multiplier,
        margin=margin_of(instrument, price),
        resting=signal.limit > 0,
    )


def margin_of(instrument: Instrument, price: Won) -> Won:
    """Give the won that opening one contract takes at a price, 0 for a share."""
    return instrument.contract.margin_to_open(price) if instrument.contract else 0


def _stop_price(desk: Desk, signal: Signal, instrument: Instrument, *, price: Won) -> Won | None:
    params = desk.params.get(signal.strategy)
    if params is None or params.stop is None:
        return planned_stop(desk, signal.id, price, instrument.ladder(desk.today))
    book, ladder = desk.book(signal.strategy, signal.symbol), instrument.ladder(desk.today)
    average = book.average or Decimal(signal.ref_price)
    short = book.shares < 0 or (not book.shares and signal.side is Side.SELL)
    if short:
        return ladder.ceil(int(average * (1 + params.stop)))
    return ladder.floor(max(1, int(average * (1 - params.stop))))

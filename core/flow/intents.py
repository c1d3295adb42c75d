"""From a signal at the present quote to an order intent and the figures of its card."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from core.domain.approval import CardFigures
from core.domain.bar import Quote
from core.domain.calendar import Phase
from core.domain.instrument import Instrument
from core.domain.money import Won
from core.domain.order import OrderIntent, OrderKind
from core.domain.position import Book
from core.domain.signal import Side, Signal, Timing
from core.flow.card_figures import figures
from core.flow.desk import Desk
from core.flow.sizing import limit_price, size_entry, size_exit

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
    shares = _shares(signal, book, instrument)
    if shares <= 0:
        return "nothing to sell" if signal.side is Side.SELL else "budget below one share"
    return _intent(desk, signal, shares=shares, instrument=instrument, quote=quote)


def intent_again(desk: Desk, intent: OrderIntent) -> OrderIntent:
    """Make the same wish anew at the present quote: new id, new price, same shares."""
    quote, instrument = desk.quotes[intent.symbol], desk.instruments[intent.symbol]
    price = limit_price(
        intent.side, quote.price, ladder=instrument.ladder(desk.today), limits=quote.limits
    )
    return replace(intent, id=desk.ids.new(), price=price, ref_price=quote.price, made_at=desk.now)


def card_of(desk: Desk, intent: OrderIntent, *, trimmed_from: int | None) -> CardFigures:
    """Reckon what the card says beside the order; raises LookupError without quote or account."""
    account = desk.account
    if account is None:
        raise LookupError(f"account {desk.account_id} was not seen yet")
    equity = desk.equity()
    return figures(
        intent,
        quote=desk.quotes[intent.symbol],
        account=account,
        equity=equity,
        books=tuple(desk.uow.books.all()),
        instrument=desk.instruments[intent.symbol],
        settles_on=desk.calendar.settlement(desk.today),
        commission=desk.commission,
        limits=desk.limits,
        day_loss_left=_loss_left(desk, equity),
        trimmed_from=trimmed_from,
    )


def _shares(signal: Signal, book: Book, instrument: Instrument) -> int:
    if signal.side is Side.SELL:
        return size_exit(signal.size, held=book.shares, lot=instrument.lot)
    if signal.size.budget is None:
        return signal.size.shares or 0
    return size_entry(signal.size.budget, signal.ref_price, lot=instrument.lot)


def _intent(
    desk: Desk, signal: Signal, *, shares: int, instrument: Instrument, quote: Quote
) -> OrderIntent:
    return OrderIntent(
        id=desk.ids.new(),
        account=desk.account_id,
        mode=desk.mode,
        owner=signal.strategy,
        symbol=signal.symbol,
        name=instrument.name,
        side=signal.side,
        shares=shares,
        kind=OrderKind.LIMIT if quote.phase is Phase.CONTINUOUS else KINDS[signal.timing],
        price=limit_price(
            signal.side, quote.price, ladder=instrument.ladder(desk.today), limits=quote.limits
        ),
        ref_price=quote.price,
        signal_id=signal.id,
        correlation=signal.id,
        made_at=desk.now,
        stop_price=_stop_price(desk, signal, instrument),
        reason=signal.reason,
    )


def _stop_price(desk: Desk, signal: Signal, instrument: Instrument) -> Won | None:
    params = desk.params.get(signal.strategy)
    if params is None or params.stop is None:
        return None
    average = desk.book(signal.strategy, signal.symbol).average or Decimal(signal.ref_price)
    return instrument.ladder(desk.today).floor(max(1, int(average * (1 - params.stop))))


def _loss_left(desk: Desk, equity: Won) -> Won:
    account = desk.account
    start = account.day_start_equity if account else 0
    return max(0, int(start * desk.limits.daily_loss) - max(0, start - equity))

"""From a signal at the present quote to an order intent and the figures of its card."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from core.domain.approval import CardFigures
from core.domain.bar import Quote
from core.domain.calendar import Phase
from core.domain.exposure import sign
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
    if signal.side is Side.SELL and not book.shares and not instrument.is_future:
        return "nothing to sell"
    shares = _shares(signal, book, instrument)
    if shares <= 0:
        return "nothing to sell" if _is_exit(signal, book) else "budget below one share"
    return _intent(desk, signal, shares=shares, instrument=instrument, quote=quote)


def intent_again(desk: Desk, intent: OrderIntent) -> OrderIntent:
    """Make the same wish anew at the present quote: new id, new price, same shares."""
    quote, instrument = desk.quotes[intent.symbol], desk.instruments[intent.symbol]
    price = limit_price(
        intent.side, quote.price, ladder=instrument.ladder(desk.today), limits=quote.limits
    )
    # What was meant for an auction that is over is an ordinary limit order now.
    kind = OrderKind.LIMIT if quote.phase is Phase.CONTINUOUS else intent.kind
    return replace(
        intent, id=desk.ids.new(), kind=kind, price=price, ref_price=quote.price, made_at=desk.now,
        multiplier=instrument.multiplier, margin=margin_of(instrument, price),
    )  # fmt: skip


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
    if _is_exit(signal, book):
        return size_exit(signal.size, held=abs(book.shares), lot=instrument.lot)
    if signal.size.budget is None:
        return signal.size.shares or 0
    return size_entry(
        signal.size.budget, signal.ref_price, lot=instrument.lot, multiplier=instrument.multiplier
    )


def _is_exit(signal: Signal, book: Book) -> bool:
    # A sale of a long position, a purchase against a short one.
    return sign(signal.side) * book.shares < 0


def _intent(
    desk: Desk, signal: Signal, *, shares: int, instrument: Instrument, quote: Quote
) -> OrderIntent:
    price = limit_price(
        signal.side, quote.price, ladder=instrument.ladder(desk.today), limits=quote.limits
    )
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
        price=price,
        ref_price=quote.price,
        signal_id=signal.id,
        correlation=signal.id,
        made_at=desk.now,
        stop_price=_stop_price(desk, signal, instrument),
        reason=signal.reason,
        multiplier=instrument.multiplier,
        margin=margin_of(instrument, price),
    )


def margin_of(instrument: Instrument, price: Won) -> Won:
    """Give the won that opening one contract takes at a price, 0 for a share."""
    return instrument.contract.margin_to_open(price) if instrument.contract else 0


def _stop_price(desk: Desk, signal: Signal, instrument: Instrument) -> Won | None:
    params = desk.params.get(signal.strategy)
    if params is None or params.stop is None:
        return None
    book, ladder = desk.book(signal.strategy, signal.symbol), instrument.ladder(desk.today)
    average = book.average or Decimal(signal.ref_price)
    short = book.shares < 0 or (not book.shares and signal.side is Side.SELL)
    if short:
        return ladder.ceil(int(average * (1 + params.stop)))
    return ladder.floor(max(1, int(average * (1 - params.stop))))


def _loss_left(desk: Desk, equity: Won) -> Won:
    account = desk.account
    start = account.day_start_equity if account else 0
    return max(0, int(start * desk.limits.daily_loss) - max(0, start - equity))

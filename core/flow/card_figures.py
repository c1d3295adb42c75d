"""The figures of an order card beside the order itself: exact, and reckoned to the worse side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from core.domain.approval import CardFigures
from core.domain.bar import Quote
from core.domain.costs import Commission, CostEstimate, estimate
from core.domain.exposure import sign
from core.domain.instrument import Instrument
from core.domain.limits import Limits
from core.domain.money import Rate, Won, ratio_of
from core.domain.order import OrderIntent
from core.domain.position import Account, Book
from core.domain.signal import Side
from core.risk.daily_loss import loss_left


def figures(
    intent: OrderIntent,
    *,
    quote: Quote,
    account: Account,
    equity: Won,
    books: Sequence[Book],
    instrument: Instrument,
    settles_on: date,
    commission: Commission,
    limits: Limits,
    day_loss_left: Won | None = None,
    trimmed_from: int | None = None,
) -> CardFigures:
    """Reckon a card as if the whole order filled at its limit price.

    `weight_after` counts the symbol over all owners, shares held before at the quote, contracts
    by their notional; `held_after` counts the order's owner, below zero when short.
    `day_loss_left` is the won that may still be lost today; by default it is reckoned from the
    account, the equity and the limits.
    """
    costs = _costs(intent, instrument, commission=commission, settles_on=settles_on)
    own = sum(b.shares for b in books if (b.owner, b.symbol) == (intent.owner, intent.symbol))
    held = own + _change(intent)
    loss = _loss_at_stop(
        intent, held=held, instrument=instrument, commission=commission, settles_on=settles_on
    )
    left = loss_left(account, equity, limits=limits) if day_loss_left is None else day_loss_left
    return CardFigures(
        costs=costs,
        weight_after=_weight(intent, quote=quote, books=books, equity=equity),
        held_after=held,
        loss_at_stop=loss,
        loss_share=None if loss is None or left <= 0 else ratio_of(loss, left),
        quote_price=quote.price,
        quote_at=quote.at,
        bid=quote.bid,
        ask=quote.ask,
        phase=quote.phase.value,
        vi=quote.vi,
        trimmed_from=trimmed_from,
    )


def _change(intent: OrderIntent) -> int:
    return sign(intent.side) * intent.shares


def _costs(
    intent: OrderIntent, instrument: Instrument, *, commission: Commission, settles_on: date
) -> CostEstimate:
    costs = estimate(
        intent.side,
        intent.gross,
        commission=commission,
        market=instrument.market,
        kind=instrument.kind,
        settles_on=settles_on,
    )
    # Nobody pays a notional: of contracts only the commission is paid.
    return replace(costs, net=-costs.commission) if intent.multiplier else costs


def _weight(intent: OrderIntent, *, quote: Quote, books: Sequence[Book], equity: Won) -> Rate:
    held = sum(b.shares for b in books if b.symbol == intent.symbol)
    if intent.multiplier:
        notional = abs(held + _change(intent)) * quote.price * intent.multiplier
        return ratio_of(notional, equity)
    if intent.side is Side.BUY:
        return ratio_of(held * quote.price + intent.gross, equity)
    return ratio_of((held - intent.shares) * quote.price, equity)


def _loss_at_stop(
    intent: OrderIntent,
    *,
    held: int,
    instrument: Instrument,
    commission: Commission,
    settles_on: date,
) -> Won | None:
    # From the order's price to the stop for all that is held then, and the cost of getting out.
    if intent.stop_price is None or held == 0 or (held < 0 and not intent.multiplier):
        return None
    unit = intent.multiplier or 1
    exit_ = estimate(
        Side.SELL if held > 0 else Side.BUY,
        abs(held) * intent.stop_price * unit,
        commission=commission,
        market=instrument.market,
        kind=instrument.kind,
        settles_on=settles_on,
    )
    # A long position loses when the price falls to its stop, a short one when it rises there.
    lost = intent.price - intent.stop_price if held > 0 else intent.stop_price - intent.price
    return abs(held) * unit * max(0, lost) + exit_.commission + exit_.tax

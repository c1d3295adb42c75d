"""What was traded in a period, by order and by owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from core.domain.money import Rate, Won, ratio_of
from core.domain.position import Book, Fill
from core.domain.signal import Side
from core.report.period import HoldingLine, StrategyLine, TradeLine
from core.report.words import Words

_FOUR = Decimal("0.0001")


def rate_of(part: Won, whole: Won) -> Rate:
    """Give a part as a ratio of four places."""
    return ratio_of(part, whole).quantize(_FOUR)


def slices_of(fills: Iterable[Fill]) -> dict[str, list[Fill]]:
    """Give the slices of each order that traded."""
    orders: dict[str, list[Fill]] = {}
    for fill in fills:
        orders.setdefault(fill.order_id, []).append(fill)
    # What was taken back as another order's is no trade.
    return {order: made for order, made in orders.items() if sum(f.shares for f in made)}


def trades_of(fills: Sequence[Fill], words: Words) -> tuple[TradeLine, ...]:
    """Tell what each order traded."""
    return tuple(_trade(slices, words) for slices in slices_of(fills).values())


def _trade(slices: Sequence[Fill], words: Words) -> TradeLine:
    one = slices[-1]
    shares, amount = sum(f.shares for f in slices), sum(f.amount for f in slices)
    realised = sum(f.realised for f in slices)
    cost = amount - sum(f.fee + f.tax for f in slices) - realised
    return TradeLine(
        one.day,
        one.symbol,
        words.name(one.symbol),
        words.title(one.owner),
        one.side.value,
        shares,
        round(Decimal(amount) / (shares * (one.multiplier or 1))),
        amount,
        realised,
        rate_of(realised, cost) if one.side is Side.SELL else None,
    )


def strategies_of(
    fills: Sequence[Fill],
    books: Sequence[Book],
    *,
    holdings: Sequence[HoldingLine],
    words: Words,
) -> tuple[StrategyLine, ...]:
    """Tell what came of each owner's trades and holdings, by name."""
    owners = {f.owner for f in fills} | {b.owner for b in books}
    return tuple(
        _strategy(owner, fills, holdings=holdings, words=words) for owner in sorted(owners)
    )


def _strategy(
    owner: str, fills: Sequence[Fill], *, holdings: Sequence[HoldingLine], words: Words
) -> StrategyLine:
    fills = [f for f in fills if f.owner == owner]
    orders = slices_of(fills)
    sales = [sum(f.realised for f in o) for o in orders.values() if o[0].side is Side.SELL]
    title = words.title(owner)
    return StrategyLine(
        owner,
        title,
        len(orders),
        len(sales),
        sum(s > 0 for s in sales),
        sum(f.realised for f in fills),
        sum(f.fee for f in fills),
        sum(f.tax for f in fills),
        sum(h.open_profit for h in holdings if h.title == title),
    )

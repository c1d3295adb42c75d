"""Round trips out of fills: what a cycle cost, what it brought, and how it ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate

from core.backtest.result import Fill, Result, Trade
from core.backtest.rules import gross5
from core.domain.signal import Side


def trades_of(result: Result) -> tuple[Trade, ...]:
    """Give the closed cycles of a run in the order they closed; what is open is none."""
    by_symbol: dict[str, list[Fill]] = defaultdict(list)
    for fill in result.fills:
        by_symbol[fill.symbol].append(fill)
    made = [
        _trade(cycle, result.scale, result.multiplier.get(symbol, 1))
        for symbol, fills in by_symbol.items()
        for cycle in _cycles(fills)
    ]
    return tuple(sorted(made, key=lambda trade: (trade.closed_on, trade.symbol, trade.closed)))


def _cycles(fills: Sequence[Fill]) -> Iterator[Sequence[Fill]]:
    """Part one symbol's fills where nothing is held."""
    held = accumulate(fill.qty if fill.side is Side.BUY else -fill.qty for fill in fills)
    begun = 0
    for at, shares in enumerate(held, 1):
        if not shares:
            yield fills[begun:at]
            begun = at


def _trade(fills: Sequence[Fill], scale: int, multiplier: int) -> Trade:
    first, last = fills[0], fills[-1]
    entries = [fill for fill in fills if fill.side is first.side]
    exits = [fill for fill in fills if fill.side is not first.side]
    entry5, exit5 = (
        sum(gross5(fill.price, fill.qty, scale, multiplier) for fill in some)
        for some in (entries, exits)
    )
    fee5, tax5 = sum(fill.fee5 for fill in fills), sum(fill.tax5 for fill in fills)
    short = first.side is Side.SELL
    gain5 = entry5 - exit5 if short else exit5 - entry5
    return Trade(
        symbol=first.symbol,
        short=short,
        opened=first.at,
        closed=last.at,
        opened_on=first.day,
        closed_on=last.day,
        qty=sum(fill.qty for fill in entries),
        entry5=entry5,
        exit5=exit5,
        fee5=fee5,
        tax5=tax5,
        pnl5=gain5 - fee5 - tax5,
        reason=last.reason,
    )

"""Whether shares or money moved beyond what the day's list explains (D6, D8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.domain.commands import BrokerRow, BrokerView
from core.domain.doubt import Snapshot, Traded
from core.domain.order import OrderIntent
from core.domain.signal import Side


def snapshot_of(view: BrokerView, key: str) -> Snapshot:
    """Keep of a complete look what a later one is compared with."""
    return Snapshot(
        id=key,
        account=view.account,
        day=view.day,
        at=view.at,
        complete=True,
        numbers=tuple(sorted(row.number for row in view.rows)),
        holdings=view.holdings,
        cash=view.cash,
        traded=traded(view.rows),
    )


def traded(rows: Iterable[BrokerRow]) -> tuple[Traded, ...]:
    """Sum what the rows of a day traded by symbol: purchases less sales, won with costs."""
    sums: dict[str, Traded] = {}
    for row in rows:
        if not row.filled or row.parent:
            continue
        had = sums.get(row.symbol, Traded(row.symbol, 0, 0))
        sign = 1 if row.side == Side.BUY.value else -1
        won = -row.amount - row.fee if sign > 0 else row.amount - row.fee - row.tax
        shares = had.shares + sign * row.filled
        sums[row.symbol] = replace(had, shares=shares, won=had.won + won)
    return tuple(sums[symbol] for symbol in sorted(sums))


def moved(before: Snapshot, view: BrokerView, intent: OrderIntent) -> bool:
    """Tell whether shares or money went the order's way and the list does not say why.

    Both the bare difference and the unexplained one must point that way: a list and a balance
    that lag behind each other (A04) then do not look like a move.
    """
    sign = 1 if intent.side is Side.BUY else -1
    bare, beyond = _shares(before, view, intent.symbol)
    if sign * bare > 0 and sign * beyond > 0:
        return True
    if intent.multiplier:
        # A deposit does not pay for contracts: it moves by what other orders realised.
        return False
    bare, beyond = _cash(before, view)
    slack = _slack(intent)
    return -sign * bare >= slack and -sign * beyond >= slack


def level(before: Snapshot, view: BrokerView, intent: OrderIntent) -> bool:
    """Tell whether the symbol's shares are as the list explains and no money went this way."""
    _, beyond = _shares(before, view, intent.symbol)
    return beyond == 0 and not moved(before, view, intent)


def _slack(intent: OrderIntent) -> int:
    # A fill of one share moves at least its price; half of it is no fill but rounded costs.
    return max(1, intent.price // 2)


def _shares(before: Snapshot, view: BrokerView, symbol: str) -> tuple[int, int]:
    had = sum(h.shares for h in before.holdings if h.symbol == symbol)
    has = sum(h.shares for h in view.holdings if h.symbol == symbol)
    listed = _listed(traded(view.rows), symbol) - _listed(before.traded, symbol)
    return has - had, has - had - listed


def _listed(sums: tuple[Traded, ...], symbol: str) -> int:
    return sum(one.shares for one in sums if one.symbol == symbol)


def _cash(before: Snapshot, view: BrokerView) -> tuple[int, int]:
    listed = sum(t.won for t in traded(view.rows)) - sum(t.won for t in before.traded)
    return view.cash - before.cash, view.cash - before.cash - listed

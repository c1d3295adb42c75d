"""What a slice of an order moves besides its book: the money, and the witness."""

from __future__ import annotations

from dataclasses import replace

from core.domain.money import Won
from core.domain.order import Order
from core.domain.position import Fill
from core.flow.alerts.happening import hear_fill
from core.flow.desk import Desk


def to_cash(desk: Desk, moved: Won) -> None:
    """Move our cash by what a slice was paid for, won."""
    account = desk.account
    if account is None:
        raise LookupError(f"account {desk.account_id} has a fill before it was seen")
    desk.uow.accounts.put(replace(account, cash=account.cash + moved))


def journal_fill(desk: Desk, order: Order, fill: Fill, *, kind: str = "") -> None:
    """Witness a slice, and tell who waits for one; one that undoes others has a kind of its own."""
    desk.uow.emit(
        "execution.fill",
        kind or fill.side.value,
        correlation=order.intent.correlation,
        cause=order.id,
        data={
            "symbol": fill.symbol,
            "shares": fill.shares,
            "amount": fill.amount,
            "fee": fill.fee,
            "tax": fill.tax,
            "cumulative": fill.cumulative,
            "realised": fill.realised,
        },
    )
    if not kind:
        hear_fill(desk, fill)

"""What a card says beside its order: gathered from the desk, reckoned in `card_figures`."""

from __future__ import annotations

from dataclasses import replace

from core.domain.approval import CardFigures
from core.domain.money import Won
from core.domain.order import OrderIntent
from core.domain.position import OUTSIDE, PERSON
from core.flow.arbiter import beaten_owners
from core.flow.card_figures import figures
from core.flow.desk import Desk
from core.flow.purpose import Purpose, purpose_of


def card_of(desk: Desk, intent: OrderIntent, *, trimmed_from: int | None) -> CardFigures:
    """Reckon what the card says beside the order; raises LookupError without quote or account."""
    account = desk.account
    if account is None:
        raise LookupError(f"account {desk.account_id} was not seen yet")
    equity = desk.equity()
    made = figures(
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
    own = {intent.owner, OUTSIDE, PERSON}
    held = {b.owner for b in desk.uow.books.all() if b.symbol == intent.symbol and b.shares}
    return replace(
        made,
        beaten=beaten_owners(desk, intent.signal_id),
        also_held=tuple(sorted(held - own)),
    )


def _loss_left(desk: Desk, equity: Won) -> Won:
    account = desk.account
    start = account.day_start_equity if account else 0
    return max(0, int(start * desk.limits.daily_loss) - max(0, start - equity))


def moved_by(desk: Desk, intent: OrderIntent) -> Won:
    """Give the won that a yes moves; none where it protects, for nothing may hold that up."""
    return 0 if purpose_of(desk, intent) is Purpose.PROTECT else intent.gross


def presses_needed(desk: Desk, intent: OrderIntent) -> int:
    """Give how many people must say yes; what protects waits for nobody else."""
    above = desk.rules.several_above
    if above is None or moved_by(desk, intent) <= above:
        return 1
    return desk.rules.several

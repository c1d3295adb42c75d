"""Signals: stored once a key, resting ones carried over a session, asked again in half an hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from core.domain.approval import ApprovalState
from core.domain.calendar import KST
from core.domain.limits import OnExpiry
from core.domain.money import Won
from core.domain.order import TERMINAL
from core.domain.position import Book
from core.domain.signal import Side, Signal, SignalState, Size, Timing
from core.flow.alerts.happening import hear_signal
from core.flow.decide import Choice
from core.flow.desk import Desk
from core.flow.repeated import stops_changed_at
from core.strategies.base import STRATEGIES, Action, Decision, StrategyParams, params_hash

ASK_AGAIN_MINUTES = 30
# A stop that stays touched is asked so often at once; after that each half hour, as ever.
MOST_AGAIN: Final = 3


def put_signal(
    desk: Desk,
    choice: Choice,
    *,
    strategy: str,
    symbol: str,
    timing: Timing,
    key: str,
    window: tuple[datetime, datetime],
    size: Size | None = None,
    limit: Won = 0,
) -> None:
    """Store a signal once per (strategy, symbol, key) and journal it.

    `size` replaces the decision's own, `limit` is the price in won that the order rests at.
    """
    if any(
        s.key == key and s.strategy == strategy and s.symbol == symbol
        for s in desk.uow.signals.all()
    ):
        return
    params = desk.params.get(strategy)
    # Strategies say SELL for leaving; a short position is left by a purchase.
    short = desk.book(strategy, symbol).shares < 0
    action = choice.decision.action
    sale = action == Action.SHORT or (action == Action.SELL and not short)
    signal = Signal(
        id=desk.ids.new(),
        strategy=strategy,
        params_hash=params_hash(STRATEGIES.get(strategy), params) if params else "",
        symbol=symbol,
        side=Side.SELL if sale else Side.BUY,
        size=size or _size(choice.decision, params),
        timing=timing,
        ref_price=choice.price,
        score=Decimal(str(round(choice.decision.score, 6))),
        reason=choice.reason,
        indicators=choice.indicators,
        key=key,
        made_at=desk.now,
        valid_from=window[0],
        expires_at=window[1],
        limit=limit,
    )
    keep_signal(desk, signal)


def keep_signal(desk: Desk, signal: Signal) -> None:
    """Store a new signal and journal it."""
    desk.uow.signals.put(signal)
    _journal(desk, signal)
    hear_signal(desk, signal)


def end_signal(desk: Desk, signal: Signal, state: SignalState, *, note: str = "") -> None:
    """Store how far a signal came."""
    desk.uow.signals.put(replace(signal, state=state, note=note))
    desk.uow.emit(
        "signal.out",
        state.value,
        correlation=signal.id,
        cause=signal.id,
        data={"symbol": signal.symbol, "strategy": signal.strategy, "note": note},
    )


def resting_signals(desk: Desk, strategy: str, symbol: str) -> list[Signal]:
    """Give the entries at a limit that may still fill in a later session."""
    found = (s for s in desk.uow.signals.all() if s.limit and s.expires_at > desk.now)
    return [
        s
        for s in found
        if (s.strategy, s.symbol, s.state) == (strategy, symbol, SignalState.WAITING)
    ]


def renew(desk: Desk) -> None:
    """Let entries at a limit go on whose order of today ended without a fill."""
    ended = {o.intent.signal_id: o for o in desk.uow.orders.all() if o.state in TERMINAL}
    for signal in [s for s in desk.uow.signals.all() if s.limit and s.expires_at > desk.now]:
        order = ended.get(signal.id)
        if signal.state is SignalState.PROPOSED and order is not None and not order.filled:
            desk.uow.signals.put(replace(signal, state=SignalState.WAITING))


def half_hour(at: datetime) -> str:
    """Name the half hour of an instant: what nobody confirmed is asked again, not every minute."""
    local = at.astimezone(KST)
    return f"{local.hour:02d}{local.minute // ASK_AGAIN_MINUTES * ASK_AGAIN_MINUTES:02d}"


def stop_key(desk: Desk, book: Book, key: str) -> str:
    """Give the key under which a touched stop is asked now: a new one after a card that lapsed.

    Without the person's wish for it the key stays, and a key is asked about once.
    """
    if desk.expiry.on_stop is OnExpiry.DENY:
        return key
    mine = {
        s.id
        for s in desk.uow.signals.all()
        if (s.strategy, s.symbol) == (book.owner, book.symbol) and s.key.startswith(key)
    }
    ended = (a for a in desk.uow.approvals.all() if a.state is ApprovalState.LAPSED)
    lapsed = sum(a.intent.signal_id in mine for a in ended)
    return f"{key}:{min(lapsed, MOST_AGAIN)}" if lapsed else key


def freed_key(desk: Desk, book: Book, key: str) -> str:
    """Give a touched level's key: a new one once a stop changed that refused it.

    A level that is touched while nothing may leave is asked about as soon as that is lifted,
    and not only in the next half hour.
    """
    changed = stops_changed_at(desk)
    refused = sum(
        s.state is SignalState.REFUSED and s.note == "kill" and s.made_at < changed
        for s in desk.uow.signals.all()
        if changed and (s.strategy, s.symbol) == (book.owner, book.symbol) and s.key.startswith(key)
    )
    return f"{key}:free{refused}" if refused else key


def _size(decision: Decision, params: StrategyParams | None) -> Size:
    part = Decimal(str(decision.fraction))
    if decision.action == Action.SELL or params is None:
        return Size(fraction=part)
    return Size(budget=int(params.budget * (part or 1)))


def _journal(desk: Desk, signal: Signal) -> None:
    desk.uow.emit(
        "signal.out",
        SignalState.WAITING.value,
        correlation=signal.id,
        cause=signal.key,
        data={
            "strategy": signal.strategy,
            "symbol": signal.symbol,
            "side": signal.side.value,
            "params": signal.params_hash[:12],
            "reason": signal.reason,
        },
    )

"""Strategies on quotes, live: buy at the last price while flat, offer what was bought (S0-19).

A step looks at what there is and asks for what is missing; it remembers nothing. Every order is
still asked of a person like any other. Source: strategies.md 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from core.domain.bar import Quote
from core.domain.calendar import Session
from core.domain.order import RESTING, OrderIntent
from core.domain.signal import Side, Size, Timing
from core.flow import cancels
from core.flow.decide import Choice, target_price
from core.flow.desk import Desk
from core.flow.failing import fail, has_failed
from core.flow.lots import Lot, lot_key, lots_of, waiting_signals
from core.flow.wishes import half_hour, put_signal
from core.strategies.attempt import attempt, source_of
from core.strategies.base import STRATEGIES, Action, Decision, Holding, Strategy
from core.strategies.quotes import QuoteParams

_FLAT = Holding(0, 0.0, -1)


def pursue_quotes(desk: Desk, session: Session, fresh: Mapping[str, Quote]) -> None:
    """Take one step for each symbol with a fresh quote that such a strategy is told to trade."""
    for name, params in sorted(desk.params.items()):
        if not isinstance(params, QuoteParams):
            continue
        for symbol in [s for s in params.symbols if s in fresh and s in desk.instruments]:
            if not fresh[symbol].halted and not has_failed(desk, name):
                step = _Step(desk, name, params, fresh[symbol], session)
                done = attempt(step.take, source=source_of(STRATEGIES.get(name)))
                if done is not None:
                    fail(desk, name, done, symbol=symbol)


class _Step:
    """One look at one symbol of one strategy."""

    def __init__(
        self, desk: Desk, name: str, params: QuoteParams, quote: Quote, session: Session
    ) -> None:
        self._desk, self._params, self._quote, self._session = desk, params, quote, session
        self._strategy: type[Strategy] = STRATEGIES.get(name)
        self._book = desk.book(name, quote.symbol)
        self._ladder = desk.instruments[quote.symbol].ladder(desk.today)

    def take(self) -> None:
        """Give up on a late purchase, offer what is not offered yet, else buy when all is sold."""
        self._time_out()
        if self._book.shares:
            self._offer()
        elif not self._desk.rebased(self._quote) and self._is_free():
            self._buy()

    def _time_out(self) -> None:
        since = self._desk.now - timedelta(seconds=self._params.buy_timeout_s)
        for order in self._desk.open_orders():
            late = order.sent_at is not None and order.sent_at <= since
            if late and order.state in RESTING and self._is_purchase(order.intent):
                cancels.want_cancel(self._desk, order)

    def _offer(self) -> None:
        waits = waiting_signals(self._desk.uow, self._book)
        if any(s.side is Side.SELL and not s.limit for s in waits):
            return  # a stop comes first
        for lot in lots_of(self._desk.uow, self._book):
            if lot.left > lot.offered:
                self._offer_lot(lot)

    def _offer_lot(self, lot: Lot) -> None:
        wanted = target_price(lot.price, self._params.take, self._params.take_ticks, self._ladder)
        upper = self._quote.limits.upper
        if wanted is None or (wanted > upper and not self._params.cap_at_upper_limit):
            return
        capped = wanted > upper
        code = self._strategy.REASONS.index("capped" if capped else "target")
        price = self._ladder.floor(upper) if capped else wanted
        put_signal(
            self._desk,
            self._choice(Decision(Action.SELL.value, 1.0, 0.0, code, 0.0, 0)),
            strategy=self._book.owner, symbol=self._book.symbol, timing=Timing.NOW,
            key=lot_key(self._day, lot.key, half_hour(self._desk.now)),
            window=(self._desk.now, self._session.closes_at),
            size=Size(shares=lot.left - lot.offered), limit=price,
        )  # fmt: skip

    def _is_free(self) -> bool:
        key = (self._book.owner, self._book.symbol)
        cards = (a.intent for a in self._desk.open_approvals())
        orders = (o.intent for o in self._desk.open_orders())
        busy = any((i.owner, i.symbol) == key for i in (*cards, *orders))
        # The look that shows the last sale says so; the next one buys.
        sold_now = any(f.at >= self._desk.now for f in self._desk.fills_of(self._book)[-1:])
        return not busy and not sold_now and not waiting_signals(self._desk.uow, self._book)

    def _buy(self) -> None:
        # A purchase that ended is followed at once; one that a person declined after a while.
        asked = f"{self._purchases()}:{half_hour(self._desk.now)}"
        row = self._strategy.Row(volume=1.0, close=float(self._quote.price))
        decision = self._strategy.decide(row, _FLAT, self._strategy.scalars(self._params))
        if decision.action != Action.BUY:
            return
        put_signal(
            self._desk,
            self._choice(decision),
            strategy=self._book.owner, symbol=self._book.symbol, timing=Timing.NOW,
            key=f"{self._day}:buy:{asked}", window=(self._desk.now, self._session.closes_at),
            limit=self._ladder.floor(int(decision.limit)) if decision.limit else 0,
        )  # fmt: skip

    def _purchases(self) -> int:
        return sum(self._is_purchase(o.intent) for o in self._desk.uow.orders.all())

    def _is_purchase(self, intent: OrderIntent) -> bool:
        mine = (intent.owner, intent.symbol) == (self._book.owner, self._book.symbol)
        return mine and intent.side is Side.BUY

    def _choice(self, decision: Decision) -> Choice:
        row = self._strategy.Row(volume=1.0, close=float(self._quote.price))
        text, values = self._strategy.explain(row, decision.reason, self._params)
        code = self._strategy.REASONS[decision.reason]
        return Choice(decision, self._quote.price, text, code, values)

    @property
    def _day(self) -> str:
        return self._session.day.isoformat()

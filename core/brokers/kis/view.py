"""Turns KIS's rows into the broker view that the engine books from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from core.brokers.kis.balance import Balance
from core.brokers.kis.day_orders import DayRow
from core.domain.calendar import Calendar, Phase, trading_date
from core.domain.commands import BrokerRow, BrokerView
from core.domain.costs import Commission, CostEstimate, estimate
from core.domain.instrument import Instrument, InstrumentKind, Market
from core.domain.money import Won

UNREADABLE = "unreadable"

Listing = Callable[[str], Instrument | None]


def _right() -> bool:
    return False


def _unlisted(_symbol: str) -> Instrument | None:
    return None


class Viewer:
    """Knows what rows alone do not say: the session, the tax of a symbol, our channel's mark.

    Which mark (media code, employee) means the Open API must be seen at the live broker first:
    without `api_media` only orders that answered us are of channel "api", all others "unreadable".
    While our clock is wrong no session is over, and no order expires.
    """

    def __init__(
        self,
        calendar: Calendar,
        *,
        commission: Commission | None = None,
        listing: Listing = _unlisted,
        api_media: frozenset[str] = frozenset(),
        unlisted_kind: InstrumentKind = InstrumentKind.STOCK,
        clock_is_wrong: Callable[[], bool] = _right,
    ) -> None:
        self._clock_is_wrong = clock_is_wrong
        self._calendar = calendar
        self._commission = commission or Commission()
        self._listing = listing
        self._api_media = api_media
        self._unlisted_kind = unlisted_kind

    def view(
        self,
        account: str,
        day: date,
        rows: Sequence[DayRow],
        held: Balance,
        *,
        orderable: Won,
        ours: frozenset[str],
        now: datetime,
    ) -> BrokerView:
        """Make the view; `ours` are the numbers that this process got as answers."""
        over = self._is_over(day, now) and not self._clock_is_wrong()
        return BrokerView(
            account=account,
            day=day,
            at=now,
            rows=tuple(self._row(row, over=over, ours=ours) for row in rows),
            holdings=held.holdings,
            cash=held.cash,
            orderable=orderable,
            totals=held.totals,
        )

    def _row(self, row: DayRow, *, over: bool, ours: frozenset[str]) -> BrokerRow:
        state, costs = state_of(row, over=over), self._costs(row)
        return BrokerRow(
            number=row.number,
            day=row.day,
            symbol=row.symbol,
            side=row.side.value,
            shares=row.shares,
            price=row.price,
            kind=row.kind,
            filled=row.filled,
            amount=row.amount,
            fee=costs.commission,
            tax=costs.tax,
            state=state,
            placed_at=row.at,
            channel=self._channel(row, ours),
            reason="refused by the exchange" if state == "rejected" else "",
            # A contract that left the list is one still: its notional was never paid.
            is_contract=self._kind(row.symbol) is InstrumentKind.FUTURE,
        )

    def _costs(self, row: DayRow) -> CostEstimate:
        listed = self._listing(row.symbol)
        return estimate(
            row.side,
            row.amount,
            commission=self._commission,
            market=listed.market if listed else Market.KOSPI,
            kind=self._kind(row.symbol),
            settles_on=self._calendar.settlement(row.day),
        )

    def _kind(self, symbol: str) -> InstrumentKind:
        listed = self._listing(symbol)
        return listed.kind if listed else self._unlisted_kind

    def _channel(self, row: DayRow, ours: frozenset[str]) -> str:
        if row.number in ours or row.marks & self._api_media:
            return "api"
        return "other" if self._api_media and row.marks else UNREADABLE

    def _is_over(self, day: date, now: datetime) -> bool:
        if trading_date(now) != day:
            return trading_date(now) > day
        session = self._calendar.session(day)
        return session is None or (now > session.closes_at and session.phase(now) is Phase.CLOSED)


def state_of(row: DayRow, *, over: bool) -> str:
    """Tell an order's state: open, filled, cancelled, rejected or expired.

    A rest of zero alone ends nothing before the session is over: only a row that says
    cancelled or refused does (A25).
    """
    if row.filled >= row.shares:
        return "filled"
    if row.rest == 0 and row.rejected:
        return "rejected"
    if row.rest == 0 and (row.cancelled or row.is_cancelled):
        return "cancelled"
    return "expired" if over else "open"

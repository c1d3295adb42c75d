"""The books of futures accounts: orders, fills and daily marks, with the street on the other side.

Whatever one account gains by a settlement another one loses: the street takes the other side of
every fill, so that all variation adds up to nothing and only commissions leave the market.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

from sim.futures import rules
from sim.futures.account import FuturesBooks
from sim.ledger import Ledger
from sim.orders import Order
from sim.store import Execution, Store

FIRST_NUMBER = 7_000_001  # far above the shares' numbers: one number never means two orders
_SCHEMA = """
CREATE TABLE IF NOT EXISTS marks (
    day TEXT NOT NULL, code TEXT NOT NULL, price INTEGER NOT NULL, final INTEGER NOT NULL,
    due TEXT NOT NULL, fills INTEGER NOT NULL, PRIMARY KEY (day, code)
);
"""
_PUT_MARK = "INSERT INTO marks VALUES (?, ?, ?, ?, ?, ?)"


@dataclass(slots=True)
class FuturesOrder(Order):
    """Carry a futures order; `amount` is the contract value in won, and nothing is reserved.

    Margin depends on the whole account and is computed there.
    """

    def reserve(self) -> int:
        """Give 0: see `sim.futures.margin`."""
        return 0

    def book(self, quantity: int, price: int) -> tuple[int, int]:
        """Add a fill and give the commission that it added; there is no tax."""
        self.filled += quantity
        self.amount += quantity * price * rules.MULTIPLIER
        fee = rules.commission(self.amount)
        added = fee - self.fee
        self.fee = fee
        if self.filled == self.quantity:
            self.state = "filled"
        return added, 0


@dataclass(frozen=True, slots=True)
class Mark:
    """Record one settlement price of a session; `fills` executions were booked before it."""

    day: date
    code: str
    price: int
    final: bool
    due: date
    fills: int


class FuturesLedger(Ledger):
    """Keep what must outlive a crash of the futures market, in a file of its own."""

    order_kind = FuturesOrder

    def __init__(self, cash: Mapping[str, int], store: Store | None) -> None:
        self.street = FuturesBooks(0)
        self._marks: list[Mark] = []
        self._new_marks: list[Mark] = []
        super().__init__(cash, store)
        self._last = max(self._last, FIRST_NUMBER - 1)

    @classmethod
    def open(cls, path: Path | str, *, cash: Mapping[str, int]) -> Self:
        """Open or create the ledger's file; accounts that it already has keep their own cash."""
        return cls(cash, Store(Path(path), kind=cls.order_kind, schema=_SCHEMA))

    def books(self, account: str, today: date) -> FuturesBooks:
        """Give an account's books with everything settled that is due on a Korean day."""
        self.street.settle(today)
        found = super().books(account, today)
        if not isinstance(found, FuturesBooks):
            raise TypeError(f"account {account} is no futures account")
        return found

    def held(self) -> set[str]:
        """Name the contracts that anybody holds or traded since the last settlement."""
        everybody = (books for books in self._books.values() if isinstance(books, FuturesBooks))
        return {code for books in everybody for code in books.positions}

    def marks(self) -> list[Mark]:
        """List the settlement prices in the order of booking."""
        return list(self._marks)

    def settled(self) -> date | None:
        """Give the last session that was settled; sessions without any position count too."""
        text = self._meta.get("settled")
        return date.fromisoformat(text) if text else None

    def settle_day(self, day: date, prices: dict[str, int], *, final: set[str], due: date) -> None:
        """Settle a session at these prices; final contracts are closed at theirs.

        `prices` must have every contract that `held` names.
        """
        count = len(self._fills)
        marks = [
            Mark(day, code, price, code in final, due, count)
            for code, price in sorted(prices.items())
        ]
        self._settle(marks)
        self._marks += marks
        self._new_marks += marks
        self._meta["settled"] = day.isoformat()
        self._durable = self._durable or bool(marks)

    def _settle(self, marks: list[Mark]) -> None:
        if not marks:
            return
        prices = {mark.code: mark.price for mark in marks}
        final = {mark.code for mark in marks if mark.final}
        for books in (*self._books.values(), self.street):
            if isinstance(books, FuturesBooks):
                books.settle_day(marks[0].day, prices, final=final, due=marks[0].due)

    def _new_books(self, cash: int) -> FuturesBooks:
        return FuturesBooks(cash)

    def _post(self, fill: Execution) -> None:
        super()._post(fill)
        order = self._orders[fill.number]
        signed = -fill.quantity if order.side == "buy" else fill.quantity
        self.street.trade(order.code, signed, price=fill.price, costs=0)

    def _more(self) -> list[tuple[str, list[tuple[Any, ...]]]]:
        rows, self._new_marks = self._new_marks, []
        return [
            (
                _PUT_MARK,
                [
                    (m.day.isoformat(), m.code, m.price, m.final, m.due.isoformat(), m.fills)
                    for m in rows
                ],
            )
        ]

    def _fold(self, store: Store) -> None:
        self._marks = [
            Mark(date.fromisoformat(d), code, price, bool(final), date.fromisoformat(due), fills)
            for d, code, price, final, due, fills in store.rows(
                "SELECT * FROM marks ORDER BY day, code"
            )
        ]
        days: dict[date, list[Mark]] = {}
        for mark in self._marks:
            days.setdefault(mark.day, []).append(mark)
        booked = 0
        for marks in days.values():
            for fill in self._fills[booked : marks[0].fills]:
                self._post(fill)
            booked = marks[0].fills
            self._settle(marks)
        for fill in self._fills[booked:]:
            self._post(fill)

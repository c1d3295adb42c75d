"""The exchange's own book-keeping: accounts, orders, fills, time.

It shares no code with core, so that it can judge it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar, Self

from sim.books import Books
from sim.orders import Order
from sim.store import Execution, LedgerFailedError, Store
from sim.values import VenueFill


class Ledger:
    """Keep what must outlive a crash; a change is on disk when `commit` returns.

    The books are never stored: they are folded from the fills, at start as while running.
    """

    order_kind: ClassVar[type[Order]] = Order

    def __init__(self, cash: Mapping[str, int], store: Store | None) -> None:
        for name, won in cash.items():
            if won < 0:
                raise ValueError(f"account {name} was given {won} won: give 0 or more")
        self.now: datetime | None = None
        self._store = store
        self._broken = False
        self._meta: dict[str, str] = {}
        self._books: dict[str, Books] = {}
        self._orders: dict[int, Order] = {}
        self._open: dict[str, dict[int, Order]] = defaultdict(dict)
        self._by_day: dict[tuple[str, date], list[Order]] = defaultdict(list)
        self._fills: list[Execution] = []
        self._dirty: dict[int, Order] = {}
        self._last = 0
        self._notes: dict[int, str] = {}
        self._new_notes: dict[int, str] = {}
        self._saved_fills = 0
        self._durable = False
        self._load(cash)

    @classmethod
    def memory(cls, cash: Mapping[str, int]) -> Self:
        """Open a ledger that lives as long as the process; `cash` maps accounts to won."""
        return cls(cash, None)

    @classmethod
    def open(cls, path: Path | str, *, cash: Mapping[str, int]) -> Self:
        """Open or create the ledger's file; accounts that it already has keep their own cash."""
        return cls(cash, Store(Path(path), kind=cls.order_kind))

    def close(self) -> None:
        """Close the file."""
        if self._store:
            self._store.close()

    def bind(self, **identity: str) -> None:
        """Tie the file to one market; ValueError when it already belongs to another."""
        for key, value in identity.items():
            found = self._meta.setdefault(key, value)
            if found != value:
                raise ValueError(
                    f"this ledger was made with {key} {found} and was opened with {value}: "
                    f"open it with {key} {found} or choose another file"
                )

    def put(self, key: str, value: str) -> None:
        """Keep a text about the market with the next commit, in place of an earlier one."""
        self._meta[key] = value

    def identity(self) -> dict[str, str]:
        """Give what `bind` tied this ledger to and what was put, empty before."""
        return dict(self._meta)

    def open_account(self, name: str, *, cash: int) -> None:
        """Open an account with won in it; one that exists keeps its own."""
        if name in self._books:
            return
        if cash < 0:
            raise ValueError(f"account {name} was given {cash} won: give 0 or more")
        if self._store:
            self._store.add_accounts({name: cash})
        self._books[name] = self._new_books(cash)

    def accounts(self) -> list[str]:
        """List the accounts by name."""
        return sorted(self._books)

    def books(self, account: str, today: date) -> Books:
        """Give an account's books with everything settled that is due on a Korean day."""
        books = self._books[account]
        books.settle(today)
        return books

    def next_number(self) -> int:
        """Give the number for the next order; numbers never repeat and never go down."""
        return self._last + 1

    def add(self, order: Order) -> None:
        """Take in an accepted order."""
        self._orders[order.number] = order
        self._last = max(self._last, order.number)
        self._by_day[order.account, order.day].append(order)
        if order.state == "open":
            self._open[order.code][order.number] = order
        self._dirty[order.number] = order
        self._durable = True

    def fill(
        self, order: Order, *, quantity: int, price: int, at: datetime, step: int = -1
    ) -> None:
        """Book one execution on the order and on its account."""
        fee, tax = order.book(quantity, price)
        fill = Execution(
            len(self._fills) + 1, order.number, at, quantity, price, fee=fee, tax=tax, step=step
        )
        self._fills.append(fill)
        self._post(fill)
        self._mark(order)

    def end(self, order: Order, *, state: str, reason: str) -> None:
        """Finish an open order as cancelled or expired."""
        order.state, order.reason = state, reason
        self._mark(order)

    def change(self, order: Order) -> None:
        """Note that an open order's quantity changed by its owner's wish."""
        self._mark(order)

    def note(self, number: int, text: str) -> None:
        """Write a memo on an order, or on a number of its own that no order will get.

        Brokers number cancels and amendments in the sequence of orders; what they say about them
        is kept here. A second memo on a number replaces the first.
        """
        self._notes[number] = text
        self._last = max(self._last, number)
        self._new_notes[number] = text
        self._durable = True

    def notes(self) -> dict[int, str]:
        """Give all memos by number."""
        return dict(sorted(self._notes.items()))

    def requeue(self, order: Order) -> None:
        """Note that an order moved up in its queue."""
        self._dirty[order.number] = order

    def commit(self, now: datetime) -> None:
        """Write everything since the last commit as one transaction.

        Raises LedgerFailedError when that fails; from then on this object refuses every commit.
        """
        if self._broken:
            raise LedgerFailedError("the exchange's ledger failed before: open it again")
        self.now = now
        if self._store:
            self._broken = True
            self._store.save(
                meta={**self._meta, "now": now.isoformat()},
                orders=self._dirty.values(),
                fills=self._fills[self._saved_fills :],
                durable=self._durable,
                notes=self._new_notes,
                more=self._more(),
            )
            self._broken = False
        self._dirty.clear()
        self._new_notes.clear()
        self._saved_fills = len(self._fills)
        self._durable = False

    def working(self, code: str) -> list[Order]:
        """List the open orders of a share by number."""
        return list(self._open[code].values()) if code in self._open else []

    def all_working(self) -> list[Order]:
        """List all open orders by number."""
        found = [order for orders in self._open.values() for order in orders.values()]
        return sorted(found, key=lambda order: order.number)

    def order(self, number: int) -> Order | None:
        """Find an order by its number."""
        return self._orders.get(number)

    def orders_of(self, account: str, day: date) -> list[Order]:
        """List an account's orders of a trading day by number."""
        return list(self._by_day.get((account, day), ()))

    def all_orders(self, account: str) -> list[Order]:
        """List an account's orders of all days by number."""
        return [order for order in self._orders.values() if order.account == account]

    def order_of(self, fill: VenueFill) -> Order:
        """Give the order that an execution belongs to."""
        return self._orders[int(fill.number)]

    def fills(self, since: int = 0) -> Iterator[VenueFill]:
        """Yield the executions in the order of booking, from the `since`-th on."""
        for fill in self._fills[since:]:
            order = self._orders[fill.number]
            yield VenueFill(
                f"{fill.number:010d}", order.account, order.code, order.side,
                fill.at, fill.quantity, fill.price, fill.fee, fill.tax,
            )  # fmt: skip

    def taken(self, day: date) -> Iterator[tuple[str, int, int, int]]:
        """Yield (code, step, price, quantity) of the day's fills that took from the book."""
        for fill in reversed(self._fills):
            order = self._orders[fill.number]
            if order.day < day:
                return
            if fill.step >= 0:
                yield order.code, fill.step, fill.price, fill.quantity

    def _new_books(self, cash: int) -> Books:
        return Books(cash)

    def _post(self, fill: Execution) -> None:
        order = self._orders[fill.number]
        self._books[order.account].post(
            order, quantity=fill.quantity, price=fill.price, costs=fill.fee + fill.tax
        )

    def _fold(self, _store: Store) -> None:
        """Book everything that the file had; a ledger with more than fills adds it here."""
        for fill in self._fills:
            self._post(fill)

    def _more(self) -> list[tuple[str, list[tuple[Any, ...]]]]:
        """Give further (statement, rows) for the transaction of a commit."""
        return []

    def _mark(self, order: Order) -> None:
        if order.state != "open":
            self._open[order.code].pop(order.number, None)
        self._dirty[order.number] = order
        self._durable = True

    def _load(self, cash: Mapping[str, int]) -> None:
        if self._store is None:
            self._books = {name: self._new_books(won) for name, won in cash.items()}
            return
        self._store.add_accounts(cash)
        accounts = self._store.accounts()
        self._books = {name: self._new_books(won) for name, won in accounts.items()}
        self._meta = self._store.meta()
        if "now" in self._meta:
            self.now = datetime.fromisoformat(self._meta.pop("now")).astimezone(UTC)
        for order in self._store.orders():
            self.add(order)
        self._notes = self._store.notes()
        self._last = max([self._last, *self._notes])
        self._fills = self._store.fills()
        self._fold(self._store)
        self._dirty.clear()
        self._saved_fills = len(self._fills)
        self._durable = False

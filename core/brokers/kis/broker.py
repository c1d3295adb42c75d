"""The Broker port over KIS: one account, orders sent once, looks that are complete or fail."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from core.brokers.kis.balance import Balance
from core.brokers.kis.client import KisClient
from core.brokers.kis.day_orders import DayRow
from core.brokers.kis.place import account_of
from core.brokers.kis.view import Viewer
from core.clock import Clock
from core.domain.calendar import trading_date
from core.domain.commands import BrokerView
from core.domain.decision import RiskApproved
from core.domain.money import Won
from core.domain.order import Mode, Order, OrderIntent
from core.errors import NotSent, ReadFailed

ROUNDS: Final = 4
KEPT: Final = timedelta(days=14)


class Sender(Protocol):
    """Sends requests of one kind of account; raises NotSent, Refused or InDoubt."""

    def encode(self, intent: OrderIntent) -> bytes:
        """Give the body of an order; raises NotSent when it does not read back as the order."""
        ...

    async def order(self, intent: OrderIntent, known: frozenset[str], *, body_sha: str) -> str:
        """Send an order once and give its number; other bytes than those of the hash stay."""
        ...

    async def cancel(self, number: str, rest: int) -> None:
        """Send a cancel of what is left once."""
        ...


class Reader(Protocol):
    """Reads one kind of account; an answer is whole or raises ReadFailed."""

    async def day_orders(self, on: date) -> list[DayRow]:
        """Give all orders of a day."""
        ...

    async def balance(self) -> Balance:
        """Give holdings and money."""
        ...

    async def orderable(self) -> Won:
        """Give the won that can be ordered."""
        ...


class KisBroker:
    """One account at KIS, paper or live as its place is, of shares or futures as its parts are.

    Numbers are BRANCH-NUMBER: KIS's order numbers repeat between branches and every day, and a
    cancel needs both. Fees and taxes of rows are estimates by date: KIS states none by order,
    only the day's sum, so `cash` may differ from our reckoning by won until the day is closed.
    """

    def __init__(
        self,
        client: KisClient,
        viewer: Viewer,
        *,
        sender: Sender,
        reader: Reader,
        clock: Clock,
    ) -> None:
        self._client = client
        self._sender = sender
        self._account = reader
        self._viewer = viewer
        self._clock = clock
        self._answered: set[tuple[date, str]] = set()
        self._listed: dict[date, frozenset[str]] = {}
        self._had_worth = False
        self._one_at_a_time = asyncio.Lock()
        self.account = account_of(client.place)
        self.mode = Mode(client.place.mode)

    @property
    def posts(self) -> int:
        """Count the order requests that left since the start."""
        return self._client.order_posts

    def encode(self, intent: OrderIntent) -> bytes:
        """Give the exact body of an order; raises NotSent when it does not read back the same."""
        self._check(intent)
        return self._sender.encode(intent)

    async def submit(self, approved: RiskApproved) -> str:
        """Send a limit order once and give its number, BRANCH-NUMBER.

        Raises NotSent when no byte left, Refused by a code of the list, InDoubt otherwise.
        """
        intent = approved.intent
        self._check(intent)
        today = trading_date(self._clock.now())
        number = await self._sender.order(intent, self._numbers(today), body_sha=approved.body_sha)
        self._answered.add((today, number))
        return number

    async def cancel(self, order: Order) -> None:
        """Ask once to cancel what is left; the order's end shows in a look, not here.

        Raises NotSent when it has no number, Refused or InDoubt.
        """
        self._check(order.intent)
        if order.number is None:
            raise NotSent(f"order {order.id} has no broker number yet")
        await self._sender.cancel(order.number, order.remaining)

    async def look(self, day: date | None = None) -> BrokerView:
        """Give every order of a day, the holdings and the money, all of one moment.

        Raises ReadFailed when a page, a row or a number known before is missing. Looks wait for
        each other: one that began earlier and ended later would tell old news as new.
        """
        async with self._one_at_a_time:
            return await self._look(day)

    async def _look(self, day: date | None) -> BrokerView:
        today = trading_date(self._clock.now())
        on = day or today
        # A look is of the moment its list was asked for: what came later it may not have seen.
        at, rows = self._clock.now(), await self._day(on)
        for _ in range(ROUNDS):
            sent = len(self._answered)
            held = await self._account.balance()
            later, again = at, rows
            if not _quiet(rows) or sent != len(self._answered):
                later, again = self._clock.now(), await self._day(on)
            if _marks(again) == _marks(rows):
                return await self._view(on, again, held, at=later)
            # A fill came between the two lists: holdings and orders tell of different moments.
            at, rows = later, again
        raise ReadFailed(f"orders changed during each of {ROUNDS} readings of the balance")

    async def _day(self, on: date) -> list[DayRow]:
        rows = await self._account.day_orders(on)
        lost = self._listed.get(on, frozenset()) - {row.number for row in rows}
        if lost:
            raise ReadFailed(f"the day list lacks {len(lost)} orders that it showed before")
        return rows

    async def _view(
        self, on: date, rows: Sequence[DayRow], held: Balance, *, at: datetime
    ) -> BrokerView:
        if held.is_empty and self._had_worth:
            raise ReadFailed("the account is suddenly empty: an empty answer proves nothing")
        orderable = held.orderable
        if orderable is None:
            orderable = await self._account.orderable()
        self._had_worth = self._had_worth or not held.is_empty
        self._forget(on - KEPT)
        self._listed[on] = frozenset(row.number for row in rows)
        ours = frozenset(number for day, number in self._answered if day == on)
        return self._viewer.view(
            self.account, on, rows, held, orderable=orderable, ours=ours, now=at
        )

    def _forget(self, before: date) -> None:
        self._answered = {(day, number) for day, number in self._answered if day >= before}
        self._listed = {day: found for day, found in self._listed.items() if day >= before}

    def _numbers(self, day: date) -> frozenset[str]:
        answered = {number for on, number in self._answered if on == day}
        return self._listed.get(day, frozenset()) | answered

    def _check(self, intent: OrderIntent) -> None:
        if (intent.mode, intent.account) != (self.mode, self.account):
            raise NotSent(f"{intent.mode} order of {intent.account} met {self.account}")


def _quiet(rows: Sequence[DayRow]) -> bool:
    return all(row.rest == 0 for row in rows)


def _marks(rows: Sequence[DayRow]) -> frozenset[tuple[str, int, int]]:
    return frozenset((row.number, row.filled, row.rest) for row in rows)

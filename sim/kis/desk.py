"""KIS's view of orders over the exchange: order kinds, numbers of cancels, and own-order notices.

Numbers of orders are the exchange's own; cancels take numbers of the same sequence as memos.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from sim.exchange import Exchange
from sim.kis.clock import Clock, hhmmss
from sim.ledger import Ledger
from sim.orders import Order
from sim.sessions import Session
from sim.values import Listing, VenueFill

BRANCH = {"real": "06010", "paper": "00950"}


class Market(Protocol):
    """Name what a desk needs of a market: the shares' World has it, the futures' too."""

    @property
    def env(self) -> str:
        """Give real or paper."""
        ...

    @property
    def account(self) -> str:
        """Give the ten digits of the account that trades here."""
        ...

    @property
    def ledger(self) -> Ledger:
        """Give the books."""
        ...

    @property
    def exchange(self) -> Exchange:
        """Give the exchange."""
        ...

    @property
    def clock(self) -> Clock:
        """Give both times."""
        ...

    def listing(self, code: str) -> Listing | None:
        """Find an issue that trades here."""
        ...

    def listings(self) -> Sequence[Listing]:
        """List what trades here."""
        ...

    def name(self, code: str) -> str:
        """Name an issue; its code where it is unknown."""
        ...

    def today(self) -> date:
        """Give the Korean date of the market's time."""
        ...

    def session(self) -> Session | None:
        """Give today's session, None on a day without trading."""
        ...


@dataclass(frozen=True, slots=True)
class Memo:
    """Hold what KIS knows about a number and the exchange does not.

    `event` is empty for an order, cancel or reject for a number without one; `original` is the
    number that an amendment or a cancel replaces; `cut` are shares taken off by partial cancels
    and amendments.
    """

    dvsn: str = "00"
    venue: str = "KRX"
    event: str = ""
    original: int = 0
    code: str = ""
    side: str = ""
    quantity: int = 0
    price: int = 0
    cut: int = 0
    at: str = ""

    def text(self) -> str:
        """Write it for the ledger."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps({k: v for k, v in values.items() if v}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """Hold one own-order event before it takes the wire's layout (5.10 of the sheet).

    `event` is new, amend, cancel or reject; `filled` marks an execution, `accept` is ACPT_YN.
    `account` is filled in by the desk that tells it.
    """

    number: int
    original: int
    code: str
    side: str
    event: str
    dvsn: str
    quantity: int
    price: int
    at: datetime
    order_quantity: int
    order_price: int
    filled: bool = False
    accept: str = "1"
    refused: bool = False
    venue: str = "KRX"
    account: str = ""


Listener = Callable[[Notice], None]


@dataclass(slots=True)
class Hidden:
    """Say until when (seconds of the clock) an order stays out of sight.

    `next_s` is for how long the next order will.
    """

    next_s: float = 0.0
    until: dict[int, float] = field(default_factory=dict)

    def sees(self, number: int, now: float) -> bool:
        """Tell whether inquiries may show the order."""
        return self.until.get(number, 0.0) <= now


class Desk:
    """Keep the memos, number cancels, and tell listeners what happened, in order."""

    def __init__(self, world: Market, *, hidden: Hidden | None = None) -> None:
        self.world = world
        self.hidden = hidden or Hidden()
        self.listeners: list[Listener] = []
        self._memos = {
            number: Memo(**json.loads(text)) for number, text in world.ledger.notes().items()
        }
        self._told = sum(1 for _ in world.ledger.fills())

    @property
    def branch(self) -> str:
        """Give the branch number that accepted orders carry."""
        return BRANCH[self.world.env]

    def memo(self, order: Order) -> Memo:
        """Give an order's memo; orders from elsewhere get the one that fits their kind."""
        plain = Memo(dvsn="00" if order.kind == "limit" else "01")
        return self._memos.get(order.number, plain)

    def remember(self, number: int, memo: Memo) -> None:
        """Write a memo and make it durable."""
        self._memos[number] = memo
        self.world.ledger.note(number, memo.text())
        self.world.ledger.commit(self.world.exchange.now)

    def event(self, memo: Memo) -> int:
        """Number an event that has no order of its own."""
        number = self.world.ledger.next_number()
        self.remember(number, memo)
        return number

    def events(self) -> Iterator[tuple[int, Memo]]:
        """Yield the numbered events that are no orders."""
        return ((number, memo) for number, memo in self._memos.items() if memo.event)

    def orders(self) -> list[Order]:
        """List the account's orders that are not hidden, by number."""
        now = self.world.clock.elapsed()
        found = self.world.ledger.all_orders(self.world.account)
        return [order for order in found if self.hidden.sees(order.number, now)]

    def find(self, number: str) -> Order | None:
        """Find an order of the account by the text of its number."""
        if not number.strip().isdecimal():
            return None
        order = self.world.ledger.order(int(number))
        return order if order and order.account == self.world.account else None

    def hide(self, number: int) -> None:
        """Keep a new order out of sight for as long as the next order should be."""
        if self.hidden.next_s:
            until = self.world.clock.elapsed() + self.hidden.next_s
            self.hidden.until[number] = until
            self.hidden.next_s = 0.0

    def tell(self, notice: Notice) -> None:
        """Tell the listeners one event."""
        told = replace(notice, account=self.world.account)
        for listener in self.listeners:
            listener(told)

    def tell_order(
        self, order: Order, *, event: str = "new", accept: str = "1", rest: int = 0
    ) -> None:
        """Tell that an order was taken, or with `rest` how many shares are given up at once."""
        memo = self.memo(order)
        self.tell(
            Notice(
                number=order.number,
                original=memo.original,
                code=order.code,
                side=order.side,
                event=event,
                dvsn=memo.dvsn,
                quantity=rest or order.quantity,
                price=order.price,
                at=self.world.exchange.now,
                order_quantity=order.quantity,
                order_price=order.price,
                accept=accept,
                venue=memo.venue,
            )
        )

    def tell_fills(self) -> None:
        """Tell the executions since the last call."""
        for fill in self.world.ledger.fills(self._told):
            self._told += 1
            if fill.account == self.world.account:
                self.tell(self._execution(fill))

    def _execution(self, fill: VenueFill) -> Notice:
        order = self.world.ledger.order_of(fill)
        memo = self.memo(order)
        return Notice(
            number=order.number,
            original=0,
            code=fill.code,
            side=fill.side,
            event="new",
            dvsn=memo.dvsn,
            quantity=fill.quantity,
            price=fill.price,
            at=fill.at,
            order_quantity=order.quantity,
            order_price=order.price,
            filled=True,
            accept="2",
            venue=memo.venue,
        )

    def accepted(self, number: int, at: datetime) -> dict[str, Any]:
        """Give the output of an accepted order, its keys in upper case."""
        return {
            "KRX_FWDG_ORD_ORGNO": self.branch,
            "ODNO": f"{number:010d}",
            "ORD_TMD": hhmmss(at),
        }

"""What the person did in the broker's own app: found in the list of orders, told, never ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from core.domain.calendar import trading_date
from core.domain.commands import BrokerRow, BrokerView
from core.domain.journal import Severity
from core.domain.money import Won
from core.domain.order import IN_FLIGHT, Order
from core.domain.plan import Cursor
from core.domain.position import OUTSIDE, Account, Book
from core.domain.signal import Side
from core.flow.desk import Desk
from core.flow.doubt import links
from core.flow.notify import notice
from core.flow.orders import order_day
from core.flow.schedule import DAY_CLOSE


def take_outside(desk: Desk, view: BrokerView, *, first: bool) -> None:
    """Book and tell what orders of others filled since the last look; each slice once.

    At the first look of an account all of it is already in holdings and money.
    """
    mine = (o for o in desk.uow.orders.all() if order_day(o) == view.day.isoformat())
    # An order that a router split has several numbers, and none of its parts is anybody else's.
    ours = {number for order in mine for number in links.parts(order)}
    flying = {o.intent.symbol for o in desk.uow.orders.all() if o.state in IN_FLIGHT}
    for row in view.rows:
        # While an order of the symbol is in doubt, any row may turn out to be it.
        known = row.number in ours or row.symbol in flying or is_contract(desk, row)
        if row.filled and not known:
            _take(desk, row, first=first)


def tell_moved(desk: Desk, account: Account, view: BrokerView) -> None:
    """Tell and write down that the person paid money in or took some out."""
    notice(desk, "notice.cash", Severity.CRITICAL, ours=account.cash, broker=view.cash)
    desk.uow.emit(
        "system",
        "cash",
        correlation=account.id,
        cause="reconcile",
        data={"ours": account.cash, "broker": view.cash, "day": _counts_on(desk, view)},
    )


def _counts_on(desk: Desk, view: BrokerView) -> str:
    """Give the day whose profit must not have the money: the mark of its end lies ahead."""
    marked, day = desk.uow.cursors.get(DAY_CLOSE), trading_date(view.at)
    if marked is not None and marked.value >= day.isoformat():
        day = date.fromisoformat(marked.value) + timedelta(days=1)
    return day.isoformat()


def take_back(desk: Desk, order: Order) -> None:
    """Undo what was booked as others' trades of rows that turned out to be an order's own."""
    for number in links.parts(order):
        name = f"outside:{order_day(order)}:{number}"
        known = desk.uow.cursors.get(name)
        shares, amount, costs = [int(part) for part in known.value.split(":")] if known else [0] * 3
        if shares:
            desk.uow.cursors.put(Cursor(name, "0:0:0"))
            _unpay(desk, order, amount=amount, costs=costs)
            _unhold(desk, order, shares=shares, amount=amount)


def _unpay(desk: Desk, order: Order, *, amount: Won, costs: Won) -> None:
    if desk.account is not None:
        sign = 1 if order.intent.side is Side.BUY else -1
        cash = desk.account.cash + sign * amount + costs
        desk.uow.accounts.put(replace(desk.account, cash=cash))
    day = order_day(order)
    keep_costs(desk, day, outside_costs(desk, day) - costs)


def _unhold(desk: Desk, order: Order, *, shares: int, amount: Won) -> None:
    book = desk.book(OUTSIDE, order.intent.symbol)
    if order.intent.side is not Side.BUY:
        # What they held before the sale is not known: the comparison of holdings finds it.
        return
    if book.shares > shares:
        kept = replace(book, shares=book.shares - shares, cost=max(0, book.cost - amount))
        desk.uow.books.put(replace(kept, amount=max(0, book.amount - amount)))
    elif book.shares:
        desk.uow.books.put(_without(book, book.shares))


def is_contract(desk: Desk, row: BrokerRow) -> bool:
    """Tell whether a row is of a future, whose fills move no cash by their notional."""
    listed = desk.instruments.get(row.symbol)
    return row.is_contract or (listed is not None and listed.is_future)


def outside_costs(desk: Desk, day: str) -> Won:
    """Give the fees and taxes of others' orders that our cash already carries."""
    known = desk.uow.cursors.get(f"outside_costs:{day}")
    return int(known.value) if known else 0


def keep_costs(desk: Desk, day: str, costs: Won) -> None:
    """Store what `outside_costs` gives."""
    desk.uow.cursors.put(Cursor(f"outside_costs:{day}", str(costs)))


def take(desk: Desk, row: BrokerRow) -> None:
    """Book and tell what an order traded that turned out to be somebody else's."""
    if row.filled and not is_contract(desk, row):
        _take(desk, row, first=False)


def give_up(desk: Desk, row: BrokerRow) -> bool:
    """Undo what was booked as somebody else's of a row that is ours; tells whether any was."""
    shares, amount, costs = _taken(desk, row)
    if not shares or is_contract(desk, row):
        return False
    desk.uow.cursors.put(Cursor(_name(row), "0:0:0"))
    _pay(desk, row, amount=-amount, costs=-costs)
    _give_back(desk, row, shares=shares, amount=amount)
    return True


def _give_back(desk: Desk, row: BrokerRow, *, shares: int, amount: Won) -> None:
    book = desk.book(OUTSIDE, row.symbol)
    if row.side == Side.BUY.value:
        left = max(0, book.shares - shares)
        cost, paid = (max(0, won - amount) if left else 0 for won in (book.cost, book.amount))
        desk.uow.books.put(replace(book, shares=left, cost=cost, amount=paid))
        return
    each = Decimal(book.amount) / book.shares if book.shares else Decimal(amount) / shares
    won = round(each * shares)
    back = replace(book, shares=book.shares + shares, cost=book.cost + won)
    opened = book.opened_day or desk.today
    desk.uow.books.put(replace(back, amount=book.amount + won, opened_day=opened))


def _name(row: BrokerRow) -> str:
    return f"outside:{row.day.isoformat()}:{row.number}"


def _taken(desk: Desk, row: BrokerRow) -> tuple[int, Won, Won]:
    """Give shares, amount and costs that were booked as somebody else's of a row."""
    known = desk.uow.cursors.get(_name(row))
    shares, amount, costs = (known.value if known else "0:0:0").split(":")
    return int(shares), int(amount), int(costs)


def _take(desk: Desk, row: BrokerRow, *, first: bool) -> None:
    name, before = _name(row), _taken(desk, row)
    shares, amount = row.filled - before[0], row.amount - before[1]
    if shares <= 0:
        return
    costs = row.fee + row.tax - before[2]
    desk.uow.cursors.put(Cursor(name, f"{row.filled}:{row.amount}:{row.fee + row.tax}"))
    if first:
        return
    _pay(desk, row, amount=amount, costs=costs)
    _hold(desk, row, shares=shares, amount=amount)
    desk.outside_at[row.symbol] = desk.now
    _tell(desk, row, shares=shares, amount=amount)


def _pay(desk: Desk, row: BrokerRow, *, amount: Won, costs: Won) -> None:
    account = desk.account
    if account is None:
        raise LookupError(f"account {desk.account_id} has a fill before it was seen")
    sign = 1 if row.side == Side.SELL.value else -1
    desk.uow.accounts.put(replace(account, cash=account.cash + sign * amount - costs))
    day = row.day.isoformat()
    keep_costs(desk, day, outside_costs(desk, day) + costs)


def _hold(desk: Desk, row: BrokerRow, *, shares: int, amount: Won) -> None:
    book = desk.book(OUTSIDE, row.symbol)
    if row.side == Side.BUY.value:
        bought = replace(book, shares=book.shares + shares, cost=book.cost + amount)
        opened = book.opened_day if book.shares else desk.today
        desk.uow.books.put(replace(bought, amount=book.amount + amount, opened_day=opened))
        return
    # Beyond what was theirs they sold ours: that is a mismatch, which the comparison shows.
    sold = min(shares, book.shares)
    if sold > 0:
        desk.uow.books.put(_without(book, sold))


def _without(book: Book, shares: int) -> Book:
    left = book.shares - shares
    return replace(
        book,
        shares=left,
        cost=book.cost * left // book.shares,
        amount=book.amount * left // book.shares,
    )


def _tell(desk: Desk, row: BrokerRow, *, shares: int, amount: Won) -> None:
    notice(
        desk, "notice.outside_order", Severity.WARNING, symbol=row.symbol,
        name=desk.name(row.symbol), side=row.side, shares=shares, price=amount // shares,
        number=row.number,
    )  # fmt: skip
    desk.uow.emit(
        "system",
        "outside",
        correlation=row.symbol,
        cause=row.number,
        data={"symbol": row.symbol, "side": row.side, "shares": shares, "amount": amount},
    )

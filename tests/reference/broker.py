"""The reference run: strategies.md 0.6, 0.7, 9 and 14 as one plain loop over the days."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from tests.reference.market import Weeks, down, monday, up
from tests.reference.presets import ALL, PRESETS, Buy, Held, Sell

FEE, TAX = Fraction(15, 100_000), Fraction(18, 10_000)


@dataclass
class Order:
    """An entry for the open of one session."""

    symbol: str
    day: object
    shares: int
    promised: Fraction


@dataclass
class Book:
    """One symbol in the run."""

    rows: list
    strategy: object
    at: dict
    held: Held = field(default_factory=Held)
    leaving: Sell | None = None


@dataclass
class Reference:
    """A whole run; `fills` are (day, symbol, side, shares, price, reason)."""

    preset: str
    data: dict
    sessions: list
    since: object = None
    until: object = None
    cash: Fraction = Fraction(100_000_000)
    slots: int = 1
    changes: dict = field(default_factory=dict)  # attributes of the preset that are not its own
    fills: list = field(default_factory=list)
    orders: list = field(default_factory=list)
    fees: Fraction = Fraction(0)
    taxes: Fraction = Fraction(0)

    def run(self):
        self.weeks = Weeks(self.sessions)
        self.books = {}
        strategy = type(self.preset, (PRESETS[self.preset],), self.changes)
        for symbol, rows in sorted(self.data.items()):
            rows = [row for row in rows if self.until is None or row.day <= self.until]
            start = sum(1 for row in rows if self.since is not None and row.day < self.since)
            at = {row.day: t for t, row in enumerate(rows)}
            self.books[symbol] = Book(rows, strategy(rows, start), at)
        days = sorted({row.day for book in self.books.values() for row in book.rows})
        for day in days:
            if self.since is None or day >= self.since:
                self.live(day)
        return self

    def live(self, day):
        today = [symbol for symbol in self.books if day in self.books[symbol].at]
        for symbol in today:
            self.sell_at_open(symbol, day)
        for order in self.orders:
            if order.symbol in today:
                self.buy_at_open(order, day)
        self.orders = []
        for symbol in today:
            self.look_inside(symbol, day)
            self.sell_at_week_end(symbol, day)
        self.decide(today, day)

    def row(self, symbol, day):
        book = self.books[symbol]
        return book.rows[book.at[day]]

    def sell_at_open(self, symbol, day):
        book, row = self.books[symbol], self.row(symbol, day)
        if book.leaving is not None and row.tradable:
            self.sell(symbol, day, row.open, book.leaving)

    def buy_at_open(self, order, day):
        book, row = self.books[order.symbol], self.row(order.symbol, day)
        if order.day != day or not row.tradable:
            return
        amount = order.shares * row.open
        if amount + amount * FEE > self.cash:
            return
        self.cash -= amount + amount * FEE
        self.fees += amount * FEE
        held = book.held
        if not held.shares:
            held = book.held = Held()
            held.opened = day
        held.shares += order.shares
        held.bought += order.shares
        held.paid += amount
        held.entries += 1
        held.last_price = row.open
        self.fills.append((day, order.symbol, "buy", order.shares, row.open, "entry"))

    def look_inside(self, symbol, day):
        book, row = self.books[symbol], self.row(symbol, day)
        held, strategy = book.held, book.strategy
        if not held.shares or row.halted or (book.leaving and book.leaving.part == ALL):
            return
        old = held.opened != day
        if strategy.stop is not None:
            level = held.average * (1 - strategy.stop)
            if row.low <= level:
                if not row.tradable:
                    book.leaving = Sell(ALL, "stop")
                    return
                price = row.open if old and row.open <= level else down(level)
                self.sell(symbol, day, price, Sell(ALL, "stop"))
                return
        if strategy.take is not None and row.tradable:
            target = up(held.average * (1 + strategy.take))
            if old and row.open >= target:
                self.sell(symbol, day, row.open, Sell(ALL, "take"))
            elif row.high >= target:
                self.sell(symbol, day, target, Sell(ALL, "take"))

    def sell_at_week_end(self, symbol, day):
        book, row = self.books[symbol], self.row(symbol, day)
        due = book.strategy.weekly and self.weeks.is_last(day)
        if not due or not book.held.shares or book.leaving is not None:
            return
        if row.tradable:
            self.sell(symbol, day, row.close, Sell(ALL, "week_end"))
        else:
            book.leaving = Sell(ALL, "exit_pending")

    def sell(self, symbol, day, price, order):
        book = self.books[symbol]
        held = book.held
        shares = held.shares if order.part == ALL else max(1, int(held.shares * order.part))
        amount = shares * price
        self.cash += amount - amount * FEE - amount * TAX
        self.fees += amount * FEE
        self.taxes += amount * TAX
        held.shares -= shares
        held.halved = True
        held.left_at = None if held.shares else book.at[day]
        book.leaving = None
        self.fills.append((day, symbol, "sell", shares, price, order.why))

    def decide(self, today, day):
        wanted = []
        for symbol in today:
            book, t = self.books[symbol], self.books[symbol].at[day]
            if book.leaving is not None or book.rows[t].halted:
                continue
            if book.strategy.weekly and not self.weekly_turn(book, day):
                continue
            said = None if book.leaving else book.strategy.decide(t, book.held)
            if isinstance(said, Sell):
                book.leaving = said
            elif isinstance(said, Buy):
                wanted.append((symbol, said))
        wanted.sort(key=lambda pair: self.rank(day, *pair))
        for symbol, said in wanted:
            self.promise(symbol, said, day)

    def weekly_turn(self, book, day):
        """Tell whether a weekly strategy may enter after this day; what overstayed must go.

        A week's last session may have no row: then the exit is known at the next one's close.
        """
        if book.held.shares and monday(book.held.opened) < monday(day):
            book.leaving = Sell(ALL, "exit_pending")
        return self.weeks.is_last(day) and self.weeks.may_enter(day)

    def rank(self, day, symbol, said):
        row = self.row(symbol, day)
        return (not self.books[symbol].held.shares, -said.score, -row.close * row.volume, symbol)

    def promise(self, symbol, said, day):
        row, held = self.row(symbol, day), self.books[symbol].held
        if not held.shares:
            open_now = {s for s, book in self.books.items() if book.held.shares}
            opening = {o.symbol for o in self.orders} - open_now
            if len(open_now) + len(opening) >= self.slots:
                return
        shares = said.won // row.close
        need = shares * row.close * (1 + FEE)
        promised = sum(order.promised for order in self.orders)
        if shares and promised + need <= self.cash:
            self.orders.append(Order(symbol, self.weeks.next(day), shares, need))

    def equity(self):
        """Cash and the open positions at their last close."""
        worth = sum(b.held.shares * b.rows[-1].close for b in self.books.values() if b.held.shares)
        return self.cash + worth

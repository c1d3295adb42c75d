"""The simulated exchange: time, phases, prints and matching over one ledger."""

from datetime import UTC, date, datetime, timedelta

from sim import book, intake
from sim.floor import Floor
from sim.ledger import Ledger
from sim.orders import Order
from sim.sessions import KST, Session, Sessions, kst_day
from sim.values import (
    Feed,
    Listing,
    Placed,
    Print,
    Refusal,
    VenueBalance,
    VenueBar,
    VenueDepth,
    VenueHolding,
    VenueOrder,
    VenueQuote,
)

_BEFORE_OPEN = timedelta(hours=1)


class Exchange:
    """Trade on one market in simulated time.

    Everything follows from feed, seed, sessions and the ledger: the same calls give the same
    results, and an exchange made over a reopened ledger goes on where that one stood. One caller
    at a time; nothing here waits or asks the machine for the time.
    """

    def __init__(
        self,
        feed: Feed,
        *,
        ledger: Ledger,
        sessions: Sessions,
        seed: int,
        prints_a_minute: int = 1,
    ) -> None:
        self._feed, self._ledger, self._sessions = feed, ledger, sessions
        ledger.bind(seed=str(seed), start=feed.start.isoformat())
        if prints_a_minute > 1:
            ledger.bind(prints_a_minute=str(prints_a_minute))
        first = sessions.get(feed.start)
        if first is None:
            raise ValueError(f"the feed starts on {feed.start}, which is not among the sessions")
        self.now = ledger.now or first.open - _BEFORE_OPEN
        self._floor = self._make_floor(seed=seed, slices=prints_a_minute)
        self._shown: tuple[Session, datetime, str] | None = None

    def advance(self, to: datetime) -> list[Print]:
        """Move time to an aware instant and give the prints on the way, those at `to` included.

        Fills, expiries and the new time are on disk on return. Raises ValueError when `to` is
        earlier than `now`: simulated time never goes back.
        """
        if to < self.now:
            raise ValueError(
                f"time was {self.now.isoformat()} and cannot go back to {to.isoformat()}"
            )
        to = to.astimezone(UTC)
        prints = self._floor.run(to)
        self.now = to
        self._ledger.commit(to)
        return prints

    def next_event(self) -> datetime | None:
        """Give the next instant of a phase change or a print, None when the sessions run out."""
        session = self._floor.today.session
        marks = [session.call_opens, session.open, session.call_closes, session.close]
        following = self._floor.today.next_print()
        if following:
            marks.append(following)
        later = [mark for mark in marks if mark > self.now]
        if later:
            return min(later)
        after = self._sessions.after(session.day)
        return after.call_opens if after else None

    def day(self) -> date:
        """Give the KST trading date: the session's, and between sessions the last one's.

        A session's day begins at midnight in Korea.
        """
        return self._floor.today.session.day

    def phase(self) -> str:
        """Name the phase: closed, pre_open, continuous, closing_auction or post_close."""
        session, now, shown = self._floor.today.session, self.now, self._shown
        # All shares are shown at one instant: the zone is reckoned with for the first of them.
        if shown is None or shown[0] is not session or shown[1] != now:
            name = session.phase(now) if kst_day(now) == session.day else "closed"
            shown = self._shown = session, now, name
        return shown[2]

    def listings(self) -> list[Listing]:
        """List every share of the market."""
        return list(self._feed.listings())

    def quote(self, code: str) -> VenueQuote:
        """Show a share now; KeyError when it is not traded on this market."""
        tape = self._floor.today.tapes[code]
        phase, vi = self.phase(), tape.interrupted(self.now)
        bid = ask = bid_size = ask_size = 0
        if phase == "continuous" and not vi and tape.step and not tape.halted:
            working = self._ledger.working(code)
            bid, bid_size, ask, ask_size = book.top(tape, self.day(), working)
        return VenueQuote(
            code=code,
            at=self.now,
            price=tape.last,
            bid=bid,
            ask=ask,
            bid_size=bid_size,
            ask_size=ask_size,
            base=tape.base,
            upper=tape.upper,
            lower=tape.lower,
            phase=phase,
            halted=tape.halted,
            vi=vi,
            open=tape.open,
            high=tape.high,
            low=tape.low,
            volume=tape.volume,
            traded_value=tape.value,
        )

    def depth(self, code: str, levels: int = 10) -> VenueDepth:
        """Show the book of a share; empty while nobody quotes (see VenueQuote)."""
        tape = self._floor.today.tapes[code]
        quiet = tape.halted or tape.interrupted(self.now) or not tape.step
        if quiet or self.phase() != "continuous":
            return VenueDepth((), ())
        bids, asks = book.levels(tape, self.day(), self._ledger.working(code), count=levels)
        return VenueDepth(tuple(bids), tuple(asks))

    def prints(self, since: int = 0) -> list[Print]:
        """Give the running day's prints so far, from the `since`-th on."""
        return self._floor.today.shown(since)

    def past_prints(self, code: str, day: date) -> list[Print]:
        """Give a share's prints of an earlier session, none for a day without trading."""
        session = self._sessions.get(day)
        if session is None or day >= self.day():
            return []
        return self._floor.day(session, only=code).prints

    def place(
        self,
        account: str,
        *,
        code: str,
        side: str,
        kind: str,
        quantity: int,
        price: int,
        channel: str = "api",
        meets: bool = True,
    ) -> Placed | Refusal:
        """Take an order, or refuse it with the first rule that it breaks.

        `side` is buy or sell; `kind` is limit, market, close (joins the closing auction) or open
        (joins the opening auction); `price` is 0 for all but limit. `channel` hts stands for the
        person's own hands in the broker's app. An accepted order and its first fills are on disk
        when this returns. Orders live for the day. `meets` False keeps it from taking at once what
        the book has, for experiments.
        """
        ticket = intake.Ticket(account, code, side, kind, quantity, price, channel)
        refusal = self._check(ticket)
        if refusal:
            return refusal
        return self._send(ticket, meets=meets)

    def cancel(self, account: str, number: str) -> Placed | Refusal:
        """Cancel what is left of an open order of this account."""
        order = self._open_order(account, number)
        if isinstance(order, Refusal):
            return order
        self._ledger.end(order, state="cancelled", reason="취소")
        self._ledger.commit(self.now)
        return Placed(number, self.now)

    def reduce(self, account: str, number: str, *, by: int) -> Placed | Refusal:
        """Cancel part of what is left of an open order; its place in the queue stays."""
        order = self._open_order(account, number)
        if isinstance(order, Refusal):
            return order
        if not 0 < by < order.remaining:
            return Refusal("quantity", f"줄일 수량은 1주부터 {order.remaining - 1:,}주까지입니다.")
        order.quantity -= by
        self._ledger.change(order)
        self._ledger.commit(self.now)
        return Placed(number, self.now)

    def amend(
        self, account: str, number: str, *, kind: str, quantity: int, price: int
    ) -> Placed | Refusal:
        """Replace an open order by a new one behind the queue; a refusal leaves the old one.

        `quantity` below what is left keeps the difference working in the old order.
        """
        order = self._open_order(account, number)
        if isinstance(order, Refusal):
            return order
        rest = order.remaining
        if not 0 < quantity <= rest:
            return Refusal("quantity", f"정정할 수량은 1주부터 {rest:,}주까지입니다.")
        ticket = intake.Ticket(
            account, order.code, order.side, kind, quantity, price, order.channel
        )
        order.quantity -= quantity  # frees what the new order may reserve
        refusal = self._check(ticket)
        if refusal:
            order.quantity += quantity
            return refusal
        if quantity == rest:
            order.quantity += quantity
            self._ledger.end(order, state="cancelled", reason="정정")
        self._ledger.change(order)
        return self._send(ticket)

    def strike(self, number: str, *, quantity: int, price: int) -> bool:
        """Fill an open order by decree, for experiments; False when it has no room for it."""
        order = self._ledger.order(int(number))
        if order is None or not 0 < quantity <= order.remaining:
            return False
        self._ledger.fill(order, quantity=quantity, price=price, at=self.now)
        self._ledger.commit(self.now)
        return True

    def suspend(self, code: str, *, until: datetime | None = None) -> None:
        """Stop a share's trading by decree, for experiments.

        Halted until `resume`; with `until` a volatility interruption instead, which takes orders.
        Ends with the day at the latest. KeyError for a share that is not there.
        """
        tape = self._floor.today.tapes[code]
        if until is None:
            tape.halted = True
        else:
            tape.windows.append((self.now, until))
        self._floor.today.suspended.add(code)

    def resume(self, code: str) -> None:
        """Let a share trade again that `suspend` stopped."""
        self._floor.today.tapes[code].halted = False
        self._floor.today.suspended.discard(code)

    def day_orders(self, account: str, day: date) -> list[VenueOrder]:
        """List the orders that an account placed on a trading day, by number."""
        return [order.view() for order in self._ledger.orders_of(account, day)]

    def balance(self, account: str) -> VenueBalance:
        """Show money and shares; KeyError for an account that the ledger does not have."""
        today = kst_day(self.now)
        books = self._ledger.books(account, today)
        receivable, payable = books.due()
        return VenueBalance(
            cash=books.cash,
            orderable=intake.orderable(self._ledger, account, today=today),
            receivable=receivable,
            payable=payable,
            d2=books.cash + receivable - payable,
            holdings=tuple(
                VenueHolding(
                    code,
                    lot.quantity,
                    intake.sellable(self._ledger, account, code, today=today),
                    lot.cost,
                    self._floor.today.tapes[code].last,
                )
                for code, lot in sorted(books.lots.items())
            ),
        )

    def daily_bars(self, code: str, *, until: date, count: int) -> list[VenueBar]:
        """Give the last `count` finished days up to and with `until`, oldest first.

        The running day appears from its close on; days before the start of trading are there too.
        """
        session = self._floor.today.session
        finished = session.day
        if self.now < session.close:
            finished -= timedelta(days=1)
        return self._feed.bars(code, until=min(until, finished), count=count)

    def _make_floor(self, *, seed: int, slices: int) -> Floor:
        return Floor(
            self._feed,
            ledger=self._ledger,
            sessions=self._sessions,
            seed=seed,
            now=self.now,
            slices=slices,
        )

    def _send(self, ticket: intake.Ticket, *, meets: bool = True) -> Placed:
        order = self._accept(ticket)
        if meets and self.phase() == "continuous":
            self._floor.enter(order, self.now)
        self._ledger.commit(self.now)
        return Placed(f"{order.number:010d}", self.now)

    def _open_order(self, account: str, number: str) -> Order | Refusal:
        order = self._ledger.order(int(number)) if number.isdecimal() else None
        if order is None or order.account != account:
            return Refusal(
                "unknown_order", f"주문번호 {number}을(를) 찾을 수 없습니다. 번호를 확인하세요."
            )
        if order.state != "open":
            return Refusal("done", f"주문 {number}은(는) 이미 끝나 취소할 수량이 없습니다.")
        return order

    def _check(self, ticket: intake.Ticket) -> Refusal | None:
        refusal = intake.check_words(ticket) or self._check_names(ticket)
        if refusal:
            return refusal
        tape, session = self._floor.today.tapes[ticket.code], self._floor.today.session
        return (
            intake.check_session(ticket, self.phase(), opens=self._next_opening())
            or intake.check_price(ticket, tape, session.day)
            or intake.check_funds(
                ticket, self._ledger, bound=ticket.bound(tape), today=kst_day(self.now)
            )
        )

    def _check_names(self, ticket: intake.Ticket) -> Refusal | None:
        if ticket.account not in self._ledger.accounts():
            return Refusal(
                "account", f"계좌 {ticket.account}이(가) 없습니다. 계좌번호를 확인하세요."
            )
        if ticket.code not in self._floor.today.tapes:
            return Refusal(
                "unknown_code", f"종목코드 {ticket.code}이(가) 없습니다. 종목을 검색해 보세요."
            )
        return None

    def _next_opening(self) -> str:
        session: Session | None = self._floor.today.session
        if session and self.now >= session.call_opens:
            session = self._sessions.after(session.day)
        if session is None:
            return "다음 거래일"
        return session.call_opens.astimezone(KST).strftime("%Y-%m-%d %H:%M")

    def _accept(self, ticket: intake.Ticket) -> Order:
        tape, day = self._floor.today.tapes[ticket.code], self._floor.today.session.day
        order = Order(
            number=self._ledger.next_number(),
            account=ticket.account,
            day=day,
            code=ticket.code,
            side=ticket.side,
            kind=ticket.kind,
            quantity=ticket.quantity,
            price=ticket.price,
            bound=ticket.bound(tape),
            exempt=tape.listing.kind == "etf",
            settles=self._sessions.settlement(day),
            placed_at=self.now,
            channel=ticket.channel,
        )
        self._ledger.add(order)
        return order

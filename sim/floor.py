"""The trading floor: one running day, its prints, and our orders meeting them."""

from datetime import date, datetime

from sim import book
from sim.ledger import Ledger
from sim.market import TradingDay
from sim.orders import Order
from sim.sessions import Session, Sessions, kst_day, kst_midnight
from sim.values import Feed, Print

_IN_CONTINUOUS: tuple[str, ...] = ("limit", "market")


class Floor:
    """Run day after day; what happens is booked in the ledger, which the caller commits."""

    def __init__(
        self,
        feed: Feed,
        *,
        ledger: Ledger,
        sessions: Sessions,
        seed: int,
        now: datetime,
        slices: int = 1,
    ) -> None:
        self._feed, self._ledger, self._sessions, self._seed = feed, ledger, sessions, seed
        self._slices = slices
        session = sessions.get(feed.start)
        reached = sessions.before(kst_day(now))
        if reached and reached.day > feed.start:
            session = reached
        if session is None:
            raise ValueError(f"the feed starts on {feed.start}, which is not among the sessions")
        self.today = self.day(session)
        self._resume(now)

    def day(self, session: Session, *, only: str = "") -> TradingDay:
        """Draw a session from its start, of one share if wished; it always comes out the same."""
        return TradingDay(self._feed, session, seed=self._seed, slices=self._slices, only=only)

    def run(self, to: datetime) -> list[Print]:
        """Run up to and with an instant, over as many days as lie between."""
        prints = self._run_day(to)
        while True:
            following = self._sessions.after(self.today.session.day)
            if following is None or kst_midnight(following.day) > to:
                return prints
            self.today = self.day(following)
            prints += self._run_day(to)

    def enter(self, order: Order, now: datetime) -> None:
        """Let a new order take from the book; the rest queues at its price."""
        tape, day = self.today.tapes[order.code], self.today.session.day
        if order.kind == "close":
            return
        rivals = [rival for rival in self._ledger.working(order.code) if rival is not order]
        takes = []
        if not tape.interrupted(now) and not book.outranked(order, rivals):
            takes = book.walk(
                tape, day, side=order.side, limit=order.bound, quantity=order.remaining
            )
        for take in takes:
            tape.taken[take.price] = tape.taken.get(take.price, 0) + take.quantity
            self._ledger.fill(
                order, quantity=take.quantity, price=take.price, at=now, step=tape.step
            )
        if order.kind == "limit" and not takes:
            order.ahead = book.queue_ahead(tape, day, order=order, rivals=rivals)

    def _resume(self, now: datetime) -> None:
        for entry, tape in self.today.due(now):
            tape.show(entry.price, entry.quantity)
        for code, step, price, quantity in self._ledger.taken(self.today.session.day):
            tape = self.today.tapes[code]
            if step == tape.step:
                tape.taken[price] = tape.taken.get(price, 0) + quantity

    def _run_day(self, to: datetime) -> list[Print]:
        prints: list[Print] = []
        for entry, tape in self.today.due(to):
            prints.append(entry)
            working = self._ledger.working(entry.code)
            if working:
                self._match(entry, working)
            tape.show(entry.price, entry.quantity)
        if to >= self.today.session.close:
            self._expire(self.today.session.day)
        return prints

    def _match(self, entry: Print, working: list[Order]) -> None:
        session = self.today.session
        kinds = _IN_CONTINUOUS
        if entry.at in (session.open, session.close):
            kinds += ("open",) if entry.at == session.open else ("close",)
        meeting = [order for order in working if order.kind in kinds]
        share = book.call if entry.auction else book.cross
        for match in share(meeting, price=entry.price, quantity=entry.quantity):
            self._ledger.fill(match.order, quantity=match.quantity, price=match.price, at=entry.at)
        for order in meeting:
            if order.kind == "open" and order.state == "open":
                self._ledger.end(order, state="expired", reason="시가 단일가에서 체결되지 않음")
            elif order.state == "open":
                self._ledger.requeue(order)

    def _expire(self, day: date) -> None:
        for order in self._ledger.all_working():
            if order.day <= day:
                self._ledger.end(order, state="expired", reason="장 마감, 당일 주문 실효")

"""The futures exchange: the share exchange's book and phases over margin accounts."""

from dataclasses import dataclass

from sim import intake
from sim.exchange import Exchange
from sim.futures import rules
from sim.futures.account import FuturesBooks, Position
from sim.futures.contracts import Contract
from sim.futures.floor import FuturesDay, FuturesFloor
from sim.futures.ledger import FuturesLedger, FuturesOrder
from sim.futures.margin import Rates, Standing, at_risk, closable, standing
from sim.futures.market import FuturesMarket
from sim.orders import Order
from sim.sessions import kst_day
from sim.values import Listing, Refusal


@dataclass(frozen=True, slots=True)
class Holding:
    """Show one contract of an account: net `quantity` (short is negative), what may be closed."""

    contract: Contract
    quantity: int
    closable: int
    last: int
    position: Position


class FuturesExchange(Exchange):
    """Trade futures in simulated time; one caller at a time, like the share exchange.

    Orders need margin only where they may leave the account with more contracts of a code than
    before, long or short; a buy closes a short position first and the reverse.
    """

    def __init__(
        self,
        market: FuturesMarket,
        *,
        ledger: FuturesLedger,
        seed: int,
        prints_a_minute: int = 1,
    ) -> None:
        self.market, self._futures = market, ledger
        super().__init__(
            market,
            ledger=ledger,
            sessions=market.sessions,
            seed=seed,
            prints_a_minute=prints_a_minute,
        )

    def listings(self) -> list[Listing]:
        """List the contracts that trade today."""
        return [contract.listing() for contract in self.market.contracts(self.day())]

    def contract(self, code: str) -> Contract | None:
        """Find a contract that trades today."""
        found = self.market.contract(code)
        return found if found and found.since <= self.day() <= found.last_day else None

    def rates(self, contract: Contract) -> Rates:
        """Give what one contract ties up today, in won."""
        base = self.market.base(contract, self.day())
        share = contract.underlying.code
        return Rates(
            rules.margin(base, rules.initial_bp(share)),
            rules.margin(base, rules.maintenance_bp(share)),
        )

    def books(self, account: str) -> FuturesBooks:
        """Give an account's books as they stand."""
        return self._futures.books(account, kst_day(self.now))

    def standing(self, account: str) -> Standing:
        """Add an account up in won; KeyError for one that the ledger does not have."""
        books = self.books(account)
        working = self._working(account)
        codes = {*books.positions, *(order.code for order in working)}
        rates = {code: self.rates(self._known(code)) for code in codes}
        unpaid = books.statement if books.statement.day == self.day() else None
        return standing(books, working, rates=rates, price=self.price, unpaid=unpaid)

    def holdings(self, account: str) -> list[Holding]:
        """List what an account holds or has closed since the last settlement, by code."""
        working = self._working(account)
        found = []
        for code, position in sorted(self.books(account).positions.items()):
            side = "sell" if position.quantity > 0 else "buy"
            orders = [order for order in working if order.code == code]
            free = closable(position, orders, side=side)
            found.append(
                Holding(self._known(code), position.quantity, free, self.price(code), position)
            )
        return found

    def closable(self, account: str, code: str, *, side: str) -> int:
        """Give the contracts that an order of this side would close."""
        orders = [order for order in self._working(account) if order.code == code]
        return closable(self.books(account).positions.get(code), orders, side=side)

    def openable(self, account: str, code: str) -> int:
        """Give the contracts that the orderable deposit allows besides those that close."""
        initial = self.rates(self._known(code)).initial
        if self.standing(account).called:
            return 0
        return self.standing(account).orderable // initial

    def price(self, code: str) -> int:
        """Give the last price; the settlement price from the close of a session on."""
        day = self.day()
        if self._futures.settled() == day:
            return self.market.settle(self._known(code), day)
        return self._floor.today.tapes[code].last

    def phase_of(self, code: str) -> str:
        """Name the phase of one contract: an expiring one closes before the others."""
        today = self._floor.today
        if isinstance(today, FuturesDay) and self.now >= today.ends[code]:
            return "post_close"
        return self.phase()

    def _working(self, account: str) -> list[Order]:
        return [order for order in self._ledger.all_working() if order.account == account]

    def _known(self, code: str) -> Contract:
        found = self.market.contract(code)
        if found is None:
            raise KeyError(code)
        return found

    def _make_floor(self, *, seed: int, slices: int) -> FuturesFloor:
        return FuturesFloor(
            self.market, ledger=self._futures, seed=seed, now=self.now, slices=slices
        )

    def _check(self, ticket: intake.Ticket) -> Refusal | None:
        refusal = intake.check_words(ticket) or self._check_names(ticket)
        if refusal:
            return refusal
        tape, session = self._floor.today.tapes[ticket.code], self._floor.today.session
        return (
            intake.check_session(ticket, self.phase_of(ticket.code), opens=self._next_opening())
            or intake.check_price(ticket, tape, session.day)
            or self._check_margin(ticket)
        )

    def _check_margin(self, ticket: intake.Ticket) -> Refusal | None:
        """Refuse what would tie up more than there is; what closes is always taken."""
        account, contract = ticket.account, self._known(ticket.code)
        positions, working = self.books(account).positions, self._working(account)
        before = at_risk(positions, working).get(ticket.code, 0)
        order = self._order(ticket, number=0)
        more = at_risk(positions, [*working, order]).get(ticket.code, 0) - before
        if more <= 0:
            return None
        stand = self.standing(account)
        if stand.called:
            return Refusal(
                "called",
                f"추가증거금 {stand.called:,}원이 필요합니다. 청산 주문만 할 수 있습니다.",
            )
        amount = ticket.quantity * order.bound * rules.MULTIPLIER
        need = more * self.rates(contract).initial + rules.commission(amount)
        if need <= stand.orderable:
            return None
        return Refusal(
            "margin",
            f"주문가능금액은 {stand.orderable:,}원인데 증거금과 수수료 {need:,}원이 필요합니다. "
            f"새로 {self.openable(account, ticket.code):,}계약까지 주문할 수 있습니다.",
        )

    def _accept(self, ticket: intake.Ticket) -> Order:
        order = self._order(ticket, number=self._ledger.next_number())
        self._ledger.add(order)
        return order

    def _order(self, ticket: intake.Ticket, *, number: int) -> FuturesOrder:
        day = self._floor.today.session.day
        following = self._sessions.after(day)
        return FuturesOrder(
            number=number,
            account=ticket.account,
            day=day,
            code=ticket.code,
            side=ticket.side,
            kind=ticket.kind,
            quantity=ticket.quantity,
            price=ticket.price,
            bound=ticket.bound(self._floor.today.tapes[ticket.code]),
            exempt=True,
            settles=following.day if following else day,
            placed_at=self.now,
            channel=ticket.channel,
        )

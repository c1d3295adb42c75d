"""The futures floor: the day's contracts, limits that widen, contracts that end, daily marks."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sim.floor import Floor
from sim.futures.contracts import Contract
from sim.futures.ledger import FuturesLedger
from sim.futures.market import FuturesMarket
from sim.market import Tape, TradingDay
from sim.path import Tick
from sim.sessions import Session, kst_midnight
from sim.values import Feed, Listing, Print

_DAY = timedelta(days=1)
_CALL = timedelta(minutes=10)


class FuturesDay(TradingDay):
    """Run one session of all contracts that trade on it."""

    def __init__(
        self, market: FuturesMarket, session: Session, *, seed: int, slices: int, only: str = ""
    ) -> None:
        self._market = market
        self._limits: dict[str, list[tuple[datetime, int, int]]] = {}
        self.ends: dict[str, datetime] = {}
        super().__init__(market, session, seed=seed, slices=slices, only=only)

    def due(self, to: datetime) -> Iterator[tuple[Print, Tape]]:
        """Yield the prints up to and at `to`; the limits in force are on the tape by then."""
        for entry, tape in super().due(to):
            self._widen(entry.code, entry.at)
            yield entry, tape
        for code in self._limits:
            self._widen(code, to)

    def limits(self, code: str, at: datetime) -> tuple[int, int]:
        """Give (upper, lower) in force at an instant."""
        found = [entry for entry in self._limits[code] if entry[0] <= at] or self._limits[code][:1]
        return found[-1][1], found[-1][2]

    def _admit(self, feed: Feed, listing: Listing, seed: int) -> list[Tick]:  # noqa: ARG002
        day, market = self.session.day, self._market
        contract = market.contract(listing.code)
        if contract is None or not contract.since <= day <= contract.last_day:
            return []
        path = market.path(contract, day)
        volume = sum(tick.quantity for tick in path.ticks)
        _, upper, lower = path.limits[0]
        tape = Tape(
            listing,
            path.base,
            upper,
            lower,
            not path.ticks,
            max(1, volume // 400),
            f"{seed}:{listing.code}:{day}",
            last=path.base,
        )
        self._limits[listing.code] = [
            (self._minute(minute), high, low) for minute, high, low in path.limits
        ]
        self._end(contract, tape, self._minute(path.minutes))
        self.tapes[listing.code] = tape
        return path.ticks

    def _end(self, contract: Contract, tape: Tape, at: datetime) -> None:
        """Close the book of a contract on its last day: a closing call, then nothing more."""
        self.ends[contract.code] = at
        if contract.last_day == self.session.day:
            tape.windows = [(at - _CALL, kst_midnight(self.session.day + _DAY))]

    def _widen(self, code: str, at: datetime) -> None:
        tape = self.tapes[code]
        tape.upper, tape.lower = self.limits(code, at)


class FuturesFloor(Floor):
    """Run day after day and settle each at its close."""

    def __init__(
        self,
        market: FuturesMarket,
        *,
        ledger: FuturesLedger,
        seed: int,
        now: datetime,
        slices: int,
    ) -> None:
        self._market, self._futures = market, ledger
        super().__init__(
            market, ledger=ledger, sessions=market.sessions, seed=seed, now=now, slices=slices
        )

    def day(self, session: Session, *, only: str = "") -> FuturesDay:
        """Draw a session from its start, of one contract if wished."""
        return FuturesDay(self._market, session, seed=self._seed, slices=self._slices, only=only)

    def _run_day(self, to: datetime) -> list[Print]:
        prints = super()._run_day(to)
        session = self.today.session
        self._end_contracts(to)
        settled = self._futures.settled()
        if to >= session.close and (settled is None or settled < session.day):
            self._settle(session.day)
        return prints

    def _end_contracts(self, to: datetime) -> None:
        ends = self.today.ends if isinstance(self.today, FuturesDay) else {}
        for order in self._ledger.all_working():
            end = ends.get(order.code)
            if end is not None and to >= end and order.day == self.today.session.day:
                self._ledger.end(order, state="expired", reason="거래 종료, 당일 주문 실효")

    def _settle(self, day: date) -> None:
        prices, final = {}, set()
        for code in self._futures.held():
            contract = self._market.contract(code)
            if contract is None:
                raise ValueError(f"{code} is held and no contract of this market: wrong ledger")
            prices[code] = self._market.settle(contract, day)
            if day >= contract.last_day:
                final.add(code)
        following = self._sessions.after(day)
        due = following.day if following else day + _DAY
        self._futures.settle_day(day, prices, final=final, due=due)

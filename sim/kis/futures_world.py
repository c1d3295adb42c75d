"""The futures market behind the server, opened when it is first asked for."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from sim.futures.contracts import Contract
from sim.futures.exchange import FuturesExchange
from sim.futures.ledger import FuturesLedger
from sim.futures.market import FuturesMarket
from sim.kis.clock import Clock
from sim.kis.tape import DayTape
from sim.kis.world import World
from sim.sessions import Session
from sim.values import Listing, VenueBar

_PRINTS_A_MINUTE = 6


class FuturesWorld:
    """Hold what the futures handlers read, over the shares' world and its clock.

    Drawing the contracts' day costs a third of a second, so that nothing is drawn before the first
    call that concerns futures; from then on the exchange follows the shares' time.
    """

    def __init__(self, world: World) -> None:
        self.shares = world
        self.env: str = world.env
        self.account: str = world.options.futures_account
        self.clock: Clock = world.clock
        self.tape = DayTape()
        self.on_trades: list[Callable[[str], None]] = []
        self._seen = 0

    @property
    def opened(self) -> bool:
        """Tell whether anybody has asked for futures yet."""
        return "exchange" in self.__dict__

    @cached_property
    def ledger(self) -> FuturesLedger:
        """Open the books; a file lies beside that of the shares."""
        path = self.shares.options.ledger
        cash = {self.account: self.shares.options.futures_cash}
        if path is None:
            return FuturesLedger.memory(cash)
        return FuturesLedger.open(beside(path), cash=cash)

    @cached_property
    def exchange(self) -> FuturesExchange:
        """Open the exchange at the present instant, or where its ledger stood."""
        shares = self.shares
        market = FuturesMarket(shares.feed, sessions=shares.sessions, seed=shares.options.seed)
        if self.ledger.now is None:
            self.ledger.now = shares.exchange.now
        return FuturesExchange(
            market,
            ledger=self.ledger,
            seed=shares.options.seed,
            prints_a_minute=_PRINTS_A_MINUTE,
        )

    def open(self) -> None:
        """Open the market, bring it to the present, and follow the shares' time from now on."""
        if not self.opened:
            self.catch_up(max(self.exchange.now, self.shares.exchange.now))
            self.shares.followers.append(self.catch_up)

    def close(self) -> None:
        """Close the ledger, if it was opened."""
        if "ledger" in self.__dict__:
            self.ledger.close()

    def catch_up(self, to: datetime) -> None:
        """Run the exchange up to an instant and fold what it printed."""
        if to > self.exchange.now:
            self.exchange.advance(to)
        if self.exchange.day() != self.tape.day:
            self.tape = DayTape(self.exchange.day())
            self._seen = 0
        fresh = self.exchange.prints(self._seen)
        self._seen += len(fresh)
        for entry in fresh:
            self.tape.fold(entry)
            for listener in self.on_trades:
                listener(entry.code)

    def contract(self, code: str) -> Contract | None:
        """Find a contract that trades today by its short or its standard code."""
        found = self.exchange.contract(code)
        if found or len(code) != len("KR4A11610000"):
            return found
        return next((c for c in self.contracts() if c.standard == code), None)

    def contracts(self) -> list[Contract]:
        """List today's contracts by underlying, nearest month first."""
        return self.exchange.market.contracts(self.exchange.day())

    def listing(self, code: str) -> Listing | None:
        """Find a contract that trades today, as the book knows it."""
        found = self.contract(code)
        return found.listing() if found else None

    def listings(self) -> Sequence[Listing]:
        """List today's contracts."""
        return self.exchange.listings()

    def name(self, code: str) -> str:
        """Name a contract, an expired one too."""
        found = self.exchange.market.contract(code)
        return found.name if found else code

    def today(self) -> date:
        """Give the Korean date of the market's time."""
        return self.shares.today()

    def session(self) -> Session | None:
        """Give today's futures session, None on a day without trading."""
        return self.exchange.market.sessions.get(self.today())

    def bars(self, code: str, *, until: date, count: int) -> list[VenueBar]:
        """Give finished daily bars and the running day's, oldest first."""
        found = self.exchange.daily_bars(code, until=until, count=count)
        running, day = self._running(code), self.exchange.day()
        if running and day <= until and (not found or found[-1].day < day):
            found = [*found, running][-count:]
        return found

    def before(self, code: str, day: date) -> VenueBar | None:
        """Give the last bar before a day."""
        found = self.exchange.market.bars(code, until=day - timedelta(days=1), count=1)
        return found[-1] if found else None

    def spot(self, contract: Contract) -> int:
        """Give the last price of the underlying share."""
        return self.shares.exchange.quote(contract.underlying.code).price

    def _running(self, code: str) -> VenueBar | None:
        if self.exchange.contract(code) is None:
            return None
        quote = self.exchange.quote(code)
        if not quote.volume:
            return None
        day = self.exchange.day()
        return VenueBar(day, quote.open, quote.high, quote.low, quote.price, quote.volume)


def beside(path: Path) -> Path:
    """Name the futures ledger's file for that of the shares."""
    return path.with_name(f"{path.stem}-futures{path.suffix}")

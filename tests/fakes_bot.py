"""The bot's surroundings for tests: real state in memory, a fake engine door, fixed prices."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.access import Kind, Source
from bot.calls import AskCall, BacktestCall, SupposeCall, no_supposing
from bot.chart_room import ChartRoom
from bot.commands.base import COMMANDS
from bot.context import Check, Context
from bot.locale.catalogue import Catalogue
from bot.pairing import PairingDesk
from bot.pasted import Pasted
from bot.pin import PinBook
from bot.rates import Rates
from bot.reply import Reply
from bot.router import Router
from core.clock import SimClock
from core.domain.approval import Actor, Approval, CardFigures, MessageRef
from core.domain.bar import Bar, Quote
from core.domain.calendar import Phase, utc
from core.domain.commands import Command
from core.domain.costs import Commission, estimate
from core.domain.instrument import Instrument, InstrumentKind, Market, PriceLimits
from core.domain.journal import Report
from core.domain.limits import Limits
from core.domain.order import Mode, Order, OrderIntent, OrderKind, OrderState
from core.domain.people import Role, User
from core.domain.position import Account, Book, Fill
from core.domain.results import Result
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope
from core.errors import ReadFailed
from core.ids import UlidSource
from core.market.calendar import KrxCalendar
from core.memory import MemoryUnitOfWork
from core.memory_views import MemoryViews
from core.nonces import KeyedNonces
from core.registry import Registry, discover
from core.settings import Settings, load_settings
from core.strategies.base import Strategy, StrategyParams

discover("bot.commands")
COMMAND_NAMES = COMMANDS.names()

DAY = date(2024, 12, 26)
NOW = utc(DAY, 10)
OWNER, STRANGER = "1001", "6666"
HOME = "1001"
SAMSUNG = Instrument("005930", "삼성전자")
ECOPRO = Instrument("247540", "에코프로비엠", Market.KOSDAQ)
KODEX = Instrument("069500", "KODEX 200", Market.KOSPI, InstrumentKind.ETF)
LISTED = (SAMSUNG, ECOPRO, KODEX)
PRICES = {"005930": 53_600, "247540": 112_300, "069500": 32_155}
CALENDAR = KrxCalendar()


class Golden(Strategy):
    """A strategy with a title and one described parameter."""

    name = "golden_cross"
    title = "골든크로스"

    class Params(StrategyParams):
        """Parameters of the test's strategy."""


@dataclass
class FakeDoor:
    """Keeps what was asked and answers with what the test put in; `done` otherwise."""

    asked: list[Command] = field(default_factory=list)
    results: dict[type[Any], Result] = field(default_factory=dict)
    fails: Exception | None = None
    hold: asyncio.Event | None = None

    async def ask(self, command: Command) -> Result:
        """Answer a command."""
        self.asked.append(command)
        if self.hold is not None:
            await self.hold.wait()
        if self.fails is not None:
            raise self.fails
        return self.results.get(type(command), Result(True, "done"))

    def of(self, kind: type[Any]) -> list[Any]:
        """Give what was asked of one kind."""
        return [c for c in self.asked if isinstance(c, kind)]


@dataclass
class FakeData:
    """Fixed prices; `down` makes every look fail."""

    now: Callable[[], datetime]
    down: bool = False
    prices: dict[str, int] = field(default_factory=lambda: dict(PRICES))

    async def instruments(self) -> Sequence[Instrument]:
        """Give the listed instruments."""
        self._look()
        return LISTED

    async def quotes(self, symbols: Sequence[str]) -> Sequence[Quote]:
        """Give the fixed prices of now."""
        self._look()
        return [quote(s, self.prices[s], self.now()) for s in symbols if s in self.prices]

    async def daily_bars(self, symbol: str, *, until: date, count: int) -> Sequence[Bar]:
        """Give no bars."""
        return []

    def _look(self) -> None:
        if self.down:
            raise ReadFailed("the source is silent")


def quote(symbol: str, price: int, at: datetime) -> Quote:
    """Make a quote one tick wide."""
    limits = PriceLimits(price * 7 // 10, price * 13 // 10)
    return Quote(symbol, at, price, price - 100, price, price, limits, Phase.CONTINUOUS)


def intent(instrument: Instrument = SAMSUNG, side: Side = Side.BUY, **changes: Any) -> OrderIntent:
    """Make an intent for ten shares near the fixed price."""
    price = PRICES[instrument.symbol]
    base = OrderIntent(
        id="01JFZZINTENT0000000000ABCD",
        account="5012345601",
        mode=Mode.PAPER,
        owner="golden_cross",
        symbol=instrument.symbol,
        name=instrument.name,
        side=side,
        shares=10,
        kind=OrderKind.OPEN,
        price=price // 100 * 100,
        ref_price=price,
        signal_id="01JFZZSIGNAL0000000000SIGN",
        correlation="01JFZZSIGNAL0000000000SIGN",
        made_at=NOW,
        stop_price=price * 95 // 100,
        reason="5일선이 20일선을 위로 뚫고 거래량이 1.8배",
    )
    return replace(base, **changes)


def figures(wanted: OrderIntent, instrument: Instrument = SAMSUNG, **changes: Any) -> CardFigures:
    """Reckon a card's figures for an intent at the fixed prices."""
    costs = estimate(
        wanted.side,
        wanted.gross,
        commission=Commission(),
        market=instrument.market,
        kind=instrument.kind,
        settles_on=CALENDAR.settlement(DAY),
    )
    buying = wanted.side is Side.BUY
    base = CardFigures(
        costs=costs,
        weight_after=Decimal("0.0536") if buying else Decimal(0),
        held_after=wanted.shares if buying else 0,
        loss_at_stop=27_400 if buying else None,
        loss_share=Decimal("0.0137") if buying else None,
        quote_price=wanted.ref_price,
        quote_at=NOW - timedelta(seconds=2),
        bid=wanted.ref_price - 100,
        ask=wanted.ref_price,
        phase=Phase.PRE_OPEN.value,
        vi=False,
    )
    return replace(base, **changes)


def approval(wanted: OrderIntent | None = None, *, nonces: KeyedNonces | None = None,
             instrument: Instrument = SAMSUNG, **changes: Any) -> Approval:  # fmt: skip
    """Make an open card for an intent."""
    meant = wanted or intent(instrument)
    key = "01JFZZCARD00000000000CARD1"
    secret = nonces or KeyedNonces(b"k" * 32)
    base = Approval(
        id=key,
        intent=meant,
        decision_id="01JFZZDECISION00000000DECI",
        canon_hash=meant.canon_hash(),
        nonce_sha=secret.digest(secret.nonce(key)),
        boot="boot-1",
        asked_at=NOW,
        expires_at=NOW + timedelta(seconds=90),
        figures=figures(meant, instrument),
    )
    return replace(base, **changes)


def order(state: OrderState = OrderState.ACCEPTED, **changes: Any) -> Order:
    """Make an order of the default intent."""
    base = Order(
        id="01JFZZORDER000000000ORDER1",
        intent=intent(),
        approval_id="01JFZZCARD00000000000CARD1",
        decision_id="01JFZZDECISION00000000DECI",
        state=state,
        made_at=NOW,
        sent_at=NOW,
        number="0000012345",
    )
    return replace(base, **changes)


def fill(placed: Order, shares: int, price: int, **changes: Any) -> Fill:
    """Make a slice of an order."""
    base = Fill(
        placed.id, placed.intent.owner, placed.intent.symbol, placed.intent.side, shares,
        shares * price, 80, 0, placed.filled + shares, NOW, DAY,
    )  # fmt: skip
    return replace(base, **changes)


def source(user: str = OWNER, **changes: Any) -> Source:
    """Make a message of somebody in their private chat."""
    base = Source(Kind.MESSAGE, "telegram", user, user, "사람", private=True)
    return replace(base, **changes)


class Unhurried(Rates):
    """Hears one person as often as they like: what is tried is not K10's refusal."""

    def may_say(self, person: str, command: str) -> bool:
        """Let every command pass."""
        return True


@dataclass
class Bench:
    """A router with everything behind it; `paired` puts the owner into the users."""

    clock: SimClock = field(default_factory=lambda: SimClock(NOW))
    wall: SimClock = field(default_factory=lambda: SimClock(NOW))
    door: FakeDoor = field(default_factory=FakeDoor)
    nonces: KeyedNonces = field(default_factory=lambda: KeyedNonces(b"k" * 32))
    words: Catalogue = field(default_factory=Catalogue)
    checks: list[Check] = field(default_factory=list)
    halts: list[tuple[Scope, HaltLevel, Actor, str]] = field(default_factory=list)
    ends: list[datetime | None] = field(default_factory=list)
    held: HaltLevel | None = None
    # Messages that the answer to a stop stands for.
    spare: tuple[str, ...] = ()
    rates: Rates | None = None
    codes: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    paired: bool = True
    pins: PinBook | None = None
    backtest: BacktestCall | None = None
    charts: ChartRoom | None = None
    ask: AskCall | None = None
    suppose: SupposeCall = no_supposing
    own_keys: tuple[str, ...] = ()
    # A folder that is not there: no test may depend on the home of whoever runs it.
    settings: Settings = field(default_factory=lambda: load_settings({"GAEMI_HOME": "/no/home"}))

    def __post_init__(self) -> None:
        self.uow = MemoryUnitOfWork(self.clock)
        self.data = FakeData(self.clock.now)
        self.strategies: Registry[type[Strategy]] = Registry("strategy")
        self.strategies.add("golden_cross")(Golden)
        self.desk = PairingDesk(random.Random(11), self.wall, announce=self.codes.append)
        if self.paired:
            self.uow.users.put(User("telegram", OWNER, HOME, "주인", Role.ADMIN, NOW))
        self.context = Context(
            door=self.door,
            uow=self.uow,
            views=MemoryViews(self.uow),
            data=self.data,
            clock=self.clock,
            settings=self.settings,
            limits=Limits(),
            calendar=CALENDAR,
            nonces=self.nonces,
            words=self.words,
            halt=self._halt,
            checks=self._checks,
            report=self._report,
            mode=Mode.PAPER,
            simulated=True,
            strategies=self.strategies,
            pins=self.pins,
            invite=self.desk.invite,
            backtest=self.backtest,
            charts=self.charts,
            ask=self.ask,
            suppose=self.suppose,
            pasted=Pasted(self.own_keys),
        )
        ids = UlidSource(self.wall, random.Random(5))
        self.router = Router(
            self.context, ids=ids, wall=self.wall, pairing=self.desk, rates=self.rates
        )

    async def put(self, *rows: Any) -> None:
        """Store rows by their kind and commit."""
        tables = {
            Approval: self.uow.approvals, Order: self.uow.orders, Fill: self.uow.fills,
            Book: self.uow.books, Account: self.uow.accounts, User: self.uow.users,
        }  # fmt: skip
        for row in rows:
            table: Any = tables.get(type(row)) or getattr(
                self.uow, f"{type(row).__name__.lower()}s"
            )
            table.put(row)
        await self.uow.commit()

    async def say(self, text: str, **how: Any) -> Reply | None:
        """Say a line as the owner in the private chat unless told otherwise."""
        age_s = how.pop("age_s", 0.0)
        username = how.pop("username", "")
        return await self.router.say(source(**how), text, age_s=age_s, username=username)

    def ref(self, message: str = "77") -> MessageRef:
        """Name a message of the owner's chat."""
        return MessageRef("telegram", HOME, message)

    async def _halt(
        self, scope: Scope, level: HaltLevel, actor: Actor, reason: str,
        *, until: datetime | None = None, answered: bool = False,
    ) -> Result:  # fmt: skip
        assert answered, "who is answered must not be told the same again"
        self.halts.append((scope, level, actor, reason))
        self.ends.append(until)
        fields: dict[str, str | int] = {
            "scope": scope.name, "level": (self.held or level).value,
        }  # fmt: skip
        if until is not None and self.held is None:
            fields["until"] = until.isoformat()
        return Result(True, "halt.done", scope.name, fields, self.spare)

    async def _checks(self) -> Sequence[Check]:
        return self.checks

    async def _report(self, kind: str, now: datetime, *, lang: str, detail: str) -> Report:
        self.reports.append(kind)
        text = "이번 주 수익률은 1.20%입니다." if lang == "ko" else "You made 1.20%."
        return Report("R1", kind, "2024-W52", "{}", text, "template", 0, now, lang, detail)


def money(**changes: Any) -> Account:
    """Make the account with 100 million won."""
    base = Account("5012345601", 99_000_000, 100_000_000, 100_000_000, DAY, 99_000_000, NOW)
    return replace(base, **changes)


def text_of(reply: Reply | None) -> str:
    """Give all words of a reply as one text."""
    if reply is None:
        return ""
    parts = [reply.title]
    for block in reply.blocks:
        rows = getattr(block, "rows", None)
        if rows is None:
            parts.append(block.text)
        else:
            parts += [row if isinstance(row, str) else " ".join(row) for row in rows]
    return "\n".join(parts)

"""What a card says an order costs is what the exchange settles, to the won."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.domain.bar import Quote
from core.domain.calendar import Phase, utc
from core.domain.costs import Commission
from core.domain.instrument import Instrument, InstrumentKind, Market, PriceLimits
from core.domain.limits import Limits
from core.domain.order import Mode, OrderIntent, OrderKind
from core.domain.position import Account, Book
from core.domain.signal import Side
from core.flow.card_figures import figures
from core.market.calendar import KrxCalendar
from sim.ledger import Ledger
from sim.orders import Order as VenueOrder

CALENDAR = KrxCalendar()
FIRST, LAST = date(2018, 1, 2), date(2026, 12, 1)
TRIES = 2_000
NAME = "A"


def a_session(rng: random.Random) -> date:
    """Draw a trading day, one in four near a change of the tax."""
    if rng.random() < 0.25:
        new_year = date(rng.randrange(2021, 2027), 1, 1)
        return CALENDAR.next_session(new_year - timedelta(days=rng.randrange(1, 9))).day
    return CALENDAR.next_session(FIRST + timedelta(days=rng.randrange((LAST - FIRST).days))).day


def intent_of(rng: random.Random, day: date, side: Side, shares: int, price: int) -> OrderIntent:
    """Make an order as a card shows it."""
    return OrderIntent(
        "I", NAME, Mode.PAPER, "s", "005930", "", side, shares, OrderKind.LIMIT, price, price,
        "S", "S", utc(day, 10),
    )  # fmt: skip


def parts_of(rng: random.Random, shares: int) -> Sequence[int]:
    """Cut an order into up to five fills."""
    cuts = sorted({rng.randrange(1, shares) for _ in range(rng.randrange(5))} if shares > 1 else ())
    return [b - a for a, b in zip([0, *cuts], [*cuts, shares], strict=True)]


def settled(day: date, order: OrderIntent, kind: InstrumentKind, parts: Sequence[int]) -> int:
    """Let the exchange's ledger book the fills and give the change of its money."""
    ledger = Ledger.memory({NAME: 10**15})
    settles = CALENDAR.settlement(day)
    if order.side is Side.SELL:
        held = venue_order(1, day, settles, "buy", order, kind)
        ledger.add(held)
        ledger.fill(held, quantity=order.shares, price=order.price, at=order.made_at)
    before = money(ledger, day)
    venue = venue_order(2, day, settles, order.side.value, order, kind)
    ledger.add(venue)
    for part in parts:
        ledger.fill(venue, quantity=part, price=order.price, at=order.made_at)
    assert venue.state == "filled"
    return money(ledger, day) - before


def venue_order(
    number: int, day: date, settles: date, side: str, order: OrderIntent, kind: InstrumentKind
) -> VenueOrder:
    """Make the exchange's own order."""
    return VenueOrder(
        number, NAME, day, order.symbol, side, "limit", order.shares, order.price, order.price,
        kind is InstrumentKind.ETF, settles, order.made_at, "api",
    )  # fmt: skip


def money(ledger: Ledger, day: date) -> int:
    """Give cash after all settlements."""
    books = ledger.books(NAME, day)
    receivable, payable = books.due()
    return books.cash + receivable - payable


@pytest.mark.parametrize("seed", range(2))
def test_a_cards_net_is_the_settled_money(seed: int) -> None:
    rng = random.Random(f"card truth {seed}")
    print(f"seed {seed}, {TRIES // 2} orders")
    for _ in range(TRIES // 2):
        day = a_session(rng)
        side = rng.choice((Side.BUY, Side.SELL))
        kind = rng.choice((InstrumentKind.STOCK, InstrumentKind.STOCK, InstrumentKind.ETF))
        market = rng.choice((Market.KOSPI, Market.KOSDAQ))
        shares, price = rng.choice((1, rng.randrange(1, 10_000))), rng.randrange(100, 1_000_000)
        order = intent_of(rng, day, side, shares, price)
        quote = Quote(
            order.symbol, order.made_at, price, price, price, price, PriceLimits(1, 10**7),
            Phase.CONTINUOUS,
        )  # fmt: skip
        card = figures(
            order,
            quote=quote,
            account=Account(NAME, 10**12, 10**12, 10**12, day, 10**12, order.made_at),
            equity=10**12,
            books=(Book("s", order.symbol, shares, shares * price, shares * price, day),),
            instrument=Instrument(order.symbol, "", market, kind),
            settles_on=CALENDAR.settlement(day),
            commission=Commission(),
            limits=Limits(),
        )
        parts = parts_of(rng, shares)
        assert card.costs.net == settled(day, order, kind, parts), (day, order, kind, parts)
        assert card.costs.tax_rate == (0 if side is Side.BUY else card.costs.tax_rate)
        assert isinstance(card.costs.tax_rate, Decimal)

"""Round trips of random fills: nothing is lost between them, whatever is traded or taken back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from core.domain.booking import booked, taken_back
from core.domain.money import Won
from core.domain.position import Book, Fill
from core.domain.signal import Side
from core.report.performance import grouped, parts_by, score_of
from core.report.round_trips import RoundTrip, mean_price, trips_of
from core.report.sums import add_up
from tests.contexts import NOW

DAY = date(2026, 11, 3)
OWNERS = ("golden_cross", "person")
SYMBOLS = ("005930", "000660")


@dataclass(frozen=True)
class Wish:
    """One thing to trade: how many shares more or less, at which price and costs."""

    owner: str
    symbol: str
    shares: int
    price: Won
    fee: Won
    tax: Won
    back: bool = False


@dataclass
class History:
    """Books and fills as the engine would have made them, and the cash that they moved."""

    multiplier: int = 0
    fills: list[Fill] = field(default_factory=list)
    books: dict[tuple[str, str], Book] = field(default_factory=dict)
    cash: Won = 0

    def trade(self, wish: Wish) -> None:
        """Trade what can be: shares are never sold short."""
        key = (wish.owner, wish.symbol)
        book = self.books.get(key, Book(*key))
        if wish.back:
            self._take_back(book)
            return
        side = Side.BUY if wish.shares > 0 else Side.SELL
        most = abs(wish.shares)
        shares = most if side is Side.BUY or self.multiplier else min(most, book.shares)
        if not shares:
            return
        tax = wish.tax if side is Side.SELL and not self.multiplier else 0
        amount = shares * wish.price * (self.multiplier or 1)
        made = Fill(
            f"O{len(self.fills):04d}", *key, side, shares, amount, wish.fee, tax, shares,
            NOW + timedelta(minutes=len(self.fills)), DAY, multiplier=self.multiplier,
        )  # fmt: skip
        after = booked(book, made)
        self._keep(key, replace(made, realised=after.realised), after.book, after.cash)

    def _take_back(self, book: Book) -> None:
        """Undo the last order of a book, as when it turns out to be somebody else's."""
        mine = [f for f in self.fills if (f.owner, f.symbol) == (book.owner, book.symbol)]
        if not mine or mine[-1].shares < 0:
            return
        last = mine[-1]
        undone = replace(
            last, shares=-last.shares, amount=-last.amount, fee=-last.fee, tax=-last.tax,
            realised=-last.realised, cumulative=2 * last.shares,
            at=NOW + timedelta(minutes=len(self.fills)),
        )  # fmt: skip
        after = taken_back(book, undone)
        self._keep((book.owner, book.symbol), undone, after.book, after.cash)

    def _keep(self, key: tuple[str, str], fill: Fill, book: Book, cash: Won) -> None:
        self.fills.append(fill)
        self.books[key] = book
        self.cash += cash


def wishes() -> st.SearchStrategy[list[Wish]]:
    """Give trades of two owners in two stocks, now and then one that is taken back."""
    one = st.builds(
        Wish,
        st.sampled_from(OWNERS),
        st.sampled_from(SYMBOLS),
        st.integers(-30, 30),
        st.integers(1_000, 90_000),
        st.integers(0, 500),
        st.integers(0, 500),
        st.sampled_from((False, False, False, True)),
    )
    return st.lists(one, max_size=40)


def played(made: list[Wish], multiplier: int = 0) -> History:
    history = History(multiplier)
    for wish in made:
        history.trade(wish)
    return history


def held_by(trips: list[RoundTrip]) -> dict[tuple[str, str], int]:
    return {(t.owner, t.symbol): t.held for t in trips if not t.over}


@given(wishes())
def test_trips_of_shares_hold_every_won_and_every_share(made: list[Wish]) -> None:
    history = played(made)
    trips = trips_of(history.fills)
    realised = sum(fill.realised for fill in history.fills)
    cost = sum(book.cost for book in history.books.values())
    assert sum(trip.realised for trip in trips) == realised == history.cash + cost
    assert sum(trip.fees for trip in trips) == sum(fill.fee for fill in history.fills)
    assert sum(trip.taxes for trip in trips) == sum(fill.tax for fill in history.fills)
    assert held_by(trips) == {k: b.shares for k, b in history.books.items() if b.shares}


@given(wishes(), st.sampled_from((10, 50_000)))
def test_trips_of_contracts_hold_every_won_too(made: list[Wish], multiplier: int) -> None:
    history = played([replace(wish, back=False) for wish in made], multiplier)
    trips = trips_of(history.fills)
    assert sum(trip.realised for trip in trips) == history.cash
    assert held_by(trips) == {k: b.shares for k, b in history.books.items() if b.shares}


@given(wishes())
def test_a_trip_that_is_over_bought_what_it_sold(made: list[Wish]) -> None:
    for trip in trips_of(played(made).fills):
        bought, sold = (sum(f.shares for f in some) for some in (trip.entries, trip.exits))
        assert bought - sold == trip.held
        assert trip.over is (bought == sold)
        assert trip.opened <= trip.closed
        assert not trip.short


@given(wishes())
def test_parts_are_the_whole_however_it_is_cut(made: list[Wish]) -> None:
    history = played(made)
    trips, sums = trips_of(history.fills), add_up(history.fills)
    for attribute in ("owner", "symbol"):
        parts = parts_by(history.fills, trips, attribute)
        assert sum(part.realised for part in parts) == sums.realised
        assert [p.realised for p in parts] == sorted((p.realised for p in parts), reverse=True)
        assert sum(part.score.trips for part in parts) == score_of(trips).trips


@given(wishes())
def test_a_score_is_between_its_best_and_its_worst(made: list[Wish]) -> None:
    trips = trips_of(played(made).fills)
    score = score_of(trips)
    over = [trip.realised for trip in trips if trip.over]
    assert score.realised == score.gained + score.lost == sum(over)
    assert 0 <= score.wins <= score.trips == len(over)
    assert 0 <= score.win_rate <= 1
    if over:
        assert score.worst <= score.expectancy <= score.best
        assert abs(score.expectancy * score.trips - score.realised) <= score.trips
    if score.profit_factor is not None:
        assert score.profit_factor * -score.lost - score.gained < Decimal(1)


@given(wishes())
@example([Wish("person", "005930", 10, 50_000, 80, 0), Wish("person", "005930", 1, 1, 0, 0, True)])
def test_what_was_taken_back_as_a_whole_was_no_trade(made: list[Wish]) -> None:
    assert all(mean_price(trip.entries) > 0 for trip in trips_of(played(made).fills))


@given(wishes(), st.integers(1, 4))
def test_slices_of_one_order_are_one_trip_whatever_their_number(
    made: list[Wish], pieces: int
) -> None:
    history = played([replace(wish, back=False) for wish in made])
    whole = trips_of(history.fills)
    sliced = [part for fill in history.fills for part in parted(fill, pieces)]
    again = trips_of(sliced)
    assert [(t.owner, t.symbol, t.held, t.realised) for t in again] == [
        (t.owner, t.symbol, t.held, t.realised) for t in whole
    ]


def parted(fill: Fill, pieces: int) -> list[Fill]:
    """Part a fill into slices with the same sums."""
    if fill.shares < pieces:
        return [fill]
    step = fill.shares // pieces
    small = replace(
        fill, shares=step, amount=step * (fill.amount // fill.shares), fee=0, tax=0, realised=0
    )
    rest = fill.shares - step * (pieces - 1)
    amount = fill.amount - small.amount * (pieces - 1)
    return [*[small] * (pieces - 1), replace(fill, shares=rest, amount=amount)]


@given(wishes())
def test_groups_part_the_trips_and_lose_none(made: list[Wish]) -> None:
    trips = trips_of(played(made).fills)
    by_symbol = grouped(trips, lambda trip: trip.symbol)
    assert sorted(t.last_order for some in by_symbol.values() for t in some) == sorted(
        t.last_order for t in trips
    )
    assert all({t.symbol for t in some} == {key} for key, some in by_symbol.items())


def test_the_rate_is_of_what_the_sold_shares_had_cost() -> None:
    history = played(
        [
            Wish("person", "005930", 10, 50_000, 100, 0),
            Wish("person", "005930", -5, 60_000, 100, 300),
        ]
    )
    (trip,) = trips_of(history.fills)
    # Five of ten shares had cost 250,050 won and brought 299,600.
    assert (trip.realised, trip.held, trip.over) == (49_550, 5, False)
    assert trip.rate == Decimal(49_550) / Decimal(250_050)


def test_a_short_trip_of_contracts_begins_with_its_sale() -> None:
    history = played(
        [Wish("person", "005930", -2, 1_000, 10, 0), Wish("person", "005930", 2, 900, 10, 0)],
        multiplier=10,
    )
    (trip,) = trips_of(history.fills)
    assert trip.short
    assert trip.over
    assert trip.realised == 2 * 100 * 10 - 20
    assert [fill.side for fill in trip.entries] == [Side.SELL]
    assert mean_price(trip.exits) == 900
    assert trip.rate == Decimal(1_980) / Decimal(20_000)

"""Stops and targets that a fresh quote reaches: asked of a person once in half an hour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.domain.bar import Quote
from core.domain.calendar import Session
from core.domain.levels import Levels
from core.domain.money import percent_text
from core.domain.position import Book
from core.domain.saying import say
from core.domain.signal import Timing
from core.flow.decide import Choice, Touch, touched
from core.flow.desk import Desk
from core.flow.giving_way import make_way
from core.flow.levels import levels_on
from core.flow.wishes import freed_key, half_hour, put_signal, stop_key
from core.strategies.base import Action, Decision, StrategyParams
from core.strategies.quotes import QuoteParams
from core.strategies.values import named

_NO_LEVELS: Final = Levels()


def watch_holdings(desk: Desk, session: Session, fresh: Mapping[str, Quote]) -> None:
    """Look at every holding of a running strategy whose quote just came."""
    # Of the quotes that came now alone: an old price touches nothing, and with hundreds of
    # holdings a look at all of them would cost more than the rest of the message.
    for book in [b for b in desk.uow.books.all() if b.symbol in fresh and _is_watched(desk, b)]:
        quote = fresh[book.symbol]
        if not quote.halted and not desk.rebased(quote):
            _watch(desk, book, quote, session)


def _is_watched(desk: Desk, book: Book) -> bool:
    if not book.shares:
        return False
    return book.owner in desk.params or levels_on(desk, book) != _NO_LEVELS


def _watch(desk: Desk, book: Book, quote: Quote, session: Session) -> None:
    choice = _touched(desk, book, quote)
    if choice is None:
        return
    if desk.busy(book.symbol):
        if choice.code == "stop":
            make_way(desk, book)
        return
    key = f"{session.day.isoformat()}:{choice.code}:{half_hour(desk.now)}"
    key = stop_key(desk, book, key) if choice.code == "stop" else key
    put_signal(
        desk, choice, strategy=book.owner, symbol=book.symbol, timing=Timing.NOW,
        key=freed_key(desk, book, key),
        window=(desk.now, session.closes_at),
    )  # fmt: skip


def _touched(desk: Desk, book: Book, quote: Quote) -> Choice | None:
    own = levels_on(desk, book)
    return _own_touch(own, book, quote) or _rule_touch(desk, book, quote, own)


def _own_touch(own: Levels, book: Book, quote: Quote) -> Choice | None:
    """Tell whether a price reaches what a person set for a long holding."""
    if 0 < quote.price <= own.stop:
        return _touch("stop", book, quote, limit=f"{own.stop:,}")
    if 0 < own.take <= quote.price:
        return _touch("take", book, quote, limit=f"{own.take:,}")
    return None


def _rule_touch(desk: Desk, book: Book, quote: Quote, own: Levels) -> Choice | None:
    """Tell whether a price reaches the strategy's own; a person's level stands in its place."""
    params, instrument = desk.params.get(book.owner), desk.instruments.get(book.symbol)
    if instrument is None or params is None:
        return None
    ladder, resting = instrument.ladder(desk.today), isinstance(params, QuoteParams)
    # A target that rests at the broker is not looked at here.
    untaken = resting or own.take
    hit = touched(
        quote.price, book.average, stop=None if own.stop else params.stop,
        take=None if untaken else params.take, take_ticks=0 if untaken else params.take_ticks,
        ladder=ladder, short=book.shares < 0,
    )  # fmt: skip
    return None if hit is None else _touch(hit, book, quote, limit=_limit(hit, params))


def _limit(hit: Touch, params: StrategyParams) -> str:
    ratio = params.stop if hit == "stop" else params.take
    return str(params.take_ticks) if ratio is None else percent_text(ratio)


def _touch(hit: Touch, book: Book, quote: Quote, *, limit: str) -> Choice:
    change = round(quote.price / book.average - 1, 6)
    return Choice(
        Decision(Action.SELL.value, 1.0, 0.0, 0, 0.0, 0),
        quote.price,
        say(f"reason.touch.{hit}", change_ratio=f"{change:f}").encoded(),
        hit,
        named(
            (say("indicator.average"), f"{int(book.average):,}"),
            (say("indicator.last"), f"{quote.price:,}"),
            (say("indicator.touch"), limit),
        ),
    )

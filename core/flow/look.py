"""Fresh quotes: stops and takes, waiting signals, cards whose time is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from core.domain.bar import Quote
from core.domain.calendar import KST, Phase, Session
from core.domain.commands import Look, Tick
from core.domain.money import percent_text, won_text
from core.domain.position import Book
from core.domain.results import Result
from core.domain.signal import Timing
from core.flow.approvals import lapse_due
from core.flow.asking import lapse_questions
from core.flow.decide import Choice, touched
from core.flow.desk import Desk
from core.flow.on_bar import put_signal
from core.flow.proposals import expire_signals, propose_due
from core.strategies.base import Action, Decision

ASK_AGAIN_MINUTES = 30


def look(desk: Desk, command: Look) -> Result:
    """Take fresh quotes in and do what they make due."""
    for quote in command.quotes:
        desk.quotes[quote.symbol] = quote
    session = desk.calendar.session(desk.today)
    if session is not None and session.phase(desk.now) is Phase.CONTINUOUS:
        _watch_holdings(desk, session, {q.symbol: q for q in command.quotes})
    return tick(desk, Tick())


def tick(desk: Desk, _command: Tick) -> Result:
    """Do what time alone makes due."""
    lapse_due(desk)
    lapse_questions(desk)
    expire_signals(desk)
    propose_due(desk)
    return Result(True, "done")


def _watch_holdings(desk: Desk, session: Session, fresh: Mapping[str, Quote]) -> None:
    # Of the quotes that came now alone: an old price touches nothing, and with hundreds of
    # holdings a look at all of them would cost more than the rest of the message.
    for book in [b for b in desk.uow.books.all() if b.symbol in fresh and _is_watched(desk, b)]:
        quote = fresh[book.symbol]
        if not quote.halted and not desk.rebased(quote):
            _watch(desk, book, quote, session)


def _is_watched(desk: Desk, book: Book) -> bool:
    return book.shares != 0 and book.owner in desk.params


def _watch(desk: Desk, book: Book, quote: Quote, session: Session) -> None:
    choice = _touched(desk, book, quote)
    if choice is None or desk.busy(book.symbol):
        return
    put_signal(
        desk, choice, strategy=book.owner, symbol=book.symbol, timing=Timing.NOW,
        key=f"{session.day.isoformat()}:{choice.code}:{_bucket(desk.now)}",
        window=(desk.now, session.closes_at),
    )  # fmt: skip


def _touched(desk: Desk, book: Book, quote: Quote) -> Choice | None:
    params, instrument = desk.params[book.owner], desk.instruments.get(book.symbol)
    if instrument is None:
        return None
    ladder = instrument.ladder(desk.today)
    hit = touched(
        quote.price, book.average, stop=params.stop, take=params.take, ladder=ladder,
        short=book.shares < 0,
    )  # fmt: skip
    if hit is None:
        return None
    share = params.stop if hit == "stop" else params.take
    change = quote.price / book.average - 1
    word = "손절" if hit == "stop" else "익절"
    return Choice(
        Decision(int(Action.SELL), 1.0, 0.0, 0),
        quote.price,
        f"{word} 기준 도달({percent_text(change, sign=True)})",
        hit,
        (
            ("평균단가", won_text(int(book.average))),
            ("현재가", won_text(quote.price)),
            ("기준", percent_text(share or Decimal(0))),
        ),
    )


def _bucket(at: datetime) -> str:
    # A protective exit that was not confirmed is asked again, but not every minute.
    local = at.astimezone(KST)
    return f"{local.hour:02d}{local.minute // ASK_AGAIN_MINUTES * ASK_AGAIN_MINUTES:02d}"

"""What a fill does to a book and to the account's cash: shares are paid for, contracts are not."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.domain.exposure import sign
from core.domain.money import Won
from core.domain.position import Book, Fill, part_of
from core.domain.signal import Side


@dataclass(frozen=True, slots=True)
class Booked:
    """A book after a fill; `realised` is the fill's own profit, `cash` what cash moves by, won."""

    book: Book
    realised: Won
    cash: Won


def booked(book: Book, fill: Fill) -> Booked:
    """Book a fill. A sale of contracts beyond the holding goes short, one of shares raises.

    A fill of contracts that passes through zero closes first and opens with the rest, both at the
    fill's mean price. Raises ValueError for a short sale of shares, and when book and fill differ
    in the multiplier while something is held.
    """
    if book.shares and book.multiplier != fill.multiplier:
        raise ValueError(
            f"{book.symbol} is held with multiplier {book.multiplier}, filled with "
            f"{fill.multiplier}; the contract's terms changed: stop and look"
        )
    if fill.multiplier:
        return _contracts(replace(book, multiplier=fill.multiplier), fill)
    if fill.side is Side.BUY:
        return Booked(book.bought(fill), 0, -fill.amount - fill.fee)
    after, realised = book.sold(fill)
    return Booked(after, realised, fill.amount - fill.fee - fill.tax)


def taken_back(book: Book, fill: Fill) -> Booked:
    """Undo what was booked before: `fill` has its figures, `realised` too, with the other sign.

    Raises ValueError when bought shares are no longer there.
    """
    way = sign(fill.side)
    if book.shares + way * fill.shares < 0 and not fill.multiplier:
        raise ValueError(
            f"{book.owner} holds {book.shares} {book.symbol}: {-fill.shares} bought shares "
            "cannot be taken back; they were sold since"
        )
    cash = fill.realised if fill.multiplier else -way * fill.amount - fill.fee - fill.tax
    return Booked(_before(book, fill, way), fill.realised, cash)


def _before(book: Book, fill: Fill, way: int) -> Book:
    left = book.shares + way * fill.shares
    if not left:
        return replace(book, shares=0, cost=0, amount=0, opened_day=None)
    # Whichever way it traded, the entry moved by what was paid and what was realised.
    moved = way * fill.amount + fill.realised + fill.fee + fill.tax
    amount = moved
    if not fill.multiplier:
        amount = fill.amount if fill.side is Side.BUY else _amount_of(book, -fill.shares, moved)
    return replace(
        book,
        shares=left,
        cost=book.cost + moved,
        amount=book.amount + amount,
        opened_day=book.opened_day or fill.day,
        closed_day=book.closed_day if book.shares else None,
    )


def _amount_of(book: Book, shares: int, cost: Won) -> Won:
    # Sold shares come back at the mean of those that stayed; of none, at what they had cost.
    return book.amount * shares // book.shares if book.shares else cost


def _contracts(book: Book, fill: Fill) -> Booked:
    if fill.shares <= 0:
        raise ValueError(f"a fill of {fill.shares} {fill.symbol} is none")
    way = sign(fill.side)
    closing = min(fill.shares, max(0, -way * book.shares))
    opening = fill.shares - closing
    paid_closing = fill.amount * closing // fill.shares
    book, profit = _closed(book, fill, closing, paid_closing)
    if opening:
        book = _opened(book, fill, way * opening, way * (fill.amount - paid_closing))
    realised = profit - fill.fee - fill.tax
    return Booked(book, realised, realised)


def _closed(book: Book, fill: Fill, closing: int, paid: Won) -> tuple[Book, Won]:
    if not closing:
        return book, 0
    held, way = abs(book.shares), 1 if book.shares > 0 else -1
    entry = part_of(abs(book.amount), closing, held=held)
    left = way * (abs(book.amount) - entry)
    whole = closing == held
    after = replace(
        book,
        shares=way * (held - closing),
        cost=left,
        amount=left,
        opened_day=None if whole else book.opened_day,
        closed_day=fill.day if whole else book.closed_day,
    )
    return after, way * (paid - entry)


def _opened(book: Book, fill: Fill, contracts: int, notional: Won) -> Book:
    return replace(
        book,
        shares=book.shares + contracts,
        cost=book.cost + notional,
        amount=book.amount + notional,
        opened_day=book.opened_day if book.shares else fill.day,
    )

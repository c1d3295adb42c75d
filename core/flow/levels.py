"""A person's own stop and target of a holding: set, kept over restarts, and forgotten when flat.

Closer to the market they hold at once; a looser stop holds from the next session on (M11). A
touched level puts up an exit card as a strategy's does; nothing is sold without its press.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from core.domain.costs import estimate
from core.domain.instrument import Instrument, TickLadder
from core.domain.levels import NO_EXITS, NO_LEVEL, Exits, Levels, exits_of, levels_of
from core.domain.money import Won
from core.domain.order import OrderIntent
from core.domain.plan import Cursor
from core.domain.position import Book
from core.domain.results import Result
from core.domain.signal import Side
from core.domain.wanted import SetLevel
from core.flow.desk import Desk
from core.flow.owners import holders


def levels_on(desk: Desk, book: Book) -> Levels:
    """Give the levels that hold for a book today; none for one that was opened anew."""
    known = desk.uow.cursors.get(_name(book))
    levels = levels_of(known.value) if known else Levels()
    return levels.on(desk.today) if levels.opened == _opened(book) else Levels()


def forget(desk: Desk, book: Book) -> None:
    """Forget the levels of a book that is flat."""
    if not book.shares and desk.uow.cursors.get(_name(book)) is not None:
        desk.uow.cursors.put(Cursor(_name(book), ""))


def plan_exits(desk: Desk, signal_id: str, exits: Exits) -> None:
    """Keep the stop and target that an entry's first fill will set."""
    if exits != NO_EXITS:
        desk.uow.cursors.put(Cursor(_planned(signal_id), exits.encoded()))


def planned_exits(desk: Desk, signal_id: str) -> Exits:
    """Give what an entry's first fill will set; nothing for every other signal."""
    known = desk.uow.cursors.get(_planned(signal_id)) if signal_id else None
    return exits_of(known.value) if known else NO_EXITS


def exits_fit(desk: Desk, signal_id: str, price: Won) -> bool:
    """Tell whether a planned stop lies below an entry's price and the target above it."""
    exits, entry = planned_exits(desk, signal_id), Decimal(price)
    stop_fits = exits.stop is None or exits.stop.stop(entry) < price
    return stop_fits and (exits.take is None or exits.take.take(entry) > price)


def planned_stop(desk: Desk, signal_id: str, price: Won, ladder: TickLadder) -> Won | None:
    """Give the stop that an entry at a price would get, on the grid; None without one."""
    stop = planned_exits(desk, signal_id).stop
    return None if stop is None else _floor(ladder, stop.stop(Decimal(price)))


def adopt(desk: Desk, intent: OrderIntent, book: Book) -> None:
    """Set what an entry planned for its holding; a stop that is closer already stays."""
    exits, instrument = planned_exits(desk, intent.signal_id), desk.instruments.get(book.symbol)
    if exits == NO_EXITS or book.shares <= 0 or instrument is None:
        return
    ladder, levels = instrument.ladder(desk.today), levels_on(desk, book)
    if exits.stop is not None:
        stop = _floor(ladder, exits.stop.stop(book.average))
        levels = replace(levels, stop=max(levels.stop, stop))
    if exits.take is not None:
        levels = replace(levels, take=ladder.ceil(exits.take.take(book.average)))
    desk.uow.cursors.put(Cursor(_name(book), replace(levels, opened=_opened(book)).encoded()))


def set_level(desk: Desk, command: SetLevel) -> Result:
    """Set or clear one level of a holding; one that is reached already is refused."""
    held = holders(desk, command.symbol)
    named = [b for b in held if b.owner == command.owner] if command.owner else held
    name: dict[str, str | int] = {"name": desk.name(command.symbol)}
    instrument = desk.instruments.get(command.symbol)
    if not named or instrument is None:
        return Result(False, "levels.nothing", fields=name)
    if len(named) > 1:
        owners = " ".join(f"{b.owner}={b.shares}" for b in named)
        return Result(False, "levels.whose", fields=name | {"owners": owners})
    (book,) = named
    price = NO_LEVEL if command.off else _price(desk, book, command, instrument)
    refused = _reached(desk, command, price)
    return refused or _keep(desk, book, command, price)


def stop_in_force(desk: Desk, book: Book) -> Won:
    """Give the price a book's stop lies at today, the person's or else its strategy's; 0: none."""
    own, params = levels_on(desk, book).stop, desk.params.get(book.owner)
    if own:
        return max(0, own)
    if params is None or params.stop is None:
        return 0
    return int(book.average * (1 - params.stop))


def breakeven(desk: Desk, book: Book, instrument: Instrument) -> Won:
    """Give the lowest legal price at which selling everything gives back what was paid."""
    ladder, settles = instrument.ladder(desk.today), desk.calendar.settlement(desk.today)
    units = book.shares * (book.multiplier or 1)
    price = ladder.ceil(max(1, -(-book.cost // units)))

    def back(at: Won) -> Won:
        return estimate(
            Side.SELL, at * units, commission=desk.commission, market=instrument.market,
            kind=instrument.kind, settles_on=settles,
        ).net  # fmt: skip

    while back(price) < book.cost:
        price += ladder.tick_above(price)
    return price


def _price(desk: Desk, book: Book, command: SetLevel, instrument: Instrument) -> Won:
    ladder = instrument.ladder(desk.today)
    if command.kind == "breakeven":
        return breakeven(desk, book, instrument)
    if command.kind == "stop":
        exact = book.average * (1 - command.ratio) if command.ratio else Decimal(command.price)
        return _floor(ladder, int(exact))
    exact = book.average * (1 + command.ratio) if command.ratio else Decimal(command.price)
    return ladder.ceil(int(exact.to_integral_value(rounding=ROUND_CEILING)))


def _planned(signal_id: str) -> str:
    return f"exits:{signal_id}"


def _floor(ladder: TickLadder, price: Won) -> Won:
    return ladder.floor(max(ladder.ceil(1), price))


def _reached(desk: Desk, command: SetLevel, price: Won) -> Result | None:
    """Refuse a level that the market has passed: its card would come at once."""
    if command.quote is not None:
        desk.quotes[command.quote.symbol] = command.quote
    now = desk.mark(command.symbol) or 0
    below = command.kind != "take"
    if price == NO_LEVEL or (now and (price < now if below else price > now)):
        return None
    fields: dict[str, str | int] = {
        "name": desk.name(command.symbol), "price": price, "now": now,
    }  # fmt: skip
    return Result(False, "levels.reached", fields=fields)


def _keep(desk: Desk, book: Book, command: SetLevel, price: Won) -> Result:
    old = replace(levels_on(desk, book), opened=_opened(book))
    fields: dict[str, str | int] = {
        "name": desk.name(book.symbol), "price": max(0, price), "owner": book.owner,
    }  # fmt: skip
    if command.kind == "take":
        new, key = replace(old, take=price), "levels.take"
    elif _loosens(stop_in_force(desk, book), price):
        since = desk.calendar.next_session(desk.today).day.isoformat()
        new, key = replace(old, next_stop=price, since=since), "levels.later"
        fields["day"] = since
    else:
        new, key = replace(old, stop=price, next_stop=0, since=""), "levels.stop"
    desk.uow.cursors.put(Cursor(_name(book), new.encoded()))
    _journal(desk, book, command, price)
    if price == NO_LEVEL:
        key += "_off"
    return Result(True, key, book.symbol, fields)


def _loosens(before: Won, price: Won) -> bool:
    return before > 0 and price < before


def _journal(desk: Desk, book: Book, command: SetLevel, price: Won) -> None:
    data: dict[str, str | int] = {
        "owner": book.owner, "symbol": book.symbol, "kind": command.kind, "price": price,
        "face": command.actor.face, "user": command.actor.user,
    }  # fmt: skip
    desk.uow.emit("system", "level", correlation=book.symbol, cause=command.actor.user, data=data)


def _name(book: Book) -> str:
    return f"levels:{book.owner}:{book.symbol}"


def _opened(book: Book) -> str:
    return book.opened_day.isoformat() if book.opened_day else "-"

"""Faults of the market itself: fills in pieces, halts, closed hours, splits, a wrong clock.

F29, F42-F46 of reliability.md 4.5, as far as they are the server's doing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sim.exchange import Exchange
from sim.futures.ledger import FIRST_NUMBER
from sim.kis.desk import Market as Venue
from sim.kis.faults import Fault, Plan
from sim.kis.futures_side import FuturesSide
from sim.kis.numbers import fixed
from sim.kis.orders import Orders
from sim.kis.replies import ORDER_REFUSALS, Answer, Row, Words
from sim.kis.world import World

_STOP_S = 60.0
_CLOSED = {"holiday": "no_session", "before": "before", "after": "after"}
_RESERVED = Words(
    ("7", "APBK0918", "예약주문 가능시간이 아닙니다."),
    ("40310000", "모의투자 예약주문 가능시간이 아닙니다."),
    note="both codes guessed",
)
_SHARES = ("hldg_qty", "ord_psbl_qty", "cblc_qty")
_PRICES = ("prpr", "now_pric", "stck_prpr", "stck_oprc", "stck_hgpr", "stck_lwpr", "stck_sdpr")
_AVERAGES = ("pchs_avg_pric",)


@dataclass(frozen=True, slots=True)
class Market:
    """Hold what these faults reach into; `later` calls back after so many seconds."""

    world: World
    futures: FuturesSide
    orders: Orders
    tell_fills: Callable[[], None]
    later: Callable[[float, Callable[[], None]], None]


def in_pieces(market: Market, fault: Fault, _plan: Plan) -> None:
    """Let the next order rest, and fill by decree in `pieces`, `every_s` apart (F29)."""
    market.orders.fill_next = lambda number: _strike_pieces(market, fault, number)


def closed(market: Market, fault: Fault, plan: Plan) -> None:
    """Refuse orders as outside the hours: `mode` holiday, before, after or reserved (F43)."""
    mode = str(fault.detail.get("mode", "after"))
    words = ORDER_REFUSALS[_CLOSED[mode]] if mode in _CLOSED else _RESERVED
    plan.order_refusal = words.refusal(market.world.env)


def violation(market: Market, fault: Fault, plan: Plan) -> None:
    """Refuse orders for their price or quantity: `mode` tick, limit, lot, quantity (F44)."""
    plan.order_refusal = ORDER_REFUSALS[str(fault.detail.get("mode", "tick"))].refusal(
        market.world.env
    )


def split(fault: Fault, world: World) -> Callable[[Answer, Mapping[str, str]], Answer]:
    """Show `code` after a split of one into `ratio`, in balances and prices (F45).

    The ledger keeps the old shares: what was added can be seen and not be sold.
    """
    ratio = Decimal(str(fault.detail.get("ratio", 2)))
    code = str(fault.detail.get("code", world.listings()[0].code))

    def change(answer: Answer, params: Mapping[str, str]) -> Answer:
        asked = params.get("FID_INPUT_ISCD", params.get("PDNO", ""))

        def rewritten(row: Any) -> Any:
            if not isinstance(row, dict) or row.get("pdno", asked) != code:
                return row
            return _after_split(row, ratio)

        body = {
            name: [rewritten(row) for row in value] if isinstance(value, list) else rewritten(value)
            for name, value in answer.body.items()
        }
        return Answer(body, tr_cont=answer.tr_cont, status=answer.status)

    return change


def stop_trading(market: Market, fault: Fault) -> None:
    """Stop one share or future or (code all) the shares' market, as a halt or a VI (F42)."""
    seconds, wanted = fault.for_s or _STOP_S, str(fault.detail.get("code", "all"))
    venue: Exchange = market.world.exchange
    if wanted != "all" and market.world.listing(wanted) is None:
        venue = market.futures.world.exchange
    for code in _codes(venue, wanted):
        until = venue.now + timedelta(seconds=seconds) if fault.detail.get("mode") == "vi" else None
        venue.suspend(code, until=until)
        market.later(seconds, lambda code=code: venue.resume(code))  # type: ignore[misc]


def skewed(market: Market, fault: Fault) -> None:
    """Put the server's clock off by `by_s`: Date headers, token expiry, heartbeats (F46)."""
    clock = market.world.clock
    clock.skew_s = float(fault.detail.get("by_s", 3600))
    market.later(fault.for_s or _STOP_S, lambda: setattr(clock, "skew_s", 0.0))


def _strike_pieces(market: Market, fault: Fault, number: int) -> None:
    future = number >= FIRST_NUMBER
    world: Venue = market.futures.world if future else market.world
    order = world.ledger.order(number)
    if order is None or not order.remaining:
        return
    quote = world.exchange.quote(order.code)
    price = int(fault.detail.get("price", order.price or quote.price))
    every = float(fault.detail.get("every_s", 0))

    def strike(quantity: int) -> None:
        world.exchange.strike(f"{number:010d}", quantity=quantity, price=price)
        (market.futures.tell_fills if future else market.tell_fills)()

    for index, quantity in enumerate(pieces(order.remaining, int(fault.detail.get("pieces", 2)))):
        if every:
            market.later(every * index, lambda quantity=quantity: strike(quantity))  # type: ignore[misc]
        else:
            strike(quantity)


def pieces(quantity: int, count: int) -> list[int]:
    """Cut shares into `count` pieces of one or more, the larger ones first; fewer if need be."""
    count = max(1, min(count, quantity))
    share, rest = divmod(quantity, count)
    return [share + (index < rest) for index in range(count)]


def _after_split(row: Row, ratio: Decimal) -> Row:
    found = dict(row)
    for name in _SHARES:
        if name in row:
            found[name] = str(int(Decimal(row[name]) * ratio))
    for name in _PRICES:
        if name in row:
            found[name] = str(int(Decimal(row[name]) / ratio))
    for name in _AVERAGES:
        if name in row:
            found[name] = fixed(Decimal(row[name]) / ratio, 4)
    return found


def _codes(venue: Exchange, code: str) -> list[str]:
    known = [listing.code for listing in venue.listings()]
    if code == "all":
        return known
    if code not in known:
        raise ValueError(f"code {code!r} of F42 is not traded here: give all or one of {known[:3]}")
    return [code]

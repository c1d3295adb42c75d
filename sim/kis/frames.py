"""Data frames of the stream: trades, order book, and own-order notices, by index."""

from datetime import datetime

from sim.kis.clock import hhmmss, yyyymmdd
from sim.kis.desk import Notice
from sim.kis.facts import facts
from sim.kis.numbers import average, quote_sign, ratio, sign
from sim.kis.quotes import LEVELS, ladder, market_code, strength
from sim.kis.tape import Trade
from sim.kis.world import World
from sim.values import VenueBar, VenueDepth, VenueQuote

TRADE_FIELDS, BOOK_FIELDS, COMBINED_BOOK_FIELDS = 46, 59, 65
_CONDITION = {"11": "1", "13": "1", "15": "1", "23": "1"} | {
    "12": "2", "14": "2", "16": "2", "24": "2",
}  # fmt: skip
_ROUTE = {"SOR": "3"}  # ORD_EXG_GB: the smart router finds KRX alone here
_EVENT = {"new": "0", "reject": "0", "amend": "1", "cancel": "2"}


def frame(tr_id: str, fields: list[str], *, encrypted: str = "") -> str:
    """Wrap one record; `encrypted` replaces the payload and sets the leading 1."""
    payload = encrypted or "^".join(fields)
    return f"{1 if encrypted else 0}|{tr_id}|001|{payload}"


def trade_fields(world: World, code: str, trade: Trade) -> list[str]:
    """Write the 46 fields of H0STCNT0 for one trade."""
    quote = world.exchange.quote(code)
    share = world.tape.share(code)
    depth = world.exchange.depth(code, LEVELS)
    before = world.before(code, world.exchange.day())
    change = trade.price - quote.base
    return [
        code,
        hhmmss(trade.at),
        str(trade.price),
        quote_sign(quote) if trade.price == quote.price else sign(change),
        str(change),
        ratio(change, quote.base),
        average(trade.value, trade.volume)[:-2],
        str(share.open),
        str(share.high),
        str(share.low),
        str(quote.ask),
        str(quote.bid),
        str(trade.quantity),
        str(trade.volume),
        str(trade.value),
        str(trade.sold[0]),
        str(trade.bought[0]),
        str(trade.bought[0] - trade.sold[0]),
        strength(trade),
        str(trade.sold[1]),
        str(trade.bought[1]),
        trade.side,
        _share_of(trade),
        ratio(trade.volume, before.volume if before else 0),
        *_against(share.open_at, trade.price - share.open),
        *_against(share.high_at, trade.price - share.high),
        *_against(share.low_at, trade.price - share.low),
        yyyymmdd(trade.at),
        market_code(quote),
        "Y" if quote.halted else "N",
        str(quote.ask_size),
        str(quote.bid_size),
        str(sum(size for _, size in depth.asks)),
        str(sum(size for _, size in depth.bids)),
        _turnover(world, code, trade),
        *_same_hour(before, trade),
        "0",
        "",
        str(quote.base * 11 // 10),
    ]


def book_fields(world: World, code: str) -> list[str]:
    """Write the 59 fields of H0STASP0."""
    quote, depth = world.exchange.quote(code), world.exchange.depth(code, LEVELS)
    rungs = [str(value) for name, value in ladder(depth).items() if "icdc" not in name]
    asks, bids = _sums(depth)
    return [
        code,
        hhmmss(world.exchange.now),
        "0" if quote.phase == "continuous" else "B" if quote.phase == "pre_open" else "A",
        *rungs,
        str(asks),
        str(bids),
        "0",
        "0",
        *_expected(quote),
        str(quote.volume),
        "0",
        "0",
        "0",
        "0",
        "0",
    ]


def combined_book_fields(world: World, code: str) -> list[str]:
    """Write the 65 fields of H0UNASP0: KRX's middle price at the end, none of NXT."""
    quote = world.exchange.quote(code)
    middle = (quote.bid + quote.ask) // 2 if quote.bid and quote.ask else 0
    return [*book_fields(world, code), str(middle), "0", "0", "0", "0", "0"]


def lengthened(world: World, tr_id: str, fields: list[str]) -> list[str]:
    """Append what live servers send since 2026-09-14, when KRX's after-market began.

    Trades end with the market class (2 regular, 5 closing call); KRX's book with its middle price,
    that price's shares and class, and the market class; the combined book with the exchange of the
    expected fill. Source: the strict parser of a published client, probed against KIS.
    """
    quote = world.exchange.quote(fields[0])
    market = "5" if quote.phase == "closing_auction" else "2"
    if tr_id == "H0STASP0":
        middle = (quote.bid + quote.ask) // 2 if quote.bid and quote.ask else 0
        return [*fields, str(middle), "0", "0", market]
    return [*fields, "1" if tr_id == "H0UNASP0" else market]


def notice_fields(world: World, notice: Notice, *, layout: int, branch: str) -> list[str]:
    """Write an own-order notice in the wire's layout (23) or the specification's (26)."""
    head = [
        world.options.hts_id,
        world.account,
        f"{notice.number:010d}",
        f"{notice.original:010d}" if notice.original else "",
        "01" if notice.side == "sell" else "02",
        _EVENT[notice.event],
        notice.dvsn,
        _CONDITION.get(notice.dvsn, "0"),
        notice.code,
        f"{notice.quantity:010d}",
        f"{notice.price:09d}",
        hhmmss(notice.at),
        "1" if notice.refused else "0",
        "2" if notice.filled else "1",
        notice.accept,
        branch,
        f"{notice.order_quantity:09d}",
        "홍길동",
    ]
    # Three fields of the specification run together in the slot of the old name: 9 + 1 + 1 + 3.
    route = _ROUTE.get(notice.venue, "1")
    slot = [f"         {route}Y   "] if layout == 23 else ["000000000", route, "Y", ""]
    order_price = f"{notice.order_price:09d}" if notice.filled else ""
    return [*head, *slot, "10", "", world.name(notice.code), order_price]


def _share_of(trade: Trade) -> str:
    total = trade.bought[1] + trade.sold[1]
    return f"{trade.bought[1] / total:.2f}" if total else "0.00"


def _against(at: datetime | None, change: int) -> tuple[str, str, str]:
    return hhmmss(at) if at else "000000", sign(change), str(change)


def _turnover(world: World, code: str, trade: Trade) -> str:
    listing = world.listing(code)
    return ratio(trade.volume, facts(listing).listed) if listing else "0.00"


def _same_hour(before: VenueBar | None, trade: Trade) -> tuple[str, str]:
    """Estimate yesterday's volume by this minute as an even share of its whole."""
    if before is None or not before.volume:
        return "0", "0.00"
    return str(before.volume // 2), ratio(trade.volume, before.volume // 2 or 1)


def _expected(quote: VenueQuote) -> list[str]:
    """Write price, shares, volume, change, sign and rate; outside calls the change of nothing."""
    calling = quote.phase in ("pre_open", "closing_auction") or quote.vi
    price = quote.price if calling else 0
    change = price - quote.base
    return [str(price), "0", "0", str(change), sign(change), ratio(change, quote.base)]


def _sums(depth: VenueDepth) -> tuple[int, int]:
    return sum(size for _, size in depth.asks), sum(size for _, size in depth.bids)

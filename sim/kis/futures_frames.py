"""Data frames of futures: trades (49 fields), order book (68) and own-order notices (22)."""

from datetime import datetime

from sim.futures.rules import MULTIPLIER
from sim.kis.clock import hhmmss
from sim.kis.desk import Notice
from sim.kis.futures_quotes import open_interest, orders_at, worth_of
from sim.kis.futures_world import FuturesWorld
from sim.kis.numbers import fixed, quote_sign, ratio, sign
from sim.kis.quotes import strength
from sim.kis.tape import ShareTape, Trade
from sim.values import VenueDepth

LEVELS = 10
TRADES, BOOK = "H0ZFCNT0", "H0ZFASP0"
SILENT = "H0ZFANC0"
NOTICES = {"real": "H0IFCNI0", "paper": "H0IFCNI9"}
_EVENT = {"new": "0", "reject": "0", "amend": "1", "cancel": "2"}
_CONDITION = {"10": "3", "12": "3", "14": "3", "11": "4", "13": "4", "15": "4"}


def trade_fields(world: FuturesWorld, code: str) -> list[str]:
    """Write the 49 fields of H0ZFCNT0 for the last trade of a contract; turnover is in won."""
    contract = world.exchange.market.contract(code)
    if contract is None:
        raise KeyError(code)
    quote, share = world.exchange.quote(code), world.tape.share(code)
    trade = share.trades[-1]
    worth = worth_of(world, contract, trade.price)
    interest, moved = open_interest(contract, world.exchange.day())
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
        str(share.open),
        str(share.high),
        str(share.low),
        str(trade.quantity),
        str(trade.volume),
        str(trade.value * MULTIPLIER),
        fixed(worth.fair, 2),
        fixed(worth.market_basis, 2),
        worth.disparity(trade.price),
        "0.00",
        "0.00",
        "0.00",
        str(interest),
        str(moved),
        *_extremes(share, trade.price),
        _share_of(trade),
        strength(trade),
        fixed(trade.price - worth.fair, 2),
        "0",
        fixed(worth.theoretical_basis, 2),
        *_sizes(trade, depth),
        ratio(trade.volume, before.volume if before else 0),
        "0",
        "0",
        "0",
    ]


def book_fields(world: FuturesWorld, code: str) -> list[str]:
    """Write the 68 fields of H0ZFASP0; order counts come before quantities."""
    depth = world.exchange.depth(code, LEVELS)
    asks, bids = (_filled(list(levels)) for levels in (depth.asks, depth.bids))
    counts = [[orders_at(size) for _, size in levels] for levels in (asks, bids)]
    sizes = [[size for _, size in levels] for levels in (asks, bids)]
    return [
        code,
        hhmmss(world.exchange.now),
        *(str(price) for levels in (asks, bids) for price, _ in levels),
        *(str(count) for side in counts for count in side),
        *(str(size) for side in sizes for size in side),
        *(str(sum(side)) for side in counts),
        *(str(sum(side)) for side in sizes),
        "0",
        "0",
    ]


def notice_fields(world: FuturesWorld, notice: Notice, *, branch: str) -> list[str]:
    """Write an own-order notice (5.15); prices carry two implied decimals."""
    return [
        world.shares.options.hts_id,
        notice.account,
        f"{notice.number:010d}",
        f"{notice.original:010d}" if notice.original else "",
        "01" if notice.side == "sell" else "02",
        _EVENT[notice.event],
        "0" if notice.filled else "L",
        notice.code,
        f"{notice.quantity:010d}",
        f"{notice.price * 100:09d}",
        hhmmss(notice.at),
        "1" if notice.refused else "0",
        "2" if notice.filled else "1",
        notice.accept,
        branch,
        f"{notice.order_quantity:09d}",
        "홍길동",
        world.name(notice.code),
        _CONDITION.get(notice.dvsn, "0"),
        "",
        "",
        f"{notice.order_price * 100:09d}",
    ]


def _extremes(share: ShareTape, price: int) -> list[str]:
    return [
        *_against(share.open_at, price - share.open),
        *_against(share.high_at, price - share.high),
        *_against(share.low_at, price - share.low),
    ]


def _sizes(trade: Trade, depth: VenueDepth) -> list[str]:
    """Write best prices and sizes, trades and contracts by side, and what the book holds."""
    asks, bids = depth.asks or ((0, 0),), depth.bids or ((0, 0),)
    values = (
        asks[0][0],
        bids[0][0],
        asks[0][1],
        bids[0][1],
        trade.sold[0],
        trade.bought[0],
        trade.bought[0] - trade.sold[0],
        trade.sold[1],
        trade.bought[1],
        sum(size for _, size in asks),
        sum(size for _, size in bids),
    )
    return [str(value) for value in values]


def _against(at: datetime | None, change: int) -> tuple[str, str, str]:
    """Write when the open, high or low was, and how far the last price lies above it."""
    return hhmmss(at) if at else "000000", sign(change), str(change)


def _share_of(trade: Trade) -> str:
    return f"{trade.bought[1] / trade.volume:.2f}" if trade.volume else "0.00"


def _filled(levels: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [*levels, *[(0, 0)] * LEVELS][:LEVELS]

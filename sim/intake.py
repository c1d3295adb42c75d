"""What the exchange checks before it takes an order.

The first broken rule answers, in Korean, with a way out.
"""

from dataclasses import dataclass
from datetime import date

from sim import rules
from sim.ledger import Ledger
from sim.market import Tape
from sim.values import Refusal

_KINDS = {"limit": "지정가", "market": "시장가", "close": "종가", "open": "시가"}
_ACCEPTING = {
    "pre_open": frozenset(_KINDS),
    "continuous": frozenset({"limit", "market", "close"}),
    "closing_auction": frozenset({"limit", "market", "close"}),
}


@dataclass(frozen=True, slots=True)
class Ticket:
    """Hold an order as it was asked for; `price` is 0 for every kind but limit."""

    account: str
    code: str
    side: str
    kind: str
    quantity: int
    price: int
    channel: str

    def bound(self, tape: Tape) -> int:
        """Give the worst price at which it may trade today."""
        if self.kind == "limit":
            return self.price
        return tape.upper if self.side == "buy" else tape.lower


def check_words(ticket: Ticket) -> Refusal | None:
    """Check what needs no market: side, kind, quantity, channel, and whether a price belongs."""
    if ticket.side not in ("buy", "sell"):
        return Refusal("side", f"매매구분 '{ticket.side}'을(를) 모릅니다. buy 또는 sell을 쓰세요.")
    if ticket.kind not in _KINDS:
        return Refusal(
            "kind", f"주문종류 '{ticket.kind}'을(를) 모릅니다. {', '.join(_KINDS)} 중에서 고르세요."
        )
    if ticket.channel not in ("api", "hts"):
        return Refusal(
            "channel", f"주문매체 '{ticket.channel}'을(를) 모릅니다. api 또는 hts를 쓰세요."
        )
    if ticket.quantity <= 0:
        return Refusal(
            "quantity", f"수량 {ticket.quantity}주는 주문할 수 없습니다. 1주 이상이어야 합니다."
        )
    if ticket.kind != "limit" and ticket.price:
        return Refusal(
            "price",
            f"{_KINDS[ticket.kind]} 주문에는 가격을 쓸 수 없습니다({ticket.price:,}원). "
            "가격을 0으로 하거나 지정가로 주문하세요.",
        )
    return None


def check_session(ticket: Ticket, phase: str, *, opens: str) -> Refusal | None:
    """Check that the phase takes this kind; `opens` names the next opening for people."""
    if phase not in _ACCEPTING:
        return Refusal("closed", f"지금은 주문을 받지 않습니다. {opens}부터 주문할 수 있습니다.")
    if ticket.kind not in _ACCEPTING[phase]:
        return Refusal(
            "kind_phase",
            "시가 주문은 장 시작 동시호가에서만 받습니다. 지정가나 시장가로 주문하세요.",
        )
    return None


def check_price(ticket: Ticket, tape: Tape, day: date) -> Refusal | None:
    """Check halt, lot, the day's limits and the tick."""
    listing = tape.listing
    if tape.halted:
        return Refusal(
            "halted",
            f"{listing.name}({listing.code})은(는) 오늘 거래정지입니다. 재개 후 주문하세요.",
        )
    if ticket.quantity % listing.lot:
        return Refusal("lot", f"매매단위는 {listing.lot}주입니다. 그 배수로 주문하세요.")
    if ticket.kind != "limit":
        return None
    if not tape.lower <= ticket.price <= tape.upper:
        return Refusal(
            "limit",
            f"{ticket.price:,}원은 오늘의 가격제한폭 밖입니다. "
            f"{tape.lower:,}원부터 {tape.upper:,}원까지 주문할 수 있습니다.",
        )
    down = rules.floor_tick(ticket.price, day, market=listing.market, kind=listing.kind)
    if down == ticket.price:
        return None
    up = rules.ceil_tick(ticket.price, day, market=listing.market, kind=listing.kind)
    return Refusal(
        "tick",
        f"{ticket.price:,}원은 호가단위에 맞지 않습니다. {down:,}원 또는 {up:,}원으로 주문하세요.",
    )


def check_funds(ticket: Ticket, ledger: Ledger, *, bound: int, today: date) -> Refusal | None:
    """Check money for a buy at its worst price with commission, and shares for a sale."""
    if ticket.side == "sell":
        have = sellable(ledger, ticket.account, ticket.code, today=today)
        if ticket.quantity <= have:
            return None
        return Refusal(
            "shares", f"매도가능수량은 {have:,}주인데 {ticket.quantity:,}주를 주문했습니다."
        )
    amount = ticket.quantity * bound
    need, have = amount + rules.commission(amount), orderable(ledger, ticket.account, today=today)
    if need <= have:
        return None
    fits = _affordable(have, bound)
    return Refusal(
        "cash",
        f"주문가능금액은 {have:,}원인데 {need:,}원이 필요합니다"
        f"({bound:,}원 기준, 수수료 포함). {fits:,}주까지 살 수 있습니다.",
    )


def sellable(ledger: Ledger, account: str, code: str, *, today: date) -> int:
    """Give the shares that no open sale has promised yet."""
    lot = ledger.books(account, today).lots.get(code)
    if lot is None:
        return 0
    promised = sum(
        order.remaining
        for order in ledger.working(code)
        if order.account == account and order.side == "sell"
    )
    return lot.quantity - promised


def orderable(ledger: Ledger, account: str, *, today: date) -> int:
    """Give the won free for new buys: cash at T+2 less what open buys reserve."""
    books = ledger.books(account, today)
    receivable, payable = books.due()
    reserved = sum(order.reserve() for order in ledger.all_working() if order.account == account)
    return books.cash + receivable - payable - reserved


def _affordable(have: int, price: int) -> int:
    count = max(0, have // price)
    while count and count * price + rules.commission(count * price) > have:
        count -= 1
    return count

"""order-cash and order-rvsecncl: checks in the order of section 7, then the exchange."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sim import rules
from sim.kis.catalogue import SELLS
from sim.kis.desk import Desk, Market, Memo, Notice
from sim.kis.gateway import Call
from sim.kis.numbers import whole
from sim.kis.replies import ORDER_REFUSALS, Answer, RefusedError, booked
from sim.orders import Order
from sim.values import Placed, Refusal, VenueQuote

_SENT = ("APBK0013", "주문 전송 완료 되었습니다.")
SENT = {
    "real": {"buy": _SENT, "sell": _SENT},
    "paper": {
        "buy": ("40600000", "모의투자 매수주문이 완료 되었습니다."),
        "sell": ("40590000", "모의투자 매도주문이 완료 되었습니다."),
    },
}
CANCELLED = {
    "real": _SENT,
    "paper": ("40630000", "모의투자 취소주문이 완료 되었습니다."),
}
AMENDED = {
    "real": _SENT,
    "paper": ("40620000", "모의투자 정정주문이 완료 되었습니다."),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """Describe one ORD_DVSN: where its price comes from, and IOC or FOK.

    `priced` is own (ORD_UNPR), none (market), best (the other side's), top (its own side's) or mid;
    `calls` says that auctions take it.
    """

    priced: str
    rest: str = ""
    calls: bool = False


KINDS = {
    "00": Kind("own", calls=True),
    "01": Kind("none", calls=True),
    "02": Kind("own", calls=True),
    "03": Kind("best"),
    "04": Kind("top"),
    "11": Kind("own", "IOC"),
    "12": Kind("own", "FOK"),
    "13": Kind("none", "IOC"),
    "14": Kind("none", "FOK"),
    "15": Kind("best", "IOC"),
    "16": Kind("best", "FOK"),
    "21": Kind("mid"),
    "23": Kind("mid", "IOC"),
    "24": Kind("mid", "FOK"),
}
# Known to KIS, but of sessions and triggers that this exchange does not have.
ELSEWHERE = {"05", "06", "07", "22", "27", "28", "29", *(str(n) for n in range(41, 48))}
KRX_ONLY = {"02", "21", "23", "24"}  # the smart order router does not take them (3.1)


class Orders:
    """Take orders, amendments and cancels."""

    def __init__(self, world: Market, desk: Desk) -> None:
        self._world, self._desk = world, desk
        self.late_fills: list[dict[str, int]] = []
        self.reject_next = 0
        self.fill_next: Callable[[int], None] | None = None

    def place(self, call: Call) -> Answer:
        """Answer order-cash."""
        side = "sell" if call.tr_id in SELLS else "buy"
        filler, self.fill_next = self.fill_next, None
        code = call.get("PDNO")
        self._check_account(call)
        venue = call.get("EXCG_ID_DVSN_CD") or "KRX"
        quote = self._check_market(code, venue)
        kind = self._check_kind(call.get("ORD_DVSN"), quote, venue=venue)
        quantity = self._quantity(call.get("ORD_QTY"))
        price = self._price(kind, call.get("ORD_UNPR"), quote, side=side)
        memo = Memo(dvsn=call.get("ORD_DVSN"), venue=venue)
        if self.reject_next:
            number = self._reject(
                replace(memo, code=code, side=side, quantity=quantity, price=price)
            )
        elif kind.rest == "FOK" and not self._fits(code, side, quantity, price=price):
            number = self._kill(replace(memo, code=code, side=side, quantity=quantity, price=price))
        else:
            placed = self._send(
                code, side=side, kind=kind, quantity=quantity, price=price, meets=filler is None
            )
            number = int(placed.number)
            self._desk.hide(number)
            self._desk.remember(number, memo)
            self._after(number, kind)
        if filler is not None:
            filler(number)
        words = SENT[self._world.env][side]
        return booked(*words, output=self._desk.accepted(number, self._world.exchange.now))

    def change(self, call: Call) -> Answer:
        """Answer order-rvsecncl."""
        self._check_account(call)
        self._check_day()
        order = self._desk.find(call.get("ORGN_ODNO"))
        if order is None or not order.remaining or not self._same_place(call, order):
            raise self._refuse("done")
        rest = order.remaining
        asked = whole(call.get("ORD_QTY"))
        everything = call.get("QTY_ALL_ORD_YN") == "Y" or not asked
        quantity = rest if everything else asked or 0
        if quantity > rest:
            raise self._refuse("done")
        if call.get("RVSE_CNCL_DVSN_CD") == "02":
            return self._cancel(order, quantity)
        if call.get("RVSE_CNCL_DVSN_CD") != "01":
            raise self._refuse("kind")
        return self._amend(call, order, quantity)

    def _same_place(self, call: Call, order: Order) -> bool:
        """Tell whether branch and exchange are the order's, where they are given."""
        branch, venue = call.get("KRX_FWDG_ORD_ORGNO"), call.get("EXCG_ID_DVSN_CD")
        there = venue in ("", self._desk.memo(order).venue)
        return branch in ("", self._desk.branch) and there

    def _cancel(self, order: Order, quantity: int) -> Answer:
        late = self.late_fills.pop() if self.late_fills else None
        number = self._desk.event(
            Memo(
                dvsn="00",
                event="cancel",
                original=order.number,
                code=order.code,
                side=order.side,
                quantity=quantity,
                at=self._world.exchange.now.isoformat(),
            )
        )
        self._desk.tell(self._cancel_notice(order, number, quantity))
        if late is not None:
            self._strike(order, late)
        text = f"{order.number:010d}"
        if quantity < order.remaining:
            self._world.exchange.reduce(self._world.account, text, by=quantity)
            self._cut(order, quantity)
        elif order.remaining:
            self._world.exchange.cancel(self._world.account, text)
        self._desk.tell_fills()
        words = CANCELLED[self._world.env]
        return booked(*words, output=self._desk.accepted(number, self._world.exchange.now))

    def _amend(self, call: Call, order: Order, quantity: int) -> Answer:
        quote = self._world.exchange.quote(order.code)
        dvsn = call.get("ORD_DVSN") or "00"
        venue = self._desk.memo(order).venue
        kind = self._check_kind(dvsn, quote, venue=venue)
        price = self._price(kind, call.get("ORD_UNPR"), quote, side=order.side)
        whole_order = quantity == order.remaining
        done = self._world.exchange.amend(
            self._world.account,
            f"{order.number:010d}",
            kind="market" if kind.priced == "none" else "limit",
            quantity=quantity,
            price=price,
        )
        if isinstance(done, Refusal):
            raise self._refuse(done.code)
        number = int(done.number)
        self._desk.remember(number, Memo(dvsn=dvsn, venue=venue, original=order.number))
        if not whole_order:
            self._cut(order, quantity)
        self._after(number, kind, event="amend")
        words = AMENDED[self._world.env]
        return booked(*words, output=self._desk.accepted(number, done.at))

    def _cut(self, order: Order, quantity: int) -> None:
        memo = self._desk.memo(order)
        self._desk.remember(order.number, replace(memo, cut=memo.cut + quantity))

    def _strike(self, order: Order, late: dict[str, int]) -> None:
        quantity = min(late.get("quantity") or order.remaining, order.remaining)
        price = late.get("price") or order.price or self._world.exchange.quote(order.code).price
        self._world.exchange.strike(f"{order.number:010d}", quantity=quantity, price=price)

    def _cancel_notice(self, order: Order, number: int, quantity: int) -> Notice:
        return Notice(
            number=number,
            original=order.number,
            code=order.code,
            side=order.side,
            event="cancel",
            dvsn="00",
            quantity=quantity,
            price=0,
            at=self._world.exchange.now,
            order_quantity=quantity,
            order_price=0,
            accept="2",
            venue=self._desk.memo(order).venue,
        )

    def _send(
        self, code: str, *, side: str, kind: Kind, quantity: int, price: int, meets: bool = True
    ) -> Placed:
        done = self._world.exchange.place(
            self._world.account,
            code=code,
            side=side,
            kind="market" if kind.priced == "none" else "limit",
            quantity=quantity,
            price=price,
            meets=meets,
        )
        if isinstance(done, Refusal):
            raise self._refuse(done.code)
        return done

    def _reject(self, memo: Memo) -> int:
        """Number an order that the broker takes and the exchange turns down."""
        self.reject_next -= 1
        notice = self._bookless(replace(memo, event="reject"))
        self._desk.tell(replace(notice, event="reject", refused=True))
        return notice.number

    def _kill(self, memo: Memo) -> int:
        """Number a fill-or-kill order that cannot fill: it never reaches the book."""
        notice = self._bookless(replace(memo, event="killed"))
        self._desk.tell(replace(notice, accept="3"))
        return notice.number

    def _bookless(self, memo: Memo) -> Notice:
        """Number and announce an order that has no place in the book."""
        at = self._world.exchange.now
        number = self._desk.event(replace(memo, at=at.isoformat()))
        notice = Notice(
            number=number,
            original=0,
            code=memo.code,
            side=memo.side,
            event="new",
            dvsn=memo.dvsn,
            quantity=memo.quantity,
            price=memo.price,
            at=at,
            order_quantity=memo.quantity,
            order_price=memo.price,
            venue=memo.venue,
        )
        self._desk.tell(notice)
        return notice

    def _fits(self, code: str, side: str, quantity: int, *, price: int) -> bool:
        depth = self._world.exchange.depth(code, 5)
        levels = depth.asks if side == "buy" else depth.bids
        sign = 1 if side == "buy" else -1
        there = sum(n for p, n in levels if not price or p * sign <= price * sign)
        return there >= quantity

    def _after(self, number: int, kind: Kind, *, event: str = "new") -> None:
        order = self._world.ledger.order(number)
        if order is None:
            return
        self._desk.tell_order(order, event=event, accept="1" if event == "new" else "2")
        self._desk.tell_fills()
        rest = order.remaining
        if kind.rest and rest:
            self._world.exchange.cancel(self._world.account, f"{number:010d}")
            # Under its own number: a cancel (RCTF_CLS 2) would be matched by the original's.
            self._desk.tell_order(order, accept="3", rest=rest)

    def _check_account(self, call: Call) -> None:
        if call.get("CANO") + call.get("ACNT_PRDT_CD") != self._world.account:
            raise self._refuse("account")

    def _check_market(self, code: str, venue: str) -> VenueQuote:
        if self._world.listing(code) is None:
            raise self._refuse("unknown_code")
        self._check_day()
        if venue not in ("KRX", "SOR") or (venue == "SOR" and self._world.env == "paper"):
            raise self._refuse("venue")
        return self._world.exchange.quote(code)

    def _check_day(self) -> None:
        session = self._world.session()
        if session is None:
            raise self._refuse("no_session")
        if self._world.exchange.now < session.call_opens:
            raise self._refuse("before")
        if self._world.exchange.now >= session.close:
            raise self._refuse("after")

    def _check_kind(self, dvsn: str, quote: VenueQuote, *, venue: str) -> Kind:
        kind = KINDS.get(dvsn)
        if kind is None:
            raise self._refuse("after" if dvsn in ELSEWHERE else "kind")
        if venue == "SOR" and dvsn in KRX_ONLY:
            raise self._refuse("kind")
        if (quote.phase != "continuous" or quote.vi) and not kind.calls:
            raise self._refuse("kind_phase")
        return kind

    def _quantity(self, text: str) -> int:
        quantity = whole(text)
        if not quantity:
            raise self._refuse("quantity")
        return quantity

    def _price(self, kind: Kind, text: str, quote: VenueQuote, *, side: str) -> int:
        price = whole(text or "0")
        if price is None or (kind.priced == "own") != bool(price):
            raise self._refuse("price")
        if kind.priced in ("own", "none"):
            return self._checked(price, quote) if price else 0
        buys = side == "buy"
        found = {
            "best": quote.ask if buys else quote.bid,
            "top": quote.bid if buys else quote.ask,
            "mid": self._floor((quote.bid + quote.ask) // 2, quote),
        }[kind.priced]
        if not found:
            raise self._refuse("kind_phase")
        return found

    def _checked(self, price: int, quote: VenueQuote) -> int:
        if self._floor(price, quote) != price:
            raise self._refuse("tick")
        if not quote.lower <= price <= quote.upper:
            raise self._refuse("limit")
        return price

    def _floor(self, price: int, quote: VenueQuote) -> int:
        listing = self._world.listing(quote.code)
        if listing is None:
            return price
        day = self._world.today()
        return rules.floor_tick(price, day, market=listing.market, kind=listing.kind)

    def _refuse(self, reason: str) -> RefusedError:
        words = ORDER_REFUSALS.get(reason, ORDER_REFUSALS["kind"])
        return words.refusal(self._world.env)

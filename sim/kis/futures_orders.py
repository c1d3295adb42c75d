"""Futures order and order-rvsecncl: side in the body, net positions, margin (section 4.3)."""

from dataclasses import replace

from sim.kis.clock import hhmmss
from sim.kis.desk import Desk, Memo
from sim.kis.futures_world import FuturesWorld
from sim.kis.gateway import Call
from sim.kis.numbers import whole
from sim.kis.orders import AMENDED, CANCELLED, SENT, Kind, Orders
from sim.kis.replies import ORDER_REFUSALS, Answer, RefusedError, Row, booked
from sim.orders import Order
from sim.values import Refusal, VenueQuote

_SENT = ("APBK0029", "주문 전송 완료 되었습니다.")
_SIDES = {"01": "sell", "02": "buy"}
_SIDE_NAME = {"sell": "매도", "buy": "매수"}
_SEND = "02"
KINDS = {
    "01": Kind("own", calls=True),
    "02": Kind("none", calls=True),
    "03": Kind("own", calls=True),
    "04": Kind("best"),
    "10": Kind("own", "IOC"),
    "11": Kind("own", "FOK"),
    "12": Kind("none", "IOC"),
    "13": Kind("none", "FOK"),
    "14": Kind("best", "IOC"),
    "15": Kind("best", "FOK"),
}
# NMPR_TYPE_CD and KRX_NMPR_CNDT_CD, which stand for the kind where ORD_DVSN_CD is blank.
_PAIRS = {
    ("01", "0"): "01", ("02", "0"): "02", ("03", "0"): "03", ("04", "0"): "04", ("01", "3"): "10",
    ("01", "4"): "11", ("02", "3"): "12", ("02", "4"): "13", ("04", "3"): "14", ("04", "4"): "15",
}  # fmt: skip


class FuturesOrders(Orders):
    """Take futures orders, amendments and cancels; faults armed on `shares` hit here as well."""

    def __init__(self, world: FuturesWorld, desk: Desk, *, shares: Orders) -> None:
        super().__init__(world, desk)
        self._futures, self._shares = world, shares
        self.late_fills = shares.late_fills

    def place(self, call: Call) -> Answer:
        """Answer order."""
        filler, self._shares.fill_next = self._shares.fill_next, None
        self._check_call(call)
        side, code = _SIDES.get(call.get("SLL_BUY_DVSN_CD")), call.get("SHTN_PDNO")
        if side is None:
            raise self._refuse("kind")
        contract = self._futures.contract(code)
        if contract is None:
            raise self._refuse("unknown_code")
        self._check_day()
        quote = self._world.exchange.quote(contract.code)
        dvsn = kind_code(call)
        kind = self._kind(dvsn, quote)
        quantity = self._quantity(call.get("ORD_QTY"))
        price = self._price(kind, call.get("UNIT_PRICE"), quote, side=side)
        memo = Memo(dvsn=dvsn)
        whole_memo = replace(memo, code=contract.code, side=side, quantity=quantity, price=price)
        if self._shares.reject_next:
            self._shares.reject_next -= 1
            number = self._turn_down(whole_memo)
        elif kind.rest == "FOK" and not self._fits(contract.code, side, quantity, price=price):
            number = self._kill(whole_memo)
        else:
            placed = self._send(
                contract.code,
                side=side,
                kind=kind,
                quantity=quantity,
                price=price,
                meets=filler is None,
            )
            number = int(placed.number)
            self._desk.hide(number)
            self._desk.remember(number, memo)
            self._after(number, kind)
        if filler is not None:
            filler(number)
        words = SENT["paper"][side] if self._world.env == "paper" else _SENT
        return booked(*words, output=self._taken(number, contract.code, side))

    def change(self, call: Call) -> Answer:
        """Answer order-rvsecncl; `output` is a list of one, as the published sample needs it."""
        self._check_call(call)
        self._check_day()
        order = self._desk.find(call.get("ORGN_ODNO"))
        if order is None or not order.remaining:
            raise self._refuse("done")
        quantity = self._asked(call, order)
        kind = call.get("RVSE_CNCL_DVSN_CD")
        if kind == "02":
            number = int(self._cancel(order, quantity).body["output"]["ODNO"])
            words = CANCELLED["paper"]
        elif kind == "01":
            number = self._amended(call, order, quantity)
            words = AMENDED["paper"]
        else:
            raise self._refuse("kind")
        if self._world.env != "paper":
            words = _SENT
        row = self._taken(number, order.code, order.side)
        return booked(*words, output=[{**row, "ORGN_ODNO": f"{order.number:010d}"}])

    def _amended(self, call: Call, order: Order, quantity: int) -> int:
        quote = self._world.exchange.quote(order.code)
        dvsn = kind_code(call)
        kind = self._kind(dvsn, quote)
        price = self._price(kind, call.get("UNIT_PRICE"), quote, side=order.side)
        everything = quantity == order.remaining
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
        self._desk.remember(number, Memo(dvsn=dvsn, original=order.number))
        if not everything:
            self._cut(order, quantity)
        self._after(number, kind, event="amend")
        return number

    def _asked(self, call: Call, order: Order) -> int:
        """Give the contracts to change: "0" means all of them, but paper wants the number."""
        rest, asked = order.remaining, whole(call.get("ORD_QTY"))
        if self._world.env == "paper" and not asked:
            raise self._refuse("quantity")
        everything = call.get("RMN_QTY_YN") == "Y" or not asked
        quantity = rest if everything else asked or 0
        if quantity > rest:
            raise self._refuse("done")
        return quantity

    def _turn_down(self, memo: Memo) -> int:
        """Number an order that the broker takes and the exchange turns down."""
        notice = self._bookless(replace(memo, event="reject"))
        self._desk.tell(replace(notice, event="reject", refused=True))
        return notice.number

    def _taken(self, number: int, code: str, side: str) -> Row:
        return {
            "ACNT_NAME": "홍길동",
            "TRAD_DVSN_NAME": _SIDE_NAME[side],
            "ITEM_NAME": self._world.name(code),
            "ORD_TMD": hhmmss(self._world.exchange.now),
            "ORD_GNO_BRNO": self._desk.branch,
            "ODNO": f"{number:010d}",
        }

    def _kind(self, dvsn: str, quote: VenueQuote) -> Kind:
        kind = KINDS.get(dvsn)
        if kind is None:
            raise self._refuse("kind")
        phase = self._futures.exchange.phase_of(quote.code)
        if phase == "post_close":
            raise self._refuse("after")
        if not kind.calls and (phase != "continuous" or quote.vi):
            raise self._refuse("kind_phase")
        return kind

    def _check_call(self, call: Call) -> None:
        self._check_account(call)
        if call.get("ORD_PRCS_DVSN_CD") != _SEND:
            raise self._refuse("kind")

    def _refuse(self, reason: str) -> RefusedError:
        # Margin has no code of its own in the sheet: what is missing is orderable money.
        known = {"margin": "cash", "called": "cash"}.get(reason, reason)
        words = ORDER_REFUSALS.get(known, ORDER_REFUSALS["kind"])
        return words.refusal(self._world.env)


def kind_code(call: Call) -> str:
    """Give ORD_DVSN_CD, or the one that the two older fields stand for."""
    given = call.get("ORD_DVSN_CD")
    return given or _PAIRS.get((call.get("NMPR_TYPE_CD"), call.get("KRX_NMPR_CNDT_CD") or "0"), "")

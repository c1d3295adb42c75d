"""What each fault switch does to a request, to the ports, or to the stream."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sim.kis import fault_bodies, fault_market
from sim.kis.auth import Keys
from sim.kis.catalogue import BY_ID
from sim.kis.desk import Desk, Notice
from sim.kis.faults import Effect, Fault, Plan
from sim.kis.futures_side import FuturesSide
from sim.kis.gateway import Call, Handlers
from sim.kis.http import Reply
from sim.kis.options import KisOptions
from sim.kis.orders import Orders
from sim.kis.replies import Answer, RefusedError, gateway
from sim.kis.stream import Stream
from sim.kis.world import World

_HANG_S, _SLOW_S, _LATE_S, _OUTAGE_S = 60.0, 53.0, 180.0, 600.0
_CHANGED = "조회중 자료가 변경되었습니다. 다시 조회하시기 바랍니다."
_HTML = b"<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Parts:
    """Hold what the effects reach into; `outage` closes both ports for so many seconds."""

    keys: Keys
    desk: Desk
    orders: Orders
    stream: Stream
    balances: Callable[[], list[Answer]]
    outage: Callable[[float], None]
    closed_port: Callable[[float], None]
    later: Callable[[float, Callable[[], None]], None]
    url: Callable[[], str]
    world: World
    futures: FuturesSide

    @property
    def market(self) -> fault_market.Market:
        """Give what faults of the market itself reach into."""
        return fault_market.Market(
            self.world, self.futures, self.orders, self.desk.tell_fills, self.later
        )


def effects(parts: Parts) -> Mapping[str, Effect]:
    """Give what acts on requests, by name."""
    return {
        "F04": _unheard,
        "F05": _unanswered,
        "F06": lambda fault, plan: _unseen(parts, fault, plan),
        "F07": _failed_before,
        "F08": _failed_after,
        "F09": _proxy_page,
        "F10": _cut_json,
        "F11": lambda _fault, plan: plan.spoilers.append(lambda r: replace(r, body=b"")),
        "F12": _altered(fault_bodies.order_number),
        "F13": lambda fault, plan: _refused(parts, fault, plan),
        "F14": _limited,
        "F15": lambda _fault, _plan: parts.keys.expire(),
        "F16": lambda fault, _plan: _revoked(parts, fault),
        "F17": _altered(fault_bodies.order_number),
        "F18": _slow,
        "F19": lambda _fault, plan: plan.spoilers.append(lambda r: replace(r, ending="reset")),
        "F20": lambda fault, plan: _redirected(parts, fault, plan),
        "F21": _broken_list,
        "F22": _changed_meanwhile,
        "F23": _altered(fault_bodies.moving_rows),
        "F24": _lagging,
        "F25": _altered(fault_bodies.empty),
        "F26": _altered(fault_bodies.written_otherwise),
        "F27": _altered(fault_bodies.extra_key),
        "F28": _altered(fault_bodies.missing_key),
        "F29": lambda fault, plan: fault_market.in_pieces(parts.market, fault, plan),
        "F43": lambda fault, plan: fault_market.closed(parts.market, fault, plan),
        "F44": lambda fault, plan: fault_market.violation(parts.market, fault, plan),
        "F45": lambda fault, plan: plan.alterations.append(fault_market.split(fault, parts.world)),
        "F34": lambda fault, _plan: parts.orders.late_fills.append(
            {key: int(fault.detail[key]) for key in ("quantity", "price") if key in fault.detail}
        ),
        "F40": _altered(fault_bodies.filled_quantity),
        "F41": _altered(fault_bodies.filled_quantity),
        "F47": _limited,
    }


def armed(parts: Parts) -> Mapping[str, Callable[[Fault], None]]:
    """Give what acts when a switch is added, after its `delay_s` where it concerns the stream.

    F02 and F03 (names, TLS) lie before a server: like F01, nothing of the request reaches it.
    """

    def port(fault: Fault) -> None:
        parts.closed_port(fault.for_s or _HANG_S)

    def keep(fault: Fault) -> None:
        fault.for_s = fault.for_s or _LATE_S
        fault.count = -1
        fault.detail["answers"] = parts.balances()
        fault.first_hit = parts.desk.world.clock.elapsed()

    def burst(fault: Fault) -> None:
        fault.for_s, fault.count = fault.for_s or _OUTAGE_S, -1

    def always(fault: Fault) -> None:
        fault.count = -1

    def silence(fault: Fault) -> None:
        until = parts.desk.world.clock.elapsed() + (fault.for_s or _HANG_S)
        parts.later(fault.delay_s, lambda: setattr(parts.stream, "silent_until", until))

    return {
        "F01": port,
        "F02": port,
        "F03": port,
        "F24": keep,
        "F35": lambda fault: parts.later(fault.delay_s, parts.stream.drop),
        "F36": silence,
        "F37": lambda fault: parts.later(fault.delay_s, parts.stream.push_out),
        "F39": lambda fault: parts.later(fault.delay_s, lambda: _forge(parts, fault)),
        "F42": lambda fault: fault_market.stop_trading(parts.market, fault),
        "F45": always,
        "F46": lambda fault: fault_market.skewed(parts.market, fault),
        "F47": burst,
        "F48": lambda fault: parts.outage(fault.for_s or _OUTAGE_S),
    }


def _altered(make: Callable[[Fault], fault_bodies.Alteration]) -> Effect:
    return lambda fault, plan: plan.alterations.append(make(fault))


def _unheard(fault: Fault, plan: Plan) -> None:
    plan.reply = Reply(504, b"", ending="hang", delay_s=fault.delay_s or _HANG_S)


def _unanswered(fault: Fault, plan: Plan) -> None:
    delay = fault.delay_s or _HANG_S
    plan.spoilers.append(lambda reply: replace(reply, ending="hang", delay_s=delay))


def _unseen(parts: Parts, fault: Fault, plan: Plan) -> None:
    parts.desk.hidden.next_s = float(fault.detail.get("visible_after_s", _LATE_S))
    _unanswered(fault, plan)


def _failed_before(fault: Fault, plan: Plan) -> None:
    code = str(fault.detail.get("msg_cd", "EGW00002"))
    plan.refusal = RefusedError(
        code, str(fault.detail.get("msg1", "서버 에러가 발생했습니다.")), status=500
    )


def _failed_after(fault: Fault, plan: Plan) -> None:
    code = str(fault.detail.get("msg_cd", "EGW00002"))
    text = f'{{"rt_cd":"1","msg_cd":"{code}","msg1":"서버 에러가 발생했습니다."}}'.encode()
    plan.spoilers.append(lambda reply: replace(reply, status=500, body=text))


def _proxy_page(fault: Fault, plan: Plan) -> None:
    status = int(fault.detail.get("status", 502))
    plan.spoilers.append(
        lambda reply: replace(
            reply, status=status, body=_HTML, content_type="text/html; charset=UTF-8"
        )
    )


def _cut_json(fault: Fault, plan: Plan) -> None:
    """Send half of the body, as if it were whole (mode text) or with the connection cut."""
    if fault.detail.get("mode") == "cut":
        plan.spoilers.append(lambda reply: replace(reply, ending="cut"))
    else:
        plan.spoilers.append(lambda reply: replace(reply, body=reply.body[: len(reply.body) // 2]))


def _refused(parts: Parts, fault: Fault, plan: Plan) -> None:
    """Refuse at once, or (mode exchange) take the order and let the exchange turn it down."""
    detail = fault.detail
    if detail.get("mode") == "exchange":
        parts.orders.reject_next += 1
        return
    plan.refusal = RefusedError(
        str(detail.get("msg_cd", "APBK0952")),
        str(detail.get("msg1", "주문가능금액을 초과 했습니다.")),
        rt_cd=str(detail.get("rt_cd", "7")),
        status=int(detail.get("status", 200)),
    )


def _limited(_fault: Fault, plan: Plan) -> None:
    plan.limited = True


def _revoked(parts: Parts, fault: Fault) -> None:
    parts.keys.revoke_current()
    now = parts.desk.world.clock.elapsed()
    parts.keys.issue_blocked_until = now + (fault.delay_s or _HANG_S)


def _slow(fault: Fault, plan: Plan) -> None:
    plan.spoilers.append(lambda reply: replace(reply, delay_s=fault.delay_s or _SLOW_S))


def _redirected(parts: Parts, fault: Fault, plan: Plan) -> None:
    location = str(fault.detail.get("location", parts.url()))
    plan.reply = Reply(int(fault.detail.get("status", 307)), b"", [("Location", location)])


def _broken_list(fault: Fault, plan: Plan) -> None:
    if fault.detail.get("mode", "fail") == "fail":
        plan.refusal = gateway("EGW00002")
    else:
        plan.alterations.append(fault_bodies.paging(fault))


def _changed_meanwhile(fault: Fault, plan: Plan) -> None:
    code = str(fault.detail.get("msg_cd", "KIOK0480"))
    plan.refusal = RefusedError(code, str(fault.detail.get("msg1", _CHANGED)))


def _lagging(fault: Fault, plan: Plan) -> None:
    """Answer inquire-balance as it was when the switch was added."""

    def earlier(answer: Answer, _params: Mapping[str, str]) -> Answer:
        kept = fault.detail["answers"]
        return next((old for old in kept if _money(old) and _money(old) == _money(answer)), answer)

    plan.alterations.append(earlier)


def _money(answer: Answer) -> str:
    """Name the deposit field of a balance, of shares or futures; blank for other answers."""
    totals = answer.body.get("output2")
    if isinstance(totals, list):
        totals = totals[0] if totals else {}
    names = totals if isinstance(totals, dict) else {}
    return next((name for name in ("dnca_tot_amt", "dnca_cash") if name in names), "")


def balance_calls(options: KisOptions, handlers: Handlers) -> Callable[[], list[Answer]]:
    """Bind the two inquiries whose answers F24 keeps."""

    def ask(tr_id: str, account: str) -> Answer:
        params = {"CANO": account[:8], "ACNT_PRDT_CD": account[8:]}
        route = BY_ID[tr_id]
        return handlers[route.name](Call(route, tr_id, "", params))

    return lambda: [ask("TTTC8434R", options.account), ask("CTFO6118R", options.futures_account)]


def _forge(parts: Parts, fault: Fault) -> None:
    detail = fault.detail
    code = str(detail.get("code", parts.desk.world.listings()[0].code))
    desk = parts.desk if parts.desk.world.listing(code) else parts.futures.desk
    world = desk.world
    quantity = int(detail.get("quantity", 1))
    price = int(detail.get("price", world.exchange.quote(code).price))
    parts.stream.forge(
        Notice(
            number=int(detail.get("odno", 9_999_999)),
            original=0,
            code=code,
            side=str(detail.get("side", "buy")),
            event="new",
            dvsn="00",
            quantity=quantity,
            price=price,
            at=world.exchange.now,
            order_quantity=quantity,
            order_price=price,
            filled=True,
            accept="2",
            account=world.account,
        )
    )

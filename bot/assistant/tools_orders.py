"""Tools about orders: what was ordered, what traded, and why or why not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final, Literal

from pydantic import Field

from bot.assistant import measures as m
from bot.assistant.fact import Claim, Fact, quoted, safe_name
from bot.assistant.stored import Stored
from bot.assistant.tool import MOST_ROWS, Tool, ToolArgs
from bot.stretch import stretch_of
from bot.take_back_text import state_text
from bot.trace import Trace
from core.domain.calendar import trading_date
from core.domain.decision import RiskDecision, RuleResult, Verdict
from core.domain.order import Order, OrderState
from core.domain.position import Fill
from core.domain.saying import own, unit_of
from core.domain.signal import Side, Signal, SignalState
from core.report.figures import ACTIONS, Figure

BACK: Final = timedelta(days=60)
_S = OrderState
_STATES: Final[dict[OrderState, frozenset[Claim]]] = {
    _S.ACCEPTED: frozenset({Claim.ACCEPTED}),
    _S.PARTIAL: frozenset({Claim.ACCEPTED, Claim.FILLED}),
    _S.CANCELLING: frozenset({Claim.ACCEPTED}),
    _S.FILLED: frozenset({Claim.ACCEPTED, Claim.FILLED}),
    _S.CANCELLED: frozenset({Claim.CANCELLED}),
    _S.REJECTED: frozenset({Claim.REFUSED}),
    _S.EXPIRED: frozenset({Claim.LAPSED}),
    _S.UNKNOWN: frozenset({Claim.IN_DOUBT}),
}
_TRADED: Final = {Side.BUY: Claim.BOUGHT, Side.SELL: Claim.SOLD}
_ABOUT: Final = (
    r"주문|체결|취소|거부|거절|만료|가격|접수|order|fill|cancel|reject|refus|price|expire"
)
_RULED: Final = r"막|거부|차단|줄|통과|한도|규칙|refus|block|rule|limit|trim|allow|pass"


class OfOrders(ToolArgs):
    """Which orders."""

    symbol: str = Field("", description="name or code of one stock; empty for all")
    only: Literal["all", "open"] = "all"


class OfTrades(ToolArgs):
    """Which trades."""

    symbol: str = Field("", description="name or code of one stock; empty for all")
    period: Literal["day", "week", "month"] = "week"


class OfStory(ToolArgs):
    """Whose story: a stock, or an id's ending of at least four characters."""

    about: str = Field(description="name or code of a stock, or the ending of an order's id")


async def orders(stored: Stored, args: OfOrders) -> list[Fact]:
    """Give the newest orders with what became of them."""
    found = {o.id: o for o in await stored.views.orders(limit=100)}
    found |= {o.id: o for o in stored.orders()}
    wanted = set(await stored.symbols(args.symbol))
    rows = [o for o in found.values() if not args.symbol or o.intent.symbol in wanted]
    if args.only == "open":
        rows = [o for o in rows if o.closed_at is None and o.state not in _ENDED]
    rows.sort(key=lambda o: (o.made_at, o.id), reverse=True)
    return [_order(stored, o) for o in rows[:MOST_ROWS]]


_ENDED: Final = frozenset({_S.FILLED, _S.CANCELLED, _S.REJECTED, _S.EXPIRED})


def _order(stored: Stored, order: Order) -> Fact:
    intent, words = order.intent, stored.words
    claims = _STATES.get(order.state, frozenset())
    if order.filled:
        claims |= {_TRADED[intent.side], Claim.FILLED}
    figures = [m.shares(intent.shares), m.won("order_price", intent.price)]
    if order.filled:
        figures.append(m.shares(order.filled, "filled"))
    figures.append(m.day("made", trading_date(order.made_at)))
    said = (
        ("side", words.t(f"side.{intent.side.value}")),
        ("state", state_text(order, words)),
    )
    action = intent.side.value
    # A note may be the broker's own text, an indicator's or a person's: words of others.
    quotes = quoted("broker", order.note) if own(order.note) is None else ()
    return Fact(
        "order", safe_name(intent.name, intent.symbol), intent.symbol, action,
        f"{ACTIONS[action]}|{_ABOUT}", tuple(figures), said, quotes, claims,
        f"order {order.id[-6:]}",
    )  # fmt: skip


async def trades(stored: Stored, args: OfTrades) -> list[Fact]:
    """Give what traded in a period, newest first."""
    today = trading_date(stored.now())
    fills = await stored.views.fills(first=stretch_of(args.period, today).first, last=today)
    wanted, known = set(await stored.symbols(args.symbol)), await stored.names()
    mine = [f for f in fills if f.shares > 0 and (not args.symbol or f.symbol in wanted)]
    return [_trade(f, known) for f in list(reversed(mine))[:MOST_ROWS]]


def _trade(fill: Fill, known: dict[str, str]) -> Fact:
    figures = [m.shares(fill.shares), m.won("trade_price", round(fill.price))]
    figures += [m.won("amount", fill.amount), m.won("fees", fill.fee), m.won("taxes", fill.tax)]
    if fill.side is Side.SELL:
        figures.append(m.won("realised", fill.realised))
    figures.append(m.day("made", fill.day))
    name = safe_name(known.get(fill.symbol, ""), fill.symbol)
    claims = frozenset({_TRADED[fill.side], Claim.FILLED})
    return Fact(
        "trade", name, fill.symbol, fill.side.value, "", tuple(figures), claims=claims,
        opens=f"order {fill.order_id[-6:]}",
    )  # fmt: skip


async def why(stored: Stored, args: OfStory) -> list[Fact]:
    """Give the rows of the latest decision about a stock, or of an order's."""
    trace = await _trace(stored, args.about)
    if trace is None:
        return await _signals(stored, args.about)
    facts = [_signal(stored, trace.signal, known=_named(trace))] if trace.signal else []
    for decision in trace.decisions:
        facts += _decision(stored, decision)
    facts += [_order(stored, order) for order in trace.orders]
    return facts[:MOST_ROWS]


async def whynot(stored: Stored, args: OfStory) -> list[Fact]:
    """Give the rules that refused orders of a stock, and signals that came to nothing."""
    today = trading_date(stored.now())
    facts: list[Fact] = []
    for symbol in await stored.symbols(args.about):
        decisions = await stored.views.decisions(first=today - BACK, last=today, symbol=symbol)
        for decision in decisions:
            facts += [f for f in _decision(stored, decision) if Claim.REFUSED in f.claims]
    facts += [f for f in await _signals(stored, args.about) if Claim.UNBOUGHT in f.claims]
    return facts[:MOST_ROWS]


async def _trace(stored: Stored, about: str) -> Trace | None:
    today = trading_date(stored.now())
    for symbol in await stored.symbols(about):
        decisions = await stored.views.decisions(first=today - BACK, last=today, symbol=symbol)
        if decisions:
            return await stored.trace(decisions[0].intent.correlation)
    found = await stored.views.find(about.strip().upper())
    return await stored.trace(found) if found else None


def _named(trace: Trace) -> dict[str, str]:
    return {d.intent.symbol: d.intent.name for d in trace.decisions}


async def _signals(stored: Stored, about: str) -> list[Fact]:
    today, known = trading_date(stored.now()), await stored.names()
    facts = []
    for symbol in await stored.symbols(about):
        found = await stored.views.signals(first=today - BACK, last=today, symbol=symbol)
        facts += [_signal(stored, signal, known=known) for signal in found[:3]]
    return facts


def _signal(stored: Stored, signal: Signal, *, known: dict[str, str]) -> Fact:
    words = stored.words
    ended = signal.state in (SignalState.REFUSED, SignalState.EXPIRED, SignalState.DROPPED)
    claims = {Claim.WHY} | ({Claim.UNBOUGHT} if ended and signal.side is Side.BUY else set())
    reason = own(signal.reason)
    said = [
        ("strategy", safe_name(stored.titles.get(signal.strategy, ""), signal.strategy)),
        ("side", words.t(f"side.{signal.side.value}")),
        ("state", words.t(f"signal.{signal.state.value}")),
        *([("reason", words.saying(reason))] if reason else []),
    ]
    figures = (
        m.won("signal_price", signal.ref_price),
        m.day("made", trading_date(signal.made_at)),
    )
    quotes = () if reason else quoted("reason", signal.reason)
    return Fact(
        "signal", safe_name(known.get(signal.symbol, ""), signal.symbol), signal.symbol,
        signal.side.value, f"{ACTIONS[signal.side.value]}|신호|signal", figures, tuple(said),
        quotes, frozenset(claims), f"why {signal.symbol}",
    )  # fmt: skip


def _decision(stored: Stored, decision: RiskDecision) -> list[Fact]:
    """Give the rules that spoke against an order, or one row that says that none did."""
    against = [r for r in decision.results if r.verdict is not Verdict.ALLOW]
    if not against:
        return [_ruled(stored, decision, None)]
    return [_ruled(stored, decision, result) for result in against]


def _ruled(stored: Stored, decision: RiskDecision, result: RuleResult | None) -> Fact:
    words, intent = stored.words, decision.intent
    verdict = result.verdict if result else Verdict.ALLOW
    refused = verdict is Verdict.REFUSE
    said = [("verdict", words.t(f"verdict.{verdict.value}"))]
    figures = [m.shares(decision.asked), m.day("made", trading_date(decision.at))]
    if result is not None:
        said.insert(0, ("rule", words.either(f"rule.{result.rule}", result.rule)))
        figures += [*_measured("observed", result), *_measured("limit", result)]
    claims = {Claim.WHY} | ({Claim.REFUSED} if refused else set())
    claims |= {Claim.UNBOUGHT} if refused and intent.side is Side.BUY else set()
    return Fact(
        "rule", safe_name(intent.name, intent.symbol), intent.symbol, intent.side.value,
        f"{ACTIONS[intent.side.value]}|{_RULED}", tuple(figures), tuple(said),
        claims=frozenset(claims), opens=f"why {intent.symbol}",
    )  # fmt: skip


def _measured(label: str, result: RuleResult) -> Iterable[Figure]:
    saying = result.observed if label == "observed" else result.limit
    for name, value in saying.fields:
        unit = unit_of(name)
        if unit == "won" and isinstance(value, int):
            yield m.won(label, abs(value))
        elif unit == "shares" and isinstance(value, int):
            yield m.shares(abs(value), label)
        elif unit == "ratio":
            yield m.percent(label, m.ratio(value))


TOOLS = (
    Tool("orders", "The newest orders and what became of them.", OfOrders, orders),
    Tool("trades", "What traded today, this week or this month.", OfTrades, trades),
    Tool("why", "How a decision or an order came about: signal, rules, order.", OfStory, why),
    Tool("whynot", "Which rules or ends of signals kept a stock from being bought.",
         OfStory, whynot),
)  # fmt: skip

"""Whether this order could be legal on the exchange now: session, halt, tick, limits, lot."""

from __future__ import annotations

from typing import Final

from core.domain.bar import Quote
from core.domain.calendar import Phase
from core.domain.decision import RuleResult
from core.domain.instrument import Instrument
from core.domain.money import won_text
from core.domain.order import OrderKind
from core.risk.base import RULES, RiskContext, allow, refuse

NAME = "tradable"
LIMIT = "a legal order in a fitting phase"
# A limit order of the auction half hour rests and takes part in the opening.
PHASES: Final[dict[OrderKind, frozenset[Phase]]] = {
    OrderKind.LIMIT: frozenset({Phase.PRE_OPEN, Phase.CONTINUOUS, Phase.CLOSING_AUCTION}),
    OrderKind.OPEN: frozenset({Phase.PRE_OPEN}),
    OrderKind.CLOSE: frozenset({Phase.CONTINUOUS, Phase.CLOSING_AUCTION}),
}


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Refuse what the exchange would refuse, and what nobody can tell about.

    A volatility interruption stops purchases only: entries wait, a sale stays
    (strategies.md 0.7). Both the calendar's and the quote's phase must fit the order kind.
    """
    instrument, quote = context.instrument, context.quote
    if instrument is None or instrument.symbol != context.intent.symbol:
        return _no("unknown instrument", "종목 정보가 없습니다. 종목 코드를 확인하세요")
    if quote is None or quote.symbol != context.intent.symbol:
        return _no("no quote", "시세가 없어 거래 가능 여부를 모릅니다. 시세를 받은 뒤 하세요")
    return (
        _session(context, quote)
        or _halt(context, quote)
        or _price(context, instrument, quote=quote)
        or _shares(context)
        or allow(NAME, f"{quote.phase.value}, {won_text(context.intent.price)}", LIMIT)
    )


def _session(context: RiskContext, quote: Quote) -> RuleResult | None:
    if context.session is None:
        return _no("no session today", "오늘은 휴장일입니다. 다음 거래일에 하세요")
    kind = context.intent.kind
    for phase in (context.session.phase(context.now), quote.phase):
        if phase not in PHASES[kind]:
            text = "지금은 이 주문을 낼 수 없는 시간입니다. 장 시간에 다시 하세요"
            return _no(f"{kind.value} order in phase {phase.value}", text)
    return None


def _halt(context: RiskContext, quote: Quote) -> RuleResult | None:
    if quote.halted:
        return _no("halted", "거래정지 종목입니다. 정지가 풀린 뒤 하세요")
    if quote.vi and context.buying:
        return _no("volatility interruption", "VI 발동 중입니다. 매수는 풀린 뒤 다시 하세요")
    return None


def _price(context: RiskContext, instrument: Instrument, *, quote: Quote) -> RuleResult | None:
    price, session = context.intent.price, context.session
    if session is None or not instrument.ladder(session.day).is_legal(price):
        text = f"{won_text(price)}은 호가 단위에 맞지 않습니다. 호가에 맞춰 다시 내세요"
        return _no(f"{won_text(price)} is not on the ladder", text)
    if not quote.limits.holds(price):
        low, high = won_text(quote.limits.lower), won_text(quote.limits.upper)
        text = f"{won_text(price)}: 오늘 상하한가 {low}~{high} 안이어야 합니다"
        return _no(f"{won_text(price)} outside {low} to {high}", text)
    return None


def _shares(context: RiskContext) -> RuleResult | None:
    shares, lot = context.intent.shares, context.lot
    if shares > 0 and shares % lot == 0:
        return None
    return _no(
        f"{shares} shares, lot {lot}", f"{shares:,}주: {lot}주 단위로 1단위 이상이어야 합니다"
    )


def _no(observed: str, text: str) -> RuleResult:
    return refuse(NAME, observed, LIMIT, text)

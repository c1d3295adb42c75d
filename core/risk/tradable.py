"""Whether this order could be legal on the exchange now: session, halt, tick, limits, lot."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.domain.bar import Quote
from core.domain.calendar import Phase
from core.domain.decision import RuleResult
from core.domain.instrument import Instrument
from core.domain.order import OrderKind
from core.domain.saying import Saying, say
from core.risk.base import RULES, RiskContext, allow, refuse

NAME = "tradable"
LIMIT = say("risk.tradable.legal")
# An expiring contract stops at 15:20 of a day that else goes on to 15:45 (fact sheet 4.2).
LAST_DAY_ENDS_EARLY: Final = timedelta(minutes=25)
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
    (strategies.md 0.7). A contract is not opened on its last day, nor traded after 15:20 of it.
    Both the calendar's and the quote's phase must fit the order kind.
    """
    instrument, quote = context.instrument, context.quote
    if instrument is None or instrument.symbol != context.intent.symbol:
        return _no("unknown", "check_code")
    if quote is None or quote.symbol != context.intent.symbol:
        return _no("no_quote", "get_quote")
    return (
        _terms(context, instrument)
        or _session(context, quote)
        or _halt(context, quote)
        or _price(context, instrument, quote=quote)
        or _shares(context)
        or allow(NAME, _fine(context, quote), LIMIT)
    )


def _fine(context: RiskContext, quote: Quote) -> Saying:
    price = context.intent.price
    return say("risk.tradable.fine", phase=quote.phase.value, price_won=price)


def _session(context: RiskContext, quote: Quote) -> RuleResult | None:
    if context.session is None:
        return _no("no_session", "closed_day")
    kind = context.intent.kind
    for phase in (context.session.phase(context.now), quote.phase):
        if phase not in PHASES[kind]:
            found = say("risk.tradable.kind_in_phase", kind=kind.value, phase=phase.value)
            return refuse(NAME, found, LIMIT, say("risk.tradable.wrong_time"))
    return None


def _terms(context: RiskContext, instrument: Instrument) -> RuleResult | None:
    if instrument.multiplier != context.intent.multiplier:
        return _no("other_terms", "look_up_terms")
    contract, session = instrument.contract, context.session
    if contract is None or session is None:
        return None
    if contract.is_over(session.day):
        return _no("expired", "next_month")
    # The last day is for getting out: what is left then is settled by the exchange.
    if context.opening and session.day == contract.expiry:
        return _no("last_day", "next_month")
    if session.day == contract.expiry and context.now >= session.closes_at - LAST_DAY_ENDS_EARLY:
        return _no("expired", "next_month")
    return None


def _halt(context: RiskContext, quote: Quote) -> RuleResult | None:
    if quote.halted:
        return _no("halted", "wait_for_halt")
    if quote.vi and context.opening:
        text = context.say("risk.tradable.wait_for_vi")
        return refuse(NAME, say("risk.tradable.interrupted"), LIMIT, text)
    return None


def _price(context: RiskContext, instrument: Instrument, *, quote: Quote) -> RuleResult | None:
    price, session = context.intent.price, context.session
    if session is None or not instrument.ladder(session.day).is_legal(price):
        found = say("risk.tradable.off_ladder", price_won=price)
        return refuse(NAME, found, LIMIT, say("risk.tradable.fit_ladder", price_won=price))
    if not quote.limits.holds(price):
        low, high = quote.limits.lower, quote.limits.upper
        found = say("risk.tradable.outside", price_won=price, low_won=low, high_won=high)
        text = say("risk.tradable.fit_limits", price_won=price, low_won=low, high_won=high)
        return refuse(NAME, found, LIMIT, text)
    return None


def _shares(context: RiskContext) -> RuleResult | None:
    shares, lot = context.intent.shares, context.lot
    if shares > 0 and shares % lot == 0:
        return None
    found = context.say("risk.tradable.lots", shares=shares, lot_shares=lot)
    text = context.say("risk.tradable.fit_lots", shares=shares, lot_shares=lot)
    return refuse(NAME, found, LIMIT, text)


def _no(observed: str, text: str) -> RuleResult:
    return refuse(NAME, say(f"risk.tradable.{observed}"), LIMIT, say(f"risk.tradable.{text}"))

"""Why an order is asked about where others leave without a press: the first reason, its figures."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.domain.approval import Grant, GrantKind
from core.domain.modes import EVERYTHING, ModeRule, OrderMode
from core.domain.order import OrderIntent
from core.domain.saying import NOTHING, Saying, say
from core.domain.switches import broker_of, level_for
from core.flow.card_facts import presses_needed
from core.flow.desk import Desk
from core.flow.modes import in_force, present, rule_for, spent

# Begins the key of a signal that a person asked for; that one always gets a card.
_ASKED: Final = "ask:"
# Checks that were made longer ago say nothing.
CHECKED_WITHIN: Final = timedelta(minutes=3)


def asked_why(desk: Desk, intent: OrderIntent, grant: Grant) -> Saying:
    """Say why a strategy's card asks although a rule lets orders go alone, now or soon.

    Nothing where no rule does, and of what a person asked for or confirms for a second time.
    """
    if grant.kind is GrantKind.RESEND or _is_persons(desk, intent):
        return NOTHING
    rule = rule_for(desk, intent.owner)
    if rule.mode is OrderMode.AUTO:
        return why_not(desk, intent, rule) or _asked_before(desk, intent)
    return _not_yet(desk, intent.owner) if rule.mode is OrderMode.CONFIRM else NOTHING


def why_not(desk: Desk, intent: OrderIntent, rule: ModeRule, *, leaving_out: str = "") -> Saying:
    """Say why an order must be asked about, nothing when its rule lets it go alone."""
    if rule.mode is not OrderMode.AUTO:
        return say("auto.mode")
    if _is_persons(desk, intent):
        return say("auto.person")
    needed = presses_needed(desk, intent)
    if needed > 1:
        # What several people must agree to, no rule of one lets go.
        return say("auto.several", needed=needed)
    if intent.gross > rule.order_won:
        return say("auto.order", gross_won=intent.gross, limit_won=rule.order_won)
    sum_won = spent(desk, rule.scope, leaving_out=leaving_out)
    if sum_won + intent.gross > rule.day_won:
        return say("auto.day", sum_won=sum_won, gross_won=intent.gross, limit_won=rule.day_won)
    return (
        _stopped(desk, intent) or _in_doubt(desk, intent) or _checks(desk) or _quote(desk, intent)
    )


def _is_persons(desk: Desk, intent: OrderIntent) -> bool:
    signal = desk.uow.signals.get(intent.signal_id)
    return intent.flatten or signal is None or signal.key.startswith(_ASKED)


def _not_yet(desk: Desk, owner: str) -> Saying:
    """Say when a rule that was agreed begins, or that a real account needs the setting as well."""
    scope = owner if in_force(desk.uow, owner) else EVERYTHING
    now = present(desk, scope)
    if now is not None and now.mode is OrderMode.AUTO:
        return say("auto.not_live")
    coming = [r for r in in_force(desk.uow, scope) if not r.holds_on(desk.today)]
    if not coming or coming[-1].mode is not OrderMode.AUTO:
        return NOTHING
    return say("auto.later", since=coming[-1].since)


def _asked_before(desk: Desk, intent: OrderIntent) -> Saying:
    """Say that an earlier card or order of the same wish was taken back: a person looks then."""
    known = (a.intent.signal_id for a in desk.uow.approvals.all())
    return say("auto.again") if intent.signal_id in known else NOTHING


def _stopped(desk: Desk, intent: OrderIntent) -> Saying:
    switches, broker = tuple(desk.uow.switches.all()), broker_of(desk.account_id)
    stop = level_for(switches, strategy=intent.owner, symbol=intent.symbol, broker=broker)
    if stop is None:
        return NOTHING
    # Even an exit that the stop lets pass: somebody stopped something here.
    return say("auto.stopped", scope=stop.scope.name, level=stop.level.value)


def _in_doubt(desk: Desk, intent: OrderIntent) -> Saying:
    flying = desk.in_flight(intent.symbol)
    if flying is not None:
        return say("auto.in_flight", order_id=flying.id[-6:])
    if desk.blind_since is not None:
        return say("auto.blind", since_at=desk.blind_since.isoformat())
    return NOTHING if desk.ready else say("auto.starting")


def _checks(desk: Desk) -> Saying:
    if desk.red_checks:
        return say("auto.red", checks=", ".join(desk.red_checks))
    if desk.checked_at is None:
        return say("auto.unchecked")
    age = desk.now - desk.checked_at
    if timedelta(0) <= age <= CHECKED_WITHIN:
        return NOTHING
    limit = int(CHECKED_WITHIN.total_seconds())
    return say("auto.old_checks", age_s=round(age.total_seconds()), limit_s=limit)


def _quote(desk: Desk, intent: OrderIntent) -> Saying:
    quote, limit = desk.quotes.get(intent.symbol), desk.limits.quote_age_s
    if quote is None:
        return say("auto.no_quote")
    age = quote.age_s(desk.now)
    return NOTHING if 0 <= age <= limit else say("auto.quote", age_s=round(age), limit_s=limit)

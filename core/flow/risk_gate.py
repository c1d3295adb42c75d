"""The only maker of `RiskApproved`: asks every rule, stores every new word (INV-12, INV-13)."""

from __future__ import annotations

from dataclasses import replace

from core.domain.calendar import trading_date
from core.domain.decision import GateSeal, RiskApproved, RiskDecision, RuleResult, Verdict
from core.domain.order import OPEN, Order, OrderIntent, OrderState
from core.domain.saying import say
from core.flow.desk import Desk
from core.flow.repeated import note_refusal, says_nothing_new
from core.risk.base import Refused, RiskContext, ask_all

_SEAL = GateSeal()
_NOTHING_LEFT = RuleResult(
    "size",
    Verdict.REFUSE,
    say("risk.size.none"),
    say("risk.size.one"),
    say("risk.size.nothing"),
)


def judge(desk: Desk, intent: OrderIntent, *, stage: str, leaving_out: str = "") -> RiskDecision:
    """Ask all rules about an intent, store and journal the decision.

    What only repeats the refusal of a closing order is neither (`core.flow.repeated`).
    `leaving_out` is the id of the intent's own card: neither that nor the order that waits for
    the end of its undo window may count against it.
    """
    results = ask_all(context_of(desk, intent, stage=stage, leaving_out=leaving_out))
    allowed = _allowed(intent.shares, results)
    decision = RiskDecision(
        desk.ids.new(), intent, stage, _verdict(allowed, intent.shares), results,
        intent.shares, allowed, desk.now,
    )  # fmt: skip
    if not says_nothing_new(desk, decision):
        desk.uow.decisions.put(decision)
        _journal(desk, decision)
    note_refusal(desk, decision)
    return decision


def approve(intent: OrderIntent, decision: RiskDecision, *, body_sha: str) -> RiskApproved:
    """Seal an intent that every rule allowed as it stands; raises ValueError otherwise."""
    same = decision.intent.canon_hash() == intent.canon_hash()
    if decision.verdict is not Verdict.ALLOW or not same:
        raise ValueError(f"decision {decision.id} says {decision.verdict}: intent is not approved")
    return RiskApproved(intent, decision.id, _SEAL, body_sha)


def trimmed(intent: OrderIntent, decision: RiskDecision) -> OrderIntent:
    """Give the intent with the shares that the rules let through."""
    return replace(intent, shares=decision.allowed)


def judge_to_fit(
    desk: Desk, intent: OrderIntent, *, leaving_out: str = ""
) -> tuple[OrderIntent, RiskDecision, int | None]:
    """Judge a proposal, once more when it is trimmed; gives the shares first asked for then."""
    decision = judge(desk, intent, stage="proposal", leaving_out=leaving_out)
    if decision.verdict is not Verdict.TRIM:
        return intent, decision, None
    smaller = trimmed(intent, decision)
    again = judge(desk, smaller, stage="proposal", leaving_out=leaving_out)
    return smaller, again, intent.shares


def first_refusal(decision: RiskDecision) -> RuleResult:
    """Give the refusal to tell a person first: a stop before everything else.

    Trims that leave nothing count as a refusal for size.
    """
    refusals = sorted(decision.refusals, key=lambda r: r.rule != "kill")
    if refusals:
        return refusals[0]
    trims = [r for r in decision.results if r.verdict is Verdict.TRIM]
    return trims[0] if trims else _NOTHING_LEFT


def context_of(
    desk: Desk, intent: OrderIntent, *, stage: str, leaving_out: str = ""
) -> RiskContext:
    """Gather what the rules look at; raises LookupError before the account was ever seen."""
    account = desk.account
    if account is None:
        raise LookupError(f"account {desk.account_id} was not seen yet; no order can be judged")
    counted = (o for o in desk.uow.orders.all() if _counts(desk, o))
    orders = tuple(o for o in counted if not leaving_out or o.approval_id != leaving_out)
    asks = tuple(a.intent for a in desk.open_approvals() if a.id != leaving_out)
    return RiskContext(
        intent=intent,
        instrument=desk.instruments.get(intent.symbol),
        quote=desk.quotes.get(intent.symbol),
        account=replace(account, seen_at=desk.view.at) if desk.view else account,
        equity=desk.equity(),
        books=tuple(desk.uow.books.all()),
        marks={b.symbol: desk.mark(b.symbol) or 0 for b in desk.uow.books.all()},
        orders=orders,
        open_asks=asks,
        refusals=_refusals(desk),
        switches=tuple(desk.uow.switches.all()),
        session=desk.calendar.session(desk.today),
        now=desk.now,
        limits=desk.limits,
        commission=desk.commission,
        average_volume=desk.average_volume(intent.symbol),
        stage=stage,
    )


def _counts(desk: Desk, order: Order) -> bool:
    today = order.sent_at is not None and trading_date(order.sent_at) == desk.today
    return today or order.state in OPEN


def _refusals(desk: Desk) -> tuple[Refused, ...]:
    rejected = [o for o in desk.uow.orders.all() if o.state is OrderState.REJECTED]
    return tuple(
        Refused(o.closed_at, o.intent.symbol, o.intent.side) for o in rejected if o.closed_at
    )


def _allowed(asked: int, results: tuple[RuleResult, ...]) -> int:
    if any(r.verdict is Verdict.REFUSE for r in results):
        return 0
    trims = [r.shares for r in results if r.verdict is Verdict.TRIM and r.shares is not None]
    return max(0, min([asked, *trims]))


def _verdict(allowed: int, asked: int) -> Verdict:
    if allowed == 0:
        return Verdict.REFUSE
    return Verdict.ALLOW if allowed == asked else Verdict.TRIM


def _journal(desk: Desk, decision: RiskDecision) -> None:
    data: dict[str, str | int] = {
        "decision": decision.id,
        "stage": decision.stage,
        "symbol": decision.intent.symbol,
        "asked": decision.asked,
        "allowed": decision.allowed,
        "rules": ",".join(r.rule for r in decision.results if r.verdict is not Verdict.ALLOW),
    }
    desk.uow.emit(
        "risk.event",
        decision.verdict.value,
        correlation=decision.intent.correlation,
        cause=decision.intent.signal_id,
        data=data,
    )

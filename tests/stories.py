"""One order's whole story in stored rows, for tests of explanations and lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from core.domain.approval import Actor, ApprovalState
from core.domain.decision import RiskDecision, RuleResult, Verdict
from core.domain.order import OrderState
from core.domain.position import Book
from core.domain.saying import say
from core.domain.signal import Side, Signal, SignalState, Size, Timing
from tests import fakes_bot as fb

PRESSED_S = 31
CASH = RuleResult(
    "cash", Verdict.ALLOW, say("risk.cash.need", need_won=536_080),
    say("risk.cash.free", free_won=99_000_000),
)  # fmt: skip
AFTER = say("risk.weight_cap.after", after_won=24_100_000, equity_won=100_000_000)
CAP = say("risk.weight_cap.cap", cap_won=20_000_000, weight_ratio="0.2")
LOSS = say("risk.daily_loss.change", change_won=-2_310_000, change_ratio="-0.0231")
LOST = say("risk.daily_loss.lost", change_ratio="-0.0231", most_ratio="-0.02")
HELD = say("risk.max_positions.taken", symbols=7)
ORDER_ID = "01JFZZORDER000000000ORDER1"


def signal(**changes: object) -> Signal:
    """Make the wish that the default intent came of."""
    base = Signal(
        id=fb.intent().signal_id,
        strategy="golden_cross",
        params_hash="ab12" * 16,
        symbol="005930",
        side=Side.BUY,
        size=Size(budget=750_000),
        timing=Timing.OPEN,
        ref_price=53_600,
        score=Decimal("1.25"),
        reason=fb.intent().reason,
        indicators=(("sma5", "53120"), ("sma20", "52980"), ("volume_ratio", "1.80")),
        key="2024-12-24",
        made_at=fb.NOW - timedelta(hours=17),
        valid_from=fb.NOW - timedelta(hours=2),
        expires_at=fb.NOW + timedelta(hours=1),
        state=SignalState.PROPOSED,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def decision(stage: str = "proposal", **changes: object) -> RiskDecision:
    """Make a decision that trimmed 14 shares to 10."""
    results = (
        CASH,
        RuleResult("weight_cap", Verdict.TRIM, AFTER, CAP, say("risk.weight_cap.sale"), 10),
    )
    base = RiskDecision(
        f"01JFZZDECISION0000000{stage[:5].upper():>5}".replace(" ", "0"),
        fb.intent(), stage, Verdict.TRIM, results, 14, 10, fb.NOW,
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def refusal() -> RiskDecision:
    """Make a decision that two rules refused."""
    results = (
        CASH,
        RuleResult("daily_loss", Verdict.REFUSE, LOSS, LOSS, LOST),
        RuleResult("max_positions", Verdict.REFUSE, HELD, HELD, say("risk.max_positions.full")),
    )
    return decision(results=results, verdict=Verdict.REFUSE, allowed=0)


async def filled(bench: fb.Bench) -> None:
    """Store signal, two decisions, card, order, fill, books and journal of one purchase."""
    card = fb.approval(
        nonces=bench.nonces,
        state=ApprovalState.GRANTED,
        by=Actor("telegram", fb.OWNER, fb.HOME, "김주인"),
        decided_at=fb.NOW + timedelta(seconds=PRESSED_S),
        order_id=ORDER_ID,
    )
    order = fb.order(OrderState.FILLED, filled=10, amount=535_900, fee=80)
    bench.uow.signals.put(signal())
    bench.uow.decisions.put(decision())
    bench.uow.decisions.put(
        decision("press", verdict=Verdict.ALLOW, asked=10, at=fb.NOW + timedelta(seconds=31))
    )
    _journal(bench)
    book = Book("golden_cross", "005930", 10, 535_980, 535_900, fb.DAY)
    await bench.put(card, order, fb.fill(fb.order(), 10, 53_590), book, fb.money(cash=99_464_020))


def _journal(bench: fb.Bench) -> None:
    steps: tuple[tuple[str, str, dict[str, str | int]], ...] = (
        ("approval.state", "open", {}),
        ("approval.state", "granted", {}),
        ("order.state", "sending", {"filled": 0}),
        ("order.state", "accepted", {"number": "0000012345"}),
        ("execution.fill", "buy", {"shares": 10, "amount": 535_900}),
        ("order.state", "filled", {"filled": 10}),
    )
    for topic, kind, data in steps:
        bench.uow.emit(topic, kind, correlation=fb.intent().correlation, cause="x", data=data)
        bench.clock.move_by(PRESSED_S)

"""One order's whole story in stored rows, for tests of explanations and lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from core.domain.approval import Actor, ApprovalState
from core.domain.decision import RiskDecision, RuleResult, Verdict
from core.domain.order import OrderState
from core.domain.position import Book
from core.domain.signal import Side, Signal, SignalState, Size, Timing
from tests import fakes_bot as fb

PRESSED_S = 31
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
        RuleResult("cash", Verdict.ALLOW, "536,080원", "99,000,000원"),
        RuleResult("weight_cap", Verdict.TRIM, "24.10%", "20%", "비중을 줄였습니다", 10),
    )
    base = RiskDecision(
        f"01JFZZDECISION0000000{stage[:5].upper():>5}".replace(" ", "0"),
        fb.intent(), stage, Verdict.TRIM, results, 14, 10, fb.NOW,
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def refusal() -> RiskDecision:
    """Make a decision that two rules refused."""
    results = (
        RuleResult("cash", Verdict.ALLOW, "536,080원", "99,000,000원"),
        RuleResult("daily_loss", Verdict.REFUSE, "-2.31%", "-2.00%", "오늘은 매도만 됩니다."),
        RuleResult("max_positions", Verdict.REFUSE, "7", "7", "종목을 줄여 주세요."),
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

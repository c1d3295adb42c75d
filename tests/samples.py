"""Plain valid rows for tests that need one of each, not every possible one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from core.domain.alert import Alert, Condition, Measure
from core.domain.approval import Actor, Approval, CardFigures
from core.domain.costs import CostEstimate
from core.domain.decision import RiskDecision, RuleResult, Verdict
from core.domain.doubt import Doubt, Link, LinkKind, Snapshot
from core.domain.journal import Alarm, Outgoing, OutKind, Report, Severity
from core.domain.order import Mode, Order, OrderIntent, OrderKind, OrderState
from core.domain.people import Question
from core.domain.position import Account, Book, DayMark, Fill
from core.domain.saying import say
from core.domain.signal import Side, Signal, Size, Timing

AT = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
DAY = date(2026, 3, 2)
LATER = AT + timedelta(minutes=10)


def intent(**changes: Any) -> OrderIntent:
    """Give the intent to buy 10 shares at 70,000 won."""
    base = OrderIntent(
        id="INTENT-0001",
        account="paper",
        mode=Mode.PAPER,
        owner="ma_cross",
        symbol="005930",
        name="삼성전자",
        side=Side.BUY,
        shares=10,
        kind=OrderKind.LIMIT,
        price=70_000,
        ref_price=69_300,
        signal_id="SIGNAL-0001",
        correlation="CORR-0001",
        made_at=AT,
    )
    return replace(base, **changes)


def order(id: str = "ORDER-0001", **changes: Any) -> Order:  # noqa: A002
    """Give an order that is READY; every order has its own approval."""
    base = Order(id, intent(), f"APPROVAL-{id}", "DECISION-0001", OrderState.READY, AT)
    return replace(base, **changes)


def signal(id: str = "SIGNAL-0001", **changes: Any) -> Signal:  # noqa: A002
    """Give a wish to buy for a million won; the key follows the id."""
    base = Signal(
        id=id,
        strategy="ma_cross",
        params_hash="p" * 64,
        symbol="005930",
        side=Side.BUY,
        size=Size(budget=1_000_000),
        timing=Timing.OPEN,
        ref_price=69_300,
        score=Decimal("1.250"),
        reason="golden cross",
        indicators=(("sma5", "69300"), ("sma20", "69012.5")),
        key=f"{DAY}:{id}",
        made_at=AT,
        valid_from=AT,
        expires_at=LATER,
    )
    return replace(base, **changes)


def decision(id: str = "DECISION-0001", **changes: Any) -> RiskDecision:  # noqa: A002
    """Give a decision that allowed everything."""
    need, free = say("risk.cash.need", need_won=700_105), say("risk.cash.free", free_won=10_000_000)
    words = (RuleResult("cash", Verdict.ALLOW, need, free),)
    base = RiskDecision(id, intent(), "proposal", Verdict.ALLOW, words, 10, 10, AT)
    return replace(base, **changes)


def figures() -> CardFigures:
    """Give the figures of a purchase's card."""
    costs = CostEstimate(700_000, 100, 0, Decimal(0), date(2026, 3, 4), -700_100)
    return CardFigures(
        costs=costs,
        weight_after=Decimal("0.07"),
        held_after=1,
        loss_at_stop=35_000,
        loss_share=Decimal("0.175"),
        quote_price=69_300,
        quote_at=AT,
        bid=69_300,
        ask=69_400,
        phase="continuous",
        vi=False,
    )


def approval(id: str = "APPROVAL-0001", **changes: Any) -> Approval:  # noqa: A002
    """Give an open question."""
    base = Approval(
        id, intent(), "DECISION-0001", intent().canon_hash(), "n" * 64, "BOOT", AT, LATER, figures()
    )
    return replace(base, **changes)


def fill(order_id: str = "ORDER-0001", cumulative: int = 10, **changes: Any) -> Fill:
    """Give the fill of a purchase at 70,000 won."""
    base = Fill(order_id, "ma_cross", "005930", Side.BUY, 10, 700_000, 105, 0, cumulative, AT, DAY)
    return replace(base, **changes)


def book(**changes: Any) -> Book:
    """Give ten shares held since today."""
    return replace(Book("ma_cross", "005930", 10, 700_105, 700_000, DAY), **changes)


def account(**changes: Any) -> Account:
    """Give an account with ten million won."""
    return replace(
        Account("paper", 10_000_000, 10_000_000, 10_000_000, DAY, 10_000_000, AT), **changes
    )


def mark(day: date = DAY, **changes: Any) -> DayMark:
    """Give the end of a day."""
    return replace(DayMark("paper", day, 10_000_000, 9_299_895, 0, 105, 0), **changes)


def report(id: str = "REPORT-0001", **changes: Any) -> Report:  # noqa: A002
    """Give a weekly report."""
    return replace(
        Report(id, "week", "2026-W10", "{}", "조용한 한 주", "template", 0, AT), **changes
    )


def outgoing(id: str = "OUT-0001", **changes: Any) -> Outgoing:  # noqa: A002
    """Give a card that waits for delivery."""
    base = Outgoing(
        id, "telegram", "1001", OutKind.CARD, "APPROVAL-0001", (), Severity.INFO, AT, "CORR-0001"
    )
    return replace(base, **changes)


def alarm(id: str = "OUT-0001", **changes: Any) -> Alarm:  # noqa: A002
    """Give a critical message that nobody said they saw."""
    return replace(Alarm(id, "notice.broker_down", (), AT), **changes)


def alert(id: str = "ALERT-0001", **changes: Any) -> Alert:  # noqa: A002
    """Give the wish to be told when a share reaches 80,000 won."""
    met = Condition(Measure.PRICE, "005930", level=Decimal(80_000))
    return replace(Alert(id, "operator", 1, "telegram", "1001", met, AT), **changes)


def question(id: str = "QUESTION-0001", **changes: Any) -> Question:  # noqa: A002
    """Give the question whether to lift a halt."""
    asker = Actor("telegram", "7", "1001", "소유자")
    base = Question(id, "resume", "all", "점검 끝", asker, AT, AT, LATER, "q" * 64)
    return replace(base, **changes)


def doubt(order_id: str = "ORDER-0001", **changes: Any) -> Doubt:
    """Give a doubt that is being looked into."""
    return replace(Doubt(order_id, AT, AT + timedelta(seconds=60), DAY), **changes)


def snapshot(id: str = "SNAPSHOT-0001", **changes: Any) -> Snapshot:  # noqa: A002
    """Give an empty account's complete look."""
    return replace(Snapshot(id, "paper", DAY, AT, True, (), (), 10_000_000), **changes)


def link(order_id: str = "ORDER-0001", number: str = "0000000001", **changes: Any) -> Link:
    """Give the link of the day's first number."""
    base = Link("paper", "paper", DAY, "", number, order_id, order_id, 1, LinkKind.ANSWER)
    return replace(base, **changes)

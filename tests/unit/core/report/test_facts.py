"""Facts of a week from rows: returns, books, cards, what was declined, and what went wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from core.domain.approval import Approval, ApprovalState, CardFigures
from core.domain.bar import Bar, Gap, Interval
from core.domain.calendar import trading_date, utc
from core.domain.costs import CostEstimate
from core.domain.decision import RiskDecision, RuleResult, Verdict
from core.domain.journal import JournalEntry, Report
from core.domain.order import Mode, Order, OrderIntent, OrderKind, OrderState
from core.domain.position import Account, Book, DayMark, Fill
from core.domain.saying import say
from core.domain.signal import Side, Signal
from core.market.calendar import KrxCalendar
from core.report.facts import NO_INDEX, period_facts
from core.report.index import IndexDays
from core.report.period import PeriodFacts
from core.report.rows import Asked
from core.report.spans import SPANS
from core.report.words import Words

CALENDAR = KrxCalendar()
FRIDAY_BEFORE, MONDAY, TUESDAY = date(2026, 11, 13), date(2026, 11, 16), date(2026, 11, 17)
FRIDAY, NEXT_MONDAY = date(2026, 11, 20), date(2026, 11, 23)
SAMSUNG, KAKAO = "005930", "035720"
WORDS = Words({SAMSUNG: "삼성전자", KAKAO: "카카오"}, {"golden_cross": "골든크로스"})
ACCOUNT = Account("SECRET-ACCOUNT-1", 8_000_000, 10_000_000, 0, MONDAY, 0, utc(MONDAY, 9))


def intent(side: Side = Side.BUY, symbol: str = SAMSUNG, **changes: object) -> OrderIntent:
    """Make an intent of ten shares at 70,000 won."""
    made = OrderIntent(
        "SECRET-INTENT-1", ACCOUNT.id, Mode.PAPER, "golden_cross", symbol, "n", side, 10,
        OrderKind.LIMIT, 70_000, 70_000, "sig", "cor", utc(MONDAY, 9), stop_price=66_500,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def order(key: str, state: OrderState, **changes: object) -> Order:
    """Make an order of the default intent."""
    made = Order(key, intent(), "a", "d", state, utc(MONDAY, 9), filled=10)
    return replace(made, **changes)  # type: ignore[arg-type]


def fill(
    key: str, side: Side, *, day: date, shares: int = 10, price: int = 70_000, cumulative: int = 10,
    realised: int = 0, symbol: str = SAMSUNG, owner: str = "golden_cross",
) -> Fill:  # fmt: skip
    """Make a slice with 100 won of commission, and 200 won of tax when selling."""
    tax = 200 if side is Side.SELL else 0
    return Fill(
        key, owner, symbol, side, shares, shares * price, 100, tax, cumulative, utc(day, 10), day,
        realised,
    )  # fmt: skip


def approval(key: str, state: ApprovalState, **changes: object) -> Approval:
    """Make a question about the default intent, changed as told."""
    costs = CostEstimate(0, 0, 0, Decimal(0), MONDAY, 0)
    figures = CardFigures(
        costs, Decimal(0), 0, None, None, 0, utc(MONDAY, 9), 0, 0, "continuous", vi=False
    )
    at = utc(MONDAY, 9)
    asked = intent(**changes)  # type: ignore[arg-type]
    return Approval(key, asked, "d", "h", "n", "b", at, at, figures, state)


def mark(day: date, equity: int, account: str = ACCOUNT.id) -> DayMark:
    """Make a day mark."""
    return DayMark(account, day, equity, 0, 0, 0, 0)


@dataclass
class Rows:
    """Stored rows, asked as `Views` and `BarStore` are."""

    order_rows: list[Order] = field(default_factory=list)
    approval_rows: list[Approval] = field(default_factory=list)
    decision_rows: list[RiskDecision] = field(default_factory=list)
    signal_rows: list[Signal] = field(default_factory=list)
    fill_rows: list[Fill] = field(default_factory=list)
    mark_rows: list[DayMark] = field(default_factory=list)
    book_rows: list[Book] = field(default_factory=list)
    journal_rows: list[JournalEntry] = field(default_factory=list)
    closes: dict[tuple[str, date], int] = field(default_factory=dict)

    async def orders(
        self, *, limit: int = 50, first: date | None = None, last: date | None = None
    ) -> Sequence[Order]:
        made = [
            o
            for o in self.order_rows
            if (first or date.min) <= trading_date(o.made_at) <= (last or date.max)
        ]
        return sorted(made, key=lambda o: o.made_at, reverse=True)[:limit]

    async def approvals(self, *, first: date, last: date) -> Sequence[Approval]:
        return [a for a in self.approval_rows if first <= trading_date(a.asked_at) <= last]

    async def signals(
        self, *, first: date, last: date, symbol: str | None = None
    ) -> Sequence[Signal]:
        return [s for s in self.signal_rows if first <= trading_date(s.made_at) <= last]

    async def decisions(
        self, *, first: date, last: date, symbol: str | None = None
    ) -> Sequence[RiskDecision]:
        return [d for d in self.decision_rows if first <= trading_date(d.at) <= last]

    async def fills(self, *, first: date, last: date) -> Sequence[Fill]:
        return [f for f in self.fill_rows if first <= f.day <= last]

    async def marks(self, *, first: date, last: date) -> Sequence[DayMark]:
        return sorted((m for m in self.mark_rows if first <= m.day <= last), key=lambda m: m.day)

    async def books(self) -> Sequence[Book]:
        return self.book_rows

    async def journal(
        self, *, correlation: str | None = None, limit: int = 200
    ) -> Sequence[JournalEntry]:
        return self.journal_rows[-limit:]

    async def journal_count(self) -> int:
        return len(self.journal_rows)

    async def reports(self, *, kind: str | None = None, limit: int = 10) -> Sequence[Report]:
        return []

    async def find(self, text: str) -> str | None:
        return None

    def save(self, bars: object) -> tuple[int, int]:
        return (0, 0)

    def daily(self, symbol: str, *, until: date, count: int) -> list[Bar]:
        days = sorted(d for s, d in self.closes if s == symbol and d <= until)[-count:]
        return [
            Bar(symbol, Interval.DAY, utc(d, 9), d, p, p, p, p, 1, "test")
            for d in days
            for p in [self.closes[symbol, d]]
        ]

    def symbols(self) -> list[str]:
        return sorted({s for s, _ in self.closes})

    def gaps(self, symbol: str) -> list[Gap]:
        return []


async def facts_of(
    rows: Rows, day: date = FRIDAY, marks: dict[str, int] | None = None,
    account: Account = ACCOUNT, kind: str = "weekly", index: IndexDays = NO_INDEX,
    stops: dict[tuple[str, str], int] | None = None,
) -> PeriodFacts:  # fmt: skip
    """Ask for the facts of a week, or of another stretch."""
    return await period_facts(
        rows,
        rows,
        calendar=CALENDAR,
        account=account,
        asked=Asked(SPANS[kind], day),
        marks=marks or {},
        words=WORDS,
        stops=stops or {},
        index=index,
    )


async def test_return_of_a_finished_week_goes_from_mark_to_mark() -> None:
    marks = [mark(FRIDAY_BEFORE, 10_100_000), mark(TUESDAY, 1), mark(FRIDAY, 10_302_000)]
    rows = Rows(mark_rows=[*marks, mark(FRIDAY, 77, account="another")])
    totals = (await facts_of(rows)).totals
    assert (totals.equity_start, totals.equity_end) == (10_100_000, 10_302_000)
    assert (totals.profit, totals.rate) == (202_000, Decimal("0.0200"))


async def test_first_week_starts_from_the_opening_balance() -> None:
    totals = (await facts_of(Rows(mark_rows=[mark(FRIDAY, 9_500_000)]))).totals
    assert (totals.equity_start, totals.profit) == (10_000_000, -500_000)
    assert totals.rate == Decimal("-0.0500")


async def test_running_week_is_valued_at_the_hot_marks() -> None:
    rows = Rows(
        mark_rows=[mark(FRIDAY_BEFORE, 10_000_000), mark(MONDAY, 10_050_000)],
        book_rows=[Book("golden_cross", SAMSUNG, 30, 2_000_000, 1_999_000, MONDAY)],
        closes={(SAMSUNG, MONDAY): 60_000},
    )
    facts = await facts_of(rows, TUESDAY, {SAMSUNG: 70_000})
    assert not facts.period.over
    assert facts.totals.equity_end == 8_000_000 + 30 * 70_000
    assert facts.totals.open_profit == 30 * 70_000 - 2_000_000


async def test_finished_week_is_valued_at_its_last_close_not_at_hot_marks() -> None:
    rows = Rows(
        mark_rows=[mark(FRIDAY, 10_000_000)],
        book_rows=[Book("golden_cross", SAMSUNG, 30, 2_000_000, 1_999_000, MONDAY)],
        closes={(SAMSUNG, FRIDAY): 65_000, (SAMSUNG, NEXT_MONDAY): 99_000},
    )
    facts = await facts_of(rows, FRIDAY, {SAMSUNG: 70_000})
    assert facts.holdings[0].price == 65_000


async def test_slices_of_an_order_are_one_trade_with_its_mean_price_and_result() -> None:
    rows = Rows(
        fill_rows=[
            fill("o1", Side.BUY, day=MONDAY, shares=4, price=70_000, cumulative=4),
            fill("o1", Side.BUY, day=MONDAY, shares=6, price=70_100, cumulative=10),
            fill("o2", Side.SELL, day=FRIDAY, shares=10, price=77_000, realised=69_000),
        ]
    )
    facts = await facts_of(rows)
    bought, sold = facts.trades
    assert (bought.shares, bought.amount, bought.price) == (10, 700_600, 70_060)
    assert (bought.realised, bought.rate) == (0, None)
    # Cost of the shares sold: 770,000 - 100 - 200 - 69,000.
    assert sold.rate == (Decimal(69_000) / 700_700).quantize(Decimal("0.0001"))
    assert (facts.totals.buys, facts.totals.sells) == (1, 1)
    assert (facts.totals.fees, facts.totals.taxes, facts.totals.realised) == (300, 200, 69_000)


async def test_strategies_are_counted_apart() -> None:
    rows = Rows(
        fill_rows=[
            fill("o1", Side.SELL, day=MONDAY, realised=5_000),
            fill("o2", Side.SELL, day=MONDAY, realised=-3_000),
            fill("o3", Side.BUY, day=MONDAY, owner="person", symbol=KAKAO),
        ]
    )
    cross, person = (await facts_of(rows)).strategies
    assert (cross.title, cross.trades, cross.sells, cross.wins) == ("골든크로스", 2, 2, 1)
    assert (cross.realised, cross.fees, cross.taxes) == (2_000, 200, 400)
    assert (person.title, person.trades, person.sells) == ("person", 1, 0)


async def test_best_and_worst_are_ordered_by_won() -> None:
    gains = [("o1", -3_000), ("o2", 9_000), ("o3", 1_000)]
    rows = Rows(fill_rows=[fill(k, Side.SELL, day=MONDAY, realised=won) for k, won in gains])
    closed = (await facts_of(rows)).closed
    assert [t.realised for t in closed] == [9_000, 1_000, -3_000]


async def test_cards_are_counted_by_their_end() -> None:
    states = [
        ApprovalState.GRANTED, ApprovalState.GRANTED, ApprovalState.REJECTED, ApprovalState.LAPSED,
        ApprovalState.WITHDRAWN, ApprovalState.OPEN,
    ]  # fmt: skip
    rows = Rows(approval_rows=[approval(str(i), s) for i, s in enumerate(states)])
    cards = (await facts_of(rows)).cards
    assert (cards.asked, cards.granted, cards.rejected, cards.lapsed, cards.other) == (
        6,
        2,
        1,
        1,
        2,
    )


@pytest.mark.parametrize(
    ("side", "close", "effect", "change"),
    [
        (Side.BUY, 77_000, 70_000, "0.1000"),
        (Side.BUY, 63_000, -70_000, "-0.1000"),
        (Side.SELL, 63_000, 70_000, "-0.1000"),
        (Side.SELL, 77_000, -70_000, "0.1000"),
    ],
)
async def test_declined_card_is_followed_to_the_last_close(
    side: Side, close: int, effect: int, change: str
) -> None:
    rows = Rows(
        approval_rows=[approval("a", ApprovalState.REJECTED, side=side)],
        mark_rows=[mark(FRIDAY, 1)],
        closes={(SAMSUNG, TUESDAY): 1_000, (SAMSUNG, FRIDAY): close},
    )
    (line,) = (await facts_of(rows)).declined
    assert (line.effect, line.change, line.last_price) == (effect, Decimal(change), close)


async def test_risk_events_are_counted_by_rule_with_the_latest_example() -> None:
    def decision(key: str, rule: str, verdict: Verdict, observed: str) -> RiskDecision:
        results = (
            RuleResult("cash", Verdict.ALLOW, say("a"), say("b")),
            RuleResult(rule, verdict, say("x", part_ratio=observed), say("y", part_ratio="0.2")),
        )
        at = utc(MONDAY, 9) + timedelta(minutes=int(key))
        return RiskDecision(key, intent(), "proposal", verdict, results, 10, 0, at)

    rows = Rows(
        decision_rows=[
            decision("3", "weight_cap", Verdict.REFUSE, "0.31"),
            decision("1", "weight_cap", Verdict.REFUSE, "0.27"),
            decision("2", "daily_loss", Verdict.TRIM, "0.019"),
            decision("4", "cooldown", Verdict.ALLOW, "0"),
        ]
    )
    loss, weight = (await facts_of(rows)).risk
    assert (loss.rule, loss.verdict, loss.count) == ("daily_loss", "trim", 1)
    assert (weight.count, weight.observed, weight.limit, weight.name) == (
        2, say("x", part_ratio="0.31"), say("y", part_ratio="0.2"), "삼성전자",
    )  # fmt: skip


async def test_holding_tells_weight_and_distance_to_its_newest_stop() -> None:
    old = order("o1", OrderState.FILLED, intent=intent(stop_price=50_000))
    new = order("o2", OrderState.FILLED, made_at=utc(TUESDAY, 9))
    rows = Rows(
        order_rows=[new, old],
        mark_rows=[mark(FRIDAY, 10_000_000)],
        book_rows=[Book("golden_cross", SAMSUNG, 10, 700_100, 700_000, MONDAY)],
        closes={(SAMSUNG, FRIDAY): 70_000},
    )
    (held,) = (await facts_of(rows)).holdings
    assert (held.weight, held.open_profit) == (Decimal("0.0700"), -100)
    assert (held.stop_price, held.stop_distance) == (66_500, Decimal("0.0500"))


async def test_past_week_shows_the_books_of_its_end() -> None:
    rows = Rows(
        fill_rows=[
            fill("o1", Side.BUY, day=MONDAY, shares=10),
            fill("o2", Side.SELL, day=TUESDAY, shares=4, realised=0),
            fill("o3", Side.SELL, day=NEXT_MONDAY, shares=6, realised=0),
        ],
        mark_rows=[mark(FRIDAY, 10_000_000)],
        closes={(SAMSUNG, FRIDAY): 70_000},
    )
    (held,) = (await facts_of(rows)).holdings
    assert (held.shares, held.average) == (6, 70_000)


async def test_orders_in_doubt_and_halts_are_told() -> None:
    halt = JournalEntry(
        1, utc(TUESDAY, 11), "switch.state", "halt", "all", "u",
        (("reason", "점검"), ("scope", f"symbol:{KAKAO}")),
    )  # fmt: skip
    earlier = replace(halt, at=utc(FRIDAY_BEFORE, 11))
    rows = Rows(
        order_rows=[order("o1", OrderState.UNKNOWN), order("o2", OrderState.FILLED)],
        journal_rows=[earlier, halt, replace(halt, topic="system")],
    )
    facts = await facts_of(rows)
    assert [(d.name, d.shares, d.price) for d in facts.doubts] == [("삼성전자", 10, 70_000)]
    assert [(s.scope, s.name, s.level, s.reason) for s in facts.switches] == [
        ("symbol", "카카오", "halt", "점검")
    ]


async def test_week_without_sessions_or_rows_is_quiet() -> None:
    # All of 2-6 October 2017 was closed: Chuseok and the days around it.
    facts = await facts_of(Rows(), date(2017, 10, 4), account=replace(ACCOUNT, cash=10_000_000))
    assert facts.quiet
    assert (facts.period.sessions, facts.period.name) == (0, "2017-W40")
    assert (facts.totals.profit, facts.totals.rate) == (0, Decimal(0))


async def test_json_is_canonical_and_names_no_account_or_id() -> None:
    rows = Rows(
        order_rows=[order("SECRET-ORDER-1", OrderState.UNKNOWN)],
        approval_rows=[approval("SECRET-APPROVAL-1", ApprovalState.REJECTED)],
        fill_rows=[fill("SECRET-ORDER-1", Side.BUY, day=MONDAY)],
        mark_rows=[mark(FRIDAY, 1)],
    )
    text = (await facts_of(rows)).to_json()
    assert text == (await facts_of(rows)).to_json()
    assert text == json.dumps(
        json.loads(text), ensure_ascii=False, separators=(",", ":"), sort_keys=True
    )
    assert "SECRET" not in text


async def test_iso_week_crosses_the_year() -> None:
    facts = await facts_of(Rows(), date(2027, 1, 1))
    assert facts.period.name == "2026-W53"
    assert datetime(2026, 12, 28).date() == facts.period.first  # noqa: DTZ001 - a plain date

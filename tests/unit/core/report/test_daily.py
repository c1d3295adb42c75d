"""A day's report: its figures, the index beside it, what waits, and prose held to all of it."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.clock import SimClock
from core.domain.approval import ApprovalState
from core.domain.calendar import utc
from core.domain.decision import RuleResult, Verdict
from core.domain.order import OrderState
from core.domain.saying import say
from core.domain.signal import Side
from core.errors import DeliveryError
from core.ids import UlidSource
from core.report.facts import NO_INDEX
from core.report.index import MADE_UP, SHORT, IndexDays
from core.report.reporter import Reporter, Wanted
from core.report.sources import Sources
from core.report.table import WIDTH, columns
from core.report.template import render
from core.report.verify import verify
from tests import samples
from tests.unit.core.report import test_facts as stored
from tests.unit.core.report.test_facts import FRIDAY, FRIDAY_BEFORE, MONDAY, TUESDAY, facts_of
from tests.unit.core.report.test_reporter import Pen

THURSDAY = date(2026, 11, 19)
INDEX = IndexDays(
    "KOSPI", ((FRIDAY_BEFORE, 2_500), (MONDAY, 2_520), (THURSDAY, 2_540), (FRIDAY, 2_527))
)


def rows() -> stored.Rows:
    """A losing Friday: a purchase, a sale at a loss, a card declined and one still open."""
    refused = samples.decision(
        intent=stored.intent(), verdict=Verdict.REFUSE, at=utc(FRIDAY, 10),
        results=(RuleResult("cash", Verdict.REFUSE, say("risk.cash.need", need_won=9),
                            say("risk.cash.need", need_won=9)),),
    )  # fmt: skip
    return stored.Rows(
        order_rows=[
            stored.order("o1", OrderState.FILLED, made_at=utc(FRIDAY, 9)),
            stored.order("o2", OrderState.PARTIAL, made_at=utc(FRIDAY, 10), filled=4),
        ],
        approval_rows=[
            replace(stored.approval("a1", ApprovalState.REJECTED), asked_at=utc(FRIDAY, 9)),
            replace(stored.approval("a2", ApprovalState.OPEN), asked_at=utc(FRIDAY, 15)),
        ],
        decision_rows=[refused],
        fill_rows=[
            stored.fill("o0", Side.BUY, day=TUESDAY),
            stored.fill("o1", Side.BUY, day=FRIDAY),
            stored.fill("o3", Side.SELL, day=FRIDAY, price=68_000, realised=-20_300),
        ],
        mark_rows=[
            stored.mark(FRIDAY_BEFORE, 10_000_000), stored.mark(MONDAY, 10_200_000),
            stored.mark(TUESDAY, 10_100_000), stored.mark(THURSDAY, 10_300_000),
            stored.mark(FRIDAY, 10_197_000),
        ],
        closes={(stored.SAMSUNG, FRIDAY): 71_000},
    )  # fmt: skip


async def day_facts(**how: Any) -> Any:
    return await facts_of(rows(), kind="daily", **how)


async def test_a_day_counts_itself_alone() -> None:
    facts = await day_facts()
    assert (facts.period.kind, facts.period.name) == ("daily", "2026-11-20")
    assert (facts.period.first, facts.period.last, facts.period.sessions) == (FRIDAY, FRIDAY, 1)
    totals = facts.totals
    assert (totals.equity_start, totals.equity_end) == (10_300_000, 10_197_000)
    assert (totals.profit, totals.rate) == (-103_000, Decimal("-0.0100"))
    assert (totals.buys, totals.sells) == (1, 1)
    assert (totals.bought, totals.sold) == (700_000, 680_000)
    assert (totals.realised, totals.fees, totals.taxes) == (-20_300, 200, 200)
    assert totals.realised_rate == Decimal("-0.0020")
    assert totals.fall == Decimal("-0.0100")


async def test_the_index_is_compared_from_the_close_before() -> None:
    facts = await day_facts(index=INDEX)
    assert facts.index.rate == Decimal("-0.0051")
    week = await facts_of(rows(), index=INDEX)
    assert week.index.rate == Decimal("0.0108")
    text = " ".join(render(facts).split())
    assert "같은 동안 KOSPI 수익률은 -0.51%이고, 0.49%p 뒤졌습니다." in text


@pytest.mark.parametrize(
    ("index", "said"),
    [
        (NO_INDEX, "KOSPI 자료가 없어 견주지 않았습니다."),
        (IndexDays("KOSPI", why=MADE_UP), "가상 시장이라 KOSPI 수익률과 견주지 않았습니다."),
        (replace(INDEX, closes=INDEX.closes[:-1]), "KOSPI 자료가 11/19까지라 견주지 않았습니다."),
    ],
)
async def test_without_an_index_it_says_why(index: IndexDays, said: str) -> None:
    facts = await day_facts(index=index)
    assert facts.index.rate is None
    assert said in " ".join(render(facts).split())
    assert (facts.index.why == SHORT) is ("까지라" in said)


async def test_what_waits_is_told_by_its_kind() -> None:
    facts = await day_facts()
    assert [(w.kind, w.shares) for w in facts.waits] == [("card", 10), ("order", 6)]
    text = render(facts)
    assert "■ 기다리는 것" in text
    assert "카드 매수 10주" in text
    assert "주문 매수 6주 70,000원" in text


async def test_the_curve_reaches_back_before_the_day_and_knows_the_index() -> None:
    facts = await day_facts(index=INDEX)
    assert [p.day for p in facts.curve][-3:] == [TUESDAY, THURSDAY, FRIDAY]
    assert facts.curve[0].equity == stored.ACCOUNT.opened_with
    assert facts.curve[-1].index == 2_527


async def test_cash_and_holdings_make_the_equity() -> None:
    book = stored.Book("golden_cross", stored.SAMSUNG, 10, 700_100, 700_000, TUESDAY)
    kept = rows()
    kept.book_rows.append(book)
    facts = await facts_of(kept, kind="daily")
    assert facts.cash == 10_197_000 - 10 * 71_000


@pytest.mark.parametrize(("own", "shown"), [(69_000, 69_000), (0, None), (None, 66_500)])
async def test_a_stop_that_somebody_set_is_the_one_that_is_told(
    own: int | None, shown: int | None
) -> None:
    kept, owner = rows(), "golden_cross"
    kept.book_rows.append(stored.Book(owner, stored.SAMSUNG, 10, 700_100, 700_000, TUESDAY))
    stops = {} if own is None else {(owner, stored.SAMSUNG): own}
    facts = await facts_of(kept, kind="daily", stops=stops)
    assert [holding.stop_price for holding in facts.holdings] == [shown]


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("kind", ["daily", "weekly", "monthly"])
async def test_every_line_fits_a_phone(kind: str, lang: str, short: bool) -> None:
    facts = await facts_of(rows(), kind=kind, index=INDEX)
    lines = render(facts, lang=lang, short=short).splitlines()
    assert [line for line in lines if columns(line) > WIDTH or line != line.rstrip()] == []


async def test_a_short_report_has_the_money_strategies_rules_and_what_waits() -> None:
    facts = await day_facts(index=INDEX)
    short, long = render(facts, short=True), render(facts)
    titles = [line for line in short.splitlines() if line.startswith("■")]
    assert titles == ["■ 계좌", "■ 전략별", "■ 위험 규칙이 한 일", "■ 기다리는 것"]
    assert len(short) < len(long) * 0.7
    for figure in ("-103,000원", "-1.00%", "-20,300원", "700,000원", "680,000원", "-0.51%"):
        assert figure in short


@pytest.mark.parametrize(
    "sentence",
    [
        "11월 20일에 103,000원을 잃었습니다.",
        "실현 수익률은 -0.20%입니다.",
        "고점 대비 낙폭은 1.00%였습니다.",
        "KOSPI는 0.51% 내렸습니다.",
    ],
)
async def test_true_sentences_of_a_day_stay(sentence: str) -> None:
    facts = await day_facts(index=INDEX)
    assert verify(sentence, facts, least=1).text == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "11월 19일에 103,000원을 잃었습니다.",
        "KOSPI는 0.51% 올랐습니다.",
        "KOSPI는 1.00% 내렸습니다.",
        "고점 대비 낙폭은 2.00%였습니다.",
        "코스닥은 0.51% 내렸습니다.",
        "실현 수익률은 +0.20%입니다.",
        "수익률은 -0.51%입니다.",
        "2026-W47 주에 103,000원을 잃었습니다.",
    ],
)
async def test_false_sentences_of_a_day_go(sentence: str) -> None:
    facts = await day_facts(index=INDEX)
    assert verify(sentence, facts, least=1).text == ""


async def test_a_month_may_be_named() -> None:
    facts = await facts_of(rows(), kind="monthly")
    assert facts.period.name == "2026-11"
    true = "11월에는 2,000,000원을 잃었습니다."
    assert verify(true, facts, least=1).text == true
    assert verify("10월에는 2,000,000원을 잃었습니다.", facts, least=1).text == ""


async def made(pen: Pen, **how: Any) -> Any:
    kept = rows()
    sources = Sources(
        kept, kept, stored.CALENDAR, lambda: stored.ACCOUNT, dict, lambda _: stored.WORDS
    )
    ids = UlidSource(SimClock(utc(FRIDAY, 16)), random.Random(7))
    wanted = Wanted("daily", FRIDAY, **how)
    return await Reporter(sources, pen, ids=ids).make(utc(FRIDAY, 16), wanted)


async def test_without_a_key_the_bytes_are_the_template_s() -> None:
    lie = "11월 20일에 999,000원을 벌었습니다. 수익률은 9.00%입니다."
    bare, failed, lied = [await made(Pen(pen)) for pen in ("", DeliveryError("no"), lie)]
    assert bare.text.encode() == failed.text.encode() == lied.text.encode()
    assert (bare.writer, lied.writer, lied.dropped) == ("template", "template", 2)
    assert json.loads(bare.facts)["period"]["kind"] == "daily"


async def test_true_prose_of_a_day_is_published_and_a_short_one_asks_nobody() -> None:
    told = "11월 20일에 103,000원을 잃었습니다. 수수료는 200원입니다."
    report = await made(Pen(told))
    assert report.writer == "model"
    assert "■ 하루 이야기" in report.text
    pen = Pen(told)
    short = await made(pen, detail="short")
    assert (short.writer, short.detail, pen.given) == ("template", "short", [])


async def test_an_english_report_is_english() -> None:
    report = await made(Pen(""), lang="en")
    assert report.lang == "en"
    assert report.text.startswith("Daily report 2026-11-20\n")
    assert "You lost ₩103,000 on 11/20" in " ".join(report.text.split())

"""The whole report: whatever a writer gives, the published figures are the facts'."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from core.clock import SimClock
from core.domain.calendar import utc
from core.domain.journal import Report
from core.domain.order import OrderState
from core.domain.signal import Side
from core.errors import DeliveryError
from core.ids import UlidSource
from core.report.reporter import Reporter, Wanted
from core.report.sources import Sources
from tests.unit.core.report import test_facts as stored
from tests.unit.core.report.test_verify import FALSE

# False of the rich week only: here they are true, or a name is not known to be one.
HERE_TRUE = ("골든크로스는 2번", "삼성전자를 매도", "볼린저")
LIES = [lie for lie in FALSE if not lie.startswith(HERE_TRUE)]
NOW = utc(stored.FRIDAY, 16)
TRUE = "이번 주 손익은 +202,000원이고, 수익률은 2.00%입니다. 수수료는 200원입니다."


@dataclass
class Pen:
    """A writer that says what it is told to say and keeps what it was given."""

    says: str | DeliveryError
    given: list[str] = field(default_factory=list)

    async def write(self, facts: str, *, period: str, lang: str = "") -> str:
        self.given.append(facts)
        if isinstance(self.says, DeliveryError):
            raise self.says
        return self.says


def rows() -> stored.Rows:
    """A week with a trade each way."""
    return stored.Rows(
        order_rows=[stored.order("SECRET-ORDER-1", OrderState.FILLED)],
        fill_rows=[
            stored.fill("SECRET-ORDER-1", Side.BUY, day=stored.MONDAY),
            stored.fill("SECRET-ORDER-2", Side.SELL, day=stored.FRIDAY, realised=202_000),
        ],
        mark_rows=[
            stored.mark(stored.FRIDAY_BEFORE, 10_100_000),
            stored.mark(stored.FRIDAY, 10_302_000),
        ],
    )


async def make(pen: Pen, day: date | None = None, **how: Any) -> Report:
    """Make the report of the week with a writer."""
    kept = rows()
    words = replace(stored.WORDS, names={**stored.WORDS.names, "005380": "현대차"})
    sources = Sources(kept, kept, stored.CALENDAR, lambda: stored.ACCOUNT, dict, lambda _: words)
    ids = UlidSource(SimClock(NOW), random.Random(7))
    wanted = Wanted("weekly", day or stored.FRIDAY, **how)
    return await Reporter(sources, pen, ids=ids).make(NOW, wanted)


async def test_true_prose_is_published_with_the_tables() -> None:
    report = await make(Pen(TRUE))
    assert (report.writer, report.dropped, report.kind) == ("model", 0, "weekly")
    assert (report.period, report.made_at) == ("2026-W47", NOW)
    assert "■ 한 주 이야기" in report.text
    assert "■ 계좌" in report.text


async def test_failing_writer_and_no_writer_give_the_same_bytes() -> None:
    bare = await make(Pen(""))
    failed = await make(Pen(DeliveryError("no")))
    assert bare.writer == failed.writer == "template"
    assert bare.text.encode() == failed.text.encode()
    assert bare == failed


@pytest.mark.parametrize("lie", LIES)
async def test_lies_among_the_truth_are_left_out_and_counted(lie: str) -> None:
    report = await make(Pen(f"{TRUE}\n{lie}"))
    assert report.dropped >= 1
    assert report.text == (await make(Pen(TRUE))).text


async def test_only_lies_leave_the_template() -> None:
    report = await make(Pen("\n".join(LIES)))
    assert (report.writer, report.dropped) == ("template", len(LIES))
    assert report.text == (await make(Pen(""))).text


async def test_known_stock_without_facts_is_not_named() -> None:
    report = await make(Pen(f"{TRUE} 현대차는 조용했습니다."))
    assert report.dropped == 1
    assert "현대차" not in report.text


async def test_writer_sees_no_account_id_or_instruction_of_ours() -> None:
    pen = Pen(TRUE)
    await make(pen)
    (given,) = pen.given
    assert "SECRET" not in given
    assert "+202,000원" in given
    assert '"수익률":"+2.00%"' in given


async def test_earlier_week_can_be_made_later() -> None:
    report = await make(Pen(""), day=stored.FRIDAY_BEFORE)
    assert report.period == "2026-W46"


async def test_orders_by_hand_are_called_so() -> None:
    kept = rows()
    kept.fill_rows.append(
        stored.fill("o9", Side.BUY, day=stored.FRIDAY, owner="person", symbol=stored.KAKAO)
    )
    sources = Sources(
        kept, kept, stored.CALENDAR, lambda: stored.ACCOUNT, dict, lambda _: stored.WORDS
    )
    ids = UlidSource(SimClock(NOW), random.Random(7))
    wanted = Wanted("weekly", stored.FRIDAY)
    assert "직접 주문" in (await Reporter(sources, Pen(""), ids=ids).make(NOW, wanted)).text

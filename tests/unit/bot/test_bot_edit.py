"""`edit` and `decline`: which card is meant, what is asked, and what stands on the buttons."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.approval import Approval, ApprovalState
from core.domain.results import Result
from core.domain.signal import SignalState
from core.domain.wanted import EditCard, RejectCard
from tests import fakes_bot as fb
from tests import stories

CARD = fb.approval()
OTHER = fb.approval(
    replace(fb.intent(fb.KODEX), symbol="069500", name="KODEX 200"),
    id="01JFZZCARD00000000000CARD2", instrument=fb.KODEX,
)  # fmt: skip


async def bench_with(*cards: Approval) -> fb.Bench:
    bench = fb.Bench()
    await bench.put(*cards)
    return bench


@pytest.mark.parametrize(
    ("text", "shares", "limit"),
    [
        ("수정 삼전 5주", 5, 0),
        ("수정 CARD1 5주", 5, 0),
        ("수정 5주", 5, 0),
        ("/edit 005930 half", 5, 0),
        ("수정 삼전 @53000", 0, 53_000),
        ("수정 삼전 3주 53000원", 3, 53_000),
        ("수정 삼전 20만원", 3, 0),
    ],
)
async def test_words_reach_the_engine(text: str, shares: int, limit: int) -> None:
    bench = await bench_with(CARD)
    await bench.say(text)
    (one,) = bench.door.of(EditCard)
    assert (one.approval_id, one.shares, one.limit) == (CARD.id, shares, limit)
    assert one.quote is not None


async def test_the_card_is_named_where_several_are_open() -> None:
    bench = await bench_with(CARD, OTHER)
    assert "여럿" in fb.text_of(await bench.say("수정 5주"))
    assert bench.door.asked == []
    await bench.say("수정 KODEX 200 5주")
    assert [e.approval_id for e in bench.door.of(EditCard)] == [OTHER.id]


async def test_without_a_card_nothing_is_asked() -> None:
    bench = await bench_with(replace(CARD, state=ApprovalState.GRANTED))
    assert "없습니다" in fb.text_of(await bench.say("수정 삼전 5주"))
    assert bench.door.asked == []


@pytest.mark.parametrize("text", ["수정 삼전 5", "수정 삼전 시장가", "수정 삼전 1%", "수정 삼전 x"])
async def test_what_means_nothing_is_refused(text: str) -> None:
    bench = await bench_with(CARD)
    await bench.say(text)
    assert bench.door.asked == []


async def test_without_figures_they_are_offered() -> None:
    bench = await bench_with(CARD)
    reply = await bench.say("수정 삼전")
    assert reply is not None
    assert [[b.data for b in row] for row in reply.buttons] == [
        [f"p:edit {CARD.id} {n}shares" for n in (9, 11, 5)],
        [f"p:edit {CARD.id} @53500"],
    ]
    assert all(len(b.data.encode()) <= 64 for row in reply.buttons for b in row)


async def test_fewer_shares_are_offered_where_a_rule_trims() -> None:
    bench = await bench_with(CARD)
    fields = {"name": "삼성전자", "rule": "order_size", "asked": 99, "allowed": 18, "text": "x"}
    bench.door.results[EditCard] = Result(False, "edit.trimmed", fields=fields)
    reply = await bench.say("수정 삼전 99주")
    assert reply is not None
    assert reply.buttons[0][0].data == f"p:edit {CARD.id} 18shares"


async def test_a_reason_is_kept_with_the_no() -> None:
    bench = await bench_with(CARD)
    await bench.say("거절사유 삼전 너무 비쌈")
    (one,) = bench.door.of(RejectCard)
    assert (one.approval_id, one.reason) == (CARD.id, "너무 비쌈")


async def test_a_card_rejected_just_now_may_still_get_its_reason() -> None:
    rejected = replace(CARD, state=ApprovalState.REJECTED, decided_at=fb.NOW - timedelta(minutes=2))
    bench = await bench_with(rejected)
    await bench.say("거절사유 삼전 너무 비쌈")
    assert len(bench.door.of(RejectCard)) == 1
    old = await bench_with(replace(rejected, decided_at=fb.NOW - timedelta(hours=1)))
    await old.say("거절사유 삼전 너무 비쌈")
    assert old.door.asked == []


async def test_a_wish_that_waits_is_taken_back_by_its_name() -> None:
    bench = fb.Bench()
    wish = stories.signal(key="ask:telegram:1001:7", state=SignalState.WAITING)
    bench.uow.signals.put(wish)
    await bench.uow.commit()
    await bench.say("거절사유 삼전")
    assert [r.approval_id for r in bench.door.of(RejectCard)] == [wish.id]


@pytest.mark.parametrize("said", ["에코프로비엠", "247540", "에코프로"])
async def test_a_stock_without_a_card_is_said_to_have_none(said: str) -> None:
    bench = await bench_with(CARD, OTHER)
    told = fb.text_of(await bench.say(f"수정 {said} 5주"))
    assert f"'{said}' 카드는 없습니다" in told
    assert "삼성전자" in told
    assert "여럿" not in told
    assert bench.door.asked == []


async def test_another_stock_is_never_meant_by_the_only_card() -> None:
    bench = await bench_with(CARD)
    assert "카드는 없습니다" in fb.text_of(await bench.say("거절사유 에코프로비엠 비쌈"))
    assert bench.door.asked == []


async def test_a_reason_may_name_a_stock_behind_its_first_word() -> None:
    bench = await bench_with(CARD)
    await bench.say("거절사유 차라리 에코프로비엠")
    (one,) = bench.door.of(RejectCard)
    assert (one.approval_id, one.reason) == (CARD.id, "차라리 에코프로비엠")


async def test_a_short_name_lists_only_the_cards_that_it_may_mean() -> None:
    bench = await bench_with(CARD, OTHER)
    told = fb.text_of(await bench.say("수정 KOD 5주"))
    assert "KODEX 200" in told
    assert "삼성전자" not in told

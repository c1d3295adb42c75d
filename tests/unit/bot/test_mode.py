"""`mode` in chat: which words reach the engine, what is listed, and how cards of modes look."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.automatic_health import tell
from bot.context import Check
from bot.render_text import render
from core.domain.approval import Actor, ApprovalState, MessageRef
from core.domain.journal import OutKind
from core.domain.modes import EVERYTHING, POLICY, ModeRule, OrderMode, SetMode
from core.domain.order import OrderState
from core.domain.plan import Cursor
from core.flow.modes import RULE
from tests import fakes_bot as fb
from tests.harness import World
from tests.unit.bot.test_bot_delivery import _delivery, _row

HERE = MessageRef("telegram", fb.HOME, "1")
RULES = {
    OrderMode.AUTO: ModeRule(
        "R1", EVERYTHING, OrderMode.AUTO, "2026-01-01", 500_000, 2_000_000, "telegram", fb.OWNER,
        "김주인", "소액만", "2026-01-01T00:00:00+00:00",
    ),
    OrderMode.SIGNAL: ModeRule("R2", "golden_cross", OrderMode.SIGNAL, "2026-01-01"),
}  # fmt: skip


async def keep(bench: fb.Bench, rule: ModeRule) -> None:
    bench.uow.cursors.put(Cursor(f"{RULE}{rule.id}", rule.encoded()))
    await bench.uow.commit()


@pytest.mark.parametrize(
    ("text", "scope", "mode", "amounts", "reason"),
    [
        ("모드 신호", EVERYTHING, OrderMode.SIGNAL, (0, 0), ""),
        ("모드 확인", EVERYTHING, OrderMode.CONFIRM, (0, 0), ""),
        ("모드 전체 신호만", EVERYTHING, OrderMode.SIGNAL, (0, 0), ""),
        ("/mode golden_cross signal", "golden_cross", OrderMode.SIGNAL, (0, 0), ""),
        ("모드 골든크로스 확인 불안해서", "golden_cross", OrderMode.CONFIRM, (0, 0), "불안해서"),
        (
            "모드 자동 50만원 200만원 소액만",
            EVERYTHING, OrderMode.AUTO, (500_000, 2_000_000), "소액만",
        ),
        (
            "모드 자동 한 번 50만원 하루 200만원까지 소액만",
            EVERYTHING, OrderMode.AUTO, (500_000, 2_000_000), "소액만",
        ),
        (
            "mode golden_cross auto 500000won a day 2000000won small ones",
            "golden_cross", OrderMode.AUTO, (500_000, 2_000_000), "small ones",
        ),
    ],
)  # fmt: skip
async def test_words_reach_the_engine(
    text: str, scope: str, mode: OrderMode, amounts: tuple[int, int], reason: str
) -> None:
    bench = fb.Bench()
    await bench.say(text)
    (wish,) = bench.door.of(SetMode)
    assert (wish.scope, wish.mode, wish.reason) == (scope, mode, reason)
    assert (wish.order_won, wish.day_won) == amounts


@pytest.mark.parametrize(
    "text",
    ["모드 반자동", "모드 golden_cross", "모드 자동", "모드 자동 50만원", "모드 자동 50 200 x"],
)
async def test_what_says_no_mode_asks_nothing_of_the_engine(text: str) -> None:
    bench = fb.Bench()
    assert await bench.say(text) is not None
    assert bench.door.of(SetMode) == []


async def test_a_sentence_about_the_mode_only_shows_it() -> None:
    bench = fb.Bench()
    reply = await bench.say("신호만 보내는 모드로 바꿔줘")
    assert bench.door.of(SetMode) == []
    assert "하나씩 확인" in fb.text_of(reply)


async def test_the_list_names_what_holds_and_what_comes() -> None:
    bench = fb.Bench()
    for rule in RULES.values():
        await keep(bench, rule)
    await keep(bench, replace(RULES[OrderMode.AUTO], id="R3", since="2027-01-04", day_won=900_000))
    text = fb.text_of(await bench.say("모드"))
    assert "한 번 500,000원, 하루 2,000,000원까지" in text
    assert "2027-01-04부터" in text
    assert "신호만" in text
    assert "주문 모드" in fb.text_of(await bench.say("상태"))


async def test_a_signal_has_no_button_and_says_so() -> None:
    bench = fb.Bench()
    asked = fb.approval(state=ApprovalState.SHOWN)
    await bench.put(asked)
    delivery, face = _delivery(bench)
    await delivery.deliver(_row(OutKind.CARD, asked.id))
    reply = face.sent[0][1]
    assert reply.buttons == ()
    assert reply.title.startswith("신호")
    assert "주문 버튼이 없습니다" in fb.text_of(reply)
    assert "남음" not in fb.text_of(reply)
    assert asked.intent.name in render(reply, bench.words)


async def test_an_automatic_order_names_who_allowed_it_and_can_be_undone() -> None:
    bench = fb.Bench()
    await keep(bench, RULES[OrderMode.AUTO])
    order = replace(fb.order(OrderState.READY), sent_at=None, number=None)
    by = Actor(POLICY, "R1", "", EVERYTHING)
    asked = fb.approval(
        state=ApprovalState.GRANTED, order_id=order.id, messages=(HERE,), by=by, decided_at=fb.NOW
    )
    await bench.put(asked, order)
    delivery, face = _delivery(bench)
    await delivery.deliver(_row(OutKind.CARD, asked.id, undo_s=5))
    reply = face.sent[0][1]
    text = fb.text_of(reply)
    assert reply.title.startswith("자동")
    assert "김주인 님이 2026-01-01부터 허락: 한 번 500,000원" in text
    assert "확인을 받았습니다" not in text
    assert [b.data[:2] for row in reply.buttons for b in row] == ["u:"]


@pytest.mark.parametrize("automatic", [True, False])
async def test_checks_are_made_only_while_a_rule_is_automatic(*, automatic: bool) -> None:
    world = await World.start()
    made: list[str] = []

    async def checks() -> tuple[Check, ...]:
        made.append("checks")
        return (Check("disk", ok=False), Check("latch", ok=True))

    if automatic:
        rule = RULES[OrderMode.AUTO]
        world.uow.cursors.put(Cursor(f"{RULE}{rule.id}", rule.encoded()))
        await world.uow.commit()
    app = type("Some", (), {"uow": world.uow, "desk": world.desk})()
    await tell(app, checks)
    assert bool(made) is automatic
    assert world.desk.red_checks == (("disk",) if automatic else ())

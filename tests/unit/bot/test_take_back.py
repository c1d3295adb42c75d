"""What is left to press under a confirmed card: undo while it waits, cancel while it rests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.order_text import progress, progress_rows
from bot.presses import Button, parse_press
from bot.render_text import render
from bot.reply import Reply
from core.domain.approval import ApprovalState, MessageRef
from core.domain.journal import OutKind, Severity
from core.domain.order import Order, OrderState
from core.flow.waiting_orders import UNDONE, button_subject
from tests import fakes_bot as fb
from tests.unit.bot.test_bot_delivery import _delivery, _row

HERE = MessageRef("telegram", fb.HOME, "1")


async def shown(order: Order, **words: int) -> tuple[Reply, fb.Bench]:
    """Give how a granted card looks with its order as it is stored."""
    bench = fb.Bench()
    asked = fb.approval(state=ApprovalState.GRANTED, order_id=order.id, messages=(HERE,))
    await bench.put(asked, order)
    delivery, face = _delivery(bench)
    await delivery.deliver(_row(OutKind.CARD_END, asked.id, **words))
    return face.edited[0][1], bench


async def test_a_waiting_order_can_be_undone_from_its_card() -> None:
    order = replace(fb.order(OrderState.READY), sent_at=None, number=None)
    reply, bench = await shown(order, undo_s=5)
    ((button,),) = reply.buttons
    pressed = parse_press(button.data, HERE)
    assert pressed is not None
    assert pressed.button is Button.UNDO
    assert pressed.nonce == bench.nonces.nonce(button_subject(order.id))
    assert button.label == "되돌리기"
    assert "5초 안에 되돌릴 수 있습니다" in fb.text_of(reply)


async def test_drawn_again_without_its_seconds_the_window_makes_none_up() -> None:
    order = replace(fb.order(OrderState.READY), sent_at=None, number=None)
    reply, _ = await shown(order)
    assert "아직 되돌릴 수 있습니다" in fb.text_of(reply)
    assert "초 안에" not in fb.text_of(reply)


@pytest.mark.parametrize("state", list(OrderState))
async def test_only_what_rests_has_a_cancel_button(state: OrderState) -> None:
    reply, _ = await shown(fb.order(state))
    data = [b.data for row in reply.buttons for b in row]
    rests = state in (OrderState.ACCEPTED, OrderState.PARTIAL)
    waits = state is OrderState.READY
    assert [d[:2] for d in data] == (["x:"] if rests else ["u:"] if waits else [])


async def test_a_cancel_that_is_under_way_is_not_offered_again() -> None:
    reply, _ = await shown(replace(fb.order(OrderState.ACCEPTED), cancel_wanted=True))
    assert reply.buttons == ()


@pytest.mark.parametrize(
    ("note", "loud"), [(UNDONE, Severity.INFO), ("late", Severity.WARNING)], ids=["undone", "late"]
)
def test_what_never_left_is_not_called_cancelled(note: str, loud: Severity) -> None:
    bench = fb.Bench()
    order = replace(fb.order(OrderState.CANCELLED), sent_at=None, number=None, note=note, filled=0)
    reply = progress(order, bench.words, event="cancelled")
    text = render(reply, bench.words)
    assert reply.severity is loud
    assert "보내지 않" in text
    assert "취소" not in text


def test_what_was_cancelled_at_the_broker_still_says_so() -> None:
    bench = fb.Bench()
    rows = dict(progress_rows(fb.order(OrderState.CANCELLED), (), bench.words))
    assert rows[bench.words.t("order.state")] == "취소됨"


async def ticked(face_name: str, **changes: object) -> list[Reply]:
    """Give the edits that a tick of a card's clock makes on a face."""
    bench = fb.Bench()
    asked = fb.approval(nonces=bench.nonces, messages=(HERE,), **changes)
    await bench.put(asked)
    delivery, face = _delivery(bench)
    face.name = face_name
    await delivery.deliver(_row(OutKind.CARD_TICK, asked.id, left=30))
    assert face.sent == []
    return [reply for _, reply in face.edited]


async def test_a_tick_draws_the_open_card_anew_with_its_buttons() -> None:
    (reply,) = await ticked("telegram")
    assert [b.data[:3] for b in reply.buttons[0]] == ["c1:", "c0:"]


@pytest.mark.parametrize("state", [s for s in ApprovalState if s is not ApprovalState.OPEN])
async def test_a_tick_never_brings_buttons_back(state: ApprovalState) -> None:
    assert await ticked("telegram", state=state) == []


async def test_a_console_hears_no_ticks() -> None:
    assert await ticked("console") == []

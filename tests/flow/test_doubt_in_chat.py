"""An order in doubt from the person's side: what Telegram shows, and what each press does."""

from __future__ import annotations

from pathlib import Path

from core.domain.approval import Approval, GrantKind
from core.domain.order import Order, OrderState
from core.domain.people import QuestionState
from core.errors import InDoubt
from tests.harness import OTHER, SHARES, SYMBOL, World
from tests.phone import PIN, Phone, phone

RESEND = "앞 주문이 나중에 나타나면 두 배가 될 수 있습니다"


async def lost(it: Phone, error: Exception | None = None) -> Order:
    """Confirm a card whose answer never comes."""
    it.world.broker.answers.append(error or InDoubt("timed out"))
    card = await it.world.card()
    assert "접수하는 중" in await it.confirm(card)
    order = it.world.order(card)
    assert order.state is OrderState.UNKNOWN
    return order


async def wait_for_a_question(world: World) -> None:
    """Let four minutes pass with a look each fifteen seconds."""
    for _ in range(16):
        await world.look(15)


def cards(world: World) -> list[Approval]:
    return [a for a in world.uow.approvals.all() if a.kind is GrantKind.RESEND]


async def test_an_absent_order_is_asked_about_and_kept_looked_for(tmp_path: Path) -> None:
    async with phone(tmp_path) as it:
        await lost(it)
        await wait_for_a_question(it.world)
        shown = it.question().messages[-1].message
        (text,) = [t for t in it.texts() if "전체 조회" in t]
        assert text.startswith("⚠️ 주문 결과를 알 수 없습니다  [모의투자 ****")
        assert "같은 주문 없음, 잔고·예수금 변화 없음" in text
        assert "응답 없음(시간 초과)" in text
        assert "계속 확인합니다" in await it.choose("keep_looking")
        last = it.edits(shown)[-1]
        assert "reply_markup" not in last
        assert "아직 확인 중" in last["text"]
        assert it.world.broker.posts == 1


async def test_a_new_order_after_an_absence_needs_pin_card_and_press(tmp_path: Path) -> None:
    async with phone(tmp_path) as it:
        first = await lost(it)
        await wait_for_a_question(it.world)
        assert "PIN" in await it.choose("absent_resend")
        assert "2분 안에" in await it.until("/pin")
        assert "맞지 않습니다" in await it.say("/pin 111111")
        assert (it.world.broker.posts, cards(it.world)) == (1, [])
        assert "새 카드를 보냈습니다" in await it.say(f"/pin {PIN}")
        assert len(it.server.of("deleteMessage")) == 2
        (card,) = cards(it.world)
        assert it.world.broker.posts == 1
        (shown,) = [t for t in it.texts() if RESEND in t]
        assert "재주문" in shown
        assert "접수하는 중" in await it.confirm(card)
        assert it.world.broker.posts == 2
        again = it.world.order(card)
        assert (again.coid or again.id, again.attempt) == (first.coid or first.id, 2)
        assert not any(PIN in text for text in it.texts())


async def test_one_of_two_candidates_is_picked_with_its_letter(tmp_path: Path) -> None:
    async with phone(tmp_path) as it:
        order = await lost(it)
        approved = it.world.broker.submits[-1]
        rows = [it.world.broker.take(approved) for _ in range(2)]
        await it.world.look(10)
        assert "고르" not in it.texts()[-1]
        text = next(t for t in reversed(it.texts()) if "골라 주세요" in t)
        assert all(row.number in text for row in rows)
        assert "(REST API)" in text
        asked = it.question()
        assert "이어받았습니다" in await it.choose(f"pick:{rows[0].number}")
        stored = it.world.uow.orders.get(order.id)
        assert stored is not None
        assert stored.number == rows[0].number
        assert "이미 처리된" in await it.choose("hold", question=asked)
        assert it.world.broker.posts == 1


async def test_a_question_without_an_answer_is_held_and_comes_again_on_demand(
    tmp_path: Path,
) -> None:
    async with phone(tmp_path) as it:
        await lost(it)
        await wait_for_a_question(it.world)
        first = it.question()
        await it.world.look(301)
        row = it.world.uow.questions.get(first.id)
        assert row is not None
        assert row.state is QuestionState.LAPSED
        assert "보류했습니다" in it.edits(first.messages[-1].message)[-1]["text"]
        told = await it.say("확인중")
        assert "확인 중" in told
        assert "전체 조회" in told
        assert it.question().id != first.id


async def test_after_a_restart_the_old_button_is_dead_and_a_new_question_comes(
    tmp_path: Path,
) -> None:
    async with phone(tmp_path) as it:
        await lost(it)
        await wait_for_a_question(it.world)
        old = it.question()
        await it.world.restart()
        await it.world.look(5)
        assert "이미 처리된" in await it.choose("keep_looking", question=old)
        assert it.question().id != old.id
        assert "reply_markup" not in it.edits(old.messages[-1].message)[-1]
        assert "계속 확인합니다" in await it.choose("keep_looking")


async def test_a_typed_number_is_compared_with_the_list_of_now(tmp_path: Path) -> None:
    async with phone(tmp_path) as it:
        order = await lost(it)
        await wait_for_a_question(it.world)
        assert "주문번호" in await it.choose("has_number")
        assert order.id[-6:] in await it.until("<증권사 주문번호>")
        assert "목록에 그 번호가 없습니다" in await it.say(f"주문번호 {order.id[-6:]} 0000000777")
        hidden = it.world.broker.take(it.world.broker.submits[-1], channel="unreadable", shares=9)
        assert "이어받았습니다" in await it.say(f"주문번호 {order.id[-6:]} {hidden.number}")


async def test_a_cancel_of_an_order_in_doubt_waits_for_its_number_and_its_closed_row(
    tmp_path: Path,
) -> None:
    async with phone(tmp_path) as it:
        order = await lost(it)
        told = await it.say(f"/cancel {order.id[-6:]}")
        assert "아직 취소할 수 없습니다" in told
        assert it.world.broker.cancels == []
        row = it.world.broker.take(it.world.broker.submits[-1])
        it.world.broker.cancel_answers.append("open")
        await it.world.look(1)
        assert it.world.broker.cancels == [row.number]
        assert not any("취소됨" in text for text in it.texts())
        it.world.broker.change(row.number, state="cancelled")
        await it.world.look(10)
        assert len([t for t in it.texts() if "주문 취소됨" in t]) == 1
        stored = it.world.uow.orders.get(order.id)
        assert stored is not None
        assert stored.state is OrderState.CANCELLED


async def test_two_orders_in_doubt_are_each_named_in_their_message(tmp_path: Path) -> None:
    async with phone(tmp_path) as it:
        for symbol in (SYMBOL, OTHER):
            it.world.broker.answers.append(InDoubt("timed out"))
            await it.confirm(await it.world.card(symbol=symbol))
        for approved in it.world.broker.submits:
            for _ in range(2):
                it.world.broker.take(approved)
        await it.world.look(10)
        asked = [t for t in it.texts() if "골라 주세요" in t and "A) " in t]
        named = [[name for name in SHARES.values() if name in text] for text in asked]
        assert sorted(named[-2:]) == sorted([[SHARES[SYMBOL]], [SHARES[OTHER]]])


async def test_a_flattening_lists_every_order_and_sends_them_with_one_press(
    tmp_path: Path,
) -> None:
    async with phone(tmp_path) as it:
        card = await it.world.card()
        await it.confirm(card)
        it.world.broker.fill(it.world.order(card).number or "", 10)
        await it.world.look(61)
        told = await it.say("청산 전체 한꺼번에 급락")
        assert "누르셔야 나갑니다" in told
        for _ in range(3):
            await it.world.look(2)
        posts = it.world.broker.posts
        asked = it.question()
        listed = it.texts()[-1]
        assert "삼성전자(005930) 매도 10주" in listed
        answer = await it.press(f"q1:{it.world.nonces.nonce(asked.id)}", asked.messages[-1].message)
        assert "1건을 보냈습니다" in answer
        assert it.world.broker.posts == posts + 1
        assert "reply_markup" not in it.edits(asked.messages[-1].message)[-1]

"""A person types an order into Telegram: card, press, fill, and no second order of one message."""

from __future__ import annotations

from pathlib import Path

from core.domain.order import OrderState
from core.domain.position import PERSON, Book
from tests import bot_api as api
from tests.harness import DAY, PRICE, SYMBOL
from tests.phone import Phone, phone


async def test_words_become_a_card_whose_press_orders(tmp_path: Path) -> None:
    async with phone(tmp_path) as it:
        assert "카드를 보냈습니다" in await it.say("매수 삼전 20만원")
        (card,) = it.world.desk.open_cards()
        assert (card.intent.owner, card.intent.shares) == (PERSON, 3)
        assert "사람이 대화에서 요청" in await it.until("직접 주문")
        assert it.world.broker.posts == 0
        assert "접수하는 중" in await it.confirm(card)
        assert it.world.order(card).state is OrderState.ACCEPTED
        it.world.broker.fill(it.world.order(card).number or "", 3)
        await it.world.look(1)
        told = await it.say("왜 005930")
        assert "요청한 사람" in told
        assert "체결" in told


async def test_the_same_update_twice_makes_one_card(tmp_path: Path) -> None:
    async with phone(tmp_path) as it:
        date = int(it.world.clock.now().timestamp())
        message = api.message("매수 삼전 10주", date=date)
        for _ in range(2):
            it.server.push(message=message)
        await it.until("이미 받은 말")
        await it.world.runtime.settle()
        assert len(list(it.world.uow.approvals.all())) == 1


async def test_a_sale_of_a_strategys_shares_is_chosen_by_a_button(tmp_path: Path) -> None:
    async with phone(tmp_path) as it:
        await _strategy_holds(it)
        assert "누구의 주식" in await it.say("매도 삼전 전량")
        row = it.server.of("sendMessage")[-1]["reply_markup"]
        assert "p:sell 005930 100% golden_cross" in str(row)
        await it.press("p:sell 005930 100% golden_cross", str(len(it.texts())))
        (card,) = it.world.desk.open_cards()
        assert (card.intent.owner, card.intent.shares) == ("golden_cross", 10)
        assert it.world.broker.posts == 0


async def _strategy_holds(it: Phone) -> None:
    it.world.uow.books.put(Book("golden_cross", SYMBOL, 10, 10 * PRICE, 10 * PRICE, DAY))
    it.world.broker.held[SYMBOL] = 10
    await it.world.uow.commit()
    await it.world.look(1)


async def test_a_card_is_changed_by_its_button_and_the_new_one_orders(tmp_path: Path) -> None:
    async with phone(tmp_path) as it:
        await it.say("매수 삼전 10주")
        (old,) = it.world.desk.open_cards()
        shown = it.world.approval(old).messages[-1].message
        await it.press(f"p:edit {old.id}", shown)
        await it.until("카드 고치기")
        await it.press(f"p:edit {old.id} 9shares", shown)
        await it.until("새 카드를 보냈습니다")
        (new,) = it.world.desk.open_cards()
        assert (new.intent.shares, it.world.broker.posts) == (9, 0)
        assert "이미 처리된" in await it.confirm(old)
        assert "접수하는 중" in await it.confirm(new)
        assert [s.intent.shares for s in it.world.broker.submits] == [9]
        assert "고쳐" in await it.say("왜 005930")


async def test_a_group_is_closed_by_the_press_of_its_question(tmp_path: Path) -> None:
    async with phone(tmp_path) as it:
        await _strategy_holds(it)
        assert "1건" in await it.say("정리 골든크로스")
        question = it.question()
        assert "삼성전자" in await it.until("한꺼번에 팔까요")
        nonce = it.world.nonces.nonce(question.id)
        assert "1건을 보냈습니다" in await it.press(f"q1:{nonce}", question.messages[-1].message)
        assert [s.intent.shares for s in it.world.broker.submits] == [10]


async def test_a_stop_set_in_chat_puts_up_a_card_when_touched(tmp_path: Path) -> None:
    async with phone(tmp_path) as it:
        await _strategy_holds(it)
        assert "49,000원으로 정했습니다" in await it.say("손절 삼전 2%")
        it.world.market.prices[SYMBOL] = 48_950
        await it.world.look(1)
        (card,) = it.world.desk.open_cards()
        assert (card.intent.owner, card.intent.shares) == ("golden_cross", 10)
        assert "손절 49,000원" in await it.say("손절선")

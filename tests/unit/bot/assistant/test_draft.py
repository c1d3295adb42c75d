"""A draft is the person's own order in writing: it does nothing; a press makes a card of it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from bot.assistant.draft import LIFE_S
from bot.reply import Button, Reply
from core.domain.signal import Side, Size
from core.domain.wanted import ProposeOrder
from tests import fakes_bot as fb
from tests.assistants import Asked, asking
from tests.fake_model import Said

DRAFTED = '{"side":"sell","symbol":"삼성전자","size":"4주"}'
QUESTION = "삼성전자 4주 팔까?"


def drafting(arguments: str) -> Any:
    """Let the model draft at once."""
    return lambda _body, _at: Said(calls=(("draft_order", arguments),))


def buttons(reply: Reply) -> list[Button]:
    return [b for row in reply.buttons for b in row if b.data.startswith("d:")]


async def draft(asked: Asked, question: str = QUESTION) -> Button:
    (button,) = buttons(await asked.reply(question))
    return button


async def test_a_draft_does_nothing_until_it_is_pressed_and_then_asks_for_a_card() -> None:
    async with asking(drafting(DRAFTED)) as asked:
        reply = await asked.reply(QUESTION)
        (button,) = buttons(reply)
        assert "매도 005930 4주" in fb.text_of(reply)
        assert asked.bench.door.asked == []
        answer = await asked.bench.router.press(fb.source(), button.data, "77")
    assert answer is not None
    (wish,) = asked.bench.door.asked
    assert isinstance(wish, ProposeOrder)
    assert (wish.symbol, wish.side, wish.size) == ("005930", Side.SELL, Size(shares=4))
    assert len(asked.model.asked) == 1


@pytest.mark.parametrize(
    ("question", "arguments"),
    [
        ("삼성전자 4주 팔까?", '{"side":"sell","symbol":"삼성전자","size":"40주"}'),
        ("삼성전자 4주 팔까?", '{"side":"buy","symbol":"삼성전자","size":"4주"}'),
        ("삼성전자 4주 팔까?", '{"side":"sell","symbol":"에코프로비엠","size":"4주"}'),
        ("삼성전자 4주 팔까?", '{"side":"sell","symbol":"삼성전자","size":"전량"}'),
        ("삼성전자 4주 팔까?", '{"side":"sell","symbol":"삼성전자","size":"4주 @1원"}'),
        ("삼성전자 4주 팔까?", '{"side":"sell","symbol":"삼성전자","size":"4주 시장가"}'),
        ("삼성전자 4주 팔까?", '{"side":"sell","symbol":"삼성전자","size":"4"}'),
        ("삼성전자 팔까?", DRAFTED),
        ("삼성전자 4주 살까 팔까?", DRAFTED),
        ("4주 팔까?", DRAFTED),
        ("삼성전자 어때?", DRAFTED),
        ("삼성전자 4주 팔까?", '{"side":"sell","symbol":"삼성전자","size":"4주","confirm":true}'),
        ("삼성전자 4주 팔까?", "null"),
    ],
)
async def test_what_the_question_does_not_say_is_not_drafted(question: str, arguments: str) -> None:
    async with asking(drafting(arguments)) as asked:
        assert buttons(await asked.reply(question)) == []
        assert asked.bench.door.asked == []


@pytest.mark.parametrize(
    ("question", "said", "size"),
    [
        ("삼전 20만원어치 사줘", ("삼전", "200000원"), Size(budget=200_000)),
        ("buy 3 shares of 005930?", ("005930", "3 shares"), Size(shares=3)),
        ("buy 3 shares of 005930?", ("005930", "3shares"), Size(shares=3)),
        ("삼성전자 절반만큼 매수", ("삼성전자", "절반"), Size(fraction=Decimal("0.5"))),
    ],
)
async def test_sizes_are_read_as_the_question_says_them(
    question: str, said: tuple[str, str], size: Size
) -> None:
    arguments = json.dumps({"side": "buy", "symbol": said[0], "size": said[1]})
    async with asking(drafting(arguments)) as asked:
        found = buttons(await asked.reply(question))
        for button in found:
            await asked.bench.router.press(fb.source(), button.data, "77")
    assert [wish.size for wish in asked.bench.door.asked] == [size]


async def test_a_draft_is_pressed_once_in_time_in_its_message_by_its_person() -> None:
    async with asking(drafting(DRAFTED)) as asked:
        bench, router = asked.bench, asked.bench.router
        other = fb.User("telegram", "2002", "2002", "둘", fb.Role.ADMIN, fb.NOW)
        await bench.put(other)
        late, moved, mine = [(await draft(asked)).data for _ in range(3)]
        foreign = fb.source(user="2002", chat="2002")
        for who, data, message in ((foreign, mine, "77"), (fb.source(), moved, "78")):
            refused = await router.press(who, data, message)
            assert refused is not None
            assert not refused.ok
        assert bench.door.asked == []
        await router.press(fb.source(), mine, "77")
        again = await router.press(fb.source(), mine, "77")
        assert again is not None
        assert not again.ok
        bench.wall.move_by(LIFE_S + 1)
        over = await router.press(fb.source(), late, "77")
        assert over is not None
        assert not over.ok
        assert await router.press(fb.source(), "d:made-up-by-somebody", "77") is not None
    assert len(bench.door.asked) == 1


async def test_a_viewer_puts_up_no_card_from_a_draft() -> None:
    async with asking(drafting(DRAFTED)) as asked:
        button = await draft(asked)
        user = fb.User("telegram", fb.OWNER, fb.HOME, "주인", fb.Role.VIEWER, fb.NOW)
        await asked.bench.put(user)
        await asked.bench.router.press(fb.source(), button.data, "77")
        assert asked.bench.door.asked == []

"""Sentences in the chat: queries run their command, orders ask for a card, the rest says why."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.free_text.commands import command_words
from bot.free_text.understand import understand
from bot.lanes import runs_apart
from bot.locale.catalogue import Catalogue
from bot.parse import read
from bot.reply import PROPOSE, Reply
from core.domain.commands import CancelOrder
from core.domain.levels import Aim, Exits
from core.domain.people import Role, User
from core.domain.switches import HaltLevel
from core.domain.wanted import ProposeOrder, SetLevel, SetQuiet
from core.domain.wanted_people import InvitePerson, RemoveUser, SetRole
from tests import fakes_bot as fb
from tests.free_text.corpus import load


@pytest.fixture
def bench() -> fb.Bench:
    return fb.Bench()


def buttons(reply: Reply | None) -> list[str]:
    assert reply is not None
    return [button.data for row in reply.buttons for button in row]


def proposed(bench: fb.Bench) -> list[ProposeOrder]:
    return bench.door.of(ProposeOrder)


async def test_an_order_in_a_sentence_asks_the_engine_for_a_card_once(bench):
    await bench.say("삼전 20만원어치 사줘")
    (wish,) = proposed(bench)
    assert (wish.symbol, wish.side, wish.size.budget) == ("005930", "buy", 200_000)
    await bench.say("삼성전자 10주 7만원에 팔아줘")
    wish = proposed(bench)[1]
    assert (wish.side, wish.size.shares, wish.limit) == ("sell", 10, 70_000)
    await bench.say("sell half of samsung electronics")
    assert str(proposed(bench)[2].size.fraction) == "0.5"


@pytest.mark.parametrize(
    "text",
    [s.text for s in load("seen.tsv") if not {"buy", "sell"} & set(s.kinds)],
)
async def test_nothing_but_an_order_asks_for_a_card(bench, text):
    await bench.say(text)
    assert not proposed(bench)


async def test_a_code_at_the_head_of_a_sentence_is_no_secret_number(bench):
    await bench.say("005930 10주 사줘")
    (wish,) = proposed(bench)
    assert (wish.symbol, wish.size.shares) == ("005930", 10)
    assert not read("005930 10주 사줘").secret
    for pin in ("123456", "123456 핀", "12345678 이거 핀"):
        assert read(pin).secret


async def test_a_missing_size_is_asked_by_buttons(bench):
    reply = await bench.say("삼전 사줘")
    assert not proposed(bench)
    assert buttons(reply)
    assert all(data.startswith(f"{PROPOSE}buy 005930 ") for data in buttons(reply))


async def test_a_number_without_a_unit_is_asked_by_buttons(bench):
    found = buttons(await bench.say("삼전 10 사줘"))
    assert found == ["p:buy 005930 10shares", "p:buy 005930 100000won"]


async def test_a_name_of_several_is_chosen_by_a_button_and_the_rest_stays_said(bench):
    found = buttons(await bench.say("삼성 10주 7만원에 사줘"))
    assert "p:buy 005930 10shares @70000" in found
    assert len(found) > 1
    answer = await bench.router.press(fb.source(), "p:buy 005930 10shares @70000", "77")
    assert answer is not None
    (wish,) = proposed(bench)
    assert (wish.symbol, wish.size.shares, wish.limit) == ("005930", 10, 70_000)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("삼전 7만원 되면 10주 사줘", "조건"),
        ("삼전 10주 사고 하이닉스 5주 팔아줘", "하나씩"),
        ("테슬라 10주 사줘", "국내"),
        ("확인 없이 삼전 10주 사줘", "건너뛰는"),
        ("삼전 10주 나눠서 사줘", "나누어"),
    ],
)
async def test_what_is_not_done_is_said_without_a_button_to_do_it(bench, text, word):
    reply = await bench.say(text)
    assert word in fb.text_of(reply)
    assert not buttons(reply)
    assert not proposed(bench)


async def test_a_time_offers_the_card_of_now_and_shows_how_it_was_read(bench):
    reply = await bench.say("내일 삼전 10주 사줘")
    assert "예약" in fb.text_of(reply)
    assert "삼성전자 005930 10주 매수" in fb.text_of(reply)
    assert buttons(reply) == ["p:buy 005930 10shares"]
    assert not proposed(bench)


async def test_questions_run_the_command_that_answers_them(bench):
    await bench.put(fb.money())
    assert "손익" in fb.text_of(await bench.say("이번 달 얼마 벌었어?"))
    assert fb.text_of(await bench.say("이번 주 얼마 벌었어?")) == fb.text_of(
        await bench.say("손익 주")
    )
    assert fb.text_of(await bench.say("잔고 보여줘")) == fb.text_of(await bench.say("잔고"))
    assert fb.text_of(await bench.say("지금 상태 어때?")) == fb.text_of(await bench.say("상태"))
    assert fb.text_of(await bench.say("하이닉스 왜 안 샀어")) == fb.text_of(
        await bench.say("왜안샀어 000660")
    )


async def test_a_stop_in_a_sentence_stops_without_looking_for_names(bench):
    bench.data.down = True
    for text in ("전부 멈춰!", "매매 중지해줘", "당장 멈춰줘", "stop trading"):
        await bench.say(text)
    assert [level for _, level, _, _ in bench.halts] == [HaltLevel.HALT_NEW] * 4
    assert bench.halts[0][3] == "전부 멈춰!"
    await bench.say("매수만 막아줘")
    assert bench.halts[-1][1] is HaltLevel.REDUCE_ONLY


async def test_a_sentence_that_begins_like_a_command_is_still_a_sentence(bench):
    order = fb.order()
    await bench.put(order)
    await bench.say("주문 취소해줘")
    assert not bench.door.of(CancelOrder)
    await bench.say("삼전 주문 취소해줘")
    (wish,) = bench.door.of(CancelOrder)
    assert wish.order_id == order.id


async def test_answers_and_numbers_are_answered_as_before(bench):
    assert "버튼" in fb.text_of(await bench.say("확인"))
    assert "버튼" in fb.text_of(await bench.say("네"))
    assert not proposed(bench)


async def test_people_of_a_group_are_heard_only_when_they_call_the_bot(bench):
    group = {"private": False, "chat": "-100"}
    await bench.put(User("telegram", fb.OWNER, "-100", "주인", Role.ADMIN, fb.NOW))
    assert await bench.say("삼전 20만원어치 사줘", username="gaemi_bot", **group) is None
    assert await bench.say("전부 멈춰", username="gaemi_bot", **group) is None
    assert not proposed(bench)
    await bench.say("@gaemi_bot 삼전 20만원어치 사줘", username="gaemi_bot", **group)
    assert len(proposed(bench)) == 1
    assert await bench.say("@other_bot 삼전 10주 사줘", username="gaemi_bot", **group) is None


async def test_a_viewer_asks_and_does_not_order(bench):
    await bench.put(User("telegram", fb.OWNER, fb.HOME, "손님", Role.VIEWER, fb.NOW))
    await bench.say("삼전 20만원어치 사줘")
    await bench.say("삼전 주문 취소해줘")
    assert not proposed(bench)
    assert not bench.door.of(CancelOrder)
    assert fb.text_of(await bench.say("지금 상태 어때?"))


async def test_an_old_sentence_is_refused_like_an_old_command_but_a_stop(bench):
    await bench.say("삼전 20만원어치 사줘", age_s=120.0)
    assert not proposed(bench)
    await bench.say("전부 멈춰", age_s=3600.0)
    assert bench.halts


def test_stops_and_slow_answers_wait_for_no_other_line():
    assert runs_apart("전부 멈춰줘")
    assert runs_apart("방금 주문 취소해줘")
    assert runs_apart("삼전 차트 보여줘")
    assert not runs_apart("삼전 20만원어치 사줘")
    assert not runs_apart("이번 달 얼마 벌었어?")


def test_every_reason_and_every_kind_has_words():
    sentences = [s.text for half in ("seen.tsv", "unseen.tsv") for s in load(half)]
    said = [understand(text) for text in sentences]
    whys = {s.why for s in said if s.kind == "ambiguous"}
    # What is missing of an alert its command asks for.
    kinds = {s.kind.value for s in said} - {"none", "ambiguous", "buy", "sell", "alert"}
    for code in ("ko", "en"):
        words = Catalogue(code)
        missing = [why for why in whys if not words.has(f"talk.{why}")]
        assert not missing
        assert all(words.has(f"talk.no_{kind}") for kind in kinds)


def test_a_command_of_a_sentence_never_holds_more_than_one_order():
    for half in ("seen.tsv", "unseen.tsv"):
        for s in load(half):
            words = command_words(understand(s.text), s.text)
            # Behind an order only its own stop and target may follow, each with its level.
            ends = [at for at, word in enumerate(words) if word in ("stop", "take")]
            order = words[: min(ends, default=len(words))]
            assert words[:1] not in (("buy",), ("sell",)) or len(order) <= 5
            assert words[:1] != ("buy",) or len(words) - len(order) == 2 * len(ends) <= 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("삼전 10주 사고 손절 5%", Exits(stop=Aim(ratio=Decimal("0.05")))),
        ("삼전 20만원어치 사고 8만원에 익절", Exits(take=Aim(80_000))),
        ("삼전 10주 사고 손절 5% 익절 10%",
         Exits(Aim(ratio=Decimal("0.05")), Aim(ratio=Decimal("0.1")))),
    ],
)  # fmt: skip
async def test_an_entry_with_its_stop_and_target_is_one_card(bench, text, said):
    await bench.say(text)
    (wish,) = proposed(bench)
    assert wish.exits == said


@pytest.mark.parametrize(
    ("text", "kind", "price", "ratio"),
    [
        ("삼전 5% 손절 걸어줘", "stop", 0, Decimal("0.05")),
        ("삼전 손절가 65000원으로 설정해줘", "stop", 65_000, None),
        ("삼전 본전에 손절 걸어", "breakeven", 0, None),
    ],
)
async def test_a_level_of_a_holding_is_set_and_sells_nothing(bench, text, kind, price, ratio):
    await bench.say(text)
    (wish,) = bench.door.of(SetLevel)
    assert (wish.symbol, wish.kind, wish.price, wish.ratio) == ("005930", kind, price, ratio)
    assert not proposed(bench)


async def test_quiet_hours_in_a_sentence_are_set_as_by_the_command(bench):
    for text in ("밤 11시부터 아침 7시까지 조용히 해줘", "조용히 23:00-07:00"):
        await bench.say(text)
    spoken, typed = bench.door.of(SetQuiet)
    assert spoken.hours == typed.hours == (23 * 60, 7 * 60)


async def test_a_kind_that_is_not_wanted_is_muted_and_hours_not_said_change_nothing(bench):
    await bench.say("체결 알림은 됐어")
    (wish,) = bench.door.of(SetQuiet)
    assert [mute.kind for mute in wish.mutes or ()] == ["fills"]
    assert "조용한 시간" in fb.text_of(await bench.say("조용히 해줘"))
    assert len(bench.door.of(SetQuiet)) == 1


@pytest.mark.parametrize(
    "text", ["누가 쓸 수 있어?", "영희 추가해줘", "영희 권한 바꿔줘", "사용자 목록 보여줘"]
)
async def test_a_sentence_shows_the_people_and_changes_none(bench, text):
    assert fb.text_of(await bench.say(text)) == fb.text_of(await bench.say("사람"))
    assert not bench.door.of(InvitePerson) + bench.door.of(SetRole) + bench.door.of(RemoveUser)


@pytest.mark.parametrize(
    "text", ["왜 안샀어 삼전", "왜 안사 삼전", "왜 안 사 삼전", "왜 못 샀어 삼전", "왜 안삼 삼전"]
)
async def test_why_something_was_not_done_is_no_why_of_a_decision(bench, text):
    assert fb.text_of(await bench.say(text)) == fb.text_of(await bench.say("왜안샀어 삼전"))


@pytest.mark.parametrize(
    ("text", "press"),
    [
        ("내일 아침에 삼전 사줘", "p:buy 005930"),
        ("다음주에 삼전 팔아", "p:sell 005930"),
        ("내일 삼전 10 사줘", "p:buy 005930"),
    ],
)
async def test_who_says_later_is_told_that_only_now_is_possible_before_the_size_is_asked(
    bench, text, press
):
    reply = await bench.say(text)
    assert "예약 주문은 없습니다" in fb.text_of(reply)
    assert buttons(reply) == [press]
    assert not proposed(bench)

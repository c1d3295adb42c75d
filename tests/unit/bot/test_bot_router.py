"""The router: presses with a fresh price, old commands, typing errors, and defects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access import Kind
from bot.context import Check
from core.domain.approval import ApprovalState
from core.domain.commands import AnswerQuestion, Press
from core.domain.journal import Severity
from core.domain.people import Role, User
from core.domain.results import Result
from core.errors import InputError, ReadFailed, StoreError
from tests import fakes_bot as fb

TAP = fb.source(kind=Kind.PRESS)


async def _with_card(**changes: object) -> tuple[fb.Bench, str]:
    bench = fb.Bench()
    asked = fb.approval(nonces=bench.nonces, **changes)
    await bench.put(asked)
    return bench, bench.nonces.nonce(asked.id)


async def test_a_press_carries_who_where_and_a_fresh_price() -> None:
    bench, nonce = await _with_card()
    bench.door.results[Press] = Result(True, "press.granted")
    answer = await bench.router.press(TAP, f"c1:{nonce}", "77")
    assert answer is not None
    assert (answer.ok, answer.text) == (True, bench.context.t("press.granted"))
    (press,) = bench.door.of(Press)
    assert (press.nonce, press.yes, press.message) == (nonce, True, bench.ref())
    assert (press.actor.user, press.actor.chat) == (fb.OWNER, fb.HOME)
    assert (press.quote.symbol, press.quote.price, press.quote.at) == ("005930", 53_600, fb.NOW)


async def test_a_rejection_needs_no_price() -> None:
    bench, nonce = await _with_card()
    bench.data.down = True
    await bench.router.press(TAP, f"c0:{nonce}", "77")
    (press,) = bench.door.of(Press)
    assert (press.yes, press.quote) == (False, None)


async def test_a_source_that_is_down_leaves_the_judgement_to_the_engine() -> None:
    bench, nonce = await _with_card()
    bench.data.down = True
    bench.door.results[Press] = Result(False, "press.stale")
    answer = await bench.router.press(TAP, f"c1:{nonce}", "77")
    assert answer is not None
    assert (answer.ok, bench.door.of(Press)[0].quote) == (False, None)


async def test_no_price_is_fetched_for_a_settled_card() -> None:
    bench, nonce = await _with_card(state=ApprovalState.GRANTED)
    await bench.router.press(TAP, f"c1:{nonce}", "77")
    assert bench.door.of(Press)[0].quote is None


@pytest.mark.parametrize(
    "data",
    ["", "c1:", "c1:short", "c2:" + "A" * 22, "x1:" + "A" * 22, "c1:" + "가" * 22, "c1:" + "A" * 23,
     " c1:" + "A" * 22, "c1:" + "A" * 21 + "\n", "r:", "r:halt", "r:strategy stop golden_cross",
     "r:resume 이유", "r:nonsense", "r:language en", "r:pair", "t:", "t:halt", "t:buy 005930 10",
     "t:pair"],
)  # fmt: skip
async def test_invented_button_data_changes_nothing(data: str) -> None:
    bench = fb.Bench()
    answer = await bench.router.press(TAP, data, "77")
    assert answer is not None
    told = answer.text or fb.text_of(answer.reply)
    assert bench.context.t("press.unknown") in told
    assert bench.door.asked == []
    assert bench.halts == []
    assert bench.words.code == "ko"


@given(st.text(max_size=70))
async def test_no_made_up_data_ever_reaches_the_engine_as_a_press(data: str) -> None:
    bench = fb.Bench()
    await bench.router.press(TAP, data, "77")
    assert bench.door.of(AnswerQuestion) == []
    assert all(len(p.nonce) == 22 for p in bench.door.of(Press))


async def test_a_button_of_a_list_opens_its_item() -> None:
    bench = fb.Bench()
    await bench.put(fb.money())
    answer = await bench.router.press(TAP, "r:status", "77")
    assert answer is not None
    assert answer.reply is not None
    assert answer.reply.title == "현황"


async def test_made_up_data_writes_over_no_card() -> None:
    """A viewer with a client of their own sends the button of a page for a card's message."""
    bench, _ = await _with_card(messages=(fb.Bench().ref("77"),))
    await bench.put(fb.money())
    for message, instead in (("77", False), ("78", True)):
        answer = await bench.router.press(TAP, "t:status", message)
        assert answer is not None
        assert answer.reply is not None
        assert answer.instead is instead


async def test_an_answer_to_a_question_looks_at_the_checks_again() -> None:
    bench = fb.Bench(checks=[Check("clock", ok=True), Check("broker", ok=False)])
    await bench.router.press(TAP, "q1:" + "A" * 22, "77")
    (answered,) = bench.door.of(AnswerQuestion)
    assert (answered.yes, answered.red_checks) == (True, ("broker",))


async def test_a_no_to_a_question_needs_no_checks() -> None:
    bench = fb.Bench(checks=[Check("broker", ok=False)])
    await bench.router.press(TAP, "q0:" + "A" * 22, "77")
    assert bench.door.of(AnswerQuestion)[0].red_checks == ()


@pytest.mark.parametrize("word", ["확인", "ㅇㅇ", "yes", "네", "거절", "OK"])
async def test_words_are_not_buttons(word: str) -> None:
    bench, _ = await _with_card()
    reply = await bench.say(word)
    assert "버튼" in fb.text_of(reply)
    assert bench.door.asked == []


@given(st.text(max_size=120))
async def test_no_text_ever_presses_a_button(text: str) -> None:
    bench, _ = await _with_card()
    await bench.say(text)
    assert bench.door.of(Press) == bench.door.of(AnswerQuestion) == []


@pytest.mark.parametrize(("typo", "meant"), [("/stauts", "status"), ("/positons", "positions")])
async def test_a_typing_error_is_answered_with_the_nearest_and_does_nothing(
    typo: str, meant: str
) -> None:
    bench = fb.Bench()
    bench.words.use("en")
    reply = await bench.say(typo)
    assert reply is not None
    assert meant in fb.text_of(reply)
    assert "Nothing was done" in fb.text_of(reply)
    assert any(b.data == f"r:{meant}" for row in reply.buttons for b in row)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("안녕", "안녕하세요"), ("안녕하세요!", "안녕하세요"), ("hello", "안녕하세요"),
        ("ㅎㅇ ㅎㅎ", "안녕하세요"),
        ("고마워", "별말씀을요"), ("감사합니다 ~", "별말씀을요"), ("thank you", "별말씀을요"),
    ],
)  # fmt: skip
async def test_courtesy_is_returned_and_does_nothing(said: str, answer: str) -> None:
    bench = fb.Bench()
    reply = await bench.say(said)
    assert reply is not None
    assert answer in fb.text_of(reply)
    assert [b.data for row in reply.buttons for b in row] == ["r:help"]
    assert bench.door.asked == []


@pytest.mark.parametrize("said", ["안녕 계좌가 이상해", "감사합니다 그런데 누구세요", "/hello"])
async def test_courtesy_with_more_behind_it_is_no_mere_courtesy(said: str) -> None:
    reply = await fb.Bench().say(said)
    assert "안녕하세요." not in fb.text_of(reply)
    assert "별말씀" not in fb.text_of(reply)


async def test_no_button_is_offered_for_a_guess_that_would_change_something() -> None:
    bench = fb.Bench()
    reply = await bench.say("/resum")
    assert reply is not None
    assert [b for row in reply.buttons for b in row if "재개" in b.data] == []


async def test_talk_in_a_group_is_left_alone_but_a_wrong_command_is_answered() -> None:
    bench = fb.Bench(paired=False)
    await bench.put(User("telegram", fb.OWNER, "-9", "주인", Role.ADMIN, fb.NOW))
    assert await bench.say("점심 먹자", chat="-9", private=False) is None
    assert await bench.say("/stauts", chat="-9", private=False) is not None
    assert await bench.say("/status@other_bot", chat="-9", private=False, username="me") is None


@pytest.mark.parametrize(
    "said", ["/strategy start golden_cross", "/status", "/resume 이유", "/pnl"]
)
async def test_an_old_command_is_refused_with_an_explanation(said: str) -> None:
    bench = fb.Bench()
    reply = await bench.say(said, age_s=86_400)
    assert "1440분 전" in fb.text_of(reply)
    assert bench.door.asked == []


@pytest.mark.parametrize("age_s", [0.0, 61.0, 86_400.0, -30.0])
async def test_a_stop_is_obeyed_whatever_its_age(age_s: float) -> None:
    bench = fb.Bench()
    await bench.say("/halt", age_s=age_s)
    assert len(bench.halts) == 1


async def test_a_backlog_of_equal_old_commands_is_explained_once() -> None:
    bench = fb.Bench()
    replies = [await bench.say("/status", age_s=500) for _ in range(20)]
    assert len([r for r in replies if r is not None]) == 1


async def test_a_command_a_minute_old_is_still_run() -> None:
    bench = fb.Bench()
    assert "현황" in fb.text_of(await bench.say("/status", age_s=60))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (InputError("budget=-1: must be above 0"), "budget=-1"),
        (ReadFailed("no answer"), "읽지 못했습니다"),
    ],
)
async def test_an_expected_error_says_what_to_do(error: Exception, words: str) -> None:
    bench = fb.Bench()
    bench.door.fails = error
    reply = await bench.say("/strategy start golden_cross")
    assert words in fb.text_of(reply)


@pytest.mark.parametrize(
    "error", [RuntimeError("secret detail"), StoreError("disk"), KeyError("x")]
)
async def test_a_defect_is_told_with_an_id_and_without_details(error: Exception) -> None:
    bench = fb.Bench()
    bench.door.fails = error
    reply = await bench.say("/strategy start golden_cross")
    told = fb.text_of(reply)
    assert "오류 번호 01" in told
    assert "확실하지 않습니다" in told
    assert "secret" not in told
    assert reply is not None
    assert reply.severity is Severity.CRITICAL


async def test_a_defect_in_a_press_is_answered_too() -> None:
    bench, nonce = await _with_card()
    bench.door.fails = RuntimeError("x")
    answer = await bench.router.press(TAP, f"c1:{nonce}", "77")
    assert answer is not None
    assert not answer.ok
    assert "오류 번호" in answer.text


async def test_a_defect_while_reading_says_that_nothing_changed() -> None:
    bench = fb.Bench(checks=[None])  # type: ignore[list-item]
    assert "바뀐 것은 없습니다" in fb.text_of(await bench.say("/doctor"))


@pytest.mark.parametrize("text", ["", "   ", "/", "\u200b", "/@", "@", "\x00"])
async def test_empty_lines_are_harmless(text: str) -> None:
    bench = fb.Bench()
    await bench.say(text)
    assert bench.door.asked == []


async def test_each_failure_gets_an_id_of_its_own() -> None:
    bench = fb.Bench()
    bench.door.fails = RuntimeError("x")
    told = {fb.text_of(await bench.say("/strategy start golden_cross")) for _ in range(5)}
    assert len(told) == 5

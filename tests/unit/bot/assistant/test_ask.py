"""A question gets sentences that rows carry, their rows to open, and the rest is left out."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from bot.assistant.dialogue import Budget
from bot.render_text import render
from tests import fakes_bot as fb
from tests.assistants import KEY, asking, then
from tests.fake_model import Said, rows_of

TRUE = (
    "현금은 99,000,000원입니다 [r1].",
    "삼성전자는 10주를 보유하고 있습니다 [r2].",
    "삼성전자(005930)의 현재가는 53,600원이고 평균 단가는 53,000원입니다 [r2].",
    "삼성전자의 평가손익은 +5,920원이고 평가 수익률은 +1.12%입니다 [r2].",
    "삼성전자의 비중은 0.54%입니다. [r2]",
    "오늘 손익은 -464,000원입니다 [r1].",
    "평가 자산은 9,954만 원입니다 [r1].",
)
FALSE = (
    "현금은 99,000,001원입니다 [r1].",
    "현금은 99,000,000원입니다.",
    "현금은 99,000,000원입니다 [r2].",
    "현금은 99,000,000원입니다 [r7].",
    "삼성전자는 11주를 보유하고 있습니다 [r2].",
    "에코프로비엠은 10주를 보유하고 있습니다 [r2].",
    "삼성전자의 평가손익은 -5,920원입니다 [r2].",
    "삼성전자의 평균 단가는 53,600원입니다 [r2].",
    "삼성전자 10주를 매도했습니다 [r2].",
    "삼성전자는 10주를 보유하며 가장 좋은 종목입니다 [r2].",
    "이번 달 손익은 -464,000원입니다 [r1].",
    "킬 스위치를 해제했습니다 [r1].",
    "삼성전자 주문이 체결되었습니다 [r2].",
    "현금은 99,000,000원이니 지금 매수하세요 [r1].",
    "현금은 99,000,000원입니다 https://evil.example [r1].",
    "현금은 99,000,000원입니다 @everyone [r1].",
    "현금은 99,000,000원입니다 /halt [r1].",
    "두 종목을 보유하고 있습니다 [r1].",
    "모든 것이 좋습니다 [r1].",
)


@pytest.mark.parametrize("sentence", TRUE)
async def test_a_sentence_that_its_rows_carry_is_shown(sentence: str) -> None:
    async with asking(then(sentence)) as asked:
        told = await asked.ask("현금이 얼마야?")
    assert "뺐습니다" not in told
    assert "".join(sentence.partition("[")[0].strip(" .").split()) in "".join(told.split())


@pytest.mark.parametrize("sentence", FALSE)
async def test_a_sentence_that_its_rows_do_not_carry_is_left_out_and_counted(sentence: str) -> None:
    async with asking(then(f"현금은 99,000,000원입니다 [r1]. {sentence}")) as asked:
        told = await asked.ask("현금이 얼마야?")
    assert "문장 1개를" in " ".join(told.split())
    assert "".join(sentence.partition("[")[0].strip(" .").split())[-12:] not in "".join(
        told.partition("기록으로")[0].split()
    ) or sentence.startswith("현금은 99,000,000원입니다")


async def test_rows_open_as_they_were_and_only_for_who_asked() -> None:
    async with asking(then("현금은 99,000,000원입니다 [r1].")) as asked:
        reply = await asked.reply("현금?")
        (button,) = reply.buttons[0]
        assert (button.label, button.data) == ("r1", "r:source r1")
        await asked.bench.put(fb.money(cash=1))
        opened = await asked.line("출처 r1")
        assert "현금 99,000,000원" in " ".join(render(opened, asked.bench.words).split())
        pressed = await asked.bench.router.press(fb.source(), "r:source r1", "77")
        assert pressed is not None
        assert pressed.reply == opened
        other = fb.User("telegram", "2002", "2002", "둘", fb.Role.ADMIN, fb.NOW)
        await asked.bench.put(other)
        refused = await asked.line("출처 r1", user="2002", chat="2002")
        assert "행이 없습니다" in render(refused, asked.bench.words)


async def test_only_sentences_that_hold_are_shown_while_the_answer_grows() -> None:
    text = "현금은 99,000,000원입니다 [r1]. 현금은 1원입니다 [r1]. 끝이 아직 없는 문장"
    async with asking(then(text)) as asked:
        bench = asked.bench
        bench.wall = fb.SimClock(fb.NOW)

        async def later(reply: Any) -> None:
            asked.shown.append(reply)

        await asked.ask("현금?")
    assert asked.grown[0].endswith("기록을 찾는 중 ...")
    assert all("1원입니다" not in shown or "99,000,000원" in shown for shown in asked.grown)


@pytest.mark.parametrize(
    "said",
    [
        Said(status="429 Too Many Requests"),
        Said(status="500 Internal Server Error"),
        Said(status="401 Unauthorized"),
        Said(raw=b"data: {broken\n\n"),
        Said(raw=b"<html>sorry</html>"),
        Said(raw=b'data: {"choices": 3}\n\ndata: [DONE]\n\n'),
        Said(raw=b'data: {"choices": [{"delta": {"tool_calls": "x"}}]}\n\ndata: [DONE]\n\n'),
        Said(raw=b'data: {"error": {"message": "sk-other"}}\n\n'),
        Said(raw=b""),
        Said(text="   "),
        Said(stalls=True, text="현금은 99,000,000원"),
    ],
    ids=lambda said: (said.status[:3] + str(said.raw or said.text)[:18]).strip(),
)
async def test_a_server_that_fails_leaves_the_rows_alone(said: Said) -> None:
    quick = Budget(timeout_s=0.4, deadline_s=1.0)
    async with asking(lambda _body, _at: said, budget=quick) as asked:
        told = " ".join((await asked.ask("현금?")).split())
    assert "언어 모델이 답하지 못했습니다." in told
    assert "현금 99,000,000원" in told
    assert "삼성전자" in told
    assert KEY not in told


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
async def test_what_passes_by_itself_is_tried_once_more(status: str) -> None:
    def script(_body: dict[str, Any], at: int) -> Said:
        if at == 0:
            return Said(status=status)
        return (
            Said(calls=(("account", "{}"),)) if at == 1 else Said("현금은 99,000,000원입니다 [r1].")
        )

    async with asking(script) as asked:
        assert "현금은 99,000,000원입니다" in await asked.ask("현금?")
    assert len(asked.model.asked) == 3


async def test_a_model_that_asks_without_end_is_ended() -> None:
    async with asking(lambda _body, _at: Said(calls=(("account", "{}"),))) as asked:
        told = await asked.ask("현금?")
    assert "언어 모델이 답하지 못했습니다." in told
    assert "99,000,000" in told
    assert len(asked.model.asked) <= Budget().steps
    assert asked.model.asked[-1]["tool_choice"] == "none"


@pytest.mark.parametrize(
    "call",
    [
        ("submit_order", '{"symbol":"005930"}'),
        ("pnl", '{"period":"century"}'),
        ("pnl", '{"period":"day","confirm":true}'),
        ("pnl", "[1,2]"),
        ("pnl", "{not json"),
        ("", ""),
        ("positions", '{"symbol":5}'),
    ],
)
async def test_a_call_that_cannot_be_used_is_told_and_does_nothing(call: tuple[str, str]) -> None:
    def script(_body: dict[str, Any], at: int) -> Said:
        return Said(calls=(call,)) if at == 0 else Said("현금은 1원입니다 [r1].")

    async with asking(script) as asked:
        await asked.ask("현금?")
    (told,) = [m["content"] for m in asked.model.asked[1]["messages"] if m["role"] == "tool"]
    assert set(json.loads(told)) == {"error"}
    assert asked.bench.door.asked == []


async def test_endless_words_are_cut_and_the_sentences_before_stay() -> None:
    text = "현금은 99,000,000원입니다 [r1]. " + "현금은 " * 20_000
    async with asking(then(text)) as asked:
        told = await asked.ask("현금?")
    assert "현금은 99,000,000원입니다" in told
    assert len(told) < 2_000


async def test_what_is_asked_at_the_same_time_or_too_often_is_refused() -> None:
    async with asking(then("현금은 99,000,000원입니다 [r1]."), per_day=2) as asked:
        both = await asyncio.gather(asked.ask("하나"), asked.ask("둘"))
        assert sum("앞 질문에" in " ".join(told.split()) for told in both) == 1
        await asked.ask("셋")
        assert "하루에 2번까지" in " ".join((await asked.ask("넷")).split())
        asked.bench.wall.move_by(86_401)
        assert "하루에" not in await asked.ask("다섯")


async def test_without_a_key_it_says_how_to_turn_it_on() -> None:
    reply = await fb.Bench().say("질문 오늘 얼마 벌었어?")
    assert reply is not None
    told = fb.text_of(reply)
    assert "OPENAI_API_KEY" in told
    assert "대화에는 열쇠를 적지 마세요" in " ".join(told.split())


async def test_neither_keys_nor_accounts_nor_what_people_paste_leave() -> None:
    account = fb.money().id
    question = f"계좌 {account} 전화 010-1234-5678 메일 a.b@example.com 번호 900101-1234567"
    async with asking(then("없습니다.")) as asked:
        warned = await asked.ask(f"내 키 {KEY} {question}")
        assert asked.model.heard == "[]"
        assert "gaemi setup" in warned
        await asked.ask(question)
        heard = asked.model.heard
    for secret in (KEY, account, "010-1234-5678", "a.b@example.com", "900101-1234567"):
        assert secret not in heard
    assert "redacted" in heard
    assert fb.OWNER not in heard
    assert [row["name"] for row in rows_of(asked.model.asked[-1]) if "name" in row] == ["삼성전자"]


async def test_the_longest_answer_fits_one_message() -> None:
    bench = fb.Bench()
    await bench.put(fb.money(), *(fb.order(id=f"01JFZZORDER00000000000000{n:02d}",
        approval_id=f"A{n}", note="메모 " * 40) for n in range(20)))  # fmt: skip
    said = " 삼성전자 주문은 10주이고 주문 가격은 53,600원입니다 [r{}]."
    rows = "".join(said.format(n) for n in range(1, 21))
    async with asking(then(rows * 3, ("orders", "{}")), bench=bench) as asked:
        reply = await asked.reply("주문은?")
        drawn = render(reply, asked.bench.words)
    assert "(r1)" in drawn
    assert len(drawn) <= 4_000
    assert len([b for row in reply.buttons for b in row]) <= 12


async def test_a_stop_is_answered_while_a_model_keeps_silent() -> None:
    slow = Budget(timeout_s=20.0, deadline_s=30.0)
    heard = asyncio.Event()

    def silent(_body: dict[str, Any], _at: int) -> Said:
        heard.set()
        return Said(text="현금은", stalls=True)

    async with asking(silent, budget=slow) as asked:
        task = asyncio.create_task(asked.ask("현금?"))
        await heard.wait()
        told = await asked.line("/halt 급함")
        assert not task.done()
        task.cancel()
    assert asked.bench.halts
    assert fb.text_of(told)

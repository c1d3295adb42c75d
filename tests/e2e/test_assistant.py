"""A real process asks a server that we did not write: tools, a streamed answer, what is left."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.e2e.chat import BotServer, Person
from tests.e2e.process import Gaemi
from tests.e2e.stories import pair
from tests.peers.aimock_server import Aimock

pytestmark = [pytest.mark.process, pytest.mark.peer, pytest.mark.slow]
KEY = "sk-canary-of-the-assistants-process-4711"


def setup_of(server: Aimock, model: str) -> dict[str, str]:
    """Give the settings that lead a process to the model's server."""
    return {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.base_url, "OPENAI_MODEL": model}


async def test_a_question_is_answered_from_rows_and_false_sentences_are_left_out(
    aimock: Aimock, gaemi: Callable[..., Gaemi]
) -> None:
    app = gaemi(**setup_of(aimock, "assistant")).start()
    await app.shows(r"\[1\] 확인")
    app.type("정지 점검")
    await app.shows("정지")
    before = app.orders()
    app.type("질문 현금이 얼마 있어?")
    await app.shows(r"기록을 찾는 중")
    await app.shows(r"문장\s+3개를")
    joined = "".join(app.out.split())
    assert "현금은100,000,000원입니다.(r1)" in joined
    for lie in ("12,345,678", "해제했습니다", "evil.example"):
        assert lie not in app.out
    first, second = aimock.requests_for("assistant")
    assert first["stream"] is True
    assert {"account", "positions", "pnl", "why"} <= {t["function"]["name"] for t in first["tools"]}
    told = [m["content"] for m in second["messages"] if m["role"] == "tool"]
    assert "100,000,000원" in told[0]
    assert "no such tool" in told[1]
    app.type("출처 r1")
    await app.shows(r"답할\s+때의\s+값입니다")
    app.type("상태")
    await app.shows("정지 스위치: 걸림")
    assert app.orders() == before
    sent = json.dumps([first, second])
    assert KEY not in sent + app.out
    assert KEY not in (app.home / "logs" / "gaemi.log").read_text(encoding="utf-8")


async def test_an_answer_grows_in_one_message_and_its_rows_open_by_a_button(
    bot: BotServer, aimock: Aimock, gaemi: Callable[..., Gaemi]
) -> None:
    mina = Person(501, "미나")
    app = gaemi(**setup_of(aimock, "assistant"), **bot.variables).start()
    await pair(app, bot, mina)
    await bot.say(mina, "/질문 현금이 얼마 있어?")
    answer = await bot.shows(mina.alone, "현금은", "(r1)", "[근거]")
    assert "기록을 찾는 중" in answer.earlier[0]
    assert all("12,345,678" not in text for text in (*answer.earlier, answer.text))
    await bot.press(mina, answer, "r1")
    await bot.shows(mina.alone, "근거 r1", "답할 때의", after=answer.id)


@pytest.mark.parametrize("model", ["assistant-loop", "assistant-limited"])
async def test_a_server_that_gives_no_answer_leaves_the_rows(
    aimock: Aimock, gaemi: Callable[..., Gaemi], model: str
) -> None:
    app = gaemi(**setup_of(aimock, model)).start()
    await app.shows(r"\[1\] 확인")
    app.type("질문 현금이 얼마 있어?")
    await app.shows(r"언어\s+모델이\s+답하지\s+못했습니다")
    await app.shows(r"현금\s+100,000,000원")
    # A stop is heard while and after the model keeps silent.
    app.type("정지 급함")
    await app.shows("정지")
    assert len(aimock.requests_for(model)) <= 6


async def test_without_a_key_the_question_says_how_to_turn_it_on(
    gaemi: Callable[..., Gaemi],
) -> None:
    app = gaemi().start()
    await app.shows(r"\[1\] 확인")
    app.type("질문 현금이 얼마 있어?")
    await app.shows("OPENAI_API_KEY")

"""The model's writer against a real server: good prose, lies, rubbish, time-outs, 429, nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.llm import writer as module
from bot.llm.client import LONGEST_PAUSE_S
from bot.llm.writer import OpenAIWriter, TemplateWriter
from core.errors import DeliveryError
from core.report.figures import rows_of, sheet
from core.report.numbers import extract
from core.report.template import LANGUAGES, render
from core.report.verify import verify
from tests.peers.aimock_server import Aimock
from tests.weeks import rich_week

pytestmark = pytest.mark.peer

FACTS = rich_week()
SHEET = sheet(FACTS, LANGUAGES["ko"].rules)
KEY = "sk-canary-0123456789abcdef"
SCENARIOS = ("good", "wrong", "allwrong", "rubbish", "empty", "tool", "limited", "limited-once",
             "denied", "down", "broken", "cut", "slow", "absent")  # fmt: skip
Sleep = Callable[[float], Awaitable[None]]


def pen(server: Aimock, model: str, sleep: Sleep | None = None) -> OpenAIWriter:
    """Make a writer that does not wait between tries and gives a slow server 0.3 seconds."""

    async def at_once(seconds: float) -> None:
        assert 0 <= seconds <= LONGEST_PAUSE_S

    timeout_s = 0.3 if model == "slow" else 10.0
    return OpenAIWriter(
        KEY, server.base_url, model=model, timeout_s=timeout_s, sleep=sleep or at_once
    )


async def published(server: Aimock, model: str) -> tuple[str, str, int]:
    """Give the report's text, the prose in it, and how many sentences were dropped."""
    try:
        prose = await pen(server, model).write(SHEET, period="2026-W47")
    except DeliveryError:
        return render(FACTS), "", 0
    checked = verify(prose, FACTS)
    return render(FACTS, prose=checked.text), checked.text, len(checked.dropped)


async def test_good_prose_is_published_whole(aimock: Aimock) -> None:
    text, prose, dropped = await published(aimock, "good")
    assert dropped == 0
    assert "실현손익은 812,300원" in prose
    assert "AI가 쓴 글입니다" in text


async def test_wrong_sentences_are_dropped_and_true_ones_stay(aimock: Aimock) -> None:
    _, prose, dropped = await published(aimock, "wrong")
    assert prose == (
        "실현손익은 812,300원, 평가손익은 422,200원이었습니다. "
        "수수료 4,560원과 세금 21,340원을 냈습니다."
    )
    assert dropped >= 7


@pytest.mark.parametrize("model", SCENARIOS)
async def test_no_scenario_publishes_a_figure_that_is_not_a_fact(
    aimock: Aimock,
    model: str,
) -> None:
    _, prose, _ = await published(aimock, model)
    known = {(abs(f.value), f.unit) for row in rows_of(FACTS) for f in row.figures}
    stated = re.sub("TIGER 200", "", prose)
    assert {(n.value, n.unit) for n in extract(stated)} <= known


@pytest.mark.parametrize(
    "model", [m for m in SCENARIOS if m not in ("good", "wrong", "limited-once")]
)
async def test_failing_model_gives_the_template_byte_for_byte(
    aimock: Aimock,
    model: str,
) -> None:
    text, _, _ = await published(aimock, model)
    assert text.encode() == render(FACTS).encode()


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        ("limited", 2),
        ("down", 2),
        ("slow", 2),
        ("cut", 2),
        ("denied", 1),
        ("empty", 1),
        ("broken", 1),
    ],
)
async def test_only_passing_faults_are_tried_again_and_only_once(
    aimock: Aimock,
    model: str,
    asked: int,
) -> None:
    pauses: list[float] = []

    async def noted(seconds: float) -> None:
        pauses.append(seconds)

    before = len(aimock.requests_for(model))
    with pytest.raises(DeliveryError):
        await pen(aimock, model, noted).write(SHEET, period="2026-W47")
    # A dropped or timed-out request may be missing from the server's journal, the pause is not.
    assert len(pauses) == asked - 1
    assert len(aimock.requests_for(model)) - before <= asked


async def test_slow_server_costs_no_more_than_its_deadline(aimock: Aimock) -> None:
    slow = OpenAIWriter(KEY, aimock.base_url, model="slow", timeout_s=30, deadline_s=0.4)
    with pytest.raises(DeliveryError, match=r"0\.4 s"):
        await slow.write(SHEET, period="2026-W47")


async def test_nobody_listening_is_a_delivery_error() -> None:
    async def at_once(seconds: float) -> None:
        return None

    nobody = OpenAIWriter(KEY, "http://127.0.0.1:9/v1", model="good", timeout_s=1, sleep=at_once)
    with pytest.raises(DeliveryError, match="APIConnectionError"):
        await nobody.write(SHEET, period="2026-W47")


async def test_request_holds_the_sheet_and_neither_key_nor_tools(aimock: Aimock) -> None:
    await pen(aimock, "good").write(SHEET, period="2026-W47")
    body = aimock.requests_for("good")[-1]
    assert body["temperature"] == 0
    assert "tools" not in body
    assert SHEET in body["messages"][-1]["content"]
    assert KEY not in str(body)


async def test_errors_and_repr_show_no_key(aimock: Aimock) -> None:
    writer = pen(aimock, "denied")
    with pytest.raises(DeliveryError) as failure:
        await writer.write(SHEET, period="2026-W47")
    assert str(failure.value) == "the model failed: AuthenticationError 401"
    assert KEY not in repr(writer) + repr(failure.value) + repr(failure.value.__cause__)


async def test_writer_without_a_key_says_nothing() -> None:
    assert await TemplateWriter().write(SHEET, period="2026-W47") == ""


def test_writer_can_reach_no_order_switch_or_setting() -> None:
    tree = ast.parse(Path(module.__file__).read_text())
    names = {
        node.module if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    ours = {name for name in names if name and name.split(".")[0] in ("core", "bot", "storage")}
    assert ours == {"bot.llm.client", "core.clock", "core.errors"}

"""A language model writes the report of a real process: only what the rows bear out is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from tests.e2e.process import Gaemi
from tests.peers.aimock_server import Aimock

pytestmark = [pytest.mark.process, pytest.mark.peer, pytest.mark.slow]
KEY = "sk-canary-of-the-end-to-end-tests-4711"


def setup_of(server: Aimock, model: str) -> dict[str, str]:
    """Give the settings that lead a process to the model's server."""
    return {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.base_url, "OPENAI_MODEL": model}


async def report_of(app: Gaemi) -> str:
    """Ask for the report of the week on the console and give it whole."""
    await app.shows(r"\[1\] 확인")
    app.type("보고서 주간")
    await app.shows(r"글쓴이: (?:서식|언어\s+모델)")
    found = re.search(r"주간 보고서(?s:.*)글쓴이: (?:서식|언어\s+모델)", app.out)
    assert found is not None
    return found[0]


async def test_prose_with_right_numbers_is_shown_and_sentences_with_wrong_ones_are_not(
    aimock: Aimock, gaemi: Callable[..., Gaemi]
) -> None:
    app = gaemi(**setup_of(aimock, "first-day")).start()
    report = await report_of(app)
    joined = "".join(report.split())

    assert "손익은0원이고수익률은0.00%입니다" in joined
    assert "12,345,678" not in report
    assert "777" not in report
    assert "/halt" not in report
    assert "언어모델" in joined
    (request,) = aimock.requests_for("first-day")
    assert "tools" not in request
    assert KEY not in json.dumps(request)
    assert KEY not in app.out
    assert KEY not in (app.home / "logs" / "gaemi.log").read_text(encoding="utf-8")
    app.type("상태")
    await app.shows("정지 스위치: 풀림")


async def test_a_model_that_only_says_wrong_numbers_leaves_the_report_to_the_template(
    aimock: Aimock, gaemi: Callable[..., Gaemi]
) -> None:
    app = gaemi(**setup_of(aimock, "first-day-lies")).start()
    report = await report_of(app)
    assert "12,345,678" not in report
    assert "777" not in report
    assert "글쓴이: 서식" in report
    assert aimock.requests_for("first-day-lies")


async def test_a_model_that_cannot_be_reached_leaves_the_report_to_the_template(
    gaemi: Callable[..., Gaemi],
) -> None:
    nobody = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    app = gaemi(**nobody).start()
    assert "글쓴이: 서식" in await report_of(app)
    assert KEY not in (app.home / "logs" / "gaemi.log").read_text(encoding="utf-8")

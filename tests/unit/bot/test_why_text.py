"""An explanation on a phone: what was judged again is told again only where it changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.trace import Trace
from bot.why_text import explain
from core.domain.decision import RiskDecision, RuleResult, Verdict
from core.domain.saying import say
from core.domain.switches import HaltLevel, Scope, Switch
from tests import fakes_bot as fb
from tests import samples

NEED, FREE = say("risk.cash.need", need_won=700_105), say("risk.cash.free", free_won=10_000_000)
CASH = RuleResult("cash", Verdict.ALLOW, NEED, FREE)
REST = tuple(RuleResult(rule, Verdict.ALLOW, NEED, FREE) for rule in ("wash", "repeat"))
FIRST = samples.decision(results=(CASH, *REST))
LESS = replace(CASH, limit=say("risk.cash.free", free_won=9_000_000))


def told(*decisions: RiskDecision) -> str:
    trace = Trace("C1", None, decisions, (), (), (), ())
    return fb.text_of(explain(fb.Bench().context, trace))


def test_the_first_judgement_tells_every_rule() -> None:
    text = told(FIRST)
    assert text.count("✓") == 3
    assert "나머지" not in text


def test_a_later_one_tells_what_changed_and_counts_the_rest() -> None:
    text = told(FIRST, replace(FIRST, id="D2", stage="press", results=(LESS, *REST)))
    assert "9,000,000원" in text
    assert text.count("나머지 2개 규칙은 앞과 같음") == 1
    assert text.count("✓") == 5


def test_each_judgement_is_measured_by_the_one_before_it() -> None:
    second = replace(FIRST, id="D2", stage="press", results=(LESS, *REST))
    text = told(FIRST, second, replace(second, id="D3"))
    assert text.count("9,000,000원") == 1
    assert "나머지 3개 규칙은 앞과 같음" in text


def test_a_refusal_tells_every_rule_with_its_figures() -> None:
    refused = replace(LESS, verdict=Verdict.REFUSE, text=say("risk.cash.need", need_won=1))
    second = replace(FIRST, id="D2", verdict=Verdict.REFUSE, results=(refused, *REST))
    text = told(FIRST, second)
    assert (text.count("✓"), text.count("✗")) == (5, 1)
    assert "나머지" not in text


@pytest.mark.parametrize("text", ["왜 멈췄어?", "왜 정지됐어", "why stopped"])
async def test_why_it_stopped_is_told_by_who_stopped_it(text: str) -> None:
    bench = fb.Bench()
    assert "걸려 있는 정지가 없습니다" in fb.text_of(await bench.say(text))
    bench.uow.switches.put(Switch(Scope(), HaltLevel.HALT_NEW, "주인", "점심 먹고 옴", fb.NOW))
    answer = fb.text_of(await bench.say(text))
    assert "주인" in answer
    assert "점심 먹고 옴" in answer

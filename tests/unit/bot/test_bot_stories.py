"""Whole explanations and reports as people read them, in both languages, kept as golden files.

Each file was looked at by a person. To write them anew: GAEMI_GOLDEN=write.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.locale.catalogue import Catalogue
from bot.render_text import render
from core.domain.decision import RiskDecision, RuleResult, Verdict
from core.domain.saying import say
from core.domain.signal import Signal, SignalState
from core.registry import discover
from core.report.judged import risk_of
from core.report.template import render as render_report
from core.report.words import Words
from core.risk.base import ask_all
from core.strategies.ma_cross import CROSS, CrossRow, GoldenCross
from tests import contexts, stories
from tests import fakes_bot as fb
from tests.weeks import rich_week

GOLDEN = Path(__file__).parents[2] / "golden" / "stories"
discover("core.risk")


def compare(name: str, drawn: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("GAEMI_GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(drawn, encoding="utf-8")
    assert drawn == path.read_text(encoding="utf-8")


def refused() -> RiskDecision:
    """Judge a purchase that lacks cash on a day that lost too much."""
    around = contexts.context(equity=97_690_000, account=contexts.account(orderable=300_000))
    base = stories.refusal()
    return replace(base, results=ask_all(around), at=fb.NOW)


def signal() -> Signal:
    row = CrossRow(*(float(n) for n in range(11, 11 + len(CrossRow._fields))))
    reason, values = GoldenCross.explain(row, CROSS, GoldenCross.Params())
    return stories.signal(state=SignalState.REFUSED, note="cash", reason=reason, indicators=values)


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_why_of_a_refused_wish_is_as_it_was_looked_at(language: str) -> None:
    bench = fb.Bench(words=Catalogue(language))
    bench.uow.signals.put(signal())
    bench.uow.decisions.put(refused())
    await bench.uow.commit()
    reply = await bench.say("/why 005930")
    assert reply is not None
    drawn = render(reply, bench.words)
    assert '["' not in drawn
    compare(f"{language}-why-refused", drawn + "\n")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_report_is_as_it_was_looked_at(language: str) -> None:
    trimmed = RuleResult(
        "order_size",
        Verdict.TRIM,
        say("risk.order_size.asked", shares=24, gross_won=1_286_400),
        say("risk.order_size.most", most_won=1_000_000, most_shares=10_000,
            volume_ratio="0.01", volume_shares=12_345_678),
        say("risk.order_size.trimmed_by_won", most_won=1_000_000, shares=24, fits_shares=18),
        18,
    )  # fmt: skip
    cut = replace(refused(), results=(trimmed,), verdict=Verdict.TRIM, id="D2")
    lines = risk_of([refused(), cut], Words({}, {}))
    why = say("risk.repeat.many_orders", orders=3, window_s=60).encoded()
    week = rich_week()
    stop = replace(week.switches[0], reason=why)
    facts = replace(week, risk=(*week.risk, *lines), switches=(*week.switches, stop))
    drawn = render_report(facts, lang=language, told=Catalogue(language).saying)
    assert '["' not in drawn
    compare(f"{language}-report", drawn)
    if language == "ko":
        assert not re.findall(r"[a-z]{3,}", drawn.replace("/resume", ""))

"""The same seed gives the same run: in memory and on SQLite, once and again."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from bot.auto import Approve
from bot.demo import Outcome
from core.domain.approval import ApprovalState
from core.domain.journal import JournalEntry
from tests.demos import Played, findings, journal_of, play_demo

TIMINGS = {"first_card_s", "first_report_s"}
CLOSED = {s for s in ApprovalState if s is not ApprovalState.OPEN}


def told(outcome: Outcome) -> dict[str, object]:
    """Give an outcome without what depends on the machine."""
    return {k: v for k, v in outcome.as_json().items() if k not in TIMINGS}


def play(seed: int, **how: object) -> Played:
    """Play a demo to its end."""
    return asyncio.run(play_demo(seed, **how))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def fortnight() -> Played:
    """Two weeks in memory with seed 7."""
    return play(7, weeks=2)


@pytest.mark.slow
def test_memory_and_sqlite_witness_the_same_line_by_line(fortnight: Played, tmp_path: Path) -> None:
    stored = play(7, weeks=2, home=tmp_path)
    lines = asyncio.run(journal_of(tmp_path))
    for mine, theirs in zip(fortnight.mine.journal, lines, strict=True):
        assert mine == theirs
    assert told(stored.outcome) == told(fortnight.outcome)
    assert asyncio.run(findings(tmp_path)) == []


@pytest.mark.slow
def test_the_same_seed_gives_the_same_outcome(fortnight: Played) -> None:
    again = play(7, weeks=2)
    assert told(again.outcome) == told(fortnight.outcome)
    assert again.mine.journal == fortnight.mine.journal


def test_the_fortnight_shows_what_a_newcomer_should_see(fortnight: Played) -> None:
    outcome = fortnight.outcome
    assert outcome.cards >= 10
    assert outcome.fills >= 10
    assert outcome.journal_rows == len(fortnight.mine.journal)
    assert len(outcome.weekly_reports) == 2
    assert min(outcome.first_card_s or 0, outcome.first_report_s or 0) > 0
    sells = [o for o in fortnight.mine.orders if o.intent.side.value == "sell"]
    assert {o.intent.owner for o in fortnight.mine.orders} == {"golden_cross", "mean_reversion"}
    assert sells


def test_another_seed_is_another_run() -> None:
    one, other = play(3), play(4)
    assert told(one.outcome) != told(other.outcome)
    assert topics(one.mine.journal) != topics(other.mine.journal)


def topics(journal: list[JournalEntry]) -> list[tuple[str, str]]:
    """Give what a journal tells without identifiers."""
    return [(e.topic, e.kind) for e in journal]


@pytest.mark.slow
@pytest.mark.parametrize("approve", list(Approve))
def test_every_card_is_accounted_for(approve: Approve) -> None:
    played = play(11, approve=approve)
    states = Counter(a.state for a in played.mine.approvals)
    assert sum(states[s] for s in CLOSED) == played.outcome.cards > 0
    assert states[ApprovalState.REJECTED] == played.outcome.declined
    assert states[ApprovalState.LAPSED] == played.outcome.lapsed
    assert states[ApprovalState.GRANTED] == played.outcome.orders
    expected = {
        Approve.ALL: {ApprovalState.GRANTED},
        Approve.NONE: {ApprovalState.LAPSED},
        Approve.REJECT: {ApprovalState.REJECTED},
        Approve.HALF: {ApprovalState.GRANTED, ApprovalState.REJECTED},
    }[approve]
    assert expected <= set(states)
    if approve in (Approve.NONE, Approve.REJECT):
        assert played.outcome.orders == played.outcome.fills == 0
        assert played.outcome.final_cash_krw == played.outcome.final_equity_krw

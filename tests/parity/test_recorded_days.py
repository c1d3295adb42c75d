"""A recorded day through the live assembly and through the backtest's: the same journal."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.calendar import utc
from core.domain.commands import BrokerView
from core.domain.journal import JournalEntry
from core.ids import UlidSource
from tests.parity.live_day import CALENDAR
from tests.parity.person import Answer, Answers
from tests.parity.record import Days, Opened, kis, paper, record
from tests.parity.recording import Call, Diverged, Recording
from tests.parity.replays import lines, replay_backtest, replay_live
from tests.prove.virtual import play

# Christmas on a Friday: two sessions that end their weeks, and a long weekend between them.
WEEK = (date(2026, 12, 24), date(2026, 12, 30))
SHORT = (date(2026, 12, 24), date(2026, 12, 28))


def fickle(seed: int) -> Answers:
    """Confirm most cards, reject some, let some lapse, each after a time of its own."""

    def answer(number: int) -> Answer | None:
        rng = random.Random(f"answer {seed} {number}")
        if rng.random() < 0.1:
            return None
        return Answer(timedelta(seconds=round(rng.uniform(3, 60), 2)), rng.random() < 0.85)

    return answer


@dataclass(frozen=True, slots=True)
class Recorded:
    """Days as they were, and who answered."""

    recording: Recording
    journal: list[JournalEntry]
    answers: Answers

    def backtest(self, recording: Recording | None = None) -> list[str]:
        return lines(asyncio.run(replay_backtest(recording or self.recording, self.answers)))

    def live(self, home: Path) -> list[str]:
        return lines(play(replay_live(self.recording, self.answers, home)))


def recorded(venue: Opened, days: tuple[date, date], seed: int) -> Recorded:
    print(f"seed {seed}, {days[0]} to {days[1]}")
    answers = fickle(seed)
    recording, journal = play(record(venue, Days(*days, seed), answers))
    return Recorded(recording, journal, answers)


@pytest.fixture(scope="module")
def week() -> Recorded:
    """Four sessions over a weekend, of the paper market."""
    return recorded(paper, WEEK, 2)


@pytest.fixture(scope="module")
def short() -> Recorded:
    """Two sessions over a weekend, of the paper market."""
    return recorded(paper, SHORT, 2)


@pytest.mark.slow
def test_a_recorded_week_holds_what_parity_is_about(week: Recorded) -> None:
    kinds = Counter((e.topic, e.kind) for e in week.journal)
    before_close = [e for e in week.journal if e.cause.endswith(":close")]
    sessions = {e.at.date() for e in week.journal if e.topic == "market.bar"}

    assert kinds["execution.fill", "buy"] >= 5
    assert kinds["execution.fill", "sell"] >= 2
    assert kinds["report.ready", "weekly"] == 2
    assert kinds["approval.state", "rejected"] + kinds["approval.state", "lapsed"] >= 2
    assert kinds["signal.out", "refused"] >= 1
    assert before_close
    assert all(CALENDAR.week(e.at.date())[-1].day == e.at.date() for e in before_close)
    assert max(sessions) - min(sessions) == timedelta(days=6)


@pytest.mark.slow
def test_a_week_leaves_the_same_journal_live_and_in_the_backtest(
    week: Recorded, tmp_path: Path
) -> None:
    live, backtest = week.live(tmp_path), week.backtest()

    same(live, backtest)
    # And both are what the program wrote that was recorded: the ports held all it was told.
    same(lines(week.journal), live)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, 5, 8])
def test_any_seed_leaves_the_same_journal(seed: int, tmp_path: Path) -> None:
    days = recorded(paper, SHORT, seed)
    assert len(days.journal) > 30

    same(days.live(tmp_path), days.backtest())


@pytest.mark.slow
def test_a_week_of_the_kis_simulator_leaves_the_same_journal(tmp_path: Path) -> None:
    days = recorded(kis, WEEK, 3)
    methods = Counter(call.method for call in days.recording.calls)
    assert all(methods[name] for name in ("quotes", "bars", "look", "submit", "hint"))
    assert {e.kind for e in days.journal if e.topic == "execution.fill"} == {"buy", "sell"}

    same(days.live(tmp_path), days.backtest())


def same(one: list[str], other: list[str]) -> None:
    """Compare line by line; the first line that differs is shown alone."""
    for mine, theirs in zip(one, other, strict=False):
        assert mine == theirs
    assert len(one) == len(other)


Change = Callable[[Call], Call | None]


def altered(recording: Recording, change: Change) -> Recording:
    """Give the recording with some of its calls changed, or left out where the change is None."""
    found = [change(call) for call in recording.calls]
    return replace(recording, calls=[call for call in found if call is not None])


def once(wanted: Callable[[Call], bool], change: Change) -> Change:
    """Change the first call that is wanted."""
    left = [1]

    def first(call: Call) -> Call | None:
        if not left or not wanted(call):
            return call
        left.clear()
        return change(call)

    return first


def rounded(call: Call) -> Call:
    # Another rounding: prices to full thousands.
    if call.method != "quotes":
        return call
    quotes = [replace(q, price=max(1_000, q.price // 1_000 * 1_000)) for q in call.answer]
    return replace(call, answer=quotes)


def dearer(call: Call) -> Call:
    rows = [replace(r, amount=r.amount + 1) if r.filled else r for r in call.answer.rows]
    return replace(call, answer=replace(call.answer, rows=tuple(rows)))


def later(call: Call) -> Call:
    return replace(call, done=call.done + timedelta(milliseconds=1))


def filled(call: Call) -> bool:
    return isinstance(call.answer, BrokerView) and any(row.filled for row in call.answer.rows)


def around(call: Call) -> bool:
    return call.origin == "looks" and filled(call)


def halved(call: Call) -> Call:
    if call.method != "bars" or call.origin == "trade":
        return call
    return replace(call, answer=[replace(bar, volume=bar.volume // 2) for bar in call.answer])


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(rounded, id="another rounding"),
        pytest.param(once(filled, dearer), id="a fill a won dearer"),
        pytest.param(once(around, lambda _: None), id="a look left out"),
        pytest.param(once(lambda c: c.method == "submit", later), id="an answer later"),
        pytest.param(halved, id="half of the volume in the bars"),
        pytest.param(
            once(lambda c: c.method == "submit", lambda c: replace(c, answer="0000000099")),
            id="another number",
        ),
    ],
)
def test_a_planted_difference_is_found(short: Recorded, change: Change) -> None:
    planted = altered(short.recording, change)
    try:
        found = short.backtest(planted)
    except Diverged:
        return

    with pytest.raises(AssertionError):
        same(lines(short.journal), found)


@pytest.mark.slow
def test_a_question_that_was_never_asked_on_the_day_is_found(short: Recorded) -> None:
    planted = altered(short.recording, once(lambda c: c.method == "submit", lambda _: None))

    with pytest.raises(Diverged, match="nobody asked for it on the day"):
        short.backtest(planted)


@pytest.mark.slow
def test_a_person_a_moment_later_is_found(short: Recorded) -> None:
    def hesitant(number: int) -> Answer | None:
        answer = short.answers(number)
        return answer and answer._replace(after=answer.after + timedelta(milliseconds=10))

    found = lines(asyncio.run(replay_backtest(short.recording, hesitant)))

    with pytest.raises(AssertionError):
        same(lines(short.journal), found)


# --- how lines are compared ---


def entries(data: list[tuple[int, int]]) -> list[JournalEntry]:
    """Make entries whose correlation and cause are identifiers of a few kinds."""
    at = utc(date(2026, 11, 3), 10)
    ids = some_ids(9)
    return [
        JournalEntry(n + 1, at, "order.state", "sent", ids[a], ids[b], (("order", ids[b]),))
        for n, (a, b) in enumerate(data)
    ]


def some_ids(count: int, seed: int = 1) -> list[str]:
    class Noon:
        def now(self) -> Any:
            return utc(date(2026, 11, 3), 12)

    source = UlidSource(Noon(), random.Random(seed))  # type: ignore[arg-type]
    return [source.new() for _ in range(count)]


PAIRS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=12)


@given(data=PAIRS, seed=st.integers(2, 99))
def test_other_identifiers_in_the_same_places_are_the_same_lines(
    data: list[tuple[int, int]], seed: int
) -> None:
    names = dict(zip(some_ids(9), some_ids(9, seed), strict=True))
    mine = entries(data)
    theirs = [
        replace(
            e, correlation=names[e.correlation], cause=names[e.cause],
            data=(("order", names[e.cause]),),
        )
        for e in mine
    ]  # fmt: skip

    assert lines(mine) == lines(theirs)


@given(data=PAIRS, at=st.integers(0, 11), other=st.integers(0, 8))
def test_an_identifier_in_another_place_is_another_line(
    data: list[tuple[int, int]], at: int, other: int
) -> None:
    place = at % len(data)
    moved = [*data]
    moved[place] = (other, data[place][1])

    assert (lines(entries(data)) == lines(entries(moved))) == (pattern(data) == pattern(moved))


def pattern(data: list[tuple[int, int]]) -> list[int]:
    """Give numbers by first appearance, the plain way."""
    seen: list[int] = []
    for number in (n for pair in data for n in pair):
        if number not in seen:
            seen.append(number)
    return [seen.index(n) for pair in data for n in pair]


def test_a_line_shows_everything_but_the_identifiers_names() -> None:
    (line,) = lines(entries([(0, 1)]))

    assert re.fullmatch(
        r"1 2026-11-03T01:00:00\+00:00 order\.state sent #1 <- #2 \(\('order', '#2'\),\)", line
    )

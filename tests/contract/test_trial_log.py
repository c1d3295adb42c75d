"""What every count of trials promises, in memory and on SQLite alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.trial import Trial, universe_of
from core.memory_trials import MemoryTrials
from core.ports_trials import TrialLog
from storage.store import open_trials
from tests.values import days, of

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
TRIAL = Trial(
    "golden_cross", "a" * 64, universe_of(["005930"]), date(2015, 1, 2), date(2017, 12, 28),
    737, 0.05, AT,
)  # fmt: skip
FIRST, LAST = date(2016, 1, 4), date(2016, 12, 29)


def test_trials_on_data_that_the_period_touches_are_given(trial_log: TrialLog) -> None:
    other = replace(TRIAL, params_hash="b" * 64, sharpe=None)
    before = replace(TRIAL, first=date(2010, 1, 4), last=date(2015, 12, 30))
    elsewhere = replace(TRIAL, strategy="rsi")
    trial_log.note([other, TRIAL, before, elsewhere])
    assert trial_log.of("golden_cross", first=FIRST, last=LAST) == [TRIAL, other]
    assert trial_log.of("golden_cross", first=before.last, last=LAST) == [before, TRIAL, other]
    assert trial_log.of("macd", first=FIRST, last=LAST) == []


def test_the_same_try_again_is_no_second_trial(trial_log: TrialLog) -> None:
    again = replace(TRIAL, sharpe=0.06, sessions=738)
    trial_log.note([TRIAL])
    trial_log.note([])
    trial_log.note([TRIAL, again])
    assert trial_log.of("golden_cross", first=FIRST, last=LAST) == [again]


def test_another_universe_is_another_trial(trial_log: TrialLog) -> None:
    trial_log.note([TRIAL, replace(TRIAL, universe=universe_of(["000660"]))])
    assert len(trial_log.of("golden_cross", first=FIRST, last=LAST)) == 2


def test_a_universe_has_one_name_whatever_its_order() -> None:
    assert universe_of(["005930", "000660"]) == universe_of(["000660", "005930", "000660"])
    assert universe_of(["005930"]) != universe_of(["000660"])


def test_trials_outlive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "trials.db"
    log = open_trials(path)
    log.note([TRIAL])
    log.close()
    log = open_trials(path)
    assert log.of("golden_cross", first=FIRST, last=LAST) == [TRIAL]
    log.close()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    trials=st.lists(of(Trial), max_size=8),
    first=days,
    last=days,
)
def test_disk_and_memory_tell_the_same(
    tmp_path: Path, trials: list[Trial], first: date, last: date
) -> None:
    (tmp_path / "trials.db").unlink(missing_ok=True)
    disk, memory = open_trials(tmp_path / "trials.db"), MemoryTrials()
    for log in (disk, memory):
        log.note(trials)
    for trial in trials:
        told = memory.of(trial.strategy, first=first, last=last)
        assert disk.of(trial.strategy, first=first, last=last) == told
    disk.close()

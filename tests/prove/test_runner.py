"""The runner counts every trial once, goes on where it stopped, and claims nothing else."""

from __future__ import annotations

import json
import re
import signal
from pathlib import Path

from tests.prove import runner, scorecard
from tests.prove.absent import NOT_BUILT
from tests.prove.catalogue import SUITES
from tests.prove.runner import Job, Tally
from tests.prove.suite import Outcome, Suite


def suite(play=lambda seed: Outcome(), **changes) -> Suite:
    base = {"test": "T-00", "title": "nothing", "play": play, "floor": 10, "night": 30}
    return Suite(**(base | changes))


def job(folder: Path, worker: int = 0, of: int = 2, last: int = 99) -> Job:
    return Job(folder, worker, of, 0, last)


def play_all(folder: Path, wanted: Suite, most: float, worker: int = 0) -> Tally:
    runner.stretch(wanted, job(folder, worker), until=runner.now() + 30, most_runs=most)
    return runner.tallies(folder, [wanted])[wanted.test]


def test_two_workers_share_the_seeds_and_none_comes_twice(tmp_path: Path) -> None:
    seen: list[int] = []
    wanted = suite(lambda seed: seen.append(seed) or Outcome())
    for worker in (0, 1, 0, 1):
        play_all(tmp_path, wanted, 5, worker)
    assert sorted(seen) == list(range(20))
    assert scorecard.spans(runner.tallies(tmp_path, [wanted])["T-00"].seeds) == "0-19"


def test_an_interrupted_run_goes_on_behind_its_last_line(tmp_path: Path) -> None:
    wanted = suite()
    play_all(tmp_path, wanted, 5)
    path = job(tmp_path).path(wanted)
    path.write_text(path.read_text() + '{"runs": 99, "tri', encoding="utf-8")
    tally = play_all(tmp_path, wanted, 5)
    assert (tally.runs, tally.trials) == (10, 10)
    assert job(tmp_path).next_seed(wanted) == 20


def test_a_trial_that_raises_is_a_failure_with_its_seed(tmp_path: Path) -> None:
    def play(seed: int) -> Outcome:
        if seed == 4:
            raise ValueError("seed four is bad")
        return Outcome()

    tally = play_all(tmp_path, suite(play), 5)
    assert tally.failures == 1
    assert tally.failed[0]["seed"] == 4
    assert "seed four is bad" in tally.failed[0]["what"][0]


def test_a_trial_without_end_is_a_failure() -> None:
    def play(seed: int) -> Outcome:
        while True:
            pass

    before = signal.signal(signal.SIGALRM, runner._overdue)
    try:
        outcome = runner.attempt(suite(play, most_s=1), 3)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert outcome.failures == ["did not end within 1 s"]


def test_figures_of_stretches_add_up(tmp_path: Path) -> None:
    def play(seed: int) -> Outcome:
        return Outcome([], 7, {"steps": 3}, {"latency": [seed / 1000]})

    tally = play_all(tmp_path, suite(play), 70)
    assert (tally.runs, tally.counts) == (70, {"steps": 30})
    (row,) = scorecard.rows([suite(play)], {"T-00": tally}, "abc")
    assert row["measured_ms"] == {"latency": {"n": 10, "p50": 10.0, "p99": 18.0, "max": 18.0}}


def test_what_did_not_run_stands_on_the_card(tmp_path: Path) -> None:
    (row,) = scorecard.rows([suite(left_out=("the moon",))], {"T-00": Tally(runs=4)}, "abc")
    assert row["not_run"] == [
        "the moon", "6 trials below the floor", "26 of the night's 30 trials",
    ]  # fmt: skip
    assert {"test", "runs", "seeds", "failures", "floor", "commit"} <= set(row)
    assert "* T-00: the moon." in scorecard.as_text([row])


def test_every_test_of_the_plan_is_a_suite_or_stands_on_the_card_as_absent(shared: Path) -> None:
    plan = (shared / "reliability.md").read_text(encoding="utf-8")
    chapter = plan.split("\n## 4. ")[1].split("\n## 5. ")[0]
    named = set(re.findall(r"\bT-\d\d(?:b\b)?", chapter))
    assert len(named) >= 30
    assert named - {s.test for s in SUITES} <= set(NOT_BUILT)
    assert all(len(why) > 20 for why in NOT_BUILT.values())


def test_an_absent_suite_leaves_the_card_when_it_is_catalogued() -> None:
    rows = scorecard.rows([suite()], {"T-00": Tally()}, "abc")
    assert "* T-13: no suite: " in scorecard.as_text(rows)
    rows[0]["test"] = "T-13"
    assert "* T-13: no suite" not in scorecard.as_text(rows)


def test_a_failure_on_the_card_says_how_to_repeat_it() -> None:
    tally = Tally(failures=1, failed=[{"seed": 12, "what": ["rule 1: twice"]}])
    (row,) = scorecard.rows([suite()], {"T-00": tally}, "abc")
    assert row["failed"][0]["again"] == "python -m tests.prove T-00 --seed 12"
    assert "rule 1: twice" in scorecard.as_text([row])


def test_the_stored_card_is_in_the_form_that_is_promised(root: Path) -> None:
    stored = json.loads((root / scorecard.JSON).read_text(encoding="utf-8"))
    assert stored
    for row in stored:
        assert {"test", "runs", "seeds", "failures", "floor", "commit"} <= set(row)
        assert row["runs"] >= row["floor"] or any("floor" in text for text in row["not_run"])
    assert (root / scorecard.TEXT).is_file()


def test_every_suite_has_a_name_of_its_own() -> None:
    assert len({s.test for s in SUITES}) == len(SUITES)
    assert all(s.floor <= s.night for s in SUITES)

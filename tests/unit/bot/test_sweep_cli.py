"""`gaemi sweep`: what it tries, keeps and shows, and what each wrong word is answered with."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.locale.catalogue import Catalogue
from bot.sweep_entry import cli as sweeps
from core.backtest.sweep.plan import METHODS
from core.backtest.sweep.score import METRICS
from storage.store import open_sweeps, open_trials
from tests.series import walk

HEAD = "date,open,high,low,close,volume\n"
SMALL = (
    "golden_cross", "--data", "files", "--symbols", "000010", "--workers", "1",
    "--space", "fast=5..20:5", "--space", "slow=10..30:10", "--set", "volume_mult=0",
)  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, with files of two made-up companies beside it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "files").mkdir()
    for code, seed in (("000010", 3), ("000020", 4)):
        bars = walk(seed, 400)
        rows = [f"{b.day},{b.open},{b.high},{b.low},{b.close},{b.volume}\n" for b in bars]
        (tmp_path / "files" / f"{code}.csv").write_text(HEAD + "".join(rows))
    return tmp_path


def gaemi(*words: str, **env: str) -> Result:
    given = {"GAEMI_HOME": "home", "HOME": ".", "COLUMNS": "250"} | env
    return CliRunner().invoke(cli, ["sweep", *words], env=given)


def written(*words: str) -> dict[str, Any]:
    done = gaemi(*words, "--json", "out.json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(Path("out.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("gold",), ("gold ", "golden_cross", "envelope_5")),
        (("golden_cross", "--space", "fats=1..3"), ("fats", "budget, fast, slow")),
        (("golden_cross", "--space", "fast=9..3"), ("fast=9..3", "not be above the last")),
        (("golden_cross", "--set", "fast=3", "--space", "fast=3..5"), ("fast", "Give it once")),
        (("golden_cross", "--method", "genes"), ("genes", "grid, random, bayes")),
        (("golden_cross", "--method", "random"), ("--trials",)),
        (("golden_cross", "--metric", "luck"), ("luck", "sharpe", "drawdown")),
        (("golden_cross", "--holdout", "much"), ("much", "0.25")),
        (("golden_cross", "--holdout", "0.9"), ("0.9", "0 to 0.5")),
        (("golden_cross", "--symbols", "1"), ("of 1.", "000010, 000020")),
        (("golden_cross", "--from", "2031-01-02"), ("2031-01-02", "2020-01-02")),
        (("show", "nothing"), ("nothing", "-")),
    ],
)
def test_a_wrong_word_is_answered_with_what_is_allowed(words, told):
    data = () if words[0] == "show" else ("--data", "files", "--space", "slow=100..200:100")
    result = gaemi(*words, *data, GAEMI_LANG="en")
    assert result.exit_code == 2, result.output
    (line,) = result.stderr.strip().splitlines()
    assert line.startswith("gaemi: ")
    for word in told:
        assert word in line


def test_a_sweep_is_shown_kept_and_counted():
    told = written(*SMALL)
    assert (told["done"], told["failed"], told["skipped"]) == (8, 0, 4)
    assert told["space"] == {"fast": [5, 10, 15, 20], "slow": [10, 20, 30]}
    sharpes = [one["sharpe"] for one in told["sets"]]
    assert sharpes == sorted(sharpes, reverse=True)
    assert all(one["params"]["volume_mult"] == "0" for one in told["sets"])
    assert told["verdict"]["best"] == told["sets"][0]["key"]
    assert {one["name"] for one in told["verdict"]["findings"]} >= {"held_out", "trials"}
    assert told["to"] < told["until"]
    store, log = open_sweeps(Path("home/sweeps.db")), open_trials(Path("home/trials.db"))
    (sweep,) = store.sweeps()
    assert len(store.tried(sweep.id)) == 8
    assert len(log.of("golden_cross", first=sweep.first, last=sweep.last)) == 8
    # The best was also lived on the days that were held out, and that counts there.
    assert len(log.of("golden_cross", first=sweep.until, last=sweep.until)) == 1
    store.close()
    log.close()


def test_a_sweep_that_was_done_is_not_done_again():
    first = written(*SMALL)
    refused = gaemi(*SMALL, GAEMI_LANG="en")
    assert refused.exit_code == 2
    assert f"({first['sweep']}) has tried 8 sets already" in refused.stderr
    assert "--resume" in refused.stderr
    assert f"gaemi sweep show {first['sweep']}" in refused.stderr
    again = written(*SMALL, "--resume")
    assert again["sets"] == first["sets"]
    assert again["verdict"]["held_out"] == first["verdict"]["held_out"]


def test_sweeps_are_listed_and_shown_by_any_metric():
    first = written(*SMALL)
    second = written("macd", "--data", "files", "--workers", "1", "--space", "fast=5..7",
                     "--space", "slow=20..22", "--method", "random", "--trials", "4")  # fmt: skip
    assert second["symbols"] == ["000010", "000020"]
    assert gaemi("list", "--json", "list.json").exit_code == 0
    listed = json.loads(Path("list.json").read_text(encoding="utf-8"))
    assert [one["sweep"] for one in listed] == [second["sweep"], first["sweep"]]
    shown = written("show", first["sweep"], "--by", "drawdown")
    falls = [one["drawdown"] for one in shown["sets"] if one["sharpe"] is not None]
    assert falls == sorted(falls)
    assert sorted(map(str, shown["sets"])) == sorted(map(str, first["sets"]))
    told = gaemi("show", first["sweep"], "--top", "2")
    assert len([line for line in told.output.splitlines() if line.startswith("│")]) == 2
    wrong = gaemi("show", first["sweep"], "--by", "luck")
    assert wrong.exit_code == 2
    assert "luck" in wrong.stderr


@pytest.mark.parametrize("code", ["ko", "en"])
def test_the_best_of_many_is_never_praised_without_its_checks(code):
    words = Catalogue(code)
    done = gaemi(*SMALL, GAEMI_LANG=code)
    assert done.exit_code == 0, done.output
    assert words.t("guard.held_out") in done.output
    assert words.t("guard.trials") in done.output
    lines = done.output.splitlines()
    assert any(
        line.startswith(words.t("sweep.not_passed").partition(",")[0][:12]) for line in lines
    )
    assert words.t("sweep.passed")[:20] not in done.output


def test_without_a_space_the_strategy_says_what_to_search():
    told = written("golden_cross", "--data", "files", "--symbols", "000010", "--method", "random",
                   "--trials", "3", "--workers", "1", "--holdout", "0")  # fmt: skip
    assert {"fast", "slow"} <= told["space"].keys()
    assert told["done"] == 3
    assert told["verdict"] is None or told["verdict"]["held_out"] is None


def test_results_can_lie_elsewhere_and_nothing_there_yet_is_told():
    assert Catalogue("ko").t("sweep.none") in gaemi("list", "--store", "other/place.db").output
    told = written(*SMALL, "--store", "other/place.db")
    assert told["sweep"] in gaemi("list", "--store", "other/place.db").output
    assert Catalogue("ko").t("sweep.none") in gaemi("list").output


def documented(root: Path) -> str:
    return (root / "docs" / "sweep.md").read_text(encoding="utf-8")


def test_every_option_and_metric_is_documented(root):
    text = documented(root)
    command: Any = typer.main.get_command(sweeps)
    options = {o for one in command.commands.values() for p in one.params for o in p.opts}
    assert len(options) > 15
    for name in {o for o in options if o.startswith("--")} | METRICS.keys() | set(METHODS):
        assert f"`{name}" in text, name


def test_the_documented_commands_work(root):
    lines = documented(root).split("```\n")[1].splitlines()
    assert len(lines) == 5
    made = ""
    for line in lines:
        words = shlex.split(line)[2:]
        swaps = {"일봉폴더": "files", "005930": "000010", "005930,000660": "000010,000020",
                 "9694b27bdbef": made}  # fmt: skip
        given = [swaps.get(word, word) for word in words]
        done = gaemi(*given, *(("--workers", "1") if given[0] not in ("list", "show") else ()))
        assert done.exit_code == 0, (line, done.output)
        store = open_sweeps(Path("home/sweeps.db"))
        made = store.sweeps()[0].id
        store.close()
        assert made in done.output

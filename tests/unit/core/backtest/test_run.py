"""One door to both engines: the same results, and word of what takes long or is not to be had."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.backtest.kernel_run import kernels
from core.backtest.run import Engine, Heard, run
from core.backtest.settings import REFERENCE
from core.errors import CannotCompile
from core.strategies.base import Decision
from core.strategies.ma_cross import GoldenCross
from tests.dice import Dice
from tests.leaks.engine import market

PARAMS = GoldenCross.Params(fast=5, slow=20)
OWN = """
from typing import NamedTuple
from core.strategies.base import NOTHING, STRATEGIES, Decision, Strategy

class MyRow(NamedTuple):
    close: float
    before: float

class MyScalars(NamedTuple):
    times: float

@STRATEGIES.add("my_own")
class MyOwn(Strategy):
    name = "my_own"
    title = "mine"
    Row = MyRow
    REASONS = ("", "why")
    @classmethod
    def warm_up(cls, params): return 2
    @classmethod
    def scalars(cls, params): return MyScalars(1.0)
    @classmethod
    def features(cls, bars, params):
        import numpy as np
        return {"close": bars.close, "before": np.concatenate(([np.nan], bars.close[:-1]))}
    @classmethod
    def decide(cls, row, held, params):
        if held.shares > 0:
            return Decision(2, 1.0, 0.0, 1, 0.0, 0) if row.close < row.before else NOTHING
        if row.close > row.before * params.times:
            return Decision(1, 1.0, 0.0, 1, 0.0, 0)
        return NOTHING
    @classmethod
    def explain(cls, row, reason, params): return "mine", ()
"""
RUN_OWN = """
import sys
from pathlib import Path
from core.backtest.run import Engine, run
from core.backtest.settings import REFERENCE
from core.strategies.base import STRATEGIES
from core.strategies.own import load_own
from tests.leaks.engine import market
assert load_own(Path(sys.argv[1])) == ()
own, heard = STRATEGIES.get("my_own"), []
given = own, own.Params(), market(7, symbols=1), REFERENCE
found = run(*given, engine=Engine.KERNEL, folder=Path(sys.argv[2]), heard=heard.append)
assert found == run(*given, engine=Engine.EVENT)
print(*heard, sum(len(one.fills) for one in found.values()) > 10)
"""


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for compiled code that the workers of one test run share."""
    return tmp_path_factory.getbasetemp().parent / "kernels"


@pytest.mark.parametrize("portfolio", [False, True])
def test_both_engines_give_the_same_results(folder, portfolio):
    settings = replace(REFERENCE, portfolio=portfolio)
    given = GoldenCross, PARAMS, market(7), settings
    event = run(*given, engine=Engine.EVENT)
    assert run(*given, engine=Engine.KERNEL, folder=folder) == event
    assert list(event) == (["portfolio"] if portfolio else [one.symbol for one in market(7)])
    assert sum(len(one.fills) for one in event.values()) > 20


def test_who_compiles_is_told_before_and_only_once(tmp_path):
    heard: list[Heard] = []
    for _ in range(2):
        run(
            GoldenCross, PARAMS, market(7)[:1], REFERENCE, engine=Engine.KERNEL,
            folder=tmp_path / "new", heard=heard.append,
        )  # fmt: skip
    assert heard == [Heard.COMPILES]


def test_strategy_that_only_python_runs_is_run_by_it_and_that_is_told(tmp_path):
    class Objects(Dice):
        name = "objects"

        @classmethod
        def decide(cls, row, held, params):
            return Decision(1, float(f"{0.5}"), 0.0, 1, 0.0, 0) if sorted([row]) else Decision()

    heard: list[Heard] = []
    given = Objects, Dice.Params(), market(7)[:1], REFERENCE
    found = run(*given, engine=Engine.KERNEL, folder=tmp_path, heard=heard.append)
    assert found == run(*given, engine=Engine.EVENT)
    assert heard == [Heard.COMPILES, Heard.CANNOT_COMPILE]


def test_few_bars_are_not_worth_the_compiler(tmp_path):
    run(GoldenCross, PARAMS, market(7), REFERENCE, folder=tmp_path / "kernels")
    assert not (tmp_path / "kernels").exists()


def test_decisions_that_are_no_class_methods_are_refused():
    class Strange(Dice):
        name = "strange"

        @staticmethod
        def decide(row, held, params):
            return Decision(0, 0.0, 0.0, 0, 0.0, 0)

    with pytest.raises(CannotCompile, match="decide"):
        kernels(None).of(Strange)


@pytest.mark.process
def test_own_strategy_is_compiled_once_for_all_processes_and_anew_when_it_changed(tmp_path):
    (tmp_path / "own").mkdir()

    def said(text: str) -> str:
        (tmp_path / "own" / "mine.py").write_text(text)
        done = subprocess.run(
            [sys.executable, "-c", RUN_OWN, str(tmp_path / "own"), str(tmp_path / "kernels")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    assert said(OWN) == "compiles True"
    assert said(OWN) == "True"
    # A number that `scalars` hands over is no part of what was compiled.
    assert said(OWN.replace("MyScalars(1.0)", "MyScalars(1.001)")) == "True"
    assert said(OWN.replace("row.close < row.before", "row.close <= row.before")) == "compiles True"

"""Compiled loops on disk: used by the next process, rebuilt when anything changed or broke."""

from __future__ import annotations

import stat
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path
from types import FunctionType
from typing import NamedTuple

import numpy as np
import pytest

from core.backtest.compile import Compiled, row_maker
from core.backtest.link import fingerprint
from core.errors import CannotCompile

FACTOR = 3


class Row(NamedTuple):
    first: float
    second: float


def hook(row, factor):
    raise NotImplementedError


def row_of(columns, at):
    raise NotImplementedError


def total(columns, factor):
    found = 0.0
    for at in range(len(columns[0])):
        found += hook(row_of(columns, at), factor)
    return found


def helper(value):
    return value * FACTOR


def helped(row, factor):
    return helper(row.first) * factor + row.second


def plain(row, factor):
    return row.first * factor


def unknown_to_compilers(row, factor):
    return float(Decimal(factor))


SWAPS = {row_of: row_maker(Row)}
COLUMNS = (np.array([1.0, 2.0]), np.array([10.0, 20.0]))


def compiled(folder: Path | None, strategy: FunctionType = helped) -> Compiled:
    return Compiled("sample", total, {**SWAPS, hook: strategy}, folder)


def test_loop_calls_the_strategy_and_what_that_calls(tmp_path):
    loop = compiled(tmp_path)
    assert loop(0, COLUMNS, 2) == (1 + 2) * 3 * 2 + 30
    assert compiled(tmp_path, plain)(0, COLUMNS, 2) == 6


def test_first_use_compiles_and_a_second_process_does_not(tmp_path):
    code = (
        "import importlib.util, sys; from pathlib import Path\n"
        "spec = importlib.util.spec_from_file_location('planted', sys.argv[1])\n"
        "sys.modules['planted'] = m = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(m)\n"
        "loop = m.compiled(Path(sys.argv[2]))\n"
        "print(loop.warm, loop.ready(0, m.COLUMNS, 2), loop(0, m.COLUMNS, 2), loop.warm)\n"
    )

    def run() -> str:
        arguments = [sys.executable, "-c", code, __file__, str(tmp_path / "new")]
        return subprocess.run(arguments, capture_output=True, text=True, check=True).stdout.strip()

    assert run() == "False True 48.0 True"
    assert run() == "True False 48.0 True"


@pytest.mark.parametrize(
    ("piece", "harm"), [("*.nbc", None), ("*.nbi", b""), ("*.sha256", b"garbage")]
)
def test_damaged_code_is_compiled_anew(tmp_path, piece, harm):
    assert compiled(tmp_path).ready(0, COLUMNS, 2)
    (found,) = tmp_path.rglob(piece)
    if harm is None:
        content = bytearray(found.read_bytes())
        content[len(content) // 2] ^= 1
        harm = bytes(content)
    found.write_bytes(harm)

    again = compiled(tmp_path)
    assert not again.warm
    assert again.ready(0, COLUMNS, 2)
    assert again(0, COLUMNS, 2) == 48
    assert compiled(tmp_path).warm


def test_everything_that_enters_the_code_enters_its_name(monkeypatch):
    def other(row, factor):
        return helper(row.first) * factor - row.second

    def mark(strategy: FunctionType = helped) -> str:
        return fingerprint(total, {**SWAPS, hook: strategy})

    known = {mark(), mark(other), mark(plain)}
    assert len(known) == 3
    monkeypatch.setattr(sys.modules[__name__], "FACTOR", 4)
    assert mark() not in known
    assert mark(plain) in known
    monkeypatch.setattr("numba.__version__", "0.0")
    assert mark(plain) not in known


def test_what_cannot_be_compiled_says_so(tmp_path):
    with pytest.raises(CannotCompile, match="sample"):
        compiled(tmp_path, unknown_to_compilers).ready(0, COLUMNS, 2)


def test_without_a_folder_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    loop = compiled(None)
    assert not loop.warm
    assert loop.ready(0, COLUMNS, 2)
    assert not loop.ready(0, COLUMNS, 2)
    assert loop(0, COLUMNS, 2) == 48
    assert list(tmp_path.iterdir()) == []


def test_folder_is_for_its_user_alone(tmp_path):
    compiled(tmp_path / "a" / "b").ready(0, COLUMNS, 2)
    for folder in (tmp_path / "a" / "b", tmp_path / "a" / "b" / "__pycache__"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_many_at_once_compile_it_once(tmp_path):
    said: list[bool] = []

    def one() -> None:
        said.append(compiled(tmp_path).ready(0, COLUMNS, 2))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [False, False, False, True]

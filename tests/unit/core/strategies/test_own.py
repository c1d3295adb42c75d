"""Own strategies: a file is loaded or told of with its line, and breaks nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import SettingsError
from core.registry import discover
from core.strategies.base import STRATEGIES, Trouble
from core.strategies.own import load_for, load_own
from tests.refusals import ENGLISH, refused

discover("core.strategies")
BUILT_IN = set(STRATEGIES.names())


def guide() -> str:
    """Give the example of the documents, which is a whole file."""
    text = (Path(__file__).parents[4] / "docs" / "strategies.md").read_text(encoding="utf-8")
    return text.split("```python\n")[1].split("```")[0]


def line_of(source: str, part: str) -> int:
    return next(n for n, line in enumerate(source.split("\n"), 1) if part in line)


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    load_own(None)


def load(folder: Path, **files: str) -> tuple[Trouble, ...]:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return load_own(folder)


def test_the_example_of_the_guide_is_loaded_and_forgotten(tmp_path: Path) -> None:
    assert load(tmp_path, falls=guide()) == ()
    assert set(STRATEGIES.names()) == BUILT_IN | {"falls"}
    assert STRATEGIES.get("falls").title == "연속 하락"

    load_own(None)

    assert set(STRATEGIES.names()) == BUILT_IN


def test_loading_again_takes_the_newer_file(tmp_path: Path) -> None:
    load(tmp_path, falls=guide())

    assert load(tmp_path, falls=guide().replace("연속 하락", "내리 하락")) == ()
    assert STRATEGIES.get("falls").title == "내리 하락"


def test_a_broken_file_is_told_with_its_line_and_the_others_are_loaded(tmp_path: Path) -> None:
    broken = "x = 1\n\n\ndef f(:\n    pass\n"

    (trouble,) = load(tmp_path, a_broken=broken, falls=guide())

    assert (trouble.file, trouble.line) == ("a_broken.py", 4)
    assert "SyntaxError" in trouble.why
    assert set(STRATEGIES.names()) == BUILT_IN | {"falls"}


WRONG = [
    ("import", "import numpy_of_another_world\n", "numpy_of_another_world", 1),
    ("exit", "import sys\nsys.exit(3)\n", "SystemExit", 2),
    ("empty", "answer = 42\n", "there is no strategy", 0),
    ("recursion", "def f():\n    f()\n\n\nf()\n", "RecursionError", 2),
]


@pytest.mark.parametrize(("name", "text", "why", "line"), WRONG, ids=[w[0] for w in WRONG])
def test_whatever_a_file_does_only_its_own_strategy_is_missing(
    tmp_path: Path, name: str, text: str, why: str, line: int
) -> None:
    (trouble,) = load(tmp_path, **{name: text})

    assert why in ENGLISH.told(trouble.why)
    assert trouble.line == line
    assert set(STRATEGIES.names()) == BUILT_IN


# What is changed in the guide's example, why it is refused, and the line that is told.
CHANGES = {
    "another name": ('name = "falls"', 'name = "macd"', "Make both the same", ""),
    "capitals": ('("falls")', '("Falls")', "small letters", ""),
    "features raise": ("fell = np.diff", "fell = 1 / 0, np.diff", "ZeroDivisionError", "1 / 0"),
    "decide raises": (
        "row.falls < params",
        "row.missing < params",
        "AttributeError",
        "row.missing",
    ),
    "columns": ('{"volume": bars.volume,', '{"amount": bars.volume,', "the same names", ""),
    "fraction": ("Decision(Action.BUY.value, 0.0", "Decision(1, 7.0", "fraction 7.0", ""),
    "score": ("row.falls, FALLS", "float('nan'), FALLS", "score nan", ""),
    "reason": ("row.falls, FALLS", "row.falls, 9", "reasons 0 to 2", ""),
    "warm-up": ("return params.falls + 1", "return 0", "warm_up must be at least 1", ""),
}


@pytest.mark.parametrize(("old", "new", "why", "part"), CHANGES.values(), ids=CHANGES)
def test_a_strategy_that_cannot_decide_is_told_at_once(
    tmp_path: Path, old: str, new: str, why: str, part: str
) -> None:
    source = guide().replace(old, new, 1)

    (trouble,) = load(tmp_path, falls=source)

    assert why in ENGLISH.told(trouble.why)
    assert trouble.line == (line_of(source, part) if part else 0)
    assert set(STRATEGIES.names()) == BUILT_IN


@pytest.mark.parametrize("name", ["macd", "golden_cross"])
def test_a_built_in_name_is_not_taken_over(tmp_path: Path, name: str) -> None:
    before = STRATEGIES.get(name)

    (trouble,) = load(tmp_path, mine=guide().replace('"falls"', f'"{name}"'))

    assert f"has the name {name} already" in ENGLISH.told(trouble.why)
    assert STRATEGIES.get(name) is before


def test_two_files_with_one_name_keep_the_first(tmp_path: Path) -> None:
    (trouble,) = load(tmp_path, a=guide(), b=guide().replace("연속 하락", "다른"))

    assert trouble.file == "b.py"
    assert STRATEGIES.get("falls").title == "연속 하락"


def test_a_file_that_removes_a_built_in_is_undone(tmp_path: Path) -> None:
    text = 'from core.strategies.base import STRATEGIES\nSTRATEGIES.remove("macd")\n'

    assert len(load(tmp_path, bad=text)) == 1
    assert set(STRATEGIES.names()) == BUILT_IN


def test_a_folder_that_is_not_there_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no folder"):
        load_own(tmp_path / "nowhere")


def test_a_preset_that_means_something_else_already_is_refused(tmp_path: Path) -> None:
    text = guide().replace(
        '    title = "연속 하락"', '    title = "연속 하락"\n    PRESETS = {"envelope_5": {}}'
    )

    (trouble,) = load(tmp_path, falls=text)

    told = ENGLISH.told(trouble.why)
    assert "envelope.py has the name envelope_5 already" in told
    assert set(STRATEGIES.names()) == BUILT_IN


def test_a_strategy_that_was_asked_for_is_told_why_its_file_was_left_out(tmp_path: Path) -> None:
    load(tmp_path, falls=guide().replace("import numpy as np", "import nunpy as np"))

    with refused("falls stands in falls.py.*nunpy"):
        load_for("falls", tmp_path)
    (trouble,) = load_for("rises", tmp_path)
    assert trouble.file == "falls.py"

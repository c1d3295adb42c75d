"""The doors of the command line: what each refuses, with one clear line and exit code 2."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import cli
from core.latch import FileLatch
from core.lock import HomeLock
from tests.series import CALENDAR, walk

HEAD = "date,open,high,low,close,volume\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in: no .env of the machine may be read."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def gaemi(*words: str, **env: str) -> Result:
    given = {"GAEMI_HOME": "home", "HOME": ".", "COLUMNS": "200"} | env
    return CliRunner().invoke(cli, list(words), env=given)


def clear(result: Result, *words: str) -> None:
    """Check that there is one line of error with these words and no traceback."""
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit | None)
    text = result.stderr.strip()
    assert text.startswith("gaemi: ")
    assert "Traceback" not in text
    for word in words:
        assert word in text


def csv_of(path: Path, count: int = 260) -> Path:
    rows = [f"{b.day},{b.open},{b.high},{b.low},{b.close},{b.volume}\n" for b in walk(3, count)]
    path.write_text(HEAD + "".join(rows))
    return path


@pytest.mark.parametrize(
    ("words", "env", "told"),
    [
        (("demo", "--speed", "2"), {}, ("--speed", "'2'", "only max")),
        (("demo",), {"GAEMI_SEED": "many"}, ("GAEMI_SEED", "many")),
        (("demo",), {"GAEMI_LANG": "fr"}, ("GAEMI_LANG", "fr")),
        (("demo",), {"GAEMI_CASHH": "1"}, ("GAEMI_CASHH", "GAEMI_CASH")),
        (("demo", "--data", "."), {}, ("no CSV file",)),
        (("demo", "--data", "missing"), {}, ("no CSV file",)),
        (("demo", "--home", "taken"), {}, ("taken", "cannot be used")),
        (("halt", "--symbol", "59"), {}, ("'59'", "six characters")),
        (("halt", "--symbol", "005930", "--strategy", "x"), {}, ("not both",)),
        (("halt",), {"GAEMI_HOME": "taken"}, ("taken",)),
        (("import", "a.csv"), {"GAEMI_HOME": "taken"}, ("taken",)),
        (("run",), {"GAEMI_HOME": "taken"}, ("taken",)),
        (("run",), {"GAEMI_MARKET": "moon"}, ("GAEMI_MARKET", "moon")),
        (("run",), {"GAEMI_MARKET": "replay"}, ("gaemi import",)),
        (("run",), {"GAEMI_MARKET": "replay", "GAEMI_DATA": "missing"}, ("no CSV file",)),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused_with_what_was_found(
    folder: Path, words: tuple[str, ...], env: dict[str, str], told: tuple[str, ...]
) -> None:
    (folder / "taken").write_text("a file where a folder is wanted")
    clear(gaemi(*words, **env), *told)


@pytest.mark.parametrize(
    "words", [("demo", "--weeks", "0"), ("demo", "--weeks", "21"), ("demo", "--seed", "-1"),
              ("demo", "--approve", "perhaps"), ("dance",), ("import",), ("halt", "--hard")],
)  # fmt: skip
def test_words_outside_the_usage_are_refused_before_anything_is_made(
    folder: Path, words: tuple[str, ...]
) -> None:
    assert gaemi(*words).exit_code == 2
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("command", ["run", "demo"])
def test_a_home_in_use_is_left_alone(folder: Path, command: str) -> None:
    (folder / "home").mkdir()
    more = ("--home", "home") if command == "demo" else ()
    with HomeLock(folder / "home" / "lock"):
        clear(gaemi(command, *more), "another gaemi is running")
    assert {p.name for p in (folder / "home").iterdir()} <= {"lock"}


@pytest.mark.parametrize(
    ("language", "told"), [("ko", "아직 쓰지 않는 설정"), ("en", "no effect in this release")]
)
def test_settings_that_do_nothing_yet_are_told_in_the_language_in_use(
    folder: Path, language: str, told: str
) -> None:
    (folder / "home").mkdir()
    with HomeLock(folder / "home" / "lock"):
        result = gaemi("run", GAEMI_LANG=language, KIS_APP_KEY="k3yk3y")
    assert told in result.stderr
    assert "KIS_APP_KEY" in result.stderr
    assert "k3yk3y" not in result.output + result.stderr


def test_a_halt_needs_no_database_and_survives_a_broken_one(folder: Path) -> None:
    assert gaemi("halt", "급락").exit_code == 0
    (folder / "home" / "gaemi.db").write_bytes(b"not a database")
    result = gaemi("halt", "--reduce", "--symbol", "005930", "둘째", GAEMI_LANG="en")
    assert result.exit_code == 0
    assert "purchases (symbol 005930)" in result.output
    reasons = {s.reason for s in FileLatch(folder / "home" / "latch.json").read()}
    assert reasons == {"급락", "둘째"}


def test_the_version_is_one_line() -> None:
    result = gaemi("--version")
    assert result.exit_code == 0
    assert result.output.startswith("gaemi ")
    assert len(result.output.splitlines()) == 1


def test_import_tells_a_bad_file_with_its_exit_code_and_keeps_the_good_ones(folder: Path) -> None:
    csv_of(folder / "005930.csv")
    (folder / "000660.csv").write_text("no,header\n1,2\n")
    result = gaemi("import", "005930.csv", "000660.csv", "--json", "out.json")
    assert result.exit_code == 1
    summary = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    assert (summary["files"], summary["imported"]) == (1, 260)
    assert [one["file"] for one in summary["by_file"] if one["error"]] == ["000660.csv"]
    again = gaemi("import", "005930.csv", GAEMI_LANG="en")
    assert again.exit_code == 0
    assert "260" in again.output


def outcome_of(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.stderr
    told: dict[str, Any] = json.loads(result.output.strip().splitlines()[-1])
    return told


def test_a_demo_of_files_says_the_same_on_screen_and_in_json(folder: Path) -> None:
    (folder / "prices").mkdir()
    for code in ("005930", "000660"):
        csv_of(folder / "prices" / f"{code}.csv")
    result = gaemi("demo", "--data", "prices", "--weeks", "1", "--json", "out.json", "--seed", "3")
    shown, kept = outcome_of(result), json.loads((folder / "out.json").read_text("utf-8"))
    assert kept.pop("weekly_reports")[0] in result.output
    assert kept == shown
    assert shown["seed"] == 3
    # Whole weeks are played: shares stand still on the days after their last bar.
    assert shown["last_day"] == CALENDAR.week(walk(3, 260)[-1].day)[-1].day.isoformat()


def test_a_demo_goes_on_in_its_home_where_it_stopped(folder: Path) -> None:
    (folder / "prices").mkdir()
    csv_of(folder / "prices" / "005930.csv", 300)
    words = ("demo", "--data", "prices", "--home", "kept", "--weeks", "1")
    first, second = outcome_of(gaemi(*words)), outcome_of(gaemi(*words))
    assert second["journal_rows"] > first["journal_rows"]
    assert second["first_day"] >= first["last_day"]
    assert (folder / "kept").stat().st_mode & 0o077 == 0


def test_a_demo_whose_json_cannot_be_kept_still_shows_what_it_did(folder: Path) -> None:
    (folder / "prices").mkdir()
    csv_of(folder / "prices" / "005930.csv")
    result = gaemi("demo", "--data", "prices", "--weeks", "1", "--json", "missing/out.json")
    clear(result, "missing/out.json", "쓸 수 없습니다")
    assert '"final_equity_krw"' in result.output


@pytest.mark.parametrize("count", [10, 220])
def test_too_short_a_history_is_refused_with_what_is_needed(folder: Path, count: int) -> None:
    (folder / "prices").mkdir()
    csv_of(folder / "prices" / "005930.csv", count)
    clear(gaemi("demo", "--data", "prices"), "more than 220 daily bars")


@pytest.mark.parametrize(("name", "value"), [("GAEMI_CASH", "5"), ("GAEMI_SEED", "8")])
def test_books_of_another_market_are_not_gone_on_with(folder: Path, name: str, value: str) -> None:
    (folder / "prices").mkdir()
    csv_of(folder / "prices" / "005930.csv")
    words = ("demo", "--data", "prices", "--home", "kept", "--weeks", "1")
    assert gaemi(*words).exit_code == 0
    result = gaemi(*words, **{name: value})
    if name == "GAEMI_SEED":
        clear(result, "the simulated exchange cannot start", "GAEMI_HOME")
    else:
        # The money is what the books hold; the setting is for fresh ones.
        assert outcome_of(result)["final_cash_krw"] > 5

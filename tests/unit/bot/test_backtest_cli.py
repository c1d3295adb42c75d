"""`gaemi backtest`: what it runs, what it writes, and what each wrong word is answered with."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import cli
from core.strategies.own import load_own
from storage.store import open_trials
from tests.reference.broker import Reference
from tests.reference.market import read
from tests.series import walk

HEAD = "date,open,high,low,close,volume\n"
CODES = ("005930", "000270", "035420")
DAYS = ("--from", "2013-01-02", "--to", "2017-12-28")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, with files of two made-up companies beside it."""
    monkeypatch.chdir(tmp_path)
    for code, seed in (("000010", 3), ("000020", 4)):
        csv_of(tmp_path / "files" / f"{code}.csv", seed)
    return tmp_path


def csv_of(path: Path, seed: int, broken: str = "") -> Path:
    path.parent.mkdir(exist_ok=True)
    rows = [f"{b.day},{b.open},{b.high},{b.low},{b.close},{b.volume}\n" for b in walk(seed, 300)]
    path.write_text(HEAD + broken + "".join(rows))
    return path


def gaemi(*words: str, **env: str) -> Result:
    given = {"GAEMI_HOME": "home", "HOME": ".", "COLUMNS": "200"} | env
    return CliRunner().invoke(cli, ["backtest", *words], env=given)


def written(*words: str) -> dict[str, Any]:
    done = gaemi(*words, "--json", "out.json")
    assert done.exit_code == 0, done.output
    text = Path("out.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return found


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("gold",), ("gold ", "golden_cross", "mean_reversion_daily", "envelope_5")),
        (("rsi", "--set", "speed=3"), ("speed", "budget, period")),
        (("rsi", "--set", "period"), (": period", "name=value")),
        (("rsi", "--set", "period=0"), ("period=0", "from 2 up to")),
        (("rsi", "--set", "period=many"), ("period=many", "a whole number")),
        (
            ("golden_cross", "--set", "stop_loss=0.0000001"),
            ("stop_loss", "most 6 decimal"),
        ),
        (("rsi", "--from", "2013-02-30"), ("--from", "2013-02-30", "2013-01-02")),
        (("rsi", "--to", "yesterday"), ("--to", "yesterday")),
        (("rsi", "--from", "2017-01-02", "--to", "2016-01-04"), ("--to", "Swap")),
        (("rsi", "--data", "nowhere"), ("no folder nowhere", "005930.csv")),
        (("rsi",), ("--data", "gaemi import")),
        (("rsi", "--data", "files", "--symbols", "000010,1"), ("of 1.", "000010, 000020")),
        (("rsi", "--data", "files", "--from", "2031-01-02"), ("2031-01-02", "2020-01-02")),
        (("rsi", "--data", "files", "--json", "no/folder.json"), ("no/folder.json",)),
        (("rsi", "--data", "files", "--html", "no/run.html"), ("no/run.html", "another file")),
        (("rsi", "--data", "files", "--png", "no/run.png"), ("no/run.png", "another file")),
    ],
)
def test_a_wrong_word_is_answered_with_what_is_allowed(words, told):
    result = gaemi(*(("--data", "files") if "--set" in words or "--from" in words else ()), *words,
        GAEMI_LANG="en",
    )  # fmt: skip
    assert result.exit_code == 2, result.output
    (line,) = result.stderr.strip().splitlines()
    assert line.startswith("gaemi: ")
    for word in told:
        assert word in line


def test_a_wrong_value_is_told_in_the_language_of_the_settings():
    korean = gaemi("rsi", "--data", "files", "--set", "period=900").stderr
    assert "period=900" in korean
    assert "2 이상" in korean
    assert "should" not in korean
    assert "폴더가 없습니다" in gaemi("rsi", "--data", "nowhere").stderr


def expected(folder: Path, preset: str, codes: tuple[str, ...], slots: int) -> Reference:
    rows = {code: read(folder / f"{code}.csv") for code in codes}
    days = sorted({row.day for some in rows.values() for row in some})
    since, until = date(2013, 1, 2), date(2017, 12, 28)
    return Reference(preset, rows, days, since=since, until=until, slots=slots).run()


def account(reference: Reference, found: dict[str, Any]) -> None:
    assert [(f["date"], f["symbol"], f["side"], f["qty"], f["price"]) for f in found["fills"]] == [
        (str(f[0]), *f[1:5]) for f in reference.fills
    ]
    assert found["cash"] == reference.cash
    assert found["equity"] == reference.equity()
    assert (found["commission"], found["tax"]) == (reference.fees, reference.taxes)
    assert set(found) == {"fills", "cash", "equity", "trades", "commission", "tax"}
    assert all(type(fill["price"]) is int and fill["reason"] for fill in found["fills"])


@pytest.mark.parametrize("preset", ["golden_cross_level", "bollinger"])
def test_the_json_is_the_reference_run_symbol_by_symbol(shared, preset):
    data = shared / "data" / "krx_daily"
    options = ("--data", str(data), "--symbols", ",".join(CODES), "--reference")
    found = written(preset, *options, *DAYS)
    assert list(found) == ["strategy", "from", "to", "symbols"]
    assert (found["strategy"], found["from"], found["to"]) == (preset, "2013-01-02", "2017-12-28")
    for code in CODES:
        account(expected(data, preset, (code,), 1), found["symbols"][code])
    assert sum(one["trades"] for one in found["symbols"].values()) > 10


def test_a_portfolio_is_one_account(shared):
    data = shared / "data" / "krx_daily"
    options = ("--data", str(data), "--symbols", ",".join(CODES), "--reference", "--portfolio")
    found = written("mean_reversion_daily", *options, *DAYS)
    assert list(found) == ["strategy", "from", "to", "portfolio"]
    account(expected(data, "mean_reversion_daily", CODES, 7), found["portfolio"])


def test_stored_bars_run_like_the_files_they_came_from():
    done = CliRunner().invoke(
        cli, ["import", "files/000010.csv", "files/000020.csv"], env={"GAEMI_HOME": "home"}
    )
    assert done.exit_code == 0, done.output
    from_files = written("mean_reversion_daily", "--data", "files")
    assert written("mean_reversion_daily") == from_files
    assert list(from_files["symbols"]) == ["000010", "000020"]
    assert from_files["symbols"]["000010"]["fills"], "nothing traded"


def test_a_setting_changes_the_run_and_a_percentage_is_a_ratio():
    options = ("mean_reversion_daily", "--data", "files")
    plain = written(*options)
    assert written(*options, "--set", "stop_loss=5%") == plain
    assert written(*options, "--set", "stop_loss=0.01", "--set", "window=10") != plain


def test_rows_that_were_not_taken_are_told(folder):
    csv_of(folder / "files" / "000010.csv", 3, broken="2019-12-30,100,90,80,95,7\n")
    told = gaemi("rsi", "--data", "files").output
    assert "000010.csv" in told
    assert "줄 2: 고가가 다른 가격보다 낮음" in told
    assert "(line 2: " in gaemi("rsi", "--data", "files", GAEMI_LANG="en").output


def test_the_table_names_what_was_assumed_and_left_out():
    usual = gaemi("mean_reversion_daily", "--data", "files", "--portfolio").output
    reference = gaemi("mean_reversion_daily", "--data", "files", "--reference").output
    assert "하루 2 % 손실" in usual
    assert "끝수 그대로" in reference
    assert "000010" in reference
    assert "전체" in usual


@pytest.mark.parametrize(
    ("language", "seen"),
    [
        ("ko", ("점검: 이 결과를", "미래를 보는지", "이상 없음", "시도한 횟수", "보유 중")),
        ("en", ("Checks: can this", "Look-ahead", "fine", "Trials", "still held")),
    ],
)
def test_every_run_is_examined_and_counted(language, seen):
    options = ("mean_reversion_daily", "--data", "files")
    told = gaemi(*options, GAEMI_LANG=language).output
    assert all(words in told for words in seen)
    for window in ("10", "15", "10"):
        gaemi(*options, "--set", f"window={window}")
    log = open_trials(Path("home/trials.db"))
    tried = log.of("mean_reversion", first=date.min, last=date.max)
    log.close()
    assert len({trial.params_hash for trial in tried}) == len(tried) == 3


def test_a_page_and_a_picture_show_the_run_and_name_what_was_not_taken():
    csv_of(Path("files/000010.csv"), 3, broken="2019-12-30,5,4,3,5,1\n")
    options = (
        "rsi",
        "--data",
        "files",
        "--set",
        "low=40",
        "--html",
        "run.html",
        "--png",
        "run.png",
    )
    done = gaemi(*options)
    assert done.exit_code == 0, done.output
    page = Path("run.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "RSI 되돌림" in page
    assert "000010.csv 2행 거부" in page
    assert Path("run.png").read_bytes().startswith(b"\x89PNG")
    english = gaemi(*options, GAEMI_LANG="en")
    assert english.exit_code == 0, english.output
    assert '<html lang="en">' in Path("run.html").read_text(encoding="utf-8")


def test_adjusted_prices_are_named_in_the_json(shared):
    options = ("--data", str(shared / "data" / "krx_daily"), "--symbols", "035420", "--adjusted")
    found = written("golden_cross_level", *options, *DAYS)
    assert found["prices"] == "adjusted"
    prices = [fill["price"] for fill in found["symbols"]["035420"]["fills"]]
    assert any(type(price) is Decimal for price in prices)


def test_the_help_lists_the_command_and_its_options():
    assert "backtest" in CliRunner().invoke(cli, ["--help"]).output
    told = gaemi("--help").output
    for option in ("--symbols", "--from", "--to", "--data", "--set", "--portfolio", "--reference"):
        assert option in told


def test_own_strategies_run_and_broken_files_are_told(folder: Path, root: Path) -> None:
    guide = (root / "docs" / "strategies.md").read_text(encoding="utf-8")
    own = folder / "mine"
    own.mkdir()
    (own / "falls.py").write_text(guide.split("```python\n")[1].split("```")[0])
    (own / "bad.py").write_text("x = \n")
    try:
        done = gaemi("falls", "--data", "files", GAEMI_STRATEGIES="mine")
    finally:
        load_own(None)
    assert done.exit_code == 0, done.output
    assert "bad.py 1번째 줄" in done.output
    assert "SyntaxError" in done.output


def test_a_broken_file_of_the_strategy_asked_for_is_the_answer(folder: Path) -> None:
    (folder / "mine").mkdir()
    (folder / "mine" / "bad.py").write_text("@STRATEGIES.add('bad')\nclass Bad\n")
    try:
        done = gaemi("bad", "--data", "files", GAEMI_STRATEGIES="mine")
    finally:
        load_own(None)
    assert done.exit_code == 2
    (line,) = done.stderr.strip().splitlines()
    assert "bad.py 에 있지만 2번째 줄" in line


def test_what_cannot_be_compiled_runs_all_the_same_with_a_notice(folder: Path, root: Path) -> None:
    guide = (root / "docs" / "strategies.md").read_text(encoding="utf-8")
    text = guide.split("```python\n")[1].split("```")[0]
    (folder / "mine").mkdir()
    (folder / "mine" / "falls.py").write_text(
        text.replace("if row.volume <= 0:", "if len({str(row.volume): 1}) > 9:")
    )
    options = ("falls", "--data", "files", "--json")
    try:
        told = gaemi(*options, "kernel.json", "--engine", "kernel", GAEMI_STRATEGIES="mine")
        quiet = gaemi(*options, "event.json", "--engine", "event", GAEMI_STRATEGIES="mine")
    finally:
        load_own(None)
    assert told.exit_code == 0, told.output
    assert "컴파일할 수 없는 전략" in told.output
    assert "컴파일" not in quiet.output
    assert Path("kernel.json").read_text() == Path("event.json").read_text()

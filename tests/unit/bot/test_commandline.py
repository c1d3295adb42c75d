"""What the command line does besides starting things."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.commandline import halt_file, one_error, without_effect
from bot.locale.catalogue import Catalogue
from bot.price_files import csv_files, take_in
from core.domain.switches import HaltLevel
from core.errors import InputError
from core.latch import FileLatch
from core.memory_bars import MemoryBars
from core.settings import load_settings

HEAD = "date,open,high,low,close,volume\n"


def test_a_halt_before_the_first_start_keeps_its_reason(tmp_path: Path) -> None:
    said = halt_file(tmp_path, "급락")

    (switch,) = FileLatch(tmp_path / "latch.json").read()
    assert (switch.level, switch.by, switch.reason) == (HaltLevel.HALT_NEW, "cli", "급락")
    assert "멈췄습니다" in said


@pytest.mark.parametrize(
    ("language", "how", "said"),
    [("ko", {}, "정지: 새 주문을 멈췄습니다 (전체)."),
     ("ko", {"reduce": True, "symbol": "005930"}, "정지: 매수를 멈췄습니다 (종목 005930)."),
     ("en", {}, "Stopped: new orders (everything)."),
     ("en", {"reduce": True, "strategy": "x"}, "Stopped: purchases (strategy x).")],
)  # fmt: skip
def test_a_halt_says_what_was_stopped_in_the_language_in_use(
    tmp_path: Path, language: str, how: dict[str, Any], said: str
) -> None:
    told = halt_file(tmp_path, "x", words=Catalogue(language), **how)
    assert told.startswith(said)
    assert "/resume" in told


def test_a_second_halt_of_another_scope_keeps_the_first(tmp_path: Path) -> None:
    halt_file(tmp_path, "one", symbol="005930")
    halt_file(tmp_path, "two", strategy="golden_cross", reduce=True)

    names = {s.scope.name: s.level for s in FileLatch(tmp_path / "latch.json").read()}
    assert names == {
        "symbol:005930": HaltLevel.HALT_NEW,
        "strategy:golden_cross": HaltLevel.REDUCE_ONLY,
    }


def test_a_missing_latch_beside_a_database_stays_a_full_halt(tmp_path: Path) -> None:
    (tmp_path / "gaemi.db").touch()
    halt_file(tmp_path, "one", symbol="005930")

    switches = FileLatch(tmp_path / "latch.json").read()
    assert any(s.scope.name == "all" and s.level is HaltLevel.HALT_NEW for s in switches)


@pytest.mark.parametrize("symbol", ["12345", "00593", "삼성전자", "0059300"])
def test_a_bad_symbol_is_refused_and_halts_nothing(tmp_path: Path, symbol: str) -> None:
    with pytest.raises(InputError, match="six characters"):
        halt_file(tmp_path, "x", symbol=symbol)
    assert not (tmp_path / "latch.json").exists()


def test_two_scopes_at_once_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not both"):
        halt_file(tmp_path, "x", symbol="005930", strategy="golden_cross")


def test_the_first_error_of_nested_groups_is_told() -> None:
    inner = ExceptionGroup("inner", [InputError("what to do")])
    assert one_error(ExceptionGroup("outer", [inner, ValueError("later")])) == "what to do"
    assert one_error(ExceptionGroup("outer", [EOFError()])) == "EOFError"


def test_settings_without_effect_are_named_as_they_are_written() -> None:
    assert without_effect(load_settings({})) == []
    given = {"DATABASE_URL": "postgresql://x/y", "GAEMI_MARKET_ORDERS": "true"}
    assert without_effect(load_settings(given)) == ["DATABASE_URL", "GAEMI_MARKET_ORDERS"]


def test_a_folder_of_prices_is_taken_in_once(tmp_path: Path) -> None:
    (tmp_path / "005930.csv").write_text(HEAD + "2018-01-02,10,12,9,11,100\n")
    bars = MemoryBars()

    assert (take_in(bars, tmp_path), take_in(bars, tmp_path)) == (1, 1)
    assert bars.symbols() == ["005930"]


def test_a_folder_without_prices_says_what_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no CSV file"):
        csv_files(tmp_path)
    with pytest.raises(InputError, match="no CSV file"):
        csv_files(tmp_path / "missing")


def test_the_latch_stays_readable_json_for_a_person(tmp_path: Path) -> None:
    halt_file(tmp_path, "까닭")
    text = (tmp_path / "latch.json").read_text(encoding="utf-8")
    assert json.loads(text)["switches"][0]["reason"] == "까닭"
    assert "까닭" in text

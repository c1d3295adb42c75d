"""What the command line does besides starting things."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bot.commandline import one_error, without_effect
from bot.halting import halt_file
from bot.locale.catalogue import Catalogue
from bot.price_files import csv_files, take_in
from core.domain.switches import HaltLevel
from core.errors import InputError, StoreError
from core.latch import FileLatch
from core.memory_bars import MemoryBars
from core.settings import load_settings
from tests.sealed import read_only_home

HEAD = "date,open,high,low,close,volume\n"

# How a person lifts a stop in the chat, as the answer writes it.
RESUME = {"ko": "재개", "en": "/resume"}


def test_a_halt_before_the_first_start_keeps_its_reason(tmp_path: Path) -> None:
    said = halt_file(tmp_path, "급락")

    (switch,) = FileLatch(tmp_path / "latch.json").read()
    assert (switch.level, switch.by, switch.reason) == (HaltLevel.HALT_NEW, "cli", "급락")
    assert "멈췄습니다" in said


@pytest.mark.parametrize(
    ("language", "how", "said"),
    [("ko", {}, "정지: 새 주문을 멈췄습니다 (전체)."),
     ("ko", {"level": "reduce", "scopes": {"symbol": "005930"}},
      "정지: 매수를 멈췄습니다 (종목 005930)."),
     ("en", {}, "Stopped: new orders (everything)."),
     ("en", {"level": "reduce", "scopes": {"strategy": "mean_reversion"}},
      "Stopped: purchases (strategy Mean reversion).")],
)  # fmt: skip
def test_a_halt_says_what_was_stopped_in_the_language_in_use(
    tmp_path: Path, language: str, how: dict[str, Any], said: str
) -> None:
    told = halt_file(tmp_path, "x", words=Catalogue(language), **how)
    assert told.startswith(said)
    named = next(iter(how.get("scopes", {"": ""}).values()))
    assert f"{RESUME[language]} {named}".rstrip() + " <" in told


def test_a_milder_stop_says_that_the_stricter_one_stays(tmp_path: Path) -> None:
    words = Catalogue("ko")
    halt_file(tmp_path, "x", words=words)
    told = halt_file(tmp_path, "y", level="flatten", words=words)
    assert "더 강한 정지가 이미 걸려 있어" in told
    assert "더 강한" not in halt_file(tmp_path, "z", level="cancel", words=words)


def test_a_second_halt_of_another_scope_keeps_the_first(tmp_path: Path) -> None:
    halt_file(tmp_path, "one", scopes={"symbol": "005930"})
    halt_file(tmp_path, "two", level="reduce", scopes={"strategy": "golden_cross"})

    names = {s.scope.name: s.level for s in FileLatch(tmp_path / "latch.json").read()}
    assert names == {
        "symbol:005930": HaltLevel.HALT_NEW,
        "strategy:golden_cross": HaltLevel.REDUCE_ONLY,
    }


def test_a_missing_latch_beside_a_database_stays_a_full_halt(tmp_path: Path) -> None:
    (tmp_path / "gaemi.db").touch()
    halt_file(tmp_path, "one", scopes={"symbol": "005930"})

    switches = FileLatch(tmp_path / "latch.json").read()
    assert any(s.scope.name == "all" and s.level is HaltLevel.HALT_NEW for s in switches)


@pytest.mark.parametrize("symbol", ["12345", "00593", "삼성전자", "0059300"])
def test_a_bad_symbol_is_refused_and_halts_nothing(tmp_path: Path, symbol: str) -> None:
    with pytest.raises(InputError, match="six characters"):
        halt_file(tmp_path, "x", scopes={"symbol": symbol})
    assert not (tmp_path / "latch.json").exists()


def test_two_scopes_at_once_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not both"):
        halt_file(tmp_path, "x", scopes={"symbol": "005930", "strategy": "golden_cross"})


@pytest.mark.parametrize("level", ["reduce", "flatten", "halt", "cancel"])
@pytest.mark.parametrize(
    "scopes", [{}, {"broker": "KIS"}, {"strategy": "golden_cross"}, {"symbol": "005930"}]
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_level_of_every_scope_is_stored_and_told(
    tmp_path: Path, level: str, scopes: dict[str, str], language: str
) -> None:
    said = halt_file(tmp_path, "x", level=level, scopes=scopes, words=Catalogue(language))
    (switch,) = FileLatch(tmp_path / "latch.json").read()
    wanted = ":".join(*scopes.items()).replace("KIS", "kis") if scopes else "all"
    assert (switch.level.value, switch.scope.name) == (level, wanted)
    assert RESUME[language] in said
    assert "—" not in said


def test_an_unknown_level_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="reduce, flatten, halt, cancel"):
        halt_file(tmp_path, "x", level="pause")


def test_a_full_disk_takes_the_file_away_and_says_that_all_is_stopped(tmp_path: Path) -> None:
    halt_file(tmp_path, "one", scopes={"symbol": "005930"})
    (tmp_path / f"latch.{os.getpid()}.new").mkdir()
    said = halt_file(tmp_path, "two", level="cancel")
    assert "모든 주문이 멈춥니다" in said
    found = {s.scope.name: s.level for s in FileLatch(tmp_path / "latch.json").read()}
    assert found == {"all": HaltLevel.HALT_NEW, "symbol:005930": HaltLevel.HALT_NEW}


def test_a_home_that_cannot_be_written_says_what_to_do() -> None:
    with read_only_home() as home, pytest.raises(StoreError, match="kill"):
        halt_file(home, "x")


def test_a_latch_that_is_no_file_stops_everything_already(tmp_path: Path) -> None:
    (tmp_path / "grant.key").touch()
    (tmp_path / "latch.json").mkdir()
    assert "(전체)" in halt_file(tmp_path, "x")
    (switch,) = FileLatch(tmp_path / "latch.json").read()
    assert (switch.scope.name, switch.level) == ("all", HaltLevel.HALT_NEW)


def test_a_database_that_is_gone_does_not_loosen_a_broken_latch(tmp_path: Path) -> None:
    (tmp_path / "grant.key").touch()
    halt_file(tmp_path, "one", scopes={"symbol": "005930"})
    names = {s.scope.name for s in FileLatch(tmp_path / "latch.json").read()}
    assert names == {"all", "symbol:005930"}


def test_the_first_error_of_nested_groups_is_told() -> None:
    inner = ExceptionGroup("inner", [InputError("what to do")])
    assert one_error(ExceptionGroup("outer", [inner, ValueError("later")])) == "what to do"
    assert one_error(ExceptionGroup("outer", [EOFError()])) == "EOFError"


def test_settings_without_effect_are_named_as_they_are_written() -> None:
    assert without_effect(load_settings({})) == []
    given = {
        "SECRET_KEY": "s3cret",
        "KIS_APP_KEY": "k3y",
        "DATABASE_URL": "postgresql://x/y",
        "GAEMI_MARKET_ORDERS": "true",
    }
    assert without_effect(load_settings(given)) == ["KIS_APP_KEY"]
    assert without_effect(load_settings(given), broker="kis") == []


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
    (path,) = tmp_path.glob("latch.*.stop")
    text = path.read_text(encoding="utf-8")
    assert json.loads(text)["switches"][0]["reason"] == "까닭"
    assert "까닭" in text

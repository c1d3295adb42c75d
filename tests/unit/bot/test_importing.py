"""`gaemi import`: what is stored, what is said, and what a second import changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.importing import SHOWN_REJECTS, Summary, run_import
from bot.locale.catalogue import Catalogue
from bot.locale.en_import import WORDS as ENGLISH
from bot.locale.ko_import import WORDS as KOREAN
from core.clock import SimClock
from core.domain.bar import GapReason
from core.errors import InputError
from core.market.csv_daily import RejectReason
from storage.bars import StorageBars
from storage.store import open_bars

HEADER = "date,open,high,low,close,volume\n"
ROW = "2017-01-02,100,110,90,105,1000\n"


@pytest.fixture
def bars(tmp_path: Path) -> Iterator[StorageBars]:
    store = open_bars(tmp_path / "home" / "bars.db", SimClock(datetime(2026, 3, 2, tzinfo=UTC)))
    yield store
    store.close()


def write(folder: Path, text: str, name: str = "005930.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def told(*files: Path, bars: StorageBars, lang: str = "ko") -> tuple[Summary, str]:
    out = Console(file=StringIO(), width=100)
    summary = run_import(files, bars=bars, out=out, json_path=None, words=Catalogue(lang))
    text = out.file.getvalue()  # type: ignore[attr-defined]
    return summary, text


def counts(summary: Summary) -> tuple[int, int, int, int]:
    return (summary.rows, summary.imported, summary.unchanged, summary.rejected)


def test_good_rows_are_stored_though_others_are_bad(tmp_path: Path, bars: StorageBars) -> None:
    path = write(tmp_path, HEADER + ROW + "2017-01-03,x,110,90,105,1000\n")
    summary, text = told(path, bars=bars)
    assert counts(summary) == (2, 1, 0, 1)
    assert summary.exit_code == 0
    assert "3행 거부: 정수가 아님" in text
    assert "거부된 행 1개" in text
    assert [one.day for one in bars.daily("005930", until=date.max, count=9)] == [date(2017, 1, 2)]


def test_a_second_import_changes_nothing(tmp_path: Path, bars: StorageBars) -> None:
    path = write(tmp_path, HEADER + ROW + "2017-01-03,x,110,90,105,1000\n")
    told(path, bars=bars)
    before = dump(bars)
    again, _ = told(path, bars=bars)
    assert counts(again) == (2, 0, 1, 1)
    assert dump(bars) == before


def test_a_changed_bar_keeps_the_stored_one(tmp_path: Path, bars: StorageBars) -> None:
    told(write(tmp_path, HEADER + ROW), bars=bars)
    changed = write(tmp_path, HEADER + ROW.replace("105", "106") + ROW.replace("01-02", "01-03"))
    summary, text = told(changed, bars=bars)
    assert counts(summary) == (2, 1, 0, 1)
    assert "저장된 봉과 다름" in text
    assert [one.close for one in bars.daily("005930", until=date.max, count=9)] == [105, 105]
    (reject,) = bars.rejects("005930.csv")
    assert (reject.line, reject.reason) == (2, RejectReason.DIFFERS)


def test_an_unreadable_file_is_told_and_the_others_are_imported(
    tmp_path: Path, bars: StorageBars
) -> None:
    good = write(tmp_path, HEADER + ROW)
    summary, text = told(tmp_path / "000660.csv", good, bars=bars)
    assert summary.exit_code == 1
    assert (summary.files, summary.imported) == (1, 1)
    assert "000660.csv: 읽지 못해 건너뛰었습니다" in text
    assert bars.symbols() == ["005930"]


def test_only_the_first_rejects_are_shown_and_the_rest_counted(
    tmp_path: Path, bars: StorageBars
) -> None:
    path = write(tmp_path, HEADER + "bad\n" * (SHOWN_REJECTS + 3))
    _, text = told(path, bars=bars)
    assert text.count("칸이 여섯 개가 아님") == SHOWN_REJECTS
    assert "거부된 행이 3개 더 있습니다" in text
    assert len(bars.rejects("005930.csv")) == SHOWN_REJECTS + 3


def test_markup_in_a_file_is_shown_as_it_stands(tmp_path: Path, bars: StorageBars) -> None:
    _, text = told(write(tmp_path, HEADER + "[bold]x[/nothing]\n"), bars=bars)
    assert "[bold]x[/nothing]" in text


def test_the_summary_speaks_english_too(tmp_path: Path, bars: StorageBars) -> None:
    _, text = told(write(tmp_path, HEADER + "bad\n"), bars=bars, lang="en")
    assert "line 2 rejected: not six columns (bad)" in text
    assert "unchanged" in text


def test_json_holds_the_counts_and_each_file(tmp_path: Path, bars: StorageBars) -> None:
    path = write(tmp_path, HEADER + ROW + "bad\n")
    target = tmp_path / "out.json"
    run_import([path], bars=bars, out=Console(file=StringIO()), json_path=target)
    told_json = json.loads(target.read_text(encoding="utf-8"))
    by_file = told_json.pop("by_file")
    assert told_json == {
        "files": 1,
        "rows": 2,
        "imported": 1,
        "unchanged": 0,
        "rejected": 1,
        "gaps": 0,
    }
    assert [(one["file"], one["symbol"], one["rows"]) for one in by_file] == [
        ("005930.csv", "005930", 2)
    ]


def test_json_that_cannot_be_written_is_said(tmp_path: Path, bars: StorageBars) -> None:
    path = write(tmp_path, HEADER + ROW)
    target = tmp_path / "absent" / "out.json"
    with pytest.raises(InputError, match="cannot be written"):
        run_import([path], bars=bars, out=Console(file=StringIO()), json_path=target)
    assert bars.symbols() == ["005930"]


def test_every_reason_has_words_in_both_languages() -> None:
    needed = {f"import.reason.{one.name.lower()}" for one in RejectReason}
    needed |= {f"import.gap.{one.value}" for one in GapReason}
    assert needed <= KOREAN.keys()
    assert KOREAN.keys() == ENGLISH.keys()


def test_the_real_files_are_imported_once(shared: Path, bars: StorageBars) -> None:
    files = sorted((shared / "data/krx_daily").glob("*.csv"))
    first, text = told(*files, bars=bars)
    assert counts(first) == (75_942, 75_941, 0, 1)
    assert (first.files, first.gaps, first.exit_code) == (14, 13, 0)
    assert "000270.csv 24행 거부: 저가가 다른 가격보다 높음" in text
    assert "035420 2013-07-30~2013-08-29 분할 재상장: +64.7% / 21d" in text
    again, _ = told(*files, bars=bars)
    assert counts(again) == (75_942, 0, 75_941, 1)
    assert again.gaps == 13
    assert [gap.reason for gap in bars.gaps("051910")] == [GapReason.DEMERGER]
    assert "KOSPI" in bars.symbols()
    assert [str(one.day) for one in bars.daily("005930", until=date(2017, 1, 4), count=2)] == [
        "2017-01-03",
        "2017-01-04",
    ]


def dump(bars: StorageBars) -> list[tuple[object, ...]]:
    """Give every row of every table."""
    tables = ("market_bars", "gaps", "rejects", "import_files")
    with bars._engine.connect() as connection:
        return [
            tuple(row)
            for table in tables
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}").all()
        ]

"""Takes a folder of daily CSV into the bars of an assembly, for replays."""

from __future__ import annotations

from pathlib import Path

from core.errors import InputError
from core.market.csv_daily import read_daily
from core.ports_bars import BarStore


def take_in(bars: BarStore, folder: Path) -> int:
    """Store every daily CSV of a folder and give their number; a second time changes nothing.

    Raises InputError for a folder without CSV and for a file that is not of daily bars.
    """
    files = csv_files(folder)
    for path in files:
        bars.save(read_daily(path).bars)
    return len(files)


def csv_files(folder: Path) -> list[Path]:
    """Give the CSV files of a folder, sorted; raises InputError when there is none."""
    files = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    if not files:
        raise InputError(
            f"{folder} holds no CSV file; give a folder of daily bars such as 005930.csv "
            "with the columns date,open,high,low,close,volume"
        )
    return files

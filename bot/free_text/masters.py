"""Names of all listed symbols from KIS's master files, where they lie in the home folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from core.brokers.kis.master import instruments, listed
from core.domain.instrument import Market
from core.errors import ReadFailed

FILES: Final = {Market.KOSPI: "kospi_code.mst", Market.KOSDAQ: "kosdaq_code.mst"}
LARGEST: Final = 64_000_000


def names_in(folder: Path) -> Mapping[str, str]:
    """Give code and name of every share and ETF of the files there, packed or not.

    No file, no names; raises ReadFailed where one is not of the form, naming it.
    """
    found: dict[str, str] = {}
    for market, name in FILES.items():
        for path in (folder / f"{name}.zip", folder / name):
            if path.is_file():
                found |= _names(path, market)
                break
    return found


def _names(path: Path, market: Market) -> dict[str, str]:
    try:
        if path.stat().st_size > LARGEST:
            raise ReadFailed("the file is too long")
        data = path.read_bytes()
        if path.suffix == ".zip":
            return {i.symbol: i.name for i in instruments(data, market)}
        lines = data.decode("cp949").split("\n")
        return {i.symbol: i.name for i in listed(lines, market)}
    except (OSError, ValueError, ReadFailed) as error:
        raise ReadFailed(f"{path.name} cannot be read as a master file: {error}") from error

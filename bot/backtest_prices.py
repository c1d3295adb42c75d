"""The prices that a command over past bars was asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.assemble import open_archive
from core.backtest.adjust import adjusted
from core.backtest.prices import Prices, from_folder, from_store
from core.settings import Settings, prepare_home


def prices_of(settings: Settings, symbols: str, data: Path | None, *, fix: bool = False) -> Prices:
    """Read the symbols, parted by commas, out of a folder or else the stored bars.

    Without symbols all there are; `fix` takes the jumps of demergers out. Raises InputError.
    """
    chosen = [symbol for symbol in symbols.split(",") if symbol.strip()]
    prices = _read(settings, chosen, data)
    if not fix:
        return prices
    return replace(prices, series=tuple(adjusted(one) for one in prices.series))


def _read(settings: Settings, symbols: list[str], data: Path | None) -> Prices:
    if data is not None:
        return from_folder(data, symbols)
    archive = open_archive(prepare_home(settings), settings.database())
    try:
        return from_store(archive, symbols)
    finally:
        archive.close()

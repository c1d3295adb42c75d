"""Finer prints than one a minute: each minute's trade is spread over the minute before it."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import timedelta
from zlib import crc32

from sim.path import Grid
from sim.values import Print

_MINUTE_MS = 60_000


def slice_minutes(
    prints: Sequence[Print], *, slices: int, tables: Mapping[str, Grid]
) -> list[Print]:
    """Spread each continuous print over `slices` instants that end at its own.

    Prices walk from the last print to this one and stay between them on the tick table, quantities
    add up to the print's. Auctions stay whole, so open, high, low, close and volume of the day do.
    """
    last: dict[str, int] = {}
    found: list[Print] = []
    for entry in prints:
        before = last.get(entry.code, entry.price)
        last[entry.code] = entry.price
        if entry.auction:
            found.append(entry)
        else:
            found += _spread(entry, before, slices=slices, grid=tables[entry.code])
    return sorted(found, key=lambda entry: (entry.at, entry.code))


def _spread(entry: Print, before: int, *, slices: int, grid: Grid) -> list[Print]:
    step = _MINUTE_MS // slices
    # Shares print apart from each other: a stream that comes in bursts would hide lost frames.
    offset = crc32(entry.code.encode()) % step
    pieces, given = [], 0
    for index in range(1, slices):
        due = entry.quantity * index // slices
        if due > given:
            price = _between(before, entry.price, part=index, whole=slices, grid=grid)
            at = entry.at - timedelta(milliseconds=step * (slices - index) + offset)
            pieces.append(Print(at, entry.code, price, due - given, False))
            given = due
    return [*pieces, entry._replace(quantity=entry.quantity - given)]


def _between(start: int, end: int, *, part: int, whole: int, grid: Grid) -> int:
    bounds, ticks = grid
    price = start + (end - start) * part // whole
    price -= price % ticks[bisect_right(bounds, price)]
    return min(max(price, min(start, end)), max(start, end))

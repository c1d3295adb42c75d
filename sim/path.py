"""The way one daily bar was traded: a seeded minute path that keeps its prices and its volume."""

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate, pairwise
from random import Random
from typing import NamedTuple

from sim.values import VenueBar

Grid = tuple[tuple[int, ...], tuple[int, ...]]

_OPENING_SHARE = 0.04
_CLOSING_SHARE = 0.08
_CLOSING_CALL = 10


class Tick(NamedTuple):
    """Hold one trade of a path: minutes since the open, won, shares."""

    minute: int
    price: int
    quantity: int
    auction: bool


def day_path(bar: VenueBar, *, key: str, minutes: int, grid: Grid) -> list[Tick]:
    """Draw the day's trades, one a minute at most.

    The first is the opening auction at minute 0 at the bar's open, the last the closing auction at
    `minutes` at its close; between them lie continuous trades up to ten minutes before the close.
    High and low are each touched, no trade lies outside, quantities add up to the volume. Prices
    other than the bar's own four lie on `grid` (see `rules.tick_table`): historic bars may be off
    it. A bar with volume 0 has no trade; one whose volume is too small for its four prices keeps
    the surplus touches with quantity 0. A high below another price (a flaw of some sources) is
    lifted to it, a low likewise. The same key gives the same path.
    """
    if bar.volume == 0:
        return []
    rng = Random(key)  # nosec B311
    times = [*range(minutes - _CLOSING_CALL), minutes]
    high = max(bar.open, bar.high, bar.close)
    low = min(bar.open, bar.low, bar.close)
    knots = _knots(bar, high=high, low=low, last=len(times) - 2, rng=rng)
    prices = _walk(knots, high=high, low=low, grid=grid, rng=rng)
    sizes = _volumes(bar.volume, len(times), rng)
    needed = {index for index, _ in knots}
    _feed_touches(sizes, needed)
    final = len(times) - 1
    return [
        Tick(times[index], prices[index], size, index in (0, final))
        for index, size in enumerate(sizes)
        if size or index in needed
    ]


def _knots(bar: VenueBar, *, high: int, low: int, last: int, rng: Random) -> list[tuple[int, int]]:
    inner = [price for price in {low, high} if price not in (bar.open, bar.close)]
    inner.sort(reverse=rng.random() < (0.35 if bar.close >= bar.open else 0.65))
    # Apart from each other and the ends: the way between them is walked, not jumped.
    spans = [(1, 5), (7, 11)] if len(inner) == 2 else [(1, 11)]
    at = [1 + rng.randint(last * start // 12, last * end // 12 - 1) for start, end in spans]
    return [(0, bar.open), *zip(at, inner, strict=False), (last + 1, bar.close)]


def _walk(
    knots: list[tuple[int, int]], *, high: int, low: int, grid: Grid, rng: Random
) -> list[int]:
    bounds, ticks = grid
    bottom = low + -low % ticks[bisect_right(bounds, low)]
    top = high - high % ticks[bisect_right(bounds, high)]
    sigma = (high - low) / 24
    gauss = rng.gauss
    prices = [knots[0][1]]
    for (start, first), (end, target) in pairwise(knots):
        level = float(first)
        for left in range(end - start, 1, -1):
            level += (target - level) / left + gauss(0.0, sigma)
            level = min(max(level, low), high)
            price = int(level)
            price -= price % ticks[bisect_right(bounds, price)]
            prices.append(_inside(price, bottom=bottom, top=top, low=low, high=high))
        prices.append(target)
    return prices


def _inside(price: int, *, bottom: int, top: int, low: int, high: int) -> int:
    if bottom > top:  # no grid price lies inside the day's range: keep to its ends
        return low if price < low else high
    return bottom if price < bottom else min(price, top)


@lru_cache(maxsize=16)
def _shape(count: int) -> tuple[float, ...]:
    # Trading is thick after the open and before the close, thin at noon.
    middle = (count - 1) / 2
    curve = [0.5 + 1.5 * ((index - middle) / middle) ** 2 for index in range(count)]
    total = sum(curve) / (1 - _OPENING_SHARE - _CLOSING_SHARE)
    curve = [value / total for value in curve]
    return (curve[0] + _OPENING_SHARE, *curve[1:-1], curve[-1] + _CLOSING_SHARE)


def _volumes(volume: int, count: int, rng: Random) -> list[int]:
    draw = rng.random
    weights = list(accumulate(share * (0.3 + 1.4 * draw()) for share in _shape(count)))
    scale = volume / weights[-1]
    edges = [int(weight * scale) for weight in weights]
    edges[-1] = volume
    return [edge - before for before, edge in zip([0, *edges], edges, strict=False)]


def _feed_touches(sizes: list[int], needed: set[int]) -> None:
    for index in sorted(needed):
        if sizes[index]:
            continue
        donor = max(
            (other for other in range(len(sizes)) if sizes[other] > (other in needed)),
            key=sizes.__getitem__,
            default=None,
        )
        if donor is None:
            return
        sizes[donor] -= 1
        sizes[index] = 1

"""Volatility interruptions: two minutes of single-price trading after a jump.

Static: 10 % away from the last single price. Dynamic: 3 % (KOSPI) or 6 % (KOSDAQ) from the trade
before. The real rule knows KOSPI 200 membership and halves the dynamic bounds in the closing call;
both are left out on purpose, and the trade that triggers is executed here, where KRX holds it back.
"""

from datetime import date

from sim.path import Tick

WINDOW_MINUTES = 2

_DYNAMIC_SINCE = date(2014, 9, 1)
_STATIC_SINCE = date(2015, 6, 15)
_STATIC_PERCENT = 10
_DYNAMIC_PERCENT = {"KOSPI": 3, "KOSDAQ": 6}


def interrupt(
    ticks: list[Tick], *, day: date, market: str
) -> tuple[list[Tick], list[tuple[int, int]]]:
    """Fold the trades of each interruption into one auction at its end.

    Returns the new path and the windows (first minute, last minute). High, low and volume of the
    day stay what they were: a window that would swallow the day's only high and only low at once
    is not opened.
    """
    if day < _DYNAMIC_SINCE or len(ticks) < 3:
        return ticks, []
    static = _STATIC_PERCENT if day >= _STATIC_SINCE else 100
    dynamic = _DYNAMIC_PERCENT.get(market, 6)
    path, rest, windows = [ticks[0]], ticks[1:-1], []
    reference = previous = ticks[0].price
    index = 0
    while index < len(rest):
        tick = rest[index]
        path.append(tick)
        index += 1
        jump = _jumped(tick.price, reference, static) or _jumped(tick.price, previous, dynamic)
        previous, end = tick.price, tick.minute + WINDOW_MINUTES
        if not jump or end > rest[-1].minute:
            continue
        held = _until(rest[index : index + WINDOW_MINUTES], end)
        single = _single_price(held, path + rest[index + len(held) :] + ticks[-1:])
        reference = previous = single or tick.price
        if single is None:
            continue
        windows.append((tick.minute, end))
        index += len(held)
        path += _auction(held, price=single, minute=end)
    return path + ticks[-1:], windows


def _until(ticks: list[Tick], minute: int) -> list[Tick]:
    return [tick for tick in ticks if tick.minute <= minute]


def _auction(held: list[Tick], *, price: int, minute: int) -> list[Tick]:
    quantity = sum(tick.quantity for tick in held)
    return [Tick(minute, price, quantity, auction=True)] if held else []


def _jumped(price: int, reference: int, percent: int) -> bool:
    return abs(price - reference) * 100 >= reference * percent


def _single_price(held: list[Tick], rest: list[Tick]) -> int | None:
    if not held:
        return 0
    # The extremes must survive, because daily bars are read off the same trades.
    prices = {t.price for t in held}
    outside = [t.price for t in rest]
    lost = {p for p in (max(prices), min(prices)) if p > max(outside) or p < min(outside)}
    if len(lost) > 1:
        return None
    return lost.pop() if lost else held[-1].price

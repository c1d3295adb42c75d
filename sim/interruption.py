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
    path, windows = [ticks[0]], []
    reference = previous = ticks[0].price
    index, last = 1, len(ticks) - 1
    while index < last:
        tick = ticks[index]
        path.append(tick)
        index += 1
        jump = _jumped(tick.price, reference, static) or _jumped(tick.price, previous, dynamic)
        previous = tick.price
        if not jump or tick.minute + WINDOW_MINUTES > ticks[last - 1].minute:
            continue
        held = [t for t in ticks[index : index + 2] if t.minute <= tick.minute + WINDOW_MINUTES]
        price = _single_price(held, path + ticks[index + len(held) :]) if held else tick.price
        reference = price or tick.price
        if price is None:
            continue
        windows.append((tick.minute, tick.minute + WINDOW_MINUTES))
        if held:
            quantity = sum(t.quantity for t in held)
            path.append(Tick(tick.minute + WINDOW_MINUTES, price, quantity, auction=True))
            index, previous = index + len(held), price
    return path + ticks[last:], windows


def _jumped(price: int, reference: int, percent: int) -> bool:
    return abs(price - reference) * 100 >= reference * percent


def _single_price(held: list[Tick], rest: list[Tick]) -> int | None:
    # The extremes must survive, because daily bars are read off the same trades.
    prices = {t.price for t in held}
    outside = [t.price for t in rest]
    lost = {p for p in (max(prices), min(prices)) if p > max(outside) or p < min(outside)}
    if len(lost) > 1:
        return None
    return lost.pop() if lost else held[-1].price

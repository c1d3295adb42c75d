"""Days that must not be read as returns: halts, demergers, and jumps that no session allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.domain.bar import REBASED, Bar, Gap, GapReason
from core.domain.money import Won, percent_text, ratio_of

# Daily limits of KRX stocks: 15 % from 1998-12-07, 30 % from 2015-06-15. Before, they were
# narrower (6, 8, 12 %) and until 1995 fixed amounts; 15 % is used, so old jumps may be missed
# but no honest day of theirs is flagged.
_WIDE_SINCE: Final = date(2015, 6, 15)
_LIMIT_PCT, _WIDE_LIMIT_PCT = 15, 30
# Series adjusted for splits are rounded to whole won at both ends of a move.
_ROUNDING: Final = 2
LONG_HALT: Final = 5


@dataclass(frozen=True, slots=True)
class _Step:
    """A traded bar, the close before it, and the halted bars in between."""

    before: Won | None
    halted: tuple[Bar, ...]
    bar: Bar


def find_gaps(bars: Sequence[Bar]) -> list[Gap]:
    """Find the gaps of one symbol's daily bars, oldest first, which must be given so.

    A halt is a stretch of volume 0. A rise beyond the day's limit at the reopening after
    five or more halted days is a demerger (the new base price is free there); every other
    move beyond the limit is a jump: a change of capital or an error of the source.
    A halt that ends so belongs to the demerger or jump. `detail` reads in any language:
    the move at the close and the days without trade, such as ``+64.7% / 21d``.
    """
    gaps = [gap for step in _steps(bars) if (gap := _gap(step)) is not None]
    tail = _trailing_halt(bars)
    return [*gaps, _halt(tail)] if tail else gaps


def since_break(bars: Sequence[Bar]) -> list[Bar]:
    """Give the bars since the last demerger or jump: what lies before is another series.

    The reopening bar belongs to the new series. Bars of one symbol, oldest first.
    """
    breaks = [gap.last for gap in find_gaps(bars) if gap.reason in REBASED]
    return [bar for bar in bars if not breaks or bar.day >= max(breaks)]


def _steps(bars: Sequence[Bar]) -> Iterator[_Step]:
    before: Won | None = None
    halted: list[Bar] = []
    for bar in bars:
        if bar.halted:
            halted.append(bar)
            continue
        yield _Step(before, tuple(halted), bar)
        before, halted = bar.close, []


def _trailing_halt(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    tail: list[Bar] = []
    for bar in reversed(bars):
        if not bar.halted:
            break
        tail.append(bar)
    return tuple(reversed(tail))


def _gap(step: _Step) -> Gap | None:
    reason = _broken(step)
    if reason is None:
        return _halt(step.halted) if step.halted else None
    first = step.halted[0] if step.halted else step.bar
    return Gap(step.bar.symbol, first.day, step.bar.day, reason, _detail(step))


def _broken(step: _Step) -> GapReason | None:
    """Tell what a move beyond the limit was; None for a lawful one."""
    base = _base(step)
    if base is None or not any(
        _beyond(price, base, day=step.bar.day) for price in (step.bar.open, step.bar.close)
    ):
        return None
    rises = min(step.bar.open, step.bar.close) > base
    if rises and len(step.halted) >= LONG_HALT:
        return GapReason.DEMERGER
    return GapReason.JUMP


def _base(step: _Step) -> Won | None:
    # A bar without volume may still have moved: locked at its limit, nobody sold or bought.
    return step.halted[-1].close if step.halted and step.before is not None else step.before


def _beyond(price: Won, base: Won, *, day: date) -> bool:
    limit = _WIDE_LIMIT_PCT if day >= _WIDE_SINCE else _LIMIT_PCT
    return (abs(price - base) - _ROUNDING) * 100 > base * limit


def _halt(halted: Sequence[Bar]) -> Gap:
    detail = f"{len(halted)}d"
    return Gap(halted[0].symbol, halted[0].day, halted[-1].day, GapReason.HALT, detail)


def _detail(step: _Step) -> str:
    base = _base(step) or step.bar.close
    move = percent_text(ratio_of(step.bar.close - base, base), digits=1, sign=True)
    return f"{move} / {len(step.halted)}d" if step.halted else move

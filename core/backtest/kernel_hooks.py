"""Where a strategy's own functions enter the compiled loop, and what they are shown.

The five hooks are never called as they stand: `core.backtest.kernel_run` puts the strategy's in
their place. The first argument of three of them stands for the class, which compiled code has not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.strategies.base import Decision, Holding

if TYPE_CHECKING:
    from core.backtest.kernel_book import Floats, Record


def row_of(columns: Any, at: int) -> Any:
    """Build the strategy's row of a bar."""
    raise NotImplementedError


def decide(cls: int, row: Any, held: Holding, params: Any) -> Decision:
    """Decide at the close."""
    raise NotImplementedError


def state_age(cls: int, row: Any, params: Any) -> int:
    """Give the bars since the state behind an entry began."""
    raise NotImplementedError


def exits_before_close(cls: int, week_last: bool, held: Holding, params: Any) -> Decision:
    """Decide before the closing auction."""
    raise NotImplementedError


def sees_high() -> bool:
    """Tell whether the strategy looks at the highest price since its entry."""
    raise NotImplementedError


def held_at(lane: Record, house: Record, clock: Floats, at: int, highest: int) -> Holding:
    """Give what a strategy sees of the lane's position at the close of a bar.

    `highest` is the highest price up to then. What the strategy does not read is not reckoned.
    """
    since_exit = at - lane.exited if lane.exited >= 0 else -1
    if lane.shares == 0:
        return Holding(0, 0.0, since_exit, -1, 0, 0, 0.0, -1, 0.0)
    scale = house.scale
    return Holding(
        lane.shares,
        lane.cost / (lane.bought * scale),
        since_exit,
        at - lane.entered,
        lane.buys,
        lane.sells,
        lane.last_buy / scale,
        int(clock[at] - clock[lane.filled_bar] + (house.interval if lane.filled_open else 0)),
        highest / scale,
    )

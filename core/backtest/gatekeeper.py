"""The gates of strategies.md 9 in a backtest: a day's loss, and the weight of one symbol."""

from __future__ import annotations

from core.backtest.lane import Lane
from core.backtest.orders import Skipped, Wish
from core.backtest.rules import lost5, part5
from core.backtest.settings import Gates, millionths


class Gatekeeper:
    """Knows the equity now and at the close of the session before; judges entries by them.

    `trimmed` counts entries that were made smaller to fit the weight.
    """

    def __init__(self, gates: Gates | None, cash5: int) -> None:
        self._loss = millionths(gates.day_loss) if gates else 0
        self._weight = millionths(gates.weight) if gates else 0
        self._session = 0
        self._before5 = self._now5 = cash5
        self.trimmed = 0

    def closed(self, session: int, equity5: int) -> None:
        """Take in the equity at a close; the last one of a session is what the next compares."""
        if session != self._session:
            self._session, self._before5 = session, self._now5
        self._now5 = equity5

    def judged(self, lane: Lane, wish: Wish) -> tuple[int, Skipped | None]:
        """Give the shares that may be entered, and why none may."""
        if lost5(self._before5, self._now5, self._loss):
            return 0, Skipped.DAY_LOSS
        if not self._weight:
            return wish.qty, None
        at_close = lane.close[lane.at]
        held5 = lane.amount5(at_close, abs(lane.position.shares))
        room5 = part5(self._now5, self._weight) - held5
        qty = min(wish.qty, max(0, room5) // lane.amount5(wish.price, 1))
        self.trimmed += 0 < qty < wish.qty
        return (qty, None) if qty else (0, Skipped.WEIGHT)

"""Entries: ranked and promised cash at a close, filled at the next open (strategies.md 9, 14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from core.backtest.account import Account
from core.backtest.gatekeeper import Gatekeeper
from core.backtest.lane import Lane
from core.backtest.orders import Entry, Skipped, Wish
from core.backtest.rules import limit_fill, short_limit_fill


class Entries:
    """All entries that wait, in the order of their rank, and why others do not."""

    def __init__(
        self,
        lanes: Mapping[str, Lane],
        account: Account,
        gates: Gatekeeper,
        *,
        slots: int,
        weekly: bool,
    ) -> None:
        self._lanes, self._account, self._gates = lanes, account, gates
        self._slots, self._weekly = slots, weekly
        self.waiting: dict[str, Entry] = {}
        self.skipped: Counter[str] = Counter()

    def fill(self, present: Iterable[str]) -> None:
        """Try all that wait at this point in time; `present` are the symbols that have a bar."""
        here = set(present)
        for symbol, entry in list(self.waiting.items()):
            entry.lives -= 1
            why = self._tried(self._lanes[symbol], entry) if symbol in here else Skipped.LAPSED
            if why is Skipped.LIMIT and entry.lives:
                continue
            del self.waiting[symbol]
            self._account.reserved5 -= entry.reserved5
            if why is not None:
                self.skipped[why] += 1

    def accept(self, wishes: Sequence[Wish]) -> None:
        """Promise cash and slots to what was decided at this close, adds first, then by rank."""
        for wish in sorted(wishes, key=self._rank):
            why = self._refused(wish)
            if why is not None:
                self.skipped[why] += 1

    def _rank(self, wish: Wish) -> tuple[bool, float, int, str]:
        held = self._lanes[wish.symbol].position.shares != 0
        score = wish.score if wish.score == wish.score else float("-inf")
        return not held, -score, -wish.amount, wish.symbol

    def _refused(self, wish: Wish) -> Skipped | None:
        """Let an entry wait, or say why it does not."""
        lane = self._lanes[wish.symbol]
        if not lane.position.shares and self._taken() >= self._slots:
            return Skipped.SLOTS
        qty, why = self._gates.judged(lane, wish)
        if not qty:
            return why
        need5 = self._account.need5(lane.amount5(wish.price, qty), lane.terms)
        if need5 > self._account.free5:
            return Skipped.CASH
        self._account.reserved5 += need5
        self.waiting[wish.symbol] = Entry(wish, qty, wish.lifetime, need5)
        return None

    def _taken(self) -> int:
        """Count the symbols held and those that are being opened."""
        held = sum(1 for lane in self._lanes.values() if lane.position.shares)
        return held + sum(1 for s in self.waiting if not self._lanes[s].position.shares)

    def _tried(self, lane: Lane, entry: Entry) -> Skipped | None:
        """Fill an entry in the lane's bar, or say why it was not."""
        in_time = lane.follows[lane.at] and (not self._weekly or lane.week_first[lane.at])
        if not in_time:
            return Skipped.LAPSED
        if not lane.tradable:
            return Skipped.UNTRADABLE
        price = _price(lane, entry.wish)
        if not price:
            return Skipped.LIMIT
        qty = lane.part(entry.qty)
        if not qty:
            return Skipped.VOLUME
        wish, opening = entry.wish, price == lane.open[lane.at]
        done = lane.enter(qty, price, short=wish.short, reason=wish.reason, opening=opening)
        return None if done else Skipped.GAP


def _price(lane: Lane, wish: Wish) -> int:
    """Give what an order to enter fills at in the bar, 0 when its limit is not reached."""
    opened: int = lane.open[lane.at]
    if not wish.limit:
        return opened
    if wish.short:
        return short_limit_fill(opened, lane.high[lane.at], wish.limit)
    return limit_fill(opened, lane.low[lane.at], wish.limit)

"""What a compiled run leaves behind, read when somebody asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from core.backtest.exits import EXPIRY, MARGIN, PENDING, STOPPED, TAKEN
from core.backtest.kernel_book import Book, Log
from core.backtest.kernel_layout import Market, last_of_each
from core.backtest.orders import Skipped
from core.backtest.result import Fill, Open, Result
from core.domain.signal import Side

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

# The loop counts these from -1 downwards.
_EXITS = (STOPPED, TAKEN, PENDING, MARGIN, EXPIRY)


class Figures(NamedTuple):
    """What a run was worth, reckoned while it ran; money in 1/100,000 won.

    `drawdown` is the deepest fall from a peak between closes as a positive ratio, `exposure` the
    part of the points in time at which something was held, `gained5` and `lost5` what trades won
    and lost after costs.
    """

    start5: int
    end5: int
    drawdown: float
    fills: int
    trades: int
    wins: int
    gained5: int
    lost5: int
    fee5: int
    tax5: int
    points: int
    exposure: float

    @property
    def change(self) -> float:
        """Give the whole return."""
        return self.end5 / self.start5 - 1


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """A finished run: its figures, and everything else as it lies in memory."""

    figures: Figures
    book: Book
    log: Log
    market: Market
    reasons: tuple[str, ...]

    def result(self) -> Result:
        """Give the run as the event backtest gives it."""
        book, lanes = self.book, range(len(self.market.series))
        counts = zip(Skipped, book.skipped.tolist(), strict=True)
        skipped = dict(sorted((str(why), count) for why, count in counts if count))
        return Result(
            symbols=tuple(one.symbol for one in self.market.series),
            fills=tuple(self._fills()),
            cash5=int(book.purses["cash5"][0]),
            days=_dates(self._sessions().tolist()),
            equity5=tuple(self._equity5().tolist()),
            open=tuple(self._open(number) for number in lanes if book.lanes["shares"][number]),
            scale=self.market.series[0].scale,
            multiplier={one.symbol: one.terms.multiplier for one in self.market.series},
            skipped=skipped,
            trimmed=int(book.purses["trimmed"][0]),
            margin_calls=int(book.purses["calls"][0]),
        )

    def _fills(self) -> list[Fill]:
        rows = self.log.fills[: self.figures.fills].tolist()
        series = self.market.series
        days = [_dates(one.day.tolist()) for one in series]
        return [
            Fill(
                series[lane].symbol, at, days[lane][at], Side.BUY if signed > 0 else Side.SELL,
                abs(signed), price, self._reason(reason), fee5, tax5,
            )
            for lane, at, signed, price, reason, fee5, tax5 in rows
        ]  # fmt: skip

    def _reason(self, code: int) -> str:
        return self.reasons[code] if code >= 0 else _EXITS[-1 - code]

    def by_session(self) -> tuple[Whole, Whole]:
        """Give the sessions (`date.toordinal`) and the equity at the end of each."""
        sessions = self._sessions()
        if len(self.book.lanes) > 1:
            ends = last_of_each(sessions)
        else:
            # The same for all runs over a market; it ends with the run, but may begin before it.
            ends = self.market.ends - (len(self.market.tape.day) - len(sessions))
            ends = ends[ends >= 0]
        return sessions[ends], self._equity5(ends)

    def _sessions(self) -> Whole:
        points, lanes = self.figures.points, self.book.lanes
        if len(lanes) > 1:
            return self.log.session[:points]
        start = int(lanes["start"][0])
        return self.market.tape.day[start : start + points]

    def _equity5(self, at: Whole | None = None) -> Whole:
        """Give the equity at some or all closes; of a single symbol it follows from the fills."""
        import numpy as np

        lane = self.book.lanes[0]
        at = np.arange(self.figures.points) if at is None else at
        if len(self.book.lanes) > 1:
            return self.log.equity5[at]
        fills, unit = self.log.fills[: self.figures.fills], int(lane["unit"])
        paid5 = fills["signed"] * fills["price"] * unit + fills["fee5"] + fills["tax5"]
        bars = at + int(lane["start"] - lane["first"])
        # How many fills lie before the close of each bar; none is the first row.
        known = np.searchsorted(fills["at"], bars, side="right")
        held = np.concatenate(([0], np.cumsum(fills["signed"])))[known]
        cash5 = self.figures.start5 - np.concatenate(([0], np.cumsum(paid5)))[known]
        equity5: Whole = cash5 + held * self.market.series[0].close[bars] * unit
        return equity5

    def _open(self, number: int) -> Open:
        lane, one = self.book.lanes[number], self.market.series[number]
        at, first = int(lane["at"]), int(lane["first"])
        opened = date.fromordinal(int(one.day[int(lane["entered"]) - first]))
        shares, cost, bought = (int(lane[name]) for name in ("shares", "cost", "bought"))
        return Open(one.symbol, shares, cost, bought, int(one.close[at - first]), opened)


def figures_of(start5: int, book: Book) -> Figures:
    """Read the figures of a run that ended."""
    purse = dict(zip(book.purses.dtype.names, book.purses[0].item(), strict=True))
    points = purse["points"]
    return Figures(
        start5=start5,
        end5=purse["equity5"],
        drawdown=purse["drawdown"],
        points=points,
        exposure=purse["exposed"] / points if points else 0.0,
        **{
            name: purse[name]
            for name in ("fills", "trades", "wins", "gained5", "lost5", "fee5", "tax5")
        },
    )


def _dates(sessions: list[int]) -> tuple[date, ...]:
    known = {session: date.fromordinal(session) for session in set(sessions)}
    return tuple(known[session] for session in sessions)

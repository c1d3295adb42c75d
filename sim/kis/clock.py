"""Two times: the machine's, which tokens and limits follow, and the market's."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sim.sessions import KST


class Clock:
    """Carry both times forward with a monotonic counter; `factor` 0 lets the market stand.

    The machine's own clock is asked once, by whoever starts the server: `started` is its answer,
    and `origin` what `ticks` showed then (by default now).
    """

    def __init__(
        self,
        started: datetime,
        *,
        market: datetime,
        factor: float,
        ticks: Callable[[], float],
        origin: float | None = None,
    ) -> None:
        self._started, self._market = started.astimezone(UTC), market.astimezone(UTC)
        self._factor, self._ticks = factor, ticks
        self._origin = ticks() if origin is None else origin
        self._stepped = 0.0
        self.skew_s = 0.0  # how far the machine's clock is off (F46)

    def elapsed(self) -> float:
        """Give the seconds since the start, steps included; rate limits count with it."""
        return self._ticks() - self._origin + self._stepped

    def machine(self) -> datetime:
        """Give the machine's instant, in UTC."""
        return self._started + timedelta(seconds=self.elapsed() + self.skew_s)

    def market(self) -> datetime:
        """Give the market's instant, in UTC."""
        ran = (self._ticks() - self._origin) * self._factor + self._stepped
        return self._market + timedelta(seconds=ran)

    def ahead(self) -> float:
        """Give the seconds by which the market is ahead of the machine, skew aside."""
        ran = (self._ticks() - self._origin) * (self._factor - 1) if self._factor != 1 else 0.0
        return (self._market - self._started).total_seconds() + ran

    def latest(self) -> datetime:
        """Give the later of both: what a token's expiry counts from.

        A client lives in either of the two times; its token must look fresh to it.
        """
        return max(self.machine(), self.market())

    def step(self, seconds: float) -> None:
        """Move both times forward; ValueError backwards."""
        if seconds < 0:
            raise ValueError(f"{seconds} seconds: time only goes forward, give 0 or more")
        self._stepped += seconds


def hhmmss(at: datetime) -> str:
    """Write the Korean clock time of an instant."""
    return at.astimezone(KST).strftime("%H%M%S")


def yyyymmdd(at: datetime) -> str:
    """Write the Korean date of an instant."""
    return at.astimezone(KST).strftime("%Y%m%d")

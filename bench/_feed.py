"""Frames of KIS's trade feed at a steady pace: what a fake wire says, and when each was due."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from itertools import count
from pathlib import Path

# A process of its own as well: it finds the project's root like the script that starts it.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.kis_wire import TRADE

SYMBOLS = tuple(f"9{n:05d}" for n in range(500))
FEED = "H0STCNT0"
_FIELDS = TRADE.split("^")


def frame_of(number: int) -> str:
    """Give the frame of one tick: 46 fields of the next symbol."""
    symbol, price = SYMBOLS[number % len(SYMBOLS)], 70_000 + number % 7 * 100
    fields = [symbol, f"{100_000 + number % 50_000:06d}", str(price), *_FIELDS[3:]]
    return f"0|{FEED}|001|{'^'.join(fields)}"


# Every symbol at seven prices: made before the clock runs.
FRAMES = tuple(frame_of(n) for n in range(len(SYMBOLS) * 7))


class PacedWire:
    """A push connection that says frames at `rate` a second until `until_s`, then says no more.

    A frame is late from the moment it was due, not from the moment it was read: whoever falls
    behind is charged for the queue (no coordinated omission). `due` is that of the last one,
    `took_s` how long it really took to say them all.
    """

    def __init__(self, rate: int, until_s: float) -> None:
        self._rate, self._until_s = rate, until_s
        self._numbers = count()
        self._began = 0.0
        self.said = 0
        self.due = 0.0
        self.took_s = 0.0
        self.over = asyncio.Event()

    async def open(self, _url: str) -> PacedWire:
        """Connect; time runs from the first frame that is asked for."""
        return self

    async def send(self, _text: str) -> None:
        """Take a subscription and say nothing to it."""

    async def receive(self) -> str:
        """Give the next frame as soon as it is due."""
        number = next(self._numbers)
        if not number:
            self._began = time.perf_counter()
        after = number / self._rate
        if after >= self._until_s:
            self.took_s = time.perf_counter() - self._began
            self.over.set()
            await asyncio.Event().wait()
        self.due = self._began + after
        wait = self.due - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        self.said += 1
        return FRAMES[number % len(FRAMES)]

    async def close(self) -> None:
        """Hang up."""


async def bare(rate: int, until_s: float) -> list[float]:
    """Read the same frames and split them, nothing else; gives each one's lag in ms."""
    wire, lags = PacedWire(rate, until_s), []
    await wire.open("")
    reading = asyncio.create_task(_split(wire, lags))
    await wire.over.wait()
    reading.cancel()
    return lags


async def _split(wire: PacedWire, lags: list[float]) -> None:
    while True:
        text = await wire.receive()
        text.split("|", 3)[3].split("^")
        lags.append((time.perf_counter() - wire.due) * 1000)


def main() -> None:
    """Be the floor, as a process of its own: RATE SECONDS on the command line, p50 p99 max out."""
    import sys

    rate, until_s = int(sys.argv[1]), float(sys.argv[2])
    lags = sorted(asyncio.run(bare(rate, until_s)))
    # Of millions of lags every hundredth is as good.
    print(json.dumps(lags[:: max(1, len(lags) // 10_000)]))


if __name__ == "__main__":
    main()

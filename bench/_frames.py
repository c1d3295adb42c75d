"""P8: a trade frame of 46 fields to a typed tick, its symbol's indicators, and a handler."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from _feed import FRAMES
from _rows import Row, row, turned

from core.brokers.kis.tick_path import TickPath
from core.brokers.kis.trades import Trade
from core.indicators.stream import Values

ROUNDS, RUNS = 10, 9
PARSED = 200  # frames that pandas parses in a run: it needs a millisecond for one
SPLIT = "bare split of the same frames"
PANDAS = "one frame at a time through pandas"


class Handler:
    """Stands for whoever heeds ticks; keeps the last price of each symbol."""

    def __init__(self) -> None:
        self.heard = 0
        self.last: dict[str, tuple[int, float]] = {}

    def heed(self, seen: Trade, values: Values) -> None:
        """Take one tick."""
        self.heard += 1
        self.last[seen.symbol] = seen.price, values[0]


def frames(rounds: int = ROUNDS, runs: int = RUNS, parsed: int = PARSED) -> list[Row]:
    """Time all three in turn by the processor, in this one thread."""
    handler = Handler()
    path = TickPath(handler.heed)
    for text in FRAMES * 5:  # until every symbol's indicators are defined
        path.take(text)
    many = FRAMES * rounds
    ours: list[float] = []
    floor: list[float] = []
    peer: list[float] = []
    for _ in range(runs):
        ours.append(_rate(path.take, many))
        floor.append(_rate(_split, many))
        peer.append(_rate(_pandas, FRAMES[:parsed]))
    if handler.heard != len(FRAMES) * (5 + rounds * runs):
        raise ValueError(f"{handler.heard} ticks were heard; every frame has one")
    name = "frame -> tick -> indicators -> handler"
    return [
        turned(name, ours, "1/s", (SPLIT, floor)),
        row(f"{name}, beside pandas", ours, "1/s", (PANDAS, peer)),
    ]


def _split(text: str) -> None:
    text.split("|", 3)[3].split("^")


def _pandas(text: str) -> None:
    import pandas as pd

    fields = text.split("|", 3)[3].split("^")
    tick = pd.DataFrame([fields]).astype({2: "int64", 12: "int64"})
    tick.iloc[0, 2]


def _rate(work: Callable[[str], None], texts: Sequence[str]) -> float:
    began = time.process_time()
    for text in texts:
        work(text)
    return len(texts) / (time.process_time() - began)

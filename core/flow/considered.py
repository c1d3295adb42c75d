"""What strategies decided from where no signal came of it: kept a day, so that why not is stored.

One row a strategy holds the newest close: numbers exact, so that the decision can be made again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from core.domain.plan import Cursor
from core.flow.decide import Choice
from core.flow.desk import Desk
from core.strategies.base import (
    Decision,
    Holding,
    Strategy,
    StrategyParams,
    canonical,
    checked,
    parse_params,
)

_PREFIX: Final = "seen:"
# Stand for a decision where none could be made.
RESTING, SHORT = "resting", "short"


@dataclass(frozen=True, slots=True)
class Considered:
    """One symbol at one close: what was decided, from which row, holding and parameters.

    `obstacle` says why nothing could be decided: an order at rest, or too few bars (`have`).
    """

    strategy: str
    symbol: str
    day: date
    params: dict[str, Any]
    action: int = 0
    reason: int = 0
    row: tuple[float, ...] = ()
    held: tuple[float, ...] = ()
    obstacle: str = ""
    have: int = 0


class Notes:
    """Gathers one close of one strategy; what became a signal is not noted."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Any]] = {}

    def resting(self, symbol: str) -> None:
        """Note that an order of the symbol still waits."""
        self._rows[symbol] = [RESTING, 0]

    def short(self, symbol: str, have: int) -> None:
        """Note that there are too few bars."""
        self._rows[symbol] = [SHORT, have]

    def decided(self, symbol: str, choice: Choice, held: Holding) -> None:
        """Note a decision that is no signal."""
        action, _, _, reason = choice.decision[:4]
        row = [float(value) for value in choice.row]
        self._rows[symbol] = [int(action), int(reason), row, list(held)]

    def keep(self, desk: Desk, strategy: str, params: StrategyParams, day: date) -> None:
        """Store the close in place of the one before."""
        made = {"day": day.isoformat(), "params": canonical(params), "rows": self._rows}
        text = json.dumps(made, sort_keys=True, separators=(",", ":"))
        desk.uow.cursors.put(Cursor(f"{_PREFIX}{strategy}", text))


def row_name(strategy: str) -> str:
    """Give the name of the row that holds a strategy's newest close."""
    return f"{_PREFIX}{strategy}"


def considered(text: str, strategy: str, symbol: str) -> Considered | None:
    """Read what a strategy noted about a symbol; None when it noted nothing.

    Raises ValueError for a text that `Notes.keep` did not write.
    """
    made = json.loads(text) if text else {"rows": {}}
    row = made["rows"].get(symbol)
    if row is None:
        return None
    day, params = date.fromisoformat(made["day"]), json.loads(made["params"])
    if row[0] in (RESTING, SHORT):
        return Considered(strategy, symbol, day, params, obstacle=row[0], have=row[1])
    return Considered(strategy, symbol, day, params, row[0], row[1], tuple(row[2]), tuple(row[3]))


def decide_again(strategy: type[Strategy], seen: Considered) -> Decision:
    """Make a noted decision again from its numbers; raises InputError for other parameters."""
    scalars = strategy.scalars(parse_params(strategy, seen.params))
    held: Any = seen.held
    return checked(strategy, strategy.decide(strategy.Row(*seen.row), Holding(*held), scalars))

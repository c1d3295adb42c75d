"""Parameter sets beside the one that was asked for, and what choosing among them was worth.

Walk forward needs a choice. Nobody made one for a single backtest, so it is made here: of each
parameter that a strategy names to search, the values next below and above. Nobody is shown what
came of them, and they are no trials: the person chose none of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from core.backtest.guards.finding import Finding, Verdict, finding
from core.backtest.guards.study import Study, carried
from core.backtest.guards.walk_forward import LEARN, WINDOWS, walk_forward_finding
from core.backtest.result import Result
from core.backtest.statistics import by_session, returns_of
from core.backtest.sweep.space import read_space, searched
from core.strategies.base import Strategy, StrategyParams

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# Each is a whole run, and the chat answers within three seconds.
MOST: Final = 4
# A window must be lived for a month at least, or its ratio says nothing.
LEAST_SESSIONS: Final = 20 * (WINDOWS + LEARN)

Rerun = Callable[[StrategyParams], Mapping[str, Result]]


def rivals(strategy: type[Strategy], params: StrategyParams) -> list[StrategyParams]:
    """Give the sets beside one, each parameter's nearest values in turn; those that fit."""
    asked = params.model_dump(mode="json")
    sides = zip_longest(*_beside(strategy, asked))
    made = (_made(strategy, asked | one) for one in chain(*sides) if one)
    return [one for one in made if one is not None and one != params][:MOST]


def walked(looked: Study, rerun: Rerun) -> Finding:
    """Choose among the set and its rivals on one stretch after the other, and live the choice."""
    import numpy as np

    sets = rivals(looked.strategy, looked.params)
    sessions = len(looked.days)
    if not sets:
        return finding("walk_forward", Verdict.NOT_VERIFIED, "no_choice")
    if sessions < LEAST_SESSIONS:
        return finding(
            "walk_forward", Verdict.NOT_VERIFIED, "short", sessions=sessions, least=LEAST_SESSIONS
        )
    rows = [looked.returns, *(_returns(rerun(one), looked) for one in sets)]
    return walk_forward_finding(np.vstack(rows))


def _beside(strategy: type[Strategy], asked: Mapping[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """Give the values next to the asked one of each parameter: below, above."""
    if searched(strategy):
        for axis in read_space(strategy, ()).axes:
            if axis.rising:
                yield _nearest(axis.name, axis.values, asked[axis.name])
        return
    for name, field in strategy.Params.model_fields.items():
        value = asked[name]
        if field.annotation is int and name != "budget" and not isinstance(value, bool):
            step = max(1, round(abs(value) / 4))
            yield [{name: value - step}, {name: value + step}]


def _nearest(name: str, values: tuple[Any, ...], asked: Any) -> list[dict[str, Any]]:
    numbers = [json.loads(str(value)) for value in values]
    at = json.loads(str(asked))
    below = [{name: v} for v, n in zip(values, numbers, strict=True) if n < at][-1:]
    above = [{name: v} for v, n in zip(values, numbers, strict=True) if n > at][:1]
    return below + above


def _made(strategy: type[Strategy], given: Mapping[str, Any]) -> StrategyParams | None:
    try:
        return strategy.Params(**given)
    except ValidationError:
        return None


def _returns(results: Mapping[str, Result], looked: Study) -> Floats:
    """Give the returns of all accounts together on the sessions of the study."""
    days: list[date] = looked.days
    known = {track.symbol for track in looked.tracks}
    mine = [one for one in results.values() if known.intersection(one.symbols)]
    start5 = looked.start5 // len(mine)
    paths = [carried(dict(zip(*by_session(one), strict=True)), days, start5) for one in mine]
    return returns_of(tuple(map(sum, zip(*paths, strict=True))), start5=looked.start5)

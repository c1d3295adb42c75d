"""What a strategy is: parameters, causal features, and a scalar decision (strategies.md 0.1)."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from enum import IntEnum
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import InputError
from core.registry import Registry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


class Bars(NamedTuple):
    """Closed daily bars of one symbol, oldest first, one numpy array a column.

    `week_last` marks the last session of its ISO week, `week_first` the first one,
    `week_alone` a week of a single session, `next_alone` that the next week with sessions
    has only one; all from the exchange calendar. Prices in won.
    """

    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    week_first: Flags
    week_last: Flags
    week_alone: Flags
    next_alone: Flags


class Action(IntEnum):
    """What a decision asks for."""

    NOTHING = 0
    BUY = 1
    SELL = 2


class Holding(NamedTuple):
    """The strategy's own position in the symbol at the close of the bar.

    `average` is the mean fill price in won before costs; `since_exit` counts bars since
    the last exit (0: this bar, -1: never held), `since_entry` bars since the position was
    opened (0: this bar, -1: unknown).
    """

    shares: int
    average: float
    since_exit: int
    since_entry: int = -1


class Decision(NamedTuple):
    """What to do at the next open: action, fraction of the holding to sell, score, reason code.

    The reason code indexes the strategy's `REASONS`; the score ranks entries (strategies.md 14.11).
    """

    action: int
    fraction: float
    score: float
    reason: int


NOTHING = Decision(0, 0.0, 0.0, 0)


class StrategyParams(BaseModel):
    """Base of every strategy's parameters: frozen, unknown names refused, hashed into signals."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    budget: int = Field(14_000_000, gt=0, le=1_000_000_000, description="한 종목에 쓰는 금액(원)")

    @property
    def stop(self) -> Decimal | None:
        """Give the stop as a positive ratio below the average price, or None."""
        return None

    @property
    def take(self) -> Decimal | None:
        """Give the target as a positive ratio above the average price, or None."""
        return None


class Strategy:
    """Base of all strategies: subclasses are stateless and never built.

    `version` enters the parameter hash. `Row` is a NamedTuple of floats with the columns of
    `features`; `REASONS` holds names that a decision's reason code indexes. `decide` sees
    no Python object but numbers, so that it can be compiled.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    version: ClassVar[str] = "1"
    Params: ClassVar[type[StrategyParams]] = StrategyParams
    Row: ClassVar[Any]
    REASONS: ClassVar[tuple[str, ...]] = ("",)
    PRESETS: ClassVar[dict[str, dict[str, Any]]] = {}

    @classmethod
    def warm_up(cls, params: Any) -> int:
        """Give the number of final bars needed before a first decision."""
        raise NotImplementedError

    @classmethod
    def startup_bars(cls, params: Any) -> int:
        """Give the bars to load so that the last decision no longer depends on the start."""
        return cls.warm_up(params)

    @classmethod
    def scalars(cls, params: Any) -> Any:
        """Give what `decide` needs of the parameters as a NamedTuple of numbers."""
        raise NotImplementedError

    @classmethod
    def features(cls, bars: Bars, params: Any) -> dict[str, Floats]:
        """Compute causal columns as long as the bars; NaN where undefined."""
        raise NotImplementedError

    @classmethod
    def decide(cls, row: Any, held: Holding, params: Any) -> Decision:
        """Decide at the close of one bar from its `Row`; `params` are the `scalars`."""
        raise NotImplementedError

    @classmethod
    def state_age(cls, row: Any, params: Any) -> int:  # noqa: ARG003
        """Give the bars since the state behind an entry began; 0 for a state of this bar."""
        return 0

    @classmethod
    def explain(cls, row: Any, reason: int, params: Any) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Say why, with (name, value) pairs of the row; a None row gives no values.

        Reason and names are encoded sayings, put into words when they are shown; a strategy
        without words of its own in the catalogue may give plain text.
        """
        raise NotImplementedError

    @classmethod
    def entry_waits_for_week(cls, params: Any) -> bool:  # noqa: ARG003
        """Tell whether an entry is only valid at the first session of the next week."""
        return False

    @classmethod
    def exits_before_close(
        cls,
        week_last: bool,  # noqa: ARG003
        held: Holding,  # noqa: ARG003
        params: Any,  # noqa: ARG003
    ) -> Decision:
        """Decide before the closing auction from the calendar alone; sells in that auction.

        `params` are the `scalars`.
        """
        return NOTHING


STRATEGIES: Registry[type[Strategy]] = Registry("strategy")


def canonical(params: StrategyParams) -> str:
    """Write parameters as canonical JSON."""
    return json.dumps(params.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))


def params_hash(strategy: type[Strategy], params: StrategyParams) -> str:
    """Hash the strategy's name, version and parameters: SHA-256, hexadecimal."""
    text = f"{strategy.name}/{strategy.version}/{canonical(params)}"
    return hashlib.sha256(text.encode()).hexdigest()


def parse_params(strategy: type[Strategy], given: dict[str, Any]) -> StrategyParams:
    """Build parameters; raises InputError naming each bad field, its value and what is allowed."""
    try:
        return strategy.Params(**given)
    except ValidationError as error:
        lines = [
            f"{'.'.join(str(p) for p in e['loc'])}={e.get('input')!r}: {e['msg']}"
            for e in error.errors()
        ]
        known = ", ".join(strategy.Params.model_fields)
        raise InputError(f"{strategy.name}: {'; '.join(lines)} (known: {known})") from error

"""What a strategy is: parameters, causal features, and a scalar decision (strategies.md 0.1)."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.registry import Registry
from core.strategies.wrong_params import wrong_params

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Whole = NDArray[np.int64]


class Bars(NamedTuple):
    """Closed bars of one symbol, oldest first, one numpy array a column; daily ones mostly.

    `week_last` marks the last session of its ISO week, `week_first` the first one,
    `week_alone` a week of a single session, `next_alone` that the next week with sessions
    has only one; all from the exchange calendar. `at` is the instant of the bar's close in
    seconds since 1970 (UTC), `session` the day number of its session (`date.toordinal`),
    `auction` marks a bar within the session that holds a call auction; the three are None
    where the maker of the bars knows only days. Prices in won.
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
    at: Floats | None = None
    session: Whole | None = None
    auction: Flags | None = None


class Action(IntEnum):
    """What a decision asks for: SELL leaves a position of either side, SHORT opens a short one."""

    NOTHING = 0
    BUY = 1
    SELL = 2
    SHORT = 3


class Holding(NamedTuple):
    """The strategy's own position in the symbol at the close of the bar.

    `average` is the mean price in won before costs of the cycle's purchases; sales leave it
    as it is. `since_exit` counts bars since the last exit (0: this bar, -1: never held),
    `since_entry` bars since the position was opened (0: this bar, -1: unknown).

    A cycle lasts from the first fill out of flat until flat again. `buys` and `sells` count its
    orders that filled, a part being enough; `last_buy` is the mean fill price in won of its
    latest purchase; `since_fill_s` the seconds from its latest fill by a purchase or a part
    sale to the close of this bar (whole days for daily bars; -1: none); `high` the highest
    traded price in won since its entry. Only fills change any of it (strategies.md 0.1).
    """

    shares: int
    average: float
    since_exit: int
    since_entry: int = -1
    buys: int = 0
    sells: int = 0
    last_buy: float = 0.0
    since_fill_s: int = -1
    high: float = 0.0


class Decision(NamedTuple):
    """What to do at the next open: action, fraction, score, reason code, and the kind of entry.

    `fraction` is the part of the budget to enter with (0 means all of it) or the part of the
    shares held now to leave. `limit` above zero makes the entry a limit order at that price in
    won, which lives `lifetime` bars, at least one. The reason code indexes the strategy's
    `REASONS`; the score ranks entries (strategies.md 14.11).

    A `decide` gives all six: the compiler of the backtest takes no defaults.
    """

    action: int
    fraction: float
    score: float
    reason: int
    limit: float = 0.0
    lifetime: int = 0


NOTHING = Decision(0, 0.0, 0.0, 0, 0.0, 0)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong in a strategy's code: the file's name, the line (0: unknown) and why."""

    file: str
    line: int
    why: str


class StrategyParams(BaseModel):
    """Base of every strategy's parameters: frozen, unknown names refused, hashed into signals."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    budget: int = Field(14_000_000, gt=0, le=1_000_000_000, description="한 종목에 쓰는 금액(원)")

    @property
    def stop(self) -> Decimal | None:
        """Give the stop as a positive ratio below the average price, or None; see `stop_loss`."""
        return self._ratio("stop_loss")

    @property
    def take(self) -> Decimal | None:
        """Give the target as a positive ratio above the average, or None; see `take_profit`."""
        return self._ratio("take_profit")

    @property
    def take_ticks(self) -> int:
        """Give the target as ticks above the average price, instead of `take`; 0 for none."""
        return 0

    def _ratio(self, name: str) -> Decimal | None:
        # Each strategy has its own defaults and bounds for these, some have none at all.
        return getattr(self, name, None)


class Strategy:
    """Base of all strategies: subclasses are stateless and never built.

    `version` enters the parameter hash. `bar_seconds` is the length of the bars it decides on
    (0: daily bars); `every_quote` tells that live it acts on quotes and not at closes. `Row` is a
    NamedTuple of floats with the columns of `features`; `REASONS` holds names that a decision's
    reason code indexes. `decide` sees no Python object but numbers, so that it can be compiled.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    version: ClassVar[str] = "1"
    Params: ClassVar[type[StrategyParams]] = StrategyParams
    Row: ClassVar[Any]
    REASONS: ClassVar[tuple[str, ...]] = ("",)
    PRESETS: ClassVar[dict[str, dict[str, Any]]] = {}
    bar_seconds: ClassVar[int] = 0
    every_quote: ClassVar[bool] = False

    @classmethod
    def is_daily(cls) -> bool:
        """Tell whether it is live at the closes of daily bars."""
        return not cls.bar_seconds and not cls.every_quote

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


def checked(strategy: type[Strategy], decision: Decision) -> Decision:
    """Give a decision back that can be done; raises ValueError that says what cannot be.

    Signals are sorted and stored: a score that is no number would harm those of others.
    """
    action, fraction, score, reason = decision[:4]
    known = range(len(strategy.REASONS))
    if action not in set(Action) or reason not in known:
        raise ValueError(
            f"{strategy.name} decided action {action} for reason {reason}; actions are 0 to 3, "
            f"reasons 0 to {len(known) - 1} as in REASONS"
        )
    whole = all(math.isfinite(number) for number in (fraction, score, decision.limit))
    if not whole or not 0 <= fraction <= 1 or (action == Action.SELL and fraction == 0):
        raise ValueError(
            f"{strategy.name} decided fraction {fraction}, score {score}, limit {decision.limit}; "
            "a fraction is above 0 up to 1, all three are plain numbers"
        )
    return decision


def check_exits(params: StrategyParams) -> None:
    """Raise ValueError for a stop or target that is none: they are watched at every quote."""
    for ratio in (params.stop, params.take):
        if ratio is not None and not ratio > 0:
            raise ValueError(f"stop and take are ratios above 0, not {ratio}; 0.05 is 5 %")
    if params.take_ticks < 0:
        raise ValueError(f"take_ticks is {params.take_ticks}; it must be 0 or more")


def canonical(params: StrategyParams) -> str:
    """Write parameters as canonical JSON."""
    return json.dumps(params.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))


def params_hash(strategy: type[Strategy], params: StrategyParams) -> str:
    """Hash the strategy's name, version and parameters: SHA-256, hexadecimal."""
    text = f"{strategy.name}/{strategy.version}/{canonical(params)}"
    return hashlib.sha256(text.encode()).hexdigest()


def parse_params(strategy: type[Strategy], given: dict[str, Any]) -> StrategyParams:
    """Build parameters; raises InputError naming a bad value and what is allowed instead."""
    try:
        return strategy.Params(**given)
    except ValidationError as error:
        raise wrong_params(strategy.name, strategy.Params, error) from error


def typed_value(text: str) -> str:
    """Read a parameter's value as people type it: ``4%`` is 0.04."""
    number = text.strip()
    if not number.endswith("%"):
        return number
    try:
        return str(Decimal(number.removesuffix("%")) / 100)
    except ArithmeticError:
        return text

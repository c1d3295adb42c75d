"""What a sentence asks a chart for: a symbol, the money or the weights, and a period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.commands.base import UsageError
from bot.name_search import find_name
from bot.periods import Period, read_period
from bot.symbol_names import meant

MONEY, WEIGHTS = "money", "weights"
USUAL: Final = Period(months=6)
_KINDS: Final = {
    "자산": MONEY, "계좌": MONEY, "자산곡선": MONEY, "equity": MONEY, "account": MONEY,
    "비중": WEIGHTS, "weights": WEIGHTS, "weight": WEIGHTS, "allocation": WEIGHTS,
}  # fmt: skip
_SILENT: Final = frozenset({"최근", "지난", "동안", "last", "for", "over", "of"})


@dataclass(frozen=True, slots=True)
class ChartAsked:
    """What was understood: a symbol, or `kind` of the account; nothing when nobody said.

    A name that is not certain leaves both empty: `maybe` is what may be meant by it, `span` the
    words of the period.
    """

    symbol: str = ""
    kind: str = ""
    period: Period = USUAL
    maybe: tuple[str, ...] = ()
    span: str = ""


def understand(said: Sequence[str], names: Mapping[str, str]) -> ChartAsked:
    """Read words in any order; raises UsageError that says which are not understood."""
    words = [word for word in said if word.lower() not in _SILENT]
    read = [(word, read_period(word)) for word in words]
    periods = [period for _, period in read if period is not None]
    if len(periods) > 1:
        raise UsageError("chart.two_periods")
    period = next(iter(periods), USUAL)
    rest = " ".join(word for word, known in read if known is None)
    if not rest:
        return ChartAsked(period=period)
    kind = _KINDS.get(rest.lower(), "")
    if kind:
        return ChartAsked(kind=kind, period=period)
    found = meant(rest, names)
    if len(found) == 1:
        return ChartAsked(found[0], period=period)
    span = " ".join(word for word, known in read if known is not None)
    return ChartAsked(period=period, maybe=_maybe(rest, found, names), span=span)


def _maybe(text: str, found: Sequence[str], names: Mapping[str, str]) -> tuple[str, ...]:
    likely = tuple(found) or find_name(tuple(text.split()), names).symbols
    if not likely:
        raise UsageError("chart.no_symbol", found=text)
    return likely

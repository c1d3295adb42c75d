"""What a sentence asks a chart for: a symbol, the money or the weights, and a period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.commands.base import UsageError
from bot.periods import Period, read_period
from bot.symbol_names import NAMES, meant

MONEY, WEIGHTS = "money", "weights"
USUAL: Final = Period(months=6)
_KINDS: Final = {
    "자산": MONEY, "계좌": MONEY, "자산곡선": MONEY, "equity": MONEY, "account": MONEY,
    "비중": WEIGHTS, "weights": WEIGHTS, "weight": WEIGHTS, "allocation": WEIGHTS,
}  # fmt: skip
_SILENT: Final = frozenset({"최근", "지난", "동안", "last", "for", "over", "of"})


@dataclass(frozen=True, slots=True)
class ChartAsked:
    """What was understood: a symbol, or `kind` of the account; nothing when nobody said."""

    symbol: str = ""
    kind: str = ""
    period: Period = USUAL


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
    return ChartAsked("" if kind else _symbol(rest, names), kind, period)


def _symbol(text: str, names: Mapping[str, str]) -> str:
    found = meant(text, names)
    if not found:
        raise UsageError("chart.no_symbol", found=text)
    if len(found) > 1:
        several = ", ".join(f"{names.get(s, NAMES.get(s, ''))} {s}" for s in found)
        raise UsageError("chart.several", found=text, several=several)
    return found[0]

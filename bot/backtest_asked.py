"""What a sentence asks a backtest for: the strategy, symbols, a period, parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot.backtest_job import BacktestAsked
from bot.commands.base import UsageError
from bot.locale.catalogue import Catalogue
from bot.periods import Period, read_period
from bot.strategy_names import StrategyNames
from bot.symbol_names import NAMES, doubted, meant
from core.domain.instrument import SYMBOL
from core.registry import Registry
from core.strategies.base import Strategy

MOST: Final = 20
USUAL: Final = Period(months=36)
# Names of strategies and symbols have up to four words.
_LONGEST: Final = 4
# Pairs that are no parameter of a strategy.
_COSTS: Final = {
    "commission": "commission", "수수료": "commission", "market": "market", "시장": "market",
}  # fmt: skip
_SILENT: Final = frozenset({"최근", "지난", "동안", "last", "for", "over", "of"})


def understand(
    said: Sequence[str],
    *,
    strategies: Registry[type[Strategy]],
    names: Mapping[str, str],
    words: Catalogue,
) -> BacktestAsked:
    """Read words in any order; raises UsageError that says which word is not understood."""
    pairs = tuple(word for word in said if "=" in word)
    costs = {_COSTS[key]: value for key, value in map(_pair, pairs) if key in _COSTS}
    sets = tuple(word for word in pairs if _pair(word)[0] not in _COSTS)
    period, rest = _period(_words(said))
    name, rest = _strategy(rest, StrategyNames(strategies, words, presets=True))
    strategy = next(n for n, one in strategies if name == n or name in one.PRESETS)
    symbols = tuple(dict.fromkeys(_symbols(rest, names)))
    if len(symbols) > MOST:
        raise UsageError("backtest.too_many", found=len(symbols), most=MOST)
    return BacktestAsked(name, strategy, symbols, period, sets, **costs)


def _pair(word: str) -> tuple[str, str]:
    key, _, value = word.partition("=")
    return key.lower(), value


def _words(said: Sequence[str]) -> list[str]:
    """Give what is no setting, one word each, without those that say nothing."""
    parts = (part for word in said if "=" not in word for part in word.split(","))
    return [part for part in parts if part and part.lower() not in _SILENT]


def _period(rest: Sequence[str]) -> tuple[Period, list[str]]:
    """Find the period, three years when there is none, and give the words that are left."""
    read = [(word, read_period(word)) for word in rest]
    periods = [period for _, period in read if period]
    if len(periods) > 1:
        raise UsageError("backtest.two_periods")
    return next(iter(periods), USUAL), [word for word, period in read if period is None]


def _strategy(rest: list[str], known: StrategyNames) -> tuple[str, list[str]]:
    """Find the strategy and give the words that are left; the longest name counts."""
    if not rest:
        raise UsageError("backtest.which", known=known.known)
    for size in range(min(_LONGEST, len(rest)), 0, -1):
        for at in range(len(rest) - size + 1):
            name = known.find(" ".join(rest[at : at + size]))
            if name is not None:
                return name, rest[:at] + rest[at + size :]
    raise UsageError("backtest.no_strategy", found=" ".join(rest), known=known.known)


def _symbols(rest: Sequence[str], names: Mapping[str, str]) -> Iterator[str]:
    """Find symbols in words that are left, the longest name first."""
    left = list(rest)
    while left:
        for size in range(min(_LONGEST, len(left)), 0, -1):
            text = " ".join(left[:size])
            found = meant(text, names)
            if len(found) == 1:
                yield found[0]
                del left[:size]
                break
            maybe = found or doubted(text, names)
            if maybe:
                several = ", ".join(f"{names.get(s, NAMES.get(s, ''))} {s}" for s in maybe)
                raise UsageError("backtest.several", found=text, several=several)
        else:
            # A share without a name here may have bars all the same.
            if not _is_code(left[0]):
                raise UsageError("backtest.no_symbol", found=left[0])
            yield left.pop(0).upper()


def _is_code(word: str) -> bool:
    return SYMBOL.fullmatch(word.upper()) is not None and any(map(str.isdigit, word))

"""Reads what a stop or its lifting speaks of from the first words said."""

from __future__ import annotations

import difflib
from typing import Final

from bot.context import Context
from bot.strategy_names import StrategyNames
from bot.valuation import DEADLINE_S, names, symbol_of
from core.domain.switches import HaltLevel, Scope, ScopeKind, broker_of

ALL: Final = frozenset({"all", "전체", "전부", "모두"})
BROKERS: Final = frozenset({"paper", "kis"})
KINDS: Final = {
    "broker": ScopeKind.BROKER, "증권사": ScopeKind.BROKER,
    "strategy": ScopeKind.STRATEGY, "전략": ScopeKind.STRATEGY,
    "symbol": ScopeKind.SYMBOL, "종목": ScopeKind.SYMBOL,
}  # fmt: skip


async def scope_of(
    context: Context, words: tuple[str, ...], *, wait_s: float = DEADLINE_S
) -> tuple[Scope, tuple[str, ...]]:
    """Give the scope that the first words name, and the words left.

    A word that names nothing belongs to the reason, and everything is meant: a stop of
    something that does not exist would stop nothing. `wait_s` bounds the look for names.
    """
    first = words[0]
    if first.lower() in ALL:
        return Scope(), words[1:]
    # A stop that was set from outside may name anything, and must be liftable by that name.
    engaged = context.uow.switches.get(first)
    if engaged is not None and engaged.level is not HaltLevel.NONE:
        return engaged.scope, words[1:]
    kind, key, rest = _named(words)
    titled, left = StrategyNames(context.strategies, context.words).first((key, *rest))
    if titled and kind in (None, ScopeKind.STRATEGY):
        return Scope(ScopeKind.STRATEGY, titled), left
    found = await _find(context, kind, key, wait_s=wait_s)
    return (Scope(), words) if found is None else (found, rest)


async def likely(context: Context, words: tuple[str, ...]) -> tuple[str, ...]:
    """Give up to three names like the one said; any likeness when its kind was said."""
    kind, key, _ = _named(words)
    known: dict[str, ScopeKind] = dict.fromkeys(context.strategies.names(), ScopeKind.STRATEGY)
    known |= dict.fromkeys(brokers(context), ScopeKind.BROKER)
    for symbol, name in (await names(context)).items():
        known |= {symbol: ScopeKind.SYMBOL, name: ScopeKind.SYMBOL}
    meant = [name for name, of in known.items() if kind in (None, of)]
    return tuple(difflib.get_close_matches(key, meant, n=3, cutoff=0.7 if kind is None else 0.4))


def how_to_resume(context: Context, scope: Scope) -> str:
    """Say what lifts a stop; one of less than everything has to be named."""
    return context.t("halt.how_to_resume", of=context.words.lift(scope.key))


def _named(words: tuple[str, ...]) -> tuple[ScopeKind | None, str, tuple[str, ...]]:
    """Split `symbol:005930`, `symbol 005930` and a bare name into kind, name and the rest."""
    kind, colon, key = words[0].partition(":")
    if colon and kind in KINDS:
        return KINDS[kind], key, words[1:]
    if words[0].lower() in KINDS and len(words) > 1:
        return KINDS[words[0].lower()], words[1], words[2:]
    return None, words[0], words[1:]


async def _find(
    context: Context, kind: ScopeKind | None, key: str, *, wait_s: float
) -> Scope | None:
    name = key.lower()
    if kind in (None, ScopeKind.BROKER) and name in brokers(context):
        return Scope(ScopeKind.BROKER, name)
    if kind in (None, ScopeKind.SYMBOL):
        symbol = await symbol_of(context, key, wait_s=wait_s)
        return Scope(ScopeKind.SYMBOL, symbol) if symbol else None
    return None


def brokers(context: Context) -> frozenset[str]:
    """Give the names of brokers that a stop may speak of."""
    return BROKERS | {broker_of(account.id) for account in context.uow.accounts.all()}

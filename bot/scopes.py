"""Reads what a stop or its lifting speaks of from the first word said."""

from __future__ import annotations

from typing import Final

from bot.context import Context
from bot.valuation import symbol_of
from core.domain.switches import Scope, ScopeKind

ALL: Final = frozenset({"all", "전체", "전부", "모두"})


async def scope_of(context: Context, words: tuple[str, ...]) -> tuple[Scope, tuple[str, ...]]:
    """Give the scope that the first word names, and the words left.

    A word that names nothing belongs to the reason, and everything is meant.
    """
    first, rest = words[0], words[1:]
    if first.lower() in ALL:
        return Scope(), rest
    if first.lower() in context.strategies.names():
        return Scope(ScopeKind.STRATEGY, first.lower()), rest
    kind, _, key = first.partition(":")
    if key and kind in (ScopeKind.SYMBOL, ScopeKind.STRATEGY):
        return Scope(ScopeKind(kind), key), rest
    symbol = await symbol_of(context, first)
    return (Scope(ScopeKind.SYMBOL, symbol), rest) if symbol else (Scope(), words)

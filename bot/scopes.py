"""Reads what a stop or its lifting speaks of from the first word said."""

from __future__ import annotations

from typing import Final

from bot.context import Context
from bot.valuation import symbol_of
from core.domain.switches import HaltLevel, Scope, ScopeKind

ALL: Final = frozenset({"all", "전체", "전부", "모두"})


async def scope_of(context: Context, words: tuple[str, ...]) -> tuple[Scope, tuple[str, ...]]:
    """Give the scope that the first word names, and the words left.

    A word that names nothing belongs to the reason, and everything is meant: a stop of
    something that does not exist would stop nothing.
    """
    first, rest = words[0], words[1:]
    if first.lower() in ALL:
        return Scope(), rest
    if first.lower() in context.strategies.names():
        return Scope(ScopeKind.STRATEGY, first.lower()), rest
    kind, _, key = first.partition(":")
    if kind == ScopeKind.STRATEGY and key.lower() in context.strategies.names():
        return Scope(ScopeKind.STRATEGY, key.lower()), rest
    # A stop that was set from outside may name anything, and must be liftable by that name.
    engaged = context.uow.switches.get(first)
    if engaged is not None and engaged.level is not HaltLevel.NONE:
        return engaged.scope, rest
    symbol = await symbol_of(context, key if kind == ScopeKind.SYMBOL else first)
    return (Scope(ScopeKind.SYMBOL, symbol), rest) if symbol else (Scope(), words)

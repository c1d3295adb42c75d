"""Words of the health checks, each red one with what to do."""

from __future__ import annotations

from collections.abc import Sequence

from bot.context import Check, Context
from bot.locale.catalogue import Catalogue


def rows(context: Context, checks: Sequence[Check], *, only_red: bool = False) -> list[str]:
    """Write one line a check; red ones are followed by their remedy."""
    shown = [c for c in checks if not (c.ok and only_red)]
    return [line for c in shown for line in (line_of(c, context.words), *_fix(context, c))]


def line_of(check: Check, words: Catalogue) -> str:
    """Write what was looked at, how it is, and what was found."""
    name = words.either(f"check.{check.name}", check.name)
    mark = "✓" if check.ok else "✗"
    # What was found is a key where a library's own words would be in another language.
    text = words.either(check.text, words.told(check.text))
    return f"{mark} {name}: {text}" if text else f"{mark} {name}"


def remedy_of(check: Check, words: Catalogue) -> str:
    """Say what to do about a red check, empty when nobody can tell."""
    usual = words.either(f"fix.{check.name}", "")
    # A key without words gives way to the usual remedy; anything else is said as it is.
    said = "" if check.fix.startswith("fix.") else check.fix
    return words.either(check.fix, said) or usual


def _fix(context: Context, check: Check) -> list[str]:
    remedy = "" if check.ok else remedy_of(check, context.words)
    return [f"  → {remedy}"] if remedy else []

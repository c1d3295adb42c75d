"""Words of the health checks, each red one with what to do."""

from __future__ import annotations

from collections.abc import Sequence

from bot.context import Check, Context


def rows(context: Context, checks: Sequence[Check], *, only_red: bool = False) -> list[str]:
    """Write one line a check; red ones are followed by their remedy."""
    shown = [c for c in checks if not (c.ok and only_red)]
    return [line for c in shown for line in (_head(context, c), *_fix(context, c))]


def _head(context: Context, check: Check) -> str:
    name = context.words.either(f"check.{check.name}", check.name)
    mark = "✓" if check.ok else "✗"
    # What was found is a key where a library's own words would be in another language.
    text = context.words.either(check.text, check.text)
    return f"{mark} {name}: {text}" if text else f"{mark} {name}"


def _fix(context: Context, check: Check) -> list[str]:
    if check.ok:
        return []
    usual = context.words.either(f"fix.{check.name}", "")
    # A key without words gives way to the usual remedy; anything else is said as it is.
    said = "" if check.fix.startswith("fix.") else check.fix
    remedy = context.words.either(check.fix, said) or usual
    return [f"  → {remedy}"] if remedy else []

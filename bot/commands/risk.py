"""`risk`: every limit with what is used of it; `risk set LIMIT VALUE` binds oneself (M11)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Self

from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.limit_names import amount, named
from bot.limits_used import OF_A_DAY, used_now
from bot.reply import Lines, Paragraph, Reply, plain
from bot.valuation import value
from core.domain.calendar import trading_date
from core.domain.journal import Severity
from core.domain.limits import CEILINGS, UNITS, Limits, value_of
from core.domain.wanted import SetLimit
from core.flow.limit_changes import said_of

_VERBS: Final = {
    "set": "set", "설정": "set", "바꿔": "set", "정해": "set",
    "withdraw": "withdraw", "cancel": "withdraw", "취소": "withdraw", "철회": "withdraw",
}  # fmt: skip
# What a limit is called among the settings, where that differs.
_FIELDS: Final = {
    "order_won": "max_order_won", "order_shares": "max_order_shares",
    "turnover_won": "day_turnover", "repeat_orders": "repeat_limit",
}  # fmt: skip
_SETTINGS: Final = frozenset({"default", "settings", "기본", "설정값"})


class RiskArgs(Args):
    """A verb or none, a limit's name, and its value."""

    verb: str = ""
    name: str = ""
    value: str = ""

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Read verb, name and value; raises UsageError for a change of what is no limit."""
        said = words[0].lower() if words else ""
        verb = _VERBS.get(said, "")
        name, rest = named(words[1:] if verb else words)
        if name:
            return cls(verb=verb or "set", name=name, value=" ".join(rest))
        if verb or re.search("[0-9]", " ".join(words)):
            raise UsageError("limit.unknown", found=" ".join(rest) or said)
        # "한도 얼마나 남았어?" asks for the list.
        return cls()


@command("risk", ko=("위험", "한도"), args=RiskArgs, changes=True)
async def handle(context: Context, args: RiskArgs) -> Reply:
    """Show the limits, or change one; the engine takes an admin's change alone."""
    if not args.name:
        return await _shown(context)
    if args.verb == "set" and not args.value:
        return await _shown(context, only=args.name)
    result = await context.door.ask(_wish(context, args))
    severity = Severity.INFO if result.ok else Severity.WARNING
    reply = plain(context.words.said(result.key, result.fields), severity=severity)
    return Reply(context.t("limit.title"), reply.blocks, severity=severity, mode=context.mode)


def _wish(context: Context, args: RiskArgs) -> SetLimit:
    if args.verb == "withdraw":
        return SetLimit(context.actor, args.name, withdraw=True)
    if args.value.lower() in _SETTINGS:
        return SetLimit(context.actor, args.name)
    wanted = amount(args.name, args.value)
    if wanted is None:
        unit = context.t(f"limit.unit_{UNITS[args.name]}")
        raise UsageError("limit.value", found=args.value, unit=unit)
    return SetLimit(context.actor, args.name, wanted)


async def _shown(context: Context, *, only: str = "") -> Reply:
    limits, used = context.limits_now, used_now(context, await value(context))
    names = [only] if only else list(UNITS)
    rows = [line for name in names for line in _rows(context, name, limits, used)]
    how = context.t("limit.how")
    return Reply(context.t("limit.title"), (Lines(tuple(rows)), Paragraph(how)), mode=context.mode)


def _rows(context: Context, name: str, limits: Limits, used: Mapping[str, Decimal]) -> list[str]:
    """Give a limit in a line, then what is used and left, whose it is, and what is pending."""
    limit = value_of(limits, name)
    rows = [_said(context, name, limit)]
    if name in used:
        left = max(Decimal(0), limit - used[name])
        spent, rest = _bare(context, name, used[name]), _bare(context, name, left)
        key = "limit.used" if name in OF_A_DAY else "limit.used_now"
        rows.append("  " + context.t(key, used=spent, left=rest))
    return [*rows, "  " + _source(context, name), *_pending(context, name)]


def _source(context: Context, name: str) -> str:
    own = context.own_limits().get(name)
    held = own.on(trading_date(context.now)) if own else None
    key = "own" if held and held.value else "settings"
    if key == "settings" and _FIELDS.get(name, name) not in context.settings.model_fields_set:
        key = "shipped"
    top = CEILINGS.get(name)
    ceiling = context.t("limit.ceiling", most=_bare(context, name, top)) if top else ""
    source = context.t(f"limit.from_{key}", by=held.by if held else "")
    return " · ".join(part for part in (source, ceiling) if part)


def _pending(context: Context, name: str) -> list[str]:
    own = context.own_limits().get(name)
    held = own.on(trading_date(context.now)) if own else None
    if held is None or not held.next_value:
        return []
    value = _bare(context, name, Decimal(held.next_value))
    return ["  " + context.t("limit.pending", day=held.since, value=value, by=held.by)]


def _said(context: Context, name: str, limit: Decimal) -> str:
    return context.words.saying(said_of(name, limit))


def _bare(context: Context, name: str, value: Decimal) -> str:
    """Write a value in the limit's unit, without the limit's name."""
    unit = UNITS[name]
    if unit == "won":
        return context.words.won(int(value))
    if unit == "ratio":
        return f"{(value * 100).quantize(Decimal('0.01')).normalize():f}%"
    key = {"shares": "unit.shares", "s": "unit.seconds"}.get(unit)
    return context.t(key, shares=int(value), seconds=int(value)) if key else f"{int(value):,}"

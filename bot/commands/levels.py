"""`levels stop|take|breakeven SYMBOL [5%|PRICE|off] [WHOSE]`: where a holding is asked out of."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, cast

from bot.commands.base import UsageError, command
from bot.context import Context
from bot.level_lines import level_lines
from bot.name_search import find_name
from bot.pick_stock import which_to_write
from bot.quote_now import quote_now
from bot.reply import Lines, Paragraph, Reply, plain
from bot.trade import TradeArgs
from bot.trade_words import TradeWords, parse_trade
from bot.valuation import names
from core.domain.journal import Severity
from core.domain.levels import LevelKind
from core.domain.money import Won
from core.domain.wanted import SetLevel

KINDS: Final = ("stop", "take", "breakeven")
OFF: Final = frozenset({"off", "none", "없음", "해제", "끔"})


@command(
    "levels", ko=("손절선", "손절익절"), args=TradeArgs, changes=True,
    means={
        "손절": ("stop",), "stoploss": ("stop",), "익절": ("take",), "takeprofit": ("take",),
        "본전": ("breakeven",), "breakeven": ("breakeven",),
    },
)  # fmt: skip
async def handle(context: Context, args: TradeArgs) -> Reply:
    """Set a level, or list those that are set."""
    known = await names(context)
    if not args.words:
        return _list(context, known)
    if args.words[0] not in KINDS or len(args.words) < 2:
        raise UsageError("levels.what")
    kind = cast("LevelKind", args.words[0])
    found = find_name(args.words[1:], known)
    if found.alike or len(found.symbols) != 1:
        verb, rest = context.t(f"levels.verb_{kind}"), " ".join(found.rest)
        return which_to_write(
            context, found, args.words[1], known, lambda s: f"{verb} {s} {rest}".strip()
        )
    off = bool(found.rest) and found.rest[0].lower() in OFF
    said = parse_trade(found.rest[off:], frozenset(context.strategies.names()))
    wish = await _wish(context, kind, found.symbols[0], said, off=off)
    result = await context.door.ask(wish)
    fields = dict(result.fields)
    if "owner" in fields:
        fields["owner"] = context.owner(str(fields["owner"]))
    if "owners" in fields:
        fields["owners"] = _owners(context, str(fields["owners"]))
    severity = Severity.INFO if result.ok else Severity.WARNING
    return plain(context.words.said(result.key, fields), severity=severity)


async def _wish(
    context: Context, kind: LevelKind, symbol: str, said: TradeWords, *, off: bool
) -> SetLevel:
    """Make the wish; raises UsageError when no level was said, or one that cannot be."""
    quote = await quote_now(context, symbol)
    if kind == "breakeven":
        return SetLevel(context.actor, symbol, kind, owner=said.owner, quote=quote)
    price, ratio = _level(said)
    try:
        return SetLevel(context.actor, symbol, kind, price, ratio, off, said.owner, quote)
    except ValueError as error:
        raise UsageError("levels.how", kind=context.t(f"levels.kind_{kind}")) from error


def _level(said: TradeWords) -> tuple[Won, Decimal | None]:
    """Give price and ratio as said; a number of shares or without a unit is no level (below 0)."""
    size = said.size
    if said.bare or said.market or (size is not None and size.shares):
        return -1, None
    budget = size.budget if size is not None and size.budget is not None else 0
    # `5% 47000원` says two levels.
    return said.limit or budget, size.fraction if size is not None else None


def _owners(context: Context, owners: str) -> str:
    pairs = (entry.partition("=") for entry in owners.split())
    return ", ".join(
        f"{context.owner(owner)} {context.t('unit.shares', shares=int(held))}"
        for owner, _, held in pairs
    )


def _list(context: Context, known: dict[str, str]) -> Reply:
    title, rows = context.t("levels.title"), level_lines(context, context.uow.books.all(), known)
    if not rows:
        return Reply(title, (Paragraph(context.t("levels.none")),), mode=context.mode)
    return Reply(title, (Lines(tuple(rows)),), mode=context.mode)

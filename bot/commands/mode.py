"""`mode [SCOPE] [signal|confirm|auto WON DAY_WON REASON]`: how a wish becomes an order."""

from __future__ import annotations

from typing import Final

from bot.commands.base import UsageError, command
from bot.context import Context
from bot.mode_text import mode_line, scope_name
from bot.reply import Fields, Paragraph, Reply, plain
from bot.strategy_names import StrategyNames
from bot.text import clean
from bot.trade import TradeArgs
from bot.trade_words import won_in
from core.domain.calendar import trading_date
from core.domain.journal import Severity
from core.domain.modes import EVERYTHING, ModeRule, OrderMode, SetMode
from core.domain.money import Won
from core.flow.modes import in_force

MODES: Final = {
    OrderMode.SIGNAL: ("signal", "signal-only", "신호", "신호만", "알림만"),
    OrderMode.CONFIRM: ("confirm", "ask", "확인", "하나씩", "물어보기"),
    OrderMode.AUTO: ("auto", "automatic", "자동", "자동으로"),
}
_WORDS: Final = {word: mode for mode, words in MODES.items() for word in words}
_ALL: Final = frozenset({"all", "전체", "전부", "모두"})
# Said between the amounts: `한 번 50만원 하루 200만원`, `500000won a day 2000000won`.
_FILL: Final = frozenset({"한번", "한", "번", "하루", "하루에", "까지", "each", "a", "day"})
LONGEST: Final = 120


@command("mode", ko=("모드",), args=TradeArgs, changes=True)
async def handle(context: Context, args: TradeArgs) -> Reply:
    """Show the modes, or ask the engine for another one."""
    if not args.words:
        return _list(context)
    scope, rest = _scope(context, args.words)
    mode = _WORDS.get(rest[0].lower()) if rest else None
    if mode is None:
        raise UsageError("mode.what", found=clean(" ".join(rest or args.words), LONGEST))
    result = await context.door.ask(_wish(context, scope, mode, rest[1:]))
    return plain(
        context.words.said(result.key, result.fields),
        title=context.t("mode.title"),
        severity=Severity.INFO if result.ok else Severity.WARNING,
    )


def _scope(context: Context, words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Give the strategy that was named first, else everything, and the words left."""
    first = words[0].lower()
    if first in _ALL:
        return EVERYTHING, words[1:]
    found, rest = StrategyNames(context.strategies, context.words).first(words)
    return (found or EVERYTHING), rest


def _wish(context: Context, scope: str, mode: OrderMode, words: tuple[str, ...]) -> SetMode:
    amounts: list[Won] = []
    rest = list(words)
    while rest and len(amounts) < 2:
        won = won_in(rest[0].lower().removesuffix("까지"))
        if not won and rest[0].lower() not in _FILL:
            break
        amounts += [won] if won else []
        rest.pop(0)
    if mode is OrderMode.AUTO and len(amounts) < 2:
        raise UsageError("mode.amounts")
    order, day = (*amounts, 0, 0)[:2]
    reason = clean(" ".join(rest), LONGEST)
    return SetMode(scope, mode, context.actor, order, day, reason)


def _list(context: Context) -> Reply:
    today = trading_date(context.now).isoformat()
    scopes = (EVERYTHING, *sorted(context.strategies.names()))
    rows = [row for scope in scopes for row in _rows(context, scope, today)]
    if not any(rule.since <= today for rule in in_force(context.uow, EVERYTHING)):
        name = scope_name(EVERYTHING, context.words)
        rows.insert(0, (name, context.t("mode.default")))
    blocks = (Fields(tuple(rows)), Paragraph(context.t("mode.how")))
    return Reply(context.t("mode.title"), blocks, mode=context.mode)


def _rows(context: Context, scope: str, today: str) -> list[tuple[str, str]]:
    title = "" if scope == EVERYTHING else context.owner(scope)
    name = scope_name(scope, context.words, title)
    held = [r for r in in_force(context.uow, scope) if r.since <= today][-1:]
    coming = [r for r in in_force(context.uow, scope) if r.since > today]
    return [(name, _line(context, rule, coming=rule.since > today)) for rule in (*held, *coming)]


def _line(context: Context, rule: ModeRule, *, coming: bool) -> str:
    line = mode_line(rule, context.words)
    return context.t("mode.coming", since=rule.since, line=line) if coming else line

"""`whynot SYMBOL [STRATEGY]`: the first gate that stopped a purchase, from stored records (M18)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Final, Self

from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.name_search import find_name
from bot.pick_stock import which_to_show
from bot.reply import Block, Button, Fields, Lines, Paragraph, Reply
from bot.strategy_names import StrategyNames
from bot.trace import gather
from bot.valuation import names
from bot.whynot_gate import gate_of
from bot.whynot_values import value_rows
from core.domain.calendar import kst_text, trading_date
from core.domain.signal import Side, Signal
from core.flow.considered import Considered, considered, row_name
from core.strategies.attempt import attempt, source_of
from core.strategies.base import Strategy, Trouble, parse_params

BACK: Final = timedelta(days=14)


class WhynotArgs(Args):
    """A symbol's words, and perhaps a strategy."""

    words: tuple[str, ...] = ()

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Take the words as they are; the handler knows the names."""
        return cls(words=words)


@command("whynot", ko=("왜안샀어", "왜안"), args=WhynotArgs)
async def handle(context: Context, args: WhynotArgs) -> Reply:
    """Say for each running strategy, or the one named, what stopped it first."""
    if not args.words:
        raise UsageError("whynot.what")
    known = await names(context)
    found = find_name(args.words, known)
    if found.alike or len(found.symbols) != 1:
        rest = " ".join(found.rest)
        return which_to_show(
            context, found, args.words[0], known, lambda s: f"whynot {s} {rest}".strip()
        )
    symbol, wanted = found.symbols[0], _strategy(context, found.rest)
    blocks: list[Block] = []
    for name in [wanted] if wanted else _running(context):
        blocks += await _of(context, symbol, name, whole=bool(wanted))
    if not blocks:
        blocks.append(Paragraph(context.t("whynot.nobody_runs")))
    title = context.t("whynot.title", name=known.get(symbol, symbol))
    why = Button(context.t("whynot.why"), f"r:why {symbol}")
    return Reply(title, tuple(blocks), buttons=((why,),), mode=context.mode)


def _strategy(context: Context, rest: tuple[str, ...]) -> str:
    if not rest:
        return ""
    said = " ".join(rest)
    if said.casefold() in ("person", context.owner("person").casefold()):
        return "person"
    name = StrategyNames(context.strategies, context.words).find(said)
    if name is None:
        raise UsageError("whynot.strategy", found=said)
    return name


def _running(context: Context) -> list[str]:
    plans = (p.name for p in context.uow.plans.all() if p.running)
    return sorted({*plans, "person"} & {*context.strategies.names(), "person"})


async def _of(context: Context, symbol: str, name: str, *, whole: bool) -> list[Block]:
    signal, seen = await _signal(context, symbol, name), _seen(context, symbol, name)
    newer = signal is not None and (seen is None or trading_date(signal.made_at) >= seen.day)
    head = Paragraph(f"[{context.owner(name)}]")
    if signal is not None and newer:
        gate = gate_of(context, await gather(context, signal.id), signal)
        made = context.t("whynot.signal", at=kst_text(signal.made_at))
        return [head, Lines((made, *gate))]
    if seen is not None:
        return [head, *_no_signal(context, seen, whole=whole)]
    plan = context.uow.plans.get(name)
    if name == "person":
        return []
    key = "whynot.not_running" if plan is None or not plan.running else "whynot.not_seen"
    return [head, Paragraph(context.t(key))]


async def _signal(context: Context, symbol: str, name: str) -> Signal | None:
    """Give the newest wish of a strategy to buy the symbol."""
    today = trading_date(context.now)
    rows = await context.views.signals(first=today - BACK, last=today, symbol=symbol)
    mine = (s for s in rows if s.strategy == name and s.side is Side.BUY)
    return max(mine, key=lambda s: (s.made_at, s.id), default=None)


def _seen(context: Context, symbol: str, name: str) -> Considered | None:
    row = context.uow.cursors.get(row_name(name))
    return considered(row.value, name, symbol) if row is not None else None


def _no_signal(context: Context, seen: Considered, *, whole: bool) -> list[Block]:
    day = seen.day.isoformat()
    if seen.obstacle:
        return [Paragraph(context.t(f"whynot.{seen.obstacle}", day=day, have=seen.have))]
    told: list[Block] = [Paragraph(context.t("whynot.no_signal", day=day))]
    strategy = dict(context.strategies).get(seen.strategy)
    if strategy is None:
        return told
    told.append(Fields(_indicators(context, strategy, seen)))
    if not whole:
        return [*told, Paragraph(context.t("whynot.more", strategy=seen.strategy))]
    return [*told, Paragraph(context.t("whynot.exact")), Fields(value_rows(strategy, seen))]


def _indicators(
    context: Context, strategy: type[Strategy], seen: Considered
) -> tuple[tuple[str, str], ...]:
    """Give the values in the strategy's own words; none where its code fails."""
    params = parse_params(strategy, seen.params)
    row = strategy.Row(*seen.row)
    said = attempt(partial(strategy.explain, row, seen.reason, params), source=source_of(strategy))
    if isinstance(said, Trouble):
        return ()
    return tuple((context.words.told(name), value) for name, value in said[1])

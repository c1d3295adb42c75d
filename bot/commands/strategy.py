"""`strategy`: list them, start and stop them, see and set their parameters."""

from __future__ import annotations

import json
from typing import Any, Final, Self

from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.reply import Block, Code, Fields, Lines, Paragraph, Reply, plain
from bot.strategy_names import StrategyNames
from core.domain.commands import SetStrategy
from core.domain.journal import Severity
from core.domain.plan import StrategyPlan
from core.domain.position import Book
from core.domain.results import Result
from core.flow.failing import failed_name
from core.flow.lots import stage_of
from core.strategies.base import Strategy

VERBS: Final = {
    "": "list", "list": "list", "목록": "list",
    "start": "start", "on": "start", "시작": "start",
    "stop": "stop", "off": "stop", "중지": "stop", "정지": "stop",
    "set": "set", "설정": "set",
}  # fmt: skip


class StrategyArgs(Args):
    """The verb, the strategy's name, and `name=value` pairs for `set`."""

    verb: str
    name: str = ""
    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Read verb, name and pairs; raises UsageError for anything else."""
        said = words[0].lower() if words else ""
        verb = VERBS.get(said)
        if verb is None:
            raise UsageError("strategy.bad_verb", found=said)
        # Names have spaces, settings an equals sign.
        size = next((at for at, word in enumerate(words) if "=" in word), len(words))
        pairs = tuple(_pair(word) for word in words[size:])
        if pairs and verb != "set":
            raise UsageError("usage.extra", found=" ".join(words[size:]))
        return cls(verb=verb, name=" ".join(words[1:size]), pairs=pairs)


@command("strategy", ko=("전략",), args=StrategyArgs, changes=True)
async def handle(context: Context, args: StrategyArgs) -> Reply:
    """Do what the verb says; a strategy that is stopped keeps its holdings."""
    if args.verb == "list":
        return _list(context)
    strategy = _known(context, args.name)
    if args.verb == "set" and not args.pairs:
        return _parameters(context, strategy)
    if args.verb == "set":
        return await _set(context, strategy, args.pairs)
    running = args.verb == "start"
    result = await context.door.ask(SetStrategy(strategy.name, context.actor, running=running))
    return _told(context, [result])


def _pair(word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not (name and equals and value):
        raise UsageError("strategy.bad_pair", found=word)
    return name.lower(), value


def _known(context: Context, name: str) -> type[Strategy]:
    names = StrategyNames(context.strategies, context.words)
    if not name:
        raise UsageError("strategy.which", known=names.known)
    found = names.find(name)
    if found is None:
        raise UsageError("strategy.unknown", found=name, known=names.known)
    return context.strategies.get(found)


def _list(context: Context) -> Reply:
    blocks: list[Block] = []
    for name, strategy in context.strategies:
        plan = context.uow.plans.get(name)
        state = _state(context, strategy, plan)
        blocks.append(Paragraph(f"{context.words.strategy(name, strategy.title)} ({name})"))
        blocks.append(Fields(((f"  {context.t('strategy.state')}", state),)))
    title = context.t("strategy.title")
    return Reply(title, (*blocks, Paragraph(context.t("strategy.how"))), mode=context.mode)


def _state(context: Context, strategy: type[Strategy], plan: StrategyPlan | None) -> str:
    """Say whether it runs, and why it would say nothing."""
    if strategy.bar_seconds:
        return context.t("strategy.no_feed_yet", minutes=strategy.bar_seconds // 60)
    if plan is None or not plan.running:
        return context.t("strategy.off")
    failed = context.uow.cursors.get(failed_name(strategy.name))
    if failed is not None and failed.value:
        return context.t("strategy.failed", why=failed.value)
    told = context.t("strategy.on")
    if strategy.every_quote and not _values(strategy, plan).get("symbols"):
        told = f"{told}. {context.t('strategy.no_symbols', name=strategy.name)}"
    return told


def _stages(context: Context, strategy: type[Strategy], symbols: list[str]) -> list[Block]:
    """Tell where the loop of each symbol stands."""
    books = [Book(strategy.name, symbol) for symbol in symbols]
    held = [context.uow.books.get(f"{b.owner}:{b.symbol}") or b for b in books]
    stages = [(b.symbol, context.t(f"stage.{stage_of(context.uow, b)}")) for b in held]
    return [Fields((row,)) for row in stages]


def _parameters(context: Context, strategy: type[Strategy]) -> Reply:
    values = _values(strategy, context.uow.plans.get(strategy.name))
    blocks: list[Block] = []
    for name, field in strategy.Params.model_fields.items():
        blocks.append(Fields(((name, str(values.get(name))),)))
        told = context.words.parameter(strategy.name, name, field.description or "")
        if told:
            blocks.append(Lines((f"  {told}",)))
    if strategy.every_quote:
        blocks += _stages(context, strategy, values.get("symbols") or [])
    example = next(iter(strategy.Params.model_fields))
    usage = Code(
        context.t("strategy.how_to_set", name=strategy.name, set=f"{example}={values.get(example)}")
    )
    title = context.words.strategy(strategy.name, strategy.title)
    return Reply(f"{title} ({strategy.name})", (*blocks, usage), mode=context.mode)


def _values(strategy: type[Strategy], plan: StrategyPlan | None) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(plan.params) if plan else {}
    return strategy.Params().model_dump(mode="json") | stored


async def _set(
    context: Context, strategy: type[Strategy], pairs: tuple[tuple[str, str], ...]
) -> Reply:
    """Set one after the other and stop at the first that is refused; the reply names each."""
    results: list[Result] = []
    for parameter, value in pairs:
        command_ = SetStrategy(strategy.name, context.actor, parameter=parameter, value=value)
        results.append(await context.door.ask(command_))
        if not results[-1].ok:
            break
    return _told(context, results)


def _told(context: Context, results: list[Result]) -> Reply:
    # The engine names the strategy in its own language; its id is the answer's subject.
    named = [(r, {"name": context.owner(r.subject)} if r.subject else {}) for r in results]
    text = "\n".join(context.words.said(r.key, {**r.fields, **name}) for r, name in named)
    bad = any(not r.ok for r in results)
    return plain(
        text, title=context.t("strategy.title"), severity=Severity.WARNING if bad else Severity.INFO
    )

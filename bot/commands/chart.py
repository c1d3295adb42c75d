"""`chart`: prices with fills, stop and target; the account's money and falls; its weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Self

from bot.chart_account import money_view, weights_view
from bot.chart_asked import MONEY, WEIGHTS, ChartAsked, understand
from bot.chart_job import View
from bot.chart_prices import price_view
from bot.chart_room import ChartRoom, NotDrawn
from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.pick_stock import likely_ones
from bot.reply import Block, Button, Fields, Paragraph, Picture, Reply
from bot.symbol_names import NAMES
from bot.valuation import listed, names
from core.domain.instrument import Instrument

SPANS: Final = ("1m", "3m", "6m", "1y", "3y")


class ChartArgs(Args):
    """Words in any order: a symbol or the account's side, and a period."""

    said: tuple[str, ...]

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Keep the words: what they mean goes by the names that there are."""
        return cls(said=words)


@command("chart", ko=("차트", "그래프"), args=ChartArgs, slow=True)
async def handle(context: Context, args: ChartArgs) -> Reply:
    """Answer with a picture, and its figures in words."""
    if context.charts is None:
        raise UsageError("chart.off")
    known = await names(context)
    asked = understand(args.said, known)
    if asked.maybe:
        named = {s: NAMES.get(s, s) for s in asked.maybe} | known
        return likely_ones(context, asked.maybe, named, lambda s: f"chart {s} {asked.span}".strip())
    if not asked.symbol and not asked.kind:
        return _which(context, known)
    view = await _view(context, context.charts, asked, known)
    return await _reply(context, context.charts, asked, view)


async def _view(
    context: Context, room: ChartRoom, asked: ChartAsked, known: Mapping[str, str]
) -> View:
    if asked.kind == MONEY:
        return await money_view(context, asked.period)
    if asked.kind == WEIGHTS:
        return await weights_view(context)
    found = await listed(context, asked.symbol)
    instrument = found or Instrument(asked.symbol, known.get(asked.symbol, asked.symbol))
    return await price_view(context, room, instrument, asked.period)


async def _reply(context: Context, room: ChartRoom, asked: ChartAsked, view: View) -> Reply:
    blocks: list[Block] = [
        Paragraph(view.subtitle),
        Fields(tuple((figure.label, figure.value) for figure in view.strip)),
    ]
    picture = None
    try:
        png = await room.draw(view, context.words.code)
        picture = Picture(f"chart-{asked.symbol or asked.kind}".lower(), png, _alt(view))
    except NotDrawn:
        blocks.append(Paragraph(context.t("chart.late")))
    return Reply(
        view.title, tuple(blocks), _buttons(context, asked), mode=context.mode, picture=picture
    )


def _alt(view: View) -> str:
    told = ", ".join(f"{figure.label} {figure.value}" for figure in view.strip[:3])
    return f"{view.title}: {told}"


def _buttons(context: Context, asked: ChartAsked) -> tuple[tuple[Button, ...], ...]:
    if asked.kind == WEIGHTS:
        return ((_turn(context, MONEY),),)
    what = asked.symbol or "equity"
    spans = [Button(context.t(f"chart.for.{span}"), f"r:chart {what} {span}") for span in SPANS]
    return (tuple(spans),) if asked.symbol else (tuple(spans), (_turn(context, WEIGHTS),))


def _turn(context: Context, kind: str) -> Button:
    said = "equity" if kind == MONEY else "weights"
    return Button(context.t(f"chart.{said}"), f"r:chart {said}")


def _which(context: Context, known: Mapping[str, str]) -> Reply:
    """Offer what is held, the money and the weights."""
    held = dict.fromkeys(b.symbol for b in context.uow.books.all() if b.shares)
    stocks = [Button(known.get(s, s), f"r:chart {s}") for s in list(held)[:8]]
    rows = [tuple(stocks[at : at + 2]) for at in range(0, len(stocks), 2)]
    both = (_turn(context, MONEY), _turn(context, WEIGHTS))
    text = f"{context.t('chart.which')}\n{context.t('usage.chart')}"
    return Reply(context.t("chart.pick"), (Paragraph(text),), (*rows, both))

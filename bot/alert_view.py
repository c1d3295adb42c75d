"""How a person's alerts are shown: the list in pages, and one of them with its buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from bot.alert_ends import until_text
from bot.alert_text import condition_text, found_text, typed
from bot.commands.quote import followed
from bot.context import Context
from bot.forms import FORM
from bot.reply import TURN, Block, Button, Fields, Lines, Paragraph, Reply
from bot.symbol_names import NAMES
from bot.turning import Page, in_rows, page_of, turning
from bot.valuation import quotes_of
from core.domain.alert import Alert, AlertState, Condition, Measure, Toward
from core.domain.bar import Quote
from core.domain.calendar import kst_text

SIZE: Final = 8
_FALL: Final = Condition(Measure.CHANGE, "", Toward.BELOW, Decimal("-0.05"))
_LOSS: Final = Condition(Measure.DAY_LOSS, "", Toward.ABOVE, Decimal("0.02"))
_FILL: Final = Condition(Measure.FILL)


def owner_of(context: Context) -> str:
    """Name the person who speaks, on whichever of their faces; empty for nobody paired."""
    user = context.uow.users.get(f"{context.actor.face}:{context.actor.user}")
    return user.who if user else ""


def mine(context: Context) -> list[Alert]:
    """Give the alerts of whoever speaks: those that may speak first, then by their numbers."""
    owner = owner_of(context)
    own = [a for a in context.uow.alerts.all() if a.owner == owner]
    return sorted(own, key=lambda a: (not a.live, a.number))


def named(context: Context, alert: Alert, known: Mapping[str, str]) -> str:
    """Write an alert's condition with the name of its stock."""
    condition = alert.condition
    name = known.get(condition.symbol, condition.symbol) or context.t("alert.all_stocks")
    lone = condition.measure is Measure.DAY_LOSS
    return condition_text(condition, context.words, "" if lone else name)


async def list_reply(
    context: Context, known: Mapping[str, str], number: int = 1, said: str = ""
) -> Reply:
    """Show a page of the alerts of whoever speaks; how to begin where there are none."""
    own = mine(context)
    blocks: list[Block] = [Paragraph(said)] if said else []
    if not own:
        return _none(context, blocks)
    page = page_of(own, number, size=SIZE)
    symbols = sorted({a.condition.symbol for a in page.rows if a.condition.symbol})
    quotes = {q.symbol: q for q in await quotes_of(context, symbols)}
    rows = [line for a in page.rows for line in _entry(context, a, quotes, known)]
    blocks += [Lines(tuple(rows)), Paragraph(context.t("alert.how"))]
    title = page.titled(context.t("alert.title"))
    return Reply(title, tuple(blocks), _list_buttons(context, page, known), mode=context.mode)


async def one_reply(
    context: Context, alert: Alert, known: Mapping[str, str], said: str = ""
) -> Reply:
    """Show one alert with what can be done about it."""
    symbol = alert.condition.symbol
    quotes = await quotes_of(context, [symbol]) if symbol else ()
    blocks: list[Block] = [Paragraph(said)] if said else []
    blocks.append(Fields(rows_of(context, alert, known, quotes)))
    title = context.t("alert.numbered", number=alert.number)
    return Reply(title, tuple(blocks), buttons_of(context, alert), mode=context.mode)


def rows_of(
    context: Context, alert: Alert, known: Mapping[str, str], quotes: Sequence[Quote]
) -> tuple[tuple[str, str], ...]:
    """Give the labelled facts of one alert."""
    won, t = context.words.won, context.t
    rows = [(t("alert.row.condition"), named(context, alert, known))]
    rows += [(t("alert.row.now"), won(quote.price)) for quote in quotes[:1]]
    if alert.condition.measure is Measure.MOVE and alert.reference:
        rows.append((t("alert.row.from"), won(alert.reference)))
    rows.append((t("alert.row.often"), t("alert.again" if alert.again else "alert.once")))
    rows.append((t("alert.row.ends"), ends_text(context, alert)))
    rows.append((t("alert.row.state"), t(f"alert.state.{alert.state.value}")))
    if alert.met_at is not None:
        value = found_text(alert.condition.measure, alert.value, context.words)
        last = t("alert.last", at=kst_text(alert.met_at, "%m-%d %H:%M"), value=value)
        rows.append((t("alert.row.last"), last))
    return tuple(rows)


def buttons_of(context: Context, alert: Alert) -> tuple[tuple[Button, ...], ...]:
    """Give what can be done about one alert; they name it by its id, so that they are its alone."""
    hears = alert.state in (AlertState.ARMED, AlertState.WAITING)
    act = "pause" if hears else "wake"
    first = (
        Button(context.t(f"alert.to_{act}"), f"{TURN}alert {act} {alert.id}"),
        Button(context.t("alert.to_delete"), f"{TURN}alert delete {alert.id}"),
    )
    second = (
        Button(context.t("alert.to_edit"), f"{FORM}alert edit {alert.number}"),
        Button(context.t("alert.to_list"), f"{TURN}alert list 1"),
    )
    return first, second


def ends_text(context: Context, alert: Alert) -> str:
    """Write until when an alert speaks."""
    if alert.ends_at is None:
        return context.t("alert.forever")
    return context.t("alert.until", at=until_text(alert.ends_at))


def _entry(
    context: Context, alert: Alert, quotes: Mapping[str, Quote], known: Mapping[str, str]
) -> tuple[str, str]:
    """Write an alert in two lines: what it waits for, and how things stand."""
    quote = quotes.get(alert.condition.symbol)
    now = context.t("alert.told_price", price=context.words.won(quote.price)) if quote else ""
    armed = alert.state is AlertState.ARMED
    state = "" if armed else context.t(f"alert.state.{alert.state.value}")
    often = context.t("alert.again" if alert.again else "alert.once")
    below = " · ".join(part for part in (now, state, often) if part)
    return f"{alert.number} {named(context, alert, known)}", f"  {below}"


def _list_buttons(
    context: Context, page: Page[Alert], known: Mapping[str, str]
) -> tuple[tuple[Button, ...], ...]:
    opens = [
        Button(_label(context, alert, known), f"{TURN}alert show {alert.id}") for alert in page.rows
    ]
    turns = turning(context, "alert list", page)
    new = Button(context.t("alert.to_new"), f"{FORM}alert")
    every = Button(context.t("alert.to_delete_all"), f"{TURN}alert delete all")
    return (*in_rows(opens), *([turns] if turns else []), (new, every))


def _label(context: Context, alert: Alert, known: Mapping[str, str]) -> str:
    symbol = alert.condition.symbol
    name = known.get(symbol, symbol) if symbol else named(context, alert, known)
    return f"{alert.number} {name}"


def _none(context: Context, blocks: list[Block]) -> Reply:
    """Say how to begin, with three that one press sets."""
    blocks.append(Paragraph(f"{context.t('alert.none_set')}\n{context.t('alert.example')}"))
    symbol = next(iter(followed(context)), context.words.example)
    name = NAMES.get(symbol) or context.words.name_of(symbol) or symbol
    wishes = (replace(_FALL, symbol=symbol), _LOSS, _FILL)
    tries = [
        Button(condition_text(wish, context.words, name),
               f"{TURN}alert {f'{wish.symbol} {typed(wish)}'.strip()}")
        for wish in wishes
    ]  # fmt: skip
    new = Button(context.t("alert.to_new"), f"{FORM}alert")
    return Reply(
        context.t("alert.title"), tuple(blocks), (*in_rows([*tries, new]),), mode=context.mode
    )

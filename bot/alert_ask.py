"""Sets an alert from words: what is missing or strange is asked back with buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from bot.alert_sense import condition_of, is_strange, needs_symbol, sided, turned
from bot.alert_text import condition_text, decimal_in, found_text, typed
from bot.alert_view import list_reply, one_reply
from bot.alert_words import BACK, SURE, AlertWords, parse_alert
from bot.commands.base import UsageError
from bot.commands.quote import followed
from bot.context import Context
from bot.name_search import LONGEST, find_name
from bot.reply import TURN, Button, Paragraph, Reply
from bot.symbol_names import doubted, meant
from bot.turning import fitting, in_rows
from bot.valuation import quotes_of
from core.domain.alert import HAPPENS, Condition, Measure, SetAlert, Toward
from core.domain.journal import Severity
from core.domain.results import Result

OFFERED: Final = 6
# What is offered where a stock was named and nothing else.
_TRIES: Final = (
    "change 5% above", "change -5% below", "52w-high", "rsi(14) 30 below", "fill", "signal",
)  # fmt: skip
_STEPS: Final = ("3%", "5%")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to be told of, as far as it was said."""

    said: AlertWords
    symbol: str = ""

    @property
    def tail(self) -> str:
        """Write how often and until when, as it was said."""
        again = {None: "", True: "again", False: "once"}[self.said.again]
        return " ".join(part for part in (again, self.said.ends.typed) if part)

    def line(self, condition: Condition | str, *more: str) -> str:
        """Give the line that sets a condition of the same stock, as often and as long."""
        text = condition if isinstance(condition, str) else typed(condition)
        return " ".join(part for part in ("alert", self.symbol, text, self.tail, *more) if part)


async def set_reply(context: Context, words: tuple[str, ...], known: Mapping[str, str]) -> Reply:
    """Set what was said, or ask for what is missing; raises UsageError for what cannot be."""
    hits, rest = stock_in(words, known)
    said = parse_alert(rest, context.now)
    if not hits and (said.left or needs_symbol(said)):
        return await _no_stock(context, said, rest, known)
    if len(hits) > 1:
        return _which(context, context.t("talk.symbol_several"), hits, rest, known)
    wish = Wish(said, hits[0] if hits else "")
    if said.left:
        raise _not_understood(context, wish, known)
    return await wished(context, wish, known)


def stock_in(words: tuple[str, ...], known: Mapping[str, str]) -> tuple[list[str], tuple[str, ...]]:
    """Find the first run of words that is a name, the longest one; give the words without it."""
    for start in range(len(words)):
        for end in range(min(len(words), start + LONGEST), start, -1):
            text = " ".join(words[start:end])
            hits = meant(text, known)
            if hits:
                return hits, words[:start] + words[end:]
            if doubted(text, known):
                return [], words
    return [], words


async def wished(context: Context, wish: Wish, known: Mapping[str, str]) -> Reply:
    """Ask the engine for what is said in full; ask the person for the rest."""
    quotes = await quotes_of(context, [wish.symbol]) if wish.symbol else ()
    price = quotes[0].price if quotes else None
    name = known.get(wish.symbol, wish.symbol)
    said = sided(wish.said, price)
    if said.measure is None:
        return _how(context, wish, name, price)
    if said.toward is None and said.level is not None:
        return _which_side(context, wish, name, price)
    condition = condition_of(said, wish.symbol)
    if is_strange(condition, price) and not said.sure:
        return strange(context, wish.line(condition, SURE), condition, name, price)
    return await ask(context, wish, condition, known)


async def ask(
    context: Context, wish: Wish, condition: Condition, known: Mapping[str, str]
) -> Reply:
    """Ask the engine to remember a condition, and say what it answers."""
    said = wish.said
    again = condition.measure in HAPPENS if said.again is None else said.again
    ends_at = said.ends.instant(context.now)
    wanted = SetAlert(context.actor, condition, again, ends_at, back=said.back)
    result = await context.door.ask(wanted)
    alert = context.uow.alerts.get(result.subject)
    if result.ok and alert is not None:
        told = context.t("alert.set", number=alert.number)
        return await one_reply(context, alert, known, told)
    return refused(context, wish, condition, result, known.get(wish.symbol, wish.symbol))


def refused(context: Context, wish: Wish, condition: Condition, result: Result, name: str) -> Reply:
    """Say why an alert was not set, and what can be set instead."""
    told = context.words.said(result.key, result.fields)
    buttons: list[Button] = []
    if result.key == "alert.met":
        told, buttons = _met(context, wish, condition, result, name)
    elif result.key == "alert.unknown" and condition.measure is Measure.RETURN:
        told = context.t("alert.not_held", name=name)
    elif result.key == "alert.twin" and result.subject:
        label = context.t("alert.numbered", number=result.fields.get("number", ""))
        buttons = [Button(label, f"{TURN}alert show {result.subject}")]
    elif result.key == "alert.full":
        buttons = [Button(context.t("alert.to_list"), f"{TURN}alert list 1")]
    return _asking(context, told, buttons, loud=not result.ok)


def _met(
    context: Context, wish: Wish, condition: Condition, result: Result, name: str
) -> tuple[str, list[Button]]:
    value = result.fields.get("value", "")
    shown = condition_text(condition, context.words, name)
    found = found_text(condition.measure, decimal_in(str(value)), context.words) or str(value)
    told = context.t("alert.met", condition=shown, value=found)
    other = turned(condition)
    label = context.t("alert.other_side", condition=condition_text(other, context.words, ""))
    levelled = condition.level is not None
    offers = fitting(label, TURN + wish.line(other)) if levelled else ()
    offers += fitting(context.t("alert.come_back"), TURN + wish.line(condition, BACK))
    return f"{told}\n{context.t('alert.met_how')}", list(offers)


def _how(context: Context, wish: Wish, name: str, price: int | None) -> Reply:
    """Ask what to be told of; a side that was said is kept."""
    if not wish.symbol:
        raise UsageError("alert.what")
    toward = wish.said.toward
    if toward is None:
        lines = list(_TRIES)
    else:
        sign = "" if toward is Toward.ABOVE else "-"
        lines = [f"change {sign}{step} {toward.value}" for step in _STEPS]
    told = context.t("alert.how_one", name=name)
    if price:
        told += f" {context.t('alert.told_price', price=context.words.won(price))}"
    return _asking(context, told, _offers(context, wish, lines), loud=False)


def _which_side(context: Context, wish: Wish, name: str, price: int | None) -> Reply:
    """Ask on which side of a level; a move without a sign is one up or one down."""
    said = wish.said
    level = said.level or Decimal(0)
    if said.measure is Measure.PRICE:
        sides = [(level, Toward.ABOVE), (level, Toward.BELOW)]
    else:
        sides = [(abs(level), Toward.ABOVE), (-abs(level), Toward.BELOW)]
    made = [
        condition_of(replace(said, level=value, toward=side), wish.symbol) for value, side in sides
    ]
    key = "alert.side" if said.measure is Measure.PRICE else "alert.up_down"
    told = context.t(key, condition=name)
    # At its very level a price lies on both sides: it is told of when it comes back there.
    more = f" {BACK}" if said.measure is Measure.PRICE and price else ""
    lines = [typed(condition) + more for condition in made]
    return _asking(context, told, _offers(context, wish, lines), loud=False)


def strange(
    context: Context, line: str, condition: Condition, name: str, price: int | None
) -> Reply:
    """Ask whether a level far from the price is meant; the button says the line that sets it."""
    shown = condition_text(condition, context.words, name)
    won = context.words.won(price) if price else "-"
    told = context.t("alert.strange", condition=shown, price=won)
    return _asking(context, told, fitting(context.t("alert.to_meant"), TURN + line))


def _offers(context: Context, wish: Wish, lines: Sequence[str]) -> list[Button]:
    """Make a button of each line that sets an alert, with its condition in words."""
    offers: list[Button] = []
    for line in lines:
        said = parse_alert(tuple(line.split()), context.now)
        told = condition_text(condition_of(said, wish.symbol), context.words, "")
        offers += fitting(told, TURN + wish.line(line))
    return offers


async def _no_stock(
    context: Context, said: AlertWords, rest: tuple[str, ...], known: Mapping[str, str]
) -> Reply:
    """Ask which stock is meant: those that look like what was said, else those followed."""
    if not said.left:
        told = f"{context.t('alert.which')}\n{context.t('alert.example')}"
        return _which(context, told, followed(context), rest, known)
    others = tuple(word for word in rest if word.lower() not in said.left)
    maybe = find_name(said.left, known).symbols
    if not maybe and said.measure is None:
        # 알림 뭐 있어? wants the list, and what is no condition may be meant so.
        return await list_reply(context, known)
    key = "alert.maybe" if maybe else "alert.not_found"
    return _which(context, context.t(key, found=" ".join(said.left)), maybe, others, known)


def _which(
    context: Context, told: str, symbols: Sequence[str], rest: tuple[str, ...],
    known: Mapping[str, str],
) -> Reply:  # fmt: skip
    """Offer each stock that may be meant; what else was said stays said."""
    line = " ".join(rest)
    offers = [
        button
        for s in symbols[:OFFERED]
        for button in fitting(f"{known.get(s, '')} {s}".strip(), f"{TURN}alert {s} {line}".strip())
    ]
    return _asking(context, told, offers)


def _not_understood(context: Context, wish: Wish, known: Mapping[str, str]) -> UsageError:
    name = known.get(wish.symbol, wish.symbol)
    try:
        read = condition_text(condition_of(wish.said, wish.symbol), context.words, name)
    except UsageError:
        read = name or context.t("alert.nothing")
    return UsageError("alert.left", found=" ".join(wish.said.left), understood=read)


def _asking(context: Context, told: str, offers: Sequence[Button], *, loud: bool = True) -> Reply:
    severity = Severity.WARNING if loud else Severity.INFO
    return Reply(
        "", (Paragraph(told),), in_rows(tuple(offers)), severity=severity, mode=context.mode
    )

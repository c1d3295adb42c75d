"""Pauses, wakes, deletes and changes alerts that a person has, by number, id or stock."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.alert_ask import Wish, ask, stock_in, strange
from bot.alert_sense import condition_of, is_strange, sided
from bot.alert_text import typed
from bot.alert_view import list_reply, mine, one_reply
from bot.alert_words import SURE, AlertWords, parse_alert
from bot.commands.base import UsageError
from bot.context import Context
from bot.reply import TURN, Button, Paragraph, Reply, warning
from bot.valuation import quotes_of
from core.domain.alert import Alert, ChangeAlerts, Measure
from core.domain.journal import Severity
from core.domain.results import Result

ALL: Final = frozenset({"all", "전부", "모두", "다", "전체", "everything"})
_MARK: Final = 12


async def change_reply(
    context: Context, act: str, words: tuple[str, ...], known: Mapping[str, str]
) -> Reply:
    """Pause, wake or delete what was named; all of them are deleted only after a press."""
    own = mine(context)
    words = tuple(part for word in words for part in word.replace(",", " ").split())
    if not words:
        raise UsageError("alert.numbers")
    if words[0].lower() in ALL:
        return await _all(context, act, own, words[1:], known)
    asked = _named(own, words, known)
    if len(asked) > 1 and act == "delete" and not all(_is_number(w) for w in words):
        # A stock was named, and not which of its alerts.
        return _which(context, asked)
    missing = " ".join(w for w in words if _is_number(w) and int(w) not in _numbers(own))
    if not asked:
        return _gone(context)
    result = await _ask(context, act, tuple(a.number for a in asked))
    return await _told(context, result, asked, known, missing=missing)


async def shown(context: Context, word: str, known: Mapping[str, str]) -> Reply:
    """Open one alert by its number or id; none of somebody else's is found."""
    found = _named(mine(context), (word,), known)
    return await one_reply(context, found[0], known) if found else _gone(context)


async def edited(context: Context, words: tuple[str, ...], known: Mapping[str, str]) -> Reply:
    """Put another condition in the place of one: the new one is set before the old one goes."""
    old = next(iter(_named(mine(context), words[:1], known)), None)
    if old is None:
        return _gone(context)
    if not words[1:]:
        raise UsageError("alert.level")
    symbol = old.condition.symbol
    said = _in_place(old, words[1:], context)
    if said.left:
        raise UsageError("alert.left", found=" ".join(said.left), understood="-")
    quotes = await quotes_of(context, [symbol]) if symbol else ()
    price = quotes[0].price if quotes else None
    said = sided(said, price)
    condition = condition_of(said, symbol)
    if is_strange(condition, price) and not said.sure:
        line = f"alert edit {old.id} {typed(condition)} {SURE}"
        return strange(context, line, condition, known.get(symbol, symbol), price)
    before = {a.id for a in mine(context)}
    reply = await ask(context, Wish(said, symbol), condition, known)
    new = next((a for a in mine(context) if a.id not in before), None)
    if new is None:
        return reply
    await _ask(context, "delete", (old.number,))
    told = context.t("alert.changed", old=old.number, number=new.number)
    return await one_reply(context, new, known, told)


def _in_place(old: Alert, words: tuple[str, ...], context: Context) -> AlertWords:
    """Read what stands in an alert's place: a bare level is of what it compares already."""
    said = parse_alert(words, context.now)
    condition = old.condition
    if condition.measure is not Measure.PRICE and said.measure in (None, Measure.PRICE):
        said = parse_alert((typed(condition).split()[0], *words), context.now)
    if said.toward is None and condition.measure is not Measure.PRICE:
        said = replace(said, toward=condition.toward)
    if not said.ends.said:
        said = replace(said, ends=replace(said.ends, said=True, at=old.ends_at))
    return said if said.again is not None else replace(said, again=old.again)


async def _all(
    context: Context, act: str, own: list[Alert], words: tuple[str, ...], known: Mapping[str, str]
) -> Reply:
    if not own:
        return await list_reply(context, known)
    # Deleting is asked about first, and a button is of these alerts: what is set meanwhile stays.
    if words != (_seal(own),) and (words or act == "delete"):
        return _sure(context, own)
    result = await _ask(context, act, tuple(a.number for a in own) if act == "delete" else ())
    return await list_reply(context, known, 1, context.words.said(result.key, result.fields))


def _sure(context: Context, own: list[Alert]) -> Reply:
    """Ask before all are deleted; the button is for these alerts and no others."""
    told = context.t("alert.delete_all", count=len(own))
    row = (
        Button(context.t("alert.to_delete_all"), f"{TURN}alert delete all {_seal(own)}"),
        Button(context.t("alert.to_pause_all"), f"{TURN}alert pause all {_seal(own)}"),
        Button(context.t("alert.to_list"), f"{TURN}alert list 1"),
    )
    return Reply("", (Paragraph(told),), (row,), Severity.WARNING, context.mode)


def _seal(own: list[Alert]) -> str:
    """Name these very alerts, so that an old button or another person's deletes nothing."""
    ids = " ".join(sorted(a.id for a in own))
    return hashlib.sha256(ids.encode()).hexdigest()[:_MARK]


async def _ask(context: Context, act: str, numbers: tuple[int, ...]) -> Result:
    return await context.door.ask(ChangeAlerts(context.actor, act, numbers))


async def _told(
    context: Context, result: Result, asked: list[Alert], known: Mapping[str, str], *, missing: str
) -> Reply:
    said = context.words.said(result.key, result.fields)
    if missing:
        said += f"\n{context.t('alert.missing', missing=missing)}"
    after = context.uow.alerts.get(asked[0].id)
    still = after is not None and any(a.id == after.id for a in mine(context))
    if len(asked) == 1 and after is not None and still:
        return await one_reply(context, after, known, said)
    return await list_reply(context, known, 1, said)


def _which(context: Context, asked: list[Alert]) -> Reply:
    rows = tuple(
        (Button(context.t("alert.numbered", number=a.number), f"{TURN}alert show {a.id}"),)
        for a in asked
    )
    told = context.t("alert.numbers")
    return Reply("", (Paragraph(told),), rows, Severity.WARNING, context.mode)


def _gone(context: Context) -> Reply:
    return warning(context.t("alert.gone"))


def _named(own: list[Alert], words: tuple[str, ...], known: Mapping[str, str]) -> list[Alert]:
    """Give the alerts that numbers, an id or the name of a stock mean."""
    numbers = {int(word) for word in words if _is_number(word)}
    hits = [a for a in own if a.number in numbers or a.id in words]
    if hits or numbers:
        return hits
    symbols, _ = stock_in(words, known)
    return [a for a in own if a.condition.symbol in symbols and a.live]


def _numbers(own: list[Alert]) -> set[int]:
    return {a.number for a in own}


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) <= 3

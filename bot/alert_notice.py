"""What an alert says when it speaks, and when its end came: one look and it is understood.

Its buttons switch it off or on, look, or begin an order that ends in an ordinary card.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from bot.alert_text import condition_text, decimal_in, found_text, name_of
from bot.forms import FORM
from bot.locale.catalogue import Catalogue
from bot.reply import PROPOSE, Button, Paragraph, Reply
from core.domain.alert import DAILY, HAPPENS, Condition, Measure, Toward
from core.domain.calendar import trading_date
from core.domain.journal import Outgoing, Severity
from core.domain.order import Mode
from core.ports import UnitOfWork

MET: Final = "notice.alert"
LAPSED: Final = "notice.alert_lapsed"
# Why an alert is over, as the engine says it.
ENDED: Final = "ended"
REBASED: Final = "rebased"
# What was found of these is the price itself.
_PRICES: Final = frozenset({Measure.PRICE, Measure.HIGH_52W, Measure.LOW_52W})
SUBJECTS: Final = frozenset({MET, LAPSED})
_LOOK: Final = "r:"
Fields = Mapping[str, str | int]


def alert_notice(row: Outgoing, uow: UnitOfWork, words: Catalogue, mode: Mode) -> Reply:
    """Draw the message of an alert from its outbox row."""
    said = dict(row.fields)
    condition = condition_in(said)
    name = name_of(condition.symbol, uow)
    shown = condition_text(condition, words, name or _everywhere(condition, words))
    number = words.t("alert.numbered", number=said.get("number", ""))
    if row.subject == LAPSED:
        because = words.t(f"alert.because_{said.get('because') or ENDED}")
        lines = [words.t(LAPSED, number=said.get("number", ""), condition=shown), because]
    else:
        lines = [_headline(condition, said, shown, words), *_more(condition, said, words), number]
    loud = row.severity is not Severity.INFO
    title = words.t(f"severity.{row.severity.value}") if loud else ""
    buttons = _buttons(row, condition, uow, words)
    return Reply(title, (Paragraph("\n".join(lines)),), buttons, row.severity, mode)


def condition_in(said: Fields) -> Condition:
    """Read the condition that an outbox row carries."""
    level = decimal_in(str(said.get("level", "")))
    days = tuple(int(days) for days in str(said.get("periods", "")).split())
    toward = Toward(str(said.get("toward") or Toward.ABOVE.value))
    measure = Measure(str(said["measure"]))
    return Condition(measure, str(said.get("symbol", "")), toward, level, days)


def _everywhere(condition: Condition, words: Catalogue) -> str:
    return "" if condition.measure is Measure.DAY_LOSS else words.t("alert.all_stocks")


def _headline(condition: Condition, said: Fields, shown: str, words: Catalogue) -> str:
    """Say what was asked for and what was found; an extreme of the day was touched, not seen."""
    value = found_text(condition.measure, decimal_in(str(said.get("value", ""))), words)
    if not value:
        return words.t(MET, condition=shown)
    if said.get("touch"):
        value = words.t("alert.told_touched", value=value)
    elif condition.measure in _PRICES and not _on(condition, said):
        value = words.t("alert.told_price", price=value)
    return words.t("alert.told_found", condition=shown, value=value)


def _more(condition: Condition, said: Fields, words: Catalogue) -> list[str]:
    """Say what happened, of which day that is, and what the stock costs now."""
    if condition.measure in HAPPENS:
        return [_happened(condition, said, words)]
    day, price = _on(condition, said), int(said.get("price", 0) or 0)
    lines = [words.t("alert.told_day", day=day)] if day else []
    seen = condition.measure in _PRICES and not said.get("touch") and not day
    return (
        lines
        if seen or not price
        else [*lines, words.t("alert.told_price", price=words.won(price))]
    )


def _on(condition: Condition, said: Fields) -> str:
    """Give the day that a value is of, where it is not plainly that of the message."""
    day = str(said.get("day", ""))
    at = datetime.fromtimestamp(int(said.get("at", 0) or 0), UTC)
    return day if condition.measure in DAILY or day != trading_date(at).isoformat() else ""


def _happened(condition: Condition, said: Fields, words: Catalogue) -> str:
    side = words.either(f"side.{said.get('side', '')}", str(said.get("side", "")))
    if condition.measure is Measure.SIGNAL:
        strategy = words.strategy(str(said.get("strategy", "")), str(said.get("strategy", "")))
        return words.t("alert.told_signal", strategy=strategy, side=side)
    shares = words.t("unit.shares", shares=int(said.get("qty", 0) or 0))
    price = words.won(int(said.get("price", 0) or 0))
    return words.t("alert.told_fill", side=side, shares=shares, price=price)


def _buttons(
    row: Outgoing, condition: Condition, uow: UnitOfWork, words: Catalogue
) -> tuple[tuple[Button, ...], ...]:
    said = dict(row.fields)
    key, symbol = str(said.get("alert", "")), condition.symbol
    again = bool(int(said.get("again", 0) or 0)) and row.subject == MET
    act, label = ("pause", "alert.to_off") if again else ("wake", "alert.to_again")
    first = [Button(words.t(label), f"{_LOOK}alert {act} {key}")] if key else []
    if said.get("because") == REBASED:
        # The level was a price of another reckoning: it wants another one.
        first = [Button(words.t("alert.to_edit"), f"{FORM}alert edit {said.get('number', '')}")]
    if symbol:
        first.append(Button(words.t("quote.to_chart"), f"{_LOOK}chart {symbol}"))
    orders = _orders(symbol, uow, words) if symbol and row.subject == MET else []
    return tuple(tuple(part) for part in (first, orders) if part)


def _orders(symbol: str, uow: UnitOfWork, words: Catalogue) -> list[Button]:
    """Give the buttons that begin an order; to sell only what is held."""
    held = any(b.symbol == symbol and b.shares > 0 for b in uow.books.all())
    sides = ("buy", "sell") if held else ("buy",)
    return [Button(words.t(f"side.{side}"), f"{PROPOSE}{side} {symbol}") for side in sides]

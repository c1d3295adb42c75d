"""How long and how often an order in doubt was looked for, and why its fate is not known."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.locale.catalogue import Catalogue
from core.domain.doubt import Doubt
from core.domain.order import Order, OrderState

# What the program noted when the answer failed, and the words for it.
_CAUSES: Final = (
    ("restart", "restart"),
    ("Timeout", "timeout"),
    ("no answer in time", "timeout"),
    ("timed out", "timeout"),
    ("of another order", "number"),
    ("proves nothing", "number"),
    ("order number", "number"),
    ("status ", "status"),
    ("sent, but no readable answer", "broken"),
)


def elapsed(span: timedelta, words: Catalogue) -> str:
    """Write a duration with its two largest units."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return words.t("span.s", s=seconds)
    if seconds < 3_600:
        return words.t("span.ms", m=seconds // 60, s=seconds % 60)
    return words.t("span.hm", h=seconds // 3_600, m=seconds % 3_600 // 60)


def cause(note: str, words: Catalogue) -> str:
    """Say why nobody knows, from what was noted when the answer failed."""
    name = next((name for mark, name in _CAUSES if mark in note), "other")
    return words.t(f"doubt.cause_{name}")


def note_text(order: Order, words: Catalogue) -> str:
    """Give an order's note in the person's words; of a doubt that is its cause."""
    if order.state is OrderState.UNKNOWN:
        return cause(order.note, words)
    return words.either(f"note.{order.note}", words.told(order.note))


def clock_text(order: Order, doubt: Doubt | None, words: Catalogue) -> str:
    """Say how far the search for an order in doubt has come (D7); nothing before the first look."""
    if order.state is not OrderState.UNKNOWN or doubt is None or doubt.last_look_at is None:
        return ""
    span = elapsed(doubt.last_look_at - doubt.opened_at, words)
    return words.t("order.search_text", span=span, looks=doubt.looks)

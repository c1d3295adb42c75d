"""The button that cancels one order: it names the order and can do nothing else."""

from __future__ import annotations

from typing import Final

from bot.locale.catalogue import Catalogue
from bot.reply import Button
from core.domain.order import Order

CANCEL: Final = "x:"


def cancel_button(order: Order, words: Catalogue) -> Button:
    """Make the button of one order.

    It carries the order's id and no nonce: pressed again, late or by any owner, it can only end
    what is left of this order, and cancels must never wait (INV-20).
    """
    intent = order.intent
    side = words.t(f"side.{intent.side.value}")
    label = words.t("button.cancel", name=intent.name, side=side, id=order.id[-4:])
    return Button(label, CANCEL + order.id)

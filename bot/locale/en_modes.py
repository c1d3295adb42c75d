"""English words of when and how a card becomes an order: the undo window, modes, expiry."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "press.waits": (
        "Confirmed. The order goes in {seconds} s. Press `Undo` on the card before that and it "
        "does not."
    ),
    "button.undo": "Undo",
    "card.undo": "Can be undone for {seconds} s. After that the order goes.",
    "card.undo_soon": "Goes in a moment. It can still be undone.",
    "undo.done": "Undone. The order of {name} was not sent.",
    "undo.late": (
        "Too late to undo. If the order has left, ask the broker to cancel it with `cancel`."
    ),
    "release.waits": "It still waits.",
    "release.sent": "The order was sent.",
    "release.back": "The order was not sent.",
    "event.order.state.held": "waits, can be undone",
    "order.withdrawn": "not sent",
    "progress.withdrawn": "Order not sent · {name} {side}",
    "note.undone": "a person undid it; nothing was sent to the broker",
    "note.late": "it could not be sent in time after its undo window, so it was given up",
    "note.drift": "the price moved while it waited, so it was not sent",
    "note.trimmed": "a limit changed while it waited, so it was not sent",
    "note.bytes": "what would be sent differed from the card, so it was not sent",
    "note.press.skew": "the clock differs from the broker's, so it was not sent",
    "note.press.unknown": "the order differed from its card, so it was not sent",
    "note.halted": "a stop came while it waited, so it was not sent",
}

"""English words about stops, cancels and the watchdog."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "cancel.asked": "The cancel of {name} was asked for. You will be told when it is seen closed.",
    "cancel.not_open": "That order has ended already; there is nothing to cancel.",
    "cancel.unknown_number": (
        "Cannot cancel yet: the number of the {name} order is unknown. "
        "It is cancelled as soon as it is found."
    ),
    "cancel.none": "There is no such order.",
    "cancel.kept": "Left as it is.",
    "cancel.lapsed": "The question's time is over. The order stays as it is.",
    "notice.cancel_waits": (
        "{name} ({symbol}) {side} {shares:,}: cannot cancel yet, its number is unknown. "
        "It is cancelled as soon as it is found."
    ),
    "notice.cancel_stuck": (
        "{name} ({symbol}) {side} {shares:,} (order number {number}): asked to cancel {tries} "
        "times and still open. Cancel again? Please look in the broker's app too."
    ),
}

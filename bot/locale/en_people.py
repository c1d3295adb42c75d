"""English words about people: roles, several confirmations, the second factor."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "press.above_role": (
        "An order above {limit:,} won needs somebody who may approve. Nothing was sent."
    ),
    "press.proposer": (
        "Whoever asked for the order does not count. {needed} others must confirm it."
    ),
    "press.counted": "Counted already ({done}/{needed}). Each person counts once.",
    "press.seconded": "{done} of {needed} confirmed. Nothing was sent yet.",
    "press.taken_back": "Your confirmation was taken back ({done}/{needed}).",
    "press.none_yours": "There is no confirmation of yours to take back.",
    "card.votes": "Confirmed",
    "card.votes_text": "{done}/{needed} ({names})",
    "card.votes_none": "{done}/{needed}",
    "button.take_back": "Take back my yes",
    "factor.wanted": "This needs your PIN as well. Send it within 2 minutes.",
    "factor.wanted_how": "/pin 123456",
    "factor.none": "A real account needs a PIN. Set one on the server and try again.",
    "factor.none_how": "gaemi pin",
    "notice.no_pin": (
        "There is no PIN, so large orders and resuming are not asked about twice. Set one on "
        "the server: gaemi pin"
    ),
    "freeze.presses": "an order that needs {needed} people left with the yes of {done}",
}

"""English words about what stopped a purchase."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "help.whynot": "the first gate that stopped",
    "usage.whynot": "/whynot {stock} · /whynot {stock} golden_cross",
    "whynot.title": "{name}: why not",
    "whynot.what": "Say which stock, for example: whynot {stock}",
    "whynot.strategy": "'{found}' is no strategy. See strategy list.",
    "whynot.nobody_runs": "No strategy runs. See strategy list.",
    "whynot.why": "The whole decision",
    "whynot.signal": "There was a signal to buy at {at}.",
    "whynot.no_signal": "No signal at the close of {day}.",
    "whynot.more": "All values: whynot <stock> {strategy}",
    "whynot.exact": "What was decided from (the same values give the same decision)",
    "whynot.resting": "{day}: an order of this stock still rests, so nothing was decided.",
    "whynot.short": "{day}: only {have:,} daily bars, too few to decide.",
    "whynot.not_running": "This strategy does not run.",
    "whynot.not_seen": "It has not decided on a close of this stock yet.",
    "whynot.rule": "The rule '{rule}' stopped it ({at}).",
    "whynot.numbers": "{observed} / limit {limit}",
    "whynot.refused": "A rule stopped it.",
    "whynot.dropped": "It was dropped before a card.",
    "whynot.expired": "Its time passed before anybody could be asked.",
    "whynot.proposed": "A card asked for it.",
    "whynot.halted": "It is stopped: {scope}, {level} ({by}).",
    "whynot.closed": "The market is closed; it will be asked from {at} on.",
    "whynot.waiting": "It waits its turn (until {at}): for an open card or a quote.",
    "whynot.card_open": "Its card is open and nobody has pressed yet.",
    "whynot.card_granted": "{by} confirmed it at {at}.",
    "whynot.card_rejected": "{by} rejected it at {at}.",
    "whynot.card_lapsed": "Nobody pressed until {at}.",
    "whynot.card_withdrawn": "The card was withdrawn at {at}.",
    "whynot.card_replaced": "A new card took its place at {at}.",
    "whynot.card_shown": "The mode only tells signals, so nobody was asked.",
    "whynot.order": "Order {id}: {state}, {filled:,} filled",
}

"""English words about open cards and their check codes."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "card.code": "Check code",
    "card.others_press": "May press: {names}",
    "cards.title": "Cards that wait",
    "cards.none": "No card waits.",
    "cards.code": "Check code {code}",
    "cards.until": "until {at}",
    "cards.close": "Close: one press sends them all",
    "cards.flatten": "Flatten: one press sends them all",
    "cards.mode": "whether to turn automatic",
    "cards.resume": "whether to lift a stop",
    "cards.compare": (
        "A card shown elsewhere must have the code and the order listed here. Do not press one "
        "that is not listed."
    ),
    "status.card_codes": "{count} (check codes {codes})",
    "notice.card_code": (
        "The check code of the card {name} {symbol} {side} (quantity {shares:,}, price {price:,} "
        "won) is {code}. Do not press a card with another code or order."
    ),
    "help.cards": "cards that wait",
    "usage.cards": "cards",
    "card.asked_why": "Asked because",
    "auto.mode": "the mode is not automatic",
    "auto.person": "what a person asked for is always confirmed",
    "auto.several": "{needed} people have to confirm it",
    "auto.order": "{gross_won} is more than the {limit_won} that one automatic order may be",
    "auto.day": (
        "automatic orders used {sum_won} today; {gross_won} more would pass the day's {limit_won}"
    ),
    "auto.later": "automatic orders begin on {since}",
    "auto.not_live": "automatic orders of a real account need GAEMI_AUTO_LIVE",
    "auto.again": "an earlier card or order of it was taken back",
    "auto.stopped": "something is stopped: {scope}, {level}",
    "auto.in_flight": "the outcome of an order is being looked for ({order_id})",
    "auto.blind": "the broker has not been seen since {since_at}",
    "auto.starting": "the account has not been seen completely since the start",
    "auto.red": "checks are red: {checks}",
    "auto.unchecked": "no checks were made yet",
    "auto.old_checks": "the last checks were made {age_s} ago (limit {limit_s})",
    "auto.quote": "the quote is {age_s} old (limit {limit_s})",
    "auto.no_quote": "there is no quote",
    "auto.rule": "a rule stopped it when it should have left: {rule}",
}

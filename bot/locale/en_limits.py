"""English words about risk limits that a person sets."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "help.risk": "limits and what is used",
    "usage.risk": ("/risk · /risk set order 500000 · /risk set loss 1% · /risk withdraw order"),
    "limit.title": "Risk limits",
    "limit.used": "today {used} · left {left}",
    "limit.used_now": "now {used} · left {left}",
    "limit.from_own": "set by {by}",
    "limit.from_settings": "from the settings",
    "limit.from_shipped": "default",
    "limit.ceiling": "at most {most}",
    "limit.pending": "from {day}: {value} ({by}). Undo: risk withdraw",
    "limit.how": (
        "Tighter holds at once, looser from the next session. To change: risk set order 500000"
    ),
    "limit.unit_won": "an amount (500000)",
    "limit.unit_ratio": "a share (2%, 0.02)",
    "limit.unit_count": "a count (10)",
    "limit.unit_shares": "a number of shares (100)",
    "limit.unit_s": "seconds (60)",
    "limit.unknown": "'{found}' is no limit. Say risk to see them all.",
    "limit.value": "'{found}' cannot be used. Write {unit}.",
    "limit.same": "It is {text} already. Nothing was changed.",
    "limit.beyond": "This limit goes from {text} to {why}. Nothing was changed.",
    "limit.tightened": "From now on: {text}. Before: {why}",
    "limit.tightened_dropped": (
        "From now on: {text}. Before: {why}. What was to be loosened next session is withdrawn."
    ),
    "limit.later": (
        "That is looser, so it holds from the next session ({day}): {text}. Until then as it is: "
        "{why}. To undo: risk withdraw"
    ),
    "limit.needs_pin": (
        "That is looser and needs the PIN ({text}). Say /pin <PIN> within 2 minutes and it "
        "changes from the next session on."
    ),
    "limit.withdrawn": "The looser limit is withdrawn. It stays {text}.",
    "limit.none_pending": "No change is pending. It is {text} now.",
    "notice.limit.tightened": "A limit was tightened ({by}). From now on {text}. Before: {why}",
    "notice.limit.tightened_dropped": (
        "A limit was tightened ({by}). From now on {text}. Before: {why}. The looser one that was "
        "pending is withdrawn."
    ),
    "notice.limit.later": (
        "A limit will be loosened ({by}). From {day}: {text}. Until then {why}. To undo: risk "
        "withdraw"
    ),
    "notice.limit.withdrawn": "A looser limit was withdrawn ({by}). It stays {text}",
    "limit.of.order_won": "order {value_won}",
    "limit.of.turnover_won": "turnover {value_won} a day",
    "limit.of.daily_loss": "loss {value_ratio:g} a day",
    "limit.of.symbol_weight": "weight {value_ratio:g}",
    "limit.of.max_positions": "positions {value_count}",
    "limit.of.orders_per_day": "orders {value_count} a day",
    "limit.of.orders_per_minute": "orders_per_minute {value_count}",
    "limit.of.orders_per_second": "orders_per_second {value_count}",
    "limit.of.repeat_orders": "repeat {value_count} a minute",
    "limit.of.order_shares": "shares {value_shares} an order",
    "limit.of.volume_share": "volume {value_ratio:g}",
    "limit.of.price_collar": "collar {value_ratio:g}",
    "limit.of.card_drift": "drift {value_ratio:g}",
    "limit.of.card_life_s": "card {value_s}",
    "limit.of.quote_age_s": "quote {value_s}",
    "limit.of.cooldown_s": "cooldown {value_s}",
}

"""English words about suppositions."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "help.whatif": "count before you act",
    "usage.whatif": (
        "/whatif buy {stock} 10 · /whatif stop {stock} 5% · /whatif weight {stock} 30% · "
        "/whatif unsold {stock}"
    ),
    "whatif.title": "{name}: what if",
    "whatif.what": (
        "Write whatif buy {stock} 10, whatif stop {stock} 5%, whatif weight {stock} 30% or whatif "
        "unsold {stock}."
    ),
    "whatif.size": "Say how much: 10 shares, 200000won, half.",
    "whatif.weight": "Say the weight in per cent: whatif weight {stock} 30%",
    "whatif.level": "Say the price or share of the stop: whatif stop {stock} 5%",
    "whatif.no_size": "{name}: at {price:,} won now that is not one share.",
    "whatif.there": "{name} has that weight already.",
    "whatif.never_sold": "No sale of {name} is kept (14 days).",
    "whatif.starting": "The account was not seen yet, so nothing can be reckoned. Try again soon.",
    "whatif.shares_only": "{name}: futures are not reckoned yet.",
    "whatif.order": "order",
    "whatif.costs": "commission + tax",
    "whatif.net": "cash moves by",
    "whatif.cash": "cash then",
    "whatif.equity": "equity then",
    "whatif.tenth": "if it falls 10 %",
    "whatif.at_stop": "loss to the stop",
    "whatif.gain_stop": "profit at the stop",
    "whatif.gain_unsold": "against the sale",
    "whatif.weights": "Weights then",
    "whatif.rules_allow": "All {count} rules let it through.",
    "whatif.rules_trim": "Rules make it smaller:",
    "whatif.rules_refuse": "Rules stop it:",
    "whatif.nothing_done": "Only reckoned. No order, no card.",
}

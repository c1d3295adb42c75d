"""English words of the help: its headings, and more about commands than fits on a line."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "help.group.look": "Look",
    "help.group.trade": "Trade",
    "help.group.stop": "Stops and limits",
    "help.group.why": "Why, and what if",
    "help.group.strategy": "Strategies",
    "help.group.tell": "Messages and reports",
    "help.group.here": "Settings and checks",
    "about.backtest": "run a strategy over past bars",
    "about.buy": "ask to buy. A card comes; only its press sends",
    "about.cards": "cards that wait and their check codes",
    "about.chart": "Picture: a symbol's bars and fills, equity and falls, weights",
    "about.close": "close winners, losers or a strategy by one question",
    "about.decline": "reject a card with a reason",
    "about.edit": "a new card with other shares or another price",
    "about.keyboard": "everyday commands as keys (Telegram)",
    "about.levels": "stop, target and breakeven of a holding. A touch puts up a card",
    "about.mode": "signals only, confirm each, automatic within limits",
    "about.pair": "pair a chat, or call cards and notices here",
    "about.report": "Report of a day, week or month",
    "about.risk": "risk limits and what is used today. Tighter holds at once, looser next session",
    "about.sell": "ask to sell. A card comes; only its press sends",
    "about.subscribe": "Which reports you get, when and how",
    "about.trust": "let a blocked chat confirm again",
    "about.whatif": "what buying, selling, a stop or a weight would mean; nothing happens",
    "about.whynot": "why it was not bought: the first gate that stopped it, with its numbers",
}

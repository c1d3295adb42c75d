"""Sentences that sell whole groups of holdings: what gains, what loses."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.free_text.heard import Heard
from bot.free_text.marks import AMOUNT, BARE, MONEY, NAMED, PERCENT, PRICE, SHARES, TYPE
from bot.free_text.said import Said

_LOSERS: Final = re.compile(
    r"(?:손실|손해|마이너스)\s?(?:난|나는|나고|본|인|중인|보는|종목|주식|거|것)|물린|물려\s?있는|"
    r"(?<![a-z])losers\b|losing (?:positions|stocks|ones)"
)
_WINNERS: Final = re.compile(
    r"(?:수익|이익|플러스)\s?(?:난|나는|나고|본|인|중인|보는|종목|주식)|"
    r"(?<![a-z])winners\b|winning (?:positions|stocks|ones)"
)
# What is said to be only a part, or of one stock, is no group.
_SMALLER: Final = (*NAMED, SHARES, AMOUNT, PRICE, MONEY, BARE, PERCENT, TYPE)
_ONLY_SOME: Final = re.compile(r"절반|반만|일부|조금|하나만|만\s?빼|빼고|제외|half|some\b|except")


def in_group(heard: Heard, found: Said) -> Said:
    """Note the group that a sale speaks of, where it speaks of nothing smaller."""
    losers, winners = _LOSERS.search(heard.text), _WINNERS.search(heard.text)
    smaller = heard.said.has(*_SMALLER) or _ONLY_SOME.search(heard.plain)
    if bool(losers) is bool(winners) or smaller or heard.moods:
        return found
    group = {"group": "losers" if losers else "winners"}
    return replace(found, extra=found.extra | group)

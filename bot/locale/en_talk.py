"""English words about sentences: why nothing was done, and what can be pressed."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "talk.read_as": "Understood as: {order}",
    "talk.card": "Get the card",
    "talk.size_contradiction": (
        "The size was said in two ways. Please give shares, won or percent, one of them."
    ),
    "talk.size_missing": "You did not say how much. Write 10 shares, 200000 won or half.",
    "talk.unit_missing": "The number has no unit. Please say shares or won.",
    "talk.two_orders": "One sentence, one order. Please say them one by one.",
    "talk.two_acts": "An order and something else in one sentence. Please say them one by one.",
    "talk.condition": (
        "Orders with a condition are not taken. Please say it again when the time has come."
    ),
    "talk.now": "Choose now",
    "talk.when": "Orders cannot be scheduled. Get the card now, or say it again then.",
    "talk.split": "Orders are not split up. Please say how much goes out at once.",
    "talk.credit": "There is no margin, credit or short selling.",
    "talk.foreign": "Only symbols listed in Korea can be traded.",
    "talk.symbol_unknown": (
        "That is no listed name or code. Write the full name or the six characters."
    ),
    "talk.symbol_several": "It is not certain which stock is meant. Which symbol?",
    "talk.symbol_missing": "You did not say which symbol.",
    "talk.out_of_range": (
        "That size or price cannot be used. Whole shares or won above zero, at most 100%."
    ),
    "talk.relative_price": (
        "Please give the price in won. Cheaper by, below and about are not taken."
    ),
    "talk.of_what": "Percent of what? Purchases are of the cash, sales of the holding.",
    "talk.order_type": "That type of order is not taken yet. A card with a limit can be had.",
    "talk.market_with_price": "A market order has no price. Please say one of the two.",
    "talk.forced": "No order goes around the rules or your press. Please say the order alone.",
    "talk.wish": "Is this an order? If so, get the card.",
    "talk.not_understood": "Not all of it was understood. If this is right, get the card.",
    "talk.question": "A question or an order? If it is an order, get the card.",
    "talk.side_missing": "You did not say whether to buy or to sell.",
    "talk.level_missing": "You did not say at which price.",
    "talk.negation": "There is a 'not' in it, so nothing was ordered.",
    "talk.refused": "Heard as a wish not to. No order was made and nothing was changed.",
    "talk.past": "Something past or an order? Please say the order alone.",
    "talk.statement": "A plan or an order? Please say the order alone.",
    "talk.hypothesis": "That supposes something, so nothing was ordered.",
    "talk.quotation": "That tells what others say, so nothing was ordered.",
    "talk.bracket": (
        "Orders with their own stop or target are not taken yet. The purchase alone can be had."
    ),
    "talk.close_all": "Use /flatten to close all holdings ('/flatten together' for all at once).",
    "talk.no_query": "No command tells that yet. See /help for what there is.",
    "talk.no_control": "No command changes that yet. See /help for what there is.",
    "talk.no_report": "There is no such report yet.",
    "talk.no_chart": "There is no such chart yet.",
    "talk.no_cancel": "That cannot be cancelled.",
    "talk.no_ask": "There is no assistant to answer questions yet.",
}

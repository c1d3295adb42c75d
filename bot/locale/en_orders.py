"""English words of orders that a person asks for: what is missing, and what the engine says."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "help.buy": "ask to buy",
    "help.sell": "ask to sell",
    "usage.buy": "buy <symbol> <10shares|200000won|10%> [@price] [stop 5%]\nbuy {stock} 10 @70000",
    "usage.sell": (
        "sell <symbol> <10shares|200000won|50%|half|all> [@price] [mine|outside|strategy]\n"
        "sell {stock} half"
    ),
    "trade.exit": "Write one level after '{found}', as 5% or 47000won.",
    "trade.exit_of_sale": (
        "A stop or target belongs to a purchase. For a holding write `stoploss {stock} 5%`."
    ),
    "trade.which": "Please say which symbol.",
    "trade.unknown": "No symbol '{found}' was found. Write its code or its full name.",
    "trade.several": "Which symbol did you mean?",
    "trade.how_much": "{side} {name}: you did not say how much. Choose, or write it.",
    "trade.bare": "{number:,} has no unit. Shares, or won?",
    "trade.all": "All",
    "trade.part_buy": "{percent}% of cash",
    "trade.part_sell": "{percent}%",
    "trade.twice": "'{found}': a size or price was said twice. Please say each once.",
    "trade.word": (
        "'{found}' was not understood. Write a size as 10shares, 200000won, 50%, half or all, "
        "a price as @70000."
    ),
    "trade.part": "'{found}' cannot be used. It must be above 0 and at most 100%.",
    "trade.number": "'{found}' cannot be used. Write whole shares or won above zero.",
    "trade.market_price": "A market order has no price. Please say one of the two.",
    "trade.no_market": (
        "{name}: no order leaves without a price. A limit within 1% of the market, which fills at "
        "once, can be sent instead."
    ),
    "trade.at_limit": "With a limit",
    "trade.off_tick": "{name} {price} is not on the exchange's price grid. Choose a legal price.",
    "propose.card": "The card to {side} {name} was sent. Only its press sends the order.",
    "propose.later": (
        "The market is closed. The card for {name} comes at {at}, at the price of then. Only its "
        "press sends the order. "
        "To take it back: `decline {name}`."
    ),
    "propose.taken_back": "What you asked for {name} was taken back. No card will come.",
    "note.taken_back": "A person took it back",
    "propose.again": "This message was heard before; no second card was made.",
    "propose.refused": "A risk rule stopped it, so there is no card: {rule}. {text}",
    "propose.trimmed": (
        "{name}: not {asked:,} shares, at most {allowed:,} ({rule}). {text} Press the button to "
        "take fewer."
    ),
    "propose.unknown": (
        "{stock} is not among the symbols of this account. Nothing was done. "
        "Choose one from the list."
    ),
    "propose.no_quote": "There is no price of {name}, so there is no card. Try again in a moment.",
    "propose.nothing": "There are no shares of {name} to sell. Look at your positions.",
    "propose.too_many_shares": "Only {held:,} shares of {name} are held; {asked:,} cannot be sold.",
    "propose.too_small": "{name}: that does not buy one share (₩{price:,}).",
    "propose.exits": "The stop must lie below the order's ₩{price:,}, the target above.",
    "note.exits": "The stop or target did not fit the order's price",
    "propose.whose": "{name}: whose shares? Strategies or somebody outside hold them.",
    "propose.card_open": "A card for {name} is open already. Please answer it first.",
    "propose.in_flight": "The fate of an order of {name} is not known yet. Try again afterwards.",
    "propose.settling": "Holdings of {name} are being compared. Try again in 3 minutes.",
    "propose.too_many": "{most} cards that you asked for are open. Please answer them first.",
    "propose.starting": "The account was not seen yet. Try again in a moment.",
    "note.card_open": "A card of the symbol was open",
    "note.in_flight": "The fate of an order of the symbol was being looked for",
    "note.settling": "Whether the holdings agree was being checked",
    "note.too_many": "Too many cards were open",
    "note.starting": "The account had not been seen yet",
    "reason.person_stop": "A person asked in chat, stop {level}",
    "reason.person_take": "A person asked in chat, target {level}",
    "reason.person_exits": "A person asked in chat, stop {stop}, target {take}",
    "reason.person": "A person asked in chat",
    "indicator.asked_by": "Asked by",
    "help.edit": "change a card",
    "help.decline": "reject with a reason",
    "usage.edit": "edit [symbol|card] <5shares|half> [@price]\nedit {stock} 5shares",
    "usage.decline": "decline [symbol|card] <reason>\ndecline {stock} too expensive",
    "edit.title": "Change the card of {name}",
    "edit.choose": (
        "Choose, or write `edit {stock} 5shares` or `edit {stock} @70000`. A new card comes "
        "and this one is taken back."
    ),
    "edit.bid": "Bid {price}",
    "edit.ask": "Ask {price}",
    "edit.done": (
        "A new card for {name} with {shares:,} shares was sent. The one before was taken back."
    ),
    "edit.reason": "Why the card of {name} was rejected is kept.",
    "edit.none": "The card to change was not found.",
    "edit.no_card": "No card is open.",
    "edit.no_card_of": "No card of '{found}' is open. Open cards: {cards}",
    "edit.which": "Several cards are open. Name the symbol or the card: {cards}",
    "edit.words": (
        "'{found}' was not understood. Write edit {stock} 5shares or edit {stock} @70000."
    ),
    "edit.too_few": "That is less than one share.",
    "edit.same": "That is what the card says; it stays.",
    "edit.fixed": (
        "This card cannot be changed. A repeated order and a closing order go as they are."
    ),
    "edit.refused": "A risk rule stopped it, so the card stays as it was: {rule}. {text}",
    "edit.trimmed": (
        "{name}: not {asked:,} shares, at most {allowed:,} ({rule}). {text} The card stays "
        "as it was."
    ),
    "card.note.edited": "Reason: a person changed shares or price",
    "card.note.said": "Reason: {scope}",
    "notice.card_waits": "The card to {side} {name} waits for an answer. It ends in {seconds} s.",
    "button.edit": "Change",
    "event.approval.state.edited": (
        "changed by a person (from {shares_before:,} at ₩{price_before:,})"
    ),
    "event.approval.state.reason": "rejected because: {reason}",
    "help.levels": "stop, target, breakeven",
    "help.close": "sell several by one question",
    "usage.levels": (
        "stoploss <symbol> <5%|47000won|off>, takeprofit <symbol> <10%|80000won|off>, "
        "breakeven <symbol>\nstoploss {stock} 5%"
    ),
    "usage.close": "close <winners|losers|strategy|outside>\nclose losers",
    "levels.what": "Say stop, take or breakeven, and of which symbol.",
    "levels.how": "Give the {kind} one level: 5%, 47000won, or off.",
    "levels.kind_stop": "stop",
    "levels.verb_stop": "stoploss",
    "levels.verb_take": "takeprofit",
    "levels.verb_breakeven": "breakeven",
    "levels.kind_take": "target",
    "levels.kind_breakeven": "breakeven",
    "levels.title": "Stops and targets",
    "levels.none": "No stop or target is set. Those of strategies are in their settings.",
    "levels.line_stop": "Stop {price}",
    "levels.line_take": "Target {price}",
    "levels.line_next": "Stop {price} from {day} on",
    "levels.off": "none",
    "levels.stop": (
        "The stop of {name} is ₩{price:,} ({owner}). A touch puts up a card; only its press sells."
    ),
    "levels.take": (
        "The target of {name} is ₩{price:,} ({owner}). A touch puts up a card; only its "
        "press sells."
    ),
    "levels.later": (
        "That is looser than the stop of now, so it becomes ₩{price:,} on the next trading "
        "day ({day}). Until then the stop stays."
    ),
    "levels.stop_off": "{name} has no stop any more ({owner}).",
    "levels.take_off": "{name} has no target any more ({owner}).",
    "levels.later_off": (
        "{name} has no stop from the next trading day ({day}) on. Until then the stop stays."
    ),
    "levels.nothing": "No shares of {name} are held.",
    "levels.whose": "Several hold {name}: {owners}. Add mine, outside or the strategy's name.",
    "levels.reached": "{name} is at ₩{now:,}, past ₩{price:,} already. To sell now, write sell.",
    "close.what": "Say what to close: winners, losers, a strategy's name, outside.",
    "close.winners": "Winners",
    "close.losers": "Losers",
    "close.nothing": "{group}: nothing is held that could be closed.",
    "close.none_now": (
        "{group}: no order can be sent now. Look at the session, prices, open cards and orders."
    ),
    "close.asked": (
        "{group}: whether to sell all {count} was asked. {left} that cannot be sent now are "
        "left out."
    ),
    "close.sent": "{count} closing orders were sent. {refused} changed meanwhile and were not.",
    "close.kept": "Nothing is closed.",
    "close.lapsed": "The time of the question is over. Nothing was sent.",
    "close.wait": "It may be pressed in {seconds} s.",
    "notice.close": "Close {group}: sell all {count} below at once? ₩{value:,} in sum",
    "button.close_yes": "Sell all",
    "button.close_no": "Leave it",
}

"""English words of orders in doubt, of questions with several buttons, and of the PIN."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "doubt.unknown": "⚠️ Outcome of an order unknown",
    "doubt.account": "[{mode} {account}]",
    "doubt.order": "{name} ({symbol}) {side} {shares:,} × {price} = {gross}",
    "doubt.sent": "sent {at} · {cause}",
    "doubt.cause_timeout": "no answer (timed out)",
    "doubt.cause_broken": "no answer (connection lost)",
    "doubt.cause_status": "an answer that proves nothing",
    "doubt.cause_restart": "the program restarted",
    "doubt.cause_number": "an answer whose order number is missing or wrong",
    "doubt.cause_other": "no answer",
    "doubt.looks_absent": (
        "{looks} complete looks in {span}: no such order, holdings and cash unchanged"
    ),
    "doubt.looks_moved": "{looks} complete looks in {span}: no such order, holdings or cash moved",
    "doubt.may_appear": (
        "It may still appear. Please look at [open/filled] in the broker's app too."
    ),
    "doubt.not_absent": (
        "It is not taken for absent. Please look at [open/filled] in the broker's app."
    ),
    "doubt.locked": "New orders of this symbol are locked.",
    "doubt.choose": "⚠️ Please choose which order is this app's",
    "doubt.row": (
        "{letter} {number}  {at}  {shares:,} × {price}  filled {filled:<{wide}} ({channel})"
    ),
    "doubt.row_gone": "{letter} {number}  not seen now",
    "doubt.any_price": "market",
    "doubt.looking": "I go on looking and tell you at once. Nothing was sent.",
    "doubt.type_number": (
        "Please type the order number that the broker's app shows. It is taken only for the same "
        "symbol and side."
    ),
    "doubt.type_number_how": "match {id} <broker's order number>",
    "doubt.needs_pin": (
        "For a new order please send your PIN within two minutes. Nothing was sent so far."
    ),
    "doubt.needs_pin_how": "/pin <PIN>",
    "doubt.no_pin": "Nothing waits for a PIN. Nothing was sent.",
    "doubt.card": "I sent a new card. Only confirming it sends the order.",
    "doubt.adopted": "Taken over as this app's order.",
    "doubt.neither": "Noted as somebody else's, as you chose. I go on looking.",
    "doubt.both": "Noted all as this app's orders. I ask to cancel the surplus.",
    "doubt.held": "Put on hold. Nothing was sent, and I go on looking.",
    "doubt.lapsed": 'The question ran out and is on hold. Send "doubts" to see it again.',
    "doubt.closed": "The outcome of this order is known by now. Nothing was done.",
    "doubt.not_seen": (
        "The broker's list of just now has no such number. Please check it. Nothing has changed."
    ),
    "doubt.other_order": (
        "That number has another symbol or side, or belongs to another order. Nothing has changed."
    ),
    "doubt.too_many": (
        "That order is of more than you confirmed, so it cannot be ours. Nothing was changed."
    ),
    "doubt.sold_since": (
        "What the present number bought was sold since; the number cannot be changed any more. "
        "Nothing was changed."
    ),
    "doubt.more": "    of more than you confirmed: cannot be ours",
    "doubt.asked": "I sent the question again.",
    "doubts.title": "Orders in doubt",
    "doubts.none": "The outcome of every order is known.",
    "doubts.line": "in doubt for {span}, {looks} complete looks",
    "doubts.again": "The questions come again. Please choose with their buttons.",
    "match.usage": "Both the order and the broker's order number are needed.",
    "finding.ours": "found",
    "finding.ours_unread": "found one like it, watching for a twin",
    "finding.split": "perhaps split, please choose",
    "finding.several": "several alike, please choose",
    "finding.alike": "similar ones, please choose",
    "finding.moved": "not seen, but the holdings moved",
    "finding.looking": "looking",
    "finding.absent_so_far": "not there so far, waiting for you",
    "finding.blind": "the looks fail",
    "finding.absent": "certainly not there",
    "channel.api": "REST API",
    "channel.hts": "HTS",
    "channel.mts": "MTS",
    "channel.unreadable": "way unknown",
    "span.s": "{s} s",
    "span.ms": "{m} min {s} s",
    "span.hm": "{h} h {m} min",
    "choice.keep_looking": "Keep looking",
    "choice.has_number": "It is in the app → number",
    "choice.absent_resend": "Absent · new order, new card",
    "choice.pick": "It is {letter}",
    "choice.neither": "None of them",
    "choice.neither_1": "Not this one",
    "choice.neither_2": "Neither",
    "choice.both": "All ours → cancel surplus",
    "choice.both_2": "Both ours → cancel surplus",
    "doubt.split": "Together they make up the order: it was perhaps split.",
    "choice.both_split": "All are the one order",
    "flatten.title": "Flatten: {scope}",
    "flatten.by_cards": "Each closing order is a card. Only what you confirm goes out.",
    "flatten.at_once": "One question lists every closing order. Only your press sends them.",
    "flatten.unknown": (
        '"{found}" is no name, so nothing was done. For everything send "flatten all <reason>".'
    ),
    "help.flatten": "close holdings",
    "usage.flatten": "flatten [together] [outside] [all/broker/strategy/symbol] [reason]",
    "event.order.state.relabelled": "number put right, {number}",
    "event.execution.fill.taken_back": "taken back as another order's: {shares:,}, {amount:,} won",
    "event.order.state.frozen": "stopped: the shares do not agree",
    "event.order.state.answered": "a person answered: {choice}",
    "event.order.state.cancel_wanted": "to be cancelled, waiting for its number",
    "event.order.state.cancel_refused": "the broker did not take the cancel: {note}",
    "event.order.state.cancel_in_doubt": "outcome of the cancel unknown",
    "event.order.state.cancel_accepted": "the broker took the cancel",
    "found.calendar": "it ends soon or does not know this date",
    "found.latch": "the stop file cannot be read, so everything is stopped",
    "found.market_data": "no quotes",
    "choice.hold": "Hold",
    "question.doubt_answered": "Answered. The outcome is still being looked for.",
    "question.doubt_again": "A newer question about this order was sent. Press in that one.",
    "question.doubt_lapsed": (
        'Out of time, so it is on hold. Nothing was sent. Send "doubts" to see it again.'
    ),
    "question.answered": "The question {asked} was answered.",
    "question.lapsed": "The question {asked} is over. Nothing was done.",
    "question.about.resume": "about resuming",
    "question.about.flatten": "about closing out",
    "question.about.close": "about selling everything",
    "question.about.cancel": "about cancelling",
    "question.about.mode": "about automatic orders",
    "question.about.doubt": "about an order in doubt",
    "question.order_is": "Now: {state}",
    "question.order_number": "Now: {state} (number {number})",
    "question.moved": "This question moved to another chat. Please press there.",
    "card.moved": "{side} card moved · {name} {symbol}",
    "card.moved_text": "This card moved to another chat. Please press there.",
    "card.ask_resend": "Order again? · {side} {name} {symbol}",
    "card.resend_warning": "⚠ If the earlier order turns up later you will have twice as much",
    "pin.title": "PIN",
    "pin.bad": "A PIN has 6 to 12 digits. What you sent was not kept.",
    "pin.wrong": "That is not the PIN. {left} tries are left. Nothing was done.",
    "pin.locked": (
        "The PIN is locked. Try again in {minutes} minutes, or set a new one on the server with "
        "gaemi pin."
    ),
    "pin.not_set": "There is no PIN. First set one in the server's terminal with gaemi pin.",
    "pin.not_erased": "I could not delete the message with the PIN. Please delete it yourself.",
    "pin.covered": "/pin ******",
    "words.bare_number": (
        "Digits alone do nothing. Send a PIN after /pin, and the broker's order number as "
        '"match <order> <number>".'
    ),
    "cli.pin_ask": "New PIN (6 to 12 digits, not shown)",
    "cli.pin_again": "Once more",
    "cli.pin_set": "The PIN is set.",
    "help.pin": "second factor",
    "help.doubts": "orders in doubt",
    "help.match": "tell the broker's number",
    "usage.pin": "/pin <PIN>",
    "usage.doubts": "doubts",
    "usage.match": "match <end of the id, 4 or more> <broker's order number>",
    "cancel.title": "Cancel an order",
    "cancel.nothing": "No open order can be cancelled.",
    "cancel.choose": "Press the button of the order to cancel.",
    "cancel.several": "Several fit. Press the button of the order to cancel.",
    "cancel.none_of": "{found}: no open order.",
    "button.cancel": "Cancel · {name} {side} {id}",
    "button.cancel_yes": "Cancel again",
    "button.cancel_no": "Leave it",
    "help.cancel": "cancel an open order",
    "usage.cancel": "cancel [end of the id, 4 or more, or symbol]",
    "notice.doubt": ("Please say what became of order {order}."),
    "notice.sibling": (
        "{name} {symbol} {side}: more was ordered than you confirmed. "
        "Broker number {number}, {filled:,} of {shares:,} filled "
        "(₩{value:,}). The open surplus is being cancelled."
    ),
    "notice.other_program": (
        "An order of another program, it seems: broker number "
        "{number}, {name} {symbol} {side} {shares:,} × ₩{price:,}. "
        "Check what else uses this account."
    ),
    "notice.external": (
        "Noted as not ours: broker number {number}, {name} {symbol} "
        "{side} {shares:,} × ₩{price:,}, {filled:,} filled."
    ),
    "notice.relabelled": (
        "Number put right: the order {name} {symbol} {side} is {number}, not {before}. "
        "The {shares:,} shares of {before} (₩{amount:,}) were taken out of our books."
    ),
    "notice.broker_down": (
        "The broker has not answered for more than a minute. What "
        "became of open orders is not known yet."
    ),
    "notice.broker_up": ("The broker answers again."),
    "press.skew": (
        "Not ordered: the broker's clock differs by {ms:,} ms. Set this computer's clock."
    ),
    "freeze.moved": ("no order to be seen, but shares or money moved ({shares}, {price_won})"),
    "freeze.number": ("the broker's answer names another order's number {number}"),
    "freeze.refused": ("the broker refused the order, but a look shows it as number {number}"),
    "freeze.sibling": ("more orders than were confirmed: {number}"),
    "order.search": "Search",
    "order.search_text": "for {span}, {looks} complete looks",
    "order.cancel": "Cancel",
    "order.cancel_waits": "asked for once its number is known",
    "order.cancel_asked": "asked {tries} times, not seen closed yet",
    "status.doubt": "Orders in doubt",
    "status.cancelling": "Being cancelled",
    "status.outside": "Held outside",
    "halt.still_cancel": (
        "No new order goes out. I ask to cancel {count} open orders and tell you of each once it "
        "is seen closed."
    ),
    "halt.number_unknown": "cannot cancel yet: number unknown. Done once it is known.",
    "halt.like": '"{found}" was not found, so everything is stopped. Perhaps: {names}',
    "freeze.count": (
        "orders sent {posts}, confirmations used {grants}, presses accepted {presses}: "
        "they do not add up"
    ),
}

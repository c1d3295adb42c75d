"""English words of cards, orders, presses, stops and notices."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "mode.paper.banner": "[PAPER]",
    "mode.live.banner": "[LIVE] real money moves",
    "mode.paper": "paper",
    "mode.live": "live",
    "side.buy": "Buy",
    "side.sell": "Sell",
    "kind.limit": "limit",
    "kind.open": "limit (opening auction)",
    "kind.close": "limit (closing auction)",
    "unit.won": "₩{amount}",
    "unit.shares": "{shares:,} shares",
    "owner.person": "by hand",
    "owner.outside": "traded outside",
    "phase.closed": "closed",
    "phase.pre_open": "opening auction",
    "phase.continuous": "continuous trading",
    "phase.closing_auction": "closing auction",
    "phase.post_close": "after the close",
    "phase.unknown": "unknown (date outside the calendar)",
    "order.ready": "ready to send",
    "order.sending": "being sent",
    "order.unknown": "outcome unknown",
    "order.accepted": "accepted",
    "order.partial": "partly filled",
    "order.cancelling": "cancel requested",
    "order.filled": "filled",
    "order.cancelled": "cancelled",
    "order.rejected": "rejected",
    "order.expired": "expired",
    "approval.open": "open",
    "approval.granted": "confirmed",
    "approval.rejected": "rejected",
    "approval.lapsed": "lapsed",
    "approval.withdrawn": "withdrawn",
    "approval.replaced": "replaced by a new card",
    "approval.answered": "answered",
    "signal.waiting": "waiting",
    "signal.proposed": "put up as a card",
    "signal.refused": "stopped by a risk rule",
    "signal.expired": "not shown in time",
    "signal.dropped": "dropped",
    "verdict.allow": "allowed",
    "verdict.trim": "trimmed",
    "verdict.refuse": "refused",
    "level.none": "running",
    "level.reduce": "sells only",
    "level.halt": "no new orders",
    "scope.all": "everything",
    "scope.strategy": "strategy {key}",
    "scope.symbol": "symbol {key}",
    "scope.named": "symbol {name} {key}",
    "rule.cash": "cash",
    "rule.cooldown": "cooldown after a refusal",
    "rule.daily_loss": "daily loss limit",
    "rule.kill": "kill switch",
    "rule.max_positions": "number of positions",
    "rule.order_rate": "order rate",
    "rule.order_size": "order size",
    "rule.price_band": "price band",
    "rule.repeat": "repeated orders",
    "rule.tradable": "tradable",
    "rule.wash": "opposite order",
    "rule.weight_cap": "weight of a symbol",
    "rule.weight": "weight of a symbol",
    "rule.size": "sizing",
    "note.no quote": "there was no quote",
    "note.nothing to sell": "there was nothing to sell",
    "note.budget below one share": "the budget is below one share",
    "note.not shown in time": "its time to be shown had passed",
    "note.closing auction": "left to the closing auction",
    "reason.waited": "not sent: it had waited {waited_s} behind another order",
    "note.restart": "the program restarted",
    "note.absent": "the broker certainly does not have it",
    "note.exit_wins": "not bought: the exit of {name} wins",
    "note.stop": "made way for the stop",
    "button.confirm": "Confirm",
    "button.reject": "Reject",
    "button.resume_yes": "Resume",
    "button.resume_no": "Stay stopped",
    "button.status": "Status",
    "button.positions": "Positions",
    "button.orders": "Orders",
    "button.pnl": "Profit",
    "button.help": "Help",
    "button.doctor": "Doctor",
    "button.why": "Why?",
    "button.again": "Check again",
    "button.next": "Next ▶",
    "button.previous": "◀ Back",
    "card.ask": "Confirm {side} · {name} {symbol}",
    "card.open": "Confirm {side} · {name} {symbol}",
    "card.granted": "{side} confirmed · {name} {symbol}",
    "card.rejected": "{side} rejected · {name} {symbol}",
    "card.lapsed": "{side} lapsed · {name} {symbol}",
    "card.withdrawn": "{side} withdrawn · {name} {symbol}",
    "card.replaced": "{side} replaced · {name} {symbol}",
    "card.open_text": "Still waiting for an answer.",
    "card.granted_text": "Confirmed. The order stands as below.",
    "card.rejected_text": "You rejected it. No order was sent.",
    "card.lapsed_text": "Its time passed. No order was sent.",
    "card.withdrawn_text": "The card was withdrawn. No order was sent.",
    "card.replaced_text": (
        "Prices or conditions changed, so it is judged anew. No order came of this card."
    ),
    "card.note.halt": "Reason: stopped ({scope})",
    "card.note.risk": "Reason: a risk rule stopped it at the press",
    "card.beaten": "Strategies differ",
    "card.beaten_text": "the exit wins: the purchase of {names} was put aside",
    "card.also_held": "Also held by",
    "card.also_held_text": "{names}",
    "card.note.exit_wins": "Why: an exit from the same symbol wins",
    "card.note.stop": "Why: the stop comes first",
    "card.note.hash": "Reason: card and order did not agree",
    "card.account": "Account",
    "card.side": "Side",
    "card.shares": "Quantity",
    "card.trimmed": "{shares:,} shares (cut from {asked:,})",
    "card.price": "Price",
    "card.gross": "Value",
    "card.commission": "Commission",
    "card.tax": "Tax",
    "card.tax_buy": "none (buying)",
    "card.tax_sell": "{tax} ({rate}, settles {day})",
    "card.pay": "You pay",
    "card.receive": "You receive",
    "card.after": "After",
    "card.after_none": "nothing is left",
    "card.after_text": "weight {weight}, {shares:,} shares",
    "card.stop": "Loss at stop",
    "card.stop_text": "{loss} ({share} of today's limit left)",
    "card.stop_only": "{loss}",
    "card.no_stop": "no stop is set",
    "card.quote": "Quote",
    "card.quote_text": "{price} ({age} s ago)",
    "card.spread": "Spread",
    "card.spread_text": "{bid:,} / {ask:,} (gap {gap})",
    "card.no_spread": "one side is empty",
    "card.auction": "auction, no quotes by design",
    "card.phase": "Session",
    "card.vi": "⚠ Volatility interruption (VI): trading in a call auction for two minutes.",
    "card.strategy": "Strategy",
    "card.reason": "Reason",
    "card.expires": "Expires",
    "card.expires_text": "{at} ({seconds} s left)",
    "card.by": "Pressed by",
    "face.console": "console (this machine)",
    "card.at": "At",
    "order.done": "Filled so far",
    "order.summary": "{side} {name} {symbol} {shares:,} × {price}",
    "order.sum": "{symbol} {shares:,} × {price} = {gross}",
    "order.title": "Order · {name}",
    "order.state": "State",
    "order.number": "Broker's number",
    "order.note": "Note",
    "order.id": "gaemi id",
    "order.filled_of": "{filled:,}/{shares:,}",
    "order.mean": "Mean price",
    "order.amount": "Traded",
    "order.realised": "Realised",
    "order.short": 'Give at least the last 4 characters of an order id. Found: "{found}"',
    "order.none": 'No order ends in "{found}". Choose one from orders.',
    "order.several": 'Several orders end in "{found}": {ids}. Write more of it.',
    "progress.ready": "Order ready · {side} {name}",
    "progress.sending": "Sending · {side} {name}",
    "progress.accepted": "Accepted · {side} {name}",
    "progress.adopted": "Order found again · {side} {name}",
    "progress.partial": "Partly filled · {side} {name}",
    "progress.filled": "Filled · {side} {name}",
    "progress.late_fill": "Late fill on a closed order · {side} {name}",
    "progress.cancelling": "Cancel requested · {side} {name}",
    "progress.cancelled": "Cancelled · {side} {name}",
    "progress.rejected": "Rejected · {side} {name}",
    "progress.expired": "Expired · {side} {name}",
    "progress.unknown": "Outcome unknown · {side} {name}",
    "progress.unknown_more": (
        "The broker's records are being searched. It is not sent again. Please "
        "look into the broker's app as well."
    ),
    "press.granted": "Confirmed. The order is being placed.",
    "press.rejected": "Rejected. No order is sent.",
    "press.already": "This card is settled already: {state}",
    "press.lapsed": "The card's time has passed. No order was sent.",
    "press.unknown": "Unknown button. Nothing was done.",
    "press.not_yours": "This button is not yours to press. Nothing was done.",
    "press.wrong_message": (
        "That is not the button of the original card. Nothing was done; press on the latest card."
    ),
    "press.drift": (
        "The price moved from {shown:,} to {now:,} won. Nothing was ordered; see the new card."
    ),
    "press.trimmed": (
        "Limits changed: {allowed:,} instead of {asked:,} shares. Nothing was "
        "ordered; see the new card."
    ),
    "press.stale": (
        "No fresh price or account data, so nothing was ordered. Press again in a moment."
    ),
    "press.risk": "A risk rule stopped it, nothing was ordered: {rule}. {text}",
    "press.halted": "Stopped, so nothing was ordered. {text}",
    "press.in_flight": "An earlier order of {name} is not settled yet, so nothing was ordered.",
    "press.restarting": "The program restarted: a new card is on its way, press there.",
    "halt.done": "Stopped: {scope}, {level}",
    "halt.scope": "Scope",
    "halt.level": "Level",
    "halt.reason": "Reason",
    "halt.no_reason": "no reason given",
    "halt.still_halt": (
        "Orders already at the broker stay alive. No new order goes out, neither buy nor sell."
    ),
    "halt.still_reduce": "Buying is blocked; only sells of holdings are proposed.",
    "halt.how_to_resume": "To lift it: resume {of}",
    "resume.title": "Resume",
    "resume.asked": "The question is on its way. Its button works after {wait} s.",
    "resume.red": "Not lifted, these checks are red: {checks}",
    "resume.nothing": "{scope}: nothing is stopped.",
    "resume.wait": "Please wait: the button works in {seconds} s.",
    "resume.done": "Resumed: {scope}",
    "resume.kept": "Still stopped: {scope}",
    "resume.lapsed": 'The question\'s time has passed. Send "resume <reason>" again.',
    "resume.no_reason": "Resuming needs a reason.",
    "pair.title": "Pairing",
    "pair.done": 'Paired, {name}. Cards and notices come here from now on. Try "help".',
    "pair.already": "You are paired already.",
    "done": "Done.",
    "notice.started": "gaemi has started ({mode}).",
    "notice.refused": "A risk rule stopped the signal to {side} {name} {symbol}: {rule}. {text}",
    "notice.expired": "{count} signals were not shown in time and dropped: {names}",
    "notice.outside": (
        "Shares traded outside were found: {name} {symbol} {shares:,}. Strategies leave them alone."
    ),
    "notice.outside_order": (
        "An order traded in the broker's app: {side} {name} {symbol} {shares:,} × {price:,} won "
        "(number {number}). Strategies leave it alone."
    ),
    "notice.split": (
        "{name} {symbol} went from {ours:,} to {broker:,} shares and what was paid stayed: it "
        "looks like a split. If so, resume the symbol; the books change then."
    ),
    "notice.final_settlement": (
        "{name} {symbol}: {shares:+,} contracts were settled finally at expiry, at {price:,} won, "
        "profit {profit:+,} won. Booked by the change of the deposit."
    ),
    "notice.no_list": (
        "The broker gave no list of symbols. Only those of GAEMI_SYMBOLS and what is held trade."
    ),
    "notice.accepted": (
        "As resumed, the books of {name} {symbol} went from {before:,} to {after:,} shares."
    ),
    "notice.cash_gap": (
        "Cash is off by {gap:+,} won and nothing explains it: books {ours:,}, broker {broker:,}. "
        "All buying is stopped. Check the broker's app; resuming takes the broker's figure."
    ),
    "notice.costs": (
        "Costs of {orders} orders of today corrected by the broker's statement: {moved:+,} won."
    ),
    "notice.mismatch": (
        "{name} {symbol} disagrees: books {ours:,}, broker {broker:,} shares. "
        "New orders of it are stopped."
    ),
    "notice.unknown": (
        "The outcome of {side} {name} {symbol} {shares:,} × {price:,} won is "
        "unknown. It is being searched and not sent again; look into the "
        "broker's app too."
    ),
    "notice.absent": (
        "{side} {name} {symbol} {shares:,}: the broker certainly does not have "
        "this order. It was not placed."
    ),
    "notice.halt": "Stopped: {scope}, {level} ({by}). {reason}",
    "notice.resume": "Resumed: {scope} ({by}). {reason}",
    "notice.cash": (
        "Cash disagrees: books {ours:,} won, broker {broker:,} won. Look for "
        "transfers in the broker's app."
    ),
    "notice.clock": "The clock jumped by {jump} s. Open cards are looked at again.",
    "notice.question": "Lift the stop of {scope}? The button works after a moment.",
    "notice.gap": (
        "{name} {symbol} starts a new price series today ({detail}). Its averages begin anew."
    ),
    "notice.frozen": (
        'New orders of {name} {symbol} are stopped (to lift it: "resume {symbol} <reason>"): {why}'
    ),
    "notice.strategy_file": (
        "The strategies of {file} were not loaded, see line {line}: {error}. Correct it and "
        "start again. Until then they neither buy nor sell, and stops of what they hold are not "
        "watched."
    ),
    "notice.strategy_failed": (
        "The strategy {owner} failed on {symbol} and decides nothing more. {file}, line {line}: "
        "{error}. Stops and targets of what it holds are still watched. Correct it and start "
        "again."
    ),
    "notice.plan": "Strategy {name} is not run, its parameters do not fit: {why}",
    "notice.push": (
        'The push feed is in trouble. Fills still show in the regular looks; see "doctor".'
    ),
    "notice.token": "Telegram refuses the bot token (401). Check TELEGRAM_BOT_TOKEN.",
    "notice.slack_token": ("Slack refuses the token. Check SLACK_BOT_TOKEN and SLACK_APP_TOKEN."),  # nosec B105
    "notice.pairing": (
        "Pairing code: {code} (valid for 10 minutes). Send /pair {code} to the bot on Telegram, "
        "/gaemi pair {code} on Slack."
    ),
    "severity.info": "Note",
    "severity.warning": "Warning",
    "severity.critical": "Important",
}

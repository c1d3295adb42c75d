"""English words of when and how a card becomes an order: the undo window, modes, expiry."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "press.waits": (
        "Confirmed. The order goes in {seconds} s. Press `Undo` on the card before that and it "
        "does not."
    ),
    "button.undo": "Undo",
    "card.undo": "Can be undone for {seconds} s. After that the order goes.",
    "card.undo_soon": "Goes in a moment. It can still be undone.",
    "undo.done": "Undone. The order of {name} was not sent.",
    "undo.late": (
        "Too late to undo. If the order has left, ask the broker to cancel it with `cancel`."
    ),
    "release.waits": "It still waits.",
    "release.sent": "The order was sent.",
    "release.back": "The order was not sent.",
    "event.order.state.held": "waits, can be undone",
    "help.mode": "signals, confirm, automatic",
    "usage.mode": (
        "mode [all|STRATEGY] [signal|confirm|auto EACH DAY REASON]\n"
        "e.g. mode, mode signal, mode auto 500000won 2000000won small ones"
    ),
    "mode.title": "Order mode",
    "mode.signal": "signals only",
    "mode.confirm": "confirm each",
    "mode.auto": "automatic within limits",
    "mode.everything": "everything",
    "mode.default": "confirm each (as at first)",
    "mode.auto_line": "{mode}: {order} each, {day} a day",
    "mode.coming": "from {since}: {line}",
    "mode.how": (
        "Signals only tells and has no order button. Automatic needs a reason and a second press, "
        "and begins with the next session. Tightening holds at once."
    ),
    "mode.what": (
        "'{found}': say which mode: signal, confirm or auto. A strategy's name comes before it."
    ),
    "mode.amounts": (
        "Automatic needs an amount each and an amount a day, e.g. "
        "mode auto 500000won 2000000won small ones"
    ),
    "mode.unknown": "{scope} is no strategy. `strategy` lists the names.",
    "mode.set": "Changed at once: {scope}, {mode}.",
    "mode.asked": "A button asks whether to go automatic. Nothing changes before it is pressed.",
    "mode.from_next": (
        "Automatic from {since}: {scope}, {order_won:,} won each, {day_won:,} won a day. Until "
        "then all stays as it is."
    ),
    "mode.not_live": (
        "A real account has no automatic orders. It takes GAEMI_AUTO_LIVE=true on the server."
    ),
    "mode.limits": (
        "An amount is outside the limits: up to {most:,} won each, and a day at least that and up "
        "to {day:,} won."
    ),
    "mode.no_reason": "Automatic needs a reason. Write it after the amounts.",
    "mode.kept": "Nothing was changed.",
    "mode.lapsed": "The question's time is over. The mode stays.",
    "mode.wait": "A little longer: it can be pressed in {seconds} s.",
    "button.mode_yes": "Automatic",
    "button.mode_no": "Leave it",
    "notice.mode_question": (
        "{scope}: order up to {order_won:,} won each and {day_won:,} won a day without asking? "
        "From the next session. Larger orders are asked about by card."
    ),
    "notice.mode_signal": "{by} set {scope} to signals only. No order leaves.",
    "notice.mode_confirm": "{by} set {scope} to confirm each.",
    "notice.mode_auto": (
        "{by}: from {since} {scope} orders up to {order_won:,} won each and {day_won:,} won a day "
        "without asking."
    ),
    "status.mode": "Order mode",
    "approval.shown": "told as a signal",
    "card.signal": "Signal · {side} {name} {symbol}",
    "card.shown": "Signal · {side} {name} {symbol}",
    "card.signal_text": (
        "Signals only: there is no order button. To do it, use the broker's own app."
    ),
    "card.shown_text": "Signals only, so nothing was ordered.",
    "card.note.mode": "Why: the mode changed to signals only",
    "card.automatic": "Automatic {side} · {name} {symbol}",
    "card.automatic_text": "Within the limits that were allowed, so it goes unasked. Its state:",
    "card.allowed": "{name} allowed since {since}: {order} each, {day} a day",
    "face.policy": "automatic (allowed limits)",
    "note.mode": "the mode changed, so it was not sent unasked",
    "event.mode.state.signal": "mode set to signals only",
    "event.mode.state.confirm": "mode set to confirm each",
    "event.mode.state.auto": "mode set to automatic within limits",
    "event.approval.state.shown": "told as a signal",
    "order.withdrawn": "not sent",
    "progress.withdrawn": "Order not sent · {name} {side}",
    "note.undone": "a person undid it; nothing was sent to the broker",
    "note.late": "it could not be sent in time after its undo window, so it was given up",
    "note.drift": "the price moved while it waited, so it was not sent",
    "note.trimmed": "a limit changed while it waited, so it was not sent",
    "note.bytes": "what would be sent differed from the card, so it was not sent",
    "note.press.skew": "the clock differs from the broker's, so it was not sent",
    "note.press.unknown": "the order differed from its card, so it was not sent",
    "note.role": "whoever pressed lost the right meanwhile, so it was not sent",
    "note.halted": "a stop came while it waited, so it was not sent",
}

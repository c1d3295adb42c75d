"""English words about stops, cancels and the watchdog."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "stop.losses": (
        "{count} sales in a row lost money today ({lost_won}). Purchases rest. To go on, say why: "
        "resume <reason>"
    ),
    "pause.none": "No pause is over.",
    "pause.over": "The pause is over.",
    "pause.stays": "The stop stays.",
    "halt.until": "until",
    "halt.ends": (
        "It ends by itself then, if every check is green and nothing else was stopped meanwhile. "
        "Otherwise it stays and you are told."
    ),
    "halt.stays": "A stop without an end is engaged already, so nothing ends by itself.",
    "status.pause": "⛔ {scope}: {level}, until {until} ({by}, {at}) {reason}",
    "notice.pause": "Stopped: {scope}, {level}, until {at} ({by}). {reason}",
    "notice.pause_over": "The pause is over and was lifted: {scope} (set by {by})",
    "notice.pause_red": (
        "The pause of {scope} is over, but checks are not green, so it stays: {checks}. Mend them, "
        "then resume <reason>"
    ),
    "notice.pause_other": (
        "The pause of {scope} is over, but something else was stopped meanwhile ({by}), so it "
        "stays. To lift it: resume <reason>"
    ),
    "cancel.asked": "The cancel of {name} was asked for. You will be told when it is seen closed.",
    "cancel.not_open": "That order has ended already; there is nothing to cancel.",
    "cancel.unknown_number": (
        "Cannot cancel yet: the number of the {name} order is unknown. It is cancelled as "
        "soon as it is found."
    ),
    "cancel.none": "There is no such order.",
    "cancel.kept": "Left as it is.",
    "cancel.lapsed": "The question's time is over. The order stays as it is.",
    "notice.cancel_waits": (
        "{name} ({symbol}) {side} {shares:,}: cannot cancel yet, its number is unknown. It is "
        "cancelled as soon as it is found."
    ),
    "notice.cancel_stuck": (
        "{name} ({symbol}) {side} {shares:,} (broker's number {number}): asked to cancel {tries} "
        "times and still open. Cancel again? Please look in the broker's app too."
    ),
    "risk.kill.flattening": (
        "{scope} is being flattened: only its closing orders pass. /resume lifts it"
    ),
    "risk.kill.opens": "the closing order of {shares} would open a position",
    "risk.kill.closes_only": "A closing order can only close what is held. Check the holdings",
    "level.flatten": "flatten (close holdings)",
    "level.cancel": "no new orders, open ones cancelled",
    "scope.broker": "broker {key}",
    "cli.cancel": (
        "Stopped: new orders, and open ones are cancelled ({scope}). Lift it in the chat: "
        "/resume {of}."
    ),
    "cli.flatten": (
        "Flattening: open orders are cancelled, holdings get cards to sell ({scope}). Lift it "
        "in the chat: /resume {of}."
    ),
    "lift.all": "<reason>",
    "lift.one": "{name} <reason>",
    "cli.stricter": "A stricter stop is engaged already and stays: {level}.",
    "cli.broken": (
        "The stop file could not be written and was taken away. Without it every order is "
        "stopped. Make room on the disk, then /resume. ({text})"
    ),
    "cli.not_stopped": (
        "NOT stopped: {home} cannot be written. End the running gaemi yourself (kill), or "
        "make the folder writable and try again. Cancel open orders in the broker's app. "
        "({text})"
    ),
    "flatten.done": (
        "Flattening: {scope}. Open orders are cancelled, and you are asked about closing "
        "{holdings} holdings."
    ),
    "flatten.stopped": (
        "Nothing was flattened. A harder stop ({level}) is engaged for {scope}, so no closing "
        "order may leave. Lift it first, then flatten again."
    ),
    "flatten.sent": (
        "{count} closing orders were sent. {refused} that were not are asked about one by one."
    ),
    "flatten.kept": "They are not sent all at once. You are asked card by card.",
    "flatten.lapsed": "The question's time is over. You are asked card by card.",
    "reason.flatten": "asked to flatten",
    "notice.flatten": "Flatten {scope}: send these {count} orders at once? Together {value:,} won",
    "notice.flattened": (
        "{scope} is flat: the books show no holding and no open order. The stop stays until "
        "/resume."
    ),
    "notice.flatten_refused": "{name} ({symbol}) cannot be closed now: {text}",
    "flatten.line": "{name} ({symbol}) {side} {shares:,}, at worst {price:,} won",
    "button.flatten_yes": "Send all",
    "button.flatten_no": "Do not send",
    "watchdog.silent": (
        "🚨 gaemi has not answered for {seconds} s. New orders are stopped. Look at the "
        "program on the server, and at open orders in the broker's app. ({home})"
    ),
    "watchdog.dead": (
        "🚨 gaemi ended without warning. Start it again on the server, and look at open "
        "orders in the broker's app. ({home})"
    ),
    "watchdog.broken": (
        "🚨 The stop file could not be written and was taken away: every order is stopped. "
        "Look at the disk. ({home})"
    ),
    "watchdog.not_stopped": (
        "🚨 gaemi has not answered for {seconds} s and the stop file cannot be written. End "
        "the program on the server yourself (kill). ({home})"
    ),
    "notice.watchdog_gone": "The watchdog was gone and has been started again.",
    "stop.unheard": "an important message reached no chat within {limit_s}",
}

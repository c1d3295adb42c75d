"""English words of faces with windows and of Slack."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "keyboard.title": "Keyboard",
    "keyboard.on": "The commands of every day are keys now. A key says its word.",
    "keyboard.where": "Seen in a private Telegram chat only. To hide: keyboard off",
    "keyboard.off": "The keys are gone. To see them again: keyboard",
    "keyboard.bad": '"{found}" is not known. Say on or off.',
    "form.send": "Send",
    "form.close": "Close",
    "form.pin": "Enter PIN",
    "form.buy": "Buy",
    "form.sell": "Sell",
    "form.edit": "Change the order",
    "form.match": "Tell the number",
    "field.symbol": "Symbol (name or code)",
    "field.size": "Size (such as 5, 200000won, half)",
    "field.price": "Limit in won (empty: as it is)",
    "field.order": "Order (six letters)",
    "field.number": "The broker's order number",
    "field.pin": "PIN (6 to 12 digits)",
    "form.to_type": "This command needs more. Type it like this.",
    "slack.secret": (
        "In Slack a bot cannot delete the messages of others. I did not look at this one. Delete "
        "it yourself, and enter the PIN only in the window of the button below."
    ),
    "slack.secret_seen": (
        "Others may have seen it. Set another PIN in the server's terminal with gaemi pin."
    ),
    "found.token": "the token is refused",
    "found.conflict": "somebody else uses the same token",
    "found.port": "the port cannot be opened",
    "found.line": "not connected",
    "found.hook": "Telegram cannot reach the webhook's address",
    "fix.telegram_hook": (
        "See whether https and the proxy run, and whether TELEGRAM_WEBHOOK_URL leads to the port."
    ),
    "fix.telegram_token": (  # nosec B105
        "Get the token anew at @BotFather, put it into TELEGRAM_BOT_TOKEN and start again."
    ),
    "fix.telegram_conflict": (
        "Stop the other program with this token, or renew the token at @BotFather."
    ),
    "fix.telegram_port": (
        "End the program that uses TELEGRAM_WEBHOOK_PORT, or choose another port."
    ),
    "fix.slack_token": (  # nosec B105
        "Install the app in the workspace again, put its new SLACK_BOT_TOKEN "
        "(xoxb-) and SLACK_APP_TOKEN (xapp-) into the settings and start again."
    ),
    "fix.slack_port": "Stop the other program that uses SLACK_HTTP_PORT, or set another port.",
    "slack.room": "I can speak in this room.",
    "slack.no_room": (
        "I cannot speak in this room yet. Invite the app with /invite, then say /gaemi pair again."
    ),
}

"""English words: what a try of keys found."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "keys.service.telegram": "Telegram",
    "keys.service.slack": "Slack",
    "keys.service.kis": "Korea Investment",
    "keys.service.model": "Language model",
    "keys.service.mail": "Mail",
    "keys.missing": "{name} is not set.",
    "keys.missing.fix": "Give {name}.",
    "keys.no_answer": "No answer ({why}).",
    "keys.no_answer.fix": "Look at the network and the address in the settings, and try again.",
    "keys.odd_answer": "An answer that says nothing (HTTP {status}).",
    "keys.odd_answer.fix": (
        "Look whether the service is down or the address is wrong, and try again."
    ),
    "keys.telegram": "Telegram does not know this token.",
    "keys.telegram.fix": "Get it anew with /token at @BotFather and paste all of it.",
    "keys.telegram_fine": "The token of the bot @{name}.",
    "keys.slack": "Slack refused the bot token ({code}).",
    "keys.slack.fix": "Copy the Bot User OAuth Token (xoxb-) of OAuth & Permissions again.",
    "keys.slack_app": "Slack refused the app token ({code}).",
    "keys.slack_app.fix": (
        "Make an app-level token (xapp-) with connections:write at Basic Information."
    ),
    "keys.slack_scopes": "The app may not do enough: {names}",
    "keys.slack_scopes.fix": "Update the app with docs/slack_manifest.yaml and install it again.",
    "keys.slack_fine": "Connects to the workspace {team}.",
    "keys.model": "The server refused the key (HTTP {status}).",
    "keys.model.fix": "See that key and OPENAI_BASE_URL are of one service, or get a new key.",
    "keys.model_absent": "This key does not open the model {name}.",
    "keys.model_absent.fix": "Set OPENAI_MODEL to a name that the service has.",
    "keys.model_fine": "The model {name} can be used.",
    "keys.kis_settings": "The settings do not fit: {why}",
    "keys.kis_settings.fix": "Look at the app key, the app secret and the account (8-2 digits).",
    "keys.kis": "KIS refused: {code} {why}",
    "keys.kis.fix": (
        "Keys of paper and real money differ: copy those of the chosen kind again from KIS "
        "Developers."
    ),
    "keys.kis_too_soon": "KIS gives one access token a minute.",
    "keys.kis_too_soon.fix": "Try again in a minute.",
    "keys.kis_account": "The token is fine, but the account cannot be read: {why}",
    "keys.kis_account.fix": "See that the account is the one for which the key was made.",
    "keys.kis_fine_paper": "Read the paper account ({account}).",
    "keys.kis_fine_live": "Read the account of real money ({account}).",
}

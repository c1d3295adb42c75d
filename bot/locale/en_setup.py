"""English words: `gaemi setup` and its page for keys."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "setup.hello": (
        "Setting gaemi up. Enter takes what stands in [ ]. You can do this again at any time."
    ),
    "setup.language": "Language",
    "setup.language.ko": "Korean",
    "setup.language.en": "English",
    "setup.number": "Number [{default}]: ",
    "setup.not_number": "There is no '{found}'. Type a number from 1 to {most}.",
    "setup.home": "Data folder [{default}]: ",
    "setup.not_folder": "{found} is not a folder. Name another place.",
    "setup.broker": "Where do you want to trade?",
    "setup.broker.paper": "A made-up market (no account, no keys)",
    "setup.broker.kis_paper": "Korea Investment, play money",
    "setup.broker.kis_live": "Korea Investment, real money",
    "setup.wants.telegram": "Use Telegram?",
    "setup.wants.slack": "Use Slack?",
    "setup.wants.mail": "Get mail as well?",
    "setup.wants.model": "Use a language model (questions, prose of reports)?",
    "setup.yes": "[Y/n]",
    "setup.no": "[y/N]",
    "setup.yes_or_no": "'{found}' is neither. Type y (yes) or n (no).",
    "setup.OPENAI_BASE_URL": "Address of the model's server [{default}]: ",
    "setup.OPENAI_MODEL": "Name of the model [{default}]: ",
    "setup.refused": "That cannot be used: {text}",
    "setup.how": "Where should the key of the vault be kept?",
    "setup.how.keyring": "The keyring of the operating system",
    "setup.how.passphrase": "A passphrase (typed at each start, or SECRET_KEY)",  # nosec B105
    "setup.how.file": "A file outside the data folder (weak)",
    "setup.env_wins": "{name} has another value in the environment, which is used.",
    "setup.opened": (
        "A page for the keys is open in your browser. If it is not, open this address:"
    ),
    "setup.open_it": "Keys are not typed here. Open this address in a browser on this computer:",
    "setup.ssh": (
        "From another computer, do this there first: ssh -N -L {port}:127.0.0.1:{port} this-server"
    ),
    "setup.waiting": "It is open for ten minutes, to this computer alone. Ctrl-C gives up.",
    "setup.page_late": (
        "Ten minutes are over and the page is closed. What you gave so far is kept. Run "
        "gaemi setup again."
    ),
    "setup.page_wrong": (
        "Five requests were not ours, so the page is closed. See who tries on this "
        "computer, then run gaemi setup again."
    ),
    "setup.end": "Everything is set up.",
    "setup.next.paper": "Start: make run",
    "setup.next.kis_paper": 'Start: make run ARGS="--broker kis --paper"',
    "setup.next.kis_live": (
        'Start: GAEMI_LIVE=yes-with-real-money make run ARGS="--broker kis --live" (this '
        "moves real money)"
    ),
    "setup.pair": (
        "At the start the console shows a code of 8 letters. Send /pair CODE in Telegram or Slack."
    ),
    "setup.again": "gaemi is running: it knows the new settings and keys after its next start.",
    "setup.start": "Start now?",
    "input.setup_ended": "the input ended before setup did; run gaemi setup again at a terminal",
    "page.tab": "Keys for gaemi",
    "page.title": "Give gaemi its keys",
    "page.lead": (
        "This page is open inside this computer alone. Each key is tried at once and, if "
        "it fits, locked away."
    ),
    "page.send": "Try and keep",
    "page.small": (
        "Nothing is ordered. The page closes after ten minutes or when all is done. Never "
        "type keys into a chat."
    ),
    "page.there": "there already · empty keeps it",
    "page.optional": "not needed",
    "page.keep": "Keep it although it could not be tried",
    "page.kept_untried": "(kept without a try)",
    "page.done": "That is all",
    "page.done_lead": (
        "Close this window and go back to the terminal. This page does not open again."
    ),
    "page.closed": "Nothing to open here",
    "page.over": "This page is over. Run gaemi setup again at the terminal.",
    "page.not_ours": "Open the address exactly as the terminal shows it.",
    "page.how.telegram": "The token that @BotFather in Telegram gives for /newbot.",
    "page.how.slack": (
        "Both tokens of the app made at api.slack.com/apps from docs/slack_manifest.yaml."
    ),
    "page.how.kis": (
        "The app key from KIS Developers and the account it was made for. Keys of paper "
        "and real money differ."
    ),
    "page.how.model": (
        "A key of OpenAI or of any service that speaks the same protocol. It never orders."
    ),
    "page.key.TELEGRAM_BOT_TOKEN": "Bot token",  # nosec B105
    "page.key.SLACK_BOT_TOKEN": "Bot token (xoxb-…)",  # nosec B105
    "page.key.SLACK_APP_TOKEN": "App token (xapp-…)",  # nosec B105
    "page.key.KIS_APP_KEY": "App key",
    "page.key.KIS_APP_SECRET": "App secret",  # nosec B105
    "page.key.KIS_ACCOUNT": "Account (8-2 digits)",
    "page.key.KIS_HTS_ID": "HTS login name",
    "page.key.OPENAI_API_KEY": "API key",
    "keys.shape": "{name} does not look like one.",
    "keys.shape.fix": (
        "See that nothing is cut off and that it is not of another field, and paste it again."
    ),
    "keys.not_kept": "The key fits but could not be kept: {why}",
    "keys.not_kept.fix": "Mend what the terminal says and try again.",
}

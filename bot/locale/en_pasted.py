"""English words about keys that stand in a chat."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "pasted.title": "A key stands in this chat",
    "pasted.seen": (
        "The last message seems to hold a key or password. I did not read it and kept "
        "nothing of it."
    ),
    "pasted.erased": "I took the message out of the chat.",
    "pasted.not_erased": "I could not delete the message. Please delete it now.",
    "pasted.still_there": "I cannot delete it here. Please delete it now.",
    "pasted.console": "The terminal may keep it in its history: clear the screen.",
    "pasted.telegram": "Others may have seen it: change the token with /revoke at @BotFather.",
    "pasted.slack": "Others may have seen it: make new tokens in the settings of the Slack app.",
    "pasted.model": (
        "Others may have seen it: revoke this key at the model's service and make a new one."
    ),
    "pasted.broker": (
        "Others may have seen it: revoke this app key on the broker's developer site and "
        "get a new one."
    ),
    "pasted.own": "gaemi uses this key. Others may have seen it: change it at its service.",
    "pasted.next": "Give the new key not here but at the server's terminal, with gaemi setup.",
    "pasted.covered": "****** (key)",
}

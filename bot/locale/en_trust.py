"""English words of a chat whose token is in doubt."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "help.trust": "let a chat confirm again",
    "usage.trust": "trust <telegram/slack>",
    "notice.conflict": (
        "Somebody else uses the same bot token (409). It may be stolen, so Telegram's confirm "
        "buttons are blocked. Renew it at @BotFather, then say `trust telegram` anywhere but in "
        "Telegram."
    ),
    "notice.webhook": (
        "Somebody made Telegram deliver to another address. It is put back, and Telegram's "
        "confirm buttons are blocked. Unless you did it yourself the token has leaked: get a new "
        "one from @BotFather. Then say `trust telegram` anywhere but in Telegram."
    ),
    "notice.undelivered": (
        "Telegram cannot reach the webhook's address, and what people say piles up there. A `halt` "
        "said on Telegram does not arrive either: if it is urgent, stop on the console or another "
        "messenger. See whether https and the proxy run."
    ),
    "notice.inbox_unkept": (
        "What arrives cannot be written to the disk. I hear you, but if the program ends now, "
        "what it is doing may be lost. See to the disk's free space and the folder's rights."
    ),
    "notice.inbox_damaged": (
        "Some of what arrived before the restart could not be read. If your last message got no "
        "answer, send it again. If it was a `halt`, look at `status` whether it holds."
    ),
    "press.doubted": (
        "Somebody else uses this bot too, so nothing is confirmed here. No order was sent. Press "
        "the card at the console or in another chat."
    ),
    "trust.none": "No confirm buttons are blocked.",
    "trust.blocked": "Confirm buttons are blocked in {faces}.",
    "trust.bad": "Name telegram or slack. You wrote: {found}",
    "trust.nothing": "The confirm buttons of {face} are not blocked.",
    "trust.elsewhere": (
        "A blocked chat cannot unblock itself. Say it at the console or in another chat."
    ),
    "trust.done": "The confirm buttons of {face} work again.",
    "notice.trusted": "{by} let the confirm buttons of {face} work again.",
    "messenger.telegram": "Telegram",
    "messenger.slack": "Slack",
}

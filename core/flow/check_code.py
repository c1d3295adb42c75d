"""The check code of a card (K04): four digits that whoever stole a bot's token cannot know.

Such a thief can show a card of his own in the chat, and sees cards that were pressed. Our card's
code stands on other faces as well, beside the same order; his stands nowhere else.
"""

from __future__ import annotations

from typing import Final

from core.ports import Nonces

# The notice by which a card's code is mailed.
CODE: Final = "notice.card_code"
_CODES: Final = 10_000


def check_code(nonces: Nonces, subject: str) -> str:
    """Give the four digits of a card or question by its id: the same after a restart.

    They come of a secret of their own and tell nothing of what the buttons carry.
    """
    digest = nonces.digest(nonces.nonce(f"check:{subject}"))
    return f"{int(digest, 16) % _CODES:04}"

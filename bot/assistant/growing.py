"""An answer while it grows: what holds of it is shown, the rest is never seen."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

import structlog

from bot.assistant.answer import partial
from bot.assistant.check import Checked, Judge
from bot.assistant.fact import Fact
from bot.assistant.ledger import Ledger
from bot.assistant.toolbox import Toolbox
from bot.context import Context
from core.clock import Clock

# How often the growing text is held against the rows, real seconds.
LOOK_S: Final = 0.5
_log = structlog.get_logger(__name__)


@dataclass
class Growing:
    """One answer while it grows: what holds of it is shown."""

    context: Context
    ledger: Ledger
    judge: Judge
    wall: Clock
    looked_at: float = float("-inf")

    async def heard(self, text: str) -> None:
        """Show the sentences that are whole and hold."""
        now = self.wall.monotonic()
        if now - self.looked_at < LOOK_S:
            return
        self.looked_at = now
        # The last sentence is still being written.
        done = max(text.rfind(end) for end in (". ", ".\n", "? ", "! "))
        kept = (await self.check(text[: done + 1])).kept if done > 0 else ()
        if kept:
            await self.context.show(partial(kept, self.context.words, mode=self.context.mode))

    async def check(self, text: str) -> Checked:
        """Hold a text against the rows that were given so far, beside the engine's loop."""
        checked = await asyncio.to_thread(self.judge.check, text, self._facts())
        for sentence, why in checked.dropped:
            _log.debug("assistant.dropped", why=why, length=len(sentence))
        return checked

    def _facts(self) -> dict[str, Fact]:
        return dict(self.ledger.given)


async def look_around(toolbox: Toolbox, ledger: Ledger) -> None:
    """Read the account and the holdings where no row was asked for, so that there is an answer."""
    if not ledger.given:
        await toolbox.use("account", "{}")
        await toolbox.use("positions", "{}")

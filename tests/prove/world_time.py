"""How a world lives: starts, looks when they are due, a night, and the way back to rest."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

from core.domain.calendar import trading_date, utc
from core.domain.commands import Look
from core.errors import GaemiError
from tests.prove.world_market import CALENDAR
from tests.prove.world_truth import Truth

# Section 6.4: the first looks after a doubt, then one a minute.
LOOKS_S = (0.3, 0.5, 0.8, 1.3, 2, 3, 5, 8, 13, 20, 30, 30, 30, 30, 30)


class Living(Truth):
    """A program that is started, again after it died, and looks at its account."""

    async def boot(self) -> None:
        """Start this generation of the program and let it look."""
        if self.push:
            self.reader = self.loop.create_task(self._heed())
        await self.runtime.boot(f"boot-{self.generation}")
        await self.look()

    async def restart(self) -> None:
        """Lose what was not committed, and start anew over the same files."""
        self.drop()
        self._assemble()
        await self.boot()

    async def look(self, seconds: float = 0, *, quotes: bool = True) -> None:
        """Let time pass, then quotes and a look as the live schedule takes them, and settle."""
        if seconds:
            await asyncio.sleep(seconds)
        fresh = []
        if quotes:
            with suppress(GaemiError):
                fresh = list(await self.kis.market.quotes(sorted(self.watched)))
        await self.runtime.gateway.look()
        await self.ask(Look(tuple(fresh)))
        await self.runtime.heed_latch()
        await self.runtime.settle()

    async def pause(self, seconds: float) -> None:
        """Let time pass without looking."""
        await asyncio.sleep(seconds)

    async def live(self, seconds: float) -> None:
        """Let time pass as the live market does: looks when due, sooner when a frame hints."""
        until = self.loop.time() + seconds
        while (left := until - self.loop.time()) > 0:
            pause = 10.0 if self.in_doubt() else 60.0
            with suppress(TimeoutError):
                async with asyncio.timeout(min(left, pause)):
                    await self.hinted.wait()
            self.hinted.clear()
            await self.look(0.1)

    async def resolve(self, *, most_s: float = 240) -> None:
        """Look by the schedule of section 6.4 until no order is in doubt or time is over."""
        began = self.loop.time()
        for pause in (*LOOKS_S, *([60.0] * 20)):
            if not self.in_doubt() or self.loop.time() - began > most_s:
                return
            await self.look(pause, quotes=False)

    async def tomorrow(self) -> None:
        """Go on after the close of today and in the next session."""
        today = trading_date(self.clock.now())
        for day, hour, minute in ((today, 15, 45), (CALENDAR.next_session(today).day, 9, 5)):
            until = (utc(day, hour, minute) - self.clock.now()).total_seconds()
            if until > 0:
                await self.look(until)
                await self.look(1, quotes=False)

    def heal_faces(self) -> None:
        """Let every face work again."""
        for face in self.faces.values():
            face.fails.clear()

    async def heal(self) -> None:
        """Take every fault back and let the program come to rest, over a night if it must."""
        self.server.faults.clear()
        self.server.port.open = True  # type: ignore[attr-defined]
        self.clock.shift = timedelta(0)
        self.heal_faces()
        await self.look(61)
        await self.resolve(most_s=300)
        await self.look(61)
        session = CALENDAR.session(trading_date(self.clock.now()))
        over = session is None or self.clock.now() > session.closes_at
        if self.in_doubt() or over:
            await self.tomorrow()
            await self.look(61)
            await self.look(61)
        for _ in range(3):
            # Books that differ are given their time to settle (180 s) before they count.
            if not await self.findings():
                return
            await self.look(190)

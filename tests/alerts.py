"""A bench whose door sets and changes alerts as the engine does, over fixed prices."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from bot.access import Kind
from bot.reply import Reply
from core.domain.alert import Alert, ChangeAlerts, SetAlert
from core.domain.approval import Actor
from core.domain.bar import Bar, Interval
from core.domain.calendar import utc
from core.domain.commands import Command
from core.domain.costs import Commission
from core.domain.limits import Limits
from core.domain.order import Mode
from core.domain.people import Role, User
from core.domain.results import Result
from core.flow.alerts.handlers import ALERT_HANDLERS
from core.flow.desk import Desk
from core.ids import UlidSource
from core.latch import MemoryLatch
from tests import fakes_bot as fb

SAMSUNG = fb.SAMSUNG.symbol
PHONE = Actor("telegram", fb.OWNER, fb.HOME, "주인")
GUEST = Actor("telegram", "2002", "2002", "손님")
THREE = ("알림 삼전 6만원", "알림 삼전 5만원", "알림 에코프로비엠 RSI 30 이하")
# Sessions of a year and some, so that a 52-week high is one.
YEAR = 260


@dataclass
class Engine(fb.FakeDoor):
    """Handles what is asked of alerts as the engine does, and keeps the rest."""

    desk: Desk | None = field(default=None)

    async def ask(self, command: Command) -> Result:
        """Handle a wish about alerts; anything else is answered as a fake door does."""
        if not isinstance(command, SetAlert | ChangeAlerts) or self.desk is None:
            return await super().ask(command)
        self.asked.append(command)
        result = ALERT_HANDLERS[type(command)](self.desk, command)
        await self.desk.uow.commit()
        return result


def bench_of(**how: Any) -> fb.Bench:
    """Make a bench with an owner on Telegram and prices that the engine knows too."""
    door = Engine()
    bench = fb.Bench(door=door, **how)
    listed = {one.symbol: one for one in fb.LISTED}
    door.desk = Desk(
        uow=bench.uow, clock=bench.clock, ids=UlidSource(bench.clock, random.Random(9)),
        calendar=fb.CALENDAR, base_limits=Limits(), commission=Commission(), nonces=bench.nonces,
        latch=MemoryLatch(), account_id="5012345601", mode=Mode.PAPER, instruments=listed,
    )  # fmt: skip
    for symbol, price in fb.PRICES.items():
        door.desk.quotes[symbol] = fb.quote(symbol, price, fb.NOW)
        for bar in _days(symbol, price):
            door.desk.remember(bar)
    return bench


def _days(symbol: str, price: int) -> list[Bar]:
    """Make a year of finished days that go up and down by turns, around a price."""
    found: list[Bar] = []
    day = fb.DAY
    for step in range(YEAR):
        day = fb.CALENDAR.previous_session(day).day
        close = price + (price // 50 if step % 2 else -price // 50)
        high, low = close + price // 10, close - price // 10
        opened = utc(day, 9)
        found.append(
            Bar(symbol, Interval.DAY, opened, day, close, high, low, close, 1_000_000, "test")
        )
    return found[::-1]


async def with_guest(bench: fb.Bench, role: Role = Role.VIEWER) -> fb.Bench:
    """Pair a second person on Telegram."""
    await bench.put(User("telegram", GUEST.user, GUEST.chat, "손님", role, fb.NOW))
    return bench


async def said(bench: fb.Bench, line: str, who: Actor = PHONE) -> Reply:
    """Say a line at a person's pace, and give what is answered."""
    bench.wall.move_by(3)
    reply = await bench.router.say(fb.source(who.user, chat=who.chat), line)
    assert reply is not None
    return reply


async def told(bench: fb.Bench, line: str, who: Actor = PHONE) -> str:
    """Say a line and give the words that are answered."""
    return fb.text_of(await said(bench, line, who))


def buttons(reply: Reply) -> dict[str, str]:
    """Give what the buttons of an answer carry, by their labels."""
    return {button.label: button.data for row in reply.buttons for button in row}


def alerts(bench: fb.Bench) -> list[Alert]:
    """Give all alerts that are kept, by their numbers."""
    return sorted(bench.uow.alerts.all(), key=lambda a: (a.owner, a.number))


async def three() -> fb.Bench:
    """Make a bench whose owner has said THREE."""
    bench = bench_of()
    for line in THREE:
        await said(bench, line)
    return bench


async def press(bench: fb.Bench, data: str, user: str = fb.OWNER) -> Reply:
    """Press a button of a list or an answer, and give what is answered."""
    answer = await bench.router.press(fb.source(user, kind=Kind.PRESS), data, "77")
    assert answer is not None
    return answer.reply or Reply(answer.text)

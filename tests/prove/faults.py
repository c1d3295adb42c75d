"""The forty-eight faults of reliability.md 4.5 as what a cell does, and what must come of them.

`Fault.on` switches a fault on at a phase; `classes` are the fates an order may have whose own
request the fault hits; `never` gives the written reason for phases where the cell says nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from core.domain.decision import Verdict
from core.flow.risk_gate import judge
from tests import samples
from tests.kis_rig import CALM
from tests.prove.world import KisWorld

PHASES = (
    "idle", "quoting", "card shown", "pressed", "journaled", "sending", "awaiting", "accepted",
    "part-filled", "cancelling", "reconciling", "booting",
)  # fmt: skip
ORDER, CANCEL, LIST, BALANCE = (
    "order-cash", "order-rvsecncl", "inquire-daily-ccld", "inquire-balance",
)  # fmt: skip
# Which calls a fault of one request hits, by the phase that it begins in.
TARGETS = {
    "idle": LIST, "quoting": "inquire-price", "card shown": "inquire-price", "pressed": LIST,
    "journaled": ORDER, "sending": ORDER, "awaiting": LIST, "accepted": LIST,
    "part-filled": BALANCE, "cancelling": CANCEL, "reconciling": LIST, "booting": LIST,
}  # fmt: skip
OWN = ("journaled", "sending")

On = Callable[[KisWorld, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of the matrix. `lasts_s` is how long the cell lives with it before it is healed.

    `others` are further sizes of the same fault: (what, on, lasts_s).
    """

    name: str
    what: str
    on: On
    classes: frozenset[str] = frozenset()
    lasts_s: float = 90.0
    never: dict[str, str] = field(default_factory=dict)
    others: tuple[tuple[str, On, float], ...] = ()

    def variant(self, number: int) -> Fault:
        """Give the size of the fault that a number says; each comes in turn."""
        at = number % (len(self.others) + 1)
        if at == 0:
            return self
        what, on, lasts_s = self.others[at - 1]
        return replace(self, what=what, on=on, lasts_s=lasts_s)

    @property
    def at_port(self) -> bool:
        """Tell whether it closes the port, so that it must come right before the connection."""
        return self.name in ("F01", "F02", "F03")

    @property
    def server_name(self) -> str:
        """Give the server's switch; two faults are variants of another's."""
        return "F33" if self.name == "F30" else self.name


def _request(name: str, **detail: Any) -> On:
    async def on(world: KisWorld, phase: str) -> None:
        world.switch(name, path=TARGETS[phase], **detail)

    return on


def _listed(name: str, path: str = LIST, **detail: Any) -> On:
    async def on(world: KisWorld, _phase: str) -> None:
        world.switch(name, path=path, **detail)

    return on


def _anywhere(name: str, **detail: Any) -> On:
    async def on(world: KisWorld, _phase: str) -> None:
        world.switch(name, **detail)

    return on


def _clock(**shift: float) -> On:
    async def on(world: KisWorld, _phase: str) -> None:
        world.clock.shift = timedelta(**shift)

    return on


async def _split(world: KisWorld, _phase: str) -> None:
    """Double what is held, as a split overnight does, at no cost."""
    ledger, account = world.server.world.ledger, world.server.options.account
    books = ledger.books(account, world.server.world.today())
    lot = books.lots.get(CALM)
    if lot is not None:
        lot.quantity *= 2


async def _halted(world: KisWorld, _phase: str) -> None:
    for tape in world.server.world.exchange._floor.today.tapes.values():
        tape.halted = True


async def _closed(world: KisWorld, _phase: str) -> None:
    """Let the session end while the phase lasts."""
    left = 15.6 - (world.clock.now().hour + 9 + world.clock.now().minute / 60)
    world.loop.skip(max(0.0, left * 3600))


IN_DOUBT = frozenset({"adopted", "unknown", "absent"})
TAKEN = frozenset({"adopted", "unknown"})
NO_NEW_ORDER = dict.fromkeys(
    ("accepted", "part-filled", "cancelling", "reconciling", "booting"),
    "the frame that is held back is the one of a new order, and it came before this phase",
)
REFUSED = frozenset({"rejected"})


def _table() -> list[Fault]:
    f = Fault
    return [
        f("F01", "connection refused", _anywhere("F01", for_s=30), REFUSED),
        f("F02", "name not found", _anywhere("F02", for_s=30), REFUSED),
        f("F03", "TLS fails", _anywhere("F03", for_s=30), REFUSED),
        f("F04", "time-out, never taken", _request("F04", delay_s=61), IN_DOUBT - {"adopted"}),
        f("F05", "time-out, taken", _request("F05", delay_s=61), TAKEN),
        f("F06", "taken, seen late", _request("F06", delay_s=61, visible_after_s=100), TAKEN,
          others=_seen_after(0.5, 5, 31, 180, 600)),
        f("F07", "500, not taken", _request("F07"), IN_DOUBT - {"adopted"}),
        f("F08", "500, taken", _request("F08"), TAKEN),
        f("F09", "502 page, taken", _request("F09"), TAKEN),
        f("F10", "cut JSON, taken", _request("F10"), TAKEN),
        f("F11", "empty body", _request("F11"), TAKEN),
        f("F12", "no order number", _request("F12"), TAKEN),
        f("F13", "refused by a known code", _request("F13"), REFUSED),
        f("F14", "too fast", _request("F14"), REFUSED),
        f("F15", "token expired", _request("F15"), REFUSED),
        f("F16", "token revoked, none to be had", _request("F16", delay_s=70), REFUSED | IN_DOUBT),
        f("F17", "another order's number", _request("F17"), TAKEN),
        f("F18", "answer after 53 s", _request("F18"), frozenset({"accepted", "adopted"})),
        f("F19", "reset after the head", _request("F19"), TAKEN),
        f("F20", "redirected", _request("F20"), IN_DOUBT - {"adopted"}),
        f("F21", "a page fails", _listed("F21", count=3)),
        f("F22", "data changed", _listed("F22", count=2)),
        f("F23", "rows move between pages", _listed("F23", count=6)),
        f("F24", "holdings lag", _anywhere("F24", for_s=60), lasts_s=120),
        f("F25", "empty success", _listed("F25", count=4)),
        f("F26", "numbers written otherwise", _listed("F26", count=6)),
        f("F27", "a new field", _listed("F27", count=6)),
        f("F28", "a field is missing", _listed("F28", count=4)),
        f("F29", "filled in many pieces", fill_in_pieces),
        f("F30", "fills out of order", _stream("F33", count=1), never=NO_NEW_ORDER),
        f("F31", "frames repeated", _stream("F31", count=50, times=3)),
        f("F32", "frames lost", _stream("F32", count=50)),
        f("F33", "fill before its answer", _stream("F33", count=2), never=NO_NEW_ORDER),
        f("F34", "fill after the cancel's answer", _listed("F34", CANCEL, quantity=1)),
        f("F35", "push connection dropped", _anywhere("F35")),
        f("F36", "push feed silent", _anywhere("F36", for_s=40)),
        f("F37", "another session pushes ours out", _anywhere("F37")),
        f("F38", "frame cannot be decrypted", _stream("F38", count=5)),
        f("F39", "forged frame", _anywhere("F39")),
        f("F40", "more filled than ordered", _listed("F40", count=1)),
        f("F41", "filled falls", _listed("F41", count=1)),
        f("F42", "trading halted", _halted),
        f("F43", "market closed", _closed),
        f("F44", "tick, limit or lot broken", _crooked),
        f("F45", "split overnight", _split),
        f("F46", "clock an hour off", _clock(hours=1), others=_clocks()),
        f("F47", "too fast for a minute", _anywhere("F47", for_s=60), others=_away("F47", 600)),
        f("F48", "the whole broker is gone", _anywhere("F48", for_s=600), lasts_s=660,
          others=_away("F48", 3_600, 16_200)),
    ]  # fmt: skip


Sizes = tuple[tuple[str, On, float], ...]


def _seen_after(*seconds: float) -> Sizes:
    # The row counts from the request on, and the answer is awaited for a minute.
    return tuple(
        (f"taken, seen after {s} s", _request("F06", delay_s=61, visible_after_s=s), 90 + s)
        for s in seconds
    )


def _clocks() -> Sizes:
    seconds = (2, -2, -3_600, 9 * 3_600, -9 * 3_600)
    return tuple((f"clock {s:+} s off", _clock(seconds=s), 90.0) for s in seconds)


def _away(name: str, *seconds: float) -> Sizes:
    return tuple((f"{name} for {s} s", _anywhere(name, for_s=s), s + 60.0) for s in seconds)


def _stream(name: str, **detail: Any) -> On:
    async def on(world: KisWorld, _phase: str) -> None:
        world.switch(name, **detail)

    return on


async def fill_in_pieces(world: KisWorld, _phase: str) -> None:
    """Fill whatever works in pieces of one share, on the exchange's own books."""
    ledger, exchange = world.server.world.ledger, world.server.world.exchange
    for order in [o for o in world.ours_at_venue() if o.state == "open"]:
        for _ in range(min(8, order.quantity - order.filled)):
            ledger.fill(order, quantity=1, price=order.price, at=exchange.now)
    ledger.commit(exchange.now)


async def _crooked(world: KisWorld, _phase: str) -> None:
    """Ask the gate about prices off the ladder and past the day's limits, at any moment."""
    desk, quote = world.desk, world.desk.quotes.get(CALM)
    if quote is None or desk.account is None:
        return
    prices = (quote.price + 7, quote.limits.upper + 1_000, quote.limits.lower - 1_000)
    for price in prices:
        decision = judge(
            desk,
            samples.intent(
                symbol=CALM, price=price, shares=1, ref_price=quote.price, account=desk.account_id
            ),
            stage="proposal",
        )
        world.uow.rollback()
        if decision.verdict is not Verdict.REFUSE:
            world.wrong.append(f"F44: {price} won passed the gate at {quote.price}")


FAULTS = {fault.name: fault for fault in _table()}

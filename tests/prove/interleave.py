"""T-10: every order of a few actions over the real engine, gateway and rows in memory.

An action is what another thread, person or machine may do between two steps of ours: presses, a
stop in its file and in the engine, a request leaving, the broker taking it, its answer, a look, the
end of the program. A request stands still in the broker until an action answers it. What cannot be
told apart from a state that was seen is not gone on from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from core.domain.approval import ApprovalState
from core.domain.order import IN_FLIGHT
from tests.harness import ANN, BEN, SYMBOL
from tests.prove.interleave_steps import Steps

# How often each may happen on one path; the product of these bounds the space.
OFTEN: Final = {
    "ann presses": 2, "ben presses": 1, "newest is pressed": 1, "wish": 1, "stop in file": 1,
    "stop in engine": 1, "send": 2, "broker takes": 2, "answer yes": 2, "answer no": 1,
    "answer lost": 2, "look": 1, "wait": 1, "resend is asked": 1, "fill": 1, "crash": 2,
}  # fmt: skip


Action = tuple[Callable[[Steps], bool], Callable[[Steps], Awaitable[None]]]


def _queued(path: Steps) -> bool:
    return path.sending is None and bool(path.world.runtime.gateway._queue)


ACTIONS: Final[dict[str, Action]] = {
    "ann presses": (lambda p: p.shows(0, ANN), lambda p: p.press(0, ANN)),
    "ben presses": (lambda p: p.shows(0, BEN), lambda p: p.press(0, BEN)),
    "newest is pressed": (
        lambda p: len(p._known()) > 1 and p.shows(-1, ANN), lambda p: p.press(-1, ANN),
    ),
    "wish": (lambda p: bool(p.broker.submits), Steps.wish),
    "stop in file": (lambda p: True, Steps.stop),
    "stop in engine": (lambda p: p.done["stop in file"] > 0, Steps.heed),
    "send": (_queued, Steps.send),
    "broker takes": (lambda p: p.broker.wire is not None, Steps.reach),
    "answer yes": (Steps.answerable, Steps.yes),
    "answer no": (lambda p: p.answerable() and p.broker.wire is not None, Steps.no),
    "answer lost": (Steps.answerable, Steps.lose),
    "look": (lambda p: True, Steps.look),
    "wait": (lambda p: True, Steps.wait),
    "resend is asked": (lambda p: p.question() is not None, Steps.resend),
    "fill": (lambda p: bool(p.broker.rows), Steps.fill),
    "crash": (lambda p: True, Steps.crash),
}  # fmt: skip


class Path(Steps):
    """Actions done so far, what is open now, and what is broken; make one with `start`."""

    async def take(self, action: str) -> None:
        """Do one action and let everything run that need not wait."""
        self.done[action] += 1
        await ACTIONS[action][1](self)
        await self._calm()

    def open(self) -> list[str]:
        """Give the actions that can happen now."""
        return [a for a in ACTIONS if self.done[a] < OFTEN[a] and ACTIONS[a][0](self)]

    def key(self) -> tuple[object, ...]:
        """Give all that tells this state from another, but for the ids of rows."""
        uow, desk = self.world.uow, self.world.desk
        at = {key: n for n, key in enumerate(self.cards)}
        orders = sorted((at[o.approval_id], o.state, o.number or "", o.filled, o.attempt)
                        for o in uow.orders.all())  # fmt: skip
        cards = [(a.state, a.kind, a.boot == desk.boot, len(a.messages)) for a in self._known()]
        doubts = sorted((d.finding, d.looks, d.closed, d.resend_allowed) for d in uow.doubts.all())
        asked = sorted((q.kind, q.state, q.choices) for q in uow.questions.all())
        rows = [(r.number, r.state, r.filled) for r in self.broker.rows]
        stops = [(s.scope.name, s.level) for s in (*uow.switches.all(), *self.world.latch.read())]
        loose = (len(self.world.runtime.gateway._queue), self.broker.wire is None,
                 self.answerable(), desk.ready, self.accepted, self.grants)  # fmt: skip
        used = tuple(self.done[a] for a in ACTIONS)
        return (used, *map(tuple, (orders, cards, doubts, asked, rows, stops)), loose)

    def wrong(self) -> list[str]:
        """Give what is broken of INV-01, 02, 06, 07, 08 and 16."""
        orders = list(self.world.uow.orders.all())
        granted = [a for a in self.world.uow.approvals.all() if a.state is ApprovalState.GRANTED]
        sent, flying = len(self.broker.submits), [o for o in orders if o.state in IN_FLIGHT]
        wishes = Counter(o.coid for o in orders)
        by_wish = Counter(o.coid for s in self.broker.submits for o in orders
                          if o.intent.id == s.intent.id)  # fmt: skip
        found = list(self.broker.wrong)
        found += [f"INV-02: {n} requests of one wish, {self.grants} resends granted"
                  for n in by_wish.values() if n > 1 + self.grants]  # fmt: skip
        if len({s.intent.id for s in self.broker.submits}) != sent:
            found.append("INV-02: one intent was sent twice")
        if len([o for o in flying if o.intent.symbol == SYMBOL]) > 1:
            found.append(f"INV-06: {len(flying)} orders are in flight")
        if not sent <= len(granted) <= self.accepted:
            found.append(f"INV-07: {sent} sent, {len(granted)} granted, {self.accepted} accepted")
        if self.world.runtime.count.check().key:
            found.append(f"INV-07: the program's own count says {self.world.engine_counts()}")
        if len({o.approval_id for o in orders}) != len(orders) or len(wishes) > len(self.cards):
            found.append("INV-08: one card made two orders")
        return found


async def replay(actions: Sequence[str]) -> Path:
    """Do actions from the beginning."""
    path = await Path.start()
    for action in actions:
        await path.take(action)
    return path

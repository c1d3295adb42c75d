"""One drawn case of doubt, played to its end over the scripted broker: `play(seed)` (T-06).

What is true (was it taken, when does it show, what did people place by hand) is known to the
broker alone; the person answers rightly or wrongly. About ten milliseconds a case.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core.domain.approval import GrantKind
from core.domain.commands import SecondFactor
from core.domain.doubt import LinkKind
from core.domain.journal import OutKind
from core.domain.order import IN_FLIGHT, Order, OrderState
from core.domain.people import Question, QuestionState
from core.flow.doubt.schedule import CLOSELY
from tests import doubts
from tests.harness import ANN, SEC, SYMBOL, Lost, World

DELAYS_S = (0, 0.5, 5, 31, 100, 180, 300, 600)
SPAN_S = 1_500
ANSWERED_AFTER_S = (2, 20, 90)


@dataclass(frozen=True, slots=True)
class Case:
    """What is true and how the person answers; seconds are counted from the press."""

    taken: bool
    shown_after_s: float
    readable: bool
    alikes: tuple[tuple[float, float, bool], ...]
    restarts_at: float | None
    rightly: bool
    fills: int
    lag_s: float

    @classmethod
    def draw(cls, rng: random.Random) -> Case:
        """Draw a case; a look-alike is (placed at, shown after, exactly the same)."""
        alikes = tuple(
            (rng.choice((0, 1, 20, 200)), rng.choice((0, 0, 5, 60)), rng.random() < 0.6)
            for _ in range(rng.choice((0, 0, 0, 1, 1, 2, 3)))
        )
        return cls(
            taken=rng.random() < 0.6,
            shown_after_s=rng.choice(DELAYS_S),
            readable=rng.random() < 0.6,
            alikes=alikes,
            restarts_at=rng.choice((1, 30, 150, 250, 400)) if rng.random() < 0.3 else None,
            rightly=rng.random() < 0.5,
            fills=rng.choice((0, 0, 3, 10)),
            lag_s=rng.choice((0, 0, 30)),
        )


@dataclass(slots=True)
class Played:
    """A case at its end: what was wrong, and what it cost the person."""

    case: Case
    wrong: list[str] = field(default_factory=list)
    posts: int = 0
    questions: int = 0
    resends: int = 0


class Trial:
    """Plays one case step by step; every step is an instant at which something happens."""

    def __init__(self, world: World, case: Case, rng: random.Random) -> None:
        self.world, self.case, self.rng = world, case, rng
        self.ours: set[str] = set()
        self.asked: set[str] = set()
        self.misled = False

    async def play(self) -> None:
        """Send, let time pass with all that was drawn, then heal and look once more."""
        world, case = self.world, self.case
        world.broker.lag_s = case.lag_s
        world.broker.channel = "api" if case.readable else "unreadable"
        card = await world.card()
        answer = Lost(visible_after=case.shown_after_s) if case.taken else TimeoutError()
        world.broker.answers.append(answer)
        before = len(world.broker.rows)
        self.began = world.clock.now()
        await world.press(card)
        self.ours = {r.number for r in world.broker.rows[before:]}
        self.order = world.order(card)
        for at, step in sorted(self._plan(), key=lambda one: one[0]):
            await self._until(self.began + at * SEC)
            await step()
        await self._until(self.began + SPAN_S * SEC)

    def _plan(self) -> list[tuple[float, Any]]:
        plan: list[tuple[float, Any]] = []
        for placed, shown, same in self.case.alikes:
            plan.append((placed, self._alike(shown, same)))
        if self.case.restarts_at is not None:
            plan.append((self.case.restarts_at, self.world.restart))
        if self.case.fills and self.ours:
            plan.append((self.rng.choice((0, 10, 120)), self._fill))
        return plan

    def _alike(self, shown: float, same: bool) -> Any:
        async def place() -> None:
            intent, channel = self.order.intent, "hts" if self.case.readable else "unreadable"
            self.world.broker.by_hand(
                visible_after=shown, channel=channel, price=intent.price,
                shares=intent.shares if same else intent.shares + 1,
            )  # fmt: skip

        return place

    async def _fill(self) -> None:
        (number,) = self.ours
        row = doubts.row(self.world, number)
        if row.state == "open":
            self.world.broker.fill(number, min(self.case.fills, row.shares - row.filled))

    async def _until(self, end: datetime) -> None:
        world = self.world
        while world.clock.now() < end:
            world.clock.move_to(max(world.clock.now(), min(end, self._next(end))))
            if world.runtime.gateway.due():
                await world.runtime.gateway.look()
            await world.runtime.settle()
            await self._answer()

    def _next(self, end: datetime) -> datetime:
        now = self.world.clock.now()
        wanted = [max(at, now) for at in self.world.runtime.gateway.wanted()]
        waiting = [q.asked_at + self._patience(q) for q in self._open()]
        return min([at for at in (*wanted, *waiting) if at > now] or [end])

    def _open(self) -> list[Question]:
        return [q for q in self.world.uow.questions.all() if q.state is QuestionState.OPEN]

    def _patience(self, question: Question) -> timedelta:
        return ANSWERED_AFTER_S[len(question.id) % 3] * SEC

    async def _answer(self) -> None:
        for question in self._open():
            self.asked.add(question.id)
            if self.world.clock.now() >= question.asked_at + self._patience(question):
                await self._press(question)

    async def _press(self, question: Question) -> None:
        choice = self._choice(question)
        world = self.world
        result = await world.runtime.ask(doubts.button(world, question, choice))
        if result.key == "doubt.needs_pin":
            told = await world.runtime.ask(SecondFactor(ANN))
            await world.runtime.settle()
            card = world.uow.approvals.get(told.subject) if told.key == "doubt.card" else None
            if card is not None:
                before = len(world.broker.rows)
                await world.press(card)
                self.ours |= {r.number for r in world.broker.rows[before:]}
        await world.runtime.settle()

    def _choice(self, question: Question) -> str:
        rightly, choices = self.case.rightly, question.choices
        if "absent_resend" in choices:
            absent = not self.case.taken
            return "absent_resend" if absent is rightly else "keep_looking"
        if not any(c.startswith("pick:") for c in choices):
            return "hold" if "hold" in choices else choices[0]
        picks = [c for c in choices if c.startswith("pick:")]
        true = [c for c in picks if c.removeprefix("pick:") in self.ours]
        if rightly:
            return true[0] if true else "neither"
        self.misled = True
        false = [c for c in picks if c not in true]
        return self.rng.choice([*false, *(["neither"] if "neither" in choices else [])] or picks)


async def play(seed: int) -> Played:
    """Play one case and compare its end with the truth."""
    rng = random.Random(f"ambiguity {seed}")
    case = Case.draw(rng)
    trial = Trial(await World.start(), case, rng)
    await trial.play()
    played = Played(case, posts=trial.world.broker.posts, questions=len(trial.asked))
    played.resends = sum(o.attempt > 1 for o in trial.world.uow.orders.all())
    played.wrong = list(findings(trial))
    return played


def findings(trial: Trial) -> list[str]:
    """Give everything that contradicts the truth."""
    return [*_doubles(trial), *_labels(trial), *_books(trial), *_ends(trial), *_late(trial)]


def _attempts(trial: Trial) -> list[Order]:
    return list(trial.world.uow.orders.all())


def _doubles(trial: Trial) -> list[str]:
    world, granted = trial.world, 0
    for card in world.uow.approvals.all():
        granted += card.kind is GrantKind.RESEND and card.order_id is not None
    if world.broker.posts > 1 + granted or world.broker.posts != len(_attempts(trial)):
        return [f"{world.broker.posts} posts, {granted} resends, {len(_attempts(trial))} rows"]
    return []


def _labels(trial: Trial) -> list[str]:
    links = {link.number: link for link in trial.world.uow.links.all()}
    found = []
    for number, link in links.items():
        mine = number in trial.ours
        if link.how is LinkKind.ADOPTED and not mine and trial.case.readable:
            found.append(f"{number} was adopted and is not ours")
        if link.how is LinkKind.OUTSIDE and mine and not trial.misled:
            found.append(f"{number} is ours and was called another's")
    return found


def _books(trial: Trial) -> list[str]:
    world = trial.world
    if any(o.state in IN_FLIGHT for o in _attempts(trial)):
        return []
    held = world.broker.held.get(SYMBOL, 0)
    booked = sum(b.shares for b in world.uow.books.all() if b.symbol == SYMBOL)
    account = world.desk.account
    assert account is not None
    found = [f"books {booked}, broker {held}"] if held != booked else []
    return found + (
        [f"cash {account.cash}, {world.broker.cash}"] * (account.cash != world.broker.cash)
    )


def _ends(trial: Trial) -> list[str]:
    """Nothing is called over that lives, and nobody is left hanging."""
    world, found = trial.world, []
    numbers = {n: o for o in _attempts(trial) for n in (o.number or "").split("+") if n}
    for number in trial.ours:
        if number in numbers or trial.misled:
            continue
        candidates = {r.number for d in world.uow.doubts.all() for r in d.candidates}
        if number not in candidates:
            found.append(f"{number} is ours and nobody knows")
    told = {dict(o.fields).get("order") for o in world.uow.outbox.all() if o.delivered_at}
    unknown = [o for o in _attempts(trial) if o.state is OrderState.UNKNOWN]
    return found + [f"{o.id} is in doubt and nobody was told" for o in unknown if o.id not in told]


def _late(trial: Trial) -> list[str]:
    """After a wrong "absent" the duplicate is told within ten seconds of its showing."""
    world, case = trial.world, trial.case
    again = [o for o in _attempts(trial) if o.attempt > 1]
    first = world.uow.orders.get(trial.order.id)
    if not again or not case.taken or first is None or again[0].sent_at is None:
        return []
    shown = max(trial.began + case.shown_after_s * SEC, again[0].sent_at)
    notices = [
        o.made_at for o in world.uow.outbox.all()
        if o.kind is OutKind.NOTICE and o.subject in ("notice.sibling", "notice.doubt")
        and o.made_at >= shown
    ]  # fmt: skip
    late = min(notices, default=None)
    if late is None:
        return [f"a duplicate showed at {shown} and was never told"]
    return [f"told after {late - shown}"] if late - shown > CLOSELY + SEC else []


def describe(played: Played) -> str:
    """Say one case in a line, for a failing seed."""
    return f"{played.case} -> {played.wrong}"

"""T-06: what became of an order nobody answered for, with look-alikes, restarts and wrong answers.

The truth (taken or not, and when it shows) is drawn and known to the server alone. The person
answers questions rightly or wrongly; only a granted resend may ever make a second order.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from core.domain.approval import Approval
from core.domain.order import Order, OrderIntent, OrderState
from core.failpoint import arm, disarm
from tests.fakes import ANN, BEN
from tests.prove import answers
from tests.prove.crash import Died, world_of
from tests.prove.stories import ORDER
from tests.prove.suite import Outcome, Suite
from tests.prove.virtual import play
from tests.prove.world import KisWorld

DELAYS_S = (0, 0.5, 5, 31, 100, 180, 300, 600)
DEATHS = ("submit.before_first_byte", "submit.after_last_byte", "submit.after_send",
          "outcome.before_commit", "submit.after_response_head")  # fmt: skip


@dataclass(slots=True)
class Case:
    """One drawn situation."""

    taken: bool
    shown_after_s: float
    alikes: list[tuple[str, bool]]
    dies_at: str
    presses_again: bool
    answers_rightly: bool
    readable: bool
    disowned: dict[str, str] = field(default_factory=dict)

    @classmethod
    def draw(cls, rng: random.Random) -> Case:
        """Draw a case; an alike is (when it is placed, whether it is exactly the same)."""
        moments = ("before", "waiting", "later")
        alikes = [
            (rng.choice(moments), rng.random() < 0.7) for _ in range(rng.choice((0, 0, 1, 1, 2, 3)))
        ]
        return cls(
            taken=rng.random() < 0.6,
            shown_after_s=rng.choice(DELAYS_S),
            alikes=alikes,
            dies_at=rng.choice(DEATHS) if rng.random() < 0.3 else "",
            presses_again=rng.random() < 0.4,
            answers_rightly=rng.random() < 0.5,
            readable=rng.random() >= answers.UNREADABLE,
        )


def trial(seed: int) -> Outcome:
    """Play one case."""
    return play(_trial(seed))


async def _trial(seed: int) -> Outcome:
    rng = random.Random(f"ambiguity {seed}")
    case, outcome = Case.draw(rng), Outcome()
    async with world_of(seed, readable=case.readable) as world:
        await world.boot()
        await world.pair()
        card = await world.card(shares=rng.randrange(1, 30))
        if card is None:
            return Outcome(["no card came of the wish"])
        _place(world, card.intent, case, "before")
        await _send(world, card, case)
        _place(world, card.intent, case, "waiting")
        if case.presses_again:
            await world.press(card, who=rng.choice((ANN, BEN)))
        await _search(world, card, case, rng, outcome)
        outcome.failures += judged(world, card, outcome)
        for _ in range(2):
            # Twins that showed up meanwhile: now the person has looked into the broker's app.
            await answers.ask_again(world)
            await _answer(world, case, rng, outcome, rightly=True)
            await world.look(10)
        await world.heal()
        outcome.failures += judged(world, card, outcome)
        if answers.mislabelled(world):
            # A person's own wrong choice (A20): the broker's total is right, the label is not.
            outcome.count("left with a person's wrong choice")
        else:
            outcome.failures += await _findings(world, case, outcome)
    if outcome.failures:
        outcome.failures.append(f"case {case}")
    return outcome


def _place(world: KisWorld, intent: OrderIntent, case: Case, moment: str) -> None:
    for when, exact in case.alikes:
        if when == moment:
            world.by_hand(intent, **({} if exact else {"shares": intent.shares + 1}))


async def _send(world: KisWorld, card: Approval, case: Case) -> None:
    """Press with a server that never answers, whatever it did with the order."""
    if case.taken:
        detail = {"visible_after_s": case.shown_after_s + 60, "delay_s": 61}
        world.server.faults.add("F06", path=ORDER, **detail)
    else:
        world.server.faults.add("F04", path=ORDER, delay_s=61)
    if not case.dies_at:
        await world.press(card)
        return
    arm(case.dies_at, _die)
    try:
        await world.press(card)
        disarm()
    except Died:
        disarm()
        await world.restart()


async def _answer(
    world: KisWorld, case: Case, rng: random.Random, outcome: Outcome, *, rightly: bool
) -> None:
    case.disowned |= await answers.answer_all(world, rightly=rightly, rng=rng, outcome=outcome)


async def _findings(world: KisWorld, case: Case, outcome: Outcome) -> list[str]:
    found = await world.findings()
    left = answers.without_disowned(world, found, case.disowned)
    if len(left) < len(found):
        outcome.count("left with an order that a person disowned")
    return left


def _die() -> None:
    raise Died


async def _search(
    world: KisWorld, card: Approval, case: Case, rng: random.Random, outcome: Outcome
) -> None:
    """Look for up to eleven minutes; the person answers what is asked, once."""
    restarts = rng.random() < 0.2
    await world.resolve(most_s=rng.choice((100, 240)))
    _place(world, card.intent, case, "later")
    if restarts:
        await world.restart()
    await world.resolve(most_s=130)
    if world.in_doubt():
        outcome.count("asked")
        await _answer(world, case, rng, outcome, rightly=case.answers_rightly)
    until = world.loop.time() + case.shown_after_s + 30
    granted = outcome.counts.get("resends granted", 0)
    while world.loop.time() < until:
        await world.look(9 if granted else 60, quotes=False)
        if granted and answers.unseen_duplicate(world):
            outcome.failures.append("a duplicate was seen by a look and nobody was told")
            return


def judged(world: KisWorld, card: Approval, outcome: Outcome) -> list[str]:
    """Give duplicates without a grant, and orders tied to what was not ours."""
    sent, grants = len(world.ours_at_venue()), outcome.counts.get("resends granted", 0)
    wrong = [] if sent <= 1 + grants else [f"duplicate: {sent} orders, {grants} resends granted"]
    channels = {f"{world.server.desk.branch}-{o.number:010d}": o.channel for o in world.venue()}
    if not world.readable:
        return wrong
    chosen = answers.picked(world)
    for order in world.uow.orders.all():
        foreign = order.number is not None and channels.get(order.number) != "api"
        if foreign and order.id not in chosen:
            wrong.append(f"wrong adoption: {order.id} is tied to {order.number}")
    return wrong


def unresolved(world: KisWorld) -> list[Order]:
    """Give orders that are in doubt for good."""
    return [o for o in world.uow.orders.all() if o.state is OrderState.UNKNOWN]


SUITE = Suite(
    "T-06", "ambiguity oracle", trial, floor=50_000, night=100_000, share=3,
    left_out=(
        "the 10 s to tell of a duplicate, but at looks of the harness's own, each 9 s",
        "at most one question is answered before the search ends; later ones are answered rightly",
        "an order of ours that a person disowned is nobody's while it is in doubt (counted)",
        "books of a trial that a person left with his own wrong choice are not compared (counted)",
    ),
)  # fmt: skip

"""How the person of a trial answers the questions about orders in doubt, rightly or wrongly."""

from __future__ import annotations

import random
from collections.abc import Mapping

from core.domain.commands import AskDoubt, Choose, MatchNumber, SecondFactor
from core.domain.doubt import LinkKind
from core.domain.people import Question, QuestionState, choice_subject
from tests.fakes import ANN
from tests.prove.suite import Outcome
from tests.prove.world import KisWorld

# The share of worlds whose broker does not tell by which channel an order came.
UNREADABLE = 0.3


def numbers(world: KisWorld) -> list[str]:
    """Give the numbers of the orders that really are ours, as the broker writes them."""
    return [f"{world.server.desk.branch}-{o.number:010d}" for o in world.ours_at_venue()]


async def answer_all(
    world: KisWorld, *, rightly: bool, rng: random.Random, outcome: Outcome
) -> dict[str, str]:
    """Answer every open question about an order that reached the person, once.

    Gives what the person disowned by it: numbers that are ours, each with the order asked about.
    """
    disowned: dict[str, str] = {}
    for question in list(world.uow.questions.all()):
        mine = [m for m in question.messages if m.face == ANN.face]
        if question.state is not QuestionState.OPEN or question.kind != "doubt" or not mine:
            continue
        choice = _right(world, question) if rightly else rng.choice(question.choices)
        outcome.count(f"answered {choice.partition(':')[0]}")
        at = question.choices.index(choice)
        nonce = world.nonces.nonce(choice_subject(question.id, at))
        result = await world.runtime.ask(Choose(nonce, ANN, mine[-1]))
        await world.runtime.settle()
        if choice == "neither" and result.ok:
            disowned |= dict.fromkeys(_ours_of(world, question), question.subject)
        if result.key == "doubt.type_number":
            for number in numbers(world):
                await world.runtime.ask(MatchNumber(question.subject, number, ANN))
        if result.key == "doubt.needs_pin":
            await _resend(world, outcome)
        await world.runtime.settle()
    return disowned


async def _resend(world: KisWorld, outcome: Outcome) -> None:
    result = await world.runtime.ask(SecondFactor(ANN))
    await world.runtime.settle()
    card = world.uow.approvals.get(result.subject) if result.ok else None
    if card is None:
        return
    pressed = await world.press(card)
    if pressed is not None and pressed.ok:
        outcome.count("resends granted")


def _right(world: KisWorld, question: Question) -> str:
    """Give what somebody would press who knows the truth."""
    ours = numbers(world)
    picks = _ours_of(world, question)
    if len(picks) > 1 and "both" in question.choices:
        return "both"
    if picks:
        return f"pick:{picks[0]}"
    if "neither" in question.choices:
        return "neither"
    if "absent_resend" in question.choices and not ours:
        return "absent_resend"
    return "keep_looking" if "keep_looking" in question.choices else question.choices[-1]


def _ours_of(world: KisWorld, question: Question) -> list[str]:
    """Give the numbers of ours that a question lets the person pick, in its order."""
    shown = [c.removeprefix("pick:") for c in question.choices if c.startswith("pick:")]
    return [number for number in shown if number in numbers(world)]


def picked(world: KisWorld) -> set[str]:
    """Give the orders whose number a person chose."""
    return {link.order_id for link in world.uow.links.all() if link.how is LinkKind.HUMAN}


def mislabelled(world: KisWorld) -> bool:
    """Tell whether a person tied an order to a number that is not ours."""
    ours, chosen = numbers(world), picked(world)
    tied = [o for o in world.uow.orders.all() if o.id in chosen and o.number]
    return any(o.number not in ours for o in tied)


def without_disowned(
    world: KisWorld, findings: list[str], disowned: Mapping[str, str]
) -> list[str]:
    """Leave out that an order is nobody's which the person, asked, called somebody else's.

    Only while the question's order is still looked for, and the person was told what was noted:
    an end that is drawn from the wrong word, or a row put away in silence, is the program's.
    """
    told = {
        dict(o.fields)["number"] for o in world.uow.outbox.all()
        if o.subject == "notice.external" and o.delivered_at is not None and not o.error
    }  # fmt: skip
    open_ = {o.id for o in world.in_doubt()}
    excused = [n for n, order in disowned.items() if n in told and order in open_]
    words = tuple(f"rule 2: exchange order {number} " for number in excused)
    return [text for text in findings if not text.startswith(words)]


async def ask_again(world: KisWorld) -> None:
    """Let the person call up the questions that are not settled."""
    for doubt in [d for d in world.uow.doubts.all() if not d.closed]:
        await world.runtime.ask(AskDoubt(doubt.order_id, ANN))
    await world.runtime.settle()


def unseen_duplicate(world: KisWorld) -> bool:
    """Tell whether two orders of ours can be seen at the broker and nobody was told."""
    now = world.server.world.clock.elapsed()
    hidden = world.server.desk.hidden
    seen = [o for o in world.ours_at_venue() if hidden.sees(o.number, now)]
    told = {o.subject for o in world.uow.outbox.all()}
    return len(seen) > 1 and not told & {"notice.sibling", "notice.doubt"}

"""An automatic rule that holds already, and what becomes of wishes under it."""

from __future__ import annotations

from dataclasses import replace

from core.domain.approval import Actor, Approval
from core.domain.calendar import trading_date, utc
from core.domain.commands import AnswerQuestion
from core.domain.modes import EVERYTHING, ModeRule, OrderMode, SetMode
from core.domain.people import QuestionState
from core.domain.plan import Cursor
from core.domain.results import Result
from core.domain.signal import Side
from core.flow.modes import RULE
from tests.harness import ANN, CALENDAR, World

EACH, DAY_SUM = 500_000, 800_000
SMALL, LARGE = 9, 11  # shares at 50,000 won, about the limit of one order


async def ready(world: World, scope: str = EVERYTHING, **changes: object) -> ModeRule:
    """Let a person's automatic rule hold already, and the program be healthy."""
    rule = ModeRule(
        f"RULE-{scope}", scope, OrderMode.AUTO, "2026-11-02", EACH, DAY_SUM, ANN.face, ANN.user,
        "Ann", "small ones", "2026-11-02T00:00:00+00:00",
    )  # fmt: skip
    rule = replace(rule, **changes)  # type: ignore[arg-type]
    world.uow.cursors.put(Cursor(f"{RULE}{rule.id}", rule.encoded()))
    await world.uow.commit()
    world.desk.hear_checks(())
    return rule


async def shown(world: World, side: Side = Side.BUY, shares: int = SMALL, **how: str) -> Approval:
    """Give what a wish became, a moment later."""
    card = await world.card(side, shares, **how)
    world.desk.hear_checks(world.desk.red_checks)
    await world.look(1)
    return world.approval(card)


async def said(world: World, mode: OrderMode, scope: str = EVERYTHING, **more: object) -> Result:
    """Have Ann say how orders are to be sent."""
    result = await world.ask(SetMode(scope, mode, ANN, **more))  # type: ignore[arg-type]
    await world.runtime.settle()
    return result


async def answered(world: World, *, yes: bool = True, who: Actor = ANN) -> Result:
    """Answer the open question."""
    (question,) = [q for q in world.uow.questions.all() if q.state is QuestionState.OPEN]
    message = next(m for m in question.messages if m.face == who.face)
    press = AnswerQuestion(world.nonces.nonce(question.id), yes, who, message, ())
    result = await world.ask(press)
    await world.runtime.settle()
    return result


async def next_day(world: World) -> None:
    """Go on at ten of the next session, looked at and healthy."""
    world.clock.move_to(utc(CALENDAR.next_session(trading_date(world.clock.now())).day, 10))
    await world.look()
    world.desk.hear_checks(())

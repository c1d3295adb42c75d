"""Stops: what each level takes back and lets pass, the file, and the way out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.approval import ApprovalState
from core.domain.commands import AnswerQuestion, AskResume, Halt, Tick
from core.domain.journal import OutKind
from core.domain.order import OrderState
from core.domain.people import Question, QuestionState
from core.domain.results import Result
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope, ScopeKind, Switch
from core.errors import StoreError
from core.failpoint import arm, disarm
from core.latch import FileLatch, MemoryLatch, merged
from tests.harness import ANN, BEN, NOW, OTHER, SYMBOL, World

ALL = Scope()
STRATEGY = Scope(ScopeKind.STRATEGY, "golden_cross")
SHARE = Scope(ScopeKind.SYMBOL, SYMBOL)
ELSEWHERE = (Scope(ScopeKind.SYMBOL, OTHER), Scope(ScopeKind.STRATEGY, "mean_reversion"))
FULL, REDUCE = HaltLevel.HALT_NEW, HaltLevel.REDUCE_ONLY


async def halt(world: World, scope: Scope = ALL, level: HaltLevel = FULL) -> Result:
    """Stop by a person's word."""
    result = await world.runtime.halt(scope, level, ANN, "test")
    await world.runtime.settle()
    return result


async def ask(world: World, scope: Scope = ALL, **changes: object) -> Question | None:
    """Ask to resume; gives the question that was put up."""
    result = await world.ask(replace(AskResume(scope, ANN, "checked", ()), **changes))
    await world.runtime.settle()
    return world.uow.questions.get(result.subject) if result.ok else None


async def answer(world: World, question: Question, **changes: object) -> Result:
    """Press the question's button in its own message."""
    stored = world.uow.questions.get(question.id)
    assert stored is not None
    message = next(m for m in stored.messages if m.face == ANN.face)
    press = AnswerQuestion(world.nonces.nonce(question.id), True, ANN, message, ())
    return await world.ask(replace(press, **changes))


@pytest.mark.parametrize("scope", [ALL, STRATEGY, SHARE])
@pytest.mark.parametrize("level", [FULL, REDUCE])
async def test_a_stop_takes_the_purchases_it_hits_back(scope: Scope, level: HaltLevel) -> None:
    world = await World.start()
    card = await world.card()
    result = await halt(world, scope, level)
    assert (result.key, result.fields) == (
        "halt.done", {"scope": scope.name, "level": level.value},
    )  # fmt: skip
    assert world.approval(card).state is ApprovalState.WITHDRAWN
    assert "notice.halt" in world.faces["desktop"].notices()
    assert (await world.press(card)).key == "press.already"
    await world.wish()
    await world.look(61)
    assert not world.desk.open_approvals()


@pytest.mark.parametrize("scope", [ALL, STRATEGY, SHARE])
@pytest.mark.parametrize(("level", "passes"), [(FULL, False), (REDUCE, True)])
async def test_exits_pass_reduce_only_and_nothing_passes_a_full_halt(
    scope: Scope, level: HaltLevel, passes: bool
) -> None:
    world = await World.start()
    await world.hold(10)
    card = await world.card(Side.SELL)
    await halt(world, scope, level)
    assert (await world.press(card)).ok is passes
    assert [s.intent.side for s in world.broker.submits].count(Side.SELL) == passes


@pytest.mark.parametrize("scope", ELSEWHERE)
async def test_a_stop_elsewhere_lets_the_card_stand(scope: Scope) -> None:
    world = await World.start()
    card = await world.card()
    await halt(world, scope)
    assert (await world.press(card)).key == "press.granted"


async def test_a_milder_stop_never_loosens_a_harder_one() -> None:
    world = await World.start()
    await halt(world, ALL, FULL)
    result = await halt(world, ALL, REDUCE)
    assert result.fields["level"] == "halt"
    assert [s.level for s in world.latch.read()] == [FULL]
    await world.ask(Halt(ALL, HaltLevel.NONE, ANN, "no such thing"))
    assert world.uow.switches.get("all").level is FULL  # type: ignore[union-attr]


async def test_an_order_committed_before_the_stop_is_not_sent_after_it() -> None:
    world = await World.start()
    card = await world.card()
    await world.runtime.press(world.button(card))
    assert world.order(card).state is OrderState.SENDING
    world.latch.write((Switch(ALL, FULL, "cli", "now", world.clock.now()),))
    await world.runtime.settle()
    assert not world.broker.submits
    assert world.order(card).state is OrderState.REJECTED
    assert "halted before sending" in world.order(card).note


async def test_a_sale_on_its_way_passes_a_reduce_only_latch() -> None:
    world = await World.start()
    await world.hold(10)
    card = await world.card(Side.SELL)
    await world.runtime.press(world.button(card))
    world.latch.write((Switch(ALL, REDUCE, "cli", "now", world.clock.now()),))
    await world.runtime.settle()
    assert world.order(card).state is OrderState.ACCEPTED


async def test_the_latch_is_written_before_the_engine_hears_of_it(tmp_path: Path) -> None:
    latch = FileLatch(tmp_path / "latch.json")
    latch.create()
    world = await World.start(latch=latch)
    seen: list[tuple[int, int]] = []
    arm(
        "halt.after_latch",
        lambda: seen.append((len(latch.read()), len(list(world.uow.switches.all())))),
    )
    try:
        await halt(world)
    finally:
        disarm()
    assert seen == [(1, 0)]


class FullDisk(MemoryLatch):
    """A latch whose disk refuses from some moment on."""

    full = False

    def write(self, switches: tuple[Switch, ...]) -> None:
        if self.full:
            raise StoreError("no space left")
        super().write(switches)


async def test_a_full_disk_does_not_keep_the_engine_from_stopping() -> None:
    latch = FullDisk()
    world = await World.start(latch=latch)
    card = await world.card()
    latch.full = True
    with pytest.raises(StoreError):
        await halt(world)
    assert world.approval(card).state is ApprovalState.WITHDRAWN
    with pytest.raises(StoreError, match="stopped"):
        await world.ask(world.button(card))
    assert not world.broker.submits


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 9, "switches": []}', "\x00\xff", None]
)
async def test_a_broken_latch_means_halted(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "latch.json"
    if text is not None:
        path.write_text(text, encoding="latin-1")
    world = await World.start(latch=FileLatch(path))
    assert world.uow.switches.get("all").level is FULL  # type: ignore[union-attr]
    await world.wish()
    await world.look(1)
    assert not world.desk.open_approvals()
    (kept,) = json.loads(path.read_text(encoding="utf-8"))["switches"]
    assert (kept["kind"], kept["level"]) == ("all", "halt")


async def test_a_stop_set_in_the_file_from_outside_is_taken_in_once() -> None:
    world = await World.start()
    card = await world.card()
    world.latch.write((Switch(ALL, FULL, "cli", "from outside", world.clock.now()),))
    await world.runtime.heed_latch()
    await world.runtime.heed_latch()
    await world.runtime.settle()
    assert world.approval(card).state is ApprovalState.WITHDRAWN
    assert world.faces["phone"].notices().count("notice.halt") == 1


async def test_another_stop_does_not_erase_one_set_from_outside() -> None:
    world = await World.start()
    world.latch.write((Switch(ALL, FULL, "cli", "from outside", world.clock.now()),))
    await world.ask(Halt(SHARE, FULL, ANN, "also this"))
    assert {s.scope.name for s in world.latch.read()} == {"all", SHARE.name}


async def test_a_stop_survives_a_restart_whichever_of_file_and_rows_has_it() -> None:
    world = await World.start()
    await halt(world, SHARE)
    world.latch.write(())
    await world.restart()
    assert [s.scope for s in world.latch.read()] == [SHARE]
    assert world.uow.switches.get(SHARE.name).level is FULL  # type: ignore[union-attr]


async def test_a_stop_set_while_the_program_was_down_takes_its_cards_back() -> None:
    world = await World.start()
    card = await world.card()
    world.latch.write((Switch(ALL, FULL, "cli", "down", world.clock.now()),))
    await world.restart()
    assert world.approval(card).state is ApprovalState.WITHDRAWN


async def test_resume_needs_the_asker_the_message_the_wait_and_green_checks() -> None:
    world = await World.start()
    await halt(world)
    question = await ask(world)
    assert question is not None
    world.clock.move_by(29)
    assert (await answer(world, question)).key == "resume.wait"
    world.clock.move_by(1)
    assert (await answer(world, question, actor=BEN)).key == "press.not_yours"
    strange = replace(next(iter(world.uow.questions.all())).messages[0], message="m999")
    assert (await answer(world, question, message=strange)).key == "press.wrong_message"
    assert (await answer(world, question, red_checks=("clock",))).key == "resume.red"
    assert world.latch.read()
    assert (await answer(world, question)).key == "resume.done"
    assert not world.latch.read()
    assert (await answer(world, question)).key == "press.already"
    card = await world.card()
    assert (await world.press(card)).key == "press.granted"


async def test_resume_of_nothing_or_with_red_checks_asks_nothing() -> None:
    world = await World.start()
    assert (await world.ask(AskResume(ALL, ANN, "why", ()))).key == "resume.nothing"
    await halt(world)
    assert (await world.ask(AskResume(ALL, ANN, "why", ("broker",)))).key == "resume.red"
    assert not list(world.uow.questions.all())


async def test_a_no_keeps_the_stop() -> None:
    world = await World.start()
    await halt(world)
    question = await ask(world)
    assert question is not None
    assert (await answer(world, question, yes=False)).key == "resume.kept"
    assert world.latch.read()


async def test_an_invented_resume_button_is_unknown() -> None:
    world = await World.start()
    await halt(world)
    question = await ask(world)
    assert question is not None
    assert (await answer(world, question, nonce="A" * 22)).key == "press.unknown"


async def test_a_stop_engaged_after_the_question_outlives_it() -> None:
    world = await World.start()
    await halt(world)
    question = await ask(world)
    assert question is not None
    world.clock.move_by(31)
    await halt(world)
    assert (await answer(world, question)).key == "resume.lapsed"
    assert world.latch.read()


async def test_a_question_nobody_answers_ends_by_time_and_by_the_next_one() -> None:
    world = await World.start()
    await halt(world)
    first, second = await ask(world), await ask(world)
    assert first is not None
    assert second is not None
    assert world.uow.questions.get(first.id).state is QuestionState.LAPSED  # type: ignore[union-attr]
    world.clock.move_by(600)
    await world.ask(Tick())
    assert world.uow.questions.get(second.id).state is QuestionState.LAPSED  # type: ignore[union-attr]


async def test_lifting_one_scope_leaves_the_others() -> None:
    world = await World.start()
    await halt(world, SHARE)
    await halt(world, STRATEGY)
    question = await ask(world, SHARE)
    assert question is not None
    world.clock.move_by(31)
    assert (await answer(world, question)).key == "resume.done"
    assert [s.scope for s in world.latch.read()] == [STRATEGY]


async def test_a_stop_is_journaled_and_told_in_every_chat() -> None:
    world = await World.start()
    await halt(world, SHARE)
    kinds = [(e.topic, e.kind) for e in world.uow.journal]
    assert ("switch.state", "halt") in kinds
    for face in world.faces.values():
        loud = [o for o in face.shown if o.kind is OutKind.NOTICE and o.subject == "notice.halt"]
        assert [o.severity.value for o in loud] == ["critical"]


def test_merging_keeps_what_stops_more() -> None:
    mild = Switch(ALL, REDUCE, "a", "", NOW)
    hard = Switch(ALL, FULL, "b", "", NOW - timedelta(days=1))
    assert merged((mild,), hard) == (hard,)
    assert merged((hard,), mild) == (hard,)


@pytest.mark.parametrize("level", [HaltLevel.HALT_NEW, HaltLevel.CANCEL_OPEN])
async def test_a_stop_from_outside_outlives_a_resume_that_was_asked_before_it(
    tmp_path: Path, level: HaltLevel
) -> None:
    latch = FileLatch(tmp_path / "latch.json")
    latch.create()
    world = await World.start(latch=latch)
    await halt(world)
    question = await ask(world)
    assert question is not None
    world.clock.move_by(31)
    # The engine's loop stood still: the press is handled before the file is looked at.
    FileLatch(tmp_path / "latch.json").add(Switch(ALL, level, "cli", "again", NOW))
    await answer(world, question)
    assert [s.scope for s in latch.read()] == [ALL]
    await world.runtime.heed_latch()
    await world.runtime.heed_latch()
    known = world.uow.switches.get("all")
    assert known is not None
    assert known.level is level
    assert (latch.outside(), len(latch.read())) == ((), 1)


async def test_a_stop_from_outside_ends_the_question_that_would_have_lifted_it(
    tmp_path: Path,
) -> None:
    latch = FileLatch(tmp_path / "latch.json")
    latch.create()
    world = await World.start(latch=latch)
    await halt(world)
    question = await ask(world)
    assert question is not None
    world.clock.move_by(31)
    latch.add(Switch(ALL, FULL, "cli", "again", NOW))
    await world.runtime.heed_latch()
    assert not (await answer(world, question)).ok
    assert latch.read()

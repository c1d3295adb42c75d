"""The PIN in chat: judged, never repeated, logged or stored, and taken out of the chat."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from structlog.testing import capture_logs

from bot.access import Kind
from bot.commandline import set_pin
from bot.console import Console
from bot.locale.catalogue import Catalogue
from bot.pin import FILE, TRIES, PinBook, PinState
from core.clock import LiveClock, SimClock
from core.domain.commands import Choose, SecondFactor
from core.domain.people import Question, Role, User, choice_subject
from core.domain.results import Result
from core.errors import InputError
from tests import bot_api as api
from tests import fakes_bot as fb
from tests.unit.bot.test_bot_console import _wired as at_console
from tests.unit.bot.test_bot_telegram import wired

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PIN = "482913"
TAP = fb.source(kind=Kind.PRESS)


def bench_with_pin(home: Path, pin: str = PIN) -> fb.Bench:
    pins = PinBook(home, SimClock(fb.NOW), hasher=CHEAP)
    if pin:
        pins.set(pin)
    return fb.Bench(pins=pins)


@pytest.mark.parametrize("said", [f"/pin {PIN}", f"핀 {PIN}", f"/pin{PIN}", "/pin 482 913"])
async def test_the_right_pin_lets_the_engine_go_on(tmp_path: Path, said: str) -> None:
    bench = bench_with_pin(tmp_path)
    bench.door.results[SecondFactor] = Result(True, "doubt.card")
    told = fb.text_of(await bench.say(said))
    assert bench.context.t("doubt.card") in told
    (asked,) = bench.door.of(SecondFactor)
    assert asked.actor == fb.source().actor


@pytest.mark.parametrize(
    ("said", "key"),
    [("/pin 111111", "pin.wrong"), ("/pin", "pin.bad"), ("/pin 12345", "pin.bad"),
     ("/pin abcdef", "pin.bad"), (f"/pin {PIN}x", "pin.bad")],
)  # fmt: skip
async def test_anything_else_goes_no_further_and_is_not_repeated(
    tmp_path: Path, said: str, key: str
) -> None:
    bench = bench_with_pin(tmp_path)
    told = fb.text_of(await bench.say(said))
    assert bench.context.t(key, left=TRIES - 1) in told
    assert bench.door.asked == []
    assert not (set(said.split()[1:]) & set(told.split()))


async def test_without_a_pin_the_way_to_one_is_told(tmp_path: Path) -> None:
    for bench in (fb.Bench(), bench_with_pin(tmp_path, pin="")):
        assert "gaemi pin" in fb.text_of(await bench.say(f"/pin {PIN}"))
        assert bench.door.asked == []


async def test_a_locked_pin_says_for_how_long(tmp_path: Path) -> None:
    bench = bench_with_pin(tmp_path)
    for _ in range(TRIES):
        told = fb.text_of(await bench.say("/pin 111111"))
    assert "60" in told
    assert bench.context.t("pin.locked", minutes=60) in fb.text_of(await bench.say(f"/pin {PIN}"))
    assert bench.door.asked == []


@pytest.mark.parametrize("said", [f"/pin {PIN}", "/pin 111111", PIN, f"/pin{PIN}", f"/{PIN}"])
async def test_no_log_no_answer_and_no_row_holds_what_was_typed(tmp_path: Path, said: str) -> None:
    bench = bench_with_pin(tmp_path)
    typed = "".join(c for c in said if c.isdigit())
    with capture_logs() as logs:
        told = fb.text_of(await bench.say(said))
    assert bench.router.hides(fb.source(), said)
    assert typed not in told
    assert typed not in json.dumps(logs, default=str)
    assert typed not in repr(bench.door.asked)
    assert typed not in (tmp_path / FILE).read_text()


@pytest.mark.parametrize("said", ["/status", "/order 12345", "정지 005930", "12345", "pnl day"])
async def test_other_lines_stay_in_the_chat(said: str) -> None:
    assert not fb.Bench().router.hides(fb.source(), said)


@pytest.mark.parametrize(
    ("said", "hidden"),
    [(f"/pin {PIN}", True), (f"/pin@gaemi_bot {PIN}", True), (f"핀 {PIN}", True), (PIN, False),
     ("01012345678", False), (f"/pin@other_bot {PIN}", False)],
)  # fmt: skip
async def test_in_a_group_only_what_is_meant_for_us_is_taken_out(said: str, hidden: bool) -> None:
    bench = fb.Bench(paired=False)
    await bench.put(User("telegram", fb.OWNER, "-100", "주인", Role.ADMIN, fb.NOW))
    group = fb.source(chat="-100", private=False)
    assert bench.router.hides(group, said, username="gaemi_bot") is hidden


def test_a_terminal_does_not_keep_a_typed_pin() -> None:
    shown: list[str] = []
    console, router = Console(Catalogue("ko"), write=shown.append, colour=True), fb.Bench().router
    for line in (f"/pin {PIN}", "상태", PIN):
        console._cover(router, line)
    assert len(shown) == 2
    assert all(text.startswith("\x1b[1A\x1b[2K") and PIN not in text for text in shown)


async def test_an_old_pin_is_not_used(tmp_path: Path) -> None:
    bench = bench_with_pin(tmp_path)
    told = fb.text_of(await bench.say(f"/pin {PIN}", age_s=61))
    assert PIN not in told
    assert bench.door.asked == []


async def test_telegram_takes_the_message_out_of_the_chat_before_it_answers() -> None:
    async with wired() as it:
        await it.say(f"/pin {PIN}")
        await it.api.until("sendMessage")
        (gone,) = it.api.of("deleteMessage")
        assert (gone["chat_id"], gone["message_id"]) == ("1001", "7")
        calls = [name for name, _ in it.api.calls if name in ("deleteMessage", "sendMessage")]
        assert calls == ["deleteMessage", "sendMessage"]


async def test_telegram_leaves_the_messages_of_strangers_and_other_lines_alone() -> None:
    async with wired() as it:
        await it.say(f"/pin {PIN}", by=6666)
        await it.say("/status")
        await it.api.until("sendMessage")
        assert it.api.of("deleteMessage") == []


async def test_a_message_that_cannot_be_deleted_is_asked_to_be() -> None:
    async with wired() as it:
        it.api.fail("deleteMessage", api.bad("message can't be deleted"))
        await it.say(f"/pin {PIN}")
        sent = await it.api.until("sendMessage", 2)
        assert sent[-1]["text"].replace("\n", " ") == it.bench.context.t("pin.not_erased")


async def test_a_pipe_shows_nothing_of_a_pin() -> None:
    async with at_console() as it:
        it.type(f"/pin {PIN}\n")
        await it.until("PIN")
        assert not any(PIN in text for text in it.shown)


async def _asked(bench: fb.Bench, choice: str) -> str:
    """Store a question with one choice and give its button's data."""
    nonce = bench.nonces.nonce(choice_subject("Q1", 0))
    await bench.put(
        fb.order(fb.OrderState.UNKNOWN, number=None),
        Question(
            "Q1", "doubt", fb.order().id, "", None, fb.NOW, fb.NOW, fb.NOW, "",
            choices=(choice,), choice_shas=(bench.nonces.digest(nonce),),
        ),
    )  # fmt: skip
    return f"k:{nonce}"


async def test_a_choice_carries_who_where_and_nothing_else() -> None:
    bench = fb.Bench()
    bench.door.results[Choose] = Result(True, "doubt.looking")
    data = await _asked(bench, "keep_looking")
    answer = await bench.router.press(TAP, data, "77")
    assert answer is not None
    assert (answer.text, answer.ok) == (bench.context.t("doubt.looking"), True)
    assert answer.reply is None
    (choose,) = bench.door.of(Choose)
    assert choose == Choose(data[2:], TAP.actor, bench.ref())


@pytest.mark.parametrize("set_", [True, False])
async def test_a_choice_that_needs_the_pin_says_how_to_go_on(tmp_path: Path, set_: bool) -> None:
    bench = bench_with_pin(tmp_path, pin=PIN if set_ else "")
    bench.door.results[Choose] = Result(True, "doubt.needs_pin")
    answer = await bench.router.press(TAP, await _asked(bench, "absent_resend"), "77")
    assert answer is not None
    told = fb.text_of(answer.reply)
    assert "/pin" in told
    assert ("gaemi pin" in told) is not set_


async def test_a_choice_that_needs_a_number_names_its_order() -> None:
    bench = fb.Bench()
    bench.door.results[Choose] = Result(True, "doubt.type_number")
    answer = await bench.router.press(TAP, await _asked(bench, "has_number"), "77")
    assert answer is not None
    assert f"주문번호 {fb.order().id[-6:]} " in fb.text_of(answer.reply)


@pytest.mark.parametrize(
    "data", ["k:", "k:short", "k1:" + "A" * 22, "k:" + "A" * 23, "K:" + "A" * 22, "k" + "A" * 22]
)
async def test_a_choice_that_no_button_carries_is_refused(data: str) -> None:
    bench = fb.Bench()
    answer = await bench.router.press(TAP, data, "77")
    assert answer is not None
    assert not answer.ok
    assert bench.door.asked == []


def test_the_pin_is_set_at_the_console_without_being_shown(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(words: str) -> str:
        asked.append(words)
        return PIN

    told = set_pin(tmp_path, ask, Catalogue("ko"))
    assert len(asked) == 2
    assert PIN not in told
    assert PinBook(tmp_path, LiveClock()).is_set


def test_two_pins_that_differ_set_nothing(tmp_path: Path) -> None:
    typed = iter([PIN, "111111"])
    with pytest.raises(InputError, match="differ") as refused:
        set_pin(tmp_path, lambda _: next(typed), Catalogue("ko"))
    assert PIN not in str(refused.value)
    assert not (tmp_path / FILE).exists()


def test_every_state_of_a_pin_but_the_right_one_has_words() -> None:
    words = Catalogue("ko")
    assert all(words.has(f"pin.{s.value}") for s in PinState if s is not PinState.RIGHT)

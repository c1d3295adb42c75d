"""The second factor: hashed, counted on disk before it is judged, locked after five tries (K03)."""

from __future__ import annotations

import asyncio
import json
import stat
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pin import FILE, TRIES, PinAnswer, PinBook, PinState
from core.clock import SimClock
from core.errors import InputError, StoreError
from tests import fakes_bot as fb

# The shipped cost takes a tenth of a second a try; what is tested here does not depend on it.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PIN, OTHER = "482913", "111111"


@pytest.fixture
def clock() -> SimClock:
    return SimClock(fb.NOW)


def book(home: Path, clock: SimClock) -> PinBook:
    return PinBook(home, clock, hasher=CHEAP)


@pytest.fixture
def pins(tmp_path: Path, clock: SimClock) -> PinBook:
    made = book(tmp_path, clock)
    made.set(PIN)
    return made


async def test_the_right_pin_is_right_and_any_other_is_counted(pins: PinBook) -> None:
    assert await pins.check(PIN) == PinAnswer(PinState.RIGHT)
    assert await pins.check(OTHER) == PinAnswer(PinState.WRONG, left=TRIES - 1)
    assert await pins.check("48291") == PinAnswer(PinState.WRONG, left=TRIES - 2)


async def test_a_right_try_forgets_the_wrong_ones(pins: PinBook) -> None:
    for _ in range(3):
        for _ in range(TRIES - 1):
            assert (await pins.check(OTHER)).state is PinState.WRONG
        assert (await pins.check(PIN)).state is PinState.RIGHT


async def test_the_fifth_wrong_try_locks_for_an_hour_even_for_the_right_pin(
    pins: PinBook, clock: SimClock
) -> None:
    states = [(await pins.check(OTHER)).state for _ in range(TRIES)]
    assert states == [PinState.WRONG] * (TRIES - 1) + [PinState.LOCKED]
    assert await pins.check(PIN) == PinAnswer(PinState.LOCKED, wait_s=3_600)
    clock.move_by(3_599)
    assert (await pins.check(PIN)).state is PinState.LOCKED
    clock.move_by(1)
    assert (await pins.check(PIN)).state is PinState.RIGHT


async def test_the_lock_and_the_tries_survive_a_restart(tmp_path: Path, clock: SimClock) -> None:
    book(tmp_path, clock).set(PIN)
    for left in range(TRIES - 1, 0, -1):
        assert await book(tmp_path, clock).check(OTHER) == PinAnswer(PinState.WRONG, left=left)
    await book(tmp_path, clock).check(OTHER)
    assert (await book(tmp_path, clock).check(PIN)).state is PinState.LOCKED


async def test_after_a_lock_there_are_five_tries_again(pins: PinBook, clock: SimClock) -> None:
    for _ in range(TRIES):
        await pins.check(OTHER)
    clock.move_by(3_600)
    assert await pins.check(OTHER) == PinAnswer(PinState.WRONG, left=TRIES - 1)


async def test_tries_at_once_are_counted_one_by_one(pins: PinBook) -> None:
    answers = await asyncio.gather(*(pins.check(OTHER) for _ in range(50)))
    assert sum(a.state is PinState.WRONG for a in answers) == TRIES - 1


async def test_guessing_gets_five_tries_an_hour_however_long_it_goes_on(
    pins: PinBook, clock: SimClock
) -> None:
    """Brute force: 100,000 guesses in ten hours are judged fifty times at most."""
    judged = 0
    for _ in range(100):
        for _ in range(1_000):
            if clock.monotonic() >= 36_000:
                break
            judged += (await pins.check(OTHER)).state is not PinState.LOCKED
            clock.move_by(0.36)
    assert judged <= 10 * TRIES


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=16))
def test_only_six_to_twelve_digits_can_be_set(tmp_path_factory: pytest.TempPathFactory,
                                              text: str) -> None:  # fmt: skip
    home = tmp_path_factory.mktemp("pin")
    pins = book(home, SimClock(fb.NOW))
    if text.isascii() and text.isdigit() and 6 <= len(text) <= 12:
        pins.set(text)
        assert pins.is_set
        return
    with pytest.raises(InputError, match="6 to 12 digits") as refused:
        pins.set(text)
    assert len(text) < 3 or text not in str(refused.value)
    assert not (home / FILE).exists()


def test_what_is_stored_is_private_and_holds_no_pin(tmp_path: Path, clock: SimClock) -> None:
    PinBook(tmp_path, clock).set(PIN)
    path = tmp_path / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text()
    assert PIN not in text
    assert json.loads(text)["hash"].startswith("$argon2id$v=19$m=65536,t=3,")
    assert list(tmp_path.iterdir()) == [path]


async def test_without_a_pin_nothing_passes(tmp_path: Path, clock: SimClock) -> None:
    pins = book(tmp_path, clock)
    assert not pins.is_set
    assert await pins.check(PIN) == PinAnswer(PinState.NOT_SET)


@pytest.mark.parametrize(
    "damage",
    ["", "{", "[]", "{}", '{"version": 2}', "\udcff",
     '{"version": 1, "hash": "plain", "tries": 0, "locked_until": null}',
     '{"version": 1, "hash": "$argon2id$x", "tries": 0, "locked_until": "2026-01-01T00:00:00"}'],
)  # fmt: skip
async def test_a_damaged_file_is_no_pin(tmp_path: Path, clock: SimClock, damage: str) -> None:
    (tmp_path / FILE).write_text(damage, errors="surrogateescape")
    assert await book(tmp_path, clock).check(PIN) == PinAnswer(PinState.NOT_SET)


async def test_a_hash_that_cannot_be_read_is_never_right(tmp_path: Path, clock: SimClock) -> None:
    row = {"version": 1, "hash": "$argon2id$broken", "tries": 0, "locked_until": None}
    (tmp_path / FILE).write_text(json.dumps(row))
    assert (await book(tmp_path, clock).check(PIN)).state is PinState.WRONG


async def test_a_try_that_cannot_be_counted_is_not_judged(tmp_path: Path, clock: SimClock) -> None:
    pins = book(tmp_path, clock)
    pins.set(PIN)
    (tmp_path / FILE).with_suffix(".new").mkdir()
    with pytest.raises(StoreError, match="could not be written"):
        await pins.check(PIN)


def test_setting_it_again_at_the_console_lifts_the_lock(tmp_path: Path, clock: SimClock) -> None:
    pins = book(tmp_path, clock)
    pins.set(PIN)

    async def exhaust() -> None:
        for _ in range(TRIES):
            await pins.check(OTHER)

    asyncio.run(exhaust())
    pins.set(OTHER)
    assert asyncio.run(pins.check(OTHER)) == PinAnswer(PinState.RIGHT)

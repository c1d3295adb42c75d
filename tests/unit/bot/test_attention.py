"""How long simulated time waits for a person: in full at first, briefly after an answer."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.attention import FIRST_S, SILENCE_S, Attention
from core.clock import SimClock


def made() -> tuple[Attention, SimClock]:
    wall = SimClock(datetime(2026, 11, 2, tzinfo=UTC))
    return Attention(wall), wall


def test_first_cards_get_the_whole_life_of_a_card() -> None:
    attention, wall = made()
    assert attention.patient(asking=True)
    wall.move_by(FIRST_S - 1)
    assert attention.patient(asking=True)
    wall.move_by(1)
    assert not attention.patient(asking=True)


def test_silence_after_an_answer_ends_the_waiting_early() -> None:
    attention, wall = made()
    assert attention.patient(asking=True)
    attention.heard()
    wall.move_by(SILENCE_S - 1)
    assert attention.patient(asking=True)
    wall.move_by(1)
    assert not attention.patient(asking=True)


def test_whoever_goes_on_answering_is_waited_for() -> None:
    attention, wall = made()
    assert attention.patient(asking=True)
    for _ in range(20):
        wall.move_by(SILENCE_S - 1)
        attention.heard()
        assert attention.patient(asking=True)


def test_new_cards_after_a_quiet_stretch_get_their_whole_life_again() -> None:
    attention, wall = made()
    assert attention.patient(asking=True)
    wall.move_by(FIRST_S)
    assert not attention.patient(asking=True)
    assert not attention.patient(asking=False)
    assert attention.patient(asking=True)


def test_words_while_nothing_is_asked_leave_nothing_behind() -> None:
    attention, wall = made()
    attention.heard()
    assert not attention.patient(asking=False)
    assert attention.patient(asking=True)
    wall.move_by(SILENCE_S + 1)
    assert attention.patient(asking=True)

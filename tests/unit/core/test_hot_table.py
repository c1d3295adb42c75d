"""Rows in memory: what claims a unique value, and when it is free again."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import StoreError
from core.hot_table import HotTable, Unique


@dataclass(frozen=True)
class Seat:
    guest: str
    chair: str | None


def table(*, once: bool = False) -> HotTable[Seat]:
    rule: Unique[Seat] = Unique("chair", lambda seat: seat.chair)
    return HotTable("seat", lambda seat: seat.guest, uniques=(rule,), once=once)


def seated(*seats: Seat) -> HotTable[Seat]:
    made = table()
    made.load(seats)
    return made


def commit(seats: HotTable[Seat], *rows: Seat) -> None:
    for row in rows:
        seats.put(row)
    seats.check()
    seats.accept()


def test_a_taken_value_is_refused_by_name() -> None:
    with pytest.raises(StoreError, match="seat b: chair 1 belongs to a already"):
        commit(seated(Seat("a", "1")), Seat("b", "1"))


def test_nothing_may_be_claimed_by_many() -> None:
    seats = table()
    commit(seats, Seat("a", None), Seat("b", None))
    assert len(seats.committed()) == 2


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_values_may_be_swapped_in_one_commit(order: tuple[int, int]) -> None:
    seats = seated(Seat("a", "1"), Seat("b", "2"))
    moves = [Seat("a", "2"), Seat("b", "1")]
    commit(seats, *(moves[index] for index in order))
    with pytest.raises(StoreError):
        commit(seats, Seat("c", "1"))


def test_a_value_given_up_is_free() -> None:
    seats = seated(Seat("a", "1"))
    commit(seats, Seat("a", None))
    commit(seats, Seat("b", "1"))
    assert seats.get("b") == Seat("b", "1")


def test_a_value_given_up_in_a_forgotten_stage_is_not_free() -> None:
    seats = seated(Seat("a", "1"))
    seats.put(Seat("a", None))
    seats.forget()
    with pytest.raises(StoreError):
        commit(seats, Seat("b", "1"))


def test_rows_let_go_of_claim_nothing() -> None:
    seats = seated(Seat("a", "1"), Seat("b", "2"))
    seats.retain(lambda seat: seat.guest == "b")
    assert seats.all() == [Seat("b", "2")]
    commit(seats, Seat("c", "1"))
    with pytest.raises(StoreError):
        commit(seats, Seat("d", "2"))


def test_a_final_row_is_written_once() -> None:
    final = table(once=True)
    commit(final, Seat("a", None))
    with pytest.raises(StoreError, match="written only once"):
        commit(final, Seat("a", None))
    final.forget()
    commit(final, Seat("b", None))
    assert [seat.guest for seat in final.committed()] == ["a", "b"]


@given(st.lists(st.lists(st.builds(Seat, st.sampled_from("abcd"), st.sampled_from("123")))))
def test_no_chair_is_ever_shared(commits: list[list[Seat]]) -> None:
    seats = table()
    for rows in commits:
        wanted = {seat.guest: seat for seat in [*seats.committed(), *rows]}
        chairs = [seat.chair for seat in wanted.values()]
        lawful = len(set(chairs)) == len(chairs)
        try:
            commit(seats, *rows)
        except StoreError:
            seats.forget()
            assert not lawful
        else:
            assert lawful
            assert {seat.guest: seat for seat in seats.committed()} == wanted

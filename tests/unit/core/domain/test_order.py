"""The whole order table, the bounds of fills, and the hash of what a person saw."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from core.domain.order import (
    IN_FLIGHT,
    OPEN,
    RESTING,
    TERMINAL,
    TRANSITIONS,
    Mode,
    OrderKind,
    OrderMove,
    OrderState,
)
from core.domain.signal import Side
from core.errors import IllegalTransition
from tests.contexts import NOW, OTHER, intent, order

S = OrderState
# architecture.md section 3, drawn anew: state, then what each move leads to.
DRAWN = {
    S.READY: {"send": S.SENDING, "withdraw": S.CANCELLED},
    S.SENDING: {"accept": S.ACCEPTED, "refuse": S.REJECTED, "lose": S.UNKNOWN},
    S.UNKNOWN: {"accept": S.ACCEPTED, "refuse": S.REJECTED},
    S.ACCEPTED: {
        "fill_part": S.PARTIAL,
        "fill_all": S.FILLED,
        "ask_cancel": S.CANCELLING,
        "cancel": S.CANCELLED,
        "expire": S.EXPIRED,
        "refuse": S.REJECTED,
    },
    S.PARTIAL: {
        "fill_part": S.PARTIAL,
        "fill_all": S.FILLED,
        "ask_cancel": S.CANCELLING,
        "cancel": S.CANCELLED,
        "expire": S.EXPIRED,
    },
    S.CANCELLING: {
        "fill_part": S.CANCELLING,
        "fill_all": S.FILLED,
        "cancel": S.CANCELLED,
        "expire": S.EXPIRED,
        "cancel_refused": S.ACCEPTED,
    },
    S.REJECTED: {"turn_up": S.ACCEPTED},
}
CELLS = list(product(OrderState, OrderMove))


@pytest.mark.parametrize(("state", "move"), CELLS, ids=[f"{s}-{m}" for s, m in CELLS])
def test_move_leads_where_the_drawing_says(state, move):
    before = order(state)
    expected = DRAWN.get(state, {}).get(move.value)
    if expected is None:
        with pytest.raises(IllegalTransition, match=f"is {state}: it cannot {move}$"):
            before.moved(move)
    else:
        assert before.moved(move).state is expected
    assert before.state is state


def test_table_has_no_cell_beyond_the_drawing():
    assert len(CELLS) == 120
    assert len(TRANSITIONS) == sum(len(moves) for moves in DRAWN.values()) == 24


def test_states_fall_into_three_kinds():
    assert {S.SENDING, S.UNKNOWN} == IN_FLIGHT
    assert {S.ACCEPTED, S.PARTIAL, S.CANCELLING} == RESTING
    assert IN_FLIGHT | RESTING | {S.READY} == OPEN
    assert {S.FILLED, S.CANCELLED, S.REJECTED, S.EXPIRED} == TERMINAL


@pytest.mark.parametrize("state", [S.FILLED, S.CANCELLED, S.EXPIRED])
def test_ends_absorb(state):
    assert [move for (at, move) in TRANSITIONS if at is state] == []


@pytest.mark.parametrize(("filled", "state"), [(0, S.ACCEPTED), (4, S.PARTIAL)])
def test_refused_cancel_goes_back_to_where_the_fills_are(filled, state):
    assert order(S.CANCELLING, filled=filled).moved(OrderMove.CANCEL_REFUSED).state is state


def test_move_carries_its_changes():
    filled = order().moved(OrderMove.FILL_PART, filled=4, amount=202_000, fee=30)
    assert (filled.filled, filled.amount, filled.fee, filled.remaining) == (4, 202_000, 30, 6)


@pytest.mark.parametrize("filled", [3, -1, 11])
def test_fills_neither_fall_nor_pass_the_order(filled):
    with pytest.raises(IllegalTransition, match="4 of 10 filled"):
        order(S.PARTIAL, filled=4).moved(OrderMove.FILL_PART, filled=filled)


@pytest.mark.parametrize(
    "changes",
    [
        {"account": "paper-2"},
        {"mode": Mode.LIVE},
        {"owner": "person"},
        {"symbol": OTHER},
        {"side": Side.SELL},
        {"shares": 11},
        {"kind": OrderKind.OPEN},
        {"price": 50_600},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_hash_changes_with_everything_a_person_saw(changes):
    assert intent(**changes).canon_hash() != intent().canon_hash()


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "J" * 26},
        {"name": "Samsung"},
        {"ref_price": 1},
        {"reason": "x"},
        {"made_at": NOW + timedelta(seconds=1)},
        {"stop_price": 45_000},
        {"correlation": "T" * 26},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_hash_does_not_change_with_what_the_broker_never_gets(changes):
    assert intent(**changes).canon_hash() == intent().canon_hash()


def test_hash_is_pinned():
    # A changed form would make every open card of a running program unpressable.
    assert intent().canon_hash() == (
        "e3199778c40c4ada6267ad90c000db7fc36bdfa67535cd79f1ff7f0799fd6d7b"
    )


def test_gross_is_shares_times_price():
    assert intent(shares=3, price=50_500).gross == 151_500

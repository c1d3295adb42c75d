"""The oracle is silent about a true week and names every lie planted in it."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.assemble_sim import ACCOUNT
from core.domain.approval import ApprovalState
from core.domain.journal import JournalEntry, OutKind
from core.domain.order import Order, OrderState
from core.domain.switches import HaltLevel, Scope, Switch
from tests.demos import Played, play_demo
from tests.oracle import Ours, check


@pytest.fixture(scope="module")
def week() -> Played:
    """A true week; tests change copies of its rows."""
    return asyncio.run(play_demo(7))


def said(week: Played, lie: Callable[[Ours], None]) -> list[str]:
    """Plant a lie in a copy of our rows and ask the oracle."""
    mine = copy.copy(week.mine)
    for name in Ours.__dataclass_fields__:
        rows = getattr(mine, name)
        setattr(mine, name, list(rows) if isinstance(rows, list) else rows)
    lie(mine)
    return check(mine, week.ledger, account=ACCOUNT)


def change(rows: list[Any], at: int, **changes: object) -> None:
    """Falsify fields of a row."""
    rows[at] = replace(rows[at], **changes)


def numbered(mine: Ours) -> int:
    """Give the place of an order that the exchange took and filled."""
    return next(i for i, o in enumerate(mine.orders) if o.state is OrderState.FILLED)


def test_a_true_week_has_no_findings(week: Played) -> None:
    assert week.outcome.fills > 3, "a week without trade proves nothing"
    assert said(week, lambda mine: None) == []


def two_to_one_number(mine: Ours) -> None:
    filled = [i for i, o in enumerate(mine.orders) if o.state is OrderState.FILLED]
    change(mine.orders, filled[0], number=mine.orders[filled[1]].number)


def two_of_one_card(mine: Ours) -> None:
    change(mine.orders, 0, approval_id=mine.orders[1].approval_id)


def forgotten_order(mine: Ours) -> None:
    del mine.orders[numbered(mine)]


def hanging_order(mine: Ours) -> None:
    change(mine.orders, 0, state=OrderState.SENDING)


def doubt_untold(mine: Ours) -> None:
    change(mine.orders, 0, state=OrderState.UNKNOWN)


def called_expired(mine: Ours) -> None:
    change(mine.orders, numbered(mine), state=OrderState.EXPIRED)


def filled_too_much(mine: Ours) -> None:
    at = numbered(mine)
    change(mine.orders, at, filled=mine.orders[at].filled - 1)


def one_won(mine: Ours) -> None:
    assert mine.account is not None
    mine.account = replace(mine.account, cash=mine.account.cash + 1)


def one_share(mine: Ours) -> None:
    change(mine.books, 0, shares=mine.books[0].shares + 1)


def slice_lost(mine: Ours) -> None:
    del mine.fills[0]


def fee_of_a_won(mine: Ours) -> None:
    change(mine.fills, 0, fee=mine.fills[0].fee + 1)


def _fill_message(mine: Ours) -> int:
    events = ("filled", "partial")
    return next(i for i, o in enumerate(mine.outbox) if dict(o.fields).get("event") in events)


def told_too_early(mine: Ours) -> None:
    at = _fill_message(mine)
    change(mine.outbox, at, made_at=mine.outbox[at].made_at - timedelta(days=1))


def told_rejected(mine: Ours) -> None:
    change(mine.outbox, _fill_message(mine), fields=(("event", "rejected"),))


def fill_never_told(mine: Ours) -> None:
    order = mine.orders[numbered(mine)]
    mine.outbox = [o for o in mine.outbox if o.subject != order.id]


def drawn_as_cancelled(mine: Ours) -> None:
    at = next(i for i, o in enumerate(mine.orders) if o.state is OrderState.FILLED)
    change(mine.orders, at, state=OrderState.CANCELLED)


def card_never_ended(mine: Ours) -> None:
    mine.outbox = [o for o in mine.outbox if o.kind is not OutKind.CARD_END]


def too_few_people(mine: Ours) -> None:
    at = next(i for i, a in enumerate(mine.approvals) if a.state is ApprovalState.GRANTED)
    change(mine.approvals, at, needed=2)


def hole(mine: Ours) -> None:
    del mine.journal[len(mine.journal) // 2]


def state_not_witnessed(mine: Ours) -> None:
    change(mine.approvals, 0, state=ApprovalState.LAPSED)


def halted_row_only(mine: Ours) -> None:
    assert mine.account is not None
    mine.switches.append(Switch(Scope(), HaltLevel.HALT_NEW, "x", "y", mine.account.seen_at))


def order_under_halt(mine: Ours) -> None:
    early = mine.journal[0].at
    entry = JournalEntry(len(mine.journal) + 1, early, "switch.state", "halt", "all", "x", ())
    mine.journal.append(entry)


@pytest.mark.parametrize(
    ("rule", "lie"),
    [
        (1, two_to_one_number),
        (1, two_of_one_card),
        (2, forgotten_order),
        (3, hanging_order),
        (3, doubt_untold),
        (4, called_expired),
        (4, filled_too_much),
        (5, one_won),
        (5, one_share),
        (5, slice_lost),
        (5, fee_of_a_won),
        (6, told_too_early),
        (6, told_rejected),
        (6, fill_never_told),
        (6, card_never_ended),
        (7, hole),
        (7, state_not_witnessed),
        (8, halted_row_only),
        (8, order_under_halt),
        (10, too_few_people),
    ],
)
def test_every_lie_is_named_by_its_rule(
    week: Played, rule: int, lie: Callable[[Ours], None]
) -> None:
    assert any(text.startswith(f"rule {rule}:") for text in said(week, lie)), said(week, lie)


def test_a_message_that_would_be_drawn_falsely_is_found(week: Played) -> None:
    assert any("claims cancelled" in text for text in said(week, drawn_as_cancelled))


def test_an_order_sent_twice_is_found(week: Played) -> None:
    def twice(mine: Ours) -> None:
        at = numbered(mine)
        first: Order = mine.orders[at]
        venue = week.ledger.order(int(first.number or 0))
        assert venue is not None
        other = replace(venue, number=10**6)
        week.ledger._by_day[ACCOUNT, venue.day].append(other)

    try:
        found = said(week, twice)
    finally:
        for rows in week.ledger._by_day.values():
            rows[:] = [o for o in rows if o.number != 10**6]
    assert any(text.startswith("rule 1:") for text in found)
    assert any(text.startswith("rule 2:") for text in found)


def test_a_secret_in_a_file_is_found(week: Played, tmp_path: Path) -> None:
    log = tmp_path / "gaemi.log"
    log.write_text('{"token": "CANARY-123"}', encoding="utf-8")
    found = check(
        week.mine, week.ledger, account=ACCOUNT, files=[log], canaries=["CANARY-123", "OTHER"]
    )
    assert found == ["rule 9: a secret stands in gaemi.log"]

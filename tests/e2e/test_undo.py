"""The undo window in a real process: taken back, killed inside it, and gone through to its end."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.e2e.process import Gaemi, rows

pytestmark = [pytest.mark.process, pytest.mark.slow]
# The longest that may be set, so that a starved machine has its time to press.
LONG = "30"
STATES = "SELECT state, note, sent_at FROM orders ORDER BY made_at"


async def pressed(program: Gaemi) -> None:
    """Confirm the first card."""
    card = await program.shows(r"매수 확인 · [\s\S]*?\[(\d+)\] 확인")
    program.type(card[1])
    await program.shows(r"상태: 보낼 준비")


async def test_undone_in_time_no_order_reaches_the_exchange(gaemi: Callable[..., Gaemi]) -> None:
    program = gaemi(GAEMI_UNDO_SECONDS=LONG).start()
    await pressed(program)
    button = await program.shows(r"\[(\d+)\] 되돌리기")
    program.type(button[1])
    await program.shows(r"상태: 보내지 않음")
    program.type("주문목록")
    await program.shows(r"주문목록|최근 주문|보내지 않음")
    assert program.orders() == []
    (order,) = rows(program.home / "gaemi.db", STATES)
    assert (order["state"], order["note"], order["sent_at"]) == ("cancelled", "undone", None)
    assert await program.quit() == 0


async def test_killed_in_the_window_the_order_is_never_sent(gaemi: Callable[..., Gaemi]) -> None:
    program = gaemi(GAEMI_UNDO_SECONDS=LONG).start()
    await pressed(program)
    program.kill()
    program.start()
    await program.shows(r"주문을 보내지 않음")
    await program.shows(r"프로그램이 다시\s+시작")
    assert program.orders() == []
    (order, *_) = rows(program.home / "gaemi.db", STATES)
    assert (order["state"], order["note"], order["sent_at"]) == ("cancelled", "restart", None)
    assert await program.quit() == 0


async def test_left_alone_the_order_goes_once_and_can_be_cancelled(
    gaemi: Callable[..., Gaemi],
) -> None:
    program = gaemi(GAEMI_UNDO_SECONDS="1").start()
    await pressed(program)
    await program.shows(r"상태: (접수됨|일부 체결|전량 체결)")
    assert len(program.orders()) == 1
    assert re.search(r"\[\d+\] 취소 · ", program.out)
    assert await program.quit() == 0

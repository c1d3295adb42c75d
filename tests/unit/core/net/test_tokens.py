"""Tokens: kept, renewed ahead, asked for by one at a time and at most once a minute."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from core.clock import SimClock
from core.errors import NotSent, ReadFailed, Refused
from core.net.tokens import BETWEEN_S, Token, TokenIssuer

START = datetime(2026, 11, 3, 0, 0, tzinfo=UTC)


class Memory:
    """A store that may refuse."""

    def __init__(self, text: str | None = None, *, full: bool = False) -> None:
        self.text = text
        self.full = full

    def read(self) -> str | None:
        return self.text

    def write(self, secret: str) -> None:
        if self.full:
            raise OSError(28, "no space left")
        self.text = secret


class Desk:
    """A broker that issues numbered tokens good for a day, or fails by script."""

    def __init__(self, clock: SimClock) -> None:
        self.clock = clock
        self.asked = 0
        self.failures: list[Exception] = []
        self.same = False

    async def issue(self) -> Token:
        self.asked += 1
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop(0)
        name = "token-1" if self.same else f"token-{self.asked}"
        return Token(name, self.clock.now() + timedelta(hours=24))


def make(store: Memory | None = None, **options) -> tuple[SimClock, Desk, TokenIssuer]:
    clock = SimClock(START)
    desk = Desk(clock)
    return clock, desk, TokenIssuer(desk.issue, clock=clock, store=store, **options)


async def test_token_is_asked_for_once():
    _, desk, issuer = make()
    assert [await issuer.token() for _ in range(5)] == ["token-1"] * 5
    assert desk.asked == 1


async def test_many_callers_make_one_request():
    _, desk, issuer = make()
    found = await asyncio.gather(*(issuer.token() for _ in range(20)))
    assert set(found) == {"token-1"}
    assert desk.asked == 1


async def test_token_is_renewed_an_hour_before_its_end():
    clock, desk, issuer = make()
    await issuer.token()
    clock.move_by(22.9 * 3600)
    assert await issuer.token() == "token-1"
    clock.move_by(0.2 * 3600)
    assert await issuer.token() == "token-2"
    assert desk.asked == 2


async def test_failed_renewal_goes_on_with_the_token_that_lives():
    clock, desk, issuer = make()
    await issuer.token()
    clock.move_by(23.5 * 3600)
    desk.failures = [Refused("EGW00133", "once a minute")]
    assert await issuer.token() == "token-1"
    assert await issuer.token() == "token-1"
    assert desk.asked == 2
    clock.move_by(BETWEEN_S)
    assert await issuer.token() == "token-3"


async def test_token_at_its_end_is_not_handed_out():
    clock, desk, issuer = make()
    await issuer.token()
    clock.move_by(24 * 3600 - 30)
    desk.failures = [ReadFailed("no answer")]
    with pytest.raises(NotSent, match="no answer"):
        await issuer.token()


async def test_refused_token_is_replaced_but_not_within_the_minute():
    clock, desk, issuer = make()
    dead = await issuer.token()
    clock.move_by(10)
    issuer.reject(dead)
    with pytest.raises(NotSent, match="in 51 s"):
        await issuer.token()
    assert desk.asked == 1
    clock.move_by(51)
    assert await issuer.token() == "token-2"


async def test_rejecting_an_older_token_changes_nothing():
    clock, _desk, issuer = make()
    old = await issuer.token()
    clock.move_by(23.5 * 3600)
    await issuer.token()
    issuer.reject(old)
    assert await issuer.token() == "token-2"


async def test_failure_is_asked_about_once_a_minute_too():
    clock, desk, issuer = make()
    desk.failures = [ReadFailed("down"), ReadFailed("down")]
    for _ in range(10):
        with pytest.raises(NotSent):
            await issuer.token()
        clock.move_by(5)
    assert desk.asked == 1


async def test_token_outlives_the_process():
    store = Memory()
    _, _, first = make(store)
    token = await first.token()
    _, desk, second = make(store)
    assert await second.token() == token
    assert desk.asked == 0


@pytest.mark.parametrize("text", ["", "{", "[]", '{"token":"x"}', '{"token":"x","ends_at":"?"}'])
async def test_unreadable_store_is_as_good_as_none(text):
    _, desk, issuer = make(Memory(text))
    assert await issuer.token() == "token-1"
    assert desk.asked == 1


async def test_full_disk_does_not_stop_trading():
    _, _, issuer = make(Memory(full=True))
    assert await issuer.token() == "token-1"


async def test_each_token_is_learned_for_the_redactor():
    learned: list[str] = []
    store = Memory()
    _, _, issuer = make(store, learned=learned.append)
    await issuer.token()
    _, _, again = make(store, learned=learned.append)
    await again.token()
    assert learned == ["token-1", "token-1"]


async def test_token_issued_again_after_its_refusal_is_used():
    clock, desk, issuer = make()
    desk.same = True
    issuer.reject(await issuer.token())
    clock.move_by(BETWEEN_S)
    assert await issuer.token() == "token-1"
    assert desk.asked == 2


def test_token_shows_no_text():
    assert "abc" not in repr(Token("abc", START))


async def test_nobody_waits_for_a_renewal_ahead():
    clock, desk, issuer = make()
    await issuer.token()
    clock.move_by(23.5 * 3600)
    slow = asyncio.Event()
    renewed = desk.issue

    async def slowly() -> Token:
        await slow.wait()
        return await renewed()

    issuer = TokenIssuer(slowly, clock=clock, store=Memory(kept(clock)))
    first = asyncio.ensure_future(issuer.token())
    await asyncio.sleep(0)
    assert await issuer.token() == "kept"
    slow.set()
    assert await first == "token-2"


def kept(clock: SimClock) -> str:
    """Write a store whose token has half an hour left."""
    ends = (clock.now() + timedelta(minutes=30)).isoformat()
    return f'{{"token":"kept","ends_at":"{ends}"}}'

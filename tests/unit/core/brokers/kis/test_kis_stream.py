"""The push feed: hints and gaps, beats answered, losses survived; never any state."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable
from contextlib import aclosing
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from core.brokers.kis.notices import NoticeKind
from core.brokers.kis.place import PaperKeys
from core.brokers.kis.stream import FEEDS_MAX, Gap, Hint, HintKind, KisStream
from core.errors import ReadFailed
from tests.kis_wire import (
    ACCOUNT,
    APP_KEY,
    APP_SECRET,
    FILL,
    IV,
    KEY,
    PUSH,
    TRADE,
    paper_place,
    sealed,
)
from tests.loopback import run_quick

OWN_FILL = FILL.replace("1234567801", f"{ACCOUNT}01")
NOTICE = f"1|H0STCNI9|001|{sealed(OWN_FILL)}"
TICK = f"0|H0STCNT0|001|{TRADE}"
BEAT = '{"header":{"tr_id":"PINGPONG","datetime":"20261103100000"}}'


def answer(tr_id: str = "H0STCNI9", code: str = "OPSP0000", rt_cd: str = "0") -> str:
    output = {"iv": IV, "key": KEY} if rt_cd == "0" else None
    return json.dumps({
        "header": {"tr_id": tr_id, "tr_key": "htsuser", "encrypt": "Y"},
        "body": {"rt_cd": rt_cd, "msg_cd": code, "msg1": "", "output": output},
    })  # fmt: skip


class Line:
    """A connection that says its lines, then hangs up or stays silent."""

    def __init__(self, *lines: str, silent: bool = False) -> None:
        self.lines = list(lines)
        self.silent = silent
        self.sent: list[str] = []
        self.closed = False

    async def send(self, text: str) -> None:
        self.sent.append(text)

    async def receive(self) -> str:
        if self.lines:
            return self.lines.pop(0)
        if self.silent:
            await asyncio.Event().wait()
        raise ReadFailed("push connection is gone: ConnectionClosedError")

    async def close(self) -> None:
        self.closed = True


class Exchange:
    """Hands out lines in order; a None is a refused connection. Keeps when each was asked for."""

    def __init__(self, *lines: Line | None) -> None:
        self.lines = list(lines)
        self.asked_at: list[float] = []
        self.urls: list[str] = []
        self.keys = 0

    async def open(self, url: str) -> Line:
        self.asked_at.append(asyncio.get_running_loop().time())
        self.urls.append(url)
        line = self.lines.pop(0) if self.lines else None
        if line is None:
            raise ReadFailed("no push connection: ConnectionRefusedError")
        return line

    async def approval(self) -> str:
        self.keys += 1
        return f"approval-{self.keys}"

    def stream(self, **options) -> KisStream:
        place = options.pop("place", None) or paper_place()
        return KisStream(
            place, self.approval, rng=random.Random(7), opener=self.open, sleep=asyncio.sleep,
            **options,
        )  # fmt: skip


def collect(
    exchange: Exchange, enough: int, *, watch: Callable[[Hint | Gap], None] | None = None, **options
) -> list[Hint | Gap]:
    """Give the first hints and gaps, on a loop whose pauses take no time."""

    async def work() -> list[Hint | Gap]:
        found: list[Hint | Gap] = []
        async with aclosing(exchange.stream(**options).hints()) as hints:
            async for one in hints:
                found.append(one)
                if len(found) == enough:
                    break
        return found

    return run_quick(work)


def test_own_fill_is_a_hint_with_its_evidence():
    line = Line(answer(), NOTICE, silent=True)
    exchange = Exchange(line)
    start, hint = collect(exchange, 2)
    assert start == Gap("push feed starts")
    assert isinstance(hint, Hint)
    assert (hint.kind, hint.symbol) == (HintKind.ORDER, "136480")
    assert hint.notice is not None
    assert hint.notice.kind is NoticeKind.FILLED
    assert exchange.urls == [f"{PUSH}/tryitout"]
    assert line.closed


def test_subscriptions_name_own_orders_first():
    line = Line(TICK, silent=True)
    collect(Exchange(line), 2, symbols=["005930", "000660", "005930"])
    asked = [json.loads(text) for text in line.sent]
    assert [a["body"]["input"] for a in asked] == [
        {"tr_id": "H0STCNI9", "tr_key": "htsuser"},
        {"tr_id": "H0STCNT0", "tr_key": "005930"},
        {"tr_id": "H0STCNT0", "tr_key": "000660"},
    ]
    assert asked[0]["header"] == {
        "approval_key": "approval-1", "custtype": "P", "tr_type": "1", "content-type": "utf-8",
    }  # fmt: skip


def test_trade_is_a_hint_of_its_symbol_alone():
    _, hint = collect(Exchange(Line(answer("H0STCNT0"), TICK, silent=True)), 2)
    assert hint == Hint(HintKind.TRADE, "005930")


def test_beat_is_echoed():
    line = Line(BEAT, TICK, silent=True)
    collect(Exchange(line), 2)
    assert line.sent[-1] == BEAT


def test_notice_of_another_account_is_no_hint():
    foreign = f"1|H0STCNI9|001|{sealed(FILL)}"
    _, hint = collect(Exchange(Line(answer(), foreign, TICK, silent=True)), 2)
    assert isinstance(hint, Hint)
    assert hint.kind is HintKind.TRADE


def test_notice_that_does_not_decrypt_is_a_gap_with_an_alarm():
    _, gap, hint = collect(Exchange(Line(NOTICE, answer(), NOTICE, silent=True)), 3)
    assert isinstance(gap, Gap)
    assert gap.alarm
    assert isinstance(hint, Hint)


@pytest.mark.parametrize("text", ["garbage", "{", "0|H0STCNT0|002|a^b^c", "1|H0STCNI9|001|AAAA"])
def test_unreadable_frame_is_a_gap_and_the_feed_goes_on(text):
    _, gap, hint = collect(Exchange(Line(answer(), text, TICK, silent=True)), 3)
    assert isinstance(gap, Gap)
    assert hint == Hint(HintKind.TRADE, "005930")


def test_lost_connection_is_a_gap_and_everything_is_subscribed_again():
    lines = [Line(TICK), Line(TICK, silent=True)]
    exchange = Exchange(*lines)
    found = collect(exchange, 5, symbols=["005930"])
    assert [type(one).__name__ for one in found] == ["Gap", "Hint", "Gap", "Gap", "Hint"]
    assert len(lines[0].sent) == len(lines[1].sent) == 2
    assert exchange.keys == 1
    # F35: back within five seconds.
    assert exchange.asked_at[1] - exchange.asked_at[0] <= 5
    assert lines[0].closed


def test_silence_is_found_in_fifteen_seconds():
    exchange = Exchange(Line(TICK, silent=True), Line(TICK, silent=True))
    found = collect(exchange, 4)
    assert found[2] == Gap("push feed silent for 15 s")
    assert exchange.asked_at[1] <= 15 + 5


def test_pauses_grow_and_stay_bounded():
    exchange = Exchange()
    collect(exchange, 12)
    gaps = [b - a for a, b in pairwise(exchange.asked_at)]
    assert gaps[0] <= 0.5
    assert max(gaps) <= 30
    assert gaps[-1] >= 15
    assert all(later >= earlier * 0.9 for earlier, later in pairwise(gaps[:6]))


def test_pause_is_short_again_after_a_steady_session():
    steady = Line(TICK, TICK, TICK)
    exchange = Exchange(*[None] * 6, steady, Line(silent=True))
    collect(exchange, 6 + 4 + 2)
    assert exchange.asked_at[-1] - exchange.asked_at[-2] <= 1.0


def test_second_session_with_our_key_alarms_and_waits():
    exchange = Exchange(Line(answer("(null)", "OPSP8996", "9")), Line(silent=True))
    _, gap, _ = collect(exchange, 3)
    assert isinstance(gap, Gap)
    assert gap.alarm
    assert exchange.asked_at[1] - exchange.asked_at[0] >= 10


def test_refused_push_key_is_asked_for_anew():
    exchange = Exchange(Line(answer("H0STCNI9", "OPSP0011", "1")), Line(silent=True))
    collect(exchange, 3)
    assert exchange.keys == 2


def test_feed_that_is_subscribed_already_is_no_trouble():
    refusal = answer("H0STCNT0", "OPSP0002", "1")
    _, hint = collect(Exchange(Line(refusal, TICK, silent=True)), 2)
    assert isinstance(hint, Hint)


def test_other_refusal_is_a_gap_with_an_alarm():
    refusal = answer("H0STCNT0", "OPSP0008", "1")
    _, gap = collect(Exchange(Line(refusal, silent=True)), 2)
    assert gap == Gap("feed H0STCNT0 refused: OPSP0008", alarm=True)


def test_push_key_that_cannot_be_had_is_a_gap():
    exchange = Exchange(Line(silent=True))

    async def refuse() -> str:
        exchange.keys += 1
        if exchange.keys == 1:
            raise ReadFailed("status 500")
        return "approval"

    exchange.approval = refuse  # type: ignore[method-assign]
    assert collect(exchange, 2) == [Gap("no push feed: status 500"), Gap("push feed starts")]


def test_more_feeds_than_a_session_takes_are_refused():
    symbols = [f"{n:06d}" for n in range(FEEDS_MAX)]
    with pytest.raises(ValueError, match="too many"):
        Exchange().stream(symbols=symbols)
    Exchange().stream(symbols=symbols[1:])


def test_without_a_login_name_there_are_no_own_orders():
    keys = PaperKeys(SecretStr(APP_KEY), SecretStr(APP_SECRET))
    line = Line(TICK, silent=True)
    collect(Exchange(line), 2, place=paper_place(keys=keys), symbols=["005930"])
    assert len(line.sent) == 1


@given(st.lists(st.sampled_from([NOTICE, TICK, BEAT, "junk", "", answer(), "0|X|001|a"])))
def test_any_sequence_of_frames_gives_hints_and_gaps_only(texts):
    line = Line(*texts)
    exchange = Exchange(line, Line(silent=True))
    last = Gap("push connection is gone: ConnectionClosedError")
    found: list[Hint | Gap] = []

    async def work() -> None:
        async with aclosing(exchange.stream().hints()) as hints:
            async for one in hints:
                found.append(one)
                if one == last:
                    return

    run_quick(work)
    assert sum(isinstance(one, Hint) for one in found) <= len(texts)
    assert found[-1] == last

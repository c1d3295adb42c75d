"""`watch`: a person's own list of stocks, over the real engine and its store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commands.watch import SIZE
from bot.quotes_asked import read_symbols
from bot.reply import Reply
from core.domain.approval import Actor
from core.domain.commands import Command
from core.domain.people import Role, User
from core.domain.results import Result
from core.domain.subscription import MOST_WATCHED, SetWatch, WatchList
from core.flow.watching import set_watch
from tests import fakes_bot as fb
from tests.harness import World

PHONE = Actor("telegram", fb.OWNER, fb.HOME, "주인")


class Desk:
    """The part of a desk that the handler needs: rows."""

    def __init__(self, bench: fb.Bench) -> None:
        self.uow = bench.uow


class Engine(fb.FakeDoor):
    """Handles what is asked as the engine does."""

    bench: fb.Bench

    async def ask(self, command: Command) -> Result:
        self.asked.append(command)
        assert isinstance(command, SetWatch)
        result = set_watch(Desk(self.bench), command)  # type: ignore[arg-type]
        await self.bench.uow.commit()
        return result


def bench_of() -> fb.Bench:
    door = Engine()
    bench = fb.Bench(door=door)
    door.bench = bench
    return bench


async def said(bench: fb.Bench, line: str) -> Reply:
    reply = await bench.say(line)
    assert reply is not None
    return reply


def buttons(reply: Reply) -> list[str]:
    return [button.data for row in reply.buttons for button in row]


async def test_stocks_are_added_shown_with_prices_and_taken_off() -> None:
    bench = bench_of()
    told = fb.text_of(await said(bench, "관심 추가 삼전 에코프로비엠"))
    assert "더했습니다: 삼성전자, 에코프로비엠" in told
    assert "삼성전자 53,600원" in told
    shown = await said(bench, "관심")
    assert buttons(shown) == ["r:quote 005930", "r:quote 247540"]
    assert "뺐습니다: 삼성전자" in fb.text_of(await said(bench, "관심종목 빼기 삼성전자"))
    assert "삼성전자" not in fb.text_of(await said(bench, "watch list"))


@pytest.mark.parametrize(
    "line", ["관심 삼전", "관심 삼전 추가", "watch add 005930", "관심 등록 삼전"]
)
async def test_a_stock_alone_is_added_wherever_the_verb_stands(line: str) -> None:
    bench = bench_of()
    await said(bench, line)
    assert [w.symbols for w in bench.uow.watches.all()] == [("005930",)]


async def test_a_stock_is_on_the_list_once() -> None:
    bench = bench_of()
    for line in ("관심 추가 삼전", "관심 추가 005930 삼성전자"):
        await said(bench, line)
    assert [w.symbols for w in bench.uow.watches.all()] == [("005930",)]


@pytest.mark.parametrize("line", ["관심 추가", "관심 추가 빼기 삼전", "관심 빼기"])
async def test_a_verb_without_a_stock_and_two_verbs_are_refused(line: str) -> None:
    bench = bench_of()
    assert "이렇게 써 주세요" in fb.text_of(await said(bench, line))
    assert bench.door.asked == []


async def test_a_name_that_is_not_certain_is_offered_as_a_button_that_adds() -> None:
    bench = bench_of()
    reply = await said(bench, "관심 추가 에코프로비")
    assert buttons(reply) == ["p:watch add 247540"]
    assert bench.door.asked == []


async def test_an_empty_list_says_how_to_begin() -> None:
    assert "관심 추가" in fb.text_of(await said(bench_of(), "관심"))


async def test_a_quote_without_a_name_shows_the_list() -> None:
    bench = bench_of()
    await said(bench, "관심 추가 KODEX 200")
    assert "KODEX 200" in fb.text_of(await said(bench, "시세"))


async def test_a_quote_offers_to_watch_and_to_stop_watching() -> None:
    bench = bench_of()
    assert "p:watch add 005930" in buttons(await said(bench, "시세 삼전"))
    await said(bench, "관심 추가 삼전")
    assert "p:watch remove 005930" in buttons(await said(bench, "시세 삼전"))


async def test_what_was_delisted_can_be_taken_off() -> None:
    bench = bench_of()
    bench.uow.watches.put(WatchList(f"telegram:{fb.OWNER}", ("999999",)))
    await bench.uow.commit()
    await said(bench, "관심 빼기 999999")
    assert [w.symbols for w in bench.uow.watches.all()] == [()]


async def test_what_this_market_does_not_list_has_its_name_all_the_same() -> None:
    bench = bench_of()
    bench.uow.watches.put(WatchList(f"telegram:{fb.OWNER}", ("009830",)))
    await bench.uow.commit()
    assert "한화솔루션" in fb.text_of(await said(bench, "관심"))


async def test_a_long_list_comes_in_pages() -> None:
    bench = bench_of()
    codes = tuple(f"{n:06d}" for n in range(20))
    bench.uow.watches.put(WatchList(f"telegram:{fb.OWNER}", codes))
    await bench.uow.commit()
    seen: list[str] = []
    for number in (1, 2, 3):
        seen += [b for b in buttons(await said(bench, f"관심 {number}")) if b.startswith("r:quote")]
    assert seen == [f"r:quote {code}" for code in codes]
    assert SIZE < 10


async def test_two_people_have_a_list_each_and_one_person_the_same_on_all_faces() -> None:
    bench = bench_of()
    both = User("telegram", fb.OWNER, fb.HOME, "주인", Role.ADMIN, fb.NOW, "mina")
    other = User("telegram", "2002", "2002", "손님", Role.VIEWER, fb.NOW)
    desk = replace(both, face="slack", user="U1", chat="C1")
    await bench.put(both, other, desk)
    await said(bench, "관심 추가 삼전")
    assert {w.owner: w.symbols for w in bench.uow.watches.all()} == {"mina": ("005930",)}
    guest = await bench.router.say(fb.source("2002"), "관심")
    assert "관심종목이 없습니다" in fb.text_of(guest)
    assert guest is not None
    assert [b.data for row in guest.buttons for b in row] == ["r:quote list"]
    slack = await bench.router.say(fb.source("U1", face="slack", chat="C1"), "관심")
    assert "삼성전자" in fb.text_of(slack)


def test_the_engine_keeps_no_more_than_thirty() -> None:
    desk = World().desk
    desk.uow.users.put(User("telegram", fb.OWNER, fb.HOME, "주인", Role.VIEWER, fb.NOW))
    many = tuple(f"{n:06d}" for n in range(MOST_WATCHED))
    assert set_watch(desk, SetWatch(PHONE, many)).ok
    full = set_watch(desk, SetWatch(PHONE, ("999999",)))
    assert (full.ok, full.key, full.fields) == (False, "watch.full", {"most": MOST_WATCHED})
    swapped = set_watch(desk, SetWatch(PHONE, ("999999",), ("000000",)))
    assert swapped.ok


def test_somebody_who_is_not_paired_keeps_nothing() -> None:
    desk = World().desk
    assert not set_watch(desk, SetWatch(PHONE, ("005930",))).ok
    assert list(desk.uow.watches.all()) == []


def test_words_that_are_no_stock_change_nothing() -> None:
    assert read_symbols((), {}).symbols == ()
    assert WatchList("x", ("a", "b")).changed(("c", "a"), ("b",)).symbols == ("a", "c")

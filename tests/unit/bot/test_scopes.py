"""What a stop speaks of: something that exists, or everything; never something made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale.catalogue import Catalogue
from bot.scopes import scope_of
from core.domain.commands import AskResume
from core.domain.switches import HaltLevel, Scope, ScopeKind, Switch
from tests import fakes_bot as fb

SAMSUNG = Scope(ScopeKind.SYMBOL, "005930")
GOLDEN = Scope(ScopeKind.STRATEGY, "golden_cross")
ALL = Scope()


def switch(scope: Scope, level: HaltLevel = HaltLevel.HALT_NEW) -> Switch:
    return Switch(scope, level, "cli", "test", fb.NOW)


@pytest.mark.parametrize(
    ("said", "scope", "left"),
    [
        ("symbol:005930 x", SAMSUNG, ("x",)),
        ("symbol:삼성전자 x", SAMSUNG, ("x",)),
        ("symbol:kodex 200", ALL, ("symbol:kodex", "200")),
        ("strategy:golden_cross", GOLDEN, ()),
        ("strategy:Golden_Cross", GOLDEN, ()),
        ("GOLDEN_CROSS now", GOLDEN, ("now",)),
        ("골든크로스 뉴스", GOLDEN, ("뉴스",)),
        ("전략 골든크로스", GOLDEN, ()),
        ("golden cross today", GOLDEN, ("today",)),
        # What a strategy is called for short may as well begin a reason.
        ("골크 이상", ALL, ("골크", "이상")),
        ("골든", ALL, ("골든",)),
        ("symbol:골든크로스", ALL, ("symbol:골든크로스",)),
        ("ALL x y", ALL, ("x", "y")),
        ("모두", ALL, ()),
        ("005930", SAMSUNG, ()),
        ("삼성전자", SAMSUNG, ()),
        # Whatever does not exist stops everything, with the whole text as the reason.
        ("symbol:005931 x", ALL, ("symbol:005931", "x")),
        ("symbol:", ALL, ("symbol:",)),
        ("symbol::005930", ALL, ("symbol::005930",)),
        ("strategy:golden_croos", ALL, ("strategy:golden_croos",)),
        ("strategy:", ALL, ("strategy:",)),
        ("account:1", ALL, ("account:1",)),
        ("Symbol:005930", ALL, ("Symbol:005930",)),
        ("삼성", ALL, ("삼성",)),
    ],
)
async def test_what_is_named_is_meant_and_everything_otherwise(
    said: str, scope: Scope, left: tuple[str, ...]
) -> None:
    context = fb.Bench().context
    assert await scope_of(context, tuple(said.split())) == (scope, left)


@given(st.text(st.characters(exclude_categories=("Cs", "Z", "Cc")), min_size=1, max_size=30))
async def test_no_word_makes_a_scope_that_stops_nothing(word: str) -> None:
    scope, left = await scope_of(fb.Bench().context, (word, "reason"))
    assert scope in (ALL, SAMSUNG, GOLDEN) or scope.key in fb.PRICES
    assert left[-1] == "reason"


@pytest.mark.parametrize("prefix", ["symbol:", "strategy:"])
@pytest.mark.parametrize("down", [True, False])
async def test_a_mistyped_scope_halts_everything_and_says_so(prefix: str, down: bool) -> None:
    bench = fb.Bench()
    bench.data.down = down
    told = fb.text_of(await bench.say(f"/halt {prefix}nothing"))
    assert [scope for scope, *_ in bench.halts] == [ALL]
    assert bench.words.scope("all") in told


@pytest.mark.parametrize("name", ["strategy:mistyped", "symbol:999999"])
async def test_a_stop_from_outside_is_lifted_by_its_name_whatever_it_names(name: str) -> None:
    bench = fb.Bench()
    kind, _, key = name.partition(":")
    scope = Scope(ScopeKind(kind), key)
    bench.uow.switches.put(switch(scope))
    bench.uow.switches.put(switch(SAMSUNG))
    await bench.uow.commit()
    await bench.say(f"/resume {name} 이제 됐음")
    (asked,) = bench.door.of(AskResume)
    assert (asked.scope, asked.reason) == (scope, "이제 됐음")


async def test_a_lifted_stop_is_no_name_any_more() -> None:
    bench = fb.Bench()
    bench.uow.switches.put(switch(Scope(ScopeKind.STRATEGY, "mistyped"), HaltLevel.NONE))
    await bench.uow.commit()
    await bench.say("/halt strategy:mistyped")
    assert [scope for scope, *_ in bench.halts] == [ALL]


@pytest.mark.parametrize(("said", "how"), [("005930", "재개 005930 <"), ("전체", "재개 <")])
async def test_a_stop_says_the_word_that_lifts_it(said: str, how: str) -> None:
    told = fb.text_of(await fb.Bench().say(f"정지 {said} 까닭"))
    assert how in told


async def test_a_milder_stop_than_the_one_that_holds_does_not_promise_its_own() -> None:
    bench = fb.Bench()
    bench.held = HaltLevel.HALT_NEW
    told = fb.text_of(await bench.say("정지 축소 뉴스"))
    assert bench.words.t("level.halt") in told
    assert bench.words.t("level.reduce") not in told


@pytest.mark.parametrize(
    ("code", "said"), [("ko", "종목 온새미 970010"), ("en", "symbol 온새미 970010")]
)
def test_a_stopped_stock_is_shown_by_its_name_too(code: str, said: str) -> None:
    words = Catalogue(code)
    words.name_of = lambda symbol: {"970010": "온새미"}[symbol]
    assert words.scope("symbol:970010") == said


@pytest.mark.parametrize("name", ["", "970010"])
def test_a_stock_without_a_name_is_shown_by_its_code_once(name: str) -> None:
    words = Catalogue("ko")
    words.name_of = lambda _symbol: name
    assert words.scope("symbol:970010") == "종목 970010"

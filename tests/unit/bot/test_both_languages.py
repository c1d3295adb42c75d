"""Every answer in both languages: nothing of the other one, and no line too wide for a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.commands.base import COMMANDS
from bot.commands.strategy import StrategyArgs, handle
from bot.context import Check
from bot.locale.catalogue import LANGUAGES, Catalogue
from bot.render_text import render
from bot.reply import Reply
from bot.text import WIDTH, width
from core.domain.commands import AskResume, Flatten, SetStrategy
from core.domain.journal import Report
from core.domain.order import OrderState
from core.domain.plan import StrategyPlan
from core.domain.position import Book
from core.domain.results import Result
from core.domain.saying import say
from core.domain.signal import SignalState
from core.domain.switches import HaltLevel, Scope, ScopeKind, Switch
from core.registry import discover
from core.strategies.base import STRATEGIES
from tests import fakes_bot as fb
from tests import stories
from tests.drawing import drawing_bench

discover("core.strategies")
CHECKS = "calendar latch disk broker market_data reconcile in_doubt outbox paired strategies"
SAID = (
    "status", "positions", "positions 2", "positions x", "orders", "order RDER1", "order ZZZZ",
    "order A", "order", "why RDER1", "why 005930", "why 069500", "why", "why ZZZZ", "pnl",
    "pnl week", "pnl month", "pnl 3", "halt", "halt reduce 005930", "halt golden_cross",
    "halt something", "halt cancel", "halt cancel 005930", "halt broker kis", "halt golden_croos",
    "halt symbol 005931", "매수정지",
    "flatten", "flatten all x", "flatten together 005930", "flatten nothing_like",
    "resume", "resume all is well", "strategy", "strategy set golden_cross",
    "strategy start golden_cross", "strategy stop golden_cross", "strategy dance",
    "strategy set golden_cross budget", "strategy set golden_cross budget=3", "strategy start xyz",
    "ask", "ask how much did I make", "source", "source r1",
    "report", "report year", "report month short", "subscribe", "subscribe zzzz",
    "subscribe day evening short", "doctor", "doctor now", "language", "language xx", "help",
    "quiet", "quiet 22:00-07:00", "quiet x", "mute", "mute costs", "mute fills 2h", "mute x",
    "trust", "trust telegram", "trust zzzz", "mail", "mail test", "mail x",
    "help xyzzy", "keyboard", "keyboard off", "keyboard x", "start", "pair",
    "statsu", "yes", "ok", "doubts", "match", "match RDER1",
    "match STATE 0000012345", "match 02STATE 0000012345", "pin", "pin 123456", "123456",
    "cancel", "cancel RDER1", "cancel 005930", "cancel 069500", "cancel STATE", "cancel 02STATE",
    "cancel ZZZZ", "buy", "buy 005930", "buy 005930 10", "매수 005930 10", "buy 005930 100000won",
    "buy 005930 10 @53630", "buy 005930 10 market", "buy nothing_like 10", "sell", "sell 005930",
    "sell 005930 half", "sell 005930 120%", "sell 005930 half all", "sell 005930 0",
    "sell 005930 x", "edit", "edit 005930", "edit 005930 5shares", "edit 005930 x", "decline",
    "decline 005930 x", "levels", "levels stop", "levels stop 005930", "levels stop 005930 5%",
    "levels take 005930 off", "levels breakeven 005930", "close", "close losers", "close x",
    "backtest", "backtest golden_cross 005930", "backtest nope",
    "quote", "quote 005930", "quote 005930 247540 zzzz", "quote zzzz", "balance", "trades",
    "trades fills", "trades month 005930", "trades trip RDER1", "trades trip ZZZZ", "trades zzzz",
    "trades week day", "performance", "performance all", "performance strategy all",
    "performance symbol all", "performance exit all", "pnl days", "pnl weeks 2", "pnl months",
    "pnl last_month", "pnl days x",
    "whatif", "whatif buy 005930", "whatif buy 005930 10shares", "whatif stop 005930 5%",
    "whatif weight 005930 30%", "whatif unsold 005930", "whatif buy zzzz 1shares",
    "whynot", "whynot 005930", "whynot 005930 golden_cross", "whynot 069500", "whynot zzzz",
    "risk", "risk order", "risk set order 500000", "risk set order x", "risk set x 5",
    "risk withdraw loss",
    "mode", "mode signal", "mode auto", "mode golden_cross", "mode auto 500000won 2000000won x",
    "alert", "alert 005930", "alert 005930 60000won above", "alert 005930 53600", "alert 005930 5%",
    "alert 005930 rsi 30 below", "alert rsi 30", "alert 005930 1won below", "alert zzzz 5%",
    "alert 005930 rsi 300", "alert 005930 60000 zzzz", "alert 005930 60000 2020-01-01",
    "alert list 2", "alert show 1", "alert delete", "alert delete all", "alert pause 9",
    "alert edit 1 70000", "alert golden cross 20 5", "alert loss 2%", "alert 005930 x z",
    "watch", "watch add 005930", "watch remove 005930 zzzz",
    "watch add zzzz", "watch add remove", "watch 2", "logs", "logs error 2", "logs x", "health",
    "version", "whoami", "cards",
    "users", "users invite trader", "users invite x", "users role t1001 admin",
    "users role zzzz admin", "users remove t1001", "users dance", "users face", "users face t1001",
    "chart", "chart 005930", "chart equity", "chart weights", "chart zzzz", "chart 247540 1m 3m",
    *(f"help {name}" for name in fb.COMMAND_NAMES),
)  # fmt: skip
# Names belong to nobody's language; the list is what the fixtures call things.
NAMES = re.compile("삼성전자|에코프로비엠|김주인|주인|사람|KODEX 200|POSCO")
# What a Korean answer may hold in Latin letters: what is typed, and names of things.
LATIN = {
    "gaemi", "gaemi_lang", "gaemi_home", "golden_cross", "budget", "xyz", "xyzzy", "zzzz", "statsu",
    "dance", "something", "broker", "kis", "golden_croos", "paper", "nothing_like", "together",
    "all", "is", "well", "year", "now", "set", "week", "weekly", "vi", "x",
    "z", "code", "ko", "en", "xx", "volume_ratio", "id", "w", "a", "reduce",
    "only", "day", "month", "python", "symbol", "env", "setup", "docs", "assistant", "md", "r",
    *fb.COMMAND_NAMES,
}  # fmt: skip


async def bench_in(language: str) -> fb.Bench:
    """Make a bench where everything has happened once and every check is red."""
    bench = drawing_bench(
        words=Catalogue(language), checks=[Check(name, ok=False) for name in CHECKS.split()]
    )
    await stories.filled(bench)
    wish = stories.signal(reason=say("risk.cash.need", need_won=1).encoded(), indicators=())
    bench.uow.signals.put(wish)
    late = replace(
        wish, id="01JFZZSIGNAL0000000000LATE", symbol="069500", state=SignalState.EXPIRED,
        note="not shown in time",
    )  # fmt: skip
    bench.uow.signals.put(late)
    for n, state in enumerate(OrderState):
        row = fb.order(state, id=f"01JFZZORDER00000000{n:02d}STATE", approval_id=f"A{n}")
        meant = replace(row.intent, reason="", symbol=f"{n:06d}")
        bench.uow.orders.put(replace(row, intent=meant))
    scope = Scope(ScopeKind.SYMBOL, "005930")
    bench.uow.switches.put(Switch(scope, HaltLevel.REDUCE_ONLY, "주인", "", fb.NOW))
    bench.uow.plans.put(StrategyPlan("golden_cross", True, "{}", fb.NOW, "gaemi"))
    for n in range(20):
        bench.uow.books.put(Book("golden_cross", f"{n:06d}", n + 1, 10_000_000, 9_999_000))
    report = Report("R9", "weekly", "2024-W52", "{}", "1.20%", "template", 0, fb.NOW, language)
    bench.uow.reports.put(report)
    await bench.uow.commit()
    bench.door.results[AskResume] = Result(False, "resume.red", fields={"checks": "broker, disk"})
    bench.door.results[Flatten] = Result(True, "flatten.done", "all", {"holdings": 3})
    bench.door.results[SetStrategy] = Result(
        True, "strategy.started", "golden_cross", {"name": "골든크로스"}
    )
    return bench


def words_of(reply: Reply | None) -> str:
    """Give text and buttons without names."""
    assert reply is not None
    labels = [button.label for row in reply.buttons for button in row]
    return NAMES.sub("", "\n".join([fb.text_of(reply), *labels]))


@pytest.mark.parametrize("said", SAID)
async def test_english_answers_hold_no_hangul(said: str) -> None:
    bench = await bench_in("en")
    bench.uow.signals.put(stories.signal(reason="", indicators=()))
    for table in (bench.uow.approvals, bench.uow.orders, bench.uow.decisions):
        for row in list(table.all()):
            table.put(replace(row, intent=replace(row.intent, reason="")))
    await bench.uow.commit()
    assert not re.search("[ㄱ-ㅎ가-힣]", words_of(await bench.say(f"/{said}")))


@pytest.mark.parametrize("said", SAID)
async def test_korean_answers_hold_no_stray_english(said: str) -> None:
    told = words_of(await (await bench_in("ko")).say(f"/{said}"))
    # Identifiers, sums and placeholders are no words.
    bare = re.sub(
        r"\b[0-9A-Z_]*[0-9][0-9A-Z_]*\b|\b[0-9a-f]{12}\b|<[^>]*>|\b[A-Z_]{2,}\b", "", told
    )
    found = {word.lower() for word in re.findall("[A-Za-z][A-Za-z_-]*", bare)}
    assert found - LATIN == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("said", SAID)
async def test_no_answer_is_wider_than_a_phone(language: str, said: str) -> None:
    bench = await bench_in(language)
    reply = await bench.say(f"/{said}")
    assert reply is not None
    drawn = render(reply, bench.words).split("\n")
    assert [line for line in drawn if width(line) > WIDTH] == []


def real_parameters(language: str) -> Iterator[tuple[str, str, str]]:
    words = Catalogue(language)
    for name, strategy in STRATEGIES:
        for field, info in strategy.Params.model_fields.items():
            yield f"{name}.{field}", words.parameter(name, field, "?"), info.description or ""


def test_every_parameter_of_ours_is_explained_in_both_languages() -> None:
    korean = list(real_parameters("ko"))
    assert len(korean) > 10
    # The Korean words are the strategies' own; two that differ would be one that is wrong.
    assert [(key, told) for key, told, own in korean if told != own] == []
    english = [told for _, told, _ in real_parameters("en")]
    assert "?" not in english
    assert not re.search("[가-힣]", "".join(english))


def test_a_users_own_parameter_keeps_what_it_says() -> None:
    for language in LANGUAGES:
        assert Catalogue(language).parameter("own", "window", "창 Window") == "창 Window"
    assert Catalogue("en").parameter("own", "budget", "예산") == "Won to spend on one share"


@pytest.mark.parametrize("name", STRATEGIES.names())
async def test_parameters_of_real_strategies_are_shown_in_english(name: str) -> None:
    bench = fb.Bench(words=Catalogue("en"))
    context = replace(bench.context, strategies=STRATEGIES)
    reply = await handle(context, StrategyArgs(verb="set", name=name))
    told = fb.text_of(reply)
    assert not re.search("[가-힣]", told)
    for field in STRATEGIES.get(name).Params.model_fields:
        assert field in told


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Golden cross"), ("ko", "골든크로스")]
)  # fmt: skip
@pytest.mark.parametrize("said", ["/strategy start golden_cross", "/status", "/positions"])
async def test_a_strategy_is_named_in_the_readers_language(
    language: str, name: str, said: str
) -> None:
    bench = await bench_in(language)
    assert name in fb.text_of(await bench.say(said))


async def test_a_refused_change_tells_the_engines_words() -> None:
    bench = await bench_in("en")
    refused = Result(False, "strategy.bad", "golden_cross", {"text": "budget was -1"})
    bench.door.results[SetStrategy] = refused
    told = fb.text_of(await bench.say("/strategy set golden_cross budget=-1"))
    assert "Nothing was changed. budget was -1" in told


@pytest.mark.parametrize(("language", "word"), [("ko", "도움말"), ("en", "help")])
async def test_help_for_a_word_that_is_like_nothing_names_the_help(
    language: str, word: str
) -> None:
    bench = fb.Bench(words=Catalogue(language))
    assert word in fb.text_of(await bench.say("/help qqqqqqqq")).split("\n")[1]


def test_every_command_is_among_those_that_were_said() -> None:
    first = {said.partition(" ")[0] for said in SAID}
    assert {name for name, _ in COMMANDS} <= first


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("check", CHECKS.split())
def test_every_check_of_the_doctor_has_a_name_and_a_remedy(language: str, check: str) -> None:
    words: Any = LANGUAGES[language]
    assert words[f"check.{check}"]
    assert words[f"fix.{check}"]

"""Sentences that ask to read something, lift a level, close a group, or do nothing at all."""

from __future__ import annotations

import pytest

from bot.commands.base import COMMANDS
from bot.free_text.commands import command_words
from bot.free_text.said import REFUSED, Kind
from bot.free_text.understand import understand
from bot.parse import read
from bot.spoken import mannered, sentence
from core.domain.people import Role, User
from core.domain.subscription import SetWatch
from core.domain.wanted import CloseGroup, SetLevel
from tests import fakes_bot as fb

ROUTES = {
    "삼전 얼마야?": "quote 005930",
    "삼전이랑 하이닉스 얼마야?": "quote 005930 000660",
    "how much is samsung electronics": "quote 005930",
    "이번 달 성과": "performance month",
    "올해 성과 어때?": "performance year",
    "전략별 성과 보여줘": "performance strategy month",
    "종목별 승률 알려줘": "performance symbol month",
    "삼전 성과 알려줘": "performance 005930 month",
    "지난달 얼마 벌었어?": "pnl last_month",
    "어제 손익 알려줘": "pnl yesterday",
    "지난주 수익 얼마야": "pnl last_week",
    "올해 얼마 벌었어": "pnl year",
    "일별 손익 보여줘": "pnl days",
    "월별 수익 보여줘": "pnl months",
    "오늘 뭐 샀어?": "trades fills day",
    "이번 주 매매 내역": "trades fills week",
    "삼전 체결내역 보여줘": "trades fills 005930 all",
    "what did i buy last week": "trades fills last_week",
    "예수금 얼마야": "balance",
    "현금 얼마 있어?": "balance",
    "관심종목 알려줘": "watch",
    "관심종목에 하이닉스 추가": "watch add 000660",
    "하이닉스 관심종목에 넣어줘": "watch add 000660",
    "하이닉스 관심종목에서 빼줘": "watch remove 000660",
    "add hynix to my watchlist": "watch add 000660",
    "삼전 손절 풀어줘": "levels stop 005930 off",
    "삼전 손절선 없애줘": "levels stop 005930 off",
    "삼성전자 익절 해제해줘": "levels take 005930 off",
    "삼전 목표가 지워줘": "levels take 005930 off",
    "remove the stop loss on samsung electronics": "levels stop 005930 off",
    "손실 난 종목 정리해": "close losers",
    "손실난 종목 다 정리해줘": "close losers",
    "물린 거 다 팔아줘": "close losers",
    "수익 난 종목 정리해줘": "close winners",
    "sell all my losers": "close losers",
}
# What looks like one of these and must stay what it was.
OTHERS = {
    "손실 난 종목 절반 정리해줘": "close",
    "손실 난 삼전 정리해줘": "close",
    "손실 난 종목 정리할까?": "close",
    "손실 난 종목 정리하지 마": "close",
    "손실이든 수익이든 난 종목 다 정리해": "close losers",
    "관심종목 삼전 10주 사줘": "watch",
    "관심종목에 추가하지 마": "watch add",
    "삼전 손절 풀까?": "levels",
    "삼전 손절 풀지 마": "levels",
    "삼전 손절 5%로 풀어줘": "levels stop 005930 off",
    "정지 해제해줘": "levels",
    "매매 정지 풀어줘": "levels",
    "코스피 얼마야": "quote",
}
REFUSALS = (
    "삼전 사지 마",
    "삼전 팔지마",
    "삼전 사지 말아줘",
    "하이닉스는 팔지 마세요",
    "don't buy hynix",
)
NOT_SAID = ("나는 삼전 안 사", "친구가 삼전 사지 말래", "사지 마", "오늘은 쉬자", "비 오지 마라")


def words_of(text: str) -> str:
    return " ".join(command_words(understand(text), text))


@pytest.mark.parametrize("text", ROUTES)
def test_a_sentence_finds_its_command(text: str) -> None:
    assert words_of(text) == ROUTES[text]


@pytest.mark.parametrize("text", OTHERS)
def test_what_only_looks_alike_is_not_done(text: str) -> None:
    assert not words_of(text).startswith(OTHERS[text])


@pytest.mark.parametrize("text", REFUSALS)
def test_a_wish_not_to_is_no_order_and_says_so(text: str) -> None:
    said = understand(text)
    assert (said.kind, said.why) == (Kind.NONE, REFUSED)
    assert said.row()["kind"] == "none"


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_asks_for_nothing_is_left_alone(text: str) -> None:
    assert understand(text).why != REFUSED


async def test_a_refusal_is_answered_with_nothing_done_and_no_suggestions() -> None:
    bench = fb.Bench()
    reply = await bench.say("삼전 사지 마")
    assert reply is not None
    assert "주문하지 않았고, 아무것도 바꾸지 않았습니다" in fb.text_of(reply)
    assert reply.buttons == ()
    assert bench.door.asked == []


async def test_lifting_a_stop_asks_the_engine_to_lift_that_one_and_never_to_resume() -> None:
    bench = fb.Bench()
    await bench.say("삼전 손절 풀어줘")
    (wish,) = bench.door.asked
    assert isinstance(wish, SetLevel)
    assert (wish.symbol, wish.kind, wish.off) == ("005930", "stop", True)


async def test_a_group_is_closed_by_one_question_only() -> None:
    bench = fb.Bench()
    await bench.say("손실 난 종목 정리해")
    (wish,) = bench.door.asked
    assert isinstance(wish, CloseGroup)
    assert wish.group == "losers"


async def test_a_viewer_neither_lifts_nor_closes_by_a_sentence() -> None:
    bench = fb.Bench(paired=False)
    await bench.put(User("telegram", fb.OWNER, fb.HOME, "손님", Role.VIEWER, fb.NOW))
    for text in ("삼전 손절 풀어줘", "손실 난 종목 정리해"):
        assert bench.context.t("error.role") in fb.text_of(await bench.say(text))
    assert bench.door.asked == []


async def test_a_stock_is_put_on_the_list_by_a_sentence() -> None:
    bench = fb.Bench()
    await bench.say("관심종목에 에코프로비엠 추가해줘")
    assert bench.door.of(SetWatch) == [SetWatch(bench.door.asked[0].actor, ("247540",))]


@pytest.mark.parametrize(
    ("line", "name", "words"),
    [
        ("시세 알려줘", "quote", ()), ("로그 좀 보여줘", "logs", ()),
        ("버전 알려줘", "version", ()),
        ("체결내역 보여줘", "trades", ("fills",)), ("예수금 얼마야?", "balance", ()),
        ("건강 확인해줘", "health", ()), ("내정보 알려줘", "whoami", ()),
    ],
)  # fmt: skip
def test_manners_around_a_reading_command_are_no_words_of_it(
    line: str, name: str, words: tuple[str, ...]
) -> None:
    plain = mannered(read(line))
    assert plain is not None
    assert plain.spec is not None
    assert (plain.spec.name, plain.words) == (name, words)


@pytest.mark.parametrize(
    "line",
    ["시세 삼전 알려줘", "매수 확인", "정지 확인", "청산 확인", "정리 보여줘", "시세", "재개 확인"],
)
def test_manners_never_take_a_word_from_what_changes_something(line: str) -> None:
    assert mannered(read(line)) is None


@pytest.mark.parametrize("name", ["삼성전자", "현대차", "005930", "에코프로비엠"])
def test_a_name_at_the_end_of_a_line_makes_no_sentence_of_it(name: str) -> None:
    for head in ("관심 빼기", "매매 전체", "시세", "성과 전체"):
        assert sentence(read(f"{head} {name}"), f"{head} {name}") is None


def test_every_command_that_sentences_lead_to_exists() -> None:
    heads = {route.split()[0] for route in ROUTES.values()}
    assert heads <= set(COMMANDS.names())


@pytest.mark.parametrize("line", ["차트 뭐야", "차트 얼마야?"])
def test_a_chart_has_no_value_to_ask_for(line: str) -> None:
    assert mannered(read(line)) is None
    polite = mannered(read("차트 보여줘"))
    assert polite is not None
    assert polite.words == ()

"""`quote`: one stock in full, several in two lines each, and names that are not certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.commands.quote import MOST
from bot.listed_stocks import SIZE, listed_page, listed_reply
from bot.locale.catalogue import Catalogue
from bot.quote_lines import change_text, quote_rows, warnings_of
from bot.quotes_asked import read_symbols
from bot.render_text import render
from bot.reply import Reply
from bot.text import WIDTH, width
from core.domain.bar import Quote
from core.domain.position import Book
from tests import fakes_bot as fb

NAMES = {one.symbol: one.name for one in fb.LISTED}
SEEN = replace(
    fb.quote("005930", 53_600, fb.NOW), base=53_000, high=54_000, low=52_900, volume=1_234_567,
    traded_value=66_123_456_700,
)  # fmt: skip


class Shown(fb.FakeData):
    """Quotes as a test makes them."""

    made: dict[str, Quote]

    async def quotes(self, symbols: Sequence[str]) -> Sequence[Quote]:
        return [self.made[s] for s in symbols if s in self.made]


def bench_of(*quotes: Quote, language: str = "ko") -> fb.Bench:
    bench = fb.Bench(words=Catalogue(language))
    shown = Shown(bench.clock.now)
    shown.made = {quote.symbol: quote for quote in quotes}
    bench.router._base = replace(bench.context, data=shown)
    return bench


async def said(bench: fb.Bench, line: str) -> Reply:
    reply = await bench.say(line)
    assert reply is not None
    assert [x for x in render(reply, bench.words).split("\n") if width(x) > WIDTH] == []
    return reply


def buttons(reply: Reply) -> list[str]:
    return [button.data for row in reply.buttons for button in row]


async def test_one_stock_is_shown_with_all_that_is_known() -> None:
    told = fb.text_of(await said(bench_of(SEEN), "시세 삼성전자"))
    for words in (
        "삼성전자 005930", "53,600원", "▲ 600원 (+1.13%)", "52,900원 ~ 54,000원", "1,234,567주",
        "66,123,456,700원", "53,500원 / 53,600원 (100원, 0.19%)", "37,520원 ~ 69,680원", "정규장",
        "(0초 전)",
    ):  # fmt: skip
        assert words in told


async def test_what_the_source_does_not_tell_is_left_out() -> None:
    plain = replace(SEEN, high=0, low=0, bid=0, ask=0)
    told = fb.text_of(await said(bench_of(plain), "시세 005930"))
    assert "고가" not in told
    assert "지금은 없음" in told


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"halted": True}, "거래 정지"), ({"vi": True}, "변동성 완화(VI)")],
)
async def test_halts_and_interruptions_are_told_first(changes: dict[str, bool], words: str) -> None:
    reply = await said(bench_of(replace(SEEN, **changes)), "시세 삼전")
    assert words in fb.text_of(reply).split("\n")[1]
    assert reply.severity.value == "warning"


async def test_an_old_price_is_called_old_with_its_age() -> None:
    bench = bench_of(SEEN)
    bench.clock.move_by(61)
    told = fb.text_of(await said(bench, "시세 삼전"))
    assert "오래된 시세" in told
    assert "(61초 전)" in told


async def test_a_press_opens_chart_story_and_order_cards() -> None:
    reply = await said(bench_of(SEEN), "시세 삼전")
    assert buttons(reply) == [
        "r:chart 005930", "r:why 005930", "p:buy 005930", "p:sell 005930", "r:quote 005930",
        "p:watch add 005930",
    ]  # fmt: skip


async def test_several_stocks_come_in_two_lines_and_each_opens() -> None:
    other = fb.quote("247540", 112_300, fb.NOW)
    reply = await said(bench_of(SEEN, other), "시세 삼전, 에코프로비엠 069500")
    told = fb.text_of(reply).split("\n")
    assert told[1:] == [
        "삼성전자 53,600원", "  ▲ 600원 (+1.13%)", "에코프로비엠 112,300원", "  0원 (0.00%)",
        "KODEX 200", "  시세가 없습니다",
    ]  # fmt: skip
    assert buttons(reply) == ["r:quote 005930", "r:quote 247540", "r:quote 069500"]


async def test_without_a_name_the_holdings_are_shown() -> None:
    bench = bench_of(SEEN)
    await bench.put(Book("golden_cross", "005930", 10, 500_000, 500_000))
    assert "삼성전자" in fb.text_of(await said(bench, "시세"))


@pytest.mark.parametrize("line", ["시세", "호가", "종목", "시세 목록", "quote list 1"])
async def test_without_a_name_the_listed_stocks_are_offered(line: str) -> None:
    reply = await said(bench_of(), line)
    assert "종목 3개" in fb.text_of(reply)
    assert sorted(buttons(reply)) == [f"r:quote {s}" for s in sorted(NAMES)]


def test_the_list_turns_its_pages_and_leaves_no_stock_out() -> None:
    bench, known = fb.Bench(), {f"97{at:04d}": f"가람{at}" for at in range(2 * SIZE + 1)}
    pages = [buttons(listed_reply(bench.context, number, known)) for number in (1, 2, 3)]
    assert [[b for b in page if b.startswith("t:")] for page in pages] == [
        ["t:quote list 2"],
        ["t:quote list 1", "t:quote list 3"],
        ["t:quote list 2"],
    ]
    shown = [button for page in pages for button in page if button.startswith("r:")]
    assert sorted(shown) == sorted(f"r:quote {symbol}" for symbol in known)


@pytest.mark.parametrize("words", [(), ("삼전",), ("list", "삼전"), ("목록", "1", "2")])
def test_other_words_ask_for_no_list(words: tuple[str, ...]) -> None:
    assert listed_page(words) == 0


@pytest.mark.parametrize(
    ("code", "said"), [("ko", "매수 가람누리전자 20만원"), ("en", "buy 970010 10")]
)
def test_an_example_names_a_stock_of_this_market(code: str, said: str) -> None:
    words = Catalogue(code)
    assert said not in words.t("usage.buy")
    words.know({"970010": "가람누리전자", "970050": "온새미"}.__getitem__, ("970050", "970010"))
    assert said in words.t("usage.buy")
    used = [words.t(key) for key in ("usage.levels", "usage.edit", "watch.none", "whynot.what")]
    assert all("삼전" not in text and "005930" not in text for text in used)


def test_where_the_usual_example_is_listed_it_stays() -> None:
    words = Catalogue("ko")
    words.know(NAMES.__getitem__, tuple(NAMES))
    assert "매수 삼전 20만원" in words.t("usage.buy")


@pytest.mark.parametrize("line", ["시세 삼성전", "quote 에코프로비"])
async def test_a_name_that_is_only_alike_is_offered_as_a_button(line: str) -> None:
    reply = await said(bench_of(SEEN), line)
    assert "모르는 종목" in fb.text_of(reply)
    assert buttons(reply)[0] in ("r:quote 005930", "r:quote 247540")


async def test_a_name_of_several_stocks_is_asked_about_beside_those_that_are_certain() -> None:
    both = await said(bench_of(SEEN), "시세 삼전 zzzz")
    assert "삼성전자 53,600원" in fb.text_of(both)
    assert "zzzz" in fb.text_of(both)


async def test_no_more_than_ten_are_looked_at() -> None:
    words = " ".join(["005930", *(f"{n:06d}" for n in range(20))])
    names = NAMES | {f"{n:06d}": f"가나{n}" for n in range(20)}
    assert len(read_symbols(tuple(words.split()), names).symbols) == 21
    assert MOST == 10


def test_the_longest_run_of_words_is_the_name() -> None:
    found = read_symbols(("KODEX", "200", "삼전"), NAMES)
    assert (found.symbols, found.unknown) == (("069500", "005930"), ())


def test_the_same_stock_is_shown_once() -> None:
    assert read_symbols(("삼전", "005930", "삼성전자"), NAMES).symbols == ("005930",)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_row_has_words(language: str) -> None:
    context = replace(fb.Bench().context, words=Catalogue(language))
    assert all(label and value for label, value in quote_rows(context, SEEN))
    assert warnings_of(context, replace(SEEN, halted=True, vi=True))
    assert change_text(context, replace(SEEN, price=52_000)).startswith("▼")


async def test_a_silent_source_says_that_there_is_no_price() -> None:
    bench = fb.Bench()
    bench.data.down = True
    assert "시세가 없습니다" in fb.text_of(await said(bench, "시세 005930"))


async def test_the_word_for_the_list_may_stand_before_a_name() -> None:
    text = fb.text_of(await fb.Bench().say("종목 삼성전자"))
    assert "53,600원" in text
    assert "모르는" not in text
    unknown = fb.text_of(await fb.Bench().say("종목 없는이름"))
    assert '"없는이름"' in unknown
    assert "list" not in unknown

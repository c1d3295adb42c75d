"""Our names beside the market's list: the list wins, and what it speaks against is asked about."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.alert_ask import stock_in
from bot.chart_asked import understand as chart_asked
from bot.free_text.book import NameBook
from bot.free_text.understand import understand
from bot.name_search import Named, find_name
from bot.quotes_asked import read_symbols
from bot.reply import Reply
from bot.symbol_names import CALLED, doubted, meant, plain
from core.domain.wanted import ProposeOrder
from tests import fakes_bot as fb

STRANGE = {"051910": "남의회사", "003550": "LG"}
MOBIS = {"012330": "현대모비스", "250060": "모비스"}
MOVED = {"051910": "남의회사", "900001": "LG화학"}


@pytest.mark.parametrize("said", ["LG화학", "엘지화학", "엘화", "lg chem", "lg 화학"])
def test_a_symbol_listed_under_a_strange_name_is_in_doubt_by_every_name(said):
    assert meant(said, STRANGE) == []
    assert doubted(said, STRANGE) == ("051910",)
    assert meant("남의회사", STRANGE) == meant("051910", STRANGE) == ["051910"]


@pytest.mark.parametrize(
    "names",
    [{}, {"036570": "엔씨소프트"}, {"036570": "N C"}, {"036570": "036570"}, {"036570": ""}],
    ids=["no list", "a former name", "other spaces", "no name", "an empty name"],
)
def test_a_known_name_or_none_raises_no_doubt(names):
    assert meant("NC", names) == meant("엔씨", names) == ["036570"]
    assert doubted("NC", names) == ()


@pytest.mark.parametrize("said", ["LG화학", "lg 화학"])
def test_a_name_that_the_list_gives_to_another_symbol_means_that_one(said):
    assert meant(said, MOVED) == ["900001"]
    assert understand(f"{said} 3주 사줘", NameBook(MOVED)).symbol == "900001"


def test_a_name_listed_for_another_symbol_alone_is_asked_about_but_a_nickname_is_not():
    assert meant("LG화학", {"900001": "LG화학"}) == ["051910", "900001"]
    assert meant("엘화", {"900001": "엘화"}) == ["900001"]


def test_a_nickname_that_is_another_companys_name_is_asked_about():
    assert meant("모비스", MOBIS) == ["012330", "250060"]
    assert meant("현대모비스", MOBIS) == ["012330"]
    said = understand("모비스 3주 사줘", NameBook(MOBIS))
    assert (said.kind, said.why, said.choices) == (
        "ambiguous", "symbol_several", ("012330", "250060"),
    )  # fmt: skip
    assert understand("모비스 3주 사줘").symbol == "012330"


@pytest.mark.parametrize("said", ["LG화학", "엘지화학", "lg 화학", "엘지 화학"])
def test_a_sentence_with_a_name_in_doubt_is_asked_about(said):
    read = understand(f"{said} 3주 사줘", NameBook(STRANGE))
    assert (read.kind, read.symbol, read.why) == ("ambiguous", "", "symbol_several")
    assert read.choices == ("051910",)
    assert understand("남의회사 3주 사줘", NameBook(STRANGE)).symbol == "051910"
    assert understand("051910 3주 사줘", NameBook(STRANGE)).symbol == "051910"


def test_one_name_of_two_listed_symbols_is_asked_about():
    book = NameBook({"900003": "쌍둥이전자", "900004": "쌍둥이전자"})
    assert understand("쌍둥이전자 3주 사줘", book).choices == ("900003", "900004")


def test_a_name_spelt_out_carries_the_doubt_of_the_name():
    assert understand("코덱스 은행 3주 사줘").symbol == "091170"
    said = understand("코덱스 은행 3주 사줘", NameBook({"091170": "KODEX 남의것"}))
    assert (said.why, said.choices) == ("symbol_several", ("091170",))


def test_a_listed_name_wins_over_how_ours_is_spelt_out():
    book = NameBook({"900001": "에이스200"})
    assert understand("에이스200 3주 사줘", book).symbol == "900001"
    assert understand("ACE 200 3주 사줘", book).symbol == "105190"


@pytest.mark.parametrize("words", ["LG 화학 3주", "엘화 3주"])
def test_a_name_in_doubt_is_only_alike_and_no_shorter_name_is_taken(words):
    assert find_name(tuple(words.split()), STRANGE) == Named(("051910",), ("3주",), alike=True)


def test_what_looks_or_warns_asks_too():
    asked = read_symbols(("LG", "화학"), STRANGE)
    assert (asked.symbols, asked.unknown, asked.maybe) == ((), ("LG 화학",), ("051910",))
    assert stock_in(("LG", "화학", "80000"), STRANGE) == ([], ("LG", "화학", "80000"))
    assert chart_asked(["엘화"], STRANGE).maybe == ("051910",)


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> fb.Bench:
    chem = replace(fb.SAMSUNG, symbol="051910", name="남의회사")
    monkeypatch.setattr(fb, "LISTED", (*fb.LISTED, chem))
    return fb.Bench()


def labelled(reply: Reply | None) -> dict[str, str]:
    assert reply is not None
    return {button.label: button.data for row in reply.buttons for button in row}


@pytest.mark.parametrize(
    "line", ["LG화학 3주 사줘", "엘화 3주 매수", "매수 LG화학 3주", "매수 LG 화학 3주"]
)
async def test_an_order_by_a_name_in_doubt_gets_no_card_but_the_listed_name_to_press(bench, line):
    found = labelled(await bench.say(line))
    assert bench.door.of(ProposeOrder) == []
    assert [label for label in found if "051910" in label] == ["남의회사 051910"]
    await bench.router.press(fb.source(), found["남의회사 051910"], "77")
    (wish,) = bench.door.of(ProposeOrder)
    assert (wish.symbol, wish.size.shares) == ("051910", 3)


async def test_an_order_by_code_or_by_the_listed_name_needs_no_question(bench):
    for line in ("매수 051910 3주", "매수 남의회사 3주", "051910 3주 사줘"):
        await bench.say(line)
    assert [wish.symbol for wish in bench.door.of(ProposeOrder)] == ["051910"] * 3


# Symbols with nicknames and two that only the list knows, named after one another.
SOME = ["005930", "051910", "012330", "036570", "105190", "069500", "003550", "030200"]
CALLS = [name for code in SOME for name in CALLED[code].split(", ")] + ["딴이름", "남의회사"]
LISTS = st.dictionaries(st.sampled_from([*SOME, "900001", "900002"]), st.sampled_from(CALLS))


@settings(max_examples=40)
@given(st.sampled_from(CALLS), LISTS)
def test_sentences_and_words_read_a_name_alike(said, names):
    sure, maybe = meant(said, names), doubted(said, names)
    found = [
        entry for end, entry in NameBook(names).longest(plain(said), 0) if end == len(plain(said))
    ]
    assert [(entry.codes, entry.group) for entry in found] == (
        [(tuple(sure) or maybe, len(sure) != 1)] if sure or maybe else []
    )

"""Names in sentences: the longest listed one, its borders, what people say, and several at once."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.free_text.book import NameBook
from bot.free_text.masters import names_in
from bot.free_text.understand import understand
from bot.symbol_names import CALLED, NAMES
from core.errors import ReadFailed

EVERY = [(code, name) for code, names in CALLED.items() for name in names.split(", ")]


@given(st.sampled_from(EVERY))
def test_every_name_and_nickname_is_found_in_an_order(known):
    code, name = known
    said = understand(f"{name} 3주 사줘")
    assert (said.kind, said.symbol, said.qty) == ("buy", code, 3)


@given(
    st.sampled_from(EVERY),
    st.sampled_from(["을", "를", "은", "도", "만", " 주식", "이랑 같은 거 말고 그냥 그거"]),
)
def test_particles_do_not_belong_to_a_name(known, particle):
    code, name = known
    said = understand(f"{name}{particle} 절반 팔아줘")
    assert said.symbol == code or said.kind != "sell"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("삼전기", "009150"),
        ("삼전", "005930"),
        ("삼전우", "005935"),
        ("KT&G", "033780"),
        ("KT", "030200"),
        ("카카오뱅크", "323410"),
        ("카카오", "035720"),
        ("에코프로비엠", "247540"),
        ("에코프로", "086520"),
        ("곱버스", "252670"),
        ("엔솔", "373220"),
        ("삼바", "207940"),
        ("한전", "015760"),
        ("모비스", "012330"),
        ("카뱅", "323410"),
        ("KODEX 200", "069500"),
        ("코덱스 200", "069500"),
        ("하닉", "000660"),
        ("닉스", "000660"),
        ("두빌", "034020"),
        ("포홀", "005490"),
        ("에코비엠", "247540"),
        ("현차", "005380"),
        ("셀트", "068270"),
    ],
)
def test_the_names_of_the_rules_mean_what_they_say(said, code):
    assert understand(f"{said} 7주 사줘").symbol == code
    assert understand(f"{said}7주사줘").symbol == code or said[-1].isdigit()


def test_the_number_in_a_name_is_never_a_quantity():
    said = understand("KODEX 200 사줘")
    assert (said.kind, said.symbol, said.qty, said.why) == (
        "ambiguous",
        "069500",
        None,
        "size_missing",
    )


@pytest.mark.parametrize("word", ["삼성", "현대", "에코", "인버스", "은행", "samsung", "레버리지"])
def test_what_is_several_offers_them(word):
    said = understand(f"{word} 10주 사줘")
    assert (said.kind, said.symbol, said.why) == ("ambiguous", "", "symbol_several")
    assert len(said.choices) > 1
    assert all(code in NAMES for code in said.choices)


@pytest.mark.parametrize(
    "text",
    [
        "삼성디스플레이 10주 사줘",
        "카카오모빌리티 3주 매수",
        "SK온 5주 사줘",
        "네이버웹툰 2주 매수해줘",
        "현대카드 1주 사줘",
        "삼성전자서비스 10주 사줘",
        "테슬라 1주 사줘",
        "59300 10주 사줘",
        "삼성전자 035720 1주 사줘",
        "A5930 1주 사줘",
    ],
)
def test_what_is_not_listed_is_no_order(text):
    assert understand(text).kind in ("ambiguous", "none")


@pytest.mark.parametrize(
    "text",
    [
        "이 대상은 뭐지",
        "동서남북",
        "하나 둘 셋",
        "기아가 만연한 나라",
        "우진이가 왔어",
        "대한민국 만세",
        "인상 깊다",
        "레이저 포인터",
        "진도가 느려",
        "화신이다 화신",
        "모두 다 고마워",
        "한진해운 망했지",
        "나라 걱정",
    ],
)
def test_words_of_every_day_are_no_orders(text):
    assert understand(text).kind in ("none", "ask")


def test_names_of_the_market_are_found_beside_those_brought_along():
    book = NameBook({"900001": "한강주식회사", "900002": "가나다라전자"})
    assert understand("한강주식회사 3주 사줘", book).symbol == "900001"
    assert understand("가나다라전자 3주 사줘", book).symbol == "900002"
    assert understand("삼전 3주 사줘", book).symbol == "005930"
    assert understand("900002 3주 사줘", book).symbol == "900002"


def test_a_short_name_of_the_market_needs_an_order_around_it():
    book = NameBook({"900001": "오늘", "900002": "사람"})
    assert understand("오늘 하루도 수고했어", book).kind == "none"
    assert understand("사람 10주 사줘", book).symbol == "900002"


def line(code: str, name: str, tail: int) -> str:
    return f"{code:<9}{'KR7' + code + '000':<12}{name:<40}" + "ST".ljust(tail, "0")


def test_master_files_are_read_packed_and_plain(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "kospi_code.mst.zip", "w") as file:
        file.writestr("kospi_code.mst", (line("900001", "한강", 227) + "\n").encode("cp949"))
    plain = line("900002", "남산테크", 221) + "\r\n"
    (tmp_path / "kosdaq_code.mst").write_bytes(plain.encode("cp949"))
    assert names_in(tmp_path) == {"900001": "한강", "900002": "남산테크"}
    assert names_in(tmp_path / "none") == {}


@pytest.mark.parametrize("data", [b"\xff\xff", b"short", io.BytesIO(b"").getvalue() or b"x" * 30])
def test_a_broken_master_file_is_named(tmp_path: Path, data: bytes):
    (tmp_path / "kospi_code.mst").write_bytes(data)
    with pytest.raises(ReadFailed, match=r"kospi_code\.mst"):
        names_in(tmp_path)

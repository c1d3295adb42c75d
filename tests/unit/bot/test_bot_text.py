"""Text: harmless, cut, and measured as terminals measure it."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import clean, clean_lines, disk_room, pad, width, wrap


@pytest.mark.parametrize(
    ("dirty", "harmless"),
    [
        ("삼성\u200b전자", "삼성전자"),
        ("abc\u202egpj.exe", "abcgpj.exe"),
        ("\x1b[31m빨강\x1b[0m", "[31m빨강[0m"),
        ("ＡＢＣ１２３", "ABC123"),
        ("줄\n바꿈\t칸", "줄 바꿈 칸"),
        ("a" + "\u0301" * 50, "á"),
        ("\u3164\u2800빈칸", "빈칸"),
        ("   여러    칸  ", "여러 칸"),
        ("\ue000사용자", "사용자"),
    ],
)
def test_tricks_are_taken_out(dirty: str, harmless: str) -> None:
    assert clean(dirty) == harmless


def test_long_text_is_cut_with_a_mark() -> None:
    assert clean("가" * 500, 10) == "가" * 9 + "…"


@given(st.text(max_size=200), st.integers(1, 60))
def test_cleaned_text_shows_no_control_and_keeps_its_cap(text: str, cap: int) -> None:
    line = clean(text, cap)
    assert len(line) <= cap
    assert not [c for c in line if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Mn")]


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("abc", 3), ("삼성전자", 8), ("ABC 전자", 8), ("─", 1)]
)
def test_hangul_counts_double(text: str, columns: int) -> None:
    assert width(text) == columns


def test_padding_is_by_columns_not_letters() -> None:
    assert pad("삼성", 6) == "삼성  "
    assert pad("삼성", 6, right=True) == "  삼성"


@given(st.text(max_size=300), st.integers(4, 40))
def test_no_wrapped_line_is_wider_than_asked(text: str, columns: int) -> None:
    line = clean(text)
    assert all(width(x) <= columns for x in wrap(line, columns, indent="  "))


@given(st.text(max_size=200), st.integers(4, 40))
def test_wrapping_loses_no_letter(text: str, columns: int) -> None:
    line = clean(text)
    assert "".join("".join(wrap(line, columns)).split()) == "".join(line.split())


def test_lines_break_at_spaces_first() -> None:
    assert wrap("매수 주문을 확인해 주세요", 14) == ["매수 주문을", "확인해 주세요"]


def test_a_word_longer_than_the_line_is_broken() -> None:
    assert wrap("가나다라마바사", 8) == ["가나다라", "마바사"]


def test_lines_of_a_long_text_stay_lines_and_keep_their_spaces() -> None:
    assert clean_lines("하나\n  둘  셋\n\u200b") == ["하나", "  둘  셋", ""]


@given(st.integers(1, 10**9), st.integers(1, 10**9), st.integers(20, 36))
def test_a_sum_never_leaves_its_sign_at_the_end_of_a_line(a: int, b: int, columns: int) -> None:
    lines = wrap(f"005930 {a:,}주 × {b:,}원 = {a * b:,}원", columns)
    assert not any(line.endswith(("=", "×")) for line in lines)
    assert " ".join(lines).replace(" ", "") == f"005930{a:,}주×{b:,}원={a * b:,}원"


@given(st.text(max_size=60))
def test_cleaning_is_what_a_look_at_each_letter_gives(text: str) -> None:
    flat = "".join(" " if c in "\n\r\t" else c for c in text)
    drops = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me"}
    fillers = "\u115f\u1160\u3164\uffa0\u2800"
    kept = "".join(
        c
        for c in unicodedata.normalize("NFKC", flat)
        if c not in fillers and unicodedata.category(c) not in drops
    )
    for _ in range(2):
        # The second look finds what the first one learned.
        assert clean(text, 1_000) == " ".join(kept.split())


@given(st.integers(0, 10**15))
def test_room_on_a_disk_is_never_shown_as_more_than_it_is(size: int) -> None:
    figure, unit = disk_room(size).split()
    shown = Decimal(figure.replace(",", "")) * 10**9
    assert unit == "GB"
    assert shown <= size < shown + 10**8


@pytest.mark.parametrize("said", ["ㅎㅇ", "ㅋㅋㅋ 가즈아", "ㄱㄱ", "ㅠㅠ 왜"])
def test_single_letters_stay_as_people_type_them(said: str) -> None:
    assert clean(said) == said


def test_fillers_between_letters_vanish() -> None:
    assert clean("ㅋ\u3164ㅋ") == "ㅋㅋ"

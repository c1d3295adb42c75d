"""Korean particles fit what stands before them, and nobody reads 은(는) where it can be known."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale.catalogue import FOUND_CAP, LANGUAGES, Catalogue
from bot.locale.particles import fitted

SYLLABLES = st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣"))
BOTH = st.sampled_from(["은(는)", "을(를)", "이(가)", "(으)로"])


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("삼성전자은(는)", "삼성전자는"),
        ("가람을(를)", "가람을"),
        ("한국어 (ko)(으)로", "한국어 (ko)로"),
        ("콘솔이(가) 불렀다", "콘솔이 불렀다"),
        ("서울(으)로", "서울로"),
        ("집(으)로", "집으로"),
        ("10(으)로", "10으로"),
        ("1(으)로", "1로"),
        ("8(으)로", "8로"),
        ("66,601원은(는)", "66,601원은"),
        ("5%은(는)", "5%는"),
        ("'뭐'은(는)", "'뭐'는"),
        ('"바보" 은(는)', '"바보"는'),
        ("볼린저(bollinger)을(를)", "볼린저(bollinger)를"),
        ("삼성전자(005930)이(가)", "삼성전자(005930)가"),
    ],
)
def test_the_particle_follows_the_sound(told: str, read: str) -> None:
    assert fitted(told) == read


@pytest.mark.parametrize("told", ["(으)로", "은(는)"])
def test_a_number_is_read_by_its_last_digit(told: str) -> None:
    # 영 일 이 삼 사 오 육 칠 팔 구
    read = {
        "(으)로": "으로 로 로 으로 로 로 으로 로 로 로",
        "은(는)": "은 은 는 은 는 는 은 은 은 는",
    }
    assert [fitted(f"1{digit}{told}")[2:] for digit in range(10)] == read[told].split()


@pytest.mark.parametrize("told", ["golden_cross은(는)", "ko(으)로", "😀을(를)", "은(는)"])
def test_what_cannot_be_read_aloud_keeps_both(told: str) -> None:
    assert fitted(told) == told


@given(st.text(SYLLABLES, min_size=1), BOTH)
def test_no_syllable_is_left_with_both(word: str, both: str) -> None:
    read = fitted(word + both)
    assert read.startswith(word)
    assert "(" not in read


@given(st.lists(st.tuples(SYLLABLES, st.sampled_from(["", "'", '"', "(a)"]), BOTH)))
def test_fitting_twice_changes_nothing_more(written: list[tuple[str, str, str]]) -> None:
    once = fitted(" ".join("".join(parts) for parts in written))
    assert fitted(once) == once


def test_sentences_of_the_catalogue_are_fitted_and_long_words_are_cut() -> None:
    words = Catalogue("ko")
    assert words.t("strategy.bad_verb", found="뭐").startswith('"뭐"는 ')
    assert len(words.t("strategy.bad_verb", found="가" * 10_000)) < FOUND_CAP + 60


def test_the_keyboard_is_named_in_the_language_in_use() -> None:
    fields = {"scope": "all", "level": "halt_new", "by": "console", "reason": ""}
    assert "콘솔" in Catalogue("ko").said("notice.halt", fields)
    assert "console" not in Catalogue("ko").said("notice.halt", fields)
    assert "Ann" in Catalogue("ko").said("notice.halt", {**fields, "by": "Ann"})


def test_no_template_chooses_a_particle_for_what_somebody_typed() -> None:
    typed = re.compile(r"\{(found|name|names)\}[\"'”]?(은|는|을|를|이|가|으로|로) ")
    assert [key for key, words in LANGUAGES["ko"].items() if typed.search(words)] == []


@pytest.mark.parametrize(
    ("unit", "read"),
    [("won", "금액(500000, 50만원)으로"), ("ratio", "비율(2%, 0.02)로"), ("s", "초(60, 2분)로")],
)
def test_a_unit_takes_its_own_particle(unit: str, read: str) -> None:
    words = Catalogue("ko")
    told = words.t("limit.value", found="?", unit=words.t(f"limit.unit_{unit}"))
    assert f"{read} 적어 주세요." in told

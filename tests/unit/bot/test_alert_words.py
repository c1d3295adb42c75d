"""What the words of an alert mean, and that what is printed back means the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alert_ends import last_day, until_text
from bot.alert_sense import condition_of, is_strange, sided, turned
from bot.alert_text import condition_text, found_text, typed
from bot.alert_words import USUAL, AlertWords, parse_alert
from bot.commands.base import UsageError
from bot.locale.catalogue import LANGUAGES, Catalogue
from core.domain.alert import (
    ANYWHERE,
    HAPPENS,
    LEVELLESS,
    LONGEST,
    Condition,
    Measure,
    Toward,
    is_sound,
)

# A Sunday in Korea.
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
STOCK, PRICE = "005930", 78_000
UP, DOWN = Toward.ABOVE, Toward.BELOW


def heard(line: str) -> AlertWords:
    """Read a line with the side that needs not be said."""
    return sided(parse_alert(tuple(line.split()), NOW), PRICE)


def meant(line: str) -> tuple[Measure, Toward, str, tuple[int, ...]]:
    """Give what a line asks for; levels as text."""
    said = heard(line)
    assert said.left == (), said.left
    condition = condition_of(said, "" if said.measure is Measure.DAY_LOSS else STOCK)
    level = "" if condition.level is None else f"{condition.level.normalize():f}"
    return condition.measure, condition.toward, level, condition.periods


@pytest.mark.parametrize(
    ("line", "measure", "toward", "level", "periods"),
    [
        ("80000원 이상", Measure.PRICE, UP, "80000", ()),
        ("80,000원이상", Measure.PRICE, UP, "80000", ()),
        ("8만원", Measure.PRICE, UP, "80000", ()),
        ("7만5천원", Measure.PRICE, DOWN, "75000", ()),
        ("7만5000원", Measure.PRICE, DOWN, "75000", ()),
        ("팔만원 넘으면", Measure.PRICE, UP, "80000", ()),
        ("75000 이하", Measure.PRICE, DOWN, "75000", ()),
        ("8만원 깨지면", Measure.PRICE, DOWN, "80000", ()),
        ("@75000 미만", Measure.PRICE, DOWN, "75000", ()),
        ("above 80,000 won", Measure.PRICE, UP, "80000", ()),
        ("when it goes below 80000", Measure.PRICE, DOWN, "80000", ()),
        ("-5%", Measure.CHANGE, DOWN, "-0.05", ()),
        ("+5%", Measure.CHANGE, UP, "0.05", ()),
        ("5% 빠지면", Measure.CHANGE, DOWN, "-0.05", ()),
        ("5프로 오르면", Measure.CHANGE, UP, "0.05", ()),
        ("전일대비 -1.5% 이상", Measure.CHANGE, UP, "-0.015", ()),
        ("drops 5%", Measure.CHANGE, DOWN, "-0.05", ()),
        ("지금부터 +3%", Measure.MOVE, UP, "0.03", ()),
        ("지금보다 3% 떨어지면", Measure.MOVE, DOWN, "-0.03", ()),
        ("from now -3%", Measure.MOVE, DOWN, "-0.03", ()),
        ("평단 -7%", Measure.RETURN, DOWN, "-0.07", ()),
        ("수익률 10%", Measure.RETURN, UP, "0.1", ()),
        ("수익률이 5% 밑으로 떨어지면", Measure.RETURN, DOWN, "0.05", ()),
        ("수익률이 5% 이상 떨어지면", Measure.RETURN, DOWN, "-0.05", ()),
        ("5% 이상 빠지면", Measure.CHANGE, DOWN, "-0.05", ()),
        ("breaks below 70000", Measure.PRICE, DOWN, "70000", ()),
        ("평단 이하", Measure.RETURN, DOWN, "0", ()),
        ("my cost -7%", Measure.RETURN, DOWN, "-0.07", ()),
        ("RSI 30 이하", Measure.RSI, DOWN, "30", (14,)),
        ("RSI(9) 70 이상", Measure.RSI, UP, "70", (9,)),
        ("9일 RSI 70", Measure.RSI, UP, "70", (9,)),
        ("rsi 25", Measure.RSI, DOWN, "25", (14,)),
        ("골든크로스", Measure.CROSS, UP, "", (5, 20)),
        ("골든크로스 20 60", Measure.CROSS, UP, "", (20, 60)),
        ("20일 60일 골든크로스", Measure.CROSS, UP, "", (20, 60)),
        ("데드크로스(10, 60)", Measure.CROSS, DOWN, "", (10, 60)),
        ("golden cross 5 20", Measure.CROSS, UP, "", (5, 20)),
        ("death cross", Measure.CROSS, DOWN, "", (5, 20)),
        ("거래량 3배", Measure.VOLUME, UP, "3", (20,)),
        ("거래량이 두 배", Measure.VOLUME, UP, "2", (20,)),
        ("거래량(10일) 2.5배 이상", Measure.VOLUME, UP, "2.5", (10,)),
        ("volume 3x", Measure.VOLUME, UP, "3", (20,)),
        ("volume 0.5 times below", Measure.VOLUME, DOWN, "0.5", (20,)),
        ("볼린저 상단", Measure.PERCENT_B, UP, "1", (20,)),
        ("볼린저밴드 하단 이탈", Measure.PERCENT_B, DOWN, "0", (20,)),
        ("bollinger upper band", Measure.PERCENT_B, UP, "1", (20,)),
        ("%b 0.8 이상", Measure.PERCENT_B, UP, "0.8", (20,)),
        ("52주 신고가", Measure.HIGH_52W, UP, "", ()),
        ("신저가", Measure.LOW_52W, DOWN, "", ()),
        ("신고가 이하", Measure.HIGH_52W, UP, "", ()),
        ("데드크로스 이상", Measure.CROSS, DOWN, "", (5, 20)),
        ("52-week high", Measure.HIGH_52W, UP, "", ()),
        ("52w low", Measure.LOW_52W, DOWN, "", ()),
        ("손실 2%", Measure.DAY_LOSS, UP, "0.02", ()),
        ("하루 손실 -2%", Measure.DAY_LOSS, UP, "0.02", ()),
        ("day loss 2%", Measure.DAY_LOSS, UP, "0.02", ()),
        ("체결", Measure.FILL, UP, "", ()),
        ("fills", Measure.FILL, UP, "", ()),
        ("전략 신호", Measure.SIGNAL, UP, "", ()),
        ("signal", Measure.SIGNAL, UP, "", ()),
    ],
)
def test_words_name_a_condition(
    line: str, measure: Measure, toward: Toward, level: str, periods: tuple[int, ...]
) -> None:
    assert meant(line) == (measure, toward, level, periods)


def test_a_loss_on_one_stock_is_reckoned_from_its_cost() -> None:
    condition = condition_of(heard("손실 7%"), STOCK)
    assert condition == Condition(Measure.RETURN, STOCK, DOWN, Decimal("-0.07"))


@pytest.mark.parametrize("line", ["78000", "5%", "지금부터 3%", "3% 움직이면"])
def test_a_side_that_nobody_can_know_is_left_open(line: str) -> None:
    said = heard(line)
    assert (said.toward, said.left) == (None, ())
    assert said.level is not None


def test_the_side_of_a_price_is_found_from_the_price_alone() -> None:
    said = parse_alert(("8만원",), NOW)
    assert [sided(said, price).toward for price in (79_000, 81_000, 80_000, None)] == [
        UP, DOWN, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "again"),
    [("8만원 한번", False), ("8만원 계속", True), ("8만원", None), ("80000 every time", True)],
)
def test_how_often_is_said_or_left_open(line: str, again: bool | None) -> None:
    assert heard(line).again is again


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("8만원 오늘까지", "2026-11-22"),
        ("8만원 내일까지", "2026-11-23"),
        ("8만원 이번주까지", "2026-11-22"),
        ("8만원 다음주까지", "2026-11-29"),
        ("8만원 이번달까지", "2026-11-30"),
        ("8만원 올해까지", "2026-12-31"),
        ("8만원 3일", "2026-11-25"),
        ("8만원 2주 동안", "2026-12-06"),
        ("8만원 한번 3개월간", "2027-02-20"),
        ("8만원 2026-12-01까지", "2026-12-01"),
        ("8만원 2026.12.1까지", "2026-12-01"),
        ("8만원 12월 1일까지", "2026-12-01"),
        ("8만원 1/5까지", "2027-01-05"),
        ("80000 until 2026-12-01", "2026-12-01"),
        ("80000 for 3 days", "2026-11-25"),
        ("80000 this month", "2026-11-30"),
        ("8만원", "2027-02-20"),
    ],
)
def test_an_end_is_the_end_of_its_day_in_korea(line: str, day: str) -> None:
    said = heard(line)
    assert said.left == ()
    at = said.ends.instant(NOW)
    assert at is not None
    assert (last_day(at).isoformat(), until_text(at)) == (day, day)
    assert at.tzinfo is UTC


def test_hours_count_from_now_and_no_end_is_said() -> None:
    assert heard("8만원 12시간").ends.instant(NOW) == NOW + timedelta(hours=12)
    assert heard("8만원 무기한").ends.instant(NOW) is None
    assert heard("80000 until deleted").ends.instant(NOW) is None


def test_two_numbers_beside_each_other_are_not_one() -> None:
    assert (heard("80000 30").level, heard("80000 30").left) == (Decimal(80_000), ("30",))
    assert (heard("8만 5000").level, heard("8만 5000").left) == (Decimal(85_000), ())


def test_a_bare_m_is_no_time_as_some_mean_minutes_by_it() -> None:
    assert heard("80000 30m").left != ()
    assert not heard("80000 30m").ends.said
    assert heard("80000 3mo").ends.said


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("8만원 이상 이하", "alert.both"),
        ("8만원 한번 계속", "alert.both"),
        ("8만원 2026-11-21까지", "alert.over"),
        ("8만원 2026-02-30까지", "alert.no_day"),
        ("골든크로스 20 5", "alert.days"),
        ("골든크로스 5 5", "alert.days"),
        ("RSI(1) 30", "alert.days"),
        ("RSI(301) 30", "alert.days"),
        ("0.5원 이상", "alert.whole"),
        ("7만5 이상", "alert.whole"),
        ("RSI 120 이상", "alert.range"),
        ("0원 이하", "alert.range"),
        ("거래량 0배", "alert.range"),
        ("손실 200%", "alert.range"),
        ("-150%", "alert.range"),
        ("RSI", "alert.level"),
        ("거래량", "alert.level"),
        ("이상", "alert.what"),
    ],
)
def test_what_cannot_be_is_refused_by_name(line: str, key: str) -> None:
    with pytest.raises(UsageError) as caught:
        condition_of(heard(line), STOCK)
    assert caught.value.key == key


def test_what_is_not_understood_is_kept() -> None:
    assert heard("80000원 이상 부자 되자").left == ("부자", "되자")


@pytest.mark.parametrize(
    ("line", "strange"),
    [
        ("8만원", False), ("23만원", False), ("30만원", True), ("26000원", False), ("7800원", True),
        ("+29%", False), ("+31%", True), ("-31%", True), ("지금부터 +250%", False),
        ("수익률 400%", True), ("거래량 99배", False), ("거래량 200배", True),
        ("52주 신고가", False),
    ],
)  # fmt: skip
def test_a_level_far_beyond_what_happens_is_strange(line: str, strange: bool) -> None:
    assert is_strange(condition_of(heard(line), STOCK), PRICE) is strange


def test_without_a_price_no_price_is_strange() -> None:
    assert not is_strange(condition_of(heard("1원 이상"), STOCK), None)


def conditions() -> st.SearchStrategy[Condition]:
    """Draw every condition that the chat can set."""
    return st.sampled_from(list(Measure)).flatmap(_of_measure)


def _of_measure(measure: Measure) -> st.SearchStrategy[Condition]:
    days = st.lists(
        st.integers(2, LONGEST), min_size=len(USUAL.get(measure, ())),
        max_size=len(USUAL.get(measure, ())), unique=True,
    ).map(lambda days: tuple(sorted(days)))  # fmt: skip
    return st.builds(
        Condition, st.just(measure), st.just("" if measure is Measure.DAY_LOSS else STOCK),
        _toward(measure), _level(measure), days,
    )  # fmt: skip


def _toward(measure: Measure) -> st.SearchStrategy[Toward]:
    fixed = {Measure.HIGH_52W: UP, Measure.LOW_52W: DOWN, Measure.DAY_LOSS: UP}
    if measure in fixed or measure in HAPPENS:
        return st.just(fixed.get(measure, UP))
    return st.sampled_from(Toward)


def _level(measure: Measure) -> st.SearchStrategy[Decimal | None]:
    if measure in LEVELLESS:
        return st.none()
    if measure is Measure.PRICE:
        return st.integers(1, 5_000_000).map(Decimal)
    whole = {Measure.RSI: (0, 10_000), Measure.VOLUME: (1, 5_000), Measure.PERCENT_B: (-300, 300)}
    low, high = whole.get(measure, (-9_900, 9_900))
    if measure is Measure.DAY_LOSS:
        low, high = 1, 5_000
    parts = 100 if measure in whole else 10_000
    return st.integers(low, high).map(lambda n: Decimal(n) / parts)


@given(conditions())
def test_what_is_printed_back_means_the_same(condition: Condition) -> None:
    assert is_sound(condition)
    forms = [typed(condition)]
    forms += [condition_text(condition, Catalogue(code), "") for code in LANGUAGES]
    for form in forms:
        said = sided(parse_alert(tuple(form.split()), NOW), PRICE)
        assert (said.left, form) == ((), form)
        assert condition_of(said, condition.symbol) == condition


@given(conditions())
def test_the_other_side_is_the_same_level(condition: Condition) -> None:
    other = turned(condition)
    assert other.toward is not condition.toward
    assert turned(other) == condition


@given(st.text(max_size=60))
def test_no_words_break_the_reading(text: str) -> None:
    read = _read(text)
    assert Catalogue("ko").has(read) if isinstance(read, str) else is_sound(read)


def _read(text: str) -> Condition | str:
    """Give the condition of any text, or the key of what is wrong with it."""
    try:
        return condition_of(sided(parse_alert(tuple(text.split()), NOW), PRICE), STOCK)
    except UsageError as error:
        return error.key


def test_only_what_may_be_anywhere_needs_no_stock() -> None:
    assert {m for m in Measure if is_sound(Condition(m))} <= ANYWHERE


@pytest.mark.parametrize(
    ("measure", "value", "text"),
    [
        (Measure.CHANGE, "0.021499", "+2.15%"),
        (Measure.DAY_LOSS, "0.0204", "2.04%"),
        (Measure.RSI, "29.8765", "29.88"),
        (Measure.PRICE, "80300", "80,300원"),
        (Measure.FILL, "1", ""),
        (Measure.CROSS, "0.1", ""),
        (Measure.HIGH_52W, "88800", "88,800원"),
    ],
)
def test_what_was_found_is_written_short(measure: Measure, value: str, text: str) -> None:
    assert found_text(measure, Decimal(value), Catalogue("ko")) == text

"""The report's text: same facts same bytes, narrow lines, every section, no surprises."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.saying import say
from core.domain.switches import HaltLevel
from core.report.figures import sheet
from core.report.period import DoubtLine, SwitchLine
from core.report.table import WIDTH, columns, cut, spread, wrap
from core.report.template import LANGUAGES, MAX_LINES, render
from core.report.text_en import WORDS as ENGLISH
from core.report.text_ko import WORDS as KOREAN
from tests.weeks import TUESDAY, empty_week, rich_week


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("facts", [rich_week(), empty_week()])
def test_every_line_fits_a_phone(lang: str, facts: object) -> None:
    lines = render(facts, lang=lang).splitlines()  # type: ignore[arg-type]
    assert max(columns(line) for line in lines) <= WIDTH
    assert all(line == line.rstrip() for line in lines)


def test_same_facts_give_the_same_bytes() -> None:
    assert render(rich_week()).encode() == render(rich_week()).encode()


def test_headline_tells_the_outcome_first() -> None:
    head = " ".join(render(rich_week()).split("■")[0].split())
    assert head.startswith("주간 보고서 2026-W47 11/16(월)~11/20(금) · 거래일 5일 이번 주에는")
    assert "1,234,500원을 벌었습니다. 수익률은 +1.23%입니다." in head
    assert "제안 13건 중 7건을 승인하셨습니다." in head


def test_loss_is_said_as_a_loss() -> None:
    facts = rich_week()
    lost = replace(facts, totals=replace(facts.totals, profit=-5_000, rate=-facts.totals.rate))
    head = " ".join(render(lost).split("■")[0].split())
    assert "5,000원을 잃었습니다. 수익률은 -1.23%입니다." in head


def test_week_without_trades_says_so_and_nothing_else() -> None:
    text = render(empty_week())
    assert "이번 주에는 거래가 없었습니다." in text
    assert text.count("■") == 1


def test_closed_week_says_so() -> None:
    week = empty_week()
    text = render(replace(week, period=replace(week.period, sessions=0)))
    assert "이번 주에는 장이 열리지 않았습니다." in text
    assert "거래일" not in text


def test_running_week_is_marked() -> None:
    week = rich_week()
    text = render(replace(week, period=replace(week.period, over=False)))
    assert "아직 끝나지 않은 주라" in text
    assert "지금 평가액" in text


def test_every_fact_of_the_tables_is_there() -> None:
    text = render(rich_week())
    wanted = (
        "101,234,500원", "+812,300원", "+422,200원", "4,560원", "21,340원",
        "골든크로스", "-89,400원",
        "매수 120주 · 평균 71,300원", "물음 13 · 승인 7 · 거절 4", "184,200→191,600", "-135,000원",
        "줄임 6건", "막음 9건", "비중 8.87% · 손절까지 9.49%",
        "손절선 없음", "종목 카카오", "새 주문 정지",
    )  # fmt: skip
    assert [part for part in wanted if part not in text] == []


def test_orders_in_doubt_stand_before_the_money() -> None:
    text = render(replace(rich_week(), doubts=(DoubtLine("카카오", "sell", 3, 45_000),)))
    assert text.index("결과를 모르는 주문") < text.index("■ 계좌")
    assert "매도 3주 45,000원" in text


def test_long_lists_are_cut_and_counted() -> None:
    week = rich_week()
    text = render(replace(week, trades=week.trades * 20))
    assert f"외 {60 - MAX_LINES}건" in text
    assert len(text.encode()) < 8_192


@pytest.mark.parametrize(
    ("buys", "sells", "said"),
    [(2, 0, "2번 샀습니다."), (0, 3, "3번 팔았습니다."), (2, 3, "2번 사고 3번 팔았습니다.")],
)
def test_what_was_not_done_is_not_counted(buys: int, sells: int, said: str) -> None:
    week = rich_week()
    text = render(replace(week, totals=replace(week.totals, buys=buys, sells=sells)))
    assert f"\n{said}\n" in text
    assert "\n0번" not in text


@pytest.mark.parametrize(("realised", "open_profit"), [(900_000, 0), (0, 500_000)])
def test_a_profit_that_is_no_sum_of_its_parts_tells_the_rest(
    realised: int, open_profit: int
) -> None:
    """What was sold today may have gained yesterday: the parts must still add up."""
    week = rich_week()
    totals = replace(week.totals, profit=100_000, realised=realised, open_profit=open_profit)
    text = render(replace(week, totals=totals))
    line = next(line for line in text.splitlines() if line.startswith("평가손익의 변화"))
    assert line.endswith(f" {100_000 - realised:+,}원")
    assert "평가손익의 변화" not in render(week)


@pytest.mark.parametrize(
    ("won", "best", "worst"),
    [((9, 1), "가장 좋은 매도", "가장 덜 번 매도"), ((9, -1), "가장 좋은 매도", "가장 아쉬운 매도"),
     ((-1, -9), "가장 덜 잃은 매도", "가장 아쉬운 매도")],
)  # fmt: skip
def test_the_least_gain_is_no_regret_and_the_least_loss_no_success(
    won: tuple[int, int], best: str, worst: str
) -> None:
    week = rich_week()
    sold = tuple(replace(t, realised=w) for t, w in zip(week.closed, won, strict=True))
    text = render(replace(week, trades=sold, holdings=()))
    words = ("가장 좋은 매도", "가장 덜 번 매도", "가장 아쉬운 매도", "가장 덜 잃은 매도")
    assert [word for word in words if word in text] == sorted((best, worst), key=words.index)


def test_no_figure_of_a_declined_trade_is_cut() -> None:
    week = rich_week()
    wide = replace(week.declined[0], shares=11_310, ref_price=1_237_000, last_price=1_438_000)
    text = " ".join(render(replace(week, declined=(wide,))).split())
    assert "11,310주 · 1,237,000→1,438,000" in text


@pytest.mark.parametrize(
    ("reason", "by", "said"),
    [("점심", "주인", "  점심 · 주인"), ("", "주인", "  주인"), ("점심", "", "  점심")],
)
def test_who_stopped_and_why_is_told(reason: str, by: str, said: str) -> None:
    change = SwitchLine(TUESDAY, "all", "", "halt", reason, by)
    assert f"{said}\n" in render(replace(rich_week(), switches=(change,)))


def test_reason_typed_by_a_person_stays_one_inert_line() -> None:
    change = SwitchLine(TUESDAY, "all", "", "halt", "줄\n바꿈\u202e\u200b")
    text = render(replace(rich_week(), switches=(change,)))
    assert "\n  줄 바꿈\n" in text
    assert "전체" in text


def test_risk_rules_are_told_in_the_words_handed_in() -> None:
    told = " ".join(render(rich_week(), told=lambda saying: f"<{saying.key}>").split())
    assert "최근: 카카오 <risk.cooldown.last> / 기준: <risk.cooldown.wait>" in told
    assert "종목 비중" in told


def test_stop_by_a_rule_is_told_in_words_too() -> None:
    why = say("risk.repeat.many_orders", orders=3, window_s=60).encoded()
    change = SwitchLine(TUESDAY, "symbol", "카카오", "halt", why)
    text = render(replace(rich_week(), switches=(change,)), told=lambda saying: saying.key)
    assert "risk.repeat.many_orders" in text
    assert '["risk' not in text


def test_prose_stands_between_headline_and_tables() -> None:
    text = render(rich_week(), prose="차분한 한 주였습니다.")
    assert text.index("승인하셨습니다") < text.index("차분한") < text.index("■ 계좌")
    assert "AI가 쓴 글입니다" in text


def test_last_line_is_the_disclaimer() -> None:
    assert "투자 권유가" in render(rich_week()).split("\n\n")[-1]


def test_both_languages_have_the_same_words() -> None:
    assert KOREAN.keys() == ENGLISH.keys()


TEXTS = st.text(st.sampled_from("가나다abc 12…"), max_size=60)


@given(TEXTS, st.integers(2, 40))
def test_cut_text_never_passes_its_width(text: str, width: int) -> None:
    assert columns(cut(text, width)) <= width
    assert cut(text, width) == text or cut(text, width).endswith("..")


@given(TEXTS, st.text(st.sampled_from("0123456789,원+-%"), max_size=17))
def test_spread_line_is_exactly_as_wide_as_the_report(left: str, right: str) -> None:
    line = spread(left, right)
    assert columns(line) == WIDTH
    assert line.endswith(right)


@given(TEXTS)
def test_wrapping_keeps_all_words_that_fit(text: str) -> None:
    lines = wrap(text)
    assert all(columns(line) <= WIDTH for line in lines)
    if all(columns(word) <= WIDTH for word in text.split()):
        assert " ".join(lines) == " ".join(text.split())


@pytest.mark.parametrize("words", [KOREAN, ENGLISH])
@pytest.mark.parametrize("level", HaltLevel)
def test_every_level_of_a_stop_has_words(level: HaltLevel, words: dict[str, str]) -> None:
    assert level.value in words
    line = SwitchLine(TUESDAY, "all", "", level.value, "test")
    text = render(replace(empty_week(), switches=(line,)), lang="ko" if words is KOREAN else "en")
    assert all(part in " ".join(text.split()) for part in words[level.value].split())


def test_who_stopped_stands_in_the_report_and_not_in_what_a_model_sees() -> None:
    stop = SwitchLine(TUESDAY, "all", "", HaltLevel.HALT_NEW.value, "noon", "T90210")
    facts = replace(rich_week(), switches=(stop,))
    assert "T90210" in render(facts)
    assert "noon" in sheet(facts, LANGUAGES["ko"].rules)
    assert "T90210" not in sheet(facts, LANGUAGES["ko"].rules)

"""Weeks of facts to write about: a rich one whose figures are all unlike, and an empty one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.domain.saying import say
from core.report.period import (
    Cards,
    DeclinedLine,
    HoldingLine,
    Period,
    PeriodFacts,
    RiskLine,
    StrategyLine,
    SwitchLine,
    Totals,
    TradeLine,
)

D = Decimal
MONDAY, TUESDAY, FRIDAY = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 20)


def rich_week() -> PeriodFacts:
    """A gaining week with a losing sale, cards of every end, and a halt."""
    return PeriodFacts(
        Period("2026-W47", MONDAY, FRIDAY, 5, over=True),
        Totals(
            100_000_000, 101_234_500, 1_234_500, D("0.0123"), 812_300, 422_200, 4_560, 21_340, 4, 3
        ),
        (
            StrategyLine("golden_cross", "골든크로스", 5, 2, 1, 901_700, 3_210, 14_870, 422_200),
            StrategyLine("weekly_reversion", "주간 반등", 2, 1, 0, -89_400, 1_350, 6_470, 0),
        ),
        (
            TradeLine(
                MONDAY, "005930", "삼성전자", "골든크로스", "buy", 120, 71_300, 8_556_000, 0, None
            ),
            TradeLine(
                FRIDAY,
                "000660",
                "SK하이닉스",
                "골든크로스",
                "sell",
                17,
                213_500,
                3_629_500,
                901_700,
                D("0.3306"),
            ),
            TradeLine(
                TUESDAY,
                "035720",
                "카카오",
                "주간 반등",
                "sell",
                64,
                45_150,
                2_889_600,
                -89_400,
                D("-0.0300"),
            ),
        ),
        (
            HoldingLine(
                "005930",
                "삼성전자",
                "골든크로스",
                120,
                71_300,
                74_800,
                418_700,
                D("0.0489"),
                D("0.0887"),
                67_700,
                D("0.0949"),
            ),
            HoldingLine(
                "102110",
                "TIGER 200",
                "골든크로스",
                31,
                38_420,
                38_560,
                3_500,
                D("0.0029"),
                D("0.0118"),
                None,
                None,
            ),
        ),
        Cards(13, 7, 4, 2, 0),
        (
            DeclinedLine("네이버", "buy", "rejected", 23, 184_200, 191_600, D("0.0402"), 170_200),
            DeclinedLine("셀트리온", "buy", "lapsed", 18, 172_900, 165_400, D("-0.0434"), -135_000),
        ),
        (
            RiskLine(
                "weight_cap",
                "trim",
                6,
                "삼성전자",
                say("risk.weight_cap.after", after_won=23_700_000, equity_won=100_000_000),
                say("risk.weight_cap.cap", cap_won=20_000_000, weight_ratio="0.20"),
            ),
            RiskLine(
                "cooldown",
                "refuse",
                9,
                "카카오",
                say("risk.cooldown.last", refusals=2, last_at="2026-11-19T00:12:41+00:00"),
                say("risk.cooldown.wait", wait_s=120),
            ),
        ),
        (),
        (SwitchLine(TUESDAY, "symbol", "카카오", "halt", "점검"),),
    )


def empty_week() -> PeriodFacts:
    """A week of one session in which nothing happened."""
    return PeriodFacts(
        Period("2026-W40", date(2026, 9, 30), date(2026, 9, 30), 1, over=True),
        Totals(100_000_000, 100_000_000, 0, D(0), 0, 0, 0, 0, 0, 0),
        (),
        (),
        (),
        Cards(0, 0, 0, 0, 0),
        (),
        (),
        (),
        (),
    )
